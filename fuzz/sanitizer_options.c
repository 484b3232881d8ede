/*
 * What AddressSanitizer does by default in a fuzz target and in its replay program; ASAN_OPTIONS says otherwise, option by
 * option. A run is short and frees all that it took, so 1 MiB of freed blocks is as much as a stale pointer can outlive:
 * 256 MiB of them, pages that are handed back and fetched again, and a long stack for each block cost more than the run.
 * So do frames on the heap, which show a pointer to a frame that is gone: the replay of tests/run looks for those.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64:"
	       "allocator_release_to_os_interval_ms=-1:malloc_context_size=4:"
	       "detect_stack_use_after_return=0";
}
