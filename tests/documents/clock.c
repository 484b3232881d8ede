/* Loaded before the C library, so that sluice takes the documents to be read on their own day: READ_AT, in seconds since 1970. */
#include <stdlib.h>
#include <time.h>

time_t time(time_t *out)
{
	const char *now = getenv("READ_AT");
	const time_t seconds = now != NULL ? (time_t)strtoll(now, NULL, 10) : (time_t)-1;

	if (out != NULL)
		*out = seconds;
	return seconds;
}
