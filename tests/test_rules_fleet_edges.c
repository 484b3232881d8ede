/* Family 3xxx at its edges: builds that differ in what they lack, many differences at once, builds without inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_check.h"

enum { PIPE_NAME = 0, CALLING_MODULE = 20, IPC_FIELDS = 21 };

static void one_template(checking *c, const char *type, uint32_t version, unsigned field)
{
	draft_template(&c->draft, draft_type(&c->draft, type, version), 1);
	draft_criterion(&c->draft, field, CHAN_OPERATOR_EXISTS, 0);
}

static const sl_finding *find(const checking *c, unsigned rule)
{
	for (size_t i = 0; i < c->findings.count; i++)
		if (c->findings.items[i].rule == rule)
			return &c->findings.items[i];
	fail_msg("no CH%u", rule);
	return NULL;
}

static void many_are_missing(void **state)
{
	checking c;

	(void)state;
	for (uint32_t missing = 3; missing <= 6; missing++) {
		checking_begin(&c, SL_MODEL_COMPLETE);
		c.fleet.builds[0].inputs[0].count = IPC_FIELDS - missing;
		checking_catalog(&c);
		const char *detail = checking_only(&c, SL_RULE_CATALOG_DISAGREES)->detail;
		assert_true((strstr(detail, "and 1 more") != NULL) == (missing == 5));
		assert_true((strstr(detail, "and 2 more") != NULL) == (missing == 6));
		checking_end(&c);
	}
}

/* The least is the least in whatever order the builds come. */
static void the_least_of_all(void **state)
{
	checking c;

	(void)state;
	for (unsigned first = 0; first < 2; first++) {
		checking_begin(&c, SL_MODEL_COMPLETE | SL_MODEL_HONEST);
		sl_limits *least = &c.fleet.builds[first].limits;
		sl_limits *more = &c.fleet.builds[!first].limits;
		least->version_bits = 4;
		more->version_bits = 5;
		least->file_bytes = 100;
		more->file_bytes = 101;
		one_template(&c, "ipc", 3, PIPE_NAME);
		checking_write(&c);
		checking_fleet(&c);
		assert_non_null(strstr(find(&c, SL_RULE_VERSION_WIDTH)->detail, "fit 4 bits"));
		assert_non_null(strstr(find(&c, SL_RULE_OVER_LIMIT)->detail, "builds is 100"));
		assert_int_equal(find(&c, SL_RULE_OVER_LIMIT)->build_count, 2);
		checking_end(&c);
	}
}

/* Also of levels; all lists are blocks of exactly their size. */
static void the_least_level(void **state)
{
	checking c;

	(void)state;
	for (unsigned first = 0; first < 2; first++) {
		checking_begin(&c, SL_MODEL_COMPLETE | SL_MODEL_HONEST);
		sl_build *builds = sl_alloc(2, sizeof *builds);
		sl_type *types = sl_alloc(1, sizeof *types);

		memcpy(builds, c.fleet.builds, 2 * sizeof *builds);
		c.fleet.builds = builds;
		builds[first].engine = 1;
		builds[!first].engine = 2;
		c.draft.content.engine_level = 3;
		one_template(&c, "process", 1, 3);
		builds[0].inputs[1].count = 3;
		checking_write(&c);
		/* The catalog has another type alone. */
		types[0] = c.draft.catalog.types[0];
		c.draft.catalog.types = types;
		c.draft.catalog.count = 1;
		checking_fleet(&c);
		assert_non_null(strstr(find(&c, SL_RULE_ENGINE_TOO_OLD)->detail,
		                       "it needs level 3; the least of these builds is 1"));
		assert_non_null(strstr(find(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail,
		                       "ParentImage is the 4th input of process; 7.10.17605"));
		free(types);
		free(builds);
		checking_end(&c);
	}
}

/*
 * As many fields as a type can have, and an input more: it is not one of them, though the next type of the file begins
 * with a field of its name. The second build has neither type.
 */
static void an_input_too_many(void **state)
{
	enum { INPUTS = CHAN_MAX_FIELDS + 1 };
	sl_supplied supplies[INPUTS];
	sl_content_type *type;
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE | SL_MODEL_HONEST);
	one_template(&c, "host", 1, CHAN_MAX_FIELDS - 1);
	type = &c.draft.content.types[0];
	type->field_count = CHAN_MAX_FIELDS;
	type->fields = sl_arena_alloc(&c.draft.arena, CHAN_MAX_FIELDS, sizeof *type->fields);
	for (uint32_t i = 0; i < CHAN_MAX_FIELDS; i++) {
		supplies[i] = (sl_supplied){.name = sl_arena_printf(&c.draft.arena, "F%03u", i)};
		type->fields[i].name = sl_text_of(supplies[i].name);
		type->fields[i].kind = CHAN_KIND_STRING;
	}
	draft_template(&c.draft, draft_type(&c.draft, "process", 1), 2);
	draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXISTS, 0);
	supplies[CHAN_MAX_FIELDS] = (sl_supplied){.name = "Image"};
	sl_input input = {.type = "host", .version = 1, .supplies = supplies, .count = INPUTS};

	c.fleet.builds[0].inputs = &input;
	c.fleet.builds[0].input_count = 1;
	c.fleet.builds[1].input_count = 0;
	checking_write(&c);
	for (size_t count = 1; count < 3; count++) {
		c.fleet.count = count;
		checking_fleet(&c);
		checking_count(&c, count);
		assert_non_null(strstr(find(&c, SL_RULE_TYPE_NOWHERE)->detail,
		                       "process is the type of 1 template here"));
		if (count == 2)
			assert_string_equal(find(&c, SL_RULE_TYPE_NOT_SUPPORTED)->builds[0],
			                    c.fleet.builds[1].name);
	}
	checking_end(&c);
}

/* One build lacks the type, another an input of it: the input's finding names the second alone. */
static void lacking_differs(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE | SL_MODEL_HONEST | SL_MODEL_LYING);
	c.fleet.builds[0].inputs[0].type = "pipe";
	one_template(&c, "ipc", 3, CALLING_MODULE);
	checking_write(&c);
	checking_fleet(&c);
	const sl_finding *finding = find(&c, SL_RULE_INPUT_NOT_SUPPLIED);
	assert_int_equal(finding->build_count, 1);
	assert_string_equal(finding->builds[0], "7.11.18110");
	assert_int_equal(find(&c, SL_RULE_TYPE_NOT_SUPPORTED)->build_count, 1);
	checking_end(&c);
}

/* The version that brought a field is said where the catalog knows it: not of a type that comes after others. */
static void fields_of_other_types(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	c.fleet.builds[0].inputs[2].count = 1;
	one_template(&c, "process", 1, 1);
	checking_write(&c);
	checking_fleet(&c);
	assert_null(strstr(checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail, "since"));
	/* Those before it have fewer fields, and are no older versions of it. */
	c.draft.catalog.types[0].field_count = c.draft.catalog.types[1].field_count = 1;
	checking_fleet(&c);
	assert_null(strstr(checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail, "since"));
	checking_end(&c);
	/* And one that the catalog has in no version. */
	checking_begin(&c, SL_MODEL_COMPLETE);
	one_template(&c, "ipc", 3, IPC_FIELDS);
	sl_content_type *type = &c.draft.content.types[0];
	type->fields[type->field_count].name = sl_text_of("Extra");
	type->fields[type->field_count].kind = CHAN_KIND_STRING;
	type->field_count++;
	checking_write(&c);
	checking_fleet(&c);
	const char *detail = checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail;
	assert_non_null(strstr(detail, "Extra is the 22nd input of ipc;"));
	/* Those behind it have more. */
	c.draft.catalog.types[3].field_count = 30;
	checking_fleet(&c);
	detail = checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail;
	assert_non_null(strstr(detail, "Extra is the 22nd input of ipc;"));
	checking_end(&c);
}

static void no_inputs_at_all(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	c.fleet.builds[0].input_count = 0;
	one_template(&c, "ipc", 3, PIPE_NAME);
	checking_write(&c);
	checking_fleet(&c);
	assert_int_equal(checking_only(&c, SL_RULE_TYPE_NOWHERE)->build_count, 1);
	checking_end(&c);
}

/* Eight differences between a manifest and its binary are told, the others counted. */
static void many_differences(void **state)
{
	checking c;

	(void)state;
	for (size_t count = 7; count <= 10; count++) {
		checking_begin(&c, SL_MODEL_COMPLETE);
		sl_build *build = &c.fleet.builds[0];
		sl_fleet_binary binary = {.at_hand = SL_BINARY_READ};
		const sl_fleet_binaries binaries = {.items = &binary, .count = 1};
		sl_fleet other;

		build->binary_file = "sensor.so";
		build->binary_sha256 = "11";
		sl_model_fleet(&c.draft.arena, SL_MODEL_COMPLETE, &other);
		binary.build = other.builds[0]; /* which knows all but the first operators */
		binary.sha256[0] = binary.sha256[1] = '1';
		binary.build.operators &= UINT32_MAX << (count + 1);
		assert_int_equal(sl_check_fleet_binaries(&c.fleet, &binaries, &c.findings), 1);
		checking_count(&c, count > 8 ? 9 : count);
		if (count > 8)
			assert_non_null(strstr(c.findings.items[8].detail,
			                       count == 9 ? "1 more" : "2 more"));
		checking_end(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_are_missing), cmocka_unit_test(the_least_of_all),
		cmocka_unit_test(the_least_level),  cmocka_unit_test(an_input_too_many),
		cmocka_unit_test(lacking_differs),  cmocka_unit_test(fields_of_other_types),
		cmocka_unit_test(no_inputs_at_all), cmocka_unit_test(many_differences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
