/*
 * A plain machine for compiled patterns, for tests alone: slow, obvious, and written from FORMAT.md, so
 * that what the compiler makes can be held against what the pattern means.
 */
#ifndef TESTS_SUPPORT_REGEX_H
#define TESTS_SUPPORT_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chan.h"

/* An exact-sized copy of the pattern, compiled into exact-sized arrays; NULL: not of the dialect. */
typedef struct support_regex {
	chan_regex_program program;
	uint8_t *pattern;
} support_regex;

support_regex *support_regex_compile(const char *pattern, size_t length, uint8_t flags);
void support_regex_free(support_regex *regex);

/* Fails the test if an operand, an opcode or the end of the program is not what regex_program.h promises. */
void support_regex_verify(const chan_regex_program *program);

/*
 * Whether the program matches, by both machines: the plain one, and chan_regex_match(). Fails the test if they
 * differ, or if that one takes more steps than it may.
 */
bool support_regex_matches(const chan_regex_program *program, const uint8_t *input, size_t size);

/*
 * The same, and what it took: instructions that are reached, added up over all positions up to the match, as the plain
 * machine counts them, and the steps of the other.
 */
bool support_regex_compare(const chan_regex_program *program, const uint8_t *input, size_t size,
                           uint64_t *reached, uint64_t *steps);

#endif
