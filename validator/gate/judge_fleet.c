/* The road of `sluice fleet check`. */
#include "gate/judge.h"

#include <string.h>

#include "gate/stages.h"

typedef struct road {
	const sl_judge_options *options;
	sl_verdict *verdict;
	sl_arena arena;
	sl_repository_paths paths;
	sl_catalog catalog;
	sl_fleet fleet;
} road;

/* False: there is nothing to judge, or nothing to judge it with, and findings say why. */
static bool load(road *r, const char *root)
{
	sl_verdict *verdict = r->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, r->options->watch, "manifests");
	bool loaded = sl_repository_paths_read(root, &r->arena, &r->paths, &verdict->findings);
	if (loaded) {
		loaded = sl_catalog_load(r->paths.catalog, &r->catalog, &verdict->findings);
		loaded = sl_repository_fleet_load(r->paths.fleet, &r->fleet, &verdict->findings) &&
		         loaded;
	}
	size_t named = 0;
	for (size_t i = 0; i < r->fleet.count; i++) {
		named += r->fleet.builds[i].binary_file != NULL;
	}
	sl_verdict_name_builds(verdict, &r->fleet);
	sl_stage_end(&timer, r->fleet.count,
	             "%zu manifests, %zu of them from binaries; %zu versions of types",
	             r->fleet.count, named, r->catalog.count);
	return loaded;
}

static void stage_catalog(road *r)
{
	sl_verdict *verdict = r->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, r->options->watch, "catalog");
	size_t pairs = sl_check_fleet_catalog(&r->catalog, &r->fleet, &verdict->findings);
	sl_stage_hand_written(verdict, &r->fleet, r->paths.hand_written);
	sl_stage_end(&timer, pairs, "%zu inputs lists of %zu builds", pairs, r->fleet.count);
}

/* False: the folder cannot be read, and a finding says why. */
static bool stage_binaries(road *r, const char *folder)
{
	sl_verdict *verdict = r->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, r->options->watch, "binaries");
	sl_fleet_binaries binaries;
	if (folder == NULL) {
		sl_stage_end_empty(&timer, "no folder of binaries: --binaries, or sluice.yaml");
		return true;
	}
	const bool read = sl_fleet_binaries_read(&r->fleet, folder, &binaries, &verdict->findings);
	if (read && binaries.named == 0) {
		sl_stage_end_empty(&timer, "no manifest names a binary");
	} else {
		size_t compared = sl_check_fleet_binaries(&r->fleet, &binaries, &verdict->findings);
		sl_stage_end(&timer, compared,
		             "%zu manifests name a binary, %zu are there and compared",
		             binaries.named, compared);
	}
	sl_fleet_binaries_free(&binaries);
	return read;
}

void sl_judge_fleet(const char *root, const char *binaries, const sl_judge_options *options,
                    sl_verdict *verdict)
{
	road r = {.options = options, .verdict = verdict};
	sl_stage_announce(verdict, "self-test");
	sl_stage_announce(verdict, "manifests");
	sl_stage_announce(verdict, "catalog");
	sl_stage_announce(verdict, "binaries");
	if (!sl_stage_self_test(verdict, options->watch)) {
		return;
	}
	verdict->root = sl_arena_copy(&verdict->arena, root, strlen(root));
	sl_arena_start(&r.arena);
	bool judged = load(&r, root);
	if (judged) {
		stage_catalog(&r);
		judged = stage_binaries(&r, binaries != NULL ? binaries : r.paths.binaries);
	}
	if (judged) {
		sl_judge_conclude(verdict, options);
	} else {
		sl_judge_give_up(verdict);
	}
	sl_fleet_free(&r.fleet);
	sl_catalog_free(&r.catalog);
	sl_arena_free(&r.arena);
}
