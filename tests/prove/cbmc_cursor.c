/*
 * What CBMC looks at: each way of the cursor to read or to move, from any place in any window of any file. It shares nothing
 * with WP: no contract, no lemma, no memory model, but bits. chan_take_64_plain() takes it too long. tests/prove/run cbmc
 */
#include <stdlib.h>

#include "cursor.h"

/* What CBMC may choose: it knows them by the beginning of their names. */
size_t nondet_size(void);
uint32_t nondet_u32(void);
uint64_t nondet_u64(void);

static size_t left, before;

static chan_cursor any_window(void)
{
	const size_t size = nondet_size();
	chan_cursor c;

	__CPROVER_assume(size <= SIZE_MAX / 2);
	c.priv_base = malloc(size);
	c.priv_pos = nondet_size();
	c.priv_end = nondet_size();
	__CPROVER_assume(c.priv_base != NULL && c.priv_pos <= c.priv_end && c.priv_end <= size);
	left = c.priv_end - c.priv_pos;
	before = c.priv_pos;
	return c;
}

/* Done if there was enough, and then that far; else not at all. */
static void check(const chan_cursor *c, bool done, uint64_t bytes)
{
	__CPROVER_assert(done == (left >= bytes), "true exactly if the window has the bytes");
	__CPROVER_assert(c->priv_pos == before + (done ? bytes : 0), "moves as far as it has read");
	__CPROVER_assert(c->priv_pos <= c->priv_end, "stays in its window");
}

void check_u8(void)
{
	chan_cursor c = any_window();
	uint8_t out;
	const bool done = chan_get_u8(&c, &out);

	check(&c, done, 1);
	__CPROVER_assert(out == (done ? c.priv_base[before] : 0), "the byte, or 0");
}

void check_u16(void)
{
	chan_cursor c = any_window();
	uint16_t out;
	const bool done = chan_get_u16(&c, &out);

	check(&c, done, 2);
	__CPROVER_assert(done || out == 0, "0 where there is none");
	__CPROVER_assert(!done || (out >> 8 == c.priv_base[before + 1] &&
	                           (out & 0xff) == c.priv_base[before]),
	                 "the bytes");
}

void check_u32(void)
{
	chan_cursor c = any_window();
	uint32_t out;
	const bool done = chan_get_u32(&c, &out);

	check(&c, done, 4);
	__CPROVER_assert(done || out == 0, "0 where there is none");
	__CPROVER_assert(!done || (out >> 24 == c.priv_base[before + 3] &&
	                           (out & 0xff) == c.priv_base[before]),
	                 "the first byte and the last");
}

void check_u64(void)
{
	chan_cursor c = any_window();
	uint64_t out;
	const bool done = chan_get_u64(&c, &out);

	check(&c, done, 8);
	__CPROVER_assert(done || out == 0, "0 where there is none");
	__CPROVER_assert(!done || (out >> 56 == c.priv_base[before + 7] &&
	                           (out & 0xff) == c.priv_base[before]),
	                 "the first byte and the last");
}

void check_u64_big(void)
{
	chan_cursor c = any_window();
	uint64_t out;
	const bool done = chan_get_u64_big(&c, &out);

	check(&c, done, 8);
	__CPROVER_assert(done || out == 0, "0 where there is none");
	__CPROVER_assert(!done || (out >> 56 == c.priv_base[before] &&
	                           (out & 0xff) == c.priv_base[before + 7]),
	                 "the first byte and the last");
}

void check_4_u64_big(void)
{
	chan_cursor c = any_window();
	uint64_t out[4];

	check(&c, chan_get_4_u64_big(&c, out), 32);
}

void check_bytes16(void)
{
	chan_cursor c = any_window();
	uint8_t out[16];

	check(&c, chan_get_bytes16(&c, out), 16);
}

void check_skip(void)
{
	const uint64_t bytes = nondet_u64();
	chan_cursor c = any_window();

	check(&c, chan_skip(&c, bytes), bytes);
}

void check_take(void)
{
	const uint64_t bytes = nondet_u64();
	chan_cursor c = any_window(), sub;
	const bool done = chan_take(&c, bytes, &sub);

	check(&c, done, bytes);
	__CPROVER_assert(sub.priv_base == c.priv_base && sub.priv_pos == before &&
	                         sub.priv_end == c.priv_pos,
	                 "the window that was taken");
}

/* That it takes exactly the product is WP's: CBMC has two products to compare then, bit by bit. */
void check_take_array(void)
{
	chan_cursor c = any_window(), sub;

	(void)!chan_take_array(&c, nondet_u32(), nondet_u32(), &sub);
	__CPROVER_assert(before <= c.priv_pos && c.priv_pos <= c.priv_end, "stays in its window");
	__CPROVER_assert(sub.priv_base == c.priv_base && sub.priv_pos == before &&
	                         sub.priv_end == c.priv_pos,
	                 "the window that was taken");
}
