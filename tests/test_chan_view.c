/* The views of an accepted file, the helpers of the layout and what is said of the operators. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_file.h"

typedef struct opened {
	uint8_t *bytes;
	size_t size;
	chan_file file;
} opened;

static int open_sample(void **state)
{
	opened *o = calloc(1, sizeof *o);
	support_file f;
	chan_finding fault;

	if (o == NULL)
		return -1;
	support_file_sample(&f);
	o->bytes = support_file_bytes(&f, &o->size);
	support_file_end(&f);
	*state = o;
	return chan_open(o->bytes, o->size, &o->file, &fault) ? 0 : -1;
}

static int close_sample(void **state)
{
	opened *o = *state;

	free(o->bytes);
	free(o);
	return 0;
}

static void header(void **state)
{
	const opened *o = *state;
	const chan_header *h = &o->file.header;

	assert_int_equal(h->format_version, CHAN_FORMAT_VERSION);
	assert_int_equal(h->engine_level, 1);
	assert_int_equal(h->channel, 291);
	assert_int_equal(h->content_version, 42);
	assert_int_equal(h->created_at, 1721361600);
	assert_int_equal(h->expires_at, 1721448000);
	assert_int_equal(h->file_size, o->size);
	assert_int_equal(h->string_count, 12);
	assert_int_equal(h->integer_count, 3);
	assert_int_equal(h->network_count, 4);
	assert_int_equal(h->type_count, 2);
	assert_int_equal(h->field_count, 4);
	assert_int_equal(h->template_count, 3);
	assert_int_equal(h->criterion_count, 18);
	assert_int_equal(h->value_count, 25);
	assert_int_equal(h->instruction_count, 34);
}

static void layout(void **state)
{
	const opened *o = *state;
	const chan_header *h = &o->file.header;

	for (enum chan_table t = 0; t < CHAN_TABLE_COUNT; t++)
		assert_int_equal(chan_table_offset(h, t), support_offset(o->bytes, t, 0));
	assert_int_equal(chan_table_offset(h, CHAN_TABLE_COUNT), o->size);
	assert_int_equal(chan_table_count(h, CHAN_TABLE_HEADER), 1);
	assert_int_equal(chan_table_count(h, CHAN_TABLE_VALUE), 25);
	assert_int_equal(chan_table_count(h, CHAN_TABLE_COUNT), 0);
	assert_int_equal(chan_table_record_size(CHAN_TABLE_TEMPLATE), 52);
	assert_int_equal(chan_table_record_size(CHAN_TABLE_COUNT), 0);
}

/* Each table's members lie beside each other and fill its record. */
static void members_fill_their_records(void **state)
{
	static const struct {
		enum chan_table table;
		uint32_t offset, width;
	} MEMBERS[] = {
#define TABLE(NAME, name, size)
#define MEMBER(TABLE_, name, offset, width) {CHAN_TABLE_##TABLE_, offset, width},
#include "layout.def"
#undef TABLE
#undef MEMBER
	};
	uint32_t end[CHAN_TABLE_COUNT] = {0};

	(void)state;
	for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
		assert_int_equal(MEMBERS[i].offset, end[MEMBERS[i].table]);
		end[MEMBERS[i].table] += MEMBERS[i].width;
	}
	for (enum chan_table t = 0; t < CHAN_TABLE_COUNT; t++)
		assert_int_equal(end[t], chan_table_record_size(t));
}

static void strings(void **state)
{
	const opened *o = *state;
	chan_cursor window;
	chan_text text;
	uint64_t word;
	uint8_t byte;

	memset(&text, 0xa5, sizeof text);
	assert_true(chan_string_at(&o->file, CHAN_STRING_EMPTY, &text));
	assert_int_equal(text.length, 0);
	assert_true(chan_string_cursor(&o->file, CHAN_STRING_EMPTY, &window));
	assert_int_equal(chan_left(&window), 0);
	assert_true(chan_string_at(&o->file, 1, &text));
	assert_int_equal(text.length, 10);
	assert_memory_equal(o->bytes + text.offset, "AccessMask", 10);
	assert_true(chan_string_at(&o->file, 12, &text));
	assert_int_equal(text.length, 14);
	assert_memory_equal(o->bytes + text.offset, "\xc3\x89tat \xe2\x82\xac \xf0\x9f\x94\x92",
	                    14);
	assert_true(chan_string_cursor(&o->file, 4, &window));
	assert_int_equal(chan_offset(&window), support_offset(o->bytes, CHAN_TABLE_TEXT, 30));
	assert_true(chan_get_u64_big(&window, &word));
	assert_int_equal(word, 0x506970654e616d65); /* PipeName */
	assert_false(chan_get_u8(&window, &byte));
}

static void no_such_string(void **state)
{
	static const uint32_t NONE[] = {13, 14, 0x40000001, UINT32_MAX - 1, UINT32_MAX};
	const opened *o = *state;

	for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++) {
		chan_cursor window;
		chan_text text;

		memset(&text, 0xa5, sizeof text);
		assert_true(chan_string_cursor(&o->file, 1, &window)); /* which is not empty */
		assert_false(chan_string_at(&o->file, NONE[i], &text));
		assert_int_equal(text.offset, 0);
		assert_int_equal(text.length, 0);
		assert_false(chan_string_cursor(&o->file, NONE[i], &window));
		assert_int_equal(chan_left(&window), 0);
	}
}

static void integers_and_networks(void **state)
{
	const opened *o = *state;
	const uint8_t documentation[16] = {0x20, 0x01, 0x0d, 0xb8};
	chan_network network;
	int64_t number;

	assert_true(chan_integer_at(&o->file, 0, &number));
	assert_int_equal(number, -1);
	assert_true(chan_integer_at(&o->file, 2, &number));
	assert_int_equal(number, 2097151);
	memset(&network, 0xa5, sizeof network);
	assert_true(chan_network_at(&o->file, 2, &network));
	assert_int_equal(network.family, 6);
	assert_int_equal(network.prefix, 64);
	assert_memory_equal(network.address, documentation, 16);
}

/* Both ends of the signed range come out as they went in. */
static void extreme_integers(void **state)
{
	support_file f;
	chan_file file;
	chan_finding fault;
	int64_t number;
	size_t size;
	uint8_t *bytes;

	(void)state;
	support_file_sample(&f);
	f.table[CHAN_TABLE_INTEGER].size = 0;
	support_integer(&f, INT64_MIN);
	support_integer(&f, INT64_MIN + 1);
	support_integer(&f, INT64_MAX);
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	assert_true(chan_open(bytes, size, &file, &fault));
	assert_true(chan_integer_at(&file, 0, &number));
	assert_true(number == INT64_MIN);
	assert_true(chan_integer_at(&file, 1, &number));
	assert_true(number == INT64_MIN + 1);
	assert_true(chan_integer_at(&file, 2, &number));
	assert_true(number == INT64_MAX);
	free(bytes);
}

static void records(void **state)
{
	const opened *o = *state;
	const uint8_t id[16] = {0x5f, 0x1b, 0x0c, 0x1e, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 2};
	chan_type type;
	chan_field field;
	chan_template t;
	chan_criterion c;
	uint32_t value;
	uint16_t word;

	assert_true(chan_type_at(&o->file, 1, &type));
	assert_int_equal(type.name, 10);
	assert_int_equal(type.type_id, 9);
	assert_int_equal(type.version, 3);
	assert_int_equal(type.first_field, 3);
	assert_int_equal(type.field_count, 1);
	assert_int_equal(type.first_template, 2);
	assert_int_equal(type.template_count, 1);
	assert_true(chan_field_at(&o->file, 1, &field));
	assert_int_equal(field.name, 5);
	assert_int_equal(field.kind, CHAN_KIND_IP);
	assert_int_equal(field.layout_hash,
	                 support_crc32c(0, (const uint8_t *)"PipeName\0\1RemoteIp\0\3", 20));
	assert_true(chan_template_at(&o->file, 1, &t));
	assert_memory_equal(t.uuid, id, 16);
	assert_int_equal(t.type, 0);
	assert_int_equal(t.title, 3);
	assert_int_equal(t.author, 0);
	assert_int_equal(t.link, 0);
	assert_int_equal(t.action, CHAN_ACTION_DETECT);
	assert_int_equal(t.level, CHAN_LEVEL_HIGH);
	assert_int_equal(t.status, CHAN_STATUS_TEST);
	assert_int_equal(t.first_criterion, 16);
	assert_int_equal(t.criterion_count, 1);
	assert_int_equal(t.first_instruction, 32);
	assert_int_equal(t.instruction_count, 1);
	assert_true(chan_criterion_at(&o->file, 5, &c));
	assert_int_equal(c.field, 0);
	assert_int_equal(c.operation, CHAN_OPERATOR_REGEX);
	assert_int_equal(c.flags, CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE);
	assert_int_equal(c.first_value, 8);
	assert_int_equal(c.value_count, 1);
	assert_true(chan_value_at(&o->file, 8, &value));
	assert_int_equal(value, 7);
	assert_true(chan_instruction_at(&o->file, 31, &word));
	assert_int_equal(word, CHAN_WORD_NOT);
}

/* Calls every view with an index, and says how many found a record; a view that did not left zeros. */
static unsigned views_that_find(const chan_file *file, uint32_t index)
{
	int64_t number = -1;
	chan_network network;
	chan_type type;
	chan_field field;
	chan_template template;
	chan_criterion criterion;
	uint32_t value = UINT32_MAX;
	uint16_t word = 0xffff;
	unsigned found = 0;

	memset(&network, 0xa5, sizeof network);
	memset(&type, 0xa5, sizeof type);
	memset(&field, 0xa5, sizeof field);
	memset(&template, 0xa5, sizeof template);
	memset(&criterion, 0xa5, sizeof criterion);
	found += chan_integer_at(file, index, &number) || number != 0;
	found += chan_network_at(file, index, &network) || network.family != 0 ||
	         network.address[15] != 0;
	found += chan_type_at(file, index, &type) || type.name != 0 || type.template_count != 0;
	found += chan_field_at(file, index, &field) || field.name != 0 || field.layout_hash != 0;
	found += chan_template_at(file, index, &template) || template.uuid[0] != 0 ||
	         template.title != 0 || template.instruction_count != 0;
	found += chan_criterion_at(file, index, &criterion) || criterion.operation != 0 ||
	         criterion.value_count != 0;
	found += chan_value_at(file, index, &value) || value != 0;
	found += chan_instruction_at(file, index, &word) || word != 0;
	return found;
}

static void past_the_end(void **state)
{
	const opened *o = *state;

	assert_int_equal(views_that_find(&o->file, 0), 8);
	/* The tables have 2, 3, 3, 4, 4, 18, 25 and 34 records. */
	assert_int_equal(views_that_find(&o->file, 1), 8);
	assert_int_equal(views_that_find(&o->file, 2), 7);
	assert_int_equal(views_that_find(&o->file, 3), 5);
	assert_int_equal(views_that_find(&o->file, 4), 3);
	assert_int_equal(views_that_find(&o->file, 17), 3);
	assert_int_equal(views_that_find(&o->file, 18), 2);
	assert_int_equal(views_that_find(&o->file, 24), 2);
	assert_int_equal(views_that_find(&o->file, 25), 1);
	assert_int_equal(views_that_find(&o->file, 33), 1);
	assert_int_equal(views_that_find(&o->file, 34), 0);
	/* Products with a record's size that wrap in 32 bits. */
	assert_int_equal(views_that_find(&o->file, 0x20000000), 0);
	assert_int_equal(views_that_find(&o->file, 0x80000000), 0);
	assert_int_equal(views_that_find(&o->file, UINT32_MAX), 0);
}

static void nothing_to_view_of_a_rejected_file(void **state)
{
	const opened *o = *state;
	chan_file file;
	chan_finding fault;
	chan_text text;

	memset(&file, 0xa5, sizeof file);
	assert_false(chan_open(o->bytes, o->size - 1, &file, &fault));
	assert_int_equal(views_that_find(&file, 0), 0);
	assert_false(chan_string_at(&file, 1, &text));
}

/* FORMAT.md section 5, line by line: kinds that fit (string, integer, ip), what the values are, the flags. */
static void operators(void **state)
{
	static const struct {
		bool string, integer, ip;
		enum chan_value_kind values;
		unsigned flags;
	} LINES[] = {
		{0},
		{true, false, false, CHAN_VALUE_STRING, CHAN_FLAG_CASED},
		{true, false, false, CHAN_VALUE_STRING, CHAN_FLAG_CASED},
		{true, false, false, CHAN_VALUE_STRING, CHAN_FLAG_CASED},
		{true, false, false, CHAN_VALUE_STRING, CHAN_FLAG_CASED},
		{true, false, false, CHAN_VALUE_STRING, CHAN_FLAG_CASED},
		{true, false, false, CHAN_VALUE_STRING, CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE},
		{true, false, true, CHAN_VALUE_NETWORK, 0},
		{false, true, false, CHAN_VALUE_INTEGER, 0},
		{false, true, false, CHAN_VALUE_INTEGER, 0},
		{false, true, false, CHAN_VALUE_INTEGER, 0},
		{false, true, false, CHAN_VALUE_INTEGER, 0},
		{false, true, false, CHAN_VALUE_INTEGER, 0},
		{true, true, true, CHAN_VALUE_NONE, 0},
		{true, true, true, CHAN_VALUE_NONE, 0},
		{true, true, true, CHAN_VALUE_FIELD, CHAN_FLAG_CASED},
		{true, true, true, CHAN_VALUE_NONE, 0},
	};

	(void)state;
	for (unsigned o = 0; o < 256; o++) {
		const uint8_t operation = (uint8_t)o;
		const bool known = o >= 1 && o <= CHAN_OPERATOR_LAST;
		const unsigned line = known ? o : 0;

		assert_int_equal(chan_operator_known(operation), known);
		assert_int_equal(chan_operator_fits(operation, CHAN_KIND_STRING),
		                 LINES[line].string);
		assert_int_equal(chan_operator_fits(operation, CHAN_KIND_INTEGER),
		                 LINES[line].integer);
		assert_int_equal(chan_operator_fits(operation, CHAN_KIND_IP), LINES[line].ip);
		assert_false(chan_operator_fits(operation, 0));
		assert_false(chan_operator_fits(operation, 4));
		assert_int_equal(chan_operator_value_kind(operation), LINES[line].values);
		assert_int_equal(chan_operator_flags(operation), LINES[line].flags);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header),
		cmocka_unit_test(layout),
		cmocka_unit_test(members_fill_their_records),
		cmocka_unit_test(strings),
		cmocka_unit_test(no_such_string),
		cmocka_unit_test(integers_and_networks),
		cmocka_unit_test(extreme_integers),
		cmocka_unit_test(records),
		cmocka_unit_test(past_the_end),
		cmocka_unit_test(nothing_to_view_of_a_rejected_file),
		cmocka_unit_test(operators),
	};

	return cmocka_run_group_tests_name("chan_view", tests, open_sample, close_sample);
}
