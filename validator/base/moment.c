#include "base/moment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct moment {
	uint64_t year, month, day, hour, minute, second;
} moment;

/* Takes the digits of a number of fixed width from the text, and what must follow it. */
static bool take(sl_text *text, size_t width, char behind, uint64_t *out)
{
	if (text->length < width || !sl_text_to_u64((sl_text){text->bytes, width}, out)) {
		return false;
	}
	if (behind == '\0') {
		text->bytes += width;
		text->length -= width;
		return true;
	}
	if (text->length <= width || text->bytes[width] != behind) {
		return false;
	}
	text->bytes += width + 1;
	text->length -= width + 1;
	return true;
}

static bool is_leap(uint64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static uint64_t days_of_month(uint64_t year, uint64_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

static bool is_real(const moment *m)
{
	return m->year >= 1970 && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
	       m->day <= days_of_month(m->year, m->month) && m->hour <= 23 && m->minute <= 59 &&
	       m->second <= 59;
}

static uint64_t days_since_1970(const moment *m)
{
	uint64_t before = m->year - 1, days = m->day - 1;

	days += (before - 1969) * 365 + (before / 4 - 1969 / 4) - (before / 100 - 1969 / 100) +
	        (before / 400 - 1969 / 400);
	for (uint64_t month = 1; month < m->month; month++) {
		days += days_of_month(m->year, month);
	}
	return days;
}

bool sl_moment_read(sl_text text, uint64_t *seconds)
{
	moment m = {0};
	bool read, date_only = text.length == 10;

	*seconds = 0;
	read = take(&text, 4, '-', &m.year) && take(&text, 2, '-', &m.month) &&
	       take(&text, 2, date_only ? '\0' : 'T', &m.day);
	if (read && !date_only) {
		read = take(&text, 2, ':', &m.hour) && take(&text, 2, ':', &m.minute) &&
		       take(&text, 2, 'Z', &m.second);
	}
	if (!read || text.length > 0 || !is_real(&m)) {
		return false;
	}
	*seconds = ((days_since_1970(&m) * 24 + m.hour) * 60 + m.minute) * 60 + m.second;
	return true;
}

/* Year by year: at most some 8,000 steps. */
static moment of_days(uint64_t days)
{
	moment m = {.year = 1970, .month = 1};
	uint64_t length = 365;

	while (days >= length) {
		days -= length;
		m.year++;
		length = is_leap(m.year) ? 366 : 365;
	}
	while (days >= days_of_month(m.year, m.month)) {
		days -= days_of_month(m.year, m.month);
		m.month++;
	}
	m.day = days + 1;
	return m;
}

void sl_moment_write(uint64_t seconds, char out[24])
{
	static const uint64_t year_10000 = UINT64_C(253402300800);
	moment m;

	if (seconds >= year_10000) {
		snprintf(out, 24, "%" PRIu64, seconds);
		return;
	}
	m = of_days(seconds / 86400);
	snprintf(out, 24, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)(m.year % 10000),
	         (unsigned)(m.month % 100), (unsigned)(m.day % 100),
	         (unsigned)(seconds / 3600 % 24), (unsigned)(seconds / 60 % 60),
	         (unsigned)(seconds % 60));
}

bool sl_moment_now(uint64_t *seconds, bool *is_given)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	*seconds = (uint64_t)time(NULL);
	*is_given = epoch != NULL;
	return epoch == NULL || (sl_text_to_u64(sl_text_of(epoch), seconds) && *seconds != 0);
}
