/* Growth to the limits of the format, and by one past them. */
#ifndef MUTATOR_GROWTH_H
#define MUTATOR_GROWTH_H

#include "mutator/mutant.h"

enum mutant_growth {
#define GROWTH(NAME, function, limit, what) GROWTH_##NAME,
#include "mutator/growth.def"
#undef GROWTH
	MUTANT_GROWTHS
};

/*
 * Grows something to its limit, or with past one further (and sets past_limits), if all is within capacity then. To be
 * tidied. Returns MUTANT_GROWTHS if there is no room for it.
 */
enum mutant_growth mutant_grow(mutant *m, size_t capacity, bool past);

#endif
