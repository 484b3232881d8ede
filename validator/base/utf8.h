/* UTF-8, one character at a time, by the Unicode standard's table 3-7. */
#ifndef SL_BASE_UTF8_H
#define SL_BASE_UTF8_H

#include "base/text.h"

/*
 * The bytes of the well-formed character that begins at bytes, of which left remain (1 or more), and its code point.
 * 0: it is ill-formed, and *character is the first byte.
 */
size_t sl_utf8_next(const char *bytes, size_t left, uint32_t *character);

/* The length of the well-formed text without NUL at the start of the text. */
size_t sl_utf8_prefix(sl_text text);

#endif
