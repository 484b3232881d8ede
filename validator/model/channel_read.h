/* Reading one channel: between repository.c and channel_read.c. */
#ifndef SL_MODEL_CHANNEL_READ_H
#define SL_MODEL_CHANNEL_READ_H

#include "model/document.h"
#include "model/repository.h"

/* The channels as they are read. items is on the heap, all else in the arena of the documents. */
typedef struct sl_channel_list {
	sl_channel *items;
	size_t count, capacity;
} sl_channel_list;

/* Adds the channel of one document, if nothing is wrong with it; context is an sl_channel_list. */
void sl_channel_read(const sl_document *document, const sl_yaml *root, void *context);

#endif
