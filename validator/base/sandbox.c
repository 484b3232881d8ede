#include "base/sandbox.h"

#include "base/problem.h"
#include "base/sandbox_parts.h"

static bool lacks(sl_problem *problem, const char *what)
{
	return sl_problem_say(problem, "sandbox", "it is required, and %s", what);
}

bool sl_sandbox_bind_process(const sl_sandbox *sandbox, sl_problem *problem)
{
	const bool required = sandbox->wish == SL_SANDBOX_REQUIRED;

	if (sandbox->wish == SL_SANDBOX_OFF) {
		return true;
	}
	if (!sl_limits_enter(sandbox) && required) {
		return lacks(problem, "no limits can be set on memory, time and files");
	}
	if (sandbox->runs_others) {
		return !required ||
		       lacks(problem, "code of a sensor runs without a filter of system calls");
	}
	if (!sl_seccomp_is_there()) {
		return !required || lacks(problem, "this kernel filters no system calls");
	}
	return sl_seccomp_enter(problem);
}

bool sl_sandbox_bind_writing(const sl_sandbox *sandbox, const char *const *paths, size_t count,
                             sl_problem *problem)
{
	if (sandbox->wish == SL_SANDBOX_OFF) {
		return true;
	}
	if (sl_landlock_version() < SL_LANDLOCK_WANTED) {
		return sandbox->wish != SL_SANDBOX_REQUIRED ||
		       lacks(problem, "this kernel has no Landlock, or not enough of it");
	}
	return sl_landlock_enter(sandbox, paths, count, problem);
}

void sl_sandbox_describe(sl_buffer *out)
{
	const int version = sl_landlock_version();

	sl_buffer_text(out, sl_seccomp_is_there() ? "seccomp" : "no seccomp");
	if (version >= SL_LANDLOCK_WANTED) {
		sl_buffer_printf(out, ", Landlock %d", version);
	} else {
		sl_buffer_text(out, ", no Landlock");
	}
	sl_buffer_text(out, "; ");
	sl_limits_describe(out);
}
