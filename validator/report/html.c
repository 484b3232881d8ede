/*
 * The HTML report: one page that needs nothing else, for people. No script, nothing from a network; it names times, so two
 * runs do not give the same bytes.
 */
#include "report/html.h"

#include <string.h>

#include "base/markup.h"
#include "base/text.h"
#include "base/version.h"
#include "report/checks.h"

enum { LONGEST_TEXT = 4096, MOST_FILES = 200 };

/* Bytes that no text has once it is printable. */
const sl_excerpt_style sl_html_excerpt_style = {"\x01", "\x02", "\x03"};

static const char style[] =
	":root{color-scheme:light "
	"dark;--soft:#667;--line:#ccd;--back:#fff;--card:#f6f7fa;--bad:#b3202a;"
	"--warn:#8a5a00;--good:#1b6e37}"
	"@media(prefers-color-scheme:dark){:root{--soft:#9aa;--line:#3a4050;--back:#14171d;--card:#"
	"1c2028;"
	"--bad:#ff7b7b;--warn:#e5b454;--good:#6fce8f}}"
	"body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem;"
	"background:var(--back);overflow-wrap:anywhere}"
	"h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
	".bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}.soft{color:var(--"
	"soft)}"
	".verdict{border-left:.4rem solid;padding:.5rem 1rem;background:var(--card)}"
	".wide{overflow-x:auto}table{border-collapse:collapse;min-width:100%}"
	"th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;"
	"border-bottom:1px solid var(--line);overflow-wrap:normal}"
	"th{font-weight:600;color:var(--soft)}.facts{min-width:14rem}"
	".n{text-align:right;font-variant-numeric:tabular-nums}"
	"details{background:var(--card);border:1px solid var(--line);border-radius:.3rem;"
	"padding:.4rem .8rem;margin:.5rem 0}summary{cursor:pointer}"
	"code,pre{font:13px/1.45 ui-monospace,monospace}pre{overflow-x:auto;margin:.5rem 0}"
	"pre b{color:var(--bad)}pre i{color:var(--soft);font-style:normal}"
	".matrix td,.matrix th{white-space:nowrap}";

void sl_html_text(sl_html *page, const char *text)
{
	sl_markup_text(page->out, sl_text_printable(&page->arena, sl_text_of(text), LONGEST_TEXT),
	               SL_MARKS_XML);
}

void sl_html_excerpt(sl_html *page, const sl_buffer *excerpt)
{
	const char *close = "";

	if (excerpt->length == 0) {
		return;
	}
	sl_buffer_text(page->out, "<pre>");
	for (size_t i = 0; i < excerpt->length; i++) {
		const char one = (char)excerpt->bytes[i];

		if (one < '\x01' || one > '\x03') {
			sl_markup_byte(page->out, one, SL_MARKS_XML);
			continue;
		}
		sl_buffer_text(page->out, close);
		close = one == '\x01' ? "</b>" : one == '\x02' ? "</i>" : "";
		sl_buffer_text(page->out, one == '\x01' ? "<b>" : one == '\x02' ? "<i>" : "");
	}
	sl_buffer_text(page->out, close);
	sl_buffer_text(page->out, "</pre>");
}

static void write_verdict(sl_html *page)
{
	static const char *const words[] = {"Passed", "Rejected", "Not judged", "The gate failed"};
	const sl_verdict *verdict = page->verdict;
	const bool passed = verdict->outcome == SL_PASSED;

	sl_buffer_printf(page->out,
	                 "<div class=\"verdict %s\"><h1>%s</h1></div>\n<p>files: %zu, builds: %zu, "
	                 "errors: %zu, warnings: %zu, suppressed: %zu.",
	                 passed ? "good" : "bad",
	                 verdict->build_only && passed ? "Built, not judged"
	                                               : words[verdict->outcome],
	                 verdict->file_count, verdict->build_count, verdict->findings.errors,
	                 verdict->findings.warnings, verdict->suppressed.count);
	sl_buffer_text(page->out, " <code>sluice explain ID</code> says why a rule exists and what "
	                          "to do.</p>\n");
}

static const char *class_of(const sl_stage *stage)
{
	return stage->errors > 0 || stage->status == SL_STAGE_NOT_REACHED ? "bad"
	       : stage->warnings > 0                                      ? "warn"
	       : stage->status == SL_STAGE_EMPTY                          ? "soft"
	                                                                  : "good";
}

static void write_checks(sl_html *page)
{
	sl_buffer_text(page->out,
	               "<h2>Checks</h2>\n<div class=\"wide\"><table><tr><th>check<th>result<th>"
	               "looked at<th class=\"n\">errors<th class=\"n\">warnings<th "
	               "class=\"n\">ms</tr>\n");
	for (size_t i = 0; i < page->verdict->stage_count; i++) {
		const sl_stage *stage = &page->verdict->stages[i];

		sl_buffer_printf(page->out, "<tr><td>%s<td class=\"%s\">%s<td class=\"facts\">",
		                 stage->name, class_of(stage), sl_stage_result(stage));
		sl_html_text(page, stage->counts);
		sl_buffer_printf(
			page->out,
			"<td class=\"n\">%zu<td class=\"n\">%zu<td class=\"n\">%.1f</tr>\n",
			stage->errors, stage->warnings, stage->milliseconds);
	}
	sl_buffer_text(page->out, "</table></div>\n");
}

static void write_files(sl_html *page)
{
	const size_t count = page->verdict->file_count;

	if (count == 0) {
		return;
	}
	sl_buffer_text(page->out, "<h2>Files</h2>\n<div class=\"wide\"><table><tr><th>file<th "
	                          "class=\"n\">templates<th class=\"n\">bytes<th>SHA-256</tr>\n");
	for (size_t i = 0; i < count && i < MOST_FILES; i++) {
		const sl_judged_file *file = &page->verdict->files[i];

		sl_buffer_text(page->out, "<tr><td>");
		sl_html_text(page, file->path);
		sl_buffer_printf(page->out,
		                 "<td class=\"n\">%u<td class=\"n\">%llu<td><code>%s</code></tr>\n",
		                 file->accepted ? file->file.header.template_count : 0,
		                 (unsigned long long)file->size,
		                 file->sha256[0] != '\0' ? file->sha256 : "not read");
	}
	sl_buffer_text(page->out, "</table></div>\n");
	if (count > MOST_FILES) {
		sl_buffer_printf(page->out, "<p>And %zu files more.</p>\n", count - MOST_FILES);
	}
}

void sl_report_html(const sl_verdict *verdict, const sl_report_style *unused, sl_buffer *out)
{
	sl_html page = {.verdict = verdict, .out = out};

	(void)unused;
	sl_arena_start(&page.arena);
	sl_buffer_printf(
		out,
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n<title>sluice: "
		"%s</title>\n<style>%s</style></head>\n"
		"<body>\n",
		sl_verdict_word(verdict), style);
	write_verdict(&page);
	write_checks(&page);
	sl_html_findings(&page);
	sl_html_matrix(&page);
	sl_html_evidence(&page);
	write_files(&page);
	sl_buffer_printf(out, "<p class=\"soft\">sluice %s</p>\n</body></html>\n", SL_VERSION);
	sl_excerpt_cache_free(&page.cache);
	sl_arena_free(&page.arena);
}
