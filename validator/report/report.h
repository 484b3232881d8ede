/* The reports: one verdict in many forms. The words of a finding are made here, from the rule table. */
#ifndef SL_REPORT_REPORT_H
#define SL_REPORT_REPORT_H

#include "gate/verdict.h"

typedef struct sl_report_style {
	bool color;
	bool verbose; /* every finding in full; else the ten first of each rule */
} sl_report_style;

/* A form of report. But for HTML without times: the same input gives the same bytes. */
typedef struct sl_report_form {
	const char *name; /* as --format takes it */
	void (*write)(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);
	bool appends; /* behind what its file has already, as GitHub asks of a step's summary */
} sl_report_form;

extern const sl_report_form sl_report_forms[];
extern const size_t sl_report_form_count;
const sl_report_form *sl_report_form_find(const char *name, size_t length); /* NULL: none */

void sl_report_text(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);
void sl_report_json(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);
void sl_report_sarif(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);
void sl_report_junit(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);
void sl_report_gitlab(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);
/* Workflow commands, for the log of a step: the ten worst findings, and how many more there are. */
void sl_report_github(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);
/* Markdown, for the file that GITHUB_STEP_SUMMARY names. */
void sl_report_github_summary(const sl_verdict *verdict, const sl_report_style *style,
                              sl_buffer *out);

/* A page for people, which needs nothing else: also builds by templates, evidence by field, times. */
void sl_report_html(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out);

/* "what is wrong: the facts of this case", in the arena. */
const char *sl_finding_message(sl_arena *arena, const sl_finding *finding);
/* What the message does not say, a line each: the bytes, the template, the field, the builds. Printable; in the arena. */
const char *sl_finding_facts(sl_arena *arena, const sl_finding *finding);
/* Whether it is about this judged file; file NULL: about none that was judged, so that no finding is left out. */
bool sl_finding_is_about(const sl_verdict *verdict, const sl_finding *finding,
                         const sl_judged_file *file);
/* "the reason (its owner, until 2026-12-31T00:00:00Z)", in the arena. Not printable yet. */
const char *sl_suppression_words(sl_arena *arena, const sl_suppression *suppression);
/* How many findings of the verdict it suppresses. */
size_t sl_suppressed_by(const sl_verdict *verdict, const sl_suppression *suppression);
/* "passed", "passed with warnings", "failed", "nothing to check", "not reached" */
const char *sl_stage_result(const sl_stage *stage);
const char *sl_severity_name(enum chan_severity severity); /* "note", "warning", "error" */
/* The findings of a verdict, the worst first, and those that are as bad in its order. In the arena. */
const sl_finding **sl_findings_worst_first(const sl_verdict *verdict, sl_arena *arena);

#endif
