/* From bytes back to rules. */
#include "gate/trace.h"

#include <string.h>

#include "base/file.h"

static void take(sl_findings *findings, sl_finding *finding, const sl_source *source)
{
	if (source->path == NULL) {
		return;
	}
	finding->source = *source;
	finding->source.path = sl_arena_copy(&findings->arena, source->path, strlen(source->path));
}

void sl_trace(sl_findings *findings, size_t from, const sl_judged_file *file)
{
	const sl_source_map *map = file->map;
	for (size_t i = from; map != NULL && i < findings->count; i++) {
		sl_finding *finding = &findings->items[i];
		if (finding->source.path != NULL || finding->file == NULL ||
		    strcmp(finding->file, file->path) != 0) {
			continue;
		}
		if (finding->criterion_index >= 0 &&
		    finding->criterion_index < map->criterion_count) {
			take(findings, finding, &map->criteria[finding->criterion_index]);
		}
		if (finding->source.path == NULL && finding->template_index >= 0 &&
		    finding->template_index < map->template_count) {
			take(findings, finding, &map->templates[finding->template_index]);
		}
	}
}

static const char *without_root(sl_arena *arena, const char *root, const char *path)
{
	/* What joining the root with a one-letter name puts in front of the name. */
	const char *joined = sl_path_join(arena, root, "x");
	size_t length = strlen(joined) - 1;
	return strncmp(path, joined, length) == 0 ? path + length : path;
}

static sl_source *convert(const sl_source *sources, uint32_t count, const char *root, bool rooted,
                          sl_arena *arena)
{
	sl_source *converted = sl_arena_alloc(arena, (size_t)count + 1, sizeof *converted);
	for (uint32_t i = 0; i < count; i++) {
		converted[i] = sources[i];
		if (root == NULL || sources[i].path == NULL) {
			continue;
		}
		if (i > 0 && sources[i - 1].path == sources[i].path) {
			converted[i].path = converted[i - 1].path;
		} else {
			converted[i].path = rooted ? sl_path_join(arena, root, sources[i].path)
			                           : without_root(arena, root, sources[i].path);
		}
	}
	return converted;
}

static sl_source_map *convert_map(const sl_source_map *map, const char *root, bool rooted,
                                  sl_arena *arena)
{
	sl_source_map *converted = sl_arena_alloc(arena, 1, sizeof *converted);
	*converted = *map;
	converted->templates = convert(map->templates, map->template_count, root, rooted, arena);
	converted->criteria = convert(map->criteria, map->criterion_count, root, rooted, arena);
	return converted;
}

sl_source_map *sl_source_map_rooted(const sl_source_map *map, const char *root, sl_arena *arena)
{
	return convert_map(map, root, true, arena);
}

sl_source_map *sl_source_map_relative(const sl_source_map *map, const char *root, sl_arena *arena)
{
	return convert_map(map, root, false, arena);
}

void sl_trace_read_map(sl_verdict *verdict, sl_judged_file *file)
{
	sl_source_map *map = sl_arena_alloc(&verdict->arena, 1, sizeof *map);
	file->map_path = sl_arena_printf(&verdict->arena, "%s.map", file->path);
	if (sl_source_map_read(file->map_path, file->bytes.bytes, file->bytes.length, &file->file,
	                       &verdict->arena, map)) {
		file->map = sl_source_map_rooted(map, verdict->root, &verdict->arena);
	}
}
