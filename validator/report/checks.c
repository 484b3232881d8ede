/* Findings by the check that they belong to. */
#include "report/checks.h"

#include <string.h>

#include "report/report.h"

enum { STAGES_OF_A_FAMILY = 3 };

/* Rules from first to last, and the stages that raise them: the first that the road has. The first row that fits counts. */
static const struct family {
	unsigned first, last;
	const char *stages[STAGES_OF_A_FAMILY];
} families[] = {
	{1000, 1999, {"structure"}},
	{2000, 2999, {"meaning"}},
	{3011, 3011, {"manifests", "fleet"}},
	{3012, 3012, {"binaries", "fleet"}},
	{3000, 3999, {"fleet", "catalog", "manifests"}},
	{4002, 4003, {"probes"}},
	{4005, 4006, {"sensors", "execution"}},
	{4007, 4007, {"transitions"}},
	{4000, 4999, {"execution"}},
	{5000, 5999, {"release"}},
	{6000, 6999, {"build", "catalog", "manifests"}},
	{9001, 9001, {"self-test"}},
	{9002, 9002, {"build"}},
};

/* stage_count: the road has none of those stages. */
static size_t stage_named(const sl_verdict *verdict, const char *name)
{
	size_t i = 0;
	while (i < verdict->stage_count && strcmp(verdict->stages[i].name, name) != 0) {
		i++;
	}
	return i;
}

static size_t stage_of(const sl_verdict *verdict, const sl_finding *finding)
{
	size_t found = verdict->stage_count;
	for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
		const struct family *family = &families[f];
		if (finding->rule < family->first || finding->rule > family->last) {
			continue;
		}
		for (size_t i = 0; i < STAGES_OF_A_FAMILY && family->stages[i] != NULL &&
		                   found == verdict->stage_count;
		     i++) {
			found = stage_named(verdict, family->stages[i]);
		}
		break;
	}
	return found;
}

static const char *reason(const sl_stage *stage, const sl_judged_file *file)
{
	switch (stage->status) {
	case SL_STAGE_NOT_REACHED:
		return "not reached";
	case SL_STAGE_EMPTY:
		return stage->counts;
	case SL_STAGE_RUN:
		break;
	}
	/* What no parser accepts, no later check has looked at. */
	return file != NULL && !file->accepted && strcmp(stage->name, "self-test") != 0 &&
	                       strcmp(stage->name, "build") != 0 &&
	                       strcmp(stage->name, "structure") != 0
	               ? "the structure of the file was not accepted"
	               : NULL;
}

/* Its errors are of rules that belong to another stage, so that it must not be taken for passed. */
static bool errs_elsewhere(const sl_verdict *verdict, size_t stage)
{
	const sl_findings *findings = &verdict->findings;
	bool listed = verdict->stages[stage].errors == 0;
	for (size_t i = 0; i < findings->count && !listed; i++) {
		listed = sl_finding_severity(&findings->items[i]) == CHAN_ERROR &&
		         stage_of(verdict, &findings->items[i]) == stage;
	}
	return !listed;
}

size_t sl_checks_of(const sl_verdict *verdict, const sl_judged_file *file,
                    sl_checked_part parts[SL_MAX_CHECKS], sl_arena *arena)
{
	const sl_findings *findings = &verdict->findings;
	const size_t stages = verdict->stage_count;
	memset(parts, 0, SL_MAX_CHECKS * sizeof *parts);
	for (size_t i = 0; i < stages; i++) {
		parts[i].name = verdict->stages[i].name;
		parts[i].skipped = reason(&verdict->stages[i], file);
		if (file == NULL && errs_elsewhere(verdict, i)) {
			parts[i].skipped = "failed: its errors are listed under other checks";
		}
	}
	parts[stages].name = "configuration";
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];
		if (sl_finding_is_about(verdict, finding, file)) {
			parts[stage_of(verdict, finding)].count++;
		}
	}
	for (size_t i = 0; i <= stages; i++) {
		parts[i].findings =
			sl_arena_alloc(arena, parts[i].count + 1, sizeof(const sl_finding *));
		parts[i].count = 0;
	}
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];
		if (sl_finding_is_about(verdict, finding, file)) {
			sl_checked_part *part = &parts[stage_of(verdict, finding)];
			part->findings[part->count++] = finding;
		}
	}
	return stages + (parts[stages].count > 0);
}
