#include "base/markup.h"

#include <string.h>

void sl_markup_byte(sl_buffer *out, char byte, const char *marks)
{
	if (byte != '\0' && strchr(marks, byte) != NULL) {
		sl_buffer_printf(out, "&#%d;", byte);
	} else {
		sl_buffer_byte(out, (uint8_t)byte);
	}
}

void sl_markup_text(sl_buffer *out, const char *text, const char *marks)
{
	for (; *text != '\0'; text++) {
		sl_markup_byte(out, *text, marks);
	}
}
