/* The JSON report; report.schema.json describes it. Members in a fixed order, no times: stable bytes. */
#include "report/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/version.h"

static json_t *must(json_t *made)
{
	if (made == NULL) {
		sl_out_of_memory();
	}
	return made;
}

/* Takes over value. */
static void set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must(value)) != 0) {
		sl_out_of_memory();
	}
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must(value)) != 0) {
		sl_out_of_memory();
	}
}

/* Paths and details can hold any bytes; JSON cannot. */
static json_t *text(sl_arena *arena, const char *bytes)
{
	return json_string(sl_text_printable(arena, sl_text_of(bytes), SIZE_MAX));
}

static json_t *source(sl_arena *arena, const sl_source *from)
{
	json_t *object = must(json_object());
	set(object, "path", text(arena, from->path));
	if (from->line != 0) {
		set(object, "line", json_integer((json_int_t)from->line));
		set(object, "column", json_integer((json_int_t)from->column));
	}
	return object;
}

static json_t *finding(sl_arena *arena, const sl_finding *from)
{
	const sl_rule *rule = sl_rule_find(from->rule);
	json_t *object = must(json_object());
	char uuid[37];
	set(object, "rule", json_string(sl_arena_printf(arena, "CH%04u", from->rule)));
	set(object, "name", json_string(rule->name));
	set(object, "severity", json_string(sl_severity_name(sl_finding_severity(from))));
	set(object, "message", text(arena, sl_finding_message(arena, from)));
	if (from->has_bytes) {
		set(object, "offset", json_integer((json_int_t)from->offset));
		set(object, "length", json_integer((json_int_t)from->length));
	}
	if (from->path != NULL) {
		set(object, "path", text(arena, from->path));
	}
	if (from->has_template) {
		sl_uuid_write(from->template_uuid, uuid);
		set(object, "template", json_string(uuid));
	}
	if (from->field != NULL) {
		set(object, "field", text(arena, from->field));
	}
	if (from->build_count > 0) {
		json_t *builds = must(json_array());
		for (size_t i = 0; i < from->build_count; i++) {
			append(builds, text(arena, from->builds[i]));
		}
		set(object, "builds", builds);
	}
	if (from->source.path != NULL) {
		set(object, "source", source(arena, &from->source));
	}
	return object;
}

/* The findings about the file of this path; NULL: those about none. */
static json_t *findings_of(sl_arena *arena, const sl_verdict *verdict, const char *path)
{
	json_t *array = must(json_array());
	for (size_t i = 0; i < verdict->findings.count; i++) {
		const sl_finding *from = &verdict->findings.items[i];
		if (path == NULL ? from->file == NULL
		                 : from->file != NULL && strcmp(from->file, path) == 0) {
			append(array, finding(arena, from));
		}
	}
	return array;
}

static json_t *files(sl_arena *arena, const sl_verdict *verdict)
{
	json_t *array = must(json_array());
	for (size_t i = 0; i < verdict->file_count; i++) {
		const sl_judged_file *from = &verdict->files[i];
		json_t *object = must(json_object());
		set(object, "path", text(arena, from->path));
		set(object, "size", json_integer((json_int_t)from->size));
		if (from->sha256[0] != '\0') {
			set(object, "sha256", json_string(from->sha256));
		}
		set(object, "templates",
		    json_integer(from->accepted ? (json_int_t)from->file.header.template_count
		                                : 0));
		set(object, "findings", findings_of(arena, verdict, from->path));
		append(array, object);
	}
	return array;
}

static const char *status_name(enum sl_stage_status status)
{
	switch (status) {
	case SL_STAGE_RUN:
		return "run";
	case SL_STAGE_EMPTY:
		return "empty";
	case SL_STAGE_NOT_REACHED:
		break;
	}
	return "not reached";
}

static json_t *checks(const sl_verdict *verdict)
{
	json_t *array = must(json_array());
	for (size_t i = 0; i < verdict->stage_count; i++) {
		const sl_stage *from = &verdict->stages[i];
		json_t *object = must(json_object());
		set(object, "name", json_string(from->name));
		set(object, "status", json_string(status_name(from->status)));
		set(object, "cases", json_integer((json_int_t)from->cases));
		set(object, "errors", json_integer((json_int_t)from->errors));
		set(object, "warnings", json_integer((json_int_t)from->warnings));
		append(array, object);
	}
	return array;
}

static json_t *tool(void)
{
	json_t *object = must(json_object());
	set(object, "name", json_string("sluice"));
	set(object, "version", json_string(SL_VERSION));
	return object;
}

static json_t *builds(sl_arena *arena, const sl_verdict *verdict)
{
	json_t *array = must(json_array());
	for (size_t i = 0; i < verdict->build_count; i++) {
		append(array, text(arena, verdict->builds[i]));
	}
	return array;
}

void sl_report_json(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out)
{
	sl_arena arena;
	json_t *report = must(json_object());
	(void)style;
	sl_arena_start(&arena);
	set(report, "tool", tool());
	set(report, "verdict", json_string(sl_verdict_word(verdict)));
	set(report, "files", files(&arena, verdict));
	set(report, "findings", findings_of(&arena, verdict, NULL));
	set(report, "dropped_findings", json_integer((json_int_t)verdict->findings.dropped));
	set(report, "builds", builds(&arena, verdict));
	set(report, "checks", checks(verdict));
	char *written = json_dumps(report, JSON_COMPACT | JSON_PRESERVE_ORDER);
	if (written == NULL) {
		sl_out_of_memory();
	}
	sl_buffer_printf(out, "%s\n", written);
	free(written);
	json_decref(report);
	sl_arena_free(&arena);
}
