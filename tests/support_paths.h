/* Channel files that are evaluated by both paths, each event by the one and the other. Include after cmocka.h. */
#ifndef SUPPORT_PATHS_H
#define SUPPORT_PATHS_H

#include "base/buffer.h"
#include "execute/evaluator.h"
#include "support_draft.h"

#define PATHS_FILES 4

typedef struct paths {
	sl_checked_file checked[PATHS_FILES];
	sl_program programs[PATHS_FILES];
	uint32_t count;
	sl_evaluator *plain, *indexed;
	sl_evaluation *plainly, *by_index;
	uint64_t events, matches; /* so far */
} paths;

/* Opens and loads one more file. The test fails if it is not accepted. */
void paths_add(paths *p, const sl_buffer *bytes);
/* After the last file. */
void paths_ready(paths *p);
void paths_end(paths *p);

/*
 * The matches of one event by the index, valid until the next one. The test fails unless the plain path has the same
 * ones and the same errors, and they are in order.
 */
const sl_match *paths_evaluate(paths *p, uint32_t type_id, const chan_inputs *inputs,
                               size_t *count);

/* Writes a draft, adds it as a file and drops it. */
void paths_add_draft(paths *p, draft *d);

/* An event of the model's type "process" with one text, in a block of exactly its size. */
enum { PROCESS = 12, PROCESS_FIELDS = 4, IMAGE = 0, COMMAND_LINE = 1, PROCESS_ID = 2 };
typedef struct one_text {
	chan_input array[PROCESS_FIELDS];
	chan_inputs inputs;
	uint8_t *block;
} one_text;
void one_text_begin(one_text *event, unsigned field, const char *text);
void one_text_end(one_text *event);

/* Whether that template is among the matches. */
bool paths_has(const sl_match *matches, size_t count, uint32_t program, uint32_t template);

#endif
