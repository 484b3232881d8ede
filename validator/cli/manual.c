/* The man page, sluice(1), made from the tables that --help is made from. */
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

static void write_command(const sl_command *command, sl_buffer *out)
{
	sl_buffer_printf(out, ".SS sluice %s\n\\fBsluice %s\\fR ", command->name, command->name);
	write_text(command->synopsis, out);
	sl_buffer_text(out, "\n.PP\n");
	write_paragraphs(command->description, out);
	write_options(command->options, out);
	if (command->examples != NULL) {
		sl_buffer_text(out, ".PP\nExamples:\n");
		write_paragraphs(command->examples, out);
	}
}

void sl_help_manual(sl_buffer *out)
{
	sl_buffer_printf(out,
	                 ".TH SLUICE 1 \"\" \"sluice %s\" \"User Commands\"\n"
	                 ".SH NAME\nsluice \\- the gate between content and sensors\n"
	                 ".SH SYNOPSIS\n\\fBsluice\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]... "
	                 "[\\fIARGUMENT\\fR]...\n"
	                 ".SH DESCRIPTION\n",
	                 SL_VERSION);
	write_paragraphs("Compiles Sigma rules to binary channel files and judges those bytes "
	                 "against the catalog of template types and against every sensor build in "
	                 "the field, before they ship.\n",
	                 out);
	sl_buffer_text(out, ".SH COMMANDS\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		write_command(sl_commands[i], out);
	}
	sl_buffer_text(out, ".SH REPORTS\nCommands that judge also take:\n");
	write_options(sl_report_options, out);
	sl_buffer_text(out, ".SH COMMON OPTIONS\n");
	write_options(sl_common_options, out);
	sl_buffer_text(out, ".SH EXIT STATUS\n"
	                    ".TP\n0\npassed, or done\n"
	                    ".TP\n1\nrejected\n"
	                    ".TP\n2\nwrong usage or unreadable configuration\n"
	                    ".TP\n3\nthe tool itself failed\n"
	                    ".SH ENVIRONMENT\n"
	                    ".TP\nSOURCE_DATE_EPOCH\nthe creation time in the files that are "
	                    "written, in seconds since 1970; with it the same input gives the same "
	                    "bytes\n"
	                    ".TP\nNO_COLOR\nno colors, as \\-\\-color never\n");
}
