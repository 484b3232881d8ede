/*
 * A block between pages that cannot be touched: it ends where they begin, or begins where they end, so that a read of one
 * byte past that side is a fault, in code that no sanitizer has seen too. It can be written: whoever lends it compares.
 */
#ifndef FUZZ_GUARDED_H
#define FUZZ_GUARDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed: none yet. It grows, and is never given back: the process is the engine's. */
typedef struct guarded {
	uint8_t *pages;
	size_t capacity; /* whole pages */
} guarded;

/* Where size bytes lie until the next call; the caller fills them. Never NULL: without memory the process ends. */
uint8_t *guarded_place(guarded *block, size_t size, bool at_end);

#endif
