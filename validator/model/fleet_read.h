/* Reading one manifest: between fleet.c and fleet_read.c. */
#ifndef SL_MODEL_FLEET_READ_H
#define SL_MODEL_FLEET_READ_H

#include "model/catalog.h"
#include "model/document.h"
#include "model/fleet.h"

/* The builds as they are read. items is on the heap, all else in the arena of the documents. */
typedef struct sl_build_list {
	sl_build *items;
	size_t count, capacity;
} sl_build_list;

/* Adds the build of one document, if nothing is wrong with it; context is an sl_build_list. */
void sl_build_read(const sl_document *document, const sl_yaml *root, void *context);

#endif
