/* The place of a finding. */
#include "report/place.h"

#include <string.h>

#include "base/file.h"

const char *sl_place_path(const char *path)
{
	while (path[0] == '.' && path[1] == '/') {
		path += 2;
		while (path[0] == '/') {
			path++;
		}
	}
	return path[0] != '\0' ? path : ".";
}

sl_place sl_finding_place(const sl_verdict *verdict, const sl_finding *finding, sl_arena *arena)
{
	sl_place place = {"sluice.yaml", 1, 0, false};
	if (finding->source.path != NULL) {
		place.path = finding->source.path;
		place.is_source = true;
		if (finding->source.line > 0) {
			place.line = finding->source.line;
			place.column = finding->source.column;
		}
	} else if (finding->file != NULL) {
		place.path = finding->file;
	} else if (verdict->root != NULL) {
		place.path = sl_path_join(arena, verdict->root, "sluice.yaml");
	} else if (verdict->file_count > 0) {
		place.path = verdict->files[0].path;
	}
	place.path = sl_place_path(place.path);
	return place;
}
