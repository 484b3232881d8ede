/* Patterns of paths: '*' and '?' within a name, '**' as a whole name for any number of folders. */
#ifndef SL_BASE_PATH_PATTERN_H
#define SL_BASE_PATH_PATTERN_H

#include "base/file.h"

enum { SL_PATH_PATTERN_PARTS = 63 };

/*
 * A pattern as a plain path (which may be absolute or have ".."), and the parts behind it, from the first with a
 * wildcard on. Part n is active in a folder if bit n is set: the names right in it are compared with it.
 */
typedef struct sl_path_pattern {
	const char *fixed; /* "": none */
	const char *parts[SL_PATH_PATTERN_PARTS];
	size_t count;
} sl_path_pattern;

/* In the arena. False: the pattern is empty, too long, or has "." or ".." behind a wildcard; the problem says so. */
bool sl_path_pattern_read(sl_arena *arena, const char *text, sl_path_pattern *out,
                          sl_problem *problem);

/* The parts that are active in the folder of the fixed part. */
uint64_t sl_path_pattern_start(const sl_path_pattern *pattern);

/*
 * What a name in a folder with these active parts leads to: the parts that are active in it if it is a folder, and
 * whether it is a result if it is a file. A name with a dot in front only matches a part that has it too.
 */
uint64_t sl_path_pattern_step(const sl_path_pattern *pattern, uint64_t states, const char *name,
                              bool *is_result);

#endif
