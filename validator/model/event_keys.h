/* A set of texts, each with a number from 0 in the order of adding. Internal to the events. */
#ifndef SL_MODEL_EVENT_KEYS_H
#define SL_MODEL_EVENT_KEYS_H

#include "base/text.h"

#define SL_NO_KEY UINT32_MAX

/* Zero-initialise it. Texts are not copied: they must outlive it. */
typedef struct sl_event_keys {
	sl_text *texts;
	size_t count, capacity;
	uint32_t *table; /* numbers plus 1, by hash; its size is a power of two */
	size_t table_size;
} sl_event_keys;

uint32_t sl_event_keys_add(sl_event_keys *keys,
                           sl_text text); /* the number, also of one that is there */
uint32_t sl_event_keys_find(const sl_event_keys *keys, sl_text text); /* or SL_NO_KEY */
void sl_event_keys_free(sl_event_keys *keys);

#endif
