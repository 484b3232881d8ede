/* Strings of JSON. */
#include "base/json_write.h"

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
		if (byte == '"' || byte == '\\') {
			sl_buffer_printf(out, "\\%c", byte);
		} else {
			sl_buffer_printf(out, "\\u%04x", byte);
		}
		plain = i + 1;
	}
	if (plain < text.length) {
		sl_buffer_append(out, text.bytes + plain, text.length - plain);
	}
	sl_buffer_byte(out, '"');
}
