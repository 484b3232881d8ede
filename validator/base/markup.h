/* Texts in markup: what would be a mark there is written as an entity, "&#60;", so that it stays a text. */
#ifndef SL_BASE_MARKUP_H
#define SL_BASE_MARKUP_H

#include "base/buffer.h"

/* The marks of HTML and XML, and those of Markdown, which has HTML's too. */
#define SL_MARKS_XML "&<>\"'"
#define SL_MARKS_MARKDOWN "\\`*_{}[]()<>#+-.!|&~@:$\"'"

/* Appends one byte, as an entity if it is one of the marks. */
void sl_markup_byte(sl_buffer *out, char byte, const char *marks);
void sl_markup_text(sl_buffer *out, const char *text, const char *marks);

#endif
