/* Finding rule files. */
#include "cli/rule_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct finder {
	sl_arena *arena;
	sl_rule_file *items;
	size_t count, capacity;
	sl_problem *problem;
} finder;

static void add(finder *f, const char *path, const char *name)
{
	f->items = sl_grow(f->items, &f->capacity, f->count + 1, sizeof *f->items);
	f->items[f->count++] = (sl_rule_file){path, name};
}

static bool add_folder(finder *f, const char *folder)
{
	static const char *const patterns[] = {"**/*.yml", "**/*.yaml"};
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		sl_names names;
		if (!sl_folder_glob(f->arena, folder, patterns[i], &names, f->problem)) {
			return false;
		}
		for (size_t k = 0; k < names.count; k++) {
			add(f, sl_path_join(f->arena, folder, names.items[k]), names.items[k]);
		}
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	const sl_rule_file *left = a, *right = b;
	return strcmp(left->name, right->name);
}

static bool check_names(finder *f)
{
	if (f->count > 0) {
		qsort(f->items, f->count, sizeof *f->items, by_name);
	}
	for (size_t i = 1; i < f->count; i++) {
		if (by_name(&f->items[i - 1], &f->items[i]) == 0) {
			snprintf(f->problem->text, sizeof f->problem->text,
			         "two rule files would both be rules/%.100s: %.160s and %.160s",
			         f->items[i].name, f->items[i - 1].path, f->items[i].path);
			return false;
		}
	}
	return true;
}

bool sl_rule_files_find(const char *const *paths, size_t count, sl_arena *arena, sl_rule_files *out,
                        sl_problem *problem)
{
	finder f = {.arena = arena, .problem = problem};
	bool found = true;
	for (size_t i = 0; found && i < count; i++) {
		struct stat status;
		if (stat(paths[i], &status) == 0 && S_ISDIR(status.st_mode)) {
			found = add_folder(&f, paths[i]);
		} else {
			add(&f, paths[i], sl_path_base(paths[i]));
		}
	}
	found = found && check_names(&f);
	out->count = found ? f.count : 0;
	out->items = sl_arena_alloc(arena, f.count + 1, sizeof *out->items);
	if (f.count > 0) {
		memcpy(out->items, f.items, f.count * sizeof *f.items);
	}
	free(f.items);
	return found;
}
