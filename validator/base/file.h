/*
 * Files in and out. Reading takes regular files only (a FIFO, a directory or a device is an error, never
 * a hang), with a limit. Writing goes to a temporary file beside the target, which is synced and renamed.
 */
#ifndef SL_BASE_FILE_H
#define SL_BASE_FILE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/memory.h"

/* What went wrong: text is "PATH: cannot read: No such file or directory", in a fixed buffer. */
typedef struct sl_problem {
	char text[512];
} sl_problem;

/* A whole regular file of at most limit bytes, appended to *out. */
bool sl_file_read(const char *path, uint64_t limit, sl_buffer *out, sl_problem *problem);

/*
 * Replaces path by the bytes, or leaves it as it was. Permissions 0644 less umask. What is
 * not a regular file is not replaced; a link is not followed.
 */
bool sl_file_write(const char *path, const void *bytes, size_t length, sl_problem *problem);

/* At most the first limit bytes of a regular file, appended to *out: a look at its header. */
bool sl_file_read_start(const char *path, uint64_t limit, sl_buffer *out, sl_problem *problem);

/* A new file, for folders that are not in use yet: it must not exist, and is not synced. */
bool sl_file_create(const char *path, const void *bytes, size_t length, sl_problem *problem);

/* All of the bytes, and that they are on the disk. False: errno says why not. */
bool sl_descriptor_write(int descriptor, const void *bytes, size_t length);

/* Creates the folder and those above it; one that exists is fine. */
bool sl_folder_create(const char *path, sl_problem *problem);

/* What was created, renamed and removed in the folder is on the disk. */
bool sl_folder_sync(const char *path, sl_problem *problem);

typedef struct sl_names {
	char **items; /* sorted by bytes */
	size_t count;
} sl_names;

/*
 * What lies right in a folder under names that end with suffix and do not begin with a dot, as "FOLDER/NAME". What is no
 * regular file is in the list too, so that sl_file_read() refuses it: nothing is left out in silence.
 */
bool sl_folder_list(sl_arena *arena, const char *folder, const char *suffix, sl_names *out,
                    sl_problem *problem);

/* All names in the folder but "." and "..", by themselves, sorted. */
bool sl_folder_names(sl_arena *arena, const char *folder, sl_names *out, sl_problem *problem);

/*
 * The files below root that match pattern: '*' and '?' within a name, '**' as a whole name any
 * number of folders. Results are relative to root, sorted, each once. Names that begin with a dot must be named so.
 * Links are followed but for loops. Names of more than 64 folders, or more than 65,536 folders, are a problem, and so
 * is a plain path at the start of the pattern that does not exist.
 */
bool sl_folder_glob(sl_arena *arena, const char *root, const char *pattern, sl_names *out,
                    sl_problem *problem);

/* "FOLDER/NAME" without a slash at the end; the name alone if it is absolute or the folder is "." or "". */
const char *sl_path_join(sl_arena *arena, const char *folder, const char *name);
const char *sl_path_base(const char *path); /* behind the last slash */

/* Unfinished temporary files and the folder in the making, removed by sl_out_of_memory() and by the signal handlers of the tool. */
void sl_file_remove_unfinished(void);

#endif
