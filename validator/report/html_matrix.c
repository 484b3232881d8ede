/* Builds by templates, and the evidence of each field: the tables of the HTML report that are counted from findings. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/html.h"

enum { MOST_ROWS = 200, MOST_BUILDS = 60 };

/* --- builds by templates */

/* A template of which something was found, with the worst of it on each build: 0 nothing, 1 warning, 2 error. */
typedef struct row {
	uint8_t uuid[16];
	const sl_judged_file *file;
	int64_t index; /* in the file; -1: not known */
	uint8_t *worst; /* one a build */
} row;

typedef struct matrix {
	row *rows;
	size_t count, capacity;
} matrix;

static bool is_row(const row *one, const sl_finding *finding, const sl_judged_file *file)
{
	return one->file == file && memcmp(one->uuid, finding->template_uuid, 16) == 0;
}

/* Findings of a template mostly follow each other. */
static row *row_of(sl_html *page, matrix *m, const sl_finding *finding)
{
	const sl_judged_file *file = sl_verdict_file(page->verdict, finding->file);
	row *one;

	for (size_t i = m->count; i > 0; i--) {
		if (is_row(&m->rows[i - 1], finding, file)) {
			return &m->rows[i - 1];
		}
	}
	if (m->count == MOST_ROWS) {
		return NULL;
	}
	m->rows = sl_grow(m->rows, &m->capacity, m->count + 1, sizeof *m->rows);
	one = &m->rows[m->count++];
	*one = (row){.file = file, .index = finding->template_index};
	memcpy(one->uuid, finding->template_uuid, 16);
	one->worst = sl_arena_alloc(&page->arena, page->verdict->build_count + 1, 1);
	return one;
}

static bool is_on(const sl_finding *finding, const char *build)
{
	/* What names no build is so on each of them. */
	if (finding->build_count == 0) {
		return true;
	}
	for (size_t i = 0; i < finding->build_count; i++) {
		if (strcmp(finding->builds[i], build) == 0) {
			return true;
		}
	}
	return false;
}

static void count_finding(sl_html *page, matrix *m, const sl_finding *finding)
{
	const enum chan_severity severity = sl_finding_severity(finding);
	const uint8_t weight = severity == CHAN_ERROR ? 2 : severity == CHAN_WARNING ? 1 : 0;
	row *one = finding->has_template && weight > 0 ? row_of(page, m, finding) : NULL;

	for (size_t i = 0; one != NULL && i < page->verdict->build_count; i++) {
		if (one->worst[i] < weight && is_on(finding, page->verdict->builds[i])) {
			one->worst[i] = weight;
		}
	}
	if (one != NULL && one->index < 0) {
		one->index = finding->template_index;
	}
}

static void write_string(sl_html *page, const sl_judged_file *file, uint32_t string)
{
	chan_text text;

	if (chan_string_at(&file->file, string, &text)) {
		sl_html_text(page, sl_arena_copy(&page->arena,
		                                 (const char *)file->bytes.bytes + text.offset,
		                                 text.length));
	}
}

static void write_name(sl_html *page, const row *one)
{
	chan_template template;
	char uuid[37];

	sl_uuid_write(one->uuid, uuid);
	sl_buffer_text(page->out, "<tr><td>");
	if (one->file != NULL && one->file->accepted && one->index >= 0 &&
	    one->index < one->file->file.header.template_count &&
	    chan_template_at(&one->file->file, (uint32_t)one->index, &template)) {
		write_string(page, one->file, template.title);
		sl_buffer_text(page->out, "<br>");
	}
	sl_buffer_printf(page->out, "<code class=\"soft\">%s</code>", uuid);
}

static size_t shown_builds(const sl_html *page)
{
	return page->verdict->build_count < MOST_BUILDS ? page->verdict->build_count : MOST_BUILDS;
}

static void write_row(sl_html *page, const row *one)
{
	static const char *const cells[] = {"<td class=\"good\">ok", "<td class=\"warn\">warning",
	                                    "<td class=\"bad\">error"};

	write_name(page, one);
	for (size_t i = 0; i < shown_builds(page); i++) {
		sl_buffer_text(page->out, cells[one->worst[i]]);
	}
	sl_buffer_text(page->out, "</tr>\n");
}

static size_t template_count(const sl_verdict *verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < verdict->file_count; i++) {
		const sl_judged_file *file = &verdict->files[i];

		count += file->accepted ? file->file.header.template_count : 0;
	}
	return count;
}

/* A template of which nothing was found is one of those in the last row. */
static void write_others(sl_html *page, const matrix *m)
{
	const size_t all = template_count(page->verdict);

	if (all <= m->count) {
		return;
	}
	sl_buffer_printf(page->out, "<tr><td>%zu %s", all - m->count,
	                 m->count == 0 ? "templates" : "templates more");
	for (size_t i = 0; i < shown_builds(page); i++) {
		sl_buffer_text(page->out, m->count == MOST_ROWS ? "<td class=\"soft\">see findings"
		                                                : "<td class=\"good\">ok");
	}
	sl_buffer_text(page->out, "</tr>\n");
}

static bool was_run(const sl_verdict *verdict, const char *stage)
{
	for (size_t i = 0; i < verdict->stage_count; i++) {
		if (strcmp(verdict->stages[i].name, stage) == 0) {
			return verdict->stages[i].status == SL_STAGE_RUN;
		}
	}
	return false;
}

void sl_html_matrix(sl_html *page)
{
	const sl_verdict *verdict = page->verdict;
	matrix m = {0};

	if (verdict->build_count == 0 || template_count(verdict) == 0 ||
	    !was_run(verdict, "fleet")) {
		return;
	}
	for (size_t i = 0; i < verdict->findings.count; i++) {
		count_finding(page, &m, &verdict->findings.items[i]);
	}
	sl_buffer_text(page->out, "<h2>Templates on builds</h2>\n<div class=\"wide\"><table "
	                          "class=\"matrix\"><tr><th>template");
	for (size_t i = 0; i < shown_builds(page); i++) {
		sl_buffer_text(page->out, "<th>");
		sl_html_text(page, verdict->builds[i]);
	}
	sl_buffer_text(page->out, "</tr>\n");
	for (size_t i = 0; i < m.count; i++) {
		write_row(page, &m.rows[i]);
	}
	write_others(page, &m);
	sl_buffer_text(page->out, "</table></div>\n");
	if (verdict->build_count > MOST_BUILDS) {
		sl_buffer_printf(page->out, "<p>And %zu builds more.</p>\n",
		                 verdict->build_count - MOST_BUILDS);
	}
	free(m.rows);
}

/* --- the evidence of fields */

typedef struct field_evidence {
	size_t criteria, redundant, unresolved;
} field_evidence;

/* Criteria of the file's fields, by the field's number in the file. */
static void count_criteria(const chan_file *file, field_evidence *fields)
{
	chan_type type;

	for (uint32_t i = 0; chan_type_at(file, i, &type); i++) {
		for (uint32_t k = 0; k < type.template_count; k++) {
			chan_template one;
			chan_criterion criterion;

			if (!chan_template_at(file, type.first_template + k, &one)) {
				return;
			}
			for (uint32_t c = 0; c < one.criterion_count; c++) {
				if (chan_criterion_at(file, one.first_criterion + c, &criterion)) {
					fields[type.first_field + criterion.field].criteria++;
				}
			}
		}
	}
}

/* The field that a criterion reads, by its number in the file. */
static bool field_of(const chan_file *file, int64_t template_index, int64_t criterion_index,
                     uint32_t *out)
{
	chan_criterion criterion;
	chan_type type;

	if (template_index < 0 || criterion_index < 0 ||
	    !chan_criterion_at(file, (uint32_t)criterion_index, &criterion)) {
		return false;
	}
	for (uint32_t i = 0; chan_type_at(file, i, &type); i++) {
		if ((uint64_t)template_index - type.first_template < type.template_count) {
			*out = type.first_field + criterion.field;
			return true;
		}
	}
	return false;
}

static void count_findings(const sl_findings *findings, const sl_judged_file *file,
                           field_evidence *fields)
{
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];
		uint32_t field;

		if (finding->rule == SL_RULE_NOT_DECISIVE && finding->file != NULL &&
		    strcmp(finding->file, file->path) == 0 &&
		    field_of(&file->file, finding->template_index, finding->criterion_index,
		             &field)) {
			fields[field].redundant += finding->only_warns;
			fields[field].unresolved += !finding->only_warns;
		}
	}
}

static void write_fields(sl_html *page, const sl_judged_file *file, const field_evidence *fields)
{
	chan_type type;

	for (uint32_t i = 0; chan_type_at(&file->file, i, &type); i++) {
		for (uint32_t k = 0; k < type.field_count; k++) {
			const field_evidence *of = &fields[type.first_field + k];
			chan_field field;

			if (of->criteria == 0 ||
			    !chan_field_at(&file->file, type.first_field + k, &field)) {
				continue;
			}
			sl_buffer_text(page->out, "<tr><td>");
			write_string(page, file, type.name);
			sl_buffer_text(page->out, "<td>");
			write_string(page, file, field.name);
			sl_buffer_printf(
				page->out,
				"<td class=\"n\">%zu<td class=\"n\">%zu<td class=\"n\">%zu<td "
				"class=\"n%s\">%zu</tr>\n",
				of->criteria, of->criteria - of->redundant - of->unresolved,
				of->redundant, of->unresolved > 0 ? " bad" : "", of->unresolved);
		}
	}
}

void sl_html_evidence(sl_html *page)
{
	const sl_verdict *verdict = page->verdict;

	if (template_count(verdict) == 0 || !was_run(verdict, "execution")) {
		return;
	}
	sl_buffer_text(
		page->out,
		"<h2>Evidence by field</h2>\n<p class=\"soft\">Criteria that were shown, "
		"by events that were made and run, to decide their template both ways.</p>\n"
		"<div class=\"wide\"><table><tr><th>type<th>field<th class=\"n\">criteria<th "
		"class=\"n\">decide<th class=\"n\">redundant<th class=\"n\">not shown</tr>\n");
	for (size_t i = 0; i < verdict->file_count && i < MOST_ROWS; i++) {
		const sl_judged_file *file = &verdict->files[i];

		if (file->accepted) {
			field_evidence *fields = sl_arena_alloc(
				&page->arena, (size_t)file->file.header.field_count + 1,
				sizeof *fields);

			count_criteria(&file->file, fields);
			count_findings(&verdict->findings, file, fields);
			count_findings(&verdict->suppressed, file, fields);
			write_fields(page, file, fields);
		}
	}
	sl_buffer_text(page->out, "</table></div>\n");
}
