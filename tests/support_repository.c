#include "support_repository.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/compile.h"
#include "support_folder.h"
#include "support_model.h"

#define FIELDS "fields:\n  - {name: Image, type: string}\n  - {name: User, type: string}\n"
#define TYPE(version)                                         \
	"template_type: start\nid: 9\nversion: " version "\n" \
	"logsource: {product: example, category: start}\n" FIELDS

void repository_begin(loaded_repository *r)
{
	memset(r, 0, sizeof *r);
	r->folder = scratch_create();
	scratch_text(r->folder, "sluice.yaml", "hand_written_manifests: allow\n");
	scratch_text(r->folder, "catalog/start.yaml",
	             TYPE("1") "---\n" TYPE("2") "  - {name: Parent, type: string}\n");
	scratch_text(r->folder, "channels/1.yaml",
	             "channel: 1\nversion: 1\nrules: [rules/*.yml]\n"
	             "created: 2026-01-01\n");
	repository_build(r, "1.0.1", 1, "Image, User");
}

void repository_rule(loaded_repository *r, unsigned number, const char *detection)
{
	char name[32], text[1024];

	snprintf(name, sizeof name, "rules/%u.yml", number);
	snprintf(text, sizeof text,
	         "title: rule %u\nid: " REPOSITORY_ID "%02u\nstatus: test\n"
	         "logsource: {product: example, category: start}\ndetection: %s\n",
	         number, number, detection);
	scratch_text(r->folder, name, text);
}

void repository_build(loaded_repository *r, const char *name, unsigned version,
                      const char *supplies)
{
	char path[64], text[1024];

	snprintf(path, sizeof path, "fleet/%s.yaml", name);
	snprintf(text, sizeof text,
	         "build: %s\nplatform: linux-x64\nengine: 1\n"
	         "inputs:\n  start: {version: %u, supplies: [%s]}\n"
	         "operators: [exact, prefix, suffix, contains, glob, regex, exists, null]\n",
	         name, version, supplies);
	scratch_text(r->folder, path, text);
}

static void must(loaded_repository *r, bool good)
{
	if (!good)
		fail_msg("%s", model_findings(&r->findings, r->folder));
}

static void load_file(loaded_repository *r, const sl_channel *channel)
{
	loaded_file *file = &r->files[r->count];
	sl_compile_counts counts;
	sl_content content = {0};
	chan_finding fault;

	must(r, sl_compile_channel(&r->repository, channel, &r->arena, &content, &counts,
	                           &r->findings));
	if (content.created_at == 0)
		content.created_at = 1;
	must(r, sl_content_write(&content, &r->arena, &file->bytes, NULL, &r->findings));
	file->checked = (sl_checked_file){
		.path = sl_arena_printf(
			&r->arena, "%s/dist/%s", r->folder,
			sl_channel_file_name(&r->arena, content.channel, content.content_version)),
		.bytes = file->bytes.bytes,
		.size = file->bytes.length};
	assert_true(chan_open(file->bytes.bytes, file->bytes.length, &file->checked.file, &fault));
	assert_true(sl_program_load(&file->checked, &file->program));
	r->programs[r->count] = file->program;
	r->exercised[r->count++] = sl_exercised_make(&file->checked.file);
}

void repository_load(loaded_repository *r)
{
	sl_findings_start(&r->findings);
	sl_arena_start(&r->arena);
	must(r, sl_repository_load(r->folder, &r->repository, &r->findings));
	assert_true(r->repository.channel_count <= REPOSITORY_MAX_FILES);
	for (size_t i = 0; i < r->repository.channel_count; i++)
		load_file(r, &r->repository.channels[i]);
	must(r, sl_probes_load(r->repository.probes_path, r->folder, &r->repository.catalog,
	                       &r->probes, &r->findings));
}

void repository_publish(loaded_repository *r)
{
	for (size_t i = 0; i < r->count; i++)
		scratch_write(r->folder, r->files[i].checked.path + strlen(r->folder) + 1,
		              r->files[i].bytes.bytes, r->files[i].bytes.length);
}

void repository_unload(loaded_repository *r)
{
	for (size_t i = 0; i < r->count; i++) {
		sl_program_free(&r->files[i].program);
		sl_buffer_free(&r->files[i].bytes);
		sl_exercised_free(r->exercised[i]);
	}
	memset(r->files, 0, sizeof r->files);
	r->count = 0;
	sl_probes_free(&r->probes);
	sl_repository_free(&r->repository);
	sl_findings_free(&r->findings);
	sl_arena_free(&r->arena);
}

void repository_end(loaded_repository *r)
{
	repository_unload(r);
	scratch_remove(r->folder);
}
