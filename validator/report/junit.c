/*
 * The JUnit report: a suite a file and one for the run as a whole, in each a case a check, those that passed too. The last
 * case of all is the verdict, so that no consumer takes a run for passed that was not.
 */
#include "report/report.h"

#include <string.h>

#include "base/markup.h"
#include "base/text.h"
#include "report/checks.h"
#include "report/place.h"

enum { ATTRIBUTE_LENGTH = 600 };

typedef struct counts {
	size_t tests, failures, errors, skipped;
} counts;

typedef struct writer {
	const sl_verdict *verdict;
	const char *suite; /* printable */
	counts counts; /* of the suite */
	sl_arena arena;
	sl_buffer *out; /* the cases of the suite */
} writer;

/* The text must be printable. U+FFFE and U+FFFF are characters, but none of XML's. */
static void xml(sl_buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strncmp(text, "\xEF\xBF\xBE", 3) == 0 ||
		    strncmp(text, "\xEF\xBF\xBF", 3) == 0) {
			sl_buffer_printf(out, "\\xef\\xbf\\x%02x", (unsigned char)text[2]);
			text += 2;
		} else {
			sl_markup_byte(out, *text, SL_MARKS_XML);
		}
	}
}

static const char *printable(writer *w, const char *text, size_t limit)
{
	return sl_text_printable(&w->arena, sl_text_of(text), limit);
}

/* A time is asked for by several readers, and would make each report another: none was measured. */
static void open_case(writer *w, const char *name)
{
	w->counts.tests++;
	sl_buffer_text(w->out, "    <testcase classname=\"");
	xml(w->out, w->suite);
	sl_buffer_text(w->out, "\" name=\"");
	xml(w->out, name);
	sl_buffer_text(w->out, "\" time=\"0\">");
}

static void close_case(writer *w)
{
	sl_buffer_text(w->out, "</testcase>\n");
}

static void write_finding(writer *w, const sl_finding *finding)
{
	const sl_place place = sl_finding_place(w->verdict, finding, &w->arena);
	sl_buffer_printf(w->out, "%s CH%04u %s: ", sl_severity_name(sl_finding_severity(finding)),
	                 finding->rule, sl_rule_find(finding->rule)->name);
	xml(w->out, printable(w, sl_finding_message(&w->arena, finding), SIZE_MAX));
	sl_buffer_text(w->out, "\nat ");
	xml(w->out, printable(w, place.path, SIZE_MAX));
	if (place.is_source) {
		sl_buffer_printf(w->out, ":%u", place.line);
	}
	sl_buffer_byte(w->out, '\n');
	xml(w->out, sl_finding_facts(&w->arena, finding));
	sl_buffer_byte(w->out, '\n');
}

/* Errors fail their case; warnings do where the verdict rejects for them. */
static bool fails(const writer *w, const sl_finding *finding)
{
	const enum chan_severity severity = sl_finding_severity(finding);
	return severity == CHAN_ERROR ||
	       (severity == CHAN_WARNING && w->verdict->outcome == SL_REJECTED &&
	        w->verdict->findings.errors == 0);
}

/* Readers take one failure a case: it holds all findings, and is called as the first. */
static void write_failure(writer *w, const sl_checked_part *part)
{
	const sl_finding *first = NULL;
	size_t count = 0;
	for (size_t i = 0; i < part->count; i++) {
		if (fails(w, part->findings[i])) {
			first = first != NULL ? first : part->findings[i];
			count++;
		}
	}
	sl_buffer_printf(w->out, "<failure type=\"CH%04u\" message=\"", first->rule);
	xml(w->out, printable(w, sl_finding_message(&w->arena, first), ATTRIBUTE_LENGTH));
	if (count > 1) {
		sl_buffer_printf(w->out, " (and %zu more)", count - 1);
	}
	sl_buffer_text(w->out, "\">");
	for (size_t i = 0; i < part->count; i++) {
		if (fails(w, part->findings[i])) {
			write_finding(w, part->findings[i]);
		}
	}
	sl_buffer_text(w->out, "</failure>");
	w->counts.failures++;
}

static void write_rest(writer *w, const sl_checked_part *part)
{
	sl_buffer_text(w->out, "<system-out>");
	for (size_t i = 0; i < part->count; i++) {
		if (!fails(w, part->findings[i])) {
			write_finding(w, part->findings[i]);
		}
	}
	sl_buffer_text(w->out, "</system-out>");
}

static void write_skipped(writer *w, const char *reason)
{
	sl_buffer_text(w->out, "<skipped message=\"");
	xml(w->out, printable(w, reason, ATTRIBUTE_LENGTH));
	sl_buffer_text(w->out, "\"/>");
	w->counts.skipped++;
}

static void write_case(writer *w, const sl_checked_part *part)
{
	size_t failing = 0;
	for (size_t i = 0; i < part->count; i++) {
		failing += fails(w, part->findings[i]);
	}
	open_case(w, part->name);
	if (failing > 0) {
		write_failure(w, part);
	} else if (part->skipped != NULL) {
		write_skipped(w, part->skipped);
	}
	if (part->count > failing) {
		write_rest(w, part);
	}
	close_case(w);
}

/* What is in no case: what was dropped, and what is suppressed. */
static void write_left_out(writer *w)
{
	const sl_findings *suppressed = &w->verdict->suppressed;
	if (w->verdict->findings.dropped + suppressed->count == 0) {
		return;
	}
	sl_buffer_text(w->out, "<system-out>");
	if (w->verdict->findings.dropped > 0) {
		sl_buffer_printf(w->out, "%zu findings more were counted but not kept\n",
		                 w->verdict->findings.dropped);
	}
	for (size_t i = 0; i < suppressed->count; i++) {
		const sl_finding *finding = &suppressed->items[i];
		sl_buffer_text(w->out, "suppressed: ");
		xml(w->out, printable(w, sl_suppression_words(&w->arena, finding->suppressed_by),
		                      ATTRIBUTE_LENGTH));
		sl_buffer_byte(w->out, '\n');
		write_finding(w, finding);
	}
	sl_buffer_text(w->out, "</system-out>");
}

static void write_verdict(writer *w)
{
	const enum sl_outcome outcome = w->verdict->outcome;
	open_case(w, "verdict");
	if (outcome == SL_REJECTED) {
		w->counts.failures++;
		sl_buffer_printf(w->out,
		                 "<failure type=\"verdict\" message=\"%zu errors, %zu warnings\"/>",
		                 w->verdict->findings.errors, w->verdict->findings.warnings);
	} else if (outcome != SL_PASSED) {
		w->counts.errors++;
		sl_buffer_printf(w->out, "<error type=\"verdict\" message=\"%s\"/>",
		                 sl_verdict_word(w->verdict));
	}
	write_left_out(w);
	close_case(w);
}

static void write_counts(sl_buffer *out, const char *name, const counts *of)
{
	sl_buffer_text(out, " name=\"");
	xml(out, name);
	sl_buffer_printf(
		out,
		"\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"0\">\n",
		of->tests, of->failures, of->errors, of->skipped);
}

/* file NULL: the run as a whole. Adds what it counts to *total. */
static void write_suite(writer *w, const sl_judged_file *file, counts *total, sl_buffer *out)
{
	const char *root = w->verdict->root != NULL ? w->verdict->root : "run";
	sl_checked_part parts[SL_MAX_CHECKS];
	sl_buffer cases = {0};
	const size_t count = sl_checks_of(w->verdict, file, parts, &w->arena);
	w->suite = printable(w, file != NULL ? file->path : root, ATTRIBUTE_LENGTH);
	w->counts = (counts){0};
	w->out = &cases;
	for (size_t i = 0; i < count; i++) {
		write_case(w, &parts[i]);
	}
	if (file == NULL) {
		write_verdict(w);
	}
	sl_buffer_text(out, "  <testsuite");
	write_counts(out, w->suite, &w->counts);
	sl_buffer_append(out, cases.bytes, cases.length);
	sl_buffer_text(out, "  </testsuite>\n");
	sl_buffer_free(&cases);
	total->tests += w->counts.tests;
	total->failures += w->counts.failures;
	total->errors += w->counts.errors;
	total->skipped += w->counts.skipped;
}

void sl_report_junit(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out)
{
	writer w = {.verdict = verdict};
	sl_buffer suites = {0};
	counts total = {0};
	(void)style;
	sl_arena_start(&w.arena);
	for (size_t i = 0; i < verdict->file_count; i++) {
		write_suite(&w, &verdict->files[i], &total, &suites);
	}
	write_suite(&w, NULL, &total, &suites);
	sl_buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	write_counts(out, "sluice", &total);
	sl_buffer_append(out, suites.bytes, suites.length);
	sl_buffer_text(out, "</testsuites>\n");
	sl_buffer_free(&suites);
	sl_arena_free(&w.arena);
}
