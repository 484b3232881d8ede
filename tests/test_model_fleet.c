/* The fleet: manifests, what they may say, and that what is written reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/fleet.h"
#include "support_folder.h"
#include "support_model.h"

static int make_scratch(void **state)
{
	*state = scratch_create();
	return 0;
}

static int remove_scratch(void **state)
{
	scratch_remove(*state);
	return 0;
}

#define LOAD(folder, fleet, findings) \
	(sl_findings_start(findings), sl_fleet_load(folder, fleet, findings))

static const char *say(const char *folder, const char *text)
{
	sl_findings findings;
	sl_fleet fleet;
	bool good;

	scratch_text(folder, "a.yaml", text);
	good = LOAD(folder, &fleet, &findings);
	assert_int_equal(good, findings.errors == 0);
	sl_fleet_free(&fleet);
	return model_findings(&findings, folder);
}

#define HEAD "build: 7.11\nplatform: windows-x64\nengine: 1\n"
#define OPERATORS "operators: [exact, null]\n"
#define INPUTS "inputs: {}\n"

static const char full[] =
	HEAD "inputs:\n  ipc: {version: 3, supplies: [A, {name: B, type: ip}, {name: C}]}\n"
	     "  dns: {version: 1, supplies: []}\n"
	     "operators: [any, exact, null, 'lt']\n"
	     "limits: {file_bytes: 4194304, templates: 10000, values: 65535, version_bits: 32}\n";

static void test_a_manifest_is_read(void **state)
{
	sl_findings findings;
	sl_fleet fleet;
	const sl_build *build;
	const sl_input *input;

	scratch_text(*state, "b.yaml", full);
	scratch_text(*state, "a.yml",
	             "build: '1'\nplatform: p\nengine: 65535\n" INPUTS OPERATORS
	             "---\nbuild: 2\nplatform: p\nengine: 2\n" INPUTS OPERATORS);
	assert_true(LOAD(*state, &fleet, &findings));
	assert_string_equal(model_findings(&findings, *state), "");
	assert_int_equal(fleet.count, 3);
	assert_int_equal(strlen(fleet.digest), 64);
	/* By file name, then document. */
	assert_string_equal(fleet.builds[0].name, "1");
	assert_string_equal(fleet.builds[1].name, "2");
	assert_int_equal(fleet.builds[0].engine, 65535);
	/* No limit is no limit. */
	assert_true(fleet.builds[0].limits.file_bytes == UINT64_MAX);
	assert_true(fleet.builds[0].limits.criteria == UINT64_MAX);
	assert_int_equal(fleet.builds[0].limits.version_bits, 64);
	build = &fleet.builds[2];
	assert_string_equal(build->name, "7.11");
	assert_string_equal(build->platform, "windows-x64");
	assert_int_equal(build->operators, 1u << CHAN_OPERATOR_ANY | 1u << CHAN_OPERATOR_EXACT |
	                                           1u << CHAN_OPERATOR_NULL |
	                                           1u << CHAN_OPERATOR_LT);
	assert_true(build->limits.file_bytes == 4194304 && build->limits.templates == 10000);
	assert_true(build->limits.criteria == UINT64_MAX && build->limits.values == 65535);
	assert_int_equal(build->limits.version_bits, 32);
	assert_int_equal(build->input_count, 2);
	input = sl_build_input(build, "ipc");
	assert_int_equal(input->version, 3);
	assert_int_equal(input->count, 3);
	assert_string_equal(input->supplies[0].name, "A");
	assert_int_equal(input->supplies[0].kind, 0);
	assert_int_equal(input->supplies[1].kind, CHAN_KIND_IP);
	assert_int_equal(input->supplies[2].kind, 0);
	assert_int_equal(input->source.line, 5);
	assert_int_equal(input->supplies[0].source.column, 32);
	assert_int_equal(sl_build_input(build, "dns")->count, 0);
	assert_null(sl_build_input(build, "ip"));
	sl_fleet_free(&fleet);
}

typedef struct fault_case {
	const char *text, *said;
} fault_case;

static const fault_case fault_cases[] = {
	{HEAD INPUTS OPERATORS, ""},
	{HEAD INPUTS OPERATORS "limits: {}\n", ""},
	{"{}\n", "CH6007 a.yaml:1:1 a build needs the key 'build'\n"
                 "CH6007 a.yaml:1:1 a build needs the key 'engine'\n"
                 "CH6007 a.yaml:1:1 a build needs the key 'inputs'\n"
                 "CH6007 a.yaml:1:1 a build needs the key 'operators'\n"
                 "CH6007 a.yaml:1:1 a build needs the key 'platform'\n"},
	{"[a]\n", "CH6008 a.yaml:1:1 a build must be a map of keys and values\n"},
	{"build: {}\nplatform: \"\"\nengine: 65536\ninputs: []\noperators: exact\nlimit: {}\n",
         "CH6008 a.yaml:1:8 build must be a text, not a map\n"
         "CH6008 a.yaml:2:11 platform must have 1 to 255 bytes, not 0\n"
         "CH6008 a.yaml:3:9 engine must be a whole number from 1 to 65535, not '65536'\n"
         "CH6008 a.yaml:4:9 inputs must be a map from types to {version, supplies}\n"
         "CH6008 a.yaml:5:12 operators must be a list of the names of operators, not 'exact'\n"
         "CH6002 a.yaml:6:1 a build has no key 'limit'; did you mean 'limits'?\n"},
	{HEAD INPUTS "operators: [exct, exact, exact, [], zzzz, NULL]\n",
         "CH6008 a.yaml:5:13 there is no operator 'exct'; did you mean 'exact'?\n"
         "CH6020 a.yaml:5:26 the operator 'exact' is there twice\n"
         "CH6008 a.yaml:5:33 an operator must be a name, not a list or a map\n"
         "CH6008 a.yaml:5:37 there is no operator 'zzzz'\n"
         "CH6008 a.yaml:5:43 there is no operator 'NULL'\n"},
	{HEAD INPUTS "operators: []\n", "CH6008 a.yaml:5:12 a build without operators can run no "
                                        "content: name those that it has\n"},
	{HEAD INPUTS OPERATORS "limits: {file_bytes: 0, templates: -1, criteria: '5', values: 1.5, "
                               "version_bits: 65, depth: 3}\n",
         "CH6008 a.yaml:6:22 file_bytes must be a whole number from 1 to 9223372036854775807, not "
         "'0'\n"
         "CH6008 a.yaml:6:36 templates must be a whole number from 1 to 9223372036854775807, not "
         "'-1'\n"
         "CH6008 a.yaml:6:50 criteria must be a whole number from 1 to 9223372036854775807, not "
         "'5' "
         "in quotes\n"
         "CH6008 a.yaml:6:63 values must be a whole number from 1 to 9223372036854775807, not "
         "'1.5'\n"
         "CH6008 a.yaml:6:82 version_bits must be a whole number from 1 to 64, not '65'\n"
         "CH6002 a.yaml:6:86 the map of limits has no key 'depth'\n"},
	{HEAD INPUTS OPERATORS "limits: [1]\n",
         "CH6008 a.yaml:6:9 the map of limits must be a map of keys and values\n"},
	{HEAD OPERATORS "inputs:\n  a: [x]\n  b: {version: 0, supplies: x}\n"
                        "  c: {supplies: [~, {name: x, type: no}, {}, [y]]}\n"
                        "  d: {version: 1, suplies: []}\n",
         "CH6008 a.yaml:6:6 an entry of inputs must be a map of keys and values\n"
         "CH6008 a.yaml:7:16 version must be a whole number from 1 to 4294967295, not '0'\n"
         "CH6008 a.yaml:7:29 supplies must be a list of the names of inputs, not 'x'\n"
         "CH6007 a.yaml:8:6 an entry of inputs needs the key 'version'\n"
         "CH6008 a.yaml:8:18 an input must be a text, not null or nothing\n"
         "CH6008 a.yaml:8:37 type must be string, integer or ip\n"
         "CH6007 a.yaml:8:42 an input needs the key 'name'\n"
         "CH6008 a.yaml:8:46 an input must be a map of keys and values\n"
         "CH6007 a.yaml:9:6 an entry of inputs needs the key 'supplies'\n"
         "CH6002 a.yaml:9:19 an entry of inputs has no key 'suplies'; did you mean "
         "'supplies'?\n"},
	{HEAD OPERATORS "inputs: {t: {version: 1, supplies: [A, B, A, a, A]}}\n",
         "CH6020 a.yaml:5:43 the input A is supplied twice, also in line 5\n"
         "CH6020 a.yaml:5:49 the input A is supplied twice, also in line 5\n"},
	{HEAD OPERATORS "inputs: {t: {version: 1, supplies: []}, t: {version: 1, supplies: []}}\n",
         "CH6001 a.yaml:5:41 the key t is there twice\n"},
};

static void test_what_is_wrong_is_said_at_its_place(void **state)
{
	for (size_t i = 0; i < sizeof fault_cases / sizeof *fault_cases; i++) {
		assert_string_equal(say(*state, fault_cases[i].text), fault_cases[i].said);
	}
}

static void test_a_build_is_in_the_fleet_once(void **state)
{
	char wanted[5000];

	scratch_text(*state, "b.yaml", HEAD INPUTS OPERATORS);
	snprintf(wanted, sizeof wanted,
	         "CH3009 a.yaml:7:1 build 7.11 is also at %s/a.yaml:1\n"
	         "CH3009 b.yaml:1:1 build 7.11 is also at %s/a.yaml:7\n",
	         (char *)*state, (char *)*state);
	assert_string_equal(say(*state, HEAD INPUTS OPERATORS "---\n" HEAD INPUTS OPERATORS),
	                    wanted);
}

static void test_a_fleet_of_none(void **state)
{
	sl_findings findings;
	sl_fleet fleet;

	/* A folder without manifests is a fleet of no build, which the check of the fleet refuses. */
	assert_true(LOAD(*state, &fleet, &findings));
	assert_int_equal(fleet.count, 0);
	sl_fleet_free(&fleet);
	sl_findings_free(&findings);
	assert_false(LOAD(scratch_path(*state, "none"), &fleet, &findings));
	sl_fleet_free(&fleet);
	assert_string_equal(model_findings(&findings, *state),
	                    "CH6018 none:0:0 cannot read the folder: No such file or directory\n");
}

static void test_what_is_written_reads_back(void **state)
{
	sl_findings findings;
	sl_fleet first, second;
	sl_buffer once = {0}, twice = {0};

	scratch_text(*state, "in/a.yaml", full);
	scratch_text(
		*state, "in/b.yaml",
		"build: 'no'\nplatform: '1'\nengine: 3\noperators: [any]\n"
		"inputs:\n  'true': {version: 4294967295, supplies: ['null', 'a, b', \"#\"]}\n");
	scratch_text(*state, "in/c.yaml",
	             "build: x\nplatform: y\nengine: 3\noperators: [ge]\n" INPUTS);
	assert_true(LOAD(scratch_path(*state, "in"), &first, &findings));
	sl_findings_free(&findings);
	for (size_t i = 0; i < first.count; i++) {
		sl_buffer_text(&once, "---\n");
		sl_build_write(&first.builds[i], &once);
	}
	scratch_write(*state, "out/a.yaml", once.bytes, once.length);
	assert_true(LOAD(scratch_path(*state, "out"), &second, &findings));
	sl_findings_free(&findings);
	assert_int_equal(second.count, 3);
	for (size_t i = 0; i < second.count; i++) {
		const sl_build *a = &first.builds[i], *b = &second.builds[i];

		assert_string_equal(a->name, b->name);
		assert_string_equal(a->platform, b->platform);
		assert_int_equal(a->engine, b->engine);
		assert_int_equal(a->operators, b->operators);
		assert_memory_equal(&a->limits.file_bytes, &b->limits.file_bytes,
		                    4 * sizeof(uint64_t));
		assert_int_equal(a->limits.version_bits, b->limits.version_bits);
		assert_int_equal(a->input_count, b->input_count);
		for (uint32_t k = 0; k < a->input_count; k++) {
			assert_string_equal(a->inputs[k].type, b->inputs[k].type);
			assert_int_equal(a->inputs[k].version, b->inputs[k].version);
			assert_int_equal(a->inputs[k].count, b->inputs[k].count);
			for (uint32_t m = 0; m < a->inputs[k].count; m++) {
				assert_string_equal(a->inputs[k].supplies[m].name,
				                    b->inputs[k].supplies[m].name);
				assert_int_equal(a->inputs[k].supplies[m].kind,
				                 b->inputs[k].supplies[m].kind);
			}
		}
		sl_buffer_text(&twice, "---\n");
		sl_build_write(b, &twice);
	}
	assert_string_equal((char *)once.bytes, (char *)twice.bytes);
	sl_buffer_free(&once);
	sl_buffer_free(&twice);
	sl_fleet_free(&first);
	sl_fleet_free(&second);
}

static void test_operators_by_name(void **state)
{
	(void)state;
	for (unsigned i = 1; i < 256; i++) {
		const char *name = sl_operator_name((uint8_t)i);

		assert_int_equal(chan_operator_known((uint8_t)i), strcmp(name, "?") != 0);
		assert_int_equal(sl_operator_read(sl_text_of(name)),
		                 strcmp(name, "?") != 0 ? i : 0);
	}
	assert_string_equal(sl_operator_name(0), "?");
	assert_int_equal(sl_operator_read(sl_text_of("Exact")), 0);
	assert_int_equal(sl_operator_read((sl_text){0}), 0);
	assert_int_equal(sl_operator_read(sl_text_of("fieldref")), CHAN_OPERATOR_FIELDREF);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_manifest_is_read),
		TEST(test_what_is_wrong_is_said_at_its_place),
		TEST(test_a_build_is_in_the_fleet_once),
		TEST(test_a_fleet_of_none),
		TEST(test_what_is_written_reads_back),
		TEST(test_operators_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
