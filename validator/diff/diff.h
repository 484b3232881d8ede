/*
 * What one release of a channel does that the one before did not, in the words of the rules: templates, types, what is asked of
 * sensors for the first time, builds that cannot take it.
 */
#ifndef SL_DIFF_DIFF_H
#define SL_DIFF_DIFF_H

#include "author/content.h"
#include "model/ledger.h"
#include "rules/check.h"

/* One of the two files. */
typedef struct sl_diff_side {
	sl_checked_file checked; /* accepted */
	const sl_findings
		*findings; /* of its check against catalog and fleet; NULL: it was not checked */
} sl_diff_side;

enum sl_template_change { SL_TEMPLATE_ADDED, SL_TEMPLATE_REMOVED, SL_TEMPLATE_CHANGED };

/* Printable texts, all of them. */
typedef struct sl_lines {
	const char **items;
	size_t count, capacity;
} sl_lines;

typedef struct sl_template_difference {
	enum sl_template_change change;
	char uuid[37];
	const char *title, *type;
	/* "+ CallingModule prefix 'C:\Users\'", "- ...", "level: low -> high"; of an added one what it asks for. */
	sl_lines what;
} sl_template_difference;

typedef struct sl_diff {
	sl_arena arena;
	uint32_t channel[2];
	uint64_t version[2];
	uint32_t templates[2]; /* old, new */
	sl_template_difference
		*items; /* the new file's order; those that were removed at the end */
	size_t count, capacity;
	size_t added, removed, changed;
	sl_lines
		types; /* "ipc: version 2 -> 3; reads 21 inputs, 20 before: CallingModule is new" */
	sl_lines
		first_uses; /* capabilities that OLD does not have; and, with a ledger, whether a release has */
	sl_lines last_uses; /* that NEW does not have any more */
	sl_lines builds; /* errors about builds that OLD did not have, and those that it had */
	size_t new_build_errors;
	const char *step; /* what should follow, a sentence */
	bool differs; /* in anything but version and times */
} sl_diff;

/* ledger NULL: there is none. Free it. */
void sl_diff_make(const sl_diff_side *old, const sl_diff_side *new, const sl_ledger *ledger,
                  sl_diff *out);
void sl_diff_free(sl_diff *diff);

/* Appends. Text and Markdown begin with what is new to sensors; JSON has all of it as it is here. */
void sl_diff_text(const sl_diff *diff, sl_buffer *out);
void sl_diff_markdown(const sl_diff *diff, sl_buffer *out);
void sl_diff_json(const sl_diff *diff, sl_buffer *out);

/* Internal to diff/: one more line, printable, in the arena. */
void sl_lines_add(sl_diff *diff, sl_lines *lines, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
const char *sl_diff_shown(sl_diff *diff, sl_text text);
/* templates.c: items, and the counts of them. */
void sl_diff_templates(sl_diff *diff, const sl_content *old, const sl_content *new);

#endif
