/* The events of the evidence on every build, with exactly the inputs that it supplies. */
#include <stdlib.h>

#include "gate/evidence_parts.h"

struct sl_build_check {
	const sl_catalog *catalog;
	const sl_fleet *fleet;
	sl_arena arena;
	uint32_t type_index; /* of the file: what is at hand */
	const sl_type *type; /* NULL: the catalog has none, which is CH2001 or CH2002 */
	sl_supplies supplies;
	uint32_t template_index;
	bool *failed; /* of the supplies: said of this template */
};

sl_build_check *sl_build_check_make(const sl_checked_file *checked, const sl_catalog *catalog,
                                    const sl_fleet *fleet)
{
	sl_build_check *check = sl_alloc(1, sizeof *check);

	(void)checked;
	check->catalog = catalog;
	check->fleet = fleet;
	check->type_index = check->template_index = UINT32_MAX;
	sl_arena_start(&check->arena);
	return check;
}

void sl_build_check_free(sl_build_check *check)
{
	sl_arena_free(&check->arena);
	free(check);
}

static void take_type(sl_build_check *check, const sl_subject *subject)
{
	check->type_index = subject->type_index;
	check->type = sl_catalog_type(check->catalog, subject->type.type_id, subject->type.version);
	check->supplies = (sl_supplies){0};
	if (check->type != NULL) {
		check->supplies = sl_supplies_of(check->fleet, check->type, &check->arena);
	}
	check->failed =
		sl_arena_alloc(&check->arena, check->supplies.count + 1, sizeof *check->failed);
}

void sl_check_builds(sl_build_check *check, sl_subject *subject, bool verdict)
{
	const chan_inputs all = {subject->inputs, subject->type.field_count};

	sl_subject_offer(subject, false);
	if (check->type_index != subject->type_index) {
		take_type(check, subject);
	}
	if (check->template_index != subject->template_index) {
		check->template_index = subject->template_index;
		for (size_t i = 0; i < check->supplies.count; i++) {
			check->failed[i] = false;
		}
	}
	for (size_t i = 0; i < check->supplies.count; i++) {
		const sl_supply *supply = &check->supplies.items[i];
		chan_input *block;
		const chan_inputs inputs = sl_supply_cut(supply, check->type, &all, &block);
		chan_outcome outcome;
		const bool judged = chan_evaluate(&subject->program->content, &subject->scratch,
		                                  &inputs, subject->template_index, &outcome);

		subject->counts->builds++;
		if ((!judged || outcome.matched != verdict) && !check->failed[i]) {
			check->failed[i] = true;
			sl_say_build(subject, &outcome, verdict, supply->builds,
			             supply->build_count);
		}
		free(block);
	}
}
