/* sluice check: a static verdict on channel files. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cli/reporting.h"

typedef struct model_paths {
	const char *root; /* of the repository; NULL: there is none */
	const char *catalog, *fleet;
} model_paths;

/* Where catalog and fleet come from: the options, else the repository. */
static bool find_model(const sl_arguments *arguments, sl_arena *arena, model_paths *out)
{
	const char *root = sl_argument(arguments, "repository");
	struct stat status;
	*out = (model_paths){NULL, sl_argument(arguments, "catalog"),
	                     sl_argument(arguments, "fleet")};
	if (root == NULL && (stat("sluice.yaml", &status) == 0 || errno != ENOENT)) {
		root = ".";
	}
	if (root == NULL) {
		return out->catalog != NULL;
	}
	sl_repository_paths paths;
	sl_findings findings;
	sl_findings_start(&findings);
	bool read = sl_repository_paths_read(root, arena, &paths, &findings);
	if (read) {
		out->root = root;
		out->catalog = out->catalog != NULL ? out->catalog : paths.catalog;
		out->fleet = out->fleet != NULL ? out->fleet : paths.fleet;
	}
	sl_say_findings(&sl_command_check, &findings);
	sl_findings_free(&findings);
	return read;
}

static enum sl_outcome judge(const sl_arguments *arguments, const model_paths *model)
{
	sl_reporting reporting;
	sl_verdict verdict;
	if (!sl_reporting_start(&sl_command_check, arguments, &reporting)) {
		return SL_UNUSABLE;
	}
	sl_verdict_start(&verdict);
	sl_judge_files(arguments->files, arguments->file_count, model->catalog, model->fleet,
	               model->root, &reporting.judge, &verdict);
	enum sl_outcome outcome = sl_reporting_end(&reporting, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	model_paths model;
	sl_arena arena;
	enum sl_outcome outcome;
	if (arguments->file_count == 0) {
		return sl_usage_error(&sl_command_check, "needs a channel file");
	}
	sl_arena_start(&arena);
	if (find_model(arguments, &arena, &model)) {
		outcome = judge(arguments, &model);
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
	{0, false, "attest", "FILE", "write the verdict as an in-toto statement (verify-verdict)"},
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
