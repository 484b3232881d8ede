/*
 * Patterns (FORMAT.md sections 5 "Globs" and 7): the dialect and its bounds. What the checker accepts,
 * the interpreter runs; there is no third outcome.
 */
#ifndef CHAN_PATTERN_H
#define CHAN_PATTERN_H

#include "cursor.h"
#include "limits.h"

#ifdef __cplusplus
extern "C" {
#endif

/* PATTERN_ERROR(NAME, costly, "what is wrong"): costly errors are CH2014, all others CH2013. */
enum chan_pattern_error {
	CHAN_PATTERN_OK,
#define PATTERN_ERROR(name, costly, text) CHAN_PATTERN_##name,
#include "pattern_errors.def"
#undef PATTERN_ERROR
	CHAN_PATTERN_ERROR_COUNT
};

typedef struct chan_pattern_fault {
	uint8_t error; /* enum chan_pattern_error */
	uint32_t offset, length; /* the bytes of the pattern that are at fault */
} chan_pattern_fault;

typedef struct chan_regex_cost {
	uint32_t instructions; /* of the compiled program: at most CHAN_MAX_PATTERN_INSTRUCTIONS */
} chan_regex_cost;

/* Whether the window is a regex of the dialect, within its bounds. flags: CHAN_FLAG_CASED, CHAN_FLAG_MULTILINE. */
CHAN_MUST_USE bool chan_regex_check(chan_cursor pattern, uint8_t flags, chan_regex_cost *cost,
                                    chan_pattern_fault *fault);

/* Whether the window is a glob; *simple tells whether exact, prefix, suffix or contains can say it (CH2020). */
CHAN_MUST_USE bool chan_glob_check(chan_cursor glob, bool *simple, chan_pattern_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
