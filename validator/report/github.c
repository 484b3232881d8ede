/*
 * Workflow commands of GitHub Actions: annotations of the lines at fault. A step shows ten of each kind and drops the rest
 * in silence, so this chooses the ten worst and counts the others. Nothing of the content can be a command: it only
 * ever stands, escaped, inside one.
 */
#include "report/report.h"

#include <string.h>

#include "base/text.h"
#include "report/place.h"

enum { SHOWN = 10, MESSAGE_LENGTH = 4000 };

/* As the runner reads them: in a property ':' and ',' are marks too. */
static void escaped(sl_buffer *out, const char *text, bool is_property)
{
	for (; *text != '\0'; text++) {
		const unsigned char byte = (unsigned char)*text;
		if (byte == '%' || byte == '\r' || byte == '\n' ||
		    (is_property && (byte == ':' || byte == ','))) {
			sl_buffer_printf(out, "%%%02X", byte);
		} else {
			sl_buffer_byte(out, byte);
		}
	}
}

static const char *printable(sl_arena *arena, const char *text)
{
	return sl_text_printable(arena, sl_text_of(text), MESSAGE_LENGTH);
}

static const char *command_of(const sl_finding *finding)
{
	switch (sl_finding_severity(finding)) {
	case CHAN_NOTE:
		return "notice";
	case CHAN_WARNING:
		return "warning";
	case CHAN_ERROR:
		break;
	}
	return "error";
}

static void write_annotation(const sl_verdict *verdict, const sl_finding *finding, sl_arena *arena,
                             sl_buffer *out)
{
	const sl_place place = sl_finding_place(verdict, finding, arena);
	sl_buffer_printf(out, "::%s file=", command_of(finding));
	escaped(out, printable(arena, place.path), true);
	sl_buffer_printf(out, ",line=%u", place.line);
	if (place.column > 0) {
		sl_buffer_printf(out, ",col=%u", place.column);
	}
	sl_buffer_printf(out, ",title=CH%04u %s::", finding->rule,
	                 sl_rule_find(finding->rule)->name);
	escaped(out, printable(arena, sl_finding_message(arena, finding)), false);
	const char *facts = sl_finding_facts(arena, finding);
	if (facts[0] != '\0') {
		/* Without the line's end behind the last fact. */
		sl_buffer_text(out, "%0A");
		escaped(out, sl_arena_copy(arena, facts, strlen(facts) - 1), false);
	}
	sl_buffer_byte(out, '\n');
}

static void write_rest(const sl_verdict *verdict, const sl_finding *const *rest, size_t count,
                       sl_arena *arena, sl_buffer *out)
{
	size_t *of_rule = sl_arena_alloc(arena, sl_rule_count, sizeof *of_rule);
	const char *between = "";
	for (size_t i = 0; i < count; i++) {
		of_rule[sl_rule_find(rest[i]->rule) - sl_rules]++;
	}
	sl_buffer_printf(out, "::notice title=sluice::%zu findings more",
	                 count + verdict->findings.dropped);
	for (size_t i = 0; i < sl_rule_count; i++) {
		if (of_rule[i] > 0) {
			sl_buffer_printf(out, "%s%zu of CH%04u",
			                 between[0] != '\0' ? between : ": ", of_rule[i],
			                 sl_rules[i].id);
			between = ", ";
		}
	}
	if (verdict->findings.dropped > 0) {
		sl_buffer_printf(out, "; %zu of them were counted but not kept",
		                 verdict->findings.dropped);
	}
	sl_buffer_byte(out, '\n');
}

static void write_suppressed(const sl_verdict *verdict, sl_arena *arena, sl_buffer *out)
{
	const size_t all = verdict->suppressed.count;
	if (all == 0) {
		return;
	}
	sl_buffer_printf(out, "::notice title=sluice::%zu findings are suppressed", all);
	for (uint32_t i = 0; i < verdict->suppressions.count; i++) {
		const sl_suppression *by = &verdict->suppressions.items[i];
		const size_t count = sl_suppressed_by(verdict, by);
		if (count > 0) {
			sl_buffer_printf(out, "%%0A%zu of CH%04u: ", count, by->rule);
			escaped(out, printable(arena, sl_suppression_words(arena, by)), false);
		}
	}
	sl_buffer_byte(out, '\n');
}

void sl_report_github(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out)
{
	const size_t count = verdict->findings.count;
	const size_t shown = count < SHOWN ? count : SHOWN;
	sl_arena arena;
	(void)style;
	sl_arena_start(&arena);
	const sl_finding *const *sorted = sl_findings_worst_first(verdict, &arena);
	for (size_t i = 0; i < shown; i++) {
		write_annotation(verdict, sorted[i], &arena, out);
	}
	if (count > shown || verdict->findings.dropped > 0) {
		write_rest(verdict, sorted + shown, count - shown, &arena, out);
	}
	write_suppressed(verdict, &arena, out);
	sl_buffer_printf(out, "sluice: %s, %zu errors, %zu warnings\n", sl_verdict_word(verdict),
	                 verdict->findings.errors, verdict->findings.warnings);
	sl_arena_free(&arena);
}
