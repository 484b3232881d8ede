/*
 * Any bytes as a channel file, and events invented for it from the bytes behind it: what `sluice run` and a sensor do.
 *
 * Reaches: chan_measure(), chan_prepare(), chan_evaluate(), chan_evaluate_criterion(), sl_evaluate() by both paths.
 * Holds, for any accepted file and any event, one that breaks its contract included:
 *   - nothing outside the inputs is read: array and texts lie in blocks of exactly their size;
 *   - the interpreter takes at most as many steps as chan_steps_bound() says, and no error is a match;
 *   - what lies in the scratch before does not matter, and a second time gives the same;
 *   - a criterion's own answer and the condition machine agree with the template's;
 *   - the indexed path and the plain path find what the interpreter finds, errors included;
 *   - file and event stay as they are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "execute/evaluator.h"
#include "file_and_choices.h"
#include "holds.h"
#include "invented_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned int seed);

enum { EVENTS = 4, PROGRAMS = 2, MOST_TEMPLATES = 512 };
#define MOST_STEPS   \
	(UINT64_C(1) \
	 << 24) /* an event that could cost more is left out: other targets are slow enough */

/* One file, loaded twice: matches of two programs must come in order. */
typedef struct running {
	sl_checked_file checked;
	sl_program programs[PROGRAMS];
	sl_evaluator *plain, *indexed;
	sl_evaluation *plainly, *by_index;
	chan_scratch clean, dirty;
} running;

/* What the interpreter itself says of one event. */
typedef struct told {
	sl_match matches[MOST_TEMPLATES];
	size_t count;
	uint64_t faults;
} told;

static void fill_scratch(const chan_scratch *scratch, uint8_t byte)
{
	memset(scratch->truths, byte, scratch->truth_capacity);
	memset(scratch->places, byte, scratch->place_capacity * sizeof *scratch->places);
}

static bool same_outcome(const chan_outcome *a, const chan_outcome *b)
{
	return a->matched == b->matched && a->error == b->error && a->field == b->field &&
	       a->criterion == b->criterion && a->steps == b->steps;
}

static chan_outcome evaluate(const running *r, const chan_inputs *inputs, uint32_t template)
{
	const chan_content *content = &r->programs[0].content;
	chan_outcome first, second;

	memset(&first, 0xa5, sizeof first);
	memset(&second, 0x5a, sizeof second);
	fill_scratch(&r->dirty, 0xff);
	HOLDS(chan_evaluate(content, &r->clean, inputs, template, &first) ==
	      (first.error == CHAN_EVALUATION_OK));
	HOLDS(chan_evaluate(content, &r->dirty, inputs, template, &second) ==
	      (second.error == CHAN_EVALUATION_OK));
	HOLDS(same_outcome(&first, &second));
	HOLDS(first.error == CHAN_EVALUATION_OK || !first.matched);
	HOLDS(first.error != CHAN_EVALUATION_SCRATCH && first.error != CHAN_EVALUATION_CONTENT);
	return first;
}

/* The same verdict, put together from the answers of the criteria. */
static void check_criteria(const running *r, const chan_inputs *inputs, uint32_t index,
                           const chan_outcome *whole)
{
	const chan_content *content = &r->programs[0].content;
	uint8_t truths[CHAN_MAX_CRITERIA];
	chan_template template;
	chan_outcome one;
	bool verdict, sound = true;
	uint64_t steps;

	HOLDS(chan_template_at(content->file, index, &template));
	steps = template.instruction_count;
	for (uint32_t i = 0; i < template.criterion_count && sound; i++) {
		sound = chan_evaluate_criterion(content, &r->clean, inputs, template.type,
		                                template.first_criterion + i, &one);
		HOLDS(sound || (one.error == whole->error && one.field == whole->field &&
		                one.criterion == whole->criterion && !one.matched));
		truths[i] = one.matched;
		steps += one.steps;
	}
	HOLDS(sound == (whole->error == CHAN_EVALUATION_OK));
	if (sound) {
		HOLDS(chan_conclude(content->file, &template, truths, template.criterion_count,
		                    &verdict));
		HOLDS(verdict == whole->matched);
		HOLDS(steps == whole->steps);
	}
}

/* The templates of a type in the order of their ids, which is that of the file; each once for every program. */
static void ask_interpreter(const running *r, const chan_type *type, const invented_event *event,
                            told *out)
{
	const chan_content *content = &r->programs[0].content;

	out->count = 0;
	out->faults = 0;
	for (uint32_t i = 0; i < type->template_count; i++) {
		const uint32_t template = type->first_template + i;
		const chan_outcome outcome = evaluate(r, &event->inputs, template);

		HOLDS(outcome.steps <= chan_steps_bound(content, template, event->longest));
		check_criteria(r, &event->inputs, template, &outcome);
		for (uint32_t p = 0; p < PROGRAMS && outcome.matched; p++)
			out->matches[out->count++] = (sl_match){p, template};
		out->faults += outcome.error == CHAN_EVALUATION_OK ? 0 : PROGRAMS;
	}
}

static void check_path(sl_evaluation *evaluation, const chan_type *type,
                       const invented_event *event, const told *want)
{
	const uint64_t before = sl_evaluation_faults_of(evaluation)->count;
	const sl_match *matches;
	size_t count = SIZE_MAX;

	matches = sl_evaluate(evaluation, type->type_id, &event->inputs, &count);
	HOLDS(count == want->count);
	for (size_t i = 0; i < count; i++)
		HOLDS(matches[i].program == want->matches[i].program &&
		      matches[i].template == want->matches[i].template);
	HOLDS(sl_evaluation_faults_of(evaluation)->count - before == want->faults);
}

/* The first fault of both paths is the same one. */
static void check_first_fault(const running *r)
{
	const sl_evaluation_faults *a = sl_evaluation_faults_of(r->plainly);
	const sl_evaluation_faults *b = sl_evaluation_faults_of(r->by_index);

	HOLDS(a->count == b->count);
	if (a->count > 0) {
		HOLDS(same_outcome(&a->outcome, &b->outcome));
		HOLDS(a->at.program == b->at.program && a->at.template == b->at.template);
	}
}

static bool is_bearable(const running *r, const chan_type *type, size_t longest)
{
	uint64_t steps = 0;

	for (uint32_t i = 0; i < type->template_count; i++) {
		const uint64_t bound = chan_steps_bound(&r->programs[0].content,
		                                        type->first_template + i, longest);

		steps = bound > UINT64_MAX - steps ? UINT64_MAX : steps + bound;
	}
	return steps <= MOST_STEPS;
}

static void run_event(const running *r, const chan_type *type, invention *from)
{
	static told want;
	invented_event event;

	invent_event(from, type, &event);
	if (is_bearable(r, type, event.longest)) {
		ask_interpreter(r, type, &event, &want);
		check_path(r->plainly, type, &event, &want);
		check_path(r->by_index, type, &event, &want);
		check_path(r->by_index, type, &event, &want);
		check_path(r->plainly, type, &event, &want);
		check_first_fault(r);
	}
	invented_event_free(&event);
}

static void run_types(const running *r, invention *from)
{
	chan_type type;

	for (uint32_t i = 0; chan_type_at(&r->checked.file, i, &type); i++)
		for (unsigned k = 0; k < EVENTS; k++)
			run_event(r, &type, from);
}

static bool load(running *r)
{
	bool loaded = true;

	memset(r->programs, 0, sizeof r->programs);
	for (unsigned i = 0; i < PROGRAMS && loaded; i++)
		loaded = sl_program_load(&r->checked, &r->programs[i]);
	return loaded;
}

static void run_programs(running *r, invention *from)
{
	r->plain = sl_evaluator_make(r->programs, PROGRAMS, false);
	r->indexed = sl_evaluator_make(r->programs, PROGRAMS, true);
	r->plainly = sl_evaluation_make(r->plain);
	r->by_index = sl_evaluation_make(r->indexed);
	r->clean = sl_program_scratch(&r->programs[0]);
	r->dirty = sl_program_scratch(&r->programs[0]);
	run_types(r, from);
	sl_scratch_free(&r->dirty);
	sl_scratch_free(&r->clean);
	sl_evaluation_free(r->by_index);
	sl_evaluation_free(r->plainly);
	sl_evaluator_free(r->indexed);
	sl_evaluator_free(r->plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t part = file_part(data, size);
	uint8_t *copy = malloc(part > 0 ? part : 1);
	running r = {.checked = {.path = "fuzz.chan", .bytes = copy, .size = part}};
	chan_finding fault;

	HOLDS(copy != NULL);
	if (part > 0)
		memcpy(copy, data, part);
	if (chan_open(copy, part, &r.checked.file, &fault) &&
	    r.checked.file.header.template_count <= MOST_TEMPLATES / PROGRAMS) {
		const chan_cursor whole = chan_cursor_over(data, size);
		invention from = {.file = &r.checked.file, .choices = whole, .faults = true};

		from.random = UINT64_C(0x291) << 32 | chan_crc32c(CHAN_CPU_UNKNOWN, 0, whole);
		HOLDS(chan_skip(&from.choices, part));
		if (load(&r))
			run_programs(&r, &from);
		for (unsigned i = 0; i < PROGRAMS; i++)
			sl_program_free(&r.programs[i]);
		HOLDS(memcmp(copy, data, part) == 0);
	}
	free(copy);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned int seed)
{
	return mutate_file_and_choices(data, size, capacity, seed);
}
