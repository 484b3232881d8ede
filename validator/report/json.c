/* The JSON report; report.schema.json describes it. Members in a fixed order, no times: stable bytes. */
#include "report/report.h"

#include "base/moment.h"
#include "base/text.h"
#include "base/version.h"
#include "report/json_tree.h"

static json_t *source(sl_arena *arena, const sl_source *from)
{
	json_t *object = sl_json_object();
	sl_json_set(object, "path", sl_json_text(arena, from->path));
	if (from->line != 0) {
		sl_json_set(object, "line", sl_json_number(from->line));
		sl_json_set(object, "column", sl_json_number(from->column));
	}
	return object;
}

static json_t *finding(sl_arena *arena, const sl_finding *from)
{
	const sl_rule *rule = sl_rule_find(from->rule);
	json_t *object = sl_json_object();
	char uuid[37];
	sl_json_set(object, "rule", json_string(sl_arena_printf(arena, "CH%04u", from->rule)));
	sl_json_set(object, "name", json_string(rule->name));
	sl_json_set(object, "severity", json_string(sl_severity_name(sl_finding_severity(from))));
	sl_json_set(object, "message", sl_json_text(arena, sl_finding_message(arena, from)));
	if (from->has_bytes) {
		sl_json_set(object, "offset", sl_json_number(from->offset));
		sl_json_set(object, "length", sl_json_number(from->length));
	}
	if (from->path != NULL) {
		sl_json_set(object, "path", sl_json_text(arena, from->path));
	}
	if (from->has_template) {
		sl_uuid_write(from->template_uuid, uuid);
		sl_json_set(object, "template", json_string(uuid));
	}
	if (from->field != NULL) {
		sl_json_set(object, "field", sl_json_text(arena, from->field));
	}
	if (from->build_count > 0) {
		json_t *builds = sl_json_array();
		for (size_t i = 0; i < from->build_count; i++) {
			sl_json_append(builds, sl_json_text(arena, from->builds[i]));
		}
		sl_json_set(object, "builds", builds);
	}
	if (from->source.path != NULL) {
		sl_json_set(object, "source", source(arena, &from->source));
	}
	return object;
}

static json_t *findings_of(sl_arena *arena, const sl_verdict *verdict, const sl_judged_file *file)
{
	json_t *array = sl_json_array();
	for (size_t i = 0; i < verdict->findings.count; i++) {
		const sl_finding *from = &verdict->findings.items[i];
		if (sl_finding_is_about(verdict, from, file)) {
			sl_json_append(array, finding(arena, from));
		}
	}
	return array;
}

/* Who answers for it, and until when. */
static json_t *suppression(sl_arena *arena, const sl_suppression *from)
{
	json_t *object = sl_json_object();
	char expires[24];
	sl_moment_write(from->expires_at, expires);
	sl_json_set(object, "reason", sl_json_text(arena, from->reason));
	sl_json_set(object, "owner", sl_json_text(arena, from->owner));
	sl_json_set(object, "expires", json_string(expires));
	sl_json_set(object, "source", source(arena, &from->source));
	return object;
}

static json_t *suppressed(sl_arena *arena, const sl_verdict *verdict)
{
	json_t *array = sl_json_array();
	for (size_t i = 0; i < verdict->suppressed.count; i++) {
		const sl_finding *from = &verdict->suppressed.items[i];
		json_t *object = sl_json_object();
		sl_json_set(object, "finding", finding(arena, from));
		if (from->file != NULL) {
			sl_json_set(object, "file", sl_json_text(arena, from->file));
		}
		sl_json_set(object, "suppression", suppression(arena, from->suppressed_by));
		sl_json_append(array, object);
	}
	return array;
}

static json_t *files(sl_arena *arena, const sl_verdict *verdict)
{
	json_t *array = sl_json_array();
	for (size_t i = 0; i < verdict->file_count; i++) {
		const sl_judged_file *from = &verdict->files[i];
		json_t *object = sl_json_object();
		sl_json_set(object, "path", sl_json_text(arena, from->path));
		sl_json_set(object, "size", sl_json_number(from->size));
		if (from->sha256[0] != '\0') {
			sl_json_set(object, "sha256", json_string(from->sha256));
		}
		sl_json_set(object, "templates",
		            sl_json_number(from->accepted ? from->file.header.template_count : 0));
		sl_json_set(object, "findings", findings_of(arena, verdict, from));
		sl_json_append(array, object);
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
	json_t *array = sl_json_array();
	for (size_t i = 0; i < verdict->stage_count; i++) {
		const sl_stage *from = &verdict->stages[i];
		json_t *object = sl_json_object();
		sl_json_set(object, "name", json_string(from->name));
		sl_json_set(object, "status", json_string(status_name(from->status)));
		sl_json_set(object, "cases", sl_json_number(from->cases));
		sl_json_set(object, "errors", sl_json_number(from->errors));
		sl_json_set(object, "warnings", sl_json_number(from->warnings));
		sl_json_append(array, object);
	}
	return array;
}

static json_t *tool(void)
{
	json_t *object = sl_json_object();
	sl_json_set(object, "name", json_string("sluice"));
	sl_json_set(object, "version", json_string(SL_VERSION));
	return object;
}

static json_t *builds(sl_arena *arena, const sl_verdict *verdict)
{
	json_t *array = sl_json_array();
	for (size_t i = 0; i < verdict->build_count; i++) {
		sl_json_append(array, sl_json_text(arena, verdict->builds[i]));
	}
	return array;
}

void sl_report_json(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out)
{
	sl_arena arena;
	json_t *report = sl_json_object();
	(void)style;
	sl_arena_start(&arena);
	sl_json_set(report, "tool", tool());
	sl_json_set(report, "verdict", json_string(sl_verdict_word(verdict)));
	sl_json_set(report, "files", files(&arena, verdict));
	sl_json_set(report, "findings", findings_of(&arena, verdict, NULL));
	sl_json_set(report, "dropped_findings", sl_json_number(verdict->findings.dropped));
	sl_json_set(report, "suppressed", suppressed(&arena, verdict));
	sl_json_set(report, "builds", builds(&arena, verdict));
	sl_json_set(report, "checks", checks(verdict));
	sl_json_finish(report, out);
	sl_arena_free(&arena);
}
