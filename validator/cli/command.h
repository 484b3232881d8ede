/* The command line: what each command says of itself, and how its arguments are read. */
#ifndef SL_CLI_COMMAND_H
#define SL_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "gate/verdict.h"

typedef struct sl_option {
	char letter; /* 0: none */
	bool repeatable;
	const char *name; /* without dashes; NULL ends a table */
	const char *argument; /* "DIR"; NULL: takes none; "text|json": one of these */
	const char *help;
} sl_option;

/* One option as it was given. */
typedef struct sl_given {
	const sl_option *option;
	const char *value; /* NULL: takes none */
} sl_given;

typedef struct sl_arguments {
	sl_given *given; /* in order */
	size_t given_count;
	const char *const *files; /* what is no option */
	size_t file_count;
	size_t separator; /* how many of files stand before a "--"; file_count if there was none */
} sl_arguments;

/* What a command will write, for sl_sandbox_bind_writing(). */
typedef struct sl_writes {
	sl_arena *arena;
	const char **paths;
	size_t count, capacity;
} sl_writes;
void sl_writes_add(sl_writes *writes, const char *path);
/* The folders of the repository that commands write to, as its sluice.yaml has them; of one that cannot be read its own. */
void sl_writes_add_repository(sl_writes *writes, const sl_arguments *arguments);
/* The value of --output, if it is given. */
void sl_writes_add_output(const sl_arguments *arguments, sl_writes *writes);

typedef struct sl_command {
	const char *name; /* "gate", "catalog check" */
	const char *synopsis; /* behind the name: "[-C REPO] [-o DIR]" */
	const char *summary; /* one line */
	const char *description; /* paragraphs */
	const char *examples; /* lines "  $ sluice ...", or NULL */
	const sl_option *options; /* its own, ended by a NULL name */
	bool reports; /* also takes the options of reports */
	const char *const *exit_statuses; /* NULL: sl_exit_statuses */
	/* Besides reports and the verdict; NULL: nothing. */
	void (*writes)(const sl_arguments *arguments, sl_writes *writes);
	/* Whether code of a sensor will run; NULL: never. */
	bool (*runs_others)(const sl_arguments *arguments);
	bool is_endless; /* works for as long as it is sent something */
	enum sl_outcome (*run)(const sl_arguments *arguments);
} sl_command;

extern const sl_command sl_command_assemble, sl_command_build, sl_command_catalog_check,
	sl_command_catalog_diff, sl_command_catalog_infer, sl_command_check, sl_command_diff,
	sl_command_dump, sl_command_explain, sl_command_fleet_add, sl_command_fleet_check,
	sl_command_gate, sl_command_init, sl_command_ledger_extend, sl_command_ledger_recall,
	sl_command_ledger_show, sl_command_run, sl_command_sensor_header, sl_command_sensor_replay,
	sl_command_triage, sl_command_verify_verdict;

/* The commands; count is their number. Which there are, is a file of its own: the static build has fewer. */
extern const sl_command *const sl_commands[];
extern const size_t sl_command_count;
/* Where to begin, in some lines: the end of the overview. */
extern const char sl_first_steps[];
/* What they need before the first of them runs. */
void sl_commands_start(void);

/* Options that every command has, and those of commands that report findings. */
extern const sl_option sl_common_options[], sl_report_options[];

/*
 * Reads the words behind the command's name. False: a message is on stderr, the exit status is 2.
 * What it returns is in the arena and refers to words.
 */
bool sl_arguments_read(const sl_command *command, int count, char **words, sl_arena *arena,
                       sl_arguments *out);
/* The last value given for an option; NULL if it was not given. A flag's value is its name. */
const char *sl_argument(const sl_arguments *arguments, const char *name);
/* Every value given for an option, in order; out has room for given_count. Returns how many. */
size_t sl_argument_values(const sl_arguments *arguments, const char *name, const char **out);
bool sl_argument_given(const sl_arguments *arguments, const char *name);
/* Enters the sandbox that the options ask for. False: a message is on stderr. */
bool sl_command_enter_sandbox(const sl_command *command, const sl_arguments *arguments,
                              sl_arena *arena);
/* The repository of commands that have no other source: --repository, or else this folder. */
const char *sl_argument_repository(const sl_arguments *arguments);

void sl_help_command(const sl_command *command, sl_buffer *out);
void sl_help_overview(sl_buffer *out);

/* What exit statuses mean, 0 first, of most commands. */
enum { SL_EXIT_STATUS_COUNT = 4 };
extern const char *const sl_exit_statuses[SL_EXIT_STATUS_COUNT];

/* Man pages as troff: sluice(1), and that of a command. */
void sl_help_manual(sl_buffer *out);
void sl_help_manual_of(const sl_command *command, sl_buffer *out);
/* The name of a command's page: "sluice-catalog-check". */
enum { SL_PAGE_NAME_SIZE = 64 };
void sl_help_page_name(const sl_command *command, char page[SL_PAGE_NAME_SIZE]);

/* What a shell completes, as a program of that shell: "bash", "zsh" or "fish". False: of no other. */
bool sl_help_completion(const char *shell, sl_buffer *out);

/* "sluice gate: TEXT" and a pointer to --help, on stderr; returns SL_UNUSABLE. */
enum sl_outcome sl_usage_error(const sl_command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Writes all of the bytes to stdout. False: they did not arrive; a message is on stderr. */
bool sl_output(const sl_buffer *buffer);

#endif
