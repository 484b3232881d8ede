/* The man pages, sluice(1) and one a command, made from the tables that --help is made from. */
#include <stdio.h>
#include <string.h>

#include "base/version.h"
#include "cli/command.h"

/* Text for troff: no line begins with a control character, and none of its own escapes is made. */
static void write_text(const char *text, sl_buffer *out)
{
	for (bool begins = true; *text != '\0'; text++) {
		if (begins && (*text == '.' || *text == '\'')) {
			sl_buffer_text(out, "\\&");
		}
		begins = *text == '\n';
		if (*text == '\\') {
			sl_buffer_text(out, "\\e");
		} else if (*text == '-') {
			sl_buffer_text(out, "\\-");
		} else {
			sl_buffer_printf(out, "%c", *text);
		}
	}
}

/* Paragraphs are parted by an empty line; a line that begins with a space is shown as it stands. */
static void write_paragraphs(const char *text, sl_buffer *out)
{
	bool verbatim = false;
	while (*text != '\0') {
		const char *end = strchr(text, '\n');
		size_t length = end != NULL ? (size_t)(end - text) : strlen(text);
		char line[512];
		bool shown = length > 0 && *text == ' ';
		snprintf(line, sizeof line, "%.*s", (int)length, text);
		if (shown != verbatim && (shown || length > 0)) {
			sl_buffer_text(out, shown ? ".PP\n.nf\n" : ".fi\n");
			verbatim = shown;
		}
		if (length == 0) {
			sl_buffer_text(out, ".PP\n");
		} else {
			write_text(line, out);
			sl_buffer_text(out, "\n");
		}
		text += length + (end != NULL);
	}
	if (verbatim) {
		sl_buffer_text(out, ".fi\n");
	}
}

/* The help of an option is broken where --help breaks it; troff breaks lines itself. */
static void write_help(const char *text, sl_buffer *out)
{
	char line[1024];
	size_t length = 0;
	for (; *text != '\0' && length + 1 < sizeof line; text++) {
		char byte = *text == '\n' ? ' ' : *text;
		if (byte != ' ' || (length > 0 && line[length - 1] != ' ')) {
			line[length++] = byte;
		}
	}
	line[length] = '\0';
	write_text(line, out);
}

static void write_options(const sl_option *table, sl_buffer *out)
{
	for (; table->name != NULL; table++) {
		sl_buffer_text(out, ".TP\n");
		if (table->letter != 0) {
			sl_buffer_printf(out, "\\fB\\-%c\\fR, ", table->letter);
		}
		sl_buffer_text(out, "\\fB\\-\\-");
		write_text(table->name, out);
		sl_buffer_text(out, "\\fR");
		if (table->argument != NULL) {
			sl_buffer_text(out, " \\fI");
			write_text(table->argument, out);
			sl_buffer_text(out, "\\fR");
		}
		sl_buffer_text(out, "\n");
		write_help(table->help, out);
		sl_buffer_text(out, "\n");
	}
}

static void write_heading(const char *page, const char *summary, sl_buffer *out)
{
	sl_buffer_text(out, ".TH ");
	for (const char *letter = page; *letter != '\0'; letter++) {
		bool lower = *letter >= 'a' && *letter <= 'z';
		sl_buffer_printf(out, "%c", lower ? *letter - 'a' + 'A' : *letter);
	}
	sl_buffer_printf(out, " 1 \"\" \"sluice %s\" \"User Commands\"\n.SH NAME\n", SL_VERSION);
	write_text(page, out);
	sl_buffer_text(out, " \\- ");
	write_text(summary, out);
	sl_buffer_text(out, "\n.SH SYNOPSIS\n");
}

static void write_exit_statuses(const char *const *statuses, sl_buffer *out)
{
	sl_buffer_text(out, ".SH EXIT STATUS\n");
	for (unsigned status = 0; status < SL_EXIT_STATUS_COUNT; status++) {
		sl_buffer_printf(out, ".TP\n%u\n", status);
		write_text(statuses[status], out);
		sl_buffer_text(out, "\n");
	}
}

void sl_help_page_name(const sl_command *command, char page[SL_PAGE_NAME_SIZE])
{
	snprintf(page, SL_PAGE_NAME_SIZE, "sluice-%s", command->name);
	for (char *space = page; (space = strchr(space, ' ')) != NULL;) {
		*space = '-';
	}
}

void sl_help_manual_of(const sl_command *command, sl_buffer *out)
{
	char page[SL_PAGE_NAME_SIZE];
	sl_help_page_name(command, page);
	write_heading(page, command->summary, out);
	sl_buffer_printf(out, "\\fBsluice %s\\fR ", command->name);
	write_text(command->synopsis, out);
	sl_buffer_text(out, "\n.SH DESCRIPTION\n");
	write_paragraphs(command->description, out);
	sl_buffer_text(out, ".SH OPTIONS\n");
	write_options(command->options, out);
	if (command->reports) {
		write_options(sl_report_options, out);
	}
	write_options(sl_common_options, out);
	write_exit_statuses(
		command->exit_statuses != NULL ? command->exit_statuses : sl_exit_statuses, out);
	if (command->examples != NULL) {
		sl_buffer_text(out, ".SH EXAMPLES\n");
		write_paragraphs(command->examples, out);
	}
	sl_buffer_text(out, ".SH SEE ALSO\n.BR sluice (1)\n");
}

static const char repository_files[] =
	".SH FILES\n"
	"A content repository is a folder with\n"
	".TP\nsluice.yaml\nwhere the others are; how fast content may grow; which findings "
	"somebody answers for\n"
	".TP\ncatalog/*.yaml\nthe template types, every version of each\n"
	".TP\nfleet/*.yaml\none manifest a sensor build\n"
	".TP\nchannels/*.yaml\none channel: its number, version and rules\n"
	".TP\nprobes/*.yaml\nevents, each with the rules that must match it\n"
	".TP\nledger.yaml\nwhat has shipped\n"
	".PP\n"
	"What they may hold is described by the JSON Schemas in PREFIX/share/sluice/schema, for "
	"editors. Their names may be others: sluice.yaml says.\n";

static const char environment[] =
	".SH ENVIRONMENT\n"
	".TP\nSOURCE_DATE_EPOCH\nthe creation time in the files that are written, in seconds since "
	"1970; with it the same input gives the same bytes\n"
	".TP\nNO_COLOR\nno colors, as \\-\\-color never\n"
	".TP\nTERM\nno colors where it is dumb, or not set\n";

void sl_help_manual(sl_buffer *out)
{
	write_heading("sluice", "the gate between content and sensors", out);
	sl_buffer_text(out, "\\fBsluice\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]... "
	                    "[\\fIARGUMENT\\fR]...\n"
	                    ".SH DESCRIPTION\n");
	write_paragraphs("Compiles Sigma rules to binary channel files and judges those bytes "
	                 "against the catalog of template types and against every sensor build in "
	                 "the field, before they ship.\n",
	                 out);
	sl_buffer_text(out, ".SH COMMANDS\nEach has a page of its own.\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		char page[SL_PAGE_NAME_SIZE];
		sl_help_page_name(sl_commands[i], page);
		sl_buffer_text(out, ".TP\n.BR ");
		write_text(page, out);
		sl_buffer_text(out, " (1)\n");
		write_text(sl_commands[i]->summary, out);
		sl_buffer_text(out, "\n");
	}
	sl_buffer_text(out, ".SH REPORTS\nCommands that judge also take:\n");
	write_options(sl_report_options, out);
	sl_buffer_text(out, ".SH COMMON OPTIONS\n");
	write_options(sl_common_options, out);
	write_exit_statuses(sl_exit_statuses, out);
	sl_buffer_text(out, repository_files);
	sl_buffer_text(out, environment);
}
