/* Strings of JSON. */
#include "base/json_write.h"

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
