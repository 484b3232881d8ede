/* The words of findings, and the list of report forms. */
#include "report/report.h"

#include <string.h>

#include "base/moment.h"
#include "base/text.h"

const sl_report_form sl_report_forms[] = {
	{"text", sl_report_text, false},     {"json", sl_report_json, false},
	{"sarif", sl_report_sarif, false},   {"junit", sl_report_junit, false},
	{"github", sl_report_github, false}, {"github-summary", sl_report_github_summary, true},
	{"gitlab", sl_report_gitlab, false}, {"html", sl_report_html, false},
};
const size_t sl_report_form_count = sizeof sl_report_forms / sizeof *sl_report_forms;

const sl_report_form *sl_report_form_find(const char *name, size_t length)
{
	for (size_t i = 0; i < sl_report_form_count; i++) {
		if (strlen(sl_report_forms[i].name) == length &&
		    memcmp(sl_report_forms[i].name, name, length) == 0) {
			return &sl_report_forms[i];
		}
	}
	return NULL;
}

const char *sl_severity_name(enum chan_severity severity)
{
	switch (severity) {
	case CHAN_NOTE:
		return "note";
	case CHAN_WARNING:
		return "warning";
	case CHAN_ERROR:
		break;
	}
	return "error";
}

bool sl_finding_is_about(const sl_verdict *verdict, const sl_finding *finding,
                         const sl_judged_file *file)
{
	return file != NULL ? finding->file != NULL && strcmp(finding->file, file->path) == 0
	                    : sl_verdict_file(verdict, finding->file) == NULL;
}

enum { BUILDS_SHOWN = 8, FACT_LENGTH = 1000 };

static const char *printable(sl_arena *arena, const char *text)
{
	return sl_text_printable(arena, sl_text_of(text), FACT_LENGTH);
}

static void write_bytes(sl_arena *arena, const sl_finding *finding, sl_buffer *out)
{
	sl_buffer_printf(out, "in %s", printable(arena, finding->file));
	if (finding->has_bytes) {
		sl_buffer_printf(out, ", byte 0x%llx, %llu long",
		                 (unsigned long long)finding->offset,
		                 (unsigned long long)finding->length);
	}
	if (finding->path != NULL) {
		sl_buffer_printf(out, ": %s", printable(arena, finding->path));
	}
	sl_buffer_byte(out, '\n');
}

static void write_builds(sl_arena *arena, const sl_finding *finding, sl_buffer *out)
{
	sl_buffer_text(out, finding->build_count > 1 ? "builds " : "build ");
	for (size_t i = 0; i < finding->build_count && i < BUILDS_SHOWN; i++) {
		sl_buffer_printf(out, "%s%s", i > 0 ? ", " : "",
		                 printable(arena, finding->builds[i]));
	}
	if (finding->build_count > BUILDS_SHOWN) {
		sl_buffer_printf(out, " and %zu more", finding->build_count - BUILDS_SHOWN);
	}
	sl_buffer_byte(out, '\n');
}

const char *sl_finding_facts(sl_arena *arena, const sl_finding *finding)
{
	sl_buffer out = {0};
	char uuid[37];
	sl_buffer_text(&out, "");
	if (finding->file != NULL) {
		write_bytes(arena, finding, &out);
	}
	if (finding->has_template) {
		sl_uuid_write(finding->template_uuid, uuid);
		sl_buffer_printf(&out, "template %s\n", uuid);
	}
	if (finding->field != NULL) {
		sl_buffer_printf(&out, "field %s\n", printable(arena, finding->field));
	}
	if (finding->build_count > 0) {
		write_builds(arena, finding, &out);
	}
	const char *facts = sl_arena_copy(arena, (const char *)out.bytes, out.length);
	sl_buffer_free(&out);
	return facts;
}

const sl_finding **sl_findings_worst_first(const sl_verdict *verdict, sl_arena *arena)
{
	static const enum chan_severity order[] = {CHAN_ERROR, CHAN_WARNING, CHAN_NOTE};
	const sl_findings *findings = &verdict->findings;
	const sl_finding **sorted =
		sl_arena_alloc(arena, findings->count + 1, sizeof(const sl_finding *));
	size_t count = 0;
	for (size_t s = 0; s < sizeof order / sizeof *order; s++) {
		for (size_t i = 0; i < findings->count; i++) {
			if (sl_finding_severity(&findings->items[i]) == order[s]) {
				sorted[count++] = &findings->items[i];
			}
		}
	}
	return sorted;
}

const char *sl_suppression_words(sl_arena *arena, const sl_suppression *suppression)
{
	char expires[24];

	sl_moment_write(suppression->expires_at, expires);
	return sl_arena_printf(arena, "%s (%s, until %s)", suppression->reason, suppression->owner,
	                       expires);
}

const char *sl_stage_result(const sl_stage *stage)
{
	if (stage->errors > 0) {
		return "failed";
	}
	switch (stage->status) {
	case SL_STAGE_RUN:
		return stage->warnings > 0 ? "passed with warnings" : "passed";
	case SL_STAGE_EMPTY:
		return "nothing to check";
	case SL_STAGE_NOT_REACHED:
		break;
	}
	return "not reached";
}

size_t sl_suppressed_by(const sl_verdict *verdict, const sl_suppression *suppression)
{
	size_t count = 0;

	for (size_t i = 0; i < verdict->suppressed.count; i++) {
		count += verdict->suppressed.items[i].suppressed_by == suppression;
	}
	return count;
}
