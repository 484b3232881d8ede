/* Completion for bash: one function, with a case a command. */
#include "cli/completion.h"

#include <string.h>

static const char begin[] =
	"# Completion of sluice for bash; made by `sluice help --completion bash`.\n"
	"_sluice()\n"
	"{\n"
	"	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"	local command=${COMP_WORDS[1]} first=2 equals=no options='' values='' kind=files "
	"i\n"
	"	COMPREPLY=()\n"
	"	# To bash, = is a word of its own.\n"
	"	if [ \"$word\" = = ]; then\n"
	"		word='' equals=yes\n"
	"	elif [ \"$before\" = = ]; then\n"
	"		before=${COMP_WORDS[COMP_CWORD - 2]} equals=yes\n"
	"	fi\n";

static const char end[] =
	"	if [ $equals = yes ] && [[ $before != --* ]]; then\n"
	"		kind=files\n"
	"	elif [ $kind = files ] && [[ $word == -* ]]; then\n"
	"		values=$options kind=values\n"
	"	fi\n"
	"	for ((i = first; i < COMP_CWORD; i++)); do\n"
	"		[ \"${COMP_WORDS[i]}\" != -- ] || kind=files\n"
	"	done\n"
	"	case $kind in\n"
	"	files) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- \"$word\") "
	";;\n"
	"	folders) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- \"$word\") "
	";;\n"
	"	reports) compopt -o nospace && mapfile -t COMPREPLY < <(compgen -S = -W "
	"\"$values\" "
	"-- \"$word\") ;;\n"
	"	values) mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$word\") ;;\n"
	"	esac\n"
	"}\n"
	"complete -F _sluice sluice\n";

static void write_second_words(size_t first, sl_buffer *out)
{
	size_t length = sl_first_word(sl_commands[first]);
	const char *between = "";
	for (size_t i = first; i < sl_command_count; i++) {
		if (sl_first_word(sl_commands[i]) == length &&
		    memcmp(sl_commands[i]->name, sl_commands[first]->name, length) == 0) {
			sl_buffer_printf(out, "%s%s", between, sl_second_word(sl_commands[i]));
			between = " ";
		}
	}
}

/* The first word, alone or behind `help`, and the second word of those that have one. */
static void write_names(sl_buffer *out)
{
	sl_buffer_text(out, "	if [ \"$command\" = help ] && (( COMP_CWORD > 1 )); then\n"
	                    "		command=${COMP_WORDS[2]} first=3\n"
	                    "	fi\n"
	                    "	if (( COMP_CWORD < first )); then\n"
	                    "		command='' kind=values values='help");
	for (size_t i = 0; i < sl_command_count; i++) {
		if (sl_begins_group(i)) {
			sl_buffer_printf(out, " %.*s", (int)sl_first_word(sl_commands[i]),
			                 sl_commands[i]->name);
		}
	}
	sl_buffer_text(out, "'\n		[ $first = 2 ] && values+=' --help --version' || "
	                    "values+=' --man --completion'\n	fi\n	case $command in\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		const sl_command *command = sl_commands[i];
		if (sl_second_word(command) != NULL && sl_begins_group(i)) {
			sl_buffer_printf(out,
			                 "	%.*s)\n		command+=' '${COMP_WORDS[first]}\n"
			                 "		if (( COMP_CWORD == first )); then\n"
			                 "			kind=values values='",
			                 (int)sl_first_word(command), command->name);
			write_second_words(i, out);
			sl_buffer_text(out, "'\n		fi\n		;;\n");
		}
	}
	sl_buffer_text(
		out, "	esac\n	(( COMP_CWORD != first )) || [ $kind != values ] || command=''\n"
		     "	case $before in\n"
		     "	--completion) kind=values values='bash zsh fish' ;;\n"
		     "	--man) kind=values values='");
	for (size_t i = 0; i < sl_command_count; i++) {
		char page[SL_PAGE_NAME_SIZE];
		sl_help_page_name(sl_commands[i], page);
		sl_buffer_printf(out, "%s%s", i == 0 ? "" : " ", page + strlen("sluice-"));
	}
	sl_buffer_text(out, "' ;;\n	esac\n");
}

static void write_argument(const sl_option *option, sl_buffer *out)
{
	sl_buffer values = {0};
	const char *kind = "nothing";
	switch (sl_completes(option, &values)) {
	case SL_COMPLETES_FOLDERS:
		kind = "folders";
		break;
	case SL_COMPLETES_FILES:
		kind = "files options=''";
		break;
	case SL_COMPLETES_VALUES:
		kind = "values";
		break;
	case SL_COMPLETES_REPORTS:
		kind = "reports";
		break;
	case SL_COMPLETES_NOTHING:
		break;
	}
	sl_buffer_text(out, "		");
	if (option->letter != 0) {
		sl_buffer_printf(out, "-%c | ", option->letter);
	}
	sl_buffer_printf(out, "--%s) kind=%s", option->name, kind);
	if (values.length > 0) {
		sl_buffer_printf(out, " values='%s'", (const char *)values.bytes);
	}
	sl_buffer_text(out, " ;;\n");
	sl_buffer_free(&values);
}

static void write_command(const sl_command *command, sl_buffer *out)
{
	const sl_option *tables[3];
	size_t count = sl_option_tables(command, tables);
	sl_buffer_printf(out, "	'%s')\n		options='", command->name);
	for (size_t t = 0; t < count; t++) {
		for (const sl_option *option = tables[t]; option->name != NULL; option++) {
			sl_buffer_printf(out, "%s--%s", t == 0 && option == tables[0] ? "" : " ",
			                 option->name);
		}
	}
	sl_buffer_text(out, "'\n");
	if (command == &sl_command_explain) {
		sl_buffer_text(out, "		[[ $word == -* ]] || kind=values values='");
		sl_rule_ids(out);
		sl_buffer_text(out, "'\n");
	}
	sl_buffer_text(out, "		case $before in\n");
	for (size_t t = 0; t < count; t++) {
		for (const sl_option *option = tables[t]; option->name != NULL; option++) {
			if (option->argument != NULL) {
				write_argument(option, out);
			}
		}
	}
	sl_buffer_text(out, "		esac\n		;;\n");
}

void sl_completion_bash(sl_buffer *out)
{
	sl_buffer_text(out, begin);
	write_names(out);
	sl_buffer_text(out, "	case $command in\n");
	for (size_t i = 0; i < sl_command_count; i++) {
		write_command(sl_commands[i], out);
	}
	sl_buffer_text(out, "	esac\n");
	sl_buffer_text(out, end);
}
