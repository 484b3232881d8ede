/* Copies within a file and between two. */
#include "mutator/edits.h"

#include <string.h>

#include "mutator/conditions.h"
#include "mutator/pools.h"

/* The same string in m; within one file it is the same index. */
static uint64_t carry_string(mutant *m, const mutant *from, uint64_t string)
{
	size_t length;
	const uint8_t *bytes;

	if (from == m)
		return string;
	bytes = mutant_string(from, string, &length);
	return mutant_add_string(m, bytes, length);
}

static uint64_t carry_value(mutant *m, const mutant *from, enum chan_value_kind kind,
                            uint64_t value)
{
	const uint8_t *network;

	if (from == m)
		return value;
	switch (kind) {
	case CHAN_VALUE_STRING:
		return carry_string(m, from, value);
	case CHAN_VALUE_INTEGER:
		return mutant_add_integer(m, GET(from, INTEGER, (size_t)value, number));
	case CHAN_VALUE_NETWORK:
		network = mutant_record(from, CHAN_TABLE_NETWORK, (size_t)value);
		return network ? mutant_add_network(m, network[CHAN_OFFSET_NETWORK_family],
		                                    network[CHAN_OFFSET_NETWORK_prefix],
		                                    network + CHAN_OFFSET_NETWORK_address)
		               : 0;
	case CHAN_VALUE_FIELD:
	case CHAN_VALUE_NONE:
	default:
		return value;
	}
}

/* Behind the last criterion of the template, without a word of its condition. */
static void copy_criterion(mutant *m, const mutant *from, uint32_t source, uint32_t template)
{
	const uint32_t place = mutant_run_count(m, RUN_CRITERIA, template);
	const uint32_t target = mutant_run_begin(m, RUN_CRITERIA, template) + place;
	const uint64_t operation = GET(from, CRITERION, source, operator);
	const uint64_t field = GET(from, CRITERION, source, field);
	const uint64_t flags = GET(from, CRITERION, source, flags);
	uint32_t count = mutant_run_count(from, RUN_VALUES, source);
	uint32_t first = mutant_run_begin(from, RUN_VALUES, source), i;

	if (!mutant_run_put_in(m, RUN_CRITERIA, template, place))
		return;
	PUT(m, CRITERION, target, field, field);
	PUT(m, CRITERION, target, operator, operation);
	PUT(m, CRITERION, target, flags, flags);
	for (i = 0; i < count; i++) {
		const uint64_t value = carry_value(m, from, mutant_value_kind(operation),
		                                   GET(from, VALUE, first, index));
		const uint32_t before = mutant_run_begin(m, RUN_VALUES, target);
		uint8_t *bytes = mutant_run_put_in(m, RUN_VALUES, target, i);

		if (!bytes)
			return;
		mutant_store(bytes, CHAN_SIZE_VALUE, value);
		/* Within one file the source moves when the copy grows before it. */
		first += from == m && before <= first ? 2 : 1;
	}
}

void mutant_copy_criterion_from(mutant *m, const mutant *from, uint32_t source, uint32_t template)
{
	const uint32_t place = mutant_run_count(m, RUN_CRITERIA, template);

	if (place >= CHAN_MAX_CRITERIA && !m->past_limits)
		return;
	copy_criterion(m, from, source, template);
	mutant_condition_gains(m, template, place);
}

static void copy_facts(mutant *m, const mutant *from, uint32_t source, uint32_t target)
{
	const uint8_t *old = mutant_record(from, CHAN_TABLE_TEMPLATE, source);
	uint8_t *new = mutant_record(m, CHAN_TABLE_TEMPLATE, target);

	if (!old || !new)
		return;
	memcpy(new, old, CHAN_OFFSET_TEMPLATE_first_criterion);
	/* Another id than the one beside it, mostly. */
	new[CHAN_WIDTH_TEMPLATE_uuid - 1] =
		(uint8_t)(new[CHAN_WIDTH_TEMPLATE_uuid - 1] + mutant_below(m, 3));
	PUT(m, TEMPLATE, target, title, carry_string(m, from, GET(from, TEMPLATE, source, title)));
	PUT(m, TEMPLATE, target, author,
	    carry_string(m, from, GET(from, TEMPLATE, source, author)));
	PUT(m, TEMPLATE, target, link, carry_string(m, from, GET(from, TEMPLATE, source, link)));
}

void mutant_copy_template_from(mutant *m, const mutant *from, uint32_t source, uint32_t behind)
{
	const uint32_t type = mutant_run_owner(m, RUN_TEMPLATES, behind);
	const uint32_t target = behind + 1;
	uint32_t old, criteria, words, i;

	if (!mutant_run_put_in(m, RUN_TEMPLATES, type,
	                       target - mutant_run_begin(m, RUN_TEMPLATES, type)))
		return;
	/* The source may have moved by the new one; what it owns has not, for that owns nothing yet. */
	old = source + (from == m && source >= target);
	copy_facts(m, from, old, target);
	criteria = mutant_run_count(from, RUN_CRITERIA, old);
	for (i = 0; i < criteria; i++)
		copy_criterion(m, from, mutant_run_begin(from, RUN_CRITERIA, old) + i, target);
	words = mutant_run_count(from, RUN_INSTRUCTIONS, old);
	for (i = 0; i < words; i++) {
		const size_t word = (size_t)mutant_run_begin(from, RUN_INSTRUCTIONS, old) + i;
		const uint64_t number = GET(from, INSTRUCTION, word, word);
		uint8_t *bytes = mutant_run_put_in(m, RUN_INSTRUCTIONS, target, i);

		if (bytes)
			mutant_store(bytes, CHAN_SIZE_INSTRUCTION, number);
	}
}

/* --- between two files */

/* A type with that id and version; the count of types: there is none. */
static uint32_t find_type(const mutant *m, uint64_t id, uint64_t version)
{
	const uint32_t count = mutant_count(m, CHAN_TABLE_TYPE);
	uint32_t i;

	for (i = 0; i < count; i++)
		if (GET(m, TYPE, i, type_id) == id && GET(m, TYPE, i, version) == version)
			return i;
	return count;
}

/* The other file's type at the place of its id, with its fields, and one template: that one. */
static void carry_type(mutant *m, const mutant *other, uint32_t type, uint32_t template)
{
	const uint32_t fields = mutant_run_count(other, RUN_FIELDS, type);
	const uint32_t first = mutant_run_begin(other, RUN_FIELDS, type);
	uint32_t place = 0, begin, i;

	while (place < mutant_count(m, CHAN_TABLE_TYPE) &&
	       GET(m, TYPE, place, type_id) < GET(other, TYPE, type, type_id))
		place++;
	if (!mutant_put_in(m, CHAN_TABLE_TYPE, place))
		return;
	PUT(m, TYPE, place, name, carry_string(m, other, GET(other, TYPE, type, name)));
	PUT(m, TYPE, place, type_id, GET(other, TYPE, type, type_id));
	PUT(m, TYPE, place, version, GET(other, TYPE, type, version));
	begin = mutant_run_begin(m, RUN_FIELDS, place);
	for (i = 0; i < fields && mutant_run_put_in(m, RUN_FIELDS, place, i); i++) {
		PUT(m, FIELD, begin + i, name,
		    carry_string(m, other, GET(other, FIELD, first + i, name)));
		PUT(m, FIELD, begin + i, kind, GET(other, FIELD, first + i, kind));
	}
	begin = mutant_run_begin(m, RUN_TEMPLATES, place);
	if (!mutant_run_put_in(m, RUN_TEMPLATES, place, 0))
		return;
	mutant_copy_template_from(m, other, template, begin);
	mutant_run_take_out(m, RUN_TEMPLATES, place, 0);
}

static void splice_template(mutant *m, const mutant *other, uint32_t template)
{
	const uint32_t type = mutant_run_owner(other, RUN_TEMPLATES, template);
	const uint32_t here =
		find_type(m, GET(other, TYPE, type, type_id), GET(other, TYPE, type, version));

	if (here < mutant_count(m, CHAN_TABLE_TYPE))
		mutant_copy_template_from(
			m, other, template,
			mutant_run_begin(m, RUN_TEMPLATES, here) +
				(uint32_t)mutant_below(m,
		                                       mutant_run_count(m, RUN_TEMPLATES, here)));
	else
		carry_type(m, other, type, template);
}

void mutant_splice(mutant *m, const mutant *other)
{
	const size_t templates = mutant_count(other, CHAN_TABLE_TEMPLATE);
	const size_t criteria = mutant_count(other, CHAN_TABLE_CRITERION);
	const size_t here = mutant_below(m, mutant_count(m, CHAN_TABLE_TEMPLATE));
	size_t count = 1 + mutant_below(m, 3);

	if (mutant_one_in(m, 4)) {
		mutant_copy_criterion_from(m, other, (uint32_t)mutant_below(m, criteria),
		                           (uint32_t)here);
		return;
	}
	for (; count; count--)
		splice_template(m, other, (uint32_t)mutant_below(m, templates));
}
