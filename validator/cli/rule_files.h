/* The YAML files that a command line means by PATH...: files as they are, folders with all below them. */
#ifndef SL_CLI_RULE_FILES_H
#define SL_CLI_RULE_FILES_H

#include "base/file.h"

typedef struct sl_rule_file {
	const char *path; /* to open it */
	const char *
		name; /* relative to the PATH that it was found by: its place in a new repository */
} sl_rule_file;

typedef struct sl_rule_files {
	sl_rule_file *items; /* by name; names are unique */
	size_t count;
} sl_rule_files;

/* *.yml and *.yaml. Two files of one name are a problem: it names both. */
bool sl_rule_files_find(const char *const *paths, size_t count, sl_arena *arena, sl_rule_files *out,
                        sl_problem *problem);

#endif
