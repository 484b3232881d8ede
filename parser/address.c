/* Addresses in strings (FORMAT.md section 5). */
#include "chan.h"

enum { GROUPS = 8, NO_GAP = GROUPS + 1 };

/* The groups of family 6 as they are read, and before which of them `::` stood. */
typedef struct address_groups {
	uint16_t group[GROUPS];
	uint32_t count, gap;
} address_groups;

/*@
  requires chan_is_window(text) && \valid(text);
  requires \separated(text, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(text);
  ensures chan_is_window(text) && text->priv_pos == \old(text->priv_pos) + (\result ? 1 : 0);
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
static bool take_byte(chan_cursor *text, uint8_t wanted)
{
	chan_cursor ahead;
	uint8_t byte;

	chan_copy(&ahead, text);
	if (!chan_get_u8(&ahead, &byte) || byte != wanted)
		return false;
	chan_copy(text, &ahead);
	return true;
}

/*@
  requires chan_is_window(text) && \valid(text) && \valid(digit) && base <= 16;
  requires \separated(text, digit, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns *digit, CHAN_CURSOR(text);
  ensures chan_is_window(text) && text->priv_pos == \old(text->priv_pos) + (\result ? 1 : 0);
  ensures \result ==> *digit < base;
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
static bool take_digit(chan_cursor *text, uint32_t base, uint32_t *digit)
{
	chan_cursor ahead;
	uint8_t byte;

	chan_copy(&ahead, text);
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
	chan_copy(text, &ahead);
	return true;
}

/* 0 to 255 without leading zeros. */
/*@
  requires chan_is_window(text) && \valid(text) && \valid(number);
  requires \separated(text, number, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns *number, CHAN_CURSOR(text);
  ensures chan_is_window(text) && text->priv_pos >= \old(text->priv_pos);
  ensures \result ==> *number <= 255 && text->priv_pos > \old(text->priv_pos);
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
static bool take_decimal(chan_cursor *text, uint32_t *number)
{
	uint32_t digit, digits;

	*number = 0;
	/*@
	  loop invariant chan_is_window(text) && digits <= 3;
	  loop invariant text->priv_base == \at(text->priv_base, Pre) && text->priv_end == \at(text->priv_end, Pre);
	  loop invariant text->priv_pos == \at(text->priv_pos, Pre) + digits;
	  loop invariant *number <= 999 && (digits <= 2 ==> *number <= 99) && (digits <= 1 ==> *number <= 9) &&
	                 (digits == 0 ==> *number == 0);
	  loop assigns digits, digit, *number, CHAN_CURSOR(text);
	  loop variant 3 - digits;
	*/
	for (digits = 0; digits < 3 && take_digit(text, 10, &digit); digits++) {
		if (digits > 0 && *number == 0)
			return false;
		*number = *number * 10 + digit;
	}
	return digits > 0 && *number <= 255;
}

/* Four decimal numbers to the end of the text. */
/*@
  requires chan_is_held(text) && \valid(address);
  requires \separated(address, text.priv_base + (0 .. text.priv_end - 1));
  terminates \true;
  assigns *address;
*/
static bool take_four(chan_cursor text, uint32_t *address)
{
	uint32_t i, number;

	*address = 0;
	/*@
	  loop invariant i <= 4 && chan_is_window(&text);
	  loop invariant text.priv_base == \at(text.priv_base, LoopEntry) && text.priv_end == \at(text.priv_end, LoopEntry);
	  loop invariant *address <= (i == 0 ? 0 : i == 1 ? 0xff : i == 2 ? 0xffff : i == 3 ? 0xffffff : UINT32_MAX);
	  loop assigns i, number, *address, CHAN_CURSOR(&text);
	  loop variant 4 - i;
	*/
	for (i = 0; i < 4; i++) {
		if ((i > 0 && !take_byte(&text, '.')) || !take_decimal(&text, &number))
			return false;
		*address = *address * 0x100u + number;
	}
	return chan_left(&text) == 0;
}

/* Every index below is less than the array is long, by the condition before it; the compiler's check does not see that. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/*@
  requires \valid(groups) && groups->count <= GROUPS && group <= UINT16_MAX;
  terminates \true;
  assigns groups->group[0 .. GROUPS - 1], groups->count;
  ensures groups->count == \old(groups->count) + (\result ? 1 : 0);
  ensures groups->count <= GROUPS;
*/
static bool add_group(address_groups *groups, uint32_t group)
{
	if (groups->count >= GROUPS)
		return false;
	groups->group[groups->count] = (uint16_t)group;
	groups->count++;
	return true;
}

/*@
  requires \valid(out + (0 .. 15));
  terminates \true;
  assigns out[0 .. 15];
*/
static void store_four(uint8_t out[16], uint32_t address)
{
	uint32_t i;

	/*@
	  loop invariant i <= 16;
	  loop assigns i, out[0 .. 15];
	  loop variant 16 - i;
	*/
	for (i = 0; i < 16; i++)
		out[i] = (uint8_t)(i < 4 ? (address >> (24 - 8 * i)) % 0x100u : 0);
}

/* The groups with the gap filled by zeros. */
/*@
  requires \valid(out + (0 .. 15)) && \valid_read(groups) && \separated(groups, out + (0 .. 15));
  requires groups->count <= GROUPS && groups->gap <= NO_GAP;
  terminates \true;
  assigns out[0 .. 15];
*/
static void store_six(uint8_t out[16], const address_groups *groups)
{
	uint32_t i, missing = GROUPS - groups->count, from;

	/*@
	  loop invariant i <= GROUPS;
	  loop assigns i, from, out[0 .. 15];
	  loop variant GROUPS - i;
	*/
	for (i = 0; i < GROUPS; i++) {
		uint16_t group = 0;

		if (i < groups->gap)
			group = groups->group[i];
		else if (i >= groups->gap + missing) {
			from = i - missing;
			group = from < GROUPS ? groups->group[from] : 0;
		}
		out[2 * i] = (uint8_t)(group / 0x100u);
		out[2 * i + 1] = (uint8_t)(group % 0x100u);
	}
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/*@
  requires \valid(groups) && groups->count <= GROUPS && groups->gap <= NO_GAP;
  requires chan_is_window(text) && \valid(text);
  requires \separated(text, groups, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns groups->group[0 .. GROUPS - 1], groups->count, CHAN_CURSOR(text);
  ensures chan_is_window(text) && text->priv_pos >= \old(text->priv_pos);
  ensures groups->count <= GROUPS && groups->gap == \old(groups->gap);
  ensures \result ==> text->priv_pos > \old(text->priv_pos);
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
static bool take_group(chan_cursor *text, address_groups *groups)
{
	uint32_t digits, digit, group = 0;

	/*@
	  loop invariant chan_is_window(text) && digits <= 4;
	  loop invariant text->priv_base == \at(text->priv_base, Pre) && text->priv_end == \at(text->priv_end, Pre);
	  loop invariant text->priv_pos == \at(text->priv_pos, Pre) + digits;
	  loop invariant group <= UINT16_MAX && (digits <= 3 ==> group <= 0xfff) && (digits <= 2 ==> group <= 0xff) &&
	                 (digits <= 1 ==> group <= 0xf) && (digits == 0 ==> group == 0);
	  loop assigns digits, digit, group, CHAN_CURSOR(text);
	  loop variant 4 - digits;
	*/
	for (digits = 0; digits < 4 && take_digit(text, 16, &digit); digits++)
		group = group * 16 + digit;
	return digits > 0 && add_group(groups, group);
}

/* What follows a group: the end, or a colon with another group after it, or `::`, which may be the end. */
/*@
  requires \valid(groups) && groups->count <= GROUPS && groups->gap <= NO_GAP;
  requires chan_is_window(text) && \valid(text) && \valid(more);
  requires \separated(text, groups, more, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns groups->gap, *more, CHAN_CURSOR(text);
  ensures chan_is_window(text) && text->priv_pos >= \old(text->priv_pos);
  ensures groups->gap <= NO_GAP;
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
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

/*@
  requires chan_is_held(text) && \valid(groups);
  requires \separated(groups, text.priv_base + (0 .. text.priv_end - 1));
  terminates \true;
  assigns *groups;
  ensures groups->count <= GROUPS && groups->gap <= NO_GAP;
*/
static bool take_six(chan_cursor text, address_groups *groups)
{
	static const address_groups none;
	uint32_t address;
	bool more = true;

	*groups = none;
	groups->count = 0;
	groups->gap = NO_GAP;
	if (take_byte(&text, ':')) {
		if (!take_byte(&text, ':'))
			return false;
		groups->gap = 0;
		more = chan_left(&text) > 0;
	}
	/*@
	  loop invariant chan_is_window(&text) && groups->count <= GROUPS && groups->gap <= NO_GAP;
	  loop invariant text.priv_base == \at(text.priv_base, LoopEntry) && text.priv_end == \at(text.priv_end, LoopEntry);
	  loop assigns more, address, *groups, CHAN_CURSOR(&text);
	  loop variant (text.priv_end - text.priv_pos) + (more ? 1 : 0);
	*/
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
