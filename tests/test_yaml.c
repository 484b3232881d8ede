/* The strict reader of YAML: every case of corpus/yaml, what scalars mean and limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/yaml.h"
#include "support_slow.h"

/* Parses an exactly sized copy, which is gone before the tree is looked at. */
static bool parse(sl_arena *arena, const void *bytes, size_t size, sl_yaml_documents *out,
                  sl_yaml_fault *fault)
{
	uint8_t *exact = malloc(size > 0 ? size : 1);
	bool good;

	assert_non_null(exact);
	if (size > 0) {
		memcpy(exact, bytes, size);
	}
	memset(out, 0xA5, sizeof *out);
	memset(fault, 0xA5, sizeof *fault);
	good = sl_yaml_parse(arena, exact, size, out, fault);
	free(exact);
	return good;
}

/* "LINE:COLUMN" of the fault, or "accept". */
static const char *verdict(bool good, const sl_yaml_documents *documents,
                           const sl_yaml_fault *fault)
{
	static char text[32];

	if (good) {
		return "accept";
	}
	assert_int_equal(documents->count, 0);
	assert_in_range(strlen(fault->text), 5, sizeof fault->text - 1);
	snprintf(text, sizeof text, "%u:%u", fault->line, fault->column);
	return text;
}

static const char *verdict_of(const char *text)
{
	sl_yaml_documents documents;
	sl_yaml_fault fault;
	sl_arena arena;
	const char *found;

	sl_arena_start(&arena);
	found = verdict(parse(&arena, text, strlen(text), &documents, &fault), &documents, &fault);
	sl_arena_free(&arena);
	return found;
}

/* Every text is terminated, every node has a place, every count is true; returns the number of nodes. */
static size_t walk(const sl_yaml *node, size_t depth)
{
	size_t count = 1;

	assert_true(depth <= SL_YAML_MAX_DEPTH);
	assert_true(node->line >= 1 && node->column >= 1);
	switch (node->kind) {
	case SL_YAML_SCALAR:
		assert_int_equal(node->text.bytes[node->text.length], '\0');
		assert_true(sl_text_utf8(node->text));
		break;
	case SL_YAML_LIST:
		for (uint32_t i = 0; i < node->count; i++) {
			count += walk(node->of.items[i], depth + 1);
		}
		break;
	case SL_YAML_MAP:
		for (uint32_t i = 0; i < node->count; i++) {
			assert_int_equal(node->of.pairs[i].key->kind, SL_YAML_SCALAR);
			count += walk(node->of.pairs[i].key, depth + 1);
			count += walk(node->of.pairs[i].value, depth + 1);
		}
		break;
	default:
		fail();
	}
	return count;
}

static void test_case_file(void **state)
{
	const char *path = *state, *start;
	sl_buffer bytes = {0};
	sl_problem problem;
	sl_yaml_documents documents;
	sl_yaml_fault fault;
	sl_arena arena;
	char wanted[32] = "";

	if (!sl_file_read(path, SL_YAML_MAX_BYTES, &bytes, &problem)) {
		fail_msg("%s", problem.text);
	}
	/* Behind a byte order mark, perhaps. */
	start = strstr((const char *)bytes.bytes, "# expect: ");
	assert_non_null(start);
	assert_true(start - (const char *)bytes.bytes <= 6);
	if (sscanf(start, "# expect: CH6001 @%31s", wanted) != 1) {
		assert_int_equal(sscanf(start, "# expect: %31s", wanted), 1);
		assert_string_equal(wanted, "accept");
	}
	/* The name says the same. */
	assert_int_equal(strcmp(wanted, "accept") == 0,
	                 strncmp(sl_path_base(path), "accept-", 7) == 0);
	sl_arena_start(&arena);
	assert_string_equal(verdict(parse(&arena, bytes.bytes, bytes.length, &documents, &fault),
	                            &documents, &fault),
	                    wanted);
	for (size_t i = 0; i < documents.count; i++) {
		walk(documents.items[i], 0);
	}
	/* Cut short anywhere it is read or refused, but nothing else. */
	for (size_t size = 0; size < bytes.length && size < 400; size++) {
		sl_arena_free(&arena);
		verdict(parse(&arena, bytes.bytes, size, &documents, &fault), &documents, &fault);
	}
	sl_arena_free(&arena);
	sl_buffer_free(&bytes);
}

static void test_places_of_nodes(void **state)
{
	static const char text[] = "# comment\n"
				   "key: value\n"
				   "list:\n"
				   "  - one\n"
				   "  - {a: \xC3\xA4\xC3\xB6, b: two}\n"
				   "empty:\n"
				   "text: |\n"
				   "  x\n";
	sl_yaml_documents documents;
	sl_yaml_fault fault;
	sl_arena arena;
	const sl_yaml *root, *list, *map;

	(void)state;
	sl_arena_start(&arena);
	assert_true(parse(&arena, text, sizeof text - 1, &documents, &fault));
	assert_int_equal(documents.count, 1);
	root = documents.items[0];
	assert_int_equal(root->kind, SL_YAML_MAP);
	assert_int_equal(root->count, 4);
	assert_int_equal(root->line * 100 + root->column, 201);
	assert_int_equal(sl_yaml_get(root, "key")->column, 6);
	assert_true(sl_text_is(sl_yaml_get(root, "key")->text, "value"));
	list = sl_yaml_get(root, "list");
	assert_int_equal(list->kind, SL_YAML_LIST);
	assert_int_equal(list->line * 100 + list->column, 403);
	map = list->of.items[1];
	assert_int_equal(map->line * 100 + map->column, 505);
	assert_int_equal(sl_yaml_get(map, "b")->column, 16);
	assert_int_equal(sl_yaml_get(root, "empty")->text.length, 0);
	assert_false(sl_yaml_get(root, "empty")->quoted);
	assert_true(sl_yaml_get(root, "text")->quoted);
	assert_true(sl_text_is(sl_yaml_get(root, "text")->text, "x\n"));
	assert_null(sl_yaml_get(root, "none"));
	assert_null(sl_yaml_get(list, "one"));
	assert_null(sl_yaml_get(NULL, "one"));
	assert_int_equal(walk(root, 0), 1 + 2 + 1 + 1 + 1 + 1 + 4 + 2 + 2);
	sl_arena_free(&arena);
}

static void test_documents_are_counted_without_empty_ones(void **state)
{
	static const struct {
		const char *text;
		size_t count;
	} cases[] = {{"", 0},
	             {"\n\n", 0},
	             {"# x\n", 0},
	             {"---\n", 0},
	             {"---\n---\n", 0},
	             {"a\n---\nb\n", 2},
	             {"---\n''\n", 1},
	             {"~\n", 1},
	             {"\xEF\xBB\xBF", 0},
	             {"a\n...\n---\n...\n---\nb\n", 2}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sl_yaml_documents documents;
		sl_yaml_fault fault;
		sl_arena arena;

		sl_arena_start(&arena);
		assert_true(
			parse(&arena, cases[i].text, strlen(cases[i].text), &documents, &fault));
		assert_int_equal(documents.count, cases[i].count);
		sl_arena_free(&arena);
	}
}

static void test_utf16_is_refused(void **state)
{
	sl_yaml_documents documents;
	sl_yaml_fault fault;
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	assert_false(parse(&arena,
	                   "\xFF\xFE"
	                   "a\0:\0 \0b\0",
	                   10, &documents, &fault));
	assert_non_null(strstr(fault.text, "UTF-16"));
	assert_false(parse(&arena, "\xFE\xFF\0a\0:\0 \0b", 10, &documents, &fault));
	assert_non_null(strstr(fault.text, "UTF-16"));
	assert_false(parse(&arena, "a\0:\0 \0b\0", 8, &documents, &fault));
	assert_int_equal(fault.column, 2);
	sl_arena_free(&arena);
}

/* What plain scalars are; in quotes each is a string. */
static void test_scalars_resolve_as_the_core_schema_says(void **state)
{
	static const struct {
		const char *text;
		enum sl_yaml_scalar is;
		int64_t number; /* true is 1 */
	} cases[] = {
		{"null", SL_YAML_NULL, 0},
		{"Null", SL_YAML_NULL, 0},
		{"NULL", SL_YAML_NULL, 0},
		{"~", SL_YAML_NULL, 0},
		{"", SL_YAML_NULL, 0},
		{"nULL", SL_YAML_STRING, 0},
		{"true", SL_YAML_BOOL, 1},
		{"True", SL_YAML_BOOL, 1},
		{"TRUE", SL_YAML_BOOL, 1},
		{"false", SL_YAML_BOOL, 0},
		{"False", SL_YAML_BOOL, 0},
		{"FALSE", SL_YAML_BOOL, 0},
		{"tRUE", SL_YAML_STRING, 0},
		{"yes", SL_YAML_STRING, 0},
		{"no", SL_YAML_STRING, 0},
		{"on", SL_YAML_STRING, 0},
		{"y", SL_YAML_STRING, 0},
		{"0", SL_YAML_INTEGER, 0},
		{"-0", SL_YAML_INTEGER, 0},
		{"+12", SL_YAML_INTEGER, 12},
		{"-12", SL_YAML_INTEGER, -12},
		{"012", SL_YAML_INTEGER, 12},
		{"0o17", SL_YAML_INTEGER, 15},
		{"0x1F", SL_YAML_INTEGER, 31},
		{"0xfF", SL_YAML_INTEGER, 255},
		{"0o18", SL_YAML_STRING, 0},
		{"0x", SL_YAML_STRING, 0},
		{"0xG", SL_YAML_STRING, 0},
		{"-0x1F", SL_YAML_STRING, 0},
		{"0X1F", SL_YAML_STRING, 0},
		{"0b11", SL_YAML_STRING, 0},
		{"1_000", SL_YAML_STRING, 0},
		{"1:30", SL_YAML_STRING, 0},
		{"9223372036854775807", SL_YAML_INTEGER, INT64_MAX},
		{"-9223372036854775808", SL_YAML_INTEGER, INT64_MIN},
		{"9223372036854775808", SL_YAML_STRING, 0},
		{"-9223372036854775809", SL_YAML_STRING, 0},
		{"0x7fffffffffffffff", SL_YAML_INTEGER, INT64_MAX},
		{"0x8000000000000000", SL_YAML_STRING, 0},
		{"0x10000000000000000", SL_YAML_STRING, 0},
		{"1.5", SL_YAML_FLOAT, 0},
		{"1.", SL_YAML_FLOAT, 0},
		{".5", SL_YAML_FLOAT, 0},
		{"-.5e+10", SL_YAML_FLOAT, 0},
		{"1e3", SL_YAML_FLOAT, 0},
		{"1E-3", SL_YAML_FLOAT, 0},
		{".", SL_YAML_STRING, 0},
		{"-", SL_YAML_STRING, 0},
		{"+", SL_YAML_STRING, 0},
		{"1e", SL_YAML_STRING, 0},
		{"1e+", SL_YAML_STRING, 0},
		{"e3", SL_YAML_STRING, 0},
		{"1.5.5", SL_YAML_STRING, 0},
		{"1.2e3x", SL_YAML_STRING, 0},
		{".inf", SL_YAML_FLOAT, 0},
		{"-.INF", SL_YAML_FLOAT, 0},
		{".nan", SL_YAML_FLOAT, 0},
		{"-.nan", SL_YAML_STRING, 0},
		{"inf", SL_YAML_STRING, 0},
		{"7.11.18110", SL_YAML_STRING, 0},
		{"2026-07-01", SL_YAML_STRING, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sl_yaml node = {.kind = SL_YAML_SCALAR, .text = sl_text_of(cases[i].text)};
		bool boolean = true;
		int64_t integer = 77;

		if (sl_yaml_resolve(&node, &boolean, &integer) != cases[i].is) {
			fail_msg("%s", cases[i].text);
		}
		assert_true(integer == (cases[i].is == SL_YAML_INTEGER ? cases[i].number : 0));
		assert_int_equal(boolean, cases[i].is == SL_YAML_BOOL && cases[i].number == 1);
		node.quoted = true;
		assert_int_equal(sl_yaml_resolve(&node, &boolean, &integer), SL_YAML_STRING);
	}
	assert_int_equal(
		sl_yaml_resolve(&(sl_yaml){.kind = SL_YAML_LIST}, &(bool){0}, &(int64_t){0}),
		SL_YAML_STRING);
}

/* Many keys, all different, and then with one of them again, first, last or in the middle. */
static void test_many_keys(void **state)
{
	enum { KEYS = 50000 };
	static const uint32_t again[] = {0, KEYS - 1};
	sl_buffer text = {0};
	size_t length;

	(void)state;
	/* Compared in pairs they would take longer than the runner waits. */
	for (uint32_t i = 0; i < KEYS; i++) {
		sl_buffer_printf(&text, "k%u: v\n", i);
	}
	length = text.length;
	assert_string_equal(verdict_of((char *)text.bytes), "accept");
	for (size_t i = 0; i < sizeof again / sizeof *again; i++) {
		text.length = length;
		sl_buffer_printf(&text, "k%u: v\n", again[i]);
		assert_string_equal(verdict_of((char *)text.bytes), "50001:1");
	}
	sl_buffer_free(&text);
}

static void test_the_number_of_nodes_is_limited(void **state)
{
	sl_buffer text = {0};

	(void)state;
	if (support_is_slow()) {
		skip();
	}
	sl_buffer_byte(&text, '[');
	for (size_t i = 0; i < SL_YAML_MAX_NODES - 1; i++) {
		sl_buffer_append(&text, "a,", 2);
	}
	sl_buffer_text(&text, "]");
	assert_string_equal(verdict_of((char *)text.bytes), "accept");
	text.bytes[text.length - 1] = 'a';
	sl_buffer_text(&text, "]");
	assert_string_equal(verdict_of((char *)text.bytes), "1:8000000");
	sl_buffer_free(&text);
}

/* Inputs on which a careless reader takes time with the square of their size, or more. */
static void test_no_input_takes_long(void **state)
{
	static const char *const pieces[] = {
		"[",   "{",       "- ",          "? ",  "a: ",          ": ",
		"\"",  "'",       "#",           "\n",  "\r",           "a",
		"-\n", "---\n",   "...\n",       "a\n", "%TAG !a! b\n", "%YAML 1.1\n",
		"[]",  "{}",      "a,",          "!",   "&a ",          "*a ",
		"%",   "%\n",     "|\n",         ">\n", "\t",           " ",
		"\\",  "\"a\": ", "{a: ",        "[? ", "a\n ",         ",",
		"]",   "}",       "\xEF\xBB\xBF"};
	static const char *const starts[] = {"", "[", "{", "\"", "'", "|\n ", "a: ", "- "};
	const size_t size = support_is_slow() ? 1u << 14 : 1u << 17;
	sl_buffer text = {0};

	(void)state;
	for (size_t s = 0; s < sizeof starts / sizeof *starts; s++) {
		for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
			sl_buffer_clear(&text);
			sl_buffer_text(&text, starts[s]);
			while (text.length < size) {
				sl_buffer_text(&text, pieces[i]);
			}
			verdict_of((char *)text.bytes);
		}
	}
	sl_buffer_free(&text);
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(test_places_of_nodes),
		cmocka_unit_test(test_documents_are_counted_without_empty_ones),
		cmocka_unit_test(test_utf16_is_refused),
		cmocka_unit_test(test_scalars_resolve_as_the_core_schema_says),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_the_number_of_nodes_is_limited),
		cmocka_unit_test(test_no_input_takes_long),
	};
	enum { OTHERS = sizeof others / sizeof *others, FEWEST_FILES = 80 };
	const char *root = getenv("REPO_ROOT");
	struct CMUnitTest *tests;
	sl_names files;
	sl_problem problem;
	sl_arena arena;
	int failed;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, sl_path_join(&arena, root != NULL ? root : ".", "corpus/yaml"),
	                    ".yaml", &files, &problem) ||
	    files.count < FEWEST_FILES) {
		fprintf(stderr, "corpus/yaml: %zu cases, fewer than %d\n", files.count,
		        FEWEST_FILES);
		return 1;
	}
	tests = calloc(OTHERS + files.count, sizeof *tests);
	if (tests == NULL) {
		return 1;
	}
	memcpy(tests, others, sizeof others);
	for (size_t i = 0; i < files.count; i++) {
		tests[OTHERS + i].name = sl_path_base(files.items[i]);
		tests[OTHERS + i].test_func = test_case_file;
		tests[OTHERS + i].initial_state = files.items[i];
	}
	failed = _cmocka_run_group_tests("yaml", tests, OTHERS + files.count, NULL, NULL);
	free(tests);
	sl_arena_free(&arena);
	return failed;
}
