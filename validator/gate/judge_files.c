/* The road of `sluice check` and `sluice catalog check`. */
#include "gate/judge.h"

#include <string.h>

#include "gate/channel_file.h"
#include "gate/stages.h"
#include "gate/trace.h"

/* Both folders, or the verdict is that there is nothing to judge with. */
static bool load_model(sl_verdict *verdict, const char *catalog_path, const char *fleet_path,
                       sl_catalog *catalog, sl_fleet *fleet)
{
	bool loaded = sl_catalog_load(catalog_path, catalog, &verdict->findings);
	if (fleet_path != NULL) {
		loaded = sl_fleet_load(fleet_path, fleet, &verdict->findings) && loaded;
		sl_verdict_name_builds(verdict, fleet);
		sl_verdict_add_material(verdict, fleet_path, fleet->digest);
	}
	sl_verdict_add_material(verdict, catalog_path, catalog->digest);
	return loaded;
}

/* Reads every file; false: at least one could not be read, and a finding says which and why. */
static bool read_files(sl_verdict *verdict, const char *const *paths, size_t count)
{
	bool all = true;
	for (size_t i = 0; i < count; i++) {
		sl_problem problem;
		sl_judged_file *file = sl_verdict_add_file(verdict, paths[i]);
		if (!sl_channel_file_read(file, &problem)) {
			sl_finding finding = {.rule = SL_RULE_FILE_UNREADABLE,
			                      .file = file->path,
			                      .detail = problem.text,
			                      .template_index = -1,
			                      .criterion_index = -1};
			sl_findings_add(&verdict->findings, &finding);
			all = false;
		}
	}
	return all;
}

static void read_maps(sl_verdict *verdict)
{
	for (size_t i = 0; i < verdict->file_count; i++) {
		if (verdict->files[i].accepted) {
			sl_trace_read_map(verdict, &verdict->files[i]);
		}
	}
}

static void stage_names(const sl_stage_files *stage)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "release");
	for (size_t i = 0; i < verdict->file_count; i++) {
		if (verdict->files[i].accepted) {
			const sl_checked_file checked = sl_judged_checked(&verdict->files[i]);
			sl_check_name(&checked, &verdict->findings);
		}
	}
	sl_stage_end(&timer, verdict->file_count, "%zu names", verdict->file_count);
}

void sl_judge_files(const char *const *paths, size_t count, const char *catalog_path,
                    const char *fleet_path, const char *root, const sl_judge_options *options,
                    sl_verdict *verdict)
{
	static const char *const road[] = {"self-test", "structure", "meaning", "fleet", "release"};
	sl_catalog catalog = {0};
	sl_fleet fleet = {0};
	verdict->root = root != NULL ? sl_arena_copy(&verdict->arena, root, strlen(root)) : NULL;
	for (size_t i = 0; i < sizeof road / sizeof *road; i++) {
		sl_stage_announce(verdict, road[i]);
	}
	if (!sl_stage_self_test(verdict, options->watch)) {
		return;
	}
	bool loaded = load_model(verdict, catalog_path, fleet_path, &catalog, &fleet);
	bool readable = read_files(verdict, paths, count);
	if (loaded && readable && count > 0) {
		const sl_stage_files stage = {verdict, options->watch, &catalog, &fleet, NULL};
		sl_stage_structure(&stage);
		read_maps(verdict);
		sl_stage_meaning(&stage);
		sl_stage_fleet(&stage);
		stage_names(&stage);
		sl_judge_conclude(verdict, options);
	} else {
		sl_judge_give_up(verdict);
	}
	sl_fleet_free(&fleet);
	sl_catalog_free(&catalog);
}

void sl_judge_content(const char *const *paths, size_t count, const char *catalog_path,
                      const char *root, const sl_judge_options *options, sl_catalog *catalog,
                      sl_verdict *verdict)
{
	verdict->root = root != NULL ? sl_arena_copy(&verdict->arena, root, strlen(root)) : NULL;
	sl_stage_announce(verdict, "structure");
	sl_stage_announce(verdict, "meaning");
	bool loaded = load_model(verdict, catalog_path, NULL, catalog, NULL);
	bool readable = read_files(verdict, paths, count);
	if (loaded && readable && count > 0) {
		const sl_stage_files stage = {verdict, options->watch, catalog, NULL, NULL};
		sl_stage_structure(&stage);
		read_maps(verdict);
		sl_stage_meaning(&stage);
		sl_judge_conclude(verdict, options);
	} else {
		sl_judge_give_up(verdict);
	}
}

void sl_judge_catalog(const char *catalog_path, const char *fleet_path,
                      const sl_judge_options *options, sl_verdict *verdict)
{
	sl_catalog catalog = {0};
	sl_fleet fleet = {0};
	sl_stage_announce(verdict, "self-test");
	if (!sl_stage_self_test(verdict, options->watch)) {
		return;
	}
	sl_stage_timer timer = sl_stage_start(verdict, options->watch, "catalog");
	bool loaded = load_model(verdict, catalog_path, fleet_path, &catalog, &fleet);
	sl_stage_end(&timer, catalog.count, "%zu versions of types", catalog.count);
	if (loaded && fleet_path != NULL) {
		timer = sl_stage_start(verdict, options->watch, "fleet");
		size_t pairs = sl_check_fleet_catalog(&catalog, &fleet, &verdict->findings);
		sl_stage_end(&timer, pairs, "%zu builds, %zu inputs lists", fleet.count, pairs);
	}
	sl_judge_conclude(verdict, options);
	sl_fleet_free(&fleet);
	sl_catalog_free(&catalog);
}
