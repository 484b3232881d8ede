/* What is asked of sensors: inputs that are read, and capabilities as the ledger knows them. */
#include <stdlib.h>
#include <string.h>

#include "diff/parts.h"
#include "rules/novelty.h"

/* Of a type, by field: whether a criterion reads it. */
typedef struct type_reads {
	bool fields[CHAN_MAX_FIELDS];
} type_reads;

/* Of a type of the new content, by field: the finding that builds do not supply it. */
typedef struct type_lacks {
	const sl_finding *fields[CHAN_MAX_FIELDS];
} type_lacks;

/* As CH3001 counts it: `any` reads nothing, `fieldref` two. */
static void mark_reads(const sl_criterion *criterion, type_reads *reads)
{
	if (criterion->operation == CHAN_OPERATOR_ANY)
		return;
	reads->fields[criterion->field] = true;
	if (chan_operator_value_kind(criterion->operation) == CHAN_VALUE_FIELD)
		for (uint32_t i = 0; i < criterion->value_count; i++)
			reads->fields[criterion->values[i].field] = true;
}

/* By type; in the arena. */
static const type_reads *reads_of(sl_diff *diff, const sl_content *content)
{
	type_reads *reads =
		sl_arena_alloc(&diff->arena, (size_t)content->type_count + 1, sizeof *reads);

	for (uint32_t i = 0; i < content->template_count; i++) {
		const sl_template *template = &content->templates[i];

		for (uint32_t k = 0; k < template->criterion_count; k++)
			mark_reads(&template->criteria[k], &reads[template->type]);
	}
	return reads;
}

/* Whether the old content reads a field of that name of the type with that id. */
static bool was_read(const sl_content *old, const type_reads *reads, uint32_t id, sl_text name)
{
	const sl_content_type *type = sl_diff_type(old, id);

	for (uint32_t i = 0; type != NULL && i < type->field_count; i++)
		if (reads[type - old->types].fields[i] && sl_text_equal(type->fields[i].name, name))
			return true;
	return false;
}

static void note_lack(sl_diff *diff, const sl_content_type *type, const sl_finding *finding,
                      type_lacks *lacks)
{
	for (uint32_t i = 0; i < type->field_count; i++)
		if (strcmp(lacks->fields[i] != NULL ? lacks->fields[i]->field
		                                    : sl_diff_shown(diff, type->fields[i].name),
		           finding->field) == 0) {
			lacks->fields[i] = finding;
			return;
		}
}

static const type_lacks *lacks_of(sl_diff *diff, const sl_findings *findings, const sl_content *new)
{
	type_lacks *lacks =
		sl_arena_alloc(&diff->arena, (size_t)new->type_count + 1, sizeof *lacks);

	for (size_t i = 0; findings != NULL && i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];

		if (finding->rule == SL_RULE_INPUT_NOT_SUPPLIED && finding->template_index >= 0) {
			const uint32_t type = new->templates[finding->template_index].type;

			note_lack(diff, &new->types[type], finding, &lacks[type]);
		}
	}
	return lacks;
}

/* Whether a release has used any operator on it. */
static enum sl_diff_shipped input_shipped(const sl_ledger *ledger, sl_text type, sl_text field)
{
	sl_capability one = {.type = type, .field = field};

	if (ledger == NULL)
		return SL_SHIPPED_UNKNOWN;
	for (one.operation = 1; one.operation <= CHAN_OPERATOR_LAST; one.operation++)
		for (one.action = CHAN_ACTION_DETECT; one.action <= CHAN_ACTION_MONITOR;
		     one.action++)
			if (sl_ledger_knows(ledger, &one))
				return SL_SHIPPED_BEFORE;
	return SL_SHIPPED_NEVER;
}

static void add_input(sl_diff *diff, const sl_ledger *ledger, const sl_content_type *type,
                      uint32_t field, const sl_finding *lack)
{
	const size_t count = lack != NULL ? lack->build_count : 0;
	const char **lacking = sl_arena_alloc(&diff->arena, count + 1, sizeof *lacking);

	for (size_t i = 0; i < count; i++)
		lacking[i] = sl_diff_shown(diff, sl_text_of(lack->builds[i]));
	diff->inputs[diff->input_count++] = (sl_diff_input){
		.type = sl_diff_shown(diff, type->name),
		.field = sl_diff_shown(diff, type->fields[field].name),
		.position = field + 1,
		.shipped = input_shipped(ledger, type->name, type->fields[field].name),
		.lacking = lacking,
		.lacking_count = count};
}

/* What a build lacks comes first, then what has never shipped; of those that are alike, the file's order. */
static int compare_inputs(const void *left, const void *right)
{
	const sl_diff_input *const a = left, *const b = right;
	const bool of_a = a->lacking_count > 0, of_b = b->lacking_count > 0;

	if (of_a != of_b)
		return of_a ? -1 : 1;
	if (a->shipped != b->shipped)
		return a->shipped < b->shipped ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return 0;
}

static void find_inputs(sl_diff *diff, const sl_diff_request *request, const sl_content *old,
                        const sl_content *new)
{
	const type_reads *before = reads_of(diff, old), *now = reads_of(diff, new);
	const type_lacks *lacks = lacks_of(diff, request->sides[1].findings, new);
	size_t most = 0;

	for (uint32_t i = 0; i < new->type_count; i++)
		most += new->types[i].field_count;
	diff->inputs = sl_arena_alloc(&diff->arena, most + 1, sizeof *diff->inputs);
	for (uint32_t i = 0; i < new->type_count; i++)
		for (uint32_t k = 0; k < new->types[i].field_count; k++)
			if (now[i].fields[k] &&
			    !was_read(old, before, new->types[i].id, new->types[i].fields[k].name))
				add_input(diff, request->ledger, &new->types[i], k,
				          lacks[i].fields[k]);
	for (size_t i = 0; i < diff->input_count; i++)
		diff->inputs[i].number = i;
	if (diff->input_count > 1)
		qsort(diff->inputs, diff->input_count, sizeof *diff->inputs, compare_inputs);
}

/* --- capabilities */

static int compare_capabilities(const void *left, const void *right)
{
	const sl_capability *a = left, *b = right;
	int order = sl_text_compare(a->type, b->type);

	order = order != 0 ? order : sl_text_compare(a->field, b->field);
	order = order != 0 ? order : (a->operation > b->operation) - (a->operation < b->operation);
	return order != 0 ? order : (a->action > b->action) - (a->action < b->action);
}

typedef struct capabilities {
	sl_capability *items;
	size_t count;
} capabilities;

static capabilities capabilities_of(const sl_checked_file *checked)
{
	capabilities out;

	out.count = sl_capabilities_of(checked, &out.items);
	if (out.count > 1)
		qsort(out.items, out.count, sizeof *out.items, compare_capabilities);
	return out;
}

static bool has_capability(const capabilities *in, const sl_capability *wanted)
{
	return in->count > 0 && bsearch(wanted, in->items, in->count, sizeof *in->items,
	                                compare_capabilities) != NULL;
}

static enum sl_diff_shipped shipped_as(const sl_ledger *ledger, const sl_capability *one)
{
	if (ledger == NULL)
		return SL_SHIPPED_UNKNOWN;
	return sl_ledger_knows(ledger, one) ? SL_SHIPPED_BEFORE : SL_SHIPPED_NEVER;
}

/* Of those that the others do not have, the ones that the ledger says that of. */
static void add_uses(sl_diff *diff, const capabilities *own, const capabilities *others,
                     const sl_ledger *ledger, enum sl_diff_shipped shipped, sl_diff_uses *out)
{
	for (size_t i = 0; i < own->count; i++) {
		const sl_capability *one = &own->items[i];

		if (!has_capability(others, one) && shipped_as(ledger, one) == shipped)
			out->items[out->count++] = (sl_diff_use){
				sl_diff_shown(diff, one->type), sl_diff_shown(diff, one->field),
				one->operation, one->action, shipped};
	}
}

static void compare_uses(sl_diff *diff, const capabilities *own, const capabilities *others,
                         const sl_ledger *ledger, sl_diff_uses *out)
{
	out->items = sl_arena_alloc(&diff->arena, own->count + 1, sizeof *out->items);
	add_uses(diff, own, others, ledger, SL_SHIPPED_NEVER, out);
	add_uses(diff, own, others, ledger, SL_SHIPPED_UNKNOWN, out);
	add_uses(diff, own, others, ledger, SL_SHIPPED_BEFORE, out);
}

void sl_diff_uses_of(sl_diff *diff, const sl_diff_request *request, const sl_content *old,
                     const sl_content *new)
{
	capabilities before = capabilities_of(&request->sides[0].checked);
	capabilities now = capabilities_of(&request->sides[1].checked);

	find_inputs(diff, request, old, new);
	compare_uses(diff, &now, &before, request->ledger, &diff->first_uses);
	compare_uses(diff, &before, &now, NULL, &diff->last_uses);
	free(before.items);
	free(now.items);
}
