/*
 * chan_open(): a right file with one member changed, both checksums repaired, must raise exactly one rule
 * at exactly one place. Text, networks and limits have suites of
 * their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_open.h"

/* A change of one member. */
typedef struct poke {
	enum chan_table table;
	uint32_t record, member, width;
	uint64_t value;
} poke;

#define TO(TABLE_, record, member, value)                                \
	{CHAN_TABLE_##TABLE_, (record), CHAN_OFFSET_##TABLE_##_##member, \
	 CHAN_WIDTH_##TABLE_##_##member, (value)}
#define NO_POKE {CHAN_TABLE_HEADER, 0, 0, 0, 0}

static void apply(uint8_t *bytes, const poke *p)
{
	support_put(bytes, support_offset(bytes, p->table, p->record) + p->member, p->width,
	            p->value);
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

/* The finding is at the member that was changed, and says its value. */
static const struct {
	unsigned rule;
	poke change;
	uint64_t want; /* the bound, or what would be right */
} SAME_PLACE[] = {
	{CHAN_RULE_FORMAT_VERSION, TO(HEADER, 0, format_version, 0), 1},
	{CHAN_RULE_FORMAT_VERSION, TO(HEADER, 0, format_version, 2), 1},
	{CHAN_RULE_FORMAT_VERSION, TO(HEADER, 0, format_version, 0x100), 1},
	{CHAN_RULE_FILE_LIMIT, TO(HEADER, 0, file_size, CHAN_MAX_FILE_SIZE + 1),
         CHAN_MAX_FILE_SIZE},
	{CHAN_RULE_FILE_LIMIT, TO(HEADER, 0, file_size, UINT32_MAX), CHAN_MAX_FILE_SIZE},
	{CHAN_RULE_ENGINE_LEVEL, TO(HEADER, 0, engine_level, 0), 1},
	{CHAN_RULE_CHANNEL, TO(HEADER, 0, channel, 0), CHAN_MAX_CHANNEL},
	{CHAN_RULE_CHANNEL, TO(HEADER, 0, channel, 100000000), CHAN_MAX_CHANNEL},
	{CHAN_RULE_CONTENT_VERSION, TO(HEADER, 0, content_version, 0), 1},
	{CHAN_RULE_LIFETIME, TO(HEADER, 0, created_at, 0), 1},
	{CHAN_RULE_LIFETIME, TO(HEADER, 0, expires_at, 1), 1721361600},
	{CHAN_RULE_LIFETIME, TO(HEADER, 0, expires_at, 1721361600), 1721361600},
	{CHAN_RULE_RESERVED, TO(HEADER, 0, reserved, 1), 0},
	{CHAN_RULE_RESERVED, TO(HEADER, 0, reserved, 0x80000000), 0},
	{CHAN_RULE_STRING_END, TO(STRING, 0, end, 0), 0},
	{CHAN_RULE_STRING_END, TO(STRING, 1, end, 10), 10},
	{CHAN_RULE_STRING_END, TO(STRING, 1, end, 9), 10},
	{CHAN_RULE_STRING_END, TO(STRING, 1, end, 100000), 109},
	{CHAN_RULE_STRING_END, TO(STRING, 11, end, UINT32_MAX), 109},
	{CHAN_RULE_INTEGER_ORDER, TO(INTEGER, 1, number, UINT64_MAX), UINT64_MAX},
	{CHAN_RULE_INTEGER_ORDER, TO(INTEGER, 1, number, UINT64_MAX - 1), UINT64_MAX},
	{CHAN_RULE_INTEGER_ORDER, TO(INTEGER, 2, number, 0), 0},
	{CHAN_RULE_INTEGER_ORDER, TO(INTEGER, 2, number, UINT64_C(1) << 63), 0},
	{CHAN_RULE_NETWORK_FAMILY, TO(NETWORK, 0, family, 0), 0},
	{CHAN_RULE_NETWORK_FAMILY, TO(NETWORK, 1, family, 5), 0},
	{CHAN_RULE_NETWORK_FAMILY, TO(NETWORK, 3, family, 7), 0},
	{CHAN_RULE_NETWORK_PREFIX, TO(NETWORK, 1, prefix, 33), 32},
	{CHAN_RULE_NETWORK_PREFIX, TO(NETWORK, 3, prefix, 129), 128},
	{CHAN_RULE_RESERVED, TO(NETWORK, 2, reserved, 1), 0},
	{CHAN_RULE_RESERVED, TO(NETWORK, 2, reserved, 0x8000), 0},
	{CHAN_RULE_STRING_INDEX, TO(TYPE, 1, name, 13), 12},
	{CHAN_RULE_STRING_INDEX, TO(TYPE, 0, name, UINT32_MAX), 12},
	{CHAN_RULE_TYPE_ORDER, TO(TYPE, 0, type_id, 0), 0},
	{CHAN_RULE_TYPE_ORDER, TO(TYPE, 1, type_id, 7), 7},
	{CHAN_RULE_TYPE_ORDER, TO(TYPE, 1, type_id, 6), 7},
	{CHAN_RULE_TYPE_VERSION, TO(TYPE, 1, version, 0), 1},
	{CHAN_RULE_FIELD_PARTITION, TO(TYPE, 0, first_field, 1), 0},
	{CHAN_RULE_FIELD_PARTITION, TO(TYPE, 1, first_field, 2), 3},
	{CHAN_RULE_FIELD_PARTITION, TO(TYPE, 1, first_field, 4), 3},
	{CHAN_RULE_FIELD_PARTITION, TO(TYPE, 0, field_count, 0), 1},
	{CHAN_RULE_FIELD_PARTITION, TO(TYPE, 0, field_count, 5), 4},
	{CHAN_RULE_FIELD_PARTITION, TO(TYPE, 1, field_count, 2), 1},
	{CHAN_RULE_FIELD_PARTITION, TO(TYPE, 1, field_count, CHAN_MAX_FIELDS), 1},
	{CHAN_RULE_FIELD_LIMIT, TO(TYPE, 1, field_count, CHAN_MAX_FIELDS + 1), CHAN_MAX_FIELDS},
	{CHAN_RULE_TEMPLATE_PARTITION, TO(TYPE, 0, first_template, 1), 0},
	{CHAN_RULE_TEMPLATE_PARTITION, TO(TYPE, 1, first_template, 1), 2},
	{CHAN_RULE_TEMPLATE_PARTITION, TO(TYPE, 1, first_template, 3), 2},
	{CHAN_RULE_TEMPLATE_PARTITION, TO(TYPE, 0, template_count, 0), 1},
	{CHAN_RULE_TEMPLATE_PARTITION, TO(TYPE, 0, template_count, 4), 3},
	{CHAN_RULE_TEMPLATE_PARTITION, TO(TYPE, 1, template_count, UINT32_MAX), 1},
	{CHAN_RULE_STRING_INDEX, TO(FIELD, 3, name, 13), 12},
	{CHAN_RULE_FIELD_KIND, TO(FIELD, 1, kind, 0), 3},
	{CHAN_RULE_FIELD_KIND, TO(FIELD, 1, kind, 4), 3},
	{CHAN_RULE_FIELD_KIND, TO(FIELD, 1, kind, 0x101), 3},
	{CHAN_RULE_RESERVED, TO(FIELD, 2, reserved, 1), 0},
	{CHAN_RULE_LAYOUT_HASH, TO(FIELD, 2, layout_hash, 0), 1116261958},
	{CHAN_RULE_TEMPLATE_TYPE, TO(TEMPLATE, 0, type, 1), 0},
	{CHAN_RULE_TEMPLATE_TYPE, TO(TEMPLATE, 2, type, 0), 1},
	{CHAN_RULE_TEMPLATE_TYPE, TO(TEMPLATE, 2, type, 2), 1},
	{CHAN_RULE_STRING_INDEX, TO(TEMPLATE, 1, title, 13), 12},
	{CHAN_RULE_TEMPLATE_TITLE, TO(TEMPLATE, 1, title, 0), 1},
	{CHAN_RULE_STRING_INDEX, TO(TEMPLATE, 1, author, 13), 12},
	{CHAN_RULE_STRING_INDEX, TO(TEMPLATE, 1, link, UINT32_MAX), 12},
	{CHAN_RULE_TEMPLATE_ACTION, TO(TEMPLATE, 0, action, 0), 3},
	{CHAN_RULE_TEMPLATE_ACTION, TO(TEMPLATE, 0, action, 4), 3},
	{CHAN_RULE_TEMPLATE_LEVEL, TO(TEMPLATE, 0, level, 6), 5},
	{CHAN_RULE_TEMPLATE_STATUS, TO(TEMPLATE, 0, status, 6), 5},
	{CHAN_RULE_RESERVED, TO(TEMPLATE, 0, reserved, 1), 0},
	{CHAN_RULE_CRITERION_PARTITION, TO(TEMPLATE, 0, first_criterion, 1), 0},
	{CHAN_RULE_CRITERION_PARTITION, TO(TEMPLATE, 1, first_criterion, 15), 16},
	{CHAN_RULE_CRITERION_PARTITION, TO(TEMPLATE, 1, first_criterion, 17), 16},
	{CHAN_RULE_CRITERION_PARTITION, TO(TEMPLATE, 1, criterion_count, 0), 1},
	{CHAN_RULE_CRITERION_PARTITION, TO(TEMPLATE, 1, criterion_count, 3), 2},
	{CHAN_RULE_CRITERION_PARTITION, TO(TEMPLATE, 1, criterion_count, CHAN_MAX_CRITERIA), 2},
	{CHAN_RULE_CRITERION_LIMIT, TO(TEMPLATE, 1, criterion_count, CHAN_MAX_CRITERIA + 1),
         CHAN_MAX_CRITERIA},
	{CHAN_RULE_INSTRUCTION_PARTITION, TO(TEMPLATE, 0, first_instruction, 1), 0},
	{CHAN_RULE_INSTRUCTION_PARTITION, TO(TEMPLATE, 2, first_instruction, 32), 33},
	{CHAN_RULE_INSTRUCTION_PARTITION, TO(TEMPLATE, 2, instruction_count, 0), 1},
	{CHAN_RULE_INSTRUCTION_PARTITION, TO(TEMPLATE, 2, instruction_count, 2), 1},
	{CHAN_RULE_INSTRUCTION_PARTITION, TO(TEMPLATE, 2, instruction_count, CHAN_MAX_INSTRUCTIONS),
         1},
	{CHAN_RULE_INSTRUCTION_LIMIT, TO(TEMPLATE, 2, instruction_count, CHAN_MAX_INSTRUCTIONS + 1),
         CHAN_MAX_INSTRUCTIONS},
	{CHAN_RULE_FIELD_INDEX, TO(CRITERION, 0, field, 3), 3},
	{CHAN_RULE_FIELD_INDEX, TO(CRITERION, 17, field, 1), 1},
	{CHAN_RULE_FIELD_INDEX, TO(CRITERION, 17, field, 0xffff), 1},
	{CHAN_RULE_OPERATOR, TO(CRITERION, 1, operator, 0), 16},
	{CHAN_RULE_OPERATOR, TO(CRITERION, 1, operator, 17), 16},
	{CHAN_RULE_OPERATOR, TO(CRITERION, 1, operator, 32), 16},
	{CHAN_RULE_OPERATOR, TO(CRITERION, 1, operator, 33), 16},
	{CHAN_RULE_OPERATOR, TO(CRITERION, 1, operator, 255), 16},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 4, flags, CHAN_FLAG_MULTILINE), 1},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 5, flags, 4), 3},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 6, flags, CHAN_FLAG_CASED), 0},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 7, flags, CHAN_FLAG_CASED), 0},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 12, flags, CHAN_FLAG_CASED), 0},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 14, flags, CHAN_FLAG_MULTILINE), 1},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 15, flags, CHAN_FLAG_CASED), 0},
	{CHAN_RULE_CRITERION_FLAGS, TO(CRITERION, 0, flags, 0x80), 1},
	{CHAN_RULE_VALUE_PARTITION, TO(CRITERION, 0, first_value, 1), 0},
	{CHAN_RULE_VALUE_PARTITION, TO(CRITERION, 2, first_value, 2), 3},
	{CHAN_RULE_VALUE_PARTITION, TO(CRITERION, 12, first_value, 0), 20},
	{CHAN_RULE_VALUE_COUNT, TO(CRITERION, 0, value_count, 0), 1},
	{CHAN_RULE_VALUE_COUNT, TO(CRITERION, 14, value_count, 0), 1},
	{CHAN_RULE_VALUE_COUNT, TO(CRITERION, 12, value_count, 1), 0},
	{CHAN_RULE_VALUE_COUNT, TO(CRITERION, 15, value_count, CHAN_MAX_VALUES + 1), 0},
	{CHAN_RULE_VALUE_LIMIT, TO(CRITERION, 0, value_count, CHAN_MAX_VALUES + 1),
         CHAN_MAX_VALUES},
	{CHAN_RULE_VALUE_PARTITION, TO(CRITERION, 0, value_count, CHAN_MAX_VALUES), 25},
	{CHAN_RULE_VALUE_PARTITION, TO(CRITERION, 17, value_count, 2), 1},
	{CHAN_RULE_VALUE_INDEX, TO(VALUE, 1, index, 13), 13},
	{CHAN_RULE_VALUE_INDEX, TO(VALUE, 12, index, 4), 4},
	{CHAN_RULE_VALUE_INDEX, TO(VALUE, 15, index, 3), 3},
	{CHAN_RULE_VALUE_INDEX, TO(VALUE, 22, index, 3), 3},
	{CHAN_RULE_VALUE_INDEX, TO(VALUE, 24, index, UINT32_MAX), 13},
	{CHAN_RULE_VALUE_ORDER, TO(VALUE, 1, index, 0), 1},
	{CHAN_RULE_VALUE_ORDER, TO(VALUE, 12, index, 2), 3},
	{CHAN_RULE_VALUE_ORDER, TO(VALUE, 12, index, 0), 3},
	{CHAN_RULE_OPCODE, TO(INSTRUCTION, 0, word, 0x1000), 0},
	{CHAN_RULE_OPCODE, TO(INSTRUCTION, 2, word, 0x7fff), 0},
	{CHAN_RULE_OPCODE, TO(INSTRUCTION, 2, word, 0x8003), 0},
	{CHAN_RULE_OPCODE, TO(INSTRUCTION, 33, word, 0xffff), 0},
	{CHAN_RULE_CRITERION_INDEX, TO(INSTRUCTION, 0, word, 16), 16},
	{CHAN_RULE_CRITERION_INDEX, TO(INSTRUCTION, 33, word, 1), 1},
	{CHAN_RULE_CRITERION_INDEX, TO(INSTRUCTION, 33, word, 0xfff), 1},
	{CHAN_RULE_CRITERION_FIRST_USE, TO(INSTRUCTION, 0, word, 1), 0},
	{CHAN_RULE_CRITERION_FIRST_USE, TO(INSTRUCTION, 3, word, 15), 2},
};

static void one_member_changed(void **state)
{
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	for (size_t i = 0; i < sizeof SAME_PLACE / sizeof SAME_PLACE[0]; i++) {
		const poke *p = &SAME_PLACE[i].change;
		const size_t offset = support_offset(bytes, p->table, p->record) + p->member;
		const support_want want = {SAME_PLACE[i].rule, p->table, p->record,
		                           p->member,          offset,   p->width};
		const uint64_t old = support_get(bytes, offset, p->width);
		chan_finding fault;

		assert_int_not_equal(old, p->value);
		apply(bytes, p);
		support_seal(bytes, size);
		support_open(bytes, size, want, &fault);
		assert_int_equal(fault.got, p->value);
		assert_int_equal(fault.want, SAME_PLACE[i].want);
		support_put(bytes, offset, p->width, old);
	}
	free(bytes);
}

/* The finding is elsewhere than the change, or needs two. */
static const struct {
	unsigned rule;
	poke change[2];
	poke at; /* its value is what the finding says that it got */
	uint64_t want;
} OTHER_PLACE[] = {
	{CHAN_RULE_FIELD_PARTITION,
         {TO(TYPE, 0, field_count, 2), NO_POKE},
         TO(TYPE, 1, first_field, 3),
         2},
	{CHAN_RULE_FIELD_PARTITION,
         {TO(TYPE, 0, field_count, 2), TO(TYPE, 1, first_field, 2)},
         TO(HEADER, 0, field_count, 4),
         3},
	{CHAN_RULE_TEMPLATE_PARTITION,
         {TO(TYPE, 0, template_count, 1), TO(TYPE, 1, first_template, 1)},
         TO(HEADER, 0, template_count, 3),
         2},
	{CHAN_RULE_CRITERION_PARTITION,
         {TO(TEMPLATE, 0, criterion_count, 17), NO_POKE},
         TO(TEMPLATE, 1, first_criterion, 16),
         17},
	{CHAN_RULE_INSTRUCTION_PARTITION,
         {TO(TEMPLATE, 0, instruction_count, 31), NO_POKE},
         TO(TEMPLATE, 1, first_instruction, 32),
         31},
	{CHAN_RULE_VALUE_PARTITION,
         {TO(CRITERION, 0, value_count, 1), NO_POKE},
         TO(CRITERION, 1, first_value, 2),
         1},
	{CHAN_RULE_VALUE_PARTITION,
         {TO(CRITERION, 16, value_count, 2), NO_POKE},
         TO(CRITERION, 17, first_value, 24),
         25},
	{CHAN_RULE_LAYOUT_HASH,
         {TO(FIELD, 0, kind, CHAN_KIND_INTEGER), NO_POKE},
         TO(FIELD, 0, layout_hash, 3982523062),
         4264593730},
	{CHAN_RULE_LAYOUT_HASH,
         {TO(FIELD, 3, name, 5), NO_POKE},
         TO(FIELD, 3, layout_hash, 3982523062),
         3520516871},
	{CHAN_RULE_NAME, {TO(TYPE, 0, name, 0), NO_POKE}, TO(TYPE, 0, name, 0), 255},
	{CHAN_RULE_NAME, {TO(FIELD, 2, name, 0), NO_POKE}, TO(FIELD, 2, name, 0), 255},
	{CHAN_RULE_TEMPLATE_UUID,
         {{CHAN_TABLE_TEMPLATE, 2, 0, 8, 0}, {CHAN_TABLE_TEMPLATE, 2, 8, 8, 0}},
         TO(TEMPLATE, 2, uuid, 0),
         0},
	{CHAN_RULE_TEMPLATE_UUID,
         {{CHAN_TABLE_TEMPLATE, 1, 15, 1, 1}, NO_POKE},
         TO(TEMPLATE, 1, uuid, 0),
         0},
	{CHAN_RULE_TEMPLATE_UUID,
         {{CHAN_TABLE_TEMPLATE, 1, 0, 1, 0x5e}, NO_POKE},
         TO(TEMPLATE, 1, uuid, 0),
         0},
	{CHAN_RULE_NETWORK_ADDRESS,
         {{CHAN_TABLE_NETWORK, 0, 4, 1, 0x80}, NO_POKE},
         TO(NETWORK, 0, address, 0),
         0},
	{CHAN_RULE_NETWORK_ADDRESS,
         {{CHAN_TABLE_NETWORK, 1, 5, 1, 0x80}, NO_POKE},
         TO(NETWORK, 1, address, 0),
         0},
	{CHAN_RULE_NETWORK_ADDRESS,
         {{CHAN_TABLE_NETWORK, 1, 19, 1, 1}, NO_POKE},
         TO(NETWORK, 1, address, 0),
         0},
	{CHAN_RULE_NETWORK_ADDRESS,
         {{CHAN_TABLE_NETWORK, 2, 12, 1, 0x80}, NO_POKE},
         TO(NETWORK, 2, address, 0),
         0},
	{CHAN_RULE_NETWORK_ADDRESS,
         {TO(NETWORK, 3, prefix, 127), NO_POKE},
         TO(NETWORK, 3, address, 0),
         0},
	/* A field that the type before has, and this one has not. */
	{CHAN_RULE_VALUE_INDEX,
         {TO(CRITERION, 17, operator, CHAN_OPERATOR_FIELDREF), TO(VALUE, 24, index, 1)},
         TO(VALUE, 24, index, 1),
         1},
	{CHAN_RULE_STACK_UNDERFLOW,
         {TO(INSTRUCTION, 1, word, CHAN_WORD_OR), NO_POKE},
         TO(INSTRUCTION, 1, word, 1),
         2},
	{CHAN_RULE_STACK_UNDERFLOW,
         {TO(INSTRUCTION, 0, word, CHAN_WORD_AND), NO_POKE},
         TO(INSTRUCTION, 0, word, 0),
         2},
	{CHAN_RULE_STACK_UNDERFLOW,
         {TO(INSTRUCTION, 32, word, CHAN_WORD_NOT), NO_POKE},
         TO(INSTRUCTION, 32, word, 0),
         1},
	{CHAN_RULE_STACK_RESULT,
         {TO(INSTRUCTION, 31, word, 0), NO_POKE},
         TO(INSTRUCTION, 31, word, 2),
         1},
	{CHAN_RULE_STACK_RESULT,
         {TO(INSTRUCTION, 2, word, CHAN_WORD_NOT), NO_POKE},
         TO(INSTRUCTION, 31, word, 2),
         1},
	{CHAN_RULE_CRITERION_UNUSED,
         {TO(INSTRUCTION, 29, word, 14), NO_POKE},
         TO(TEMPLATE, 0, criterion_count, 16),
         15},
};

static void finding_elsewhere(void **state)
{
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof OTHER_PLACE / sizeof OTHER_PLACE[0]; i++) {
		uint8_t *bytes = sample(&size);
		const poke *at = &OTHER_PLACE[i].at;
		const support_want want = {
			OTHER_PLACE[i].rule,
			at->table,
			at->record,
			at->member,
			support_offset(bytes, at->table, at->record) + at->member,
			at->width,
		};
		chan_finding fault;

		apply(bytes, &OTHER_PLACE[i].change[0]);
		apply(bytes, &OTHER_PLACE[i].change[1]);
		support_seal(bytes, size);
		support_open(bytes, size, want, &fault);
		assert_int_equal(fault.got, at->value);
		assert_int_equal(fault.want, OTHER_PLACE[i].want);
		free(bytes);
	}
}

/* The near misses: one step on this side of a rule, the file is right. */
static const poke HARMLESS[] = {
	TO(HEADER, 0, engine_level, 0xffff),
	TO(HEADER, 0, channel, 1),
	TO(HEADER, 0, channel, CHAN_MAX_CHANNEL),
	TO(HEADER, 0, content_version, 1),
	TO(HEADER, 0, content_version, UINT64_MAX),
	TO(HEADER, 0, created_at, 1),
	TO(HEADER, 0, created_at, 1721447999),
	TO(HEADER, 0, expires_at, 0),
	TO(HEADER, 0, expires_at, 1721361601),
	TO(HEADER, 0, expires_at, UINT64_MAX),
	TO(INTEGER, 0, number, UINT64_C(1) << 63),
	TO(INTEGER, 1, number, 2097150),
	TO(INTEGER, 2, number, 1),
	TO(INTEGER, 2, number, INT64_MAX),
	TO(NETWORK, 1, prefix, 32),
	TO(NETWORK, 1, prefix, 7),
	TO(NETWORK, 2, prefix, 32),
	{CHAN_TABLE_NETWORK, 1, 4, 1, 0xff},
	{CHAN_TABLE_NETWORK, 2, 11, 1, 1},
	TO(TYPE, 0, type_id, 1),
	TO(TYPE, 0, type_id, 8),
	TO(TYPE, 1, type_id, 8),
	TO(TYPE, 1, type_id, UINT32_MAX),
	TO(TYPE, 0, version, 1),
	TO(TYPE, 0, name, 12),
	{CHAN_TABLE_TEMPLATE, 1, 0, 1, 0x60},
	{CHAN_TABLE_TEMPLATE, 2, 0, 8, 0},
	TO(TEMPLATE, 0, title, 12),
	TO(TEMPLATE, 0, author, 12),
	TO(TEMPLATE, 0, link, 12),
	TO(TEMPLATE, 0, action, CHAN_ACTION_PREVENT),
	TO(TEMPLATE, 0, action, CHAN_ACTION_MONITOR),
	TO(TEMPLATE, 0, level, CHAN_LEVEL_NONE),
	TO(TEMPLATE, 0, level, CHAN_LEVEL_CRITICAL),
	TO(TEMPLATE, 0, status, CHAN_STATUS_NONE),
	TO(TEMPLATE, 0, status, CHAN_STATUS_UNSUPPORTED),
	TO(CRITERION, 0, field, 2),
	TO(CRITERION, 0, flags, 0),
	TO(CRITERION, 5, flags, CHAN_FLAG_MULTILINE),
	TO(CRITERION, 1, operator, CHAN_OPERATOR_GLOB),
	TO(CRITERION, 12, operator, CHAN_OPERATOR_ANY),
	TO(VALUE, 1, index, 12),
	TO(VALUE, 0, index, 0),
	TO(VALUE, 2, index, 0),
	TO(INSTRUCTION, 2, word, CHAN_WORD_OR),
	TO(INSTRUCTION, 33, word, 0),
};

static void harmless_change(void **state)
{
	const support_want accepted = {0, CHAN_TABLE_HEADER, 0, 0, 0, 0};
	chan_finding fault;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof HARMLESS / sizeof HARMLESS[0]; i++) {
		uint8_t *bytes = sample(&size);

		apply(bytes, &HARMLESS[i]);
		support_seal(bytes, size);
		support_open(bytes, size, accepted, &fault);
		free(bytes);
	}
}

/* Of two templates of one type the second has the lower second half: what counts is the first. */
static void the_first_half_of_an_id_counts_most(void **state)
{
	static const poke LOW = {CHAN_TABLE_TEMPLATE, 1, 8, 8, 0};
	static const poke HIGHER = {CHAN_TABLE_TEMPLATE, 1, 7, 1, 1};
	static const poke HIGH = {CHAN_TABLE_TEMPLATE, 0, 7, 1, 1};
	const support_want accepted = {0, CHAN_TABLE_HEADER, 0, 0, 0, 0};
	chan_finding fault;
	size_t size;
	uint8_t *bytes = sample(&size);

	(void)state;
	apply(bytes, &LOW);
	support_seal(bytes, size);
	support_open(bytes, size, WANT(bytes, TEMPLATE_UUID, TEMPLATE, 1, uuid), &fault);
	assert_int_equal(fault.got, 0);
	assert_int_equal(fault.want, 0);
	apply(bytes, &HIGHER);
	support_seal(bytes, size);
	support_open(bytes, size, accepted, &fault);
	free(bytes);

	bytes = sample(&size);
	apply(bytes, &HIGH);
	support_seal(bytes, size);
	support_open(bytes, size, WANT(bytes, TEMPLATE_UUID, TEMPLATE, 1, uuid), &fault);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_member_changed),
		cmocka_unit_test(finding_elsewhere),
		cmocka_unit_test(harmless_change),
		cmocka_unit_test(the_first_half_of_an_id_counts_most),
	};

	return cmocka_run_group_tests_name("chan_open", tests, NULL, NULL);
}
