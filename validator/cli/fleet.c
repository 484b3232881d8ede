/* sluice fleet add, and fleet check. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/reporting.h"
#include "model/fleet_compare.h"
#include "model/manifest_record.h"
#include "model/repository.h"
#include "rules/check.h"

enum { SHOWN = 120, DIFFERENCES_SHOWN = 12 };

/* The repository as far as manifests are concerned, and what was added to it. */
typedef struct adding {
	sl_arena arena;
	sl_repository_paths paths;
	sl_catalog catalog;
	sl_fleet fleet; /* as it lies on disk: read anew after each manifest that is written */
	sl_build *builds; /* of the binaries whose manifests are in place now */
	size_t count;
	bool replace, quiet;
	bool broken; /* a manifest could not be written, or read again */
} adding;

static const char *shown(adding *a, const char *text)
{
	return sl_text_printable(&a->arena, sl_text_of(text), SHOWN);
}

/* Returns false, so that a function can end with it. */
static bool refuse(const char *text)
{
	fprintf(stderr, "sluice fleet add: %s\n", text);
	return false;
}

static bool load_fleet(adding *a)
{
	sl_findings findings;
	sl_fleet_free(&a->fleet);
	sl_findings_start(&findings);
	bool loaded = sl_repository_fleet_load(a->paths.fleet, &a->fleet, &findings);
	sl_say_findings(&sl_command_fleet_add, &findings);
	sl_findings_free(&findings);
	return loaded;
}

/* False: the configuration cannot be read, and stderr says why. */
static bool open_repository(adding *a, const char *root)
{
	sl_findings findings;
	sl_findings_start(&findings);
	bool loaded = sl_repository_paths_read(root, &a->arena, &a->paths, &findings) &&
	              sl_catalog_load(a->paths.catalog, &a->catalog, &findings);
	sl_say_findings(&sl_command_fleet_add, &findings);
	sl_findings_free(&findings);
	return loaded && load_fleet(a);
}

/* What the records say, and which binary said it: a manifest of another one is not the same though it says the same. */
static size_t compare(adding *a, const sl_build *old, const sl_build *new, sl_difference **out)
{
	sl_difference *records;
	const size_t count = sl_build_compare(old, new, &a->arena, &records);
	const bool by_hand = old->binary_file == NULL;
	size_t all = 0;
	*out = sl_arena_alloc(&a->arena, count + 2, sizeof **out);
	if (by_hand || strcmp(old->binary_file, new->binary_file) != 0) {
		(*out)[all++] = (sl_difference){.what = "the file of the binary",
		                                .first = by_hand ? "nothing (written by hand)"
		                                                 : old->binary_file,
		                                .second = new->binary_file};
	}
	if (!by_hand && strcmp(old->binary_sha256, new->binary_sha256) != 0) {
		(*out)[all++] = (sl_difference){.what = "the SHA-256 of the binary",
		                                .first = old->binary_sha256,
		                                .second = new->binary_sha256};
	}
	if (count > 0) {
		memcpy(*out + all, records, count * sizeof *records);
	}
	return all + count;
}

static bool refuse_differences(adding *a, const char *target, const sl_build *build,
                               const sl_difference *differences, size_t count)
{
	refuse(sl_arena_printf(&a->arena,
	                       "%s is there already and says otherwise; --replace writes it anew",
	                       target));
	for (size_t i = 0; i < count && i < DIFFERENCES_SHOWN; i++) {
		fprintf(stderr, "  %s\n",
		        sl_difference_say(&differences[i], "the manifest",
		                          shown(a, build->binary_file), &a->arena));
	}
	if (count > DIFFERENCES_SHOWN) {
		fprintf(stderr, "  and %zu more\n", count - DIFFERENCES_SHOWN);
	}
	return false;
}

static size_t builds_in(const sl_fleet *fleet, const char *path)
{
	size_t count = 0;
	for (size_t i = 0; i < fleet->count; i++) {
		count += strcmp(fleet->builds[i].source.path, path) == 0;
	}
	return count;
}

/* What to do with a manifest whose build the fleet may have already. */
enum step { WRITE, KEEP, STOP };

static enum step refuse_place(const char *text)
{
	refuse(text);
	return STOP;
}

static enum step choose_known(adding *a, const char *target, const sl_build *old,
                              const sl_build *build)
{
	sl_difference *differences;
	if (strcmp(old->source.path, target) != 0) {
		return refuse_place(sl_arena_printf(
			&a->arena,
			"build %s of %s is in the fleet already, in %s; remove it from there first",
			shown(a, build->name), shown(a, build->binary_file), old->source.path));
	}
	const size_t count = compare(a, old, build, &differences);
	if (count == 0) {
		return KEEP;
	}
	if (!a->replace) {
		refuse_differences(a, target, build, differences, count);
		return STOP;
	}
	if (builds_in(&a->fleet, target) > 1) {
		return refuse_place(sl_arena_printf(
			&a->arena,
			"%s has other builds as well, which --replace would remove; give each a "
			"file of its own first",
			target));
	}
	return WRITE;
}

static enum step choose(adding *a, const char *target, const sl_build *build)
{
	const sl_build *old = sl_fleet_build(&a->fleet, build->name);
	struct stat status;
	if (old != NULL) {
		return choose_known(a, target, old, build);
	}
	if (lstat(target, &status) == 0) {
		return refuse_place(sl_arena_printf(
			&a->arena,
			"%s is there already, and is not the manifest of build %s of %s; rename or "
			"remove it first",
			target, shown(a, build->name), shown(a, build->binary_file)));
	}
	if (errno != ENOENT) {
		return refuse_place(sl_arena_printf(&a->arena, "%s: %s", target, strerror(errno)));
	}
	return WRITE;
}

static bool write_manifest(adding *a, const char *target, const sl_build *build)
{
	sl_buffer text = {0};
	sl_problem problem;
	sl_buffer_printf(&text,
	                 "# Written by sluice fleet add from %s; sluice fleet check compares.\n",
	                 build->binary_file);
	sl_build_write(build, &text);
	bool written = sl_folder_create(a->paths.fleet, &problem) &&
	               sl_file_write(target, text.bytes, text.length, &problem);
	sl_buffer_free(&text);
	written = written ? load_fleet(a) : refuse(problem.text);
	a->broken = a->broken || !written;
	return written;
}

static void say_added(adding *a, const char *what, const char *target, const sl_build *build)
{
	size_t inputs = 0;
	for (uint32_t i = 0; i < build->input_count; i++) {
		inputs += build->inputs[i].count;
	}
	if (!a->quiet) {
		fprintf(stderr, "%s: %s: build %s for %s, types: %u, inputs: %zu\n", target, what,
		        shown(a, build->name), shown(a, build->platform), build->input_count,
		        inputs);
	}
}

/* False: the binary has no manifest in it, or it could not come to stand in the fleet; stderr says why. */
static bool add_binary(adding *a, const char *path)
{
	sl_build *build = &a->builds[a->count];
	char digest[65];
	sl_problem problem;
	if (!sl_manifest_from_file(path, &a->arena, build, digest, &problem)) {
		return refuse(problem.text);
	}
	build->binary_file = sl_path_base(path);
	build->binary_sha256 = sl_arena_copy(&a->arena, digest, 64);
	if (!sl_binary_name_fits(sl_text_of(build->binary_file))) {
		return refuse(sl_arena_printf(
			&a->arena, "%s: a manifest cannot hold this name of a file; rename it",
			shown(a, path)));
	}
	const char *target = sl_path_join(
		&a->arena, a->paths.fleet,
		sl_arena_printf(&a->arena, "%s.yaml", sl_build_file_name(build->name, &a->arena)));
	const bool known = sl_fleet_build(&a->fleet, build->name) != NULL;
	const enum step step = choose(a, target, build);
	if (step == STOP || (step == WRITE && !write_manifest(a, target, build))) {
		return false;
	}
	say_added(a, step == KEEP ? "unchanged" : known ? "replaced" : "added", target, build);
	build->source.path = target;
	a->count++;
	return true;
}

/*
 * What the builds that are in place now contradict the catalog in. Their manifests stay: they tell the truth, and bad news
 * is no reason to lose it.
 */
static bool check_added(adding *a)
{
	sl_fleet added = {.builds = sl_arena_alloc(&a->arena, a->count, sizeof *added.builds)};
	sl_findings findings;
	/* As they lie on disk now, so that findings name lines of manifests. */
	for (size_t i = 0; i < a->count; i++) {
		const sl_build *build = sl_fleet_build(&a->fleet, a->builds[i].name);
		if (build != NULL && sl_fleet_build(&added, build->name) == NULL) {
			added.builds[added.count++] = *build;
		}
	}
	if (added.count == 0) {
		return true;
	}
	sl_findings_start(&findings);
	sl_check_fleet_catalog(&a->catalog, &added, &findings);
	sl_say_findings(&sl_command_fleet_add, &findings);
	bool good = findings.errors == 0;
	sl_findings_free(&findings);
	return good;
}

static enum sl_outcome add_all(adding *a, const sl_arguments *arguments)
{
	bool good = true;
	if (!open_repository(a, sl_argument_repository(arguments))) {
		return SL_UNUSABLE;
	}
	a->builds = sl_arena_alloc(&a->arena, arguments->file_count, sizeof *a->builds);
	for (size_t i = 0; i < arguments->file_count; i++) {
		good = add_binary(a, arguments->files[i]) && good;
	}
	good = check_added(a) && good;
	if (a->broken) {
		return SL_BROKEN;
	}
	return good ? SL_PASSED : SL_REJECTED;
}

static enum sl_outcome run_add(const sl_arguments *arguments)
{
	adding a = {.replace = sl_argument_given(arguments, "replace"),
	            .quiet = sl_argument_given(arguments, "quiet")};
	if (arguments->file_count == 0) {
		return sl_usage_error(&sl_command_fleet_add, "needs the binary of a sensor");
	}
	sl_arena_start(&a.arena);
	enum sl_outcome outcome = add_all(&a, arguments);
	sl_fleet_free(&a.fleet);
	sl_catalog_free(&a.catalog);
	sl_arena_free(&a.arena);
	return outcome;
}

static const sl_option add_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{0, false, "replace", NULL, "write a manifest anew that says otherwise than the binary"},
	{0, false, NULL, NULL, NULL},
};

static void writes(const sl_arguments *arguments, sl_writes *out)
{
	sl_writes_add_repository(out, arguments);
}

const sl_command sl_command_fleet_add = {
	.name = "fleet add",
	.synopsis = "[-C REPO] [--replace] BINARY...",
	.summary = "manifests out of the binaries of sensors",
	.description =
		"Reads the records that the code of a sensor has left in its executable, library "
		"or "
		"object (ELF, PE\n"
		"and COFF, Mach-O; of any machine) and writes them as the manifest of its build, "
		"BUILD.yaml in the\n"
		"folder of the fleet, with the name and the SHA-256 of the binary. `sluice sensor "
		"header` makes the\n"
		"header that leaves records; parser/SENSOR.md says how to wire it.\n"
		"\n"
		"A manifest that says the same is left as it is, and one that says otherwise is "
		"replaced only with\n"
		"--replace. What a build contradicts the catalog in is said at once (CH3002, exit "
		"status 1), and its\n"
		"manifest is written all the same: it tells the truth, and the gate then counts on "
		"it.\n",
	.examples = "  $ sluice fleet add -C content build/libsensor.so\n"
		    "  $ sluice fleet add -C content --replace release/7.11/sensor.exe\n",
	.options = add_options,
	.writes = writes,
	.run = run_add,
};

static enum sl_outcome run_check(const sl_arguments *arguments)
{
	sl_reporting reporting;
	sl_verdict verdict;
	if (arguments->file_count > 0) {
		return sl_usage_error(
			&sl_command_fleet_check,
			"takes no file: '%.60s'; the folder of binaries is --binaries",
			arguments->files[0]);
	}
	if (!sl_reporting_start(&sl_command_fleet_check, arguments, &reporting)) {
		return SL_UNUSABLE;
	}
	sl_verdict_start(&verdict);
	sl_judge_fleet(sl_argument_repository(arguments), sl_argument(arguments, "binaries"),
	               &reporting.judge, &verdict);
	enum sl_outcome outcome = sl_reporting_end(&reporting, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

static const sl_option check_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{0, false, "binaries", "DIR", "where binaries are; default: `binaries` of sluice.yaml"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_fleet_check = {
	.name = "fleet check",
	.synopsis = "[-C REPO] [--binaries DIR] [OPTION]...",
	.summary = "judge the manifests of a fleet, against catalog and binaries",
	.description =
		"Compares every manifest of the repository with the catalog: count, order, type "
		"and "
		"layout of the\n"
		"inputs (CH3002). Says which manifests were written by hand (CH3011; "
		"`hand_written_manifests` of\n"
		"sluice.yaml makes that an error, or nothing). Where DIR has the binary that a "
		"manifest names, as\n"
		"DIR/BUILD/FILE or as DIR/FILE, reads it again and compares the two (CH3012). A "
		"folder that has none\n"
		"of the binaries is no comparison: exit status 2.\n",
	.examples = "  $ sluice fleet check -C content\n"
		    "  $ sluice fleet check -C content --binaries release --fail-on warning\n",
	.options = check_options,
	.reports = true,
	.run = run_check,
};
