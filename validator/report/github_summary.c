/*
 * The summary of a step on GitHub, as Markdown: the verdict, the checks, the worst findings. What comes from the content
 * is written so that it is text and nothing else there.
 */
#include "report/report.h"

#include <string.h>

#include "base/markup.h"
#include "base/text.h"
#include "report/place.h"

/* A summary has one MiB at most for all of a step. */
enum { SHOWN = 50, TEXT_LENGTH = 600 };

/* A bar stays in its cell, and a link is none. */
static void plain(sl_buffer *out, sl_arena *arena, const char *text)
{
	sl_markup_text(out, sl_text_printable(arena, sl_text_of(text), TEXT_LENGTH),
	               SL_MARKS_MARKDOWN);
}

static void write_checks(const sl_verdict *verdict, sl_arena *arena, sl_buffer *out)
{
	sl_buffer_text(out, "| check | result | looked at | errors | warnings |\n"
	                    "| --- | --- | --- | ---: | ---: |\n");
	for (size_t i = 0; i < verdict->stage_count; i++) {
		const sl_stage *stage = &verdict->stages[i];
		sl_buffer_text(out, "| ");
		plain(out, arena, stage->name);
		sl_buffer_printf(out, " | %s | ", sl_stage_result(stage));
		plain(out, arena, stage->counts);
		sl_buffer_printf(out, " | %zu | %zu |\n", stage->errors, stage->warnings);
	}
	sl_buffer_byte(out, '\n');
}

static void write_finding(const sl_verdict *verdict, const sl_finding *finding, sl_arena *arena,
                          sl_buffer *out)
{
	const sl_place place = sl_finding_place(verdict, finding, arena);
	sl_buffer_printf(out, "| %s | CH%04u ", sl_severity_name(sl_finding_severity(finding)),
	                 finding->rule);
	plain(out, arena, sl_rule_find(finding->rule)->name);
	sl_buffer_text(out, " | ");
	plain(out, arena, place.path);
	if (place.is_source) {
		sl_buffer_printf(out, "&#58;%u", place.line);
	}
	sl_buffer_text(out, " | ");
	plain(out, arena, sl_finding_message(arena, finding));
	sl_buffer_text(out, " |\n");
}

static void write_findings(const sl_verdict *verdict, sl_arena *arena, sl_buffer *out)
{
	const size_t count = verdict->findings.count, dropped = verdict->findings.dropped;
	const size_t shown = count < SHOWN ? count : SHOWN;
	const sl_finding *const *sorted = sl_findings_worst_first(verdict, arena);
	if (count == 0) {
		return;
	}
	sl_buffer_text(out, "| severity | rule | where | what |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < shown; i++) {
		write_finding(verdict, sorted[i], arena, out);
	}
	sl_buffer_byte(out, '\n');
	if (count - shown + dropped > 0) {
		sl_buffer_printf(out, "And %zu findings more.\n\n", count - shown + dropped);
	}
}

static void write_suppressed(const sl_verdict *verdict, sl_arena *arena, sl_buffer *out)
{
	const size_t count = verdict->suppressed.count, shown = count < SHOWN ? count : SHOWN;
	if (count == 0) {
		return;
	}
	sl_buffer_text(out, "| suppressed | where | what | why |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < shown; i++) {
		const sl_finding *finding = &verdict->suppressed.items[i];
		sl_buffer_printf(out, "| CH%04u | ", finding->rule);
		plain(out, arena, sl_finding_place(verdict, finding, arena).path);
		sl_buffer_text(out, " | ");
		plain(out, arena, sl_finding_message(arena, finding));
		sl_buffer_text(out, " | ");
		plain(out, arena, sl_suppression_words(arena, finding->suppressed_by));
		sl_buffer_text(out, " |\n");
	}
	sl_buffer_byte(out, '\n');
	if (count > shown) {
		sl_buffer_printf(out, "And %zu suppressed findings more.\n\n", count - shown);
	}
}

static void write_files(const sl_verdict *verdict, sl_arena *arena, sl_buffer *out)
{
	const size_t shown = verdict->file_count < SHOWN ? verdict->file_count : SHOWN;
	for (size_t i = 0; i < shown; i++) {
		const sl_judged_file *file = &verdict->files[i];
		sl_buffer_text(out, "- ");
		plain(out, arena, file->path);
		sl_buffer_printf(out, ", %llu bytes, SHA-256 %s\n", (unsigned long long)file->size,
		                 file->sha256[0] != '\0' ? file->sha256 : "not read");
	}
	if (verdict->file_count > shown) {
		sl_buffer_printf(out, "- and %zu files more\n", verdict->file_count - shown);
	}
	sl_buffer_byte(out, '\n');
}

void sl_report_github_summary(const sl_verdict *verdict, const sl_report_style *style,
                              sl_buffer *out)
{
	sl_arena arena;
	(void)style;
	sl_arena_start(&arena);
	sl_buffer_printf(out, "## sluice: %s\n\n", sl_verdict_word(verdict));
	sl_buffer_printf(out, "%zu files against %zu builds, %zu errors, %zu warnings.\n\n",
	                 verdict->file_count, verdict->build_count, verdict->findings.errors,
	                 verdict->findings.warnings);
	write_findings(verdict, &arena, out);
	write_suppressed(verdict, &arena, out);
	write_checks(verdict, &arena, out);
	write_files(verdict, &arena, out);
	sl_arena_free(&arena);
}
