/*
 * The catalog and the builds that the pinned cases are judged against, made without YAML: what
 * breaks there must not hide what breaks in the rules. The files below corpus/model/ say the
 * same; a test compares them. The fuzz targets and the tests use this model too.
 */
#ifndef SL_RULES_SELFTEST_MODEL_H
#define SL_RULES_SELFTEST_MODEL_H

#include "model/catalog.h"
#include "model/fleet.h"

/* The builds, by bit. */
enum {
	SL_MODEL_HONEST = 1, /* 7.10.17605: ipc version 2, its 20 inputs; no host */
	SL_MODEL_LYING =
		2, /* 7.11.18110: claims ipc version 3, whose inputs are 21, and supplies 20 */
	SL_MODEL_COMPLETE = 4, /* 7.12.19004: everything, no limits */
	SL_MODEL_SMALL = 8, /* 7.13.20001: everything, engine 1, small limits, few operators */
	SL_MODEL_SHUFFLED =
		16, /* 7.14.21000: ipc version 3 with two inputs in each other's place */
	SL_MODEL_BUILDS = 5 /* how many */
};

/*
 * Types ipc (id 7, versions 2 and 3), host (id 9, match_all) and process (id 12). Both live as
 * long as the arena.
 */
void sl_model_catalog(sl_arena *arena, sl_catalog *out);
/* The builds of that set, in the order above. */
void sl_model_fleet(sl_arena *arena, unsigned builds, sl_fleet *out);

#endif
