/* What the gate and the check know at their end, for the reports: stages, files, builds, findings, outcome. */
#ifndef SL_GATE_VERDICT_H
#define SL_GATE_VERDICT_H

#include "author/content.h"
#include "model/suppression.h"

/* The exit codes. A pass with nothing checked does not exist: it is SL_UNUSABLE. */
enum sl_outcome { SL_PASSED = 0, SL_REJECTED = 1, SL_UNUSABLE = 2, SL_BROKEN = 3 };

/* SL_STAGE_EMPTY: reached, and the repository has nothing for it, which is shown and is no pass of it. */
enum sl_stage_status { SL_STAGE_NOT_REACHED, SL_STAGE_RUN, SL_STAGE_EMPTY };

typedef struct sl_stage {
	const char *name; /* "self-test", "build", "structure", ... */
	enum sl_stage_status status;
	char counts[160]; /* "31 rules, 3 channels" */
	size_t cases; /* what the stage looked at; a stage that ran none has not passed */
	double milliseconds;
	size_t errors, warnings; /* found by this stage */
} sl_stage;

typedef struct sl_judged_file {
	const char *path; /* as findings name it */
	const char *map_path; /* of the source map beside it, or NULL */
	const sl_source_map *map; /* NULL: there is none */
	char sha256[65];
	sl_buffer bytes;
	uint64_t
		size; /* of the file; bytes holds its header alone where the file is over the limit */
	bool accepted; /* by chan_open() */
	chan_file file;
} sl_judged_file;

#define SL_MAX_STAGES 16

/* What a verdict rests on. Of a folder: of its *.yaml and *.yml files' bytes, in the order of their names. */
typedef struct sl_material {
	const char *path;
	char sha256[65];
} sl_material;

enum { SL_MAX_MATERIALS = 8 };

typedef struct sl_verdict {
	sl_arena arena; /* of paths and names */
	enum sl_outcome outcome;
	bool build_only; /* files were made, but nothing was judged */
	const char *root; /* of the repository: source paths begin with it; NULL: there is none */
	sl_stage stages[SL_MAX_STAGES];
	size_t stage_count;
	sl_judged_file *files;
	size_t file_count, file_capacity;
	const char **builds;
	size_t build_count;
	sl_findings findings;
	/* Those that a suppression covers, each with its suppressed_by; they decide nothing, and every report names them. */
	sl_findings suppressed;
	sl_suppressions suppressions;
	sl_material materials[SL_MAX_MATERIALS];
	size_t material_count;
	uint64_t judged_at; /* seconds, of what expires; 0 where nothing can be suppressed */
} sl_verdict;

void sl_verdict_start(sl_verdict *verdict);
void sl_verdict_free(sl_verdict *verdict);
/* "pass" (or "built", where nothing was judged), "reject", "unusable", "broken". */
const char *sl_verdict_word(const sl_verdict *verdict);
/* A new file with copies of the path; the bytes are the caller's to fill. The address holds until the next call. */
sl_judged_file *sl_verdict_add_file(sl_verdict *verdict, const char *path);
/* sha256 empty: it could not be read, and is left out. */
void sl_verdict_add_material(sl_verdict *verdict, const char *path, const char *sha256);
/* The file at the path, if there is one that can be read. */
void sl_verdict_add_file_material(sl_verdict *verdict, const char *path);
const sl_judged_file *sl_verdict_file(const sl_verdict *verdict, const char *path); /* or NULL */

#endif
