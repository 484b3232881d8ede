/* sluice triage: channel files on a machine that does not stay up. */
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "cli/command.h"
#include "triage/triage.h"

static bool read_request(const sl_arguments *arguments, sl_triage_request *out)
{
	bool is_given;

	*out = (sl_triage_request){.folder = arguments->files[0],
	                           .quarantine = sl_argument(arguments, "quarantine"),
	                           .good = sl_argument(arguments, "restore"),
	                           .recalled = sl_argument(arguments, "recalled")};
	if (out->good != NULL && out->quarantine == NULL) {
		sl_usage_error(&sl_command_triage,
		               "--restore goes with --quarantine: beside a file "
		               "that is rejected a good one is no help");
		return false;
	}
	if (!sl_moment_now(&out->now, &is_given)) {
		sl_usage_error(&sl_command_triage, "SOURCE_DATE_EPOCH in the environment is not a "
		                                   "number of seconds greater than 0");
		return false;
	}
	return true;
}

static enum sl_outcome print(const sl_triage *triage, bool as_json)
{
	sl_buffer out = {0};
	bool written;

	if (as_json) {
		sl_triage_json(triage, &out);
	} else {
		sl_triage_text(triage, &out);
	}
	written = sl_output(&out);
	sl_buffer_free(&out);
	return written ? triage->outcome : SL_BROKEN;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	const char *format = sl_argument(arguments, "format");
	const bool as_json = format != NULL && strcmp(format, "json") == 0;
	enum sl_outcome outcome = SL_UNUSABLE;
	sl_triage_request request;
	sl_problem problem;
	sl_triage triage;

	if (arguments->file_count != 1) {
		return sl_usage_error(&sl_command_triage, "takes one folder");
	}
	if (format != NULL && !as_json && strcmp(format, "text") != 0) {
		return sl_usage_error(&sl_command_triage, "--format is text or json, not '%.60s'",
		                      format);
	}
	if (!read_request(arguments, &request)) {
		return SL_UNUSABLE;
	}
	if (sl_triage_run(&request, &triage, &problem)) {
		outcome = print(&triage, as_json);
	} else {
		fprintf(stderr, "sluice triage: %s\n", problem.text);
	}
	sl_triage_free(&triage);
	return outcome;
}

static const sl_option options[] = {
	{0, false, "quarantine", "DIR",
         "move rejected files here: a folder on the same file system, which\n"
         "                            the sensor does not read"},
	{0, false, "restore", "DIR",
         "where a channel has no good file left, put the newest good one of\n"
         "                            this folder back: the sensor's own copies, or a release"},
	{0, false, "recalled", "FILE",
         "SHA-256 of files that are rejected however sound they are, one a\n"
         "                            line, as sha256sum writes them"},
	{0, false, "format", "text|json", "the form; text is the default"},
	{0, false, NULL, NULL, NULL},
};

static const char *const exit_statuses[SL_EXIT_STATUS_COUNT] = {
	"every channel file in the folder is good now",
	"one is not, or a channel has none",
	"wrong usage, or there is no channel file",
	"something could not be finished; run it again",
};

static void writes(const sl_arguments *arguments, sl_writes *out)
{
	const char *quarantine = sl_argument(arguments, "quarantine");

	if (quarantine != NULL && arguments->file_count == 1) {
		sl_writes_add(out, arguments->files[0]);
		sl_writes_add(out, quarantine);
	}
}

const sl_command sl_command_triage = {
	.name = "triage",
	.synopsis = "[--quarantine DIR [--restore DIR]] [--recalled FILE] DIR",
	.summary = "for a machine that does not stay up: channel files moved aside that cannot be "
		   "read",
	.description =
		"Looks at every file in DIR whose name ends in .chan, as a sensor must before it "
		"runs one: its\n"
		"structure, and whether name and header say the same. It needs no repository, no "
		"catalog and no network,\n"
		"so it runs from a rescue system over the disk of a machine that will not boot "
		"(`make static` builds it\n"
		"without any library). Content that is sound and yet takes the machine down is "
		"not found by looking: name\n"
		"it by its SHA-256 in --recalled.\n"
		"\n"
		"Nothing is changed without --quarantine. A file is moved by one rename, with its "
		"owner, times and mode; what\n"
		"was done is written to journal.ndjson there, before and after, and a run that "
		"was cut off is cleared up by\n"
		"the next one. Only files whose name is C-<channel>-<version>.chan are moved. "
		"Links, folders and all\n"
		"other names are left alone. To undo a move, move the file back.\n",
	.examples = "  $ sluice triage /mnt/sensor/content\n"
		    "  $ sluice triage --quarantine /mnt/sensor/aside --restore "
		    "/mnt/sensor/last-known-good /mnt/sensor/content\n",
	.options = options,
	.exit_statuses = exit_statuses,
	.writes = writes,
	.run = run,
};
