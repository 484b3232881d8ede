/*
 * Memory of the tool: checked allocation, and an arena that frees everything at once.
 * Where memory runs out there is nothing to judge with: sl_out_of_memory() says so, removes the
 * unfinished outputs and leaves with exit status 3. None of these functions returns NULL.
 */
#ifndef SL_BASE_MEMORY_H
#define SL_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

typedef struct sl_arena_block sl_arena_block;
typedef struct sl_arena {
	sl_arena_block *first;
	size_t used_total; /* bytes handed out */
} sl_arena;

_Noreturn void sl_out_of_memory(void);

void *sl_alloc(size_t count, size_t size); /* zeroed; count * size is checked; free() it */
void *sl_grow(void *items, size_t *capacity, size_t needed, size_t size); /* at least doubles */

void sl_arena_start(sl_arena *arena);
void sl_arena_free(sl_arena *arena);
void *sl_arena_alloc(sl_arena *arena, size_t count, size_t size); /* zeroed, aligned for any type */
char *sl_arena_copy(sl_arena *arena, const char *bytes, size_t length); /* NUL-terminated */
char *sl_arena_printf(sl_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
