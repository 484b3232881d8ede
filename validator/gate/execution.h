/* The stages that run the content: evidence, probes, transitions. Internal to gate/. */
#ifndef SL_GATE_EXECUTION_H
#define SL_GATE_EXECUTION_H

#include "execute/program.h"
#include "gate/exercised.h"
#include "gate/sensor_events.h"
#include "gate/stages.h"
#include "model/ledger.h"
#include "model/probes.h"

/* The accepted files of the verdict, ready to be run. */
typedef struct sl_execution {
	sl_checked_file *checked;
	sl_program *programs;
	sl_exercised **exercised; /* by the probes; one a program */
	const sl_judged_file **files; /* of the verdict; one a program */
	size_t count;
	bool complete; /* every file of the verdict is here */
	sl_probes probes;
	/* For sensors, where there are any; else empty. */
	bool keeps_events;
	sl_sensor_events events;
	size_t events_left_out; /* of a file so large that its events would fill the memory */
} sl_execution;

/* Compiles the patterns; a file with one that is refused (CH2013, CH2014) is left out. Free it. */
void sl_execution_start(const sl_verdict *verdict, sl_execution *out);
void sl_execution_free(sl_execution *execution);

/* Makes events for each criterion, and runs them on every build (CH4001, CH4004, CH4005). */
void sl_stage_evidence(const sl_stage_files *stage, sl_execution *execution);

/* Reads the probes of the folder, and runs them (CH4002, CH4003). Files that they name must lie below root. */
void sl_stage_probes(const sl_stage_files *stage, sl_execution *execution, const char *folder,
                     const char *root);
/* The events of both through the sensors of the options (CH4005, CH4006); reproducers go to a folder in root. */
void sl_stage_sensors(const sl_stage_files *stage, sl_execution *execution,
                      const sl_judge_options *options, const char *root);
/* From the version of each channel that sensors have, as the output folder has it, to the new one and back (CH4007). */
void sl_stage_transitions(const sl_stage_files *stage, const sl_execution *execution,
                          const sl_ledger *ledger, const char *output);

#endif
