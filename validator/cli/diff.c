/* sluice diff: what a release of a channel changes, in the words of its rules. */
#include <stdio.h>
#include <string.h>

#include "cli/reporting.h"
#include "diff/diff.h"
#include "gate/channel_file.h"
#include "gate/stages.h"
#include "gate/trace.h"

/* Old and new, and all that they are held against. */
typedef struct job {
	const sl_arguments *arguments;
	sl_arena arena;
	const char *root, *catalog, *fleet, *ledger; /* paths, or NULL */
	const char **events;
	size_t event_count;
	sl_verdict files[2], checks[2];
	sl_ledger shipped;
	/* Of events: what judges the content before it runs. */
	sl_verdict content;
	sl_catalog types;
	sl_checked_file checked[2];
	sl_program programs[2];
} job;

static enum sl_outcome complain(const char *text)
{
	fprintf(stderr, "sluice diff: %s\n", text);
	return SL_UNUSABLE;
}

/* --- what it is held against */

static const char *or_else(const char *given, const char *otherwise)
{
	return given != NULL ? given : otherwise;
}

/* What the repository says that no option does. */
static bool read_repository(job *j)
{
	sl_repository_paths paths;
	sl_findings findings;
	bool read;

	if (j->root == NULL)
		return true;
	sl_findings_start(&findings);
	read = sl_repository_paths_read(j->root, &j->arena, &paths, &findings);
	if (read) {
		j->catalog = or_else(j->catalog, paths.catalog);
		j->fleet = or_else(j->fleet, paths.fleet);
		j->ledger = or_else(j->ledger, paths.ledger);
	}
	sl_say_findings(&sl_command_diff, &findings);
	sl_findings_free(&findings);
	return read;
}

static bool load_ledger(job *j)
{
	sl_findings findings;
	bool loaded;

	if (j->ledger == NULL)
		return true;
	sl_findings_start(&findings);
	loaded = sl_ledger_load(j->ledger, &j->shipped, &findings);
	sl_say_findings(&sl_command_diff, &findings);
	sl_findings_free(&findings);
	return loaded;
}

/* --- the two files */

static enum sl_outcome open_file(job *j, unsigned i)
{
	sl_verdict *verdict = &j->files[i];
	sl_judged_file *file = sl_verdict_add_file(verdict, j->arguments->files[i]);
	sl_problem problem;

	if (!sl_channel_file_read(file, &problem))
		return complain(problem.text);
	if (!sl_channel_file_open(file, &verdict->findings)) {
		sl_say_findings(&sl_command_diff, &verdict->findings);
		return SL_UNUSABLE;
	}
	j->checked[i] = sl_judged_checked(file);
	verdict->root = j->root;
	sl_trace_read_map(verdict, file);
	return SL_PASSED;
}

/* Against the builds, as `sluice check` does it: its findings are what is compared. */
static enum sl_outcome check_file(job *j, unsigned i)
{
	const sl_judge_options options = {0};
	sl_verdict *verdict = &j->checks[i];

	sl_judge_files(&j->arguments->files[i], 1, j->catalog, j->fleet, NULL, &options, verdict);
	if (verdict->outcome == SL_PASSED || verdict->outcome == SL_REJECTED)
		return SL_PASSED;
	sl_say_findings(&sl_command_diff, &verdict->findings);
	return verdict->outcome;
}

/* --- events */

/* Content that does not pass the static rules does not run, as with `sluice run`. */
static enum sl_outcome load_programs(job *j)
{
	const sl_judge_options options = {0};
	bool loaded;

	sl_judge_content(j->arguments->files, 2, j->catalog, NULL, &options, &j->types,
	                 &j->content);
	loaded = j->content.outcome == SL_PASSED;
	for (unsigned i = 0; loaded && i < 2; i++)
		loaded = sl_program_load(&j->checked[i], &j->programs[i]);
	if (!loaded) {
		sl_say_findings(&sl_command_diff, &j->content.findings);
		return complain("--events: content with such findings cannot be run");
	}
	return SL_PASSED;
}

static bool run_events(job *j, sl_diff *diff)
{
	const sl_diff_events events = {&j->types, j->programs, j->events, j->event_count};
	sl_problem problem;
	const bool good = sl_diff_run_events(diff, &events, &problem);

	if (!good)
		complain(problem.text);
	for (size_t i = 0; i < diff->run->complaints.count; i++)
		complain(diff->run->complaints.items[i]);
	return good;
}

/* --- the result */

static bool write_diff(const job *j, const sl_diff *diff)
{
	const char *format = or_else(sl_argument(j->arguments, "format"), "text");
	const char *path = sl_argument(j->arguments, "output");
	sl_buffer out = {0};
	sl_problem problem;
	bool written;

	if (strcmp(format, "json") == 0)
		sl_diff_json(diff, &out);
	else if (strcmp(format, "markdown") == 0)
		sl_diff_markdown(diff, &out);
	else
		sl_diff_text(diff, sl_argument_given(j->arguments, "verbose"), &out);
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

static enum sl_outcome compare(job *j)
{
	sl_diff_request request = {.ledger = j->ledger != NULL ? &j->shipped : NULL,
	                           .build_count = j->checks[1].build_count};
	enum sl_outcome outcome = SL_UNUSABLE;
	sl_diff diff;

	for (unsigned i = 0; i < 2; i++)
		request.sides[i] = (sl_diff_side){j->checked[i], j->files[i].files[0].sha256,
		                                  j->files[i].files[0].map,
		                                  j->fleet != NULL ? &j->checks[i].findings : NULL};
	sl_diff_make(&request, &diff);
	if (j->event_count == 0 || run_events(j, &diff)) {
		outcome = diff.differs ? SL_REJECTED : SL_PASSED;
		if (!write_diff(j, &diff))
			outcome = SL_BROKEN;
		else if (diff.run != NULL && diff.run->bad + diff.run->faults > 0)
			outcome = SL_UNUSABLE;
	}
	sl_diff_free(&diff);
	return outcome;
}

static enum sl_outcome work(job *j)
{
	enum sl_outcome outcome = SL_PASSED;

	for (unsigned i = 0; outcome == SL_PASSED && i < 2; i++)
		outcome = open_file(j, i);
	for (unsigned i = 0; outcome == SL_PASSED && j->fleet != NULL && i < 2; i++)
		outcome = check_file(j, i);
	if (outcome == SL_PASSED && j->event_count > 0)
		outcome = load_programs(j);
	if (outcome == SL_PASSED && !load_ledger(j))
		outcome = SL_UNUSABLE;
	return outcome == SL_PASSED ? compare(j) : outcome;
}

static void start(job *j, const sl_arguments *arguments)
{
	*j = (job){.arguments = arguments,
	           .root = sl_argument(arguments, "repository"),
	           .catalog = sl_argument(arguments, "catalog"),
	           .fleet = sl_argument(arguments, "fleet"),
	           .ledger = sl_argument(arguments, "ledger")};
	sl_arena_start(&j->arena);
	sl_verdict_start(&j->content);
	for (unsigned i = 0; i < 2; i++) {
		sl_verdict_start(&j->files[i]);
		sl_verdict_start(&j->checks[i]);
	}
	j->events = sl_arena_alloc(&j->arena, arguments->given_count + 1, sizeof *j->events);
	j->event_count = sl_argument_values(arguments, "events", j->events);
}

static void end(job *j)
{
	for (unsigned i = 0; i < 2; i++) {
		sl_program_free(&j->programs[i]);
		sl_verdict_free(&j->files[i]);
		sl_verdict_free(&j->checks[i]);
	}
	sl_verdict_free(&j->content);
	sl_catalog_free(&j->types);
	sl_ledger_free(&j->shipped);
	sl_arena_free(&j->arena);
}

/* NULL: the options go together. */
static const char *clash(const job *j)
{
	if (j->root != NULL)
		return NULL;
	if (j->fleet != NULL && j->catalog == NULL)
		return "--fleet wants --catalog, too, or -C REPO";
	if (j->event_count > 0 && j->catalog == NULL)
		return "--events wants --catalog, too, or -C REPO";
	if (j->catalog != NULL && j->fleet == NULL && j->event_count == 0)
		return "--catalog alone says nothing: --fleet or --events use it";
	return NULL;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	const char *format = or_else(sl_argument(arguments, "format"), "text");
	enum sl_outcome outcome = SL_UNUSABLE;
	job j;

	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0 &&
	    strcmp(format, "markdown") != 0)
		return sl_usage_error(&sl_command_diff,
		                      "--format is text, json or markdown, not '%.60s'", format);
	if (arguments->file_count != 2)
		return sl_usage_error(&sl_command_diff,
		                      "takes two channel files, the old one first");
	start(&j, arguments);
	if (clash(&j) != NULL)
		sl_usage_error(&sl_command_diff, "%s", clash(&j));
	else if (read_repository(&j))
		outcome = work(&j);
	end(&j);
	return outcome;
}

static const sl_option options[] = {
	{'C', false, "repository", "REPO", "catalog, fleet and ledger of this repository"},
	{0, false, "catalog", "DIR", "the template types"},
	{0, false, "fleet", "DIR", "the manifests of the builds: which of them cannot take it"},
	{0, false, "ledger", "FILE", "what has shipped: what of the new is known to the field"},
	{0, true, "events", "FILE", "matches gained and lost on these events; - is standard input"},
	{0, false, "format", "text|json|markdown", "the form; text is the default"},
	{'o', false, "output", "FILE", "write there; default: stdout"},
	{0, false, NULL, NULL, NULL},
};

static const char *const exit_statuses[SL_EXIT_STATUS_COUNT] = {
	"they do the same",
	"they differ",
	"wrong usage; or a file, or an event, is rejected or cannot be read",
	"the result cannot be written, or the gate itself failed",
};

static void writes(const sl_arguments *arguments, sl_writes *out)
{
	sl_writes_add_output(arguments, out);
}

const sl_command sl_command_diff = {
	.name = "diff",
	.synopsis = "[-C REPO] [OPTION]... OLD NEW",
	.summary = "what a release changes: templates, what is asked of sensors, builds",
	.description =
		"Compares two channel files in the words of the rules. First comes what no "
		"template of OLD asked of\n"
		"a sensor: inputs, and capabilities as the ledger knows them. Then what builds of "
		"the fleet cannot take,\n"
		"as `sluice check` finds it; which events match otherwise; types and templates. A "
		"template is known by its\n"
		"id. `next` is what should follow:\n"
		"\n"
		"  none     nothing that a sensor does would change\n"
		"  refused  the check finds an error that OLD does not have\n"
		"  raise    the version is not higher\n"
		"  staged   an input, a capability, a version of a type or an engine that OLD does "
		"not use\n"
		"  content  only templates have changed\n"
		"\n"
		"`markdown` is for a pull request: a table, the rest folded. -v writes lists in "
		"full. The exit status is\n"
		"as of diff; of an event that cannot be read it is 2, and the rest is compared.\n",
	.examples =
		"  $ sluice diff -C content shipped/C-00000291-00000042.chan "
		"content/dist/C-00000291-00000043.chan\n"
		"  $ sluice diff --format markdown -o comment.md -C content --events day.ndjson "
		"OLD.chan NEW.chan\n",
	.options = options,
	.exit_statuses = exit_statuses,
	.writes = writes,
	.run = run,
};
