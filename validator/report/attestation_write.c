/* A verdict as an in-toto statement. */
#include "base/digest.h"
#include "base/file.h"
#include "base/moment.h"
#include "base/version.h"
#include "report/attestation.h"
#include "report/json_tree.h"
#include "report/report.h"

enum { LARGEST_TOOL = 1 << 30 }; /* bytes */

static json_t *resource(sl_arena *arena, const char *name, const char *sha256)
{
	json_t *object = sl_json_object(), *digest = sl_json_object();

	sl_json_set(object, "name", sl_json_text(arena, name));
	sl_json_set(digest, "sha256", json_string(sha256));
	sl_json_set(object, "digest", digest);
	return object;
}

static json_t *subjects(const sl_verdict *verdict, sl_arena *arena)
{
	json_t *array = sl_json_array();

	for (size_t i = 0; i < verdict->file_count; i++) {
		const sl_judged_file *file = &verdict->files[i];

		if (file->sha256[0] != '\0') {
			sl_json_append(array,
			               resource(arena, sl_path_base(file->path), file->sha256));
		}
	}
	return array;
}

/* This program, where the system tells which file it is. */
static void append_tool(json_t *materials, sl_arena *arena)
{
	sl_buffer bytes = {0};
	sl_problem problem;
	char digest[65];

	if (sl_file_read("/proc/self/exe", LARGEST_TOOL, &bytes, &problem)) {
		sl_sha256_hex(bytes.bytes, bytes.length, digest);
		sl_json_append(materials, resource(arena, "sluice " SL_VERSION, digest));
	}
	sl_buffer_free(&bytes);
}

static json_t *materials(const sl_verdict *verdict, sl_arena *arena)
{
	json_t *array = sl_json_array();

	for (size_t i = 0; i < verdict->material_count; i++) {
		sl_json_append(array, resource(arena, verdict->materials[i].path,
		                               verdict->materials[i].sha256));
	}
	append_tool(array, arena);
	return array;
}

enum sorts { PASSED, WARNED, FAILED, NOT_RUN };

static enum sorts sort_of(const sl_stage *stage)
{
	return stage->errors > 0               ? FAILED
	       : stage->status != SL_STAGE_RUN ? NOT_RUN
	       : stage->warnings > 0           ? WARNED
	                                       : PASSED;
}

static json_t *checks(const sl_verdict *verdict, enum sorts sort)
{
	json_t *array = sl_json_array();

	for (size_t i = 0; i < verdict->stage_count; i++) {
		if (sort_of(&verdict->stages[i]) == sort) {
			sl_json_append(array, json_string(verdict->stages[i].name));
		}
	}
	return array;
}

static json_t *suppressed(const sl_verdict *verdict, sl_arena *arena)
{
	json_t *array = sl_json_array();

	for (uint32_t i = 0; i < verdict->suppressions.count; i++) {
		const sl_suppression *by = &verdict->suppressions.items[i];
		const size_t count = sl_suppressed_by(verdict, by);
		json_t *object;

		if (count == 0) {
			continue;
		}
		object = sl_json_object();
		sl_json_set(object, "rule",
		            json_string(sl_arena_printf(arena, "CH%04u", by->rule)));
		sl_json_set(object, "findings", sl_json_number(count));
		sl_json_set(object, "why", sl_json_text(arena, sl_suppression_words(arena, by)));
		sl_json_append(array, object);
	}
	return array;
}

/* Members that the predicate does not have; its readers pass over what they do not know. */
static json_t *details(const sl_verdict *verdict, uint64_t now, sl_arena *arena)
{
	json_t *object = sl_json_object(), *builds = sl_json_array();
	char moment[24];

	sl_moment_write(now, moment);
	for (size_t i = 0; i < verdict->build_count; i++) {
		sl_json_append(builds, sl_json_text(arena, verdict->builds[i]));
	}
	sl_json_set(object, "version", json_string(SL_VERSION));
	sl_json_set(object, "judgedAt", json_string(moment));
	sl_json_set(object, "builds", builds);
	sl_json_set(object, "notRun", checks(verdict, NOT_RUN));
	sl_json_set(object, "suppressed", suppressed(verdict, arena));
	return object;
}

static json_t *predicate(const sl_verdict *verdict, uint64_t now, sl_arena *arena)
{
	json_t *object = sl_json_object();
	const char *result = verdict->outcome != SL_PASSED    ? "FAILED"
	                     : verdict->findings.warnings > 0 ? "WARNED"
	                                                      : "PASSED";

	sl_json_set(object, "result", json_string(result));
	sl_json_set(object, "configuration", materials(verdict, arena));
	sl_json_set(object, "passedTests", checks(verdict, PASSED));
	sl_json_set(object, "warnedTests", checks(verdict, WARNED));
	sl_json_set(object, "failedTests", checks(verdict, FAILED));
	sl_json_set(object, "sluice", details(verdict, now, arena));
	return object;
}

bool sl_attestation_write(const sl_verdict *verdict, uint64_t now, sl_buffer *out)
{
	json_t *statement = sl_json_object(), *about;
	sl_arena arena;
	bool any;

	sl_arena_start(&arena);
	about = subjects(verdict, &arena);
	any = json_array_size(about) > 0;
	sl_json_set(statement, "_type", json_string("https://in-toto.io/Statement/v1"));
	sl_json_set(statement, "subject", about);
	sl_json_set(statement, "predicateType",
	            json_string("https://in-toto.io/attestation/test-result/v0.1"));
	sl_json_set(statement, "predicate", predicate(verdict, now, &arena));
	if (any) {
		sl_json_finish(statement, out);
	} else {
		json_decref(statement);
	}
	sl_arena_free(&arena);
	return any;
}
