/*
 * A long text in a large program: what the pieces have looked up once, the tables of a context and the masks of a byte,
 * is kept for all of it. A machine that made them anew at every byte would take more than thirty times as long, which the
 * limits of ci/mutants see.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_regex.h"

enum { LENGTH = 800000 };

static void a_long_text(void **state)
{
	static const char pattern[] = "(a?b?){250}#";
	support_regex *regex = support_regex_compile(pattern, strlen(pattern), 0);
	uint8_t *text = malloc(LENGTH);
	uint32_t places, *place;
	uint64_t steps = 0;
	bool matched = true;

	(void)state;
	assert_true(regex != NULL && text != NULL);
	places = CHAN_PLACES_AN_INSTRUCTION * regex->program.instruction_count;
	place = malloc(places * sizeof *place);
	assert_non_null(place);
	memset(text, 'a', LENGTH);
	assert_true(chan_regex_match(&regex->program, chan_cursor_over(text, LENGTH), place, places,
	                             &matched, &steps));
	assert_false(matched);
	assert_int_equal(steps, 34098);
	free(place);
	free(text);
	support_regex_free(regex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
