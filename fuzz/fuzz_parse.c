/*
 * Any bytes to the parser, and what it accepts to the views, the dumps, the assembler and the writer.
 *
 * Reaches: chan_open() and all of libchan's views, sl_content_read/check/write/equal, the three dumps,
 * sl_assemble(), the rules of meaning. Holds, for any bytes:
 *   - the input stays as it is, and nothing past it is read;
 *   - a rejection says a rule of the family 1xxx, at bytes that the file has;
 *   - the hex dump spells the bytes;
 * and for accepted ones:
 *   - every record of every table can be read, and none past the last;
 *   - the quick check of the strings accepts them too;
 *   - no proper prefix is accepted;
 *   - decoding and encoding gives a file that means the same and encodes to itself; the same bytes, unless
 *     the rules of meaning say why not (CH2017, CH2021);
 *   - the yaml form is assembled to that file, and the json form is JSON.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "author/content.h"
#include "channel_mutator.h"
#include "check.h"
#include "rules/check.h"
#include "rules/selftest_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

CHANNEL_MUTATOR(VALIDATOR);

typedef struct run {
	uint8_t *bytes; /* an exactly sized block */
	size_t size;
	chan_file file;
	sl_arena arena;
	sl_findings findings;
} run;

/* A sum that any change of the bytes changes, made without the code that is tested. */
static uint64_t sum_of(const uint8_t *bytes, size_t size)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

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

static void check_prefixes(const run *r)
{
	const size_t lengths[] = {
		0,           7,           8,          CHAN_SIZE_HEADER - 1, CHAN_SIZE_HEADER,
		r->size / 2, r->size - 4, r->size - 1};
	chan_finding fault;
	size_t i;

	for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		if (lengths[i] >= r->size)
			continue;
		HOLDS(!open_copy(r->bytes, lengths[i], &fault));
		HOLDS(fault.rule == CHAN_RULE_TRUNCATED);
	}
}

static bool same_bytes(const sl_buffer *a, const uint8_t *bytes, size_t size)
{
	return a->length == size && memcmp(a->bytes, bytes, size) == 0;
}

static void write_content(run *r, const sl_content *content, sl_buffer *out)
{
	sl_source_map map;

	HOLDS(sl_content_write(content, &r->arena, out, &map, &r->findings));
	HOLDS(map.template_count == content->template_count);
}

/* Whether the rules of meaning say that the file is not in the one encoding of its content. */
static bool is_uncanonical(run *r)
{
	static sl_catalog catalog;
	static sl_arena arena;
	sl_checked_file checked = {
		.path = "input", .bytes = r->bytes, .size = r->size, .file = r->file};
	sl_findings findings;
	bool found = false;
	size_t i;

	if (!catalog.count) {
		sl_arena_start(&arena);
		sl_model_catalog(&arena, &catalog);
	}
	sl_findings_start(&findings);
	HOLDS(sl_check_meaning(&checked, &catalog, &findings) == r->file.header.template_count);
	for (i = 0; i < findings.count; i++)
		found = found || findings.items[i].rule == SL_RULE_UNREFERENCED ||
		        findings.items[i].rule == SL_RULE_CRITERION_REPEATED;
	sl_findings_free(&findings);
	return found;
}

static void check_encoding(run *r, sl_buffer *encoded)
{
	sl_buffer again = {0};
	sl_content content, second;
	chan_file file;
	chan_finding fault;
	const char *detail;

	sl_content_read(&r->file, r->bytes, &r->arena, &content);
	write_content(r, &content, encoded);
	HOLDS(same_bytes(encoded, r->bytes, r->size) != is_uncanonical(r));
	HOLDS(chan_open(encoded->bytes, encoded->length, &file, &fault));
	sl_content_read(&file, encoded->bytes, &r->arena, &second);
	HOLDS(sl_content_equal(&content, &second, &r->arena, &detail));
	write_content(r, &second, &again);
	HOLDS(same_bytes(&again, encoded->bytes, encoded->length));
	sl_buffer_free(&again);
}

static void check_yaml(run *r, const sl_buffer *encoded)
{
	sl_buffer text = {0}, again = {0};
	sl_content content;

	sl_dump_yaml(&r->file, r->bytes, &text);
	HOLDS(sl_assemble("dump", text.bytes, text.length, &r->arena, &content, &r->findings));
	write_content(r, &content, &again);
	HOLDS(same_bytes(&again, encoded->bytes, encoded->length));
	sl_buffer_free(&text);
	sl_buffer_free(&again);
}

static void check_json(const run *r)
{
	sl_buffer text = {0};
	json_error_t error;
	json_t *root;

	sl_dump_json(&r->file, r->bytes, &text);
	/* Numbers of 64 bits without a sign are JSON, but not all are integers of jansson's. */
	root = json_loadb((const char *)text.bytes, text.length,
	                  JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	HOLDS(root);
	json_decref(root);
	sl_buffer_free(&text);
}

/* Reads pairs of digits up to each comment; they must be the bytes. */
static void check_hex(const run *r)
{
	static const char digits[] = "0123456789abcdef";
	sl_buffer text = {0};
	size_t i = 0, count = 0;

	sl_dump_hex(r->bytes, r->size, &text);
	HOLDS(text.length > 0 && text.bytes[text.length - 1] == '\n');
	while (i < text.length) {
		if (text.bytes[i] == '#')
			while (text.bytes[i] != '\n')
				i++;
		if (text.bytes[i] == '\n' || text.bytes[i] == ' ') {
			i++;
			continue;
		}
		HOLDS(count < r->size && text.bytes[i] == (uint8_t)digits[r->bytes[count] >> 4] &&
		      text.bytes[i + 1] == (uint8_t)digits[r->bytes[count] & 15]);
		count++;
		i += 2;
	}
	HOLDS(count == r->size);
	sl_buffer_free(&text);
}

static void check_accepted(run *r)
{
	sl_buffer encoded = {0};

	HOLDS(r->file.header.file_size == r->size);
	HOLDS(chan_table_offset(&r->file.header, CHAN_TABLE_COUNT) == r->size);
	HOLDS(chan_strings_hold(&r->file));
	check_views(r);
	check_prefixes(r);
	sl_arena_start(&r->arena);
	sl_findings_start(&r->findings);
	check_encoding(r, &encoded);
	check_yaml(r, &encoded);
	check_json(r);
	HOLDS(r->findings.count == 0);
	sl_findings_free(&r->findings);
	sl_arena_free(&r->arena);
	sl_buffer_free(&encoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run r = {.bytes = sl_alloc(size, 1), .size = size};
	const uint64_t sum = sum_of(data, size);
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
	check_hex(&r);
	HOLDS(sum_of(r.bytes, size) == sum);
	free(r.bytes);
	return 0;
}
