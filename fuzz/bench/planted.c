/*
 * The target of the benchmark: libchan with one planted defect (fuzz/planted.def) beside the true one. It fails where the
 * two do not agree on whether a file is accepted, and where the planted one reads past an exactly sized block.
 * Built by ci/fuzz-bench, which renames what the planted libchan exports.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
bool planted_chan_open(const uint8_t *bytes, size_t size, chan_file *file, chan_finding *fault);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1), *last;
	bool accepted, planted;
	chan_finding fault;
	chan_file file;

	if (!copy)
		return 0;
	/* At the end of the block when it is empty: its one byte belongs to nobody. */
	last = copy + (size ? 0 : 1);
	if (size)
		memcpy(last, data, size);
	accepted = chan_open(last, size, &file, &fault);
	planted = planted_chan_open(last, size, &file, &fault);
	free(copy);
	if (accepted == planted)
		return 0;
	fprintf(stderr, "planted: %s by libchan, %s with the defect\n",
	        accepted ? "accepted" : "refused", planted ? "accepted" : "refused");
	abort();
}
