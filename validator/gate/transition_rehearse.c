/* The events of the steps, and one run of them all. */
#include <stdlib.h>
#include <string.h>

#include "gate/supply.h"
#include "gate/transition_parts.h"

/* A type, and how builds supply it. */
typedef struct staged {
	const sl_type *type;
	sl_supplies supplies;
} staged;

struct sl_rehearsal {
	sl_arena arena;
	sl_event_router *router;
	sl_event_inputs *inputs;
	const sl_probes *probes;
	size_t stride, taken; /* each stride-th probe, so many of them */
	staged *types; /* of the catalog, newest versions, by id */
	size_t type_count;
	const sl_type **bare; /* types that get an event without values */
	size_t bare_count;
};

static bool has_type(const chan_file *file, uint32_t id)
{
	chan_type type;

	for (uint32_t i = 0; file != NULL && chan_type_at(file, i, &type); i++) {
		if (type.type_id >= id) {
			return type.type_id == id;
		}
	}
	return false;
}

sl_rehearsal *sl_rehearsal_make(const sl_transition *transition, const chan_file *former)
{
	const sl_catalog *catalog = transition->catalog;
	sl_rehearsal *out = sl_alloc(1, sizeof *out);

	sl_arena_start(&out->arena);
	out->router = sl_event_router_make(catalog);
	out->inputs = sl_event_inputs_make(out->router);
	out->probes = transition->probes;
	out->stride = (out->probes->count + SL_TRANSITION_EVENTS - 1) / SL_TRANSITION_EVENTS;
	out->stride = out->stride > 0 ? out->stride : 1;
	out->taken = (out->probes->count + out->stride - 1) / out->stride;
	out->types = sl_arena_alloc(&out->arena, catalog->count + 1, sizeof *out->types);
	out->bare = sl_arena_alloc(&out->arena, catalog->count + 1, sizeof *out->bare);
	for (size_t i = 0; i < catalog->count; i++) {
		const sl_type *type = &catalog->types[i];

		if (!type->newest) {
			continue;
		}
		out->types[out->type_count].type = type;
		out->types[out->type_count++].supplies =
			sl_supplies_of(transition->fleet, type, &out->arena);
		if (has_type(&transition->program->checked->file, type->id) ||
		    has_type(former, type->id)) {
			out->bare[out->bare_count++] = type;
		}
	}
	return out;
}

void sl_rehearsal_free(sl_rehearsal *rehearsal)
{
	sl_event_inputs_free(rehearsal->inputs);
	sl_event_router_free(rehearsal->router);
	sl_arena_free(&rehearsal->arena);
	free(rehearsal);
}

sl_source sl_rehearsal_source(const sl_rehearsal *rehearsal, uint32_t event)
{
	return event < rehearsal->taken ? rehearsal->probes->items[event * rehearsal->stride].source
	                                : (sl_source){0};
}

/* One pass over the events. */
typedef struct pass {
	sl_rehearsal *rehearsal;
	const chan_content *content;
	const chan_scratch *scratch;
	sl_said_list *out;
	uint32_t event, group;
	size_t evaluations;
} pass;

static void add(pass *p, const chan_template *template, const chan_outcome *outcome)
{
	sl_said_list *list = p->out;
	sl_said said = {.event = p->event, .group = p->group};

	memcpy(said.uuid, template->uuid, sizeof said.uuid);
	said.result = outcome->error != CHAN_EVALUATION_OK ? 16u + outcome->error : 1u;
	list->items = sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = said;
}

static void run_inputs(pass *p, uint32_t type_id, const chan_inputs *inputs)
{
	const chan_file *file = p->content->file;
	chan_type type = {0};
	uint32_t index = 0;

	while (chan_type_at(file, index, &type) && type.type_id < type_id) {
		index++;
	}
	if (type.type_id != type_id) {
		return;
	}
	for (uint32_t i = 0; i < type.template_count; i++) {
		chan_template template;
		chan_outcome outcome;
		bool done = chan_evaluate(p->content, p->scratch, inputs, type.first_template + i,
		                          &outcome);

		p->evaluations++;
		if ((!done || outcome.matched) &&
		    chan_template_at(file, type.first_template + i, &template)) {
			add(p, &template, &outcome);
		}
	}
}

static const staged *find_type(const sl_rehearsal *rehearsal, uint32_t id)
{
	size_t low = 0, high = rehearsal->type_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (rehearsal->types[middle].type->id < id) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return &rehearsal->types[low];
}

static void run_event(pass *p, const sl_event *event, const sl_type *type)
{
	const staged *at = find_type(p->rehearsal, type->id);
	const chan_inputs all = sl_event_inputs_for(p->rehearsal->inputs, event, at->type);

	for (size_t i = 0; i < at->supplies.count; i++) {
		chan_input *block;
		const chan_inputs inputs =
			sl_supply_cut(&at->supplies.items[i], at->type, &all, &block);

		run_inputs(p, type->id, &inputs);
		free(block);
		p->group++;
	}
}

size_t sl_rehearse(sl_rehearsal *rehearsal, const chan_content *content,
                   const chan_scratch *scratch, sl_said_list *out)
{
	static const sl_event_value no_value[1];
	const sl_event empty = {.values = no_value, .count = 0};
	pass p = {.rehearsal = rehearsal, .content = content, .scratch = scratch, .out = out};

	out->count = 0;
	for (; p.event < rehearsal->taken; p.event++) {
		const sl_probe *probe = &rehearsal->probes->items[p.event * rehearsal->stride];

		p.group = 0;
		for (uint32_t i = 0; i < probe->type_count; i++) {
			run_event(&p, &probe->event, probe->types[i]);
		}
	}
	for (size_t i = 0; i < rehearsal->bare_count; i++, p.event++) {
		p.group = 0;
		run_event(&p, &empty, rehearsal->bare[i]);
	}
	return p.evaluations;
}
