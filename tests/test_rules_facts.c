/* Findings about a file: records that it does not have, words of any length, and a list that is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/explain.h"
#include "rules/facts.h"
#include "support_case.h"
#include "support_check.h"
#include "support_file.h"

enum { PIPE_NAME = 0, IMAGE = 2, PROCESS_ID = 3, NOWHERE = 4000 };

static void begin(checking *c)
{
	checking_begin(c, SL_MODEL_COMPLETE);
	draft_template(&c->draft, draft_type(&c->draft, "ipc", 3), 1);
	draft_criterion(&c->draft, PIPE_NAME, CHAN_OPERATOR_EXACT, 0);
	draft_text(&c->draft, "kettle");
	checking_write(c);
}

static const sl_finding *say(checking *c, const sl_place *place, const char *words)
{
	sl_fact(&c->checked, &c->findings, SL_RULE_UNREFERENCED, place, "%s", words);
	return &c->findings.items[c->findings.count - 1];
}

/* Whoever asks for a record that is not there gets a finding without its facts, and no other record's. */
static void no_such_record(void **state)
{
	checking c;
	sl_place place;
	chan_type type;

	(void)state;
	begin(&c);
	place = sl_place_string(&c.checked, NOWHERE);
	assert_int_equal(place.length, 0);
	assert_int_equal(place.offset,
	                 support_offset(c.checked.bytes, CHAN_TABLE_STRING, NOWHERE - 1));
	assert_string_equal(say(&c, &place, "x")->path, "string[3999]");
	assert_int_equal(sl_string_text(&c.checked, NOWHERE).length, 0);
	assert_int_equal(sl_string_text(&c.checked, CHAN_STRING_EMPTY).length, 0);

	place = sl_place_at(&c.checked, CHAN_TABLE_TEMPLATE, NOWHERE, 0, 4, "uuid");
	place.criterion_index = NOWHERE;
	assert_string_equal(say(&c, &place, "x")->path, "template[4000].uuid");
	assert_false(say(&c, &place, "x")->has_template);

	place = sl_place_at(&c.checked, CHAN_TABLE_VALUE, 0, 0, 4, "index");
	place.template_index = 0;
	place.criterion_index = NOWHERE;
	assert_string_equal(say(&c, &place, "x")->path, "template[0].criterion[4000]");

	place = sl_place_at(&c.checked, CHAN_TABLE_FIELD, 0, 0, 4, "name");
	place.type = NOWHERE;
	assert_string_equal(say(&c, &place, "x")->path, "");

	assert_true(chan_type_at(&c.checked.file, 0, &type));
	assert_string_equal(sl_field_name(&c.checked, &c.findings, &type, NOWHERE), "?");
	checking_end(&c);
}

/* Of these tables no rule of the validator speaks: they have no path. */
static void no_path(void **state)
{
	static const enum chan_table tables[] = {CHAN_TABLE_TEXT, CHAN_TABLE_INSTRUCTION,
	                                         CHAN_TABLE_COUNT};
	checking c;

	(void)state;
	begin(&c);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		sl_place place = sl_place_at(&c.checked, CHAN_TABLE_TEMPLATE, 0, 0, 4, "uuid");

		place.table = tables[i];
		assert_string_equal(say(&c, &place, "x")->path, "");
	}
	checking_end(&c);
}

/* What is said of a place goes into the finding whole, and into its path only what the table has. */
static void all_of_a_place(void **state)
{
	checking c;
	chan_type type;
	sl_place place;
	const sl_finding *finding;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	for (uint32_t i = 0; i < 2; i++) {
		draft_template(&c.draft, draft_type(&c.draft, i ? "process" : "ipc", i ? 1 : 3),
		               i + 1);
		draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXISTS, 0);
	}
	checking_write(&c);
	assert_true(chan_type_at(&c.checked.file, 1, &type));
	assert_true(type.first_field > 0);
	place = SL_AT(&c.checked, FIELD, type.first_field + 1, kind);
	place.type = 1;
	place.source = (sl_source){"rules/a.yml", 7, 9};
	finding = say(&c, &place, "x");
	assert_string_equal(finding->path, "type[1].field[1].kind");
	assert_string_equal(finding->source.path, "rules/a.yml");
	assert_int_equal(finding->source.line, 7);
	assert_int_equal(finding->source.column, 9);
	assert_int_equal(c.findings.errors, 1);
	assert_false(finding->has_template);

	place = SL_AT(&c.checked, TYPE, 1, version);
	place.type = 1;
	place.only_warns = true;
	finding = say(&c, &place, "x");
	assert_string_equal(finding->path, "type[1].version");
	assert_true(finding->only_warns);
	assert_int_equal(c.findings.errors, 1);
	assert_int_equal(c.findings.warnings, 1);
	checking_end(&c);
}

static void words_of_any_length(void **state)
{
	char words[2000];
	checking c;

	(void)state;
	begin(&c);
	const sl_place place = sl_place_at(&c.checked, CHAN_TABLE_TEMPLATE, 0, 0, 4, "uuid");
	for (size_t length = 508; length < 516; length++) {
		memset(words, 'w', length);
		words[length] = '\0';
		assert_string_equal(say(&c, &place, words)->detail, words);
	}
	memset(words, 'w', sizeof words - 1);
	words[sizeof words - 1] = '\0';
	assert_string_equal(say(&c, &place, words)->detail, words);
	checking_end(&c);
}

/* Whole texts, so that all twelve of each hundred are seen. */
static void numbers_in_words(void **state)
{
	static const struct {
		uint32_t number;
		const char *words;
	} ordinals[] = {
		{0, "0th"},     {1, "1st"},       {2, "2nd"},       {3, "3rd"},     {4, "4th"},
		{9, "9th"},     {10, "10th"},     {11, "11th"},     {12, "12th"},   {13, "13th"},
		{14, "14th"},   {19, "19th"},     {20, "20th"},     {21, "21st"},   {22, "22nd"},
		{23, "23rd"},   {24, "24th"},     {101, "101st"},   {110, "110th"}, {111, "111th"},
		{112, "112th"}, {113, "113th"},   {114, "114th"},   {121, "121st"}, {213, "213th"},
		{821, "821st"}, {1211, "1211th"}, {1001, "1001st"},
	};
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	for (size_t i = 0; i < sizeof ordinals / sizeof *ordinals; i++)
		assert_string_equal(sl_ordinal(&arena, ordinals[i].number), ordinals[i].words);
	assert_string_equal(sl_counted(&arena, 0, "byte"), "0 bytes");
	assert_string_equal(sl_counted(&arena, 1, "byte"), "1 byte");
	assert_string_equal(sl_counted(&arena, 2, "byte"), "2 bytes");
	assert_string_equal(sl_counted(&arena, UINT64_MAX, "byte"), "18446744073709551615 bytes");
	sl_arena_free(&arena);
}

/* What is said of a fault follows from its rule alone, whether or not a file of that size can be made in a test. */
static void limits_have_their_words(void **state)
{
	static const uint16_t rules[] = {CHAN_RULE_TYPE_LIMIT, CHAN_RULE_TEMPLATE_LIMIT,
	                                 CHAN_RULE_STRING_LIMIT};
	sl_findings findings;

	(void)state;
	sl_findings_start(&findings);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		const chan_finding fault = {
			.rule = rules[i], .table = CHAN_TABLE_HEADER, .got = 70000, .want = 65536};

		sl_findings_structure(&findings, "f.chan", &fault);
		assert_string_equal(findings.items[i].detail,
		                    "found 70000, at most 65536 is allowed");
	}
	sl_findings_free(&findings);
}

static void no_such_explanation(void **state)
{
	static const sl_rule nobody = {1, "NOBODY", CHAN_NOTE, "", "D01", "nothing is wrong"};
	sl_buffer out = {0};

	(void)state;
	assert_null(sl_explanation_find(1));
	assert_null(sl_explanation_find(UINT16_MAX));
	sl_explain_text(&nobody, &out);
	sl_buffer_byte(&out, '\0');
	assert_non_null(strstr((const char *)out.bytes, "CH0001 NOBODY (note)"));
	assert_null(strstr((const char *)out.bytes, "What to do"));
	sl_buffer_free(&out);
}

/* Room for all up to the last one, in memory of which nothing more may be used. */
static void sets_of_bits(void **state)
{
	(void)state;
	for (uint32_t last = 0; last < 200; last++) {
		uint64_t *bits = sl_bits(last);

		for (uint32_t i = 0; i <= last; i++)
			assert_false(sl_bit(bits, i));
		sl_bit_set(bits, last);
		for (uint32_t i = 0; i <= last; i++)
			assert_int_equal(sl_bit(bits, i), i == last);
		free(bits);
	}
}

/* --- a list that is full: findings are counted, and cost no words */

static void fill(checking *c)
{
	const sl_finding one = {.rule = SL_RULE_DUPLICATE_LOGIC, /* a warning */
	                        .template_index = -1,
	                        .criterion_index = -1};

	while (c->findings.count < SL_MAX_FINDINGS)
		sl_findings_add(&c->findings, &one);
}

/* Breaks CH2010 twice, CH2011, CH2012, CH2013, CH2019, CH2021 and CH2017, and for a build that knows few operators CH3006. */
static void break_much(checking *c)
{
	draft *d = &c->draft;

	draft_template(d, draft_type(d, "ipc", 3), 1);
	draft_criterion(d, PROCESS_ID, CHAN_OPERATOR_EXACT, 0);
	draft_text(d, "kettle");
	draft_criterion(d, PIPE_NAME, CHAN_OPERATOR_FIELDREF, 0);
	draft_field(d, PROCESS_ID);
	draft_criterion(d, PIPE_NAME, CHAN_OPERATOR_CONTAINS, 0);
	draft_text(d, "");
	draft_criterion(d, PIPE_NAME, CHAN_OPERATOR_REGEX, 0);
	draft_text(d, "x(a|b)\\1");
	draft_criterion(d, PIPE_NAME, CHAN_OPERATOR_SUFFIX, 0);
	draft_text(d, "Kettle");
	draft_criterion(d, IMAGE, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(d, IMAGE, CHAN_OPERATOR_EXISTS, 0);
	draft_template(d, 0, 2);
	draft_criterion(d, PIPE_NAME, CHAN_OPERATOR_ANY, 0);
}

static void a_full_list(void **state)
{
	size_t errors, dropped, used;
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE | SL_MODEL_SMALL);
	break_much(&c);
	checking_write(&c);
	checking_meaning(&c);
	errors = c.findings.errors;
	assert_true(errors >= 4);
	dropped = c.findings.count;
	fill(&c);
	used = c.findings.arena.used_total;
	sl_check_meaning(&c.checked, &c.draft.catalog, &c.findings);
	assert_int_equal(c.findings.arena.used_total, used);
	assert_int_equal(c.findings.count, SL_MAX_FINDINGS);
	assert_int_equal(c.findings.dropped, dropped);
	assert_int_equal(c.findings.errors, 2 * errors);

	checking_fleet(&c);
	errors = c.findings.errors;
	assert_true(errors >= 1);
	dropped = c.findings.count;
	fill(&c);
	sl_check_fleet(&c.checked, &c.draft.catalog, &c.fleet, &c.findings);
	assert_int_equal(c.findings.dropped, dropped);
	assert_int_equal(c.findings.errors, 2 * errors);
	checking_end(&c);
}

/* What the writer does not write: a criterion twice, and a string that nothing refers to. */
static void what_is_written_by_hand(void **state)
{
	static const char *const cases[] = {"CH2021-null", "CH2017-string"};
	const char *root = getenv("REPO_ROOT");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		checking c = {0};
		case_file one;
		sl_problem problem;
		char path[4096];
		size_t used;

		snprintf(path, sizeof path, "%s/corpus/reject/%s.hex", root != NULL ? root : ".",
		         cases[i]);
		if (!case_read(path, &one, &problem))
			fail_msg("%s", problem.text);
		sl_findings_start(&c.findings);
		fill(&c);
		used = c.findings.arena.used_total;
		case_judge(&one, &c.findings);
		/* The name that the file should have is made whatever is found. */
		assert_int_equal(c.findings.arena.used_total, used + 32);
		assert_int_equal(c.findings.count, SL_MAX_FINDINGS);
		assert_int_equal(c.findings.errors, 1);
		assert_int_equal(c.findings.dropped, 1);
		sl_findings_free(&c.findings);
		case_free(&one);
	}
}

/* An input that a template reads twice is one finding, in a full list too. */
static void once_a_template(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_HONEST);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
	draft_criterion(&c.draft, 20, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(&c.draft, 20, CHAN_OPERATOR_NULL, 0);
	checking_write(&c);
	checking_fleet(&c);
	assert_int_equal(c.findings.errors, 1);
	fill(&c);
	sl_check_fleet(&c.checked, &c.draft.catalog, &c.fleet, &c.findings);
	assert_int_equal(c.findings.errors, 2);
	checking_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_such_record),
		cmocka_unit_test(no_path),
		cmocka_unit_test(all_of_a_place),
		cmocka_unit_test(words_of_any_length),
		cmocka_unit_test(limits_have_their_words),
		cmocka_unit_test(no_such_explanation),
		cmocka_unit_test(a_full_list),
		cmocka_unit_test(numbers_in_words),
		cmocka_unit_test(sets_of_bits),
		cmocka_unit_test(once_a_template),
		cmocka_unit_test(what_is_written_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
