/* Quoted texts come back as the same strings, from every place that they can have in a document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/yaml.h"
#include "base/yaml_write.h"

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

/* The quoted text must come back as a string, wherever it stands, on one line. */
static void assert_comes_back(sl_text text)
{
	sl_buffer written = {0};
	sl_yaml_documents documents;
	sl_yaml_fault fault;
	sl_arena arena;
	const sl_yaml *found[5], *root;
	bool boolean;
	int64_t integer;

	sl_arena_start(&arena);
	sl_yaml_quote(&written, text);
	assert_null(memchr(written.bytes, '\n', written.length));
	sl_buffer_clear(&written);
	sl_yaml_quote(&written, text);
	sl_buffer_text(&written, ": {v: ");
	sl_yaml_quote(&written, text);
	sl_buffer_text(&written, ", l: [");
	sl_yaml_quote(&written, text);
	sl_buffer_text(&written, ", x]}\nz: # comment\n  - ");
	sl_yaml_quote(&written, text);
	sl_buffer_text(&written, "\n  - k: ");
	sl_yaml_quote(&written, text);
	sl_buffer_text(&written, " # comment\n");
	if (!sl_yaml_parse(&arena, written.bytes, written.length, &documents, &fault)) {
		fail_msg("%u:%u %s in %s", fault.line, fault.column, fault.text,
		         (char *)written.bytes);
	}
	root = documents.items[0];
	found[0] = root->of.pairs[0].key;
	found[1] = sl_yaml_get(root->of.pairs[0].value, "v");
	found[2] = sl_yaml_get(root->of.pairs[0].value, "l")->of.items[0];
	found[3] = root->of.pairs[1].value->of.items[0];
	found[4] = sl_yaml_get(root->of.pairs[1].value->of.items[1], "k");
	for (size_t i = 0; i < 5; i++) {
		assert_true(sl_text_equal(found[i]->text, text));
		assert_int_equal(sl_yaml_resolve(found[i], &boolean, &integer), SL_YAML_STRING);
	}
	sl_arena_free(&arena);
	sl_buffer_free(&written);
}

static void test_quoted_texts_come_back(void **state)
{
	static const char *const texts[] = {"",
	                                    " ",
	                                    "a",
	                                    "a b",
	                                    " a",
	                                    "a ",
	                                    "a: b",
	                                    "a:",
	                                    "a #b",
	                                    "#a",
	                                    "'",
	                                    "''",
	                                    "\"",
	                                    "a'b",
	                                    "a\"b",
	                                    "\\",
	                                    "\\n",
	                                    "a\nb",
	                                    "a\r\nb",
	                                    "\t",
	                                    "yes",
	                                    "No",
	                                    "on",
	                                    "OFF",
	                                    "y",
	                                    "N",
	                                    "true",
	                                    "null",
	                                    "~",
	                                    "12",
	                                    "-1",
	                                    "1.5",
	                                    ".5",
	                                    "0x1F",
	                                    "1e3",
	                                    "1:30",
	                                    "=",
	                                    "<<",
	                                    "2026-07-01",
	                                    "[a]",
	                                    "{a}",
	                                    "a,b",
	                                    "&a",
	                                    "*a",
	                                    "!a",
	                                    "|",
	                                    ">",
	                                    "%a",
	                                    "@a",
	                                    "`a`",
	                                    "-",
	                                    "- a",
	                                    "?",
	                                    "? a",
	                                    ":",
	                                    "--- a",
	                                    "...",
	                                    "\x01",
	                                    "\x7F",
	                                    "\x1B[1m",
	                                    "\xC2\x85",
	                                    "\xE2\x80\xA8",
	                                    "\xEF\xBB\xBF",
	                                    "\xEF\xBF\xBE",
	                                    "\xC3\xA4",
	                                    "\xF0\x9F\x98\x80",
	                                    "\\\\.\\pipe\\x",
	                                    "/a/b",
	                                    "_x",
	                                    "a-b_c.d",
	                                    "zz",
	                                    "C:\\Windows",
	                                    "(a)",
	                                    "a+b",
	                                    "%TAG x",
	                                    ".inf",
	                                    ".nan",
	                                    "0o17",
	                                    "+1",
	                                    "1_000",
	                                    "0b1",
	                                    "a  b",
	                                    "nULL",
	                                    "falsehood"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_comes_back(sl_text_of(texts[i]));
	}
}

static void test_random_texts_come_back(void **state)
{
	static const char *const pieces[] = {"a",
	                                     "Z",
	                                     "0",
	                                     " ",
	                                     "'",
	                                     "\"",
	                                     "\\",
	                                     ":",
	                                     "#",
	                                     "-",
	                                     "\n",
	                                     "\t",
	                                     ",",
	                                     "[",
	                                     "}",
	                                     "&",
	                                     "!",
	                                     "%",
	                                     "|",
	                                     "~",
	                                     "\x01",
	                                     "\x7F",
	                                     "\xC2\x85",
	                                     "\xC3\xA4",
	                                     "\xE2\x80\xA9",
	                                     "\xEF\xBB\xBF",
	                                     "\xF0\x90\x80\x80",
	                                     "?",
	                                     "=",
	                                     "<",
	                                     "."};
	uint64_t seed = 1;
	sl_buffer text = {0};

	(void)state;
	for (int round = 0; round < 3000; round++) {
		uint32_t length = next_random(&seed) % 12;

		sl_buffer_clear(&text);
		sl_buffer_text(&text, "");
		for (uint32_t i = 0; i < length; i++) {
			sl_buffer_text(
				&text,
				pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
		}
		assert_comes_back((sl_text){(char *)text.bytes, text.length});
	}
	sl_buffer_free(&text);
}

static void test_plain_where_it_is_safe(void **state)
{
	static const char *const cases[][2] = {
		{"PipeName", "PipeName"},       {"rules/ipc/*.yml", "'rules/ipc/*.yml'"},
		{"7.11.18110", "'7.11.18110'"}, {"it's", "'it''s'"},
		{"a\nb", "\"a\\nb\""},          {"yes", "'yes'"},
		{"\xFF", "\"\\uFFFD\""},        {"windows-x64", "windows-x64"}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sl_buffer out = {0};

		sl_yaml_quote(&out, sl_text_of(cases[i][0]));
		assert_string_equal((char *)out.bytes, cases[i][1]);
		sl_buffer_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quoted_texts_come_back),
		cmocka_unit_test(test_random_texts_come_back),
		cmocka_unit_test(test_plain_where_it_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
