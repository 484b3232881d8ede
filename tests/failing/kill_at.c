/*
 * Runs a program and kills it, as a power cut would, before one of its system calls.
 *
 *   kill_at NUMBER PROGRAM ARGUMENT...
 *
 * Exit: 0 it was killed before call NUMBER, counted from 1; 1 it ended sooner; 2 usage; 77 this machine cannot do it.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLED = 0, ENDED = 1, USAGE = 2, CANNOT = 77 };

/* Stops at the entry and at the exit of each call, in turn. */
static int watch(pid_t program, long number)
{
	long stops = 0;
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
		if (WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80) &&
		    stops++ == 2 * number - 2) {
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
