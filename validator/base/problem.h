/* The words of an sl_problem. */
#ifndef SL_BASE_PROBLEM_H
#define SL_BASE_PROBLEM_H

#include <sys/types.h>

#include "base/file.h"

/* "PATH: " and the words, of a long path its end. Returns false, so that a function can end with it. */
bool sl_problem_say(sl_problem *problem, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "PATH: WHAT: " and the words of errno. Returns false. ENOMEM is sl_out_of_memory(). */
bool sl_problem_errno(sl_problem *problem, const char *path, const char *what);

/* "a folder", "a FIFO": what a file is that is no regular one. */
const char *sl_file_kind_name(mode_t mode);

#endif
