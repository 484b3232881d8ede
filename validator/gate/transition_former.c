/* The version that shipped before: where it lies, and whether one can still go back to it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "author/content.h"
#include "base/digest.h"
#include "base/file.h"
#include "gate/transition_parts.h"

/* The newest version before the new one, or else behind it; NULL: there is none. */
static const sl_channel_path *newest_other(const sl_channel_path *paths, size_t count,
                                           uint32_t channel, uint64_t version)
{
	const sl_channel_path *before = NULL, *behind = NULL;

	for (size_t i = 0; i < count; i++) {
		const sl_channel_path *path = &paths[i];

		if (!path->is_named || path->channel != channel || path->version == 0) {
			continue;
		}
		if (path->version < version) {
			before = path;
		} else if (path->version > version) {
			behind = path;
		}
	}
	return before != NULL ? before : behind;
}

static bool exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 || errno != ENOENT;
}

static bool choose(const sl_transition *transition, sl_arena *arena, sl_former *out,
                   sl_problem *problem)
{
	const chan_header *header = &transition->program->checked->file.header;
	const sl_channel_path *other;
	sl_channel_path *paths;
	const char *path;
	size_t count;

	if (transition->shipped_version != 0 &&
	    transition->shipped_version != header->content_version) {
		path = sl_path_join(
			arena, transition->output,
			sl_channel_file_name(arena, header->channel, transition->shipped_version));
		if (exists(path)) {
			out->path = path;
			out->version = transition->shipped_version;
			return true;
		}
	}
	if (!exists(transition->output)) {
		return true;
	}
	if (!sl_channel_folder_list(arena, transition->output, &paths, &count, problem)) {
		return false;
	}
	other = newest_other(paths, count, header->channel, header->content_version);
	if (other != NULL) {
		out->path = other->path;
		out->version = other->version;
	}
	return true;
}

void sl_transition_fault(const sl_transition *transition, sl_findings *findings, sl_source source,
                         const char *const *builds, size_t build_count, const char *detail)
{
	const sl_finding finding = {
		.rule = SL_RULE_TRANSITION,
		.file = transition->program->checked->path,
		.template_index = -1,
		.criterion_index = -1,
		.detail = detail,
		.builds = builds,
		.build_count = build_count,
		.source = source,
	};

	sl_findings_add(findings, &finding);
}

/* What the checks say of going back to the file. A type that no build has any more harms none. */
static bool hold_against_fleet(const sl_transition *transition, sl_arena *arena,
                               const sl_former *former, sl_findings *findings)
{
	sl_findings found;
	uint16_t last = 0;
	bool good = true;

	sl_findings_start(&found);
	sl_check_name(&former->checked, &found);
	sl_check_fleet(&former->checked, transition->catalog, transition->fleet, &found);
	sl_findings_sort(&found);
	for (size_t i = 0; i < found.count; i++) {
		const sl_finding *one = &found.items[i];

		if (sl_finding_severity(one) != CHAN_ERROR || one->rule == SL_RULE_TYPE_NOWHERE) {
			continue;
		}
		good = false;
		if (one->rule != last) {
			sl_transition_fault(
				transition, findings, (sl_source){.path = former->path},
				one->builds, one->build_count,
				sl_arena_printf(
					arena, "version %llu cannot be gone back to: CH%04u, %s",
					(unsigned long long)former->version, (unsigned)one->rule,
					one->detail != NULL ? one->detail
							    : sl_rule_find(one->rule)->text));
		}
		last = one->rule;
	}
	sl_findings_free(&found);
	return good;
}

/* NULL: the file is as it shipped, and can be loaded; else why not. */
static const char *load(const sl_transition *transition, sl_arena *arena, sl_former *former)
{
	sl_problem problem;
	chan_finding fault;
	char digest[65];

	if (!sl_file_read(former->path, CHAN_MAX_FILE_SIZE, &former->bytes, &problem)) {
		return sl_arena_copy(arena, problem.text, strlen(problem.text));
	}
	sl_sha256_hex(former->bytes.bytes, former->bytes.length, digest);
	if (former->version == transition->shipped_version && transition->shipped_digest != NULL &&
	    strcmp(digest, transition->shipped_digest) != 0) {
		return "the file is not the one that has shipped: the ledger has another digest";
	}
	former->checked = (sl_checked_file){
		.path = former->path, .bytes = former->bytes.bytes, .size = former->bytes.length};
	if (!chan_open(former->bytes.bytes, former->bytes.length, &former->checked.file, &fault)) {
		return sl_arena_printf(arena, "CH%04u %s", (unsigned)fault.rule,
		                       sl_rule_find(fault.rule)->text);
	}
	former->loaded = sl_program_load(&former->checked, &former->program);
	return former->loaded ? NULL : "a pattern is refused";
}

void sl_former_find(const sl_transition *transition, sl_arena *arena, sl_former *out,
                    sl_findings *findings)
{
	sl_problem problem;
	const char *wrong;

	*out = (sl_former){0};
	if (!choose(transition, arena, out, &problem)) {
		sl_transition_fault(transition, findings, (sl_source){.path = transition->output},
		                    NULL, 0, problem.text);
		return;
	}
	if (out->path == NULL) {
		return;
	}
	wrong = load(transition, arena, out);
	if (wrong != NULL) {
		sl_transition_fault(transition, findings, (sl_source){.path = out->path}, NULL, 0,
		                    sl_arena_printf(arena,
		                                    "version %llu cannot be gone back to: %s",
		                                    (unsigned long long)out->version, wrong));
		return;
	}
	if (!hold_against_fleet(transition, arena, out, findings)) {
		sl_program_free(&out->program);
		out->loaded = false;
	}
}

void sl_former_free(sl_former *former)
{
	sl_program_free(&former->program);
	sl_buffer_free(&former->bytes);
}
