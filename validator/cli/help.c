/* The words of --help: made from the tables of commands and options, as man pages and completions are. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

enum { HELP_COLUMN = 26 };

const char *const sl_exit_statuses[SL_EXIT_STATUS_COUNT] = {
	"passed or done",
	"rejected",
	"wrong usage or unreadable configuration",
	"the tool itself failed",
};

static void help_options(const sl_option *table, sl_buffer *out)
{
	for (; table->name != NULL; table++) {
		char left[80];
		int used = snprintf(
			left, sizeof left, "  %c%c%c --%s%s%s", table->letter != 0 ? '-' : ' ',
			table->letter != 0 ? table->letter : ' ', table->letter != 0 ? ',' : ' ',
			table->name, table->argument != NULL ? " " : "",
			table->argument != NULL ? table->argument : "");
		if (used >= HELP_COLUMN) {
			sl_buffer_printf(out, "%s\n%*s  %s\n", left, HELP_COLUMN, "", table->help);
		} else {
			sl_buffer_printf(out, "%-*s  %s\n", HELP_COLUMN, left, table->help);
		}
	}
}

void sl_help_command(const sl_command *command, sl_buffer *out)
{
	sl_buffer_printf(out, "sluice %s - %s\n\nUsage: sluice %s %s\n\n%s\n", command->name,
	                 command->summary, command->name, command->synopsis, command->description);
	sl_buffer_text(out, "Options:\n");
	help_options(command->options, out);
	if (command->reports) {
		help_options(sl_report_options, out);
	}
	help_options(sl_common_options, out);
	if (command->examples != NULL) {
		sl_buffer_printf(out, "\nExamples:\n%s", command->examples);
	}
	const char *const *statuses =
		command->exit_statuses != NULL ? command->exit_statuses : sl_exit_statuses;
	sl_buffer_printf(out, "\nExit status: 0 %s, 1 %s, 2 %s,\n3 %s.\n", statuses[0], statuses[1],
	                 statuses[2], statuses[3]);
}

void sl_help_overview(sl_buffer *out)
{
	sl_buffer_text(
		out,
		"sluice - the gate between content and sensors\n"
		"\n"
		"Compiles Sigma rules to binary channel files and judges those bytes against the "
		"catalog\n"
		"of template types and against every sensor build in the field, before they ship.\n"
		"\n"
		"Usage: sluice COMMAND [OPTION]... [ARGUMENT]...\n"
		"\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		sl_buffer_printf(out, "  %-15s %s\n", sl_commands[i]->name,
		                 sl_commands[i]->summary);
	}
	sl_buffer_text(
		out,
		"\n"
		"  sluice COMMAND --help tells about one of them; sluice --version the version;\n"
		"  sluice help --man [COMMAND] prints a man page, and sluice help --completion "
		"SHELL\n"
		"  what bash, zsh or fish complete.\n"
		"\n");
	sl_buffer_text(out, sl_first_steps);
}
