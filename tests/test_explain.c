/* Explanations of rules that there are not, whose texts are made for it: how words are wrapped, and what is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rules/explain.h"

enum { ROOM = 71 }; /* of a line, behind the indent */

#define HEAD "CH0007 NAME (note)\n"
#define TAIL "\nDefect classes\n"

/* No rule has the number: there is no more to say of it than its line. */
static void expect(const char *text, const char *wrapped)
{
	const sl_rule rule = {.id = 7,
	                      .name = "NAME",
	                      .severity = CHAN_NOTE,
	                      .section = "1",
	                      .classes = "",
	                      .text = text};
	char wanted[1024];
	sl_buffer out = {0};

	snprintf(wanted, sizeof wanted, HEAD "%s" TAIL, wrapped);
	sl_explain_text(&rule, &out);
	assert_string_equal((const char *)out.bytes, wanted);
	sl_buffer_free(&out);
}

#define INDENT "      "

static void short_texts(void **state)
{
	(void)state;
	expect("one", INDENT "one\n");
	expect("one two", INDENT "one two\n");
	expect("one\ntwo", INDENT "one\n" INDENT "two\n");
	expect("one\n\ntwo", INDENT "one\n" INDENT "\n" INDENT "two\n");
}

/* Two words, of which the second begins a line where both do not fit one; a word alone never does. */
static void two_words(void **state)
{
	char text[2 * ROOM + 8], wrapped[2 * ROOM + 32];

	(void)state;
	for (int first = 0; first < ROOM + 3; first++)
		for (int second = ROOM - 4 - first; second < ROOM + 3; second++) {
			if (second < 1)
				continue;
			snprintf(text, sizeof text, "%0*d %0*d", first, 0, second, 0);
			/* A width of none still writes the digit. */
			if (first == 0)
				memmove(text, text + 1, strlen(text));
			snprintf(wrapped, sizeof wrapped, INDENT "%.*s%s%0*d\n", first, text,
			         first + 1 + second > ROOM ? "\n" INDENT : " ", second, 0);
			expect(text, wrapped);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(short_texts),
	                                   cmocka_unit_test(two_words)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
