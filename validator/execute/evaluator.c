/* Evaluates the events of a type. */
#include "execute/evaluator.h"

#include <stdlib.h>
#include <string.h>

#include "execute/index.h"
#include "execute/typed.h"

struct sl_evaluation {
	const sl_evaluator *evaluator;
	chan_scratch *scratch; /* one a program */
	sl_index_state **states; /* one a type; NULL by the plain path */
	sl_match *matches;
	size_t match_capacity;
	sl_evaluation_faults faults;
};

/* While the templates are sorted. */
typedef struct sorted_template {
	uint32_t type_id;
	chan_template template;
	sl_match at;
} sorted_template;

static int by_type_uuid_program(const void *left, const void *right)
{
	const sorted_template *a = left, *b = right;
	if (a->type_id != b->type_id) {
		return a->type_id < b->type_id ? -1 : 1;
	}
	int order = memcmp(a->template.uuid, b->template.uuid, sizeof a->template.uuid);
	if (order == 0) {
		order = a->at.program < b->at.program ? -1 : a->at.program > b->at.program;
	}
	return order;
}

static sorted_template *sort_templates(const sl_program *programs, size_t programs_count,
                                       size_t *count)
{
	size_t all = 0;
	*count = 0;
	for (size_t i = 0; i < programs_count; i++) {
		all += programs[i].checked->file.header.template_count;
	}
	sorted_template *sorted = sl_alloc(all + 1, sizeof *sorted);
	for (size_t i = 0; i < programs_count; i++) {
		const chan_file *file = &programs[i].checked->file;
		for (uint32_t k = 0; k < file->header.template_count; k++) {
			sorted_template *one = &sorted[*count];
			chan_type type;
			if (chan_template_at(file, k, &one->template) &&
			    chan_type_at(file, one->template.type, &type)) {
				one->type_id = type.type_id;
				one->at = (sl_match){(uint32_t)i, k};
				(*count)++;
			}
		}
	}
	qsort(sorted, *count, sizeof *sorted, by_type_uuid_program);
	return sorted;
}

/* One field that a criterion reads, with its kind in that file; the list has each pair once. */
static void add_read(sl_typed *typed, size_t *capacity, const chan_file *file,
                     const chan_type *type, uint32_t index)
{
	chan_field field;
	if (index >= type->field_count || !chan_field_at(file, type->first_field + index, &field)) {
		return;
	}
	for (size_t i = 0; i < typed->read_count; i++) {
		if (typed->reads[i].field == index && typed->reads[i].kind == field.kind) {
			return;
		}
	}
	typed->reads = sl_grow(typed->reads, capacity, typed->read_count + 1, sizeof *typed->reads);
	typed->reads[typed->read_count++] = (sl_read_field){(uint16_t)index, field.kind};
}

static void add_reads(sl_typed *typed, size_t *capacity, const chan_file *file,
                      const chan_template *template)
{
	chan_criterion criterion;
	chan_type type;
	uint32_t other;
	for (uint32_t i = 0; i < template->criterion_count; i++) {
		if (!chan_type_at(file, template->type, &type) ||
		    !chan_criterion_at(file, template->first_criterion + i, &criterion) ||
		    criterion.operation == CHAN_OPERATOR_ANY) {
			continue;
		}
		add_read(typed, capacity, file, &type, criterion.field);
		for (uint32_t k = 0;
		     criterion.operation == CHAN_OPERATOR_FIELDREF && k < criterion.value_count;
		     k++) {
			if (chan_value_at(file, criterion.first_value + k, &other)) {
				add_read(typed, capacity, file, &type, other);
			}
		}
	}
}

static void add_type(sl_evaluator *made, const sorted_template *templates, size_t count,
                     bool indexed)
{
	sl_typed *typed = &made->types[made->type_count++];
	size_t capacity = 0;
	typed->type_id = templates[0].type_id;
	typed->templates = sl_alloc(count, sizeof *typed->templates);
	typed->count = count;
	for (size_t i = 0; i < count; i++) {
		const chan_file *file = &made->programs[templates[i].at.program].checked->file;
		typed->templates[i] = templates[i].at;
		add_reads(typed, &capacity, file, &templates[i].template);
	}
	typed->index = indexed ? sl_index_make(made->programs, typed) : NULL;
}

sl_evaluator *sl_evaluator_make(const sl_program *programs, size_t program_count, bool indexed)
{
	sl_evaluator *made = sl_alloc(1, sizeof *made);
	size_t count, end;
	made->programs = programs;
	made->program_count = program_count;
	sorted_template *sorted = sort_templates(programs, program_count, &count);
	made->types = sl_alloc(count + 1, sizeof *made->types);
	for (size_t i = 0; i < count; i = end) {
		for (end = i; end < count && sorted[end].type_id == sorted[i].type_id; end++) {
		}
		add_type(made, &sorted[i], end - i, indexed);
	}
	free(sorted);
	return made;
}

void sl_evaluator_free(sl_evaluator *evaluator)
{
	if (evaluator == NULL) {
		return;
	}
	for (size_t i = 0; i < evaluator->type_count; i++) {
		free(evaluator->types[i].templates);
		free(evaluator->types[i].reads);
		sl_index_free(evaluator->types[i].index);
	}
	free(evaluator->types);
	free(evaluator);
}

sl_evaluation *sl_evaluation_make(const sl_evaluator *evaluator)
{
	sl_evaluation *made = sl_alloc(1, sizeof *made);
	made->evaluator = evaluator;
	made->scratch = sl_alloc(evaluator->program_count + 1, sizeof *made->scratch);
	made->states = sl_alloc(evaluator->type_count + 1, sizeof(sl_index_state *));
	for (size_t i = 0; i < evaluator->program_count; i++) {
		made->scratch[i] = sl_program_scratch(&evaluator->programs[i]);
	}
	for (size_t i = 0; i < evaluator->type_count; i++) {
		if (evaluator->types[i].index != NULL) {
			made->states[i] = sl_index_state_make(evaluator->types[i].index);
		}
	}
	return made;
}

void sl_evaluation_free(sl_evaluation *evaluation)
{
	if (evaluation == NULL) {
		return;
	}
	for (size_t i = 0; i < evaluation->evaluator->program_count; i++) {
		sl_scratch_free(&evaluation->scratch[i]);
	}
	for (size_t i = 0; i < evaluation->evaluator->type_count; i++) {
		sl_index_state_free(evaluation->states[i]);
	}
	free(evaluation->states);
	free(evaluation->scratch);
	free(evaluation->matches);
	free(evaluation);
}

const sl_evaluation_faults *sl_evaluation_faults_of(const sl_evaluation *evaluation)
{
	return &evaluation->faults;
}

static const sl_typed *find_type(const sl_evaluator *evaluator, uint32_t type_id)
{
	size_t low = 0, high = evaluator->type_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (evaluator->types[middle].type_id < type_id) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < evaluator->type_count && evaluator->types[low].type_id == type_id
	               ? &evaluator->types[low]
	               : NULL;
}

/* Whether no template of the type can meet an error: what any of them reads is there, and of its kind. */
static bool is_sound(const sl_typed *typed, const chan_inputs *inputs)
{
	for (size_t i = 0; i < typed->read_count; i++) {
		const sl_read_field *read = &typed->reads[i];
		if (read->field >= inputs->count ||
		    !chan_input_fits(&inputs->array[read->field], read->kind)) {
			return false;
		}
	}
	return true;
}

static size_t evaluate_plainly(sl_evaluation *evaluation, const sl_typed *typed,
                               const chan_inputs *inputs)
{
	size_t count = 0;
	for (size_t i = 0; i < typed->count; i++) {
		const sl_match at = typed->templates[i];
		const sl_program *program = &evaluation->evaluator->programs[at.program];
		chan_outcome outcome;
		if (!chan_evaluate(&program->content, &evaluation->scratch[at.program], inputs,
		                   at.template, &outcome)) {
			if (evaluation->faults.count++ == 0) {
				evaluation->faults.outcome = outcome;
				evaluation->faults.at = at;
			}
		} else if (outcome.matched) {
			evaluation->matches[count++] = at;
		}
	}
	return count;
}

const sl_match *sl_evaluate(sl_evaluation *evaluation, uint32_t type_id, const chan_inputs *inputs,
                            size_t *count)
{
	const sl_evaluator *evaluator = evaluation->evaluator;
	const sl_typed *typed = find_type(evaluator, type_id);
	const uint32_t *matched;
	*count = 0;
	if (typed == NULL) {
		return evaluation->matches;
	}
	evaluation->matches = sl_grow(evaluation->matches, &evaluation->match_capacity,
	                              typed->count, sizeof *evaluation->matches);
	if (typed->index == NULL || !is_sound(typed, inputs) ||
	    !sl_index_evaluate(typed->index, evaluation->states[typed - evaluator->types],
	                       evaluation->scratch, inputs, &matched, count)) {
		*count = evaluate_plainly(evaluation, typed, inputs);
		return evaluation->matches;
	}
	for (size_t i = 0; i < *count; i++) {
		evaluation->matches[i] = typed->templates[matched[i]];
	}
	return evaluation->matches;
}
