/*
 * What the check says of the two files: which builds take the old one and not the new one, and why. The findings are
 * the check's; here they are only told apart as new, as before, and gone.
 */
#include <stdlib.h>
#include <string.h>

#include "diff/parts.h"
#include "report/report.h"

enum { LONGEST_MESSAGE = 2000 };

/* One finding about one build, or about none. */
typedef struct entry {
	const char *key; /* what is at fault, whatever its place in the file */
	const char *build; /* "": none */
	const sl_finding *finding;
	size_t number; /* in the order of the findings and their builds */
	size_t times;
	enum sl_fault_state state;
	unsigned rank;
} entry;

typedef struct entries {
	entry *items;
	size_t count, capacity;
} entries;

/* --- what is at fault */

static const char *template_key(sl_arena *arena, const sl_checked_file *checked,
                                const sl_finding *finding)
{
	chan_criterion criterion;
	chan_template template;
	chan_type type;
	char uuid[37];

	if (!chan_template_at(&checked->file, (uint32_t)finding->template_index, &template) ||
	    !chan_type_at(&checked->file, template.type, &type))
		return "";
	if (finding->rule == SL_RULE_INPUT_NOT_SUPPLIED)
		return sl_arena_printf(arena, "type %u, %s", (unsigned)type.type_id,
		                       finding->field);
	if (finding->rule == SL_RULE_OPERATOR_NOT_SUPPORTED && finding->criterion_index >= 0 &&
	    chan_criterion_at(&checked->file, (uint32_t)finding->criterion_index, &criterion))
		return sl_arena_printf(arena, "operator %u", (unsigned)criterion.operation);
	sl_uuid_write(template.uuid, uuid);
	return sl_arena_printf(arena, "%s, %s", uuid, finding->field != NULL ? finding->field : "");
}

/* "type[3].version", "header.file_size": types move, their ids do not. */
static const char *record_key(sl_arena *arena, const sl_checked_file *checked, const char *path)
{
	static const char of_type[] = "type[";
	const char *member = strrchr(path, '.');
	chan_type type;

	if (strncmp(path, of_type, sizeof of_type - 1) == 0 &&
	    chan_type_at(&checked->file, (uint32_t)strtoul(path + sizeof of_type - 1, NULL, 10),
	                 &type))
		return sl_arena_printf(arena, "type %u%s", (unsigned)type.type_id,
		                       member != NULL ? member : "");
	return member != NULL ? member : "";
}

static const char *key_of(sl_arena *arena, const sl_checked_file *checked,
                          const sl_finding *finding)
{
	const char *about = finding->template_index >= 0 ? template_key(arena, checked, finding)
	                    : finding->file == NULL && finding->detail != NULL ? finding->detail
	                    : finding->path != NULL ? record_key(arena, checked, finding->path)
	                                            : "";

	return sl_arena_printf(arena, "%u %s", (unsigned)finding->rule, about);
}

/* --- the findings of one file, each once a build */

static void add(entries *list, const char *key, const char *build, const sl_finding *finding)
{
	list->items = sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count] = (entry){
		.key = key, .build = build, .finding = finding, .number = list->count, .times = 1};
	list->count++;
}

static int compare_subjects(const entry *a, const entry *b)
{
	const int order = strcmp(a->key, b->key);

	return order != 0 ? order : strcmp(a->build, b->build);
}

static int by_subject(const void *left, const void *right)
{
	const entry *a = left, *b = right;
	const int order = compare_subjects(a, b);

	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Sorts, and counts what is there more than once. */
static void merge(entries *list)
{
	size_t kept = 0;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, by_subject);
	for (size_t i = 0; i < list->count; i++)
		if (kept > 0 && compare_subjects(&list->items[kept - 1], &list->items[i]) == 0)
			list->items[kept - 1].times++;
		else
			list->items[kept++] = list->items[i];
	list->count = kept;
}

/* Of meaning and of builds: those about the name of the file say nothing of what it holds. */
static bool is_compared(const sl_finding *finding)
{
	return finding->rule / 1000 == 2 || finding->rule / 1000 == 3;
}

static entries entries_of(sl_arena *arena, const sl_diff_side *side)
{
	entries out = {0};

	for (size_t i = 0; i < side->findings->count; i++) {
		const sl_finding *finding = &side->findings->items[i];
		const char *key;

		if (!is_compared(finding))
			continue;
		key = key_of(arena, &side->checked, finding);
		for (size_t k = 0; k < finding->build_count; k++)
			add(&out, key, finding->builds[k], finding);
		if (finding->build_count == 0)
			add(&out, key, "", finding);
	}
	merge(&out);
	return out;
}

/* --- new, as before, gone */

enum { NEW_ERROR, KEPT_ERROR, NEW_REMARK, GONE_ERROR };

static void take(entries *out, const entry *one, enum sl_fault_state state)
{
	const bool is_error = sl_finding_severity(one->finding) == CHAN_ERROR;
	entry *added;

	/* What warns and has warned before, or warns no more, asks nothing of anybody. */
	if (!is_error && state != SL_FAULT_NEW)
		return;
	add(out, one->key, one->build, one->finding);
	added = &out->items[out->count - 1];
	added->number = one->number;
	added->times = one->times;
	added->state = state;
	added->rank = state == SL_FAULT_KEPT   ? KEPT_ERROR
	              : state == SL_FAULT_GONE ? GONE_ERROR
	              : is_error               ? NEW_ERROR
	                                       : NEW_REMARK;
}

static entries tell_apart(const entries *old, const entries *new)
{
	entries out = {0};
	size_t i = 0, k = 0;

	while (i < old->count || k < new->count) {
		const int order = i == old->count ? 1
		                  : k == new->count
		                          ? -1
		                          : compare_subjects(&old->items[i], &new->items[k]);

		if (order < 0)
			take(&out, &old->items[i], SL_FAULT_GONE);
		else
			take(&out, &new->items[k], order == 0 ? SL_FAULT_KEPT : SL_FAULT_NEW);
		i += order <= 0;
		k += order >= 0;
	}
	return out;
}

/* --- one fault for all builds that have it */

static int by_key(const void *left, const void *right)
{
	const entry *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	order = order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* The entries of one key and rank in one, with their builds; number is that of the first. */
typedef struct group {
	const entry *first;
	size_t count, times;
} group;

static int by_rank(const void *left, const void *right)
{
	const entry *a = ((const group *)left)->first, *b = ((const group *)right)->first;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return strcmp(a->key, b->key);
}

static void add_fault(sl_diff *diff, const group *of)
{
	sl_diff_fault *fault = &diff->faults[diff->fault_count++];
	const sl_finding *finding = of->first->finding;

	*fault = (sl_diff_fault){
		.state = of->first->state,
		.rule = finding->rule,
		.severity = sl_finding_severity(finding),
		.times = of->times,
		.message = sl_text_printable(&diff->arena,
	                                     sl_text_of(sl_finding_message(&diff->arena, finding)),
	                                     LONGEST_MESSAGE)};
	fault->builds = sl_arena_alloc(&diff->arena, of->count + 1, sizeof *fault->builds);
	for (size_t i = 0; i < of->count; i++)
		if (of->first[i].build[0] != '\0')
			fault->builds[fault->build_count++] =
				sl_diff_shown(diff, sl_text_of(of->first[i].build));
}

static void add_groups(sl_diff *diff, entries *all)
{
	group *groups = sl_alloc(all->count + 1, sizeof *groups);
	size_t count = 0;

	if (all->count > 1)
		qsort(all->items, all->count, sizeof *all->items, by_key);
	for (size_t i = 0; i < all->count; i++) {
		const entry *one = &all->items[i];

		if (count == 0 || groups[count - 1].first->rank != one->rank ||
		    strcmp(groups[count - 1].first->key, one->key) != 0)
			groups[count++] = (group){one, 0, 0};
		groups[count - 1].count++;
		if (one->times > groups[count - 1].times)
			groups[count - 1].times = one->times;
	}
	if (count > 1)
		qsort(groups, count, sizeof *groups, by_rank);
	diff->faults = sl_arena_alloc(&diff->arena, count + 1, sizeof *diff->faults);
	for (size_t i = 0; i < count; i++)
		add_fault(diff, &groups[i]);
	free(groups);
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The builds of all new errors, each once. */
static void name_refusing(sl_diff *diff)
{
	sl_lines *out = &diff->refusing;
	size_t kept = 0;

	for (size_t i = 0; i < diff->fault_count; i++) {
		const sl_diff_fault *fault = &diff->faults[i];

		if (fault->state != SL_FAULT_NEW || fault->severity != CHAN_ERROR)
			continue;
		diff->is_refused = true;
		for (size_t k = 0; k < fault->build_count; k++)
			sl_lines_add(out, fault->builds[k]);
	}
	if (out->count > 1)
		qsort(out->items, out->count, sizeof *out->items, compare_names);
	for (size_t i = 0; i < out->count; i++)
		if (kept == 0 || strcmp(out->items[kept - 1], out->items[i]) != 0)
			out->items[kept++] = out->items[i];
	out->count = kept;
}

void sl_diff_faults(sl_diff *diff, const sl_diff_request *request)
{
	const sl_diff_side *old = &request->sides[0], *new = &request->sides[1];
	entries before, now, all;

	diff->is_checked = old->findings != NULL && new->findings != NULL;
	if (!diff->is_checked)
		return;
	diff->build_count = request->build_count;
	diff->uncompared = old->findings->dropped + new->findings->dropped;
	before = entries_of(&diff->arena, old);
	now = entries_of(&diff->arena, new);
	all = tell_apart(&before, &now);
	add_groups(diff, &all);
	name_refusing(diff);
	/* Past the limit of the list nobody can say that there is no new one. */
	diff->is_refused = diff->is_refused || new->findings->dropped > 0;
	free(before.items);
	free(now.items);
	free(all.items);
}
