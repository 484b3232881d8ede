/* A channel's rules: which files, in which order, what is excluded, and what the counts say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../fuzz/sigma_catalog.h"
#include "author/compile.h"
#include "base/yaml.h"
#include "support_folder.h"

typedef struct fixture {
	char root[256];
	sl_arena arena;
	sl_findings findings;
	sl_repository repository;
	sl_channel channel;
	sl_content content;
	sl_compile_counts counts;
} fixture;

static int begin(void **state)
{
	const char *work = getenv("WORK");
	fixture *f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	snprintf(f->root, sizeof f->root, "%s/sigma_channel.XXXXXX", work ? work : "/tmp");
	if (!mkdtemp(f->root))
		return -1;
	sl_arena_start(&f->arena);
	sl_findings_start(&f->findings);
	f->repository.root = f->root;
	f->repository.catalog = sigma_catalog();
	f->channel = (sl_channel){.channel = 7,
	                          .version = 9,
	                          .created_at = 11,
	                          .expires_at = 13,
	                          .action = CHAN_ACTION_PREVENT,
	                          .source = {"channels/7.yaml", 1, 1}};
	*state = f;
	return 0;
}

static int end(void **state)
{
	fixture *f = *state;

	folder_remove(f->root);
	sl_findings_free(&f->findings);
	sl_arena_free(&f->arena);
	free(f);
	return 0;
}

static void add_file(fixture *f, const char *name, const char *text)
{
	const char *path = sl_path_join(&f->arena, f->root, name);
	char *folder = sl_arena_copy(&f->arena, path, strlen(path));
	sl_problem problem;

	*strrchr(folder, '/') = '\0';
	assert_true(sl_folder_create(folder, &problem));
	assert_true(sl_file_write(path, text, strlen(text), &problem));
}

/* A rule with the id of this number; the item is its one key and value. */
static const char *rule(fixture *f, unsigned number, const char *item)
{
	return sl_arena_printf(&f->arena,
	                       "title: rule %u\n"
	                       "id: 00000000-0000-4000-8000-%012x\n"
	                       "logsource: {service: log}\n"
	                       "detection:\n"
	                       "  s:\n"
	                       "    %s\n"
	                       "  condition: s\n",
	                       number, number, item);
}

static void select_rules(fixture *f, size_t count, const char *const *patterns)
{
	f->channel.rules = patterns;
	f->channel.rule_count = (uint32_t)count;
}

static bool compile(fixture *f)
{
	memset(&f->content, 0xa5, sizeof f->content);
	memset(&f->counts, 0xa5, sizeof f->counts);
	return sl_compile_channel(&f->repository, &f->channel, &f->arena, &f->content, &f->counts,
	                          &f->findings);
}

static void expect_counts(const fixture *f, size_t files, size_t authored, size_t excluded,
                          size_t compiled)
{
	assert_int_equal(f->counts.files, files);
	assert_int_equal(f->counts.authored, authored);
	assert_int_equal(f->counts.excluded, excluded);
	assert_int_equal(f->counts.compiled, compiled);
	assert_int_equal(f->content.template_count, compiled);
}

/* The finding at this index of the unsorted list; path: the end of the source's path. */
static void expect_finding(const fixture *f, size_t index, uint16_t id, const char *path,
                           uint32_t line)
{
	const sl_finding *finding;

	assert_true(index < f->findings.count);
	finding = &f->findings.items[index];
	assert_int_equal(finding->rule, id);
	assert_non_null(strstr(finding->source.path, path));
	assert_int_equal(finding->source.line, line);
	assert_non_null(finding->detail);
}

static void exclude(fixture *f, uint32_t count, sl_exclusion *list)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		list[i].source = (sl_source){"channels/7.yaml", 10 + i, 5};
	f->channel.exclude = list;
	f->channel.exclude_count = count;
}

static void test_order_and_header(void **state)
{
	static const char *const patterns[] = {"rules/**/*.yml", "rules/b.yml", "rules/none*.yml"};
	fixture *f = *state;

	add_file(f, "rules/b.yml", rule(f, 1, "User: b"));
	add_file(f, "rules/a.yml", rule(f, 3, "User: a"));
	add_file(f, "rules/a/c.yml", rule(f, 2, "User: c"));
	add_file(f, "rules/d.txt", "not: selected");
	select_rules(f, 3, patterns);
	assert_true(compile(f));
	assert_int_equal(f->findings.count, 0);
	expect_counts(f, 3, 3, 0, 3);
	assert_int_equal(f->content.engine_level, CHAN_ENGINE_LEVEL);
	assert_int_equal(f->content.channel, 7);
	assert_int_equal(f->content.content_version, 9);
	assert_int_equal(f->content.created_at, 11);
	assert_int_equal(f->content.expires_at, 13);
	assert_int_equal(f->content.type_count, 1);
	/* "rules/a.yml" comes before "rules/a/c.yml": '.' is less than '/'. */
	assert_int_equal(f->content.templates[0].uuid[15], 3);
	assert_int_equal(f->content.templates[1].uuid[15], 2);
	assert_int_equal(f->content.templates[2].uuid[15], 1);
	assert_int_equal(f->content.templates[0].action, CHAN_ACTION_PREVENT);
	assert_int_equal(f->content.templates[0].source.line, 7);
	assert_non_null(strstr(f->content.templates[0].source.path, "/rules/a.yml"));
	assert_int_equal(f->content.templates[0].criteria[0].source.line, 6);
	assert_int_equal(f->content.templates[0].criteria[0].source.column, 11);
}

static void test_excluded(void **state)
{
	static const char *const patterns[] = {"rules/*.yml"};
	sl_exclusion list[] = {{.rule = "rules/c.yml", .finding = SL_RULE_FIELD_NOT_IN_TYPE},
	                       {.rule = "rules/a.yml", .finding = SL_RULE_MODIFIER},
	                       {.rule = "rules/e.yml", .finding = SL_RULE_YAML}};
	fixture *f = *state;

	add_file(f, "rules/a.yml", rule(f, 1, "User|frob: a"));
	add_file(f, "rules/b.yml", rule(f, 2, "User: b"));
	add_file(f, "rules/c.yml", rule(f, 3, "Nobody|frob: c"));
	add_file(f, "rules/e.yml", "a: b: c\n");
	select_rules(f, 1, patterns);
	exclude(f, 3, list);
	assert_true(compile(f));
	assert_int_equal(f->findings.count, 0);
	expect_counts(f, 4, 4, 3, 1);
}

static void test_exclusion_is_stale(void **state)
{
	static const char *const patterns[] = {"rules/*.yml"};
	sl_exclusion list[] = {{.rule = "rules/compiles.yml", .finding = SL_RULE_MODIFIER},
	                       {.rule = "rules/other.yml", .finding = SL_RULE_MODIFIER},
	                       {.rule = "elsewhere.yml", .finding = SL_RULE_MODIFIER},
	                       {.rule = "rules/two.yml", .finding = SL_RULE_FIELD_NOT_IN_TYPE},
	                       {.rule = "rules/two.yml", .finding = SL_RULE_KEYWORDS}};
	fixture *f = *state;

	add_file(f, "rules/compiles.yml", rule(f, 1, "User: a"));
	add_file(f, "rules/other.yml", rule(f, 2, "Nobody: b"));
	add_file(f, "rules/two.yml", rule(f, 3, "Nobody: c"));
	add_file(f, "elsewhere.yml", rule(f, 4, "User|frob: d"));
	select_rules(f, 1, patterns);
	exclude(f, 5, list);
	assert_false(compile(f));
	expect_counts(f, 3, 3, 1, 1);
	assert_int_equal(f->findings.errors, 1);
	assert_int_equal(f->findings.warnings, 4);
	sl_findings_sort(&f->findings);
	expect_finding(f, 0, SL_RULE_FIELD_NOT_IN_TYPE, "/rules/other.yml", 6);
	expect_finding(f, 1, SL_RULE_EXCLUSION_STALE, "channels/7.yaml", 10);
	assert_non_null(strstr(f->findings.items[1].detail, "compiles"));
	expect_finding(f, 2, SL_RULE_EXCLUSION_STALE, "channels/7.yaml", 11);
	assert_non_null(strstr(f->findings.items[2].detail, "other findings"));
	expect_finding(f, 3, SL_RULE_EXCLUSION_STALE, "channels/7.yaml", 12);
	assert_non_null(strstr(f->findings.items[3].detail, "not selected"));
	expect_finding(f, 4, SL_RULE_EXCLUSION_STALE, "channels/7.yaml", 14);
}

/* Without a finding somebody holds the rule back, whatever it is: every document of the file, and nothing is said. */
static void test_held_back(void **state)
{
	static const char *const patterns[] = {"rules/*.yml"};
	sl_exclusion list[] = {{.rule = "rules/compiles.yml"},
	                       {.rule = "rules/broken.yml"},
	                       {.rule = "rules/several.yml"},
	                       {.rule = "elsewhere.yml"}};
	fixture *f = *state;

	add_file(f, "rules/compiles.yml", rule(f, 1, "User: a"));
	add_file(f, "rules/broken.yml", "a: b: c\n");
	add_file(f, "rules/several.yml",
	         sl_arena_printf(&f->arena, "%s---\n%s", rule(f, 2, "User: b"),
	                         rule(f, 3, "Nobody: c")));
	add_file(f, "rules/stays.yml", rule(f, 4, "User: d"));
	select_rules(f, 1, patterns);
	exclude(f, 4, list);
	assert_true(compile(f));
	expect_counts(f, 4, 5, 4, 1);
	assert_int_equal(f->content.templates[0].uuid[15], 4);
	assert_int_equal(f->findings.count, 1);
	expect_finding(f, 0, SL_RULE_EXCLUSION_STALE, "channels/7.yaml", 13);
}

/* A warning alone is no reason to leave a rule out. */
static void test_exclusion_by_warning(void **state)
{
	static const char *const patterns[] = {"a.yml"};
	sl_exclusion list[] = {{.rule = "a.yml", .finding = SL_RULE_SELECTION_UNUSED}};
	fixture *f = *state;

	add_file(f, "a.yml", rule(f, 1, "User: a\n  t:\n    User: b"));
	select_rules(f, 1, patterns);
	exclude(f, 1, list);
	assert_true(compile(f));
	expect_counts(f, 1, 1, 0, 1);
	expect_finding(f, 0, SL_RULE_SELECTION_UNUSED, "a.yml", 7);
	expect_finding(f, 1, SL_RULE_EXCLUSION_STALE, "channels/7.yaml", 10);
	assert_int_equal(f->findings.count, 2);
}

/* Of several documents in an excluded file, those that compile stay. */
static void test_excluded_document(void **state)
{
	static const char *const patterns[] = {"a.yml"};
	sl_exclusion list[] = {{.rule = "a.yml", .finding = SL_RULE_KEYWORDS}};
	fixture *f = *state;

	add_file(f, "a.yml",
	         sl_arena_printf(&f->arena, "%s---\n%s---\n%s", rule(f, 1, "- keyword"),
	                         rule(f, 2, "User: b"), rule(f, 3, "Nobody: c")));
	select_rules(f, 1, patterns);
	exclude(f, 1, list);
	assert_false(compile(f));
	expect_counts(f, 1, 3, 1, 1);
	assert_int_equal(f->findings.count, 1);
	expect_finding(f, 0, SL_RULE_FIELD_NOT_IN_TYPE, "a.yml", 22);
}

static void test_one_id_twice(void **state)
{
	static const char *const patterns[] = {"*.yml"};
	fixture *f = *state;
	unsigned i;

	/* Enough of them that the table of ids has grown. */
	for (i = 1; i <= 100; i++)
		add_file(f, sl_arena_printf(&f->arena, "a%03u.yml", i), rule(f, i, "User: a"));
	add_file(f, "b.yml", rule(f, 77, "User: b"));
	select_rules(f, 1, patterns);
	assert_false(compile(f));
	expect_counts(f, 101, 101, 0, 100);
	assert_int_equal(f->findings.count, 1);
	expect_finding(f, 0, SL_RULE_DUPLICATE_UUID, "/b.yml", 2);
	assert_non_null(strstr(f->findings.items[0].detail, "a077.yml:7"));
}

static void test_nothing_selected(void **state)
{
	static const char *const patterns[] = {"rules/*.yml"};
	fixture *f = *state;

	add_file(f, "rules/a.txt", rule(f, 1, "User: a"));
	select_rules(f, 1, patterns);
	assert_false(compile(f));
	expect_counts(f, 0, 0, 0, 0);
	assert_int_equal(f->findings.count, 1);
	expect_finding(f, 0, SL_RULE_NO_RULE, "channels/7.yaml", 1);
}

static void test_no_folder(void **state)
{
	static const char *const patterns[] = {"a.yml", "rules/*.yml"};
	fixture *f = *state;

	add_file(f, "a.yml", rule(f, 1, "User: a"));
	select_rules(f, 2, patterns);
	assert_false(compile(f));
	expect_counts(f, 1, 1, 0, 1);
	assert_int_equal(f->findings.count, 1);
	expect_finding(f, 0, SL_RULE_FILE_UNREADABLE, "channels/7.yaml", 1);
}

static void test_all_excluded(void **state)
{
	static const char *const patterns[] = {"a.yml"};
	sl_exclusion list[] = {{.rule = "a.yml", .finding = SL_RULE_KEYWORDS}};
	fixture *f = *state;

	add_file(f, "a.yml", rule(f, 1, "- keyword"));
	select_rules(f, 1, patterns);
	exclude(f, 1, list);
	assert_false(compile(f));
	expect_counts(f, 1, 1, 1, 0);
	expect_finding(f, 0, SL_RULE_NO_RULE, "channels/7.yaml", 1);
}

static void test_unreadable(void **state)
{
	static const char *const patterns[] = {"*.yml"};
	fixture *f = *state;
	const char *path;

	if (geteuid() == 0)
		skip(); /* nothing is unreadable to root */
	add_file(f, "a.yml", rule(f, 1, "User: a"));
	add_file(f, "b.yml", rule(f, 2, "User: b"));
	path = sl_path_join(&f->arena, f->root, "a.yml");
	assert_int_equal(chmod(path, 0), 0);
	select_rules(f, 1, patterns);
	assert_false(compile(f));
	expect_counts(f, 2, 2, 0, 1);
	expect_finding(f, 0, SL_RULE_FILE_UNREADABLE, "/a.yml", 0);
}

static void test_too_large(void **state)
{
	static const char *const patterns[] = {"*.yml"};
	fixture *f = *state;

	add_file(f, "a.yml", "");
	assert_int_equal(truncate(sl_path_join(&f->arena, f->root, "a.yml"), SL_YAML_MAX_BYTES + 1),
	                 0);
	select_rules(f, 1, patterns);
	assert_false(compile(f));
	expect_counts(f, 1, 1, 0, 0);
	assert_int_equal(f->findings.count, 1);
	expect_finding(f, 0, SL_RULE_FILE_UNREADABLE, "/a.yml", 0);
}

static void test_empty_file(void **state)
{
	static const char *const patterns[] = {"*.yml"};
	fixture *f = *state;

	add_file(f, "a.yml", "");
	select_rules(f, 1, patterns);
	assert_false(compile(f));
	expect_counts(f, 1, 1, 0, 0);
	assert_int_equal(f->findings.count, 1);
	expect_finding(f, 0, SL_RULE_YAML, "/a.yml", 0);
}

/* Several types, each once, in the order in which rules need them; the content may have grown before. */
static void test_types(void **state)
{
	static const char process[] = "title: p\n"
				      "id: 00000000-0000-4000-8000-00000000000a\n"
				      "logsource: {product: windows, category: process_creation}\n"
				      "detection: {s: {Hashes: x}, condition: s}\n";
	fixture *f = *state;
	const char *log = rule(f, 1, "ProcessId: 1");
	sl_content *c = &f->content;

	*c = (sl_content){0};
	assert_int_equal(sl_compile_rules(&f->repository.catalog, CHAN_ACTION_DETECT, "a",
	                                  (const uint8_t *)log, strlen(log), &f->arena, c,
	                                  &f->findings),
	                 1);
	assert_int_equal(sl_compile_rules(&f->repository.catalog, CHAN_ACTION_DETECT, "b",
	                                  (const uint8_t *)process, strlen(process), &f->arena, c,
	                                  &f->findings),
	                 1);
	log = rule(f, 2, "ProcessId: 2");
	(void)sl_compile_rules(&f->repository.catalog, CHAN_ACTION_DETECT, "c",
	                       (const uint8_t *)log, strlen(log), &f->arena, c, &f->findings);
	assert_int_equal(f->findings.count, 0);
	assert_int_equal(c->template_count, 3);
	assert_int_equal(c->type_count, 2);
	assert_true(sl_text_is(c->types[0].name, "log"));
	assert_int_equal(c->types[0].field_count, 5);
	assert_int_equal(c->types[1].id, 3);
	assert_int_equal(c->types[1].version, 2);
	assert_int_equal(c->types[1].field_count, SIGMA_CATALOG_FIELDS);
	assert_int_equal(c->types[1].fields[4].kind, CHAN_KIND_INTEGER);
	assert_int_equal(c->templates[0].type, 0);
	assert_int_equal(c->templates[1].type, 1);
	assert_int_equal(c->templates[2].type, 0);
	assert_int_equal(c->templates[1].criteria[0].field, SIGMA_CATALOG_FIELDS - 1);
	assert_string_equal(c->templates[2].source.path, "c");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order_and_header),
		TEST(test_excluded),
		TEST(test_exclusion_is_stale),
		TEST(test_held_back),
		TEST(test_exclusion_by_warning),
		TEST(test_excluded_document),
		TEST(test_one_id_twice),
		TEST(test_nothing_selected),
		TEST(test_no_folder),
		TEST(test_all_excluded),
		TEST(test_unreadable),
		TEST(test_too_large),
		TEST(test_empty_file),
		TEST(test_types),
	};

	return cmocka_run_group_tests_name("sigma_channel", tests, NULL, NULL);
}
