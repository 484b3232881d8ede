/*
 * Findings: what any part of the tool has to say about its input, as facts. report/ makes the words.
 * The rule table is rules.def.
 */
#ifndef SL_RULES_FINDING_H
#define SL_RULES_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "chan.h"

enum {
#define RULE(id, name, severity, section, classes, text) SL_RULE_##name = (id),
#define GONE(id, why)
#include "rules/rules.def"
#undef RULE
#undef GONE
};

typedef struct sl_rule {
	uint16_t id;
	const char *name;
	enum chan_severity severity;
	const char *section, *classes, *text;
} sl_rule;

/* The rules by rising id. */
extern const sl_rule sl_rules[];
extern const size_t sl_rule_count;
const sl_rule *sl_rule_find(unsigned id); /* NULL: no such rule */

/* A place in a text file that somebody wrote; path NULL: none. line 0: the file as a whole. */
typedef struct sl_source {
	const char *path;
	uint32_t line, column; /* from 1 */
} sl_source;

typedef struct sl_finding {
	uint16_t rule;
	bool only_warns; /* a warning, though the rule is an error: `explain` says of the rule in which case */
	const char
		*file; /* channel file, as it was named to us; NULL: the finding is not about one */
	bool has_bytes;
	uint64_t offset, length; /* in the channel file, if has_bytes */
	const char *path; /* "template[3].criterion[1].field", or NULL */
	/* Records of the file, for the look-up in its source map; -1: none, and without a source one must say so. */
	int64_t template_index, criterion_index;
	bool has_template;
	uint8_t template_uuid[16];
	const char *field; /* name of a field, or NULL */
	const char *detail; /* the facts of this case, one sentence without a full stop, or NULL */
	const char *const *builds; /* names */
	size_t build_count;
	sl_source source;
	/* What sluice.yaml says of it (model/suppression.h), or NULL. Not copied with the rest: it outlives the list. */
	const struct sl_suppression *suppressed_by;
} sl_finding;

#define SL_MAX_FINDINGS 10000u /* kept; the rest is counted */

/* The severity of this case: the rule's, unless it only warns. */
enum chan_severity sl_finding_severity(const sl_finding *finding);
/* "what is wrong: the facts of this case", in the arena. */
const char *sl_finding_message(sl_arena *arena, const sl_finding *finding);

/* A list of findings. Owns copies of all that its findings refer to. */
typedef struct sl_findings {
	sl_arena arena;
	sl_finding *items;
	size_t count, capacity;
	size_t errors, warnings, notes; /* the dropped ones included */
	size_t dropped;
} sl_findings;

void sl_findings_start(sl_findings *list);
void sl_findings_free(sl_findings *list);
/* Appends a copy; texts are copied as well. */
void sl_findings_add(sl_findings *list, const sl_finding *finding);
/* The short way for a finding about a text file. */
void sl_findings_source(sl_findings *list, uint16_t rule, sl_source source, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* A parser's finding about the channel file of this name; bytes are those of the file. */
void sl_findings_structure(sl_findings *list, const char *file, const chan_finding *fault);
/*
 * Moves those findings, from an index on, of which take says so to the end of another list, where they are counted instead.
 * take may change what it is given.
 */
void sl_findings_move(sl_findings *list, size_t from, sl_findings *to,
                      bool (*take)(void *context, sl_finding *finding), void *context);
/* By file, offset, source, rule, path: the order of every report. */
void sl_findings_sort(sl_findings *list);

/* "template[3].criterion[1].field" of a structural fault, in the arena. */
const char *sl_record_path(sl_arena *arena, uint16_t table, uint32_t record, uint32_t member);

#endif
