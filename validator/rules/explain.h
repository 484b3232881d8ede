/*
 * Why each rule exists, a bad and a good example, and what to do: for `sluice explain` and
 * validator/RULES.md.
 */
#ifndef SL_RULES_EXPLAIN_H
#define SL_RULES_EXPLAIN_H

#include "base/buffer.h"
#include "rules/finding.h"

typedef struct sl_explanation {
	uint16_t id;
	const char *why; /* which outage it would have stopped */
	const char *bad, *good; /* examples */
	const char *fix;
} sl_explanation;

/* The explanations by rising id: one for each live rule. */
extern const sl_explanation sl_explanations[];
extern const size_t sl_explanation_count;
const sl_explanation *sl_explanation_find(unsigned id); /* NULL: none */

/* One rule, for a terminal. */
void sl_explain_text(const sl_rule *rule, sl_buffer *out);
/* All rules, a line each. */
void sl_explain_list(sl_buffer *out);
/* The whole of validator/RULES.md. */
void sl_explain_markdown(sl_buffer *out);

#endif
