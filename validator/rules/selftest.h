/*
 * The gate's test of itself (D06): small channel files with a catalog and a fleet, compiled into
 * the binary, known bad and known good. Before any verdict each must give exactly its findings.
 */
#ifndef SL_RULES_SELFTEST_H
#define SL_RULES_SELFTEST_H

#include "rules/finding.h"

/*
 * Runs all pinned cases, in a few milliseconds. Each that gives other findings than its own is a
 * CH9001; so is a run of no case at all. Returns the number of cases run.
 */
size_t sl_selftest_run(sl_findings *findings);

#endif
