/* What the compiler of patterns makes: programs that mean what FORMAT.md section 7.2 says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_regex.h"

#define TEXT(literal) (literal), sizeof(literal) - 1
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Room for one less of either must be refused, and nothing past the room may be written. */
static void a_program_stays_in_its_arrays(void **state)
{
	static const char pattern[] = "(a{1000}|b){0}(a|b[cd]\\d?|e{2,9}){2}[^x]";
	support_regex *regex = support_regex_compile(pattern, strlen(pattern), 0);
	const chan_cursor text = chan_cursor_over((const uint8_t *)pattern, strlen(pattern));
	chan_regex_instruction *instructions;
	chan_regex_program program;
	chan_pattern_fault fault;

	(void)state;
	assert_non_null(regex);
	program = regex->program;
	instructions = malloc((program.instruction_capacity - 1) * sizeof(*instructions));
	assert_non_null(instructions);
	program.instructions = instructions;
	program.instruction_capacity--;
	assert_false(chan_regex_compile(text, 0, &program, &fault));
	assert_int_equal(fault.error, CHAN_PATTERN_OK);
	assert_int_equal(program.instruction_count, 0);
	assert_int_equal(program.class_count, 0);
	program = regex->program;
	program.class_capacity--;
	assert_false(chan_regex_compile(text, 0, &program, &fault));
	assert_int_equal(program.class_count, 0);
	program.class_capacity = 0;
	program.instruction_capacity = 0;
	program.instructions = NULL;
	program.classes = NULL;
	assert_false(chan_regex_compile(text, 0, &program, &fault));
	assert_false(chan_regex_compile(chan_cursor_over((const uint8_t *)"a)", 2), 0, &program,
	                                &fault));
	assert_int_equal(fault.error, CHAN_PATTERN_GROUP_CLOSE);
	program = regex->program;
	assert_false(chan_regex_compile(chan_cursor_over((const uint8_t *)"a)", 2), 0, &program,
	                                &fault));
	assert_int_equal(program.instruction_count, 0);
	assert_int_equal(program.class_count, 0);
	free(instructions);
	support_regex_free(regex);
}

enum { CASED = CHAN_FLAG_CASED, LINES = CHAN_FLAG_MULTILINE };

static const struct {
	const char *pattern;
	uint8_t flags;
	const char *input;
	size_t size;
	bool matches;
} meanings[] = {
	{"", 0, TEXT(""), true},
	{"abc", CASED, TEXT("xxabcxx"), true},
	{"abc", CASED, TEXT("xxabxcx"), false},
	{"aBc", CASED, TEXT("abc"), false},
	{"aBc", 0, TEXT("AbC"), true},
	{"zaZA", 0, TEXT("ZAza"), true},
	{"[z]Z", CASED, TEXT("zz"), false},
	{"[z][Z]", 0, TEXT("Zz"), true},
	{"^((((((((((((((((a|b)c|d)*))))))))))))))$", 0, TEXT("acbcd"), true},
	{"^((((((((((((((((a|b)c|d)*))))))))))))))$", 0, TEXT("acbd"), false},
	{"a[B-D]+e", 0, TEXT("Abcde"), true},
	{"[^b]", 0, TEXT("bBbB"), false},
	{"[^b]", CASED, TEXT("bBbB"), true},
	{"[[:upper:]]", 0, TEXT("abc"), true},
	{"[[:upper:]]", CASED, TEXT("abc"), false},
	{"[[:^upper:]]", 0, TEXT("abC"), false},
	{"[[:^upper:]]", CASED, TEXT("ABc"), true},
	{"[@-Z]", 0, TEXT("`"), false},
	{"[@-Z]", 0, TEXT("@"), true},
	{"[k-s]", 0, TEXT("\xe2\x84\xaa"), false},
	{"\xc3\x89", 0, TEXT("\xc3\xa9"), false},
	{"\xc3\xa9", 0, TEXT("caf\xc3\xa9"), true},
	{"\\xe9", 0, TEXT("\xe9"), true},
	{"\\xe9", 0, TEXT("\xc3\xa9"), false},
	{"^.$", 0, TEXT("\xc3\xa9"), false},
	{"^..$", 0, TEXT("\xc3\xa9"), true},
	{"a.c", 0, TEXT("a\nc"), true},
	{"a.c", 0, TEXT("a\0c"), true},
	{"^b", 0, TEXT("a\nb"), false},
	{"^b", LINES, TEXT("a\nb"), true},
	{"a$", 0, TEXT("a\n"), false},
	{"a$", LINES, TEXT("a\n"), true},
	{"^$", 0, TEXT("a\n"), false},
	{"^$", LINES, TEXT("a\n"), true},
	{"^$", 0, TEXT(""), true},
	{"\\bfoo\\b", 0, TEXT("a foo."), true},
	{"\\bfoo\\b", 0, TEXT("a foo_"), false},
	{"\\B", 0, TEXT(""), true},
	{"\\b", 0, TEXT(""), false},
	{"o\\Bo", 0, TEXT("foo"), true},
	{"^\\d+$", 0, TEXT("0123456789"), true},
	{"^\\d+$", 0, TEXT("01234a6789"), false},
	{"^\\w+$", 0, TEXT("azAZ09_"), true},
	{"\\w", 0, TEXT("\xe9-`@[{/:"), false},
	{"^\\s+$", 0, TEXT("\t\n\x0b\f\r "), true},
	{"\\s", 0, TEXT("\x08\x0e\x85\xa0"), false},
	{"^[\\D]+$", 0, TEXT("ab"), true},
	{"[^\\W_]", 0, TEXT("_-"), false},
	{"^[\\s\\S]$", 0, TEXT("\xff"), true},
	{"[^\\s\\S]", 0, TEXT("abc"), false},
	{"^(a|b|cd)*$", 0, TEXT("abcdba"), true},
	{"^(a|b|cd)*$", 0, TEXT("abcba"), false},
	{"^a{3}$", 0, TEXT("aa"), false},
	{"^a{3}$", 0, TEXT("aaa"), true},
	{"^a{3}$", 0, TEXT("aaaa"), false},
	{"^a{2,}$", 0, TEXT("a"), false},
	{"^a{2,}$", 0, TEXT("aaaaa"), true},
	{"^a{0,2}$", 0, TEXT(""), true},
	{"^a{0,2}$", 0, TEXT("aa"), true},
	{"^a{0,2}$", 0, TEXT("aaa"), false},
	{"^a{2,3}?b$", 0, TEXT("aaab"), true},
	{"^a{2,3}?b$", 0, TEXT("aaaab"), false},
	{"^(ab?){2}(c|){3}$", 0, TEXT("aabccc"), true},
	{"^(ab?){2}(c|){3}$", 0, TEXT("aabcccc"), false},
	{"^x(a{5}){0}y$", 0, TEXT("xy"), true},
	{"^((a*)*|b)*c$", 0, TEXT("aabac"), true},
	{"^(()|a)+$", 0, TEXT("aaa"), true},
	{"[]-a]", 0, TEXT("^"), true},
	{"[--/]", 0, TEXT("."), true},
	{"[a-c-e]", CASED, TEXT("d"), false},
	{"[a-c-e]", CASED, TEXT("-"), true},
	{"[+--]", 0, TEXT(","), true},
	{"a{x", 0, TEXT("a{x"), true},
	{"\\a\\f\\n\\r\\t", 0, TEXT("\a\f\n\r\t"), true},
	{"[\\n-\\r]", 0, TEXT("\x0c"), true},
	{"\\-\\_\\ \\/\\\"", 0, TEXT("-_ /\""), true},
};

static void programs_mean_what_the_pattern_says(void **state)
{
	support_regex *regex;
	bool matches;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(meanings); i++) {
		regex = support_regex_compile(meanings[i].pattern, strlen(meanings[i].pattern),
		                              meanings[i].flags);
		assert_non_null(regex);
		matches = support_regex_matches(&regex->program, (const uint8_t *)meanings[i].input,
		                                meanings[i].size);
		if (matches != meanings[i].matches)
			print_error("%s on %s\n", meanings[i].pattern, meanings[i].input);
		assert_int_equal(matches, meanings[i].matches);
		support_regex_free(regex);
	}
}

/* Each POSIX class by its number of members below 80, and one member and one that is none. */
static void posix_classes_are_those_of_the_c_locale(void **state)
{
	static const struct {
		const char *pattern;
		unsigned members;
		char member, other;
	} classes[] = {
		{"[[:alnum:]]", 62, 'z', '_'},    {"[[:alpha:]]", 52, 'A', '0'},
		{"[[:ascii:]]", 128, 'a', 0},     {"[[:blank:]]", 2, '\t', '\n'},
		{"[[:cntrl:]]", 33, '\x7f', ' '}, {"[[:digit:]]", 10, '9', 'a'},
		{"[[:graph:]]", 94, '~', ' '},    {"[[:lower:]]", 26, 'q', 'Q'},
		{"[[:print:]]", 95, ' ', '\t'},   {"[[:punct:]]", 32, '@', 'A'},
		{"[[:space:]]", 6, '\v', '\b'},   {"[[:upper:]]", 26, 'Q', 'q'},
		{"[[:word:]]", 63, '_', '-'},     {"[[:xdigit:]]", 22, 'F', 'g'},
		{"\\s", 6, '\v', '\b'},           {"\\w", 63, '_', '-'},
	};
	support_regex *regex;
	unsigned members, byte;
	uint8_t input;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(classes); i++) {
		regex = support_regex_compile(classes[i].pattern, strlen(classes[i].pattern),
		                              CASED);
		assert_non_null(regex);
		members = 0;
		for (byte = 0; byte < 256; byte++) {
			input = (uint8_t)byte;
			if (support_regex_matches(&regex->program, &input, 1))
				members++;
		}
		assert_int_equal(members, classes[i].members);
		input = (uint8_t)classes[i].member;
		assert_true(support_regex_matches(&regex->program, &input, 1));
		input = (uint8_t)classes[i].other;
		if (classes[i].members != 128)
			assert_false(support_regex_matches(&regex->program, &input, 1));
		support_regex_free(regex);
	}
}

/* What is past a program in a larger array stays as it was. */
static void nothing_behind_a_program_is_written(void **state)
{
	static const char *const patterns[] = {"", "a", "a|b", "(ab)*c", "a{3}b{2,4}", "[a]\\d"};
	const chan_regex_instruction split = {CHAN_REGEX_SPLIT, 7, 7};
	const chan_regex_class bytes = {{1, 2, 3, 4, 5, 6, 7, 8}};
	chan_regex_instruction instructions[32];
	chan_regex_class classes[4];
	chan_regex_program program = {instructions,   classes, COUNT(instructions),
	                              COUNT(classes), 0,       0};
	chan_pattern_fault fault;

	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		const chan_cursor text =
			chan_cursor_over((const uint8_t *)patterns[i], strlen(patterns[i]));

		for (size_t k = 0; k < COUNT(instructions); k++)
			instructions[k] = split;
		for (size_t k = 0; k < COUNT(classes); k++)
			classes[k] = bytes;
		assert_true(chan_regex_compile(text, 0, &program, &fault));
		assert_true(program.instruction_count < COUNT(instructions));
		for (size_t k = program.instruction_count; k < COUNT(instructions); k++)
			assert_memory_equal(&instructions[k], &split, sizeof split);
		for (size_t k = program.class_count; k < COUNT(classes); k++)
			assert_memory_equal(&classes[k], &bytes, sizeof bytes);
	}
}

/* Each byte by its number, in digits of both cases, against every byte. */
static void every_byte_by_its_number(void **state)
{
	(void)state;
	for (unsigned byte = 1; byte < 256; byte++) {
		for (unsigned upper = 0; upper < 2; upper++) {
			char pattern[5];
			support_regex *regex;

			snprintf(pattern, sizeof pattern, upper ? "\\x%02X" : "\\x%02x", byte);
			regex = support_regex_compile(pattern, 4, CHAN_FLAG_CASED);
			assert_non_null(regex);
			for (unsigned other = 0; other < 256; other++) {
				const uint8_t text[1] = {(uint8_t)other};

				assert_int_equal(support_regex_matches(&regex->program, text, 1),
				                 other == byte);
			}
			support_regex_free(regex);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_stays_in_its_arrays),
		cmocka_unit_test(programs_mean_what_the_pattern_says),
		cmocka_unit_test(posix_classes_are_those_of_the_c_locale),
		cmocka_unit_test(every_byte_by_its_number),
		cmocka_unit_test(nothing_behind_a_program_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
