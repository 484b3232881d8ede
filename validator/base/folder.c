/* Lists of files: those right in a folder, and those that a pattern selects below one. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path_pattern.h"
#include "base/problem.h"

enum {
	DEEPEST = 64, /* folders in each other */
	MOST_FOLDERS =
		65536 /* read for one pattern: links can make a few folders look like any number */
};

typedef struct name_list {
	sl_arena *arena;
	char **items; /* on the heap; their bytes are in the arena */
	size_t count, capacity;
} name_list;

static void add_name(name_list *list, char *name)
{
	list->items = sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = name;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, each once, in the arena. */
static void finish(name_list *list, sl_names *out)
{
	out->count = 0;
	out->items = sl_arena_alloc(list->arena, list->count, sizeof *out->items);
	if (list->count > 1) {
		qsort(list->items, list->count, sizeof *list->items, compare_names);
	}
	for (size_t i = 0; i < list->count; i++) {
		if (out->count == 0 || strcmp(out->items[out->count - 1], list->items[i]) != 0) {
			out->items[out->count++] = list->items[i];
		}
	}
	free(list->items);
}

bool sl_folder_names(sl_arena *arena, const char *folder, sl_names *out, sl_problem *problem)
{
	name_list list = {.arena = arena};
	DIR *stream = opendir(folder[0] != '\0' ? folder : ".");
	const struct dirent *entry;
	int reason;

	if (stream == NULL) {
		return sl_problem_errno(problem, folder, "cannot read the folder");
	}
	errno = 0;
	while ((entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			add_name(&list, sl_arena_copy(arena, entry->d_name, strlen(entry->d_name)));
		}
		errno = 0;
	}
	reason = errno;
	closedir(stream);
	finish(&list, out);
	errno = reason;
	return reason == 0 || sl_problem_errno(problem, folder, "cannot read the folder");
}

static bool ends_with(const char *name, const char *suffix)
{
	size_t length = strlen(name), wanted = strlen(suffix);

	return length >= wanted && strcmp(name + length - wanted, suffix) == 0;
}

bool sl_folder_list(sl_arena *arena, const char *folder, const char *suffix, sl_names *out,
                    sl_problem *problem)
{
	size_t kept = 0;

	*out = (sl_names){0};
	if (!sl_folder_names(arena, folder, out, problem)) {
		*out = (sl_names){0};
		return false;
	}
	for (size_t i = 0; i < out->count; i++) {
		const char *path = sl_path_join(arena, folder, out->items[i]);
		size_t length = strlen(path);

		if (out->items[i][0] != '.' && ends_with(out->items[i], suffix)) {
			out->items[kept++] = sl_arena_copy(arena, path, length);
		}
	}
	out->count = kept;
	return true;
}

/* A folder on the way from the first one to where the walk is. */
typedef struct step {
	dev_t device;
	ino_t inode;
} step;

typedef struct walk {
	sl_arena *arena, scratch;
	const char *root;
	const sl_path_pattern *pattern;
	name_list found;
	step steps[DEEPEST];
	size_t depth, folders;
	sl_problem *problem;
} walk;

static bool is_loop(const walk *w, const struct stat *status)
{
	for (size_t i = 0; i < w->depth; i++) {
		if (w->steps[i].device == status->st_dev && w->steps[i].inode == status->st_ino) {
			return true;
		}
	}
	return false;
}

static bool walk_folder(walk *w, const char *relative, uint64_t states, const struct stat *status);

/* One name of a folder that was read; states are those of the folder. */
static bool walk_name(walk *w, const char *folder, const char *name, uint64_t states)
{
	const char *relative = sl_path_join(&w->scratch, folder, name);
	const char *path = sl_path_join(&w->scratch, w->root, relative);
	bool is_result = false;
	uint64_t next = sl_path_pattern_step(w->pattern, states, name, &is_result);
	struct stat status;

	if (next == 0 && !is_result) {
		return true;
	}
	if (stat(path, &status) != 0) {
		/*
		 * A link that leads nowhere, or a file that has gone: as a result it must be missed. What cannot be looked
		 * at may be a folder with results in it.
		 */
		bool is_nothing = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;

		return (!is_result && is_nothing) ||
		       sl_problem_errno(w->problem, path, "cannot read");
	}
	if (S_ISDIR(status.st_mode)) {
		return next == 0 || is_loop(w, &status) || walk_folder(w, relative, next, &status);
	}
	if (is_result) {
		add_name(&w->found, sl_arena_copy(w->arena, relative, strlen(relative)));
	}
	return true;
}

static bool walk_folder(walk *w, const char *relative, uint64_t states, const struct stat *status)
{
	const char *path = sl_path_join(&w->scratch, w->root, relative);
	sl_names names;
	bool good = true;

	if (w->depth >= DEEPEST) {
		return sl_problem_say(w->problem, path, "folders are nested more than %d deep",
		                      DEEPEST);
	}
	if (w->folders++ >= MOST_FOLDERS) {
		return sl_problem_say(w->problem, path,
		                      "the pattern leads through more than %d folders",
		                      MOST_FOLDERS);
	}
	if (!sl_folder_names(&w->scratch, path, &names, w->problem)) {
		return false;
	}
	w->steps[w->depth].device = status->st_dev;
	w->steps[w->depth].inode = status->st_ino;
	w->depth++;
	for (size_t i = 0; i < names.count && good; i++) {
		good = walk_name(w, relative, names.items[i], states);
	}
	w->depth--;
	return good;
}

/* From the part of the pattern that is a plain path. */
static bool start_walk(walk *w)
{
	const char *fixed = w->pattern->fixed;
	const char *path = sl_path_join(&w->scratch, w->root, fixed);
	struct stat status;

	if (stat(path[0] != '\0' ? path : ".", &status) != 0) {
		return sl_problem_errno(w->problem, path, "cannot read");
	}
	if (w->pattern->count > 0) {
		return walk_folder(w, fixed, sl_path_pattern_start(w->pattern), &status);
	}
	if (S_ISDIR(status.st_mode)) {
		return sl_problem_say(w->problem, path, "is a folder, not a file");
	}
	add_name(&w->found, sl_arena_copy(w->arena, fixed, strlen(fixed)));
	return true;
}

bool sl_folder_glob(sl_arena *arena, const char *root, const char *pattern, sl_names *out,
                    sl_problem *problem)
{
	walk w = {.arena = arena, .root = root, .problem = problem, .found = {.arena = arena}};
	sl_path_pattern parsed;
	bool good;

	*out = (sl_names){0};
	sl_arena_start(&w.scratch);
	w.pattern = &parsed;
	good = sl_path_pattern_read(&w.scratch, pattern, &parsed, problem) && start_walk(&w);
	finish(&w.found, out);
	if (!good) {
		*out = (sl_names){0};
	}
	sl_arena_free(&w.scratch);
	return good;
}
