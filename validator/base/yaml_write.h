/* Writing YAML by hand: the one thing that is hard about it. */
#ifndef SL_BASE_YAML_WRITE_H
#define SL_BASE_YAML_WRITE_H

#include "base/buffer.h"
#include "base/text.h"

/*
 * Appends the text as a scalar that reads back as this string, in block and flow context, as a key and as a value, with
 * YAML 1.1 and 1.2: plain where that is safe, else in single quotes, and in double quotes where it has bytes that must be
 * escaped. Always on one line. The text should be well-formed UTF-8: an ill-formed byte is written as U+FFFD.
 */
void sl_yaml_quote(sl_buffer *out, sl_text text);

#endif
