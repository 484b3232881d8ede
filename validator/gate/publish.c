/* Writing what was judged: the exact bytes of the verdict, each file renamed into place. */
#include <string.h>

#include "gate/judge.h"
#include "gate/trace.h"

static bool publish_file(sl_arena *arena, const sl_judged_file *file, const char *root,
                         const char *folder, sl_problem *problem)
{
	const sl_source_map *map = sl_source_map_relative(file->map, root, arena);
	const char *path = file->path, *map_path = file->map_path;
	if (folder != NULL) {
		path = sl_path_join(arena, folder, sl_path_base(file->path));
		map_path = sl_path_join(arena, folder, sl_path_base(file->map_path));
	}
	return sl_file_write(path, file->bytes.bytes, file->bytes.length, problem) &&
	       sl_source_map_write(map, file->bytes.bytes, file->bytes.length, map_path, problem);
}

bool sl_publish(const sl_verdict *verdict, const char *folder, sl_problem *problem)
{
	sl_arena arena;
	bool written = true;
	sl_arena_start(&arena);
	for (size_t i = 0; written && i < verdict->file_count; i++) {
		const char *path = folder != NULL ? folder : verdict->files[i].path;
		const char *slash = folder != NULL ? NULL : strrchr(path, '/');
		const char *parent = slash != NULL
		                             ? sl_arena_copy(&arena, path, (size_t)(slash - path))
		                             : folder;
		written = (parent == NULL || parent[0] == '\0' ||
		           sl_folder_create(parent, problem)) &&
		          publish_file(&arena, &verdict->files[i], verdict->root, folder, problem);
	}
	sl_arena_free(&arena);
	return written;
}
