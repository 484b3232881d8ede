/* Where files may be written. */
#define _GNU_SOURCE /* for O_PATH and syscall() */

#include "base/sandbox_parts.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/problem.h"

/* Headers may be older than the kernel. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* The attribute of the kernel's newest version that we use; an older one is given the start of it. */
typedef struct ruleset {
	uint64_t files, connections, scopes;
} ruleset;

enum {
	VERSION_TRUNCATE = 3,
	VERSION_CONNECTIONS = 4,
	VERSION_SCOPES = 6,
	BOTH_CONNECTIONS = 3, /* bind, connect */
	BOTH_SCOPES = 3 /* abstract sockets, signals */
};

static const uint64_t writing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER;
/* What is never needed: no rule allows it. */
static const uint64_t never = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                              LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                              LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

int sl_landlock_version(void)
{
	const long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

/* The folder itself, that of a file, or the nearest one above that is there; -1 with errno. */
static int open_nearest(const char *path)
{
	char *at = sl_alloc(strlen(path) + 2, 1);
	int descriptor;

	strcpy(at, path[0] != '\0' ? path : ".");
	while ((descriptor = open(at, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0 &&
	       (errno == ENOENT || errno == ENOTDIR)) {
		char *slash = strrchr(at, '/');

		while (slash != NULL && slash > at && slash[1] == '\0') {
			*slash = '\0';
			slash = strrchr(at, '/');
		}
		if (slash == NULL) {
			strcpy(at, strcmp(at, ".") == 0 ? "/" : ".");
		} else {
			slash[slash == at] = '\0';
		}
	}
	free(at);
	return descriptor;
}

static bool allow_below(int rules, const char *path, uint64_t access, sl_problem *problem)
{
	struct landlock_path_beneath_attr below = {.allowed_access = access,
	                                           .parent_fd = open_nearest(path)};
	bool done;

	if (below.parent_fd < 0) {
		return sl_problem_errno(problem, path, "cannot look at the folder");
	}
	done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0) == 0 ||
	       sl_problem_errno(problem, path, "cannot be kept writable in the sandbox");
	close(below.parent_fd);
	return done;
}

static bool restrict_self(int rules, sl_problem *problem)
{
	return (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	        syscall(SYS_landlock_restrict_self, rules, 0) == 0) ||
	       sl_problem_errno(problem, "sandbox", "cannot be entered");
}

bool sl_landlock_enter(const sl_sandbox *sandbox, const char *const *paths, size_t count,
                       sl_problem *problem)
{
	const int version = sl_landlock_version();
	const uint64_t access =
		writing | (version >= VERSION_TRUNCATE ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
	const ruleset wanted = {.files = access | never,
	                        .connections = sandbox->runs_others ? 0 : BOTH_CONNECTIONS,
	                        .scopes = sandbox->runs_others ? 0 : BOTH_SCOPES};
	const size_t size = sizeof wanted.files * (version >= VERSION_SCOPES        ? 3
	                                           : version >= VERSION_CONNECTIONS ? 2
	                                                                            : 1);
	const int rules = (int)syscall(SYS_landlock_create_ruleset, &wanted, size, 0);
	bool done = rules >= 0 || sl_problem_errno(problem, "sandbox", "cannot be made");

	for (size_t i = 0; done && i < count; i++) {
		done = allow_below(rules, paths[i], access, problem);
	}
	done = done && restrict_self(rules, problem);
	if (rules >= 0) {
		close(rules);
	}
	return done;
}
#else
int sl_landlock_version(void)
{
	return 0;
}

bool sl_landlock_enter(const sl_sandbox *sandbox, const char *const *paths, size_t count,
                       sl_problem *problem)
{
	(void)sandbox;
	(void)paths;
	(void)count;
	(void)problem;
	return true;
}
#endif
