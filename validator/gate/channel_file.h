/* Channel files on disk: read whole, or, where one is larger than the format allows, as far as its header. */
#ifndef SL_GATE_CHANNEL_FILE_H
#define SL_GATE_CHANNEL_FILE_H

#include "base/file.h"
#include "gate/verdict.h"

/*
 * Reads file->path into file->bytes, with its digest. Regular files only. A file over the limit of the format has its
 * header read alone, file->size tells its real size, and it gets no digest.
 */
bool sl_channel_file_read(sl_judged_file *file, sl_problem *problem);

/* chan_open() with the fault as a finding; true: file->file is set. */
bool sl_channel_file_open(sl_judged_file *file, sl_findings *findings);

#endif
