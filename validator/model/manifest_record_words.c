/* The words of one record: names, numbers, the end. Strictly: a byte that need not be there is a fault. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/problem.h"
#include "model/manifest_record_parts.h"

enum { SHOWN = 48, LONGEST_WORDS = 256 };

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

static bool is_at_end(const sl_record_words *from)
{
	return from->place > from->record->text.length;
}

/* True: *out is the next word, which is not empty. */
bool sl_record_next_word(sl_record_words *from, const char *what, sl_text *out)
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

const char *sl_record_shown(const sl_record_words *from, sl_text text)
{
	return sl_text_printable(from->reader->arena, text, SHOWN);
}

/* The value of a word "KEY=VALUE". */
bool sl_record_next_value(sl_record_words *from, const char *key, sl_text *out)
{
	const size_t length = strlen(key);
	sl_text word;

	*out = (sl_text){0};
	if (!sl_record_next_word(from, key, &word)) {
		return false;
	}
	if (word.length <= length || memcmp(word.bytes, key, length) != 0 ||
	    word.bytes[length] != '=') {
		return sl_record_fault(from->reader, from->record,
		                       "here should be %s=, not '%s' (a space in a name is written "
		                       "%%20)",
		                       key, sl_record_shown(from, word));
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
bool sl_record_read_name(const sl_record_words *from, sl_text text, const char *what,
                         const char **out)
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
				sl_record_shown(from, (sl_text){text.bytes + before,
			                                        text.length - before}));
		}
	}
	if (place < text.length || text.length == 0) {
		return sl_record_fault(from->reader, from->record, "%s must have 1 to %u bytes",
		                       what, CHAN_MAX_NAME);
	}
	if (!sl_text_utf8(read) || has_control(read)) {
		return sl_record_fault(from->reader, from->record,
		                       "%s is not UTF-8, or has a control character: %s", what,
		                       sl_record_shown(from, text));
	}
	*out = sl_arena_copy(from->reader->arena, name, read.length);
	return true;
}

/* As a tool writes it: decimal, without a zero in front. */
bool sl_record_next_number(sl_record_words *from, const char *key, uint64_t most, uint64_t *out)
{
	sl_text value;

	*out = 0;
	if (!sl_record_next_value(from, key, &value)) {
		return false;
	}
	if (!sl_text_to_u64(value, out) || value.bytes[0] == '0' || *out > most) {
		return sl_record_fault(from->reader, from->record,
		                       "%s must be a number from 1 to %" PRIu64 ", not %s", key,
		                       most, sl_record_shown(from, value));
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
bool sl_record_next_limit(sl_record_words *from, const char *key, uint64_t most, uint64_t *out)
{
	sl_text value;

	*out = 0;
	if (!sl_record_next_value(from, key, &value)) {
		return false;
	}
	if (read_literal(value, out) && *out > 0 &&
	    (*out <= most || (most == INT64_MAX && *out == UINT64_MAX))) {
		return true;
	}
	return sl_record_fault(from->reader, from->record,
	                       "%s must be a literal number from 1 to %" PRIu64 "%s, not '%s'", key,
	                       most, most == INT64_MAX ? " or UINT64_MAX" : "",
	                       sl_record_shown(from, value));
}

bool sl_record_at_end(const sl_record_words *from)
{
	if (is_at_end(from)) {
		return true;
	}
	return sl_record_fault(
		from->reader, from->record, "behind its last word there is '%s'",
		sl_record_shown(from, (sl_text){from->record->text.bytes + from->place,
	                                        from->record->text.length - from->place}));
}
