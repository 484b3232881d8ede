/* The checks of an accepted file: meaning (2xxx) and fleet (3xxx). The structure (1xxx) is chan_open()'s. */
#ifndef SL_RULES_CHECK_H
#define SL_RULES_CHECK_H

#include "model/catalog.h"
#include "model/fleet.h"

typedef struct sl_checked_file {
	const char *path; /* as named to us */
	const uint8_t *bytes;
	size_t size;
	chan_file file; /* set by a successful chan_open() */
} sl_checked_file;

/* 2xxx against the catalog, in time linear in the size (patterns apart). Returns the number of templates checked. */
size_t sl_check_meaning(const sl_checked_file *checked, const sl_catalog *catalog, sl_findings *findings);

/*
 * Catalog against each build, with no content present: count, order and kind of the inputs (CH3002); no build at all:
 * CH3000. Returns the number of (build, type) pairs compared.
 */
size_t sl_check_fleet_catalog(const sl_catalog *catalog, const sl_fleet *fleet, sl_findings *findings);

/* 3001 and 3003 to 3008: the file against each build. Returns the number of (build, template) pairs checked. */
size_t sl_check_fleet(const sl_checked_file *checked, const sl_catalog *catalog, const sl_fleet *fleet,
                      sl_findings *findings);

/* 5003: the base name of the path against the header. */
void sl_check_name(const sl_checked_file *checked, sl_findings *findings);

#endif
