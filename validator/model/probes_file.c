/* The events of a probe from a file of events: one JSON object a line. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "model/event_read.h"
#include "model/probes_read.h"

enum { LONGEST_PATH = 4095, DEEPEST_FOLDER = 128 };

/*
 * Whether the folder is root or lies below it: climbing says so even where a link is on the way. *reason is that for which
 * it cannot be said, or 0.
 */
static bool is_below(sl_arena *arena, const char *folder, const char *root, int *reason)
{
	struct stat wanted, at, above;

	if (stat(root, &wanted) != 0 || stat(folder, &at) != 0) {
		*reason = errno;
		return false;
	}
	*reason = 0;
	for (int depth = 0; depth < DEEPEST_FOLDER; depth++) {
		if (at.st_dev == wanted.st_dev && at.st_ino == wanted.st_ino) {
			return true;
		}
		folder = sl_arena_printf(arena, "%s/..", folder);
		if (stat(folder, &above) != 0) {
			*reason = errno;
			return false;
		}
		if (above.st_dev == at.st_dev && above.st_ino == at.st_ino) {
			return false;
		}
		at = above;
	}
	return false;
}

static const char *folder_of(sl_arena *arena, const char *path)
{
	const char *base = sl_path_base(path);

	return base == path ? "." : sl_arena_copy(arena, path, (size_t)(base - path));
}

/*
 * Without "FOLDER/.." in it, for messages; but as it was where that would name another file, because FOLDER is a link.
 */
static const char *shorten(sl_arena *arena, const char *path, const struct stat *status)
{
	char *out = sl_arena_copy(arena, path, strlen(path));
	struct stat other;

	for (char *up = strstr(out, "/../"); up != NULL; up = strstr(out, "/../")) {
		char *folder = up;

		while (folder > out && folder[-1] != '/') {
			folder--;
		}
		if (folder == up || strncmp(folder, "../", 3) == 0 ||
		    strncmp(folder, "./", 2) == 0) {
			break;
		}
		memmove(folder, up + 4, strlen(up + 4) + 1);
	}
	return lstat(out, &other) == 0 && other.st_dev == status->st_dev &&
	                       other.st_ino == status->st_ino
	               ? out
	               : path;
}

static void cannot_find(const sl_document *document, const sl_yaml *node, const char *path,
                        int reason)
{
	sl_document_fault(document, SL_RULE_FILE_UNREADABLE, node, "cannot find %s: %s",
	                  sl_text_printable(document->arena, sl_text_of(path), 200),
	                  strerror(reason));
}

/* The path of the events file, or NULL: a finding says why not. */
static const char *find_file(const sl_probe_reader *reader, const sl_document *document,
                             const sl_yaml *node)
{
	const char *text = "", *path;
	struct stat status;
	int reason;
	bool below;

	if (!sl_document_text(document, node, "events", LONGEST_PATH, &text)) {
		return NULL;
	}
	path = sl_path_join(document->arena, folder_of(document->arena, document->path), text);
	if (text[0] == '/') {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "events must be a path from the folder of this file");
		return NULL;
	}
	if (lstat(path, &status) != 0) {
		cannot_find(document, node, path, errno);
		return NULL;
	}
	below = is_below(document->arena, folder_of(document->arena, path), reader->root, &reason);
	if (!below && reason != 0) {
		cannot_find(document, node, path, reason);
		return NULL;
	}
	if (S_ISLNK(status.st_mode) || !below) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "events must be a file in the repository itself, no link and "
		                  "nothing outside of it");
		return NULL;
	}
	return shorten(document->arena, path, &status);
}

static sl_text copy_text(sl_arena *arena, sl_text text)
{
	return text.length > 0 ? sl_text_copy(arena, text) : sl_text_of("");
}

/* The reader's event lives until the next one; a probe's as long as the probes. */
static sl_event copy_event(sl_arena *arena, const sl_event *event)
{
	sl_event_value *values = sl_arena_alloc(arena, (size_t)event->count + 1, sizeof *values);

	for (uint32_t i = 0; i < event->count; i++) {
		values[i] = event->values[i];
		values[i].key = copy_text(arena, values[i].key);
		values[i].text = copy_text(arena, values[i].text);
	}
	return (sl_event){values, event->count};
}

/* Gives the event its types: that which it names, else the entry's, else those that select it. */
static bool find_types(const sl_probe_reader *reader, const sl_type *type, sl_probe *probe)
{
	const uint32_t count = sl_event_route(reader->inputs, &probe->event);
	const sl_type **types;

	for (uint32_t i = 0; i < probe->event.count; i++) {
		const sl_event_value *value = &probe->event.values[i];

		/* One that names its type was routed to it alone. */
		if (count == 1 && sl_text_is(value->key, "type") && value->kind == SL_VALUE_TEXT &&
		    sl_text_is(value->text, sl_event_type(reader->inputs, 0)->name)) {
			type = NULL;
		}
	}
	if (type != NULL) {
		probe->types = sl_probe_types(reader->probes, type);
		probe->type_count = 1;
		return true;
	}
	types = sl_arena_alloc(&reader->probes->arena, (size_t)count + 1, sizeof *types);
	for (uint32_t i = 0; i < count; i++) {
		types[i] = sl_event_type(reader->inputs, i);
	}
	probe->types = types;
	probe->type_count = count;
	return count > 0;
}

/* One file of events on its way. */
typedef struct file_reading {
	sl_probe_reader *reader;
	const sl_document *document;
	sl_event_reader *events;
	const sl_type *type;
	const sl_probe *shared;
	sl_source source; /* of the line at hand */
} file_reading;

static void read_line(file_reading *f, sl_text line)
{
	sl_probe probe = *f->shared;
	sl_problem problem;
	sl_event event;

	if (!sl_event_read(f->events, line, &event, &problem)) {
		sl_findings_source(f->document->findings, SL_RULE_FILE_UNREADABLE, f->source,
		                   "the event cannot be read: %s", problem.text);
		return;
	}
	probe.source = f->source;
	probe.event = copy_event(f->document->arena, &event);
	if (!find_types(f->reader, f->type, &probe)) {
		sl_findings_source(f->document->findings, SL_RULE_VALUE_INVALID, f->source,
		                   "the event belongs to no type of the catalog; 'type' in the "
		                   "probe, or in the event, names one");
		return;
	}
	sl_probe_add(f->reader->probes, &probe);
}

static bool is_blank(sl_text line)
{
	return strspn(line.bytes, " \t\r") >= line.length;
}

/* The bytes end with a NUL that is none of them. Returns the number of lines with an event. */
static size_t read_lines(file_reading *f, const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t at = 0; at < length;) {
		const char *end = memchr(bytes + at, '\n', length - at);
		const size_t size = end != NULL ? (size_t)(end - bytes) - at : length - at;
		const sl_text line = {bytes + at, size};

		f->source.line++;
		at += size + 1;
		if (!is_blank(line)) {
			read_line(f, line);
			count++;
		}
	}
	return count;
}

void sl_probe_file_read(sl_probe_reader *reader, const sl_document *document, const sl_yaml *node,
                        const sl_type *type, const sl_probe *shared)
{
	const char *path = find_file(reader, document, node);
	file_reading f = {.reader = reader,
	                  .document = document,
	                  .type = type,
	                  .shared = shared,
	                  .source = {.path = path, .column = 1}};
	const size_t before = reader->probes->count, errors = document->findings->errors;
	sl_buffer bytes = {0};
	sl_problem problem;

	if (path == NULL) {
		return;
	}
	if (!sl_file_read(path, SL_PROBES_MAX_EVENT_BYTES - reader->event_bytes, &bytes,
	                  &problem)) {
		sl_document_fault(document, SL_RULE_FILE_UNREADABLE, node, "%s", problem.text);
		sl_buffer_free(&bytes);
		return;
	}
	reader->event_bytes += bytes.length;
	f.events = sl_event_reader_make();
	if (read_lines(&f, (const char *)bytes.bytes, bytes.length) == 0) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "the file has no event, and a probe of nothing shows nothing");
	}
	sl_event_reader_free(f.events);
	sl_buffer_free(&bytes);
	if (document->findings->errors != errors) {
		reader->probes->count = before;
	}
}
