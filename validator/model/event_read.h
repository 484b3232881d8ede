/*
 * One event from its JSON: flat, or as evtx_dump prints Windows events. The only place that knows the JSON library.
 *
 * Of {"Event": {"System": ..., "EventData": ...}} the members of System, EventData and UserData (one wrapper deep)
 * become the keys; {"#attributes": {"Name": v}} under a key K becomes K_Name, and {"#text": v} K itself. Any other
 * object is flat: its members are the keys, and what is nested stays as compact JSON.
 */
#ifndef SL_MODEL_EVENT_READ_H
#define SL_MODEL_EVENT_READ_H

#include "base/file.h"
#include "model/event.h"

#define SL_MAX_EVENT_BYTES (16u << 20) /* of the JSON of one event */
#define SL_MAX_EVENT_KEYS 4096u

/* One thread's; what an event refers to lives until the next one is read. */
typedef struct sl_event_reader sl_event_reader;
sl_event_reader *sl_event_reader_make(void);
void sl_event_reader_free(sl_event_reader *reader);

/*
 * Strict: one object and nothing after it; duplicate keys, NUL, ill-formed UTF-8 and numbers past 64 bits are errors.
 *   true  - *event is set;
 *   false - the problem says what and where, with line and column within the text.
 */
bool sl_event_read(sl_event_reader *reader, sl_text json, sl_event *event, sl_problem *problem);

#endif
