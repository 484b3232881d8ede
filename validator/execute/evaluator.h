/*
 * Evaluates the events of a type: every template for it in a set of programs. By the plain path, the interpreter for
 * each template, or by an index that gives the same answers (index.h).
 */
#ifndef SL_EXECUTE_EVALUATOR_H
#define SL_EXECUTE_EVALUATOR_H

#include "execute/program.h"

/* Read-only after it was made: threads share it. The programs must outlive it. */
typedef struct sl_evaluator sl_evaluator;
sl_evaluator *sl_evaluator_make(const sl_program *programs, size_t count, bool indexed);
void sl_evaluator_free(sl_evaluator *evaluator);

typedef struct sl_match {
	uint32_t program, template; /* indexes: of the programs, and in the program's file */
} sl_match;

/* The scratch and the results of one thread. */
typedef struct sl_evaluation sl_evaluation;
sl_evaluation *sl_evaluation_make(const sl_evaluator *evaluator);
void sl_evaluation_free(sl_evaluation *evaluation);

/* Evaluations that ended in an error: how many so far, and the first. */
typedef struct sl_evaluation_faults {
	uint64_t count;
	chan_outcome outcome;
	sl_match at;
} sl_evaluation_faults;
const sl_evaluation_faults *sl_evaluation_faults_of(const sl_evaluation *evaluation);

/*
 * The templates of the type with that id that match the inputs, by rising uuid, then program; valid until the next
 * call. A template whose evaluation ends in an error matches nothing, and is counted.
 */
const sl_match *sl_evaluate(sl_evaluation *evaluation, uint32_t type_id, const chan_inputs *inputs,
                            size_t *count);

#endif
