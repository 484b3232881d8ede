/*
 * The condition machine (FORMAT.md section 6) about every run of a few words, right or wrong, against the machine put
 * plainly, and about the deepest stacks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"

enum { LONGEST = 5, DEEP = CHAN_MAX_DEPTH, ROOM = 300 };

typedef struct run {
	uint16_t words[ROOM];
	size_t count;
} run;

static void append(run *r, unsigned word, size_t times)
{
	for (size_t i = 0; i < times; i++)
		r->words[r->count++] = (uint16_t)word;
}

/* 'y' or 'n', or '-' where the condition is none. */
static char conclude(const run *r, const uint8_t *truths, uint32_t truth_count)
{
	uint8_t *bytes = malloc(2 * r->count + 1);
	const chan_template judged = {.first_instruction = 0,
	                              .instruction_count = (uint32_t)r->count};
	chan_file file = {0};
	bool verdict = true, concluded;

	assert_non_null(bytes);
	for (size_t i = 0; i < r->count; i++) {
		bytes[2 * i] = (uint8_t)r->words[i];
		bytes[2 * i + 1] = (uint8_t)(r->words[i] >> 8);
	}
	file.instructions = chan_cursor_over(bytes, 2 * r->count);
	concluded = chan_conclude(&file, &judged, truths, truth_count, &verdict);
	free(bytes);
	assert_true(concluded || !verdict);
	return (char)(!concluded ? '-' : verdict ? 'y' : 'n');
}

static char conclude_plainly(const run *r, const uint8_t *truths, uint32_t truth_count)
{
	bool stack[ROOM];
	size_t depth = 0;

	for (size_t i = 0; i < r->count; i++) {
		const uint16_t word = r->words[i];
		const size_t taken = word < CHAN_PUSH_LIMIT ? 0 : word == CHAN_WORD_NOT ? 1 : 2;

		if (word >= CHAN_PUSH_LIMIT && word != CHAN_WORD_AND && word != CHAN_WORD_OR &&
		    word != CHAN_WORD_NOT)
			return '-';
		if (depth < taken || (taken == 0 && (word >= truth_count || depth == DEEP)))
			return '-';
		if (taken == 0)
			stack[depth++] = truths[word] != 0;
		else if (word == CHAN_WORD_NOT)
			stack[depth - 1] = !stack[depth - 1];
		else if (word == CHAN_WORD_AND)
			stack[depth - 2] = stack[depth - 2] && stack[depth - 1];
		else
			stack[depth - 2] = stack[depth - 2] || stack[depth - 1];
		depth -= taken == 2;
	}
	return (char)(depth != 1 ? '-' : stack[0] ? 'y' : 'n');
}

static void expect_plain(const run *r, const uint8_t *truths, uint32_t truth_count)
{
	const char found = conclude(r, truths, truth_count);
	const char wanted = conclude_plainly(r, truths, truth_count);

	if (found != wanted)
		fail_msg("%zu words, the last %x: '%c', not '%c'", r->count,
		         r->count > 0 ? (unsigned)r->words[r->count - 1] : 0, found, wanted);
}

static void every_run_of_a_few_words(void **state)
{
	static const uint16_t words[] = {
		0, 1, 2, CHAN_WORD_AND, CHAN_WORD_OR, CHAN_WORD_NOT, 0x0fff, 0x1000, 0x8003};
	enum { WORDS = sizeof words / sizeof words[0] };
	static const uint8_t truths[] = {1, 0};
	size_t runs = 1;

	(void)state;
	for (size_t length = 0; length <= LONGEST; length++, runs *= WORDS) {
		for (size_t number = 0; number < runs; number++) {
			run r = {.count = 0};

			for (size_t i = 0, rest = number; i < length; i++, rest /= WORDS)
				append(&r, words[rest % WORDS], 1);
			expect_plain(&r, truths, 2);
		}
	}
}

/* The greatest number of a criterion is pushed, the next is no push, though there were a truth for it. */
static void the_last_criterion(void **state)
{
	uint8_t truths[CHAN_PUSH_LIMIT + 2];

	(void)state;
	memset(truths, 2, sizeof truths);
	for (unsigned word = CHAN_PUSH_LIMIT - 2; word < CHAN_PUSH_LIMIT + 2; word++) {
		run r = {.count = 0};

		append(&r, word, 1);
		assert_int_equal(conclude(&r, truths, sizeof truths),
		                 word < CHAN_PUSH_LIMIT ? 'y' : '-');
		assert_int_equal(conclude(&r, truths, word), '-');
	}
}

/* Stacks of each depth about the bound, with truths that only the bottom, or only the top, decides. */
static void the_deepest_stacks(void **state)
{
	static const uint8_t truths[] = {1, 0};

	(void)state;
	for (size_t depth = DEEP - 2; depth <= DEEP + 2; depth++) {
		for (unsigned bits = 0; bits < 8; bits++) {
			run r = {.count = 0};

			append(&r, bits & 1u, 1);
			append(&r, bits >> 1 & 1u, depth - 2);
			append(&r, bits >> 2 & 1u, 1);
			append(&r, CHAN_WORD_OR, depth - 2);
			/* Two values are left, or one was too many. */
			assert_int_equal(conclude(&r, truths, 2), '-');
			append(&r, CHAN_WORD_OR, 1);
			assert_int_equal(conclude(&r, truths, 2), depth > DEEP ? '-'
			                                          : bits == 7  ? 'n'
			                                                       : 'y');
			expect_plain(&r, truths, 2);
			append(&r, CHAN_WORD_NOT, 1);
			expect_plain(&r, truths, 2);
			r.words[depth] = CHAN_WORD_AND;
			expect_plain(&r, truths, 2);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_run_of_a_few_words),
		cmocka_unit_test(the_last_criterion),
		cmocka_unit_test(the_deepest_stacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
