/* A stage of the gate. */
#include "gate/stage.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gate/suppress.h"

static double milliseconds(void)
{
	struct timespec now = {0};
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void sl_stage_announce(sl_verdict *verdict, const char *name)
{
	if (verdict->stage_count == SL_MAX_STAGES) {
		abort(); /* the road is longer than the list: a mistake in this program */
	}
	verdict->stages[verdict->stage_count++] =
		(sl_stage){.name = name, .status = SL_STAGE_NOT_REACHED};
}

sl_stage_timer sl_stage_start(sl_verdict *verdict, const sl_watch *watch, const char *name)
{
	size_t index = 0;
	while (index < verdict->stage_count && strcmp(verdict->stages[index].name, name) != 0) {
		index++;
	}
	if (index == verdict->stage_count) {
		sl_stage_announce(verdict, name);
	}
	return (sl_stage_timer){.verdict = verdict,
	                        .watch = watch,
	                        .index = index,
	                        .findings_before = verdict->findings.count,
	                        .errors_before = verdict->findings.errors,
	                        .warnings_before = verdict->findings.warnings,
	                        .started = milliseconds()};
}

/* Its status, time and findings; and tells whoever watches. */
static void close_stage(const sl_stage_timer *timer, enum sl_stage_status status, size_t cases)
{
	sl_stage *stage = &timer->verdict->stages[timer->index];
	sl_suppress(timer->verdict, timer->findings_before);
	stage->status = status;
	stage->cases = cases;
	stage->milliseconds = milliseconds() - timer->started;
	stage->errors = timer->verdict->findings.errors - timer->errors_before;
	stage->warnings = timer->verdict->findings.warnings - timer->warnings_before;
	if (timer->watch != NULL) {
		timer->watch->stage_ended(timer->watch->context, stage);
	}
}

bool sl_stage_end(sl_stage_timer *timer, size_t cases, const char *format, ...)
{
	sl_stage *stage = &timer->verdict->stages[timer->index];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(stage->counts, sizeof stage->counts, format, arguments);
	va_end(arguments);
	close_stage(timer, SL_STAGE_RUN, cases);
	return stage->errors == 0;
}

void sl_stage_end_empty(sl_stage_timer *timer, const char *reason)
{
	sl_stage *stage = &timer->verdict->stages[timer->index];
	snprintf(stage->counts, sizeof stage->counts, "%s", reason);
	close_stage(timer, SL_STAGE_EMPTY, 0);
}
