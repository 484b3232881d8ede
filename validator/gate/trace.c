/* From bytes back to rules. */
#include "gate/trace.h"

#include <string.h>

static void take(sl_findings *findings, sl_finding *finding, const sl_source *source)
{
	if (source->path == NULL) {
		return;
	}
	finding->source = *source;
	finding->source.path = sl_arena_copy(&findings->arena, source->path, strlen(source->path));
}

void sl_trace(sl_findings *findings, size_t from, const sl_source_map *map)
{
	for (size_t i = from; map != NULL && i < findings->count; i++) {
		sl_finding *finding = &findings->items[i];
		if (finding->source.path != NULL) {
			continue;
		}
		if (finding->criterion_index >= 0 &&
		    finding->criterion_index < map->criterion_count) {
			take(findings, finding, &map->criteria[finding->criterion_index]);
		}
		if (finding->source.path == NULL && finding->template_index >= 0 &&
		    finding->template_index < map->template_count) {
			take(findings, finding, &map->templates[finding->template_index]);
		}
	}
}
