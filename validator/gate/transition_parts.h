/* The parts of sl_run_transitions(). Internal to gate/. */
#ifndef SL_GATE_TRANSITION_PARTS_H
#define SL_GATE_TRANSITION_PARTS_H

#include "base/buffer.h"
#include "gate/transition.h"

/* The version that shipped before, from its file. */
typedef struct sl_former {
	const char *path; /* NULL: there is none */
	uint64_t version;
	sl_buffer bytes;
	sl_checked_file checked;
	sl_program program;
	bool loaded;
} sl_former;

/* Finds, checks and loads it. What is wrong with it is a finding, and it is not loaded. Free it in either case. */
void sl_former_find(const sl_transition *transition, sl_arena *arena, sl_former *out,
                    sl_findings *findings);
void sl_former_free(sl_former *former);

/* CH4007 about the new file; source: of the former one, or of an event. */
void sl_transition_fault(const sl_transition *transition, sl_findings *findings, sl_source source,
                         const char *const *builds, size_t build_count, const char *detail);

/* What one template said of one event, where it was not silent. No padding: compared as bytes. */
typedef struct sl_said {
	uint32_t event,
		group; /* of the rehearsal; of builds that supply the same, over the event's types */
	uint8_t uuid[16];
	uint32_t result; /* 1 matched; else 16 and the error */
} sl_said;

typedef struct sl_said_list {
	sl_said *items; /* by event, group, id */
	size_t count, capacity;
} sl_said_list;

/* The events of all steps, and how builds supply their types. */
typedef struct sl_rehearsal sl_rehearsal;
sl_rehearsal *sl_rehearsal_make(const sl_transition *transition, const chan_file *former);
void sl_rehearsal_free(sl_rehearsal *rehearsal);
/* Runs all events through the content. Empties *out first. Returns the number of evaluations. */
size_t sl_rehearse(sl_rehearsal *rehearsal, const chan_content *content,
                   const chan_scratch *scratch, sl_said_list *out);
/* Where the event of that number was written; path NULL: it is one without values. */
sl_source sl_rehearsal_source(const sl_rehearsal *rehearsal, uint32_t event);

#endif
