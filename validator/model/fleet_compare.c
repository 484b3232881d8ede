#include "model/fleet_compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"

enum { SHOWN = 80 }; /* bytes of a name: those of a binary are a stranger's */

typedef struct comparison {
	const sl_build *first, *second;
	sl_arena *arena;
	sl_difference *items; /* on the heap while it grows */
	size_t count, capacity;
} comparison;

static void add(comparison *c, const sl_difference *difference)
{
	c->items = sl_grow(c->items, &c->capacity, c->count + 1, sizeof *c->items);
	c->items[c->count++] = *difference;
}

static const char *shown(comparison *c, const char *name)
{
	return sl_text_printable(c->arena, sl_text_of(name), SHOWN);
}

static void compare_texts(comparison *c, const char *what, const char *first, const char *second)
{
	if (strcmp(first, second) != 0) {
		add(c, &(sl_difference){what, shown(c, first), shown(c, second), NULL,
		                        c->first->source});
	}
}

static const char *number_text(comparison *c, uint64_t number)
{
	return number == UINT64_MAX ? "without a bound"
	                            : sl_arena_printf(c->arena, "%" PRIu64, number);
}

static void compare_numbers(comparison *c, const char *what, sl_source source, uint64_t first,
                            uint64_t second)
{
	if (first != second) {
		add(c, &(sl_difference){what, number_text(c, first), number_text(c, second), NULL,
		                        source});
	}
}

/* "Port", or "Port (integer)" where the manifest says the type. */
static const char *input_text(comparison *c, const sl_input *input, uint32_t index)
{
	const sl_supplied *one;

	if (index >= input->count) {
		return "nothing";
	}
	one = &input->supplies[index];
	return one->kind == 0 ? shown(c, one->name)
	                      : sl_arena_printf(c->arena, "%s (%s)", shown(c, one->name),
	                                        sl_field_kind_name(one->kind));
}

static bool same_supplied(const sl_supplied *a, const sl_supplied *b)
{
	return strcmp(a->name, b->name) == 0 &&
	       (a->kind == b->kind || a->kind == 0 || b->kind == 0);
}

/* The first place at which the lists differ: behind a missing one everything stands elsewhere. True: none. */
static bool compare_supplies(comparison *c, const sl_input *first, const sl_input *second)
{
	uint32_t i = 0;
	const sl_supplied *one;

	while (i < first->count && i < second->count &&
	       same_supplied(&first->supplies[i], &second->supplies[i])) {
		i++;
	}
	if (i == first->count && i == second->count) {
		return true;
	}
	one = i < first->count ? &first->supplies[i] : &second->supplies[i];
	add(c, &(sl_difference){.what = sl_arena_printf(c->arena, "input %" PRIu32 " of %s", i + 1,
	                                                shown(c, first->type)),
	                        .first = input_text(c, first, i),
	                        .second = input_text(c, second, i),
	                        .field = one->name,
	                        .source = i < first->count ? one->source : first->source});
	return false;
}

static void compare_layouts(comparison *c, const sl_input *first, const sl_input *second)
{
	if (first->has_layout && second->has_layout && first->layout != second->layout) {
		add(c, &(sl_difference){
			       sl_arena_printf(c->arena, "the layout of %s", shown(c, first->type)),
			       sl_arena_printf(c->arena, "%08" PRIx32, first->layout),
			       sl_arena_printf(c->arena, "%08" PRIx32, second->layout), NULL,
			       first->source});
	}
}

static void compare_input(comparison *c, const sl_input *first, const sl_input *second)
{
	compare_numbers(c, sl_arena_printf(c->arena, "the version of %s", shown(c, first->type)),
	                first->source, first->version, second->version);
	if (compare_supplies(c, first, second)) {
		compare_layouts(c, first, second);
	}
}

static int compare_types(const void *left, const void *right)
{
	const sl_input *a = *(const sl_input *const *)left, *b = *(const sl_input *const *)right;

	return strcmp(a->type, b->type);
}

static const sl_input **by_type(const comparison *c, const sl_build *build)
{
	const sl_input **out =
		sl_arena_alloc(c->arena, (size_t)build->input_count + 1, sizeof *out);

	for (uint32_t i = 0; i < build->input_count; i++) {
		out[i] = &build->inputs[i];
	}
	if (build->input_count > 1) {
		qsort(out, build->input_count, sizeof *out, compare_types);
	}
	return out;
}

static const char *version_text(comparison *c, const sl_input *input)
{
	return sl_arena_printf(c->arena, "version %" PRIu32 " with %" PRIu32 " inputs",
	                       input->version, input->count);
}

/* A type that only one of the two has. */
static void add_alone(comparison *c, const sl_input *first, const sl_input *second)
{
	const sl_input *one = first != NULL ? first : second;

	add(c, &(sl_difference){sl_arena_printf(c->arena, "the type %s", shown(c, one->type)),
	                        first != NULL ? version_text(c, first) : "nothing",
	                        second != NULL ? version_text(c, second) : "nothing", NULL,
	                        first != NULL ? first->source : c->first->source});
}

static void compare_inputs(comparison *c)
{
	const sl_input **first = by_type(c, c->first), **second = by_type(c, c->second);
	const sl_input **first_end = first + c->first->input_count;
	const sl_input **second_end = second + c->second->input_count;

	while (first < first_end || second < second_end) {
		const int order = first == first_end     ? 1
		                  : second == second_end ? -1
		                                         : compare_types(first, second);

		if (order == 0) {
			compare_input(c, *first, *second);
		} else {
			add_alone(c, order < 0 ? *first : NULL, order > 0 ? *second : NULL);
		}
		first += order <= 0;
		second += order >= 0;
	}
}

static void compare_operators(comparison *c)
{
	for (uint8_t i = 1; i <= CHAN_OPERATOR_LAST; i++) {
		const bool first = c->first->operators >> i & 1,
			   second = c->second->operators >> i & 1;

		if (first != second) {
			add(c, &(sl_difference){sl_arena_printf(c->arena, "the operator %s",
			                                        sl_operator_name(i)),
			                        first ? "there" : "not there",
			                        second ? "there" : "not there", NULL,
			                        c->first->source});
		}
	}
}

static void compare_limits(comparison *c)
{
	const sl_limits *first = &c->first->limits, *second = &c->second->limits;
	const sl_source source = c->first->source;

	compare_numbers(c, "the limit of file_bytes", source, first->file_bytes,
	                second->file_bytes);
	compare_numbers(c, "the limit of templates", source, first->templates, second->templates);
	compare_numbers(c, "the limit of criteria", source, first->criteria, second->criteria);
	compare_numbers(c, "the limit of values", source, first->values, second->values);
	compare_numbers(c, "the number of version_bits", source, first->version_bits,
	                second->version_bits);
}

size_t sl_build_compare(const sl_build *first, const sl_build *second, sl_arena *arena,
                        sl_difference **out)
{
	comparison c = {.first = first, .second = second, .arena = arena};

	compare_texts(&c, "the name of the build", first->name, second->name);
	compare_texts(&c, "the platform", first->platform, second->platform);
	compare_numbers(&c, "the engine level", first->source, first->engine, second->engine);
	compare_inputs(&c);
	compare_operators(&c);
	compare_limits(&c);
	*out = sl_arena_alloc(arena, c.count, sizeof **out);
	if (c.count > 0) {
		memcpy(*out, c.items, c.count * sizeof *c.items);
	}
	free(c.items);
	return c.count;
}

const char *sl_difference_say(const sl_difference *difference, const char *first_name,
                              const char *second_name, sl_arena *arena)
{
	return sl_arena_printf(arena, "%s is %s in %s and %s in %s", difference->what,
	                       difference->first, first_name, difference->second, second_name);
}
