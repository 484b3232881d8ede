#include "support_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void append(support_bytes *b, const void *bytes, size_t size)
{
	if (b->capacity - b->size < size) {
		b->capacity = 2 * b->capacity + size + 64;
		b->data = realloc(b->data, b->capacity);
		if (b->data == NULL) {
			fputs("support_file: out of memory\n", stderr);
			exit(99);
		}
	}
	if (size > 0)
		memcpy(b->data + b->size, bytes, size);
	b->size += size;
}

void support_put(uint8_t *bytes, size_t offset, size_t width, uint64_t value)
{
	for (size_t i = 0; i < width; i++, value >>= 8)
		bytes[offset + i] = (uint8_t)value;
}

uint64_t support_get(const uint8_t *bytes, size_t offset, size_t width)
{
	uint64_t value = 0;

	for (size_t i = width; i > 0; i--)
		value = value << 8 | bytes[offset + i - 1];
	return value;
}

static void append_number(support_bytes *b, size_t width, uint64_t value)
{
	uint8_t bytes[8];

	support_put(bytes, 0, width, value);
	append(b, bytes, width);
}

void support_u8(support_bytes *b, unsigned value)
{
	append_number(b, 1, value);
}

void support_u16(support_bytes *b, unsigned value)
{
	append_number(b, 2, value);
}

void support_u32(support_bytes *b, uint32_t value)
{
	append_number(b, 4, value);
}

void support_u64(support_bytes *b, uint64_t value)
{
	append_number(b, 8, value);
}

static void append_big(support_bytes *b, uint64_t value)
{
	for (unsigned shift = 64; shift > 0; shift -= 8)
		support_u8(b, (unsigned)(value >> (shift - 8) & 0xff));
}

static const uint32_t RECORD_SIZE[CHAN_TABLE_COUNT] = {
#define TABLE(NAME, name, size) size,
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
};

/* Where the header holds the count of each table; the header's own is not stored. */
static const uint32_t COUNT_OFFSET[CHAN_TABLE_COUNT] = {0, 44, 48, 52, 56, 60, 64, 68, 72, 76, 80};

static uint32_t records(const support_file *f, enum chan_table table)
{
	return (uint32_t)(f->table[table].size / RECORD_SIZE[table]);
}

void support_file_begin(support_file *f)
{
	support_bytes *h = &f->table[CHAN_TABLE_HEADER];

	memset(f, 0, sizeof *f);
	append(h,
	       "\x89"
	       "CHAN\r\n\x1a",
	       8);
	support_u16(h, 1); /* format_version */
	support_u16(h, 1); /* engine_level */
	support_u32(h, 291); /* channel */
	support_u64(h, 42); /* content_version */
	support_u64(h, 1721361600); /* created_at */
	support_u64(h, 1721448000); /* expires_at */
	while (h->size < RECORD_SIZE[CHAN_TABLE_HEADER])
		support_u8(h, 0);
}

void support_file_end(support_file *f)
{
	for (size_t i = 0; i < CHAN_TABLE_COUNT; i++)
		free(f->table[i].data);
	memset(f, 0, sizeof *f);
}

void support_string(support_file *f, const void *bytes, size_t length)
{
	append(&f->table[CHAN_TABLE_TEXT], bytes, length);
	support_u32(&f->table[CHAN_TABLE_STRING], (uint32_t)f->table[CHAN_TABLE_TEXT].size);
}

void support_text(support_file *f, const char *text)
{
	support_string(f, text, strlen(text));
}

void support_integer(support_file *f, int64_t number)
{
	support_u64(&f->table[CHAN_TABLE_INTEGER], (uint64_t)number);
}

void support_network(support_file *f, unsigned family, unsigned prefix, uint64_t high, uint64_t low)
{
	support_bytes *b = &f->table[CHAN_TABLE_NETWORK];

	support_u8(b, family);
	support_u8(b, prefix);
	support_u16(b, 0);
	append_big(b, high);
	append_big(b, low);
}

void support_type(support_file *f, uint32_t name, uint32_t id, uint32_t fields, uint32_t templates)
{
	support_bytes *b = &f->table[CHAN_TABLE_TYPE];
	uint32_t first_field = 0, first_template = 0;

	if (b->size > 0) {
		const uint8_t *last = b->data + b->size - RECORD_SIZE[CHAN_TABLE_TYPE];

		first_field = (uint32_t)(support_get(last, 12, 4) + support_get(last, 16, 4));
		first_template = (uint32_t)(support_get(last, 20, 4) + support_get(last, 24, 4));
	}
	support_u32(b, name);
	support_u32(b, id);
	support_u32(b, 3); /* version */
	support_u32(b, first_field);
	support_u32(b, fields);
	support_u32(b, first_template);
	support_u32(b, templates);
	f->hash = 0;
}

void support_field(support_file *f, uint32_t name, unsigned kind)
{
	support_bytes *b = &f->table[CHAN_TABLE_FIELD];
	const support_bytes *ends = &f->table[CHAN_TABLE_STRING];
	const size_t end = (size_t)support_get(ends->data, (size_t)(name - 1) * 4, 4);
	const size_t begin =
		name > 1 ? (size_t)support_get(ends->data, (size_t)(name - 2) * 4, 4) : 0;
	const uint8_t rest[2] = {0, (uint8_t)kind};

	f->hash = support_crc32c(f->hash, f->table[CHAN_TABLE_TEXT].data + begin, end - begin);
	f->hash = support_crc32c(f->hash, rest, sizeof rest);
	support_u32(b, name);
	support_u16(b, kind);
	support_u16(b, 0);
	support_u32(b, f->hash);
}

void support_template(support_file *f, uint32_t type, uint64_t uuid, uint32_t title,
                      uint32_t criteria, uint32_t instructions)
{
	support_bytes *b = &f->table[CHAN_TABLE_TEMPLATE];

	append_big(b, 0x5f1b0c1e00004000);
	append_big(b, uuid);
	support_u32(b, type);
	support_u32(b, title);
	support_u32(b, 0); /* author */
	support_u32(b, 0); /* link */
	support_u8(b, CHAN_ACTION_DETECT);
	support_u8(b, CHAN_LEVEL_HIGH);
	support_u8(b, CHAN_STATUS_TEST);
	support_u8(b, 0);
	support_u32(b, records(f, CHAN_TABLE_CRITERION));
	support_u32(b, criteria);
	support_u32(b, records(f, CHAN_TABLE_INSTRUCTION));
	support_u32(b, instructions);
}

void support_criterion(support_file *f, unsigned field, unsigned operation, unsigned flags,
                       uint32_t values)
{
	support_bytes *b = &f->table[CHAN_TABLE_CRITERION];

	support_u16(b, field);
	support_u8(b, operation);
	support_u8(b, flags);
	support_u32(b, records(f, CHAN_TABLE_VALUE));
	support_u32(b, values);
}

void support_value(support_file *f, uint32_t index)
{
	support_u32(&f->table[CHAN_TABLE_VALUE], index);
}

void support_instruction(support_file *f, unsigned word)
{
	support_u16(&f->table[CHAN_TABLE_INSTRUCTION], word);
}

uint8_t *support_file_bytes(const support_file *f, size_t *size)
{
	support_bytes all = {NULL, 0, 0};
	uint8_t *exact;

	for (enum chan_table t = 0; t < CHAN_TABLE_COUNT; t++) {
		append(&all, f->table[t].data, f->table[t].size);
		if (t != CHAN_TABLE_HEADER)
			support_put(all.data, COUNT_OFFSET[t], 4, records(f, t));
	}
	support_put(all.data, 40, 4, all.size);
	support_seal(all.data, all.size);
	exact = realloc(all.data, all.size);
	*size = all.size;
	return exact != NULL ? exact : all.data;
}

size_t support_offset(const uint8_t *bytes, enum chan_table table, uint32_t record)
{
	size_t offset = table == CHAN_TABLE_HEADER ? 0 : RECORD_SIZE[CHAN_TABLE_HEADER];

	for (enum chan_table t = CHAN_TABLE_STRING; t < table; t++)
		offset += (size_t)support_get(bytes, COUNT_OFFSET[t], 4) * RECORD_SIZE[t];
	return offset + (size_t)record * RECORD_SIZE[table];
}

void support_seal(uint8_t *bytes, size_t size)
{
	support_put(bytes, 88, 4, support_crc32c(0, bytes + 96, size - 96));
	support_put(bytes, 92, 4, support_crc32c(0, bytes, 92));
}

uint32_t support_crc32c(uint32_t crc, const uint8_t *bytes, size_t size)
{
	uint32_t table[256];

	if (size < sizeof table) {
		crc = ~crc;
		for (size_t i = 0; i < size; i++) {
			crc ^= bytes[i];
			for (int bit = 0; bit < 8; bit++)
				crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
		}
		return ~crc;
	}
	/* The same for large files: the eight steps of each byte done beforehand. */
	for (uint32_t i = 0; i < 256; i++) {
		const uint8_t byte = (uint8_t)i;

		table[i] = ~support_crc32c(~UINT32_C(0), &byte, 1);
	}
	crc = ~crc;
	for (size_t i = 0; i < size; i++)
		crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xff];
	return ~crc;
}

/* Every operator once, joined by and, or and not. */
static void sample_template_of_all_operators(support_file *f)
{
	/* number of values, and the first of them; the others follow it */
	static const struct {
		uint8_t field, operation, flags, count;
		uint32_t first;
	} CRITERIA[] = {
		{0, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, 2, 0},
		{0, CHAN_OPERATOR_PREFIX, 0, 1, 6},
		{0, CHAN_OPERATOR_SUFFIX, 0, 3, 6},
		{0, CHAN_OPERATOR_CONTAINS, 0, 1, 8},
		{0, CHAN_OPERATOR_GLOB, 0, 1, 9},
		{0, CHAN_OPERATOR_REGEX, CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE, 1, 7},
		{1, CHAN_OPERATOR_CIDR, 0, 4, 0},
		{2, CHAN_OPERATOR_EQ, 0, 3, 0},
		{2, CHAN_OPERATOR_LT, 0, 1, 0},
		{2, CHAN_OPERATOR_LE, 0, 1, 1},
		{2, CHAN_OPERATOR_GT, 0, 1, 2},
		{2, CHAN_OPERATOR_GE, 0, 1, 2},
		{1, CHAN_OPERATOR_EXISTS, 0, 0, 0},
		{1, CHAN_OPERATOR_NULL, 0, 0, 0},
		{0, CHAN_OPERATOR_FIELDREF, CHAN_FLAG_CASED, 3, 0},
		{0, CHAN_OPERATOR_ANY, 0, 0, 0},
	};
	const unsigned count = sizeof CRITERIA / sizeof CRITERIA[0];

	support_template(f, 0, 1, 2, count, 2 * count);
	for (unsigned i = 0; i < count; i++) {
		support_criterion(f, CRITERIA[i].field, CRITERIA[i].operation, CRITERIA[i].flags,
		                  CRITERIA[i].count);
		for (uint32_t k = 0; k < CRITERIA[i].count; k++)
			support_value(f, CRITERIA[i].first + k);
		support_instruction(f, i);
		if (i > 0)
			support_instruction(f, i % 2 ? CHAN_WORD_AND : CHAN_WORD_OR);
	}
	support_instruction(f, CHAN_WORD_NOT);
}

static void sample_template_of_one(support_file *f, uint32_t type, uint64_t uuid, uint32_t title)
{
	support_template(f, type, uuid, title, 1, 1);
	support_criterion(f, 0, CHAN_OPERATOR_SUFFIX, 0, 1);
	support_value(f, 6);
	support_instruction(f, 0);
}

void support_file_sample(support_file *f)
{
	/* In order; some alike for more than eight bytes, some not ASCII. */
	static const char *const STRINGS[] = {
		"AccessMask", "Evil pipe",   "Other title",
		"PipeName",   "RemoteIp",    "\\evil",
		"abcdefghij", "abcdefghijk", "abcdefghik",
		"file_event", "ipc",         "\xc3\x89tat \xe2\x82\xac \xf0\x9f\x94\x92",
	};

	support_file_begin(f);
	for (size_t i = 0; i < sizeof STRINGS / sizeof STRINGS[0]; i++)
		support_text(f, STRINGS[i]);
	support_integer(f, -1);
	support_integer(f, 0);
	support_integer(f, 2097151);
	support_network(f, 4, 0, 0, 0);
	support_network(f, 4, 8, UINT64_C(10) << 56, 0);
	support_network(f, 6, 64, UINT64_C(0x20010db8) << 32, 0);
	support_network(f, 6, 128, 0, 1);
	support_type(f, 11, 7, 3, 2);
	support_field(f, 4, CHAN_KIND_STRING);
	support_field(f, 5, CHAN_KIND_IP);
	support_field(f, 1, CHAN_KIND_INTEGER);
	sample_template_of_all_operators(f);
	sample_template_of_one(f, 0, 2, 3);
	support_type(f, 10, 9, 1, 1);
	support_field(f, 4, CHAN_KIND_STRING);
	sample_template_of_one(f, 1, 1, 3);
}
