/* Lies in the bytes of a file that is right but for its seal. */
#ifndef MUTATOR_LIES_H
#define MUTATOR_LIES_H

#include "mutator/mutant.h"

enum mutant_lie {
#define LIE(NAME, function, what) LIE_##NAME,
#define MEMBER_LIE(NAME, TABLE_, member, how, bound, what) LIE_##NAME,
#include "mutator/lies.def"
#undef LIE
#undef MEMBER_LIE
	MUTANT_LIES
};

/* A file that lies, or is going to. */
typedef struct mutant_liar {
	mutant *m; /* for chance alone */
	uint8_t *bytes;
	size_t size, capacity;
	size_t stated; /* what file_size is to say */
	size_t begin[CHAN_TABLE_COUNT + 1]; /* of each table; the last: where they end */
} mutant_liar;

/* False: the counts of the header and the size do not go together. */
bool mutant_liar_start(mutant_liar *l, mutant *m, uint8_t *bytes, size_t size, size_t capacity);
/*
 * Tells that lie; false: it cannot be told here, and nothing is changed. file_size and the checksums are the caller's
 * to write afterwards, but for these the file may differ from a right one in nothing else.
 */
bool mutant_lie(mutant_liar *l, enum mutant_lie lie);
/* "VALUE_INDEX" and what it is; NULL past the last. */
const char *mutant_lie_name(unsigned lie);
const char *mutant_lie_meaning(unsigned lie);

#endif
