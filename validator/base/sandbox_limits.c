/* How much of the machine the tool may take. */
#include "base/sandbox_parts.h"

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

/* A sanitizer reserves terabytes for itself before main(): no limit that means anything leaves it room. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#define IS_SANITIZED (__has_feature(address_sanitizer) || __has_feature(memory_sanitizer))
#else
#define IS_SANITIZED false
#endif

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

bool sl_limits_enter(const sl_sandbox *sandbox)
{
	const rlim_t memory = (rlim_t)most_memory();

	return lower(RLIMIT_CORE, 0, 0) && lower(RLIMIT_NOFILE, MOST_FILES, MOST_FILES) &&
	       (IS_SANITIZED || lower(RLIMIT_DATA, memory, memory)) &&
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
