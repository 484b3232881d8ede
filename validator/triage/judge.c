/* The verdict on one file: its structure, its name, and the list of recalled ones. */
#include <string.h>

#include "author/content.h"
#include "base/problem.h"
#include "gate/channel_file.h"
#include "triage/parts.h"

static const char *copy(sl_arena *arena, const char *text)
{
	return text != NULL ? sl_arena_copy(arena, text, strlen(text)) : NULL;
}

static void reject(sl_arena *arena, const sl_finding *finding, sl_triage_file *out)
{
	out->state = SL_TRIAGE_REJECTED;
	out->finding = *finding;
	out->finding.file = NULL;
	out->finding.path = copy(arena, finding->path);
	out->finding.detail = copy(arena, finding->detail);
}

/* What the bytes say of themselves, and the name says otherwise (CH5003). */
static bool has_right_name(const chan_header *header, sl_arena *arena, sl_triage_file *out)
{
	if (!out->is_named ||
	    (header->channel == out->channel && header->content_version == out->version)) {
		return true;
	}
	reject(arena,
	       &(sl_finding){
		       .rule = SL_RULE_NAME_DIFFERS,
		       .detail = sl_arena_printf(arena, "its header says %s",
	                                         sl_channel_file_name(arena, header->channel,
	                                                              header->content_version))},
	       out);
	return false;
}

static void judge_bytes(sl_arena *arena, sl_judged_file *read, const sl_recalled *recalled,
                        sl_triage_file *out)
{
	sl_findings findings;

	sl_findings_start(&findings);
	if (!sl_channel_file_open(read, &findings)) {
		reject(arena, &findings.items[0], out);
	} else if (sl_recalled_has(recalled, out->sha256)) {
		reject(arena, &(sl_finding){.rule = SL_RULE_RECALLED}, out);
	} else if (has_right_name(&read->file.header, arena, out)) {
		out->state = SL_TRIAGE_GOOD;
	}
	sl_findings_free(&findings);
}

void sl_triage_judge(sl_arena *arena, const char *folder, const sl_recalled *recalled,
                     sl_triage_file *out, struct stat *status)
{
	sl_judged_file read = {.path = sl_path_join(arena, folder, out->name)};
	sl_problem problem;
	bool done = false;

	*status = (struct stat){0};
	out->state = SL_TRIAGE_NOT_JUDGED;
	if (lstat(read.path, status) != 0) {
		sl_problem_errno(&problem, read.path, "cannot read");
	} else if (!S_ISREG(status->st_mode)) {
		sl_problem_say(&problem, read.path, "it is %s", sl_file_kind_name(status->st_mode));
	} else {
		done = sl_channel_file_read(&read, &problem);
	}
	if (done) {
		out->size = read.size;
		memcpy(out->sha256, read.sha256, sizeof out->sha256);
		judge_bytes(arena, &read, recalled, out);
	} else {
		out->why = copy(arena, problem.text);
	}
	sl_buffer_free(&read.bytes);
}
