/* Files of events, cut into the texts of single events. */
#include "execute/event_source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/problem.h"
#include "model/event_read.h"

enum { BLOCK_BYTES = 1 << 20, PIPE_BYTES = 1 << 16, DOCUMENT_EVENTS = 1024 };

/* Where in a document the next event is looked for. */
enum document_place { OUTSIDE, ARRAY_START, BEHIND_COMMA, BEHIND_EVENT };

struct sl_event_source {
	const char *path;
	int descriptor;
	bool is_document, ended;
	bool is_live; /* a pipe or a terminal, whose next bytes may take long */
	bool idle; /* live, and nothing more is there at once */
	size_t torn; /* so many bytes of ahead have no line's end */
	bool skipping; /* the rest of a line that is too long */
	sl_buffer ahead; /* what was read and is not cut yet */
	size_t at; /* in ahead: the next event of a document */
	enum document_place place;
	uint64_t number; /* of the last event or line */
	uint64_t read, size;
};

void sl_event_block_free(sl_event_block *block)
{
	sl_buffer_free(&block->text);
	free(block->events);
	free(block->numbers);
	*block = (sl_event_block){0};
}

static void clear_block(sl_event_block *block)
{
	sl_buffer_clear(&block->text);
	block->count = 0;
	block->fault = NULL;
}

/* The text is in the block's own, which does not move any more. */
static void add_event(sl_event_block *block, sl_text event, uint64_t number)
{
	block->events = sl_grow(block->events, &block->event_capacity, block->count + 1,
	                        sizeof *block->events);
	block->numbers = sl_grow(block->numbers, &block->number_capacity, block->count + 1,
	                         sizeof *block->numbers);
	block->events[block->count] = event;
	block->numbers[block->count++] = number;
}

static bool say(const sl_event_source *source, sl_problem *problem, const char *text)
{
	return sl_problem_say(problem, source->path, "%s", text);
}

/* Whether a read would have to wait. */
static bool must_wait(const sl_event_source *source)
{
	struct pollfd asked = {.fd = source->descriptor, .events = POLLIN};
	return source->is_live && poll(&asked, 1, 0) == 0;
}

/* For how many bytes the next read should have room, of those that are wanted: no more than there may be. */
static size_t room_to_read(const sl_event_source *source, size_t wanted)
{
	const size_t most = wanted - source->ahead.length;
	uint64_t left = source->is_live ? PIPE_BYTES : most;
	if (source->size > source->read) {
		left = source->size - source->read + 1; /* and its end */
	}
	return left < most ? (size_t)left : most;
}

/*
 * Reads until ahead holds so many bytes, the file ends, or what is live has given all that it has now, which is a byte
 * or more. False: it cannot be read.
 */
static bool fill(sl_event_source *source, size_t wanted, sl_problem *problem)
{
	source->idle = false;
	while (!source->ended && !source->idle && source->ahead.length < wanted) {
		const size_t room = room_to_read(source, wanted);
		const size_t before = source->ahead.length;
		uint8_t *to = sl_buffer_extend(&source->ahead, room);
		const ssize_t got = read(source->descriptor, to, room);
		source->ahead.length = before + (got > 0 ? (size_t)got : 0);
		if (got < 0 && errno != EINTR) {
			return say(source, problem, strerror(errno));
		}
		source->ended = got == 0;
		source->read += got > 0 ? (uint64_t)got : 0;
		source->idle = got > 0 && must_wait(source);
	}
	return true;
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/*
 * Where the value at the start of the text ends: an object or array with its last bracket, anything else before a
 * comma, a bracket or a blank. False: it does not end, and *end is the length. Whether it is JSON, the reader says.
 */
static bool find_end(const uint8_t *text, size_t length, size_t *end)
{
	size_t depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < length; i++) {
		const uint8_t byte = text[i];
		if (quoted) {
			i += byte == '\\';
			quoted = byte != '"';
		} else if (byte == '"') {
			quoted = true;
		} else if (byte == '{' || byte == '[') {
			depth++;
		} else if (byte == '}' || byte == ']') {
			if (depth <= 1) {
				*end = depth == 0 ? i : i + 1;
				return true;
			}
			depth--;
		} else if (depth == 0 && (byte == ',' || is_blank(byte))) {
			*end = i;
			return true;
		}
	}
	*end = length;
	return false;
}

static size_t after_blanks(const sl_buffer *text, size_t at)
{
	while (at < text->length && is_blank(text->bytes[at])) {
		at++;
	}
	return at;
}

/* What the first line tells of the form; unclear: it has to be longer. */
enum document_form { FORM_LINES, FORM_DOCUMENT, FORM_UNCLEAR };

/*
 * A document: an opening bracket, or a brace that is not closed on its line, unless the next line opens one too: then the
 * first is a line that was cut.
 */
static enum document_form form_of(const sl_buffer *text)
{
	const size_t at = after_blanks(text, 0);
	if (at == text->length) {
		return FORM_UNCLEAR;
	}
	const uint8_t *start = text->bytes + at;
	if (*start != '{') {
		return *start == '[' ? FORM_DOCUMENT : FORM_LINES;
	}
	const uint8_t *line = memchr(start, '\n', text->length - at);
	size_t end;
	if (line == NULL) {
		return FORM_UNCLEAR;
	}
	if (find_end(start, (size_t)(line - start), &end)) {
		return FORM_LINES;
	}
	const size_t next = (size_t)(line - text->bytes) + 1;
	if (next == text->length) {
		return FORM_UNCLEAR;
	}
	return text->bytes[next] == '{' ? FORM_LINES : FORM_DOCUMENT;
}

/* A name that stands for an open descriptor may be a pipe; any other pipe could let us wait for ever. */
static bool is_descriptor(const char *path)
{
	return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0 ||
	       strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/self/fd/", 14) == 0;
}

static bool open_file(sl_event_source *source, sl_problem *problem)
{
	struct stat status;
	const bool is_stdin = strcmp(source->path, "-") == 0;
	source->descriptor =
		is_stdin ? STDIN_FILENO
			 : open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (source->descriptor < 0 || fstat(source->descriptor, &status) != 0) {
		return say(source, problem, strerror(errno));
	}
	source->is_live = !S_ISREG(status.st_mode);
	source->size = source->is_live ? 0 : (uint64_t)status.st_size;
	if (S_ISDIR(status.st_mode)) {
		return say(source, problem, "is a folder; name its files");
	}
	if (source->is_live && !is_descriptor(source->path)) {
		return sl_problem_say(problem, source->path,
		                      "is %s, no file; `--events -` reads standard input",
		                      sl_file_kind_name(status.st_mode));
	}
	/* It was only not to wait in open(). */
	if (!is_stdin && fcntl(source->descriptor, F_SETFL, 0) != 0) {
		return say(source, problem, strerror(errno));
	}
	return true;
}

static bool drop_byte_order_mark(sl_event_source *source)
{
	sl_buffer *ahead = &source->ahead;
	if (ahead->length >= 3 && memcmp(ahead->bytes, "\xef\xbb\xbf", 3) == 0) {
		ahead->length -= 3;
		memmove(ahead->bytes, ahead->bytes + 3, ahead->length);
	}
	return true;
}

static bool find_form(sl_event_source *source, sl_problem *problem)
{
	enum document_form form = FORM_UNCLEAR;
	bool readable = fill(source, BLOCK_BYTES, problem) && drop_byte_order_mark(source);
	while (readable && (form = form_of(&source->ahead)) == FORM_UNCLEAR && !source->ended &&
	       source->ahead.length <= SL_MAX_EVENT_BYTES) {
		readable = fill(source, source->ahead.length + BLOCK_BYTES, problem);
	}
	source->is_document = form == FORM_DOCUMENT;
	return readable;
}

static bool read_document(sl_event_source *source, sl_problem *problem)
{
	while (!source->ended && source->ahead.length <= SL_MAX_EVENT_DOCUMENT) {
		if (!fill(source, source->ahead.length + BLOCK_BYTES, problem)) {
			return false;
		}
	}
	return source->ended ||
	       say(source, problem, "a document of more than 1 GiB; write one event a line");
}

sl_event_source *sl_event_source_open(const char *path, sl_problem *problem)
{
	sl_event_source *source = sl_alloc(1, sizeof *source);
	source->path = path;
	source->descriptor = -1;
	bool opened = open_file(source, problem) && find_form(source, problem) &&
	              (!source->is_document || read_document(source, problem));
	if (!opened) {
		sl_event_source_close(source);
		return NULL;
	}
	return source;
}

void sl_event_source_close(sl_event_source *source)
{
	if (source != NULL) {
		if (source->descriptor > STDIN_FILENO) {
			close(source->descriptor);
		}
		sl_buffer_free(&source->ahead);
		free(source);
	}
}

void sl_event_source_progress(const sl_event_source *source, uint64_t *read, uint64_t *size)
{
	*read = source->read - source->ahead.length + source->at;
	*size = source->size;
}

bool sl_event_source_idle(const sl_event_source *source)
{
	return source->idle;
}

/* The block takes what lies before `end` in ahead. */
static const uint8_t *take_text(sl_event_source *source, size_t end, sl_event_block *block)
{
	sl_buffer *ahead = &source->ahead;
	sl_buffer_append(&block->text, ahead->bytes, end);
	memmove(ahead->bytes, ahead->bytes + end, ahead->length - end);
	ahead->length -= end;
	source->torn = 0;
	return block->text.bytes;
}

static void cut_lines(sl_event_source *source, const uint8_t *text, size_t length,
                      sl_event_block *block)
{
	size_t end;
	for (size_t at = 0; at < length; at = end + 1) {
		const uint8_t *line = memchr(text + at, '\n', length - at);
		size_t first = at;
		end = line != NULL ? (size_t)(line - text) : length;
		source->number++;
		while (first < end && is_blank(text[first])) {
			first++;
		}
		if (first < end) {
			add_event(block, (sl_text){(const char *)text + at, end - at},
			          source->number);
		}
	}
}

/* How much of ahead is whole lines; 0: not even one. Looks at each byte once. */
static size_t whole_lines(sl_event_source *source)
{
	const sl_buffer *ahead = &source->ahead;
	size_t length = ahead->length;
	while (length > source->torn && ahead->bytes[length - 1] != '\n') {
		length--;
	}
	if (length > source->torn) {
		return length;
	}
	source->torn = ahead->length;
	return 0;
}

/* Drops what is left of a line that was too long. False: all that there is belongs to it. */
static bool skip_line(sl_event_source *source)
{
	sl_buffer *ahead = &source->ahead;
	const uint8_t *line = ahead->length > 0 ? memchr(ahead->bytes, '\n', ahead->length) : NULL;
	const size_t dropped = line != NULL ? (size_t)(line - ahead->bytes) + 1 : ahead->length;
	memmove(ahead->bytes, ahead->bytes + dropped, ahead->length - dropped);
	ahead->length -= dropped;
	source->torn = 0;
	source->skipping = line == NULL;
	return line != NULL;
}

static bool next_lines(sl_event_source *source, sl_event_block *block, sl_problem *problem)
{
	size_t wanted = BLOCK_BYTES, end = 0;
	while (end == 0) {
		/* What a pipe has given already does not wait for more. */
		const bool has_line = source->is_live && whole_lines(source) > 0;
		if (!has_line && !fill(source, wanted, problem)) {
			return false;
		}
		if (source->skipping && !skip_line(source) && !source->ended) {
			continue;
		}
		if (source->ahead.length == 0 && source->ended) {
			return false;
		}
		end = source->ended ? source->ahead.length : whole_lines(source);
		if (end == 0 && source->ahead.length > SL_MAX_EVENT_BYTES) {
			end = source->ahead.length; /* the reader says that it is too long */
			source->skipping = true;
		}
		wanted = source->ahead.length + BLOCK_BYTES;
	}
	cut_lines(source, take_text(source, end, block), end, block);
	return true;
}

/*
 * Steps over what stands before the next event of a document, and says what is wrong there, NULL if nothing is. What is
 * out of place outside of arrays is left to the reader to refuse, as an event.
 */
static const char *find_event(sl_event_source *source)
{
	const sl_buffer *text = &source->ahead;
	for (;;) {
		source->at = after_blanks(text, source->at);
		if (source->at == text->length) {
			return source->place == OUTSIDE ? NULL : "the array of events does not end";
		}
		const uint8_t byte = text->bytes[source->at];
		if (byte == '[' && source->place == OUTSIDE) {
			source->place = ARRAY_START;
		} else if (byte == ',' && source->place == BEHIND_EVENT) {
			source->place = BEHIND_COMMA;
		} else if (byte == ']' &&
		           (source->place == BEHIND_EVENT || source->place == ARRAY_START)) {
			source->place = OUTSIDE;
		} else {
			break;
		}
		source->at++;
	}
	return source->place == BEHIND_EVENT ? "there is no comma between two events" : NULL;
}

/* The next event of a document; length 0: there is no other, or nobody can tell where, as *fault says. */
static sl_text next_of_document(sl_event_source *source, const char **fault)
{
	const sl_buffer *text = &source->ahead;
	size_t end = 0;
	*fault = find_event(source);
	if (*fault != NULL) {
		source->at = text->length;
		source->place = OUTSIDE;
	}
	const uint8_t *start = text->bytes + source->at;
	if (source->at < text->length) {
		const bool ends = find_end(start, text->length - source->at, &end);
		end = end > 0 ? end : 1;
		source->at += end;
		/* An event that does not end is the reader's to refuse, and nothing follows it. */
		source->place = source->place == OUTSIDE || !ends ? OUTSIDE : BEHIND_EVENT;
	}
	return (sl_text){(const char *)start, end};
}

static bool next_documents(sl_event_source *source, sl_event_block *block)
{
	size_t starts[DOCUMENT_EVENTS], lengths[DOCUMENT_EVENTS], count = 0;
	while (count < DOCUMENT_EVENTS && block->text.length < BLOCK_BYTES) {
		const sl_text event = next_of_document(source, &block->fault);
		if (event.length == 0) {
			break;
		}
		starts[count] = block->text.length;
		lengths[count++] = event.length;
		sl_buffer_append(&block->text, event.bytes, event.length);
	}
	for (size_t i = 0; i < count; i++) {
		add_event(block, (sl_text){(const char *)block->text.bytes + starts[i], lengths[i]},
		          ++source->number);
	}
	block->fault_number = source->number + 1;
	return count > 0 || block->fault != NULL;
}

bool sl_event_source_next(sl_event_source *source, sl_event_block *block, sl_problem *problem)
{
	clear_block(block);
	problem->text[0] = '\0';
	return source->is_document ? next_documents(source, block)
	                           : next_lines(source, block, problem);
}
