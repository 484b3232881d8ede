/* A property of a fuzz target: it is checked with NDEBUG too, and says what does not hold before it aborts. */
#ifndef FUZZ_HOLDS_H
#define FUZZ_HOLDS_H

#include <stdio.h>
#include <stdlib.h>

#define DEMAND(condition, what)                                                                  \
	do {                                                                                     \
		if (!(condition)) {                                                              \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, what); \
			abort();                                                                 \
		}                                                                                \
	} while (0)

#define HOLDS(condition) DEMAND(condition, #condition)

#endif
