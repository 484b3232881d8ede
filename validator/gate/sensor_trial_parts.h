/* What a sensor says of one event, beside what the interpreter says. Internal to gate/. */
#ifndef SL_GATE_SENSOR_TRIAL_PARTS_H
#define SL_GATE_SENSOR_TRIAL_PARTS_H

#include "execute/evaluator.h"
#include "gate/sensor_trial.h"

typedef struct sl_difference {
	const char *word, *text;
	int64_t template_index; /* or -1 */
} sl_difference;

/* Both lists by rising id; the members in the first group are the caller's to set. */
typedef struct sl_comparison {
	const sl_program *program;
	const sl_match *matches; /* of the interpreter */
	size_t match_count;
	bool faulty; /* a template could not be evaluated, so the sensor may say ERROR */
	sl_arena *arena; /* of texts */

	uint8_t (*reported)[16]; /* by the sensor; free() it */
	size_t reported_count;
	bool is_error;
	size_t next_match, next_reported;
} sl_comparison;

void sl_comparison_start(sl_comparison *comparison, const sl_sensor_reply *reply);
/* The next difference; false: there is no other. */
bool sl_comparison_next(sl_comparison *comparison, sl_difference *out);

#endif
