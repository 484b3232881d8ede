/*
 * What the tool gives up before it reads what somebody else wrote, so that a fault in reading it stays a fault: to write anywhere
 * but where its outputs go, to start programs, to open connections, to make memory executable, to take all of the machine's
 * memory or time. By Linux' seccomp and Landlock, as far as the kernel has them, and by limits on resources.
 */
#ifndef SL_BASE_SANDBOX_H
#define SL_BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/file.h"

enum sl_sandbox_wish {
	SL_SANDBOX_AUTO, /* what the kernel has */
	SL_SANDBOX_OFF,
	SL_SANDBOX_REQUIRED /* all of it, or nothing is done */
};

typedef struct sl_sandbox {
	enum sl_sandbox_wish wish;
	/* Code of a sensor runs in a process of ours, and may need what we do not: system calls are not filtered. */
	bool runs_others;
	/* It works for as long as somebody sends it something: no limit on processor time. */
	bool is_endless;
} sl_sandbox;

/*
 * In this order, before the first thread; for this process and all that it starts, for good. The first lowers limits and narrows
 * which system calls may be made, so that even what says where outputs go is read with little; the second where files
 * may be written: below these folders, or the nearest ones above that are there; of a file in its folder.
 * False: the problem says what is missing though it is required, or what failed.
 */
bool sl_sandbox_bind_process(const sl_sandbox *sandbox, sl_problem *problem);
bool sl_sandbox_bind_writing(const sl_sandbox *sandbox, const char *const *paths, size_t count,
                             sl_problem *problem);

/* What there is on this machine, in words: "seccomp, Landlock 7; at most ...". Nothing is entered. */
void sl_sandbox_describe(sl_buffer *out);

#endif
