/* sluice dump: a channel file in words. */
#include <stdio.h>
#include <string.h>

#include "author/content.h"
#include "cli/command.h"
#include "gate/channel_file.h"
#include "report/report.h"

static const sl_option options[] = {
	{0, false, "format", "yaml|json|hex", "the form; yaml is the default"},
	{0, false, NULL, NULL, NULL},
};

/* The fault that keeps yaml and json from being made, on stderr. */
static void explain_fault(const sl_verdict *verdict)
{
	const sl_finding *finding = &verdict->findings.items[0];
	sl_arena arena;
	sl_arena_start(&arena);
	fprintf(stderr, "sluice dump: %s: CH%04u at byte %llu: %s\n", verdict->files[0].path,
	        finding->rule, (unsigned long long)finding->offset,
	        sl_finding_message(&arena, finding));
	fprintf(stderr, "`sluice dump --format hex` shows the bytes of a rejected file too.\n");
	sl_arena_free(&arena);
}

static enum sl_outcome dump(sl_verdict *verdict, const char *format, sl_buffer *out)
{
	sl_judged_file *file = &verdict->files[0];
	sl_problem problem;
	if (!sl_channel_file_read(file, &problem)) {
		fprintf(stderr, "sluice dump: %s\n", problem.text);
		return SL_UNUSABLE;
	}
	if (strcmp(format, "hex") == 0) {
		static const uint8_t nothing[1];
		sl_dump_hex(file->bytes.length > 0 ? file->bytes.bytes : nothing,
		            file->bytes.length, out);
		return SL_PASSED;
	}
	if (!sl_channel_file_open(file, &verdict->findings)) {
		explain_fault(verdict);
		return SL_REJECTED;
	}
	if (strcmp(format, "json") == 0) {
		sl_dump_json(&file->file, file->bytes.bytes, out);
	} else {
		sl_dump_yaml(&file->file, file->bytes.bytes, out);
	}
	return SL_PASSED;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	const char *format = sl_argument(arguments, "format");
	format = format != NULL ? format : "yaml";
	if (strcmp(format, "yaml") != 0 && strcmp(format, "json") != 0 &&
	    strcmp(format, "hex") != 0) {
		return sl_usage_error(&sl_command_dump,
		                      "--format is yaml, json or hex, not '%.60s'", format);
	}
	if (arguments->file_count != 1) {
		return sl_usage_error(&sl_command_dump, "needs one channel file");
	}
	sl_verdict verdict;
	sl_buffer out = {0};
	sl_verdict_start(&verdict);
	sl_verdict_add_file(&verdict, arguments->files[0]);
	enum sl_outcome outcome = dump(&verdict, format, &out);
	if (outcome == SL_PASSED && !sl_output(&out)) {
		outcome = SL_BROKEN;
	}
	sl_buffer_free(&out);
	sl_verdict_free(&verdict);
	return outcome;
}

const sl_command sl_command_dump = {
	.name = "dump",
	.synopsis = "[--format yaml|json|hex] FILE",
	.summary = "a channel file in words",
	.description =
		"Prints a channel file. The yaml form is an assembly language of the format: "
		"`sluice assemble`\n"
		"makes the same bytes of it. The hex form annotates each record and each member, "
		"and also shows\n"
		"files that the parser rejects, as far as their structure can be followed.\n",
	.examples = "  $ sluice dump dist/C-00000291-00000042.chan\n"
		    "  $ sluice dump --format hex broken.chan | less\n",
	.options = options,
	.run = run,
};
