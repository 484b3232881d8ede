/* The bytes that a search has to try. Internal to gate/. */
#ifndef SL_GATE_EVIDENCE_SYMBOLS_H
#define SL_GATE_EVIDENCE_SYMBOLS_H

#include "gate/evidence_search.h"

typedef struct sl_symbols {
	uint8_t bytes[256]; /* one of each set of bytes that no step of the matchers tells apart */
	uint32_t count;
} sl_symbols;

void sl_find_symbols(const sl_goal *goals, uint32_t goal_count, sl_symbols *out);

#endif
