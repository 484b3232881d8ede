/* Family 5xxx: what is released under which name, and whether all that was authored is in it. */
#include <string.h>

#include "author/content.h"
#include "rules/facts.h"

void sl_check_name(const sl_checked_file *checked, sl_findings *findings)
{
	const chan_header *header = &checked->file.header;
	const char *base = sl_path_base(checked->path);
	const char *want =
		sl_channel_file_name(&findings->arena, header->channel, header->content_version);
	sl_place place = SL_AT(checked, HEADER, 0, channel);
	uint32_t channel;
	uint64_t version;

	if (strcmp(base, want) == 0)
		return;
	if (sl_channel_file_name_read(base, &channel, &version) && channel == header->channel)
		place = SL_AT(checked, HEADER, 0, content_version);
	sl_fact(checked, findings, SL_RULE_NAME_DIFFERS, &place,
	        "the file is named %s and its header says %s",
	        sl_text_printable(&findings->arena, sl_text_of(base), 80), want);
}

void sl_check_counts(const char *file, sl_source source, const sl_release_counts *counts,
                     sl_findings *findings)
{
	const size_t expected = counts->authored - counts->excluded;
	sl_finding finding = {
		.rule = SL_RULE_COUNTS_DIFFER,
		.file = file,
		.template_index = -1,
		.criterion_index = -1,
		.source = source,
	};

	if (counts->excluded <= counts->authored && counts->compiled == expected &&
	    counts->loaded == expected && counts->reachable == expected)
		return;
	finding.detail = sl_arena_printf(
		&findings->arena,
		"%zu rules authored, %zu of them excluded, %zu compiled, %zu loaded, %zu "
		"reachable",
		counts->authored, counts->excluded, counts->compiled, counts->loaded,
		counts->reachable);
	sl_findings_add(findings, &finding);
}
