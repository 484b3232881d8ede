/* The ledger: what is read, asked, added and written; and how `growth` and moments are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/moment.h"
#include "model/ledger.h"
#include "model/repository.h"
#include "support_folder.h"

#define DIGEST_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define DIGEST_1 "1111111111111111111111111111111111111111111111111111111111111111"

#define RELEASE(version, digest)                          \
	"{version: " version ", sha256: '" digest         \
	"', created: 2026-07-01T00:00:00Z, bytes: 1000, " \
	"templates: 10}"
#define CAPABILITY(field, since) \
	"{type: host, field: " field ", operator: exists, action: detect, since: " since "}"

static sl_ledger ledger;
static sl_findings findings;
static char *folder;

static int begin(void **state)
{
	(void)state;
	folder = scratch_create();
	ledger = (sl_ledger){0};
	sl_findings_start(&findings);
	return 0;
}

static int end(void **state)
{
	(void)state;
	sl_ledger_free(&ledger);
	sl_findings_free(&findings);
	scratch_remove(folder);
	return 0;
}

static bool load(const char *text)
{
	scratch_text(folder, "ledger.yaml", text);
	sl_ledger_free(&ledger);
	sl_findings_free(&findings);
	sl_findings_start(&findings);
	return sl_ledger_load(scratch_path(folder, "ledger.yaml"), &ledger, &findings);
}

static void must_load(const char *text)
{
	if (!load(text))
		fail_msg("CH%04u %s", (unsigned)findings.items[0].rule, findings.items[0].detail);
	assert_int_equal(findings.count, 0);
}

/* The document has this one finding, at that line. */
static void refuse(unsigned rule, unsigned line, const char *text)
{
	assert_false(load(text));
	if (findings.count != 1 || findings.items[0].rule != rule ||
	    findings.items[0].source.line != line)
		fail_msg("CH%04u in line %u, and not CH%04u in line %u: %s",
		         (unsigned)findings.items[0].rule, findings.items[0].source.line, rule,
		         line, text);
}

static void test_nothing_has_shipped(void **state)
{
	static const char *const empty[] = {"", "# nothing\n", "channels: {}\n"};

	(void)state;
	assert_true(sl_ledger_load(scratch_path(folder, "none.yaml"), &ledger, &findings));
	assert_null(sl_ledger_last(&ledger, 291));
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		must_load(empty[i]);
		assert_int_equal(ledger.release_count + ledger.capability_count, 0);
		assert_null(sl_ledger_last(&ledger, 291));
		assert_null(sl_ledger_find(&ledger, 291, 1));
		assert_null(sl_ledger_former(&ledger, 291, 7));
		assert_null(sl_ledger_recalled(&ledger, DIGEST_A));
	}
}

/* As people may leave it: neither sorted nor one fact a line. */
#define HISTORY_291                                                                         \
	"  291:\n    releases: [" RELEASE("42", DIGEST_B) ",\n" RELEASE(                    \
		"7",                                                                        \
		DIGEST_A) "]\n    capabilities: [" CAPABILITY("Two",                        \
	                                                      "42") ",\n" CAPABILITY("One", \
	                                                                             "7") "]\n"
#define HISTORY_8 "  8: {releases: [" RELEASE("9", DIGEST_1) "], capabilities: []}\n"
#define HISTORY_RECALLED "recalled: [{sha256: '" DIGEST_B "', reason: stops at once}]\n"
static const char history[] = "channels:\n" HISTORY_291 HISTORY_8 HISTORY_RECALLED;

static sl_capability host_exists(const char *field)
{
	return (sl_capability){sl_text_of("host"), sl_text_of(field), CHAN_OPERATOR_EXISTS,
	                       CHAN_ACTION_DETECT};
}

static bool knows(const char *field)
{
	const sl_capability capability = host_exists(field);

	return sl_ledger_knows(&ledger, &capability);
}

static void test_questions(void **state)
{
	sl_capability other = host_exists("One");

	(void)state;
	must_load(history);
	assert_int_equal(sl_ledger_last(&ledger, 291)->version, 42);
	assert_int_equal(sl_ledger_last(&ledger, 8)->version, 9);
	assert_null(sl_ledger_last(&ledger, 9));
	assert_null(sl_ledger_last(&ledger, 7));
	assert_null(sl_ledger_last(&ledger, 292));
	assert_string_equal(sl_ledger_find(&ledger, 291, 7)->sha256, DIGEST_A);
	assert_int_equal(sl_ledger_find(&ledger, 291, 7)->source.line, 4);
	assert_null(sl_ledger_find(&ledger, 291, 8));
	assert_null(sl_ledger_find(&ledger, 8, 7));
	/* 42 was recalled. */
	assert_int_equal(sl_ledger_former(&ledger, 291, 43)->version, 7);
	assert_int_equal(sl_ledger_former(&ledger, 291, 8)->version, 7);
	assert_null(sl_ledger_former(&ledger, 291, 7));
	assert_null(sl_ledger_former(&ledger, 8, 9));
	assert_int_equal(sl_ledger_former(&ledger, 8, 10)->version, 9);
	assert_string_equal(sl_ledger_recalled(&ledger, DIGEST_B)->reason, "stops at once");
	assert_null(sl_ledger_recalled(&ledger, DIGEST_A));
	assert_true(knows("One"));
	assert_false(knows("Two"));
	assert_false(knows("Three"));
	other.action = CHAN_ACTION_PREVENT;
	assert_false(sl_ledger_knows(&ledger, &other));
	other = host_exists("One");
	other.operation = CHAN_OPERATOR_EXACT;
	assert_false(sl_ledger_knows(&ledger, &other));
	other = host_exists("One");
	other.type = sl_text_of("hos");
	assert_false(sl_ledger_knows(&ledger, &other));
}

static void test_written_as_read(void **state)
{
	sl_buffer first = {0}, second = {0};
	const char *text;

	(void)state;
	must_load(history);
	sl_ledger_write(&ledger, &first);
	text = (const char *)first.bytes;
	must_load(text);
	sl_ledger_write(&ledger, &second);
	assert_int_equal(first.length, second.length);
	assert_memory_equal(first.bytes, second.bytes, first.length);
	/* Sorted, one fact a line. */
	assert_non_null(strstr(text,
	                       "\n  8:\n    releases:\n      - {version: 9, sha256: '" DIGEST_1
	                       "', created: 2026-07-01T00:00:00Z, bytes: 1000, templates: "
	                       "10}\n    capabilities: []\n  291:\n"));
	assert_non_null(strstr(text, "\n      - {version: 7, sha256: '" DIGEST_A));
	assert_true(strstr(text, "{version: 7,") < strstr(text, "{version: 42,"));
	assert_true(strstr(text, "field: One") < strstr(text, "field: Two"));
	assert_non_null(
		strstr(text, "\nrecalled:\n  - {sha256: '" DIGEST_B "', reason: stops at once}\n"));
	sl_buffer_free(&first);
	sl_buffer_free(&second);
	sl_ledger_free(&ledger);
	assert_true(sl_ledger_load(scratch_path(folder, "none.yaml"), &ledger, &findings));
	sl_ledger_write(&ledger, &first);
	assert_non_null(strstr((const char *)first.bytes, "\nchannels: {}\n"));
	must_load((const char *)first.bytes);
	sl_buffer_free(&first);
}

#define IN_CHANNEL(releases, capabilities) \
	"channels:\n  8:\n    releases: [" releases "]\n    capabilities: [" capabilities "]\n"

static void test_refused(void **state)
{
	(void)state;
	refuse(6001, 1, "channels: {8: [}\n");
	refuse(6001, 3, "channels: {}\n---\n{channels: {}}\n");
	refuse(6008, 1, "- 1\n");
	refuse(6008, 1, "channels: []\n");
	refuse(6007, 1, "recalled: []\n");
	refuse(6002, 2, "channels: {}\nreleases: []\n");
	refuse(6008, 2, "channels:\n  0: {releases: [], capabilities: []}\n");
	refuse(6008, 2, "channels:\n  100000000: {releases: [], capabilities: []}\n");
	refuse(6008, 2, "channels:\n  x: {releases: [], capabilities: []}\n");
	refuse(6001, 3,
	       "channels:\n  8: {releases: [], capabilities: []}\n  8: {releases: [], "
	       "capabilities: []}\n");
	refuse(6007, 2, "channels:\n  8: {releases: []}\n");
	refuse(6008, 2, "channels:\n  8: {releases: [], capabilities: {}}\n");
	refuse(6008, 3, IN_CHANNEL(RELEASE("0", DIGEST_A), ""));
	refuse(6008, 3, IN_CHANNEL(RELEASE("18446744073709551616", DIGEST_A), ""));
	refuse(6008, 3, IN_CHANNEL(RELEASE("7", "abc"), ""));
	refuse(6008, 3, IN_CHANNEL(RELEASE("7", "A" DIGEST_A), ""));
	refuse(6020, 3, IN_CHANNEL(RELEASE("7", DIGEST_A) "," RELEASE("7", DIGEST_B), ""));
	refuse(6008, 4, IN_CHANNEL("", CAPABILITY("[]", "7")));
	refuse(6008, 4, IN_CHANNEL("", CAPABILITY("One", "-1")));
	refuse(6020, 4, IN_CHANNEL("", CAPABILITY("One", "7") "," CAPABILITY("One", "8")));
	refuse(6008, 4,
	       IN_CHANNEL("", "{type: a, field: b, operator: is, action: detect, since: 1}"));
	refuse(6008, 4,
	       IN_CHANNEL("", "{type: a, field: b, operator: exact, action: 1, since: 1}"));
	refuse(6007, 4, IN_CHANNEL("", "{type: a, field: b, operator: exact, action: detect}"));
	refuse(6002, 4,
	       IN_CHANNEL("", "{type: a, field: b, operator: exact, action: detect, since: 1, "
	                      "till: 2}"));
	refuse(6008, 2, "channels: {}\nrecalled: {}\n");
	refuse(6007, 2, "channels: {}\nrecalled: [{sha256: '" DIGEST_A "'}]\n");
	refuse(6020, 2,
	       "channels: {}\nrecalled: [{sha256: '" DIGEST_A "', reason: a}, {sha256: '" DIGEST_A
	       "', reason: b}]\n");
	refuse(6008, 3,
	       "channels:\n  8: {capabilities: [], releases: [\n{version: 1, sha256: '" DIGEST_A
	       "', created: never, bytes: 1, templates: 1}]}\n");
	/* A folder in its place is no ledger, and no empty one. */
	sl_ledger_free(&ledger);
	assert_false(sl_ledger_load(folder, &ledger, &findings));
}

static void test_added(void **state)
{
	const sl_shipped release = {.channel = 291,
	                            .templates = 1,
	                            .version = 43,
	                            .created_at = 86400,
	                            .bytes = 5,
	                            .sha256 = DIGEST_1};
	const sl_capability capabilities[] = {host_exists("Two"), host_exists("One"),
	                                      host_exists("Zero")};

	(void)state;
	must_load(history);
	assert_true(sl_ledger_add_release(&ledger, &release));
	assert_false(sl_ledger_add_release(&ledger, &release));
	assert_int_equal(sl_ledger_last(&ledger, 291)->version, 43);
	assert_int_equal(sl_ledger_former(&ledger, 291, 44)->version, 43);
	/* Two has come with a release that was recalled, and counts from this one. */
	assert_true(sl_ledger_add_capabilities(&ledger, 291, capabilities, 3, 43));
	assert_false(sl_ledger_add_capabilities(&ledger, 291, capabilities, 3, 44));
	assert_int_equal(ledger.capability_count, 3);
	assert_int_equal(ledger.capabilities[0].since, 7);
	assert_int_equal(ledger.capabilities[1].since, 43);
	assert_true(knows("Zero") && knows("One") && knows("Two"));
	assert_true(sl_ledger_add_recall(&ledger, DIGEST_1, "all wrong"));
	assert_false(sl_ledger_add_recall(&ledger, DIGEST_1, "all wrong"));
	assert_true(sl_ledger_add_recall(&ledger, DIGEST_1, "nearly all wrong"));
	assert_string_equal(sl_ledger_recalled(&ledger, DIGEST_1)->reason, "nearly all wrong");
	assert_false(knows("Zero") || knows("Two"));
	assert_int_equal(sl_ledger_former(&ledger, 291, 44)->version, 7);
	/* What another channel ships counts everywhere. */
	assert_true(sl_ledger_add_capabilities(&ledger, 8, capabilities, 1, 9));
	assert_false(knows("Two"));
	assert_true(sl_ledger_add_capabilities(&ledger, 1, capabilities, 1, 5));
	assert_true(knows("Two"));
}

static void check_moment(uint64_t seconds, const char *text)
{
	char out[24];
	uint64_t back;

	sl_moment_write(seconds, out);
	assert_string_equal(out, text);
	if (sl_moment_read(sl_text_of(text), &back))
		assert_int_equal(back, seconds);
	else
		assert_null(strchr(text, '-'));
}

static void test_moments(void **state)
{
	(void)state;
	check_moment(0, "1970-01-01T00:00:00Z");
	check_moment(951782399, "2000-02-28T23:59:59Z");
	check_moment(951782400, "2000-02-29T00:00:00Z");
	check_moment(1721354940, "2024-07-19T02:09:00Z");
	check_moment(1735689599, "2024-12-31T23:59:59Z");
	check_moment(UINT64_C(253402300799), "9999-12-31T23:59:59Z");
	check_moment(UINT64_C(253402300800), "253402300800");
	check_moment(UINT64_MAX, "18446744073709551615");
}

static void test_growth_is_read(void **state)
{
	sl_repository_paths paths;
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	scratch_text(folder, "sluice.yaml", "{}\n");
	assert_true(sl_repository_paths_read(folder, &arena, &paths, &findings));
	assert_int_equal(paths.growth.percent, 50);
	assert_int_equal(paths.growth.templates, 100);
	assert_int_equal(paths.growth.bytes, 131072);
	scratch_text(folder, "sluice.yaml", "growth: {percent: 7, bytes: 0}\n");
	assert_true(sl_repository_paths_read(folder, &arena, &paths, &findings));
	assert_int_equal(paths.growth.percent, 7);
	assert_int_equal(paths.growth.templates, 100);
	assert_int_equal(paths.growth.bytes, 0);
	scratch_text(folder, "sluice.yaml", "growth: {percent: -1}\n");
	assert_false(sl_repository_paths_read(folder, &arena, &paths, &findings));
	scratch_text(folder, "sluice.yaml", "growth: 50\n");
	assert_false(sl_repository_paths_read(folder, &arena, &paths, &findings));
	sl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_has_shipped, begin, end),
		cmocka_unit_test_setup_teardown(test_questions, begin, end),
		cmocka_unit_test_setup_teardown(test_written_as_read, begin, end),
		cmocka_unit_test_setup_teardown(test_refused, begin, end),
		cmocka_unit_test_setup_teardown(test_added, begin, end),
		cmocka_unit_test(test_moments),
		cmocka_unit_test_setup_teardown(test_growth_is_read, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
