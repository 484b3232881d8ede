/* The verdict's memory. */
#include "gate/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"

enum { LARGEST_MATERIAL = 256 << 20 }; /* bytes */

const char *sl_verdict_word(const sl_verdict *verdict)
{
	static const char *const words[] = {"pass", "reject", "unusable", "broken"};
	return verdict->build_only && verdict->outcome == SL_PASSED ? "built"
	                                                            : words[verdict->outcome];
}

void sl_verdict_start(sl_verdict *verdict)
{
	memset(verdict, 0, sizeof *verdict);
	verdict->outcome = SL_BROKEN; /* until something has been judged */
	sl_arena_start(&verdict->arena);
	sl_findings_start(&verdict->findings);
	sl_findings_start(&verdict->suppressed);
}

void sl_verdict_free(sl_verdict *verdict)
{
	for (size_t i = 0; i < verdict->file_count; i++) {
		sl_buffer_free(&verdict->files[i].bytes);
	}
	free(verdict->files);
	sl_findings_free(&verdict->findings);
	sl_findings_free(&verdict->suppressed);
	sl_arena_free(&verdict->arena);
}

sl_judged_file *sl_verdict_add_file(sl_verdict *verdict, const char *path)
{
	verdict->files = sl_grow(verdict->files, &verdict->file_capacity, verdict->file_count + 1,
	                         sizeof *verdict->files);
	sl_judged_file *file = &verdict->files[verdict->file_count++];
	memset(file, 0, sizeof *file);
	file->path = sl_arena_copy(&verdict->arena, path, strlen(path));
	return file;
}

void sl_verdict_add_material(sl_verdict *verdict, const char *path, const char *sha256)
{
	sl_material *added;

	if (path == NULL || sha256[0] == '\0' || verdict->material_count == SL_MAX_MATERIALS) {
		return;
	}
	added = &verdict->materials[verdict->material_count++];
	added->path = sl_arena_copy(&verdict->arena, path, strlen(path));
	memcpy(added->sha256, sha256, sizeof added->sha256);
}

void sl_verdict_add_file_material(sl_verdict *verdict, const char *path)
{
	sl_buffer bytes = {0};
	sl_problem problem;
	char digest[65];

	if (path != NULL && sl_file_read(path, LARGEST_MATERIAL, &bytes, &problem)) {
		sl_sha256_hex(bytes.bytes, bytes.length, digest);
		sl_verdict_add_material(verdict, path, digest);
	}
	sl_buffer_free(&bytes);
}

const sl_judged_file *sl_verdict_file(const sl_verdict *verdict, const char *path)
{
	for (size_t i = 0; path != NULL && i < verdict->file_count; i++) {
		if (strcmp(verdict->files[i].path, path) == 0) {
			return &verdict->files[i];
		}
	}
	return NULL;
}
