/* Where reports point that want a file and a line of every finding, and how they know a finding again in a later run. */
#ifndef SL_REPORT_PLACE_H
#define SL_REPORT_PLACE_H

#include "gate/verdict.h"

typedef struct sl_place {
	const char *path; /* any bytes; without "./" at its start */
	uint32_t line, column; /* from 1; column 0: the line as a whole */
	bool is_source; /* a line that somebody wrote; else a file as a whole, line 1 */
} sl_place;

/* Without "./" at its start, and never empty: a folder is ".". Part of the path, or a text of its own. */
const char *sl_place_path(const char *path);

/*
 * The line of the rule or document at fault; else the channel file; else, for what is wrong with a run as a whole,
 * sluice.yaml of the repository, or the first file that was judged. Its path is in the arena, and never NULL or empty.
 */
sl_place sl_finding_place(const sl_verdict *verdict, const sl_finding *finding, sl_arena *arena);

/*
 * A text for each finding of the verdict, in its order, and then for each that is suppressed: 64 hexadecimal digits, each other than all others. It stays the same
 * when lines move, templates are added, the version rises or the fleet grows: it is made of the rule, the file in the
 * repository or the channel, the template, the field, the member, and how many findings before it are alike.
 */
const char *const *sl_fingerprints(const sl_verdict *verdict, sl_arena *arena);

#endif
