/* Family 5xxx: the name of a file against its header, and the counts of a release. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_check.h"

static void check_name(const char *path, uint64_t version, const char *member)
{
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	c.draft.content.content_version = version;
	draft_template(&c.draft, draft_type(&c.draft, "host", 1), 1);
	draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXISTS, 0);
	checking_write(&c);
	c.checked.path = path;
	sl_check_name(&c.checked, &c.findings);
	if (member == NULL)
		checking_count(&c, 0);
	else
		assert_string_equal(checking_only(&c, SL_RULE_NAME_DIFFERS)->path, member);
	checking_end(&c);
}

static void names(void **state)
{
	(void)state;
	check_name("C-00000291-00000043.chan", 43, NULL);
	check_name("/var/lib/C-00000291-00000043.chan", 43, NULL);
	check_name("C-00000291-4294967296.chan", UINT64_C(1) << 32, NULL);
	check_name("C-00000291-18446744073709551615.chan", UINT64_MAX, NULL);
	check_name("C-00000291-00000042.chan", 43, "header.content_version");
	check_name("C-00000291-000000043.chan", 43, "header.channel");
	check_name("C-00000292-00000043.chan", 43, "header.channel");
	check_name("C-00000290-00000043.chan", 43, "header.channel");
	check_name("C-00000291-00000043.chan.part", 43, "header.channel");
	check_name("C-00000291-00000043", 43, "header.channel");
	check_name("c-00000291-00000043.chan", 43, "header.channel");
	check_name("C-00000291-00000043.chan/x", 43, "header.channel");
	check_name("", 43, "header.channel");
}

/* At most 80 bytes of a name are told. */
static void long_names(void **state)
{
	char name[82] = "", told[82] = "";
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "host", 1), 1);
	draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXISTS, 0);
	checking_write(&c);
	c.checked.path = name;
	for (unsigned length = 79; length <= 81; length++) {
		memset(name, 'x', length);
		memset(told, 'x', length);
		if (length > 80)
			memcpy(told + 77, "...", sizeof "...");
		sl_check_name(&c.checked, &c.findings);
		assert_string_equal(c.findings.items[c.findings.count - 1].detail,
		                    sl_arena_printf(&c.draft.arena,
		                                    "the file is named %s and its header says "
		                                    "C-00000291-00000043.chan",
		                                    told));
	}
	checking_end(&c);
}

static size_t count_findings(sl_release_counts counts, sl_findings *findings)
{
	sl_findings_start(findings);
	sl_check_counts("f.chan", (sl_source){"channels/291.yaml", 2, 1}, &counts, findings);
	return findings->count;
}

static void counts(void **state)
{
	static const sl_release_counts wrong[] = {
		{31, 1, 29, 29, 29}, {31, 1, 30, 29, 29}, {31, 1, 30, 30, 29}, {31, 1, 31, 31, 31},
		{31, 0, 30, 30, 30}, {1, 2, 0, 0, 0},     {0, 0, 0, 0, 1},     {31, 1, 30, 31, 30},
	};
	sl_findings findings;

	(void)state;
	assert_int_equal(count_findings((sl_release_counts){31, 1, 30, 30, 30}, &findings), 0);
	sl_findings_free(&findings);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(count_findings(wrong[i], &findings), 1);
		assert_int_equal(findings.items[0].rule, SL_RULE_COUNTS_DIFFER);
		assert_string_equal(findings.items[0].file, "f.chan");
		assert_string_equal(findings.items[0].source.path, "channels/291.yaml");
		assert_int_equal(findings.items[0].template_index, -1);
		assert_int_equal(findings.items[0].criterion_index, -1);
		sl_findings_free(&findings);
	}
	count_findings(wrong[0], &findings);
	assert_string_equal(findings.items[0].detail, "31 rules authored, 1 of them excluded, 29 "
	                                              "compiled, 29 loaded, 29 reachable");
	sl_findings_free(&findings);
}

/* Every choice of small numbers, and of the greatest, which less than none would be. */
static void every_count(void **state)
{
	static const size_t numbers[] = {0, 1, 2, SIZE_MAX};
	sl_findings findings;

	(void)state;
	for (unsigned choice = 0; choice < 1024; choice++) {
		const sl_release_counts counts = {
			.authored = numbers[choice & 3],
			.excluded = numbers[choice >> 2 & 3],
			.compiled = numbers[choice >> 4 & 3],
			.loaded = numbers[choice >> 6 & 3],
			.reachable = numbers[choice >> 8 & 3],
		};
		const bool same = counts.excluded <= counts.authored &&
		                  counts.compiled == counts.authored - counts.excluded &&
		                  counts.loaded == counts.compiled &&
		                  counts.reachable == counts.compiled;

		assert_int_equal(count_findings(counts, &findings), same ? 0 : 1);
		sl_findings_free(&findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(long_names),
		cmocka_unit_test(counts),
		cmocka_unit_test(every_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
