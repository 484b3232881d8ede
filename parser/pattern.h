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

/* Flags of a criterion. */
enum { CHAN_FLAG_CASED = 1, CHAN_FLAG_MULTILINE = 2 };

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
	uint32_t instructions; /* of the compiled program: at most its weight */
	uint32_t weight; /* FORMAT.md section 7.3: at most CHAN_MAX_PATTERN_INSTRUCTIONS */
	uint32_t classes; /* sets of bytes that it uses: at most CHAN_MAX_PATTERN_CLASSES */
} chan_regex_cost;

/* The shortest class has three bytes, and each of the six sets (\d to \S) is counted once. */
#define CHAN_MAX_PATTERN_CLASSES (CHAN_MAX_PATTERN / 3u + 6u)

/*
 * Whether the window is a regex of the dialect, within its bounds; in time linear in its length.
 * flags: CHAN_FLAG_CASED, CHAN_FLAG_MULTILINE; neither changes the answer or the cost.
 *   true  - *cost is set, *fault is zero;
 *   false - *fault is the first fault in the order of FORMAT.md section 7.4, *cost is zero.
 */
CHAN_MUST_USE bool chan_regex_check(chan_cursor pattern, uint8_t flags, chan_regex_cost *cost,
                                    chan_pattern_fault *fault);

/*
 * Cuts groups of flags, (?i) (?m) (?s) and combinations, off the start of a pattern as an author writes
 * it, and moves them into *flags: i takes CHAN_FLAG_CASED away, m sets CHAN_FLAG_MULTILINE, s is always
 * so. True if there was any. Whatever else (? begins stays, for chan_regex_check() to judge. Offsets of
 * faults then count from the new start: chan_offset() of *pattern tells how much was cut off.
 */
/*@
  requires chan_is_window(pattern) && \valid(flags);
  requires \separated(pattern, flags, pattern->priv_base + (0 .. pattern->priv_end - 1));
  terminates \true;
  assigns *flags, CHAN_CURSOR(pattern);
  ensures chan_is_window(pattern);
*/
bool chan_regex_cut_flags(chan_cursor *pattern, uint8_t *flags);

/*
 * Whether the window is a glob.
 *   true  - *simple tells whether exact, prefix, suffix or contains can say it (CH2020), *fault is zero;
 *   false - *fault is the first fault from the left, *simple is false.
 */
/*@
  requires chan_is_held(glob) && glob.priv_end - glob.priv_pos <= UINT32_MAX;
  requires \valid(simple) && \valid(fault);
  requires \separated(simple, fault, glob.priv_base + (0 .. glob.priv_end - 1));
  terminates \true;
  assigns *simple, *fault;
  ensures \result <==> fault->error == CHAN_PATTERN_OK;
  ensures !\result ==> !*simple;
*/
CHAN_MUST_USE bool chan_glob_check(chan_cursor glob, bool *simple, chan_pattern_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
