/* A template as the evidence looks at it. */
#include <stdlib.h>
#include <string.h>

#include "gate/evidence_parts.h"

/* Steps that the evidence for one template may take: some seconds. */
#define MOST_WORK (UINT64_C(1) << 31)

sl_text sl_subject_text(const sl_subject *subject, uint32_t value)
{
	chan_text place;
	uint32_t string;

	if (!chan_value_at(&subject->checked->file, value, &string) ||
	    !chan_string_at(&subject->checked->file, string, &place)) {
		return (sl_text){"", 0};
	}
	return (sl_text){(const char *)subject->checked->bytes + place.offset, place.length};
}

const sl_matcher *sl_subject_matcher(sl_subject *subject, uint32_t criterion)
{
	if (subject->matchers[criterion] == NULL && !subject->has_no_matcher[criterion]) {
		sl_matcher *made = sl_arena_alloc(&subject->arena, 1, sizeof *made);

		if (sl_matcher_make(subject->program, &subject->criteria[criterion],
		                    &subject->arena, made)) {
			subject->matchers[criterion] = made;
		} else {
			subject->has_no_matcher[criterion] = true;
		}
	}
	return subject->matchers[criterion];
}

static void spend(sl_subject *subject, uint64_t steps)
{
	subject->work -= steps < subject->work ? steps : subject->work;
}

void sl_subject_offer(const sl_subject *subject, bool single)
{
	const sl_event_sink *sink = subject->counts->sink;
	const chan_inputs inputs = {subject->inputs, subject->type.field_count};

	if (sink != NULL) {
		sink->take(sink->context, subject->type.type_id, &inputs, single);
	}
}

bool sl_subject_holds(sl_subject *subject, uint32_t criterion)
{
	const chan_inputs inputs = {subject->inputs, subject->type.field_count};
	chan_outcome outcome;
	const bool judged = chan_evaluate_criterion(
		&subject->program->content, &subject->scratch, &inputs, subject->type_index,
		subject->template.first_criterion + criterion, &outcome);

	subject->counts->inputs++;
	spend(subject, outcome.steps + 1);
	return judged && outcome.matched;
}

bool sl_subject_run(sl_subject *subject, bool *verdict)
{
	const chan_inputs inputs = {subject->inputs, subject->type.field_count};
	chan_outcome outcome;
	const bool judged = chan_evaluate(&subject->program->content, &subject->scratch, &inputs,
	                                  subject->template_index, &outcome);

	subject->counts->events++;
	spend(subject, outcome.steps + 1);
	*verdict = outcome.matched;
	return judged;
}

static bool read_criteria(sl_subject *subject)
{
	const chan_template *template = &subject->template;
	sl_arena *arena = &subject->arena;
	uint32_t values = 0;

	subject->criteria =
		sl_arena_alloc(arena, template->criterion_count, sizeof *subject->criteria);
	subject->matchers =
		sl_arena_alloc(arena, template->criterion_count, sizeof *subject->matchers);
	subject->has_no_matcher = sl_arena_alloc(arena, template->criterion_count, 1);
	subject->uses = sl_arena_alloc(arena, template->criterion_count, sizeof *subject->uses);
	subject->wanted = sl_arena_alloc(arena, template->criterion_count, 1);
	memset(subject->wanted, SL_FREE, template->criterion_count);
	for (uint32_t i = 0; i < template->criterion_count; i++) {
		chan_criterion *one = &subject->criteria[i];

		if (!chan_criterion_at(&subject->checked->file, template->first_criterion + i,
		                       one) ||
		    (one->operation != CHAN_OPERATOR_ANY &&
		     one->field >= subject->type.field_count)) {
			return false;
		}
		values += one->value_count;
	}
	subject->first_value = subject->criteria[0].first_value;
	subject->samples = sl_arena_alloc(arena, (size_t)values + 1, sizeof *subject->samples);
	return true;
}

/* The tree of the condition: operands of an instruction are the last ones that nothing has taken yet. */
static bool read_condition(sl_subject *subject)
{
	const chan_template *template = &subject->template;
	uint32_t stack[CHAN_MAX_DEPTH], depth = 0;

	subject->nodes = sl_arena_alloc(&subject->arena, template->instruction_count,
	                                sizeof *subject->nodes);
	for (uint32_t i = 0; i < template->instruction_count; i++) {
		sl_node *node = &subject->nodes[i];
		uint32_t taken = 0;

		if (!chan_instruction_at(&subject->checked->file, template->first_instruction + i,
		                         &node->word)) {
			return false;
		}
		if (node->word < template->criterion_count) {
			node->leaves = 1;
			subject->uses[node->word]++;
		} else {
			taken = node->word == CHAN_WORD_NOT ? 1 : 2;
		}
		if (depth < taken || depth - taken == CHAN_MAX_DEPTH) {
			return false;
		}
		depth -= taken;
		if (taken > 0) {
			node->left = stack[depth];
			node->right = stack[depth + taken - 1];
			node->leaves = subject->nodes[node->left].leaves +
			               (taken == 2 ? subject->nodes[node->right].leaves : 0);
		}
		stack[depth++] = i;
	}
	return depth == 1;
}

static uint16_t find_root(const uint16_t *parents, uint16_t field)
{
	while (parents[field] != field) {
		field = parents[field];
	}
	return field;
}

/* Joins the fields that a reference compares. */
static bool bind_fields(const sl_subject *subject, uint16_t parents[CHAN_MAX_FIELDS],
                        bool used[CHAN_MAX_FIELDS])
{
	for (uint16_t i = 0; i < CHAN_MAX_FIELDS; i++) {
		parents[i] = i;
		used[i] = false;
	}
	for (uint32_t i = 0; i < subject->template.criterion_count; i++) {
		const chan_criterion *one = &subject->criteria[i];

		if (one->operation == CHAN_OPERATOR_ANY) {
			continue;
		}
		used[one->field] = true;
		for (uint32_t k = 0;
		     one->operation == CHAN_OPERATOR_FIELDREF && k < one->value_count; k++) {
			uint32_t other;

			if (!chan_value_at(&subject->checked->file, one->first_value + k, &other) ||
			    other >= subject->type.field_count) {
				return false;
			}
			used[other] = true;
			parents[find_root(parents, (uint16_t)other)] =
				find_root(parents, one->field);
		}
	}
	return true;
}

static void fill_group(sl_subject *subject, const uint16_t *parents, const bool *used,
                       uint16_t root, sl_group *out)
{
	uint16_t *fields =
		sl_arena_alloc(&subject->arena, subject->type.field_count, sizeof *fields);
	uint32_t *criteria, count = 0;

	for (uint16_t i = 0; i < subject->type.field_count; i++) {
		if (used[i] && find_root(parents, i) == root) {
			fields[out->field_count++] = i;
		}
	}
	for (uint32_t i = 0; i < subject->template.criterion_count; i++) {
		count += subject->criteria[i].operation != CHAN_OPERATOR_ANY &&
		         find_root(parents, subject->criteria[i].field) == root;
	}
	criteria = sl_arena_alloc(&subject->arena, (size_t)count + 1, sizeof *criteria);
	for (uint32_t i = 0; i < subject->template.criterion_count; i++) {
		if (subject->criteria[i].operation != CHAN_OPERATOR_ANY &&
		    find_root(parents, subject->criteria[i].field) == root) {
			criteria[out->criterion_count++] = i;
			subject->group_of[i] = subject->group_count;
		}
	}
	out->fields = fields;
	out->criteria = criteria;
}

static bool make_groups(sl_subject *subject)
{
	uint16_t parents[CHAN_MAX_FIELDS];
	bool used[CHAN_MAX_FIELDS];

	subject->groups = sl_arena_alloc(&subject->arena, CHAN_MAX_FIELDS, sizeof *subject->groups);
	subject->group_of = sl_arena_alloc(&subject->arena, subject->template.criterion_count,
	                                   sizeof *subject->group_of);
	if (!bind_fields(subject, parents, used)) {
		return false;
	}
	for (uint32_t i = 0; i < subject->template.criterion_count; i++) {
		subject->group_of[i] = SL_NO_CRITERION;
	}
	for (uint16_t i = 0; i < subject->type.field_count; i++) {
		if (used[i] && parents[i] == i) {
			fill_group(subject, parents, used, i,
			           &subject->groups[subject->group_count]);
			subject->group_count++;
		}
	}
	return true;
}

bool sl_subject_start(sl_subject *subject, uint32_t template_index)
{
	sl_arena_start(&subject->arena);
	subject->template_index = template_index;
	subject->group_count = 0;
	subject->work = MOST_WORK;
	memset(subject->inputs, 0, CHAN_MAX_FIELDS * sizeof *subject->inputs);
	return chan_template_at(&subject->checked->file, template_index, &subject->template) &&
	       subject->template.criterion_count > 0 && read_criteria(subject) &&
	       read_condition(subject) && make_groups(subject);
}

void sl_subject_end(sl_subject *subject)
{
	free(subject->memos);
	subject->memos = NULL;
	subject->memo_count = subject->memo_slots = 0;
	sl_arena_free(&subject->arena);
}
