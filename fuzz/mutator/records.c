/* Changes of the header, of numbers, of fields and of types. */
#include "mutator/edits.h"

#include <string.h>

#include "mutator/pools.h"

/* A number near those that a comparison could be about. */
static uint64_t telling_number(mutant *m, uint64_t was)
{
	static const uint64_t numbers[] = {0,
	                                   1,
	                                   2,
	                                   UINT64_C(0x7f),
	                                   UINT64_C(0xff),
	                                   0x7fff,
	                                   0xffff,
	                                   0x7fffffff,
	                                   UINT64_C(0xffffffff),
	                                   UINT64_C(0x100000000),
	                                   INT64_MAX,
	                                   UINT64_C(1) << 63,
	                                   UINT64_MAX,
	                                   UINT64_MAX - 1};

	switch (mutant_below(m, 4)) {
	case 0:
		return was + 1;
	case 1:
		return was - 1;
	case 2:
		return numbers[mutant_below(m, sizeof numbers / sizeof *numbers)];
	default:
		return mutant_number(m);
	}
}

void mutant_edit_header(mutant *m)
{
	switch (mutant_below(m, 5)) {
	case 0:
		PUT(m, HEADER, 0, engine_level, telling_number(m, GET(m, HEADER, 0, engine_level)));
		break;
	case 1:
		PUT(m, HEADER, 0, channel, telling_number(m, GET(m, HEADER, 0, channel)));
		break;
	case 2:
		PUT(m, HEADER, 0, content_version,
		    telling_number(m, GET(m, HEADER, 0, content_version)));
		break;
	case 3:
		PUT(m, HEADER, 0, created_at, telling_number(m, GET(m, HEADER, 0, created_at)));
		break;
	default:
		PUT(m, HEADER, 0, expires_at, telling_number(m, GET(m, HEADER, 0, created_at)));
		break;
	}
}

void mutant_edit_integer(mutant *m)
{
	const uint32_t count = mutant_count(m, CHAN_TABLE_INTEGER);
	const size_t record = mutant_below(m, count);
	const uint64_t number = telling_number(m, GET(m, INTEGER, record, number));

	if (count == 0)
		mutant_add_integer(m, number);
	else
		PUT(m, INTEGER, record, number, number);
}

static void change_address(mutant *m, uint8_t *network)
{
	uint8_t *address = network + CHAN_OFFSET_NETWORK_address;
	const unsigned bytes = network[CHAN_OFFSET_NETWORK_family] == 4 ? 4 : 16;

	switch (mutant_below(m, 5)) {
	case 0:
		mutant_turn_bit(m, address, bytes);
		break;
	case 4: /* one host, or two of them */
		address[bytes - 1] ^= (uint8_t)(1u << mutant_below(m, 8));
		network[CHAN_OFFSET_NETWORK_prefix] = (uint8_t)(8 * bytes - mutant_below(m, 4));
		break;
	case 1:
		mutant_put_byte(m, address, bytes);
		break;
	case 2:
		memset(address, mutant_one_in(m, 2) ? 0xff : 0, bytes);
		break;
	default: /* an address of family 4 within those of family 6 */
		if (bytes == 16) {
			memset(address, 0, 10);
			memset(address + 10, 0xff, 2);
		}
		break;
	}
}

void mutant_edit_network(mutant *m)
{
	static const uint8_t prefixes[] = {0,  1,  7,  8,   9,   24,  31,  32, 33,
	                                   63, 64, 65, 119, 120, 121, 127, 128};
	uint8_t *network = mutant_record(m, CHAN_TABLE_NETWORK,
	                                 mutant_below(m, mutant_count(m, CHAN_TABLE_NETWORK)));

	if (!network) {
		mutant_add_network(m, mutant_one_in(m, 2) ? 4 : 6, 8, NULL);
		return;
	}
	switch (mutant_below(m, 4)) {
	case 0:
		network[CHAN_OFFSET_NETWORK_family] ^= 2;
		break;
	case 1:
		network[CHAN_OFFSET_NETWORK_prefix] =
			prefixes[mutant_below(m, sizeof prefixes / sizeof *prefixes)];
		break;
	case 2:
		network[CHAN_OFFSET_NETWORK_prefix] =
			(uint8_t)(network[CHAN_OFFSET_NETWORK_prefix] + 1 - 2 * mutant_below(m, 2));
		break;
	default:
		change_address(m, network);
		break;
	}
}

void mutant_edit_field(mutant *m)
{
	const uint32_t type = (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_TYPE));
	const uint32_t begin = mutant_run_begin(m, RUN_FIELDS, type);
	const uint32_t count = mutant_run_count(m, RUN_FIELDS, type);
	const size_t field = begin + mutant_below(m, count);
	const uint64_t name = GET(m, FIELD, field, name), kind = GET(m, FIELD, field, kind);

	switch (mutant_below(m, 4)) {
	case 0:
		PUT(m, FIELD, field, kind, CHAN_KIND_STRING + mutant_below(m, CHAN_KIND_IP));
		break;
	case 1:
		PUT(m, FIELD, field, name, 1 + mutant_below(m, mutant_count(m, CHAN_TABLE_STRING)));
		break;
	case 2: /* a version only appends */
		if (mutant_run_put_in(m, RUN_FIELDS, type, count)) {
			PUT(m, FIELD, begin + count, name, name);
			PUT(m, FIELD, begin + count, kind, kind);
		}
		break;
	default: /* criteria that reach past the last one are tidied */
		if (count > 1)
			mutant_run_take_out(m, RUN_FIELDS, type, count - 1);
		break;
	}
}

/* A type with the fields of another and one of its templates, behind all. */
static void copy_type(mutant *m, uint32_t source)
{
	const uint32_t count = mutant_count(m, CHAN_TABLE_TYPE);
	const uint32_t fields = mutant_run_count(m, RUN_FIELDS, source);
	const uint32_t first = mutant_run_begin(m, RUN_FIELDS, source);
	const uint32_t total = mutant_count(m, CHAN_TABLE_FIELD);
	uint32_t i;

	if (!mutant_put_in(m, CHAN_TABLE_TYPE, count))
		return;
	PUT(m, TYPE, count, name, GET(m, TYPE, source, name));
	PUT(m, TYPE, count, type_id, GET(m, TYPE, count - 1, type_id) + 1 + mutant_below(m, 3));
	PUT(m, TYPE, count, version, GET(m, TYPE, source, version));
	for (i = 0; i < fields && mutant_run_put_in(m, RUN_FIELDS, count, i); i++) {
		PUT(m, FIELD, total + i, name, GET(m, FIELD, first + i, name));
		PUT(m, FIELD, total + i, kind, GET(m, FIELD, first + i, kind));
	}
	if (!mutant_run_put_in(m, RUN_TEMPLATES, count, 0))
		return;
	/* An empty one, that the copy then stands behind. */
	i = mutant_count(m, CHAN_TABLE_TEMPLATE) - 1;
	mutant_copy_template_from(m, m, mutant_run_begin(m, RUN_TEMPLATES, source), i);
	mutant_run_take_out(m, RUN_TEMPLATES, count, 0);
}

void mutant_edit_type(mutant *m)
{
	const uint32_t count = mutant_count(m, CHAN_TABLE_TYPE);
	const uint32_t type = (uint32_t)mutant_below(m, count);

	switch (mutant_below(m, 5)) {
	case 0:
		PUT(m, TYPE, type, type_id, telling_number(m, GET(m, TYPE, type, type_id)));
		break;
	case 1:
		PUT(m, TYPE, type, version, telling_number(m, GET(m, TYPE, type, version)));
		break;
	case 2:
		PUT(m, TYPE, type, name, 1 + mutant_below(m, mutant_count(m, CHAN_TABLE_STRING)));
		break;
	case 3:
		copy_type(m, type);
		break;
	default:
		if (count > 1)
			mutant_drop_type(m, type);
		break;
	}
}
