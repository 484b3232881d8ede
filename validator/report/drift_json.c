/* The differences of two catalogs as JSON. Members in a fixed order, no times: stable bytes. */
#include "report/drift.h"

#include "base/json_write.h"
#include "base/version.h"
#include "report/report.h"

typedef struct writer {
	const sl_drift_report *report;
	sl_arena arena;
	sl_buffer *out;
} writer;

size_t sl_drift_type_count(const sl_catalog *catalog)
{
	size_t count = 0;
	for (size_t i = 0; i < catalog->count; i++) {
		count += catalog->types[i].newest;
	}
	return count;
}

/* Paths can hold any bytes; JSON cannot. */
static void text(writer *w, const char *bytes)
{
	sl_json_string(w->out,
	               sl_text_of(sl_text_printable(&w->arena, sl_text_of(bytes), SIZE_MAX)));
}

static void member(writer *w, const char *key, const char *bytes)
{
	sl_buffer_printf(w->out, "\"%s\":", key);
	text(w, bytes);
}

static void texts(writer *w, const char *const *items, size_t count)
{
	sl_buffer_byte(w->out, '[');
	for (size_t i = 0; i < count; i++) {
		sl_buffer_text(w->out, i > 0 ? "," : "");
		text(w, items[i]);
	}
	sl_buffer_byte(w->out, ']');
}

static const char *kind_name(enum sl_drift_kind kind)
{
	static const char *const names[] = {
		[SL_DRIFT_TYPE_ADDED] = "type_added",
		[SL_DRIFT_TYPE_REMOVED] = "type_removed",
		[SL_DRIFT_TYPE_RENAMED] = "type_renamed",
		[SL_DRIFT_TYPE_RENUMBERED] = "type_renumbered",
		[SL_DRIFT_VERSION_ADDED] = "version_added",
		[SL_DRIFT_VERSION_REMOVED] = "version_removed",
		[SL_DRIFT_LOGSOURCE] = "logsource",
		[SL_DRIFT_SELECT] = "select",
		[SL_DRIFT_MATCH_ALL] = "match_all",
		[SL_DRIFT_FIELD_ADDED] = "field_added",
		[SL_DRIFT_FIELD_INSERTED] = "field_inserted",
		[SL_DRIFT_FIELD_MOVED] = "field_moved",
		[SL_DRIFT_FIELD_RENAMED] = "field_renamed",
		[SL_DRIFT_FIELD_RETYPED] = "field_retyped",
		[SL_DRIFT_FIELD_REMOVED] = "field_removed",
		[SL_DRIFT_FIELD_FROM] = "field_from",
	};
	return names[kind];
}

static const char *order_name(enum sl_drift_order order)
{
	static const char *const names[] = {
		[SL_DRIFT_SENSOR_FIRST] = "sensor_first",
		[SL_DRIFT_CONTENT_FIRST] = "content_first",
		[SL_DRIFT_CONTENT_ALONE] = "content_alone",
		[SL_DRIFT_NEVER] = "never",
	};
	return names[order];
}

static void source(writer *w, const sl_source *from)
{
	sl_buffer_text(w->out, "\"source\":{");
	member(w, "path", from->path);
	if (from->line != 0) {
		sl_buffer_printf(w->out, ",\"line\":%u,\"column\":%u", from->line, from->column);
	}
	sl_buffer_byte(w->out, '}');
}

static void logsource(writer *w, const sl_logsource *from)
{
	sl_buffer_text(w->out, ",\"logsource\":{");
	member(w, "product", from->product);
	sl_buffer_byte(w->out, ',');
	member(w, "category", from->category);
	sl_buffer_byte(w->out, ',');
	member(w, "service", from->service);
	sl_buffer_byte(w->out, '}');
}

static void selection(writer *w, const sl_type *type)
{
	sl_buffer_text(w->out, ",\"select\":{");
	for (uint32_t i = 0; i < type->select_count; i++) {
		sl_buffer_text(w->out, i > 0 ? "," : "");
		text(w, type->select[i].key);
		sl_buffer_byte(w->out, ':');
		texts(w, type->select[i].values, type->select[i].value_count);
	}
	sl_buffer_byte(w->out, '}');
}

/* One side of a difference: the version, and of it what the difference is about. */
static void side(writer *w, const char *key, const sl_drift *drift, const sl_type *type,
                 uint32_t field)
{
	if (type == NULL) {
		return;
	}
	sl_buffer_printf(w->out, ",\n  \"%s\":{", key);
	member(w, "type", type->name);
	sl_buffer_printf(w->out, ",\"id\":%u,\"version\":%u,\"fields\":%u,\"layout\":\"%08x\"",
	                 type->id, type->version, type->field_count, sl_drift_layout(type));
	if (drift->kind == SL_DRIFT_LOGSOURCE) {
		logsource(w, &type->logsource);
	} else if (drift->kind == SL_DRIFT_SELECT) {
		selection(w, type);
	} else if (drift->kind == SL_DRIFT_MATCH_ALL) {
		sl_buffer_printf(w->out, ",\"match_all\":%s", type->match_all ? "true" : "false");
	} else if (field != SL_NO_FIELD) {
		const sl_field *one = &type->fields[field];
		sl_buffer_printf(w->out, ",\"place\":%u,", field + 1);
		member(w, "name", one->name);
		sl_buffer_printf(w->out, ",\"kind\":\"%s\"", sl_field_kind_name(one->kind));
		if (drift->kind == SL_DRIFT_FIELD_FROM) {
			sl_buffer_text(w->out, ",\"from\":");
			texts(w, one->from, one->from_count);
		}
	}
	sl_buffer_byte(w->out, '}');
}

static void templates(writer *w, const sl_drift *drift)
{
	sl_buffer_text(w->out, ",\n  \"templates\":[");
	for (size_t i = 0; i < drift->template_count; i++) {
		char uuid[37];
		sl_uuid_write(drift->templates[i].uuid, uuid);
		sl_buffer_printf(w->out, "%s{\"id\":\"%s\",", i > 0 ? "," : "", uuid);
		member(w, "title", drift->templates[i].title);
		sl_buffer_byte(w->out, ',');
		member(w, "file", drift->templates[i].file);
		sl_buffer_byte(w->out, '}');
	}
	sl_buffer_byte(w->out, ']');
}

static void difference(writer *w, const sl_drift *drift)
{
	const sl_source from = sl_drift_source(drift);
	sl_buffer_printf(w->out, "{\"difference\":\"%s\",\"order\":\"%s\",\"in_place\":%s,",
	                 kind_name(drift->kind), order_name(drift->order),
	                 drift->in_place ? "true" : "false");
	member(w, "words", sl_drift_words(drift, &w->arena));
	sl_buffer_text(w->out, ",\n  ");
	source(w, &from);
	side(w, "old", drift, drift->before, drift->old_field);
	side(w, "new", drift, drift->after, drift->new_field);
	if (w->report->repository != NULL) {
		sl_buffer_printf(w->out, ",\n  \"%s\":",
		                 drift->without_it ? "builds_without_it" : "builds_with_it");
		texts(w, drift->builds, drift->build_count);
	}
	if (w->report->file_count > 0) {
		templates(w, drift);
	}
	sl_buffer_byte(w->out, '}');
}

static void finding(writer *w, const sl_finding *from)
{
	sl_buffer_printf(w->out, "{\"rule\":\"CH%04u\",\"name\":\"%s\",\"severity\":\"%s\",",
	                 from->rule, sl_rule_find(from->rule)->name,
	                 sl_severity_name(sl_finding_severity(from)));
	member(w, "message", sl_finding_message(&w->arena, from));
	if (from->field != NULL) {
		sl_buffer_byte(w->out, ',');
		member(w, "field", from->field);
	}
	if (from->build_count > 0) {
		sl_buffer_text(w->out, ",\"builds\":");
		texts(w, from->builds, from->build_count);
	}
	if (from->source.path != NULL) {
		sl_buffer_byte(w->out, ',');
		source(w, &from->source);
	}
	sl_buffer_byte(w->out, '}');
}

static void catalog(writer *w, const char *key, const char *folder, const sl_catalog *of)
{
	sl_buffer_printf(w->out, ",\n\"%s\":{", key);
	member(w, "folder", folder);
	sl_buffer_printf(w->out, ",\"types\":%zu,\"versions\":%zu,\"sha256\":\"%s\"}",
	                 sl_drift_type_count(of), of->count, of->digest);
}

static void repository(writer *w)
{
	const sl_drift_report *report = w->report;
	sl_buffer_text(w->out, ",\n\"repository\":{");
	member(w, "folder", report->repository);
	sl_buffer_printf(w->out, ",\"builds\":%zu,\"files\":[", report->fleet->count);
	for (size_t i = 0; i < report->file_count; i++) {
		sl_buffer_text(w->out, i > 0 ? "," : "");
		text(w, report->files[i].path);
	}
	sl_buffer_text(w->out, "]}");
}

void sl_drift_report_json(const sl_drift_report *report, sl_buffer *out)
{
	writer w = {.report = report, .out = out};
	sl_arena_start(&w.arena);
	sl_buffer_printf(out,
	                 "{\"tool\":{\"name\":\"sluice\",\"version\":\"%s\"},\n\"verdict\":\"%s\","
	                 "\n\"identical\":%s",
	                 SL_VERSION, report->findings->errors > 0 ? "reject" : "pass",
	                 report->drifts->count == 0 ? "true" : "false");
	catalog(&w, "old", report->old_folder, report->drifts->before);
	catalog(&w, "new", report->new_folder, report->drifts->after);
	if (report->repository != NULL) {
		repository(&w);
	}
	sl_buffer_text(out, ",\n\"differences\":[");
	for (size_t i = 0; i < report->drifts->count; i++) {
		sl_buffer_text(out, i > 0 ? ",\n" : "\n");
		difference(&w, &report->drifts->items[i]);
	}
	sl_buffer_text(out, "],\n\"findings\":[");
	for (size_t i = 0; i < report->findings->count; i++) {
		sl_buffer_text(out, i > 0 ? ",\n" : "\n");
		finding(&w, &report->findings->items[i]);
	}
	sl_buffer_printf(out, "],\n\"dropped_findings\":%zu}\n", report->findings->dropped);
	sl_arena_free(&w.arena);
}
