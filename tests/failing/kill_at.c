/*
 * Runs a program and kills it, as a power cut would, before one of its system calls. Only those count that may change
 * what is on the disk: killed before one that reads, it leaves what it leaves before the next that counts.
 *
 *   kill_at NUMBER PROGRAM ARGUMENT...
 *
 * Exit: 0 it was killed before call NUMBER, counted from 1; 1 it ended sooner; 2 usage; 77 this machine cannot do it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLED = 0, ENDED = 1, USAGE = 2, CANNOT = 77 };

/* What is not known to read alone may change something. */
static bool may_change(uint64_t call, const uint64_t *arguments)
{
	switch (call) {
	case SYS_read:
	case SYS_pread64:
	case SYS_lseek:
	case SYS_close:
	case SYS_fstat:
	case SYS_newfstatat:
	case SYS_getdents64:
	case SYS_mmap:
	case SYS_mprotect:
	case SYS_munmap:
	case SYS_brk:
	case SYS_rt_sigaction:
	case SYS_rt_sigprocmask:
	case SYS_getrandom:
		return false;
	case SYS_openat:
		return (arguments[2] & (O_ACCMODE | O_CREAT | O_TRUNC)) != O_RDONLY;
	default:
		return true;
	}
}

/* Stops at the entry and at the exit of each call. */
static int watch(pid_t program, long number)
{
	struct __ptrace_syscall_info info;
	long entries = 0;
	int status;

	if (waitpid(program, &status, 0) != program || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, program, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0) {
		return CANNOT;
	}
	for (;;) {
		if (ptrace(PTRACE_SYSCALL, program, 0, 0) != 0 ||
		    waitpid(program, &status, 0) != program) {
			return CANNOT;
		}
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			return ENDED;
		}
		if (!WIFSTOPPED(status) || WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			continue;
		}
		if (ptrace(PTRACE_GET_SYSCALL_INFO, program, sizeof info, &info) <= 0) {
			return CANNOT;
		}
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY &&
		    may_change(info.entry.nr, info.entry.args) && ++entries == number) {
			kill(program, SIGKILL);
			waitpid(program, &status, 0);
			return KILLED;
		}
	}
}

int main(int count, char **words)
{
	const long number = count > 2 ? strtol(words[1], NULL, 10) : 0;
	pid_t program;

	if (number < 1) {
		fprintf(stderr, "usage: kill_at NUMBER PROGRAM ARGUMENT...\n");
		return USAGE;
	}
	program = fork();
	if (program == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) {
			_exit(CANNOT);
		}
		raise(SIGSTOP);
		execv(words[2], words + 2);
		_exit(127);
	}
	return program < 0 ? CANNOT : watch(program, number);
}
