#include "model/fleet_binaries.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/problem.h"
#include "model/document.h"
#include "model/manifest_record.h"

/* A file that is there and cannot be looked at is there: reading it says why it cannot be read. */
static bool is_there(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static const char *find(const sl_build *build, const char *folder, sl_arena *arena)
{
	const char *own = sl_path_join(arena, folder, sl_build_file_name(build->name, arena));
	const char *path = sl_path_join(arena, own, build->binary_file);

	return is_there(path) ? path : sl_path_join(arena, folder, build->binary_file);
}

static void read_binary(const sl_build *build, const char *folder, sl_arena *arena,
                        sl_fleet_binary *out)
{
	if (build->binary_file == NULL) {
		return;
	}
	out->path = find(build, folder, arena);
	out->at_hand = SL_BINARY_NOT_THERE;
	if (is_there(out->path)) {
		out->at_hand =
			sl_manifest_from_file(out->path, arena, &out->build, out->sha256, &out->why)
				? SL_BINARY_READ
				: SL_BINARY_SAYS_NOTHING;
	}
}

static bool check_folder(const char *folder, sl_findings *findings)
{
	struct stat status;
	sl_problem problem;

	if (stat(folder, &status) != 0) {
		sl_problem_errno(&problem, folder, "cannot read the folder of binaries");
		return sl_document_problem(findings, folder, &problem);
	}
	if (!S_ISDIR(status.st_mode)) {
		sl_problem_say(&problem, folder, "is %s, not the folder of binaries",
		               sl_file_kind_name(status.st_mode));
		return sl_document_problem(findings, folder, &problem);
	}
	return true;
}

bool sl_fleet_binaries_read(const sl_fleet *fleet, const char *folder, sl_fleet_binaries *out,
                            sl_findings *findings)
{
	*out = (sl_fleet_binaries){0};
	sl_arena_start(&out->arena);
	if (!check_folder(folder, findings)) {
		return false;
	}
	out->count = fleet->count;
	out->items = sl_arena_alloc(&out->arena, fleet->count, sizeof *out->items);
	for (size_t i = 0; i < fleet->count; i++) {
		read_binary(&fleet->builds[i], folder, &out->arena, &out->items[i]);
		out->named += out->items[i].at_hand != SL_BINARY_NOT_NAMED;
	}
	return true;
}

void sl_fleet_binaries_free(sl_fleet_binaries *binaries)
{
	sl_arena_free(&binaries->arena);
	*binaries = (sl_fleet_binaries){0};
}
