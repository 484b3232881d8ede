/*
 * Preloaded into the tool: counts its allocations, those of the C library, of libyaml and of jansson too, and lets the one
 * fail that the sweep asks for. What the dynamic loader allocates before the tool starts is not counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "area.h"

enum { DEEPEST_STACK = 64 };

static failing_area *area;
static __thread bool inside; /* what looking at the stack allocates is not the tool's */

/* Not on the heap, as it is what the heap is found by; a function is no object, so it is copied. */
static void find_next(void *function, const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(function, &found, sizeof found);
	if (found == NULL) {
		abort();
	}
}

static uint64_t hash_stack(void)
{
	void *frames[DEEPEST_STACK];
	uint64_t hash = 0xcbf29ce484222325u;
	int count = backtrace(frames, DEEPEST_STACK);

	for (int i = 0; i < count; i++) {
		hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * 0x100000001b3u;
	}
	return hash;
}

static void show_stack(void)
{
	void *frames[DEEPEST_STACK];

	backtrace_symbols_fd(frames, backtrace(frames, DEEPEST_STACK), STDERR_FILENO);
}

/* Whether this allocation is one that fails. */
static bool fails(void)
{
	uint64_t number;
	bool failing;

	if (area == NULL || inside) {
		return false;
	}
	number = atomic_fetch_add(&area->allocations, 1) + 1;
	failing = area->fail_at != 0 &&
	          (number == area->fail_at || (area->for_good != 0 && number > area->fail_at));
	inside = true;
	if (area->record != 0 && number <= MOST_STACKS) {
		area->stacks[number - 1] = hash_stack();
	}
	if (failing) {
		atomic_fetch_add(&area->failed, 1);
		if (area->show != 0) {
			show_stack();
		}
		errno = ENOMEM;
	}
	inside = false;
	return failing;
}

void *malloc(size_t size)
{
	static void *(*next)(size_t);

	if (next == NULL) {
		find_next(&next, "malloc");
	}
	return fails() ? NULL : next(size);
}

void *calloc(size_t count, size_t size)
{
	static void *(*next)(size_t, size_t);

	if (next == NULL) {
		find_next(&next, "calloc");
	}
	return fails() ? NULL : next(count, size);
}

void *realloc(void *memory, size_t size)
{
	static void *(*next)(void *, size_t);

	if (next == NULL) {
		find_next(&next, "realloc");
	}
	return fails() ? NULL : next(memory, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	static int (*next)(void **, size_t, size_t);

	if (next == NULL) {
		find_next(&next, "posix_memalign");
	}
	return fails() ? ENOMEM : next(memory, alignment, size);
}

static void end(void)
{
	syscall(SYS_close, TOOL_ENDS);
}

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv(FAILING_AREA_NAME);
	int descriptor = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *map = MAP_FAILED, *frame;

	if (descriptor >= 0) {
		map = mmap(NULL, sizeof *area, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
		close(descriptor);
	}
	if (map == MAP_FAILED) {
		return; /* nothing is counted, which the sweep takes for the failure it is */
	}
	/* Loads what it needs, which the search for leaks takes for one: so only where a stack is wanted. */
	if (((failing_area *)map)->record != 0 || ((failing_area *)map)->show != 0) {
		backtrace(&frame, 1);
	}
	/* The search for leaks reads files and starts a process after all else; that is not the tool's. */
	if (dlsym(RTLD_DEFAULT, "__asan_init") != NULL) {
		atexit(end);
	}
	area = map;
	syscall(SYS_close, TOOL_BEGINS);
}
