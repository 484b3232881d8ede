/* The Sigma compiler: rules (YAML) to content. Stages, a file each: read the rule, its detections, its condition. */
#ifndef SL_AUTHOR_COMPILE_H
#define SL_AUTHOR_COMPILE_H

#include "author/content.h"
#include "model/repository.h"

/* How many rules of a channel went where (CH5004 compares them). */
typedef struct sl_compile_counts {
	size_t files; /* rule files selected */
	size_t authored; /* rules in them */
	size_t excluded; /* rules under exclude: that indeed do not compile */
	size_t compiled; /* templates made */
} sl_compile_counts;

/*
 * Compiles the rules of one channel, in the order of their paths. Every rule that does not compile yields at least one
 * finding 60xx or 20xx with its line and column, several where several things are wrong; unless exclude: names it with
 * that finding. Two rules with one id: CH2018 at the second. True: no error was found; *out is complete and in the
 * arena.
 */
bool sl_compile_channel(const sl_repository *repository, const sl_channel *channel, sl_arena *arena,
                        sl_content *out, sl_compile_counts *counts, sl_findings *findings);

/*
 * Compiles the rules in one file's bytes against the catalog and appends to content (whose types are grown as needed).
 * path: for messages. Returns the number of rules that the file holds; those with an error are not appended.
 */
size_t sl_compile_rules(const sl_catalog *catalog, enum chan_action action, const char *path,
                        const uint8_t *bytes, size_t size, sl_arena *arena, sl_content *content,
                        sl_findings *findings);

/* One field that a rule uses, for `init` and `catalog infer`. */
typedef struct sl_rule_field {
	sl_text name;
	bool numeric_only; /* used with gt, gte, lt, lte, or with plain numbers alone */
	bool text_used; /* used with anything that only a string field takes */
} sl_rule_field;

typedef struct sl_rule_use {
	sl_logsource logsource;
	sl_rule_field *fields;
	uint32_t field_count;
	sl_source source;
} sl_rule_use;

/* What log sources and fields the rules of a file use; files that are no rule use nothing. In the arena. */
size_t sl_rule_uses(const char *path, const uint8_t *bytes, size_t size, sl_arena *arena,
                    sl_rule_use **out);

#endif
