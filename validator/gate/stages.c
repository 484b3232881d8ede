/* The stages that every road shares. */
#include "gate/stages.h"

#include <string.h>

#include "gate/channel_file.h"
#include "gate/trace.h"
#include "rules/selftest.h"

bool sl_stage_self_test(sl_verdict *verdict, const sl_watch *watch)
{
	sl_stage_timer timer = sl_stage_start(verdict, watch, "self-test");
	size_t cases = sl_selftest_run(&verdict->findings);
	bool passed = sl_stage_end(&timer, cases, "%zu pinned cases", cases) && cases > 0;
	if (!passed) {
		verdict->outcome = SL_BROKEN;
	}
	return passed;
}

void sl_stage_structure(const sl_stage_files *stage)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "structure");
	uint64_t bytes = 0;
	for (size_t i = 0; i < verdict->file_count; i++) {
		bytes += verdict->files[i].bytes.length;
		sl_channel_file_open(&verdict->files[i], &verdict->findings);
	}
	sl_stage_end(&timer, verdict->file_count, "%zu files, %llu bytes", verdict->file_count,
	             (unsigned long long)bytes);
}

sl_checked_file sl_judged_checked(const sl_judged_file *file)
{
	return (sl_checked_file){file->path, file->bytes.bytes, file->bytes.length, file->file};
}

void sl_stage_meaning(const sl_stage_files *stage)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "meaning");
	size_t templates = 0;
	for (size_t i = 0; i < verdict->file_count; i++) {
		size_t from = verdict->findings.count;
		if (verdict->files[i].accepted) {
			sl_checked_file file = sl_judged_checked(&verdict->files[i]);
			templates += sl_check_meaning(&file, stage->catalog, &verdict->findings);
		}
		sl_trace(&verdict->findings, from, &verdict->files[i]);
	}
	sl_stage_end(&timer, templates, "%zu templates against %zu types", templates,
	             stage->catalog->count);
}

void sl_stage_hand_written(sl_verdict *verdict, const sl_fleet *fleet, enum sl_hand_written policy)
{
	if (policy != SL_HAND_WRITTEN_ALLOW) {
		sl_check_hand_written(fleet, policy == SL_HAND_WRITTEN_WARN, &verdict->findings);
	}
}

/* 3012, where sluice.yaml says where binaries are; appends to *counts what was compared. */
static size_t compare_binaries(const sl_stage_files *stage, sl_buffer *counts)
{
	sl_findings *findings = &stage->verdict->findings;
	sl_fleet_binaries binaries;
	size_t compared = 0;
	if (stage->manifests->binaries == NULL) {
		return 0;
	}
	if (sl_fleet_binaries_read(stage->fleet, stage->manifests->binaries, &binaries, findings)) {
		compared = sl_check_fleet_binaries(stage->fleet, &binaries, findings);
		sl_buffer_printf(counts, ", %zu of %zu manifests compared with their binaries",
		                 compared, stage->fleet->count);
	}
	sl_fleet_binaries_free(&binaries);
	return compared;
}

/* 3011 and 3012, where the road has a sluice.yaml. */
static size_t check_manifests(const sl_stage_files *stage, sl_buffer *counts)
{
	if (stage->manifests == NULL) {
		return 0;
	}
	sl_stage_hand_written(stage->verdict, stage->fleet, stage->manifests->hand_written);
	return compare_binaries(stage, counts);
}

void sl_stage_fleet(const sl_stage_files *stage)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "fleet");
	size_t pairs = sl_check_fleet_catalog(stage->catalog, stage->fleet, &verdict->findings);
	size_t cases = 0;
	sl_buffer counts = {0};
	size_t compared = check_manifests(stage, &counts);
	for (size_t i = 0; i < verdict->file_count; i++) {
		size_t from = verdict->findings.count;
		if (verdict->files[i].accepted) {
			sl_checked_file file = sl_judged_checked(&verdict->files[i]);
			cases += sl_check_fleet(&file, stage->catalog, stage->fleet,
			                        &verdict->findings);
		}
		sl_trace(&verdict->findings, from, &verdict->files[i]);
	}
	sl_stage_end(&timer, pairs + cases + compared,
	             "%zu builds: %zu inputs lists, %zu templates%s", stage->fleet->count, pairs,
	             cases, counts.bytes != NULL ? (const char *)counts.bytes : "");
	sl_buffer_free(&counts);
}

void sl_verdict_name_builds(sl_verdict *verdict, const sl_fleet *fleet)
{
	verdict->builds =
		sl_arena_alloc(&verdict->arena, fleet->count + 1, sizeof *verdict->builds);
	verdict->build_count = fleet->count;
	for (size_t i = 0; i < fleet->count; i++) {
		const char *name = fleet->builds[i].name;
		verdict->builds[i] = sl_arena_copy(&verdict->arena, name, strlen(name));
	}
}

void sl_judge_give_up(sl_verdict *verdict)
{
	sl_findings_sort(&verdict->findings);
	verdict->outcome = SL_UNUSABLE;
}

void sl_judge_conclude(sl_verdict *verdict, const sl_judge_options *options)
{
	bool complete = verdict->stage_count > 0, counted = true;
	const sl_findings *findings = &verdict->findings;
	for (size_t i = 0; i < verdict->stage_count; i++) {
		const sl_stage *one = &verdict->stages[i];
		complete = complete && one->status != SL_STAGE_NOT_REACHED;
		counted = counted && (one->status == SL_STAGE_EMPTY || one->cases > 0);
	}
	bool faulty = findings->errors > 0 || (options->fail_on_warning && findings->warnings > 0);
	if (faulty) {
		verdict->outcome = SL_REJECTED;
	} else {
		verdict->outcome = complete && counted ? SL_PASSED : SL_UNUSABLE;
	}
	sl_findings_sort(&verdict->findings);
	sl_findings_sort(&verdict->suppressed);
}
