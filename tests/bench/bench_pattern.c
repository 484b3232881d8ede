/*
 * How long the checker takes to judge a pattern: the worst forms of each kind at the bounds of the dialect, and just
 * past them. Each figure is the median of its rounds. Exit 1 if one took a millisecond or more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "chan.h"
#include "pattern.h"

enum { ROUNDS = 101 };
#define BOUND_MICROSECONDS 1000.0

/* head, then part again and again up to the length that the tail leaves, then tail. */
typedef struct shape {
	const char *name, *head, *part, *tail;
	size_t length;
} shape;

static const shape shapes[] = {
	{"literals", "", "a", "", CHAN_MAX_PATTERN},
	{"literals within the instructions", "", "a", "", 2047},
	{"alternatives", "", "a|", "b", CHAN_MAX_PATTERN},
	{"classes", "", "[^a-z0-9_]", "", CHAN_MAX_PATTERN},
	{"one long class", "[", "a-b", "]", CHAN_MAX_PATTERN},
	{"POSIX classes", "[", "[:alpha:]", "]", CHAN_MAX_PATTERN},
	{"groups in a row", "", "(a)", "", CHAN_MAX_PATTERN},
	{"groups in groups", "", "(((((((((((((((((", "", CHAN_MAX_PATTERN},
	{"empty groups repeated", "", "(){1000}", "", CHAN_MAX_PATTERN},
	{"repeats in repeats", "", "((a{10}){10}){10}", "", CHAN_MAX_PATTERN},
	{"repeats past the bound", "", "(((a{1000}){1000}){1000}){1000}", "", CHAN_MAX_PATTERN},
	{"repeats to the bound", "(a{500}){4}", "b?", "", 200},
	{"optional repeats", "", "a{0,1000}", "", CHAN_MAX_PATTERN},
	{"stars", "", "(a*)*", "", CHAN_MAX_PATTERN},
	{"escapes", "", "\\x41", "", CHAN_MAX_PATTERN},
	{"assertions", "", "\\b^$\\B", "", CHAN_MAX_PATTERN},
	{"high bytes", "", "\xC3\xA4", "", CHAN_MAX_PATTERN},
	{"open classes", "", "[", "", CHAN_MAX_PATTERN},
	{"open repeats", "", "a{1,", "", CHAN_MAX_PATTERN},
	{"a megabyte", "", "(a|b)*", "", 1u << 20},
};

static void make(const shape *from, sl_buffer *out)
{
	size_t ends = strlen(from->head) + strlen(from->tail);
	sl_buffer_text(out, from->head);
	while (out->length + strlen(from->part) + ends - strlen(from->head) <= from->length) {
		sl_buffer_text(out, from->part);
	}
	sl_buffer_text(out, from->tail);
}

static int by_size(const void *a, const void *b)
{
	const double *left = a, *right = b;
	return (*left > *right) - (*left < *right);
}

static double microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static bool judge(const shape *subject)
{
	double times[ROUNDS];
	sl_buffer pattern = {0};
	chan_regex_cost cost = {0};
	chan_pattern_fault fault = {0};
	bool accepted = false;
	make(subject, &pattern);
	for (int round = 0; round < ROUNDS; round++) {
		double start = microseconds();
		accepted = chan_regex_check(chan_cursor_over(pattern.bytes, pattern.length), 0,
		                            &cost, &fault);
		times[round] = microseconds() - start;
	}
	qsort(times, ROUNDS, sizeof *times, by_size);
	printf("  %-34s %8zu bytes  %-8s %5u instructions  %8.1f us\n", subject->name,
	       pattern.length, accepted ? "accepted" : "refused", cost.instructions,
	       times[ROUNDS / 2]);
	sl_buffer_free(&pattern);
	return times[ROUNDS / 2] < BOUND_MICROSECONDS;
}

int main(void)
{
	bool all = true;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		all = judge(&shapes[i]) && all;
	}
	printf("  every pattern is judged in under 1 ms: %s\n", all ? "yes" : "NO");
	return all ? 0 : 1;
}
