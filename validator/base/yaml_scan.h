/* What the YAML reader looks at without libyaml: the bytes before, places in them, and keys that are there twice. */
#ifndef SL_BASE_YAML_SCAN_H
#define SL_BASE_YAML_SCAN_H

#include "base/yaml.h"

/*
 * Takes a byte order mark off the input, and refuses what libyaml would read as UTF-16, take too long over, or not count
 * in 32 bits: more than 1 GiB, and lines that begin with %TAG.
 */
bool sl_yaml_scan(sl_text *input, sl_yaml_fault *fault);

/* Line and column, from 1, of the byte at the offset. Columns count characters. */
void sl_yaml_locate(sl_text input, size_t offset, uint32_t *line, uint32_t *column);

/* A character by its number and by its first byte. */
typedef struct sl_yaml_place {
	size_t index, offset;
} sl_yaml_place;

/* The first byte of the character with this number, looked for from *place on, which moves there; NUL: past the end. */
char sl_yaml_byte_at(sl_text input, sl_yaml_place *place, size_t index);

/* Memory for sl_yaml_repeated_key(), kept from one map to the next. Zero-initialise it. */
typedef struct sl_yaml_keys {
	const sl_yaml **slots;
	size_t capacity;
	uint64_t seed;
} sl_yaml_keys;

/* A key of the map whose text an earlier one has, in time linear in the number of keys; NULL: none. */
const sl_yaml *sl_yaml_repeated_key(sl_yaml_keys *keys, const sl_yaml *map);
void sl_yaml_keys_free(sl_yaml_keys *keys);

#endif
