/*
 * YAML as a tree with places. One reader for everything that we read as YAML, strict where YAML is not:
 * no anchors, no aliases, no tags, no duplicate keys, only scalar keys, no NUL, UTF-8 only, and limits on
 * bytes, depth and nodes. Each breach is a finding CH6001 with line and column.
 */
#ifndef SL_BASE_YAML_H
#define SL_BASE_YAML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/text.h"

/* Bytes of one file: for sl_file_read(). A file of events or of assembly may be given more, up to 1 GiB. */
#define SL_YAML_MAX_BYTES (16u << 20)
#define SL_YAML_MAX_DEPTH 64u
#define SL_YAML_MAX_NODES 4000000u /* of at most so many bytes; beyond them, one for three bytes */

enum sl_yaml_kind { SL_YAML_SCALAR, SL_YAML_LIST, SL_YAML_MAP };

typedef struct sl_yaml_pair sl_yaml_pair;
typedef struct sl_yaml sl_yaml;

struct sl_yaml {
	enum sl_yaml_kind kind;
	bool quoted; /* scalar in quotes, or a block: a string whatever it looks like */
	uint32_t line, column; /* from 1; columns count characters */
	uint32_t count; /* items or pairs */
	sl_text text; /* scalar */
	union {
		sl_yaml **items;
		sl_yaml_pair *pairs; /* in file order */
	} of;
};

struct sl_yaml_pair {
	sl_yaml *key; /* always a scalar */
	sl_yaml *value;
};

typedef struct sl_yaml_documents {
	sl_yaml **items;
	size_t count;
} sl_yaml_documents;

typedef struct sl_yaml_fault {
	uint32_t line, column; /* from 1 */
	char text[256];
} sl_yaml_fault;

/* All documents of the bytes, in the arena. The texts point into the arena. An empty document is left out. */
bool sl_yaml_parse(sl_arena *arena, const uint8_t *bytes, size_t size, sl_yaml_documents *out,
                   sl_yaml_fault *fault);

/* The value of a key in a map; NULL if absent or if node is not a map. */
sl_yaml *sl_yaml_get(const sl_yaml *node, const char *key);

/*
 * How a plain scalar reads, by the YAML 1.2 core schema (yes and no are strings; 0x1F and 1e3 as core says). A whole number
 * outside of int64_t is a string: its text is there, and no number is ever cut. *boolean and *integer are false and zero
 * unless the scalar is one.
 */
enum sl_yaml_scalar { SL_YAML_STRING, SL_YAML_NULL, SL_YAML_BOOL, SL_YAML_INTEGER, SL_YAML_FLOAT };
enum sl_yaml_scalar sl_yaml_resolve(const sl_yaml *node, bool *boolean, int64_t *integer);

#endif
