/* What sluice.yaml suppresses is taken out of the verdict at the end of each stage, before anybody counts. Internal to gate/. */
#ifndef SL_GATE_SUPPRESS_H
#define SL_GATE_SUPPRESS_H

#include "gate/verdict.h"

/* Copies them into the verdict. now: seconds; those that have expired by then cover nothing. */
void sl_suppress_start(sl_verdict *verdict, const sl_suppressions *suppressions, uint64_t now);

/* Moves the findings from an index on that a suppression covers to the suppressed ones. */
void sl_suppress(sl_verdict *verdict, size_t from);

/* 6021, 6022: once all has been found. */
void sl_suppress_review(sl_verdict *verdict);

#endif
