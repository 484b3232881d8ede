/* sluice assemble: the yaml form of dump, back to the same bytes. */
#include <stdio.h>

#include "author/content.h"
#include "cli/command.h"
#include "report/report.h"

#define MOST_BYTES (1u << 30) /* of an assembly file */

static const sl_option options[] = {
	{'o', false, "output", "FILE", "where the channel file goes"},
	{0, false, NULL, NULL, NULL},
};

static void show_findings(sl_verdict *verdict)
{
	const sl_report_style style = {false, false};
	sl_buffer out = {0};
	verdict->outcome = SL_REJECTED;
	sl_findings_sort(&verdict->findings);
	sl_report_text(verdict, &style, &out);
	fputs((const char *)out.bytes, stderr);
	sl_buffer_free(&out);
}

static enum sl_outcome assemble(const char *path, const char *output, sl_verdict *verdict)
{
	sl_content content = {0};
	sl_buffer text = {0}, bytes = {0};
	sl_problem problem;
	enum sl_outcome outcome = SL_PASSED;
	if (!sl_file_read(path, MOST_BYTES, &text, &problem)) {
		fprintf(stderr, "sluice assemble: %s\n", problem.text);
		outcome = SL_UNUSABLE;
	} else if (!sl_assemble(path, text.bytes, text.length, &verdict->arena, &content,
	                        &verdict->findings) ||
	           !sl_content_write(&content, &verdict->arena, &bytes, NULL, &verdict->findings)) {
		show_findings(verdict);
		outcome = SL_REJECTED;
	} else if (!sl_file_write(output, bytes.bytes, bytes.length, &problem)) {
		fprintf(stderr, "sluice assemble: %s\n", problem.text);
		outcome = SL_BROKEN;
	}
	sl_buffer_free(&text);
	sl_buffer_free(&bytes);
	return outcome;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	const char *output = sl_argument(arguments, "output");
	if (arguments->file_count != 1) {
		return sl_usage_error(&sl_command_assemble,
		                      "needs one file in the yaml form of `sluice dump`");
	}
	if (output == NULL) {
		return sl_usage_error(&sl_command_assemble,
		                      "needs -o FILE, where the channel file goes");
	}
	sl_verdict verdict;
	sl_verdict_start(&verdict);
	enum sl_outcome outcome = assemble(arguments->files[0], output, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

static void writes(const sl_arguments *arguments, sl_writes *out)
{
	sl_writes_add_output(arguments, out);
}

const sl_command sl_command_assemble = {
	.name = "assemble",
	.synopsis = "FILE.yaml -o FILE.chan",
	.summary = "the yaml form of dump, back to the same bytes",
	.description = "Makes a channel file from the yaml form that `sluice dump` prints. Counts, "
		       "order, indexes and\n"
		       "checksums are made; nothing is judged: `sluice check` does that.\n",
	.examples = "  $ sluice dump a.chan > a.yaml && sluice assemble a.yaml -o b.chan && cmp "
		    "a.chan b.chan\n",
	.options = options,
	.writes = writes,
	.run = run,
};
