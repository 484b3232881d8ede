/* The sandbox: what it takes away is gone, and what the tool needs is still there. Each trial is a process of its own. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sandbox.h"
#include "base/sandbox_parts.h"
#include "support_folder.h"

enum { ALLOWED, REFUSED, ODD, NOT_ENTERED };

typedef int (*trial)(const char *folder);

static int answer(long result)
{
	if (result >= 0) {
		return ALLOWED;
	}
	return errno == EPERM || errno == EACCES || errno == EXDEV ? REFUSED : ODD;
}

/* In a sandbox that may write below FOLDER/out. */
static int in_sandbox(trial attempt, bool runs_others)
{
	char *folder = scratch_create();
	const char *const paths[] = {scratch_path(folder, "out")};
	int status = 0;
	pid_t child;

	assert_int_equal(mkdir(paths[0], 0700), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const sl_sandbox sandbox = {.wish = SL_SANDBOX_AUTO, .runs_others = runs_others};
		sl_problem problem;

		if (!sl_sandbox_bind_process(&sandbox, &problem) ||
		    !sl_sandbox_bind_writing(&sandbox, paths, 1, &problem)) {
			_exit(NOT_ENTERED);
		}
		_exit(attempt(folder));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	scratch_remove(folder);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int create(const char *path)
{
	return answer(open(path, O_WRONLY | O_CREAT, 0600));
}

/* --- files */

static int write_outside(const char *folder)
{
	return create(scratch_path(folder, "file"));
}

static int write_inside(const char *folder)
{
	return create(scratch_path(folder, "out/file"));
}

static int make_folder_outside(const char *folder)
{
	return answer(mkdir(scratch_path(folder, "new"), 0700));
}

static int make_folder_inside(const char *folder)
{
	if (mkdir(scratch_path(folder, "out/new"), 0700) != 0) {
		return ODD;
	}
	return create(scratch_path(folder, "out/new/file"));
}

static int rename_out(const char *folder)
{
	const char *from = scratch_path(folder, "out/file");

	return create(from) == ALLOWED ? answer(rename(from, scratch_path(folder, "file"))) : ODD;
}

static int rename_inside(const char *folder)
{
	const char *from = scratch_path(folder, "out/file");

	if (create(from) != ALLOWED || mkdir(scratch_path(folder, "out/new"), 0700) != 0) {
		return ODD;
	}
	return answer(rename(from, scratch_path(folder, "out/new/file")));
}

static int link_inside(const char *folder)
{
	return answer(symlink("/etc/passwd", scratch_path(folder, "out/link")));
}

static int read_outside(const char *folder)
{
	(void)folder;
	return answer(open("/etc/passwd", O_RDONLY));
}

/* --- system calls */

static int start_program(const char *folder)
{
	char *const words[] = {(char *)"true", NULL};

	(void)folder;
	execv("/bin/true", words);
	return answer(-1);
}

static int start_process(const char *folder)
{
	const pid_t child = fork();

	(void)folder;
	if (child == 0) {
		_exit(0);
	}
	return answer(child);
}

static int open_socket(const char *folder)
{
	(void)folder;
	return answer(socket(AF_INET, SOCK_STREAM, 0));
}

static int trace_parent(const char *folder)
{
	(void)folder;
	return answer(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int signal_parent(const char *folder)
{
	(void)folder;
	return answer(kill(getppid(), 0));
}

static int memory_with_code(const char *folder)
{
	void *map = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)folder;
	return answer(map == MAP_FAILED ? -1 : 0);
}

static int memory_becomes_code(const char *folder)
{
	void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)folder;
	return map == MAP_FAILED ? ODD : answer(mprotect(map, 4096, PROT_READ | PROT_EXEC));
}

static void *do_nothing(void *argument)
{
	return argument;
}

static int start_thread(const char *folder)
{
	pthread_t thread;

	(void)folder;
	return pthread_create(&thread, NULL, do_nothing, NULL) == 0 &&
	                       pthread_join(thread, NULL) == 0
	               ? ALLOWED
	               : REFUSED;
}

static int use_memory(const char *folder)
{
	void *large = malloc(64u << 20);

	(void)folder;
	if (large == NULL) {
		return REFUSED;
	}
	free(large);
	return ALLOWED;
}

/* --- limits */

#ifndef __SANITIZE_ADDRESS__
static int take_all_memory(const char *folder)
{
	const size_t size = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
	                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	(void)folder;
	return map != MAP_FAILED ? ALLOWED : errno == ENOMEM ? REFUSED : ODD;
}
#endif

static int take_all_files(const char *folder)
{
	int last = 0;

	(void)folder;
	for (int i = 0; i < 1024 && last >= 0; i++) {
		last = dup(0);
	}
	return last >= 0 ? ALLOWED : errno == EMFILE ? REFUSED : ODD;
}

static int raise_limit(const char *folder)
{
	const struct rlimit more = {512, 1024};

	(void)folder;
	return answer(setrlimit(RLIMIT_NOFILE, &more));
}

/* What the process was given, in a sandbox: seconds of processor time, and bytes of a core dump. */
static void limits_of(bool is_endless, rlim_t *processor, rlim_t *core)
{
	rlim_t found[2] = {0, 0};
	int ends[2], status = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const sl_sandbox sandbox = {
			.wish = SL_SANDBOX_AUTO, .runs_others = true, .is_endless = is_endless};
		struct rlimit processor_now, core_now;
		sl_problem problem;

		_exit(sl_sandbox_bind_process(&sandbox, &problem) &&
		                      getrlimit(RLIMIT_CPU, &processor_now) == 0 &&
		                      getrlimit(RLIMIT_CORE, &core_now) == 0 &&
		                      write(ends[1], &processor_now.rlim_cur, sizeof *found) > 0 &&
		                      write(ends[1], &core_now.rlim_max, sizeof *found) > 0
		              ? 0
		              : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(read(ends[0], found, sizeof found), sizeof found);
	close(ends[0]);
	close(ends[1]);
	*processor = found[0];
	*core = found[1];
}

static int list_folder(const char *folder)
{
	DIR *stream = opendir(folder);

	return stream != NULL && readdir(stream) != NULL ? ALLOWED : REFUSED;
}

/* --- the suites */

static void needs_landlock(void)
{
	if (sl_landlock_version() < SL_LANDLOCK_WANTED) {
		print_message("this kernel has no Landlock\n");
		skip();
	}
}

static void needs_seccomp(void)
{
	if (!sl_seccomp_is_there()) {
		print_message("this kernel filters no system calls\n");
		skip();
	}
}

static void files_are_written_where_outputs_go(void **state)
{
	(void)state;
	needs_landlock();
	assert_int_equal(in_sandbox(write_inside, false), ALLOWED);
	assert_int_equal(in_sandbox(make_folder_inside, false), ALLOWED);
	assert_int_equal(in_sandbox(rename_inside, false), ALLOWED);
	assert_int_equal(in_sandbox(read_outside, false), ALLOWED);
	assert_int_equal(in_sandbox(list_folder, false), ALLOWED);
}

static void files_are_written_nowhere_else(void **state)
{
	(void)state;
	needs_landlock();
	for (int others = 0; others < 2; others++) {
		assert_int_equal(in_sandbox(write_outside, others), REFUSED);
		assert_int_equal(in_sandbox(make_folder_outside, others), REFUSED);
		assert_int_equal(in_sandbox(rename_out, others), REFUSED);
		assert_int_equal(in_sandbox(link_inside, others), REFUSED);
		assert_int_equal(in_sandbox(start_program, others), REFUSED);
	}
}

static void calls_that_are_not_needed_are_refused(void **state)
{
	(void)state;
	needs_seccomp();
	assert_int_equal(in_sandbox(start_program, false), REFUSED);
	assert_int_equal(in_sandbox(start_process, false), REFUSED);
	assert_int_equal(in_sandbox(open_socket, false), REFUSED);
	assert_int_equal(in_sandbox(trace_parent, false), REFUSED);
	assert_int_equal(in_sandbox(signal_parent, false), REFUSED);
	assert_int_equal(in_sandbox(memory_with_code, false), REFUSED);
	assert_int_equal(in_sandbox(memory_becomes_code, false), REFUSED);
}

static void calls_that_are_needed_are_made(void **state)
{
	(void)state;
	assert_int_equal(in_sandbox(start_thread, false), ALLOWED);
	assert_int_equal(in_sandbox(use_memory, false), ALLOWED);
	assert_int_equal(in_sandbox(start_process, true), ALLOWED);
}

static void the_machine_is_not_taken_whole(void **state)
{
	rlim_t processor, core;
	struct rlimit before;

	(void)state;
	for (int others = 0; others < 2; others++) {
#ifndef __SANITIZE_ADDRESS__ /* which has reserved more than the machine has */
		assert_int_equal(in_sandbox(take_all_memory, others), REFUSED);
#endif
		assert_int_equal(in_sandbox(take_all_files, others), REFUSED);
	}
	assert_int_equal(getrlimit(RLIMIT_CPU, &before), 0);
	limits_of(false, &processor, &core);
	assert_true(processor <= 3600);
	assert_int_equal(core, 0);
	limits_of(true, &processor, &core);
	assert_int_equal(processor, before.rlim_cur);
	assert_int_equal(core, 0);
}

static void a_limit_stays(void **state)
{
	(void)state;
	needs_seccomp();
	assert_int_equal(in_sandbox(raise_limit, false), REFUSED);
}

static void a_folder_that_is_not_there_yet_can_be_made(void **state)
{
	const char *path = scratch_path(*state, "a//b/c/");
	int status = 0;
	pid_t child;

	needs_landlock();
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const sl_sandbox sandbox = {.wish = SL_SANDBOX_AUTO};
		const char *const paths[] = {path};
		sl_problem problem;

		if (!sl_sandbox_bind_writing(&sandbox, paths, 1, &problem)) {
			_exit(NOT_ENTERED);
		}
		_exit(sl_folder_create(path, &problem) ? ALLOWED : REFUSED);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, ALLOWED);
}

static void off_takes_nothing_away(void **state)
{
	const sl_sandbox sandbox = {.wish = SL_SANDBOX_OFF};
	sl_problem problem;

	(void)state;
	assert_true(sl_sandbox_bind_process(&sandbox, &problem));
	assert_true(sl_sandbox_bind_writing(&sandbox, NULL, 0, &problem));
	assert_int_equal(start_process(""), ALLOWED);
	while (wait(NULL) > 0) {
	}
}

static void required_is_never_silently_absent(void **state)
{
	const sl_sandbox sandbox = {.wish = SL_SANDBOX_REQUIRED, .runs_others = true};
	sl_problem problem;

	(void)state;
	assert_false(sl_sandbox_bind_process(&sandbox, &problem));
	assert_non_null(strstr(problem.text, "it is required, and code of a sensor"));
	if (sl_landlock_version() < SL_LANDLOCK_WANTED) {
		assert_false(sl_sandbox_bind_writing(&sandbox, NULL, 0, &problem));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_written_where_outputs_go),
		cmocka_unit_test(files_are_written_nowhere_else),
		cmocka_unit_test(calls_that_are_not_needed_are_refused),
		cmocka_unit_test(calls_that_are_needed_are_made),
		cmocka_unit_test(the_machine_is_not_taken_whole),
		cmocka_unit_test(a_limit_stays),
		cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_yet_can_be_made,
	                                        scratch_begin, scratch_end),
		cmocka_unit_test(off_takes_nothing_away),
		cmocka_unit_test(required_is_never_silently_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
