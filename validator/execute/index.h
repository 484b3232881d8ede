/*
 * The index of a type: from an event's texts to the few templates that can match. All literals of a field are found in
 * one pass (automaton.h); regexes and globs stand behind a literal without which they cannot match; a template is
 * looked at only if one of the criteria has been hit without which its condition is false. What the plain path says,
 * it says: the interpreter stays the meaning.
 */
#ifndef SL_EXECUTE_INDEX_H
#define SL_EXECUTE_INDEX_H

#include "execute/typed.h"

typedef struct sl_index sl_index;

/* Refers to the programs and to the templates' array. Read-only afterwards. */
sl_index *sl_index_make(const sl_program *programs, const sl_typed *typed);
void sl_index_free(sl_index *index);

/* One thread's state about one index. */
typedef struct sl_index_state sl_index_state;
sl_index_state *sl_index_state_make(const sl_index *index);
void sl_index_state_free(sl_index_state *state);

/*
 * The numbers of the matching templates in typed->templates, rising. Every input that a template of the type reads
 * must be there and of its field's kind. scratch: one a program. False: the interpreter met an error all the same.
 */
bool sl_index_evaluate(const sl_index *index, sl_index_state *state, const chan_scratch *scratch,
                       const chan_inputs *inputs, const uint32_t **matched, size_t *count);

#endif
