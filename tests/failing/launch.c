/*
 * System calls are failed from outside: a filter hands each of the kinds in the table to this process, which answers with
 * an error or lets it go on. So the calls of the C library and of other libraries are met too, in all processes of the tool.
 */
#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tree.h"

enum { SECONDS = 60, NO_SUPERVISION = 126 };

/*
 * The calls, and how they fail. Removing a file is not among them: what cannot be removed must stay. Nor is mapping
 * memory, which is what allocations are made of.
 */
enum argument { A_DESCRIPTOR, A_PATH, A_PATH_AT, A_OTHER };
typedef struct call {
	int number, reason;
	const char *name;
	enum argument argument;
} call;
#define CALL(name, reason, argument) {SYS_##name, reason, #name, argument}
static const call calls[] = {
	CALL(read, EIO, A_DESCRIPTOR),
	CALL(pread64, EIO, A_DESCRIPTOR),
	CALL(write, ENOSPC, A_DESCRIPTOR),
	CALL(writev, ENOSPC, A_DESCRIPTOR),
	CALL(openat, EMFILE, A_PATH_AT),
	CALL(newfstatat, EIO, A_PATH_AT),
	CALL(getdents64, EIO, A_DESCRIPTOR),
	CALL(fsync, EIO, A_DESCRIPTOR),
	CALL(close, EIO, A_DESCRIPTOR),
	CALL(fchmod, EPERM, A_DESCRIPTOR),
	CALL(clone, EAGAIN, A_OTHER),
	CALL(clone3, EAGAIN, A_OTHER),
	CALL(pipe2, EMFILE, A_OTHER),
	CALL(socketpair, EMFILE, A_OTHER),
	CALL(renameat2, EIO, A_PATH_AT),
	CALL(mkdirat, ENOSPC, A_PATH_AT),
	CALL(fchmodat, EPERM, A_PATH_AT),
	CALL(fstat, EIO, A_DESCRIPTOR),
	CALL(faccessat, EIO, A_PATH_AT),
#ifdef __x86_64__
	CALL(open, EMFILE, A_PATH),
	CALL(stat, EIO, A_PATH),
	CALL(lstat, EIO, A_PATH),
	CALL(rename, EIO, A_PATH),
	CALL(mkdir, ENOSPC, A_PATH),
	CALL(chmod, EPERM, A_PATH),
	CALL(access, EIO, A_PATH),
	CALL(fork, EAGAIN, A_OTHER),
	CALL(pipe, EMFILE, A_OTHER),
#endif
};
enum { CALLS = sizeof calls / sizeof *calls };

typedef struct supervision {
	const launch *wanted;
	ended *out;
	const call *failing; /* the kind that fails for good */
	int failing_descriptor;
	bool over;
} supervision;

static int install_filter(void)
{
	struct sock_filter filter[CALLS + 3] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
	struct sock_fprog program = {CALLS + 3, filter};

	for (size_t i = 0; i < CALLS; i++) {
		filter[i + 1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
		                                             (unsigned)calls[i].number,
		                                             (unsigned char)(CALLS - i), 0);
	}
	filter[CALLS + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[CALLS + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		return -1;
	}
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
	                    &program);
}

/* One descriptor through the socket; sendmsg() is no call of the table. */
static bool pass_descriptor(int through, int *descriptor, bool receive)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof *descriptor)];
	} control = {0};
	char byte = 0;
	struct iovec vector = {&byte, 1};
	struct msghdr message = {.msg_iov = &vector,
	                         .msg_iovlen = 1,
	                         .msg_control = control.room,
	                         .msg_controllen = sizeof control.room};

	if (receive) {
		const struct cmsghdr *header;

		if (recvmsg(through, &message, MSG_CMSG_CLOEXEC) != 1) {
			return false;
		}
		header = CMSG_FIRSTHDR(&message);
		if (header == NULL) {
			return false;
		}
		memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
		return true;
	}
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof *descriptor);
	memcpy(CMSG_DATA(&control.header), descriptor, sizeof *descriptor);
	return sendmsg(through, &message, 0) == 1;
}

static void redirect(const char *path, int flags, int to)
{
	int descriptor = open(path, flags, 0666);

	if (descriptor < 0 || dup2(descriptor, to) < 0) {
		_exit(NO_SUPERVISION);
	}
	if (descriptor != to) {
		close(descriptor);
	}
}

static _Noreturn void become_tool(const launch *wanted, int through)
{
	setpgid(0, 0);
	redirect("/dev/null", O_RDONLY, STDIN_FILENO);
	redirect(wanted->out_path, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
	redirect(wanted->err_path, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
	if (chdir(wanted->folder) != 0 || setenv("LD_PRELOAD", wanted->library, 1) != 0 ||
	    setenv(FAILING_AREA_NAME, wanted->area_path, 1) != 0) {
		_exit(NO_SUPERVISION);
	}
	if (wanted->supervised) {
		int listener = install_filter();

		if (listener < 0 || !pass_descriptor(through, &listener, false)) {
			_exit(NO_SUPERVISION);
		}
	}
	execv(wanted->words[0], wanted->words);
	_exit(127);
}

static const call *find_call(int number)
{
	for (size_t i = 0; i < CALLS; i++) {
		if (calls[i].number == number) {
			return &calls[i];
		}
	}
	return NULL;
}

/* Only files are closed with an error: a pipe that stays open would be another fault than the one meant. */
static bool is_file(const struct seccomp_notif *notice)
{
	char path[64];
	struct stat status;

	snprintf(path, sizeof path, "/proc/%u/fd/%d", notice->pid, (int)notice->data.args[0]);
	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static void describe(const call *kind, const struct seccomp_notif *notice, char *out, size_t size)
{
	char text[100] = "", path[32];
	unsigned at = kind->argument == A_PATH_AT ? 1 : 0;

	if (kind->argument == A_DESCRIPTOR) {
		snprintf(text, sizeof text, "%d", (int)notice->data.args[0]);
	} else if (kind->argument != A_OTHER) {
		int memory;

		snprintf(path, sizeof path, "/proc/%u/mem", notice->pid);
		memory = open(path, O_RDONLY | O_CLOEXEC);
		if (memory < 0 ||
		    pread(memory, text, sizeof text - 1, (off_t)notice->data.args[at]) <= 0) {
			snprintf(text, sizeof text, "?");
		}
		if (memory >= 0) {
			close(memory);
		}
	}
	snprintf(out, size, "%s(%.99s)", kind->name, text);
}

/* Standard input, output and error are each a kind of their own. */
static int kind_of_descriptor(const call *kind, const struct seccomp_notif *notice)
{
	if (kind->argument != A_DESCRIPTOR || notice->data.args[0] > 2) {
		return 3;
	}
	return (int)notice->data.args[0];
}

/* The error of the call, or 0 to let it go on. */
static int judge_call(supervision *s, const struct seccomp_notif *notice)
{
	const call *kind = find_call(notice->data.nr);
	int descriptor = kind_of_descriptor(kind, notice);
	bool again;

	if (kind->number == SYS_close && (int)notice->data.args[0] == TOOL_BEGINS) {
		s->out->began = true;
		return 0;
	}
	s->over = s->over || (kind->number == SYS_close && (int)notice->data.args[0] == TOOL_ENDS);
	if (!s->out->began || s->over || (kind->number == SYS_close && !is_file(notice))) {
		return 0;
	}
	s->out->calls++;
	again = s->wanted->for_good && s->failing == kind && s->failing_descriptor == descriptor;
	if (s->out->calls != s->wanted->fail_call && !again) {
		return 0;
	}
	if (s->out->failed++ == 0) {
		describe(kind, notice, s->out->what, sizeof s->out->what);
		s->out->reason = kind->reason;
		s->failing = kind;
		s->failing_descriptor = descriptor;
	}
	s->out->failed_to_tell |= descriptor == STDERR_FILENO;
	return kind->reason;
}

static void answer(supervision *s, int listener)
{
	struct seccomp_notif notice = {0};
	struct seccomp_notif_resp response = {0};
	int reason;

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notice) != 0) {
		return; /* it has been killed meanwhile */
	}
	reason = judge_call(s, &notice);
	response.id = notice.id;
	response.error = -reason;
	response.flags = reason == 0 ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static int milliseconds_left(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)((start->tv_sec + SECONDS - now.tv_sec) * 1000 +
	             (start->tv_nsec - now.tv_nsec) / 1000000);
}

/* Answers until the last process of the tool has ended, or its time has. */
static void supervise(supervision *s, int listener, const struct timespec *start)
{
	struct pollfd poller = {.fd = listener, .events = POLLIN};
	int left;

	while ((left = milliseconds_left(start)) > 0) {
		if (poll(&poller, 1, left) > 0) {
			if ((poller.revents & POLLIN) == 0) {
				return;
			}
			answer(s, listener);
		}
	}
}

/* The end of the tool itself; what it left running is killed. */
static void wait_for_end(pid_t tool, const struct timespec *start, ended *out)
{
	sigset_t ends;
	pid_t got;

	sigemptyset(&ends);
	sigaddset(&ends, SIGCHLD);
	while ((got = waitpid(tool, &out->status, WNOHANG)) == 0) {
		int left = milliseconds_left(start);
		struct timespec room = {left / 1000, left % 1000 * 1000000L};

		if (left <= 0) {
			out->hung = true;
			kill(-tool, SIGKILL);
			waitpid(tool, &out->status, 0);
			return;
		}
		sigtimedwait(&ends, NULL, &room);
	}
	if (got < 0) {
		give_up("cannot wait for", "the tool");
	}
	kill(-tool, SIGKILL);
}

static void block_child_signal(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ends, NULL);
}

bool launch_tool(const launch *wanted, const failing_area *area, ended *out)
{
	int pair[2], listener = -1;
	supervision s = {.wanted = wanted, .out = out};
	struct timespec start;
	pid_t tool;

	*out = (ended){0};
	block_child_signal();
	clock_gettime(CLOCK_MONOTONIC, &start);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 || (tool = fork()) < 0) {
		give_up("cannot start", wanted->words[0]);
	}
	if (tool == 0) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		become_tool(wanted, pair[1]);
	}
	close(pair[1]);
	if (wanted->supervised && pass_descriptor(pair[0], &listener, true)) {
		supervise(&s, listener, &start);
		/* Whoever still asks gets an error, and nobody waits for an answer. */
		close(listener);
	}
	close(pair[0]);
	wait_for_end(tool, &start, out);
	if (!wanted->supervised) {
		out->began = area->allocations > 0;
		out->failed = area->failed;
	}
	return !wanted->supervised || listener >= 0;
}
