/* Files in and out: what is no file, limits, full disks, links, and nothing left behind. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/unfinished.h"
#include "support_folder.h"

static void assert_unreadable(const char *path, const char *reason)
{
	sl_buffer out = {0};
	sl_problem problem = {{0}};

	sl_buffer_text(&out, "before");
	assert_false(sl_file_read(path, 1000, &out, &problem));
	assert_non_null(strstr(problem.text, reason));
	assert_memory_equal(problem.text, path, strlen(path));
	assert_string_equal((char *)out.bytes, "before");
	assert_int_equal(out.length, 6);
	sl_buffer_free(&out);
}

static void test_what_is_no_file_is_not_read(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *fifo = scratch_path(*state, "fifo"), *end = scratch_path(*state, "link");
	int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_unreadable(fifo, "cannot read: it is a FIFO");
	assert_unreadable(*state, "cannot read: it is a folder");
	assert_unreadable("/dev/null", "cannot read: it is a device");
	assert_unreadable("/dev/zero", "cannot read: it is a device");
	assert_unreadable(scratch_path(*state, "none"), "No such file or directory");
	assert_unreadable(scratch_path(*state, "none/none"), "No such file or directory");
	assert_int_equal(symlink("link", end), 0);
	assert_unreadable(end, "symbolic link");
	assert_unreadable("", "No such file or directory");
	if (descriptor >= 0 && strlen(*state) < sizeof address.sun_path - 8) {
		snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", (char *)*state);
		assert_int_equal(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
		assert_unreadable(address.sun_path, "cannot read: ");
		close(descriptor);
	}
}

static void test_what_may_not_be_read(void **state)
{
	const char *path = scratch_path(*state, "secret");

	scratch_text(*state, "secret", "x");
	assert_int_equal(chmod(path, 0), 0);
	if (geteuid() == 0) {
		skip(); /* root may read it */
	}
	assert_unreadable(path, "Permission denied");
}

static void test_reading_appends_the_whole_file(void **state)
{
	static const size_t sizes[] = {0, 1, 4096, 65535, 65536, 65537, 300000};
	sl_buffer bytes = {0};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		sl_buffer out = {0};
		sl_problem problem;

		sl_buffer_clear(&bytes);
		for (size_t k = 0; k < sizes[i]; k++) {
			sl_buffer_byte(&bytes, (uint8_t)(k * 7 + k / 256));
		}
		sl_buffer_append(&bytes, NULL, 0);
		scratch_write(*state, "file", bytes.bytes, bytes.length);
		sl_buffer_text(&out, "before");
		assert_true(sl_file_read(scratch_path(*state, "file"), sizes[i], &out, &problem));
		assert_int_equal(out.length, sizes[i] + 6);
		assert_memory_equal(out.bytes, "before", 6);
		assert_memory_equal(out.bytes + 6, bytes.bytes, sizes[i]);
		assert_int_equal(out.bytes[out.length], 0);
		sl_buffer_free(&out);
	}
	sl_buffer_free(&bytes);
}

static void test_the_limit_is_exact(void **state)
{
	const char *path = scratch_path(*state, "file");
	sl_buffer out = {0};
	sl_problem problem;

	scratch_text(*state, "file", "0123456789");
	assert_true(sl_file_read(path, 10, &out, &problem));
	assert_int_equal(out.length, 10);
	assert_false(sl_file_read(path, 9, &out, &problem));
	assert_non_null(strstr(problem.text, "is larger than 9 bytes"));
	assert_int_equal(out.length, 10);
	sl_buffer_free(&out);
}

static void test_only_the_start(void **state)
{
	const char *path = scratch_path(*state, "file");
	sl_buffer out = {0};
	sl_problem problem;

	scratch_text(*state, "file", "0123456789");
	assert_true(sl_file_read_start(path, 4, &out, &problem));
	assert_string_equal((char *)out.bytes, "0123");
	assert_true(sl_file_read_start(path, 10, &out, &problem));
	assert_true(sl_file_read_start(path, 11, &out, &problem));
	assert_string_equal((char *)out.bytes, "012301234567890123456789");
	assert_false(sl_file_read_start(*state, 4, &out, &problem));
	assert_int_equal(out.length, 24);
	sl_buffer_free(&out);
}

/* Two gigabytes of nothing are refused by their size, and their start is read without the rest. */
static void test_a_sparse_file_costs_nothing(void **state)
{
	const char *path = scratch_path(*state, "sparse");
	sl_buffer out = {0};
	sl_problem problem;

	scratch_text(*state, "sparse", "abc");
	if (truncate(path, (off_t)2 << 30) != 0) {
		skip();
	}
	assert_false(sl_file_read(path, 1 << 20, &out, &problem));
	assert_int_equal(out.capacity, 0);
	assert_true(sl_file_read_start(path, 5, &out, &problem));
	assert_memory_equal(out.bytes, "abc\0\0", 5);
	assert_true(out.capacity < 100);
	sl_buffer_free(&out);
}

/* A file whose size says nothing, as those of /proc, is read to its end, and held to the limit all the same. */
static void test_a_file_that_is_longer_than_it_says(void **state)
{
	struct stat status;
	sl_buffer out = {0};
	sl_problem problem;

	(void)state;
	if (stat("/proc/self/status", &status) != 0 || status.st_size != 0) {
		skip();
	}
	assert_true(sl_file_read("/proc/self/status", 1 << 20, &out, &problem));
	assert_true(out.length > 100);
	assert_false(sl_file_read("/proc/self/status", 50, &out, &problem));
	assert_non_null(strstr(problem.text, "is larger than 50 bytes"));
	sl_buffer_free(&out);
}

static void test_a_long_path_keeps_the_reason(void **state)
{
	char path[4000];
	sl_problem problem;
	sl_buffer out = {0};

	(void)state;
	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	path[0] = '\n';
	path[sizeof path - 2] = '\x1B';
	assert_false(sl_file_read(path, 10, &out, &problem));
	assert_non_null(strstr(problem.text, "x?: cannot read: File name too long"));
	assert_null(strchr(problem.text, '\x1B'));
	assert_null(strchr(problem.text, '\n'));
	sl_buffer_free(&out);
}

static void assert_content(const char *path, const char *content)
{
	sl_buffer out = {0};
	sl_problem problem;

	assert_true(sl_file_read(path, 1 << 20, &out, &problem));
	sl_buffer_append(&out, NULL, 0);
	assert_string_equal((char *)out.bytes, content);
	sl_buffer_free(&out);
}

static void assert_written(const char *path, const char *content)
{
	sl_problem problem = {{0}};

	if (!sl_file_write(path, content, strlen(content), &problem)) {
		fail_msg("%s", problem.text);
	}
	assert_content(path, content);
}

static void test_writing_makes_and_replaces(void **state)
{
	const char *path = scratch_path(*state, "file");
	struct stat status;
	mode_t mask = umask(027);

	assert_written(path, "first");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	umask(022);
	assert_written(path, "the second");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
	umask(mask);
	assert_written(path, "");
	assert_string_equal(scratch_names(*state), "file");
}

static void assert_not_written(const char *path, const char *reason)
{
	sl_problem problem = {{0}};

	assert_false(sl_file_write(path, "new", 3, &problem));
	assert_non_null(strstr(problem.text, reason));
	assert_memory_equal(problem.text, path, strlen(path));
}

/* A link in a folder of outputs must not choose which file is overwritten. */
static void test_links_are_not_written_through(void **state)
{
	struct stat status;

	scratch_text(*state, "real/file", "old");
	assert_int_equal(symlink("real/file", scratch_path(*state, "link")), 0);
	assert_not_written(scratch_path(*state, "link"), "cannot write: it is a symbolic link");
	assert_content(scratch_path(*state, "real/file"), "old");
	assert_int_equal(lstat(scratch_path(*state, "link"), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_string_equal(scratch_names(scratch_path(*state, "real")), "file");
}

static void test_what_is_no_file_is_not_replaced(void **state)
{
	struct stat status;

	assert_int_equal(mkfifo(scratch_path(*state, "fifo"), 0600), 0);
	assert_int_equal(symlink("nowhere", scratch_path(*state, "link")), 0);
	assert_int_equal(symlink("/dev/null", scratch_path(*state, "null")), 0);
	assert_int_equal(mkdir(scratch_path(*state, "folder"), 0700), 0);
	assert_not_written(scratch_path(*state, "fifo"), "cannot write: it is a FIFO");
	assert_not_written(scratch_path(*state, "link"), "cannot write: it is a symbolic link");
	assert_not_written(scratch_path(*state, "folder"), "cannot write: it is a folder");
	assert_not_written(scratch_path(*state, "folder/"),
	                   "cannot write: it is no name of a file");
	assert_not_written(scratch_path(*state, "null"), "cannot write: it is a symbolic link");
	assert_not_written("/dev/null", "cannot write: it is a device");
	assert_not_written("/dev/full", "cannot write: it is a device");
	assert_not_written(scratch_path(*state, "none/file"), "No such file or directory");
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
	assert_string_equal(scratch_names(*state), "fifo folder link null");
}

/* A name as long as names can be leaves no room for what the temporary one adds. */
static void test_the_longest_name(void **state)
{
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	assert_written(scratch_path(*state, name), "x");
	assert_string_equal(scratch_names(*state), name);
}

/* The disk is full as far as this process goes: nothing is left, and the old file is as it was. */
static void test_a_full_disk(void **state)
{
	const char *path = scratch_path(*state, "file");
	int status;
	pid_t child;

	scratch_text(*state, "file", "old");
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		static char much[100000];
		const struct rlimit limit = {4096, 4096};
		sl_problem problem;

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		if (sl_file_write(path, much, sizeof much, &problem)) {
			_exit(10);
		}
		_exit(strstr(problem.text, "cannot write: File too large") != NULL ? 0 : 11);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_content(path, "old");
	assert_string_equal(scratch_names(*state), "file");
}

static void test_unfinished_files_are_removed(void **state)
{
	size_t slots[3];

	for (size_t i = 0; i < 3; i++) {
		int descriptor = sl_unfinished_create(scratch_path(*state, "file"), &slots[i]);

		assert_true(descriptor >= 0);
		assert_int_not_equal(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, 0);
		assert_memory_equal(sl_path_base(sl_unfinished_path(slots[i])), ".file.", 6);
		close(descriptor);
	}
	/* One is done with: it is no longer ours. */
	assert_int_equal(rename(sl_unfinished_path(slots[1]), scratch_path(*state, "kept")), 0);
	sl_unfinished_forget(slots[1]);
	sl_file_remove_unfinished();
	assert_string_equal(scratch_names(*state), "kept");
	sl_file_remove_unfinished();
	assert_string_equal(scratch_names(*state), "kept");
}

static void test_too_many_unfinished_files(void **state)
{
	size_t slot, count = 0;
	int descriptor;

	while ((descriptor = sl_unfinished_create(scratch_path(*state, "file"), &slot)) >= 0) {
		close(descriptor);
		count++;
		assert_true(count < 100);
	}
	assert_int_equal(errno, EMFILE);
	assert_not_written(scratch_path(*state, "file"), "Too many open files");
	sl_file_remove_unfinished();
	assert_written(scratch_path(*state, "file"), "x");
	assert_string_equal(scratch_names(*state), "file");
}

static void test_folders_are_made_on_the_way(void **state)
{
	const char *deep = scratch_path(*state, "a//b/c/");
	sl_problem problem = {{0}};
	struct stat status;

	assert_true(sl_folder_create(deep, &problem));
	assert_true(sl_folder_create(deep, &problem));
	assert_int_equal(stat(scratch_path(*state, "a/b/c"), &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	assert_true(sl_folder_create("/", &problem));
	assert_true(sl_folder_create(".", &problem));
	scratch_text(*state, "file", "x");
	assert_false(sl_folder_create(scratch_path(*state, "file"), &problem));
	assert_non_null(strstr(problem.text, "cannot create the folder: a file is there"));
	assert_false(sl_folder_create(scratch_path(*state, "file/below"), &problem));
	assert_non_null(strstr(problem.text, "cannot create the folder"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_no_file_is_not_read),
		TEST(test_what_may_not_be_read),
		TEST(test_reading_appends_the_whole_file),
		TEST(test_the_limit_is_exact),
		TEST(test_only_the_start),
		TEST(test_a_sparse_file_costs_nothing),
		TEST(test_a_file_that_is_longer_than_it_says),
		TEST(test_a_long_path_keeps_the_reason),
		TEST(test_writing_makes_and_replaces),
		TEST(test_links_are_not_written_through),
		TEST(test_what_is_no_file_is_not_replaced),
		TEST(test_the_longest_name),
		TEST(test_a_full_disk),
		TEST(test_unfinished_files_are_removed),
		TEST(test_too_many_unfinished_files),
		TEST(test_folders_are_made_on_the_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
