/* The authored probes, run. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gate/probing_parts.h"
#include "rules/facts.h"

static int compare_probed(const void *left, const void *right)
{
	const sl_probed *a = left, *b = right;
	int order = memcmp(a->uuid, b->uuid, sizeof a->uuid);

	order = order != 0 ? order : (a->program > b->program) - (a->program < b->program);
	return order != 0 ? order : (a->template > b->template) - (a->template <b->template);
}

static void index_templates(sl_probe_run *run)
{
	const sl_probing *probing = run->probing;
	size_t total = 0;

	for (size_t i = 0; i < probing->program_count; i++) {
		total += probing->programs[i].checked->file.header.template_count;
	}
	run->templates = sl_arena_alloc(&run->arena, total + 1, sizeof *run->templates);
	for (uint32_t i = 0; i < probing->program_count; i++) {
		const chan_file *file = &probing->programs[i].checked->file;
		chan_template template;

		for (uint32_t k = 0; chan_template_at(file, k, &template); k++) {
			sl_probed *one = &run->templates[run->template_count++];

			memcpy(one->uuid, template.uuid, sizeof one->uuid);
			one->program = i;
			one->template = k;
			one->type = template.type;
		}
	}
	if (run->template_count > 1) {
		qsort(run->templates, run->template_count, sizeof *run->templates, compare_probed);
	}
}

static void start(sl_probe_run *run)
{
	const sl_probing *probing = run->probing;
	const size_t count = probing->program_count;

	sl_arena_start(&run->arena);
	run->events = sl_event_inputs_make(probing->probes->router);
	run->scratches = sl_arena_alloc(&run->arena, count + 1, sizeof *run->scratches);
	run->negated = sl_arena_alloc(&run->arena, count + 1, sizeof *run->negated);
	run->faulty = sl_arena_alloc(&run->arena, count + 1, sizeof *run->faulty);
	run->inputs = sl_arena_alloc(&run->arena, probing->fleet->count + 1, sizeof *run->inputs);
	run->names = sl_arena_alloc(&run->arena, probing->fleet->count + 1, sizeof *run->names);
	for (size_t i = 0; i < count; i++) {
		const chan_file *file = &probing->programs[i].checked->file;

		run->scratches[i] = sl_program_scratch(&probing->programs[i]);
		run->negated[i] = sl_bits(file->header.criterion_count);
		run->faulty[i] = sl_bits(file->header.template_count);
		sl_mark_negated(file, run->negated[i]);
	}
	index_templates(run);
}

static void finish(sl_probe_run *run)
{
	for (size_t i = 0; i < run->probing->program_count; i++) {
		sl_scratch_free(&run->scratches[i]);
		free(run->negated[i]);
		free(run->faulty[i]);
	}
	free(run->types);
	free(run->supplies);
	sl_event_inputs_free(run->events);
	sl_arena_free(&run->arena);
}

static const sl_supplies *supplies_of(sl_probe_run *run, const sl_type *type)
{
	size_t capacity = run->type_capacity;

	for (size_t i = 0; i < run->type_count; i++) {
		if (run->types[i] == type) {
			return &run->supplies[i];
		}
	}
	run->types =
		sl_grow(run->types, &run->type_capacity, run->type_count + 1, sizeof *run->types);
	run->supplies =
		sl_grow(run->supplies, &capacity, run->type_count + 1, sizeof *run->supplies);
	run->types[run->type_count] = type;
	run->supplies[run->type_count] = sl_supplies_of(run->probing->fleet, type, &run->arena);
	return &run->supplies[run->type_count++];
}

bool sl_probe_holds(const sl_probe_run *run, uint32_t program, uint32_t type, uint32_t criterion,
                    const chan_inputs *inputs)
{
	chan_outcome outcome;

	return chan_evaluate_criterion(&run->probing->programs[program].content,
	                               &run->scratches[program], inputs, type, criterion,
	                               &outcome) &&
	       outcome.matched;
}

/* Marks the criteria of a template that are true of these inputs: all, or those under a `not`. */
static void exercise(const sl_probe_run *run, const sl_probed *at, const chan_template *template,
                     const chan_inputs *inputs, bool negated)
{
	sl_exercised *exercised = run->probing->exercised[at->program];

	for (uint32_t i = 0; i < template->criterion_count; i++) {
		const uint32_t criterion = template->first_criterion + i;

		if ((!negated || sl_bit(run->negated[at->program], criterion)) &&
		    !sl_exercised_get(exercised, criterion) &&
		    sl_probe_holds(run, at->program, at->type, criterion, inputs)) {
			sl_exercised_set(exercised, criterion);
		}
	}
}

enum result { SILENT, MATCHED, FAULT };

/* Runs a template on one group of builds. */
static enum sl_probe_result evaluate(sl_probe_run *run, const sl_probed *at,
                                     const chan_inputs *inputs, chan_outcome *outcome)
{
	const sl_program *program = &run->probing->programs[at->program];

	run->counts->evaluations++;
	if (!chan_evaluate(&program->content, &run->scratches[at->program], inputs, at->template,
	                   outcome)) {
		return SL_PROBE_FAULT;
	}
	return outcome->matched ? SL_PROBE_MATCHED : SL_PROBE_SILENT;
}

/* The names of the builds with this result, for a finding; and the first of their groups, or NULL. */
static sl_probe_inputs *gather(sl_probe_run *run, enum sl_probe_result wanted)
{
	sl_probe_inputs *first = NULL;

	run->name_count = 0;
	for (size_t i = 0; i < run->input_count; i++) {
		sl_probe_inputs *one = &run->inputs[i];

		if (one->result != wanted) {
			continue;
		}
		first = first != NULL ? first : one;
		for (size_t k = 0; k < one->supply->build_count; k++) {
			run->names[run->name_count++] = one->supply->builds[k];
		}
	}
	return first;
}

static void judge_expected(sl_probe_run *run, const sl_probed *at, const chan_template *template)
{
	const sl_probe_inputs *silent = gather(run, SL_PROBE_SILENT), *matched;

	run->counts->expected++;
	if (silent != NULL) {
		sl_probe_say_missed(run, at, silent);
	}
	matched = gather(run, SL_PROBE_MATCHED);
	if (matched != NULL) {
		exercise(run, at, template, &matched->inputs, false);
	} else if (silent == NULL) {
		sl_probe_say_nowhere(run, at);
	}
}

static void judge_other(sl_probe_run *run, const sl_probed *at, const chan_template *template)
{
	const sl_probe_inputs *matched = gather(run, SL_PROBE_MATCHED), *silent;

	if (matched != NULL) {
		sl_probe_say_unwanted(run, at, matched);
		return;
	}
	silent = gather(run, SL_PROBE_SILENT);
	if (silent != NULL) {
		exercise(run, at, template, &silent->inputs, true);
	}
}

static int compare_expectation(const void *uuid, const void *expectation)
{
	return memcmp(uuid, ((const sl_expectation *)expectation)->uuid, 16);
}

static void run_template(sl_probe_run *run, const sl_probed *at, const chan_template *template)
{
	const sl_probe *probe = run->probe;
	chan_outcome outcome, fault = {0};

	for (size_t i = 0; i < run->input_count; i++) {
		sl_probe_inputs *one = &run->inputs[i];

		one->result = evaluate(run, at, &one->inputs, &outcome);
		if (one->result == SL_PROBE_FAULT && fault.error == CHAN_EVALUATION_OK) {
			fault = outcome;
		}
	}
	if (probe->expected_count > 0 &&
	    bsearch(template->uuid, probe->expected, probe->expected_count, sizeof *probe->expected,
	            compare_expectation) != NULL) {
		judge_expected(run, at, template);
	} else {
		judge_other(run, at, template);
	}
	if (fault.error != CHAN_EVALUATION_OK && !sl_bit(run->faulty[at->program], at->template)) {
		sl_bit_set(run->faulty[at->program], at->template);
		gather(run, SL_PROBE_FAULT);
		sl_probe_say_fault(run, at, &fault);
	}
}

/* All templates of one program that are of the type at hand. */
static void run_program(sl_probe_run *run, uint32_t program)
{
	const chan_file *file = &run->probing->programs[program].checked->file;
	sl_probed at = {.program = program};
	chan_type type;

	while (chan_type_at(file, at.type, &type) && type.type_id < run->type->id) {
		at.type++;
	}
	if (!chan_type_at(file, at.type, &type) || type.type_id != run->type->id) {
		return;
	}
	for (uint32_t i = 0; i < type.template_count; i++) {
		chan_template template;

		at.template = type.first_template + i;
		if (chan_template_at(file, at.template, &template)) {
			memcpy(at.uuid, template.uuid, sizeof at.uuid);
			run_template(run, &at, &template);
		}
	}
}

/* Returns the number of builds. */
static size_t run_type(sl_probe_run *run, const sl_type *type)
{
	const sl_supplies *supplies = supplies_of(run, type);
	const chan_inputs all = sl_event_inputs_for(run->events, &run->probe->event, type);
	size_t builds = 0;

	run->type = type;
	run->input_count = supplies->count;
	for (size_t i = 0; i < supplies->count; i++) {
		sl_probe_inputs *one = &run->inputs[i];

		one->supply = &supplies->items[i];
		one->inputs = sl_supply_cut(one->supply, type, &all, &one->block);
		builds += one->supply->build_count;
	}
	for (uint32_t i = 0; builds > 0 && i < run->probing->program_count; i++) {
		run_program(run, i);
	}
	for (size_t i = 0; i < supplies->count; i++) {
		free(run->inputs[i].block);
	}
	return builds;
}

static bool is_of_type(const sl_probe_run *run, const sl_probed *template)
{
	const chan_file *file = &run->probing->programs[template->program].checked->file;
	chan_type type;
	bool found = false;

	for (uint32_t i = 0; i < run->probe->type_count && !found; i++) {
		found = chan_type_at(file, template->type, &type) &&
		        type.type_id == run->probe->types[i]->id;
	}
	return found;
}

/* Whether some template of the probe's types has the id; if none has, says so. */
static void find_expected(sl_probe_run *run, const sl_expectation *expected)
{
	size_t low = 0, high = run->template_count;
	const sl_probed *another = NULL;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (memcmp(run->templates[middle].uuid, expected->uuid, 16) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (;
	     low < run->template_count && memcmp(run->templates[low].uuid, expected->uuid, 16) == 0;
	     low++) {
		another = &run->templates[low];
		if (is_of_type(run, another)) {
			return;
		}
	}
	if (another != NULL || run->probing->complete) {
		sl_probe_say_absent(run, expected, another);
	}
}

static bool is_same_entry(const sl_probe *a, const sl_probe *b)
{
	return a->entry.line == b->entry.line && a->entry.column == b->entry.column &&
	       strcmp(a->entry.path, b->entry.path) == 0;
}

static void run_probe(sl_probe_run *run, const sl_probe *probe, bool first_of_entry)
{
	size_t builds = 0;

	run->probe = probe;
	for (uint32_t i = 0; i < probe->type_count; i++) {
		builds += run_type(run, probe->types[i]);
	}
	run->counts->events += builds > 0;
	run->counts->cases += builds;
	for (uint32_t i = 0; first_of_entry && i < probe->expected_count; i++) {
		find_expected(run, &probe->expected[i]);
	}
	/* Without a fleet nothing runs anywhere, which is said once elsewhere (CH3000). */
	if (builds == 0 && first_of_entry && run->probing->fleet->count > 0) {
		sl_findings_source(run->findings, SL_RULE_VALUE_INVALID, probe->entry,
		                   "no build of the fleet supplies %s, so the probe runs nowhere",
		                   probe->types[0]->name);
	}
}

size_t sl_run_probes(const sl_probing *probing, sl_probing_counts *counts, sl_findings *findings)
{
	const sl_probes *probes = probing->probes;
	sl_probe_run run = {.probing = probing, .counts = counts, .findings = findings};

	*counts = (sl_probing_counts){0};
	if (probes->count == 0) {
		return 0;
	}
	start(&run);
	for (size_t i = 0; i < probes->count; i++) {
		run_probe(&run, &probes->items[i],
		          i == 0 || !is_same_entry(&probes->items[i - 1], &probes->items[i]));
	}
	finish(&run);
	return counts->cases;
}
