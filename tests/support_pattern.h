/* Random patterns for tests: of the dialect for the most part, or with strays from outside it. */
#ifndef TESTS_SUPPORT_PATTERN_H
#define TESTS_SUPPORT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support_random.h"

enum { SUPPORT_PATTERN_LONGEST = 400 };

typedef struct support_writer {
	char text[SUPPORT_PATTERN_LONGEST + 64];
	size_t length;
	uint32_t seed; /* not 0 */
	bool strays; /* uses what is not in the dialect, too */
} support_writer;

void support_random_pattern(support_writer *w, bool strays);

#endif
