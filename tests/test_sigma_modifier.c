/*
 * The modifiers by themselves, and the guess at a name that is not there. What is wrong with a modifier behind others is
 * in corpus/findings/sigma-modifiers.txt; how near two names are is held against a plain recursion.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_sigma_modifier	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/sigma_modifier.h"
#include "support_answers.h"

#define ANSWERS "corpus/findings/sigma-modifiers.txt"

static const char *name_of(unsigned modifier)
{
	return sl_modifier_name((enum sl_modifier)modifier);
}

static void test_names(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < SL_MODIFIER_COUNT; i++) {
		assert_int_equal(sl_modifier_find(sl_text_of(name_of(i))), i);
		assert_false(sl_modifier_is_time(sl_text_of(name_of(i))));
	}
	assert_string_equal(name_of(SL_MODIFIER_COUNT), "?");
	assert_int_equal(sl_modifier_find(sl_text_of("")), SL_MODIFIER_COUNT);
	assert_int_equal(sl_modifier_find(sl_text_of("Contains")), SL_MODIFIER_COUNT);
	assert_int_equal(sl_modifier_find(sl_text_of("contain")), SL_MODIFIER_COUNT);
	assert_int_equal(sl_modifier_find(sl_text_of("containss")), SL_MODIFIER_COUNT);
}

static void test_times(void **state)
{
	static const char *const times[] = {"minute", "hour", "day", "week", "month", "year"};
	static const char *const others[] = {"", "minutes", "second", "Day", "yea", "century"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof times / sizeof *times; i++)
		assert_true(sl_modifier_is_time(sl_text_of(times[i])));
	for (i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(sl_modifier_is_time(sl_text_of(others[i])));
}

/* --- one behind others */

static void add_refusal(sl_buffer *out, unsigned which, unsigned before)
{
	const char *wrong;
	enum sl_modifier at = SL_MODIFIER_COUNT;
	sl_arena arena;
	unsigned i;

	sl_arena_start(&arena);
	for (i = 0; i < SL_MODIFIER_COUNT; i++)
		if (before >> i & 1)
			sl_buffer_printf(out, "%s ", name_of(i));
	wrong = sl_modifier_refuse(&arena, (enum sl_modifier)which, before);
	sl_buffer_printf(out, "%s: %s", name_of(which), wrong ? wrong : "fine");
	wrong = sl_modifier_refuse_set(before | 1u << which, &at);
	sl_buffer_printf(out, "%s%s", wrong ? "; as a set: " : "", wrong ? wrong : "");
	if (wrong)
		sl_buffer_printf(out, ", at %s", name_of(at));
	sl_buffer_byte(out, '\n');
	sl_arena_free(&arena);
}

static void test_refusals(void **state)
{
	const unsigned all = (1u << SL_MODIFIER_COUNT) - 1;
	sl_buffer out = {0};
	unsigned which, other;

	(void)state;
	for (which = 0; which < SL_MODIFIER_COUNT; which++) {
		add_refusal(&out, which, 0);
		for (other = 0; other < SL_MODIFIER_COUNT; other++)
			add_refusal(&out, which, 1u << other);
		for (other = 0; other + 1 < SL_MODIFIER_COUNT; other++)
			add_refusal(&out, which, 3u << other);
		add_refusal(&out, which, all & ~(1u << which));
	}
	answers_are(ANSWERS, &out);
	sl_buffer_free(&out);
}

/* --- near names */

/* Edits of one character from one name to the other, letters of either case being the same: by the definition. */
static unsigned edits(const char *a, const char *b)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz",
			  capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *x, *y;
	unsigned least, other;
	char one, two;

	if (*a == '\0' || *b == '\0')
		return (unsigned)(strlen(a) + strlen(b));
	x = strchr(capitals, *a);
	y = strchr(capitals, *b);
	one = x ? letters[x - capitals] : *a;
	two = y ? letters[y - capitals] : *b;
	least = edits(a + 1, b + 1);
	if (one == two)
		return least; /* nothing else is less */
	least++;
	other = edits(a + 1, b) + 1;
	least = other < least ? other : least;
	other = edits(a, b + 1) + 1;
	return other < least ? other : least;
}

/* Offers one name; it is taken if a third of the letters differ at most, and three at most. */
static void offer(const char *wanted, const char *name)
{
	sl_nearest nearest = sl_nearest_to(sl_text_of(wanted));
	const unsigned distance = edits(wanted, name);
	const bool near = distance <= strlen(wanted) / 3 && distance <= 3;

	sl_nearest_offer(&nearest, name);
	if ((nearest.best == name) != near || (near && nearest.distance != distance))
		fail_msg("'%s' and '%s', %u edits apart: %s, %zu", wanted, name, distance,
		         nearest.best ? nearest.best : "not near", nearest.distance);
}

static void test_distances(void **state)
{
	static const char *const names[] = {
		"",         "a",       "A",        "b",       "ab",      "ba",        "abc",
		"ABC",      "abd",     "xbc",      "bc",      "ac",      "abcd",      "xabc",
		"a@c",      "a`c",     "aZc",      "azc",     "a[c",     "a{c",       "user",
		"usre",     "uesr",    "User",     "users",   "image",   "imgae",     "IMAGE",
		"iimage",   "images",  "abcdef",   "abcxyz",  "abxdyf",  "badcfe",    "bcdef",
		"abcdefgh", "abcdefg", "xbcdefgh", "xxcdefg", "hashes1", "processid", "processes",
		"porcseid"};
	const size_t count = sizeof names / sizeof *names;
	size_t i, k;

	(void)state;
	for (i = 0; i < count; i++)
		for (k = 0; k < count; k++)
			offer(names[i], names[k]);
	/* Four edits of twelve letters are a third of them, and more than three. */
	offer("abcdefghijkl", "abcdefghixyz");
	offer("abcdefghijkl", "abcdefghwxyz");
	/* A letter that moves: where the fewest edits end in taking one away. */
	offer("abcdefgzyz", "abcdefgwzy");
	offer("abcdefgwzy", "abcdefgzyz");
}

/* The nearest of several, and of two that are as near the first. */
static void test_several(void **state)
{
	sl_nearest nearest = sl_nearest_to(sl_text_of("abcdefghi"));

	(void)state;
	assert_null(nearest.best);
	sl_nearest_offer(&nearest, "abcdefxyz");
	assert_string_equal(nearest.best, "abcdefxyz");
	sl_nearest_offer(&nearest, "abcdefgxy");
	assert_string_equal(nearest.best, "abcdefgxy");
	sl_nearest_offer(&nearest, "abcdefgyx");
	assert_string_equal(nearest.best, "abcdefgxy");
	sl_nearest_offer(&nearest, "abcdefwxyz");
	assert_string_equal(nearest.best, "abcdefgxy");
	sl_nearest_offer(&nearest, "abcdefghi");
	assert_string_equal(nearest.best, "abcdefghi");
	assert_int_equal(nearest.distance, 0);
}

/* Names of more than 64 bytes are not looked at, on either side. */
static void test_long_names(void **state)
{
	char name[67], other[67];
	size_t length, longer;

	(void)state;
	for (length = 63; length <= 66; length++)
		for (longer = 63; longer <= 66; longer++) {
			sl_nearest nearest;

			memset(name, 'a', sizeof name);
			name[length] = '\0';
			memset(other, 'a', sizeof other);
			other[longer] = '\0';
			nearest = sl_nearest_to(sl_text_of(name));
			sl_nearest_offer(&nearest, other);
			assert_int_equal(nearest.best != NULL, length <= 64 && longer <= 64);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),    cmocka_unit_test(test_times),
		cmocka_unit_test(test_refusals), cmocka_unit_test(test_distances),
		cmocka_unit_test(test_several),  cmocka_unit_test(test_long_names),
	};

	return cmocka_run_group_tests_name("sigma_modifier", tests, NULL, NULL);
}
