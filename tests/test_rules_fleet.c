/*
 * Family 3xxx: what each build supplies, needs and can hold. Places are held by the pinned cases;
 * here are the facts. What builds say and the catalog does not is in test_rules_fleet_catalog.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_check.h"

enum { PIPE_NAME = 0, IMAGE = 2, REMOTE_HOST = 12, REMOTE_IP = 13, CALLING_MODULE = 20 };

#define EVERYONE ((1u << SL_MODEL_BUILDS) - 1)

/* One template with a criterion on each of the fields. */
static void write_reading(checking *c, const unsigned *fields, size_t count)
{
	uint32_t ipc = draft_type(&c->draft, "ipc", 3);

	draft_template(&c->draft, ipc, 1);
	for (size_t i = 0; i < count; i++)
		draft_criterion(&c->draft, fields[i], CHAN_OPERATOR_EXISTS, 0);
	checking_write(c);
}

static void expect_builds(const sl_finding *finding, size_t count, const char *const *names)
{
	assert_int_equal(finding->build_count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(finding->builds[i], names[i]);
}

static void one_finding_names_every_build(void **state)
{
	static const unsigned fields[] = {PIPE_NAME, CALLING_MODULE};
	static const char *const builds[] = {"7.10.17605", "7.11.18110"};
	checking c;

	(void)state;
	checking_begin(&c, EVERYONE);
	write_reading(&c, fields, 2);
	checking_fleet(&c);
	/* The small build does not know the operator exists. */
	checking_count(&c, 2);
	const sl_finding *finding = &c.findings.items[1];
	assert_int_equal(finding->rule, SL_RULE_INPUT_NOT_SUPPLIED);
	assert_string_equal(finding->field, "CallingModule");
	assert_string_equal(finding->path, "template[0].criterion[1].field");
	assert_int_equal(finding->template_index, 0);
	assert_int_equal(finding->criterion_index, 1);
	assert_true(finding->has_template);
	expect_builds(finding, 2, builds);
	assert_string_equal(finding->detail,
	                    "CallingModule is the 21st input of ipc since version 3; 7.10.17605 "
	                    "(version 2) supplies 20 inputs, 7.11.18110 (version 3) supplies 20 "
	                    "inputs");
	assert_int_equal(c.findings.items[0].rule, SL_RULE_OPERATOR_NOT_SUPPORTED);
	assert_string_equal(c.findings.items[0].detail,
	                    "the operator exists is unknown to 1 of 5 builds");
	checking_end(&c);
}

static void a_name_in_another_place_is_not_supplied(void **state)
{
	static const unsigned fields[] = {REMOTE_HOST, REMOTE_IP, IMAGE};
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_SHUFFLED);
	write_reading(&c, fields, 3);
	checking_fleet(&c);
	checking_count(&c, 2);
	assert_string_equal(
		c.findings.items[0].detail,
		"RemoteHost is the 13th input of ipc; 7.14.21000 supplies RemoteIp there");
	assert_string_equal(
		c.findings.items[1].detail,
		"RemoteIp is the 14th input of ipc; 7.14.21000 supplies RemoteHost there");
	checking_end(&c);
}

static void another_kind_is_not_supplied(void **state)
{
	static const unsigned fields[] = {REMOTE_IP};
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	c.fleet.builds[0].inputs[0].supplies[REMOTE_IP].kind = CHAN_KIND_STRING;
	write_reading(&c, fields, 1);
	checking_fleet(&c);
	assert_string_equal(checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail,
	                    "RemoteIp is the 14th input of ipc; 7.12.19004 supplies it as string");
	checking_catalog(&c);
	assert_string_equal(checking_only(&c, SL_RULE_CATALOG_DISAGREES)->detail,
	                    "build 7.12.19004 claims ipc version 3 and supplies RemoteIp (14th) as "
	                    "string, not ip");
	c.fleet.builds[0].inputs[0].supplies[REMOTE_IP].kind = CHAN_KIND_IP;
	checking_fleet(&c);
	checking_count(&c, 0);
	checking_catalog(&c);
	checking_count(&c, 0);
	checking_end(&c);
}

/* A build that is newer than the file supplies more than the file knows. */
static void a_newer_build_is_fine(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE | SL_MODEL_LYING | SL_MODEL_HONEST);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 2), 1);
	draft_criterion(&c.draft, 19, CHAN_OPERATOR_EXISTS, 0);
	checking_write(&c);
	checking_fleet(&c);
	checking_count(&c, 0);
	checking_end(&c);
}

/* Six copies of a build: the sentence names four, the list all. */
static void a_long_list_is_cut_in_the_text(void **state)
{
	static const unsigned fields[] = {CALLING_MODULE};
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_HONEST);
	sl_build *builds = sl_arena_alloc(&c.draft.arena, 6, sizeof *builds);
	for (unsigned i = 0; i < 6; i++) {
		builds[i] = c.fleet.builds[0];
		builds[i].name = sl_arena_printf(&c.draft.arena, "b%u", i);
	}
	c.fleet.builds = builds;
	c.fleet.count = 6;
	write_reading(&c, fields, 1);
	checking_fleet(&c);
	const sl_finding *finding = checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED);
	assert_int_equal(finding->build_count, 6);
	assert_non_null(strstr(finding->detail, "b3 (version 2) supplies 20 inputs and 2 more"));
	assert_null(strstr(finding->detail, "b4"));
	checking_end(&c);
}

/*
 * The least of the builds that are named is the one in the sentence, and only those that are
 * affected are named.
 */
static void limits_name_whom_they_affect(void **state)
{
	static const char *const over[] = {"7.10.17605", "7.12.19004"};
	static const char *const close[] = {"7.11.18110"};
	static const unsigned fields[] = {PIPE_NAME, IMAGE, REMOTE_IP};
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_HONEST | SL_MODEL_LYING | SL_MODEL_COMPLETE);
	c.fleet.builds[0].limits.criteria = 2;
	c.fleet.builds[1].limits.criteria = 3;
	c.fleet.builds[2].limits.criteria = 1;
	write_reading(&c, fields, 3);
	checking_fleet(&c);
	checking_count(&c, 2);
	assert_int_equal(c.findings.items[0].rule, SL_RULE_OVER_LIMIT);
	assert_string_equal(c.findings.items[0].detail,
	                    "3 criteria in the template; the least limit of these builds is 1");
	expect_builds(&c.findings.items[0], 2, over);
	assert_int_equal(c.findings.items[1].rule, SL_RULE_LITTLE_HEADROOM);
	assert_string_equal(c.findings.items[1].detail,
	                    "3 criteria in the template; the least limit of these builds is 3");
	expect_builds(&c.findings.items[1], 1, close);
	checking_end(&c);
}

static void check_width(uint64_t version, uint32_t bits, bool fits)
{
	static const unsigned fields[] = {PIPE_NAME};
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	c.draft.content.content_version = version;
	c.fleet.builds[0].limits.version_bits = bits;
	write_reading(&c, fields, 1);
	checking_fleet(&c);
	if (fits)
		checking_count(&c, 0);
	else
		checking_only(&c, SL_RULE_VERSION_WIDTH);
	checking_end(&c);
}

static void widths_of_versions(void **state)
{
	(void)state;
	check_width(1, 1, true);
	check_width(2, 1, false);
	check_width(2201010001, 31, false); /* 1 January 2022 */
	check_width(2201010001, 32, true);
	check_width(UINT64_C(1) << 32, 32, false);
	check_width(UINT64_MAX, 63, false);
	check_width(UINT64_MAX, 64, true);
}

/* A build without the type is not asked for its inputs; if there is no other one, nobody is. */
static void builds_without_the_type(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_HONEST | SL_MODEL_LYING | SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "host", 1), 1);
	draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXISTS, 0);
	checking_write(&c);
	checking_fleet(&c);
	const sl_finding *finding = checking_only(&c, SL_RULE_TYPE_NOT_SUPPORTED);
	assert_int_equal(finding->build_count, 2);
	assert_string_equal(
		finding->detail,
		"host is the type of 1 template here, and not supplied by 2 of 3 builds");
	c.fleet.count = 2;
	checking_fleet(&c);
	checking_only(&c, SL_RULE_TYPE_NOWHERE);
	checking_end(&c);
}

/* Far more findings than are kept are counted, and do not cost their words. */
static void overflow_is_counted(void **state)
{
	static const unsigned fields[] = {PIPE_NAME, IMAGE, CALLING_MODULE};
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_HONEST);
	write_reading(&c, fields, 3);
	for (unsigned i = 0; i < SL_MAX_FINDINGS + 5; i++)
		sl_check_fleet(&c.checked, &c.draft.catalog, &c.fleet, &c.findings);
	assert_int_equal(c.findings.count, SL_MAX_FINDINGS);
	assert_int_equal(c.findings.dropped, 5);
	assert_int_equal(c.findings.errors, SL_MAX_FINDINGS + 5);
	checking_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_finding_names_every_build),
		cmocka_unit_test(a_name_in_another_place_is_not_supplied),
		cmocka_unit_test(another_kind_is_not_supplied),
		cmocka_unit_test(a_newer_build_is_fine),
		cmocka_unit_test(a_long_list_is_cut_in_the_text),
		cmocka_unit_test(limits_name_whom_they_affect),
		cmocka_unit_test(widths_of_versions),
		cmocka_unit_test(builds_without_the_type),
		cmocka_unit_test(overflow_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
