/* Bring your own sensor. */
#include "gate/sensing.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "gate/sensor_damage.h"
#include "gate/sensor_reproducer.h"
#include "rules/facts.h"

enum { NAME_BYTES = 40, DIGEST_DIGITS = 12, MOST_EVENTS_BEFORE = 20000 };

/* One sensor. */
typedef struct run {
	const sl_sensing *sensing;
	const char *path;
	sl_sensor *sensor;
	sl_sensing_counts *counts;
	sl_findings *findings;
	sl_arena arena;
} run;

/* The base name of the library, of letters that any file system takes. */
static const char *short_name(run *r)
{
	const char *base = sl_path_base(r->path);
	const size_t length = strlen(base) < NAME_BYTES ? strlen(base) : NAME_BYTES;
	char *name = sl_arena_copy(&r->arena, base, length);

	for (char *at = name; *at != '\0'; at++) {
		const bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
		                   (*at >= '0' && *at <= '9') || *at == '-' || *at == '_';

		*at = plain ? *at : '-';
	}
	return name;
}

/* The events that a reproducer needs: the one, or all that came before it as well. */
static const sl_sensor_event **events_of(run *r, const sl_sensor_trial *trial,
                                         const sl_sensor_problem *problem, size_t *count)
{
	const size_t index = problem->event_index;
	const sl_sensor_event **out;
	size_t first = index;

	*count = 0;
	if (problem->event == NULL) {
		return NULL;
	}
	if (problem->not_alone) {
		first = index > MOST_EVENTS_BEFORE ? index - MOST_EVENTS_BEFORE : 0;
	}
	out = sl_arena_alloc(&r->arena, index - first + 1, sizeof(sl_sensor_event *));
	for (size_t i = first; i <= index; i++) {
		const sl_sensor_event *event = &trial->events[i];

		if (event->file == SL_SENSOR_EVERY_FILE || event->file == trial->file) {
			out[(*count)++] = event;
		}
	}
	return out;
}

/* Writes the reproducer; returns its path, or NULL and the reason. */
static const char *save(run *r, const sl_sensor_trial *trial, const sl_sensor_problem *problem,
                        const char *output, sl_problem *reason)
{
	size_t count;
	const sl_sensor_event **events = events_of(r, trial, problem, &count);
	sl_buffer bytes = {0};
	char digest[65];
	const char *path, *comment;
	bool saved;

	sl_sensor_reproducer_write("", events, count, trial->bytes, trial->size, &bytes);
	sl_sha256_hex(bytes.bytes, bytes.length, digest);
	sl_buffer_clear(&bytes);
	comment = sl_arena_printf(&r->arena, "CH%04u: the sensor %s\n%s%s", (unsigned)problem->rule,
	                          problem->text,
	                          problem->died && output[0] != '\0' ? "it wrote: " : "",
	                          problem->died ? output : "");
	sl_sensor_reproducer_write(comment, events, count, trial->bytes, trial->size, &bytes);
	path = sl_path_join(&r->arena, r->sensing->save,
	                    sl_arena_printf(&r->arena, "%s-%s-%.*s.repro", short_name(r),
	                                    problem->word, DIGEST_DIGITS, digest));
	saved = sl_folder_create(r->sensing->save, reason) &&
	        sl_file_write(path, bytes.bytes, bytes.length, reason);
	sl_buffer_free(&bytes);
	return saved ? path : NULL;
}

/* What to type so that it happens again. */
static const char *replay_words(run *r, const char *reproducer, const sl_problem *reason)
{
	if (reproducer == NULL) {
		return sl_arena_printf(&r->arena, "there is no reproducer: %s", reason->text);
	}
	return sl_arena_printf(&r->arena, "to repeat it: sluice sensor replay --sensor %s %s",
	                       r->path, reproducer);
}

static void say(run *r, const sl_sensor_trial *trial, const sl_checked_file *checked,
                const sl_sensor_problem *problem, const char *given, const char *output)
{
	sl_problem reason;
	const char *reproducer = save(r, trial, problem, output, &reason);
	sl_finding finding = {.rule = problem->rule,
	                      .file = checked->path,
	                      .template_index = problem->template_index,
	                      .criterion_index = -1};
	chan_template template;

	if (problem->template_index >= 0 &&
	    chan_template_at(&checked->file, (uint32_t)problem->template_index, &template)) {
		finding.has_template = true;
		memcpy(finding.template_uuid, template.uuid, sizeof finding.template_uuid);
	}
	if (problem->event != NULL) {
		finding.source = problem->event->source;
	}
	finding.detail = sl_arena_printf(
		&r->arena, "%s: given %s, it %s%s%s; %s", r->path, given, problem->text,
		problem->times > 1 ? sl_arena_printf(&r->arena, " (%zu times)", problem->times)
				   : "",
		problem->not_alone ? ", but not with this event alone" : "",
		replay_words(r, reproducer, &reason));
	sl_findings_add(r->findings, &finding);
	r->counts->problems++;
}

static void say_rest(run *r, const sl_checked_file *checked, const char *detail)
{
	const sl_finding finding = {.rule = SL_RULE_SENSOR_FAILED,
	                            .file = checked->path,
	                            .template_index = -1,
	                            .criterion_index = -1,
	                            .detail = detail};

	sl_findings_add(r->findings, &finding);
}

/* "an event of ipc". */
static const char *event_words(run *r, const sl_checked_file *checked, const sl_sensor_event *event)
{
	chan_type type;

	for (uint32_t i = 0; chan_type_at(&checked->file, i, &type); i++) {
		if (type.type_id == event->type_id) {
			return sl_arena_printf(&r->arena, "an event of %s",
			                       sl_string_name(checked, r->findings, type.name));
		}
	}
	return "an event";
}

static void say_all(run *r, const sl_sensor_trial *trial, const sl_checked_file *checked,
                    const sl_sensor_result *result)
{
	for (size_t i = 0; i < result->problem_count; i++) {
		const sl_sensor_problem *problem = &result->problems[i];

		say(r, trial, checked, problem,
		    problem->event != NULL ? event_words(r, checked, problem->event) : "the file",
		    result->output);
	}
	if (result->not_run > 0) {
		say_rest(r, checked,
		         sl_arena_printf(
				 &r->arena,
				 "%s: its process died %zu times, and %zu events were not run",
				 r->path, result->deaths, result->not_run));
	}
	if (result->problems_dropped > 0) {
		say_rest(r, checked,
		         sl_arena_printf(&r->arena, "%s: it has had %zu more problems", r->path,
		                         result->problems_dropped));
	}
}

/* False: the sensor does not take the file. */
static bool run_file(run *r, uint32_t number)
{
	const sl_program *program = &r->sensing->programs[number];
	const sl_sensor_events *events = r->sensing->events;
	const sl_sensor_trial trial = {.sensor = r->sensor,
	                               .bytes = program->checked->bytes,
	                               .size = program->checked->size,
	                               .program = program,
	                               .events = events->items,
	                               .event_count = events->count,
	                               .longest_text = events->longest_text,
	                               .file = number};
	sl_sensor_result result;
	bool loaded;

	sl_sensor_try(&trial, &result);
	r->counts->deaths += result.deaths;
	r->counts->events += result.events;
	r->counts->runs += result.runs;
	r->counts->files++;
	sl_sensor_confirm(&trial, &result);
	say_all(r, &trial, program->checked, &result);
	loaded = result.loaded;
	sl_sensor_result_free(&result);
	return loaded;
}

/* Damaged copies of the file: each kind of problem is said once, with the first that shows it. */
static void run_damaged(run *r, const sl_program *program)
{
	sl_sensor_damage damages[SL_SENSOR_MOST_DAMAGES];
	const size_t count = sl_sensor_damages(program->checked, damages);
	const char *said[SL_SENSOR_MOST_DEATHS];
	size_t said_count = 0, deaths = 0;

	for (size_t i = 0; i < count && deaths < SL_SENSOR_MOST_HANGS + 2u; i++) {
		uint8_t *bytes = sl_sensor_damaged(program->checked, &damages[i]);
		const sl_sensor_trial trial = {
			.sensor = r->sensor, .bytes = bytes, .size = damages[i].size};
		sl_sensor_result result;

		sl_sensor_try(&trial, &result);
		deaths += result.deaths;
		r->counts->damaged++;
		for (size_t k = 0; k < result.problem_count; k++) {
			const sl_sensor_problem *problem = &result.problems[k];
			bool known = said_count == SL_SENSOR_MOST_DEATHS;

			for (size_t n = 0; n < said_count && !known; n++) {
				known = strcmp(said[n], problem->word) == 0;
			}
			if (!known) {
				said[said_count++] = problem->word;
				say(r, &trial, program->checked, problem, damages[i].text,
				    result.output);
			}
		}
		sl_sensor_result_free(&result);
		free(bytes);
	}
	r->counts->deaths += deaths;
}

/* False: there is no sensor to run, and the finding says why. */
static bool start(run *r)
{
	const sl_sensor_room room = {0};
	sl_sensor_failure failure;

	if (sl_sensor_ready(r->sensor, &room, &failure)) {
		return true;
	}
	sl_findings_source(r->findings, SL_RULE_SENSOR_FAILED, (sl_source){.path = r->path},
	                   "the sensor %s", failure.text);
	return false;
}

static void run_sensor(run *r)
{
	const sl_sensing *sensing = r->sensing;
	const size_t runs = r->counts->runs, found = r->findings->errors;

	sl_arena_start(&r->arena);
	r->sensor = sl_sensor_make(r->path, &sensing->limits);
	r->counts->sensors++;
	if (start(r)) {
		sl_compare_inputs(sensing, r->path, sl_sensor_described(r->sensor), r->findings);
		for (uint32_t i = 0; i < sensing->program_count; i++) {
			if (run_file(r, i)) {
				run_damaged(r, &sensing->programs[i]);
			}
		}
	}
	if (r->counts->runs == runs && r->findings->errors == found) {
		sl_findings_source(
			r->findings, SL_RULE_SENSOR_FAILED, (sl_source){.path = r->path},
			"the sensor describes no type of which there are events: nothing "
			"was run on it");
	}
	sl_sensor_free(r->sensor);
	sl_arena_free(&r->arena);
}

size_t sl_run_sensors(const sl_sensing *sensing, sl_sensing_counts *counts, sl_findings *findings)
{
	for (size_t i = 0; i < sensing->count; i++) {
		run r = {.sensing = sensing,
		         .path = sensing->paths[i],
		         .counts = counts,
		         .findings = findings};

		run_sensor(&r);
	}
	return counts->runs;
}
