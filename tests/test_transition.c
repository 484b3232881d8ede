/* Update, rollback and removal: what they count, and what is no way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "gate/transition.h"
#include "support_folder.h"
#include "support_repository.h"

#define ID(n) REPOSITORY_ID n

static const char kettle[] = "{a: {Image|endswith: /kettle}, condition: a}";
static const char hot_kettle[] = "{a: {Image|re: '/hot(-[a-z]{1,8}){2}$'}, condition: a}";
static const char guest[] = "{a: {User|startswith: guest}, condition: a}";

static const char both[] = "- event: {type: start, Image: /kettle, User: guest}\n"
			   "  match: []\n"
			   "- event: {type: start, Image: /hot-and-blue, User: ada}\n"
			   "  match: []\n";

typedef struct way {
	uint64_t shipped_version;
	const char *digest;
	sl_transition_counts counts;
	size_t loads;
} way;

static void run(loaded_repository *r, way *w)
{
	const sl_transition transition = {.program = &r->programs[0],
	                                  .catalog = &r->repository.catalog,
	                                  .fleet = &r->repository.fleet,
	                                  .probes = &r->probes,
	                                  .output = r->repository.output_path,
	                                  .shipped_version = w->shipped_version,
	                                  .shipped_digest = w->digest};

	assert_int_equal(r->count, 1);
	w->counts = (sl_transition_counts){0};
	w->loads = sl_run_transitions(&transition, &w->counts, &r->findings);
	assert_int_equal(w->loads, w->counts.loads);
}

static void channel(loaded_repository *r, unsigned version)
{
	char text[128];

	snprintf(text, sizeof text,
	         "channel: 1\nversion: %u\nrules: [rules/*.yml]\ncreated: 2026-01-01\n", version);
	scratch_text(r->folder, "channels/1.yaml", text);
}

/* Version 1 with the rules so far is published; version 2 is next. */
static void publish_first(loaded_repository *r, char digest[65])
{
	channel(r, 1);
	repository_load(r);
	repository_publish(r);
	sl_sha256_hex(r->files[0].bytes.bytes, r->files[0].bytes.length, digest);
	repository_unload(r);
	channel(r, 2);
}

static void test_first_version(void **state)
{
	loaded_repository r;
	way w = {0};

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	repository_load(&r);
	run(&r, &w);
	assert_int_equal(r.findings.count, 0);
	assert_int_equal(w.counts.files, 1);
	assert_int_equal(w.counts.formers, 0);
	assert_int_equal(w.loads, 3); /* afresh; first; after the removal */
	assert_int_equal(w.counts.evaluations, 3); /* no probe: the event without values */
	repository_end(&r);
}

static void test_gained_and_lost(void **state)
{
	loaded_repository r;
	char digest[65];
	way w = {0};

	(void)state;
	repository_begin(&r);
	scratch_text(r.folder, "probes/p.yaml", both);
	repository_rule(&r, 1, kettle);
	repository_rule(&r, 2, guest);
	publish_first(&r, digest);
	repository_rule(&r, 2, hot_kettle); /* was guest: one match less, one more */
	repository_load(&r);
	run(&r, &w);
	assert_int_equal(r.findings.count, 0);
	assert_int_equal(w.counts.formers, 1);
	assert_int_equal(w.loads, 6);
	assert_int_equal(w.counts.evaluations, 6 * 3 * 2);
	assert_int_equal(w.counts.gained, 1);
	assert_int_equal(w.counts.lost, 1);
	repository_end(&r);
}

/* The same on a second group of builds is a match of its own. */
static void test_every_group_of_builds(void **state)
{
	loaded_repository r;
	char digest[65];
	way w = {0};

	(void)state;
	repository_begin(&r);
	repository_build(&r, "1.2.0", 2, "Image, User, Parent");
	scratch_text(r.folder, "probes/p.yaml", both);
	repository_rule(&r, 1, kettle);
	publish_first(&r, digest);
	repository_rule(&r, 2, guest);
	repository_load(&r);
	run(&r, &w);
	assert_int_equal(r.findings.count, 0);
	assert_int_equal(w.counts.gained, 2);
	assert_int_equal(w.counts.lost, 0);
	repository_end(&r);
}

static void test_the_ledger_chooses(void **state)
{
	loaded_repository r;
	char first[65];
	way w = {0};

	(void)state;
	repository_begin(&r);
	scratch_text(r.folder, "probes/p.yaml", both);
	repository_rule(&r, 1, kettle);
	publish_first(&r, first);
	repository_rule(&r, 1, guest);
	repository_load(&r);
	repository_publish(&r); /* version 2, which never shipped */
	repository_unload(&r);
	channel(&r, 3);
	repository_rule(&r, 1, kettle);
	repository_load(&r);
	run(&r, &w); /* from version 2, the newest there */
	assert_int_equal(r.findings.count, 0);
	assert_int_equal(w.counts.lost, 0);
	w = (way){.shipped_version = 1, .digest = first};
	run(&r, &w);
	assert_int_equal(r.findings.count, 0);
	assert_int_equal(w.counts.formers, 1);
	assert_int_equal(w.counts.gained + w.counts.lost, 0);
	repository_end(&r);
}

static void expect_refused(loaded_repository *r, way *w, const char *words)
{
	run(r, w);
	assert_int_equal(r->findings.count, 1);
	assert_int_equal(r->findings.items[0].rule, SL_RULE_TRANSITION);
	if (strstr(r->findings.items[0].detail, words) == NULL)
		fail_msg("%s", r->findings.items[0].detail);
	assert_non_null(strstr(r->findings.items[0].source.path, "dist/C-00000001-00000001.chan"));
	assert_int_equal(w->counts.formers, 0);
	assert_int_equal(w->loads, 3);
}

static void test_former_is_torn(void **state)
{
	loaded_repository r;
	char digest[65];
	way w = {0};

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	publish_first(&r, digest);
	scratch_text(r.folder, "dist/C-00000001-00000001.chan", "");
	repository_load(&r);
	expect_refused(&r, &w, "version 1 cannot be gone back to: CH1001 ");
	repository_end(&r);
}

static void test_former_is_another(void **state)
{
	loaded_repository r;
	char digest[65];
	way w = {.shipped_version = 1, .digest = digest};

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	publish_first(&r, digest);
	digest[0] = digest[0] == '0' ? '1' : '0';
	repository_load(&r);
	expect_refused(&r, &w, "the ledger has another digest");
	repository_end(&r);
}

static void test_former_is_a_folder(void **state)
{
	loaded_repository r;
	way w = {0};

	(void)state;
	repository_begin(&r);
	channel(&r, 2);
	repository_rule(&r, 1, kettle);
	scratch_text(r.folder, "dist/C-00000001-00000001.chan/x", "");
	repository_load(&r);
	expect_refused(&r, &w, "version 1 cannot be gone back to: ");
	repository_end(&r);
}

/* A build has joined the fleet that cannot hold what shipped before it. */
static void test_former_is_too_large(void **state)
{
	loaded_repository r;
	char digest[65];
	way w = {0};

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	repository_rule(&r, 2, guest);
	repository_rule(&r, 3, hot_kettle);
	publish_first(&r, digest);
	repository_rule(&r, 2, guest);
	remove(scratch_path(r.folder, "rules/3.yml"));
	remove(scratch_path(r.folder, "rules/2.yml"));
	scratch_text(r.folder, "fleet/1.3.yaml",
	             "build: 1.3.0\nplatform: linux-x64\nengine: 1\n"
	             "inputs:\n  start: {version: 1, supplies: [Image, User]}\n"
	             "operators: [prefix, suffix, regex]\nlimits: {templates: 2}\n");
	repository_load(&r);
	expect_refused(&r, &w, "version 1 cannot be gone back to: CH3004, ");
	assert_int_equal(r.findings.items[0].build_count, 1);
	assert_string_equal(r.findings.items[0].builds[0], "1.3.0");
	repository_end(&r);
}

/* A file under the name of another version would come back as what it is not. */
static void test_former_has_another_name(void **state)
{
	loaded_repository r;
	char digest[65];
	way w = {0};

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	publish_first(&r, digest);
	channel(&r, 5);
	repository_load(&r);
	scratch_write(r.folder, "dist/C-00000001-00000004.chan", r.files[0].bytes.bytes,
	              r.files[0].bytes.length);
	run(&r, &w);
	assert_int_equal(r.findings.count, 1);
	assert_non_null(strstr(r.findings.items[0].detail, "CH5003"));
	repository_end(&r);
}

/* Files of other channels, maps and whatever else lies there are not versions of this one. */
static void test_others_in_the_folder(void **state)
{
	loaded_repository r;
	way w = {0};

	(void)state;
	repository_begin(&r);
	channel(&r, 2);
	repository_rule(&r, 1, kettle);
	scratch_text(r.folder, "dist/C-00000002-00000001.chan", "x");
	scratch_text(r.folder, "dist/C-00000001-00000001.chan.map", "x");
	scratch_text(r.folder, "dist/C-1-1.chan", "x");
	scratch_text(r.folder, "dist/C-00000001-00000002.chan", "x"); /* this version */
	repository_load(&r);
	run(&r, &w);
	assert_int_equal(r.findings.count, 0);
	assert_int_equal(w.counts.formers, 0);
	repository_end(&r);
}

/* A load that says something else than the fresh one: here the fresh one is at fault, which is as good. */
static void test_difference_is_seen(void **state)
{
	loaded_repository r;
	way w = {0};

	(void)state;
	repository_begin(&r);
	scratch_text(r.folder, "probes/p.yaml", both);
	repository_rule(&r, 1, hot_kettle);
	repository_load(&r);
	r.programs[0].content.pattern_count = 0;
	run(&r, &w);
	assert_int_equal(r.findings.count, 1);
	assert_string_equal(r.findings.items[0].detail,
	                    "the first load: the content does not say what it says when it is "
	                    "loaded afresh");
	assert_int_equal(r.findings.items[0].source.line, 1);
	assert_int_equal(w.loads, 2);
	repository_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_version),
		cmocka_unit_test(test_gained_and_lost),
		cmocka_unit_test(test_every_group_of_builds),
		cmocka_unit_test(test_the_ledger_chooses),
		cmocka_unit_test(test_former_is_torn),
		cmocka_unit_test(test_former_is_another),
		cmocka_unit_test(test_former_is_a_folder),
		cmocka_unit_test(test_former_is_too_large),
		cmocka_unit_test(test_former_has_another_name),
		cmocka_unit_test(test_others_in_the_folder),
		cmocka_unit_test(test_difference_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
