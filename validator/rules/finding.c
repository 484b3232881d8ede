#include "rules/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sl_findings_start(sl_findings *list)
{
	*list = (sl_findings){0};
	sl_arena_start(&list->arena);
}

void sl_findings_free(sl_findings *list)
{
	sl_arena_free(&list->arena);
	free(list->items);
	*list = (sl_findings){0};
}

enum chan_severity sl_finding_severity(const sl_finding *finding)
{
	const sl_rule *rule = sl_rule_find(finding->rule);

	if (rule == NULL) {
		fprintf(stderr, "sluice: a check raised CH%04u, which is no rule\n",
		        (unsigned)finding->rule);
		abort();
	}
	return finding->only_warns && rule->severity == CHAN_ERROR ? CHAN_WARNING : rule->severity;
}

const char *sl_finding_message(sl_arena *arena, const sl_finding *finding)
{
	const char *text = sl_rule_find(finding->rule)->text;
	return finding->detail == NULL ? text
	                               : sl_arena_printf(arena, "%s: %s", text, finding->detail);
}

/* False: the list is full, and the finding is only counted. */
static bool count(sl_findings *list, const sl_finding *finding)
{
	enum chan_severity severity = sl_finding_severity(finding);

	list->errors += severity == CHAN_ERROR;
	list->warnings += severity == CHAN_WARNING;
	list->notes += severity == CHAN_NOTE;
	if (list->count >= SL_MAX_FINDINGS) {
		list->dropped++;
		return false;
	}
	return true;
}

static const char *copy(sl_findings *list, const char *text)
{
	return text == NULL ? NULL : sl_arena_copy(&list->arena, text, strlen(text));
}

static void append(sl_findings *list, const sl_finding *finding)
{
	sl_finding *added;

	list->items = sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	added = &list->items[list->count++];
	*added = *finding;
	added->file = copy(list, finding->file);
	added->path = copy(list, finding->path);
	added->field = copy(list, finding->field);
	added->detail = copy(list, finding->detail);
	added->source.path = copy(list, finding->source.path);
	if (finding->build_count > 0) {
		const char **builds =
			sl_arena_alloc(&list->arena, finding->build_count, sizeof *builds);

		for (size_t i = 0; i < finding->build_count; i++) {
			builds[i] = copy(list, finding->builds[i]);
		}
		added->builds = builds;
	}
}

void sl_findings_add(sl_findings *list, const sl_finding *finding)
{
	if (count(list, finding)) {
		append(list, finding);
	}
}

void sl_findings_move(sl_findings *list, size_t from, sl_findings *to,
                      bool (*take)(void *context, sl_finding *finding), void *context)
{
	size_t kept = from;

	for (size_t i = from; i < list->count; i++) {
		sl_finding *finding = &list->items[i];
		const enum chan_severity severity = sl_finding_severity(finding);

		if (!take(context, finding)) {
			list->items[kept++] = *finding;
			continue;
		}
		list->errors -= severity == CHAN_ERROR;
		list->warnings -= severity == CHAN_WARNING;
		list->notes -= severity == CHAN_NOTE;
		sl_findings_add(to, finding);
	}
	list->count = from < list->count ? kept : list->count;
}

void sl_findings_source(sl_findings *list, uint16_t rule, sl_source source, const char *format, ...)
{
	sl_finding finding = {
		.rule = rule, .template_index = -1, .criterion_index = -1, .source = source};
	va_list arguments, again;
	int length;
	char *detail;

	if (!count(list, &finding)) {
		return;
	}
	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0) {
		sl_out_of_memory();
	}
	detail = sl_alloc((size_t)length + 1, 1);
	vsnprintf(detail, (size_t)length + 1, format, again);
	va_end(again);
	finding.detail = detail;
	append(list, &finding);
	free(detail);
}

/* Absent before present. */
static int compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL) {
		return (a != NULL) - (b != NULL);
	}
	return strcmp(a, b);
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_indexes(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_builds(const sl_finding *a, const sl_finding *b)
{
	for (size_t i = 0; i < a->build_count && i < b->build_count; i++) {
		int order = compare_texts(a->builds[i], b->builds[i]);

		if (order != 0) {
			return order;
		}
	}
	return compare_numbers(a->build_count, b->build_count);
}

static int compare_sources(const sl_source *a, const sl_source *b)
{
	int order = compare_texts(a->path, b->path);

	order = order != 0 ? order : compare_numbers(a->line, b->line);
	return order != 0 ? order : compare_numbers(a->column, b->column);
}

/* What is left, so that the order is total: two findings that compare equal are the same. */
static int compare_rest(const sl_finding *a, const sl_finding *b)
{
	int order = compare_numbers(a->only_warns, b->only_warns);

	order = order != 0 ? order : compare_numbers(a->has_bytes, b->has_bytes);
	order = order != 0 ? order : compare_numbers(a->length, b->length);
	order = order != 0 ? order : compare_numbers(a->has_template, b->has_template);
	order = order != 0 ? order : compare_indexes(a->template_index, b->template_index);
	order = order != 0 ? order : memcmp(a->template_uuid, b->template_uuid, 16);
	order = order != 0 ? order : compare_indexes(a->criterion_index, b->criterion_index);
	order = order != 0 ? order : compare_texts(a->field, b->field);
	order = order != 0 ? order : compare_builds(a, b);
	return order != 0 ? order : compare_texts(a->detail, b->detail);
}

static int compare(const void *left, const void *right)
{
	const sl_finding *a = left, *b = right;
	int order = compare_texts(a->file, b->file);

	order = order != 0 ? order : compare_numbers(a->offset, b->offset);
	order = order != 0 ? order : compare_sources(&a->source, &b->source);
	order = order != 0 ? order : compare_numbers(a->rule, b->rule);
	order = order != 0 ? order : compare_texts(a->path, b->path);
	return order != 0 ? order : compare_rest(a, b);
}

void sl_findings_sort(sl_findings *list)
{
	if (list->count > 1) {
		qsort(list->items, list->count, sizeof *list->items, compare);
	}
}
