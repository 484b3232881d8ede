/* What one record says (parser/SENSOR.md). Strictly: a byte that need not be there is a fault. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/problem.h"
#include "model/catalog.h"
#include "model/manifest_record_parts.h"

enum { SHOWN = 48, LONGEST_WORDS = 256, LAYOUT_DIGITS = 8 };

bool sl_record_fault(const sl_record_reader *reader, const sl_record *record, const char *format,
                     ...)
{
	char words[LONGEST_WORDS];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof words, format, arguments);
	va_end(arguments);
	return sl_problem_say(reader->why, reader->path, "the record at byte %" PRIu64 " (%s): %s",
	                      record->start, sl_text_printable(reader->arena, record->text, SHOWN),
	                      words);
}

/* The words of a record, one after the other. */
typedef struct words {
	const sl_record_reader *reader;
	const sl_record *record;
	size_t place; /* of the next word */
} words;

static bool is_at_end(const words *from)
{
	return from->place > from->record->text.length;
}

/* True: *out is the next word, which is not empty. */
static bool next_word(words *from, const char *what, sl_text *out)
{
	const sl_text text = from->record->text;
	size_t length = 0;

	*out = (sl_text){0};
	if (is_at_end(from)) {
		return sl_record_fault(from->reader, from->record, "it ends where %s should be",
		                       what);
	}
	while (from->place + length < text.length && text.bytes[from->place + length] != ' ') {
		length++;
	}
	*out = (sl_text){text.bytes + from->place, length};
	/* Past the space; at the end one past where a space would be. */
	from->place += length + 1;
	if (length == 0) {
		return sl_record_fault(from->reader, from->record,
		                       "%s is missing, or there is a space too many", what);
	}
	return true;
}

static const char *shown(const words *from, sl_text text)
{
	return sl_text_printable(from->reader->arena, text, SHOWN);
}

/* The value of a word "KEY=VALUE". */
static bool next_value(words *from, const char *key, sl_text *out)
{
	const size_t length = strlen(key);
	sl_text word;

	*out = (sl_text){0};
	if (!next_word(from, key, &word)) {
		return false;
	}
	if (word.length <= length || memcmp(word.bytes, key, length) != 0 ||
	    word.bytes[length] != '=') {
		return sl_record_fault(from->reader, from->record,
		                       "here should be %s=, not '%s' (a space in a name is written "
		                       "%%20)",
		                       key, shown(from, word));
	}
	*out = (sl_text){word.bytes + length + 1, word.length - length - 1};
	return true;
}

static bool is_plain(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '.' || byte == '-';
}

static int upper_digit(char byte)
{
	if (byte >= '0' && byte <= '9') {
		return byte - '0';
	}
	return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* One byte of a name at *place, which moves on. False: it is not written as it should be. */
static bool decode_byte(sl_text text, size_t *place, char *out)
{
	const char byte = text.bytes[*place];
	int high, low;

	if (byte != '%') {
		*out = byte;
		*place += 1;
		return is_plain(byte);
	}
	if (text.length - *place < 3) {
		return false;
	}
	high = upper_digit(text.bytes[*place + 1]);
	low = upper_digit(text.bytes[*place + 2]);
	if (high < 0 || low < 0) {
		return false;
	}
	*out = (char)(high << 4 | low);
	*place += 3;
	/* One name is written in one way. */
	return !is_plain(*out);
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

/* The name that the text stands for: as in a manifest, which has no control characters. */
static bool read_name(const words *from, sl_text text, const char *what, const char **out)
{
	char name[CHAN_MAX_NAME];
	sl_text read = {name, 0};
	size_t place = 0;

	while (place < text.length && read.length < sizeof name) {
		const size_t before = place;

		if (!decode_byte(text, &place, &name[read.length++])) {
			return sl_record_fault(
				from->reader, from->record,
				"%s: '%s' is not written so in a record: a byte that is no letter "
				"A-Z or a-z, no digit and none of _ . - is %%XX, others are "
				"themselves",
				what,
				shown(from, (sl_text){text.bytes + before, text.length - before}));
		}
	}
	if (place < text.length || text.length == 0) {
		return sl_record_fault(from->reader, from->record, "%s must have 1 to %u bytes",
		                       what, CHAN_MAX_NAME);
	}
	if (!sl_text_utf8(read) || has_control(read)) {
		return sl_record_fault(from->reader, from->record,
		                       "%s is not UTF-8, or has a control character: %s", what,
		                       shown(from, text));
	}
	*out = sl_arena_copy(from->reader->arena, name, read.length);
	return true;
}

/* As a tool writes it: decimal, without a zero in front. */
static bool next_number(words *from, const char *key, uint64_t most, uint64_t *out)
{
	sl_text value;

	*out = 0;
	if (!next_value(from, key, &value)) {
		return false;
	}
	if (!sl_text_to_u64(value, out) || value.bytes[0] == '0' || *out > most) {
		return sl_record_fault(from->reader, from->record,
		                       "%s must be a number from 1 to %" PRIu64 ", not %s", key,
		                       most, shown(from, value));
	}
	return true;
}

/* Hexadecimal digits of either case, at most 16. */
static bool read_hexadecimal(sl_text text, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < text.length; i++) {
		const char small = (char)sl_small_letter((uint8_t)text.bytes[i]);
		const int digit = upper_digit(small >= 'a' ? (char)(small - 'a' + 'A') : small);

		if (digit < 0) {
			return false;
		}
		*out = *out << 4 | (uint64_t)digit;
	}
	return text.length > 0 && text.length <= 16;
}

/* A literal of C as CHAN_BUILD got it, perhaps from a macro: UINT64_MAX is (18446744073709551615UL), or hexadecimal. */
static bool read_literal(sl_text text, uint64_t *out)
{
	*out = 0;
	if (text.length > 2 && text.bytes[0] == '(' && text.bytes[text.length - 1] == ')') {
		text = (sl_text){text.bytes + 1, text.length - 2};
	}
	for (unsigned i = 0; i < 3 && text.length > 1; i++) {
		if (memchr("uUlL", text.bytes[text.length - 1], 4) == NULL) {
			break;
		}
		text.length--;
	}
	if (text.length > 2 && text.bytes[0] == '0' && (text.bytes[1] | 0x20) == 'x') {
		return read_hexadecimal((sl_text){text.bytes + 2, text.length - 2}, out);
	}
	/* A zero in front makes it octal, which nobody means. */
	return sl_text_to_u64(text, out) && (text.length == 1 || text.bytes[0] != '0');
}

/* A limit of the build: UINT64_MAX is none; others are numbers that a manifest can have. */
static bool next_limit(words *from, const char *key, uint64_t most, uint64_t *out)
{
	sl_text value;

	*out = 0;
	if (!next_value(from, key, &value)) {
		return false;
	}
	if (read_literal(value, out) && *out > 0 &&
	    (*out <= most || (most == INT64_MAX && *out == UINT64_MAX))) {
		return true;
	}
	return sl_record_fault(from->reader, from->record,
	                       "%s must be a literal number from 1 to %" PRIu64 "%s, not '%s'", key,
	                       most, most == INT64_MAX ? " or UINT64_MAX" : "", shown(from, value));
}

static bool at_end(const words *from)
{
	if (is_at_end(from)) {
		return true;
	}
	return sl_record_fault(from->reader, from->record, "behind its last word there is '%s'",
	                       shown(from, (sl_text){from->record->text.bytes + from->place,
	                                             from->record->text.length - from->place}));
}

enum sl_record_kind sl_record_kind_of(const sl_record_reader *reader, const sl_record *record)
{
	static const struct {
		const char *name;
		enum sl_record_kind kind;
	} kinds[] = {{"sluice-type", SL_RECORD_TYPE},
	             {"sluice-build", SL_RECORD_BUILD},
	             {"sluice-engine", SL_RECORD_ENGINE}};
	words from = {reader, record, 0};
	sl_text name, version;

	if (!next_word(&from, "its kind", &name)) {
		return SL_RECORD_OTHER;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!sl_text_is(name, kinds[i].name)) {
			continue;
		}
		if (!next_word(&from, "the version of the record", &version)) {
			return SL_RECORD_OTHER;
		}
		if (!sl_text_is(version, "1")) {
			sl_record_fault(reader, record,
			                "version %s of %s is not known, only 1: is there a newer "
			                "sluice?",
			                shown(&from, version), kinds[i].name);
			return SL_RECORD_OTHER;
		}
		return kinds[i].kind;
	}
	sl_record_fault(reader, record,
	                "there is no kind of record '%s'; those are sluice-type, sluice-build and "
	                "sluice-engine",
	                shown(&from, name));
	return SL_RECORD_OTHER;
}

/* The words behind kind and version, which have been looked at. */
static words words_of(const sl_record_reader *reader, const sl_record *record)
{
	words from = {reader, record, 0};
	sl_text passed;

	(void)(next_word(&from, "", &passed) && next_word(&from, "", &passed));
	return from;
}

/* "KIND:NAME". */
static bool next_input(words *from, sl_supplied *out)
{
	sl_text word, kind, name;
	size_t colon = 0;

	if (!next_word(from, "an input", &word)) {
		return false;
	}
	while (colon < word.length && word.bytes[colon] != ':') {
		colon++;
	}
	kind = (sl_text){word.bytes, colon};
	if (colon == word.length || !sl_field_kind_read(kind, &out->kind)) {
		return sl_record_fault(from->reader, from->record,
		                       "an input must be string:, integer: or ip: and its name, "
		                       "not '%s'",
		                       shown(from, word));
	}
	name = (sl_text){word.bytes + colon + 1, word.length - colon - 1};
	out->source = (sl_source){.path = from->reader->path};
	return read_name(from, name, "the name of an input", &out->name);
}

static int compare_names(const void *left, const void *right)
{
	const sl_supplied *a = *(const sl_supplied *const *)left;
	const sl_supplied *b = *(const sl_supplied *const *)right;

	return strcmp(a->name, b->name);
}

static bool check_names(const words *from, const sl_input *input)
{
	const sl_supplied *order[CHAN_MAX_FIELDS];

	for (uint32_t i = 0; i < input->count; i++) {
		order[i] = &input->supplies[i];
	}
	if (input->count > 1) {
		qsort(order, input->count, sizeof *order, compare_names);
	}
	for (uint32_t i = 1; i < input->count; i++) {
		if (strcmp(order[i - 1]->name, order[i]->name) == 0) {
			return sl_record_fault(from->reader, from->record,
			                       "the input %s is in it twice", order[i]->name);
		}
	}
	return true;
}

static uint32_t layout_of(const sl_input *input)
{
	uint32_t hash = 0;

	for (uint32_t i = 0; i < input->count; i++) {
		const void *name = input->supplies[i].name;
		const chan_cursor cursor = chan_cursor_over(name, strlen(input->supplies[i].name));

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor,
		                        (uint16_t)input->supplies[i].kind);
	}
	return hash;
}

static bool next_layout(words *from, sl_text *out)
{
	if (!next_value(from, "layout", out)) {
		return false;
	}
	for (size_t i = 0; i < out->length; i++) {
		if (upper_digit(out->bytes[i]) > 9 ||
		    (upper_digit(out->bytes[i]) < 0 &&
		     (out->bytes[i] < 'a' || out->bytes[i] > 'f'))) {
			out->length = 0;
		}
	}
	return out->length == LAYOUT_DIGITS ||
	       sl_record_fault(from->reader, from->record,
	                       "layout must be 8 hexadecimal digits in small letters");
}

/* The inputs, and that they are what the layout was made of. */
static bool read_inputs(words *from, sl_text layout, uint64_t count, sl_input *out)
{
	char computed[LAYOUT_DIGITS + 1];

	out->supplies = sl_arena_alloc(from->reader->arena, (size_t)count, sizeof *out->supplies);
	for (; out->count < count; out->count++) {
		if (!next_input(from, &out->supplies[out->count])) {
			return false;
		}
	}
	if (!at_end(from) || !check_names(from, out)) {
		return false;
	}
	snprintf(computed, sizeof computed, "%08" PRIx32, layout_of(out));
	return sl_text_is(layout, computed) ||
	       sl_record_fault(from->reader, from->record,
	                       "it contradicts itself: its layout is %.*s, and that of its inputs "
	                       "is %s, so it is damaged or was edited",
	                       LAYOUT_DIGITS, layout.bytes, computed);
}

bool sl_record_read_type(const sl_record_reader *reader, const sl_record *record,
                         sl_record_type *out)
{
	words from = words_of(reader, record);
	uint64_t id, version, count;
	sl_text name, layout;

	*out = (sl_record_type){.record = *record, .input.source.path = reader->path};
	if (!next_word(&from, "the name of the type", &name) ||
	    !read_name(&from, name, "the name of the type", &out->input.type) ||
	    !next_number(&from, "id", UINT32_MAX, &id) ||
	    !next_number(&from, "version", UINT32_MAX, &version) || !next_layout(&from, &layout) ||
	    !next_number(&from, "inputs", CHAN_MAX_FIELDS, &count)) {
		return false;
	}
	out->id = (uint32_t)id;
	out->input.version = (uint32_t)version;
	return read_inputs(&from, layout, count, &out->input);
}

bool sl_record_read_build(const sl_record_reader *reader, const sl_record *record, sl_build *out)
{
	words from = words_of(reader, record);
	sl_text name, platform;
	uint64_t bits;

	if (!next_word(&from, "the name of the build", &name) ||
	    !read_name(&from, name, "the name of the build", &out->name) ||
	    !next_value(&from, "platform", &platform) ||
	    !read_name(&from, platform, "platform", &out->platform) ||
	    !next_limit(&from, "file_bytes", INT64_MAX, &out->limits.file_bytes) ||
	    !next_limit(&from, "templates", INT64_MAX, &out->limits.templates) ||
	    !next_limit(&from, "criteria", INT64_MAX, &out->limits.criteria) ||
	    !next_limit(&from, "values", INT64_MAX, &out->limits.values) ||
	    !next_limit(&from, "version_bits", 64, &bits)) {
		return false;
	}
	out->limits.version_bits = (uint32_t)bits;
	return at_end(&from);
}

static bool add_operator(const words *from, sl_text name, sl_build *out)
{
	const uint8_t operation = sl_operator_read(name);

	if (operation == 0) {
		return sl_record_fault(from->reader, from->record,
		                       "there is no operator '%s': is there a newer sluice?",
		                       shown(from, name));
	}
	if ((out->operators >> operation & 1) != 0) {
		return sl_record_fault(from->reader, from->record, "the operator %s is in it twice",
		                       sl_operator_name(operation));
	}
	out->operators |= UINT32_C(1) << operation;
	return true;
}

bool sl_record_read_engine(const sl_record_reader *reader, const sl_record *record, sl_build *out)
{
	words from = words_of(reader, record);
	uint64_t level;
	sl_text list;
	size_t place = 0;

	if (!next_number(&from, "level", UINT16_MAX, &level) ||
	    !next_value(&from, "operators", &list) || !at_end(&from)) {
		return false;
	}
	out->engine = (uint32_t)level;
	/* A comma at the end leaves an empty name behind it, which is no operator. */
	while (place <= list.length) {
		size_t length = 0;

		while (place + length < list.length && list.bytes[place + length] != ',') {
			length++;
		}
		if (!add_operator(&from, (sl_text){list.bytes + place, length}, out)) {
			return false;
		}
		place += length + 1;
	}
	return true;
}
