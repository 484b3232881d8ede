/* What the quick half of CH2011 and CH2016 sees at once, and what it leaves to the proof: each way of building an event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "model/fleet.h"
#include "rules/logic_witness.h"
#include "support_check.h"
#include "support_logic.h"

/* A criterion: "0 exact a b" has field, operator, in capitals with case, and values. */
typedef struct form {
	const char *criteria[5];
	const char *condition;
	bool open;
} form;

static const form forms[] = {
	/* What is put beside an exact text tears it apart. */
	{{"0 prefix a", "0 exact a", "0 contains c"}, "0 1 & 2 &", false},
	{{"0 prefix a", "0 exact a", "0 contains a"}, "0 1 & 2 &", false},
	{{"0 prefix a", "0 exact a"}, "0 1 &", true},
	{{"0 exact a", "0 contains a", "0 prefix a", "0 suffix a"}, "0 1 & 2 & 3 &", true},
	{{"0 exact a", "0 prefix b"}, "0 1 &", false},
	{{"0 exact ab", "0 exact ab c"}, "0 1 &", true},
	/* Parts, put before and between others. */
	{{"0 suffix ba", "0 contains c", "0 prefix xy", "0 EXACT xycba"}, "0 1 & 2 & 3 ! &", false},
	{{"0 suffix ba", "0 contains c", "0 prefix xy", "0 EXACT xybac"}, "0 1 & 2 & 3 ! &", true},
	{{"0 contains c", "0 contains d", "0 prefix a", "0 PREFIX acd"}, "0 1 & 2 & 3 ! &", false},
	{{"0 contains c", "0 contains d", "0 prefix a", "0 PREFIX adc"}, "0 1 & 2 & 3 ! &", true},
	{{"0 suffix c", "0 suffix bc"}, "0 1 &", false},
	{{"0 suffix bc", "0 suffix c"}, "0 1 &", true},
	/* An empty value. */
	{{"0 exact a", "0 exact \"\""}, "0 1 ! &", true},
	{{"0 exact a", "0 prefix \"\""}, "0 1 ! &", false},
	{{"0 exact \"\"", "0 suffix \"\""}, "0 1 ! &", false},
	{{"0 exact \"\"", "0 exact \"\""}, "0 1 ! &", false},
	{{"0 exact \"\"", "0 contains a"}, "0 1 ! &", true},
	/* The value that a field has that must not be null. */
	{{"0 null", "0 exact a"}, "0 ! 1 ! &", true},
	{{"0 prefix \1\1", "0 null"}, "0 ! 1 ! &", true},
	{{"0 prefix \1", "0 null"}, "0 ! 1 ! &", false},
	{{"0 exact \1", "0 null"}, "0 ! 1 ! &", false},
	{{"0 contains \2", "0 null"}, "0 ! 1 ! &", true},
	{{"0 suffix \1\2", "0 null"}, "0 ! 1 ! &", true},
	{{"0 null", "0 exists"}, "0 ! 1 &", true},
	{{"0 exists", "0 null"}, "0 1 ! &", true},
	{{"0 exists", "0 null"}, "0 1 &", false},
	{{"0 null", "0 exists"}, "0 1 &", false},
	{{"0 null", "0 exists"}, "0 1 ! &", true},
	{{"0 null", "0 null"}, "0 1 ! &", false},
	{{"0 null", "0 null"}, "0 1 &", true},
	{{"0 null", "0 exact a"}, "0 1 &", false},
	{{"0 exact a", "0 null"}, "0 1 &", false},
	{{"0 exists", "0 exact a"}, "0 1 &", true},
	{{"0 exists", "0 exact a"}, "0 1 ! &", true},
	{{"0 exact a", "0 exists"}, "0 1 ! &", false},
	/* Patterns and references are free, but two of them may be one, and a reference reads other fields. */
	{{"0 regex a", "0 glob b"}, "0 1 &", true},
	{{"0 regex a", "0 glob b"}, "0 1 ! &", false},
	{{"0 exact a", "0 glob b"}, "0 1 ! &", true},
	{{"0 exact a", "0 glob b", "0 regex c", "0 exact a"}, "0 1 & 2 & 3 &", true},
	{{"0 exact a", "0 fieldref 1"}, "0 1 &", false},
	{{"0 exact a", "0 fieldref 1 2"}, "0 1 ! &", true},
	{{"0 exact a", "1 exact b", "0 fieldref 1 2"}, "0 1 & 2 ! &", false},
	{{"0 exact a", "2 exact b", "0 fieldref 1 2"}, "0 1 & 2 ! &", false},
	{{"0 exact a", "4 exact b", "0 fieldref 1 2"}, "0 1 & 2 ! &", true},
	/* Integers. */
	{{"3 lt 5", "3 ge 5"}, "0 1 ! &", true},
	{{"3 lt 5", "3 eq 4"}, "0 1 ! &", false},
	{{"3 gt 5", "3 eq 6"}, "0 1 ! &", false},
	{{"3 gt 5", "3 le 5 6"}, "0 1 ! &", false},
	{{"3 gt -5", "3 le -5"}, "0 1 ! &", true},
	{{"3 eq 5", "3 lt 5 6"}, "0 1 ! &", false},
	{{"3 eq 5 7", "3 gt 5"}, "0 1 ! &", true},
	{{"3 eq 5", "3 ge 6 9"}, "0 1 ! &", true},
	{{"3 eq 9223372036854775807"}, "0", false},
	{{"3 eq 9223372036854775806"}, "0", true},
	{{"3 eq -9223372036854775808"}, "0", false},
	{{"3 eq -9223372036854775807"}, "0", true},
	/* Operators for other kinds on one field (CH2010): nothing is known. */
	{{"0 exact a", "0 eq 5"}, "0 1 &", false},
	{{"0 eq 5", "0 exact a"}, "0 1 &", false},
	{{"0 exact a", "0 eq 5"}, "0 1 ! &", false},
	{{"0 eq 5", "0 exact a"}, "0 1 ! &", false},
	{{"0 cidr 10.0.0.0/8", "0 eq 5"}, "0 1 ! &", false},
	{{"0 cidr 10.0.0.0/8", "0 exact a"}, "0 1 ! &", false},
	{{"0 eq 5", "0 cidr 10.0.0.0/8"}, "0 1 ! &", false},
	{{"0 exact a", "0 cidr 10.0.0.0/8"}, "0 1 &", false},
	{{"0 eq 5", "0 contains a"}, "0 1 &", false},
	{{"0 cidr 10.0.0.0/8", "0 lt 5"}, "0 1 ! &", false},
	{{"0 cidr 10.0.0.0/8", "0 ge 5"}, "0 1 ! &", false},
	{{"0 cidr 10.0.0.0/8", "0 cidr 10.0.0.0/9"}, "0 1 &", false},
	{{"0 cidr 10.0.0.0/8", "0 null"}, "0 1 ! &", true},
	/* The easier of two ways: with fewer criteria that must hold, and the first of equals. */
	{{"0 regex a", "0 regex b", "1 exact c"}, "0 1 ! & 2 |", false},
	{{"0 fieldref 1", "2 exact a", "2 exact b"}, "0 1 2 & |", false},
	{{"0 fieldref 1", "2 exact a"}, "0 1 |", false},
	{{"2 exact a", "0 fieldref 1"}, "0 1 |", true},
	{{"2 exact a", "1 exact a", "0 fieldref 1"}, "0 1 & 2 |", false},
	{{"0 fieldref 1", "2 exact a"}, "0 1 & 0 ! |", false},
	/* Any can only hold. */
	{{"0 any"}, "0", false},
	{{"0 exact a", "0 any"}, "0 1 &", true},
	{{"0 any", "0 exact a"}, "0 1 &", false},
	{{"0 any", "0 exact a"}, "0 ! 1 |", false},
};

static void add_criterion(draft *d, const char *text)
{
	char *rest = sl_arena_printf(&d->arena, "%s", text), *word;
	const unsigned field = (unsigned)strtoul(rest, &rest, 10);
	const char *name = strtok_r(rest, " ", &rest);
	uint8_t operation = 1;

	while (strcasecmp(sl_operator_name(operation), name) != 0)
		operation++;
	draft_criterion(d, field, operation, name[0] < 'a' ? CHAN_FLAG_CASED : 0);
	while ((word = strtok_r(rest, " ", &rest)) != NULL)
		switch (chan_operator_value_kind(operation)) {
		case CHAN_VALUE_INTEGER:
			draft_integer(d, strtoll(word, NULL, 10));
			break;
		case CHAN_VALUE_NETWORK:
			draft_network_text(d, word);
			break;
		case CHAN_VALUE_FIELD:
			draft_field(d, (uint32_t)strtoul(word, NULL, 10));
			break;
		case CHAN_VALUE_STRING:
		case CHAN_VALUE_NONE:
			draft_text(d, strcmp(word, "\"\"") == 0 ? "" : word);
			break;
		}
}

static void add_condition(draft *d, const char *condition)
{
	for (; *condition != '\0'; condition++)
		if (*condition != ' ')
			draft_word(d, *condition == '!'   ? CHAN_WORD_NOT
			              : *condition == '&' ? CHAN_WORD_AND
			              : *condition == '|' ? CHAN_WORD_OR
			                                  : (unsigned)(*condition - '0'));
}

/* What is called open must not be proved closed. */
static void check_form(const form *one, bool negated)
{
	sl_logic_result proved;
	chan_template template;
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
	for (unsigned i = 0; i < 5 && one->criteria[i] != NULL; i++)
		add_criterion(&c.draft, one->criteria[i]);
	add_condition(&c.draft, one->condition);
	if (negated)
		draft_word(&c.draft, CHAN_WORD_NOT);
	checking_write(&c);
	assert_true(chan_template_at(&c.checked.file, 0, &template));
	const sl_raw raw = sl_raw_of(&c.checked.file, c.checked.bytes);
	if (sl_logic_is_open(&raw, &template) != one->open)
		fail_msg("%s, %s ...: %s", one->condition, one->criteria[0],
		         one->open ? "not open" : "open");
	logic_decide(&c.checked.file, c.checked.bytes, 0, &proved);
	assert_false(one->open && (proved.always || proved.never));
	checking_end(&c);
}

static void each_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		check_form(&forms[i], false);
		check_form(&forms[i], true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_form)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
