/* Synthesised evidence: one template after the other, on every build. */
#include "gate/synthesis.h"

#include <stdlib.h>
#include <string.h>

#include "gate/synthesis_parts.h"
#include "gate/supply.h"
#include "rules/facts.h"

enum { RELATION_BUDGET = 4000000, SEED = 0x2545f491 };

/* What the templates of a file share. */
typedef struct gathering {
	const sl_program *program;
	const sl_checked_file *checked;
	const sl_catalog *catalog;
	const sl_fleet *fleet;
	sl_synthesis_counts *counts;
	sl_findings *findings;
	sl_arena arena; /* of what a type has */
	const sl_type *type; /* of the catalog; NULL: it has none */
	sl_supplies supplies; /* of that type */
} gathering;

/* The condition as a tree: what a word takes are the nodes that the words before it have left. */
static bool read_condition(sl_synthesis_subject *s)
{
	uint32_t stack[CHAN_MAX_DEPTH], depth = 0;
	for (uint32_t i = 0; i < s->word_count; i++) {
		sl_synthesis_node *node = &s->nodes[i];
		const bool is_push =
			i < s->word_count &&
			chan_instruction_at(s->logic.file, s->template.first_instruction + i,
		                            &s->words[i]) &&
			s->words[i] < CHAN_PUSH_LIMIT;
		node->word = s->words[i];
		if (is_push) {
			if (node->word >= s->count || depth == CHAN_MAX_DEPTH) {
				return false;
			}
			s->pushes[node->word] = (uint8_t)(s->pushes[node->word] == UINT8_MAX
			                                          ? UINT8_MAX
			                                          : s->pushes[node->word] + 1);
		} else if (node->word == CHAN_WORD_NOT && depth > 0) {
			node->left = stack[--depth];
		} else if (depth > 1) {
			node->right = stack[--depth];
			node->left = stack[--depth];
		} else {
			return false;
		}
		stack[depth++] = i;
	}
	return depth == 1;
}

static void read_criteria(sl_synthesis_subject *s)
{
	const uint32_t none = s->count;
	for (uint32_t i = 0; i < s->type.field_count; i++) {
		chan_field field = {0};
		s->first_on_field[i] = none;
		if (chan_field_at(s->logic.file, s->type.first_field + i, &field)) {
			s->kinds[i] = field.kind;
		}
	}
	for (uint32_t i = s->count; i-- > 0;) {
		s->next_on_field[i] = none;
		if (chan_criterion_at(s->logic.file, s->template.first_criterion + i,
		                      &s->criteria[i])) {
			s->next_on_field[i] = s->first_on_field[s->criteria[i].field];
			s->first_on_field[s->criteria[i].field] = i;
		}
	}
}

/* False: the file has no such template, which an accepted file has. */
static bool start_subject(const gathering *g, uint32_t index, sl_synthesis_subject *s)
{
	*s = (sl_synthesis_subject){.program = g->program, .index = index, .random = SEED};
	s->logic = (sl_logic_input){&g->checked->file, g->checked->bytes};
	s->budget.left = RELATION_BUDGET;
	sl_arena_start(&s->arena);
	s->scratch = sl_program_scratch(g->program);
	if (!chan_template_at(s->logic.file, index, &s->template) ||
	    !chan_type_at(s->logic.file, s->template.type, &s->type)) {
		return false;
	}
	const uint32_t fields = s->type.field_count;
	sl_arena *arena = &s->arena;
	s->count = s->template.criterion_count;
	s->word_count = s->template.instruction_count;
	s->kinds = sl_arena_alloc(arena, fields, sizeof *s->kinds);
	s->criteria = sl_arena_alloc(arena, s->count, sizeof *s->criteria);
	s->next_on_field = sl_arena_alloc(arena, s->count, sizeof *s->next_on_field);
	s->first_on_field = sl_arena_alloc(arena, fields, sizeof *s->first_on_field);
	s->words = sl_arena_alloc(arena, s->word_count, sizeof *s->words);
	s->nodes = sl_arena_alloc(arena, s->word_count, sizeof *s->nodes);
	s->pushes = sl_arena_alloc(arena, s->count, 1);
	s->wanted = sl_arena_alloc(arena, s->count, 1);
	s->inputs = sl_arena_alloc(arena, fields, sizeof *s->inputs);
	s->shown = sl_arena_alloc(arena, s->count, 1);
	s->value = sl_arena_alloc(arena, s->word_count, 1);
	s->decides = sl_arena_alloc(arena, s->word_count, 1);
	read_criteria(s);
	return read_condition(s);
}

static void end_subject(sl_synthesis_subject *s)
{
	sl_scratch_free(&s->scratch);
	sl_arena_free(&s->arena);
}

static const char *title_of(const gathering *g, const sl_synthesis_subject *s)
{
	return sl_string_name(g->checked, g->findings, s->template.title);
}

/* The place of a criterion, for a finding about it. */
static sl_place place_of(const gathering *g, const sl_synthesis_subject *s, uint32_t criterion)
{
	sl_place place =
		SL_AT(g->checked, CRITERION, s->template.first_criterion + criterion, field);
	place.template_index = s->index;
	place.criterion_index = s->template.first_criterion + criterion;
	place.field =
		sl_field_name(g->checked, g->findings, &s->type, s->criteria[criterion].field);
	return place;
}

static void say_criterion(const gathering *g, const sl_synthesis_subject *s, uint32_t criterion,
                          enum sl_solved if_true, enum sl_solved if_false)
{
	sl_place place = place_of(g, s, criterion);
	const bool proved = if_true != SL_UNSOLVED && if_false != SL_UNSOLVED;
	const char *when = if_true == SL_SOLVED    ? "by failing"
	                   : if_false == SL_SOLVED ? "by holding"
	                                           : "either way";
	place.only_warns = proved;
	g->counts->redundant += proved;
	g->counts->unresolved += !proved;
	if (!sl_fact_dropped(g->findings, SL_RULE_NOT_DECISIVE)) {
		sl_fact(g->checked, g->findings, SL_RULE_NOT_DECISIVE, &place,
		        "'%s': %s in which %s %s decides the verdict %s%s", title_of(g, s),
		        proved ? "there is no event" : "no event was found", place.field,
		        sl_operator_name(s->criteria[criterion].operation), when,
		        proved ? ", so it is redundant" : "");
	}
}

static void decide_criteria(gathering *g, sl_synthesis_subject *s)
{
	for (uint32_t i = 0; i < s->count; i++) {
		enum sl_solved if_true = SL_SOLVED, if_false = SL_SOLVED;
		g->counts->criteria++;
		if ((s->shown[i] & SL_SHOWN_TRUE) == 0) {
			if_true = sl_synthesis_search(s, i, true);
		}
		if ((s->shown[i] & SL_SHOWN_FALSE) == 0) {
			if_false = sl_synthesis_search(s, i, false);
		}
		if (if_true == SL_SOLVED && if_false == SL_SOLVED) {
			g->counts->decided++;
		} else {
			say_criterion(g, s, i, if_true, if_false);
		}
	}
}

/* One build, or some that supply the same, met an error: it is the sensor's on the day of the release. */
static void say_fault(const gathering *g, const sl_synthesis_subject *s, const sl_supply *supply,
                      const chan_outcome *outcome)
{
	const uint32_t criterion = outcome->criterion - s->template.first_criterion;
	if (criterion >= s->count) {
		return;
	}
	sl_place place = place_of(g, s, criterion);
	place.field = sl_field_name(g->checked, g->findings, &s->type, outcome->field);
	place.builds = supply->builds;
	place.build_count = supply->build_count;
	sl_fact(g->checked, g->findings, SL_RULE_SENSOR_FAILED, &place,
	        "'%s' asks for input %u, %s, of the %u that are supplied", title_of(g, s),
	        outcome->field + 1u, place.field, supply->input->count);
}

static void say_other_verdict(const gathering *g, const sl_synthesis_subject *s,
                              const sl_supply *supply, const sl_synthesis_event *event)
{
	sl_place place = SL_AT(g->checked, TEMPLATE, s->index, uuid);
	place.template_index = s->index;
	place.builds = supply->builds;
	place.build_count = supply->build_count;
	sl_fact(g->checked, g->findings, SL_RULE_SENSOR_FAILED, &place,
	        "'%s' %s an event there that it %s with all inputs", title_of(g, s),
	        event->verdict ? "misses" : "matches",
	        event->verdict ? "matches" : "does not match");
}

/* The event with the inputs of the catalog's type, of which the file's may be a beginning. */
static chan_inputs widen(const gathering *g, sl_synthesis_subject *s, const sl_synthesis_event *event)
{
	const uint32_t fields = g->type->field_count;
	const uint32_t known = s->type.field_count < fields ? s->type.field_count : fields;
	chan_input *wide = sl_arena_alloc(&s->arena, fields, sizeof *wide);
	memcpy(wide, event->inputs, known * sizeof *wide);
	return (chan_inputs){wide, fields};
}

/* False: the build fails on the event, or says another verdict; a finding says so. */
static bool run_on_build(gathering *g, sl_synthesis_subject *s, const sl_supply *supply,
                         const sl_synthesis_event *event)
{
	const chan_inputs all = widen(g, s, event);
	chan_input *block;
	const chan_inputs cut = sl_supply_cut(supply, g->type, &all, &block);
	chan_outcome outcome;
	const bool ran = chan_evaluate(&s->program->content, &s->scratch, &cut, s->index, &outcome);
	g->counts->runs++;
	free(block);
	if (!ran) {
		say_fault(g, s, supply, &outcome);
	} else if (outcome.matched != event->verdict) {
		say_other_verdict(g, s, supply, event);
	}
	return ran && outcome.matched == event->verdict;
}

static void run_on_builds(gathering *g, sl_synthesis_subject *s)
{
	for (size_t i = 0; i < g->supplies.count; i++) {
		const sl_synthesis_event *event = s->events;
		while (event != NULL && run_on_build(g, s, &g->supplies.items[i], event)) {
			event = event->next;
		}
	}
}

/* A template that is always or never true has no deciding criterion; one event without values runs it all the same. */
static void run_empty_event(sl_synthesis_subject *s)
{
	memset(s->inputs, 0, s->type.field_count * sizeof *s->inputs);
	(void)sl_synthesis_run(s, true);
}

static void gather_template(gathering *g, uint32_t index)
{
	sl_synthesis_subject s;
	if (start_subject(g, index, &s)) {
		g->counts->templates++;
		run_empty_event(&s);
		decide_criteria(g, &s);
		g->counts->events += s.event_count;
		run_on_builds(g, &s);
	}
	end_subject(&s);
}

/* What all templates of a type cost one event at most (CH4004). */
static void weigh_type(const gathering *g, const chan_type *type, uint32_t index)
{
	const chan_content *content = &g->program->content;
	uint64_t steps = 0;
	for (uint32_t i = 0; i < type->template_count; i++) {
		const uint64_t more =
			chan_steps_bound(content, type->first_template + i, SL_WORK_INPUT_BYTES);
		steps = more > UINT64_MAX - steps ? UINT64_MAX : steps + more;
	}
	if (steps > SL_WORK_STEPS) {
		const sl_place place = SL_AT(g->checked, TYPE, index, template_count);
		sl_fact(g->checked, g->findings, SL_RULE_WORK_OVER_BUDGET, &place,
		        "type %s: an event whose texts have %u bytes each may take %llu steps; the "
		        "budget is %llu",
		        sl_string_name(g->checked, g->findings, type->name), SL_WORK_INPUT_BYTES,
		        (unsigned long long)steps, (unsigned long long)SL_WORK_STEPS);
	}
}

void sl_synthesise(const sl_program *program, const sl_catalog *catalog, const sl_fleet *fleet,
                        sl_synthesis_counts *counts, sl_findings *findings)
{
	gathering g = {.program = program,
	               .checked = program->checked,
	               .catalog = catalog,
	               .fleet = fleet,
	               .counts = counts,
	               .findings = findings};
	chan_type type;
	for (uint32_t i = 0; chan_type_at(&program->checked->file, i, &type); i++) {
		sl_arena_start(&g.arena);
		g.type = sl_catalog_newest(catalog, type.type_id);
		g.supplies =
			g.type != NULL ? sl_supplies_of(fleet, g.type, &g.arena) : (sl_supplies){0};
		for (uint32_t k = 0; k < type.template_count; k++) {
			gather_template(&g, type.first_template + k);
		}
		weigh_type(&g, &type, i);
		sl_arena_free(&g.arena);
	}
}
