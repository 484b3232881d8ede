/*
 * chan_open(): the header, the sizes and the checksums; every prefix and every flipped bit. What a table may
 * not hold is in test_chan_open.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_open.h"

static const support_want ACCEPTED = {0, CHAN_TABLE_HEADER, 0, 0, 0, 0};

/* A fault of the file as a whole. */
static support_want whole(unsigned rule, uint64_t offset, uint64_t length)
{
	const support_want want = {rule, CHAN_TABLE_HEADER, 0, CHAN_WHOLE_RECORD, offset, length};

	return want;
}

static uint8_t *sample(size_t *size)
{
	support_file f;
	uint8_t *bytes;

	support_file_sample(&f);
	bytes = support_file_bytes(&f, size);
	support_file_end(&f);
	return bytes;
}

/* The least file that there can be: one string, one of each record, no numbers. */
static uint8_t *smallest(size_t *size)
{
	support_file f;
	uint8_t *bytes;

	support_file_begin(&f);
	support_text(&f, "a");
	support_type(&f, 1, 1, 1, 1);
	support_field(&f, 1, CHAN_KIND_STRING);
	support_template(&f, 0, 1, 1, 1, 1);
	support_criterion(&f, 0, CHAN_OPERATOR_ANY, 0, 0);
	support_instruction(&f, 0);
	bytes = support_file_bytes(&f, size);
	support_file_end(&f);
	return bytes;
}

static void right_files(void **state)
{
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	support_open(bytes, size, ACCEPTED, &fault);
	free(bytes);
	bytes = smallest(&size);
	assert_int_equal(size, 96 + 4 + 1 + 28 + 12 + 52 + 12 + 2);
	support_open(bytes, size, ACCEPTED, &fault);
	free(bytes);
}

static void too_short_for_a_header(void **state)
{
	static const uint8_t NOTHING[1] = {0};
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	support_open(NOTHING, 0, whole(CHAN_RULE_TRUNCATED, 0, 0), &fault);
	support_open(NOTHING, 1, whole(CHAN_RULE_TRUNCATED, 1, 0), &fault);
	for (size_t n = 0; n < 96; n++) {
		support_open(bytes, n, whole(CHAN_RULE_TRUNCATED, n, 0), &fault);
		assert_int_equal(fault.got, n);
		assert_int_equal(fault.want, 96);
	}
	free(bytes);
}

static void each_byte_of_the_magic(void **state)
{
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		bytes[i] ^= 0x20;
		support_seal(bytes, size);
		support_open(bytes, size, WANT(bytes, MAGIC, HEADER, 0, magic), &fault);
		/* The magic is judged before the length of the header. */
		support_open(bytes, 8, WANT(bytes, MAGIC, HEADER, 0, magic), &fault);
		bytes[i] ^= 0x20;
	}
	memset(bytes, 0, size);
	support_open(bytes, size, WANT(bytes, MAGIC, HEADER, 0, magic), &fault);
	free(bytes);
}

static void version_before_checksum(void **state)
{
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	bytes[8] = 2;
	support_open(bytes, size, WANT(bytes, FORMAT_VERSION, HEADER, 0, format_version), &fault);
	/* But not before the header is whole. */
	support_open(bytes, 95, whole(CHAN_RULE_TRUNCATED, 95, 0), &fault);
	free(bytes);
}

static void checksums(void **state)
{
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);
	const uint32_t right = (uint32_t)support_get(bytes, 92, 4);

	(void)state;
	support_put(bytes, 92, 4, right ^ 1);
	support_open(bytes, size, WANT(bytes, HEADER_CHECKSUM, HEADER, 0, header_checksum), &fault);
	assert_int_equal(fault.got, right ^ 1);
	assert_int_equal(fault.want, right);
	support_put(bytes, 92, 4, right);
	/* The header's checksum covers the body's. */
	bytes[88] ^= 1;
	support_open(bytes, size, WANT(bytes, HEADER_CHECKSUM, HEADER, 0, header_checksum), &fault);
	support_put(bytes, 92, 4, support_crc32c(0, bytes, 92));
	support_open(bytes, size, WANT(bytes, BODY_CHECKSUM, HEADER, 0, body_checksum), &fault);
	support_seal(bytes, size);
	bytes[96] ^= 1;
	support_open(bytes, size, WANT(bytes, BODY_CHECKSUM, HEADER, 0, body_checksum), &fault);
	bytes[96] ^= 1;
	bytes[size - 1] ^= 0x80;
	support_open(bytes, size, WANT(bytes, BODY_CHECKSUM, HEADER, 0, body_checksum), &fault);
	free(bytes);
}

static void stated_size(void **state)
{
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	support_put(bytes, 40, 4, size + 1);
	support_seal(bytes, size);
	support_open(bytes, size, whole(CHAN_RULE_TRUNCATED, size, 0), &fault);
	assert_int_equal(fault.want, size + 1);
	/* At the limit the size is judged; past it (test_chan_open.c) it is not. */
	support_put(bytes, 40, 4, CHAN_MAX_FILE_SIZE);
	support_seal(bytes, size);
	support_open(bytes, size, whole(CHAN_RULE_TRUNCATED, size, 0), &fault);
	assert_int_equal(fault.want, CHAN_MAX_FILE_SIZE);
	support_put(bytes, 40, 4, size - 3);
	support_seal(bytes, size);
	support_open(bytes, size, whole(CHAN_RULE_TRAILING, size - 3, 3), &fault);
	support_put(bytes, 40, 4, 0);
	support_seal(bytes, size);
	support_open(bytes, size, whole(CHAN_RULE_TRAILING, 0, size), &fault);
	free(bytes);
}

/* A count that is off by one, and one whose product would be right in 32 bits, for each table. */
static void tables_do_not_fill_the_file(void **state)
{
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	for (size_t offset = 44; offset <= 80; offset += 4) {
		const uint64_t right = support_get(bytes, offset, 4);
		const uint64_t wrong[] = {right - 1, right + 1, right | UINT64_C(1) << 30,
		                          right ^ UINT64_C(1) << 31, UINT32_MAX};

		for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
			support_put(bytes, offset, 4, wrong[i]);
			support_seal(bytes, size);
			support_open(bytes, size, WANT(bytes, SIZE, HEADER, 0, file_size), &fault);
			assert_int_equal(fault.got, size);
			assert_int_not_equal(fault.want, size);
		}
		support_put(bytes, offset, 4, right);
	}
	free(bytes);
}

/* The size is the sum again, but a table took from another: only the partition can tell. */
static void counts_that_make_up_for_each_other(void **state)
{
	support_want want = {CHAN_RULE_STRING_ORDER, CHAN_TABLE_TEXT, 10, 0, 0, 9};
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	support_put(bytes, 44, 4, support_get(bytes, 44, 4) + 1);
	support_put(bytes, 76, 4, support_get(bytes, 76, 4) - 1);
	support_seal(bytes, size);
	/* Four bytes of text became an end: " pipeOth" is not greater than "ssMaskEvil". */
	want.offset = support_offset(bytes, CHAN_TABLE_TEXT, 10);
	support_open(bytes, size, want, &fault);
	free(bytes);
}

static void nothing_in_it(void **state)
{
	chan_finding fault;
	support_file f;
	size_t size;
	uint8_t *bytes;

	(void)state;
	support_file_begin(&f);
	bytes = support_file_bytes(&f, &size);
	assert_int_equal(size, 96);
	support_open(bytes, size, WANT(bytes, EMPTY, HEADER, 0, template_count), &fault);
	assert_int_equal(fault.got, 0);
	assert_int_equal(fault.want, 1);
	free(bytes);
	support_file_end(&f);
}

/* FORMAT.md section 2.2, the end of it, where no owner is there at all. */
static void tables_without_an_owner(void **state)
{
	support_file f;

	(void)state;
	support_file_begin(&f);
	support_template(&f, 0, 1, 0, 0, 0);
	REJECTED(&f, TEMPLATE_PARTITION, HEADER, 0, template_count);
	support_file_begin(&f);
	support_text(&f, "a");
	support_field(&f, 1, CHAN_KIND_STRING);
	support_template(&f, 0, 1, 0, 0, 0);
	REJECTED(&f, FIELD_PARTITION, HEADER, 0, field_count);
	support_file_sample(&f);
	support_criterion(&f, 0, CHAN_OPERATOR_ANY, 0, 0);
	REJECTED(&f, CRITERION_PARTITION, HEADER, 0, criterion_count);
	support_file_sample(&f);
	support_value(&f, 1);
	REJECTED(&f, VALUE_PARTITION, HEADER, 0, value_count);
	support_file_sample(&f);
	support_instruction(&f, CHAN_WORD_NOT);
	REJECTED(&f, INSTRUCTION_PARTITION, HEADER, 0, instruction_count);
}

/* With more than one fault, the first in the order of FORMAT.md is the finding. */
static void order_of_the_header_checks(void **state)
{
	static const struct {
		uint16_t rule;
		uint32_t member, width;
		uint64_t value;
	} STEPS[] = {
		/* In the order of section 3.1, step 9: each fault joins those after it. */
		{CHAN_RULE_RESERVED, CHAN_OFFSET_HEADER_reserved, 4, 1},
		{CHAN_RULE_LIFETIME, CHAN_OFFSET_HEADER_expires_at, 8, 1},
		{CHAN_RULE_LIFETIME, CHAN_OFFSET_HEADER_created_at, 8, 0},
		{CHAN_RULE_CONTENT_VERSION, CHAN_OFFSET_HEADER_content_version, 8, 0},
		{CHAN_RULE_CHANNEL, CHAN_OFFSET_HEADER_channel, 4, 0},
		{CHAN_RULE_ENGINE_LEVEL, CHAN_OFFSET_HEADER_engine_level, 2, 0},
	};
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
		const support_want want = {STEPS[i].rule,   CHAN_TABLE_HEADER, 0,
		                           STEPS[i].member, STEPS[i].member,   STEPS[i].width};

		support_put(bytes, STEPS[i].member, STEPS[i].width, STEPS[i].value);
		support_seal(bytes, size);
		support_open(bytes, size, want, &fault);
	}
	free(bytes);
}

/* Every proper prefix is rejected: too short for a header, or shorter than it says. */
static void every_prefix(void **state)
{
	(void)state;
	for (int which = 0; which < 2; which++) {
		chan_finding fault;
		size_t size;
		uint8_t *bytes = which == 0 ? sample(&size) : smallest(&size);

		for (size_t n = 0; n < size; n++) {
			support_open(bytes, n, whole(CHAN_RULE_TRUNCATED, n, 0), &fault);
			assert_int_equal(fault.want, n < 96 ? 96 : size);
		}
		free(bytes);
	}
}

static unsigned rule_of_flip(size_t byte)
{
	if (byte < 8)
		return CHAN_RULE_MAGIC;
	if (byte < 10)
		return CHAN_RULE_FORMAT_VERSION;
	return byte < 96 ? CHAN_RULE_HEADER_CHECKSUM : CHAN_RULE_BODY_CHECKSUM;
}

/* A flipped bit is caught by the magic, the version or a checksum, before anything believes it. */
static void every_flipped_bit(void **state)
{
	(void)state;
	for (int which = 0; which < 2; which++) {
		size_t size;
		uint8_t *bytes = which == 0 ? sample(&size) : smallest(&size);

		for (size_t bit = 0; bit < 8 * size; bit++) {
			chan_finding fault;
			chan_file file;

			memset(&file, 0xa5, sizeof file);
			memset(&fault, 0xa5, sizeof fault);
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_false(chan_open(bytes, size, &file, &fault));
			assert_int_equal(fault.rule, rule_of_flip(bit / 8));
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		free(bytes);
	}
}

/* With the checksums repaired a flipped bit may be right or wrong, but never a crash or a second reading. */
static void every_flipped_bit_resealed(void **state)
{
	size_t size, accepted = 0, rejected = 0;
	uint8_t *bytes = sample(&size);

	(void)state;
	for (size_t bit = 64; bit < 8 * size; bit++) {
		uint8_t *copy = malloc(size);
		chan_finding fault;
		chan_file file;

		assert_non_null(copy);
		memcpy(copy, bytes, size);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		support_seal(copy, size);
		memset(&file, 0xa5, sizeof file);
		memset(&fault, 0xa5, sizeof fault);
		if (chan_open(copy, size, &file, &fault)) {
			assert_int_equal(fault.rule, 0);
			accepted++;
		} else {
			assert_in_range(fault.rule, 1001, 1063);
			assert_true(fault.offset + fault.length <= size);
			rejected++;
		}
		free(copy);
	}
	/* The bits of the checksums themselves, of times, versions and of text are free to be others. */
	assert_true(accepted > 500);
	assert_true(rejected > 3000);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_files),
		cmocka_unit_test(too_short_for_a_header),
		cmocka_unit_test(each_byte_of_the_magic),
		cmocka_unit_test(version_before_checksum),
		cmocka_unit_test(checksums),
		cmocka_unit_test(stated_size),
		cmocka_unit_test(tables_do_not_fill_the_file),
		cmocka_unit_test(counts_that_make_up_for_each_other),
		cmocka_unit_test(nothing_in_it),
		cmocka_unit_test(tables_without_an_owner),
		cmocka_unit_test(order_of_the_header_checks),
		cmocka_unit_test(every_prefix),
		cmocka_unit_test(every_flipped_bit),
		cmocka_unit_test(every_flipped_bit_resealed),
	};

	return cmocka_run_group_tests_name("chan_header", tests, NULL, NULL);
}
