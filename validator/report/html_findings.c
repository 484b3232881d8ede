/* The findings of the HTML report: each with its line, its bytes and who may answer for it. */
#include <string.h>

#include "report/html.h"
#include "report/place.h"

/* A page with more is no help; they are counted by rule. */
enum { MOST_FINDINGS = 300 };

static const char *class_of(const sl_finding *finding)
{
	switch (sl_finding_severity(finding)) {
	case CHAN_NOTE:
		return "soft";
	case CHAN_WARNING:
		return "warn";
	case CHAN_ERROR:
		break;
	}
	return "bad";
}

static void write_excerpts(sl_html *page, const sl_finding *finding)
{
	const sl_judged_file *file = sl_verdict_file(page->verdict, finding->file);
	sl_buffer excerpt = {0};

	if (finding->source.path != NULL) {
		sl_excerpt_source(&page->cache, &finding->source, &sl_html_excerpt_style, &excerpt);
	}
	sl_html_excerpt(page, &excerpt);
	excerpt.length = 0;
	if (file != NULL && finding->has_bytes) {
		sl_excerpt_bytes(file->bytes.bytes, file->bytes.length, finding->offset,
		                 finding->length, &sl_html_excerpt_style, &excerpt);
	}
	sl_html_excerpt(page, &excerpt);
	sl_buffer_free(&excerpt);
}

/* A line each. */
static void write_facts(sl_html *page, const sl_finding *finding)
{
	const char *facts = sl_finding_facts(&page->arena, finding);

	while (*facts != '\0') {
		const size_t length = strcspn(facts, "\n");

		sl_buffer_text(page->out, "<br><span class=\"soft\">");
		sl_html_text(page, sl_arena_copy(&page->arena, facts, length));
		sl_buffer_text(page->out, "</span>");
		facts += length + (facts[length] == '\n');
	}
}

static void write_finding(sl_html *page, const sl_finding *finding)
{
	const sl_place place = sl_finding_place(page->verdict, finding, &page->arena);
	const bool stops =
		sl_finding_severity(finding) == CHAN_ERROR && finding->suppressed_by == NULL;

	sl_buffer_printf(page->out, "<details%s><summary><b class=\"%s\">%s CH%04u %s</b> in ",
	                 stops ? " open" : "", class_of(finding),
	                 finding->suppressed_by != NULL
	                         ? "suppressed"
	                         : sl_severity_name(sl_finding_severity(finding)),
	                 finding->rule, sl_rule_find(finding->rule)->name);
	sl_html_text(page, place.path);
	if (place.is_source) {
		sl_buffer_printf(page->out, ":%u", place.line);
	}
	sl_buffer_text(page->out, "</summary><p>");
	sl_html_text(page, sl_finding_message(&page->arena, finding));
	write_facts(page, finding);
	if (finding->suppressed_by != NULL) {
		sl_buffer_text(page->out, "<br>Suppressed: ");
		sl_html_text(page, sl_suppression_words(&page->arena, finding->suppressed_by));
	}
	sl_buffer_text(page->out, "</p>");
	write_excerpts(page, finding);
	sl_buffer_text(page->out, "</details>\n");
}

static void write_rest(sl_html *page, const sl_finding *const *rest, size_t count)
{
	size_t *of_rule = sl_arena_alloc(&page->arena, sl_rule_count, sizeof *of_rule);
	const size_t dropped = page->verdict->findings.dropped;

	if (count + dropped == 0) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		of_rule[sl_rule_find(rest[i]->rule) - sl_rules]++;
	}
	sl_buffer_printf(page->out, "<p>And %zu findings more", count + dropped);
	for (size_t i = 0; i < sl_rule_count; i++) {
		if (of_rule[i] > 0) {
			sl_buffer_printf(page->out, ", %zu of CH%04u", of_rule[i], sl_rules[i].id);
		}
	}
	if (dropped > 0) {
		sl_buffer_printf(page->out, ", %zu that were counted but not kept", dropped);
	}
	sl_buffer_text(page->out, ".</p>\n");
}

void sl_html_findings(sl_html *page)
{
	const sl_finding *const *sorted = sl_findings_worst_first(page->verdict, &page->arena);
	const sl_findings *suppressed = &page->verdict->suppressed;
	const size_t count = page->verdict->findings.count;
	const size_t shown = count < MOST_FINDINGS ? count : MOST_FINDINGS;

	sl_buffer_text(page->out, "<h2>Findings</h2>\n");
	if (count + suppressed->count == 0) {
		sl_buffer_text(page->out, "<p>None.</p>\n");
	}
	for (size_t i = 0; i < shown; i++) {
		write_finding(page, sorted[i]);
	}
	write_rest(page, sorted + shown, count - shown);
	for (size_t i = 0; i < suppressed->count && i < MOST_FINDINGS; i++) {
		write_finding(page, &suppressed->items[i]);
	}
	if (suppressed->count > MOST_FINDINGS) {
		sl_buffer_printf(page->out, "<p>And %zu suppressed findings more.</p>\n",
		                 suppressed->count - MOST_FINDINGS);
	}
}
