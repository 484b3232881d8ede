/* Parts of the HTML report. Internal to report/. */
#ifndef SL_REPORT_HTML_H
#define SL_REPORT_HTML_H

#include "report/excerpt.h"
#include "report/report.h"

typedef struct sl_html {
	const sl_verdict *verdict;
	sl_arena arena;
	sl_excerpt_cache cache;
	sl_buffer *out;
} sl_html;

/* A text of anybody's as text: what cannot be shown is escaped, and no byte of it is markup. */
void sl_html_text(sl_html *page, const char *text);
/* The same of an excerpt: what its style marks is marked. */
void sl_html_excerpt(sl_html *page, const sl_buffer *excerpt);
extern const sl_excerpt_style sl_html_excerpt_style;

void sl_html_findings(sl_html *page);
/* Builds by templates: what was found of which on which. */
void sl_html_matrix(sl_html *page);
/* Of each field that criteria read: how many of them were shown to decide. */
void sl_html_evidence(sl_html *page);

#endif
