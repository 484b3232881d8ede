/* What shells complete: what the tables say, in no shell's words. */
#include "cli/completion.h"

#include <string.h>

#include "report/report.h"
#include "rules/explain.h"

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, words[i]) == 0) {
			return true;
		}
	}
	return false;
}

static void append_reports(sl_buffer *values)
{
	for (size_t i = 0; i < sl_report_form_count; i++) {
		sl_buffer_printf(values, "%s%s", i == 0 ? "" : " ", sl_report_forms[i].name);
	}
}

enum sl_completes sl_completes(const sl_option *option, sl_buffer *values)
{
	static const char *const folders[] = {"DIR", "REPO"};
	static const char *const files[] = {"FILE", "SO", "PATH"};
	const char *argument = option->argument;
	if (argument == NULL) {
		return SL_COMPLETES_NOTHING;
	}
	if (strcmp(argument, "FORMAT=FILE") == 0) {
		append_reports(values);
		return SL_COMPLETES_REPORTS;
	}
	if (strcmp(argument, "FORMAT") == 0) {
		append_reports(values);
		return SL_COMPLETES_VALUES;
	}
	if (strchr(argument, '|') != NULL) {
		for (; *argument != '\0'; argument++) {
			sl_buffer_byte(values, (uint8_t)(*argument == '|' ? ' ' : *argument));
		}
		return SL_COMPLETES_VALUES;
	}
	if (is_one_of(argument, folders, sizeof folders / sizeof *folders)) {
		return SL_COMPLETES_FOLDERS;
	}
	return is_one_of(argument, files, sizeof files / sizeof *files) ? SL_COMPLETES_FILES
	                                                                : SL_COMPLETES_NOTHING;
}

size_t sl_option_tables(const sl_command *command, const sl_option *tables[3])
{
	size_t count = 0;
	tables[count++] = command->options;
	if (command->reports) {
		tables[count++] = sl_report_options;
	}
	tables[count++] = sl_common_options;
	return count;
}

void sl_one_line(const char *text, const char *escaped, sl_buffer *out)
{
	char last = ' ';
	for (; *text != '\0'; text++) {
		char byte = *text == '\n' ? ' ' : *text;
		if (byte == ' ' && last == ' ') {
			continue;
		}
		if (strchr(escaped, byte) != NULL) {
			sl_buffer_byte(out, '\\');
		}
		sl_buffer_byte(out, (uint8_t)byte);
		last = byte;
	}
}

size_t sl_first_word(const sl_command *command)
{
	return strcspn(command->name, " ");
}

const char *sl_second_word(const sl_command *command)
{
	const char *space = strchr(command->name, ' ');
	return space != NULL ? space + 1 : NULL;
}

bool sl_begins_group(size_t index)
{
	size_t length = sl_first_word(sl_commands[index]);
	for (size_t i = 0; i < index; i++) {
		if (sl_first_word(sl_commands[i]) == length &&
		    memcmp(sl_commands[i]->name, sl_commands[index]->name, length) == 0) {
			return false;
		}
	}
	return true;
}

void sl_rule_ids(sl_buffer *out)
{
	for (size_t i = 0; i < sl_rule_count; i++) {
		sl_buffer_printf(out, "%sCH%04u", i == 0 ? "" : " ", (unsigned)sl_rules[i].id);
	}
}

bool sl_help_completion(const char *shell, sl_buffer *out)
{
	static const struct {
		const char *shell;
		void (*write)(sl_buffer *out);
	} shells[] = {{"bash", sl_completion_bash},
	              {"zsh", sl_completion_zsh},
	              {"fish", sl_completion_fish}};
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
		if (strcmp(shell, shells[i].shell) == 0) {
			shells[i].write(out);
			return true;
		}
	}
	return false;
}
