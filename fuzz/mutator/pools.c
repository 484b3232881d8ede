#include "mutator/pools.h"

#include <stdlib.h>
#include <string.h>

/* --- strings */

static size_t string_end(const mutant *m, uint64_t string)
{
	const uint64_t end = string ? GET(m, STRING, (size_t)string - 1, end) : 0;
	const size_t size = m->tables[CHAN_TABLE_TEXT].size;

	return end < size ? (size_t)end : size;
}

const uint8_t *mutant_string(const mutant *m, uint64_t string, size_t *length)
{
	size_t begin, end;

	*length = 0;
	if (string == 0 || string > mutant_count(m, CHAN_TABLE_STRING))
		return NULL;
	begin = string_end(m, string - 1);
	end = string_end(m, string);
	if (begin >= end)
		return NULL;
	*length = end - begin;
	return m->tables[CHAN_TABLE_TEXT].bytes + begin;
}

static bool append(mutant *m, mutant_block *block, const uint8_t *bytes, size_t length)
{
	if (!mutant_reserve(m, block, block->size + length))
		return false;
	if (length)
		memcpy(block->bytes + block->size, bytes, length);
	block->size += length;
	return true;
}

uint32_t mutant_add_string(mutant *m, const uint8_t *bytes, size_t length)
{
	mutant_block *text = &m->tables[CHAN_TABLE_TEXT];
	const uint8_t *before = text->bytes;
	const size_t old_size = text->size, at = (size_t)(bytes - before);
	const bool inside = length && bytes >= before && at < old_size;

	if (length == 0)
		return CHAN_STRING_EMPTY;
	if (!mutant_reserve(m, text, old_size + length))
		return CHAN_STRING_EMPTY;
	/* What is copied may have moved with the block. */
	append(m, text, inside ? text->bytes + at : bytes, length);
	mutant_clean_text(text->bytes + old_size, length);
	if (!mutant_put_in(m, CHAN_TABLE_STRING, mutant_count(m, CHAN_TABLE_STRING)))
		return CHAN_STRING_EMPTY;
	PUT(m, STRING, mutant_count(m, CHAN_TABLE_STRING) - 1, end, text->size);
	return mutant_count(m, CHAN_TABLE_STRING);
}

/* The length of the character at the start of the bytes; 0: it is ill-formed (Unicode, table 3-7). */
static size_t character_length(const uint8_t *bytes, size_t left)
{
	const uint8_t lead = bytes[0];
	const size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	const uint8_t least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	const uint8_t most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	size_t i;

	if (lead == 0 || (lead > 0x7f && lead < 0xc2) || lead > 0xf4 || length > left)
		return 0;
	if (length > 1 && (bytes[1] < least || bytes[1] > most))
		return 0;
	for (i = 2; i < length; i++)
		if (bytes[i] < 0x80 || bytes[i] > 0xbf)
			return 0;
	return length;
}

void mutant_clean_text(uint8_t *bytes, size_t length)
{
	size_t at = 0;

	while (at < length) {
		const size_t step = character_length(bytes + at, length - at);

		if (step == 0)
			bytes[at] = '?';
		at += step ? step : 1;
	}
}

/* --- numbers */

uint32_t mutant_add_integer(mutant *m, uint64_t number)
{
	const uint32_t count = mutant_count(m, CHAN_TABLE_INTEGER);

	if (!mutant_put_in(m, CHAN_TABLE_INTEGER, count))
		return 0;
	PUT(m, INTEGER, count, number, number);
	return count;
}

uint32_t mutant_add_network(mutant *m, uint8_t family, uint8_t prefix, const uint8_t *address)
{
	const uint32_t count = mutant_count(m, CHAN_TABLE_NETWORK);
	uint8_t *bytes = mutant_put_in(m, CHAN_TABLE_NETWORK, count);

	if (!bytes)
		return 0;
	bytes[CHAN_OFFSET_NETWORK_family] = family;
	bytes[CHAN_OFFSET_NETWORK_prefix] = prefix;
	if (address)
		memcpy(bytes + CHAN_OFFSET_NETWORK_address, address, CHAN_WIDTH_NETWORK_address);
	return count;
}

/* --- who refers to what */

enum chan_value_kind mutant_value_kind(uint64_t operation)
{
	return operation > UINT8_MAX ? CHAN_VALUE_NONE
	                             : chan_operator_value_kind((uint8_t)operation);
}

unsigned mutant_pool_table(enum chan_value_kind kind)
{
	switch (kind) {
	case CHAN_VALUE_INTEGER:
		return CHAN_TABLE_INTEGER;
	case CHAN_VALUE_NETWORK:
		return CHAN_TABLE_NETWORK;
	case CHAN_VALUE_STRING:
	case CHAN_VALUE_NONE:
	case CHAN_VALUE_FIELD:
	default:
		return CHAN_TABLE_STRING;
	}
}

/* map[i] is where what had index i is now; of strings, index 0 is the empty one. */
typedef struct pool {
	mutant *m;
	enum chan_value_kind kind;
	uint32_t *map;
	uint32_t size; /* of the map */
	bool mark; /* count the uses in the map, do not move anything */
} pool;

static void visit(pool *p, unsigned table, size_t record, uint32_t offset)
{
	uint64_t index = mutant_get(p->m, table, record, offset, 4);

	if (index >= p->size)
		index = 0;
	if (p->size == 0)
		return;
	if (p->mark)
		p->map[index] = 1;
	else
		mutant_put(p->m, table, record, offset, 4, p->map[index]);
}

static void visit_values(pool *p)
{
	const uint32_t criteria = mutant_count(p->m, CHAN_TABLE_CRITERION);
	uint32_t i, k, value = 0;

	for (i = 0; i < criteria; i++) {
		const uint32_t count = mutant_run_count(p->m, RUN_VALUES, i);
		const bool here = mutant_value_kind(GET(p->m, CRITERION, i, operator)) == p->kind;

		for (k = 0; here && k < count; k++)
			visit(p, CHAN_TABLE_VALUE, value + k, CHAN_OFFSET_VALUE_index);
		value += count;
	}
}

static void visit_all(pool *p)
{
	uint32_t i;

	visit_values(p);
	if (p->kind != CHAN_VALUE_STRING)
		return;
	for (i = 0; i < mutant_count(p->m, CHAN_TABLE_TYPE); i++)
		visit(p, CHAN_TABLE_TYPE, i, CHAN_OFFSET_TYPE_name);
	for (i = 0; i < mutant_count(p->m, CHAN_TABLE_FIELD); i++)
		visit(p, CHAN_TABLE_FIELD, i, CHAN_OFFSET_FIELD_name);
	for (i = 0; i < mutant_count(p->m, CHAN_TABLE_TEMPLATE); i++) {
		visit(p, CHAN_TABLE_TEMPLATE, i, CHAN_OFFSET_TEMPLATE_title);
		visit(p, CHAN_TABLE_TEMPLATE, i, CHAN_OFFSET_TEMPLATE_author);
		visit(p, CHAN_TABLE_TEMPLATE, i, CHAN_OFFSET_TEMPLATE_link);
	}
}

/* --- sorting */

typedef struct entry {
	const uint8_t *bytes;
	size_t length;
	uint32_t index; /* by which others refer to it, so far */
} entry;

static int compare_bytes(const void *left, const void *right)
{
	const entry *a = left, *b = right;
	const size_t shorter = a->length < b->length ? a->length : b->length;
	const int order = shorter ? memcmp(a->bytes, b->bytes, shorter) : 0;

	return order ? order : (a->length > b->length) - (a->length < b->length);
}

static int compare_integers(const void *left, const void *right)
{
	const entry *a = left, *b = right;
	const int64_t one = (int64_t)mutant_load(a->bytes, 8);
	const int64_t other = (int64_t)mutant_load(b->bytes, 8);

	return (one > other) - (one < other);
}

/* As much of a string as the format allows, cut between two characters. */
static size_t within_limit(const mutant *m, const uint8_t *bytes, size_t length)
{
	if (m->past_limits || length <= CHAN_MAX_STRING)
		return length;
	for (length = CHAN_MAX_STRING; (bytes[length] & 0xc0) == 0x80;)
		length--;
	return length;
}

static uint32_t gather(pool *p, entry *entries, bool keep_unused)
{
	const unsigned table = mutant_pool_table(p->kind);
	const uint32_t strings = p->kind == CHAN_VALUE_STRING;
	uint32_t i, count = 0;

	for (i = strings; i < p->size; i++) {
		entry *one = &entries[count];

		one->index = i;
		one->length = chan_table_record_size((enum chan_table)table);
		one->bytes = strings ? mutant_string(p->m, i, &one->length)
		                     : mutant_record(p->m, table, i);
		one->length = within_limit(p->m, one->bytes, one->length);
		if (one->bytes && one->length && (keep_unused || p->map[i]))
			count++;
	}
	return count;
}

/* Writes the entries, which are in order, into the pool's tables, and their new indexes into the map. */
static void rewrite(pool *p, const entry *entries, uint32_t count,
                    int (*compare)(const void *left, const void *right))
{
	const bool strings = p->kind == CHAN_VALUE_STRING;
	mutant *m = p->m;
	mutant_block *records = &m->tables[mutant_pool_table(p->kind)];
	mutant_block *data = strings ? &m->tables[CHAN_TABLE_TEXT] : records, old;
	uint32_t i, next = strings;

	m->spare.size = 0;
	memset(p->map, 0, p->size * sizeof *p->map);
	for (i = 0; i < count; i++) {
		if (i == 0 || compare(&entries[i - 1], &entries[i]) != 0) {
			if (!append(m, &m->spare, entries[i].bytes, entries[i].length))
				return;
			next++;
			if (strings) /* the ends of earlier strings only: entries point to the text */
				mutant_store(records->bytes + (size_t)4 * (next - 2), 4,
				             m->spare.size);
		}
		p->map[entries[i].index] = next - 1;
	}
	old = *data;
	*data = m->spare;
	m->spare = old;
	if (strings)
		records->size = (size_t)4 * (next - 1);
}

static bool in_order(const entry *entries, uint32_t count,
                     int (*compare)(const void *left, const void *right))
{
	uint32_t i;

	for (i = 1; i < count; i++)
		if (compare(&entries[i - 1], &entries[i]) >= 0)
			return false;
	return true;
}

static void tidy_pool(mutant *m, enum chan_value_kind kind, bool keep_unused)
{
	int (*const compare)(const void *left, const void *right) =
		kind == CHAN_VALUE_INTEGER ? compare_integers : compare_bytes;
	pool p = {m, kind, NULL, mutant_count(m, mutant_pool_table(kind)), true};
	entry *entries;
	uint32_t count, i;

	p.size += kind == CHAN_VALUE_STRING;
	if (!mutant_reserve(m, &m->map, p.size * sizeof *p.map) ||
	    !mutant_reserve(m, &m->entries, p.size * sizeof *entries) ||
	    !mutant_reserve(m, &m->spare, 1))
		return;
	/* From realloc(), and so aligned for anything. */
	p.map = (uint32_t *)(void *)m->map.bytes;
	entries = (entry *)(void *)m->entries.bytes;
	memset(p.map, 0, p.size * sizeof *p.map);
	visit_all(&p);
	count = gather(&p, entries, keep_unused);
	p.mark = false;
	if (count + (kind == CHAN_VALUE_STRING) == p.size && in_order(entries, count, compare)) {
		for (i = 0; i < p.size; i++)
			p.map[i] = i;
	} else {
		if (count)
			qsort(entries, count, sizeof *entries, compare);
		rewrite(&p, entries, count, compare);
	}
	visit_all(&p);
}

void mutant_tidy_pools(mutant *m, bool keep_unused)
{
	mutant_block *text = &m->tables[CHAN_TABLE_TEXT];
	const uint32_t strings = mutant_count(m, CHAN_TABLE_STRING);

	uint32_t i;

	/* What is in no string cannot be kept. */
	text->size = string_end(m, strings);
	for (i = 1; i <= strings; i++) {
		const size_t begin = string_end(m, i - 1), end = string_end(m, i);

		if (begin < end)
			mutant_clean_text(text->bytes + begin, end - begin);
	}
	tidy_pool(m, CHAN_VALUE_STRING, keep_unused);
	tidy_pool(m, CHAN_VALUE_INTEGER, keep_unused);
	tidy_pool(m, CHAN_VALUE_NETWORK, keep_unused);
}
