/*
 * Finds a text for which some criteria hold and others do not, or proves that there is none: all matchers run at once,
 * and every state that they can reach together is looked at, the most promising first. Internal to gate/.
 */
#ifndef SL_GATE_EVIDENCE_SEARCH_H
#define SL_GATE_EVIDENCE_SEARCH_H

#include "base/buffer.h"
#include "gate/evidence_matcher.h"

enum sl_answer { SL_FOUND, SL_IMPOSSIBLE, SL_UNDECIDED };

/* What is wanted of one matcher. */
typedef struct sl_goal {
	const sl_matcher *matcher;
	bool holds;
} sl_goal;

#define SL_SEARCH_GOALS 64u

/* Memory that searches use again. Zero-initialise. */
typedef struct sl_search sl_search;
sl_search *sl_search_make(void);
void sl_search_free(sl_search *search);

/*
 * work: steps that may be spent; what was spent is taken off. SL_UNDECIDED: they were too few, or the goals too many.
 * SL_FOUND: *out holds the text.
 */
enum sl_answer sl_search_text(sl_search *search, const sl_goal *goals, uint32_t count,
                              uint64_t *work, sl_buffer *out);

/*
 * A text that the matcher finds a match at the start of, with each way followed by itself: for large programs much
 * cheaper. Only what is found counts: where nothing is, a match may still begin elsewhere.
 */
bool sl_search_match(sl_search *search, const sl_matcher *matcher, uint64_t *work, sl_buffer *out);

#endif
