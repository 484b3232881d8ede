/* The readers of one record: whole, every member is where layout.def says; cut short, what was not read is zero. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record.h"
#include "support_file.h"

enum { LONGEST = CHAN_SIZE_TEMPLATE };

static const struct {
	enum chan_table table;
	uint32_t offset, width;
} MEMBERS[] = {
#define TABLE(NAME, name, size)
#define MEMBER(TABLE_, name, offset, width) {CHAN_TABLE_##TABLE_, (offset), (width)},
#include "layout.def"
#undef TABLE
#undef MEMBER
};

/* Reads a record into a struct that was filled with 0xA5, and writes what it holds as it stands in a file. */
typedef bool reader(chan_cursor *c, uint8_t *out);

#define PUT(TABLE_, member, value) \
	support_put(out, CHAN_OFFSET_##TABLE_##_##member, CHAN_WIDTH_##TABLE_##_##member, (value))

static bool read_network(chan_cursor *c, uint8_t *out)
{
	chan_network n;
	uint16_t reserved = 0xa5a5;
	bool whole;

	memset(&n, 0xa5, sizeof n);
	whole = chan_read_network(c, &n, &reserved);
	PUT(NETWORK, family, n.family);
	PUT(NETWORK, prefix, n.prefix);
	PUT(NETWORK, reserved, reserved);
	memcpy(out + CHAN_OFFSET_NETWORK_address, n.address, 16);
	return whole;
}

static bool read_type(chan_cursor *c, uint8_t *out)
{
	chan_type t;
	bool whole;

	memset(&t, 0xa5, sizeof t);
	whole = chan_read_type(c, &t);
	PUT(TYPE, name, t.name);
	PUT(TYPE, type_id, t.type_id);
	PUT(TYPE, version, t.version);
	PUT(TYPE, first_field, t.first_field);
	PUT(TYPE, field_count, t.field_count);
	PUT(TYPE, first_template, t.first_template);
	PUT(TYPE, template_count, t.template_count);
	return whole;
}

static bool read_field(chan_cursor *c, uint8_t *out)
{
	chan_field f;
	uint16_t reserved = 0xa5a5;
	bool whole;

	memset(&f, 0xa5, sizeof f);
	whole = chan_read_field(c, &f, &reserved);
	PUT(FIELD, name, f.name);
	PUT(FIELD, kind, f.kind);
	PUT(FIELD, reserved, reserved);
	PUT(FIELD, layout_hash, f.layout_hash);
	return whole;
}

static bool read_template(chan_cursor *c, uint8_t *out)
{
	chan_template t;
	uint8_t reserved = 0xa5;
	bool whole;

	memset(&t, 0xa5, sizeof t);
	whole = chan_read_template(c, &t, &reserved);
	memcpy(out + CHAN_OFFSET_TEMPLATE_uuid, t.uuid, 16);
	PUT(TEMPLATE, type, t.type);
	PUT(TEMPLATE, title, t.title);
	PUT(TEMPLATE, author, t.author);
	PUT(TEMPLATE, link, t.link);
	PUT(TEMPLATE, action, t.action);
	PUT(TEMPLATE, level, t.level);
	PUT(TEMPLATE, status, t.status);
	PUT(TEMPLATE, reserved, reserved);
	PUT(TEMPLATE, first_criterion, t.first_criterion);
	PUT(TEMPLATE, criterion_count, t.criterion_count);
	PUT(TEMPLATE, first_instruction, t.first_instruction);
	PUT(TEMPLATE, instruction_count, t.instruction_count);
	return whole;
}

static bool read_criterion(chan_cursor *c, uint8_t *out)
{
	chan_criterion r;
	bool whole;

	memset(&r, 0xa5, sizeof r);
	whole = chan_read_criterion(c, &r);
	PUT(CRITERION, field, r.field);
	PUT(CRITERION, operator, r.operation);
	PUT(CRITERION, flags, r.flags);
	PUT(CRITERION, first_value, r.first_value);
	PUT(CRITERION, value_count, r.value_count);
	return whole;
}

static const struct {
	enum chan_table table;
	reader *read;
} READERS[] = {
	{CHAN_TABLE_NETWORK, read_network},     {CHAN_TABLE_TYPE, read_type},
	{CHAN_TABLE_FIELD, read_field},         {CHAN_TABLE_TEMPLATE, read_template},
	{CHAN_TABLE_CRITERION, read_criterion},
};

/* Every byte is another, and none is zero or 0xA5. */
static uint8_t *record_of(size_t size)
{
	uint8_t *bytes = malloc(size > 0 ? size : 1);

	assert_non_null(bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(0x11 + i);
	return bytes;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void whole_records(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof READERS / sizeof READERS[0]; r++) {
		const size_t size = chan_table_record_size(READERS[r].table);
		uint8_t *bytes = record_of(size + 3), out[LONGEST];
		chan_cursor c = chan_cursor_over(bytes, size + 3);

		memset(out, 0, sizeof out);
		assert_true(READERS[r].read(&c, out));
		assert_memory_equal(out, bytes, size);
		assert_int_equal(chan_left(&c), 3);
		free(bytes);
	}
}

/* Each byte the greatest between the least, and the least between the greatest: nothing is carried to another member. */
static void extreme_bytes(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof READERS / sizeof READERS[0]; r++) {
		const size_t size = chan_table_record_size(READERS[r].table);

		for (size_t at = 0; at < 2 * size; at++) {
			uint8_t *bytes = record_of(size), out[LONGEST];
			const uint8_t alone = at < size ? 0xff : 0;
			chan_cursor c = chan_cursor_over(bytes, size);

			memset(bytes, 0xff - alone, size);
			bytes[at % size] = alone;
			memset(out, 0xa5, sizeof out);
			assert_true(READERS[r].read(&c, out));
			assert_memory_equal(out, bytes, size);
			free(bytes);
		}
	}
}

/* Members side by side may be read at once: one that the window has may be zero, but is never something else. */
static void records_cut_short(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof READERS / sizeof READERS[0]; r++) {
		const size_t whole = chan_table_record_size(READERS[r].table);

		for (size_t size = 0; size < whole; size++) {
			uint8_t *bytes = record_of(size), out[LONGEST];
			chan_cursor c = chan_cursor_over(bytes, size);

			memset(out, 0, sizeof out);
			assert_false(READERS[r].read(&c, out));
			for (size_t m = 0; m < sizeof MEMBERS / sizeof MEMBERS[0]; m++) {
				const size_t end = MEMBERS[m].offset + MEMBERS[m].width;
				const uint8_t *got = out + MEMBERS[m].offset;

				if (MEMBERS[m].table == READERS[r].table &&
				    !is_zero(got, MEMBERS[m].width)) {
					assert_true(end <= size);
					assert_memory_equal(got, bytes + MEMBERS[m].offset,
					                    MEMBERS[m].width);
				}
			}
			free(bytes);
		}
	}
}

static void runs_of_a_template(void **state)
{
	(void)state;
	for (size_t size = 0; size <= CHAN_SIZE_TEMPLATE; size++) {
		uint8_t *bytes = record_of(size);
		chan_cursor c = chan_cursor_over(bytes, size);
		const size_t count_end = CHAN_OFFSET_TEMPLATE_criterion_count + 4;
		chan_runs runs;

		memset(&runs, 0xa5, sizeof runs);
		assert_int_equal(chan_read_runs(&c, &runs), size == CHAN_SIZE_TEMPLATE);
		assert_int_equal(runs.criterion_count,
		                 size >= count_end ? support_get(bytes, count_end - 4, 4) : 0);
		assert_int_equal(runs.first_instruction,
		                 size == CHAN_SIZE_TEMPLATE ? support_get(bytes, 44, 4) : 0);
		assert_int_equal(runs.instruction_count,
		                 size == CHAN_SIZE_TEMPLATE ? support_get(bytes, 48, 4) : 0);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_records),
		cmocka_unit_test(extreme_bytes),
		cmocka_unit_test(records_cut_short),
		cmocka_unit_test(runs_of_a_template),
	};

	return cmocka_run_group_tests_name("chan_record", tests, NULL, NULL);
}
