/*
 * The cursor: the only way to input bytes. A window [pos, end) over a file of which base is the first byte.
 *
 * Contract of every chan_get_*() and chan_take*():
 *   true  - exactly the bytes asked for were consumed;
 *   false - too few bytes; the cursor is unchanged, *out is zero (a sub-window: empty).
 * Offsets are counted from the start of the file, in sub-windows too.
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

typedef struct chan_cursor { /* priv_: this header alone; the lint enforces it */
	const uint8_t *priv_base; /* always the first byte of the file */
	size_t priv_pos, priv_end;
} chan_cursor;

/* A cursor over size bytes; bytes must be a real address even if size is zero. */
chan_cursor chan_cursor_over(const uint8_t *bytes, size_t size);

/* Bytes left, and the offset of the next one. */
size_t chan_left(const chan_cursor *c);
size_t chan_offset(const chan_cursor *c);

CHAN_MUST_USE bool chan_get_u8(chan_cursor *c, uint8_t *out);
CHAN_MUST_USE bool chan_get_u16(chan_cursor *c, uint16_t *out);
CHAN_MUST_USE bool chan_get_u32(chan_cursor *c, uint32_t *out);
CHAN_MUST_USE bool chan_get_u64(chan_cursor *c, uint64_t *out);
CHAN_MUST_USE bool chan_skip(chan_cursor *c, uint64_t n);
CHAN_MUST_USE bool chan_take(chan_cursor *c, uint64_t n, chan_cursor *sub);
CHAN_MUST_USE bool chan_take_array(chan_cursor *c, uint32_t count, uint32_t size, chan_cursor *sub);

#ifdef __cplusplus
}
#endif

#endif
