/* The catalog: the template types, every version of them (YAML, in the folder that sluice.yaml names). */
#ifndef SL_MODEL_CATALOG_H
#define SL_MODEL_CATALOG_H

#include "base/buffer.h"
#include "base/text.h"
#include "rules/finding.h"

typedef struct sl_field {
	const char *name;
	enum chan_field_kind kind;
	const char *const *from; /* other names of the field in events */
	uint32_t from_count;
	uint32_t layout_hash; /* of the fields up to and including this one (FORMAT.md 3.7) */
	sl_source source;
} sl_field;

typedef struct sl_logsource {
	const char *product, *category, *service; /* "" where absent */
} sl_logsource;

/* One condition of `select`: the event's value under key is one of values (as text). All must hold. */
typedef struct sl_select {
	const char *key;
	const char *const *values;
	uint32_t value_count;
} sl_select;

/* One version of a template type. */
typedef struct sl_type {
	const char *name;
	uint32_t id, version;
	sl_logsource logsource;
	sl_field *fields;
	uint32_t field_count;
	sl_select *select;
	uint32_t select_count;
	bool match_all;
	bool newest; /* the highest version of its type */
	sl_source source;
} sl_type;

typedef struct sl_catalog {
	sl_arena arena;
	sl_type *types; /* by id, then version */
	size_t count;
	char digest[65]; /* SHA-256 of the files' bytes in order, hexadecimal */
} sl_catalog;

/*
 * Reads every *.yaml and *.yml right in folder. Problems become findings (6001, 6002, 6007, 6008, 6018,
 * 6019, 6020); true if no error was among them. Free the catalog in either case.
 */
bool sl_catalog_load(const char *folder, sl_catalog *out, sl_findings *findings);
void sl_catalog_free(sl_catalog *catalog);

/* These return NULL if there is none. */
const sl_type *sl_catalog_type(const sl_catalog *catalog, uint32_t id, uint32_t version);
const sl_type *sl_catalog_newest(const sl_catalog *catalog, uint32_t id);
const sl_type *sl_catalog_named(const sl_catalog *catalog, const char *name, uint32_t version);
/* The newest version of the type whose log source is this one; NULL: none. All three members must agree. */
const sl_type *sl_catalog_logsource(const sl_catalog *catalog, const sl_logsource *logsource);
/* The index of a field by its exact name, or -1. */
int32_t sl_type_field(const sl_type *type, sl_text name);

const char *sl_field_kind_name(enum chan_field_kind kind); /* "string", "integer", "ip" */
bool sl_field_kind_read(sl_text text, enum chan_field_kind *out);

/* Writes types as a catalog document stream, in the form that sl_catalog_load() reads. */
void sl_catalog_write(const sl_type *types, size_t count, sl_buffer *out);

#endif
