/* Making and removing whole folders, for `sluice init`. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, const char *what, sl_problem *problem)
{
	snprintf(problem->text, sizeof problem->text, "%.300s: cannot %s: %s", path, what,
	         strerror(errno));
	return false;
}

static bool write_all(int descriptor, const uint8_t *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(descriptor, bytes, length);
		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written <= 0) {
			return false;
		}
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

bool sl_file_create(const char *path, const void *bytes, size_t length, sl_problem *problem)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (descriptor < 0) {
		return fail(path, "create", problem);
	}
	bool written = write_all(descriptor, bytes, length);
	int error = errno;
	bool closed = close(descriptor) == 0;
	if (!written) {
		errno = error;
	}
	return (written && closed) || fail(path, "write", problem);
}

/* The deepest folder that is followed; deeper ones are left where they are. */
enum { MOST_DEPTH = 64 };

static void remove_below(int folder, int depth)
{
	DIR *stream = depth < MOST_DEPTH ? fdopendir(folder) : NULL;
	struct dirent *entry;
	if (stream == NULL) {
		close(folder);
		return;
	}
	while ((entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		if (unlinkat(dirfd(stream), entry->d_name, 0) == 0) {
			continue;
		}
		int below = openat(dirfd(stream), entry->d_name,
		                   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below >= 0) {
			remove_below(below, depth + 1);
			unlinkat(dirfd(stream), entry->d_name, AT_REMOVEDIR);
		}
	}
	closedir(stream);
}

void sl_folder_remove(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0) {
		remove_below(folder, 0);
		rmdir(path);
	}
}
