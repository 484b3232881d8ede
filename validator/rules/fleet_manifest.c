/*
 * 3011, 3012: what the manifests of the fleet are worth. The gate judges content for what they say; here it is asked
 * whether a sensor says so too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "model/fleet_compare.h"
#include "rules/fleet.h"

#define DIFFERENCES_SHOWN 8u /* of one build; the rest is counted */

size_t sl_check_hand_written(const sl_fleet *fleet, bool only_warns, sl_findings *findings)
{
	const char **names = sl_alloc(fleet->count, sizeof *names);
	sl_finding finding = {.rule = SL_RULE_HAND_WRITTEN_MANIFEST,
	                      .only_warns = only_warns,
	                      .template_index = -1,
	                      .criterion_index = -1,
	                      .builds = names};
	sl_buffer list = {0};
	size_t b;

	for (b = 0; b < fleet->count; b++)
		if (fleet->builds[b].binary_file == NULL) {
			if (finding.build_count == 0)
				finding.source = fleet->builds[b].source;
			names[finding.build_count++] = fleet->builds[b].name;
		}
	for (b = 0; b < finding.build_count; b++)
		sl_fleet_text(&list, b, finding.build_count, names[b]);
	if (finding.build_count > 0) {
		finding.detail = sl_arena_printf(&findings->arena,
		                                 "%zu of %zu manifests of the fleet name no binary "
		                                 "that they were read from: %s",
		                                 finding.build_count, fleet->count,
		                                 (const char *)list.bytes);
		sl_findings_add(findings, &finding);
	}
	sl_buffer_free(&list);
	free(names);
	return finding.build_count;
}

static void report(const sl_build *build, sl_source source, const char *field, const char *detail,
                   sl_findings *findings)
{
	const sl_finding finding = {.rule = SL_RULE_MANIFEST_DIFFERS_FROM_BINARY,
	                            .template_index = -1,
	                            .criterion_index = -1,
	                            .field = field,
	                            .detail = detail,
	                            .builds = &build->name,
	                            .build_count = 1,
	                            .source = source};

	sl_findings_add(findings, &finding);
}

/* What the binary is to the manifest tells the reader which of the two to distrust. */
static void compare(const sl_build *build, const sl_fleet_binary *binary, sl_findings *findings)
{
	const bool same_bytes = strcmp(build->binary_sha256, binary->sha256) == 0;
	const char *which = same_bytes ? "the manifest was edited" : "it is another binary";
	sl_difference *differences;
	size_t i, count;
	sl_arena arena;

	sl_arena_start(&arena);
	count = sl_build_compare(build, &binary->build, &arena, &differences);
	for (i = 0; i < count && i < DIFFERENCES_SHOWN; i++)
		report(build, differences[i].source, differences[i].field,
		       sl_arena_printf(&arena, "build %s: %s: %s", build->name, which,
		                       sl_difference_say(&differences[i], "the manifest",
		                                         build->binary_file, &arena)),
		       findings);
	if (count > DIFFERENCES_SHOWN)
		report(build, build->source, NULL,
		       sl_arena_printf(&arena, "build %s: %s: there are %zu more differences",
		                       build->name, which, count - DIFFERENCES_SHOWN),
		       findings);
	if (count == 0 && !same_bytes)
		report(build, build->source, NULL,
		       sl_arena_printf(&arena,
		                       "build %s: %s records the same, but is another binary: its "
		                       "SHA-256 is %.16s..., and the manifest names %.16s...",
		                       build->name, build->binary_file, binary->sha256,
		                       build->binary_sha256),
		       findings);
	sl_arena_free(&arena);
}

size_t sl_check_fleet_binaries(const sl_fleet *fleet, const sl_fleet_binaries *binaries,
                               sl_findings *findings)
{
	size_t b, compared = 0;

	for (b = 0; b < fleet->count && b < binaries->count; b++) {
		const sl_build *build = &fleet->builds[b];
		const sl_fleet_binary *binary = &binaries->items[b];

		if (binary->at_hand == SL_BINARY_READ) {
			compare(build, binary, findings);
			compared++;
		} else if (binary->at_hand == SL_BINARY_SAYS_NOTHING) {
			report(build, build->source, NULL,
			       sl_arena_printf(&findings->arena,
			                       "build %s: no manifest can be read from %s",
			                       build->name, binary->why.text),
			       findings);
			compared++;
		}
	}
	return compared;
}
