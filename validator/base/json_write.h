/* Writing JSON by hand, where a tree of it would be too large or its numbers too small. */
#ifndef SL_BASE_JSON_WRITE_H
#define SL_BASE_JSON_WRITE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/text.h"

/*
 * Appends the text, which must be well-formed UTF-8, as a string in quotes. As jansson does: short forms (\n) where there
 * are any, others as \u001B, and no more than JSON asks for; but DEL too, which terminals act on.
 */
void sl_json_string(sl_buffer *out, sl_text text);

/*
 * Members of an object: each puts its comma itself, where it is not the first behind a bracket. sl_member_open() begins an
 * object '{' or an array '[', sl_member_item() an object in an array, and sl_member_close() ends either. value as for
 * sl_json_string().
 */
void sl_member_key(sl_buffer *out, const char *name);
void sl_member_text(sl_buffer *out, const char *name, const char *value);
void sl_member_number(sl_buffer *out, const char *name, uint64_t value);
void sl_member_truth(sl_buffer *out, const char *name, bool value);
void sl_member_texts(sl_buffer *out, const char *name, const char *const *items, size_t count);
void sl_member_open(sl_buffer *out, const char *name, char bracket);
void sl_member_item(sl_buffer *out);
void sl_member_close(sl_buffer *out, char bracket);

#endif
