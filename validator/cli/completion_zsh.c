/* Completion for zsh: a call of _arguments a command. */
#include "cli/completion.h"

/* In '...[help]:name:action', what ends a part or begins a quote. */
static void write_help(const char *text, sl_buffer *out)
{
	sl_buffer line = {0};
	sl_one_line(text, "[]:\\", &line);
	for (size_t i = 0; i < line.length; i++) {
		if (line.bytes[i] == '\'') {
			sl_buffer_text(out, "'\\'");
		}
		sl_buffer_byte(out, line.bytes[i]);
	}
	sl_buffer_free(&line);
}

static void write_argument(const sl_option *option, sl_buffer *out)
{
	sl_buffer values = {0};
	sl_buffer_printf(out, ":%s:", option->argument);
	switch (sl_completes(option, &values)) {
	case SL_COMPLETES_FOLDERS:
		sl_buffer_text(out, "_directories");
		break;
	case SL_COMPLETES_FILES:
		sl_buffer_text(out, "_files");
		break;
	case SL_COMPLETES_VALUES:
		sl_buffer_printf(out, "(%s)", (const char *)values.bytes);
		break;
	case SL_COMPLETES_REPORTS:
		sl_buffer_printf(out, " _sluice_reports %s", (const char *)values.bytes);
		break;
	case SL_COMPLETES_NOTHING:
		sl_buffer_byte(out, ' ');
		break;
	}
	sl_buffer_free(&values);
}

static void write_option(const sl_option *option, sl_buffer *out)
{
	sl_buffer_text(out, "		");
	if (option->repeatable) {
		sl_buffer_text(out, "'*'");
	} else if (option->letter != 0) {
		sl_buffer_printf(out, "'(-%c --%s)'", option->letter, option->name);
	}
	if (option->letter != 0) {
		sl_buffer_printf(out, "{-%c,--%s}", option->letter, option->name);
	} else {
		sl_buffer_printf(out, "--%s", option->name);
	}
	sl_buffer_text(out, "'[");
	write_help(option->help, out);
	sl_buffer_byte(out, ']');
	if (option->argument != NULL) {
		write_argument(option, out);
	}
	sl_buffer_text(out, "' \\\n");
}

static void write_command(const sl_command *command, sl_buffer *out)
{
	const sl_option *tables[3];
	size_t count = sl_option_tables(command, tables);
	sl_buffer_printf(out, "	'%s')\n		_arguments -s -S : \\\n", command->name);
	for (size_t t = 0; t < count; t++) {
		for (const sl_option *option = tables[t]; option->name != NULL; option++) {
			write_option(option, out);
		}
	}
	if (command == &sl_command_explain) {
		sl_buffer_text(out, "		'*:rule:(");
		sl_rule_ids(out);
		sl_buffer_text(out, ")'\n		;;\n");
	} else {
		sl_buffer_text(out, "		'*:file:_files'\n		;;\n");
	}
}

/* The commands as _describe takes them: all, with both words behind a backslash. */
static void write_names(sl_buffer *out)
{
	sl_buffer_text(out, "	local -a names seconds\n	names=(\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		const sl_command *command = sl_commands[i];
		if (sl_second_word(command) == NULL) {
			sl_buffer_printf(out, "		'%s:", command->name);
			write_help(command->summary, out);
			sl_buffer_text(out, "'\n");
		} else if (sl_begins_group(i)) {
			sl_buffer_printf(out, "		'%.*s:one of several commands'\n",
			                 (int)sl_first_word(command), command->name);
		}
	}
	sl_buffer_text(out, "		'help:about a command'\n	)\n	seconds=(\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		const sl_command *command = sl_commands[i];
		if (sl_second_word(command) != NULL) {
			sl_buffer_printf(out, "		'%s:", command->name);
			write_help(command->summary, out);
			sl_buffer_text(out, "'\n");
		}
	}
	sl_buffer_text(out, "	)\n");
}

void sl_completion_zsh(sl_buffer *out)
{
	sl_buffer_text(out,
	               "#compdef sluice\n"
	               "# Completion of sluice for zsh; made by `sluice help --completion zsh`.\n"
	               "_sluice_reports()\n"
	               "{\n"
	               "	if compset -P '*='; then\n"
	               "		_files\n"
	               "	else\n"
	               "		compadd -S = -q -- \"$@\"\n"
	               "	fi\n"
	               "}\n"
	               "_sluice()\n"
	               "{\n");
	write_names(out);
	sl_buffer_text(out, "	if [[ $words[2] == help ]] && (( CURRENT > 2 )); then\n"
	                    "		words=($words[1] ${words[3,-1]})\n"
	                    "		(( CURRENT-- ))\n"
	                    "	fi\n"
	                    "	if (( CURRENT == 2 )); then\n"
	                    "		_describe command names\n"
	                    "		return\n"
	                    "	fi\n"
	                    "	local command=$words[2]\n"
	                    "	local -a mine=(${${(M)seconds:#$command *}#$command })\n"
	                    "	if (( $#mine > 0 && CURRENT == 3 )); then\n"
	                    "		_describe command mine\n"
	                    "		return\n"
	                    "	elif (( $#mine > 0 )); then\n"
	                    "		command=\"$command $words[3]\"\n"
	                    "		shift words\n"
	                    "		(( CURRENT-- ))\n"
	                    "	fi\n"
	                    "	shift words\n"
	                    "	(( CURRENT-- ))\n"
	                    "	case $command in\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		write_command(sl_commands[i], out);
	}
	sl_buffer_text(out, "	esac\n}\n"
	                    "if [[ $funcstack[1] == _sluice ]]; then\n	_sluice \"$@\"\nelse\n"
	                    "	compdef _sluice sluice\nfi\n");
}
