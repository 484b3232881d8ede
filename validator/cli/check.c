/* sluice check: a static verdict on channel files. */
#include <string.h>
#include <sys/stat.h>

#include "cli/reporting.h"

/* Where catalog and fleet come from: the options, else the repository. */
static bool find_model(const sl_arguments *arguments, sl_arena *arena, const char **catalog,
                       const char **fleet)
{
	const char *root = sl_argument(arguments, "repository");
	*catalog = sl_argument(arguments, "catalog");
	*fleet = sl_argument(arguments, "fleet");
	if (*catalog != NULL && *fleet != NULL) {
		return true;
	}
	struct stat status;
	const char *where = root != NULL ? root : ".";
	const char *settings = sl_path_join(arena, where, "sluice.yaml");
	if (root == NULL && stat(settings, &status) != 0) {
		return *catalog != NULL;
	}
	sl_repository_paths paths;
	sl_findings ignored;
	sl_findings_start(&ignored);
	bool read = sl_repository_paths_read(where, arena, &paths, &ignored);
	sl_findings_free(&ignored);
	if (read) {
		*catalog = *catalog != NULL ? *catalog : paths.catalog;
		*fleet = *fleet != NULL ? *fleet : paths.fleet;
	}
	return *catalog != NULL;
}

static enum sl_outcome judge(const sl_arguments *arguments, const char *catalog, const char *fleet)
{
	sl_reporting reporting;
	sl_verdict verdict;
	if (!sl_reporting_start(&sl_command_check, arguments, &reporting)) {
		return SL_UNUSABLE;
	}
	sl_verdict_start(&verdict);
	sl_judge_files(arguments->files, arguments->file_count, catalog, fleet, &reporting.judge,
	               &verdict);
	enum sl_outcome outcome = sl_reporting_end(&reporting, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	const char *catalog, *fleet;
	sl_arena arena;
	enum sl_outcome outcome;
	if (arguments->file_count == 0) {
		return sl_usage_error(&sl_command_check, "needs a channel file");
	}
	sl_arena_start(&arena);
	if (find_model(arguments, &arena, &catalog, &fleet)) {
		outcome = judge(arguments, catalog, fleet);
	} else {
		outcome = sl_usage_error(
			&sl_command_check,
			"there is no catalog to check against: name it with --catalog DIR, "
			"or a repository with a readable sluice.yaml with -C REPO");
	}
	sl_arena_free(&arena);
	return outcome;
}

static const sl_option options[] = {
	{'C', false, "repository", "REPO",
         "take catalog and fleet from this repository; default:\n"
         "                            this folder, if it has a sluice.yaml"},
	{0, false, "catalog", "DIR", "the template types"},
	{0, false, "fleet", "DIR", "the manifests of the sensor builds"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_check = {
	.name = "check",
	.synopsis = "[-C REPO] [--catalog DIR] [--fleet DIR] FILE...",
	.summary = "a static verdict on channel files",
	.description = "Judges the bytes of channel files: structure, meaning against the catalog, "
                       "every build of the\n"
		       "fleet, and the name. Where FILE.map, the source map, lies beside a file "
                       "and belongs to it, findings\n"
		       "also name the line of the rule. Without a fleet there is nothing to be "
                       "safe for: CH3000.\n",
	.examples = "  $ sluice check -C content content/dist/C-00000291-00000042.chan\n"
		    "  $ sluice check --catalog catalog --fleet fleet *.chan --format json\n",
	.options = options,
	.reports = true,
	.run = run,
};
