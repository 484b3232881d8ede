/* Points in time as people write them. */
#ifndef SL_BASE_MOMENT_H
#define SL_BASE_MOMENT_H

#include "base/text.h"

/*
 * "2026-07-01T00:00:00Z", or "2026-07-01" for midnight: seconds since 1970-01-01 UTC, of the years 1970 to 9999 of the
 * Gregorian calendar. No other zone, no fractions, no leap seconds. False leaves *seconds zero.
 */
bool sl_moment_read(sl_text text, uint64_t *seconds);

/*
 * Now, or what SOURCE_DATE_EPOCH in the environment says instead, so that the same input gives the same bytes: *is_given. False:
 * it is set to something else than a number of seconds greater than 0.
 */
bool sl_moment_now(uint64_t *seconds, bool *is_given);

/* The long form; seconds past the year 9999 as their number alone. */
void sl_moment_write(uint64_t seconds, char out[24]);

#endif
