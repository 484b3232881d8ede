/* Reading the words of a command line against a command's table of options. */
#include "cli/command.h"
#include "base/closest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const sl_option sl_common_options[] = {
	{'q', false, "quiet", NULL, "no talk on stderr but errors"},
	{'v', false, "verbose", NULL, "say more"},
	{0, false, "sandbox", "auto|required",
         "give up what is not needed before anything is read, and take an hour\n"
         "                            of processor time and 3/4 of the memory at most: as far as\n"
         "                            this kernel can (auto, default), or not without (required)"},
	{0, false, "no-sandbox", NULL,
         "give up nothing: for a sensor that must write files, say; as does\n"
         "                            SLUICE_SANDBOX=off"},
	{'h', false, "help", NULL, "this text"},
	{0, false, NULL, NULL, NULL},
};

const sl_option sl_report_options[] = {
	{0, false, "format", "FORMAT",
         "the report on stdout: text (default), json, sarif, junit, github,\n"
         "                            github-summary, gitlab or html"},
	{0, true, "report", "FORMAT=FILE",
         "also write a report to FILE (github-summary: at its end); may be\n"
         "                            repeated"},
	{0, false, "fail-on", "error|warning", "what rejects; error is the default"},
	{0, false, "color", "auto|always|never", "colors; auto is the default, and heeds NO_COLOR"},
	{0, false, NULL, NULL, NULL},
};

static const sl_option *find_in(const sl_option *table, const char *name, size_t length,
                                char letter)
{
	for (; table->name != NULL; table++) {
		if (letter != 0 ? table->letter == letter
		                : strlen(table->name) == length &&
		                          memcmp(table->name, name, length) == 0) {
			return table;
		}
	}
	return NULL;
}

static const sl_option *find_option(const sl_command *command, const char *name, size_t length,
                                    char letter)
{
	const sl_option *option = find_in(command->options, name, length, letter);
	if (option == NULL && command->reports) {
		option = find_in(sl_report_options, name, length, letter);
	}
	return option != NULL ? option : find_in(sl_common_options, name, length, letter);
}

enum sl_outcome sl_usage_error(const sl_command *command, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "sluice %s: ", command->name);
	vfprintf(stderr, format, arguments);
	fprintf(stderr, "\nTry `sluice %s --help`.\n", command->name);
	va_end(arguments);
	return SL_UNUSABLE;
}

static bool unknown_option(const sl_command *command, const char *word)
{
	const char *names[64];
	size_t count = 0, length = strcspn(word, "=");
	char name[64];
	const sl_option *tables[] = {command->options, command->reports ? sl_report_options : NULL,
	                             sl_common_options};
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
		for (const sl_option *o = tables[t]; o != NULL && o->name != NULL; o++) {
			if (count < sizeof names / sizeof *names) {
				names[count++] = o->name;
			}
		}
	}
	snprintf(name, sizeof name, "%.*s", (int)(length < 60 ? length : 60), word);
	const char *closest = strncmp(word, "--", 2) == 0
	                              ? sl_text_closest(sl_text_of(name + 2), names, count)
	                              : NULL;
	if (closest != NULL) {
		sl_usage_error(command, "there is no option %s; did you mean --%s?", name, closest);
	} else {
		sl_usage_error(command, "there is no option %s", name);
	}
	return false;
}

typedef struct reader {
	const sl_command *command;
	int count, next;
	char **words;
	sl_arguments *out;
} reader;

/* Takes one option; value is the part behind "=" or behind a letter, NULL if there is none. */
static bool take(reader *r, const sl_option *option, const char *value)
{
	if (option->argument == NULL && value != NULL) {
		sl_usage_error(r->command, "--%s takes no value", option->name);
		return false;
	}
	if (option->argument != NULL && value == NULL) {
		if (r->next >= r->count) {
			sl_usage_error(r->command, "--%s needs a value: %s", option->name,
			               option->argument);
			return false;
		}
		value = r->words[r->next++];
	}
	if (option->argument != NULL && value[0] == '\0') {
		sl_usage_error(r->command, "--%s has an empty value; it takes %s", option->name,
		               option->argument);
		return false;
	}
	if (!option->repeatable && option->argument != NULL &&
	    sl_argument_given(r->out, option->name)) {
		sl_usage_error(r->command, "--%s is given twice", option->name);
		return false;
	}
	r->out->given[r->out->given_count++] = (sl_given){option, value};
	return true;
}

static bool take_long(reader *r, const char *word)
{
	size_t length = strcspn(word + 2, "=");
	const sl_option *option = find_option(r->command, word + 2, length, 0);
	if (option == NULL) {
		return unknown_option(r->command, word);
	}
	return take(r, option, word[2 + length] == '=' ? word + 3 + length : NULL);
}

/* A word of letters: "-qv", "-C", "-CDIR". */
static bool take_letters(reader *r, const char *word)
{
	for (const char *letter = word + 1; *letter != '\0'; letter++) {
		const sl_option *option = find_option(r->command, "", 0, *letter);
		if (option == NULL) {
			return unknown_option(r->command, word);
		}
		const char *rest =
			option->argument != NULL && letter[1] != '\0' ? letter + 1 : NULL;
		if (!take(r, option, rest)) {
			return false;
		}
		if (option->argument != NULL) {
			return true;
		}
	}
	return true;
}

bool sl_arguments_read(const sl_command *command, int count, char **words, sl_arena *arena,
                       sl_arguments *out)
{
	reader r = {command, count, 0, words, out};
	const char **files = sl_arena_alloc(arena, (size_t)count + 1, sizeof *files);
	bool only_files = false;
	*out = (sl_arguments){0};
	out->files = files;
	out->separator = SIZE_MAX;
	/* A word gives at most as many options as it has letters. */
	size_t letters = 0;
	for (int i = 0; i < count; i++) {
		letters += strlen(words[i]);
	}
	out->given = sl_arena_alloc(arena, letters + 1, sizeof *out->given);
	while (r.next < count) {
		char *word = words[r.next++];
		bool taken = true;
		if (only_files || word[0] != '-' || word[1] == '\0') {
			files[out->file_count++] = word;
		} else if (strcmp(word, "--") == 0) {
			only_files = true;
			out->separator = out->file_count;
		} else if (word[1] == '-') {
			taken = take_long(&r, word);
		} else {
			taken = take_letters(&r, word);
		}
		if (!taken) {
			return false;
		}
	}
	if (out->separator == SIZE_MAX) {
		out->separator = out->file_count;
	}
	return true;
}

const char *sl_argument(const sl_arguments *arguments, const char *name)
{
	for (size_t i = arguments->given_count; i > 0; i--) {
		const sl_given *given = &arguments->given[i - 1];
		if (strcmp(given->option->name, name) == 0) {
			return given->value != NULL ? given->value : given->option->name;
		}
	}
	return NULL;
}

size_t sl_argument_values(const sl_arguments *arguments, const char *name, const char **out)
{
	size_t count = 0;
	for (size_t i = 0; i < arguments->given_count; i++) {
		if (strcmp(arguments->given[i].option->name, name) == 0) {
			out[count++] = arguments->given[i].value;
		}
	}
	return count;
}

bool sl_argument_given(const sl_arguments *arguments, const char *name)
{
	return sl_argument(arguments, name) != NULL;
}

const char *sl_argument_repository(const sl_arguments *arguments)
{
	const char *root = sl_argument(arguments, "repository");
	return root != NULL ? root : ".";
}
