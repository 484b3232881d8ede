#define _XOPEN_SOURCE 700 /* for mkdtemp() */

#include "base/draft.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/problem.h"

/* What was created, the newest first. Never changed once it is in the list, as a signal handler may be reading it. */
typedef struct draft_item {
	struct draft_item *next;
	char path[];
} draft_item;

static draft_item *volatile newest;

static draft_item *make_item(const char *path, size_t length, const char *suffix)
{
	draft_item *item = sl_alloc(1, sizeof *item + length + strlen(suffix) + 1);

	memcpy(item->path, path, length);
	strcpy(item->path + length, suffix);
	item->next = newest;
	return item;
}

const char *sl_draft_start(const char *target, sl_problem *problem)
{
	draft_item *item = make_item(target, strlen(target), ".XXXXXX");
	sigset_t all, before;
	bool made;
	int reason;

	/* No signal may come between the folder and its place in the list. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	made = mkdtemp(item->path) != NULL;
	reason = errno;
	if (made) {
		newest = item;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (!made) {
		free(item);
		errno = reason;
		sl_problem_errno(problem, target, "cannot create a folder beside it");
		return NULL;
	}
	return item->path;
}

/* Before it is created: what does not come to be is not there to remove. */
static void note(const char *path, size_t length)
{
	newest = make_item(path, length, "");
}

bool sl_draft_file(const char *path, const void *bytes, size_t length, sl_problem *problem)
{
	note(path, strlen(path));
	return sl_file_create(path, bytes, length, problem);
}

/* The folders above the draft itself are in the list too, and stay: removing one that is not empty fails. */
bool sl_draft_folder(const char *path, sl_problem *problem)
{
	for (size_t i = 1; path[i - 1] != '\0'; i++) {
		if ((path[i] == '/' || path[i] == '\0') && path[i - 1] != '/') {
			note(path, i);
		}
	}
	return sl_folder_create(path, problem);
}

void sl_draft_remove(void)
{
	for (const draft_item *item = newest; item != NULL; item = item->next) {
		if (unlink(item->path) != 0) {
			rmdir(item->path);
		}
	}
}

void sl_draft_finish(void)
{
	draft_item *item = newest;

	newest = NULL;
	while (item != NULL) {
		draft_item *next = item->next;

		free(item);
		item = next;
	}
}
