/* The name of a channel file: C-<channel, 8 digits>-<version, 8 digits or more>.chan */
#include <inttypes.h>
#include <string.h>

#include "author/content.h"

const char *sl_channel_file_name(sl_arena *arena, uint32_t channel, uint64_t version)
{
	return sl_arena_printf(arena, "C-%08" PRIu32 "-%08" PRIu64 ".chan", channel, version);
}

/* The digits at *text, which it passes by. False: none, or over the bound. */
static bool take_digits(const char **text, uint64_t bound, uint64_t *out)
{
	const char *digit = *text;
	uint64_t number = 0;

	for (; *digit >= '0' && *digit <= '9'; digit++) {
		const uint64_t worth = (uint64_t)(*digit - '0');

		if (number > (bound - worth) / 10)
			return false;
		number = number * 10 + worth;
	}
	if (digit == *text)
		return false;
	*text = digit;
	*out = number;
	return true;
}

bool sl_channel_file_name_read(const char *name, uint32_t *channel, uint64_t *version)
{
	const char *rest = name;
	uint64_t first = 0, second = 0;
	bool right = false;
	sl_arena arena;

	*channel = 0;
	*version = 0;
	if (strncmp(rest, "C-", 2) != 0)
		return false;
	rest += 2;
	if (!take_digits(&rest, UINT32_MAX, &first) || *rest++ != '-' ||
	    !take_digits(&rest, UINT64_MAX, &second))
		return false;
	/* One right name for each pair of numbers: what that is, the writer says. */
	sl_arena_start(&arena);
	right = strcmp(name, sl_channel_file_name(&arena, (uint32_t)first, second)) == 0;
	sl_arena_free(&arena);
	if (right) {
		*channel = (uint32_t)first;
		*version = second;
	}
	return right;
}
