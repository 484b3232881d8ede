/* Completion for fish: a line an option. */
#include "cli/completion.h"

static void write_quoted(const char *text, sl_buffer *out)
{
	sl_buffer_byte(out, '\'');
	sl_one_line(text, "'\\", out);
	sl_buffer_byte(out, '\'');
}

static void write_argument(const sl_option *option, sl_buffer *out)
{
	sl_buffer values = {0};
	switch (sl_completes(option, &values)) {
	case SL_COMPLETES_FOLDERS:
		sl_buffer_text(out, " -x -a '(__fish_complete_directories)'");
		break;
	case SL_COMPLETES_FILES:
		sl_buffer_text(out, " -r -F");
		break;
	case SL_COMPLETES_VALUES:
		sl_buffer_printf(out, " -x -a '%s'", (const char *)values.bytes);
		break;
	case SL_COMPLETES_REPORTS:
		sl_buffer_printf(out, " -x -a '(__sluice_reports %s)'", (const char *)values.bytes);
		break;
	case SL_COMPLETES_NOTHING:
		sl_buffer_text(out, " -x");
		break;
	}
	sl_buffer_free(&values);
}

static void write_command(const sl_command *command, sl_buffer *out)
{
	const sl_option *tables[3];
	size_t count = sl_option_tables(command, tables);
	for (size_t t = 0; t < count; t++) {
		for (const sl_option *option = tables[t]; option->name != NULL; option++) {
			sl_buffer_printf(out, "complete -c sluice -n '__sluice_in %s'",
			                 command->name);
			if (option->letter != 0) {
				sl_buffer_printf(out, " -s %c", option->letter);
			}
			sl_buffer_printf(out, " -l %s", option->name);
			if (option->argument != NULL) {
				write_argument(option, out);
			}
			sl_buffer_text(out, " -d ");
			write_quoted(option->help, out);
			sl_buffer_byte(out, '\n');
		}
	}
	sl_buffer_printf(out, "complete -c sluice -n '__sluice_in %s' ", command->name);
	if (command == &sl_command_explain) {
		sl_buffer_text(out, "-a '");
		sl_rule_ids(out);
		sl_buffer_text(out, "'\n");
	} else {
		sl_buffer_text(out, "-F\n");
	}
}

static void write_names(sl_buffer *out)
{
	for (size_t i = 0; i < sl_command_count; i++) {
		const sl_command *command = sl_commands[i];
		int first = (int)sl_first_word(command);
		if (sl_begins_group(i)) {
			sl_buffer_printf(out, "complete -c sluice -n '__sluice_at' -a %.*s", first,
			                 command->name);
			if (sl_second_word(command) == NULL) {
				sl_buffer_text(out, " -d ");
				write_quoted(command->summary, out);
			}
			sl_buffer_byte(out, '\n');
		}
		if (sl_second_word(command) != NULL) {
			sl_buffer_printf(out, "complete -c sluice -n '__sluice_at %.*s' -a %s -d ",
			                 first, command->name, sl_second_word(command));
			write_quoted(command->summary, out);
			sl_buffer_byte(out, '\n');
		}
	}
}

void sl_completion_fish(sl_buffer *out)
{
	sl_buffer_text(
		out, "# Completion of sluice for fish; made by `sluice help --completion fish`.\n"
		     "# The words before the one that is completed, without `sluice` and `help`.\n"
		     "function __sluice_words\n"
		     "	set -l words (commandline -opc)\n"
		     "	set -e words[1]\n"
		     "	test \"$words[1]\" = help; and set -e words[1]\n"
		     "	string join \\n -- $words\n"
		     "end\n"
		     "function __sluice_at # exactly these words\n"
		     "	test \"$(__sluice_words)\" = \"$(string join \\n -- $argv)\"\n"
		     "end\n"
		     "function __sluice_in # these words first\n"
		     "	set -l words (__sluice_words)\n"
		     "	set -l last (count $argv)\n"
		     "	test (count $words) -ge $last\n"
		     "	and test \"$words[1..$last]\" = \"$argv\"\n"
		     "end\n"
		     "function __sluice_reports\n"
		     "	set -l word (commandline -ct | string replace -r '^--report=' '')\n"
		     "	if string match -q '*=*' -- $word\n"
		     "		set -l parts (string split -m 1 = -- $word)\n"
		     "		printf '%s\\n' $parts[1]=(__fish_complete_path $parts[2])\n"
		     "	else\n"
		     "		printf '%s=\\n' $argv\n"
		     "	end\n"
		     "end\n"
		     "complete -c sluice -f\n"
		     "complete -c sluice -n __sluice_at -a help -d 'about a command'\n"
		     "complete -c sluice -n __sluice_at -l version -d 'the version'\n"
		     "complete -c sluice -n __sluice_at -l help -d 'all commands'\n");
	write_names(out);
	for (size_t i = 0; i < sl_command_count; i++) {
		write_command(sl_commands[i], out);
	}
}
