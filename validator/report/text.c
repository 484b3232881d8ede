/* The text report: each finding with its place, its line and its bytes; then the verdict. */
#include "report/report.h"

#include <string.h>

#include "base/text.h"
#include "report/excerpt.h"

enum { SHOWN_A_RULE = 10 };

typedef struct palette {
	const char *error, *warning, *note, *good, *bold, *dim, *plain;
} palette;

static palette palette_of(bool color)
{
	if (!color) {
		return (palette){"", "", "", "", "", "", ""};
	}
	return (palette){"\033[1;31m", "\033[1;33m", "\033[1;36m", "\033[1;32m",
	                 "\033[1m",    "\033[2m",    "\033[0m"};
}

typedef struct writer {
	const sl_verdict *verdict;
	palette colors;
	sl_excerpt_cache cache;
	sl_arena arena;
	sl_buffer *out;
} writer;

static const char *printable(writer *w, const char *text)
{
	return sl_text_printable(&w->arena, sl_text_of(text), 4096);
}

static const char *color_of(const palette *colors, enum chan_severity severity)
{
	switch (severity) {
	case CHAN_NOTE:
		return colors->note;
	case CHAN_WARNING:
		return colors->warning;
	case CHAN_ERROR:
		break;
	}
	return colors->error;
}

static void write_place(writer *w, const sl_finding *finding)
{
	const sl_source *source = &finding->source;
	const char *dim = w->colors.dim, *plain = w->colors.plain;
	if (source->path != NULL && source->line != 0) {
		sl_buffer_printf(w->out, "  %sat%s %s:%u:%u\n", dim, plain,
		                 printable(w, source->path), source->line, source->column);
	} else if (source->path != NULL) {
		sl_buffer_printf(w->out, "  %sat%s %s\n", dim, plain, printable(w, source->path));
	}
	if (finding->file != NULL && finding->has_bytes) {
		sl_buffer_printf(w->out, "  %sin%s %s, byte 0x%llx", dim, plain,
		                 printable(w, finding->file), (unsigned long long)finding->offset);
		if (finding->length > 0) {
			sl_buffer_printf(w->out, ", %llu long",
			                 (unsigned long long)finding->length);
		}
		sl_buffer_printf(w->out, "%s%s\n", finding->path != NULL ? ": " : "",
		                 finding->path != NULL ? printable(w, finding->path) : "");
	} else if (finding->file != NULL) {
		sl_buffer_printf(w->out, "  %sin%s %s\n", dim, plain, printable(w, finding->file));
	}
}

static void write_subject(writer *w, const sl_finding *finding)
{
	if (finding->has_template) {
		char uuid[37];
		sl_uuid_write(finding->template_uuid, uuid);
		sl_buffer_printf(w->out, "  %stemplate%s %s\n", w->colors.dim, w->colors.plain,
		                 uuid);
	}
	if (finding->field != NULL) {
		sl_buffer_printf(w->out, "  %sfield%s %s\n", w->colors.dim, w->colors.plain,
		                 printable(w, finding->field));
	}
	for (size_t i = 0; i < finding->build_count; i++) {
		sl_buffer_printf(w->out, "%s%s", i == 0 ? "  " : ", ", i == 0 ? w->colors.dim : "");
		sl_buffer_printf(w->out, "%s%s%s",
		                 i > 0                      ? ""
		                 : finding->build_count > 1 ? "builds "
		                                            : "build ",
		                 i == 0 ? w->colors.plain : "", printable(w, finding->builds[i]));
	}
	if (finding->build_count > 0) {
		sl_buffer_text(w->out, "\n");
	}
}

static void write_finding(writer *w, const sl_finding *finding)
{
	const sl_rule *rule = sl_rule_find(finding->rule);
	enum chan_severity severity = sl_finding_severity(finding);
	const char *color = color_of(&w->colors, severity);
	const sl_excerpt_style style = {color, w->colors.dim, w->colors.plain};
	sl_buffer_printf(w->out, "%s%s CH%04u %s%s: %s\n", color, sl_severity_name(severity),
	                 rule->id, rule->name, w->colors.plain,
	                 printable(w, sl_finding_message(&w->arena, finding)));
	write_place(w, finding);
	write_subject(w, finding);
	if (finding->source.path != NULL) {
		sl_excerpt_source(&w->cache, &finding->source, &style, w->out);
	}
	const sl_judged_file *file = sl_verdict_file(w->verdict, finding->file);
	if (file != NULL && finding->has_bytes) {
		sl_excerpt_bytes(file->bytes.bytes, file->bytes.length, finding->offset,
		                 finding->length, &style, w->out);
	}
	sl_buffer_text(w->out, "\n");
}

/* How often each rule has been shown and passed over, by its place in the table. */
typedef struct tally {
	size_t shown, passed_over;
} tally;

static void write_passed_over(writer *w, const tally *tallies)
{
	bool any = false;
	for (size_t i = 0; i < sl_rule_count; i++) {
		if (tallies[i].passed_over > 0) {
			sl_buffer_printf(w->out, "%zu more of CH%04u %s\n", tallies[i].passed_over,
			                 sl_rules[i].id, sl_rules[i].name);
			any = true;
		}
	}
	if (any) {
		sl_buffer_text(w->out, "(-v shows them all)\n\n");
	}
	if (w->verdict->findings.dropped > 0) {
		sl_buffer_printf(w->out, "%zu findings more were counted but not kept\n\n",
		                 w->verdict->findings.dropped);
	}
}

static void write_findings(writer *w, bool all)
{
	tally *tallies = sl_arena_alloc(&w->arena, sl_rule_count, sizeof *tallies);
	for (size_t i = 0; i < w->verdict->findings.count; i++) {
		const sl_finding *finding = &w->verdict->findings.items[i];
		tally *of_rule = &tallies[sl_rule_find(finding->rule) - sl_rules];
		if (!all &&
		    (of_rule->shown == SHOWN_A_RULE || sl_finding_severity(finding) == CHAN_NOTE)) {
			of_rule->passed_over++;
			continue;
		}
		of_rule->shown++;
		write_finding(w, finding);
	}
	write_passed_over(w, tallies);
}

/* By suppression; -v shows each finding. */
static void write_suppressed(writer *w, bool all)
{
	const sl_suppressions *suppressions = &w->verdict->suppressions;
	for (uint32_t i = 0; i < suppressions->count; i++) {
		const sl_suppression *by = &suppressions->items[i];
		const size_t count = sl_suppressed_by(w->verdict, by);
		if (count == 0) {
			continue;
		}
		sl_buffer_printf(w->out, "suppressed: %zu of CH%04u %s: %s\n", count, by->rule,
		                 sl_rule_find(by->rule)->name,
		                 printable(w, sl_suppression_words(&w->arena, by)));
		sl_buffer_printf(w->out, "  %sby%s %s:%u\n", w->colors.dim, w->colors.plain,
		                 printable(w, by->source.path), by->source.line);
		for (size_t k = 0; all && k < w->verdict->suppressed.count; k++) {
			if (w->verdict->suppressed.items[k].suppressed_by == by) {
				write_finding(w, &w->verdict->suppressed.items[k]);
			}
		}
	}
	if (w->verdict->suppressed.count > 0) {
		sl_buffer_byte(w->out, '\n');
	}
}

static void write_files(writer *w)
{
	for (size_t i = 0; i < w->verdict->file_count; i++) {
		const sl_judged_file *file = &w->verdict->files[i];
		sl_buffer_printf(w->out, "%s: %llu bytes, %u templates\n  %ssha256%s %s\n",
		                 printable(w, file->path), (unsigned long long)file->size,
		                 file->accepted ? file->file.header.template_count : 0,
		                 w->colors.dim, w->colors.plain,
		                 file->sha256[0] != '\0' ? file->sha256 : "not read");
	}
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void write_outcome(writer *w)
{
	static const char *const words[] = {"PASSED", "REJECTED", "NOT JUDGED", "THE GATE FAILED"};
	const sl_findings *findings = &w->verdict->findings;
	const char *color = w->verdict->outcome == SL_PASSED ? w->colors.good : w->colors.error;
	if (w->verdict->build_only && w->verdict->outcome == SL_PASSED) {
		sl_buffer_printf(w->out, "BUILT, not judged: %zu file%s, %zu warning%s\n",
		                 w->verdict->file_count, plural(w->verdict->file_count),
		                 findings->warnings, plural(findings->warnings));
		return;
	}
	sl_buffer_printf(w->out,
	                 "%s%s%s: %zu file%s against %zu build%s, %zu error%s, %zu warning%s",
	                 color, words[w->verdict->outcome], w->colors.plain, w->verdict->file_count,
	                 plural(w->verdict->file_count), w->verdict->build_count,
	                 plural(w->verdict->build_count), findings->errors,
	                 plural(findings->errors), findings->warnings, plural(findings->warnings));
	if (w->verdict->suppressed.count > 0) {
		sl_buffer_printf(w->out, ", %zu suppressed", w->verdict->suppressed.count);
	}
	sl_buffer_byte(w->out, '\n');
	if (findings->errors + findings->warnings > 0) {
		sl_buffer_text(w->out,
		               "`sluice explain ID` says why a rule exists and what to do.\n");
	}
}

void sl_report_text(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out)
{
	writer w = {.verdict = verdict, .colors = palette_of(style->color), .out = out};
	sl_arena_start(&w.arena);
	write_findings(&w, style->verbose);
	write_suppressed(&w, style->verbose);
	write_files(&w);
	write_outcome(&w);
	sl_excerpt_cache_free(&w.cache);
	sl_arena_free(&w.arena);
}
