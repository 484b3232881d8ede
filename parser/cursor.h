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

/* In contracts: all members of a cursor. A prover keeps the rest of the memory apart from what is named so. */
#define CHAN_CURSOR(c) (c)->priv_base, (c)->priv_pos, (c)->priv_end

/*@
  predicate chan_is_window(chan_cursor *c) =
    \valid(c) && c->priv_pos <= c->priv_end <= SIZE_MAX / 2 &&
    \valid_read(c->priv_base + (0 .. c->priv_end - 1));
  predicate chan_is_held(chan_cursor c) = // the same of a cursor that is handed over
    c.priv_pos <= c.priv_end <= SIZE_MAX / 2 && \valid_read(c.priv_base + (0 .. c.priv_end - 1));
  // Shifts are products: what makes the reads of several bytes provable.
  lemma chan_shift_8: \forall integer x; 0 <= x ==> (x << 8) == x * 0x100;
  lemma chan_shift_16: \forall integer x; 0 <= x ==> (x << 16) == x * 0x10000;
  lemma chan_shift_24: \forall integer x; 0 <= x ==> (x << 24) == x * 0x1000000;
  lemma chan_shift_32: \forall integer x; 0 <= x ==> (x << 32) == x * 0x100000000;
  lemma chan_shift_40: \forall integer x; 0 <= x ==> (x << 40) == x * 0x10000000000;
  lemma chan_shift_48: \forall integer x; 0 <= x ==> (x << 48) == x * 0x1000000000000;
  lemma chan_shift_56: \forall integer x; 0 <= x ==> (x << 56) == x * 0x100000000000000;
  // Numbers as the file has them.
  axiomatic chan_numbers {
    logic integer chan_u16_at{L}(uint8_t *base, integer at) reads base[at .. at + 1];
    logic integer chan_u32_at{L}(uint8_t *base, integer at) reads base[at .. at + 3];
    axiom chan_u16_is{L}: \forall uint8_t *base, integer at;
      chan_u16_at(base, at) == base[at] + base[at + 1] * 0x100;
    axiom chan_u32_is{L}: \forall uint8_t *base, integer at;
      chan_u32_at(base, at) ==
        base[at] + base[at + 1] * 0x100 + base[at + 2] * 0x10000 + base[at + 3] * 0x1000000;
  }
  logic integer chan_u64_at{L}(uint8_t *base, integer at) =
    chan_u32_at(base, at) + chan_u32_at(base, at + 4) * 0x100000000;
  logic integer chan_big_number{L}(uint8_t *at) =
    at[7] + at[6] * 0x100 + at[5] * 0x10000 + at[4] * 0x1000000 + at[3] * 0x100000000 +
    at[2] * 0x10000000000 + at[1] * 0x1000000000000 + at[0] * 0x100000000000000;
  // ASCII, and no NUL.
  predicate chan_are_plain{L}(uint8_t *at, integer n) =
    \forall integer k; 0 <= k < n ==> 1 <= at[k] <= 127;
  // What makes bounds provable that are products.
  lemma chan_products_rise: \forall integer a, b, c; 0 <= a <= b && 0 <= c ==> a * c <= b * c;
  logic integer chan_rest{L}(chan_cursor *c) = \at(c->priv_end - c->priv_pos, L);
*/

/*
 * A cursor over size bytes; bytes must be a real address even if size is zero. size is at most PTRDIFF_MAX, as
 * that of every object is.
 */
/*@
  requires size <= SIZE_MAX / 2;
  terminates \true;
  assigns \nothing;
  ensures \result.priv_base == bytes && \result.priv_pos == 0 && \result.priv_end == size;
*/
static inline chan_cursor chan_cursor_over(const uint8_t *bytes, size_t size)
{
	chan_cursor c;

	c.priv_base = bytes;
	c.priv_pos = 0;
	c.priv_end = size;
	return c;
}

/* A copy of a cursor, member by member: provers follow it further than they follow that of a structure. */
/*@
  requires \valid(to) && \valid_read(from) && \separated(to, from);
  terminates \true;
  assigns CHAN_CURSOR(to);
  ensures to->priv_base == from->priv_base && to->priv_pos == from->priv_pos && to->priv_end == from->priv_end;
*/
static inline void chan_copy(chan_cursor *to, const chan_cursor *from)
{
	to->priv_base = from->priv_base;
	to->priv_pos = from->priv_pos;
	to->priv_end = from->priv_end;
}

/* Bytes left in the window. */
/*@
  requires chan_is_window(c);
  terminates \true;
  assigns \nothing;
  ensures \result == chan_rest(c);
*/
static inline size_t chan_left(const chan_cursor *c)
{
	return c->priv_end - c->priv_pos;
}

/* Offset of the next byte. */
/*@
  requires \valid_read(c);
  terminates \true;
  assigns \nothing;
  ensures \result == c->priv_pos;
*/
static inline size_t chan_offset(const chan_cursor *c)
{
	return c->priv_pos;
}

/*@
  requires chan_is_window(c) && \valid(out) && \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= 1;
    ensures \result && c->priv_pos == \old(c->priv_pos) + 1;
    ensures *out == c->priv_base[\old(c->priv_pos)];
  behavior too_few:
    assumes chan_rest(c) < 1;
    ensures !\result && c->priv_pos == \old(c->priv_pos) && *out == 0;
  complete behaviors;
  disjoint behaviors;
*/
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
/*@
  requires chan_is_window(c) && \valid(out) && \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= 2;
    ensures \result && c->priv_pos == \old(c->priv_pos) + 2;
    ensures *out == chan_u16_at(c->priv_base, \old(c->priv_pos));
  behavior too_few:
    assumes chan_rest(c) < 2;
    ensures !\result && c->priv_pos == \old(c->priv_pos) && *out == 0;
  complete behaviors;
  disjoint behaviors;
*/
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

/*@
  requires chan_is_window(c) && \valid(out) && \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= 4;
    ensures \result && c->priv_pos == \old(c->priv_pos) + 4;
    ensures *out == chan_u32_at(c->priv_base, \old(c->priv_pos));
  behavior too_few:
    assumes chan_rest(c) < 4;
    ensures !\result && c->priv_pos == \old(c->priv_pos) && *out == 0;
  complete behaviors;
  disjoint behaviors;
*/
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

/*@
  requires chan_is_window(c) && \valid(out) && \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= 8;
    ensures \result && c->priv_pos == \old(c->priv_pos) + 8;
    ensures *out == chan_u64_at(c->priv_base, \old(c->priv_pos));
  behavior too_few:
    assumes chan_rest(c) < 8;
    ensures !\result && c->priv_pos == \old(c->priv_pos) && *out == 0;
  complete behaviors;
  disjoint behaviors;
*/
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

/* The number that eight bytes are if the first of them counts most. */
/*@
  requires \valid_read(at + (0 .. 7));
  terminates \true;
  assigns \nothing;
  ensures \result == chan_big_number(at);
*/
static inline uint64_t chan_priv_big(const uint8_t *at)
{
	return (uint64_t)at[7] + ((uint64_t)at[6] << 8) + ((uint64_t)at[5] << 16) +
	       ((uint64_t)at[4] << 24) + ((uint64_t)at[3] << 32) + ((uint64_t)at[2] << 40) +
	       ((uint64_t)at[1] << 48) + ((uint64_t)at[0] << 56);
}

/* Eight bytes of which the first counts most: numbers so read compare as the bytes do. */
/*@
  requires chan_is_window(c) && \valid(out) && \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= 8;
    ensures \result && c->priv_pos == \old(c->priv_pos) + 8;
    ensures *out == chan_big_number(c->priv_base + \old(c->priv_pos));
  behavior too_few:
    assumes chan_rest(c) < 8;
    ensures !\result && c->priv_pos == \old(c->priv_pos) && *out == 0;
  complete behaviors;
  disjoint behaviors;
*/
CHAN_MUST_USE static inline bool chan_get_u64_big(chan_cursor *c, uint64_t *out)
{
	const uint8_t *at;

	*out = 0;
	if (c->priv_end < 8 || c->priv_pos > c->priv_end - 8)
		return false;
	at = c->priv_base + c->priv_pos;
	*out = chan_priv_big(at);
	c->priv_pos += 8;
	return true;
}

/* The sixteen bytes of an id or of an address. */
/*@
  requires chan_is_window(c) && \valid(out + (0 .. 15)) && 
           \separated(c, out + (0 .. 15), c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns out[0 .. 15], c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= 16;
    ensures \result && c->priv_pos == \old(c->priv_pos) + 16;
    ensures \forall integer k; 0 <= k < 16 ==>
              out[k] == c->priv_base[\old(c->priv_pos) + k];
  behavior too_few:
    assumes chan_rest(c) < 16;
    ensures !\result && c->priv_pos == \old(c->priv_pos);
    ensures \forall integer k; 0 <= k < 16 ==> out[k] == 0;
  complete behaviors;
  disjoint behaviors;
*/
CHAN_MUST_USE static inline bool chan_get_bytes16(chan_cursor *c, uint8_t out[16])
{
	const uint8_t *at;
	size_t i;

	/*@
	  loop invariant 0 <= i <= 16;
	  loop invariant \forall integer k; 0 <= k < i ==> out[k] == 0;
	  loop assigns i, out[0 .. 15];
	  loop variant 16 - i;
	*/
	for (i = 0; i < 16; i++)
		out[i] = 0;
	if (c->priv_end < 16 || c->priv_pos > c->priv_end - 16)
		return false;
	at = c->priv_base + c->priv_pos;
	/*@
	  loop invariant 0 <= i <= 16;
	  loop invariant \forall integer k; 0 <= k < i ==> out[k] == at[k];
	  loop assigns i, out[0 .. 15];
	  loop variant 16 - i;
	*/
	for (i = 0; i < 16; i++)
		out[i] = at[i];
	c->priv_pos += 16;
	return true;
}

/* Four such numbers in a row. */
/*@
  requires chan_is_window(c) && \valid(out + (0 .. 3)) &&
           \separated(c, out + (0 .. 3), c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns out[0 .. 3], c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= 32;
    ensures \result && c->priv_pos == \old(c->priv_pos) + 32;
    ensures out[0] == chan_big_number(c->priv_base + \old(c->priv_pos));
    ensures out[1] == chan_big_number(c->priv_base + (\old(c->priv_pos) + 8));
    ensures out[2] == chan_big_number(c->priv_base + (\old(c->priv_pos) + 16));
    ensures out[3] == chan_big_number(c->priv_base + (\old(c->priv_pos) + 24));
  behavior too_few:
    assumes chan_rest(c) < 32;
    ensures !\result && c->priv_pos == \old(c->priv_pos);
    ensures out[0] == 0 && out[1] == 0 && out[2] == 0 && out[3] == 0;
  complete behaviors;
  disjoint behaviors;
*/
CHAN_MUST_USE static inline bool chan_get_4_u64_big(chan_cursor *c, uint64_t out[4])
{
	const uint8_t *at;

	out[0] = out[1] = out[2] = out[3] = 0;
	if (c->priv_end < 32 || c->priv_pos > c->priv_end - 32)
		return false;
	at = c->priv_base + c->priv_pos;
	out[0] = chan_priv_big(at);
	out[1] = chan_priv_big(at + 8);
	out[2] = chan_priv_big(at + 16);
	out[3] = chan_priv_big(at + 24);
	c->priv_pos += 32;
	return true;
}

/* Takes 64 bytes if each of them is from 1 to 127: ASCII, and no NUL. The loop is made for vector instructions. */
/*@
  requires chan_is_window(c);
  terminates \true;
  assigns c->priv_pos;
  ensures chan_is_window(c);
  ensures \result ==> \old(chan_rest(c)) >= 64 &&
                      chan_are_plain(c->priv_base + \old(c->priv_pos), 64);
  ensures c->priv_pos == \old(c->priv_pos) + (\result ? 64 : 0);
*/
CHAN_MUST_USE static inline bool chan_take_64_plain(chan_cursor *c)
{
	const uint8_t *at;
	uint8_t other = 0;
	size_t i;

	if (c->priv_end < 64 || c->priv_pos > c->priv_end - 64)
		return false;
	at = c->priv_base + c->priv_pos;
	/*@
	  loop invariant 0 <= i <= 64 && 0 <= other <= i;
	  loop invariant other == 0 ==> chan_are_plain(at, i);
	  loop assigns i, other;
	  loop variant 64 - i;
	*/
	for (i = 0; i < 64; i++)
		other = (uint8_t)(other + (at[i] < 1 || at[i] > 127 ? 1 : 0));
	if (other != 0)
		return false;
	c->priv_pos += 64;
	return true;
}

/*@
  requires chan_is_window(c);
  terminates \true;
  assigns c->priv_pos;
  ensures chan_is_window(c);
  behavior enough:
    assumes chan_rest(c) >= n;
    ensures \result && c->priv_pos == \old(c->priv_pos) + n;
  behavior too_few:
    assumes chan_rest(c) < n;
    ensures !\result && c->priv_pos == \old(c->priv_pos);
  complete behaviors;
  disjoint behaviors;
*/
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

/*@
  requires chan_is_window(c) && \valid(sub) && \separated(c, sub, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(sub), c->priv_pos;
  ensures chan_is_window(c) && chan_is_window(sub);
  ensures sub->priv_base == c->priv_base && sub->priv_pos == \old(c->priv_pos);
  behavior enough:
    assumes chan_rest(c) >= n;
    ensures \result && c->priv_pos == \old(c->priv_pos) + n && sub->priv_end == c->priv_pos;
  behavior too_few:
    assumes chan_rest(c) < n;
    ensures !\result && c->priv_pos == \old(c->priv_pos) && sub->priv_end == sub->priv_pos;
  complete behaviors;
  disjoint behaviors;
*/
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
/*@
  requires chan_is_window(c) && \valid(sub) && \separated(c, sub, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(sub), c->priv_pos;
  ensures chan_is_window(c) && chan_is_window(sub);
  ensures sub->priv_base == c->priv_base && sub->priv_pos == \old(c->priv_pos);
  behavior enough:
    assumes chan_rest(c) >= (uint64_t)count * size;
    ensures \result && c->priv_pos == \old(c->priv_pos) + (uint64_t)count * size && sub->priv_end == c->priv_pos;
  behavior too_few:
    assumes chan_rest(c) < (uint64_t)count * size;
    ensures !\result && c->priv_pos == \old(c->priv_pos) && sub->priv_end == sub->priv_pos;
  complete behaviors;
  disjoint behaviors;
*/
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
