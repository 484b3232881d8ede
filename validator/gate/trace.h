/* From bytes back to rules: gives findings about a channel file the line of the rule that caused them. */
#ifndef SL_GATE_TRACE_H
#define SL_GATE_TRACE_H

#include "gate/verdict.h"

/*
 * Fills in the source of the findings about the file, from index `from` on, that have a template or a criterion and
 * no source. A file without a map: does nothing.
 */
void sl_trace(sl_findings *findings, size_t from, const sl_judged_file *file);

/*
 * Source maps name rules by their path in the repository, whatever folder we were started in; findings name them so
 * that the path can be opened. Both return a copy in the arena; root NULL: an unchanged one.
 */
sl_source_map *sl_source_map_rooted(const sl_source_map *map, const char *root, sl_arena *arena);
sl_source_map *sl_source_map_relative(const sl_source_map *map, const char *root, sl_arena *arena);

/* Sets the map of an accepted file of the verdict, if one lies beside it and belongs to these bytes; rooted as above. */
void sl_trace_read_map(sl_verdict *verdict, sl_judged_file *file);

#endif
