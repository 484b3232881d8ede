/* PCRE2 and RE2, as what a pattern and a text are held against. Neither is linked: they are loaded where they are. */
#ifndef TESTS_SUPPORT_ORACLE_H
#define TESTS_SUPPORT_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct support_oracle {
	/* NULL: refused, or, with *is_limit set, over a limit of its own. */
	void *(*compile)(const char *pattern, size_t length, uint8_t flags, bool *is_limit);
	/* 1 matches, 0 does not, -1 gave up. */
	int (*matches)(const void *compiled, const uint8_t *input, size_t size);
	void (*free)(void *compiled);
	const char *alphabet; /* of inputs on which it must agree; NUL and all */
	size_t alphabet_size;
	bool misreads_none; /* PCRE2 10.42 takes (b|^){0}a to be anchored */
} support_oracle;

/*
 * False: not installed. The interpreter of PCRE2, never its JIT: it gives up on a text after so many items of the
 * pattern (auto-callouts, which also keep its shortcuts out); with 0 it does as it always does. RE2 needs g++ too.
 */
bool support_oracle_pcre2(support_oracle *out, uint64_t budget);
bool support_oracle_re2(support_oracle *out);

/* What support_oracle_pcre2() made, if it said true. */
void support_oracle_close_pcre2(void);

#endif
