#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define FIRST_BLOCK \
	((size_t)4 << 10) /* bytes; each further block is twice the size, up to the largest */
#define LARGEST_BLOCK ((size_t)1 << 20)

struct sl_arena_block {
	sl_arena_block *next;
	size_t size, used;
	max_align_t bytes[];
};

_Noreturn void sl_out_of_memory(void)
{
	static const char message[] = "sluice: out of memory: nothing was judged\n";

	sl_file_remove_unfinished();
	/* There is nobody left to tell if this fails. */
	if (write(STDERR_FILENO, message, sizeof message - 1) < 0) {
		_exit(3);
	}
	_exit(3);
}

static size_t product(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / 2 / size) {
		sl_out_of_memory();
	}
	return count * size;
}

void *sl_alloc(size_t count, size_t size)
{
	size_t bytes = product(count, size);
	void *memory = calloc(1, bytes > 0 ? bytes : 1);

	if (memory == NULL) {
		sl_out_of_memory();
	}
	return memory;
}

void *sl_grow(void *items, size_t *capacity, size_t needed, size_t size)
{
	size_t grown = *capacity < 8 ? 8 : *capacity;
	void *memory;

	if (needed <= *capacity && items != NULL) {
		return items;
	}
	grown = grown > SIZE_MAX / 2 || grown * 2 < needed ? needed : grown * 2;
	memory = realloc(items, product(grown, size));
	if (memory == NULL) {
		sl_out_of_memory();
	}
	*capacity = grown;
	return memory;
}

void sl_arena_start(sl_arena *arena)
{
	arena->first = NULL;
	arena->used_total = 0;
}

void sl_arena_free(sl_arena *arena)
{
	sl_arena_block *block = arena->first;

	while (block != NULL) {
		sl_arena_block *next = block->next;

		free(block);
		block = next;
	}
	sl_arena_start(arena);
}

/* A block that has room for bytes. A large one goes behind the first, whose rest stays in use. */
static sl_arena_block *add_block(sl_arena *arena, size_t bytes)
{
	size_t size = arena->first == NULL ? FIRST_BLOCK : arena->first->size * 2;
	sl_arena_block *block;

	size = size > LARGEST_BLOCK ? LARGEST_BLOCK : size;
	if (bytes > size / 2 && arena->first != NULL) {
		block = sl_alloc(1, sizeof *block + bytes);
		block->size = bytes;
		block->next = arena->first->next;
		arena->first->next = block;
		return block;
	}
	size = bytes > size ? bytes : size;
	block = sl_alloc(1, sizeof *block + size);
	block->size = size;
	block->next = arena->first;
	arena->first = block;
	return block;
}

void *sl_arena_alloc(sl_arena *arena, size_t count, size_t size)
{
	size_t bytes = product(count, size);
	sl_arena_block *block = arena->first;
	void *memory;

	bytes = (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if (block == NULL || block->size - block->used < bytes) {
		block = add_block(arena, bytes);
	}
	memory = (char *)block->bytes + block->used;
	block->used += bytes;
	arena->used_total += bytes;
	return memory;
}

char *sl_arena_copy(sl_arena *arena, const char *bytes, size_t length)
{
	char *copy = sl_arena_alloc(arena, length + 1, 1);

	if (length > 0) {
		memcpy(copy, bytes, length);
	}
	return copy;
}

char *sl_arena_printf(sl_arena *arena, const char *format, ...)
{
	va_list arguments, again;
	int length;
	char *text;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0) {
		sl_out_of_memory();
	}
	text = sl_arena_alloc(arena, (size_t)length + 1, 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}
