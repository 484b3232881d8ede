/* The parts of the sandbox. */
#ifndef SL_BASE_SANDBOX_PARTS_H
#define SL_BASE_SANDBOX_PARTS_H

#include "base/sandbox.h"

/* Older ones let nothing be renamed from one folder to another, and triage does just that. */
enum { SL_LANDLOCK_WANTED = 2 };

/* The version of the kernel's interface; 0: it has none, or it is switched off. */
int sl_landlock_version(void);
/* Files are written below the paths alone, and none is run. */
bool sl_landlock_enter(const sl_sandbox *sandbox, const char *const *paths, size_t count,
                       sl_problem *problem);

bool sl_seccomp_is_there(void);
/* Only the system calls that the tool makes; any other fails with EPERM. */
bool sl_seccomp_enter(sl_problem *problem);

/* Core dumps, open files, memory, processor time: lowered, never raised. */
bool sl_limits_enter(const sl_sandbox *sandbox);
void sl_limits_describe(sl_buffer *out);

#endif
