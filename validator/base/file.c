#define _XOPEN_SOURCE 700 /* for realpath() */

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/problem.h"
#include "base/unfinished.h"

const char *sl_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

const char *sl_path_join(sl_arena *arena, const char *folder, const char *name)
{
	size_t folder_length = strlen(folder), name_length = strlen(name);

	/* A slash at the end says nothing more, and would be doubled by the next join. */
	while (name_length > 1 && name[name_length - 1] == '/') {
		name_length--;
	}
	if (name[0] == '/' || folder_length == 0 || strcmp(folder, ".") == 0) {
		return sl_arena_copy(arena, name, name_length);
	}
	while (folder_length > 1 && folder[folder_length - 1] == '/') {
		folder_length--;
	}
	if (name_length == 0 || (name_length == 1 && name[0] == '.')) {
		return sl_arena_copy(arena, folder, folder_length);
	}
	return sl_arena_printf(arena, "%.*s%s%.*s", (int)folder_length, folder,
	                       folder[folder_length - 1] == '/' ? "" : "/", (int)name_length, name);
}

/* Grows by what the file says of its size, at first, and reads to the end or one byte past the limit. */
static bool read_all(int descriptor, uint64_t expected, uint64_t limit, sl_buffer *out)
{
	size_t start = out->length, step = (size_t)expected + 1;

	for (;;) {
		size_t before = out->length;
		ssize_t got = read(descriptor, sl_buffer_extend(out, step), step);

		out->length = before + (got > 0 ? (size_t)got : 0);
		out->bytes[out->length] = 0;
		if (got == 0 || out->length - start > limit) {
			return true;
		}
		if (got < 0 && errno != EINTR) {
			return false;
		}
		step = step - (got > 0 ? (size_t)got : 0);
		step = step > 0 ? step : 65536;
	}
}

/* A regular file, open for reading, and its size; or -1. */
static int open_regular(const char *path, uint64_t *size, sl_problem *problem)
{
	/* Not to wait for a writer of a FIFO, nor to make a terminal ours: what it is, is asked after. */
	int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat status;

	if (descriptor < 0 || fstat(descriptor, &status) != 0) {
		sl_problem_errno(problem, path, "cannot read");
	} else if (!S_ISREG(status.st_mode)) {
		sl_problem_say(problem, path, "cannot read: it is %s",
		               sl_file_kind_name(status.st_mode));
	} else {
		*size = (uint64_t)status.st_size;
		return descriptor;
	}
	if (descriptor >= 0) {
		close(descriptor);
	}
	return -1;
}

static bool too_large(const char *path, uint64_t limit, sl_problem *problem)
{
	return sl_problem_say(problem, path, "is larger than %" PRIu64 " bytes", limit);
}

/* Reads at most one byte more than limit, so that the caller sees that there is more. */
static bool read_path(const char *path, uint64_t limit, bool all, sl_buffer *out,
                      sl_problem *problem)
{
	size_t before = out->length;
	uint64_t size = 0;
	int descriptor = open_regular(path, &size, problem);
	bool done;

	if (descriptor < 0) {
		return false;
	}
	if (all && size > limit) {
		close(descriptor);
		return too_large(path, limit, problem);
	}
	done = read_all(descriptor, size < limit ? size : limit, limit, out) ||
	       sl_problem_errno(problem, path, "cannot read");
	close(descriptor);
	if (done && all && out->length - before > limit) {
		done = too_large(path, limit, problem);
	}
	if (!done || out->length - before > limit) {
		out->length = before + (done ? (size_t)limit : 0);
		out->bytes[out->length] = 0;
	}
	return done;
}

bool sl_file_read(const char *path, uint64_t limit, sl_buffer *out, sl_problem *problem)
{
	return read_path(path, limit, true, out, problem);
}

bool sl_file_read_start(const char *path, uint64_t limit, sl_buffer *out, sl_problem *problem)
{
	return read_path(path, limit, false, out, problem);
}

static bool write_all(int descriptor, const uint8_t *bytes, size_t length)
{
	size_t written = 0;

	while (written < length) {
		ssize_t step = write(descriptor, bytes + written, length - written);

		if (step < 0 && errno == EINTR) {
			continue;
		}
		if (step <= 0) {
			errno = step == 0 ? EIO : errno;
			return false;
		}
		written += (size_t)step;
	}
	return true;
}

/* Some file systems have no notion of syncing, which EINVAL says. */
static bool sync_descriptor(int descriptor)
{
	return fsync(descriptor) == 0 || errno == EINVAL;
}

bool sl_descriptor_write(int descriptor, const void *bytes, size_t length)
{
	return write_all(descriptor, bytes, length) && sync_descriptor(descriptor);
}

/* Everything is on the disk under the temporary name. The descriptor is closed in either case. */
static bool fill(int descriptor, const uint8_t *bytes, size_t length)
{
	mode_t mask = umask(0);
	bool done;
	int reason;

	umask(mask);
	done = write_all(descriptor, bytes, length) && fchmod(descriptor, 0644 & ~mask) == 0 &&
	       sync_descriptor(descriptor);
	reason = errno;
	if (close(descriptor) != 0 && done) {
		return false;
	}
	errno = reason;
	return done;
}

/*
 * Only what is a file, or nothing yet, is replaced. A link is refused: whoever can put one into a folder of outputs
 * must not choose which file is overwritten.
 */
static bool check_target(const char *path, sl_problem *problem)
{
	struct stat status;

	if (sl_path_base(path)[0] == '\0') {
		return sl_problem_say(problem, path, "cannot write: it is no name of a file");
	}
	if (lstat(path, &status) != 0) {
		return errno == ENOENT || sl_problem_errno(problem, path, "cannot write");
	}
	if (!S_ISREG(status.st_mode)) {
		return sl_problem_say(problem, path, "cannot write: it is %s",
		                      sl_file_kind_name(status.st_mode));
	}
	return true;
}

bool sl_file_write(const char *path, const void *bytes, size_t length, sl_problem *problem)
{
	size_t slot;
	int descriptor;
	bool done;

	if (!check_target(path, problem)) {
		return false;
	}
	descriptor = sl_unfinished_create(path, &slot);
	if (descriptor < 0) {
		return sl_problem_errno(problem, path, "cannot write");
	}
	done = fill(descriptor, bytes, length) && rename(sl_unfinished_path(slot), path) == 0;
	if (!done) {
		sl_problem_errno(problem, path, "cannot write");
		unlink(sl_unfinished_path(slot));
	}
	sl_unfinished_forget(slot);
	return done;
}

bool sl_file_create(const char *path, const void *bytes, size_t length, sl_problem *problem)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool done;

	if (descriptor < 0) {
		return sl_problem_errno(problem, path, "cannot create");
	}
	done = write_all(descriptor, bytes, length) ||
	       sl_problem_errno(problem, path, "cannot write");
	if (close(descriptor) != 0 && done) {
		return sl_problem_errno(problem, path, "cannot write");
	}
	return done;
}

static bool create_one(const char *folder, const char *path, sl_problem *problem)
{
	struct stat status;

	if (mkdir(folder, 0777) == 0) {
		return true;
	}
	if (errno != EEXIST && errno != EISDIR) {
		/* A folder above may exist where we may not create: the last one decides. */
		int reason = errno;

		if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode)) {
			return true;
		}
		errno = reason;
		return sl_problem_errno(problem, path, "cannot create the folder");
	}
	if (stat(folder, &status) != 0) {
		return sl_problem_errno(problem, path, "cannot create the folder");
	}
	if (!S_ISDIR(status.st_mode)) {
		return sl_problem_say(problem, path, "cannot create the folder: %s is there",
		                      sl_file_kind_name(status.st_mode));
	}
	return true;
}

bool sl_folder_create(const char *path, sl_problem *problem)
{
	char *part = sl_alloc(strlen(path) + 1, 1);
	bool done = true;
	size_t i = 0;

	while (done && path[i] != '\0') {
		part[i] = path[i];
		i++;
		if ((path[i] == '/' || path[i] == '\0') && path[i - 1] != '/') {
			done = create_one(part, path, problem);
		}
	}
	free(part);
	return done;
}

bool sl_folder_sync(const char *path, sl_problem *problem)
{
	const int descriptor =
		open(path[0] != '\0' ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = (descriptor >= 0 && sync_descriptor(descriptor)) ||
	            sl_problem_errno(problem, path, "cannot sync the folder");

	if (descriptor >= 0) {
		close(descriptor);
	}
	return done;
}
