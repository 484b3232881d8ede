/* Family 2xxx: what the file means, against the catalog. */
#include "rules/meaning.h"

#include <stdlib.h>

size_t sl_check_meaning(const sl_checked_file *checked, const sl_catalog *catalog,
                        sl_findings *findings)
{
	const chan_header *header = &checked->file.header;
	sl_meaning meaning = {
		.checked = checked,
		.catalog = catalog,
		.findings = findings,
		.types = sl_alloc(header->type_count, sizeof *meaning.types),
		.keyed = sl_alloc(header->template_count, sizeof *meaning.keyed),
		.strings = sl_bits(header->string_count),
		.folded = sl_bits(header->string_count),
		.integers = sl_bits(header->integer_count),
		.networks = sl_bits(header->network_count),
	};

	sl_meaning_types(&meaning);
	sl_meaning_criteria(&meaning);
	sl_meaning_references(&meaning);
	sl_meaning_repeats(&meaning);
	sl_meaning_ids(&meaning);
	sl_meaning_logic(&meaning);
	free(meaning.types);
	free(meaning.keyed);
	free(meaning.strings);
	free(meaning.folded);
	free(meaning.integers);
	free(meaning.networks);
	return header->template_count;
}
