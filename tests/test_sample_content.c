/* The sample repository: its catalog is the table of known sources, its rules use all there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/compile.h"
#include "base/buffer.h"
#include "base/file.h"
#include "limits.h"
#include "model/known_sources.h"

#define FILE_LIMIT 1048576u

static sl_arena arena;

static const char *in_sample(const char *path)
{
	const char *root = getenv("REPO_ROOT");

	return sl_arena_printf(&arena, "%s/corpus/content/%s", root ? root : ".", path);
}

static void read_sample(const char *path, sl_buffer *out)
{
	sl_problem problem;

	if (!sl_file_read(in_sample(path), FILE_LIMIT, out, &problem))
		fail_msg("%s cannot be read", path);
}

static void test_catalog_is_the_table_of_known_sources(void **state)
{
	sl_known_sources known;
	sl_buffer found = {0}, wanted = {0};
	const char *documents;
	sl_type *types;

	(void)state;
	sl_known_sources_read(&arena, &known);
	types = sl_arena_alloc(&arena, known.count, sizeof *types);
	for (size_t i = 0; i < known.count; i++) {
		size_t at = i;

		/* By id, as a catalog is written. */
		while (at > 0 && types[at - 1].id > known.items[i].type.id) {
			types[at] = types[at - 1];
			at--;
		}
		types[at] = known.items[i].type;
	}
	sl_catalog_write(types, known.count, &wanted);
	read_sample("catalog/windows.yaml", &found);
	documents = strstr((const char *)found.bytes, "template_type:");
	assert_non_null(documents);
	assert_string_equal(documents, (const char *)wanted.bytes);
	sl_buffer_free(&found);
	sl_buffer_free(&wanted);
}

/* All rules of the sample, one after the other. */
static void read_rules(sl_buffer *out)
{
	static const char *const patterns[] = {"rules/ipc/*.yml", "rules/process/*.yml",
	                                       "rules/telemetry/**/*.yml"};
	sl_problem problem;
	size_t rules = 0;

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		sl_names names = {0};

		assert_true(sl_folder_glob(&arena, in_sample(""), patterns[i], &names, &problem));
		for (size_t j = 0; j < names.count; j++) {
			sl_buffer rule = {0};

			read_sample(names.items[j], &rule);
			sl_buffer_append(out, rule.bytes, rule.length);
			sl_buffer_free(&rule);
			rules++;
		}
	}
	assert_true(rules >= 30);
}

static void test_rules_use_every_construct(void **state)
{
	static const char *const constructs[] = {
		"|contains", "|startswith", "|endswith", "|all",    "|re:",     "|re|i",
		"|m",        "|s:",         "|cidr",     "|cased",  "|windash", "|base64|",
		"|wide|",    "|utf16le|",   "|utf16be|", "|utf16|", "|exists",  "|base64offset|",
		"|fieldref", "|gt:",        "|gte:",     "|lt:",    "|lte:",    "|neq:",
		"1 of them", "all of them", "1 of sel",  "all of ", "not (",    " or ",
		": null",    ": ''",        ": '*'",     "- null",  ": true",   "??",
		"\\\\*",     "\\\\?",       "\\*",       "\\?",     "(?i)",     "盗聴",
	};
	sl_buffer rules = {0};

	(void)state;
	read_rules(&rules);
	for (size_t i = 0; i < sizeof(constructs) / sizeof(constructs[0]); i++) {
		if (strstr((const char *)rules.bytes, constructs[i]) == NULL)
			fail_msg("no rule of the sample has %s", constructs[i]);
	}
	sl_buffer_free(&rules);
}

static void test_content_uses_every_operator_and_kind(void **state)
{
	sl_repository repository;
	sl_findings findings;
	uint32_t operators = 0, kinds = 0;

	(void)state;
	sl_findings_start(&findings);
	assert_true(sl_repository_load(in_sample(""), &repository, &findings));
	assert_true(repository.fleet.count >= 4);
	for (size_t i = 0; i < repository.channel_count; i++) {
		sl_content content;
		sl_compile_counts counts;

		assert_true(sl_compile_channel(&repository, &repository.channels[i], &arena,
		                               &content, &counts, &findings));
		assert_int_equal(counts.compiled, counts.authored);
		for (uint32_t j = 0; j < content.template_count; j++) {
			const sl_template *template = &content.templates[j];

			for (uint32_t k = 0; k < template->criterion_count; k++) {
				const sl_criterion *criterion = &template->criteria[k];
				const sl_content_type *type = &content.types[template->type];

				operators |= 1u << criterion->operation;
				kinds |= 1u << type->fields[criterion->field].kind;
			}
		}
	}
	for (uint8_t i = CHAN_OPERATOR_EXACT; i <= CHAN_OPERATOR_FIELDREF; i++) {
		if ((operators & 1u << i) == 0)
			fail_msg("no criterion of the sample has the operator %s",
			         sl_operator_name(i));
	}
	/* Match-all is for catalogs that allow it, and these do not. */
	assert_int_equal(operators & 1u << CHAN_OPERATOR_ANY, 0);
	assert_int_equal(kinds,
	                 1u << CHAN_KIND_STRING | 1u << CHAN_KIND_INTEGER | 1u << CHAN_KIND_IP);
	sl_repository_free(&repository);
	sl_findings_free(&findings);
}

static void test_ipc_appends_a_21st_field(void **state)
{
	sl_catalog catalog;
	sl_findings findings;
	const sl_type *old, *newest;

	(void)state;
	sl_findings_start(&findings);
	assert_true(sl_catalog_load(in_sample("catalog"), &catalog, &findings));
	old = sl_catalog_named(&catalog, "ipc", 2);
	newest = sl_catalog_newest(&catalog, 7);
	assert_non_null(old);
	assert_non_null(newest);
	assert_int_equal(newest->version, 3);
	assert_int_equal(newest->field_count, 21);
	assert_int_equal(old->field_count, 20);
	assert_int_equal(old->fields[19].layout_hash, newest->fields[19].layout_hash);
	sl_catalog_free(&catalog);
	sl_findings_free(&findings);
}

static int start(void **state)
{
	(void)state;
	sl_arena_start(&arena);
	return 0;
}

static int end(void **state)
{
	(void)state;
	sl_arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_catalog_is_the_table_of_known_sources),
		cmocka_unit_test(test_rules_use_every_construct),
		cmocka_unit_test(test_content_uses_every_operator_and_kind),
		cmocka_unit_test(test_ipc_appends_a_21st_field),
	};

	return cmocka_run_group_tests(tests, start, end);
}
