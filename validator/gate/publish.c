/* Writing what was judged: the exact bytes of the verdict, each file renamed into place. */
#include <string.h>

#include "gate/judge.h"
#include "gate/trace.h"

/* The map first: no channel file stands there without it. */
static bool publish_file(sl_arena *arena, const sl_judged_file *file, const char *root,
                         sl_problem *problem)
{
	const sl_source_map *map = sl_source_map_relative(file->map, root, arena);
	const char *slash = strrchr(file->path, '/');
	size_t length = slash != NULL ? (size_t)(slash - file->path) : 0;
	return (length == 0 ||
	        sl_folder_create(sl_arena_copy(arena, file->path, length), problem)) &&
	       sl_source_map_write(map, file->bytes.bytes, file->bytes.length, file->map_path,
	                           problem) &&
	       sl_file_write(file->path, file->bytes.bytes, file->bytes.length, problem);
}

bool sl_publish(const sl_verdict *verdict, sl_problem *problem)
{
	sl_arena arena;
	bool written = true;
	sl_arena_start(&arena);
	for (size_t i = 0; written && i < verdict->file_count; i++) {
		written = publish_file(&arena, &verdict->files[i], verdict->root, problem);
	}
	sl_arena_free(&arena);
	return written;
}
