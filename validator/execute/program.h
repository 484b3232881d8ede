/* Channel files in memory, ready to be evaluated. */
#ifndef SL_EXECUTE_PROGRAM_H
#define SL_EXECUTE_PROGRAM_H

#include "evaluate.h"
#include "rules/check.h"

/* One accepted file with its patterns compiled. Refers to the checked file, which must outlive it. */
typedef struct sl_program {
	const sl_checked_file *checked;
	chan_content content;
	chan_needs needs;
} sl_program;

/* False: a pattern was refused, which the rules 2013 and 2014 report; free it all the same. */
bool sl_program_load(const sl_checked_file *checked, sl_program *out);
void sl_program_free(sl_program *program);

/* A scratch large enough for the program, for one thread. */
chan_scratch sl_program_scratch(const sl_program *program);
void sl_scratch_free(chan_scratch *scratch);

#endif
