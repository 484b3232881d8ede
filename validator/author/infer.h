/*
 * A catalog from use: the types that a set of Sigma rules needs. A known log source brings its known fields, and
 * takes further ones from use only if it is open; any other log source has the fields that rules use, sorted by name.
 * Such a field is an integer if rules only ever compare it as a number, else a string.
 */
#ifndef SL_AUTHOR_INFER_H
#define SL_AUTHOR_INFER_H

#include "author/compile.h"
#include "model/known_sources.h"

#define SL_INFERRED_TYPE_ID 100001u /* of the first type that is not known */

typedef struct sl_inferred_source {
	sl_logsource logsource;
	const sl_known_source *known; /* NULL: not known */
	sl_rule_field *
		fields; /* from use; at most CHAN_MAX_FIELDS, which a rule past it is told by CH6004 */
	uint32_t field_count;
} sl_inferred_source;

/* Gathers the uses of many rule files. Everything is in the arena. */
typedef struct sl_inference {
	sl_arena *arena;
	sl_known_sources known;
	sl_inferred_source *sources;
	size_t count, capacity;
} sl_inference;

void sl_inference_start(sl_inference *inference, sl_arena *arena);
/* Adds what the rules of one file use. Returns the number of rules in it. */
size_t sl_inference_add(sl_inference *inference, const char *path, const uint8_t *bytes,
                        size_t size);
/* The types, by id, in the arena. */
sl_type *sl_inference_end(sl_inference *inference, size_t *count);

#endif
