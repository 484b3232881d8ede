/* Writing JSON by hand, where a tree of it would be too large or its numbers too small. */
#ifndef SL_BASE_JSON_WRITE_H
#define SL_BASE_JSON_WRITE_H

#include "base/buffer.h"
#include "base/text.h"

/*
 * Appends the text, which must be well-formed UTF-8, as a string in quotes. As jansson does: short forms (\n) where there
 * are any, others as \u001B, and no more than JSON asks for; but DEL too, which terminals act on.
 */
void sl_json_string(sl_buffer *out, sl_text text);

#endif
