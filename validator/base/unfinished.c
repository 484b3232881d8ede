#include "base/unfinished.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/draft.h"

enum { SLOTS = 8, LONGEST_PATH = 4096, LONGEST_NAME = 200 };

/* A fixed table, because a signal handler reads it. A path is whole whenever its slot is in use. */
static struct {
	volatile sig_atomic_t used;
	char path[LONGEST_PATH];
} slots[SLOTS];

void sl_file_remove_unfinished(void)
{
	sl_draft_remove();
	for (size_t i = 0; i < SLOTS; i++) {
		if (slots[i].used) {
			unlink(slots[i].path);
			slots[i].used = 0;
		}
	}
}

static bool find_slot(size_t *slot)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (!slots[i].used) {
			*slot = i;
			return true;
		}
	}
	return false;
}

static bool make_pattern(const char *target, char *out)
{
	const char *name = sl_path_base(target);
	int length = snprintf(out, LONGEST_PATH, "%.*s.%.*s.XXXXXX", (int)(name - target), target,
	                      LONGEST_NAME, name);

	return length > 0 && length < LONGEST_PATH;
}

int sl_unfinished_create(const char *target, size_t *slot)
{
	sigset_t all, before;
	int descriptor, reason;

	if (!find_slot(slot)) {
		errno = EMFILE;
		return -1;
	}
	if (strlen(target) >= LONGEST_PATH || !make_pattern(target, slots[*slot].path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	/* No signal may come between the file and its place in the table. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	descriptor = mkstemp(slots[*slot].path);
	reason = errno;
	slots[*slot].used = descriptor >= 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (descriptor >= 0) {
		fcntl(descriptor, F_SETFD, FD_CLOEXEC);
	}
	errno = reason;
	return descriptor;
}

const char *sl_unfinished_path(size_t slot)
{
	return slots[slot].path;
}

void sl_unfinished_forget(size_t slot)
{
	slots[slot].used = 0;
}
