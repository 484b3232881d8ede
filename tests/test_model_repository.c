/* A repository: sluice.yaml, where everything lies, and the channels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "model/repository.h"
#include "support_folder.h"
#include "support_model.h"

static const char type[] = "template_type: ipc\nid: 7\nversion: 1\nlogsource: {category: ipc}\n"
			   "fields: [{name: A, type: string}]\n";
static const char build[] = "build: 7.11\nplatform: x\nengine: 1\noperators: [exact]\n"
			    "inputs: {ipc: {version: 1, supplies: [A]}}\n";
static const char channel[] = "channel: 291\nversion: 42\nrules: [rules/*.yml]\n";

static int make_scratch(void **state)
{
	*state = scratch_create();
	scratch_text(*state, "sluice.yaml", "{}\n");
	scratch_text(*state, "catalog/a.yaml", type);
	scratch_text(*state, "fleet/a.yaml", build);
	scratch_text(*state, "channels/a.yaml", channel);
	return 0;
}

#define LOAD(root, repository, findings) \
	(sl_findings_start(findings), sl_repository_load(root, repository, findings))

static const char *say_all(const char *root)
{
	sl_repository repository;
	sl_findings findings;
	bool good = LOAD(root, &repository, &findings);

	assert_int_equal(good, findings.errors == 0);
	sl_repository_free(&repository);
	return model_findings(&findings, root);
}

static const char *say(const char *root, const char *name, const char *text)
{
	scratch_text(root, name, text);
	return say_all(root);
}

static void test_the_defaults(void **state)
{
	sl_repository repository;
	sl_findings findings;

	assert_true(LOAD(*state, &repository, &findings));
	sl_findings_free(&findings);
	assert_string_equal(repository.root, *state);
	assert_string_equal(repository.catalog_path, scratch_path(*state, "catalog"));
	assert_string_equal(repository.fleet_path, scratch_path(*state, "fleet"));
	assert_string_equal(repository.channels_path, scratch_path(*state, "channels"));
	assert_string_equal(repository.probes_path, scratch_path(*state, "probes"));
	assert_string_equal(repository.ledger_path, scratch_path(*state, "ledger.yaml"));
	assert_string_equal(repository.output_path, scratch_path(*state, "dist"));
	assert_int_equal(repository.catalog.count, 1);
	assert_int_equal(repository.fleet.count, 1);
	assert_int_equal(repository.channel_count, 1);
	assert_int_equal(repository.channels[0].channel, 291);
	assert_true(repository.channels[0].version == 42);
	assert_int_equal(repository.channels[0].action, CHAN_ACTION_DETECT);
	assert_int_equal(repository.channels[0].exclude_count, 0);
	assert_true(repository.channels[0].created_at == 0 &&
	            repository.channels[0].expires_at == 0);
	sl_repository_free(&repository);
}

static void test_other_places(void **state)
{
	sl_repository repository;
	sl_findings findings;

	scratch_text(*state, "deep/repository/sluice.yaml",
	             "catalog: ../../catalog/\nfleet: ../../fleet\nchannels: c\n"
	             "output: /somewhere/else\n");
	scratch_text(*state, "deep/repository/c/a.yml", channel);
	assert_true(LOAD(scratch_path(*state, "deep/repository/"), &repository, &findings));
	sl_findings_free(&findings);
	assert_string_equal(repository.catalog_path,
	                    scratch_path(*state, "deep/repository/../../catalog"));
	assert_string_equal(repository.output_path, "/somewhere/else");
	assert_int_equal(repository.fleet.count, 1);
	assert_string_equal(repository.channels[0].source.path,
	                    scratch_path(*state, "deep/repository/c/a.yml"));
	sl_repository_free(&repository);
}

static void test_a_channel_in_full(void **state)
{
	sl_repository repository;
	sl_findings findings;
	const sl_channel *full;

	scratch_text(*state, "channels/b.yaml",
	             "channel: 99999999\nversion: 18446744073709551615\nrules: rules/x.yml\n"
	             "exclude:\n  - {rule: rules/a.yml, finding: CH6003, reason: keywords need a "
	             "field}\n"
	             "action: prevent\ncreated: 2026-07-01\nexpires: 2026-07-01T00:00:01Z\n");
	assert_true(LOAD(*state, &repository, &findings));
	sl_findings_free(&findings);
	assert_int_equal(repository.channel_count, 2);
	full = &repository.channels[1];
	assert_int_equal(full->channel, 99999999);
	assert_true(full->version == UINT64_MAX);
	assert_int_equal(full->rule_count, 1);
	assert_string_equal(full->rules[0], "rules/x.yml");
	assert_int_equal(full->exclude_count, 1);
	assert_string_equal(full->exclude[0].rule, "rules/a.yml");
	assert_int_equal(full->exclude[0].finding, 6003);
	assert_string_equal(full->exclude[0].reason, "keywords need a field");
	assert_int_equal(full->exclude[0].source.line, 5);
	assert_int_equal(full->action, CHAN_ACTION_PREVENT);
	assert_true(full->created_at == 1782864000 && full->expires_at == 1782864001);
	sl_repository_free(&repository);
}

typedef struct fault_case {
	const char *name, *text, *said;
} fault_case;

static const fault_case fault_cases[] = {
	{"sluice.yaml", "catlog: x\nfleet: []\noutput: ''\n",
         "CH6002 sluice.yaml:1:1 sluice.yaml has no key 'catlog'; did you mean 'catalog'?\n"
         "CH6008 sluice.yaml:2:8 fleet must be a text, not a list\n"
         "CH6008 sluice.yaml:3:9 output must have 1 to 4095 bytes, not 0\n"},
	{"sluice.yaml", "[]\n",
         "CH6008 sluice.yaml:1:1 sluice.yaml must be a map of keys and values\n"},
	{"sluice.yaml", "{}\n---\n{}\n",
         "CH6001 sluice.yaml:3:1 sluice.yaml has a second document; it is one\n"},
	{"sluice.yaml", "{\n",
         "CH6001 sluice.yaml:2:1 did not find expected node content while parsing a "
         "flow node\n"},
	{"sluice.yaml", "# torn\n",
         "CH6001 sluice.yaml:1:1 sluice.yaml is empty; a repository with all defaults says {}\n"},
	{"sluice.yaml", "hand_written_manifests: refused\nbinaries: []\n",
         "CH6008 sluice.yaml:1:25 hand_written_manifests must be warn, refuse or allow\n"
         "CH6008 sluice.yaml:2:11 binaries must be a text, not a list\n"},
	{"sluice.yaml", "hand_written_manifests: {}\nbinaries: ''\n",
         "CH6008 sluice.yaml:1:25 hand_written_manifests must be warn, refuse or allow\n"
         "CH6008 sluice.yaml:2:11 binaries must have 1 to 4095 bytes, not 0\n"},
	{"sluice.yaml", "{}\n", ""},
	{"channels/a.yaml", "{}\n",
         "CH6007 channels/a.yaml:1:1 a channel needs the key 'channel'\n"
         "CH6007 channels/a.yaml:1:1 a channel needs the key 'rules'\n"
         "CH6007 channels/a.yaml:1:1 a channel needs the key 'version'\n"},
	{"channels/a.yaml", "channel: 100000000\nversion: 18446744073709551616\nrules: []\n",
         "CH6008 channels/a.yaml:1:10 channel must be a whole number from 1 to 99999999, not "
         "'100000000'\n"
         "CH6008 channels/a.yaml:2:10 version must be a whole number from 1 to "
         "18446744073709551615, "
         "not '18446744073709551616'\n"
         "CH6008 channels/a.yaml:3:8 rules must not be an empty list\n"},
	{"channels/a.yaml", "channel: 0\nversion: 0\nrules: [a, {}, '']\n",
         "CH6008 channels/a.yaml:1:10 channel must be a whole number from 1 to 99999999, not '0'\n"
         "CH6008 channels/a.yaml:2:10 version must be a whole number from 1 to "
         "18446744073709551615, "
         "not '0'\n"
         "CH6008 channels/a.yaml:3:12 rules must be a text, not a map\n"
         "CH6008 channels/a.yaml:3:16 rules must have 1 to 4095 bytes, not 0\n"},
	{"channels/a.yaml",
         "channel: 1\nversion: 1\nrules: a\nexclude: {}\naction: delete\ncreated: yesterday\n"
         "expires: 1970-01-01\n",
         "CH6008 channels/a.yaml:4:10 exclude must be a list of exclusions {rule, finding, "
         "reason}, "
         "not a map\n"
         "CH6008 channels/a.yaml:5:9 action must be detect, prevent or monitor\n"
         "CH6008 channels/a.yaml:6:10 created must be a date or a time in UTC: 2026-07-01 or "
         "2026-07-01T00:00:00Z\n"
         "CH6008 channels/a.yaml:7:10 expires must be a date or a time in UTC: 2026-07-01 or "
         "2026-07-01T00:00:00Z\n"},
	{"channels/a.yaml",
         "channel: 1\nversion: 1\nrules: a\ncreated: 2026-07-01\nexpires: 2026-07-01\n",
         "CH6008 channels/a.yaml:5:10 expires must be later than created\n"},
	{"channels/a.yaml",
         "channel: 1\nversion: 1\nrules: a\nexclude:\n  - x\n  - {rule: a, finding: CH0001, "
         "reason: y}\n"
         "  - {rule: a, finding: 6003, reason: ''}\n  - {finding: CH6003, because: x}\n",
         "CH6008 channels/a.yaml:5:5 an exclusion must be a map of keys and values\n"
         "CH6008 channels/a.yaml:6:24 finding must be the id of a rule as in `sluice explain`: "
         "CH6003\n"
         "CH6020 channels/a.yaml:7:5 a is excluded twice, also in line 6\n"
         "CH6008 channels/a.yaml:7:24 finding must be the id of a rule as in `sluice explain`: "
         "CH6003\n"
         "CH6008 channels/a.yaml:7:38 reason must have 1 to 4096 bytes, not 0\n"
         "CH6007 channels/a.yaml:8:5 an exclusion needs the key 'reason'\n"
         "CH6007 channels/a.yaml:8:5 an exclusion needs the key 'rule'\n"
         "CH6002 channels/a.yaml:8:23 an exclusion has no key 'because'\n"},
	{"channels/a.yaml", "# nothing\n",
         "CH6017 channels:0:0 the folder has no *.yaml or *.yml file with a channel\n"},
	/* What is wrong in several files is said at once. */
	{"catalog/b.yaml", "id: 8\n",
         "CH6007 catalog/b.yaml:1:1 a template type needs the key 'fields'\n"
         "CH6007 catalog/b.yaml:1:1 a template type needs the key 'logsource'\n"
         "CH6007 catalog/b.yaml:1:1 a template type needs the key 'template_type'\n"
         "CH6007 catalog/b.yaml:1:1 a template type needs the key 'version'\n"
         "CH6017 channels:0:0 the folder has no *.yaml or *.yml file with a channel\n"},
};

static void test_what_is_wrong_is_said_at_its_place(void **state)
{
	for (size_t i = 0; i < sizeof fault_cases / sizeof *fault_cases; i++) {
		assert_string_equal(say(*state, fault_cases[i].name, fault_cases[i].text),
		                    fault_cases[i].said);
	}
}

static void test_a_channel_is_there_once(void **state)
{
	char wanted[5000];

	snprintf(wanted, sizeof wanted,
	         "CH6020 channels/b.yaml:1:1 channel 291 is also at %s/channels/a.yaml:1\n",
	         (char *)*state);
	assert_string_equal(say(*state, "channels/b.yaml", channel), wanted);
}

static void test_what_is_not_there(void **state)
{
	sl_findings findings;
	sl_repository repository;

	/* Without a folder of manifests the fleet is empty: CH3000 is for the check of the fleet to raise. */
	folder_remove(scratch_path(*state, "fleet"));
	assert_true(LOAD(*state, &repository, &findings));
	assert_int_equal(repository.fleet.count, 0);
	assert_int_equal(strlen(repository.fleet.digest), 64);
	sl_repository_free(&repository);
	sl_findings_free(&findings);
	folder_remove(scratch_path(*state, "catalog"));
	folder_remove(scratch_path(*state, "channels"));
	assert_string_equal(
		say_all(*state),
		"CH6018 catalog:0:0 cannot read the folder: No such file or directory\n"
		"CH6018 channels:0:0 cannot read the folder: No such file or directory\n");
	scratch_text(*state, "fleet", "a file where the folder should be");
	scratch_text(*state, "catalog/a.yaml", type);
	scratch_text(*state, "channels/a.yaml", channel);
	assert_string_equal(say_all(*state),
	                    "CH6018 fleet:0:0 cannot read the folder: Not a directory\n");
	assert_string_equal(say_all(scratch_path(*state, "nowhere")),
	                    "CH6018 sluice.yaml:0:0 cannot read: No such file or directory\n");
	assert_string_equal(say_all(scratch_path(*state, "fleet")),
	                    "CH6018 sluice.yaml:0:0 cannot read: Not a directory\n");
}

static void test_a_fifo_for_settings_does_not_hang(void **state)
{
	assert_int_equal(remove(scratch_path(*state, "sluice.yaml")), 0);
	assert_int_equal(mkfifo(scratch_path(*state, "sluice.yaml"), 0600), 0);
	assert_string_equal(say_all(*state), "CH6018 sluice.yaml:0:0 cannot read: it is a FIFO\n");
}

static void test_what_manifests_are_worth(void **state)
{
	static const struct {
		const char *text;
		enum sl_hand_written policy;
	} cases[] = {
		{"binaries: b\n", SL_HAND_WRITTEN_WARN},
		{"binaries: b/\nhand_written_manifests: warn\n", SL_HAND_WRITTEN_WARN},
		{"binaries: ./b\nhand_written_manifests: refuse\n", SL_HAND_WRITTEN_REFUSE},
		{"binaries: b\nhand_written_manifests: 'allow'\n", SL_HAND_WRITTEN_ALLOW},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sl_repository repository;
		sl_findings findings;

		scratch_text(*state, "sluice.yaml", cases[i].text);
		assert_true(LOAD(*state, &repository, &findings));
		assert_int_equal(repository.hand_written, cases[i].policy);
		/* Reading the settings does not look for the folder: `sluice fleet check` may name another. */
		assert_non_null(strstr(repository.binaries_path, *state));
		assert_string_equal(sl_path_base(repository.binaries_path), "b");
		sl_repository_free(&repository);
		sl_findings_free(&findings);
	}
}

static void test_paths_alone(void **state)
{
	sl_repository_paths paths;
	sl_findings findings;
	sl_arena arena;

	sl_arena_start(&arena);
	sl_findings_start(&findings);
	scratch_text(*state, "sluice.yaml", "fleet: f\n");
	folder_remove(scratch_path(*state, "catalog"));
	assert_true(sl_repository_paths_read(*state, &arena, &paths, &findings));
	assert_string_equal(paths.fleet, scratch_path(*state, "f"));
	assert_string_equal(paths.catalog, scratch_path(*state, "catalog"));
	/* Nothing is compared where nothing is named, and a manifest by hand is warned of. */
	assert_null(paths.binaries);
	assert_int_equal(paths.hand_written, SL_HAND_WRITTEN_WARN);
	assert_int_equal(findings.count, 0);
	assert_false(
		sl_repository_paths_read(scratch_path(*state, "x"), &arena, &paths, &findings));
	assert_int_equal(findings.errors, 1);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_scratch, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_defaults),
		TEST(test_other_places),
		TEST(test_a_channel_in_full),
		TEST(test_what_is_wrong_is_said_at_its_place),
		TEST(test_a_channel_is_there_once),
		TEST(test_what_is_not_there),
		TEST(test_a_fifo_for_settings_does_not_hang),
		TEST(test_what_manifests_are_worth),
		TEST(test_paths_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
