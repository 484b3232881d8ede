/*
 * A folder of channel files on a machine that does not stay up: which of them cannot be read, moving those aside, and
 * putting good ones back. It wants no repository and no catalog: what is judged is the structure, the name, and whether the
 * file is on a list of recalled ones. What is not understood is never touched.
 */
#ifndef SL_TRIAGE_TRIAGE_H
#define SL_TRIAGE_TRIAGE_H

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "gate/verdict.h"

typedef struct sl_triage_request {
	const char *folder;
	const char *quarantine; /* the folder for what is rejected; NULL: nothing is moved */
	const char *good; /* a folder that good files are taken from; NULL: none is put back */
	const char *recalled; /* a list of SHA-256; NULL: there is none */
	uint64_t now; /* seconds since 1970 UTC, for the journal */
} sl_triage_request;

enum sl_triage_state {
	SL_TRIAGE_GOOD,
	SL_TRIAGE_REJECTED,
	SL_TRIAGE_NOT_JUDGED /* it could not be read, or is no regular file */
};

typedef struct sl_triage_file {
	const char *name; /* in the folder */
	bool is_named; /* as channel files are; then channel and version are those of the name */
	uint32_t channel;
	uint64_t version;
	enum sl_triage_state state;
	uint64_t size;
	char sha256[65]; /* empty where not all of it was read */
	sl_finding finding; /* of one that is rejected; its texts are in the arena */
	const char *why; /* it was not judged, or was not moved; NULL */
	const char *moved_to; /* its name in the quarantine; NULL: it is where it was */
} sl_triage_file;

/* A channel that has, or had when the triage began, no good file. */
typedef struct sl_triage_channel {
	uint32_t channel;
	const char *restored; /* the name of the good file that was put back; NULL: none */
	const char *why; /* none was put back */
} sl_triage_channel;

typedef struct sl_triage {
	sl_arena arena; /* of all that follows */
	sl_triage_request request;
	sl_triage_file *files; /* whose names end in .chan, sorted by bytes */
	size_t file_count;
	const char **others; /* the names of everything else, sorted; nothing is done with it */
	size_t other_count;
	sl_triage_channel *channels; /* by number */
	size_t channel_count;
	const char **notices; /* about the quarantine, one sentence each */
	size_t notice_count, notice_capacity;
	bool broken; /* something that was begun could not be finished, or not be written down */
	enum sl_outcome outcome;
} sl_triage;

/*
 * Does what the request says. What was done by a run that was killed is finished or undone first. False: nothing could
 * be looked at, and the problem says why. sl_triage_free() in either case.
 *
 * outcome: SL_PASSED if every channel file that lies in the folder at the end is good, and every channel has one;
 * SL_REJECTED if not; SL_UNUSABLE if there is no channel file; SL_BROKEN with broken.
 */
bool sl_triage_run(const sl_triage_request *request, sl_triage *out, sl_problem *problem);
void sl_triage_free(sl_triage *triage);

/* A line a file, a summary. schema/triage.schema.json is the second one. */
void sl_triage_text(const sl_triage *triage, sl_buffer *out);
void sl_triage_json(const sl_triage *triage, sl_buffer *out);

#endif
