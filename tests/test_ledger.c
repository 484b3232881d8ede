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
#include "support_ledger.h"

#define CAPABILITY(field, since) \
	"{type: host, field: " field ", operator: exists, action: detect, since: " since "}"

/* The document has this one finding, at that line. */
static void refuse(ledger_at_hand *l, unsigned rule, unsigned line, const char *text)
{
	assert_false(ledger_load(l, text));
	if (l->findings.count != 1 || l->findings.items[0].rule != rule ||
	    l->findings.items[0].source.line != line)
		fail_msg("CH%04u in line %u, and not CH%04u in line %u: %s",
		         (unsigned)l->findings.items[0].rule, l->findings.items[0].source.line,
		         rule, line, text);
}

static void test_nothing_has_shipped(void **state)
{
	ledger_at_hand *l = *state;
	static const char *const empty[] = {"", "# nothing\n", "channels: {}\n"};

	assert_true(sl_ledger_load(scratch_path(l->folder, "none.yaml"), &l->ledger, &l->findings));
	assert_null(sl_ledger_last(&l->ledger, 291));
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		ledger_must_load(l, empty[i]);
		assert_int_equal(l->ledger.release_count + l->ledger.capability_count, 0);
		assert_null(sl_ledger_last(&l->ledger, 291));
		assert_null(sl_ledger_find(&l->ledger, 291, 1));
		assert_null(sl_ledger_former(&l->ledger, 291, 7));
		assert_null(sl_ledger_recalled(&l->ledger, DIGEST_A));
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

static bool knows(ledger_at_hand *l, const char *field)
{
	const sl_capability capability = host_exists(field);

	return sl_ledger_knows(&l->ledger, &capability);
}

static void test_questions(void **state)
{
	ledger_at_hand *l = *state;
	sl_capability other = host_exists("One");

	ledger_must_load(l, history);
	assert_int_equal(sl_ledger_last(&l->ledger, 291)->version, 42);
	assert_int_equal(sl_ledger_last(&l->ledger, 8)->version, 9);
	assert_null(sl_ledger_last(&l->ledger, 9));
	assert_null(sl_ledger_last(&l->ledger, 7));
	assert_null(sl_ledger_last(&l->ledger, 292));
	assert_string_equal(sl_ledger_find(&l->ledger, 291, 7)->sha256, DIGEST_A);
	assert_int_equal(sl_ledger_find(&l->ledger, 291, 7)->source.line, 4);
	assert_null(sl_ledger_find(&l->ledger, 291, 8));
	assert_null(sl_ledger_find(&l->ledger, 8, 7));
	/* 42 was recalled. */
	assert_int_equal(sl_ledger_former(&l->ledger, 291, 43)->version, 7);
	assert_int_equal(sl_ledger_former(&l->ledger, 291, 8)->version, 7);
	assert_null(sl_ledger_former(&l->ledger, 291, 7));
	assert_null(sl_ledger_former(&l->ledger, 8, 9));
	assert_int_equal(sl_ledger_former(&l->ledger, 8, 10)->version, 9);
	assert_string_equal(sl_ledger_recalled(&l->ledger, DIGEST_B)->reason, "stops at once");
	assert_null(sl_ledger_recalled(&l->ledger, DIGEST_A));
	assert_true(knows(l, "One"));
	assert_false(knows(l, "Two"));
	assert_false(knows(l, "Three"));
	other.action = CHAN_ACTION_PREVENT;
	assert_false(sl_ledger_knows(&l->ledger, &other));
	other = host_exists("One");
	other.operation = CHAN_OPERATOR_EXACT;
	assert_false(sl_ledger_knows(&l->ledger, &other));
	other = host_exists("One");
	other.type = sl_text_of("hos");
	assert_false(sl_ledger_knows(&l->ledger, &other));
}

static void test_written_as_read(void **state)
{
	ledger_at_hand *l = *state;
	sl_buffer first = {0}, second = {0};
	const char *text;

	ledger_must_load(l, history);
	sl_ledger_write(&l->ledger, &first);
	text = (const char *)first.bytes;
	ledger_must_load(l, text);
	sl_ledger_write(&l->ledger, &second);
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
	sl_ledger_free(&l->ledger);
	assert_true(sl_ledger_load(scratch_path(l->folder, "none.yaml"), &l->ledger, &l->findings));
	sl_ledger_write(&l->ledger, &first);
	assert_non_null(strstr((const char *)first.bytes, "\nchannels: {}\n"));
	ledger_must_load(l, (const char *)first.bytes);
	sl_buffer_free(&first);
}

#define IN_CHANNEL(releases, capabilities) \
	"channels:\n  8:\n    releases: [" releases "]\n    capabilities: [" capabilities "]\n"

static void test_refused(void **state)
{
	ledger_at_hand *l = *state;

	refuse(l, 6001, 1, "channels: {8: [}\n");
	refuse(l, 6001, 3, "channels: {}\n---\n{channels: {}}\n");
	refuse(l, 6008, 1, "- 1\n");
	refuse(l, 6008, 1, "channels: []\n");
	refuse(l, 6007, 1, "recalled: []\n");
	refuse(l, 6002, 2, "channels: {}\nreleases: []\n");
	refuse(l, 6008, 2, "channels:\n  0: {releases: [], capabilities: []}\n");
	refuse(l, 6008, 2, "channels:\n  100000000: {releases: [], capabilities: []}\n");
	refuse(l, 6008, 2, "channels:\n  x: {releases: [], capabilities: []}\n");
	refuse(l, 6001, 3,
	       "channels:\n  8: {releases: [], capabilities: []}\n  8: {releases: [], "
	       "capabilities: []}\n");
	refuse(l, 6007, 2, "channels:\n  8: {releases: []}\n");
	refuse(l, 6008, 2, "channels:\n  8: {releases: [], capabilities: {}}\n");
	refuse(l, 6008, 3, IN_CHANNEL(RELEASE("0", DIGEST_A), ""));
	refuse(l, 6008, 3, IN_CHANNEL(RELEASE("18446744073709551616", DIGEST_A), ""));
	refuse(l, 6008, 3, IN_CHANNEL(RELEASE("7", "abc"), ""));
	refuse(l, 6008, 3, IN_CHANNEL(RELEASE("7", "A" DIGEST_A), ""));
	refuse(l, 6020, 3, IN_CHANNEL(RELEASE("7", DIGEST_A) "," RELEASE("7", DIGEST_B), ""));
	refuse(l, 6008, 4, IN_CHANNEL("", CAPABILITY("[]", "7")));
	refuse(l, 6008, 4, IN_CHANNEL("", CAPABILITY("One", "-1")));
	refuse(l, 6020, 4, IN_CHANNEL("", CAPABILITY("One", "7") "," CAPABILITY("One", "8")));
	refuse(l, 6008, 4,
	       IN_CHANNEL("", "{type: a, field: b, operator: is, action: detect, since: 1}"));
	refuse(l, 6008, 4,
	       IN_CHANNEL("", "{type: a, field: b, operator: exact, action: 1, since: 1}"));
	refuse(l, 6007, 4, IN_CHANNEL("", "{type: a, field: b, operator: exact, action: detect}"));
	refuse(l, 6002, 4,
	       IN_CHANNEL("", "{type: a, field: b, operator: exact, action: detect, since: 1, "
	                      "till: 2}"));
	refuse(l, 6008, 2, "channels: {}\nrecalled: {}\n");
	refuse(l, 6007, 2, "channels: {}\nrecalled: [{sha256: '" DIGEST_A "'}]\n");
	refuse(l, 6020, 2,
	       "channels: {}\nrecalled: [{sha256: '" DIGEST_A "', reason: a}, {sha256: '" DIGEST_A
	       "', reason: b}]\n");
	refuse(l, 6008, 3,
	       "channels:\n  8: {capabilities: [], releases: [\n{version: 1, sha256: '" DIGEST_A
	       "', created: never, bytes: 1, templates: 1}]}\n");
	/* A folder in its place is no ledger, and no empty one. */
	sl_ledger_free(&l->ledger);
	assert_false(sl_ledger_load(l->folder, &l->ledger, &l->findings));
}

static void test_added(void **state)
{
	ledger_at_hand *l = *state;
	const sl_shipped release = {.channel = 291,
	                            .templates = 1,
	                            .version = 43,
	                            .created_at = 86400,
	                            .bytes = 5,
	                            .sha256 = DIGEST_1};
	const sl_capability capabilities[] = {host_exists("Two"), host_exists("One"),
	                                      host_exists("Zero")};

	ledger_must_load(l, history);
	assert_true(sl_ledger_add_release(&l->ledger, &release));
	assert_false(sl_ledger_add_release(&l->ledger, &release));
	assert_int_equal(sl_ledger_last(&l->ledger, 291)->version, 43);
	assert_int_equal(sl_ledger_former(&l->ledger, 291, 44)->version, 43);
	/* Two has come with a release that was recalled, and counts from this one. */
	assert_true(sl_ledger_add_capabilities(&l->ledger, 291, capabilities, 3, 43));
	assert_false(sl_ledger_add_capabilities(&l->ledger, 291, capabilities, 3, 44));
	assert_int_equal(l->ledger.capability_count, 3);
	assert_int_equal(l->ledger.capabilities[0].since, 7);
	assert_int_equal(l->ledger.capabilities[1].since, 43);
	assert_true(knows(l, "Zero") && knows(l, "One") && knows(l, "Two"));
	assert_true(sl_ledger_add_recall(&l->ledger, DIGEST_1, "all wrong"));
	assert_false(sl_ledger_add_recall(&l->ledger, DIGEST_1, "all wrong"));
	assert_true(sl_ledger_add_recall(&l->ledger, DIGEST_1, "nearly all wrong"));
	assert_string_equal(sl_ledger_recalled(&l->ledger, DIGEST_1)->reason, "nearly all wrong");
	assert_false(knows(l, "Zero") || knows(l, "Two"));
	assert_int_equal(sl_ledger_former(&l->ledger, 291, 44)->version, 7);
	/* What another channel ships counts everywhere. */
	assert_true(sl_ledger_add_capabilities(&l->ledger, 8, capabilities, 1, 9));
	assert_false(knows(l, "Two"));
	assert_true(sl_ledger_add_capabilities(&l->ledger, 1, capabilities, 1, 5));
	assert_true(knows(l, "Two"));
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
	ledger_at_hand *l = *state;
	sl_repository_paths paths;
	sl_arena arena;

	sl_arena_start(&arena);
	scratch_text(l->folder, "sluice.yaml", "{}\n");
	assert_true(sl_repository_paths_read(l->folder, &arena, &paths, &l->findings));
	assert_int_equal(paths.growth.percent, 50);
	assert_int_equal(paths.growth.templates, 100);
	assert_int_equal(paths.growth.bytes, 131072);
	scratch_text(l->folder, "sluice.yaml", "growth: {percent: 7, bytes: 0}\n");
	assert_true(sl_repository_paths_read(l->folder, &arena, &paths, &l->findings));
	assert_int_equal(paths.growth.percent, 7);
	assert_int_equal(paths.growth.templates, 100);
	assert_int_equal(paths.growth.bytes, 0);
	scratch_text(l->folder, "sluice.yaml", "growth: {percent: -1}\n");
	assert_false(sl_repository_paths_read(l->folder, &arena, &paths, &l->findings));
	scratch_text(l->folder, "sluice.yaml", "growth: 50\n");
	assert_false(sl_repository_paths_read(l->folder, &arena, &paths, &l->findings));
	sl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing_has_shipped, ledger_begin, ledger_end),
		cmocka_unit_test_setup_teardown(test_questions, ledger_begin, ledger_end),
		cmocka_unit_test_setup_teardown(test_written_as_read, ledger_begin, ledger_end),
		cmocka_unit_test_setup_teardown(test_refused, ledger_begin, ledger_end),
		cmocka_unit_test_setup_teardown(test_added, ledger_begin, ledger_end),
		cmocka_unit_test(test_moments),
		cmocka_unit_test_setup_teardown(test_growth_is_read, ledger_begin, ledger_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
