/* The checks of a run and what each found about a file, for reports that tell what passed as well. */
#ifndef SL_REPORT_CHECKS_H
#define SL_REPORT_CHECKS_H

#include "gate/verdict.h"

/* One more than there are stages: findings of none of them, as of documents that could not be read, have one too. */
#define SL_MAX_CHECKS (SL_MAX_STAGES + 1)

/* One check of one file, or of the run as a whole. */
typedef struct sl_checked_part {
	const char *name; /* of the stage; or "configuration" */
	const sl_finding **findings; /* in the verdict's order */
	size_t count;
	const char *skipped; /* why it has not run, or has nothing to check; NULL: it ran */
} sl_checked_part;

/*
 * The checks of a file of the verdict; file NULL: of the run as a whole, with the findings that are about none of its
 * files. A finding is of the stage that its rule belongs to. Returns how many parts there are: a stage each, and the
 * last one only if it has findings. All that they refer to is the verdict's or in the arena.
 */
size_t sl_checks_of(const sl_verdict *verdict, const sl_judged_file *file,
                    sl_checked_part parts[SL_MAX_CHECKS], sl_arena *arena);

#endif
