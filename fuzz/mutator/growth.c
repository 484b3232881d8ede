#include "mutator/growth.h"

#include <string.h>

#include "mutator/conditions.h"
#include "mutator/edits.h"
#include "mutator/pools.h"

/* Each grows something to that size; the bytes that it takes were asked for before, with bytes_for(). */

static uint32_t long_string(mutant *m, uint32_t size)
{
	if (!mutant_reserve(m, &m->spare, size))
		return CHAN_STRING_EMPTY;
	memset(m->spare.bytes, 'a' + (int)mutant_below(m, 26), size);
	return mutant_add_string(m, m->spare.bytes, size);
}

static void grow_name(mutant *m, uint32_t size)
{
	const size_t type = mutant_below(m, mutant_count(m, CHAN_TABLE_TYPE));
	const size_t field = mutant_below(m, mutant_count(m, CHAN_TABLE_FIELD));
	const uint32_t name = long_string(m, size);

	if (mutant_one_in(m, 2))
		PUT(m, TYPE, type, name, name);
	else
		PUT(m, FIELD, field, name, name);
}

static void grow_string(mutant *m, uint32_t size)
{
	const size_t template = mutant_below(m, mutant_count(m, CHAN_TABLE_TEMPLATE));

	PUT(m, TEMPLATE, template, author, long_string(m, size));
}

static void grow_depth(mutant *m, uint32_t size)
{
	/* What the template's own condition needs comes on top of what was pushed before it. */
	const uint32_t template = (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_TEMPLATE));

	while (mutant_run_count(m, RUN_INSTRUCTIONS, template) > 0)
		mutant_run_take_out(m, RUN_INSTRUCTIONS, template, 0);
	if (mutant_run_put_in(m, RUN_INSTRUCTIONS, template, 0))
		mutant_deepen_condition(m, template, size);
}

static void grow_fields(mutant *m, uint32_t size)
{
	const uint32_t type = (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_TYPE));
	const uint32_t begin = mutant_run_begin(m, RUN_FIELDS, type);
	const uint64_t name = GET(m, FIELD, begin, name);
	uint32_t count;

	for (count = mutant_run_count(m, RUN_FIELDS, type); count < size; count++) {
		if (!mutant_run_put_in(m, RUN_FIELDS, type, count))
			return;
		PUT(m, FIELD, begin + count, name, name);
		PUT(m, FIELD, begin + count, kind, CHAN_KIND_STRING);
	}
}

static void grow_criteria(mutant *m, uint32_t size)
{
	const uint32_t template = (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_TEMPLATE));
	const uint32_t begin = mutant_run_begin(m, RUN_CRITERIA, template);
	uint32_t count;

	/* The tidying joins them to the condition. */
	for (count = mutant_run_count(m, RUN_CRITERIA, template); count < size; count++) {
		if (!mutant_run_put_in(m, RUN_CRITERIA, template, count))
			return;
		PUT(m, CRITERION, begin + count, operator, CHAN_OPERATOR_EXISTS);
	}
}

static void grow_instructions(mutant *m, uint32_t size)
{
	const uint32_t template = (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_TEMPLATE));
	uint32_t count;
	uint8_t *bytes;

	for (count = mutant_run_count(m, RUN_INSTRUCTIONS, template); count < size; count++) {
		bytes = mutant_run_put_in(m, RUN_INSTRUCTIONS, template, count);
		if (!bytes)
			return;
		mutant_store(bytes, CHAN_SIZE_INSTRUCTION, CHAN_WORD_NOT);
	}
}

static void grow_values(mutant *m, uint32_t size)
{
	const uint32_t criterion = (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_CRITERION));
	uint32_t count;
	uint8_t *bytes;

	PUT(m, CRITERION, criterion, operator, CHAN_OPERATOR_EQ);
	/* Those that are there could be the same integers. */
	while (mutant_run_count(m, RUN_VALUES, criterion) > 0)
		mutant_run_take_out(m, RUN_VALUES, criterion, 0);
	for (count = mutant_run_count(m, RUN_VALUES, criterion); count < size; count++) {
		const uint32_t integer = mutant_add_integer(m, UINT64_C(1000000) + count);

		bytes = mutant_run_put_in(m, RUN_VALUES, criterion, count);
		if (!bytes)
			return;
		mutant_store(bytes, CHAN_SIZE_VALUE, integer);
	}
}

static const struct {
	void (*grow)(mutant *m, uint32_t size);
	uint32_t limit;
} growths[MUTANT_GROWTHS] = {
#define GROWTH(NAME, function, limit, what) [GROWTH_##NAME] = {(function), (limit)},
#include "mutator/growth.def"
#undef GROWTH
};

/* At most, for one that grows from nothing. */
static size_t bytes_for(enum mutant_growth growth)
{
	switch (growth) {
	case GROWTH_NAME:
	case GROWTH_STRING:
		return growths[growth].limit + 1 + CHAN_SIZE_STRING;
	case GROWTH_DEPTH:
		return (size_t)(2 * growths[growth].limit) * CHAN_SIZE_INSTRUCTION;
	case GROWTH_FIELDS:
		return (size_t)(growths[growth].limit + 1) * CHAN_SIZE_FIELD;
	case GROWTH_CRITERIA:
		return (size_t)(growths[growth].limit + 1) *
		       (CHAN_SIZE_CRITERION + 2 * CHAN_SIZE_INSTRUCTION);
	case GROWTH_INSTRUCTIONS:
		return (size_t)(growths[growth].limit + 1) * CHAN_SIZE_INSTRUCTION;
	case GROWTH_VALUES:
		return (size_t)(growths[growth].limit + 1) * (CHAN_SIZE_VALUE + CHAN_SIZE_INTEGER);
	case MUTANT_GROWTHS:
	default:
		return SIZE_MAX;
	}
}

enum mutant_growth mutant_grow(mutant *m, size_t capacity, bool past)
{
	const size_t size = mutant_size(m);
	enum mutant_growth fitting[MUTANT_GROWTHS], chosen;
	unsigned i, count = 0;

	for (i = 0; i < MUTANT_GROWTHS; i++)
		if (size < capacity && bytes_for((enum mutant_growth)i) < capacity - size)
			fitting[count++] = (enum mutant_growth)i;
	if (count == 0)
		return MUTANT_GROWTHS;
	/* The small ones rather: the large ones take long to judge. */
	i = (unsigned)mutant_below(m, count);
	chosen = fitting[mutant_one_in(m, 3) ? i : mutant_below(m, i + 1)];
	m->past_limits = past;
	growths[chosen].grow(m, growths[chosen].limit + past);
	return chosen;
}
