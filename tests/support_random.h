/* Numbers for tests that look random and are the same each time (xorshift). */
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H

#include <stdint.h>

/* The next number; the seed is not 0. */
uint32_t support_random(uint32_t *seed);
/* One from 0 to limit - 1, of the upper bits of the next number. */
unsigned support_below(uint32_t *seed, unsigned limit);

#endif
