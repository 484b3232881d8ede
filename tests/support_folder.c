#include "support_folder.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/file.h"

char *scratch_create(void)
{
	const char *work = getenv("WORK");
	size_t size = (work != NULL ? strlen(work) : 4) + 32;
	char *folder = malloc(size);

	assert_non_null(folder);
	snprintf(folder, size, "%s/scratch.XXXXXX", work != NULL ? work : "/tmp");
	assert_non_null(mkdtemp(folder));
	return folder;
}

void scratch_remove(char *folder)
{
	folder_remove(folder);
	free(folder);
}

int scratch_begin(void **state)
{
	*state = scratch_create();
	return 0;
}

int scratch_end(void **state)
{
	scratch_remove(*state);
	return 0;
}

const char *scratch_path(const char *folder, const char *name)
{
	static char paths[6][5000];
	static unsigned next;
	char *path = paths[next++ % 6];

	assert_true((size_t)snprintf(path, sizeof paths[0], "%s/%s", folder, name) <
	            sizeof paths[0]);
	return path;
}

void scratch_write(const char *folder, const char *name, const void *bytes, size_t length)
{
	const char *path = scratch_path(folder, name);
	char above[5000];
	sl_problem problem;
	FILE *file;

	snprintf(above, sizeof above, "%.*s", (int)(sl_path_base(path) - path), path);
	if (!sl_folder_create(above, &problem)) {
		fail_msg("%s", problem.text);
	}
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

void scratch_text(const char *folder, const char *name, const char *text)
{
	scratch_write(folder, name, text, strlen(text));
}

/* Not by sl_folder_list(): names that begin with a dot are what matters most. */
const char *scratch_names(const char *folder)
{
	static char names[4096];
	char command[5000];
	FILE *stream;
	size_t length;

	snprintf(command, sizeof command, "LC_ALL=C ls -A1 '%s' | LC_ALL=C sort | tr '\\n' ' '",
	         folder);
	stream = popen(command, "r");
	assert_non_null(stream);
	length = fread(names, 1, sizeof names - 1, stream);
	pclose(stream);
	names[length > 0 ? length - 1 : 0] = '\0';
	return names;
}
