/* The stages that run the content. */
#include "gate/execution.h"

#include <stdlib.h>

#include "gate/evidence.h"
#include "gate/probing.h"
#include "gate/sensing.h"
#include "gate/trace.h"
#include "gate/transition.h"

void sl_execution_start(const sl_verdict *verdict, sl_execution *out)
{
	const size_t room = verdict->file_count + 1;
	*out = (sl_execution){.complete = true};
	sl_sensor_events_start(&out->events);
	out->checked = sl_alloc(room, sizeof *out->checked);
	out->programs = sl_alloc(room, sizeof *out->programs);
	out->exercised = sl_alloc(room, sizeof(sl_exercised *));
	out->files = sl_alloc(room, sizeof(sl_judged_file *));
	for (size_t i = 0; i < verdict->file_count; i++) {
		const sl_judged_file *file = &verdict->files[i];
		const size_t at = out->count;
		out->checked[at] = sl_judged_checked(file);
		if (!file->accepted || !sl_program_load(&out->checked[at], &out->programs[at])) {
			sl_program_free(&out->programs[at]);
			out->complete = false;
			continue;
		}
		out->exercised[at] = sl_exercised_make(&file->file);
		out->files[at] = file;
		out->count++;
	}
}

void sl_execution_free(sl_execution *execution)
{
	for (size_t i = 0; i < execution->count; i++) {
		sl_program_free(&execution->programs[i]);
		sl_exercised_free(execution->exercised[i]);
	}
	sl_probes_free(&execution->probes);
	sl_sensor_events_free(&execution->events);
	free(execution->checked);
	free(execution->programs);
	free(execution->exercised);
	free(execution->files);
	*execution = (sl_execution){0};
}

/* Findings about a file's records get the lines that they came from. */
static void trace_all(const sl_execution *execution, sl_findings *findings, size_t from)
{
	for (size_t i = 0; i < execution->count; i++) {
		sl_trace(findings, from, execution->files[i]);
	}
}

/* Keeps the events of one file. */
typedef struct keeper {
	sl_execution *execution;
	uint32_t file;
	size_t wholes, singles;
} keeper;

static void keep(void *context, uint32_t type_id, const chan_inputs *inputs, bool single)
{
	keeper *k = context;
	size_t *kept = single ? &k->singles : &k->wholes;

	if (*kept == SL_SENSOR_MOST_EVENTS) {
		k->execution->events_left_out++;
		return;
	}
	(*kept)++;
	sl_sensor_events_add(&k->execution->events, k->file, type_id, inputs, (sl_source){0});
}

void sl_stage_evidence(const sl_stage_files *stage, sl_execution *execution)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "execution");
	const size_t from = verdict->findings.count;
	sl_evidence evidence = {0};
	for (size_t i = 0; i < execution->count; i++) {
		keeper k = {.execution = execution, .file = (uint32_t)i};
		const sl_event_sink sink = {keep, &k};

		evidence.sink = execution->keeps_events ? &sink : NULL;
		sl_gather_evidence(&execution->checked[i], &execution->programs[i], stage->catalog,
		                   stage->fleet, &evidence, &verdict->findings);
	}
	trace_all(execution, &verdict->findings, from);
	sl_stage_end(&timer, evidence.criteria,
	             "%zu criteria: %zu decide both ways, %zu redundant; %zu events, %zu runs on "
	             "builds",
	             evidence.criteria, evidence.decided, evidence.redundant, evidence.events,
	             evidence.builds);
}

void sl_stage_probes(const sl_stage_files *stage, sl_execution *execution, const char *folder,
                     const char *root)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "probes");
	const size_t from = verdict->findings.count;
	sl_probing_counts counts = {0};
	bool read = sl_probes_load(folder, root, stage->catalog, &execution->probes,
	                           &verdict->findings);
	if (read && execution->probes.count == 0) {
		sl_stage_end_empty(&timer, "no probes");
		return;
	}
	const sl_probing probing = {
		.programs = execution->programs,
		.exercised = execution->exercised,
		.program_count = execution->count,
		.complete = execution->complete,
		.fleet = stage->fleet,
		.probes = &execution->probes,
	};
	if (read) {
		sl_run_probes(&probing, &counts, &verdict->findings);
	}
	trace_all(execution, &verdict->findings, from);
	sl_stage_end(&timer, counts.cases, "%zu probes on %zu builds: %zu evaluations, %zu matches",
	             counts.events, stage->fleet->count, counts.evaluations,
	             counts.expected - counts.missed);
}

void sl_stage_sensors(const sl_stage_files *stage, sl_execution *execution,
                      const sl_judge_options *options, const char *root)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "sensors");
	const size_t from = verdict->findings.count;
	sl_sensing_counts counts = {0};
	const sl_sensing sensing = {
		.paths = options->sensors,
		.count = options->sensor_count,
		.limits = {options->sensor_seconds, SL_SENSOR_DEFAULT_MEMORY,
	                   SL_SENSOR_DEFAULT_OUTPUT},
		.save = options->save != NULL
	                        ? options->save
	                        : sl_path_join(&verdict->arena, root, "sensor-findings"),
		.programs = execution->programs,
		.program_count = execution->count,
		.events = &execution->events,
		.catalog = stage->catalog,
		.fleet = stage->fleet,
	};
	sl_sensor_events_add_probes(&execution->events, &execution->probes);
	sl_run_sensors(&sensing, &counts, &verdict->findings);
	trace_all(execution, &verdict->findings, from);
	sl_stage_end(&timer, counts.runs,
	             "%zu sensors on %zu files: %zu events, %zu damaged files; %zu problems; "
	             "processes died %zu times; %zu events left out",
	             counts.sensors, execution->count, counts.events, counts.damaged,
	             counts.problems, counts.deaths, execution->events_left_out);
}

void sl_stage_transitions(const sl_stage_files *stage, const sl_execution *execution,
                          const sl_ledger *ledger, const char *output)
{
	sl_verdict *verdict = stage->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, stage->watch, "transitions");
	const size_t from = verdict->findings.count;
	sl_transition_counts counts = {0};
	for (size_t i = 0; i < execution->count; i++) {
		const chan_header *header = &execution->checked[i].file.header;
		const sl_shipped *former =
			sl_ledger_former(ledger, header->channel, header->content_version);
		const sl_transition transition = {
			.program = &execution->programs[i],
			.catalog = stage->catalog,
			.fleet = stage->fleet,
			.probes = &execution->probes,
			.output = output,
			.shipped_version = former != NULL ? former->version : 0,
			.shipped_digest = former != NULL ? former->sha256 : NULL,
		};
		sl_run_transitions(&transition, &counts, &verdict->findings);
	}
	trace_all(execution, &verdict->findings, from);
	sl_stage_end(
		&timer, counts.loads,
		"%zu files, %zu with a former version: %zu loads; matches %zu gained, %zu lost",
		counts.files, counts.formers, counts.loads, counts.gained, counts.lost);
}
