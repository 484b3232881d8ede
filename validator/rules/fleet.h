/* The parts of sl_check_fleet(). Internal to rules/. */
#ifndef SL_RULES_FLEET_H
#define SL_RULES_FLEET_H

#include "rules/facts.h"

typedef struct sl_fleet_check {
	const sl_checked_file *checked;
	const sl_catalog *catalog;
	const sl_fleet *fleet;
	sl_findings *findings;
	const char **names; /* room for the names of all builds, for one finding at a time */
	size_t name_count;
} sl_fleet_check;

/* 3001, 3008, 3010: the inputs that each build supplies to the types of the file. */
void sl_fleet_inputs(sl_fleet_check *check);
/* 3003, 3006, 3007: what the content needs of the engine. */
void sl_fleet_engine(sl_fleet_check *check);
/* 3004, 3005: sizes and counts. */
void sl_fleet_limits(sl_fleet_check *check);

/* Empties the names; adds one; adds the finding with the names as its builds. */
void sl_fleet_names_clear(sl_fleet_check *check);
void sl_fleet_names_add(sl_fleet_check *check, const sl_build *build);

/* How many builds a sentence names; the finding's list has all. */
#define SL_BUILDS_IN_TEXT 4u
/*
 * Appends ", " and the text, or after that many "and N more" once; position counts from 0, of
 * count.
 */
void sl_fleet_text(sl_buffer *out, size_t position, size_t count, const char *text);

#endif
