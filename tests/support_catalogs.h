/*
 * Random catalogs and random edits of them: first as plain numbers, of which a test can see what differs, then as catalogs.
 */
#ifndef SUPPORT_CATALOGS_H
#define SUPPORT_CATALOGS_H

#include "model/catalog.h"

/* Names are small numbers, so that edits often meet. */

enum { MOST_TYPES = 12, MOST_FIELDS = 7, NAMES = 12, FROMS = 8, LOGSOURCES = 5, SELECTS = 7 };

typedef struct plain_field {
	unsigned name, kind, from;
} plain_field;

typedef struct plain_type {
	unsigned name, id, version, logsource, select;
	bool match_all;
	plain_field fields[MOST_FIELDS];
	unsigned field_count;
} plain_type;

typedef struct plain_catalog {
	plain_type types[MOST_TYPES];
	unsigned count;
} plain_catalog;

/* The same numbers follow each time. */
void plain_start(uint64_t seed);
unsigned plain_random(unsigned limit);

/* Each does nothing where it would not fit. */
void plain_add_version(plain_catalog *catalog);
void plain_edit(plain_catalog *catalog);

/* Sorts the plain one, too. Where each type and field stands is the line of a file, c.yaml. */
void plain_make(sl_arena *arena, plain_catalog *from, sl_catalog *out);

#endif
