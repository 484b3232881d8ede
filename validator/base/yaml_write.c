#include "base/yaml_write.h"

#include <string.h>

#include "base/utf8.h"

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Some reader takes these, in any case, for something else than text. */
static bool is_reserved_word(sl_text text)
{
	static const char *const words[] = {"y",   "n",    "yes",   "no",  "on",
	                                    "off", "true", "false", "null"};
	char lower[6] = {0};

	if (text.length >= sizeof lower) {
		return false;
	}
	for (size_t i = 0; i < text.length; i++) {
		lower[i] = (char)(is_letter(text.bytes[i]) ? text.bytes[i] | 0x20 : text.bytes[i]);
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(lower, words[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* It begins like no number, date or indicator, and holds no byte that means anything anywhere. */
static bool is_plain(sl_text text)
{
	if (text.length == 0 || !(is_letter(text.bytes[0]) || text.bytes[0] == '_' ||
	                          text.bytes[0] == '/' || text.bytes[0] == '\\')) {
		return false;
	}
	for (size_t i = 1; i < text.length; i++) {
		char byte = text.bytes[i];
		bool inner_space = byte == ' ' && i + 1 < text.length;

		if (!is_letter(byte) && !is_digit(byte) && !inner_space &&
		    (byte == '\0' || strchr("_-./\\()+", byte) == NULL)) {
			return false;
		}
	}
	return !is_reserved_word(text);
}

/* What YAML lets stand as it is: no control, no break of a line in any version, no byte order mark. */
static bool is_printable(uint32_t character)
{
	return character >= 0x20 && !(character >= 0x7F && character <= 0x9F) &&
	       character != 0x2028 && character != 0x2029 && character != 0xFEFF &&
	       character != 0xFFFE && character != 0xFFFF;
}

static bool needs_escapes(sl_text text)
{
	for (size_t place = 0; place < text.length;) {
		uint32_t character;
		size_t length = sl_utf8_next(text.bytes + place, text.length - place, &character);

		if (length == 0 || !is_printable(character)) {
			return true;
		}
		place += length;
	}
	return false;
}

static void write_single(sl_buffer *out, sl_text text)
{
	sl_buffer_byte(out, '\'');
	for (size_t i = 0; i < text.length; i++) {
		sl_buffer_append(out, text.bytes[i] == '\'' ? "''" : &text.bytes[i],
		                 text.bytes[i] == '\'' ? 2 : 1);
	}
	sl_buffer_byte(out, '\'');
}

static void write_escape(sl_buffer *out, uint32_t character)
{
	switch (character) {
	case '\t':
		sl_buffer_text(out, "\\t");
		break;
	case '\n':
		sl_buffer_text(out, "\\n");
		break;
	case '\r':
		sl_buffer_text(out, "\\r");
		break;
	default:
		if (character <= 0xFF) {
			sl_buffer_printf(out, "\\x%02X", (unsigned)character);
		} else {
			sl_buffer_printf(out, "\\u%04X", (unsigned)character);
		}
	}
}

static void write_double(sl_buffer *out, sl_text text)
{
	sl_buffer_byte(out, '"');
	for (size_t place = 0; place < text.length;) {
		uint32_t character;
		size_t length = sl_utf8_next(text.bytes + place, text.length - place, &character);

		if (length == 0) {
			write_escape(out, 0xFFFD);
			place++;
			continue;
		}
		if (character == '"' || character == '\\') {
			sl_buffer_byte(out, '\\');
		}
		if (is_printable(character)) {
			sl_buffer_append(out, text.bytes + place, length);
		} else {
			write_escape(out, character);
		}
		place += length;
	}
	sl_buffer_byte(out, '"');
}

void sl_yaml_quote(sl_buffer *out, sl_text text)
{
	if (is_plain(text)) {
		sl_buffer_append(out, text.bytes, text.length);
	} else if (needs_escapes(text)) {
		write_double(out, text);
	} else {
		write_single(out, text);
	}
}
