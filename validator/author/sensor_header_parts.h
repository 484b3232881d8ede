/* What the files of the header for sensors share: the types with their identifiers. */
#ifndef SL_AUTHOR_SENSOR_HEADER_PARTS_H
#define SL_AUTHOR_SENSOR_HEADER_PARTS_H

#include "author/sensor_header.h"

/* A type with its names in C. */
typedef struct sl_named_type {
	const sl_type *type;
	const char *prefix; /* "ipc": before the underscore of everything that the type defines */
	const char *macro; /* "IPC" */
	const char **
		fields; /* a member, a parameter, and behind the prefix a function, of each field */
} sl_named_type;

/* The names of a type, in the arena. What they are depends on nothing but the type and its fields so far. */
void sl_type_name(const sl_type *type, sl_arena *arena, sl_named_type *out);

/* Whether no two types define the same identifier; else *why names both. (sensor_header_names.c) */
bool sl_types_differ(const sl_named_type *types, size_t count, sl_problem *why);

#endif
