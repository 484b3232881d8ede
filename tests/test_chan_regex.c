/* The dialect of patterns, its faults and its bounds (FORMAT.md section 7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_regex.h"

#define TEXT(literal) (literal), sizeof(literal) - 1
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *const error_names[] = {
	"OK",
#define PATTERN_ERROR(name, costly, text) #name,
#include "pattern_errors.def"
#undef PATTERN_ERROR
};

static bool is_covered[CHAN_PATTERN_ERROR_COUNT];

/* Checks a copy of exactly that size, cased and not; the results must not depend on what was in them. */
static bool check(const char *pattern, size_t length, chan_regex_cost *cost,
                  chan_pattern_fault *fault)
{
	uint8_t *copy = malloc(length == 0 ? 1 : length);
	chan_regex_cost other_cost;
	chan_pattern_fault other_fault;
	bool accepted;

	assert_non_null(copy);
	memcpy(copy, pattern, length);
	memset(cost, 0xa5, sizeof(*cost));
	memset(fault, 0xa5, sizeof(*fault));
	accepted = chan_regex_check(chan_cursor_over(copy, length), 0, cost, fault);
	assert_int_equal(chan_regex_check(chan_cursor_over(copy, length),
	                                  CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE, &other_cost,
	                                  &other_fault),
	                 accepted);
	assert_int_equal(other_cost.instructions, cost->instructions);
	assert_int_equal(other_cost.weight, cost->weight);
	assert_int_equal(other_cost.classes, cost->classes);
	assert_int_equal(other_fault.error, fault->error);
	assert_int_equal(other_fault.offset, fault->offset);
	assert_int_equal(other_fault.length, fault->length);
	free(copy);
	return accepted;
}

static void expect_fault(const char *pattern, size_t length, enum chan_pattern_error error,
                         uint32_t fault_offset, uint32_t fault_length)
{
	chan_regex_cost cost;
	chan_pattern_fault fault;
	bool accepted = check(pattern, length, &cost, &fault);

	if (accepted || fault.error != error || fault.offset != fault_offset ||
	    fault.length != fault_length) {
		print_error("%.60s: got %s @%u+%u, want %s @%u+%u\n", pattern,
		            fault.error < COUNT(error_names) ? error_names[fault.error] : "?",
		            fault.offset, fault.length, error_names[error], fault_offset,
		            fault_length);
		fail();
	}
	assert_int_equal(cost.instructions, 0);
	assert_int_equal(cost.weight, 0);
	assert_int_equal(cost.classes, 0);
	is_covered[error] = true;
}

static void expect_accepted(const char *pattern, size_t length, uint32_t instructions)
{
	chan_regex_cost cost;
	chan_pattern_fault fault;
	support_regex *regex;

	if (!check(pattern, length, &cost, &fault) || cost.instructions != instructions) {
		print_error("%.60s: got %s @%u+%u, %u instructions, want %u\n", pattern,
		            fault.error < COUNT(error_names) ? error_names[fault.error] : "?",
		            fault.offset, fault.length, cost.instructions, instructions);
		fail();
	}
	assert_int_equal(fault.error, CHAN_PATTERN_OK);
	assert_int_equal(fault.offset, 0);
	assert_int_equal(fault.length, 0);
	regex = support_regex_compile(pattern, length, 0);
	assert_non_null(regex);
	support_regex_free(regex);
}

/* Each with a near miss that is accepted, and the count of that one. */
static const struct {
	const char *pattern;
	size_t length;
	enum chan_pattern_error error;
	uint32_t fault_offset, fault_length;
	const char *near_miss;
	uint32_t instructions;
} faults[] = {
	{TEXT("ab\0c"), CHAN_PATTERN_NUL, 2, 1, "ab0c", 5},
	{TEXT("[ab\0c]"), CHAN_PATTERN_NUL, 3, 1, "[ab0c]", 2},
	{TEXT("[a-\0]"), CHAN_PATTERN_NUL, 3, 1, "[a-b]", 2},
	{TEXT("a\\x00"), CHAN_PATTERN_NUL, 1, 4, "a\\x01", 3},
	{TEXT("[\\x00-a]"), CHAN_PATTERN_NUL, 1, 4, "[\\x01-a]", 2},
	{TEXT("ab\\"), CHAN_PATTERN_TRAILING_BACKSLASH, 2, 1, "ab\\\\", 4},
	{TEXT("[ab\\"), CHAN_PATTERN_TRAILING_BACKSLASH, 3, 1, "[ab\\\\]", 2},
	{TEXT("(a)\\1"), CHAN_PATTERN_BACK_REFERENCE, 3, 2, "(a)\\.1", 4},
	{TEXT("(a)\\9"), CHAN_PATTERN_BACK_REFERENCE, 3, 2, "(a)9", 3},
	{TEXT("\\k<n>"), CHAN_PATTERN_BACK_REFERENCE, 0, 2, "k<n>", 5},
	{TEXT("\\g1"), CHAN_PATTERN_BACK_REFERENCE, 0, 2, "g1", 3},
	{TEXT("\\012"), CHAN_PATTERN_OCTAL, 0, 2, "\\x0a", 2},
	{TEXT("[\\12]"), CHAN_PATTERN_OCTAL, 1, 2, "[\\x0a]", 2},
	{TEXT("[\\0]"), CHAN_PATTERN_OCTAL, 1, 2, "[0]", 2},
	{TEXT("a\\x4"), CHAN_PATTERN_HEX, 1, 2, "a\\x41", 3},
	{TEXT("\\x"), CHAN_PATTERN_HEX, 0, 2, "\\\\x", 3},
	{TEXT("\\xg1"), CHAN_PATTERN_HEX, 0, 2, "\\xf1", 2},
	{TEXT("\\x:0"), CHAN_PATTERN_HEX, 0, 2, "\\x90", 2},
	{TEXT("\\x0@"), CHAN_PATTERN_HEX, 0, 2, "\\x0A", 2},
	{TEXT("\\x1`"), CHAN_PATTERN_HEX, 0, 2, "\\x1a", 2},
	{TEXT("\\x1G"), CHAN_PATTERN_HEX, 0, 2, "\\x1F", 2},
	{TEXT("\\x{41}"), CHAN_PATTERN_HEX, 0, 2, "\\x41", 2},
	{TEXT("[\\x4]"), CHAN_PATTERN_HEX, 1, 2, "[\\x49]", 2},
	{TEXT("\\pL"), CHAN_PATTERN_PROPERTY, 0, 2, "pL", 3},
	{TEXT("[\\PL]"), CHAN_PATTERN_PROPERTY, 1, 2, "[PL]", 2},
	{TEXT("a\\z"), CHAN_PATTERN_ESCAPE, 1, 2, "a\\{", 3},
	{TEXT("\\\x80"), CHAN_PATTERN_ESCAPE, 0, 2, "\\\x7f", 2},
	{TEXT("a\\Z"), CHAN_PATTERN_ESCAPE, 1, 2, "a$", 3},
	{TEXT("\\A"), CHAN_PATTERN_ESCAPE, 0, 2, "^", 2},
	{TEXT("\\v"), CHAN_PATTERN_ESCAPE, 0, 2, "\\x0b", 2},
	{TEXT("\\e"), CHAN_PATTERN_ESCAPE, 0, 2, "\\a", 2},
	{TEXT("\\C"), CHAN_PATTERN_ESCAPE, 0, 2, ".", 2},
	{TEXT("a\\K"), CHAN_PATTERN_ESCAPE, 1, 2, "aK", 3},
	{TEXT("\\Qa\\E"), CHAN_PATTERN_ESCAPE, 0, 2, "\\(a\\)", 4},
	{TEXT("\\\xc3\xa9"), CHAN_PATTERN_ESCAPE, 0, 2, "\xc3\xa9", 3},
	{TEXT("\\\0"), CHAN_PATTERN_ESCAPE, 0, 2, "\\\x01", 2},
	{TEXT("[\\b]"), CHAN_PATTERN_ESCAPE, 1, 2, "[b]", 2},
	{TEXT("[a\\B]"), CHAN_PATTERN_ESCAPE, 2, 2, "a\\B", 3},
	{TEXT("[\\k]"), CHAN_PATTERN_ESCAPE, 1, 2, "[k]", 2},
	{TEXT("a(?=b)"), CHAN_PATTERN_LOOK_AROUND, 1, 3, "a(?:b)", 3},
	{TEXT("a(?!b)"), CHAN_PATTERN_LOOK_AROUND, 1, 3, "a(!b)", 4},
	{TEXT("(?<=a)b"), CHAN_PATTERN_LOOK_AROUND, 0, 4, "(<=a)b", 5},
	{TEXT("(?<!a)b"), CHAN_PATTERN_LOOK_AROUND, 0, 4, "(?:<!a)b", 5},
	{TEXT("(?>a)"), CHAN_PATTERN_ATOMIC, 0, 3, "(?:>a)", 3},
	{TEXT("(?P<n>a)"), CHAN_PATTERN_NAMED_GROUP, 0, 4, "(P<n>a)", 6},
	{TEXT("(?<n>a)"), CHAN_PATTERN_NAMED_GROUP, 0, 3, "(<n>a)", 5},
	{TEXT("(?'n'a)"), CHAN_PATTERN_NAMED_GROUP, 0, 3, "('n'a)", 5},
	{TEXT("(?i)a"), CHAN_PATTERN_INLINE_FLAGS, 0, 3, "(i)a", 3},
	{TEXT("a(?m:b)"), CHAN_PATTERN_INLINE_FLAGS, 1, 3, "a(?:m:b)", 5},
	{TEXT("(?a)b"), CHAN_PATTERN_INLINE_FLAGS, 0, 3, "(a)b", 3},
	{TEXT("(?z)b"), CHAN_PATTERN_INLINE_FLAGS, 0, 3, "(z)b", 3},
	{TEXT("(?-i)a"), CHAN_PATTERN_INLINE_FLAGS, 0, 3, "(?:-i)a", 4},
	{TEXT("(?^)a"), CHAN_PATTERN_INLINE_FLAGS, 0, 3, "(^)a", 3},
	{TEXT("(?U)a"), CHAN_PATTERN_INLINE_FLAGS, 0, 3, "(U)a", 3},
	{TEXT("(?J)a"), CHAN_PATTERN_INLINE_FLAGS, 0, 3, "(J)a", 3},
	{TEXT("(?|a)"), CHAN_PATTERN_GROUP_KIND, 0, 3, "(|a)", 4},
	{TEXT("(?#a)"), CHAN_PATTERN_GROUP_KIND, 0, 3, "(#a)", 3},
	{TEXT("(?P=n)"), CHAN_PATTERN_GROUP_KIND, 0, 3, "(P=n)", 4},
	{TEXT("(?1)"), CHAN_PATTERN_GROUP_KIND, 0, 3, "(1)", 2},
	{TEXT("(?)"), CHAN_PATTERN_GROUP_KIND, 0, 3, "()", 1},
	{TEXT("a(?"), CHAN_PATTERN_GROUP_KIND, 1, 2, "a(?:)", 2},
	{TEXT("(a"), CHAN_PATTERN_GROUP_OPEN, 0, 1, "(a)", 2},
	{TEXT("a("), CHAN_PATTERN_GROUP_OPEN, 1, 1, "a\\(", 3},
	{TEXT("((a)(?:b"), CHAN_PATTERN_GROUP_OPEN, 4, 1, "((a)(?:b))", 3},
	{TEXT("a)"), CHAN_PATTERN_GROUP_CLOSE, 1, 1, "a\\)", 3},
	{TEXT("(a))b"), CHAN_PATTERN_GROUP_CLOSE, 3, 1, "((a))b", 3},
	{TEXT("a[bc"), CHAN_PATTERN_CLASS_OPEN, 1, 1, "a[bc]", 3},
	{TEXT("[]"), CHAN_PATTERN_CLASS_OPEN, 0, 1, "[]]", 2},
	{TEXT("[^]"), CHAN_PATTERN_CLASS_OPEN, 0, 1, "[^]]", 2},
	{TEXT("["), CHAN_PATTERN_CLASS_OPEN, 0, 1, "\\[", 2},
	{TEXT("[^"), CHAN_PATTERN_CLASS_OPEN, 0, 1, "\\[^", 3},
	{TEXT("[a-"), CHAN_PATTERN_CLASS_OPEN, 0, 1, "[a-]", 2},
	{TEXT("[\\d"), CHAN_PATTERN_CLASS_OPEN, 0, 1, "[\\d-]", 2},
	{TEXT("[[:digit:]"), CHAN_PATTERN_CLASS_OPEN, 0, 1, "[[:digit:]]", 2},
	{TEXT("[a["), CHAN_PATTERN_CLASS_OPEN, 0, 1, "[a[]", 2},
	{TEXT("[["), CHAN_PATTERN_CLASS_OPEN, 0, 1, "[[]", 2},
	{TEXT("[[:"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[x:]", 2},
	{TEXT("[[:alpha"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[alpha]", 2},
	{TEXT("[[:alpha:"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[:alpha:]]", 2},
	{TEXT("[[:alpha:}]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[:alpha:]}]", 2},
	{TEXT("[[:alpha~:]]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[:alpha:]~]", 2},
	{TEXT("[[:alpha.]]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[:alpha:].]", 2},
	{TEXT("[[:foo:]]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[\\[:foo:]]", 3},
	{TEXT("[[:digits:]]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[:digit:]]", 2},
	{TEXT("[[:xdigits:]]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[:xdigit:]]", 2},
	{TEXT("[[:digit]]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[digit]]", 3},
	{TEXT("[[:digit:"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[[:^digit:]]", 2},
	{TEXT("[[:^^digit:]]"), CHAN_PATTERN_CLASS_POSIX, 1, 2, "[^[:^digit:]]", 2},
	{TEXT("[a[.b.]]"), CHAN_PATTERN_CLASS_POSIX, 2, 2, "[a[b.]", 2},
	{TEXT("[a[=b=]]"), CHAN_PATTERN_CLASS_POSIX, 2, 2, "[a=[]", 2},
	{TEXT("[+-[:foo:]]"), CHAN_PATTERN_CLASS_POSIX, 3, 2, "[[:alpha:]+-]", 2},
	{TEXT("[:alpha:]"), CHAN_PATTERN_CLASS_POSIX, 0, 9, "[:alpha]", 2},
	{TEXT("a[..]"), CHAN_PATTERN_CLASS_POSIX, 1, 4, "a[.]", 3},
	{TEXT("[=a\\=]"), CHAN_PATTERN_CLASS_POSIX, 0, 6, "[a=\\=]", 2},
	{TEXT("[\\d-z]"), CHAN_PATTERN_CLASS_RANGE, 3, 1, "[\\d\\-z]", 2},
	{TEXT("[\\d-"), CHAN_PATTERN_CLASS_RANGE, 3, 1, "[\\d-]", 2},
	{TEXT("[\\d-\\q]"), CHAN_PATTERN_CLASS_RANGE, 3, 1, "[\\d\\-q]", 2},
	{TEXT("[a-\\d]"), CHAN_PATTERN_CLASS_RANGE, 2, 1, "[a\\d-]", 2},
	{TEXT("[+-[:alpha:]]"), CHAN_PATTERN_CLASS_RANGE, 2, 1, "[[:alpha:]+-]", 2},
	{TEXT("[[:alpha:]-_]"), CHAN_PATTERN_CLASS_RANGE, 10, 1, "[[:alpha:]_-]", 2},
	{TEXT("[z-a]"), CHAN_PATTERN_CLASS_ORDER, 1, 3, "[a-z]", 2},
	{TEXT("[x\\x62-\\x61]"), CHAN_PATTERN_CLASS_ORDER, 2, 9, "[x\\x61-\\x61]", 2},
	{TEXT("[a--]"), CHAN_PATTERN_CLASS_ORDER, 1, 3, "[+--]", 2},
	{TEXT("[x\xc3\xa9y]"), CHAN_PATTERN_CLASS_NON_ASCII, 2, 2, "[xey]", 2},
	{TEXT("[a-\xe2\x82\xac"), CHAN_PATTERN_CLASS_NON_ASCII, 3, 3, "\xe2\x82\xac", 4},
	{TEXT("[\x80\x80\xbf\xc0]"), CHAN_PATTERN_CLASS_NON_ASCII, 1, 3, "[\x7f]", 2},
	{TEXT("[\xff\xfe]"), CHAN_PATTERN_CLASS_NON_ASCII, 1, 1, "[\\xfe\\xff]", 2},
	{TEXT("a{,3}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{0,3}", 7},
	{TEXT("a{ 1}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{b1}", 6},
	{TEXT("a{\t1}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a\\{\t1}", 6},
	{TEXT("a{1"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{", 3},
	{TEXT("a{1,"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{1,}", 3},
	{TEXT("a{1,2"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{1,2}", 4},
	{TEXT("a{1,2,3}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{}", 4},
	{TEXT("a{01}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{1}", 2},
	{TEXT("a{00}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{0}", 1},
	{TEXT("a{1,02}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{1,2}", 4},
	{TEXT("a{9x}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{:9}", 6},
	{TEXT("a{1x}"), CHAN_PATTERN_REPEAT_FORM, 1, 1, "a{x1}", 6},
	{TEXT("*a"), CHAN_PATTERN_REPEAT_NOTHING, 0, 1, "a*", 4},
	{TEXT("a|+"), CHAN_PATTERN_REPEAT_NOTHING, 2, 1, "a|a+", 6},
	{TEXT("(?:?)"), CHAN_PATTERN_REPEAT_NOTHING, 3, 1, "(?:)?", 2},
	{TEXT("^*"), CHAN_PATTERN_REPEAT_NOTHING, 1, 1, "(^)*", 4},
	{TEXT("$+?"), CHAN_PATTERN_REPEAT_NOTHING, 1, 1, "($)+?", 3},
	{TEXT("\\b{2}"), CHAN_PATTERN_REPEAT_NOTHING, 2, 3, "(\\b){2}", 3},
	{TEXT("\\B?"), CHAN_PATTERN_REPEAT_NOTHING, 2, 1, "(\\B)?", 3},
	{TEXT("{2000}"), CHAN_PATTERN_REPEAT_NOTHING, 0, 6, "\\{2000}", 7},
	{TEXT("(*a)"), CHAN_PATTERN_REPEAT_NOTHING, 1, 1, "(\\*a)", 3},
	{TEXT("a**"), CHAN_PATTERN_REPEAT_TWICE, 2, 1, "(a*)*", 6},
	{TEXT("a{2}{3}"), CHAN_PATTERN_REPEAT_TWICE, 4, 3, "(a{2}){3}", 7},
	{TEXT("a*??"), CHAN_PATTERN_REPEAT_TWICE, 3, 1, "a*?", 4},
	{TEXT("a+?+"), CHAN_PATTERN_REPEAT_TWICE, 3, 1, "(a+?)+", 4},
	{TEXT("a*+"), CHAN_PATTERN_POSSESSIVE, 2, 1, "(a*)+", 5},
	{TEXT("a{2}+"), CHAN_PATTERN_POSSESSIVE, 4, 1, "(a{2})+", 4},
	{TEXT("x\xc3\xa9+"), CHAN_PATTERN_REPEAT_NON_ASCII, 3, 1, "x(\xc3\xa9)+", 5},
	{TEXT("\x80*"), CHAN_PATTERN_REPEAT_NON_ASCII, 1, 1, "\x7f*", 4},
	{TEXT("\xc3\xa9{2,3}?"), CHAN_PATTERN_REPEAT_NON_ASCII, 2, 5, "\\xc3\\xa9{2,3}?", 6},
	{TEXT("a{1001}"), CHAN_PATTERN_REPEAT_COUNT, 1, 6, "a{1000}", 1001},
	{TEXT("a{10000}"), CHAN_PATTERN_REPEAT_COUNT, 1, 7, "a{100}0", 102},
	{TEXT("a{0,1001}"), CHAN_PATTERN_REPEAT_COUNT, 1, 8, "a{999,1000}", 1002},
	{TEXT("a{1001,}"), CHAN_PATTERN_REPEAT_COUNT, 1, 7, "a{1000,}", 1002},
	{TEXT("a{1001,5}"), CHAN_PATTERN_REPEAT_COUNT, 1, 8, "a{990,1000}", 1011},
	{TEXT("a{99999999999999999999}"), CHAN_PATTERN_REPEAT_COUNT, 1, 22, "a{999}", 1000},
	{TEXT("a{3,2}?"), CHAN_PATTERN_REPEAT_ORDER, 1, 5, "a{2,3}?", 5},
	{TEXT("a{1,0}"), CHAN_PATTERN_REPEAT_ORDER, 1, 5, "a{0,0}", 1},
	{TEXT("(a{31}){33}"), CHAN_PATTERN_REPEAT_PRODUCT, 7, 4, "(a{25}){40}", 1001},
	{TEXT("(b|(a{2,})c){501}"), CHAN_PATTERN_REPEAT_PRODUCT, 12, 5, "(|(a{2,})c){140}", 841},
	{TEXT("((a{0,40}){0}){26}"), CHAN_PATTERN_REPEAT_PRODUCT, 14, 4, "((a{0,40}){0}){25}", 1},
	{TEXT("(a{1000}){2}"), CHAN_PATTERN_REPEAT_PRODUCT, 9, 3, "(a{500}){1,}", 502},
	{TEXT("((a{1000}){1000}){1000}"), CHAN_PATTERN_REPEAT_PRODUCT, 10, 6, "((a{1000}){1}){1}",
         1001},
	{TEXT("(ab){488}cdefg(hijklmnopqrst){3}uvwxyz"), CHAN_PATTERN_INSTRUCTIONS, 35, 1,
         "(ab){488}cdefg(hijklmnopqrst){3}", 1021},
	{TEXT("(abc){500}"), CHAN_PATTERN_INSTRUCTIONS, 5, 5, "(abc){341}", 1024},
	{TEXT("(ab){488}.{50}"), CHAN_PATTERN_INSTRUCTIONS, 10, 4, "(ab){488}.{47}", 1024},
	{TEXT("(ab){488}.{47}[xyz]"), CHAN_PATTERN_INSTRUCTIONS, 14, 5, "(ab){488}.{46}[xyz]",
         1024},
	{TEXT("(ab){488}.{47}\\b"), CHAN_PATTERN_INSTRUCTIONS, 14, 2, "(ab){488}.{46}\\b", 1024},
	{TEXT("(ab){488}.{47}\\x41"), CHAN_PATTERN_INSTRUCTIONS, 14, 4, "(ab){488}.{46}\\x41",
         1024},
	{TEXT("(ab){488}.{47}\\d"), CHAN_PATTERN_INSTRUCTIONS, 14, 2, "(ab){488}.{46}\\d", 1024},
	{TEXT("(ab){488}.{47}|"), CHAN_PATTERN_INSTRUCTIONS, 14, 1, "(ab){488}.{45}|", 1024},
	{TEXT("(ab){488}.{46}|"), CHAN_PATTERN_INSTRUCTIONS, 14, 1, "|(ab){488}.{45}", 1024},
	{TEXT("(ab){488}.{44}a*"), CHAN_PATTERN_INSTRUCTIONS, 15, 1, "(ab){488}.{43}a*", 1023},
	{TEXT("(ab){488}.{45}a+"), CHAN_PATTERN_INSTRUCTIONS, 15, 1, "(ab){488}.{44}a+", 1023},
	{TEXT("(ab){488}.{45}a+?"), CHAN_PATTERN_INSTRUCTIONS, 15, 2, "(ab){488}.{44}a+?", 1023},
	{TEXT("(abc){500}?"), CHAN_PATTERN_INSTRUCTIONS, 5, 6, "(abc){341}?", 1024},
	{TEXT("((((a+)+)+)+){100}"), CHAN_PATTERN_INSTRUCTIONS, 13, 5, "((((a+)+)+)+){68}", 341},
	{TEXT("(a{1000}a{1000}){0}"), CHAN_PATTERN_INSTRUCTIONS, 9, 6, "(a{1000}a{20}){0}", 1},
};

static void each_fault_is_named_at_its_place(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(faults); i++) {
		expect_fault(faults[i].pattern, faults[i].length, faults[i].error,
		             faults[i].fault_offset, faults[i].fault_length);
		expect_accepted(faults[i].near_miss, strlen(faults[i].near_miss),
		                faults[i].instructions);
	}
}

static char *repeated(const char *text, size_t times, const char *tail)
{
	const size_t length = strlen(text);
	char *out = malloc(length * times + strlen(tail) + 1);
	size_t i;

	assert_non_null(out);
	for (i = 0; i < times; i++)
		memcpy(out + i * length, text, length);
	strcpy(out + length * times, tail);
	return out;
}

static void a_pattern_may_have_4096_bytes(void **state)
{
	/* Shorter than its text: every fifth of a byte an instruction. */
	char *longest = repeated("[abc]", 819, "x");
	char *longer = repeated("[abc]", 819, "xy");
	char *longest_fault = repeated("[abc]", 819, ")");

	(void)state;
	assert_int_equal(strlen(longest), 4096);
	expect_accepted(longest, 4096, 821);
	expect_fault(longer, 4097, CHAN_PATTERN_TOO_LONG, 4096, 1);
	/* The length is judged before anything else. */
	expect_fault(longest_fault, 4096, CHAN_PATTERN_GROUP_CLOSE, 4095, 1);
	longer[0] = ')';
	expect_fault(longer, 4097, CHAN_PATTERN_TOO_LONG, 4096, 1);
	free(longest);
	free(longer);
	free(longest_fault);
}

static void groups_may_be_16_deep(void **state)
{
	char *deepest = repeated("(", 16, "a))))))))))))))))");
	char *deeper = repeated("(?:", 17, "a)))))))))))))))))");
	char *alternatives = repeated("(a|", 16, "b))))))))))))))))");
	char *side_by_side = repeated("(((a)))", 100, "");

	(void)state;
	expect_accepted(deepest, strlen(deepest), 2);
	expect_fault(deeper, strlen(deeper), CHAN_PATTERN_GROUP_DEPTH, 48, 1);
	expect_accepted(side_by_side, strlen(side_by_side), 101);
	free(deepest);
	free(deeper);
	/* A frame each: sixteen alternations of two, one inside the other. */
	expect_accepted(alternatives, strlen(alternatives), 16 * 3 + 2);
	expect_fault("((((((((((((((((a|b)*c){2}", 26, CHAN_PATTERN_GROUP_OPEN, 13, 1);
	free(alternatives);
	free(side_by_side);
}

static void counts_are_those_of_the_format(void **state)
{
	static const struct {
		const char *pattern;
		uint32_t instructions;
	} counts[] = {
		{"", 1},
		{"|", 3},
		{"()", 1},
		{"a|b|c", 8},
		{"(a|b|c)?", 9},
		{"(|a||)", 8},
		{"()*", 3},
		{"(|){500}", 1001},
		{"(){1000}", 1},
		{"(){0,1000}", 1001},
		{"(){1000,}", 2},
		{"a{0}", 1},
		{"a{1}", 2},
		{"a{0,1}", 3},
		{"a{0,}", 4},
		{"a{2,4}", 7},
		{"(ab){3,}", 8},
		{".{1,500}", 1000},
		{"(a{1000}){0}(b{1000}){0}(c{1000}){0}d", 2},
		{"\\d\\D\\w\\W\\s\\S.[a][^a]\\b\\B^$", 14},
		{"]}{a", 5},
		{"\\$\\{\\}[]-a][^]-][--/][a-c-e][\\--/]", 9},
		/* 25[0-5] 3, the three ways 9, their ? 1, \d 1, the | between 2; the second group 4. */
		{"(?:(?:25[0-5]|(?:2[0-4]|1\\d|[1-9])?\\d)(?:\\.|\\b)){4}", 4 * 20 + 1},
	};
	char *stars = repeated("a*", 255, "aaa");
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(counts); i++) {
		expect_accepted(counts[i].pattern, strlen(counts[i].pattern),
		                counts[i].instructions);
	}
	expect_accepted(stars, strlen(stars), 769);
	free(stars);
}

/* What is in a loop once more for each loop around it. */
static void weights_are_those_of_the_format(void **state)
{
	static const struct {
		const char *pattern;
		uint32_t weight;
	} weights[] = {
		{"", 1},
		{"a|b|c", 8},
		{"(a|b){2,4}", 4 * 4 + 2 + 1},
		{"a*", 1 + 2 + 1 + 1},
		{"a+", 1 + 1 + 1 + 1},
		{"a{0,}", 1 + 2 + 1 + 1},
		{"a{3,}", 3 + 1 + 1 + 1},
		{"()*", 2 + 1},
		{"(a+b)*", 10},
		{"(a+b){3}", 3 * 4 + 1},
		{"(a+b){3,}", 3 * 4 + 1 + 3 + 1},
		{"(a*){0}", 1},
		{"(((a*)*)*)*", 4 + (2 + 3) + (2 + 5) + (2 + 7) + 1},
		{"x(a*|b+)?y", 1 + 4 + 3 + 2 + 1 + 1 + 1},
	};
	chan_regex_cost cost;
	chan_pattern_fault fault;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(weights); i++) {
		assert_true(check(weights[i].pattern, strlen(weights[i].pattern), &cost, &fault));
		if (cost.weight != weights[i].weight)
			fail_msg("%s: %u", weights[i].pattern, cost.weight);
		assert_in_range(cost.weight, cost.instructions, CHAN_MAX_PATTERN_INSTRUCTIONS);
	}
}

static void the_longest_class_list_fits_its_bound(void **state)
{
	char *classes = repeated("[a]", 1022, "b");
	char *sets = repeated("\\d\\D\\w\\W\\s\\S", 170, "b");
	chan_regex_cost cost;
	chan_pattern_fault fault;

	(void)state;
	assert_true(check(classes, strlen(classes), &cost, &fault));
	assert_int_equal(cost.classes, 1022);
	assert_in_range(cost.classes, 0, CHAN_MAX_PATTERN_CLASSES);
	assert_true(check(sets, strlen(sets), &cost, &fault));
	assert_int_equal(cost.classes, 6);
	assert_int_equal(cost.instructions, 170 * 6 + 2);
	free(classes);
	free(sets);
}

enum { CASED = CHAN_FLAG_CASED, LINES = CHAN_FLAG_MULTILINE };

static void leading_flags_are_cut_off(void **state)
{
	static const struct {
		const char *text;
		uint8_t before, after;
		size_t cut;
	} cases[] = {
		{"(?i)a", CASED, 0, 4},     {"(?m)a", CASED, CASED | LINES, 4},
		{"(?s)a", CASED, CASED, 4}, {"(?ims)", CASED, LINES, 6},
		{"(?ii)a", 0, 0, 5},        {"(?i)(?m)a", CASED, LINES, 8},
		{"(?i)(?x)a", CASED, 0, 4}, {"(?ix)a", CASED, CASED, 0},
		{"(?-i)a", 0, 0, 0},        {"(?i:a)", CASED, CASED, 0},
		{"(?)a", CASED, CASED, 0},  {"(?i", CASED, CASED, 0},
		{"(?", CASED, CASED, 0},    {"(", CASED, CASED, 0},
		{"", CASED, CASED, 0},      {"a(?i)", CASED, CASED, 0},
		{"a?i)", CASED, CASED, 0},  {"(i)a", CASED, CASED, 0},
		{"(:i)a", CASED, CASED, 0},
	};
	chan_cursor pattern;
	uint8_t *copy, flags;
	size_t i, length;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		length = strlen(cases[i].text);
		copy = malloc(length + 1);
		assert_non_null(copy);
		memcpy(copy + 1, cases[i].text, length);
		pattern = chan_cursor_over(copy, length + 1);
		assert_true(chan_skip(&pattern, 1)); /* a window need not begin with its file */
		flags = cases[i].before;
		assert_int_equal(chan_regex_cut_flags(&pattern, &flags), cases[i].cut != 0);
		assert_int_equal(chan_offset(&pattern), cases[i].cut + 1);
		assert_int_equal(chan_left(&pattern), length - cases[i].cut);
		assert_int_equal(flags, cases[i].after);
		free(copy);
	}
}

/* Places count from the start of the pattern, wherever it lies in its file. */
static void places_count_from_the_pattern(void **state)
{
	static const uint8_t bytes[] = "((((ab[z-a]))))";
	chan_cursor file = chan_cursor_over(bytes, sizeof(bytes) - 1), pattern;
	chan_regex_cost cost;
	chan_pattern_fault fault;

	(void)state;
	assert_true(chan_skip(&file, 4));
	assert_true(chan_take(&file, 7, &pattern));
	assert_false(chan_regex_check(pattern, 0, &cost, &fault));
	assert_int_equal(fault.error, CHAN_PATTERN_CLASS_ORDER);
	assert_int_equal(fault.offset, 3);
	assert_int_equal(fault.length, 3);
}

static void every_fault_has_a_case(void **state)
{
	unsigned error;

	(void)state;
	for (error = CHAN_PATTERN_OK + 1; error < CHAN_PATTERN_ERROR_COUNT; error++) {
		if (error == CHAN_PATTERN_GLOB_ESCAPE || error == CHAN_PATTERN_GLOB_STARS)
			continue; /* test_chan_glob.c */
		if (!is_covered[error])
			print_error("no case for %s\n", error_names[error]);
		assert_true(is_covered[error]);
	}
}

/* Costly is what CH2014 says; exactly the bounds are. */
static void costly_faults_are_the_bounds(void **state)
{
	static const bool is_costly[] = {
		false,
#define PATTERN_ERROR(name, costly, text) costly,
#include "pattern_errors.def"
#undef PATTERN_ERROR
	};
	unsigned error;

	(void)state;
	for (error = 0; error < CHAN_PATTERN_ERROR_COUNT; error++)
		assert_int_equal(is_costly[error], error == CHAN_PATTERN_TOO_LONG ||
		                                           error == CHAN_PATTERN_GROUP_DEPTH ||
		                                           error == CHAN_PATTERN_REPEAT_COUNT ||
		                                           error == CHAN_PATTERN_REPEAT_PRODUCT ||
		                                           error == CHAN_PATTERN_INSTRUCTIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_named_at_its_place),
		cmocka_unit_test(a_pattern_may_have_4096_bytes),
		cmocka_unit_test(groups_may_be_16_deep),
		cmocka_unit_test(counts_are_those_of_the_format),
		cmocka_unit_test(weights_are_those_of_the_format),
		cmocka_unit_test(the_longest_class_list_fits_its_bound),
		cmocka_unit_test(leading_flags_are_cut_off),
		cmocka_unit_test(places_count_from_the_pattern),
		cmocka_unit_test(every_fault_has_a_case),
		cmocka_unit_test(costly_faults_are_the_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
