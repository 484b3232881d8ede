/* Readers of one record over a window of each length up to the record's: all of it or nothing, and never a byte more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"
#include "record.h"

enum { LONGEST = 64 };

/* What is read, one after the other, so that each table is one line. */
typedef struct records {
	chan_network network;
	chan_type type;
	chan_field field;
	chan_template template;
	chan_criterion criterion;
	chan_runs runs;
} records;

static bool read_network(chan_cursor *c, records *out)
{
	uint16_t reserved = 0xa5a5;
	const bool whole = chan_read_network(c, &out->network, &reserved);

	assert_true(whole || reserved == 0 || reserved == 0x0403);
	return whole;
}

static bool read_type(chan_cursor *c, records *out)
{
	return chan_read_type(c, &out->type);
}

static bool read_field(chan_cursor *c, records *out)
{
	uint16_t reserved = 0xa5a5;
	const bool whole = chan_read_field(c, &out->field, &reserved);

	assert_true(whole || reserved == 0 || reserved == 0x0807);
	return whole;
}

static bool read_template(chan_cursor *c, records *out)
{
	uint8_t reserved = 0xa5;
	const bool whole = chan_read_template(c, &out->template, &reserved);

	assert_int_equal(reserved, whole || out->template.action != 0 ? 0x24 : 0);
	return whole;
}

static bool read_criterion(chan_cursor *c, records *out)
{
	return chan_read_criterion(c, &out->criterion);
}

static bool read_runs(chan_cursor *c, records *out)
{
	return chan_read_runs(c, &out->runs);
}

/* The block ends where the window does: the sanitizers see a byte too many. */
static void records_in_short_windows(void **state)
{
	static const struct {
		bool (*read)(chan_cursor *, records *);
		size_t size;
	} readers[] = {
		{read_network, CHAN_SIZE_NETWORK},     {read_type, CHAN_SIZE_TYPE},
		{read_field, CHAN_SIZE_FIELD},         {read_template, CHAN_SIZE_TEMPLATE},
		{read_criterion, CHAN_SIZE_CRITERION}, {read_runs, CHAN_SIZE_TEMPLATE},
	};

	(void)state;
	for (size_t r = 0; r < sizeof readers / sizeof *readers; r++)
		for (size_t length = 0; length <= readers[r].size; length++) {
			uint8_t *bytes = malloc(length > 0 ? length : 1);
			records out;

			assert_non_null(bytes);
			for (size_t i = 0; i < length; i++)
				bytes[i] = (uint8_t)(i + 1);
			chan_cursor window = chan_cursor_over(bytes, length);
			memset(&out, 0xa5, sizeof out);
			assert_int_equal(readers[r].read(&window, &out), length == readers[r].size);
			if (length == readers[r].size)
				assert_int_equal(chan_left(&window), 0);
			free(bytes);
		}
}

/* The wide readers, in windows at the start of the bytes and behind others. */
static void wide_readers_in_short_windows(void **state)
{
	static const uint64_t nothing[4];
	uint8_t bytes[2 * LONGEST];

	(void)state;
	memset(bytes, 0x11, sizeof bytes);
	for (size_t before = 0; before <= LONGEST; before += 8)
		for (size_t length = 0; length <= LONGEST; length++) {
			chan_cursor four = chan_cursor_over(bytes, before + length), plain;
			uint64_t out[4];

			assert_true(chan_skip(&four, before));
			plain = four;
			memset(out, 0xa5, sizeof out);
			assert_int_equal(chan_get_4_u64_big(&four, out), length >= 32);
			assert_int_equal(chan_left(&four), length >= 32 ? length - 32 : length);
			if (length < 32)
				assert_memory_equal(out, nothing, sizeof out);
			assert_int_equal(chan_take_64_plain(&plain), length == LONGEST);
			assert_int_equal(chan_left(&plain), length == LONGEST ? 0 : length);
		}
}

/* A table that there is not has no records, and all that there are lie before it. */
static void no_such_table(void **state)
{
	const chan_header header = {.string_count = 2, .type_count = 1};
	const enum chan_table beyond = (enum chan_table)(CHAN_TABLE_COUNT + 1);

	(void)state;
	assert_int_equal(chan_table_count(&header, beyond), 0);
	assert_int_equal(chan_table_record_size(beyond), 0);
	assert_int_equal(chan_table_count(&header, CHAN_TABLE_COUNT), 0);
	assert_int_equal(chan_table_record_size(CHAN_TABLE_COUNT), 0);
	assert_int_equal(chan_table_offset(&header, beyond),
	                 chan_table_offset(&header, CHAN_TABLE_COUNT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_in_short_windows),
		cmocka_unit_test(wide_readers_in_short_windows),
		cmocka_unit_test(no_such_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
