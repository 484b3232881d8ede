/* The log sources that are known without a catalog: known_sources.def as types. */
#ifndef SL_MODEL_KNOWN_SOURCES_H
#define SL_MODEL_KNOWN_SOURCES_H

#include "model/catalog.h"

typedef struct sl_known_source {
	sl_type type; /* version 1; its texts are static */
	bool open; /* further fields are taken from use */
} sl_known_source;

typedef struct sl_known_sources {
	sl_known_source *items; /* in the table's order */
	size_t count;
} sl_known_sources;

/* The whole table, in the arena. */
void sl_known_sources_read(sl_arena *arena, sl_known_sources *out);
/* NULL: not known. */
const sl_known_source *sl_known_source_find(const sl_known_sources *sources,
                                            const sl_logsource *logsource);

#endif
