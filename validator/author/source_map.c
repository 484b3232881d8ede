/*
 * The source map beside a channel file: "FILE.map". One JSON object,
 *
 *	{"format":"sluice source map 1","sha256":"...","paths":["rules/a.yml",...],
 *	 "templates":[path,line,column,...],"criteria":[path,line,column,...]}
 *
 * with three numbers a record of the file; path counts from 1, 0 is none. It is not part of what is judged:
 * whoever reads it binds it to the bytes by their digest, and a map that is not right in all is no map.
 */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "author/content.h"
#include "author/string_pool.h"
#include "base/digest.h"
#include "base/problem.h"

#define FORMAT "sluice source map 1"
#define PATH_SHOWN 4096u /* bytes of a path */

/*
 * The longest map that we read or write, from the number of records that it is about: a hostile one
 * cannot ask for more memory than the channel file gives reason for.
 */
static uint64_t size_limit(uint64_t templates, uint64_t criteria)
{
	return 65536 + 1024 * templates + 48 * (templates + criteria);
}

static void put_string(sl_buffer *out, const char *text)
{
	sl_buffer_byte(out, '"');
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			sl_buffer_printf(out, "\\%c", *text);
		else
			sl_buffer_byte(out, (uint8_t)*text);
	sl_buffer_byte(out, '"');
}

static void put_sources(sl_buffer *out, const char *key, const sl_source *sources, uint32_t count,
                        const sl_string_pool *paths)
{
	uint32_t i;

	sl_buffer_printf(out, ",\n\"%s\":[", key);
	for (i = 0; i < count; i++) {
		const char *path = sources[i].path ? sources[i].path : "";

		sl_buffer_printf(out, "%s%" PRIu32 ",%" PRIu32 ",%" PRIu32, i ? ",\n" : "",
		                 sl_string_pool_index(paths, sl_text_of(path)), sources[i].line,
		                 sources[i].column);
	}
	sl_buffer_byte(out, ']');
}

static void add_paths(sl_string_pool *paths, const sl_source *sources, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (sources[i].path)
			sl_string_pool_add(paths, sl_text_of(sources[i].path));
}

bool sl_source_map_write(const sl_source_map *map, const uint8_t *bytes, size_t size,
                         const char *map_path, sl_problem *problem)
{
	sl_string_pool paths = {0};
	sl_buffer out = {0};
	char digest[65];
	sl_arena arena;
	uint32_t i;
	bool written;

	sl_arena_start(&arena);
	add_paths(&paths, map->templates, map->template_count);
	add_paths(&paths, map->criteria, map->criterion_count);
	sl_string_pool_sort(&paths);
	sl_sha256_hex(bytes, size, digest);
	sl_buffer_printf(&out, "{\"format\":\"%s\",\n\"sha256\":\"%s\",\n\"paths\":[", FORMAT,
	                 digest);
	for (i = 0; i < paths.count; i++) {
		sl_buffer_text(&out, i ? ",\n" : "");
		put_string(&out, sl_text_printable(&arena, paths.strings[i], PATH_SHOWN));
	}
	sl_buffer_byte(&out, ']');
	put_sources(&out, "templates", map->templates, map->template_count, &paths);
	put_sources(&out, "criteria", map->criteria, map->criterion_count, &paths);
	sl_buffer_text(&out, "}\n");
	written = out.length <= size_limit(map->template_count, map->criterion_count);
	if (written)
		written = sl_file_write(map_path, out.bytes, out.length, problem);
	else
		sl_problem_say(problem, map_path, "the paths of the rules are too long for a map");
	sl_buffer_free(&out);
	sl_string_pool_free(&paths);
	sl_arena_free(&arena);
	return written;
}

/* The paths of the map, printable; NULL: they are not all texts. */
static const char **read_paths(const json_t *array, sl_arena *arena)
{
	const size_t count = json_array_size(array);
	const char **paths = sl_arena_alloc(arena, count + 1, sizeof *paths);
	size_t i;

	for (i = 0; i < count; i++) {
		const json_t *item = json_array_get(array, i);
		const sl_text text = {json_string_value(item), json_string_length(item)};

		if (!json_is_string(item) || text.length == 0)
			return NULL;
		paths[i + 1] = sl_text_printable(arena, text, PATH_SHOWN);
	}
	return paths;
}

static bool read_number(const json_t *array, size_t index, uint64_t most, uint32_t *out)
{
	const json_t *item = json_array_get(array, index);
	const json_int_t number = json_integer_value(item);

	if (!json_is_integer(item) || number < 0 || (uint64_t)number > most)
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool read_sources(const json_t *array, uint32_t count, const char *const *paths,
                         size_t path_count, sl_arena *arena, sl_source **out)
{
	uint32_t i, path;

	if (!json_is_array(array) || json_array_size(array) != (size_t)count * 3)
		return false;
	*out = sl_arena_alloc(arena, count, sizeof **out);
	for (i = 0; i < count; i++) {
		sl_source *source = &(*out)[i];

		if (!read_number(array, (size_t)i * 3, path_count, &path) ||
		    !read_number(array, (size_t)i * 3 + 1, UINT32_MAX, &source->line) ||
		    !read_number(array, (size_t)i * 3 + 2, UINT32_MAX, &source->column))
			return false;
		source->path = paths[path];
	}
	return true;
}

static bool is_text(const json_t *item, const char *wanted)
{
	return json_is_string(item) && strcmp(json_string_value(item), wanted) == 0;
}

static bool read_map(const json_t *root, const char *digest, const chan_file *file, sl_arena *arena,
                     sl_source_map *out)
{
	const json_t *paths = json_object_get(root, "paths");
	const char **names;

	if (json_object_size(root) != 5 || !json_is_array(paths) ||
	    !is_text(json_object_get(root, "format"), FORMAT) ||
	    !is_text(json_object_get(root, "sha256"), digest))
		return false;
	names = read_paths(paths, arena);
	if (!names)
		return false;
	out->template_count = file->header.template_count;
	out->criterion_count = file->header.criterion_count;
	return read_sources(json_object_get(root, "templates"), out->template_count, names,
	                    json_array_size(paths), arena, &out->templates) &&
	       read_sources(json_object_get(root, "criteria"), out->criterion_count, names,
	                    json_array_size(paths), arena, &out->criteria);
}

bool sl_source_map_parse(const uint8_t *text, size_t length, const char *digest,
                         const chan_file *file, sl_arena *arena, sl_source_map *out)
{
	json_t *root = json_loadb((const char *)text, length, JSON_REJECT_DUPLICATES, NULL);
	bool right;

	memset(out, 0, sizeof *out);
	right = root && read_map(root, digest, file, arena, out);
	if (!right)
		memset(out, 0, sizeof *out);
	json_decref(root);
	return right;
}

bool sl_source_map_read(const char *map_path, const uint8_t *bytes, size_t size,
                        const chan_file *file, sl_arena *arena, sl_source_map *out)
{
	const uint64_t limit =
		size_limit(file->header.template_count, file->header.criterion_count);
	sl_buffer text = {0};
	sl_problem problem;
	char digest[65];
	bool right = false;

	memset(out, 0, sizeof *out);
	if (sl_file_read(map_path, limit, &text, &problem) && text.length) {
		sl_sha256_hex(bytes, size, digest);
		right = sl_source_map_parse(text.bytes, text.length, digest, file, arena, out);
	}
	sl_buffer_free(&text);
	return right;
}
