#include "support_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

void folder_remove(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0) {
		remove_below(folder, 0);
		rmdir(path);
	}
}
