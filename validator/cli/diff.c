/* sluice diff: what a release of a channel changes, in the words of its rules. */
#include <stdio.h>
#include <string.h>

#include "cli/reporting.h"
#include "diff/diff.h"
#include "gate/channel_file.h"
#include "gate/stages.h"

typedef struct model_paths {
	const char *catalog, *fleet, *ledger; /* paths, or NULL */
} model_paths;

static enum sl_outcome complain(const char *text)
{
	fprintf(stderr, "sluice diff: %s\n", text);
	return SL_UNUSABLE;
}

/* The options, and what a repository adds to them. False: it is said. */
static bool find_model(const sl_arguments *arguments, sl_arena *arena, model_paths *out)
{
	const char *root = sl_argument(arguments, "repository");
	sl_repository_paths paths;
	sl_findings findings;
	bool read;

	*out = (model_paths){sl_argument(arguments, "catalog"), sl_argument(arguments, "fleet"),
	                     sl_argument(arguments, "ledger")};
	if (root == NULL)
		return true;
	sl_findings_start(&findings);
	read = sl_repository_paths_read(root, arena, &paths, &findings);
	if (read) {
		out->catalog = out->catalog != NULL ? out->catalog : paths.catalog;
		out->fleet = out->fleet != NULL ? out->fleet : paths.fleet;
		out->ledger = out->ledger != NULL ? out->ledger : paths.ledger;
	}
	sl_say_findings(&sl_command_diff, &findings);
	sl_findings_free(&findings);
	return read;
}

/* Reads and opens the file of the verdict. */
static enum sl_outcome open_file(sl_verdict *verdict, const char *path)
{
	sl_judged_file *file = sl_verdict_add_file(verdict, path);
	sl_problem problem;

	if (!sl_channel_file_read(file, &problem))
		return complain(problem.text);
	if (!sl_channel_file_open(file, &verdict->findings)) {
		sl_say_findings(&sl_command_diff, &verdict->findings);
		return SL_UNUSABLE;
	}
	return SL_PASSED;
}

/* Against the builds, as `sluice check` does it. */
static bool check_builds(const char *path, const model_paths *model, sl_verdict *verdict)
{
	const sl_judge_options options = {0};

	sl_judge_files(&path, 1, model->catalog, model->fleet, NULL, &options, verdict);
	if (verdict->outcome == SL_UNUSABLE || verdict->outcome == SL_BROKEN) {
		sl_say_findings(&sl_command_diff, &verdict->findings);
		return false;
	}
	return true;
}

static bool write_diff(const sl_diff *diff, const char *format, const char *path)
{
	sl_buffer out = {0};
	sl_problem problem;
	bool written;

	(strcmp(format, "json") == 0       ? sl_diff_json
	 : strcmp(format, "markdown") == 0 ? sl_diff_markdown
	                                   : sl_diff_text)(diff, &out);
	if (path == NULL) {
		written = sl_output(&out);
	} else {
		written = sl_file_write(path, out.bytes, out.length, &problem);
		if (!written)
			complain(problem.text);
	}
	sl_buffer_free(&out);
	return written;
}

typedef struct job {
	const sl_arguments *arguments;
	model_paths model;
	const char *format;
	sl_ledger ledger;
	sl_verdict files[2], checks[2]; /* old, new */
} job;

static enum sl_outcome compare(job *j)
{
	sl_diff_side sides[2];
	sl_diff diff;
	enum sl_outcome outcome;

	for (unsigned i = 0; i < 2; i++) {
		sides[i] = (sl_diff_side){sl_judged_checked(&j->files[i].files[0]),
		                          j->model.fleet != NULL ? &j->checks[i].findings : NULL};
	}
	sl_diff_make(&sides[0], &sides[1], j->model.ledger != NULL ? &j->ledger : NULL, &diff);
	outcome = diff.differs ? SL_REJECTED : SL_PASSED;
	if (!write_diff(&diff, j->format, sl_argument(j->arguments, "output")))
		outcome = SL_BROKEN;
	sl_diff_free(&diff);
	return outcome;
}

static bool load_ledger(job *j)
{
	sl_findings findings;
	bool loaded;

	if (j->model.ledger == NULL)
		return true;
	sl_findings_start(&findings);
	loaded = sl_ledger_load(j->model.ledger, &j->ledger, &findings);
	sl_say_findings(&sl_command_diff, &findings);
	sl_findings_free(&findings);
	return loaded;
}

static enum sl_outcome work(job *j)
{
	for (unsigned i = 0; i < 2; i++) {
		const char *path = j->arguments->files[i];

		if (open_file(&j->files[i], path) != SL_PASSED ||
		    (j->model.fleet != NULL && !check_builds(path, &j->model, &j->checks[i])))
			return SL_UNUSABLE;
	}
	return load_ledger(j) ? compare(j) : SL_UNUSABLE;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	job j = {.arguments = arguments, .format = sl_argument(arguments, "format")};
	enum sl_outcome outcome = SL_UNUSABLE;
	sl_arena arena;

	j.format = j.format != NULL ? j.format : "text";
	if (strcmp(j.format, "text") != 0 && strcmp(j.format, "json") != 0 &&
	    strcmp(j.format, "markdown") != 0)
		return sl_usage_error(&sl_command_diff,
		                      "--format is text, json or markdown, not '%.60s'", j.format);
	if (arguments->file_count != 2)
		return sl_usage_error(&sl_command_diff,
		                      "takes two channel files, the old one first");
	sl_arena_start(&arena);
	for (unsigned i = 0; i < 2; i++) {
		sl_verdict_start(&j.files[i]);
		sl_verdict_start(&j.checks[i]);
	}
	if (find_model(arguments, &arena, &j.model)) {
		if (j.model.fleet != NULL && j.model.catalog == NULL)
			sl_usage_error(&sl_command_diff,
			               "--fleet wants --catalog, too, or -C REPO");
		else
			outcome = work(&j);
	}
	for (unsigned i = 0; i < 2; i++) {
		sl_verdict_free(&j.files[i]);
		sl_verdict_free(&j.checks[i]);
	}
	sl_ledger_free(&j.ledger);
	sl_arena_free(&arena);
	return outcome;
}

static const sl_option options[] = {
	{'C', false, "repository", "REPO", "catalog, fleet and ledger of this repository"},
	{0, false, "catalog", "DIR", "the template types"},
	{0, false, "fleet", "DIR", "the manifests of the builds: which of them cannot take it"},
	{0, false, "ledger", "FILE", "what has shipped: what of the new is known to the field"},
	{0, false, "format", "text|json|markdown", "the form; text is the default"},
	{'o', false, "output", "FILE", "write there; default: stdout"},
	{0, false, NULL, NULL, NULL},
};

static const char *const exit_statuses[SL_EXIT_STATUS_COUNT] = {
	"they do the same",
	"they differ",
	"wrong usage, or one is rejected or cannot be read",
	"the result cannot be written",
};

const sl_command sl_command_diff = {
	.name = "diff",
	.synopsis = "[-C REPO] [OPTION]... OLD NEW",
	.summary = "what a release changes: templates, what is asked of sensors, builds",
	.description =
		"Compares two channel files in the words of the rules. First comes what no "
		"template of OLD asked of\n"
		"a sensor, and what builds of the fleet cannot take; then types and templates. A "
		"template is known by\n"
		"its id. `markdown` is for a pull request. The exit status is as of diff.\n",
	.examples = "  $ sluice diff -C content shipped/C-00000291-00000042.chan "
		    "content/dist/C-00000291-00000043.chan\n",
	.options = options,
	.exit_statuses = exit_statuses,
	.run = run,
};
