/* sluice gate, and sluice build: a content repository to a verdict, and to channel files. */
#include <stdio.h>
#include <string.h>

#include "cli/reporting.h"
#include "gate/sensor_host.h"

/* Writes the judged files; a failure is the tool's, and nothing half-written stays. */
static bool publish(const sl_reporting *reporting, const sl_verdict *verdict)
{
	sl_problem problem;
	if (!sl_publish(verdict, &problem)) {
		fprintf(stderr, "sluice %s: %s\n", reporting->command->name, problem.text);
		return false;
	}
	return true;
}

/* The sensors of the options. False: an option is wrong, and stderr says which. */
static bool take_sensors(const sl_command *command, const sl_arguments *arguments,
                         const char **paths, sl_judge_options *judge)
{
	const char *seconds = sl_argument(arguments, "sensor-seconds");
	uint64_t number = SL_SENSOR_DEFAULT_SECONDS;

	judge->sensor_count = sl_argument_values(arguments, "sensor", paths);
	judge->sensors = paths;
	judge->save = sl_argument(arguments, "save");
	if (seconds != NULL && (!sl_text_to_u64(sl_text_of(seconds), &number) || number == 0 ||
	                        number > SL_SENSOR_MOST_SECONDS)) {
		sl_usage_error(command,
		               "--sensor-seconds is a number from 1 to %u, and not '%.20s'",
		               SL_SENSOR_MOST_SECONDS, seconds);
		return false;
	}
	judge->sensor_seconds = (unsigned)number;
	for (size_t i = 0; i < judge->sensor_count; i++) {
		sl_buffer start = {0};
		sl_problem problem;
		const bool readable = sl_file_read_start(paths[i], 1, &start, &problem);

		sl_buffer_free(&start);
		if (!readable) {
			fprintf(stderr, "sluice %s: %s\n", command->name, problem.text);
			return false;
		}
	}
	return true;
}

static enum sl_outcome run_road(const sl_command *command, const sl_arguments *arguments,
                                void (*judge)(const char *, const sl_judge_options *, sl_verdict *))
{
	sl_reporting reporting;
	sl_verdict verdict;
	if (arguments->file_count > 0) {
		return sl_usage_error(command, "takes no file: '%.60s'; the repository is -C",
		                      arguments->files[0]);
	}
	if (!sl_reporting_start(command, arguments, &reporting)) {
		return SL_UNUSABLE;
	}
	reporting.judge.output = sl_argument(arguments, "output");
	sl_verdict_start(&verdict);
	const char **sensors =
		sl_arena_alloc(&verdict.arena, arguments->given_count + 1, sizeof(const char *));
	if (!take_sensors(command, arguments, sensors, &reporting.judge)) {
		sl_verdict_free(&verdict);
		return SL_UNUSABLE;
	}
	judge(sl_argument_repository(arguments), &reporting.judge, &verdict);
	if (verdict.outcome == SL_PASSED && !publish(&reporting, &verdict)) {
		verdict.outcome = SL_BROKEN;
	}
	enum sl_outcome outcome = sl_reporting_end(&reporting, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

static enum sl_outcome run_gate(const sl_arguments *arguments)
{
	return run_road(&sl_command_gate, arguments, sl_judge_repository);
}

static enum sl_outcome run_build(const sl_arguments *arguments)
{
	return run_road(&sl_command_build, arguments, sl_judge_build);
}

static const sl_option gate_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{0, false, "attest", "FILE", "write the verdict as an in-toto statement (verify-verdict)"},
	{0, true, "sensor", "SO", "also run the events through this sensor; may be repeated"},
	{0, false, "sensor-seconds", "N", "how long one call of a sensor may take; default: 10"},
	{0, false, "save", "DIR",
         "where what repeats a sensor's finding goes; default: "
         "REPO/sensor-findings"},
	{0, false, NULL, NULL, NULL},
};

static void writes(const sl_arguments *arguments, sl_writes *out)
{
	sl_writes_add_output(arguments, out);
	sl_writes_add(out, sl_argument(arguments, "save"));
	sl_writes_add_repository(out, arguments);
}

static bool runs_others(const sl_arguments *arguments)
{
	return sl_argument_given(arguments, "sensor");
}

const sl_command sl_command_gate = {
	.name = "gate",
	.synopsis = "[-C REPO] [OPTION]...",
	.summary = "the whole gate for a content repository",
	.description =
		"Compiles the Sigma rules of every channel of the repository and judges the "
		"bytes:\n"
		"\n"
		"  self-test  the pinned bad cases give exactly their findings, the good ones "
		"none\n"
		"  build      Sigma rules and catalog to a channel file a channel\n"
		"  structure  every byte, as a sensor's parser would read it\n"
		"  meaning    against the catalog of template types\n"
		"  fleet      against every sensor build in the field: inputs, operators, limits\n"
		"  execution  events made from the content: each criterion holds and fails, and "
		"decides, on every build\n"
		"  probes     the authors' events and what must match them\n"
		"  sensors    with --sensor: those events through vendors' own interpreters "
		"(parser/sensor_abi.h)\n"
		"  transitions  update, rollback and removal\n"
		"  release    names, counts, versions, and what the ledger has not seen\n"
		"\n"
		"A file that passes is written, with its source map, to the output folder of the "
		"repository.\n"
		"If anything is rejected nothing is written; `sluice build` writes unjudged "
		"files.\n"
		"SOURCE_DATE_EPOCH, if set, is the creation time in the files.\n",
	.examples = "  $ sluice gate -C content\n"
		    "  $ sluice gate -C content --report json=verdict.json --fail-on warning\n"
		    "  $ sluice gate -C content --sensor ./libfoo.so\n",
	.options = gate_options,
	.reports = true,
	.writes = writes,
	.runs_others = runs_others,
	.run = run_gate,
};

static const sl_option build_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{'o', false, "output", "DIR", "where the files go; default: the repository's output"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_build = {
	.name = "build",
	.synopsis = "[-C REPO] [-o DIR] [OPTION]...",
	.summary = "compile only: channel files without a verdict on them",
	.description = "Compiles the Sigma rules of every channel of the repository and writes the "
		       "channel files and\n"
		       "their source maps. The files have not been judged: `sluice gate` and "
		       "`sluice check` do that.\n"
		       "SOURCE_DATE_EPOCH, if set, is the creation time in the files.\n",
	.examples = "  $ sluice build -C content -o /tmp/out\n",
	.options = build_options,
	.reports = true,
	.writes = writes,
	.run = run_build,
};
