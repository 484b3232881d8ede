/*
 * Suppressions of sluice.yaml: findings that somebody has looked at and answers for until a day. They are no part of the verdict
 * then; every report names them.
 */
#ifndef SL_MODEL_SUPPRESSION_H
#define SL_MODEL_SUPPRESSION_H

#include "model/document.h"

/* What is not given covers everything; of what is given each must fit. At least one is. */
typedef struct sl_suppression_scope {
	bool has_channel, has_template;
	uint32_t channel;
	uint8_t template_uuid[16];
	const char *field; /* name of a field, or NULL */
	const char *file;  /* that the finding points at, relative to the repository; or NULL */
	const char *const *builds; /* covered if each build of the finding is one of these */
	uint32_t build_count; /* 0: not given */
} sl_suppression_scope;

typedef struct sl_suppression {
	uint16_t rule;
	sl_suppression_scope scope;
	const char *reason, *owner;
	uint64_t expires_at; /* seconds; from then on it covers nothing */
	sl_source source;
	size_t covered; /* findings of this run; by gate/suppress.h */
} sl_suppression;

typedef struct sl_suppressions {
	sl_suppression *items;
	uint32_t count;
} sl_suppressions;

/*
 * False: nobody can answer for it. What no sensor can read (1xxx), an input that is not supplied (3001), a sensor that fails
 * (4005), a gate that fails (9xxx), content that could not be made (errors of 6xxx), and the suppressions themselves.
 */
bool sl_rule_can_be_suppressed(const sl_rule *rule);

/* The list under `suppressions`; NULL is none. In the document's arena; what is wrong is a finding and left out. */
void sl_suppressions_read(const sl_document *document, const sl_yaml *node, sl_suppressions *out);

/* A copy of all in the arena. */
sl_suppressions sl_suppressions_copy(const sl_suppressions *from, sl_arena *arena);

#endif
