/*
 * The sensor differential: any bytes as a channel file, and events invented for it from the bytes behind it, through a
 * sensor behind parser/sensor_abi.h, in this process, so that the engine sees its coverage and a sanitizer its faults.
 * ci/fuzz-sensor points it at a vendor's; without one it runs fuzz/sensors/example.c.
 *
 * Reaches: the sensor's load(), evaluate() and unload(); chan_open(), sl_check_meaning(), sl_check_fleet(), sl_evaluate().
 * Holds, of a file that the validator accepts, against the types that the sensor describes and a build that supplies them:
 *   - the sensor loads it;
 *   - every event matches the templates that the interpreter matches, each told once; where the interpreter has a verdict
 *     so has the sensor; with its inputs on either side of a page that cannot be touched it is the same;
 * of one that the reader rejects, and of an accepted one as a broken transfer leaves it: the sensor refuses it; of one that
 * only the rules reject: it may do either; and of any:
 *   - no call crashes, hangs, ends the process, or reads past or before the file, the inputs, a text or the reason;
 *   - file and inputs stay as they are, and answers are those of the ABI.
 * What a sensor prints is the gate's to bound (`sluice gate --sensor`).
 *
 * From the environment: FUZZ_SENSOR, a shared object; FUZZ_SENSOR_CATALOG, the folder of a catalog; FUZZ_SENSOR_SEEDS, a
 * folder: seeds are written there and nothing else is done; FUZZ_SENSOR_ACCOUNT, a file that gets what was run, at the end;
 * FUZZ_SENSOR_REPRODUCER, a file that gets the last input as `sluice sensor replay` takes it, before it is run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file_and_choices.h"
#include "gate/sensor_damage.h"
#include "gate/sensor_reproducer.h"
#include "gate/sensor_trial_parts.h"
#include "holds.h"
#include "invented_event.h"
#include "sensor_fuzz/guarded.c"
#include "sensor_fuzz/library.c"
#include "sensor_fuzz/model.c"
#include "sensor_fuzz/seeds.c"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned int seed);

enum { EVENTS = 4, MOST_TEMPLATES = 512, REASON = 256 };
/* An event that could cost the interpreter more is left out. */
#define MOST_STEPS (UINT64_C(1) << 22)

/* What the sensor is given; what it tells. */
typedef struct host {
	const chan_sensor_abi *abi;
	sensor_model model;
	guarded file, inputs, reason, texts[CHAN_MAX_FIELDS];
	chan_abi_input given[CHAN_MAX_FIELDS];
	chan_input plain[CHAN_MAX_FIELDS]; /* the same for the interpreter */
	bool is_running; /* the sensor's code is */
	uint8_t told[MOST_TEMPLATES + 16][16];
	uint32_t told_count;
} host;

typedef struct account {
	uint64_t files, read, accepted, loaded, events, matches;
} account;

static host everlasting;
static account counts;
static const char *account_path, *reproducer_path;

/* One file in the sensor. */
typedef struct session {
	sl_checked_file checked;
	uint8_t *lent; /* the bytes that the sensor has */
	void *handle;
	sl_program program;
	sl_evaluator *evaluator;
	sl_evaluation *evaluation;
	sl_arena arena; /* of words */
} session;

/* Each disagreement is a finding of its own kind: the word is in the property. */
static _Noreturn void disagree(session *s, const char *word, const char *text)
{
	fprintf(stderr, "sensor: it %s\n", text);
	DEMAND(false, sl_arena_printf(&s->arena, "the sensor agrees (%s)", word));
	abort();
}

/* --- the calls */

static void load(session *s, bool at_end, bool *loaded)
{
	host *h = &everlasting;
	char *reason = (char *)guarded_place(&h->reason, REASON, true);
	int answer;

	memset(reason, 0, REASON);
	s->lent = guarded_place(&h->file, s->checked.size, at_end);
	if (s->checked.size > 0)
		memcpy(s->lent, s->checked.bytes, s->checked.size);
	h->is_running = true;
	answer = h->abi->load(s->lent, s->checked.size, &s->handle, reason, REASON);
	h->is_running = false;
	DEMAND(answer == CHAN_ABI_OK || answer == CHAN_ABI_REFUSED,
	       "load() answers what is an answer of the ABI");
	*loaded = answer == CHAN_ABI_OK;
	counts.loaded += *loaded;
	if (!*loaded) {
		DEMAND(memchr(reason, '\0', REASON) != NULL, "the reason of a refusal ends");
		reason = sl_arena_printf(&s->arena, "%s", reason);
		if (reproducer_path != NULL)
			fprintf(stderr, "sensor: it refuses the file: %s\n", reason);
	}
}

static void unload(session *s)
{
	everlasting.is_running = true;
	everlasting.abi->unload(s->handle);
	everlasting.is_running = false;
}

static void on_match(void *user, const uint8_t uuid[16])
{
	host *h = &everlasting;

	DEMAND(user == h, "on_match() gets what evaluate() was given");
	/* A file has fewer templates than there is room: of more, two are the same or one is unknown. */
	if (h->told_count < sizeof h->told / sizeof *h->told)
		memcpy(h->told[h->told_count++], uuid, 16);
}

/* The inputs where the sensor may read them. */
static chan_abi_input *lend_inputs(host *h, const chan_abi_type *type, bool at_end)
{
	const size_t size = type->input_count * sizeof *h->given;
	chan_abi_input *lent;

	for (uint32_t i = 0; i < type->input_count; i++) {
		chan_abi_input *input = &h->given[i];
		chan_cursor text = h->plain[i].text;
		uint8_t *bytes;

		if (input->kind != CHAN_ABI_STRING)
			continue;
		input->size = chan_left(&text);
		bytes = guarded_place(&h->texts[i], input->size, at_end);
		for (size_t k = 0; k < input->size; k++)
			HOLDS(chan_get_u8(&text, &bytes[k]));
		input->bytes = bytes;
	}
	lent = (void *)guarded_place(&h->inputs, size, at_end);
	memcpy(lent, h->given, size);
	return lent;
}

static void check_inputs_stay(const host *h, const chan_abi_type *type, const chan_abi_input *lent)
{
	DEMAND(memcmp(lent, h->given, type->input_count * sizeof *lent) == 0,
	       "the sensor leaves its inputs as they are");
	for (uint32_t i = 0; i < type->input_count; i++) {
		chan_cursor text = h->plain[i].text;
		uint8_t byte = 0;

		if (h->given[i].kind != CHAN_ABI_STRING)
			continue;
		for (size_t k = 0; k < h->given[i].size; k++)
			DEMAND(chan_get_u8(&text, &byte) && byte == h->given[i].bytes[k],
			       "the sensor leaves a text as it is");
	}
}

static void ask(session *s, const chan_abi_type *type, bool at_end, sl_sensor_reply *reply)
{
	host *h = &everlasting;
	const chan_abi_input *lent = lend_inputs(h, type, at_end);

	h->told_count = 0;
	h->is_running = true;
	reply->answer = h->abi->evaluate(s->handle, type->id, lent, type->input_count, on_match, h);
	h->is_running = false;
	DEMAND(reply->answer == CHAN_ABI_OK || reply->answer == CHAN_ABI_ERROR,
	       "evaluate() answers what is an answer of the ABI");
	check_inputs_stay(h, type, lent);
	reply->matches = (const uint8_t(*)[16])h->told;
	reply->match_count = h->told_count;
}

/* --- an event */

static bool is_field(const sl_checked_file *checked, const chan_field *field,
                     const chan_abi_field *input)
{
	chan_text text;

	return field->kind == sensor_field_kind(input->kind) &&
	       chan_string_at(&checked->file, field->name, &text) &&
	       text.length == strlen(input->name) &&
	       memcmp(checked->bytes + text.offset, input->name, text.length) == 0;
}

/* By name: a sensor that describes two inputs in each other's place gets them so. */
static chan_input input_for(const session *s, const chan_type *type, const chan_abi_field *input,
                            uint32_t position, const chan_inputs *event)
{
	for (uint32_t i = 0; i < event->count; i++) {
		/* Mostly it is in its own place. */
		const uint32_t at = (position + i) % event->count;
		chan_field field;

		if (chan_field_at(&s->checked.file, type->first_field + at, &field) &&
		    is_field(&s->checked, &field, input))
			return event->array[at];
	}
	return (chan_input){0};
}

static void set_inputs(const session *s, const chan_type *type, const chan_abi_type *described,
                       const chan_inputs *event)
{
	host *h = &everlasting;

	memset(h->given, 0, described->input_count * sizeof *h->given);
	for (uint32_t i = 0; i < described->input_count; i++) {
		chan_abi_input *given = &h->given[i];
		chan_input *plain = &h->plain[i];

		*plain = input_for(s, type, &described->inputs[i], i, event);
		given->kind = plain->kind; /* the numbers are the same */
		if (plain->kind == CHAN_INPUT_INTEGER)
			given->integer = plain->integer;
		if (plain->kind != CHAN_INPUT_ADDRESS)
			continue;
		given->family = plain->family;
		memcpy(given->address, plain->address, plain->family == 4 ? 4 : 16);
	}
}

static void compare(session *s, const chan_abi_type *type, const sl_sensor_reply *reply)
{
	const chan_inputs inputs = {everlasting.plain, type->input_count};
	const uint64_t faults = sl_evaluation_faults_of(s->evaluation)->count;
	sl_comparison comparison = {.program = &s->program, .arena = &s->arena};
	sl_difference difference;

	comparison.matches = sl_evaluate(s->evaluation, type->id, &inputs, &comparison.match_count);
	comparison.faulty = sl_evaluation_faults_of(s->evaluation)->count != faults;
	sl_comparison_start(&comparison, reply);
	if (sl_comparison_next(&comparison, &difference))
		disagree(s, difference.word, difference.text);
	counts.matches += comparison.match_count;
	free(comparison.reported);
}

static bool is_bearable(const session *s, const chan_type *type, size_t longest)
{
	uint64_t steps = 0;

	for (uint32_t i = 0; i < type->template_count && steps <= MOST_STEPS; i++) {
		const uint64_t bound =
			chan_steps_bound(&s->program.content, type->first_template + i, longest);

		steps = bound > UINT64_MAX - steps ? UINT64_MAX : steps + bound;
	}
	return steps <= MOST_STEPS;
}

static void run_event(session *s, const chan_type *type, const chan_abi_type *described,
                      const invented_event *event)
{
	sl_sensor_reply reply = {0};

	set_inputs(s, type, described, &event->inputs);
	for (unsigned side = 0; side < 2; side++) {
		ask(s, described, side == 0, &reply);
		compare(s, described, &reply);
	}
	counts.events++;
}

/* --- a file */

typedef void on_event(session *s, const chan_type *type, const chan_abi_type *described,
                      const invented_event *event, void *context);

/* The same events each time, for the types that are in the file and described. */
static void for_events(session *s, invention from, on_event *take, void *context)
{
	const chan_sensor_abi *abi = everlasting.abi;
	chan_type type;

	for (uint32_t i = 0; chan_type_at(&s->checked.file, i, &type); i++) {
		const chan_abi_type *described = NULL;

		for (uint32_t k = 0; k < abi->type_count; k++)
			if (abi->types[k].id == type.type_id)
				described = &abi->types[k];
		for (unsigned k = 0; described != NULL && k < EVENTS; k++) {
			invented_event event;

			invent_event(&from, &type, &event);
			if (is_bearable(s, &type, event.longest))
				take(s, &type, described, &event, context);
			invented_event_free(&event);
		}
	}
}

static void take_to_run(session *s, const chan_type *type, const chan_abi_type *described,
                        const invented_event *event, void *context)
{
	(void)context;
	run_event(s, type, described, event);
}

static void take_to_keep(session *s, const chan_type *type, const chan_abi_type *described,
                         const invented_event *event, void *context)
{
	(void)s;
	(void)described;
	sl_sensor_events_add(context, SL_SENSOR_EVERY_FILE, type->type_id, &event->inputs,
	                     (sl_source){0});
}

/* What `sluice sensor replay` takes: the file, and the events if it is one that they are run on. */
static void write_reproducer(session *s, const invention *from)
{
	const sl_sensor_event **pointers;
	sl_sensor_events events;
	sl_buffer text = {0};
	sl_problem problem;

	sl_sensor_events_start(&events);
	if (from != NULL)
		for_events(s, *from, take_to_keep, &events);
	pointers = sl_alloc(events.count + 1, sizeof *pointers);
	for (size_t i = 0; i < events.count; i++)
		pointers[i] = &events.items[i];
	sl_sensor_reproducer_write("found by fuzz_sensor", pointers, events.count, s->checked.bytes,
	                           s->checked.size, &text);
	if (!sl_file_write(reproducer_path, text.bytes, text.length, &problem)) {
		fprintf(stderr, "fuzz_sensor: %s\n", problem.text);
		exit(2);
	}
	sl_buffer_free(&text);
	free(pointers);
	sl_sensor_events_free(&events);
}

/* At one end of the block or the other, as the bytes have it: to load twice would take as long as all the rest. */
static void run_refused(session *s, bool at_end, bool is_read)
{
	bool loaded;

	if (reproducer_path != NULL)
		write_reproducer(s, NULL);
	load(s, at_end, &loaded);
	if (loaded && !is_read)
		disagree(s, "accepted", "accepts a file that the reader of the format rejects");
	if (loaded)
		unload(s);
}

static void run_accepted(session *s, bool at_end, const invention *from)
{
	bool loaded;

	counts.accepted++;
	s->evaluator = sl_evaluator_make(&s->program, 1, false);
	s->evaluation = sl_evaluation_make(s->evaluator);
	if (reproducer_path != NULL)
		write_reproducer(s, from);
	load(s, at_end, &loaded);
	if (!loaded)
		disagree(s, "refused", "refuses a file that the validator accepts");
	for_events(s, *from, take_to_run, NULL);
	unload(s);
	sl_evaluation_free(s->evaluation);
	sl_evaluator_free(s->evaluator);
}

static void check_file_stays(const session *s)
{
	DEMAND(s->checked.size == 0 || memcmp(s->lent, s->checked.bytes, s->checked.size) == 0,
	       "the sensor leaves the file as it is");
}

/* Of an accepted file one of the ways to be broken, which turns with its bytes. */
static void run_damaged(const session *whole, uint32_t sum)
{
	sl_sensor_damage damages[SL_SENSOR_MOST_DAMAGES];
	const size_t count = sl_sensor_damages(&whole->checked, damages);
	const sl_sensor_damage *damage = &damages[sum / 2 % count];
	uint8_t *bytes = sl_sensor_damaged(&whole->checked, damage);
	session s = {.checked = {.path = "fuzz.chan", .bytes = bytes, .size = damage->size}};
	chan_finding fault;

	sl_arena_start(&s.arena);
	HOLDS(!chan_open(bytes, damage->size, &s.checked.file, &fault));
	run_refused(&s, sum % 2 == 0, false);
	check_file_stays(&s);
	sl_arena_free(&s.arena);
	free(bytes);
}

static void run(session *s, chan_cursor whole)
{
	const uint32_t sum = chan_crc32c(CHAN_CPU_UNKNOWN, 0, whole);
	invention from = {.file = &s->checked.file, .choices = whole};
	chan_finding fault;
	const bool is_read = chan_open(s->checked.bytes, s->checked.size, &s->checked.file, &fault);

	from.random = UINT64_C(0x291) << 32 | sum;
	HOLDS(chan_skip(&from.choices, s->checked.size));
	counts.files++;
	counts.read += is_read;
	if (is_read && s->checked.file.header.template_count <= MOST_TEMPLATES &&
	    sensor_model_accepts(&everlasting.model, &s->checked)) {
		HOLDS(sl_program_load(&s->checked, &s->program));
		run_accepted(s, sum % 2 == 0, &from);
		sl_program_free(&s->program);
		check_file_stays(s);
		run_damaged(s, sum);
	} else {
		run_refused(s, sum % 2 == 0, is_read);
		check_file_stays(s);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t part = file_part(data, size);
	uint8_t *copy = malloc(part > 0 ? part : 1);
	session s = {.checked = {.path = "fuzz.chan", .bytes = copy, .size = part}};

	HOLDS(copy != NULL);
	if (part > 0)
		memcpy(copy, data, part);
	sl_arena_start(&s.arena);
	run(&s, chan_cursor_over(data, size));
	HOLDS(part == 0 || memcmp(copy, data, part) == 0);
	sl_arena_free(&s.arena);
	free(copy);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned int seed)
{
	return mutate_file_and_choices(data, size, capacity, seed);
}

/* --- the start and the end */

/* A library that ends the process where it should return: AFL++ takes that for the end of a run. */
static void at_exit(void)
{
	FILE *file;

	DEMAND(!everlasting.is_running, "the sensor does not end its process");
	if (account_path == NULL)
		return;
	file = fopen(account_path, "w");
	if (file == NULL)
		return;
	fprintf(file,
	        "files %" PRIu64 "\nread %" PRIu64 "\naccepted %" PRIu64 "\nloaded %" PRIu64
	        "\nevents %" PRIu64 "\nmatches %" PRIu64 "\n",
	        counts.files, counts.read, counts.accepted, counts.loaded, counts.events,
	        counts.matches);
	fclose(file);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *seeds = getenv("FUZZ_SENSOR_SEEDS");
	host *h = &everlasting;

	(void)argc;
	(void)argv;
	account_path = getenv("FUZZ_SENSOR_ACCOUNT");
	reproducer_path = getenv("FUZZ_SENSOR_REPRODUCER");
	h->abi = sensor_library(getenv("FUZZ_SENSOR"));
	sensor_model_make(h->abi, getenv("FUZZ_SENSOR_CATALOG"), &h->model);
	if (seeds != NULL && seeds[0] != '\0') {
		const size_t count = sensor_seeds_write(h->abi, &h->model, seeds);

		sensor_model_differences(h->abi, &h->model);
		printf("%zu seeds written\n", count);
		exit(count > 0 ? 0 : 2);
	}
	atexit(at_exit);
	return 0;
}
