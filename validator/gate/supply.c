/* What builds supply of a type. */
#include "gate/supply.h"

#include <string.h>

static bool are_same(const sl_input *a, const sl_input *b)
{
	if (a->count != b->count) {
		return false;
	}
	for (uint32_t i = 0; i < a->count; i++) {
		if (a->supplies[i].kind != b->supplies[i].kind ||
		    strcmp(a->supplies[i].name, b->supplies[i].name) != 0) {
			return false;
		}
	}
	return true;
}

static sl_supply *find(sl_supplies *supplies, const sl_input *input)
{
	for (size_t i = 0; i < supplies->count; i++) {
		if (are_same(supplies->items[i].input, input)) {
			return &supplies->items[i];
		}
	}
	return NULL;
}

static void start(sl_supply *supply, const sl_input *input, const sl_type *type, size_t builds,
                  sl_arena *arena)
{
	supply->input = input;
	supply->builds = sl_arena_alloc(arena, builds, sizeof *supply->builds);
	supply->fields = sl_arena_alloc(arena, (size_t)input->count + 1, sizeof *supply->fields);
	for (uint32_t i = 0; i < input->count; i++) {
		supply->fields[i] = sl_type_field(type, sl_text_of(input->supplies[i].name));
	}
}

sl_supplies sl_supplies_of(const sl_fleet *fleet, const sl_type *type, sl_arena *arena)
{
	sl_supplies out = {.items = sl_arena_alloc(arena, fleet->count + 1, sizeof *out.items)};

	for (size_t i = 0; i < fleet->count; i++) {
		const sl_build *build = &fleet->builds[i];
		const sl_input *input = sl_build_input(build, type->name);
		sl_supply *same = input == NULL ? NULL : find(&out, input);

		if (input == NULL) {
			continue;
		}
		if (same == NULL) {
			same = &out.items[out.count++];
			start(same, input, type, fleet->count - i, arena);
		}
		same->builds[same->build_count++] = build->name;
	}
	return out;
}

/* An input of a kind that the catalog does not give its field: a value of that kind, whichever. */
static chan_input of_kind(enum chan_field_kind kind)
{
	static const uint8_t nothing[1];
	chan_input input = {.kind = CHAN_INPUT_STRING, .text = chan_cursor_over(nothing, 0)};

	if (kind == CHAN_KIND_INTEGER) {
		input.kind = CHAN_INPUT_INTEGER;
	} else if (kind == CHAN_KIND_IP) {
		input.kind = CHAN_INPUT_ADDRESS;
		input.family = 4;
	}
	return input;
}

chan_inputs sl_supply_cut(const sl_supply *supply, const sl_type *type, const chan_inputs *all,
                          chan_input **block)
{
	const uint32_t count = supply->input->count;

	*block = sl_alloc(count > 0 ? count : 1, sizeof **block);
	for (uint32_t i = 0; i < count; i++) {
		const int32_t field = supply->fields[i];
		const enum chan_field_kind kind = supply->input->supplies[i].kind;

		if (field < 0 || (uint32_t)field >= all->count) {
			continue;
		}
		(*block)[i] = all->array[field];
		if ((*block)[i].kind > CHAN_INPUT_NULL && kind != 0 &&
		    kind != type->fields[field].kind) {
			(*block)[i] = of_kind(kind);
		}
	}
	return (chan_inputs){.array = *block, .count = count};
}
