/* How much of the machine the tool may take. */
#define _DEFAULT_SOURCE /* for MAP_ANONYMOUS */

#include "base/sandbox_parts.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/problem.h"

/* Of a gigabyte of content, the largest file there is, `dump` takes 5 and a minute, `check` 1.2 and ten seconds. */
#define MOST_MEMORY (UINT64_C(16) << 30)
enum {
	MOST_PROCESSOR = 3600, /* seconds, of all threads; SIGXCPU tells */
	TIME_TO_END = 60, /* seconds that are left then */
	MOST_FILES = 256,
	SHARE_OF_OTHERS = 4 /* this part of the machine's memory is for others */
};

/* Bytes. The kernel ends whatever it likes where memory runs out; the tool that meets a limit ends itself, and says so. */
static uint64_t most_memory(void)
{
	const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	uint64_t memory;

	if (pages <= 0 || page <= 0) {
		return MOST_MEMORY;
	}
	memory = (uint64_t)pages * (uint64_t)page;
	memory -= memory / SHARE_OF_OTHERS;
	return memory < MOST_MEMORY ? memory : MOST_MEMORY;
}

/* For good: the hard limit goes down as well. One that is lower already stays. */
static bool lower(int resource, rlim_t most, rlim_t hard)
{
	struct rlimit now;

	if (getrlimit(resource, &now) != 0) {
		return false;
	}
	now.rlim_cur = now.rlim_cur < most ? now.rlim_cur : most;
	now.rlim_max = now.rlim_max < hard ? now.rlim_max : hard;
	return setrlimit(resource, &now) == 0;
}

/* Whether the process can have another page, as it must. */
static bool can_grow(void)
{
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED && munmap(page, size) == 0;
}

/*
 * A sanitizer reserves terabytes for itself before main(): a limit that means anything leaves such a process no room, and it
 * keeps the one that it has.
 */
static bool lower_memory(rlim_t most)
{
	struct rlimit before;

	if (getrlimit(RLIMIT_DATA, &before) != 0 || !lower(RLIMIT_DATA, most, before.rlim_max)) {
		return false;
	}
	return can_grow() ? lower(RLIMIT_DATA, most, most) : setrlimit(RLIMIT_DATA, &before) == 0;
}

bool sl_limits_enter(const sl_sandbox *sandbox)
{
	const rlim_t memory = (rlim_t)most_memory();

	return lower(RLIMIT_CORE, 0, 0) && lower(RLIMIT_NOFILE, MOST_FILES, MOST_FILES) &&
	       lower_memory(memory) &&
	       (sandbox->is_endless ||
	        lower(RLIMIT_CPU, MOST_PROCESSOR, MOST_PROCESSOR + TIME_TO_END));
}

void sl_limits_describe(sl_buffer *out)
{
	sl_buffer_printf(
		out,
		"at most %llu MiB of memory, %d s of processor time, %d open files, no core dump",
		(unsigned long long)(most_memory() >> 20), MOST_PROCESSOR, MOST_FILES);
}
