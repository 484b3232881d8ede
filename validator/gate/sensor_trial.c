/* One sensor and one channel file. */
#include "gate/sensor_trial.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "execute/evaluator.h"
#include "gate/sensor_trial_parts.h"

enum { SHOWN = 200 };

/* How the sensor's inputs of one type come from the fields of the file's. */
typedef struct wiring {
	uint32_t type_id;
	const sl_sensor_type *type;
	int32_t *fields; /* of the file's type, for each input; -1: absent */
} wiring;

typedef struct trial {
	const sl_sensor_trial *given;
	sl_sensor_result *result;
	sl_evaluator *evaluator; /* NULL: the file must be refused */
	sl_evaluation *evaluation;
	wiring *wirings;
	size_t wiring_count;
	chan_abi_input *inputs; /* of the event at hand */
	chan_input *plain; /* the same for the interpreter */
	uint32_t input_room;
	size_t event_index;
	bool loaded;
} trial;

static const sl_sensor_event *event_at_hand(const trial *t)
{
	return t->event_index < t->given->event_count ? &t->given->events[t->event_index] : NULL;
}

/* Notes a problem, if it is not there yet. */
static void note(trial *t, uint16_t rule, const char *word, const char *text,
                 int64_t template_index, bool died)
{
	sl_sensor_result *result = t->result;
	sl_sensor_problem *problem;

	for (size_t i = 0; i < result->problem_count; i++) {
		if (result->problems[i].rule == rule &&
		    strcmp(result->problems[i].text, text) == 0) {
			result->problems[i].times++;
			return;
		}
	}
	if (result->problem_count == SL_SENSOR_MOST_PROBLEMS) {
		result->problems_dropped++;
		return;
	}
	result->problems = sl_grow(result->problems, &result->problem_capacity,
	                           result->problem_count + 1, sizeof *result->problems);
	problem = &result->problems[result->problem_count++];
	*problem = (sl_sensor_problem){.rule = rule,
	                               .word = word,
	                               .text = sl_arena_copy(&result->arena, text, strlen(text)),
	                               .event = event_at_hand(t),
	                               .event_index = t->event_index,
	                               .template_index = template_index,
	                               .times = 1,
	                               .died = died};
}

static void note_failure(trial *t, const sl_sensor_failure *failure)
{
	const sl_buffer *said = sl_sensor_output(t->given->sensor);
	const char *shown = sl_text_printable(
		&t->result->arena, (sl_text){(const char *)said->bytes, said->length}, SHOWN);

	t->loaded = false;
	t->result->deaths++;
	t->result->hangs += failure->kind == SL_SENSOR_HANG;
	memcpy(t->result->output, shown, strlen(shown) + 1);
	note(t, SL_RULE_SENSOR_FAILED, sl_sensor_failure_word(failure->kind), failure->text, -1,
	     true);
}

static bool gives_up(const trial *t)
{
	return t->result->deaths >= SL_SENSOR_MOST_DEATHS ||
	       t->result->hangs >= SL_SENSOR_MOST_HANGS;
}

/* --- the file */

static sl_sensor_room room_for(const trial *t)
{
	const sl_sensor_trial *given = t->given;
	const sl_program *program = given->program;

	return (sl_sensor_room){
		.file = given->size,
		.text = given->longest_text,
		.matches =
			program != NULL ? program->checked->file.header.template_count + 16u : 16u};
}

/* Loads the file, in a new child if need be. False: there is no more to do with it. */
static bool load(trial *t, enum sl_sensor_side side)
{
	const sl_sensor_trial *given = t->given;
	const sl_sensor_room room = room_for(t);
	sl_sensor_failure failure;
	sl_sensor_reply reply;

	if (!sl_sensor_ready(given->sensor, &room, &failure)) {
		note_failure(t, &failure);
		return false;
	}
	sl_sensor_load(given->sensor, given->bytes, given->size, side, &reply);
	if (reply.failed) {
		note_failure(t, &reply.failure);
		return false;
	}
	t->loaded = reply.answer == CHAN_ABI_OK;
	if (!t->loaded && given->program != NULL) {
		note(t, SL_RULE_SENSOR_FAILED, "refused",
		     sl_arena_printf(&t->result->arena, "refuses the file: %s",
		                     reply.reason[0] != '\0'
		                             ? sl_text_printable(&t->result->arena,
		                                                 sl_text_of(reply.reason), SHOWN)
		                             : "it gives no reason"),
		     -1, false);
	} else if (t->loaded && given->program == NULL) {
		note(t, SL_RULE_SENSOR_FAILED, "accepted",
		     "accepts a file that the reader of the format rejects", -1, false);
	}
	return t->loaded;
}

static void unload(trial *t)
{
	sl_sensor_reply reply;

	if (t->loaded) {
		t->loaded = false;
		sl_sensor_unload(t->given->sensor, &reply);
		if (reply.failed) {
			note_failure(t, &reply.failure);
		}
	}
}

/* --- the inputs */

static int32_t find_field(const chan_file *file, const chan_type *type, const char *name,
                          uint16_t kind)
{
	const sl_text wanted = sl_text_of(name);

	for (uint32_t i = 0; i < type->field_count; i++) {
		chan_field field;
		chan_cursor text;
		uint8_t byte;
		size_t k = 0;

		if (!chan_field_at(file, type->first_field + i, &field) || field.kind != kind ||
		    !chan_string_cursor(file, field.name, &text) ||
		    chan_left(&text) != wanted.length) {
			continue;
		}
		while (k < wanted.length && chan_get_u8(&text, &byte) &&
		       byte == (uint8_t)wanted.bytes[k]) {
			k++;
		}
		if (k == wanted.length) {
			return (int32_t)i;
		}
	}
	return -1;
}

static uint16_t kind_of(uint32_t abi_kind)
{
	switch (abi_kind) {
	case CHAN_ABI_STRING:
		return CHAN_KIND_STRING;
	case CHAN_ABI_INTEGER:
		return CHAN_KIND_INTEGER;
	case CHAN_ABI_IP:
		return CHAN_KIND_IP;
	default:
		return 0;
	}
}

/* Which of the types that the sensor describes are in the file. */
static void wire(trial *t)
{
	const sl_sensor_description *says = sl_sensor_described(t->given->sensor);
	const chan_file *file = &t->given->program->checked->file;
	sl_arena *arena = &t->result->arena;

	t->wirings = sl_arena_alloc(arena, (size_t)says->type_count + 1, sizeof *t->wirings);
	t->wiring_count = 0;
	t->input_room = says->most_inputs;
	free(t->inputs);
	free(t->plain);
	t->inputs = sl_alloc((size_t)t->input_room + 1, sizeof *t->inputs);
	t->plain = sl_alloc((size_t)t->input_room + 1, sizeof *t->plain);
	for (uint32_t i = 0; i < says->type_count; i++) {
		const sl_sensor_type *type = &says->types[i];
		wiring *one = &t->wirings[t->wiring_count];
		chan_type in_file = {0};
		uint32_t k = 0;

		while (chan_type_at(file, k, &in_file) && in_file.type_id != type->id) {
			k++;
		}
		if (in_file.type_id != type->id || k >= file->header.type_count) {
			continue;
		}
		*one = (wiring){.type_id = type->id, .type = type};
		one->fields =
			sl_arena_alloc(arena, (size_t)type->input_count + 1, sizeof *one->fields);
		for (uint32_t f = 0; f < type->input_count; f++) {
			one->fields[f] = find_field(file, &in_file, type->inputs[f].name,
			                            kind_of(type->inputs[f].kind));
		}
		t->wiring_count++;
	}
}

static const wiring *wiring_of(const trial *t, uint32_t type_id)
{
	for (size_t i = 0; i < t->wiring_count; i++) {
		if (t->wirings[i].type_id == type_id) {
			return &t->wirings[i];
		}
	}
	return NULL;
}

static const sl_sensor_value *value_of(const sl_sensor_event *event, int32_t field)
{
	for (uint32_t i = 0; i < event->value_count; i++) {
		if (field >= 0 && event->values[i].field == (uint32_t)field) {
			return &event->values[i];
		}
	}
	return NULL;
}

/* The values of the event as the sensor is given them, and the same for the interpreter. */
static void set_inputs(trial *t, const wiring *w, const sl_sensor_event *event)
{
	for (uint32_t i = 0; i < w->type->input_count; i++) {
		const sl_sensor_value *value = value_of(event, w->fields[i]);
		chan_abi_input *out = &t->inputs[i];

		*out = (chan_abi_input){0};
		t->plain[i] = (chan_input){0};
		if (value == NULL) {
			continue;
		}
		t->plain[i] = value->input;
		out->kind = value->input.kind; /* the numbers are the same */
		out->integer = value->input.integer;
		out->family = value->input.family;
		memcpy(out->address, value->input.address, sizeof out->address);
		out->bytes = value->bytes;
		out->size = value->size;
	}
}

/* --- the events */

static void compare(trial *t, uint32_t type_id, uint32_t count, sl_sensor_reply *reply)
{
	const chan_inputs inputs = {t->plain, count};
	const uint64_t faults = sl_evaluation_faults_of(t->evaluation)->count;
	sl_comparison comparison = {.program = t->given->program, .arena = &t->result->arena};
	sl_difference difference;

	comparison.matches = sl_evaluate(t->evaluation, type_id, &inputs, &comparison.match_count);
	comparison.faulty = sl_evaluation_faults_of(t->evaluation)->count != faults;
	sl_comparison_start(&comparison, reply);
	while (sl_comparison_next(&comparison, &difference)) {
		note(t, SL_RULE_SENSOR_DISAGREES, difference.word, difference.text,
		     difference.template_index, false);
	}
	free(comparison.reported);
}

/* One event. False: the child is no more. */
static bool run_event(trial *t, const wiring *w, const sl_sensor_event *event,
                      enum sl_sensor_side side)
{
	sl_sensor_reply reply;

	set_inputs(t, w, event);
	sl_sensor_evaluate(t->given->sensor, event->type_id, t->inputs, w->type->input_count, side,
	                   &reply);
	if (reply.failed) {
		note_failure(t, &reply.failure);
		return false;
	}
	t->result->runs++;
	compare(t, event->type_id, w->type->input_count, &reply);
	return true;
}

/* All events with the blocks on one side, from one load, or from as many as it takes. */
static void run_side(trial *t, enum sl_sensor_side side)
{
	const sl_sensor_trial *given = t->given;

	t->event_index = given->event_count;
	if (!load(t, side)) {
		return;
	}
	t->result->loaded = true;
	if (given->program != NULL) {
		wire(t);
	}
	for (size_t i = 0; given->program != NULL && i < given->event_count; i++) {
		const sl_sensor_event *event = &given->events[i];
		const wiring *w = wiring_of(t, event->type_id);

		if (w == NULL ||
		    (event->file != SL_SENSOR_EVERY_FILE && event->file != given->file)) {
			continue;
		}
		if (gives_up(t)) {
			t->result->not_run++;
			continue;
		}
		t->result->events += side == SL_SENSOR_END;
		t->event_index = i;
		if (run_event(t, w, event, side)) {
			continue;
		}
		t->event_index = given->event_count;
		if (!gives_up(t)) {
			if (!load(t, side)) {
				return;
			}
			wire(t); /* a new child has described itself anew */
		}
	}
	t->event_index = given->event_count;
	unload(t);
}

void sl_sensor_try(const sl_sensor_trial *trial_given, sl_sensor_result *result)
{
	trial t = {.given = trial_given, .result = result};

	*result = (sl_sensor_result){0};
	sl_arena_start(&result->arena);
	if (trial_given->program != NULL) {
		t.evaluator = sl_evaluator_make(trial_given->program, 1, true);
		t.evaluation = sl_evaluation_make(t.evaluator);
	}
	run_side(&t, SL_SENSOR_END);
	/* A file to be refused is looked at from both sides; one that did not load will not. */
	if (!gives_up(&t) && (result->loaded || (t.evaluator == NULL && result->deaths == 0))) {
		run_side(&t, SL_SENSOR_START);
	}
	if (t.evaluator != NULL) {
		sl_evaluation_free(t.evaluation);
		sl_evaluator_free(t.evaluator);
	}
	free(t.inputs);
	free(t.plain);
}

void sl_sensor_confirm(const sl_sensor_trial *trial_given, sl_sensor_result *result)
{
	for (size_t i = 0; i < result->problem_count; i++) {
		sl_sensor_problem *problem = &result->problems[i];
		sl_sensor_trial alone = *trial_given;
		sl_sensor_result again;

		/* What hangs is not waited for once more. */
		if (problem->event == NULL || strcmp(problem->word, "hang") == 0) {
			continue;
		}
		alone.events = problem->event;
		alone.event_count = 1;
		sl_sensor_restart(trial_given->sensor);
		sl_sensor_try(&alone, &again);
		problem->not_alone = true;
		for (size_t k = 0; k < again.problem_count; k++) {
			problem->not_alone = problem->not_alone &&
			                     strcmp(again.problems[k].word, problem->word) != 0;
		}
		sl_sensor_result_free(&again);
	}
}

void sl_sensor_result_free(sl_sensor_result *result)
{
	free(result->problems);
	sl_arena_free(&result->arena);
	*result = (sl_sensor_result){0};
}
