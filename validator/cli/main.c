/* The tool: finds the command, and ends in one place. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/closest.h"
#include "base/file.h"
#include "base/sandbox.h"
#include "cli/command.h"
#include "base/version.h"

static void on_signal(int number)
{
	sl_file_remove_unfinished();
	signal(number, SIG_DFL);
	raise(number);
}

/* The limit of sl_sandbox_bind_process(), or a lower one that whoever started the tool has set. */
static void on_time_limit(int number)
{
	static const char message[] =
		"sluice: the limit on processor time is reached, and this is not finished\n"
		"(ulimit -t; --no-sandbox sets none)\n";

	(void)number;
	sl_file_remove_unfinished();
	/* There is nobody left to tell if this fails. */
	if (write(STDERR_FILENO, message, sizeof message - 1) < 0) {
		_exit(SL_BROKEN);
	}
	_exit(SL_BROKEN);
}

/*
 * A closed stdin, stdout or stderr is replaced by one that fails, or the next file that we open would
 * take its number and the report would be written into it.
 */
static bool guard_standard_files(void)
{
	for (int descriptor = 0; descriptor <= 2; descriptor++) {
		if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) {
			int replacement = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
			if (replacement != descriptor) {
				return false;
			}
		}
	}
	return true;
}

static void install_handlers(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	sigemptyset(&action.sa_mask);
	signal(SIGXFSZ, SIG_IGN); /* a limit on files is an error of the write that meets it */
	signal(SIGXCPU, on_time_limit);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct sigaction before;
		if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
			sigaction(numbers[i], &action, NULL);
		}
	}
}

bool sl_output(const sl_buffer *buffer)
{
	bool written = fwrite(buffer->bytes, 1, buffer->length, stdout) == buffer->length;
	if (fflush(stdout) != 0 || !written) {
		fprintf(stderr, "sluice: cannot write to standard output: %s\n", strerror(errno));
		return false;
	}
	return true;
}

/* Prints and frees what was written. */
static enum sl_outcome print(sl_buffer *out)
{
	bool written = sl_output(out);
	sl_buffer_free(out);
	return written ? SL_PASSED : SL_BROKEN;
}

/* --version, with -v behind it more. */
static enum sl_outcome print_version(bool verbose)
{
	sl_buffer out = {0};
	sl_buffer_printf(&out, "sluice %s\nchannel file format %u, engine level %u\n", SL_VERSION,
	                 CHAN_FORMAT_VERSION, CHAN_ENGINE_LEVEL);
	if (verbose) {
		sl_buffer_text(&out, "sandbox: ");
		sl_sandbox_describe(&out);
		sl_buffer_byte(&out, '\n');
	}
	return print(&out);
}

/* The command whose name is the first words; *used counts them. */
static const sl_command *find_command(int count, char **words, int *used)
{
	for (size_t i = 0; i < sl_command_count; i++) {
		const char *name = sl_commands[i]->name, *space = strchr(name, ' ');
		size_t first = space != NULL ? (size_t)(space - name) : strlen(name);
		if (strlen(words[0]) != first || memcmp(words[0], name, first) != 0) {
			continue;
		}
		if (space == NULL || (count > 1 && strcmp(words[1], space + 1) == 0)) {
			*used = space == NULL ? 1 : 2;
			return sl_commands[i];
		}
	}
	return NULL;
}

/* Whether the word is the first of several commands' names. */
static bool is_group(const char *word)
{
	size_t length = strlen(word);
	for (size_t i = 0; i < sl_command_count; i++) {
		if (strncmp(sl_commands[i]->name, word, length) == 0 &&
		    sl_commands[i]->name[length] == ' ') {
			return true;
		}
	}
	return false;
}

/* "catalog" alone is the first word of several commands: says which. False: of none. */
static bool help_group(const char *word, sl_buffer *out)
{
	size_t length = strlen(word);
	for (size_t i = 0; i < sl_command_count; i++) {
		const sl_command *command = sl_commands[i];
		if (strncmp(command->name, word, length) == 0 && command->name[length] == ' ') {
			sl_buffer_printf(out, "  sluice %s %s\n      %s\n", command->name,
			                 command->synopsis, command->summary);
		}
	}
	return out->length > 0;
}

static bool asks_for_help(int count, char **words)
{
	return count == 1 || strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0;
}

static enum sl_outcome unknown_command(int count, char **words)
{
	sl_buffer group = {0};
	if (asks_for_help(count, words) && help_group(words[0], &group)) {
		enum sl_outcome outcome = count == 1 ? SL_UNUSABLE : SL_PASSED;
		fwrite(group.bytes, 1, group.length, count == 1 ? stderr : stdout);
		sl_buffer_free(&group);
		return fflush(stdout) == 0 ? outcome : SL_BROKEN;
	}
	const char **names = sl_alloc(sl_command_count, sizeof *names);
	sl_buffer name = {0};
	for (size_t i = 0; i < sl_command_count; i++) {
		names[i] = sl_commands[i]->name;
	}
	sl_buffer_text(&name, words[0]);
	if (is_group(words[0]) && count > 1) {
		sl_buffer_printf(&name, " %s", words[1]);
	}
	const char *closest =
		sl_text_closest(sl_text_of((const char *)name.bytes), names, sl_command_count);
	fprintf(stderr, "sluice: there is no command '%.60s'", (const char *)name.bytes);
	if (closest != NULL) {
		fprintf(stderr, "; did you mean '%s'?", closest);
	}
	fprintf(stderr, "\nTry `sluice --help`.\n");
	sl_buffer_free(&name);
	free(names);
	return SL_UNUSABLE;
}

static enum sl_outcome run(const sl_command *command, int count, char **words)
{
	sl_arena arena;
	sl_arguments arguments;
	enum sl_outcome outcome = SL_UNUSABLE;
	sl_arena_start(&arena);
	if (sl_arguments_read(command, count, words, &arena, &arguments)) {
		if (sl_argument_given(&arguments, "help")) {
			sl_buffer out = {0};
			sl_help_command(command, &out);
			outcome = print(&out);
		} else if (sl_command_enter_sandbox(command, &arguments, &arena)) {
			outcome = command->run(&arguments);
		}
	}
	sl_arena_free(&arena);
	return outcome;
}

/* `sluice help --man` and what follows: nothing, a command, or the name of its page. */
static enum sl_outcome help_manual(int count, char **words)
{
	sl_buffer out = {0};
	int used = 0;
	const sl_command *command = count > 0 ? find_command(count, words, &used) : NULL;
	for (size_t i = 0; i < sl_command_count && count == 1 && command == NULL; i++) {
		char page[SL_PAGE_NAME_SIZE];
		sl_help_page_name(sl_commands[i], page);
		command = strcmp(page + strlen("sluice-"), words[0]) == 0 ? sl_commands[i] : NULL;
	}
	if (count > 0 && command == NULL) {
		return unknown_command(count, words);
	}
	if (command != NULL) {
		sl_help_manual_of(command, &out);
	} else {
		sl_help_manual(&out);
	}
	return print(&out);
}

static enum sl_outcome help_completion(int count, char **words)
{
	sl_buffer out = {0};
	if (count != 1 || !sl_help_completion(words[0], &out)) {
		fprintf(stderr,
		        "sluice help: --completion takes one of: bash, zsh, fish (the static build "
		        "has none)\n");
		return SL_UNUSABLE;
	}
	return print(&out);
}

/* `sluice help` and the words behind it. */
static enum sl_outcome help(int count, char **words)
{
	sl_buffer out = {0};
	int used = 0;
	if (count == 0) {
		sl_help_overview(&out);
		return print(&out);
	}
	if (strcmp(words[0], "--man") == 0) {
		return help_manual(count - 1, words + 1);
	}
	if (strcmp(words[0], "--completion") == 0) {
		return help_completion(count - 1, words + 1);
	}
	const sl_command *command = find_command(count, words, &used);
	char option[] = "--help", *only[] = {option};
	return command != NULL ? run(command, 1, only) : unknown_command(count, words);
}

int main(int count, char **words)
{
	int used = 0;
	if (!guard_standard_files()) {
		return SL_BROKEN;
	}
	install_handlers();
	sl_commands_start();
	if (count < 2) {
		sl_buffer out = {0};
		sl_help_overview(&out);
		fprintf(stderr, "%s", (const char *)out.bytes);
		sl_buffer_free(&out);
		return SL_UNUSABLE;
	}
	if (strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0) {
		return (int)help(0, NULL);
	}
	if (strcmp(words[1], "--version") == 0) {
		return (int)print_version(count > 2 && (strcmp(words[2], "-v") == 0 ||
		                                        strcmp(words[2], "--verbose") == 0));
	}
	if (strcmp(words[1], "help") == 0) {
		return (int)help(count - 2, words + 2);
	}
	const sl_command *command = find_command(count - 1, words + 1, &used);
	if (command == NULL) {
		return (int)unknown_command(count - 1, words + 1);
	}
	return (int)run(command, count - 1 - used, words + 1 + used);
}
