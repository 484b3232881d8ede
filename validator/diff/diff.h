/*
 * What one release of a channel does that the one before did not, in the words of the rules: templates, types, what is
 * asked of sensors for the first time, builds that cannot take it, events that match otherwise. Every text in it is
 * printable, and in its arena.
 */
#ifndef SL_DIFF_DIFF_H
#define SL_DIFF_DIFF_H

#include "author/content.h"
#include "execute/program.h"
#include "model/catalog.h"
#include "model/ledger.h"
#include "rules/check.h"

/* One of the two files. */
typedef struct sl_diff_side {
	sl_checked_file checked; /* accepted */
	const char *sha256;
	const sl_source_map *map; /* NULL: there is none */
	/* Of its check against catalog and fleet, sorted; NULL: it was not checked. */
	const sl_findings *findings;
} sl_diff_side;

typedef struct sl_diff_request {
	sl_diff_side sides[2]; /* old, new */
	const sl_ledger *ledger; /* NULL: there is none */
	size_t build_count; /* of the fleet that the findings are about */
} sl_diff_request;

typedef struct sl_lines {
	const char **items;
	size_t count, capacity;
} sl_lines;

enum sl_template_change { SL_TEMPLATE_ADDED, SL_TEMPLATE_REMOVED, SL_TEMPLATE_CHANGED };

typedef struct sl_template_difference {
	enum sl_template_change change;
	char uuid[37];
	const char *title, *type, *level; /* of the new one, or the one that was removed */
	sl_source source; /* of its rule; path NULL: not known */
	/* "+ CallingModule prefix 'c:\users\'", "level: low -> high"; of an added one what it asks for. */
	sl_lines what;
} sl_template_difference;

enum sl_diff_shipped { SL_SHIPPED_UNKNOWN, SL_SHIPPED_NEVER, SL_SHIPPED_BEFORE };

/* An input that a criterion of the new file reads, and none of the old one. */
typedef struct sl_diff_input {
	const char *type, *field;
	uint32_t position; /* among the inputs of the type, from 1 */
	size_t number; /* in the order of the new file */
	enum sl_diff_shipped shipped; /* by any operator; unknown without a ledger */
	const char *const *lacking; /* builds that do not supply it (CH3001) */
	size_t lacking_count;
} sl_diff_input;

/* A capability as the ledger knows it, which one of the two files has. */
typedef struct sl_diff_use {
	const char *type, *field;
	uint8_t operation, action;
	enum sl_diff_shipped shipped; /* unknown without a ledger */
} sl_diff_use;

typedef struct sl_diff_uses {
	sl_diff_use *items;
	size_t count;
} sl_diff_uses;

/* New: of the new file alone. Gone: of the old one alone. */
enum sl_fault_state { SL_FAULT_NEW, SL_FAULT_KEPT, SL_FAULT_GONE };

/* One finding of the check, or several that say the same of the same builds. */
typedef struct sl_diff_fault {
	enum sl_fault_state state;
	uint16_t rule;
	enum chan_severity severity;
	const char *message;
	size_t times; /* how often, for other templates */
	const char **builds;
	size_t build_count; /* 0: it is about the file, whatever the build */
} sl_diff_fault;

/* Where an event stands. */
typedef struct sl_diff_event {
	const char *path;
	uint64_t number; /* its line, or in a document its place from 1 */
} sl_diff_event;

enum { SL_DIFF_EVENTS_NAMED = 3 };

/* A template that matches other events than before. */
typedef struct sl_diff_matches {
	char uuid[37];
	const char *title, *type;
	uint64_t before, gained, lost;
	sl_diff_event first_gained[SL_DIFF_EVENTS_NAMED], first_lost[SL_DIFF_EVENTS_NAMED];
} sl_diff_matches;

typedef struct sl_diff_run {
	uint64_t events, typeless, unreadable, bad, faults; /* as sl_run_counts has them */
	uint64_t before, gained, lost; /* matches */
	sl_diff_matches *items; /* by falling gained + lost, then id */
	size_t count;
	sl_lines complaints; /* the first of the events that could not be read */
} sl_diff_run;

/* What should follow: steps.def is the one place that says when, and in which words. */
enum sl_diff_step {
#define STEP(name, word, words) SL_STEP_##name,
#include "diff/steps.def"
#undef STEP
};

typedef struct sl_diff {
	sl_arena arena;
	const char *path[2], *sha256[2]; /* old, new */
	uint32_t channel[2];
	uint64_t version[2];
	uint32_t templates[2];
	bool differs; /* in anything but version and time of creation */
	sl_lines file; /* what differs of the file as a whole: channel, engine level, expiry */
	sl_template_difference
		*items; /* the new file's order; those that were removed at the end */
	size_t count, capacity;
	size_t added, removed, changed;
	sl_lines types; /* "ipc: version 2 -> 3; 20 -> 21 inputs: ..." */
	sl_diff_input *inputs; /* those that a build lacks first */
	size_t input_count;
	sl_diff_uses first_uses, last_uses; /* what has never shipped first */
	bool is_checked; /* against builds */
	size_t build_count;
	sl_diff_fault *faults; /* new errors, other errors, new warnings and notes, what is gone */
	size_t fault_count;
	size_t uncompared; /* findings past the limit of a list */
	sl_lines refusing; /* builds with a new error */
	bool is_refused; /* a new error, whether of a build or not */
	bool asks_more; /* of sensors than the old file: an engine, a version of a type, an input, a capability */
	enum sl_diff_step step;
	const char *next; /* what should follow, a sentence */
	sl_diff_run *run; /* NULL: no events were run */
} sl_diff;

/* Free it. */
void sl_diff_make(const sl_diff_request *request, sl_diff *out);
void sl_diff_free(sl_diff *diff);

/* Events, and what runs them. */
typedef struct sl_diff_events {
	const sl_catalog *catalog;
	const sl_program *programs; /* two: old, new */
	const char *const *paths; /* of files of events; "-" is standard input */
	size_t path_count;
} sl_diff_events;

/*
 * Runs every event through both files, and sets diff->run. An event that cannot be read is counted. False: a file cannot
 * be read, and the problem says which.
 */
bool sl_diff_run_events(sl_diff *diff, const sl_diff_events *events, sl_problem *problem);

/* Append. Text and Markdown begin with what is new to sensors, and shorten what is long; JSON has all of it. */
void sl_diff_text(const sl_diff *diff, bool verbose, sl_buffer *out);
void sl_diff_markdown(const sl_diff *diff, sl_buffer *out);
void sl_diff_json(const sl_diff *diff, sl_buffer *out);

#endif
