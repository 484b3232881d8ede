/* The evaluator by hand-made content: what each operator finds, and that both paths say the same of anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "invented_event.h"
#include "support_draft.h"
#include "support_paths.h"

#define OP(name) CHAN_OPERATOR_##name
#define CASED CHAN_FLAG_CASED
#define LINES CHAN_FLAG_MULTILINE

/* --- one criterion, one input */

typedef struct row {
	uint8_t operation, flags;
	const char *value, *input;
	bool holds;
} row;

static const row rows[] = {
	{OP(EXACT), 0, "kettle", "KETTLE", true},
	{OP(EXACT), 0, "kettle", "kettles", false},
	{OP(EXACT), 0, "kettle", "akettle", false},
	{OP(EXACT), 0, "", "", true},
	{OP(EXACT), 0, "", "a", false},
	{OP(EXACT), CASED, "Kettle", "Kettle", true},
	{OP(EXACT), CASED, "Kettle", "kettle", false},
	{OP(EXACT), 0, "\xc3\xa4", "\xc3\x84", false},
	{OP(PREFIX), 0, "ket", "KETTLE", true},
	{OP(PREFIX), 0, "kettle", "ket", false},
	{OP(PREFIX), 0, "ket", "a ket", false},
	{OP(PREFIX), 0, "ket", "ket ket", true},
	{OP(PREFIX), CASED, "Ket", "Kettle", true},
	{OP(PREFIX), CASED, "Ket", "kettle", false},
	{OP(PREFIX), CASED, "Ket", "kettle Ket", false},
	{OP(SUFFIX), 0, "tle", "kettLE", true},
	{OP(SUFFIX), 0, "tle", "tle.", false},
	{OP(SUFFIX), 0, "tle", "tle tle", true},
	{OP(SUFFIX), CASED, "Tle", "tle Tle", true},
	{OP(SUFFIX), CASED, "Tle", "Tle tle", false},
	{OP(CONTAINS), 0, "he", "usHErs", true},
	{OP(CONTAINS), 0, "she", "ushers", true},
	{OP(CONTAINS), 0, "hers", "ushers", true},
	{OP(CONTAINS), 0, "his", "ushers", false},
	{OP(CONTAINS), 0, "aab", "aaab", true},
	{OP(CONTAINS), 0, "a", "", false},
	{OP(CONTAINS), CASED, "He", "he He", true},
	{OP(CONTAINS), CASED, "He", "he hE HE", false},
	{OP(CONTAINS), 0, "\xc3\xa4x", "\xc3\xa4X", true},
	{OP(REGEX), 0, "\\xffabc",
         "\xff"
         "ABC",
         true},
	{OP(GLOB), 0, "ab*cd", "ABxcd", true},
	{OP(GLOB), 0, "ab*cd", "abcdx", false},
	{OP(GLOB), 0, "*longest*x", "the LONGEST ax", true},
	{OP(GLOB), 0, "a?c*",
         "a\xc3\xa4"
         "cd",
         true},
	{OP(GLOB), 0, "\\*star\\?*x", "*star?x", true},
	{OP(GLOB), 0, "\\*star\\?*x", "xstarxx", false},
	{OP(GLOB), CASED, "Ab*cd", "abxcd", false},
	{OP(GLOB), 0, "*?", "", false},
	{OP(REGEX), CASED, "kettle", "a kettle b", true},
	{OP(REGEX), CASED, "kettle", "a Kettle b", false},
	{OP(REGEX), 0, "keTTle", "a KEttle b", true},
	{OP(REGEX), 0, "(kettle|teapot)", "a teapot", true},
	{OP(REGEX), 0, "(hot )?water", "cold water", true},
	{OP(REGEX), 0, "(hot water)?", "", true},
	{OP(REGEX), 0, "(hot water){0}tea", "tea", true},
	{OP(REGEX), 0, "(hot water){2,3}", "hot water", false},
	{OP(REGEX), 0, "(hot water){2,3}", "hot waterhot water", true},
	{OP(REGEX), 0, "(abc)*def", "def", true},
	{OP(REGEX), 0, "(abc)+def", "def", false},
	{OP(REGEX), 0, "abc|", "nothing of it", true},
	{OP(REGEX), 0, "x(abc|abd)y", "xabdy", true},
	{OP(REGEX), 0, "^abc$", "abc\n", false},
	{OP(REGEX), LINES, "^abc$", "x\nABC\ny", true},
	{OP(REGEX), 0, "\\babc\\b", "x abc.", true},
	{OP(REGEX), 0, "\\babc\\b", "xabc", false},
	{OP(REGEX), 0, "[kK]ettle", "Kettle", true},
	{OP(REGEX), 0, "ket[^t]le", "kettle", false},
	{OP(REGEX), 0, "ab.cd", "ab\ncd", true},
	{OP(REGEX), 0, "abc?def", "abdef", true},
	{OP(REGEX), 0, "(?:abcd|(?:xabcd|abcdx))z", "abcdxz", true},
};
enum { ROWS = sizeof rows / sizeof *rows, ROWS_A_FILE = DRAFT_TEMPLATES / 2 };

/* Each row is a template, and another that says not. */
static void write_rows(paths *p, size_t first, size_t end, unsigned field)
{
	draft d;

	draft_begin(&d);
	draft_type(&d, "process", 1);
	for (size_t i = first; i < end; i++)
		for (uint32_t negated = 0; negated < 2; negated++) {
			draft_template(&d, 0, (uint32_t)(2 * (i - first) + negated));
			draft_criterion(&d, field, rows[i].operation, rows[i].flags);
			draft_text(&d, rows[i].value);
			draft_word(&d, 0);
			if (negated)
				draft_word(&d, CHAN_WORD_NOT);
		}
	paths_add_draft(p, &d);
}

static void check_row(paths *p, size_t number, size_t first, unsigned field)
{
	const row *r = &rows[number];
	const uint32_t template = (uint32_t)(2 * (number - first));
	const sl_match *matches;
	one_text event;
	size_t count;

	one_text_begin(&event, field, r->input);
	matches = paths_evaluate(p, PROCESS, &event.inputs, &count);
	if (paths_has(matches, count, 0, template) != r->holds ||
	    paths_has(matches, count, 0, template + 1) == r->holds)
		fail_msg("operator %d \"%s\" about \"%s\": not %d", r->operation, r->value,
		         r->input, r->holds);
	one_text_end(&event);
}

static void test_each_operator_finds_what_it_means(void **state)
{
	(void)state;
	for (unsigned field = IMAGE; field <= COMMAND_LINE; field++)
		for (size_t first = 0; first < ROWS; first += ROWS_A_FILE) {
			const size_t end = first + ROWS_A_FILE < ROWS ? first + ROWS_A_FILE : ROWS;
			paths p = {0};

			write_rows(&p, first, end, field);
			paths_ready(&p);
			for (size_t i = first; i < end; i++)
				check_row(&p, i, first, field);
			paths_end(&p);
		}
}

/* --- conditions of any form over criteria of any kind */

static uint32_t draw(uint64_t *random, uint32_t bound)
{
	*random ^= *random >> 12;
	*random ^= *random << 25;
	*random ^= *random >> 27;
	return (uint32_t)((*random * UINT64_C(2685821657736338717)) >> 33) % bound;
}

static void random_text_criterion(draft *d, uint64_t *random)
{
	static const char *const texts[] = {"he", "she",   "hers", "his",  "\\shell.exe",
	                                    "ll", "shell", "rs h", "exe ", "e"};
	static const char *const globs[] = {"*she?l*exe", "h?*s", "he*\\\\shell*x", "*\\*?"};
	static const char *const patterns[] = {"(he|she)rs", "shel+\\.exe$", "^(his)?\\\\shell",
	                                       "h[ei]",      "hershell",     "\\bhers\\b"};
	const uint8_t operation = (uint8_t)(OP(EXACT) + draw(random, 6));
	const uint32_t values = 1 + draw(random, 3), first = draw(random, 10);

	draft_criterion(d, draw(random, 2), operation, draw(random, 4) == 0 ? CASED : 0);
	for (uint32_t i = 0; i < values; i++)
		if (operation == OP(GLOB))
			draft_text(d, globs[(first + i) % 4]);
		else
			draft_text(d, operation == OP(REGEX) ? patterns[(first + i) % 6]
			                                     : texts[(first + i) % 10]);
}

static void random_criterion(draft *d, uint64_t *random)
{
	switch (draw(random, 10)) {
	case 0:
		draft_criterion(d, PROCESS_ID, (uint8_t)(OP(EQ) + draw(random, 5)), 0);
		draft_integer(d, (int64_t)draw(random, 3) - 1);
		break;
	case 1:
		draft_criterion(d, draw(random, 3), draw(random, 2) ? OP(EXISTS) : OP(NULL), 0);
		break;
	case 2:
		draft_criterion(d, IMAGE, OP(FIELDREF), draw(random, 2) ? CASED : 0);
		draft_field(d, COMMAND_LINE);
		break;
	case 3:
		draft_criterion(d, IMAGE, OP(CIDR), 0);
		draft_network(d, UINT32_C(0x0a010000), 16);
		break;
	default:
		random_text_criterion(d, random);
		break;
	}
}

/* Any condition: criteria are pushed in order, joined and negated at will. */
static void random_condition(draft *d, uint32_t criteria, uint64_t *random)
{
	uint32_t depth = 0, next = 0;

	while (next < criteria || depth > 1) {
		if (next < criteria && (depth < 2 || draw(random, 2) == 0)) {
			draft_word(d, next++);
			depth++;
		} else {
			draft_word(d, draw(random, 2) ? CHAN_WORD_AND : CHAN_WORD_OR);
			depth--;
		}
		if (draw(random, 4) == 0)
			draft_word(d, CHAN_WORD_NOT);
	}
}

static void write_random(paths *p, uint32_t templates, uint64_t *random)
{
	draft d;

	draft_begin(&d);
	draft_type(&d, "process", 1);
	for (uint32_t i = 0; i < templates; i++) {
		const uint32_t criteria = 1 + draw(random, 5);

		draft_template(&d, 0, 2 * i + draw(random, 2));
		for (uint32_t k = 0; k < criteria; k++)
			random_criterion(&d, random);
		random_condition(&d, criteria, random);
	}
	paths_add_draft(p, &d);
}

static void evaluate_invented(paths *p, uint32_t events, uint64_t seed, bool faults)
{
	static const uint8_t nothing[1];
	chan_type type;
	invention from = {.file = &p->checked[0].file,
	                  .choices = chan_cursor_over(nothing, 0),
	                  .random = seed,
	                  .faults = faults};

	assert_true(chan_type_at(from.file, 0, &type));
	for (uint32_t i = 0; i < events; i++) {
		invented_event event;
		size_t count;

		invent_event(&from, &type, &event);
		paths_evaluate(p, type.type_id, &event.inputs, &count);
		invented_event_free(&event);
	}
}

static void test_both_paths_agree_on_any_condition(void **state)
{
	uint64_t random = 291, events = 0, matches = 0;

	(void)state;
	for (unsigned round = 0; round < 40; round++) {
		paths p = {0};

		write_random(&p, 40, &random);
		paths_ready(&p);
		evaluate_invented(&p, 60, 1 + round, false);
		assert_int_equal(sl_evaluation_faults_of(p.by_index)->count, 0);
		events += p.events;
		matches += p.matches;
		paths_end(&p);
	}
	assert_int_equal(events, 40 * 60);
	/* Both verdicts are common, or this has shown nothing. */
	assert_true(matches > events * 4 && matches < events * 36);
}

static void test_both_paths_meet_the_same_errors(void **state)
{
	uint64_t random = 292, faults = 0, matches = 0;

	(void)state;
	for (unsigned round = 0; round < 20; round++) {
		paths p = {0};

		write_random(&p, 20, &random);
		paths_ready(&p);
		evaluate_invented(&p, 60, 1 + round, true);
		faults += sl_evaluation_faults_of(p.by_index)->count;
		matches += p.matches;
		paths_end(&p);
	}
	assert_true(faults > 100 && matches > 100);
}

static void test_several_files_are_one_set(void **state)
{
	uint64_t random = 293;
	uint64_t of_file[3] = {0};
	paths p = {0};

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		write_random(&p, 20, &random);
	paths_ready(&p);
	evaluate_invented(&p, 200, 7, false);
	for (unsigned i = 0; i < 3; i++) {
		one_text event;
		const sl_match *matches;
		size_t count;

		one_text_begin(&event, IMAGE, i == 0 ? "hershell" : "\\shell.exe");
		matches = paths_evaluate(&p, PROCESS, &event.inputs, &count);
		for (size_t k = 0; k < count; k++)
			of_file[matches[k].program]++;
		one_text_end(&event);
	}
	for (unsigned i = 0; i < 3; i++)
		assert_true(of_file[i] > 0);
	paths_end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_operator_finds_what_it_means),
		cmocka_unit_test(test_both_paths_agree_on_any_condition),
		cmocka_unit_test(test_both_paths_meet_the_same_errors),
		cmocka_unit_test(test_several_files_are_one_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
