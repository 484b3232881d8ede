/* Update, rollback and removal, in memory that is used again. */
#include "gate/transition.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gate/transition_parts.h"

/* A sensor at its smallest: room for one content, which it never asks for again. */
typedef struct consumer {
	chan_memory memory;
	chan_scratch scratch;
	chan_content content;
} consumer;

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static void consumer_start(consumer *c, const chan_needs *a, const chan_needs *b)
{
	const uint32_t patterns = larger(a->patterns, b->patterns);
	const uint32_t instructions = larger(a->instructions, b->instructions);
	const uint32_t classes = larger(a->classes, b->classes);
	const uint32_t truths = larger(a->truths, b->truths);
	const uint32_t places = larger(a->places, b->places);

	*c = (consumer){.memory = {.pattern_capacity = patterns,
	                           .instruction_capacity = instructions,
	                           .class_capacity = classes},
	                .scratch = {.truth_capacity = truths, .place_capacity = places}};
	c->memory.patterns = sl_alloc((size_t)patterns + 1, sizeof *c->memory.patterns);
	c->memory.instructions = sl_alloc((size_t)instructions + 1, sizeof *c->memory.instructions);
	c->memory.classes = sl_alloc((size_t)classes + 1, sizeof *c->memory.classes);
	c->scratch.truths = sl_alloc((size_t)truths + 1, sizeof *c->scratch.truths);
	c->scratch.places = sl_alloc((size_t)places + 1, sizeof *c->scratch.places);
}

/* Whatever else a sensor would do with the memory: no content may rely on what it finds there. */
static void consumer_unload(consumer *c)
{
	const chan_memory *memory = &c->memory;

	memset(memory->patterns, 0xA5, memory->pattern_capacity * sizeof *memory->patterns);
	memset(memory->instructions, 0xA5,
	       memory->instruction_capacity * sizeof *memory->instructions);
	memset(memory->classes, 0xA5, memory->class_capacity * sizeof *memory->classes);
	memset(c->scratch.truths, 0xA5, c->scratch.truth_capacity);
	memset(c->scratch.places, 0xA5, c->scratch.place_capacity * sizeof *c->scratch.places);
	memset(&c->content, 0, sizeof c->content);
}

static void consumer_free(consumer *c)
{
	free(c->memory.patterns);
	free(c->memory.instructions);
	free(c->memory.classes);
	sl_scratch_free(&c->scratch);
}

typedef struct steps {
	const sl_transition *transition;
	sl_transition_counts *counts;
	sl_findings *findings;
	sl_arena arena;
	sl_rehearsal *rehearsal;
	consumer consumer;
	sl_said_list said;
} steps;

static void fresh_load(steps *s, const sl_program *program, sl_said_list *out)
{
	chan_scratch scratch = sl_program_scratch(program);

	s->counts->loads++;
	s->counts->evaluations += sl_rehearse(s->rehearsal, &program->content, &scratch, out);
	sl_scratch_free(&scratch);
}

/* The event about which two runs say different things. */
static uint32_t differing_event(const sl_said_list *a, const sl_said_list *b)
{
	size_t i = 0;

	while (i < a->count && i < b->count &&
	       memcmp(&a->items[i], &b->items[i], sizeof a->items[i]) == 0) {
		i++;
	}
	if (i < a->count && i < b->count) {
		return a->items[i].event < b->items[i].event ? a->items[i].event
		                                             : b->items[i].event;
	}
	return i < a->count ? a->items[i].event : b->items[i].event;
}

/* Loads the program over what is there, and holds what it says against what a fresh load said. */
static bool step(steps *s, const sl_program *program, const sl_said_list *fresh, const char *what)
{
	sl_source source = {0};
	const char *detail = NULL;

	s->counts->loads++;
	if (!chan_prepare(&program->checked->file, &s->consumer.memory, &s->consumer.content)) {
		detail = "the content cannot be loaded in memory that was used before";
	} else {
		s->counts->evaluations += sl_rehearse(s->rehearsal, &s->consumer.content,
		                                      &s->consumer.scratch, &s->said);
		if (s->said.count == fresh->count &&
		    (fresh->count == 0 || memcmp(s->said.items, fresh->items,
		                                 fresh->count * sizeof *fresh->items) == 0)) {
			return true;
		}
		source = sl_rehearsal_source(s->rehearsal, differing_event(&s->said, fresh));
		detail = "the content does not say what it says when it is loaded afresh";
	}
	sl_transition_fault(s->transition, s->findings, source, NULL, 0,
	                    sl_arena_printf(&s->arena, "%s: %s", what, detail));
	return false;
}

static int compare_said(const sl_said *a, const sl_said *b)
{
	if (a->event != b->event) {
		return a->event < b->event ? -1 : 1;
	}
	if (a->group != b->group) {
		return a->group < b->group ? -1 : 1;
	}
	return memcmp(a->uuid, b->uuid, sizeof a->uuid);
}

/* Matches of the one that the other has not. Both are in order: a file has its templates by type, then id. */
static size_t count_missing(const sl_said_list *list, const sl_said_list *other)
{
	size_t missing = 0, k = 0;

	for (size_t i = 0; i < list->count; i++) {
		const sl_said *one = &list->items[i];

		while (k < other->count && compare_said(&other->items[k], one) < 0) {
			k++;
		}
		missing += one->result == 1 &&
		           (k == other->count || compare_said(&other->items[k], one) != 0 ||
		            other->items[k].result != 1);
	}
	return missing;
}

static void with_former(steps *s, const sl_former *former)
{
	const sl_program *program = s->transition->program;
	sl_said_list old = {0}, new = {0};

	fresh_load(s, &former->program, &old);
	fresh_load(s, program, &new);
	if (step(s, &former->program, &old, "the former version, first") &&
	    step(s, program, &new, "the update from the former version") &&
	    step(s, &former->program, &old, "the way back to the former version")) {
		consumer_unload(&s->consumer);
		step(s, program, &new, "the load after a removal");
	}
	consumer_unload(&s->consumer);
	s->counts->formers++;
	s->counts->gained += count_missing(&new, &old);
	s->counts->lost += count_missing(&old, &new);
	free(old.items);
	free(new.items);
}

static void alone(steps *s)
{
	const sl_program *program = s->transition->program;
	sl_said_list new = {0};

	fresh_load(s, program, &new);
	if (step(s, program, &new, "the first load")) {
		consumer_unload(&s->consumer);
		step(s, program, &new, "the load after a removal");
	}
	consumer_unload(&s->consumer);
	free(new.items);
}

size_t sl_run_transitions(const sl_transition *transition, sl_transition_counts *counts,
                          sl_findings *findings)
{
	const sl_program *program = transition->program;
	const size_t before = counts->loads;
	steps s = {.transition = transition, .counts = counts, .findings = findings};
	sl_former former;

	sl_arena_start(&s.arena);
	counts->files++;
	sl_former_find(transition, &s.arena, &former, findings);
	s.rehearsal = sl_rehearsal_make(transition, former.loaded ? &former.checked.file : NULL);
	consumer_start(&s.consumer, &program->needs,
	               former.loaded ? &former.program.needs : &program->needs);
	if (former.loaded) {
		with_former(&s, &former);
	} else {
		alone(&s);
	}
	free(s.said.items);
	consumer_free(&s.consumer);
	sl_rehearsal_free(s.rehearsal);
	sl_former_free(&former);
	sl_arena_free(&s.arena);
	return counts->loads - before;
}
