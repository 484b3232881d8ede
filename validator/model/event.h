/*
 * Events: what NDJSON, evtx_dump or a probe says happened, and how it becomes the inputs of a template type
 * (CONTENT.md, "Events"). The catalog says which types an event belongs to and what its keys are called.
 */
#ifndef SL_MODEL_EVENT_H
#define SL_MODEL_EVENT_H

#include "evaluate.h"
#include "model/catalog.h"

enum sl_value_kind {
	SL_VALUE_NULL,
	SL_VALUE_TEXT,
	SL_VALUE_INTEGER,
	SL_VALUE_NUMBER, /* not an integer; text is as it was written */
	SL_VALUE_BOOLEAN, /* integer 0 or 1 */
	SL_VALUE_NESTED /* an array or object; text is its compact JSON */
};

typedef struct sl_event_value {
	sl_text key; /* without the objects around it: flat, or of Event.System and Event.EventData */
	enum sl_value_kind kind;
	sl_text text;
	int64_t integer;
} sl_event_value;

/* One event. Keys are unique; what they refer to belongs to the reader or the document that made it. */
typedef struct sl_event {
	const sl_event_value *values;
	uint32_t count;
} sl_event;

/*
 * Which types an event belongs to, and where each field finds its value. Made once from a catalog, which must
 * outlive it; read-only afterwards, so threads share it. Types of older versions are never routed to.
 */
typedef struct sl_event_router sl_event_router;
sl_event_router *sl_event_router_make(const sl_catalog *catalog);
void sl_event_router_free(sl_event_router *router);

/*
 * What one thread needs to route: the texts of numbers live here until the next event. An event's inputs refer to
 * it and to the event.
 */
typedef struct sl_event_inputs sl_event_inputs;
sl_event_inputs *sl_event_inputs_make(const sl_event_router *router);
void sl_event_inputs_free(sl_event_inputs *inputs);

/*
 * Takes an event and finds its types, by rising id: those all of whose `select` conditions hold. A type without
 * `select` takes an event that names it: "type": "ipc". Returns how many.
 */
uint32_t sl_event_route(sl_event_inputs *inputs, const sl_event *event);
/* The i-th type of the event, and its inputs: one for each field of the newest version, in order. */
const sl_type *sl_event_type(const sl_event_inputs *inputs, uint32_t i);
chan_inputs sl_event_inputs_of(sl_event_inputs *inputs, uint32_t i);
/* The inputs of an event for a type that the caller names, whatever `select` says. */
chan_inputs sl_event_inputs_for(sl_event_inputs *inputs, const sl_event *event,
                                const sl_type *type);
/* Values since it was made that could not be read as their field's kind, and were taken as null. */
uint64_t sl_event_unreadable(const sl_event_inputs *inputs);

#endif
