/*
 * The cursor: the only way to input bytes. A window [pos, end) over a file of which base is the first byte.
 *
 * Contract of every chan_get_*(), chan_skip() and chan_take*():
 *   true  - exactly the bytes asked for were consumed;
 *   false - too few bytes; the cursor is unchanged, *out is zero (a sub-window: empty).
 * Offsets are counted from the start of the file, in sub-windows too.
 *
 * Everything is inline, so that a loop over a table keeps its cursor in registers; the shape of each
 * check is the one that is proved (PROOF.md). The out of a call and its cursor are different objects.
 */
#ifndef CHAN_CURSOR_H
#define CHAN_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define CHAN_MUST_USE __attribute__((warn_unused_result))
#else
#define CHAN_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The one place where libchan may follow a pointer into the file: everything else is compiled without this. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

typedef struct chan_cursor { /* priv_: this header alone; the lint enforces it */
	const uint8_t *priv_base; /* always the first byte of the file */
	size_t priv_pos, priv_end;
} chan_cursor;

/*
 * A cursor over size bytes; bytes must be a real address even if size is zero. size is at most PTRDIFF_MAX, as
 * that of every object is.
 */
static inline chan_cursor chan_cursor_over(const uint8_t *bytes, size_t size)
{
	chan_cursor c;

	c.priv_base = bytes;
	c.priv_pos = 0;
	c.priv_end = size;
	return c;
}

/* Bytes left in the window. */
static inline size_t chan_left(const chan_cursor *c)
{
	return c->priv_end - c->priv_pos;
}

/* Offset of the next byte. */
static inline size_t chan_offset(const chan_cursor *c)
{
	return c->priv_pos;
}

CHAN_MUST_USE static inline bool chan_get_u8(chan_cursor *c, uint8_t *out)
{
	*out = 0;
	if (c->priv_end < 1 || c->priv_pos > c->priv_end - 1)
		return false;
	*out = c->priv_base[c->priv_pos];
	c->priv_pos += 1;
	return true;
}

/* Shifts and sums in this shape are one load for the compilers, and have no case for the order of bytes. */
CHAN_MUST_USE static inline bool chan_get_u16(chan_cursor *c, uint16_t *out)
{
	const uint8_t *at;

	*out = 0;
	if (c->priv_end < 2 || c->priv_pos > c->priv_end - 2)
		return false;
	at = c->priv_base + c->priv_pos;
	*out = (uint16_t)((uint32_t)at[0] + ((uint32_t)at[1] << 8));
	c->priv_pos += 2;
	return true;
}

CHAN_MUST_USE static inline bool chan_get_u32(chan_cursor *c, uint32_t *out)
{
	const uint8_t *at;

	*out = 0;
	if (c->priv_end < 4 || c->priv_pos > c->priv_end - 4)
		return false;
	at = c->priv_base + c->priv_pos;
	*out = (uint32_t)at[0] + ((uint32_t)at[1] << 8) + ((uint32_t)at[2] << 16) +
	       ((uint32_t)at[3] << 24);
	c->priv_pos += 4;
	return true;
}

CHAN_MUST_USE static inline bool chan_get_u64(chan_cursor *c, uint64_t *out)
{
	const uint8_t *at;

	*out = 0;
	if (c->priv_end < 8 || c->priv_pos > c->priv_end - 8)
		return false;
	at = c->priv_base + c->priv_pos;
	*out = (uint64_t)at[0] + ((uint64_t)at[1] << 8) + ((uint64_t)at[2] << 16) +
	       ((uint64_t)at[3] << 24) + ((uint64_t)at[4] << 32) + ((uint64_t)at[5] << 40) +
	       ((uint64_t)at[6] << 48) + ((uint64_t)at[7] << 56);
	c->priv_pos += 8;
	return true;
}

/* Eight bytes of which the first counts most: numbers so read compare as the bytes do. */
CHAN_MUST_USE static inline bool chan_get_u64_big(chan_cursor *c, uint64_t *out)
{
	const uint8_t *at;

	*out = 0;
	if (c->priv_end < 8 || c->priv_pos > c->priv_end - 8)
		return false;
	at = c->priv_base + c->priv_pos;
	*out = (uint64_t)at[7] + ((uint64_t)at[6] << 8) + ((uint64_t)at[5] << 16) +
	       ((uint64_t)at[4] << 24) + ((uint64_t)at[3] << 32) + ((uint64_t)at[2] << 40) +
	       ((uint64_t)at[1] << 48) + ((uint64_t)at[0] << 56);
	c->priv_pos += 8;
	return true;
}

/* The sixteen bytes of an id or of an address. */
CHAN_MUST_USE static inline bool chan_get_bytes16(chan_cursor *c, uint8_t out[16])
{
	const uint8_t *at;
	size_t i;

	for (i = 0; i < 16; i++)
		out[i] = 0;
	if (c->priv_end < 16 || c->priv_pos > c->priv_end - 16)
		return false;
	at = c->priv_base + c->priv_pos;
	for (i = 0; i < 16; i++)
		out[i] = at[i];
	c->priv_pos += 16;
	return true;
}

CHAN_MUST_USE static inline bool chan_skip(chan_cursor *c, uint64_t n)
{
	size_t next;

	if (n > c->priv_end)
		return false;
	next = c->priv_pos + (size_t)n;
	if (next > c->priv_end)
		return false;
	c->priv_pos = next;
	return true;
}

CHAN_MUST_USE static inline bool chan_take(chan_cursor *c, uint64_t n, chan_cursor *sub)
{
	size_t next;

	sub->priv_base = c->priv_base;
	sub->priv_pos = c->priv_pos;
	sub->priv_end = c->priv_pos;
	if (n > c->priv_end)
		return false;
	next = c->priv_pos + (size_t)n;
	if (next > c->priv_end)
		return false;
	c->priv_pos = next;
	sub->priv_end = next;
	return true;
}

/* A sub-window over count records of size bytes each. */
CHAN_MUST_USE static inline bool chan_take_array(chan_cursor *c, uint32_t count, uint32_t size,
                                                 chan_cursor *sub)
{
	return chan_take(c, (uint64_t)count * size, sub);
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

#ifdef __cplusplus
}
#endif

#endif
