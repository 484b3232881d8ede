/*
 * Files of events, cut into the texts of single events without reading them as JSON: lines (NDJSON), or a document of
 * one or more objects, or arrays of objects, over as many lines as they like.
 */
#ifndef SL_EXECUTE_EVENT_SOURCE_H
#define SL_EXECUTE_EVENT_SOURCE_H

#include <stdbool.h>

#include "base/file.h"
#include "base/text.h"

/* Some events in a row. Zero-initialise it, and use it again: the memory stays. */
typedef struct sl_event_block {
	sl_buffer text;
	sl_text *events; /* in the text */
	uint64_t *numbers; /* of each: its line, or in a document its place from 1 */
	size_t count, event_capacity, number_capacity;
	const char *
		fault; /* behind these events nobody can tell where the next one is; NULL: nothing is wrong */
	uint64_t fault_number; /* which event that would have been */
} sl_event_block;
void sl_event_block_free(sl_event_block *block);

/* A document is held in memory as a whole, so it has a limit; lines have none. */
#define SL_MAX_EVENT_DOCUMENT (UINT64_C(1) << 30)

typedef struct sl_event_source sl_event_source;

/*
 * Opens a file or standard input ("-"); a pipe only under the name of a descriptor, as /dev/fd/63. Which of the two
 * forms it has, the first lines tell: an opening bracket, or a brace that the first line does not close, makes a
 * document; anything else makes lines. A byte order mark is passed over. NULL: the problem says why.
 */
sl_event_source *sl_event_source_open(const char *path, sl_problem *problem);
void sl_event_source_close(sl_event_source *source);

/* The next events, about a megabyte of them; false: there is no other, or the problem says what went wrong. */
bool sl_event_source_next(sl_event_source *source, sl_event_block *block, sl_problem *problem);
/* What the last call gave is all that a pipe or terminal has now: whoever waits for results should get them. */
bool sl_event_source_idle(const sl_event_source *source);
/* Bytes that were read so far, and the size of the file; size 0: it is not known. */
void sl_event_source_progress(const sl_event_source *source, uint64_t *read, uint64_t *size);

#endif
