/* What the comparison says of a single difference: a criterion, a condition, a member, an input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_diff.h"

/* The lines of the one template that differs. */
static void expect_lines(const pair_at_hand *pair, size_t count, const char *const *lines)
{
	const sl_lines *what = &pair->diff.items[0].what;

	assert_int_equal(pair->diff.count, 1);
	for (size_t i = 0; i < what->count && i < count; i++)
		assert_string_equal(what->items[i], lines[i]);
	assert_int_equal(what->count, count);
}

static void image_exact(draft *d, const char *first, const char *second)
{
	draft_criterion(d, 0, CHAN_OPERATOR_EXACT, 0);
	draft_text(d, first);
	if (second != NULL)
		draft_text(d, second);
}

static void two_lists_and(draft *d, const char *second)
{
	image_exact(d, "a", second);
	image_exact(d, "m", "n");
	draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
}

static void two_lists(draft *d)
{
	two_lists_and(d, "b");
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_AND);
	draft_word(d, 2);
	draft_word(d, CHAN_WORD_OR);
}

static void two_lists_otherwise(draft *d)
{
	two_lists_and(d, "c");
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_OR);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, 2);
	draft_word(d, CHAN_WORD_AND);
}

static void criteria_and_conditions(void **state)
{
	static const char *const lines[] = {
		"~ Image exact: - 'b' + 'c'; 1 value as before",
		"condition: (Image exact (the 1st) and not Image exact (the 2nd)) or CommandLine "
		"exists -> not (Image exact (the 1st) or Image exact (the 2nd)) and CommandLine "
		"exists",
	};
	pair_at_hand pair;

	(void)state;
	diff_compare_drafts(two_lists, two_lists_otherwise, &pair);
	expect_lines(&pair, 2, lines);
	assert_int_equal(pair.diff.step, SL_STEP_RAISE);
	diff_end_pair(&pair);
}

/* Numbers of criteria are no meaning, but what the condition begins with is looked at as it stands. */
static void order_of_criteria(void **state)
{
	static const char *const lines[] = {"condition: CommandLine exists and Image exists -> "
	                                    "Image exists and CommandLine exists"};
	pair_at_hand pair;

	(void)state;
	diff_compare_drafts(diff_b_then_a, diff_a_then_b, &pair);
	expect_lines(&pair, 1, lines);
	assert_int_equal(pair.diff.first_uses.count + pair.diff.input_count, 0);
	diff_end_pair(&pair);
}

static void any_image(draft *d)
{
	draft_criterion(d, 2, CHAN_OPERATOR_EQ, 0);
	draft_integer(d, 1);
	draft_criterion(d, 0, CHAN_OPERATOR_ANY, 0);
}

static void image_is_parent(draft *d)
{
	draft_criterion(d, 2, CHAN_OPERATOR_EQ, 0);
	draft_integer(d, 1);
	draft_criterion(d, 0, CHAN_OPERATOR_FIELDREF, 0);
	draft_field(d, 3);
}

/* As in July 2024: a wildcard had been there before, and had never read the field. */
static void inputs_that_are_read(void **state)
{
	pair_at_hand pair;

	(void)state;
	diff_compare_drafts(any_image, image_is_parent, &pair);
	assert_int_equal(pair.diff.input_count, 2);
	assert_string_equal(pair.diff.inputs[0].field, "Image");
	assert_int_equal(pair.diff.inputs[0].position, 1);
	assert_string_equal(pair.diff.inputs[1].field, "ParentImage");
	assert_int_equal(pair.diff.inputs[1].position, 4);
	assert_int_equal(pair.diff.first_uses.count, 1);
	assert_int_equal(pair.diff.first_uses.items[0].operation, CHAN_OPERATOR_FIELDREF);
	assert_int_equal(pair.diff.last_uses.count, 1);
	diff_end_pair(&pair);
	diff_compare_drafts(image_is_parent, any_image, &pair);
	assert_int_equal(pair.diff.input_count, 0);
	assert_int_equal(pair.diff.first_uses.count, 1);
	diff_end_pair(&pair);
}

static void two_of_a_kind(draft *d)
{
	image_exact(d, "b", NULL);
	image_exact(d, "m", NULL);
}

static void three_of_a_kind(draft *d)
{
	image_exact(d, "m", NULL);
	image_exact(d, "a", NULL);
	image_exact(d, "b", NULL);
}

/* Those that stay are found before those that have changed. */
static void criteria_of_a_kind(void **state)
{
	pair_at_hand pair;

	(void)state;
	diff_compare_drafts(two_of_a_kind, three_of_a_kind, &pair);
	assert_string_equal(pair.diff.items[0].what.items[0], "+ Image exact 'a'");
	assert_int_equal(pair.diff.items[0].what.count, 2);
	diff_end_pair(&pair);
}

static sl_template *only_template(draft *d)
{
	diff_a_then_b(d);
	return &d->content.templates[0];
}

static void other_action(draft *d)
{
	only_template(d)->action = CHAN_ACTION_MONITOR;
}

static void other_level(draft *d)
{
	only_template(d)->level = CHAN_LEVEL_LOW;
}

static void other_status(draft *d)
{
	only_template(d)->status = CHAN_STATUS_STABLE;
}

static void other_title(draft *d)
{
	only_template(d)->title = sl_text_of("it's");
}

static void other_author(draft *d)
{
	only_template(d)->author = sl_text_of("x\x01");
}

static void other_link(draft *d)
{
	only_template(d)->link = sl_text_of("l");
}

static void other_type(draft *d)
{
	only_template(d)->type = draft_type(d, "host", 1);
	d->content.types[1].fields[0].name = sl_text_of("Image");
	d->content.types[1].fields[1].name = sl_text_of("CommandLine");
}

static void single_members(void **state)
{
	static const struct member {
		void (*change)(draft *d);
		const char *line;
	} members[] = {
		{other_action, "action: detect -> monitor"},
		{other_level, "level: high -> low"},
		{other_status, "status: test -> stable"},
		{other_title, "title: 't' -> 'it''s'"},
		{other_author, "author: '' -> 'x\\x01' (2 bytes, SHA-256 f5e2794887fb...)"},
		{other_link, "link: '' -> 'l'"},
		{other_type, "type: process -> host"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		pair_at_hand pair;

		diff_compare_drafts(diff_a_then_b, members[i].change, &pair);
		expect_lines(&pair, 1, &members[i].line);
		assert_int_equal(pair.diff.changed, 1);
		diff_check_forms(&pair.diff);
		diff_end_pair(&pair);
	}
}

static void long_condition(draft *d)
{
	for (unsigned i = 0; i < 24; i++) {
		draft_criterion(d, 2, CHAN_OPERATOR_EQ, 0);
		draft_integer(d, (int64_t)i);
	}
	for (unsigned i = 0; i < 24; i++) {
		draft_word(d, i);
		draft_word(d, CHAN_WORD_NOT);
		if (i > 0)
			draft_word(d, CHAN_WORD_AND);
	}
}

static void other_long_condition(draft *d)
{
	long_condition(d);
	d->content.templates[0].instructions[70] = CHAN_WORD_OR;
}

static void long_conditions(void **state)
{
	static const char *const lines[] = {"condition: another, also a condition of 71 steps"};
	pair_at_hand pair;

	(void)state;
	diff_compare_drafts(long_condition, other_long_condition, &pair);
	expect_lines(&pair, 1, lines);
	diff_end_pair(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(criteria_and_conditions), cmocka_unit_test(order_of_criteria),
		cmocka_unit_test(inputs_that_are_read),    cmocka_unit_test(criteria_of_a_kind),
		cmocka_unit_test(single_members),          cmocka_unit_test(long_conditions),
	};

	return cmocka_run_group_tests_name("diff_words", tests, NULL, NULL);
}
