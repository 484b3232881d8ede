/*
 * A folder in the making, beside the place where it will stand: one at a time. All that is created in it is kept account of,
 * so that it can be removed whatever ends the tool: without memory, without reading a folder, and by a signal handler.
 */
#ifndef SL_BASE_DRAFT_H
#define SL_BASE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/file.h"

/* Creates "TARGET.XXXXXX" with a free name. Its path, which holds until the end; NULL: the problem says why not. */
const char *sl_draft_start(const char *target, sl_problem *problem);

/* As sl_file_create() and sl_folder_create(), below the draft. */
bool sl_draft_file(const char *path, const void *bytes, size_t length, sl_problem *problem);
bool sl_draft_folder(const char *path, sl_problem *problem);

/* It stands where it should, or all that was made of it is removed. sl_file_remove_unfinished() removes it too. */
void sl_draft_finish(void);
void sl_draft_remove(void);

#endif
