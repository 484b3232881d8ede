/*
 * What AddressSanitizer does by default in a fuzz target and in its replay program; ASAN_OPTIONS says otherwise, option by
 * option. A run is short and frees all that it took, so 1 MiB of freed blocks is as much as a stale pointer can outlive:
 * 256 MiB of them, and pages that are handed back and fetched again, cost more than the run itself.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64:"
	       "allocator_release_to_os_interval_ms=-1:malloc_context_size=12";
}
