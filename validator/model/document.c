#include "model/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/closest.h"
#include "base/digest.h"
#include "base/moment.h"

#define LARGEST_FOLDER (UINT64_C(256) << 20) /* bytes of all its files */

/* Unknown keys of one map that are named; the others are only counted. */
enum { NAMED_KEYS = 20 };

sl_source sl_document_at(const sl_document *document, const sl_yaml *node)
{
	return (sl_source){document->path, node->line, node->column};
}

bool sl_document_fault(const sl_document *document, uint16_t rule, const sl_yaml *node,
                       const char *format, ...)
{
	char detail[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(detail, sizeof detail, format, arguments);
	va_end(arguments);
	sl_findings_source(document->findings, rule, sl_document_at(document, node), "%s", detail);
	return false;
}

bool sl_document_problem(sl_findings *findings, const char *path, const sl_problem *problem)
{
	const sl_source source = {.path = path};
	size_t length = strlen(path);
	const char *text = problem->text;

	/* The report names the path already. */
	if (strncmp(text, path, length) == 0 && strncmp(text + length, ": ", 2) == 0) {
		text += length + 2;
	}
	sl_findings_source(findings, SL_RULE_FILE_UNREADABLE, source, "%s", text);
	return false;
}

bool sl_document_parse(const sl_document *document, sl_buffer *bytes, sl_yaml_documents *out)
{
	size_t before = bytes->length;
	sl_problem problem;
	sl_yaml_fault fault;

	*out = (sl_yaml_documents){0};
	if (!sl_file_read(document->path, SL_YAML_MAX_BYTES, bytes, &problem)) {
		return sl_document_problem(document->findings, document->path, &problem);
	}
	if (!sl_yaml_parse(document->arena, bytes->bytes + before, bytes->length - before, out,
	                   &fault)) {
		const sl_source source = {document->path, fault.line, fault.column};

		sl_findings_source(document->findings, SL_RULE_YAML, source, "%s", fault.text);
		return false;
	}
	return true;
}

static bool is_document(const char *name)
{
	size_t length = strlen(name);

	return (length > 5 && strcmp(name + length - 5, ".yaml") == 0) ||
	       (length > 4 && strcmp(name + length - 4, ".yml") == 0);
}

/* A folder may hold what one file may not: then that is what to do. */
static bool is_too_large(const sl_document *document)
{
	struct stat status;

	if (stat(document->path, &status) != 0 || !S_ISREG(status.st_mode) ||
	    (uint64_t)status.st_size <= SL_YAML_MAX_BYTES) {
		return false;
	}
	sl_findings_source(document->findings, SL_RULE_FILE_UNREADABLE,
	                   (sl_source){.path = document->path},
	                   "is larger than %u MiB, the most for one file: put its documents into "
	                   "several files of this folder",
	                   SL_YAML_MAX_BYTES >> 20);
	return true;
}

static bool read_file(const sl_document *document, sl_buffer *bytes, sl_document_reader *read,
                      void *context)
{
	sl_yaml_documents documents;

	if (bytes->length > LARGEST_FOLDER) {
		sl_findings_source(document->findings, SL_RULE_FILE_UNREADABLE,
		                   (sl_source){.path = document->path},
		                   "the files of the folder are together larger than %u MiB",
		                   (unsigned)(LARGEST_FOLDER >> 20));
		return false;
	}
	if (!is_too_large(document) && sl_document_parse(document, bytes, &documents)) {
		for (size_t i = 0; i < documents.count; i++) {
			read(document, documents.items[i], context);
		}
	}
	return true;
}

size_t sl_document_folder(sl_arena *arena, const char *folder, sl_findings *findings,
                          sl_document_reader *read, void *context, char digest[65])
{
	sl_buffer bytes = {0};
	sl_problem problem;
	sl_names names;
	size_t count = 0;
	bool more = true;

	if (!sl_folder_list(arena, folder, "", &names, &problem)) {
		sl_document_problem(findings, folder, &problem);
	}
	for (size_t i = 0; i < names.count && more; i++) {
		const sl_document document = {arena, names.items[i], findings};

		if (is_document(names.items[i])) {
			count++;
			more = read_file(&document, &bytes, read, context);
		}
	}
	sl_sha256_hex(bytes.bytes, bytes.length, digest);
	sl_buffer_free(&bytes);
	return count;
}

static bool is_among(sl_text key, const sl_document_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (sl_text_is(key, keys[i].name)) {
			return true;
		}
	}
	return false;
}

static void refuse_key(const sl_document *document, const sl_yaml *key, const char *what,
                       const sl_document_key *keys, size_t count)
{
	const char *names[32], *closest;
	const char *shown = sl_text_printable(document->arena, key->text, 80);
	size_t known = count < sizeof names / sizeof *names ? count : sizeof names / sizeof *names;

	for (size_t i = 0; i < known; i++) {
		names[i] = keys[i].name;
	}
	closest = sl_text_closest(key->text, names, known);
	if (closest != NULL) {
		sl_document_fault(document, SL_RULE_UNKNOWN_KEY, key,
		                  "%s has no key '%s'; did you mean '%s'?", what, shown, closest);
		return;
	}
	sl_document_fault(document, SL_RULE_UNKNOWN_KEY, key, "%s has no key '%s'", what, shown);
}

static void refuse_other_keys(const sl_document *document, const sl_yaml *node, const char *what,
                              const sl_document_key *keys, size_t count)
{
	uint32_t refused = 0;

	for (uint32_t i = 0; i < node->count; i++) {
		const sl_yaml *key = node->of.pairs[i].key;

		if (is_among(key->text, keys, count)) {
			continue;
		}
		if (refused++ < NAMED_KEYS) {
			refuse_key(document, key, what, keys, count);
		}
	}
	if (refused > NAMED_KEYS) {
		sl_document_fault(document, SL_RULE_UNKNOWN_KEY, node,
		                  "%u more keys that %s does not have",
		                  (unsigned)(refused - NAMED_KEYS), what);
	}
}

bool sl_document_keys(const sl_document *document, const sl_yaml *node, const char *what,
                      const sl_document_key *keys, size_t count)
{
	if (node->kind != SL_YAML_MAP) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s must be a map of keys and values", what);
	}
	refuse_other_keys(document, node, what, keys, count);
	for (size_t i = 0; i < count; i++) {
		if (keys[i].required && sl_yaml_get(node, keys[i].name) == NULL) {
			sl_document_fault(document, SL_RULE_KEY_MISSING, node,
			                  "%s needs the key '%s'", what, keys[i].name);
		}
	}
	return true;
}

static const char *shown(const sl_document *document, const sl_yaml *node)
{
	if (node->kind != SL_YAML_SCALAR) {
		return node->kind == SL_YAML_LIST ? "a list" : "a map";
	}
	return sl_arena_printf(document->arena, "'%s'",
	                       sl_text_printable(document->arena, node->text, 60));
}

static bool has_control(sl_text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if ((unsigned char)text.bytes[i] < 0x20 || text.bytes[i] == 0x7F) {
			return true;
		}
	}
	return false;
}

bool sl_document_text(const sl_document *document, const sl_yaml *node, const char *key,
                      size_t limit, const char **out)
{
	bool boolean;
	int64_t integer;

	if (node == NULL) {
		return false;
	}
	if (node->kind != SL_YAML_SCALAR ||
	    sl_yaml_resolve(node, &boolean, &integer) == SL_YAML_NULL) {
		return sl_document_fault(
			document, SL_RULE_VALUE_INVALID, node, "%s must be a text, not %s", key,
			node->kind == SL_YAML_SCALAR ? "null or nothing" : shown(document, node));
	}
	if (node->text.length == 0 || node->text.length > limit) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s must have 1 to %zu bytes, not %zu", key, limit,
		                         node->text.length);
	}
	if (has_control(node->text)) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s has a control character: %s", key,
		                         shown(document, node));
	}
	*out = node->text.bytes;
	return true;
}

bool sl_document_name(const sl_document *document, const sl_yaml *node, const char *key,
                      const char **out)
{
	return sl_document_text(document, node, key, CHAN_MAX_NAME, out);
}

/* Decimal without a zero in front, which YAML 1.1 takes for octal; or as the core schema has it. */
static bool read_number(const sl_yaml *node, uint64_t *out)
{
	bool boolean;
	int64_t integer;

	if (node->kind != SL_YAML_SCALAR || node->quoted) {
		return false;
	}
	if (sl_text_to_u64(node->text, out)) {
		return node->text.length == 1 || node->text.bytes[0] != '0';
	}
	if (node->text.bytes[0] != '0' ||
	    sl_yaml_resolve(node, &boolean, &integer) != SL_YAML_INTEGER) {
		return false;
	}
	*out = (uint64_t)integer;
	return true;
}

bool sl_document_number(const sl_document *document, const sl_yaml *node, const char *key,
                        uint64_t least, uint64_t most, uint64_t *out)
{
	uint64_t number;

	if (node == NULL) {
		return false;
	}
	if (!read_number(node, &number) || number < least || number > most) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s must be a whole number from %llu to %llu, not %s%s",
		                         key, (unsigned long long)least, (unsigned long long)most,
		                         shown(document, node), node->quoted ? " in quotes" : "");
	}
	*out = number;
	return true;
}

bool sl_document_boolean(const sl_document *document, const sl_yaml *node, const char *key,
                         bool *out)
{
	bool boolean;
	int64_t integer;

	if (node == NULL) {
		return false;
	}
	if (node->kind != SL_YAML_SCALAR ||
	    sl_yaml_resolve(node, &boolean, &integer) != SL_YAML_BOOL) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s must be true or false, not %s%s", key,
		                         shown(document, node), node->quoted ? " in quotes" : "");
	}
	*out = boolean;
	return true;
}

bool sl_document_moment(const sl_document *document, const sl_yaml *node, const char *key,
                        uint64_t *out)
{
	uint64_t seconds;

	if (node == NULL) {
		return false;
	}
	if (node->kind != SL_YAML_SCALAR || !sl_moment_read(node->text, &seconds) || seconds == 0) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s must be a date or a time in UTC: 2026-07-01 or "
		                         "2026-07-01T00:00:00Z",
		                         key);
	}
	*out = seconds;
	return true;
}

bool sl_document_rule_id(const sl_document *document, const sl_yaml *node, const char *key,
                         uint16_t *out)
{
	const sl_text text =
		node != NULL && node->kind == SL_YAML_SCALAR ? node->text : (sl_text){0};
	uint64_t number;

	if (node == NULL) {
		return false;
	}
	if (text.length != 6 || text.bytes[0] != 'C' || text.bytes[1] != 'H' ||
	    !sl_text_to_u64((sl_text){text.bytes + 2, 4}, &number) ||
	    sl_rule_find((unsigned)number) == NULL) {
		return sl_document_fault(
			document, SL_RULE_VALUE_INVALID, node,
			"%s must be the id of a rule as in `sluice explain`: CH6003", key);
	}
	*out = (uint16_t)number;
	return true;
}

bool sl_document_list(const sl_document *document, const sl_yaml *node, const char *key,
                      const char *what)
{
	if (node == NULL) {
		return false;
	}
	if (node->kind != SL_YAML_LIST) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s must be a list of %s, not %s", key, what,
		                         shown(document, node));
	}
	return true;
}

bool sl_document_texts(const sl_document *document, const sl_yaml *node, const char *key,
                       size_t limit, const char *const **out, uint32_t *count)
{
	const char **texts;
	uint32_t wanted;
	bool good = true;

	if (node == NULL) {
		return false;
	}
	wanted = node->kind == SL_YAML_LIST ? node->count : 1;
	if (wanted == 0) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "%s must not be an empty list", key);
	}
	texts = sl_arena_alloc(document->arena, wanted, sizeof *texts);
	for (uint32_t i = 0; i < wanted; i++) {
		const sl_yaml *item = node->kind == SL_YAML_LIST ? node->of.items[i] : node;

		good = sl_document_text(document, item, key, limit, &texts[i]) && good;
	}
	if (good) {
		*out = texts;
		*count = wanted;
	}
	return good;
}
