/* Files of events, cut into the texts of single events. */
#include "execute/event_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/event_read.h"

enum { BLOCK_BYTES = 1 << 20, DOCUMENT_EVENTS = 1024 };

struct sl_event_source {
	const char *path;
	int descriptor;
	bool is_document, ended;
	bool skipping; /* the rest of a line that is too long */
	sl_buffer ahead; /* what was read and is not cut yet */
	size_t at; /* in ahead: the next event of a document */
	bool in_array;
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
	snprintf(problem->text, sizeof problem->text, "%.300s: %s", source->path, text);
	return false;
}

/* Reads until ahead holds so many bytes, or the file ends. False: it cannot be read. */
static bool fill(sl_event_source *source, size_t wanted, sl_problem *problem)
{
	while (!source->ended && source->ahead.length < wanted) {
		const size_t room = wanted - source->ahead.length;
		const size_t before = source->ahead.length;
		uint8_t *to = sl_buffer_extend(&source->ahead, room);
		const ssize_t got = read(source->descriptor, to, room);
		source->ahead.length = before + (got > 0 ? (size_t)got : 0);
		if (got < 0 && errno != EINTR) {
			return say(source, problem, strerror(errno));
		}
		source->ended = got == 0;
		source->read += got > 0 ? (uint64_t)got : 0;
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

/* An opening bracket, or a brace that is not closed on its line. */
static bool looks_like_document(const sl_buffer *text)
{
	const size_t at = after_blanks(text, 0);
	if (at == text->length || (text->bytes[at] != '{' && text->bytes[at] != '[')) {
		return false;
	}
	const uint8_t *start = text->bytes + at;
	const uint8_t *line = memchr(start, '\n', text->length - at);
	const size_t length = line != NULL ? (size_t)(line - start) : text->length - at;
	size_t end;
	return *start == '[' || !find_end(start, length, &end);
}

static bool open_file(sl_event_source *source, sl_problem *problem)
{
	struct stat status;
	source->descriptor = strcmp(source->path, "-") == 0
	                             ? STDIN_FILENO
	                             : open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (source->descriptor < 0 || fstat(source->descriptor, &status) != 0) {
		return say(source, problem, strerror(errno));
	}
	if (S_ISDIR(status.st_mode)) {
		return say(source, problem, "is a folder; name its files");
	}
	source->size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
	return true;
}

sl_event_source *sl_event_source_open(const char *path, sl_problem *problem)
{
	sl_event_source *source = sl_alloc(1, sizeof *source);
	source->path = path;
	source->descriptor = -1;
	bool opened = open_file(source, problem) && fill(source, BLOCK_BYTES, problem);
	if (opened) {
		source->is_document = looks_like_document(&source->ahead);
	}
	if (opened && source->is_document) {
		opened = fill(source, SL_MAX_EVENT_DOCUMENT, problem);
		if (opened && !source->ended) {
			opened = say(source, problem,
			             "a document of more than 1 GiB; write one event a line");
		}
	}
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

/* The block takes what lies before `end` in ahead. */
static const uint8_t *take_text(sl_event_source *source, size_t end, sl_event_block *block)
{
	sl_buffer *ahead = &source->ahead;
	sl_buffer_append(&block->text, ahead->bytes, end);
	memmove(ahead->bytes, ahead->bytes + end, ahead->length - end);
	ahead->length -= end;
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

/* How much of ahead is whole lines; 0: not even one, though there are so many bytes. */
static size_t whole_lines(const sl_buffer *ahead)
{
	size_t length = ahead->length;
	while (length > 0 && ahead->bytes[length - 1] != '\n') {
		length--;
	}
	return length;
}

/* Drops what is left of a line that was too long. False: all that there is belongs to it. */
static bool skip_line(sl_event_source *source)
{
	sl_buffer *ahead = &source->ahead;
	const uint8_t *line = ahead->length > 0 ? memchr(ahead->bytes, '\n', ahead->length) : NULL;
	const size_t dropped = line != NULL ? (size_t)(line - ahead->bytes) + 1 : ahead->length;
	memmove(ahead->bytes, ahead->bytes + dropped, ahead->length - dropped);
	ahead->length -= dropped;
	source->skipping = line == NULL;
	return line != NULL;
}

static bool next_lines(sl_event_source *source, sl_event_block *block, sl_problem *problem)
{
	size_t wanted = BLOCK_BYTES, end = 0;
	while (end == 0) {
		if (!fill(source, wanted, problem)) {
			return false;
		}
		if (source->skipping && !skip_line(source) && !source->ended) {
			continue;
		}
		if (source->ahead.length == 0 && source->ended) {
			return false;
		}
		end = source->ended ? source->ahead.length : whole_lines(&source->ahead);
		if (end == 0 && source->ahead.length > SL_MAX_EVENT_BYTES) {
			end = source->ahead.length; /* the reader says that it is too long */
			source->skipping = true;
		}
		wanted = source->ahead.length + BLOCK_BYTES;
	}
	cut_lines(source, take_text(source, end, block), end, block);
	return true;
}

/* The next event of a document; length 0: there is no other. What is out of place is left to the reader to refuse. */
static sl_text next_of_document(sl_event_source *source)
{
	const sl_buffer *text = &source->ahead;
	for (;;) {
		source->at = after_blanks(text, source->at);
		if (source->at == text->length) {
			return (sl_text){"", 0};
		}
		const uint8_t byte = text->bytes[source->at];
		if (byte == '[' && !source->in_array) {
			source->in_array = true;
		} else if (byte == ']' && source->in_array) {
			source->in_array = false;
		} else if (byte != ',' || !source->in_array) {
			break;
		}
		source->at++;
	}
	const uint8_t *start = text->bytes + source->at;
	size_t end;
	(void)find_end(start, text->length - source->at, &end);
	end = end > 0 ? end : 1;
	source->at += end;
	return (sl_text){(const char *)start, end};
}

static bool next_documents(sl_event_source *source, sl_event_block *block)
{
	size_t starts[DOCUMENT_EVENTS], lengths[DOCUMENT_EVENTS], count = 0;
	while (count < DOCUMENT_EVENTS && block->text.length < BLOCK_BYTES) {
		const sl_text event = next_of_document(source);
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
	return count > 0;
}

bool sl_event_source_next(sl_event_source *source, sl_event_block *block, sl_problem *problem)
{
	clear_block(block);
	problem->text[0] = '\0';
	return source->is_document ? next_documents(source, block)
	                           : next_lines(source, block, problem);
}
