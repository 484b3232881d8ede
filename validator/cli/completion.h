/* What shells complete, made from the tables that --help is made from. */
#ifndef SL_CLI_COMPLETION_H
#define SL_CLI_COMPLETION_H

#include "cli/command.h"

enum sl_completes {
	SL_COMPLETES_NOTHING, /* numbers, names that only the user knows */
	SL_COMPLETES_FOLDERS,
	SL_COMPLETES_FILES,
	SL_COMPLETES_VALUES, /* one of some words */
	SL_COMPLETES_REPORTS, /* one of some words, "=", a file */
};

/* What the argument of an option is; its words are appended to values, a space between them. */
enum sl_completes sl_completes(const sl_option *option, sl_buffer *values);
/* The tables of a command's options, in the order of --help; how many there are. */
size_t sl_option_tables(const sl_command *command, const sl_option *tables[3]);
/* The help of an option or command as one line, of which nothing needs a backslash but those bytes. */
void sl_one_line(const char *text, const char *escaped, sl_buffer *out);
/* Whether the command is the first with its first word: "catalog check", of those with "catalog". */
bool sl_begins_group(size_t index);
size_t sl_first_word(const sl_command *command); /* the length of the first word of its name */
const char *sl_second_word(const sl_command *command); /* NULL: its name is one word */
/* The ids of all rules, a space between them. */
void sl_rule_ids(sl_buffer *out);

void sl_completion_bash(sl_buffer *out);
void sl_completion_zsh(sl_buffer *out);
void sl_completion_fish(sl_buffer *out);

#endif
