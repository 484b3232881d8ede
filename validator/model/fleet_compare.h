/* Two manifests of one build: what one says otherwise than the other. */
#ifndef SL_MODEL_FLEET_COMPARE_H
#define SL_MODEL_FLEET_COMPARE_H

#include "model/fleet.h"

/* One fact that differs. Texts are in the arena, or of the builds. */
typedef struct sl_difference {
	const char *what; /* "the platform", "input 3 of ipc" */
	const char *first, *second; /* what each says: "linux-x64", "Port (integer)", "nothing" */
	const char *field; /* the input that it is about, or NULL */
	sl_source source; /* in first, as near as it has a place for it */
} sl_difference;

/*
 * What the two say of the build, in the order in which manifests are written; types by name, so their order is no
 * difference. A layout, or the type of an input, that one of them does not state is no difference either. The binaries
 * are not compared. Returns the number; *out is in the arena.
 */
size_t sl_build_compare(const sl_build *first, const sl_build *second, sl_arena *arena,
                        sl_difference **out);

/* "WHAT is FIRST in FIRST_NAME and SECOND in SECOND_NAME", in the arena. */
const char *sl_difference_say(const sl_difference *difference, const char *first_name,
                              const char *second_name, sl_arena *arena);

#endif
