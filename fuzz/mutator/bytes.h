/* A mutator of mere bytes, for what is no channel file, and for engines that have none of their own. */
#ifndef MUTATOR_BYTES_H
#define MUTATOR_BYTES_H

#include "mutator/mutant.h"

/* One to eight changes, within capacity; returns the new size. An empty input grows, where it can. */
size_t mutant_change_bytes(mutant *m, uint8_t *bytes, size_t size, size_t capacity);
/* Part of another input, in the place of a part of this one. */
size_t mutant_cross_bytes(mutant *m, uint8_t *bytes, size_t size, size_t capacity,
                          const uint8_t *other, size_t other_size);

#endif
