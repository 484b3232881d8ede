/*
 * Any bytes to the parser.
 *
 * Reaches: chan_open() and all of libchan's views. What the tool makes of an accepted file, the dumps and the way back,
 * is fuzz_dump's: this one is quick. Holds, for any bytes:
 *   - the input stays as it is, and nothing past it is read;
 *   - a rejection says a rule of the family 1xxx, at bytes that the file has;
 * and for accepted ones:
 *   - every record of every table can be read, and none past the last;
 *   - the quick check of the strings accepts them too;
 *   - no proper prefix is accepted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "base/memory.h"
#include "base/text.h"
#include "channel_mutator.h"
#include "check.h"
#include "rules/finding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

CHANNEL_MUTATOR(VALIDATOR);

typedef struct run {
	uint8_t *bytes; /* an exactly sized block */
	size_t size;
	chan_file file;
} run;

static bool open_copy(const uint8_t *bytes, size_t size, chan_finding *fault)
{
	uint8_t *copy = sl_alloc(size, 1);
	chan_file file;
	bool accepted;

	if (size)
		memcpy(copy, bytes, size);
	memset(&file, 0xa5, sizeof file);
	memset(fault, 0xa5, sizeof *fault);
	accepted = chan_open(copy, size, &file, fault);
	free(copy);
	return accepted;
}

static void check_fault(const run *r, const chan_finding *fault)
{
	HOLDS(fault->rule / 1000 == 1 && sl_rule_find(fault->rule));
	HOLDS(fault->offset <= r->size && fault->length <= r->size - fault->offset);
	HOLDS(fault->length > 0 || fault->rule == CHAN_RULE_TRUNCATED);
	HOLDS(fault->table < CHAN_TABLE_COUNT);
}

static void check_string(const run *r, uint32_t string)
{
	const uint64_t text = chan_table_offset(&r->file.header, CHAN_TABLE_TEXT);
	chan_cursor cursor;
	chan_text place;

	HOLDS(chan_string_at(&r->file, string, &place) &&
	      chan_string_cursor(&r->file, string, &cursor));
	HOLDS(chan_left(&cursor) == place.length);
	HOLDS(place.length == 0 ||
	      (place.offset >= text &&
	       place.offset + place.length <= text + r->file.header.text_size));
	HOLDS(sl_text_utf8((sl_text){(const char *)r->bytes + place.offset, place.length}));
}

/* One record further than each table has, nothing is read; then each record is. */
static void check_views(const run *r)
{
	const chan_header *h = &r->file.header;
	chan_text text;
	int64_t integer;
	chan_network network;
	chan_type type;
	chan_field field;
	chan_template template;
	chan_criterion criterion;
	uint32_t i, value;
	uint16_t word;

	HOLDS(!chan_string_at(&r->file, h->string_count + 1, &text) && text.length == 0);
	HOLDS(!chan_integer_at(&r->file, h->integer_count, &integer) && integer == 0);
	HOLDS(!chan_network_at(&r->file, h->network_count, &network) && network.family == 0);
	HOLDS(!chan_type_at(&r->file, h->type_count, &type) && type.version == 0);
	HOLDS(!chan_field_at(&r->file, h->field_count, &field) && field.kind == 0);
	HOLDS(!chan_template_at(&r->file, h->template_count, &template) && template.action == 0);
	HOLDS(!chan_criterion_at(&r->file, h->criterion_count, &criterion) &&
	      criterion.operation == 0);
	HOLDS(!chan_value_at(&r->file, h->value_count, &value) && value == 0);
	HOLDS(!chan_instruction_at(&r->file, h->instruction_count, &word) && word == 0);
	HOLDS(!chan_value_at(&r->file, UINT32_MAX, &value) &&
	      !chan_string_at(&r->file, UINT32_MAX, &text));
	for (i = 0; i <= h->string_count; i++)
		check_string(r, i);
	for (i = 0; i < h->integer_count; i++)
		HOLDS(chan_integer_at(&r->file, i, &integer));
	for (i = 0; i < h->network_count; i++)
		HOLDS(chan_network_at(&r->file, i, &network) &&
		      (network.family == 4 || network.family == 6));
	for (i = 0; i < h->field_count; i++)
		HOLDS(chan_field_at(&r->file, i, &field) && field.name != CHAN_STRING_EMPTY);
	for (i = 0; i < h->criterion_count; i++)
		HOLDS(chan_criterion_at(&r->file, i, &criterion) &&
		      chan_operator_known(criterion.operation) &&
		      criterion.first_value + criterion.value_count <= h->value_count);
	for (i = 0; i < h->value_count; i++)
		HOLDS(chan_value_at(&r->file, i, &value));
}

static void check_prefix(const run *r, size_t length)
{
	chan_finding fault;

	HOLDS(!open_copy(r->bytes, length, &fault));
	HOLDS(fault.rule == CHAN_RULE_TRUNCATED);
}

/* Of an accepted file two, which turn with its last checksum: all of them would take most of the time. */
static void check_prefixes(const run *r)
{
	const size_t lengths[] = {
		0,           7,           8,          CHAN_SIZE_HEADER - 1, CHAN_SIZE_HEADER,
		r->size / 2, r->size - 4, r->size - 1};
	uint32_t sum;

	memcpy(&sum, r->bytes + r->size - sizeof sum, sizeof sum);
	if (lengths[sum % 8] < r->size)
		check_prefix(r, lengths[sum % 8]);
	check_prefix(r, sum / 8 % r->size);
}

static void check_accepted(const run *r)
{
	HOLDS(r->file.header.file_size == r->size);
	HOLDS(chan_table_offset(&r->file.header, CHAN_TABLE_COUNT) == r->size);
	HOLDS(chan_strings_hold(&r->file));
	check_views(r);
	check_prefixes(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run r = {.bytes = sl_alloc(size, 1), .size = size};
	chan_finding fault;

	if (size)
		memcpy(r.bytes, data, size);
	memset(&r.file, 0xa5, sizeof r.file);
	memset(&fault, 0xa5, sizeof fault);
	if (chan_open(r.bytes, size, &r.file, &fault)) {
		HOLDS(fault.rule == 0);
		check_accepted(&r);
	} else {
		check_fault(&r, &fault);
	}
	HOLDS(size == 0 || memcmp(r.bytes, data, size) == 0);
	free(r.bytes);
	return 0;
}
