/* A stage of the gate: its time, its counts, and what it found. */
#ifndef SL_GATE_STAGE_H
#define SL_GATE_STAGE_H

#include "gate/judge.h"

typedef struct sl_stage_timer {
	sl_verdict *verdict;
	const sl_watch *watch;
	size_t index, findings_before, errors_before, warnings_before;
	double started; /* milliseconds */
} sl_stage_timer;

/* Lists the stage as not reached: for all stages of a road, before the first runs. */
void sl_stage_announce(sl_verdict *verdict, const char *name);
sl_stage_timer sl_stage_start(sl_verdict *verdict, const sl_watch *watch, const char *name);
/* Ends it; the text says what cases counts. True: it found no error. */
bool sl_stage_end(sl_stage_timer *timer, size_t cases, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Ends it where the repository has nothing for it: it is listed as empty, with the reason. */
void sl_stage_end_empty(sl_stage_timer *timer, const char *reason);

#endif
