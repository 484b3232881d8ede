/* Trees of JSON for the reports, by jansson, and checked: where memory runs out the tool ends, as everywhere. */
#ifndef SL_REPORT_JSON_TREE_H
#define SL_REPORT_JSON_TREE_H

#include <jansson.h>

#include "base/buffer.h"
#include "base/memory.h"

json_t *sl_json_object(void);
json_t *sl_json_array(void);
/* Any bytes as a string: what JSON or a terminal could not take is made printable. */
json_t *sl_json_text(sl_arena *arena, const char *bytes);
/* A count, an offset: numbers over INT64_MAX, which no file of ours has, become that. */
json_t *sl_json_number(uint64_t number);

/* Both take over the value; NULL, from a function of jansson's own, is that memory has run out. */
void sl_json_set(json_t *object, const char *key, json_t *value);
void sl_json_append(json_t *array, json_t *value);

/* Appends the tree as one line, members in the order in which they were set, and frees it. */
void sl_json_finish(json_t *tree, sl_buffer *out);

#endif
