/* The fleet: manifests, what they may say, and that what is written reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/fleet_compare.h"
#include "support_folder.h"
#include "support_model.h"

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

#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const char from_binary[] =
	HEAD OPERATORS "binary: {file: sensor.so, sha256: '" DIGEST "'}\n"
		       "inputs:\n  ipc: {version: 1, layout: '0012ab9f', supplies: [A]}\n"
		       "  dns: {version: 1, supplies: [A]}\n";

static void test_a_manifest_names_its_binary(void **state)
{
	sl_findings findings;
	sl_fleet fleet;
	const sl_build *build;

	scratch_text(*state, "a.yaml", from_binary);
	scratch_text(*state, "b.yaml", "build: x\nplatform: y\nengine: 3\n" INPUTS OPERATORS);
	assert_true(LOAD(*state, &fleet, &findings));
	assert_string_equal(model_findings(&findings, *state), "");
	build = &fleet.builds[0];
	assert_string_equal(build->binary_file, "sensor.so");
	assert_string_equal(build->binary_sha256, DIGEST);
	assert_true(sl_build_input(build, "ipc")->has_layout);
	assert_int_equal(sl_build_input(build, "ipc")->layout, 0x12ab9f);
	assert_false(sl_build_input(build, "dns")->has_layout);
	assert_null(fleet.builds[1].binary_file);
	assert_null(fleet.builds[1].binary_sha256);
	sl_fleet_free(&fleet);
}

#define BINARY(file, sha256) \
	HEAD INPUTS OPERATORS "binary: {file: " file ", sha256: '" sha256 "'}\n"
#define LAYOUT(layout) \
	HEAD OPERATORS "inputs: {t: {version: 1, layout: " layout ", supplies: [A]}}\n"
#define NO_FILE "file must be the name of a file, without its folders\n"
#define NO_DIGEST "sha256 must be 64 hexadecimal digits in small letters\n"
#define NO_LAYOUT "CH6008 a.yaml:5:34 layout must be 8 hexadecimal digits in small letters\n"

static const fault_case binary_cases[] = {
	{BINARY("a", DIGEST), ""},
	{BINARY("...", DIGEST), ""},
	{BINARY("'a b: c'", DIGEST), ""},
	{BINARY(".", DIGEST), "CH6008 a.yaml:6:16 " NO_FILE},
	{BINARY("..", DIGEST), "CH6008 a.yaml:6:16 " NO_FILE},
	{BINARY("../a", DIGEST), "CH6008 a.yaml:6:16 " NO_FILE},
	{BINARY("a/", DIGEST), "CH6008 a.yaml:6:16 " NO_FILE},
	{BINARY("/a", DIGEST), "CH6008 a.yaml:6:16 " NO_FILE},
	{BINARY("''", DIGEST), "CH6008 a.yaml:6:16 file must have 1 to 255 bytes, not 0\n"},
	{BINARY("[]", DIGEST), "CH6008 a.yaml:6:16 file must be a text, not a list\n"},
	{BINARY("a", "0"), "CH6008 a.yaml:6:27 " NO_DIGEST},
	{BINARY("a", "0" DIGEST), "CH6008 a.yaml:6:27 sha256 must have 1 to 64 bytes, not 65\n"},
	{BINARY("a", "Aa112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
         "CH6008 a.yaml:6:27 " NO_DIGEST},
	{HEAD INPUTS OPERATORS "binary: sensor.so\n",
         "CH6008 a.yaml:6:9 the map of the binary must be a map of keys and values\n"},
	{HEAD INPUTS OPERATORS "binary: {file: a}\n",
         "CH6007 a.yaml:6:9 the map of the binary needs the key 'sha256'\n"},
	{HEAD INPUTS OPERATORS "binary: {sha: a, sha256: '" DIGEST "', file: a}\n",
         "CH6002 a.yaml:6:10 the map of the binary has no key 'sha'\n"},
	{LAYOUT("'00000000'"), ""},
	{LAYOUT("ffffffff"), ""},
	{LAYOUT("'0000000'"), NO_LAYOUT},
	{LAYOUT("'000000000'"), NO_LAYOUT},
	{LAYOUT("'0000000G'"), NO_LAYOUT},
	{LAYOUT("'0000000A'"), NO_LAYOUT},
	{LAYOUT("''"), NO_LAYOUT},
	{LAYOUT("{}"), NO_LAYOUT},
};

static void test_what_is_wrong_with_a_binary_is_said(void **state)
{
	for (size_t i = 0; i < sizeof binary_cases / sizeof *binary_cases; i++) {
		assert_string_equal(say(*state, binary_cases[i].text), binary_cases[i].said);
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
	             "build: x\nplatform: y\nengine: 3\noperators: [ge]\n"
	             "inputs: {t: {version: 1, layout: '00000012', supplies: [{name: a, type: "
	             "string}]}}\n"
	             "binary: {file: \"it's: \\u2028\", sha256: '" DIGEST "'}\n");
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
			assert_int_equal(a->inputs[k].has_layout, b->inputs[k].has_layout);
			assert_int_equal(a->inputs[k].layout, b->inputs[k].layout);
			for (uint32_t m = 0; m < a->inputs[k].count; m++) {
				assert_string_equal(a->inputs[k].supplies[m].name,
				                    b->inputs[k].supplies[m].name);
				assert_int_equal(a->inputs[k].supplies[m].kind,
				                 b->inputs[k].supplies[m].kind);
			}
		}
		assert_int_equal(a->binary_file == NULL, b->binary_file == NULL);
		if (a->binary_file != NULL) {
			assert_string_equal(a->binary_file, b->binary_file);
			assert_string_equal(a->binary_sha256, b->binary_sha256);
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

/* The differences of two manifests, a line each. */
static const char *differences(const char *folder, const char *first, const char *second)
{
	static char text[4000];
	sl_findings findings;
	sl_fleet fleet;
	sl_arena arena;
	sl_difference *items;
	size_t used = 0, count;

	scratch_text(folder, "one/a.yaml", first);
	scratch_text(folder, "one/b.yaml", second);
	/* Both name one build, as two that are compared do. */
	assert_false(LOAD(scratch_path(folder, "one"), &fleet, &findings));
	assert_int_equal(findings.errors, 1);
	assert_int_equal(findings.items[0].rule, SL_RULE_BUILD_REPEATED);
	sl_findings_free(&findings);
	assert_int_equal(fleet.count, 2);
	sl_arena_start(&arena);
	text[0] = '\0';
	count = sl_build_compare(&fleet.builds[0], &fleet.builds[1], &arena, &items);
	for (size_t i = 0; i < count; i++) {
		used += (size_t)snprintf(text + used, sizeof text - used, "%u %s%s%s\n",
		                         items[i].source.line,
		                         items[i].field != NULL ? items[i].field : "",
		                         items[i].field != NULL ? ": " : "",
		                         sl_difference_say(&items[i], "a", "b", &arena));
		assert_true(used < sizeof text);
	}
	sl_arena_free(&arena);
	sl_fleet_free(&fleet);
	return text;
}

#define NAMED "build: 7.11\nplatform: p\nengine: 1\noperators: [exact, null]\n"
#define INPUT(type, version, supplies) \
	"  " type ": {version: " version ", supplies: [" supplies "]}\n"

static const char ipc[] = NAMED "inputs:\n" INPUT("ipc", "3", "A, {name: B, type: ip}, C");
static const char shorter[] = NAMED "inputs:\n" INPUT("ipc", "3", "A, {name: B, type: ip}");

static const struct {
	const char *first, *second, *said;
} different[] = {
	{ipc, ipc, ""},
	{full, full, ""},
	/* Neither the order of types nor what only one of them states is a difference. */
	{NAMED "inputs:\n" INPUT("a", "1", "A") INPUT("b", "1", "B"),
         NAMED "inputs:\n" INPUT("b", "1", "{name: B, type: ip}") INPUT("a", "1", "A"), ""},
	{NAMED "inputs: {t: {version: 1, layout: '00000001', supplies: [A]}}\n",
         NAMED "inputs: {t: {version: 1, supplies: [A]}}\n", ""},
	{ipc, shorter, "6 C: input 3 of ipc is C in a and nothing in b\n"},
	{shorter, ipc, "6 C: input 3 of ipc is nothing in a and C in b\n"},
	{ipc, NAMED "inputs:\n" INPUT("ipc", "2", "A, {name: B, type: string}, C"),
         "6 the version of ipc is 3 in a and 2 in b\n"
         "6 B: input 2 of ipc is B (ip) in a and B (string) in b\n"},
	{ipc, NAMED "inputs:\n" INPUT("ipc", "3", "{name: B, type: ip}, A, C"),
         "6 A: input 1 of ipc is A in a and B (ip) in b\n"},
	{NAMED "inputs:\n" INPUT("b", "1", "A, B") INPUT("c", "7", ""),
         NAMED "inputs:\n" INPUT("c", "7", "") INPUT("a", "4", "A"),
         "1 the type a is nothing in a and version 4 with 1 inputs in b\n"
         "6 the type b is version 1 with 2 inputs in a and nothing in b\n"},
	{NAMED "inputs: {t: {version: 1, layout: '00000001', supplies: [A]}}\n",
         NAMED "inputs: {t: {version: 1, layout: '0000000a', supplies: [A]}}\n",
         "5 the layout of t is 00000001 in a and 0000000a in b\n"},
	{NAMED INPUTS "limits: {file_bytes: 9, templates: 8, criteria: 7, values: 6, "
                      "version_bits: 5}\n",
         "build: 7.11\nplatform: q\nengine: 2\noperators: [lt, exact]\n" INPUTS
         "limits: {file_bytes: 10, criteria: 7, values: 5}\n",
         "1 the platform is p in a and q in b\n"
         "1 the engine level is 1 in a and 2 in b\n"
         "1 the operator lt is not there in a and there in b\n"
         "1 the operator null is there in a and not there in b\n"
         "1 the limit of file_bytes is 9 in a and 10 in b\n"
         "1 the limit of templates is 8 in a and without a bound in b\n"
         "1 the limit of values is 6 in a and 5 in b\n"
         "1 the number of version_bits is 5 in a and 64 in b\n"},
};

static void test_what_two_manifests_say_differently(void **state)
{
	for (size_t i = 0; i < sizeof different / sizeof *different; i++) {
		assert_string_equal(differences(*state, different[i].first, different[i].second),
		                    different[i].said);
	}
}

static void test_names_of_files(void **state)
{
	char longest[256], longer[257];
	const char *name, *other;
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	assert_string_equal(sl_build_file_name("7.11.18110-arm64_x", &arena), "7.11.18110-arm64_x");
	assert_string_equal(sl_build_file_name("../a b\xC3\xA9", &arena), "_._a_b__");
	assert_string_equal(sl_build_file_name(".x", &arena), "_x");
	memset(longest, 'x', 255);
	longest[200] = '\0';
	assert_string_equal(sl_build_file_name(longest, &arena), longest);
	/* Two long names that begin alike stay two. */
	longest[200] = 'x';
	longest[255] = '\0';
	name = sl_build_file_name(longest, &arena);
	longest[254] = 'y';
	other = sl_build_file_name(longest, &arena);
	assert_int_equal(strlen(name), 200);
	assert_memory_equal(name, other, 183);
	assert_string_not_equal(name, other);
	memset(longer, 'x', 256);
	longer[256] = '\0';
	assert_true(sl_binary_name_fits(sl_text_of(longest)));
	assert_false(sl_binary_name_fits(sl_text_of(longer)));
	assert_false(sl_binary_name_fits(sl_text_of("")));
	assert_false(sl_binary_name_fits(sl_text_of("a\nb")));
	assert_false(sl_binary_name_fits(sl_text_of("a\x7F")));
	assert_false(sl_binary_name_fits(sl_text_of("\xFF")));
	assert_false(sl_binary_name_fits((sl_text){"a\0b", 3}));
	sl_arena_free(&arena);
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

#define TEST(function) cmocka_unit_test_setup_teardown(function, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_manifest_is_read),
		TEST(test_what_is_wrong_is_said_at_its_place),
		TEST(test_a_manifest_names_its_binary),
		TEST(test_what_is_wrong_with_a_binary_is_said),
		TEST(test_a_build_is_in_the_fleet_once),
		TEST(test_a_fleet_of_none),
		TEST(test_what_is_written_reads_back),
		TEST(test_what_two_manifests_say_differently),
		TEST(test_names_of_files),
		TEST(test_operators_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
