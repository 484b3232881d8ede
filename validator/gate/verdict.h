/* What the gate and the check know at their end, for the reports: stages, files, builds, findings, verdict. */
#ifndef SL_GATE_VERDICT_H
#define SL_GATE_VERDICT_H

#include "rules/finding.h"

enum sl_stage_status { SL_STAGE_RUN, SL_STAGE_FAILED, SL_STAGE_NOT_REACHED };

typedef struct sl_stage {
	const char *name; /* "self-test", "build", "structure", "meaning", "fleet", "release" */
	enum sl_stage_status status;
	char counts[160]; /* "31 rules, 3 channels" */
	double milliseconds;
	size_t errors, warnings;
} sl_stage;

#define SL_MAX_STAGES 16
typedef struct sl_judged_file {
	const char *path;
	char sha256[65]; /* empty if it could not be read */
	uint64_t size; /* bytes */
	uint32_t templates; /* zero if it was not accepted */
} sl_judged_file;

enum sl_outcome { SL_PASSED = 0, SL_REJECTED = 1, SL_UNUSABLE = 2, SL_BROKEN = 3 }; /* the exit codes */

typedef struct sl_verdict {
	sl_arena arena;
	enum sl_outcome outcome;
	sl_stage stages[SL_MAX_STAGES];
	size_t stage_count;
	sl_judged_file *files;
	size_t file_count;
	const char **builds;
	size_t build_count;
	sl_findings findings;
} sl_verdict;

#endif
