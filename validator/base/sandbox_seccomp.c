/* Which system calls may be made. */
#define _GNU_SOURCE /* for CLONE_THREAD */

#include "base/sandbox_parts.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) && !defined(__ILP32__)
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/problem.h"

#ifdef __x86_64__
#define THIS_MACHINE AUDIT_ARCH_X86_64
#else
#define THIS_MACHINE AUDIT_ARCH_AARCH64
#endif

enum { MOST_INSTRUCTIONS = 400 };

typedef struct program {
	struct sock_filter steps[MOST_INSTRUCTIONS];
	unsigned short count;
} program;

static void add(program *p, struct sock_filter step)
{
	p->steps[p->count++] = step;
}

static void answer(program *p, uint32_t value)
{
	add(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value));
}

static void load(program *p, size_t offset)
{
	add(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* The next `skipped` steps are for this value alone. */
static void unless_equal(program *p, uint32_t value, uint8_t skipped)
{
	add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped));
}

static void allow(program *p, long number)
{
	unless_equal(p, (uint32_t)number, 1);
	answer(p, SECCOMP_RET_ALLOW);
}

/* The low half of an argument: what is looked at here are bits and numbers that fit it. */
static size_t argument(unsigned index)
{
	return offsetof(struct seccomp_data, args) + index * sizeof(uint64_t);
}

/* The call, if an argument has any of the bits: is_wanted; or none of them: not. */
static void allow_by_bits(program *p, long number, unsigned index, uint32_t bits, bool is_wanted)
{
	unless_equal(p, (uint32_t)number, 4);
	load(p, argument(index));
	add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, is_wanted ? 0 : 1,
	                                    is_wanted ? 1 : 0));
	answer(p, SECCOMP_RET_ALLOW);
	answer(p, SECCOMP_RET_ERRNO | EPERM);
}

/* What a terminal is asked: whether it is one, and how wide. */
static void allow_terminal(program *p)
{
	unless_equal(p, SYS_ioctl, 5);
	load(p, argument(1));
	unless_equal(p, TCGETS, 1);
	answer(p, SECCOMP_RET_ALLOW);
	unless_equal(p, TIOCGWINSZ, 1);
	answer(p, SECCOMP_RET_ALLOW);
	load(p, offsetof(struct seccomp_data, nr));
}

static void write_program(program *p)
{
	p->count = 0;
	load(p, offsetof(struct seccomp_data, arch));
	unless_equal(p, THIS_MACHINE, 1);
	add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0));
	answer(p, SECCOMP_RET_ERRNO | EPERM);
	load(p, offsetof(struct seccomp_data, nr));
	/* Threads, and no processes. What clone3() is asked cannot be seen; where it is missing, libraries take clone(). */
	allow_by_bits(p, SYS_clone, 0, CLONE_THREAD, true);
#ifdef SYS_clone3
	unless_equal(p, SYS_clone3, 1);
	answer(p, SECCOMP_RET_ERRNO | ENOSYS);
#endif
	/* Memory, and no code. */
	allow_by_bits(p, SYS_mmap, 2, PROT_EXEC, false);
	allow_by_bits(p, SYS_mprotect, 2, PROT_EXEC, false);
	allow_terminal(p);
	/* Landlock asks for no new privileges, once more. */
	unless_equal(p, SYS_prctl, 4);
	load(p, argument(0));
	unless_equal(p, PR_SET_NO_NEW_PRIVS, 1);
	answer(p, SECCOMP_RET_ALLOW);
	load(p, offsetof(struct seccomp_data, nr));
#define CALL(name) allow(p, SYS_##name);
#include "base/sandbox_calls.def"
#undef CALL
	answer(p, SECCOMP_RET_ERRNO | EPERM);
}

bool sl_seccomp_is_there(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

bool sl_seccomp_enter(sl_problem *problem)
{
	program p;

	write_program(&p);
	return (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &(struct sock_fprog){p.count, p.steps},
	              0, 0) == 0) ||
	       sl_problem_errno(problem, "sandbox", "cannot filter system calls");
}
#else
bool sl_seccomp_is_there(void)
{
	return false;
}

bool sl_seccomp_enter(sl_problem *problem)
{
	(void)problem;
	return true;
}
#endif
