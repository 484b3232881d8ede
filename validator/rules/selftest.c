/* The gate's test of itself: pinned channel files, bad and good, and exactly their findings. */
#include "rules/selftest.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "rules/check.h"
#include "rules/selftest_model.h"

#define MAX_EXPECTED 4

typedef struct selftest_finding {
	uint16_t rule;
	uint64_t offset, length; /* both zero where the finding is not about bytes */
} selftest_finding;

typedef struct selftest_case {
	const char *name;
	const char *path; /* as if the file had been named so */
	unsigned builds; /* of the model */
	const char *hex;
	/* In the order of reports; rule zero ends them. None: the file is good. */
	selftest_finding expected[MAX_EXPECTED];
} selftest_case;

/* CASE(name, path, builds, hex, {rule, offset, length}...) */
static const selftest_case cases[] = {
#define CASE(name, path, builds, hex, ...) {name, path, builds, hex, {__VA_ARGS__}},
#include "rules/selftest_cases.inc"
#undef CASE
	{.name = NULL},
};
static const size_t case_count = sizeof cases / sizeof *cases - 1;

static unsigned digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/* A block of exactly the size of the file, so that a read past it is one past the block. */
static uint8_t *decode(const char *hex, size_t *size)
{
	uint8_t *bytes;
	size_t i;

	*size = strlen(hex) / 2;
	bytes = sl_alloc(*size, 1);
	for (i = 0; i < *size; i++)
		bytes[i] = (uint8_t)(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
	return bytes;
}

/* All that `sluice check` does with a file. */
static void judge(const selftest_case *pinned, sl_findings *findings)
{
	sl_checked_file checked = {.path = pinned->path};
	chan_finding fault;
	sl_catalog catalog;
	sl_fleet fleet;
	sl_arena arena;
	uint8_t *bytes = decode(pinned->hex, &checked.size);

	sl_arena_start(&arena);
	sl_model_catalog(&arena, &catalog);
	sl_model_fleet(&arena, pinned->builds, &fleet);
	checked.bytes = bytes;
	if (chan_open(bytes, checked.size, &checked.file, &fault)) {
		sl_check_meaning(&checked, &catalog, findings);
		sl_check_fleet_catalog(&catalog, &fleet, findings);
		sl_check_fleet(&checked, &catalog, &fleet, findings);
		sl_check_name(&checked, findings);
	} else {
		sl_findings_structure(findings, checked.path, &fault);
	}
	sl_findings_sort(findings);
	sl_arena_free(&arena);
	free(bytes);
}

/*
 * In the test's build of this file alone: the findings of one rule vanish, as if its check were
 * broken, and the self-test must notice. The product has no such switch.
 */
static bool is_broken(uint16_t rule)
{
#ifdef SLUICE_TEST_FAULTS
	const char *broken = getenv("SLUICE_BREAK_RULE");

	return broken != NULL && strtoul(broken, NULL, 10) == rule;
#else
	(void)rule;
	return false;
#endif
}

static size_t collect(const sl_findings *findings, selftest_finding *found)
{
	size_t i, count = 0;

	for (i = 0; i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];

		if (is_broken(finding->rule))
			continue;
		if (count < MAX_EXPECTED)
			found[count] =
				(selftest_finding){finding->rule, finding->offset, finding->length};
		count++;
	}
	return count;
}

static bool same(const selftest_finding *a, const selftest_finding *b)
{
	return a->rule == b->rule && a->offset == b->offset && a->length == b->length;
}

static bool agree(const selftest_finding *want, const selftest_finding *found, size_t found_count)
{
	size_t i;

	if (found_count > MAX_EXPECTED)
		return false;
	for (i = 0; i < MAX_EXPECTED; i++)
		if (!same(&want[i], &found[i]))
			return false;
	return true;
}

static void write_list(sl_buffer *out, const selftest_finding *list)
{
	size_t i;

	if (list[0].rule == 0)
		sl_buffer_text(out, "nothing");
	for (i = 0; i < MAX_EXPECTED && list[i].rule != 0; i++)
		sl_buffer_printf(out, "%sCH%04u @%llu+%llu", i > 0 ? ", " : "",
		                 (unsigned)list[i].rule, (unsigned long long)list[i].offset,
		                 (unsigned long long)list[i].length);
}

static void report(sl_findings *findings, const char *detail)
{
	const sl_finding finding = {.rule = SL_RULE_SELF_TEST,
	                            .detail = detail,
	                            .template_index = -1,
	                            .criterion_index = -1};

	sl_findings_add(findings, &finding);
}

static void run_case(const selftest_case *pinned, sl_findings *findings)
{
	selftest_finding found[MAX_EXPECTED] = {{0, 0, 0}};
	sl_findings own;
	sl_buffer detail = {0};
	size_t count;

	sl_findings_start(&own);
	judge(pinned, &own);
	count = collect(&own, found);
	if (!agree(pinned->expected, found, count)) {
		sl_buffer_printf(&detail, "case %s: expected ", pinned->name);
		write_list(&detail, pinned->expected);
		sl_buffer_text(&detail, ", got ");
		write_list(&detail, found);
		if (count > MAX_EXPECTED)
			sl_buffer_printf(&detail, " and %zu more", count - MAX_EXPECTED);
		report(findings, (const char *)detail.bytes);
	}
	sl_buffer_free(&detail);
	sl_findings_free(&own);
}

static size_t run_all(const selftest_case *list, size_t count, sl_findings *findings)
{
	size_t i;

	for (i = 0; i < count; i++)
		run_case(&list[i], findings);
	if (count == 0)
		report(findings, "there is no pinned case");
	return count;
}

size_t sl_selftest_run(sl_findings *findings)
{
	return run_all(cases, case_count, findings);
}
