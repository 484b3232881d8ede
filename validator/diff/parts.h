/* What the files of diff/ share. Internal to diff/. */
#ifndef SL_DIFF_PARTS_H
#define SL_DIFF_PARTS_H

#include "diff/diff.h"

#define SL_NO_PARTNER UINT32_MAX

/* Bytes of the file as printable text in the arena, shortened where it is long. */
const char *sl_diff_shown(sl_diff *diff, sl_text text);
/* The line is in the arena already. */
void sl_lines_add(sl_lines *lines, const char *line);
/* "a, b, c and 5 more" */
const char *sl_diff_named(sl_arena *arena, const char *const *names, size_t count);

/* A type of the content by its id, or NULL. */
const sl_content_type *sl_diff_type(const sl_content *content, uint32_t id);
/* types.c: diff->types. */
void sl_diff_types(sl_diff *diff, const sl_content *old, const sl_content *new);
/* uses.c: inputs, first_uses, last_uses. */
void sl_diff_uses_of(sl_diff *diff, const sl_diff_request *request, const sl_content *old,
                     const sl_content *new);
/* faults.c: faults, refusing, is_refused. */
void sl_diff_faults(sl_diff *diff, const sl_diff_request *request);
/* templates.c: items, and the counts of them. */
void sl_diff_templates(sl_diff *diff, const sl_diff_request *request, const sl_content *old,
                       const sl_content *new);

/* A template and the type that its fields are of. */
typedef struct sl_typed_template {
	const sl_content_type *type;
	const sl_template *template;
} sl_typed_template;

/* criteria.c: how criteria and condition differ. */
void sl_diff_criteria(sl_diff *diff, const sl_typed_template *old, const sl_typed_template *new,
                      sl_lines *out);

/* words.c: a text in single quotes, those inside doubled; of one that is not shown as it is, its size and digest, too. */
const char *sl_diff_quoted(sl_diff *diff, sl_text text);
/* One value; a criterion with its first values; "A exact and not B prefix". In the arena. */
const char *sl_diff_value(sl_diff *diff, const sl_content_type *type, const sl_criterion *criterion,
                          const sl_value *value);
const char *sl_diff_criterion(sl_diff *diff, const sl_content_type *type,
                              const sl_criterion *criterion);
/* "CallingModule prefix cased" */
const char *sl_diff_criterion_head(sl_diff *diff, const sl_content_type *type,
                                   const sl_criterion *criterion);
const char *sl_diff_condition(sl_diff *diff, const sl_typed_template *of);

/* The sentences that text and Markdown share, in an arena. */
const char *sl_diff_summary(const sl_diff *diff, sl_arena *arena);
const char *sl_diff_input_words(const sl_diff_input *input, sl_arena *arena);
const char *sl_diff_use_words(const sl_diff_use *use, sl_arena *arena);
const char *sl_diff_fault_words(const sl_diff_fault *fault, sl_arena *arena);
const char *sl_diff_run_words(const sl_diff_run *run, sl_arena *arena);
const char *sl_diff_matches_words(const sl_diff_matches *matches, sl_arena *arena);
/* "events.ndjson:7 and 8, more.ndjson:1" */
const char *sl_diff_event_words(const sl_diff_event *events, uint64_t count, sl_arena *arena);

#endif
