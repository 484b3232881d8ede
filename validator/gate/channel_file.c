/* Channel files on disk. */
#include "gate/channel_file.h"

#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"

bool sl_channel_file_read(sl_judged_file *file, sl_problem *problem)
{
	struct stat status;
	file->size = 0;
	if (stat(file->path, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size > (off_t)CHAN_MAX_FILE_SIZE) {
		file->size = (uint64_t)status.st_size;
		return sl_file_read_start(file->path, CHAN_SIZE_HEADER, &file->bytes, problem);
	}
	if (!sl_file_read(file->path, CHAN_MAX_FILE_SIZE, &file->bytes, problem)) {
		return false;
	}
	file->size = file->bytes.length;
	sl_sha256_hex(file->bytes.bytes, file->bytes.length, file->sha256);
	return true;
}

/* What chan_open() would say of the whole file, from its header: it ends later than any header may state. */
static void find_oversize(const sl_judged_file *file, const chan_finding *of_header,
                          chan_finding *fault)
{
	*fault = *of_header;
	if (of_header->rule == CHAN_RULE_TRUNCATED) {
		uint64_t stated = of_header->want;
		*fault = (chan_finding){.rule = CHAN_RULE_TRAILING,
		                        .table = CHAN_TABLE_HEADER,
		                        .member = CHAN_WHOLE_RECORD,
		                        .offset = stated,
		                        .length = file->size - stated,
		                        .got = file->size,
		                        .want = stated};
	}
}

bool sl_channel_file_open(sl_judged_file *file, sl_findings *findings)
{
	static const uint8_t nothing[1];
	const uint8_t *bytes = file->bytes.bytes != NULL ? file->bytes.bytes : nothing;
	chan_finding fault, found;
	file->accepted = chan_open(bytes, file->bytes.length, &file->file, &found);
	fault = found;
	if (file->size > file->bytes.length) {
		find_oversize(file, &found, &fault);
		file->accepted = false;
	}
	if (!file->accepted) {
		sl_findings_structure(findings, file->path, &fault);
	}
	return file->accepted;
}
