/* sluice ledger show, extend and recall. */
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "cli/ledger_show.h"
#include "cli/reporting.h"
#include "gate/stages.h"
#include "model/repository.h"
#include "rules/novelty.h"

/* The ledger of a repository, and where it lies. */
typedef struct opened {
	sl_arena arena;
	sl_findings findings;
	sl_ledger ledger;
	const char *path;
} opened;

/* False: the configuration cannot be read, and stderr says why. Close it in either case. */
static bool open_ledger(const sl_command *command, const char *root, opened *out)
{
	sl_repository_paths paths;
	*out = (opened){0};
	sl_arena_start(&out->arena);
	sl_findings_start(&out->findings);
	bool good = sl_repository_paths_read(root, &out->arena, &paths, &out->findings);
	if (good) {
		out->path = paths.ledger;
		good = sl_ledger_load(paths.ledger, &out->ledger, &out->findings);
	}
	if (!good) {
		sl_say_findings(command, &out->findings);
	}
	return good;
}

static void close_ledger(opened *from)
{
	if (from->path != NULL) {
		sl_ledger_free(&from->ledger);
	}
	sl_findings_free(&from->findings);
	sl_arena_free(&from->arena);
}

static bool write_ledger(const sl_command *command, const opened *from)
{
	sl_buffer bytes = {0};
	sl_problem problem;
	sl_ledger_write(&from->ledger, &bytes);
	bool written = sl_file_write(from->path, bytes.bytes, bytes.length, &problem);
	if (!written) {
		fprintf(stderr, "sluice %s: %s\n", command->name, problem.text);
	}
	sl_buffer_free(&bytes);
	return written;
}

static enum sl_outcome run_show(const sl_arguments *arguments)
{
	const char *format = sl_argument(arguments, "format");
	opened from;
	sl_buffer out = {0};
	format = format != NULL ? format : "text";
	if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
		return sl_usage_error(&sl_command_ledger_show,
		                      "--format is text or json, not '%.60s'", format);
	}
	if (arguments->file_count > 0) {
		return sl_usage_error(&sl_command_ledger_show,
		                      "takes no file: '%.60s'; the repository is -C",
		                      arguments->files[0]);
	}
	enum sl_outcome outcome = SL_UNUSABLE;
	if (open_ledger(&sl_command_ledger_show, sl_argument_repository(arguments), &from)) {
		if (strcmp(format, "json") == 0) {
			sl_ledger_show_json(&from.ledger, &out);
		} else {
			sl_ledger_show_text(&from.ledger, &out);
		}
		outcome = sl_output(&out) ? SL_PASSED : SL_BROKEN;
	}
	sl_buffer_free(&out);
	close_ledger(&from);
	return outcome;
}

/* Writes what the gate has passed, and records it: the ledger tells of the files that are in the output folder. */
static enum sl_outcome record(const char *root, const sl_verdict *verdict, bool quiet)
{
	opened from;
	sl_problem problem;
	size_t added = 0;
	enum sl_outcome outcome = SL_BROKEN;
	if (!open_ledger(&sl_command_ledger_extend, root, &from)) {
		close_ledger(&from);
		return SL_UNUSABLE;
	}
	for (size_t i = 0; i < verdict->file_count; i++) {
		const sl_checked_file checked = sl_judged_checked(&verdict->files[i]);
		added += sl_record_release(&from.ledger, &checked, verdict->files[i].sha256);
	}
	if (!sl_publish(verdict, &problem)) {
		fprintf(stderr, "sluice ledger extend: %s\n", problem.text);
	} else if (added == 0 || write_ledger(&sl_command_ledger_extend, &from)) {
		outcome = SL_PASSED;
	}
	if (outcome == SL_PASSED && !quiet) {
		fprintf(stderr, "%s: %zu of %zu files recorded, the others were there already\n",
		        from.path, added, verdict->file_count);
	}
	close_ledger(&from);
	return outcome;
}

static enum sl_outcome run_extend(const sl_arguments *arguments)
{
	sl_reporting reporting;
	sl_verdict verdict;
	if (arguments->file_count > 0) {
		return sl_usage_error(&sl_command_ledger_extend,
		                      "takes no file: '%.60s'; the repository is -C",
		                      arguments->files[0]);
	}
	if (!sl_reporting_start(&sl_command_ledger_extend, arguments, &reporting)) {
		return SL_UNUSABLE;
	}
	sl_verdict_start(&verdict);
	sl_judge_repository(sl_argument_repository(arguments), &reporting.judge, &verdict);
	if (verdict.outcome == SL_PASSED) {
		verdict.outcome =
			record(sl_argument_repository(arguments), &verdict, reporting.quiet);
	}
	enum sl_outcome outcome = sl_reporting_end(&reporting, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

/* The digest that the word is, in either case, or that of the file that it names. */
static bool digest_of(const char *word, char digest[65])
{
	sl_arena arena;
	sl_buffer bytes = {0};
	sl_problem problem;
	sl_arena_start(&arena);
	sl_text lower = sl_text_lower(&arena, sl_text_of(word));
	bool good = sl_is_sha256(lower);
	if (good) {
		memcpy(digest, lower.bytes, 64);
		digest[64] = '\0';
	} else if (sl_file_read(word, CHAN_MAX_FILE_SIZE, &bytes, &problem)) {
		sl_sha256_hex(bytes.bytes, bytes.length, digest);
		good = true;
	} else {
		fprintf(stderr, "sluice ledger recall: %s\n", problem.text);
	}
	sl_buffer_free(&bytes);
	sl_arena_free(&arena);
	return good;
}

static void say_recalled(const sl_ledger *ledger, const char *digest)
{
	fprintf(stderr, "recalled %s\n", digest);
	for (size_t i = 0; i < ledger->release_count; i++) {
		const sl_shipped *release = &ledger->releases[i];
		if (strcmp(release->sha256, digest) == 0) {
			fprintf(stderr, "which is version %llu of channel %u\n",
			        (unsigned long long)release->version, release->channel);
			return;
		}
	}
	fprintf(stderr, "which is no release in the ledger\n");
}

/* Empty, or of what would not stay on its line. */
static bool is_reason(const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7F) {
			return false;
		}
	}
	return *text != '\0' && strlen(text) <= SL_MAX_REASON && sl_text_utf8(sl_text_of(text));
}

static enum sl_outcome run_recall(const sl_arguments *arguments)
{
	const char *reason = sl_argument(arguments, "reason");
	char digest[65];
	opened from;
	if (arguments->file_count != 1) {
		return sl_usage_error(&sl_command_ledger_recall,
		                      "needs one SHA-256 or one channel file");
	}
	if (reason == NULL || !is_reason(reason)) {
		return sl_usage_error(&sl_command_ledger_recall,
		                      "needs --reason with one line of text, at most %u bytes",
		                      SL_MAX_REASON);
	}
	if (!digest_of(arguments->files[0], digest)) {
		return SL_UNUSABLE;
	}
	enum sl_outcome outcome = SL_UNUSABLE;
	if (open_ledger(&sl_command_ledger_recall, sl_argument_repository(arguments), &from)) {
		bool changed = sl_ledger_add_recall(&from.ledger, digest, reason);
		outcome = !changed || write_ledger(&sl_command_ledger_recall, &from) ? SL_PASSED
		                                                                     : SL_BROKEN;
	}
	if (outcome == SL_PASSED && !sl_argument_given(arguments, "quiet")) {
		say_recalled(&from.ledger, digest);
	}
	close_ledger(&from);
	return outcome;
}

static const sl_option show_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{0, false, "format", "text|json", "the form; text is the default"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_ledger_show = {
	.name = "ledger show",
	.synopsis = "[-C REPO] [--format text|json]",
	.summary = "what has shipped",
	.description =
		"Prints the ledger of the repository: for each channel the versions that have "
		"shipped, and the\n"
		"capabilities (type, field, operator, action) that they have used; and what was "
		"recalled.\n",
	.examples = "  $ sluice ledger show -C content\n",
	.options = show_options,
	.run = run_show,
};

static const sl_option extend_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{0, false, "attest", "FILE", "write the verdict as an in-toto statement (verify-verdict)"},
	{0, false, NULL, NULL, NULL},
};

static void writes(const sl_arguments *arguments, sl_writes *out)
{
	sl_writes_add_repository(out, arguments);
}

const sl_command sl_command_ledger_extend = {
	.name = "ledger extend",
	.synopsis = "[-C REPO] [--attest FILE] [OPTION]...",
	.summary = "gate the repository, and record its files as shipped",
	.description =
		"Runs the whole gate. If it passes, writes the channel files as `sluice gate` does "
		"and adds them to\n"
		"the ledger: version, SHA-256, creation time, size, and the capabilities (type, "
		"field, operator,\n"
		"action) that they use. What the ledger has already stays as it is, so that a "
		"second call changes\n"
		"nothing. The ledger is replaced as a whole or not at all; commit it with the "
		"content.\n"
		"\n"
		"A channel without `created` whose version the ledger knows is built with the time "
		"of that release,\n"
		"so that content which has not changed gives the bytes that have shipped. --attest "
		"speaks of the very bytes\n"
		"that are recorded: a `sluice gate` before would have made others.\n",
	.examples = "  $ sluice ledger extend -C content --attest verdict.json &&\n"
		    "      git commit -m 'Ship 42' content/ledger.yaml\n",
	.options = extend_options,
	.reports = true,
	.writes = writes,
	.run = run_extend,
};

static const sl_option recall_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{0, false, "reason", "TEXT", "why, in one line"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_ledger_recall = {
	.name = "ledger recall",
	.synopsis = "[-C REPO] --reason TEXT SHA256|FILE",
	.summary = "mark a file so that it never passes the gate again",
	.description =
		"Adds the SHA-256, or that of the file, to the recalled digests of the ledger: a "
		"file with it is\n"
		"rejected (CH5007), and the capabilities that it was the first to use count as "
		"never shipped\n"
		"(CH5001). The file need not be in the ledger.\n",
	.examples = "  $ sluice ledger recall -C content --reason 'crashes 7.11' "
		    "dist/C-00000291-00000043.chan\n",
	.options = recall_options,
	.writes = writes,
	.run = run_recall,
};
