/* Findings: copies, counts, one order for all reports; and the rule table. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "rules/finding.h"

static void test_rules_are_found_by_id(void **state)
{
	size_t found = 0;

	(void)state;
	for (unsigned id = 0; id < 70000; id++) {
		const sl_rule *rule = sl_rule_find(id);

		if (rule != NULL) {
			assert_int_equal(rule->id, id);
			assert_ptr_equal(rule, &sl_rules[found]);
			assert_true(strlen(rule->name) > 0 && strlen(rule->text) > 0);
			found++;
		}
	}
	assert_int_equal(found, sl_rule_count);
	assert_int_equal(sl_rule_find(SL_RULE_YAML)->id, 6001);
	assert_string_equal(sl_rule_find(1002)->name, "MAGIC");
	assert_int_equal(sl_rule_find(3005)->severity, CHAN_WARNING);
}

static void test_a_case_may_only_warn(void **state)
{
	sl_finding finding = {
		.rule = 6001, .only_warns = true, .template_index = -1, .criterion_index = -1};
	sl_findings list;

	(void)state;
	sl_findings_start(&list);
	sl_findings_add(&list, &finding);
	assert_int_equal(sl_finding_severity(&list.items[0]), CHAN_WARNING);
	finding.only_warns = false;
	sl_findings_add(&list, &finding);
	finding = (sl_finding){
		.rule = 3008, .only_warns = true, .template_index = -1, .criterion_index = -1};
	sl_findings_add(&list, &finding);
	assert_int_equal(sl_finding_severity(&list.items[2]), CHAN_NOTE);
	assert_int_equal(list.errors, 1);
	assert_int_equal(list.warnings, 1);
	assert_int_equal(list.notes, 1);
	sl_findings_sort(&list);
	assert_false(list.items[1].only_warns);
	assert_true(list.items[2].only_warns);
	sl_findings_free(&list);
}

static void test_texts_are_copied(void **state)
{
	char file[] = "file", path[] = "path", field[] = "field", detail[] = "detail",
	     source[] = "source";
	char first[] = "build1", second[] = "build2";
	const char *builds[] = {first, second};
	sl_finding finding = {.rule = 3001,
	                      .file = file,
	                      .has_bytes = true,
	                      .offset = 7,
	                      .length = 3,
	                      .path = path,
	                      .template_index = 4,
	                      .criterion_index = -1,
	                      .field = field,
	                      .detail = detail,
	                      .builds = builds,
	                      .build_count = 2,
	                      .source = {source, 1, 2}};
	sl_findings list;
	const sl_finding *kept;

	(void)state;
	sl_findings_start(&list);
	sl_findings_add(&list, &finding);
	file[0] = path[0] = field[0] = detail[0] = source[0] = first[0] = second[0] = '!';
	builds[0] = builds[1] = NULL;
	kept = &list.items[0];
	assert_string_equal(kept->file, "file");
	assert_string_equal(kept->path, "path");
	assert_string_equal(kept->field, "field");
	assert_string_equal(kept->detail, "detail");
	assert_string_equal(kept->source.path, "source");
	assert_string_equal(kept->builds[0], "build1");
	assert_string_equal(kept->builds[1], "build2");
	assert_true(kept->has_bytes && kept->offset == 7 && kept->length == 3);
	assert_int_equal(kept->template_index, 4);
	assert_int_equal(kept->criterion_index, -1);
	sl_findings_free(&list);
}

static void test_severities_are_counted(void **state)
{
	sl_findings list;
	const sl_source nowhere = {0};

	(void)state;
	sl_findings_start(&list);
	sl_findings_source(&list, 3001, nowhere, "%d", 1);
	sl_findings_source(&list, 3005, nowhere, "%s", "two");
	sl_findings_source(&list, 3008, nowhere, "three");
	sl_findings_source(&list, 3001, nowhere, "%s", "");
	assert_true(list.errors == 2 && list.warnings == 1 && list.notes == 1 && list.dropped == 0);
	assert_string_equal(list.items[0].detail, "1");
	assert_string_equal(list.items[1].detail, "two");
	assert_int_equal(list.items[0].template_index, -1);
	assert_int_equal(list.items[0].criterion_index, -1);
	assert_null(list.items[0].source.path);
	assert_null(list.items[0].builds);
	sl_findings_free(&list);
	assert_null(list.arena.first);
}

static void test_too_many_are_counted_but_not_kept(void **state)
{
	sl_findings list;
	const sl_source source = {"x", 1, 1};
	const sl_finding warning = {.rule = 3005};

	(void)state;
	sl_findings_start(&list);
	for (size_t i = 0; i < SL_MAX_FINDINGS; i++) {
		sl_findings_source(&list, 3001, source, "%zu", i);
	}
	assert_int_equal(list.dropped, 0);
	sl_findings_source(&list, 3001, source, "one more");
	sl_findings_add(&list, &warning);
	assert_int_equal(list.count, SL_MAX_FINDINGS);
	assert_int_equal(list.dropped, 2);
	assert_int_equal(list.errors, SL_MAX_FINDINGS + 1);
	assert_int_equal(list.warnings, 1);
	sl_findings_free(&list);
}

static bool take_warnings(void *context, sl_finding *finding)
{
	(void)context;
	return sl_finding_severity(finding) == CHAN_WARNING;
}

/* Takes errors and notes, and marks them. */
static bool take_some(void *context, sl_finding *finding)
{
	size_t *asked = context;
	const enum chan_severity severity = sl_finding_severity(finding);

	(*asked)++;
	finding->offset += 100;
	return severity != CHAN_WARNING;
}

static void test_some_move_to_another_list(void **state)
{
	static const uint16_t rules[] = {6001, 3008, 3005, 3008, 6001, 3005, 3005, 6001};
	sl_findings list, to;
	size_t asked = 0;

	(void)state;
	sl_findings_start(&list);
	sl_findings_start(&to);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		const sl_finding finding = {
			.rule = rules[i], .offset = i, .template_index = -1, .criterion_index = -1};

		sl_findings_add(&list, &finding);
	}
	/* Behind the end there is nothing to take. */
	sl_findings_move(&list, 8, &to, take_some, &asked);
	sl_findings_move(&list, 9, &to, take_some, &asked);
	assert_int_equal(asked, 0);
	assert_int_equal(list.count, 8);
	/* The first two stay, whatever they are. */
	sl_findings_move(&list, 2, &to, take_some, &asked);
	assert_int_equal(asked, 6);
	assert_int_equal(list.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(list.items[i].offset,
		                 ((const uint64_t[]){0, 1, 102, 105, 106})[i]);
	assert_int_equal(list.errors, 1);
	assert_int_equal(list.warnings, 3);
	assert_int_equal(list.notes, 1);
	assert_int_equal(to.count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(to.items[i].offset, ((const uint64_t[]){103, 104, 107})[i]);
	assert_int_equal(to.errors, 2);
	assert_int_equal(to.warnings, 0);
	assert_int_equal(to.notes, 1);
	sl_findings_move(&list, 0, &to, take_warnings, NULL);
	assert_true(list.errors == 1 && list.warnings == 0 && list.notes == 1);
	assert_true(to.errors == 2 && to.warnings == 3 && to.notes == 1);
	assert_true(list.count == 2 && to.count == 6);
	sl_findings_free(&to);
	sl_findings_free(&list);
	assert_int_equal(list.count + list.errors + list.warnings + list.notes, 0);
	assert_null(list.items);
}

static void add_without_a_rule(sl_findings *list)
{
	const sl_finding finding = {.rule = 1};

	sl_findings_add(list, &finding);
}

/* No locale of the tests writes such a character. */
static void add_without_words(sl_findings *list)
{
	sl_findings_source(list, 6001, (sl_source){0}, "%ls", L"\U0010ffff");
}

/* What the process that does it says on its standard error, and how it ends. */
static int end_of(void (*add)(sl_findings *list), char *said, size_t size)
{
	int status, ends[2];
	pid_t child;
	ssize_t length;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		sl_findings list;

		dup2(ends[1], STDERR_FILENO);
		sl_findings_start(&list);
		add(&list);
		_exit(0);
	}
	close(ends[1]);
	length = read(ends[0], said, size - 1);
	assert_true(length >= 0);
	said[length] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void test_what_cannot_be_a_finding_ends_the_tool(void **state)
{
	char said[200];
	int status;

	(void)state;
	status = end_of(add_without_a_rule, said, sizeof said);
	assert_string_equal(said, "sluice: a check raised CH0001, which is no rule\n");
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	status = end_of(add_without_words, said, sizeof said);
	assert_non_null(strstr(said, "nothing was judged"));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}

/* In rising order; each differs from the one before in one member. */
static void make_rising(sl_finding *out, size_t *count)
{
	static const char *const one[] = {"a"}, *const two[] = {"a", "b"}, *const other[] = {"b"};
	static const char *const second[] = {"a", "c"};
	const sl_finding base = {.rule = 2001,
	                         .file = "f",
	                         .path = "p",
	                         .template_index = -1,
	                         .criterion_index = -1,
	                         .source = {"s", 2, 2}};
	size_t n = 0;

#define NEXT(...)                                   \
	do {                                        \
		out[n] = n > 0 ? out[n - 1] : base; \
		__VA_ARGS__;                        \
		n++;                                \
	} while (0)
	NEXT(out[n].file = NULL);
	NEXT(out[n].file = "f");
	NEXT(out[n].offset = 1);
	NEXT(out[n].offset = UINT64_MAX, out[n].source.path = NULL);
	NEXT(out[n].source.path = "s");
	NEXT(out[n].source.line = 10, out[n].source.column = 1);
	NEXT(out[n].source.column = 2);
	NEXT(out[n].rule = 3001, out[n].path = NULL);
	NEXT(out[n].path = "a");
	NEXT(out[n].path = "b");
	NEXT(out[n].has_bytes = true);
	NEXT(out[n].length = 1);
	NEXT(out[n].has_template = true);
	NEXT(out[n].template_uuid[15] = 1);
	NEXT(out[n].template_index = 0);
	NEXT(out[n].template_index = 10);
	NEXT(out[n].criterion_index = 0);
	NEXT(out[n].field = "A");
	NEXT(out[n].builds = one, out[n].build_count = 1);
	NEXT(out[n].builds = two, out[n].build_count = 2, out[n].detail = "z");
	NEXT(out[n].builds = second, out[n].detail = NULL);
	NEXT(out[n].builds = other, out[n].build_count = 1);
	NEXT(out[n].detail = "x");
	NEXT(out[n].detail = "y");
	NEXT(out[n].file = "g", out[n].offset = 0);
#undef NEXT
	*count = n;
}

static void assert_same(const sl_finding *a, const sl_finding *b)
{
	assert_string_equal(a->file ? a->file : "-", b->file ? b->file : "-");
	assert_true(a->offset == b->offset && a->length == b->length);
	assert_string_equal(a->source.path ? a->source.path : "-",
	                    b->source.path ? b->source.path : "-");
	assert_int_equal(a->source.line, b->source.line);
	assert_int_equal(a->source.column, b->source.column);
	assert_int_equal(a->rule, b->rule);
	assert_string_equal(a->path ? a->path : "-", b->path ? b->path : "-");
	assert_true(a->has_bytes == b->has_bytes && a->has_template == b->has_template);
	assert_int_equal(a->template_uuid[15], b->template_uuid[15]);
	assert_int_equal(a->template_index, b->template_index);
	assert_int_equal(a->criterion_index, b->criterion_index);
	assert_string_equal(a->field ? a->field : "-", b->field ? b->field : "-");
	assert_int_equal(a->build_count, b->build_count);
	for (size_t i = 0; i < a->build_count; i++) {
		assert_string_equal(a->builds[i], b->builds[i]);
	}
	assert_string_equal(a->detail ? a->detail : "-", b->detail ? b->detail : "-");
}

/* Whatever the order in which they came, each twice, they leave in one. */
static void test_the_order_is_total(void **state)
{
	enum { MOST = 40, ROUNDS = 200 };
	sl_finding rising[MOST];
	size_t count, order[2 * MOST];
	uint32_t seed = 7;

	(void)state;
	make_rising(rising, &count);
	assert_in_range(count, 20, MOST);
	for (int round = 0; round < ROUNDS; round++) {
		sl_findings list;

		for (size_t i = 0; i < 2 * count; i++) {
			order[i] = i / 2;
		}
		for (size_t i = 2 * count; i > 1; i--) {
			size_t k, kept = order[i - 1];

			seed = seed * 1664525u + 1013904223u;
			k = seed / 65536 % i;
			order[i - 1] = order[k];
			order[k] = kept;
		}
		sl_findings_start(&list);
		for (size_t i = 0; i < 2 * count; i++) {
			sl_findings_add(&list, &rising[order[i]]);
		}
		sl_findings_sort(&list);
		for (size_t i = 0; i < 2 * count; i++) {
			assert_same(&list.items[i], &rising[i / 2]);
		}
		sl_findings_free(&list);
	}
}

/* Nor do the bytes between its members: the first of these differs from the second in its field alone. */
static void test_what_no_member_holds_has_no_order(void **state)
{
	sl_finding findings[2];
	sl_findings list;

	(void)state;
	for (int i = 0; i < 2; i++) {
		sl_finding *one = &findings[i];

		memset(one, i == 0 ? 0xff : 0, sizeof *one);
		one->rule = 3001;
		one->only_warns = one->has_bytes = one->has_template = false;
		one->file = one->path = one->detail = NULL;
		one->offset = one->length = 0;
		one->template_index = one->criterion_index = -1;
		memset(one->template_uuid, 0, sizeof one->template_uuid);
		one->field = i == 0 ? "A" : "B";
		one->builds = NULL;
		one->build_count = 0;
		one->source.path = NULL;
		one->source.line = one->source.column = 0;
		one->suppressed_by = NULL;
	}
	for (size_t first = 0; first < 2; first++) {
		sl_findings_start(&list);
		sl_findings_add(&list, &findings[first]);
		sl_findings_add(&list, &findings[1 - first]);
		sl_findings_sort(&list);
		assert_string_equal(list.items[0].field, "A");
		assert_string_equal(list.items[1].field, "B");
		sl_findings_free(&list);
	}
	/* None is in order. */
	sl_findings_start(&list);
	sl_findings_sort(&list);
	assert_int_equal(list.count, 0);
	sl_findings_free(&list);
}

static const char *name_at(unsigned table, uint32_t offset)
{
	static const struct {
		unsigned table;
		uint32_t offset;
		const char *name;
	} members[] = {
#define TABLE(NAME, name, size)
#define MEMBER(TABLE_, name, offset, width) {CHAN_TABLE_##TABLE_, (offset), "." #name},
#include "layout.def"
#undef TABLE
#undef MEMBER
	};

	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		if (members[i].table == table && members[i].offset == offset) {
			return members[i].name;
		}
	}
	return "";
}

/* Every offset, whether a member begins there or not. */
static void test_paths_of_all_members(void **state)
{
	static const char *const tables[] = {
#define TABLE(NAME, name, size) #name,
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
	};
	sl_arena arena;
	char wanted[100];

	(void)state;
	sl_arena_start(&arena);
	for (uint16_t table = 0; table < CHAN_TABLE_COUNT; table++) {
		for (uint32_t offset = 0; offset < 128; offset++) {
			snprintf(wanted, sizeof wanted, "%s%s%s", tables[table],
			         table == CHAN_TABLE_HEADER ? "" : "[7]", name_at(table, offset));
			assert_string_equal(sl_record_path(&arena, table, 7, offset), wanted);
		}
	}
	sl_arena_free(&arena);
}

static void test_paths_of_records(void **state)
{
	static const struct {
		uint8_t table;
		uint32_t record, member;
		const char *path;
	} cases[] = {
		{CHAN_TABLE_HEADER, 0, CHAN_OFFSET_HEADER_file_size, "header.file_size"},
		{CHAN_TABLE_HEADER, 0, CHAN_WHOLE_RECORD, "header"},
		{CHAN_TABLE_CRITERION, 17, CHAN_OFFSET_CRITERION_field, "criterion[17].field"},
		{CHAN_TABLE_CRITERION, 17, CHAN_OFFSET_CRITERION_operator,
	         "criterion[17].operator"},
		{CHAN_TABLE_TEMPLATE, 4294967295u, CHAN_WHOLE_RECORD, "template[4294967295]"},
		{CHAN_TABLE_TEXT, 5, CHAN_WHOLE_RECORD, "text[5]"},
		{CHAN_TABLE_VALUE, 0, 1, "value[0]"},
		{CHAN_TABLE_COUNT, 1, 0, "?[1]"},
		{255, 1, 0, "?[1]"},
	};
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(
			sl_record_path(&arena, cases[i].table, cases[i].record, cases[i].member),
			cases[i].path);
	}
	sl_arena_free(&arena);
}

static void test_structural_faults(void **state)
{
	chan_finding fault = {.rule = CHAN_RULE_VALUE_LIMIT,
	                      .table = CHAN_TABLE_CRITERION,
	                      .record = 2,
	                      .member = CHAN_OFFSET_CRITERION_value_count,
	                      .offset = 1000,
	                      .length = 4,
	                      .got = 70000,
	                      .want = 65535};
	static const struct {
		uint16_t rule;
		uint64_t got, want;
		const char *detail;
	} words[] = {
		{CHAN_RULE_TRUNCATED, 10, 96, "found 10, expected 96"},
		{CHAN_RULE_BODY_CHECKSUM, 1, 0xABCDEF01, "found 0x00000001, expected 0xabcdef01"},
		{CHAN_RULE_INTEGER_ORDER, UINT64_MAX, 5, "found -1 after 5"},
		{CHAN_RULE_TYPE_ORDER, 3, 7, "found 3 after 7"},
		{CHAN_RULE_FIELD_INDEX, 20, 20, "found 20 of 20, counted from 0"},
		{CHAN_RULE_OPCODE, 0x8003, 0, "found 0x8003"},
		{CHAN_RULE_RESERVED, 12, 0, "found 12"},
		{CHAN_RULE_MAGIC, 1, 2, "-"},
	};
	const chan_finding none = {0};
	sl_findings list;

	(void)state;
	sl_findings_start(&list);
	sl_findings_structure(&list, "x.chan", &none);
	assert_int_equal(list.count, 0);
	sl_findings_structure(&list, "x.chan", &fault);
	fault.got = fault.want = 0;
	sl_findings_structure(&list, "x.chan", &fault);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].rule, 1054);
	assert_string_equal(list.items[0].file, "x.chan");
	assert_string_equal(list.items[0].path, "criterion[2].value_count");
	assert_string_equal(list.items[0].detail, "found 70000, at most 65535 is allowed");
	assert_null(list.items[1].detail);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const chan_finding other = {
			.rule = words[i].rule, .got = words[i].got, .want = words[i].want};

		sl_findings_structure(&list, "x.chan", &other);
		assert_string_equal(list.items[2 + i].detail ? list.items[2 + i].detail : "-",
		                    words[i].detail);
	}
	assert_true(list.items[0].has_bytes && list.items[0].offset == 1000 &&
	            list.items[0].length == 4);
	assert_int_equal(list.items[0].template_index, -1);
	sl_findings_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules_are_found_by_id),
		cmocka_unit_test(test_a_case_may_only_warn),
		cmocka_unit_test(test_texts_are_copied),
		cmocka_unit_test(test_severities_are_counted),
		cmocka_unit_test(test_too_many_are_counted_but_not_kept),
		cmocka_unit_test(test_some_move_to_another_list),
		cmocka_unit_test(test_what_cannot_be_a_finding_ends_the_tool),
		cmocka_unit_test(test_the_order_is_total),
		cmocka_unit_test(test_what_no_member_holds_has_no_order),
		cmocka_unit_test(test_paths_of_all_members),
		cmocka_unit_test(test_paths_of_records),
		cmocka_unit_test(test_structural_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
