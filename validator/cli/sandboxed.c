/* What each command gives up before it reads anything: options, and the folders that its outputs go to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sandbox.h"
#include "cli/command.h"

void sl_writes_add(sl_writes *writes, const char *path)
{
	if (path == NULL) {
		return;
	}
	writes->paths =
		sl_grow(writes->paths, &writes->capacity, writes->count + 1, sizeof *writes->paths);
	writes->paths[writes->count++] = path;
}

void sl_writes_add_output(const sl_arguments *arguments, sl_writes *writes)
{
	const char *output = sl_argument(arguments, "output");

	if (output != NULL && strcmp(output, "-") != 0) {
		sl_writes_add(writes, output);
	}
}

static void add_reports(const sl_arguments *arguments, sl_writes *writes)
{
	const char **reports =
		sl_arena_alloc(writes->arena, arguments->given_count + 1, sizeof *reports);
	const size_t count = sl_argument_values(arguments, "report", reports);

	for (size_t i = 0; i < count; i++) {
		const char *equal = strchr(reports[i], '=');

		sl_writes_add(writes, equal != NULL ? equal + 1 : NULL);
	}
	sl_writes_add(writes, sl_argument(arguments, "attest"));
}

/* False: a message is on stderr. */
static bool read_wish(const sl_command *command, const sl_arguments *arguments,
                      enum sl_sandbox_wish *wish)
{
	const char *word = sl_argument(arguments, "sandbox");
	const bool off = sl_argument_given(arguments, "no-sandbox");

	*wish = SL_SANDBOX_AUTO;
	if (word != NULL && off) {
		sl_usage_error(command, "--sandbox and --no-sandbox contradict each other");
		return false;
	}
	if (word == NULL) {
		word = getenv("SLUICE_SANDBOX");
	}
	if (off || (word != NULL && strcmp(word, "off") == 0 &&
	            !sl_argument_given(arguments, "sandbox"))) {
		*wish = SL_SANDBOX_OFF;
	} else if (word != NULL && strcmp(word, "required") == 0) {
		*wish = SL_SANDBOX_REQUIRED;
	} else if (word != NULL && word[0] != '\0' && strcmp(word, "auto") != 0) {
		sl_usage_error(command, "the sandbox is auto or required, not '%.60s'", word);
		return false;
	}
	return true;
}

bool sl_command_enter_sandbox(const sl_command *command, const sl_arguments *arguments,
                              sl_arena *arena)
{
	sl_sandbox sandbox = {.runs_others = command->runs_others != NULL &&
	                                     command->runs_others(arguments),
	                      .is_endless = command->is_endless};
	sl_writes writes = {.arena = arena};
	sl_problem problem;
	bool entered;

	if (!read_wish(command, arguments, &sandbox.wish)) {
		return false;
	}
	entered = sl_sandbox_bind_process(&sandbox, &problem);
	if (entered) {
		add_reports(arguments, &writes);
		if (command->writes != NULL) {
			command->writes(arguments, &writes);
		}
		entered = sl_sandbox_bind_writing(&sandbox, writes.paths, writes.count, &problem);
	}
	if (!entered) {
		fprintf(stderr, "sluice %s: %s\n", command->name, problem.text);
	}
	free(writes.paths);
	return entered;
}
