/* sluice catalog diff: what has changed between two catalogs, whom it touches, and what ships first. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "cli/reporting.h"
#include "gate/channel_file.h"
#include "gate/stages.h"
#include "report/drift.h"

/* All that is read for one comparison. */
typedef struct comparing {
	sl_arena arena;
	sl_findings findings; /* those of the report */
	sl_catalog before, after;
	sl_fleet fleet;
	sl_verdict content; /* owner of the channel files */
	sl_checked_file *files;
	sl_drifts drifts;
	sl_drift_report report;
	bool json;
} comparing;

static bool refuse(const char *text)
{
	fprintf(stderr, "sluice %s: %s\n", sl_command_catalog_diff.name, text);
	return false;
}

static bool refuse_findings(sl_findings *findings)
{
	sl_say_findings(&sl_command_catalog_diff, findings);
	return false;
}

/* A catalog before its first type, or after its last. */
static bool is_empty_folder(comparing *c, const char *folder)
{
	sl_names yaml, yml;
	sl_problem problem;
	return sl_folder_list(&c->arena, folder, ".yaml", &yaml, &problem) &&
	       sl_folder_list(&c->arena, folder, ".yml", &yml, &problem) &&
	       yaml.count + yml.count == 0;
}

static bool only_history(const sl_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->items[i].rule != SL_RULE_CATALOG_HISTORY) {
			return false;
		}
	}
	return findings->dropped == 0;
}

/*
 * A version that does more than append is no reason not to compare: it may be what has changed. In the new catalog it
 * is a finding of the report, in the old one it is past.
 */
static bool load_catalog(comparing *c, const char *folder, bool is_new, sl_catalog *out)
{
	sl_findings findings;
	sl_findings_start(&findings);
	bool good = true;
	if (is_empty_folder(c, folder)) {
		sl_arena_start(&out->arena);
		sl_sha256_hex(NULL, 0, out->digest);
	} else if (!sl_catalog_load(folder, out, &findings)) {
		good = only_history(&findings) || refuse_findings(&findings);
	}
	for (size_t i = 0; good && is_new && i < findings.count; i++) {
		sl_findings_add(&c->findings, &findings.items[i]);
	}
	sl_findings_free(&findings);
	return good;
}

static bool is_there(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 || errno != ENOENT;
}

static bool load_fleet(comparing *c, const char *folder)
{
	sl_findings findings;
	sl_findings_start(&findings);
	bool good = true;
	if (!is_there(folder)) {
		sl_arena_start(&c->fleet.arena);
	} else if (!sl_fleet_load(folder, &c->fleet, &findings)) {
		good = refuse_findings(&findings);
	}
	sl_findings_free(&findings);
	return good;
}

static bool open_file(comparing *c, const char *path)
{
	sl_problem problem;
	sl_judged_file *file = sl_verdict_add_file(&c->content, path);
	if (!sl_channel_file_read(file, &problem)) {
		return refuse(problem.text);
	}
	if (!sl_channel_file_open(file, &c->content.findings)) {
		return false;
	}
	const sl_checked_file checked = sl_judged_checked(file);
	sl_check_name(&checked, &c->content.findings);
	return c->content.findings.errors == 0;
}

/* The newest file of each channel; none is no fault. */
static bool load_content(comparing *c, const char *folder)
{
	sl_channel_path *paths;
	sl_problem problem;
	size_t count = 0;
	if (is_there(folder) &&
	    !sl_channel_folder_list(&c->arena, folder, &paths, &count, &problem)) {
		return refuse(problem.text);
	}
	for (size_t i = 0; i < count; i++) {
		const bool newest = i + 1 == count || paths[i + 1].channel != paths[i].channel;
		if (!paths[i].is_named) {
			fprintf(stderr,
			        "sluice %s: not looked at, for it is not named as a "
			        "channel file: %s\n",
			        sl_command_catalog_diff.name, paths[i].path);
		} else if (newest && !open_file(c, paths[i].path)) {
			return refuse_findings(&c->content.findings);
		}
	}
	c->files = sl_arena_alloc(&c->arena, c->content.file_count, sizeof *c->files);
	for (size_t i = 0; i < c->content.file_count; i++) {
		c->files[i] = sl_judged_checked(&c->content.files[i]);
	}
	c->report.files = c->files;
	c->report.file_count = c->content.file_count;
	return true;
}

static bool load_repository(comparing *c, const char *root)
{
	sl_repository_paths paths;
	sl_findings findings;
	sl_findings_start(&findings);
	bool good = sl_repository_paths_read(root, &c->arena, &paths, &findings) ||
	            refuse_findings(&findings);
	sl_findings_free(&findings);
	if (!good) {
		return false;
	}
	c->report.repository = root;
	c->report.output = paths.output;
	c->report.fleet = &c->fleet;
	return load_fleet(c, paths.fleet) && load_content(c, paths.output);
}

static enum sl_outcome compare(comparing *c)
{
	sl_buffer out = {0};
	sl_drifts_find(&c->before, &c->after, &c->drifts);
	if (c->report.repository != NULL) {
		sl_drifts_touch_builds(&c->drifts, &c->fleet);
		sl_drifts_touch_templates(&c->drifts, c->files, c->report.file_count);
	}
	sl_drifts_judge(&c->drifts, c->report.new_folder, &c->findings);
	sl_findings_sort(&c->findings);
	c->report.drifts = &c->drifts;
	c->report.findings = &c->findings;
	if (c->json) {
		sl_drift_report_json(&c->report, &out);
	} else {
		sl_drift_report_text(&c->report, &out);
	}
	bool written = sl_output(&out);
	sl_buffer_free(&out);
	sl_drifts_free(&c->drifts);
	return !written ? SL_BROKEN : c->findings.errors > 0 ? SL_REJECTED : SL_PASSED;
}

static enum sl_outcome load_and_compare(comparing *c, const char *root)
{
	if (!load_catalog(c, c->report.old_folder, false, &c->before) ||
	    !load_catalog(c, c->report.new_folder, true, &c->after) ||
	    (root != NULL && !load_repository(c, root))) {
		return SL_UNUSABLE;
	}
	if (c->before.count + c->after.count == 0) {
		refuse("neither folder has a template type: there is nothing to compare");
		return SL_UNUSABLE;
	}
	return compare(c);
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	const char *format = sl_argument(arguments, "format");
	format = format != NULL ? format : "text";
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
		return sl_usage_error(&sl_command_catalog_diff,
		                      "--format is text or json, not '%.60s'", format);
	}
	if (arguments->file_count != 2) {
		return sl_usage_error(&sl_command_catalog_diff,
		                      "needs two folders: the old catalog and the new one");
	}
	comparing c = {.json = strcmp(format, "json") == 0,
	               .report = {.old_folder = arguments->files[0],
	                          .new_folder = arguments->files[1],
	                          .verbose = sl_argument_given(arguments, "verbose")}};
	sl_arena_start(&c.arena);
	sl_findings_start(&c.findings);
	sl_verdict_start(&c.content);
	enum sl_outcome outcome = load_and_compare(&c, sl_argument(arguments, "repository"));
	sl_verdict_free(&c.content);
	sl_fleet_free(&c.fleet);
	sl_catalog_free(&c.before);
	sl_catalog_free(&c.after);
	sl_findings_free(&c.findings);
	sl_arena_free(&c.arena);
	return outcome;
}

static const sl_option options[] = {
	{'C', false, "repository", "REPO", "also tell the builds and templates that are touched"},
	{0, false, "format", "text|json", "the form; text is the default"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_catalog_diff = {
	.name = "catalog diff",
	.synopsis = "[-C REPO] [--format text|json] OLD NEW",
	.summary = "what changed in a catalog, whom it touches, what ships first",
	.description =
		"Compares two folders of template types by id and version: types, versions, "
		"fields, "
		"and what\n"
		"events reach them. Says of each difference what it needs:\n"
		"\n"
		"  +  sensor first   content may use it when every build supplies it\n"
		"  -  content first  content must not use it any more before builds drop it\n"
		"  ~  content alone  the inputs of sensors stay; build and gate the content\n"
		"  !  never          what has shipped is defined otherwise (CH5008), or a new\n"
		"                    version does more than append fields (CH6019)\n"
		"\n"
		"With a repository, also which builds of its fleet lack what is new or have what "
		"changes, and\n"
		"which templates of its built channel files (the newest of each channel in "
		"`output`) read what\n"
		"changes. What builds have and the new catalog has not is CH3002.\n"
		"\n"
		"The JSON form is described by report/catalog-diff.schema.json in the source. "
		"Differences alone\n"
		"do not reject: exit 1 is for findings.\n",
	.examples =
		"  $ git worktree add ../main main && sluice catalog diff ../main/catalog catalog\n"
		"  $ sluice catalog diff -C content old/catalog content/catalog\n",
	.options = options,
	.run = run,
};
