/* What the files of the catalog share: reading a document, and what all types together must hold. */
#ifndef SL_MODEL_CATALOG_PARTS_H
#define SL_MODEL_CATALOG_PARTS_H

#include "model/catalog.h"
#include "model/document.h"

/* The types as they are read. items is on the heap, all else in the arena of the documents. */
typedef struct sl_type_list {
	sl_type *items;
	size_t count, capacity;
} sl_type_list;

/* Adds the type of one document, if nothing is wrong with it; context is an sl_type_list. (catalog_read.c) */
void sl_type_read(const sl_document *document, const sl_yaml *root, void *context);

/*
 * Sorts the types by id and version, marks the newest, and finds ids, names and log sources that are there twice (CH6020)
 * and versions that do more than append fields (CH6019). (catalog_order.c)
 */
void sl_types_settle(sl_type *types, size_t count, sl_arena *arena, sl_findings *findings);

#endif
