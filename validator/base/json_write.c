/* Strings, members and items of JSON. */
#include "base/json_write.h"

#include <inttypes.h>

/* What stands behind the backslash, where JSON has a short form for the byte; else 0. */
static uint8_t short_form(uint8_t byte)
{
	switch (byte) {
	case '"':
	case '\\':
		return byte;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return 0;
	}
}

static void write_escaped(sl_buffer *out, uint8_t byte)
{
	const uint8_t letter = short_form(byte);

	if (letter != 0) {
		sl_buffer_byte(out, '\\');
		sl_buffer_byte(out, letter);
	} else {
		sl_buffer_printf(out, "\\u%04X", (unsigned)byte);
	}
}

void sl_json_string(sl_buffer *out, sl_text text)
{
	size_t i, plain = 0;

	sl_buffer_byte(out, '"');
	for (i = 0; i < text.length; i++) {
		const uint8_t byte = (uint8_t)text.bytes[i];

		if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f) {
			continue;
		}
		sl_buffer_append(out, text.bytes + plain, i - plain);
		write_escaped(out, byte);
		plain = i + 1;
	}
	if (plain < text.length) {
		sl_buffer_append(out, text.bytes + plain, text.length - plain);
	}
	sl_buffer_byte(out, '"');
}

/* Behind a bracket comes the first member or item, which needs no comma. */
static void comma(sl_buffer *out)
{
	const uint8_t last = out->bytes[out->length - 1];

	if (last != '{' && last != '[')
		sl_buffer_byte(out, ',');
}

void sl_member_key(sl_buffer *out, const char *name)
{
	comma(out);
	sl_buffer_printf(out, "\"%s\":", name);
}

void sl_member_text(sl_buffer *out, const char *name, const char *value)
{
	sl_member_key(out, name);
	sl_json_string(out, sl_text_of(value));
}

void sl_member_number(sl_buffer *out, const char *name, uint64_t value)
{
	sl_member_key(out, name);
	sl_buffer_printf(out, "%" PRIu64, value);
}

void sl_member_truth(sl_buffer *out, const char *name, bool value)
{
	sl_member_key(out, name);
	sl_buffer_text(out, value ? "true" : "false");
}

void sl_member_open(sl_buffer *out, const char *name, char bracket)
{
	sl_member_key(out, name);
	sl_buffer_byte(out, (uint8_t)bracket);
}

void sl_member_item(sl_buffer *out)
{
	comma(out);
	sl_buffer_byte(out, '{');
}

void sl_member_close(sl_buffer *out, char bracket)
{
	sl_buffer_byte(out, (uint8_t)bracket);
}

void sl_member_texts(sl_buffer *out, const char *name, const char *const *items, size_t count)
{
	sl_member_open(out, name, '[');
	for (size_t i = 0; i < count; i++) {
		comma(out);
		sl_json_string(out, sl_text_of(items[i]));
	}
	sl_member_close(out, ']');
}
