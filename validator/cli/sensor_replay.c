/* sluice sensor replay: what went wrong with a sensor in the gate, once more. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/reporting.h"
#include "gate/sensor_reproducer.h"
#include "gate/sensor_trial.h"

static enum sl_outcome complain(const char *text)
{
	fprintf(stderr, "sluice sensor replay: %s\n", text);
	return SL_UNUSABLE;
}

static bool take_seconds(const sl_arguments *arguments, unsigned *out)
{
	const char *seconds = sl_argument(arguments, "sensor-seconds");
	uint64_t number = SL_SENSOR_DEFAULT_SECONDS;

	if (seconds != NULL && (!sl_text_to_u64(sl_text_of(seconds), &number) || number == 0 ||
	                        number > SL_SENSOR_MOST_SECONDS)) {
		sl_usage_error(&sl_command_sensor_replay,
		               "--sensor-seconds is a number from 1 to %u, and not '%.20s'",
		               SL_SENSOR_MOST_SECONDS, seconds);
		return false;
	}
	*out = (unsigned)number;
	return true;
}

static void print_problem(const char *sensor, const sl_sensor_problem *problem, sl_buffer *out)
{
	const sl_rule *rule = sl_rule_find(problem->rule);

	sl_buffer_printf(out, "CH%04u %s: %s: ", (unsigned)problem->rule, rule->name, sensor);
	if (problem->event != NULL) {
		sl_buffer_printf(out, "given event %zu, it ", problem->event_index + 1);
	} else {
		sl_buffer_text(out, "given the file, it ");
	}
	sl_buffer_printf(out, "%s\n", problem->text);
}

/* The events through the sensor, as the gate does it. */
static enum sl_outcome replay(const char *path, const sl_sensor_limits *limits,
                              const sl_sensor_reproducer *reproducer, const sl_program *program)
{
	sl_sensor *sensor = sl_sensor_make(path, limits);
	const sl_sensor_trial trial = {.sensor = sensor,
	                               .bytes = reproducer->bytes,
	                               .size = reproducer->size,
	                               .program = program,
	                               .events = reproducer->events.items,
	                               .event_count = reproducer->events.count,
	                               .longest_text = reproducer->events.longest_text};
	sl_sensor_result result;
	sl_buffer out = {0};
	bool failed, printed;

	sl_sensor_try(&trial, &result);
	for (size_t i = 0; i < result.problem_count; i++) {
		print_problem(path, &result.problems[i], &out);
	}
	if (result.output[0] != '\0') {
		sl_buffer_printf(&out, "it wrote: %s\n", result.output);
	}
	failed = result.problem_count > 0;
	if (!failed) {
		sl_buffer_printf(&out, "%s: nothing is wrong: %zu of %zu events run, the file %s\n",
		                 path, result.events, trial.event_count,
		                 program != NULL ? "loaded" : "refused as it must be");
	}
	sl_sensor_result_free(&result);
	sl_sensor_free(sensor);
	printed = sl_output(&out);
	sl_buffer_free(&out);
	if (!printed) {
		return SL_BROKEN;
	}
	return failed ? SL_REJECTED : SL_PASSED;
}

static enum sl_outcome replay_file(const char *path, const sl_sensor_limits *limits,
                                   const sl_sensor_reproducer *reproducer)
{
	sl_checked_file checked = {.bytes = reproducer->bytes, .size = reproducer->size};
	chan_finding fault;
	sl_program program = {0};
	enum sl_outcome outcome;

	if (!chan_open(checked.bytes, checked.size, &checked.file, &fault)) {
		return replay(path, limits, reproducer, NULL);
	}
	if (!sl_program_load(&checked, &program)) {
		outcome = complain("the interpreter does not load the reproducer's file");
	} else {
		outcome = replay(path, limits, reproducer, &program);
	}
	sl_program_free(&program);
	return outcome;
}

static enum sl_outcome run_replay(const sl_arguments *arguments)
{
	const char *path = sl_argument(arguments, "sensor");
	sl_sensor_limits limits = {SL_SENSOR_DEFAULT_SECONDS, SL_SENSOR_DEFAULT_MEMORY,
	                           SL_SENSOR_DEFAULT_OUTPUT};
	sl_sensor_reproducer reproducer;
	sl_buffer start = {0};
	sl_problem problem;
	enum sl_outcome outcome;

	if (path == NULL || arguments->file_count != 1) {
		return sl_usage_error(&sl_command_sensor_replay,
		                      "takes --sensor SO and one reproducer");
	}
	if (!take_seconds(arguments, &limits.seconds)) {
		return SL_UNUSABLE;
	}
	if (!sl_file_read_start(path, 1, &start, &problem)) {
		sl_buffer_free(&start);
		return complain(problem.text);
	}
	sl_buffer_free(&start);
	if (sl_sensor_reproducer_read(arguments->files[0], &reproducer, &problem)) {
		outcome = replay_file(path, &limits, &reproducer);
	} else {
		outcome = complain(problem.text);
	}
	sl_sensor_reproducer_free(&reproducer);
	return outcome;
}

static const sl_option options[] = {
	{0, false, "sensor", "SO", "the library of the sensor"},
	{0, false, "sensor-seconds", "N", "how long one call may take; default: 10"},
	{0, false, NULL, NULL, NULL},
};

static bool runs_others(const sl_arguments *arguments)
{
	(void)arguments;
	return true;
}

const sl_command sl_command_sensor_replay = {
	.name = "sensor replay",
	.synopsis = "--sensor SO [OPTION]... REPRODUCER",
	.summary = "repeats what `sluice gate --sensor` found",
	.description =
		"A reproducer holds a channel file and the events with which a sensor failed or "
		"disagreed. They run through\n"
		"the sensor as in the gate, in a process of its own; it can be the sensor of then "
		"or one that has been\n"
		"corrected since, and gets the inputs that it describes now.\n"
		"\n"
		"Exit status: 0 where nothing is wrong, 1 where something is.\n",
	.examples = "  $ sluice sensor replay --sensor ./libfoo.so "
		    "content/sensor-findings/libfoo-so-over-read-0123456789ab.repro\n",
	.options = options,
	.runs_others = runs_others,
	.run = run_replay,
};
