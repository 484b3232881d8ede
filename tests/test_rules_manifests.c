/*
 * CH3011 and CH3012: what the manifests of a fleet are worth, and what their binaries say otherwise. The answers are in
 * corpus/findings/manifests.txt.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_rules_manifests	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/check.h"
#include "rules/selftest_model.h"
#include "support_answers.h"

#define DIGEST_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ALL_BUILDS ((1u << SL_MODEL_BUILDS) - 1)

typedef struct manifests {
	sl_arena arena;
	sl_fleet fleet;
	sl_fleet_binary items[SL_MODEL_BUILDS];
	sl_fleet_binaries binaries;
	sl_findings findings;
} manifests;

/* Manifests and binaries that agree, and are each other's. */
static void begin(manifests *m)
{
	sl_fleet twin;

	memset(m, 0, sizeof *m);
	sl_arena_start(&m->arena);
	sl_findings_start(&m->findings);
	sl_model_fleet(&m->arena, ALL_BUILDS, &m->fleet);
	sl_model_fleet(&m->arena, ALL_BUILDS, &twin);
	m->binaries.items = m->items;
	m->binaries.count = m->fleet.count;
	for (size_t b = 0; b < m->fleet.count; b++) {
		sl_build *build = &m->fleet.builds[b];

		build->binary_file = sl_arena_printf(&m->arena, "sensor-%zu", b);
		build->binary_sha256 = DIGEST_A;
		build->source = (sl_source){"fleet/all.yaml", (unsigned)(10 * b + 1), 1};
		m->items[b].at_hand = SL_BINARY_READ;
		m->items[b].build = twin.builds[b];
		strcpy(m->items[b].sha256, DIGEST_A);
		strcpy(m->items[b].why.text, "it is a text");
	}
}

static void end(manifests *m)
{
	sl_findings_free(&m->findings);
	sl_arena_free(&m->arena);
}

static void say(manifests *m, const char *title, size_t returned, sl_buffer *out)
{
	sl_buffer_printf(out, "%s: %zu; %zu errors, %zu warnings\n", title, returned,
	                 m->findings.errors, m->findings.warnings);
	answers_add_findings(out, &m->findings);
	end(m);
}

/* --- manifests without a binary */

/* Of count builds those from first on name none. */
static void by_hand(size_t count, size_t first, bool only_warns, sl_buffer *out)
{
	manifests m;
	char title[48];

	begin(&m);
	m.fleet.count = count;
	for (size_t b = first; b < m.fleet.count; b++)
		m.fleet.builds[b].binary_file = NULL;
	snprintf(title, sizeof title, "%zu builds, from %zu on by hand", count, first);
	say(&m, title, sl_check_hand_written(&m.fleet, only_warns, &m.findings), out);
}

static void add_hand_written(sl_buffer *out)
{
	for (size_t count = 0; count <= SL_MODEL_BUILDS; count++)
		for (size_t first = 0; first <= count; first++)
			by_hand(count, first, count % 2 == 0, out);
}

/* --- manifests and binaries */

/* Each is one difference. */
static void change(sl_build *build, unsigned changes)
{
	uint64_t *const limits[] = {&build->limits.file_bytes, &build->limits.templates,
	                            &build->limits.criteria, &build->limits.values};

	for (unsigned i = 0; i < changes; i++)
		if (i < 4)
			*limits[i] = 1000 + i;
		else if (i < 6)
			build->inputs[i - 4].supplies[1].name = "Other";
		else if (i < 8)
			build->inputs[i - 6].version += 5;
		else if (i == 8)
			build->engine = 7;
		else
			build->platform = "other";
}

static void compared(const char *title, unsigned changes, const char *digest, sl_buffer *out)
{
	manifests m;
	char words[64];

	begin(&m);
	m.fleet.builds[1].binary_sha256 = digest;
	change(&m.items[1].build, changes);
	snprintf(words, sizeof words, "%s, %u changes", title, changes);
	say(&m, words, sl_check_fleet_binaries(&m.fleet, &m.binaries, &m.findings), out);
}

static void add_compared(sl_buffer *out)
{
	for (unsigned changes = 0; changes <= 10; changes++) {
		compared("edited", changes, DIGEST_A, out);
		compared("another", changes, DIGEST_B, out);
	}
}

static void add_at_hand(sl_buffer *out)
{
	static const char *const titles[] = {"not named", "not there", "read", "says nothing"};

	for (int at_hand = SL_BINARY_NOT_NAMED; at_hand <= SL_BINARY_SAYS_NOTHING; at_hand++)
		for (size_t missing = 0; missing < 2; missing++) {
			manifests m;

			begin(&m);
			for (size_t b = 1; b < m.fleet.count; b += 2) {
				m.items[b].at_hand = (enum sl_binary_at_hand)at_hand;
				m.items[b].build.platform = "other";
			}
			/* One list is shorter than the other: what has no other half is not compared. */
			m.binaries.count -= missing;
			m.fleet.count -= 2 * missing;
			say(&m, titles[at_hand],
			    sl_check_fleet_binaries(&m.fleet, &m.binaries, &m.findings), out);
			begin(&m);
			m.items[0].at_hand = (enum sl_binary_at_hand)at_hand;
			m.binaries.count = 1 - missing;
			say(&m, titles[at_hand],
			    sl_check_fleet_binaries(&m.fleet, &m.binaries, &m.findings), out);
		}
}

static void all_that_is_said(void **state)
{
	sl_buffer found = {0};

	(void)state;
	add_hand_written(&found);
	add_compared(&found);
	add_at_hand(&found);
	answers_are("corpus/findings/manifests.txt", &found);
	sl_buffer_free(&found);
}

/* A block of exactly so many builds, behind which a sanitizer sees what is read. */
static void many_builds(void **state)
{
	enum { BUILDS = 64 };
	sl_fleet fleet = {.builds = sl_alloc(BUILDS, sizeof(sl_build)), .count = BUILDS};
	sl_findings findings;

	(void)state;
	sl_findings_start(&findings);
	for (size_t b = 0; b < BUILDS; b++)
		fleet.builds[b] =
			(sl_build){.name = "b", .binary_file = b % 2 > 0 ? "sensor" : NULL};
	assert_int_equal(sl_check_hand_written(&fleet, false, &findings), BUILDS / 2);
	assert_int_equal(findings.items[0].build_count, BUILDS / 2);
	sl_findings_free(&findings);
	free(fleet.builds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_that_is_said),
	                                   cmocka_unit_test(many_builds)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
