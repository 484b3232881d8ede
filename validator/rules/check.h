/*
 * The checks of an accepted file: meaning (2xxx), fleet (3xxx) and release (5xxx). The structure
 * (1xxx) is chan_open()'s.
 *
 * A finding about a channel file names the bytes of the member at fault and its path. It has no
 * source: where a template was written, the gate finds in the source map, by template_index or,
 * where there is one, criterion_index. The same input gives the same findings in the same order;
 * sl_findings_sort() makes the order of reports.
 */
#ifndef SL_RULES_CHECK_H
#define SL_RULES_CHECK_H

#include "model/catalog.h"
#include "model/fleet.h"
#include "model/fleet_binaries.h"

typedef struct sl_checked_file {
	const char *path; /* as named to us */
	const uint8_t *bytes;
	size_t size;
	chan_file file; /* set by a successful chan_open() */
} sl_checked_file;

/*
 * 2xxx against the catalog, in time linear in the size (patterns apart). Returns the number of
 * templates checked.
 */
size_t sl_check_meaning(const sl_checked_file *checked, const sl_catalog *catalog,
                        sl_findings *findings);

/*
 * Catalog against each build, with no content present: count, order, kind and layout of the inputs
 * (CH3002); no build at all: CH3000. Returns the number of (build, type) pairs compared.
 */
size_t sl_check_fleet_catalog(const sl_catalog *catalog, const sl_fleet *fleet,
                              sl_findings *findings);

/* CH3011, once for all manifests that name no binary; only_warns: it is a warning. Returns their number. */
size_t sl_check_hand_written(const sl_fleet *fleet, bool only_warns, sl_findings *findings);

/* CH3012: each manifest against what its binary says, where that is at hand. Returns the number compared. */
size_t sl_check_fleet_binaries(const sl_fleet *fleet, const sl_fleet_binaries *binaries,
                               sl_findings *findings);

/*
 * 3001, 3003 to 3008 and 3010: the file against each build. Returns the number of (build, template)
 * pairs checked.
 */
size_t sl_check_fleet(const sl_checked_file *checked, const sl_catalog *catalog,
                      const sl_fleet *fleet, sl_findings *findings);

/* 5003: the base name of the path against the header. */
void sl_check_name(const sl_checked_file *checked, sl_findings *findings);

/*
 * How many rules of one channel were authored, compiled, loaded from the written file, and
 * reached by a check.
 */
typedef struct sl_release_counts {
	size_t authored, excluded, compiled, loaded, reachable;
} sl_release_counts;

/*
 * 5004: authored less excluded, compiled, loaded and reachable must be one number; source: the
 * channel's.
 */
void sl_check_counts(const char *file, sl_source source, const sl_release_counts *counts,
                     sl_findings *findings);

#endif
