/*
 * Ordinary events, read without the JSON library, which takes most of the time that an event takes. It can only say yes,
 * and then exactly what the library would have said: tests and fuzzing hold the two against each other.
 */
#ifndef SL_MODEL_EVENT_QUICK_H
#define SL_MODEL_EVENT_QUICK_H

#include "model/event.h"

enum { SL_QUICK_KEYS = 64 };

/*
 * Reads a flat object of texts, integers of at most 18 digits, true, false and null, without \u escapes. The texts go to
 * room, which has json.length bytes; values has SL_QUICK_KEYS.
 *   true  - *count values are set;
 *   false - it is another event, or none: the library decides.
 */
bool sl_event_read_quickly(sl_text json, char *room, sl_event_value *values, size_t *count);

#endif
