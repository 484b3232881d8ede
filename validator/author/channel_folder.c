/* Channel files in a folder, in the order of their versions. */
#include <stdlib.h>
#include <string.h>

#include "author/content.h"

static int by_version(const void *left, const void *right)
{
	const sl_channel_path *a = left, *b = right;

	if (a->is_named != b->is_named) {
		return a->is_named ? 1 : -1;
	}
	if (a->channel != b->channel) {
		return a->channel < b->channel ? -1 : 1;
	}
	if (a->version != b->version) {
		return a->version < b->version ? -1 : 1;
	}
	return strcmp(a->path, b->path);
}

bool sl_channel_folder_list(sl_arena *arena, const char *folder, sl_channel_path **out,
                            size_t *count, sl_problem *problem)
{
	sl_names names;

	*out = NULL;
	*count = 0;
	if (!sl_folder_list(arena, folder, ".chan", &names, problem)) {
		return false;
	}
	*out = sl_arena_alloc(arena, names.count + 1, sizeof **out);
	*count = names.count;
	for (size_t i = 0; i < names.count; i++) {
		sl_channel_path *file = &(*out)[i];

		file->path = names.items[i];
		file->is_named = sl_channel_file_name_read(sl_path_base(file->path), &file->channel,
		                                           &file->version);
	}
	if (names.count > 1) {
		qsort(*out, names.count, sizeof **out, by_version);
	}
	return true;
}
