/* What the logic of templates leaves to others: more fields, text, criteria and facts than it keeps; and the operator any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/logic_witness.h"
#include "support_check.h"
#include "support_file.h"
#include "support_logic.h"
#include "support_open.h"

enum { PIPE_NAME = 0, PROCESS_ID = 3, FIELDS_KEPT = 16, CRITERIA_KEPT = 64 };

static void begin(checking *c)
{
	checking_begin(c, SL_MODEL_COMPLETE);
	draft_template(&c->draft, draft_type(&c->draft, "ipc", 3), 1);
}

/* Whether the quick half calls the one template open; what it does not, the thorough half must not call closed. */
static bool is_open(checking *c)
{
	sl_logic_result result;
	chan_template template;

	checking_write(c);
	assert_true(chan_template_at(&c->checked.file, 0, &template));
	const sl_raw raw = sl_raw_of(&c->checked.file, c->checked.bytes);
	logic_decide(&c->checked.file, c->checked.bytes, 0, &result);
	assert_false(result.always || result.never);
	return sl_logic_is_open(&raw, &template);
}

static void many_fields(void **state)
{
	checking c;

	(void)state;
	for (unsigned fields = FIELDS_KEPT; fields <= FIELDS_KEPT + 1; fields++)
		for (unsigned last_is_null = 0; last_is_null < 2; last_is_null++) {
			begin(&c);
			for (unsigned i = 0; i < fields; i++)
				draft_criterion(&c.draft, i,
				                last_is_null && i == fields - 1
				                        ? CHAN_OPERATOR_NULL
				                        : CHAN_OPERATOR_EXISTS,
				                0);
			for (unsigned i = 0; i < fields; i++) {
				draft_word(&c.draft, i);
				if (last_is_null && i == fields - 1)
					draft_word(&c.draft, CHAN_WORD_NOT);
				if (i > 0)
					draft_word(&c.draft, CHAN_WORD_AND);
			}
			assert_int_equal(is_open(&c), fields == FIELDS_KEPT);
			checking_end(&c);
		}
}

/* All fields that an event may have are there: one of them can be asked for more, and no other can be asked to be null. */
static void full_event(void **state)
{
	checking c;

	(void)state;
	for (unsigned asked_again = 0; asked_again < 2; asked_again++) {
		begin(&c);
		for (unsigned i = 0; i < FIELDS_KEPT; i++)
			draft_criterion(&c.draft, i, CHAN_OPERATOR_EXISTS, 0);
		if (asked_again) {
			draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXACT, 0);
			draft_text(&c.draft, "a");
		} else {
			draft_criterion(&c.draft, FIELDS_KEPT, CHAN_OPERATOR_NULL, 0);
		}
		assert_int_equal(is_open(&c), asked_again);
		checking_end(&c);
	}
}

/* Two parts that overlap in a text that has room for both are written one after the other: too long, so nothing is known. */
static void long_parts(void **state)
{
	char text[301];
	checking c;

	(void)state;
	begin(&c);
	memset(text, 'a', 300);
	text[300] = '\0';
	draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_CONTAINS, 0);
	draft_text(&c.draft, text);
	draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_CONTAINS, 0);
	draft_text(&c.draft, text + 1);
	assert_false(is_open(&c));
	checking_end(&c);
}

static void long_texts(void **state)
{
	char text[257];
	checking c;

	(void)state;
	for (size_t length = 510; length <= 512; length++) {
		begin(&c);
		memset(text, 'a', length / 2);
		text[length / 2] = '\0';
		draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_PREFIX, 0);
		draft_text(&c.draft, text);
		memset(text, 'a', length - length / 2);
		text[length - length / 2] = '\0';
		draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_SUFFIX, 0);
		text[0] = 'b';
		draft_text(&c.draft, text);
		draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_CONTAINS, 0);
		draft_text(&c.draft, "c");
		assert_int_equal(is_open(&c), length < 512);
		checking_end(&c);
	}
}

/* An empty text is one that exact can ask for; every other operator finds an empty value in any text. */
static void empty_texts(void **state)
{
	static const struct {
		uint8_t held, failed;
		const char *text, *unwanted;
		bool open;
	} cases[] = {
		{CHAN_OPERATOR_EXACT, CHAN_OPERATOR_EXACT, "a", "", true},
		{CHAN_OPERATOR_EXACT, CHAN_OPERATOR_EXACT, "", "a", true},
		{CHAN_OPERATOR_EXACT, CHAN_OPERATOR_CONTAINS, "a", "b", true},
	};
	checking c;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(&c);
		draft_criterion(&c.draft, PIPE_NAME, cases[i].held, 0);
		draft_text(&c.draft, cases[i].text);
		draft_criterion(&c.draft, PIPE_NAME, cases[i].failed, CHAN_FLAG_CASED);
		draft_text(&c.draft, cases[i].unwanted);
		draft_word(&c.draft, 0);
		draft_word(&c.draft, 1);
		draft_word(&c.draft, CHAN_WORD_NOT);
		draft_word(&c.draft, CHAN_WORD_AND);
		assert_int_equal(is_open(&c), cases[i].open);
		checking_end(&c);
	}
}

/* An integer that must not be a text: operators of both kinds on one field are CH2010, and nothing is concluded. */
static void other_kinds(void **state)
{
	checking c;

	(void)state;
	begin(&c);
	draft_criterion(&c.draft, PROCESS_ID, CHAN_OPERATOR_EQ, 0);
	draft_integer(&c.draft, 5);
	draft_criterion(&c.draft, PROCESS_ID, CHAN_OPERATOR_EXACT, 0);
	draft_text(&c.draft, "a");
	draft_word(&c.draft, 0);
	draft_word(&c.draft, 1);
	draft_word(&c.draft, CHAN_WORD_NOT);
	draft_word(&c.draft, CHAN_WORD_AND);
	assert_false(is_open(&c));
	checking_end(&c);
}

/* Writes a template that asks as often for one field to be a text, or to be null. */
static uint8_t *write_wide(uint32_t criteria, uint8_t operation, chan_file *file)
{
	support_file f;
	uint8_t *bytes;
	size_t size;

	support_file_begin(&f);
	support_text(&f, "field");
	support_text(&f, "kettle");
	support_text(&f, "title");
	support_text(&f, "type");
	support_type(&f, 4, 1, 1, 1);
	support_field(&f, 1, CHAN_KIND_STRING);
	support_template(&f, 0, 1, 3, criteria, 2 * criteria - 1);
	for (uint32_t i = 0; i < criteria; i++) {
		if (operation == CHAN_OPERATOR_NULL) {
			support_criterion(&f, 0, operation, 0, 0);
			continue;
		}
		support_criterion(&f, 0, operation, i % 2 ? CHAN_FLAG_CASED : 0, 1);
		support_value(&f, 2);
	}
	for (uint32_t i = 0; i < criteria; i++) {
		support_instruction(&f, i);
		if (i > 0)
			support_instruction(&f, CHAN_WORD_AND);
	}
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	support_must_open(bytes, size, file);
	return bytes;
}

static void many_criteria(void **state)
{
	chan_template template;
	chan_file file;

	(void)state;
	for (uint32_t criteria = CRITERIA_KEPT; criteria <= CRITERIA_KEPT + 1; criteria++) {
		uint8_t *bytes = write_wide(criteria, CHAN_OPERATOR_EXACT, &file);
		const sl_raw raw = sl_raw_of(&file, bytes);

		assert_true(chan_template_at(&file, 0, &template));
		assert_int_equal(sl_logic_is_open(&raw, &template), criteria == CRITERIA_KEPT);
		free(bytes);
	}
}

/* Only a file that no compiler of ours writes asks twice for the same: that is left to the proof. */
static void equal_nulls(void **state)
{
	chan_template template;
	chan_file file;
	uint8_t *bytes = write_wide(2, CHAN_OPERATOR_NULL, &file);
	const sl_raw raw = sl_raw_of(&file, bytes);

	(void)state;
	assert_true(chan_template_at(&file, 0, &template));
	assert_false(sl_logic_is_open(&raw, &template));
	free(bytes);
}

/* --- more than is tried at once */

/* Of each operator in turn a criterion with each of the values; all of them joined. */
static void add_criteria(logic_template *t, unsigned field, const uint8_t *operations,
                         size_t operation_count, unsigned values, unsigned wanted)
{
	for (unsigned i = 0; i < wanted; i++) {
		t->criteria[t->criterion_count] = (logic_criterion){
			field, operations[i / values % operation_count], 0, 1u << (i % values)};
		t->words[t->word_count++] = (uint16_t)t->criterion_count++;
		if (t->criterion_count > 1)
			t->words[t->word_count++] = CHAN_WORD_OR;
	}
}

/* Facts about variables that are not tried are left out: less is proved, and nothing wrong. */
static void many_facts(void **state)
{
	static const uint8_t of_text[] = {CHAN_OPERATOR_EXACT};
	static const uint8_t of_integer[] = {CHAN_OPERATOR_EQ, CHAN_OPERATOR_LT, CHAN_OPERATOR_LE,
	                                     CHAN_OPERATOR_GT, CHAN_OPERATOR_GE};
	sl_logic_result result;

	(void)state;
	for (unsigned integers = 20; integers <= 32; integers += 12) {
		logic_template t = {0};
		uint8_t *bytes;
		chan_file file;

		add_criteria(&t, 0, of_text, 1, LOGIC_TEXTS, integers == 20 ? 0 : LOGIC_TEXTS);
		add_criteria(&t, 2, of_integer, sizeof of_integer, LOGIC_INTEGERS, integers);
		logic_file(&t, 1, &bytes, &file);
		logic_decide(&file, bytes, 0, &result);
		assert_false(result.exact);
		assert_false(result.never);
		free(bytes);
	}
}

/* --- the operator any, alone or with others */

/* By CH2011: 'a' if any alone decides, 'i' if the condition is true whatever the inputs are, '-' if it can be false. */
static char always(const char *condition, bool known)
{
	char found = '-';
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "process", 1), 1);
	draft_criterion(&c.draft, 0, CHAN_OPERATOR_ANY, 0);
	draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXISTS, 0);
	for (; *condition != '\0'; condition++)
		draft_word(&c.draft, *condition == 'a'   ? 0u
		                     : *condition == 'x' ? 1u
		                     : *condition == '!' ? CHAN_WORD_NOT
		                     : *condition == '&' ? CHAN_WORD_AND
		                                         : CHAN_WORD_OR);
	if (!known)
		c.draft.content.types[0].id = 4000;
	checking_write(&c);
	checking_meaning(&c);
	for (size_t i = 0; i < c.findings.count; i++)
		if (c.findings.items[i].rule == SL_RULE_MATCHES_EVERYTHING)
			found = strstr(c.findings.items[i].detail, "any alone") != NULL ? 'a' : 'i';
	checking_end(&c);
	return found;
}

static void any_decides(void **state)
{
	static const struct {
		const char *condition;
		char found;
	} cases[] = {
		{"ax&", '-'},    {"xa&", '-'},     {"ax|", 'a'},    {"xa|", 'a'},
		{"aa&x|", 'a'},  {"a!x&!", 'a'},   {"xa!&!", 'a'},  {"a!a!&!x|", 'a'},
		{"ax&x!|", 'i'}, {"a!x|x!|", 'i'}, {"ax&!x|", 'i'},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (always(cases[i].condition, true) != cases[i].found)
			fail_msg("%s", cases[i].condition);
		/* A type that the catalog does not have allows nothing. */
		assert_int_equal(always(cases[i].condition, false), cases[i].found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_fields),   cmocka_unit_test(full_event),
		cmocka_unit_test(long_parts),    cmocka_unit_test(long_texts),
		cmocka_unit_test(empty_texts),   cmocka_unit_test(other_kinds),
		cmocka_unit_test(many_criteria), cmocka_unit_test(equal_nulls),
		cmocka_unit_test(many_facts),    cmocka_unit_test(any_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
