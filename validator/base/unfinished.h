/* The temporary files that are being written: what must not be left behind, whatever ends the tool. */
#ifndef SL_BASE_UNFINISHED_H
#define SL_BASE_UNFINISHED_H

#include <stddef.h>

/*
 * Creates "FOLDER/.NAME.XXXXXX" for a target "FOLDER/NAME", with a free name and nobody else's access, and keeps
 * account of it until sl_unfinished_forget(). Returns its descriptor and *slot, or -1 with errno.
 */
int sl_unfinished_create(const char *target, size_t *slot);

/* Where the file of the slot is. */
const char *sl_unfinished_path(size_t slot);

/* It is renamed or removed. */
void sl_unfinished_forget(size_t slot);

#endif
