/* The parts of sl_run_probes(). Internal to gate/. */
#ifndef SL_GATE_PROBING_PARTS_H
#define SL_GATE_PROBING_PARTS_H

#include "gate/probing.h"
#include "gate/supply.h"

/* A template of some program. */
typedef struct sl_probed {
	uint8_t uuid[16];
	uint32_t program, template, type; /* indexes; type in the file */
} sl_probed;

enum sl_probe_result { SL_PROBE_SILENT, SL_PROBE_MATCHED, SL_PROBE_FAULT };

/* The inputs of one event as one group of builds supplies them. */
typedef struct sl_probe_inputs {
	const sl_supply *supply;
	chan_inputs inputs;
	chan_input *block;
	enum sl_probe_result result; /* of the template at hand */
} sl_probe_inputs;

typedef struct sl_probe_run {
	const sl_probing *probing;
	sl_probing_counts *counts;
	sl_findings *findings;
	sl_arena arena;
	sl_event_inputs *events;
	chan_scratch *scratches; /* one a program */
	uint64_t **negated; /* a program each: its criteria under an odd number of `not` */
	uint64_t **faulty; /* a program each: templates whose CH4005 has been said */
	sl_probed *templates; /* of all programs, by uuid */
	size_t template_count;
	const sl_type **types; /* of the probes so far, and how builds supply each */
	sl_supplies *supplies;
	size_t type_count, type_capacity;
	/* Of the event and type at hand. */
	const sl_probe *probe;
	const sl_type *type;
	sl_probe_inputs *inputs; /* one a group of builds */
	size_t input_count;
	const char **names; /* of builds, for one finding */
	size_t name_count;
} sl_probe_run;

/* Whether a criterion of the program holds; not, where it cannot be evaluated. */
bool sl_probe_holds(const sl_probe_run *run, uint32_t program, uint32_t type, uint32_t criterion,
                    const chan_inputs *inputs);

/* The findings. Each names the builds in run->names; example is one group of them. */
void sl_probe_say_missed(sl_probe_run *run, const sl_probed *template,
                         const sl_probe_inputs *example);
void sl_probe_say_unwanted(sl_probe_run *run, const sl_probed *template,
                           const sl_probe_inputs *example);
void sl_probe_say_fault(sl_probe_run *run, const sl_probed *template, const chan_outcome *outcome);
/* No build supplies all that the template reads. */
void sl_probe_say_nowhere(sl_probe_run *run, const sl_probed *template);
/* The template is not among those of the event's types: another says of which type it is; NULL: there is none. */
void sl_probe_say_absent(sl_probe_run *run, const sl_expectation *expected,
                         const sl_probed *another);

/* Sets the bits of the criteria of the file that stand under an odd number of `not`. */
void sl_mark_negated(const chan_file *file, uint64_t *criteria);

#endif
