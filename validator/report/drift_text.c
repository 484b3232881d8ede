/* The differences of two catalogs for people. */
#include "report/drift.h"

#include <string.h>

#include "report/excerpt.h"
#include "report/report.h"

enum { FEW_TEMPLATES = 5, LONGEST_SHOWN = 4096 };

typedef struct writer {
	const sl_drift_report *report;
	sl_excerpt_cache cache;
	sl_arena arena;
	sl_buffer *out;
} writer;

static const char *printable(writer *w, const char *text)
{
	return sl_text_printable(&w->arena, sl_text_of(text), LONGEST_SHOWN);
}

static const char *counted(writer *w, size_t count, const char *what)
{
	return sl_arena_printf(&w->arena, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static void write_catalog(writer *w, const char *which, const char *folder,
                          const sl_catalog *catalog)
{
	sl_buffer_printf(w->out, "%s  %s: %s of %s\n", which, printable(w, folder),
	                 counted(w, catalog->count, "version"),
	                 counted(w, sl_drift_type_count(catalog), "type"));
}

static void write_content(writer *w)
{
	const sl_drift_report *report = w->report;
	size_t templates = 0;
	for (size_t i = 0; i < report->file_count; i++) {
		templates += report->files[i].file.header.template_count;
	}
	sl_buffer_printf(w->out, "fleet and content of %s: %s; ", printable(w, report->repository),
	                 counted(w, report->fleet->count, "build"));
	if (report->file_count == 0) {
		sl_buffer_printf(w->out,
		                 "no channel file in %s, so which templates are touched is not "
		                 "known: build it first\n",
		                 printable(w, report->output));
	} else {
		sl_buffer_printf(w->out, "%s in %s\n", counted(w, templates, "template"),
		                 counted(w, report->file_count, "channel file"));
	}
}

static char mark_of(const sl_drift *drift)
{
	switch (drift->order) {
	case SL_DRIFT_SENSOR_FIRST:
		return '+';
	case SL_DRIFT_CONTENT_FIRST:
		return '-';
	case SL_DRIFT_CONTENT_ALONE:
		return '~';
	case SL_DRIFT_NEVER:
		break;
	}
	return '!';
}

static const char *never_words(const sl_drift *drift)
{
	if (drift->kind == SL_DRIFT_TYPE_RENAMED || drift->kind == SL_DRIFT_TYPE_RENUMBERED) {
		return "not so: builds have the type under its old name and id (CH5008)";
	}
	return drift->in_place
	               ? "not in place: builds have this version as it was (CH5008)"
	               : "not so: a version only appends to the one that it follows (CH6019)";
}

static const char *needs_words(const sl_drift *drift)
{
	switch ((int)drift->kind) {
	case SL_DRIFT_TYPE_ADDED:
		return "sensor first: its templates run where a build supplies the type";
	case SL_DRIFT_TYPE_REMOVED:
		return "content first: its templates go before builds drop the type";
	case SL_DRIFT_VERSION_REMOVED:
		return "content first: what is built for it goes before builds drop it";
	case SL_DRIFT_LOGSOURCE:
		return "content alone: rules of the new log source compile to it, those of the old "
		       "one no more";
	case SL_DRIFT_SELECT:
		return "content alone: other events reach its templates; sensors must choose as it "
		       "says";
	case SL_DRIFT_MATCH_ALL:
		return "content alone: whether the operator any may stand alone";
	case SL_DRIFT_FIELD_FROM:
		return "content alone: how events and probes may call the field";
	default:
		return drift->order == SL_DRIFT_NEVER
		               ? never_words(drift)
		               : "sensor first: content may use it when every build supplies it";
	}
}

/* Whether a fleet has anything to do with the difference. */
static bool is_about_builds(const sl_drift *drift)
{
	return drift->kind != SL_DRIFT_MATCH_ALL && drift->kind != SL_DRIFT_FIELD_FROM;
}

static void write_builds(writer *w, const sl_drift *drift)
{
	if (!is_about_builds(drift)) {
		return;
	}
	if (drift->build_count == 0) {
		sl_buffer_printf(w->out, "      %s\n",
		                 drift->without_it ? "every build of the fleet supplies it"
		                                   : "no build of the fleet has it");
		return;
	}
	sl_buffer_printf(w->out, "      %s %s:", counted(w, drift->build_count, "build"),
	                 drift->without_it         ? "without it"
	                 : drift->build_count == 1 ? "has it"
	                                           : "have it");
	for (size_t i = 0; i < drift->build_count; i++) {
		sl_buffer_printf(w->out, "%s %s", i > 0 ? "," : "", printable(w, drift->builds[i]));
	}
	sl_buffer_byte(w->out, '\n');
}

/* What is new is in no content yet, unless that was built with the new catalog. */
static bool can_be_used(const sl_drift *drift)
{
	return drift->kind != SL_DRIFT_TYPE_ADDED && drift->kind != SL_DRIFT_VERSION_ADDED;
}

static void write_templates(writer *w, const sl_drift *drift)
{
	if (w->report->file_count == 0 || !can_be_used(drift)) {
		return;
	}
	sl_buffer_printf(w->out, "      %s touched%s\n",
	                 drift->template_count > 0 ? counted(w, drift->template_count, "template")
	                                           : "no template",
	                 drift->template_count > 0 ? ":" : "");
	for (size_t i = 0; i < drift->template_count; i++) {
		const sl_drift_template *one = &drift->templates[i];
		char uuid[37];
		if (i == FEW_TEMPLATES && !w->report->verbose) {
			sl_buffer_printf(w->out, "        and %zu more (-v)\n",
			                 drift->template_count - i);
			return;
		}
		sl_uuid_write(one->uuid, uuid);
		sl_buffer_printf(w->out, "        %s  %s\n", uuid, printable(w, one->title));
	}
}

static void write_place(writer *w, const sl_drift *drift)
{
	const sl_excerpt_style plain = {"", "", ""};
	const sl_source source = sl_drift_source(drift);
	sl_buffer_printf(w->out, "      at %s:%u:%u\n", printable(w, source.path), source.line,
	                 source.column);
	sl_excerpt_source(&w->cache, &source, &plain, w->out);
}

static bool same_pair(const sl_drift *a, const sl_drift *b)
{
	return a != NULL && b != NULL && a->before == b->before && a->after == b->after;
}

static bool is_about_type(const sl_drift *drift)
{
	return drift->kind <= SL_DRIFT_TYPE_RENUMBERED;
}

static const sl_type *type_of(const sl_drift *drift)
{
	return drift->before != NULL ? drift->before : drift->after;
}

/* Changes of one pair of versions often need, and touch, the same: then that is said once, behind the last of them. */
static bool says_the_same(const sl_drift *a, const sl_drift *b)
{
	return same_pair(a, b) && is_about_type(a) == is_about_type(b) && a->order == b->order &&
	       a->builds == b->builds && a->without_it == b->without_it &&
	       a->templates == b->templates && needs_words(a) == needs_words(b);
}

static void write_drift(writer *w, const sl_drift *drift, const sl_drift *next)
{
	const bool about_version = !is_about_type(drift) && drift->kind != SL_DRIFT_VERSION_ADDED &&
	                           drift->kind != SL_DRIFT_VERSION_REMOVED;
	sl_buffer_printf(w->out, "  %c ", mark_of(drift));
	if (about_version) {
		sl_buffer_printf(w->out, "version %u: ", drift->after->version);
	}
	sl_buffer_printf(w->out, "%s\n", printable(w, sl_drift_words(drift, &w->arena)));
	write_place(w, drift);
	if (says_the_same(drift, next)) {
		return;
	}
	sl_buffer_printf(w->out, "      %s\n", needs_words(drift));
	if (w->report->repository != NULL) {
		write_builds(w, drift);
		write_templates(w, drift);
	}
}

static void write_drifts(writer *w)
{
	const sl_drifts *drifts = w->report->drifts;
	const sl_type *last = NULL;
	for (size_t i = 0; i < drifts->count; i++) {
		const sl_drift *drift = &drifts->items[i];
		const sl_type *type = type_of(drift);
		if (last == NULL || last->id != type->id) {
			sl_buffer_printf(w->out, "\n%s, id %u\n", printable(w, type->name),
			                 type->id);
		}
		last = type;
		write_drift(w, drift, i + 1 < drifts->count ? drift + 1 : NULL);
	}
}

static void write_finding(writer *w, const sl_finding *finding)
{
	const sl_excerpt_style plain = {"", "", ""};
	sl_buffer_printf(w->out, "\n%s CH%04u %s: %s\n",
	                 sl_severity_name(sl_finding_severity(finding)), finding->rule,
	                 sl_rule_find(finding->rule)->name,
	                 printable(w, sl_finding_message(&w->arena, finding)));
	if (finding->source.path != NULL && finding->source.line != 0) {
		sl_buffer_printf(w->out, "  at %s:%u:%u\n", printable(w, finding->source.path),
		                 finding->source.line, finding->source.column);
		sl_excerpt_source(&w->cache, &finding->source, &plain, w->out);
	} else if (finding->source.path != NULL) {
		sl_buffer_printf(w->out, "  at %s\n", printable(w, finding->source.path));
	}
	for (size_t i = 0; i < finding->build_count; i++) {
		sl_buffer_printf(w->out, "%s %s", i == 0 ? "  builds" : ",",
		                 printable(w, finding->builds[i]));
	}
	if (finding->build_count > 0) {
		sl_buffer_byte(w->out, '\n');
	}
}

static void write_findings(writer *w)
{
	const sl_findings *findings = w->report->findings;
	for (size_t i = 0; i < findings->count; i++) {
		write_finding(w, &findings->items[i]);
	}
	if (findings->dropped > 0) {
		sl_buffer_printf(w->out, "\n%zu findings more were counted but not kept\n",
		                 findings->dropped);
	}
}

/* The steps of a release, those that there are. */
static void write_order(writer *w)
{
	static const char *const steps[] = {
		[SL_DRIFT_CONTENT_FIRST] = "the content, without what is gone",
		[SL_DRIFT_SENSOR_FIRST] =
			"the sensors, with what is new, until every build of the fleet supplies it",
		[SL_DRIFT_CONTENT_ALONE] = "the content, built and gated anew",
	};
	const enum sl_drift_order order[] = {SL_DRIFT_CONTENT_FIRST, SL_DRIFT_SENSOR_FIRST,
	                                     SL_DRIFT_CONTENT_ALONE};
	size_t counts[SL_DRIFT_NEVER + 1] = {0};
	unsigned step = 1;
	for (size_t i = 0; i < w->report->drifts->count; i++) {
		counts[w->report->drifts->items[i].order]++;
	}
	/* Behind new sensors comes the content that they are for. */
	counts[SL_DRIFT_CONTENT_ALONE] += counts[SL_DRIFT_SENSOR_FIRST] > 0;
	sl_buffer_text(w->out, "\nThe order in which to ship:\n");
	if (counts[SL_DRIFT_NEVER] > 0) {
		sl_buffer_text(w->out, "  nothing, before the new catalog has as it was what is "
		                       "marked with !\n");
	}
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		if (counts[order[i]] > 0) {
			sl_buffer_printf(w->out, "  %u. %s\n", step++, steps[order[i]]);
		}
	}
}

static void write_identical(writer *w)
{
	const sl_drifts *drifts = w->report->drifts;
	sl_buffer_printf(w->out, "\nThe catalogs are identical%s.\n",
	                 strcmp(drifts->before->digest, drifts->after->digest) == 0
	                         ? ""
	                         : " in all that they say; their files differ");
}

void sl_drift_report_text(const sl_drift_report *report, sl_buffer *out)
{
	writer w = {.report = report, .out = out};
	sl_arena_start(&w.arena);
	write_catalog(&w, "old", report->old_folder, report->drifts->before);
	write_catalog(&w, "new", report->new_folder, report->drifts->after);
	if (report->repository != NULL) {
		write_content(&w);
	}
	write_drifts(&w);
	if (report->drifts->count == 0) {
		write_identical(&w);
	} else {
		write_order(&w);
	}
	write_findings(&w);
	sl_buffer_printf(out, "\n%s: %s, %s\n",
	                 report->findings->errors > 0 ? "REJECTED" : "PASSED",
	                 counted(&w, report->drifts->count, "difference"),
	                 counted(&w, report->findings->errors, "error"));
	if (report->findings->errors > 0) {
		sl_buffer_text(out, "`sluice explain ID` says why a rule exists and what to do.\n");
	}
	sl_excerpt_cache_free(&w.cache);
	sl_arena_free(&w.arena);
}
