#include "base/problem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

enum { LONGEST_SHOWN = 300 };

static void show_path(sl_problem *problem, const char *path)
{
	size_t length = strlen(path);

	if (length > LONGEST_SHOWN) {
		path += length - LONGEST_SHOWN;
	}
	snprintf(problem->text, sizeof problem->text, "%s%s: ", length > LONGEST_SHOWN ? "..." : "",
	         path);
	/* The name of a file is anything; a message goes to a terminal. */
	for (char *at = problem->text; *at != '\0'; at++) {
		*at = (unsigned char)*at < 0x20 || *at == 0x7F ? '?' : *at;
	}
}

bool sl_problem_say(sl_problem *problem, const char *path, const char *format, ...)
{
	va_list arguments;
	size_t used;

	show_path(problem, path);
	used = strlen(problem->text);
	va_start(arguments, format);
	vsnprintf(problem->text + used, sizeof problem->text - used, format, arguments);
	va_end(arguments);
	return false;
}

bool sl_problem_errno(sl_problem *problem, const char *path, const char *what)
{
	/* No fault of the file: nothing can be said of it, so nothing may be judged without it. */
	if (errno == ENOMEM) {
		sl_out_of_memory();
	}
	return sl_problem_say(problem, path, "%s: %s", what, strerror(errno));
}

const char *sl_file_kind_name(mode_t mode)
{
	if (S_ISDIR(mode)) {
		return "a folder";
	}
	if (S_ISFIFO(mode)) {
		return "a FIFO";
	}
	if (S_ISCHR(mode) || S_ISBLK(mode)) {
		return "a device";
	}
	if (S_ISLNK(mode)) {
		return "a symbolic link";
	}
	if (S_ISSOCK(mode)) {
		return "a socket";
	}
	return S_ISREG(mode) ? "a file" : "no regular file";
}
