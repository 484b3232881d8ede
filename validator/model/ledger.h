/*
 * The ledger: what has shipped. ledger.yaml, one fact a line and sorted, so that a version control system shows and
 * merges it well:
 *
 *   channels:
 *     291:
 *       releases:
 *         - {version: 42, sha256: '57bc...', created: 2026-07-01T00:00:00Z, bytes: 1064, templates: 11}
 *       capabilities:
 *         - {type: ipc, field: PipeName, operator: prefix, action: detect, since: 42}
 *   recalled:
 *     - {sha256: '0c9f...', reason: reads past the inputs of build 7.11}
 */
#ifndef SL_MODEL_LEDGER_H
#define SL_MODEL_LEDGER_H

#include "base/buffer.h"
#include "base/text.h"
#include "rules/finding.h"

/* A file that has shipped. */
typedef struct sl_shipped {
	uint32_t channel, templates;
	uint64_t version;
	uint64_t created_at; /* seconds since 1970 UTC: the file's */
	uint64_t bytes;
	const char *sha256; /* 64 lower-case hexadecimal digits */
	sl_source source; /* its line in the ledger; no path: added since */
} sl_shipped;

/* What a criterion asks of a sensor. A sensor runs the same code for it, whichever channel brings it. */
typedef struct sl_capability {
	sl_text type, field; /* names */
	uint8_t operation, action; /* enum chan_operator, enum chan_action */
} sl_capability;

typedef struct sl_shipped_capability {
	uint32_t channel;
	sl_capability what;
	uint64_t
		since; /* the version of the channel that has shipped it first, as far as is known */
	sl_source source;
} sl_shipped_capability;

#define SL_MAX_REASON 4096u /* bytes */

typedef struct sl_recall {
	const char *sha256, *reason;
	sl_source source;
} sl_recall;

typedef struct sl_ledger {
	sl_arena arena;
	sl_shipped *releases; /* by channel, version */
	size_t release_count, release_capacity;
	sl_shipped_capability *capabilities; /* by channel, type, field, operator, action */
	size_t capability_count, capability_capacity;
	sl_recall *recalls; /* by digest */
	size_t recall_count, recall_capacity;
	/* Those that count as shipped, of all channels, for sl_ledger_knows(). */
	const sl_capability **known;
	size_t known_count;
} sl_ledger;

/*
 * Reads the file; there being none, or an empty one, says that nothing has shipped. Problems become findings (6001,
 * 6002, 6007, 6008, 6018, 6020) at their line; true if no error was among them. Free it in either case.
 */
bool sl_ledger_load(const char *path, sl_ledger *out, sl_findings *findings);
void sl_ledger_free(sl_ledger *ledger);

/* Each NULL if there is none. Pointers hold until something is added. */
/* The release of the highest version of the channel, recalled or not. */
const sl_shipped *sl_ledger_last(const sl_ledger *ledger, uint32_t channel);
const sl_shipped *sl_ledger_find(const sl_ledger *ledger, uint32_t channel, uint64_t version);
/* The newest release below the version that is not recalled: what sensors have, and can go back to. */
const sl_shipped *sl_ledger_former(const sl_ledger *ledger, uint32_t channel, uint64_t version);
const sl_recall *sl_ledger_recalled(const sl_ledger *ledger, const char *sha256);

/*
 * Whether a release of any channel has shipped the capability. One that is known since a release that was recalled does
 * not count: the field has not shown that it works.
 */
bool sl_ledger_knows(const sl_ledger *ledger, const sl_capability *capability);

/* What the ledger has of one channel: runs of its two lists, from the first up to the end. Start from zero. */
typedef struct sl_ledger_channel {
	uint32_t channel;
	size_t release, release_end, capability, capability_end;
} sl_ledger_channel;

/* Goes on to the next channel. False: there is none. */
bool sl_ledger_next(const sl_ledger *ledger, sl_ledger_channel *at);

/*
 * Each copies what it is given and returns whether the ledger has changed; what it has already stays. A capability that
 * is known since a recalled release is then known since the new one; a recall takes the new reason.
 */
bool sl_ledger_add_release(sl_ledger *ledger, const sl_shipped *release);
bool sl_ledger_add_capabilities(sl_ledger *ledger, uint32_t channel, const sl_capability *items,
                                size_t count, uint64_t since); /* no two alike */
bool sl_ledger_add_recall(sl_ledger *ledger, const char *sha256, const char *reason);

/* Appends the file, which sl_ledger_load() reads back as the same. */
void sl_ledger_write(const sl_ledger *ledger, sl_buffer *out);

/* 64 hexadecimal digits in lower case. */
bool sl_is_sha256(sl_text text);

#endif
