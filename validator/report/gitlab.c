/* The code quality report of GitLab, as Code Climate's engines write it: an array of what is wrong, nothing else. */
#include "report/report.h"

#include <string.h>

#include "base/text.h"
#include "report/json_tree.h"
#include "report/place.h"

/* An error stops a release: there is nothing above it. What is suppressed stops nothing. */
static const char *severity_of(const sl_finding *finding)
{
	if (finding->suppressed_by != NULL) {
		return "info";
	}
	switch (sl_finding_severity(finding)) {
	case CHAN_NOTE:
		return "info";
	case CHAN_WARNING:
		return "minor";
	case CHAN_ERROR:
		break;
	}
	return "blocker";
}

static json_t *location(const sl_verdict *verdict, const sl_finding *from, sl_arena *arena)
{
	const sl_place place = sl_finding_place(verdict, from, arena);
	json_t *object = sl_json_object(), *lines = sl_json_object();
	sl_json_set(object, "path", sl_json_text(arena, place.path));
	sl_json_set(lines, "begin", sl_json_number(place.line));
	sl_json_set(object, "lines", lines);
	return object;
}

static json_t *issue(const sl_verdict *verdict, const sl_finding *from, const char *fingerprint,
                     sl_arena *arena)
{
	json_t *object = sl_json_object();
	const char *id = sl_arena_printf(arena, "CH%04u", from->rule);
	const char *text = sl_arena_printf(arena, "%s: %s", id, sl_finding_message(arena, from));
	if (from->suppressed_by != NULL) {
		text = sl_arena_printf(arena, "suppressed: %s; %s",
		                       sl_suppression_words(arena, from->suppressed_by), text);
	}
	sl_json_set(object, "description", sl_json_text(arena, text));
	sl_json_set(object, "check_name", json_string(id));
	sl_json_set(object, "fingerprint", json_string(fingerprint));
	sl_json_set(object, "severity", json_string(severity_of(from)));
	sl_json_set(object, "location", location(verdict, from, arena));
	return object;
}

void sl_report_gitlab(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out)
{
	sl_arena arena;
	json_t *issues = sl_json_array();
	(void)style;
	sl_arena_start(&arena);
	const char *const *fingerprints = sl_fingerprints(verdict, &arena);
	for (size_t i = 0; i < verdict->findings.count; i++) {
		sl_json_append(issues, issue(verdict, &verdict->findings.items[i], *fingerprints++,
		                             &arena));
	}
	for (size_t i = 0; i < verdict->suppressed.count; i++) {
		sl_json_append(issues, issue(verdict, &verdict->suppressed.items[i],
		                             *fingerprints++, &arena));
	}
	sl_json_finish(issues, out);
	sl_arena_free(&arena);
}
