/* Addresses in strings (FORMAT.md section 5). */
#include "chan.h"

enum { GROUPS = 8, NO_GAP = GROUPS + 1 };

/* The groups of family 6 as they are read, and before which of them `::` stood. */
typedef struct address_groups {
	uint16_t group[GROUPS];
	uint32_t count, gap;
} address_groups;

static bool take_byte(chan_cursor *text, uint8_t wanted)
{
	chan_cursor ahead = *text;
	uint8_t byte;

	if (!chan_get_u8(&ahead, &byte) || byte != wanted)
		return false;
	*text = ahead;
	return true;
}

static bool take_digit(chan_cursor *text, uint32_t base, uint32_t *digit)
{
	chan_cursor ahead = *text;
	uint8_t byte;

	if (!chan_get_u8(&ahead, &byte))
		return false;
	if (byte >= '0' && byte <= '9')
		*digit = (uint32_t)byte - '0';
	else if (byte >= 'a' && byte <= 'f')
		*digit = (uint32_t)byte - 'a' + 10;
	else if (byte >= 'A' && byte <= 'F')
		*digit = (uint32_t)byte - 'A' + 10;
	else
		return false;
	if (*digit >= base)
		return false;
	*text = ahead;
	return true;
}

/* 0 to 255 without leading zeros. */
static bool take_decimal(chan_cursor *text, uint32_t *number)
{
	uint32_t digit, digits;

	*number = 0;
	for (digits = 0; digits < 3 && take_digit(text, 10, &digit); digits++) {
		if (digits > 0 && *number == 0)
			return false;
		*number = *number * 10 + digit;
	}
	return digits > 0 && *number <= 255;
}

/* Four decimal numbers to the end of the text. */
static bool take_four(chan_cursor text, uint32_t *address)
{
	uint32_t i, number;

	*address = 0;
	for (i = 0; i < 4; i++) {
		if ((i > 0 && !take_byte(&text, '.')) || !take_decimal(&text, &number))
			return false;
		*address = (*address << 8) | number;
	}
	return chan_left(&text) == 0;
}

/* Every index below is less than the array is long, by the condition before it; the compiler's check does not see that. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

static bool add_group(address_groups *groups, uint32_t group)
{
	if (groups->count >= GROUPS)
		return false;
	groups->group[groups->count] = (uint16_t)group;
	groups->count++;
	return true;
}

static void store_four(uint8_t out[16], uint32_t address)
{
	uint32_t i;

	for (i = 0; i < 16; i++)
		out[i] = (uint8_t)(i < 4 ? address >> (24 - 8 * i) : 0);
}

/* The groups with the gap filled by zeros. */
static void store_six(uint8_t out[16], const address_groups *groups)
{
	uint32_t i, missing = GROUPS - groups->count, from;

	for (i = 0; i < GROUPS; i++) {
		uint16_t group = 0;

		if (i < groups->gap)
			group = groups->group[i];
		else if (i >= groups->gap + missing) {
			from = i - missing;
			group = from < GROUPS ? groups->group[from] : 0;
		}
		out[2 * i] = (uint8_t)(group >> 8);
		out[2 * i + 1] = (uint8_t)group;
	}
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

static bool take_group(chan_cursor *text, address_groups *groups)
{
	uint32_t digits, digit, group = 0;

	for (digits = 0; digits < 4 && take_digit(text, 16, &digit); digits++)
		group = group * 16 + digit;
	return digits > 0 && add_group(groups, group);
}

/* What follows a group: the end, or a colon with another group after it, or `::`, which may be the end. */
static bool take_joint(chan_cursor *text, address_groups *groups, bool *more)
{
	*more = chan_left(text) > 0;
	if (!*more)
		return true;
	if (!take_byte(text, ':'))
		return false;
	if (take_byte(text, ':')) {
		if (groups->gap != NO_GAP)
			return false;
		groups->gap = groups->count;
		*more = chan_left(text) > 0;
	}
	return true;
}

static bool take_six(chan_cursor text, address_groups *groups)
{
	uint32_t address;
	bool more = true;

	groups->count = 0;
	groups->gap = NO_GAP;
	if (take_byte(&text, ':')) {
		if (!take_byte(&text, ':'))
			return false;
		groups->gap = 0;
		more = chan_left(&text) > 0;
	}
	while (more) {
		if (take_four(text, &address))
			return add_group(groups, address >> 16) &&
			       add_group(groups, address & 0xffffu);
		if (!take_group(&text, groups) || !take_joint(&text, groups, &more))
			return false;
	}
	return true;
}

bool chan_read_address(chan_cursor text, uint8_t *family, uint8_t address[16])
{
	address_groups groups;
	uint32_t four;

	*family = 0;
	store_four(address, 0);
	if (take_four(text, &four)) {
		*family = 4;
		store_four(address, four);
		return true;
	}
	if (!take_six(text, &groups) ||
	    (groups.gap == NO_GAP ? groups.count != GROUPS : groups.count >= GROUPS))
		return false;
	*family = 6;
	store_six(address, &groups);
	return true;
}
