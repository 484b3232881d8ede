#include "sensor_fuzz/guarded.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"

/* On each side: a stride past the end should still meet them. */
enum { GUARD_PAGES = 16 };

static void guarded_grow(guarded *block, size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE), guard = GUARD_PAGES * page;
	const int zero = open("/dev/zero", O_RDONLY); /* memory without a file, as POSIX has it */
	uint8_t *map;

	if (block->pages != NULL)
		munmap(block->pages - guard, block->capacity + 2 * guard);
	block->capacity = (size / page + 1) * page;
	map = mmap(NULL, block->capacity + 2 * guard, PROT_NONE, MAP_PRIVATE, zero, 0);
	if (zero < 0 || map == MAP_FAILED ||
	    mprotect(map + guard, block->capacity, PROT_READ | PROT_WRITE) != 0)
		sl_out_of_memory();
	close(zero);
	block->pages = map + guard;
}

uint8_t *guarded_place(guarded *block, size_t size, bool at_end)
{
	if (block->pages == NULL || size > block->capacity)
		guarded_grow(block, size);
	return at_end ? block->pages + (block->capacity - size) : block->pages;
}
