/* The evidence for a file, template by template. */
#include "gate/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "gate/evidence_parts.h"
#include "rules/facts.h"
#include "rules/logic.h"

/* Steps for all templates of a file: beside those that each may take, so many for the file, and for each template. */
#define FILE_WORK (UINT64_C(1) << 33)
#define TEMPLATE_WORK (UINT64_C(1) << 22)

/* An event that was run, and shows of some criteria that they decide. */
typedef struct shown {
	const chan_input *inputs;
} shown;

/* The evidence for the template at hand. */
typedef struct gathering {
	sl_subject *subject;
	sl_build_check *builds;
	bool was_on_builds;
	uint8_t *truths, *decides;
	shown *failing, *holding; /* of each criterion: events in which it decides, or NULL */
} gathering;

static shown *shown_for(gathering *g, uint32_t criterion, bool holds)
{
	return holds ? &g->holding[criterion] : &g->failing[criterion];
}

/* Whether the verdict would be another if the criterion had the other truth: the machine itself is asked. */
static bool would_turn(gathering *g, uint32_t criterion, bool verdict)
{
	sl_subject *subject = g->subject;
	bool other = verdict;
	bool judged;

	g->truths[criterion] ^= 1;
	judged = chan_conclude(&subject->checked->file, &subject->template, g->truths,
	                       subject->template.criterion_count, &other);
	g->truths[criterion] ^= 1;
	subject->work -= subject->template.instruction_count < subject->work
	                         ? subject->template.instruction_count
	                         : subject->work;
	return judged && other != verdict;
}

/* Runs the event at hand, keeps it for the criteria that decide in it, and takes it to every build. */
static void run_event(gathering *g)
{
	sl_subject *subject = g->subject;
	const uint32_t count = subject->template.criterion_count;
	chan_input *kept = NULL;
	bool verdict;

	if (!sl_subject_run(subject, &verdict)) {
		return;
	}
	memcpy(g->truths, subject->scratch.truths, count);
	memset(g->decides, 0, count);
	sl_find_deciders(subject, g->truths, g->decides);
	for (uint32_t i = 0; i < count; i++) {
		shown *one = shown_for(g, i, g->truths[i] != 0);

		/* In a criterion that is used twice, each use can hide the other: there the tree says too little. */
		if (one->inputs != NULL || (!g->decides[i] && subject->uses[i] == 1) ||
		    !would_turn(g, i, verdict)) {
			continue;
		}
		if (kept == NULL) {
			kept = sl_arena_alloc(&subject->arena, subject->type.field_count,
			                      sizeof *kept);
			memcpy(kept, subject->inputs, subject->type.field_count * sizeof *kept);
		}
		one->inputs = kept;
	}
	/* Even a template in which nothing decides has one event that every build runs. */
	if (kept != NULL || !g->was_on_builds) {
		g->was_on_builds = true;
		sl_check_builds(g->builds, subject, verdict);
	}
}

/*
 * From an event in which the criterion decides to one that differs in nothing but its truth, as far as the criteria are
 * concerned: only the inputs of its own group change.
 */
static void turn_one(gathering *g, uint32_t criterion, bool holds)
{
	sl_subject *subject = g->subject;
	const shown *from = shown_for(g, criterion, !holds);
	const uint32_t group = subject->group_of[criterion];

	if (from->inputs == NULL || group == SL_NO_CRITERION) {
		return;
	}
	memcpy(subject->inputs, from->inputs, subject->type.field_count * sizeof *subject->inputs);
	memset(subject->wanted, SL_FREE, subject->template.criterion_count);
	for (uint32_t i = 0; i < subject->groups[group].criterion_count; i++) {
		const uint32_t other = subject->groups[group].criteria[i];

		subject->wanted[other] = sl_subject_holds(subject, other) == (other != criterion)
		                                 ? SL_HOLDS
		                                 : SL_FAILS;
	}
	if (sl_solve_group(subject, group, holds ? SL_NO_CRITERION : criterion) == SL_FOUND) {
		run_event(g);
	}
}

/* Shows that the criterion decides with this truth. Not found: the proof says why, or there is none. */
static enum sl_answer show(gathering *g, uint32_t criterion, bool holds, sl_proof *proof)
{
	const sl_plan plan = {criterion, holds};
	const shown *one = shown_for(g, criterion, holds);
	enum sl_answer answer;

	if (one->inputs == NULL) {
		turn_one(g, criterion, holds);
	}
	if (one->inputs != NULL) {
		return SL_FOUND;
	}
	answer = sl_follow_plan(g->subject, &plan, proof);
	if (answer == SL_FOUND) {
		run_event(g);
		answer = one->inputs != NULL ? SL_FOUND : SL_UNDECIDED;
	}
	return answer;
}

static void judge_criterion(gathering *g, uint32_t criterion)
{
	sl_subject *subject = g->subject;
	sl_proof proof;
	bool unresolved = false;

	for (unsigned holds = 0; holds < 2; holds++) {
		const enum sl_answer answer = show(g, criterion, holds == 1, &proof);

		if (answer == SL_IMPOSSIBLE) {
			sl_say_redundant(subject, criterion, holds == 1, &proof);
			return;
		}
		unresolved = unresolved || answer == SL_UNDECIDED;
	}
	if (unresolved) {
		sl_say_unresolved(subject, criterion,
		                  subject->work > 0
		                          ? "no event was made in which it decides both ways, "
		                            "and no proof that there is none"
		                          : "the budget of steps was spent before it was shown "
		                            "to decide");
	} else {
		subject->counts->decided++;
	}
}

/* Whether the rules of meaning have proved that the verdict is always the same. */
static bool is_decided(const sl_subject *subject)
{
	sl_logic *logic = sl_logic_make();
	sl_logic_result known;
	const bool decided =
		sl_logic_decide(logic, &subject->checked->file, subject->checked->bytes,
	                        subject->template_index, &known) &&
		(known.never || known.always);

	sl_logic_free(logic);
	return decided;
}

/*
 * Whether some event has the verdict. If there is none, that is the finding, and no criterion is looked at: unless the
 * rules of meaning have said it already (CH2011, CH2016).
 */
static bool has_verdict(gathering *g, bool verdict)
{
	sl_subject *subject = g->subject;
	const sl_plan plan = {SL_NO_CRITERION, verdict};
	sl_proof proof;
	enum sl_answer answer = sl_follow_plan(subject, &plan, &proof);

	if (answer == SL_FOUND) {
		run_event(g);
		return true;
	}
	if (!is_decided(subject)) {
		sl_say_verdict(subject, answer, verdict, &proof);
	}
	if (answer == SL_IMPOSSIBLE) {
		subject->counts->redundant += subject->template.criterion_count;
	} else {
		subject->counts->unresolved += subject->template.criterion_count;
	}
	return false;
}

static void gather_template(sl_subject *subject, sl_build_check *builds)
{
	const uint32_t count = subject->template.criterion_count;
	sl_arena *arena = &subject->arena;
	gathering g = {.subject = subject, .builds = builds};

	g.truths = sl_arena_alloc(arena, count, 1);
	g.decides = sl_arena_alloc(arena, count, 1);
	g.failing = sl_arena_alloc(arena, count, sizeof *g.failing);
	g.holding = sl_arena_alloc(arena, count, sizeof *g.holding);
	run_event(&g); /* nothing is there */
	if (!has_verdict(&g, true) || !has_verdict(&g, false)) {
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		judge_criterion(&g, i);
	}
}

static bool start_type(sl_subject *subject, uint32_t index)
{
	subject->type_index = index;
	if (!chan_type_at(&subject->checked->file, index, &subject->type)) {
		return false;
	}
	for (uint32_t i = 0; i < subject->type.field_count && i < CHAN_MAX_FIELDS; i++) {
		chan_field field;

		if (chan_field_at(&subject->checked->file, subject->type.first_field + i, &field)) {
			subject->kinds[i] = field.kind;
		}
	}
	return true;
}

/* CH4004. */
static void check_cost(sl_subject *subject)
{
	const chan_type *type = &subject->type;
	sl_evidence *counts = subject->counts;
	sl_findings *findings = subject->findings;
	uint64_t steps = 0;
	sl_place place;

	for (uint32_t i = 0; i < type->template_count; i++) {
		const uint64_t one =
			chan_steps_bound(&subject->program->content, type->first_template + i,
		                         SL_EVIDENCE_INPUT_BYTES);

		steps = one > UINT64_MAX - steps ? UINT64_MAX : steps + one;
	}
	counts->steps = steps > counts->steps ? steps : counts->steps;
	if (steps <= SL_EVIDENCE_STEPS || sl_fact_dropped(findings, SL_RULE_WORK_OVER_BUDGET)) {
		return;
	}
	place = SL_AT(subject->checked, TYPE, subject->type_index, template_count);
	sl_fact(subject->checked, findings, SL_RULE_WORK_OVER_BUDGET, &place,
	        "%s of %s can take %llu steps for one event with inputs of %u bytes; %llu are the "
	        "budget",
	        sl_counted(&findings->arena, type->template_count, "template"),
	        sl_string_name(subject->checked, findings, type->name), (unsigned long long)steps,
	        SL_EVIDENCE_INPUT_BYTES, (unsigned long long)SL_EVIDENCE_STEPS);
}

/* One template, within what is left for the file. */
static void take_template(sl_subject *subject, sl_build_check *builds, uint32_t index,
                          uint64_t *left)
{
	uint64_t given;

	*left += TEMPLATE_WORK;
	if (sl_subject_start(subject, index)) {
		subject->work = *left < subject->work ? *left : subject->work;
		given = subject->work;
		subject->counts->templates++;
		subject->counts->criteria += subject->template.criterion_count;
		for (uint32_t i = 0; i < subject->template.criterion_count; i++) {
			sl_exercise_criterion(subject, i);
		}
		memset(subject->inputs, 0, CHAN_MAX_FIELDS * sizeof *subject->inputs);
		gather_template(subject, builds);
		*left -= given - subject->work;
	}
	sl_subject_end(subject);
}

size_t sl_gather_evidence(const sl_checked_file *checked, const sl_program *program,
                          const sl_catalog *catalog, const sl_fleet *fleet, sl_evidence *out,
                          sl_findings *findings)
{
	const size_t before = out->criteria;
	uint64_t left = FILE_WORK;
	sl_build_check *builds = sl_build_check_make(checked, catalog, fleet);
	sl_subject subject = {.checked = checked,
	                      .program = program,
	                      .scratch = sl_program_scratch(program),
	                      .search = sl_search_make(),
	                      .findings = findings,
	                      .counts = out,
	                      .inputs = sl_alloc(CHAN_MAX_FIELDS, sizeof(chan_input))};

	for (uint32_t i = 0; start_type(&subject, i); i++) {
		check_cost(&subject);
		for (uint32_t k = 0; k < subject.type.template_count; k++) {
			take_template(&subject, builds, subject.type.first_template + k, &left);
		}
	}
	sl_build_check_free(builds);
	sl_scratch_free(&subject.scratch);
	sl_search_free(subject.search);
	sl_reach_free(&subject.reach);
	sl_buffer_free(&subject.text);
	free(subject.inputs);
	return out->criteria - before;
}
