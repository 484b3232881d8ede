#include "mutator/tidy.h"

#include <stdlib.h>
#include <string.h>

#include "mutator/conditions.h"
#include "mutator/pools.h"

/* --- runs */

static bool tidy_run(mutant *m, enum mutant_run run)
{
	const mutant_run_place *place = &mutant_runs[run];
	const uint32_t owners = mutant_count(m, place->owner);
	uint32_t left = mutant_count(m, place->owned), i;

	for (i = 0; i < owners; i++) {
		const uint32_t stated = mutant_run_count(m, run, i);
		uint32_t count = stated < left ? stated : left;

		if (i + 1 == owners)
			count = left;
		if (count == 0 && !place->may_be_empty && left > 0)
			count = 1;
		if (count == 0 && !place->may_be_empty)
			return false;
		if (count != stated)
			mutant_put(m, place->owner, i, place->count, 4, count);
		left -= count;
	}
	return left == 0;
}

bool mutant_tidy_runs(mutant *m)
{
	unsigned run;

	for (run = 0; run < MUTANT_RUNS; run++)
		if (!tidy_run(m, (enum mutant_run)run))
			return false;
	return mutant_count(m, CHAN_TABLE_TEMPLATE) > 0;
}

bool mutant_runs_fit(const mutant *m)
{
	unsigned run;

	for (run = 0; run < MUTANT_RUNS; run++) {
		const uint32_t owners = mutant_count(m, mutant_runs[run].owner);
		const uint32_t owned = mutant_count(m, mutant_runs[run].owned);
		uint64_t sum = 0;
		uint32_t i;

		for (i = 0; i < owners; i++)
			sum += mutant_run_count(m, (enum mutant_run)run, i);
		if (sum != owned)
			return false;
	}
	return true;
}

static void settle_run(mutant *m, enum mutant_run run)
{
	const mutant_run_place *place = &mutant_runs[run];
	const uint32_t owners = mutant_count(m, place->owner);
	uint32_t sum = 0, i;

	for (i = 0; i < owners; i++) {
		mutant_put(m, place->owner, i, place->first, 4, sum);
		sum += mutant_run_count(m, run, i);
	}
}

void mutant_settle_hashes(mutant *m)
{
	const uint32_t types = mutant_count(m, CHAN_TABLE_TYPE);
	uint32_t type, i, next = 0;

	for (type = 0; type < types; type++) {
		const uint32_t count = mutant_run_count(m, RUN_FIELDS, type);
		uint32_t hash = 0;

		for (i = 0; i < count && next < mutant_count(m, CHAN_TABLE_FIELD); i++, next++) {
			static const uint8_t none;
			size_t length;
			const uint8_t *name = mutant_string(m, GET(m, FIELD, next, name), &length);
			chan_cursor cursor = chan_cursor_over(name ? name : &none, length);

			hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor,
			                        (uint16_t)GET(m, FIELD, next, kind));
			PUT(m, FIELD, next, layout_hash, hash);
		}
	}
}

void mutant_settle_runs(mutant *m)
{
	unsigned run;

	for (run = 0; run < MUTANT_RUNS; run++)
		settle_run(m, (enum mutant_run)run);
}

void mutant_settle(mutant *m)
{
	mutant_settle_runs(m);
	mutant_settle_hashes(m);
}

/* --- members, record by record */

static void tidy_header(mutant *m)
{
	static const uint8_t magic[] = {0x89, 'C', 'H', 'A', 'N', '\r', '\n', 0x1a};
	const uint64_t created = GET(m, HEADER, 0, created_at);
	const uint64_t expires = GET(m, HEADER, 0, expires_at);
	const uint64_t channel = GET(m, HEADER, 0, channel);

	memcpy(m->tables[CHAN_TABLE_HEADER].bytes, magic, sizeof magic);
	PUT(m, HEADER, 0, format_version, CHAN_FORMAT_VERSION);
	PUT(m, HEADER, 0, reserved, 0);
	if (GET(m, HEADER, 0, engine_level) == 0)
		PUT(m, HEADER, 0, engine_level, CHAN_ENGINE_LEVEL);
	if (channel == 0 || channel > CHAN_MAX_CHANNEL)
		PUT(m, HEADER, 0, channel, channel % CHAN_MAX_CHANNEL + 1);
	if (GET(m, HEADER, 0, content_version) == 0)
		PUT(m, HEADER, 0, content_version, 1);
	if (created == 0)
		PUT(m, HEADER, 0, created_at, 1);
	if (expires != 0 && expires <= (created ? created : 1))
		PUT(m, HEADER, 0, expires_at, 0);
}

/* Past the prefix there are only zeros. */
static void tidy_network(mutant *m, uint32_t record)
{
	uint8_t *bytes = mutant_record(m, CHAN_TABLE_NETWORK, record);
	uint8_t *address = bytes + CHAN_OFFSET_NETWORK_address;
	unsigned bit, longest;

	if (bytes[CHAN_OFFSET_NETWORK_family] != 4)
		bytes[CHAN_OFFSET_NETWORK_family] = 6;
	longest = bytes[CHAN_OFFSET_NETWORK_family] == 4 ? 32 : 128;
	if (bytes[CHAN_OFFSET_NETWORK_prefix] > longest)
		bytes[CHAN_OFFSET_NETWORK_prefix] = (uint8_t)longest;
	PUT(m, NETWORK, record, reserved, 0);
	for (bit = bytes[CHAN_OFFSET_NETWORK_prefix]; bit < 8 * CHAN_WIDTH_NETWORK_address; bit++)
		address[bit / 8] &= (uint8_t)~(0x80u >> bit % 8);
}

/* The string by which a record is called from now on. */
static uint32_t tidy_name(mutant *m, uint64_t name)
{
	size_t length;
	const uint8_t *bytes = mutant_string(m, name, &length);
	uint8_t shorter[CHAN_MAX_NAME];

	if (bytes && (length <= CHAN_MAX_NAME || m->past_limits))
		return (uint32_t)name;
	if (!bytes)
		return mutant_add_string(m, (const uint8_t *)"Name", 4);
	memcpy(shorter, bytes, sizeof shorter);
	return mutant_add_string(m, shorter, sizeof shorter);
}

static void tidy_types(mutant *m)
{
	const uint32_t types = mutant_count(m, CHAN_TABLE_TYPE);
	uint64_t before = 0;
	uint32_t i;

	for (i = 0; i < types; i++) {
		/* Greater than the one before, and with ids left for those to come. */
		const uint64_t greatest = (uint64_t)UINT32_MAX - (types - 1 - i);
		uint64_t id = GET(m, TYPE, i, type_id);

		id = id > greatest ? greatest : id;
		id = id > before ? id : before + 1;
		PUT(m, TYPE, i, type_id, id);
		before = id;
		if (GET(m, TYPE, i, version) == 0)
			PUT(m, TYPE, i, version, 1);
		while (mutant_run_count(m, RUN_FIELDS, i) > CHAN_MAX_FIELDS && !m->past_limits)
			mutant_run_take_out(m, RUN_FIELDS, i, CHAN_MAX_FIELDS);
		PUT(m, TYPE, i, name, tidy_name(m, GET(m, TYPE, i, name)));
	}
}

static void tidy_fields(mutant *m)
{
	uint32_t i;

	for (i = 0; i < mutant_count(m, CHAN_TABLE_FIELD); i++) {
		const uint64_t kind = GET(m, FIELD, i, kind);

		if (kind < CHAN_KIND_STRING || kind > CHAN_KIND_IP)
			PUT(m, FIELD, i, kind, CHAN_KIND_STRING + kind % CHAN_KIND_IP);
		PUT(m, FIELD, i, reserved, 0);
		PUT(m, FIELD, i, name, tidy_name(m, GET(m, FIELD, i, name)));
	}
}

/* Ids that do not rise are made one more than the one before. */
static void tidy_uuid(uint8_t *uuid, const uint8_t *before)
{
	unsigned i = CHAN_WIDTH_TEMPLATE_uuid;

	if (memcmp(uuid, before, CHAN_WIDTH_TEMPLATE_uuid) > 0)
		return;
	memcpy(uuid, before, CHAN_WIDTH_TEMPLATE_uuid);
	while (i > 0 && ++uuid[i - 1] == 0)
		i--;
}

static void tidy_template(mutant *m, uint32_t record, uint32_t type)
{
	const uint64_t action = GET(m, TEMPLATE, record, action);
	const uint32_t strings = mutant_count(m, CHAN_TABLE_STRING);

	PUT(m, TEMPLATE, record, type, type);
	PUT(m, TEMPLATE, record, reserved, 0);
	if (action < CHAN_ACTION_DETECT || action > CHAN_ACTION_MONITOR)
		PUT(m, TEMPLATE, record, action, CHAN_ACTION_DETECT + action % CHAN_ACTION_MONITOR);
	if (GET(m, TEMPLATE, record, level) > CHAN_LEVEL_CRITICAL)
		PUT(m, TEMPLATE, record, level, CHAN_LEVEL_CRITICAL);
	if (GET(m, TEMPLATE, record, status) > CHAN_STATUS_UNSUPPORTED)
		PUT(m, TEMPLATE, record, status, CHAN_STATUS_UNSUPPORTED);
	if (GET(m, TEMPLATE, record, author) > strings)
		PUT(m, TEMPLATE, record, author, CHAN_STRING_EMPTY);
	if (GET(m, TEMPLATE, record, link) > strings)
		PUT(m, TEMPLATE, record, link, CHAN_STRING_EMPTY);
	if (GET(m, TEMPLATE, record, title) == 0 || GET(m, TEMPLATE, record, title) > strings)
		PUT(m, TEMPLATE, record, title, tidy_name(m, GET(m, TEMPLATE, record, title)));
}

static void tidy_templates(mutant *m)
{
	uint32_t type, i, record = 0;

	for (type = 0; type < mutant_count(m, CHAN_TABLE_TYPE); type++) {
		uint8_t before[CHAN_WIDTH_TEMPLATE_uuid] = {0};

		for (i = 0; i < mutant_run_count(m, RUN_TEMPLATES, type); i++, record++) {
			uint8_t *bytes = mutant_record(m, CHAN_TABLE_TEMPLATE, record);

			if (!bytes)
				return;
			tidy_uuid(bytes + CHAN_OFFSET_TEMPLATE_uuid, before);
			memcpy(before, bytes + CHAN_OFFSET_TEMPLATE_uuid, sizeof before);
			tidy_template(m, record, type);
		}
	}
}

/* --- criteria and their values */

/* How many values an operator may choose from; a pool that would be empty gets a number. */
static uint32_t choices(mutant *m, enum chan_value_kind kind, uint32_t fields)
{
	if (kind == CHAN_VALUE_FIELD)
		return fields;
	if (kind == CHAN_VALUE_INTEGER && mutant_count(m, CHAN_TABLE_INTEGER) == 0)
		mutant_add_integer(m, 0);
	if (kind == CHAN_VALUE_NETWORK && mutant_count(m, CHAN_TABLE_NETWORK) == 0)
		mutant_add_network(m, 4, 0, NULL);
	return mutant_count(m, mutant_pool_table(kind)) + (kind == CHAN_VALUE_STRING);
}

/* As many values as the operator wants. */
static void tidy_value_count(mutant *m, uint32_t criterion, enum chan_value_kind kind,
                             uint32_t first)
{
	uint32_t count = mutant_run_count(m, RUN_VALUES, criterion);

	if (kind != CHAN_VALUE_NONE && count == 0 && mutant_put_in(m, CHAN_TABLE_VALUE, first))
		count = 1;
	while (count > 0 &&
	       (kind == CHAN_VALUE_NONE || (count > CHAN_MAX_VALUES && !m->past_limits))) {
		count--;
		mutant_take_out(m, CHAN_TABLE_VALUE, (size_t)first + count);
	}
	PUT(m, CRITERION, criterion, value_count, count);
}

static void tidy_criterion(mutant *m, uint32_t criterion, uint32_t fields, uint32_t first)
{
	uint64_t operation = GET(m, CRITERION, criterion, operator);
	const uint64_t field = GET(m, CRITERION, criterion, field);
	enum chan_value_kind kind;
	uint32_t i, bound;

	if (operation < CHAN_OPERATOR_EXACT || operation > CHAN_OPERATOR_LAST)
		operation = CHAN_OPERATOR_EXACT + operation % CHAN_OPERATOR_LAST;
	kind = mutant_value_kind(operation);
	PUT(m, CRITERION, criterion, operator, operation);
	PUT(m, CRITERION, criterion, flags,
	    GET(m, CRITERION, criterion, flags) & chan_operator_flags((uint8_t)operation));
	if (field >= fields)
		PUT(m, CRITERION, criterion, field, fields ? field % fields : 0);
	tidy_value_count(m, criterion, kind, first);
	bound = choices(m, kind, fields);
	for (i = 0; i < mutant_run_count(m, RUN_VALUES, criterion); i++) {
		const uint64_t value = GET(m, VALUE, first + i, index);

		if (value >= bound)
			PUT(m, VALUE, first + i, index, bound ? value % bound : 0);
	}
}

/* Calls for every criterion, with how many fields its type has and how many values are before its own. */
static void each_criterion(mutant *m, void (*call)(mutant *m, uint32_t criterion, uint32_t fields,
                                                   uint32_t first))
{
	uint32_t type, i, k, template = 0, criterion = 0, value = 0;

	for (type = 0; type < mutant_count(m, CHAN_TABLE_TYPE); type++) {
		const uint32_t fields = mutant_run_count(m, RUN_FIELDS, type);

		for (i = 0; i < mutant_run_count(m, RUN_TEMPLATES, type); i++, template ++) {
			const uint32_t criteria = mutant_run_count(m, RUN_CRITERIA, template);

			for (k = 0; k < criteria; k++, criterion++) {
				call(m, criterion, fields, value);
				value += mutant_run_count(m, RUN_VALUES, criterion);
			}
		}
	}
}

static int compare_indexes(const void *left, const void *right)
{
	uint32_t a, b;

	memcpy(&a, left, sizeof a);
	memcpy(&b, right, sizeof b);
	return (a > b) - (a < b);
}

/* Values rise; what is there twice goes. */
static void tidy_value_order(mutant *m, uint32_t criterion, uint32_t fields, uint32_t first)
{
	const uint32_t count = mutant_run_count(m, RUN_VALUES, criterion);
	bool in_order = true;
	uint32_t i, kept = 0, *sorted;

	(void)fields;
	for (i = 1; i < count; i++)
		in_order = in_order &&
		           GET(m, VALUE, first + i - 1, index) < GET(m, VALUE, first + i, index);
	if (in_order || !mutant_reserve(m, &m->map, count * sizeof *sorted))
		return;
	sorted = (uint32_t *)(void *)m->map.bytes;
	for (i = 0; i < count; i++)
		sorted[i] = (uint32_t)GET(m, VALUE, first + i, index);
	qsort(sorted, count, sizeof *sorted, compare_indexes);
	for (i = 0; i < count; i++)
		if (i == 0 || sorted[i] != sorted[i - 1])
			PUT(m, VALUE, first + kept++, index, sorted[i]);
	for (i = count; i > kept; i--)
		mutant_take_out(m, CHAN_TABLE_VALUE, (size_t)first + i - 1);
	PUT(m, CRITERION, criterion, value_count, kept);
}

void mutant_tidy(mutant *m, bool keep_unused)
{
	uint32_t i;

	if (m->exhausted)
		return;
	tidy_header(m);
	tidy_types(m);
	tidy_fields(m);
	tidy_templates(m);
	each_criterion(m, tidy_criterion);
	for (i = 0; i < mutant_count(m, CHAN_TABLE_NETWORK); i++)
		tidy_network(m, i);
	mutant_tidy_pools(m, keep_unused);
	each_criterion(m, tidy_value_order);
	mutant_tidy_conditions(m);
	mutant_settle(m);
}
