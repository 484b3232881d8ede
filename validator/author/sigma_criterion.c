#include <stdlib.h>
#include <string.h>

#include "author/sigma.h"
#include "author/value_order.h"

_Static_assert(sizeof(chan_network) == 18, "a network has no padding: its bytes are hashed");

static sl_text bytes_of(uint8_t operation, const sl_value *value)
{
	const enum chan_value_kind kind = chan_operator_value_kind(operation);

	if (kind == CHAN_VALUE_STRING)
		return value->text;
	if (kind == CHAN_VALUE_INTEGER)
		return (sl_text){(const char *)&value->integer, sizeof value->integer};
	if (kind == CHAN_VALUE_NETWORK)
		return (sl_text){(const char *)&value->network, sizeof value->network};
	return (sl_text){(const char *)&value->field, sizeof value->field};
}

static uint64_t hash_criterion(const sl_criterion *criterion)
{
	uint64_t hash = criterion->field * 65536u + criterion->operation * 256u + criterion->flags;
	uint32_t i;

	for (i = 0; i < criterion->value_count; i++)
		hash = sl_text_hash(bytes_of(criterion->operation, &criterion->values[i]),
		                    hash + 1);
	return hash;
}

static bool equal(const sl_criterion *a, const sl_criterion *b)
{
	sl_value_comparison *compare = sl_value_order(a->operation);
	uint32_t i;

	if (a->field != b->field || a->operation != b->operation || a->flags != b->flags ||
	    a->value_count != b->value_count)
		return false;
	for (i = 0; i < a->value_count; i++)
		if (compare(&a->values[i], &b->values[i]) != 0)
			return false;
	return true;
}

static uint16_t append(sl_compiler *c, const sl_criterion *criterion, uint64_t hash)
{
	sl_criterion *kept;

	c->criteria = sl_grow(c->criteria, &c->criterion_capacity, c->criterion_count + 1,
	                      sizeof *c->criteria);
	c->hashes =
		sl_grow(c->hashes, &c->hash_capacity, c->criterion_count + 1, sizeof *c->hashes);
	kept = &c->criteria[c->criterion_count];
	*kept = *criterion;
	kept->values = sl_arena_alloc(c->arena, criterion->value_count, sizeof *kept->values);
	memcpy(kept->values, criterion->values, criterion->value_count * sizeof *kept->values);
	c->hashes[c->criterion_count] = hash;
	return (uint16_t)c->criterion_count++;
}

uint16_t sl_sigma_criterion(sl_sigma *rule, uint16_t field, uint8_t operation, uint8_t flags,
                            sl_value *values, size_t count, const sl_yaml *node)
{
	sl_compiler *c = rule->compiler;
	sl_criterion criterion = {.field = field, .operation = operation, .flags = flags};
	uint64_t hash;
	size_t i;

	count = chan_operator_value_kind(operation) == CHAN_VALUE_NONE
	                ? 0
	                : sl_sort_unique(values, count, sizeof *values, sl_value_order(operation));
	if (count > CHAN_MAX_VALUES) {
		sl_sigma_over(rule, node, "more than 65,535 values in a criterion");
		return 0;
	}
	criterion.values = values;
	criterion.value_count = (uint32_t)count;
	criterion.source = sl_sigma_source(rule, node);
	hash = hash_criterion(&criterion);
	for (i = 0; i < c->criterion_count; i++)
		if (c->hashes[i] == hash && equal(&c->criteria[i], &criterion))
			return (uint16_t)i;
	if (c->criterion_count == CHAN_MAX_CRITERIA) {
		sl_sigma_over(rule, node, "more than 4,096 criteria in a template");
		return 0;
	}
	return append(c, &criterion, hash);
}
