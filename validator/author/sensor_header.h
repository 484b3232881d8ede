/*
 * The C header for the code of a sensor that supplies the inputs of template types (parser/SENSOR.md): for each type a
 * struct with a member a field, a function that takes every field, and the way from the struct to the inputs of the
 * interpreter. C11 and C++17; the same catalog and types give the same bytes.
 */
#ifndef SL_AUTHOR_SENSOR_HEADER_H
#define SL_AUTHOR_SENSOR_HEADER_H

#include "base/file.h"
#include "model/catalog.h"

typedef struct sl_chosen_types {
	const sl_type **items; /* in the order of the catalog */
	size_t count;
} sl_chosen_types;

/*
 * The types of the catalog that the words name: "NAME", its newest version, or "NAME:VERSION". Without words the newest
 * version of every type. The list is in the arena. False: *why says which word names none, or a type that another one
 * has named already.
 */
bool sl_types_choose(const sl_catalog *catalog, const char *const *words, size_t word_count,
                     sl_arena *arena, sl_chosen_types *out, sl_problem *why);

/* Appends the header. False: two of the types would define the same identifier; *why names them, *out is unchanged. */
bool sl_sensor_header_write(const sl_catalog *catalog, const sl_chosen_types *types, sl_buffer *out,
                            sl_problem *why);

/* Appends a name as records have it: a byte outside [A-Za-z0-9_.-] as %XX. */
void sl_record_name(const char *name, sl_buffer *out);

#endif
