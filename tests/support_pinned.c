#include "support_pinned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support_pinned_contents.h"
#include "support_file.h"

/* --- changes to the bytes; both checksums are right again, unless the change is about them */

static void put(sl_buffer *b, enum chan_table table, uint32_t record, uint32_t member,
                uint32_t width, uint64_t value)
{
	support_put(b->bytes, support_offset(b->bytes, table, record) + member, width, value);
	support_seal(b->bytes, b->length);
}

#define PUT(b, TABLE, record, member, value)                                   \
	put((b), CHAN_TABLE_##TABLE, (record), CHAN_OFFSET_##TABLE##_##member, \
	    CHAN_WIDTH_##TABLE##_##member, (value))
#define CHANGE(function, TABLE, record, member, value)    \
	static void function(sl_buffer *b)                \
	{                                                 \
		PUT(b, TABLE, (record), member, (value)); \
	}

static void cut_last(sl_buffer *b)
{
	b->length--;
}

static void cut_all(sl_buffer *b)
{
	b->length = 0;
}

static void zero_start(sl_buffer *b)
{
	memset(b->bytes, 0, 8);
}

static void append_line_feed(sl_buffer *b)
{
	sl_buffer_byte(b, '\n');
}

static void flip_header(sl_buffer *b)
{
	b->bytes[CHAN_OFFSET_HEADER_channel] ^= 1;
}

static void flip_body(sl_buffer *b)
{
	b->bytes[b->length - 1] ^= 1;
}

/* The second byte of the longest text that every content of these cases has. */
static void spoil_text(sl_buffer *b)
{
	size_t text = support_offset(b->bytes, CHAN_TABLE_TEXT, 0);

	b->bytes[text + 1] = 0xff;
	support_seal(b->bytes, b->length);
}

CHANGE(set_format_version, HEADER, 0, format_version, 2)
CHANGE(set_string_count, HEADER, 0, string_count, 999)
CHANGE(set_reserved, HEADER, 0, reserved, 1)
CHANGE(set_type_id, TYPE, 0, type_id, 8)
CHANGE(set_first_template, TYPE, 0, first_template, 1)
CHANGE(set_layout_hash, FIELD, 20, layout_hash, 0)
CHANGE(set_uuid, TEMPLATE, 0, uuid, 0)
CHANGE(set_criterion_count, TEMPLATE, 0, criterion_count, 0)
CHANGE(set_author, TEMPLATE, 0, author, 0)
CHANGE(set_field, CRITERION, 0, field, 21)
CHANGE(set_operator, CRITERION, 0, operator, 17)
CHANGE(set_value_count, CRITERION, 0, value_count, 2)
CHANGE(set_value, VALUE, 0, index, 999)
CHANGE(set_second_value, VALUE, 1, index, 0)
CHANGE(set_push, INSTRUCTION, 0, word, 2)
CHANGE(set_and, INSTRUCTION, 1, word, 0x8000)
CHANGE(set_or_not, INSTRUCTION, 3, word, 0x8002)

/* --- the table */

/* Where a finding is expected. */
typedef struct want {
	uint16_t rule;
	enum { END, MEMBER, WITHIN_TEXT, ABSOLUTE, PAST_END, NOWHERE } kind;
	enum chan_table table;
	uint32_t record, offset, length;
	const char *text;
} want;

#define AT(RULE, TABLE, record, member)  \
	{RULE,                           \
	 MEMBER,                         \
	 CHAN_TABLE_##TABLE,             \
	 (record),                       \
	 CHAN_OFFSET_##TABLE##_##member, \
	 CHAN_WIDTH_##TABLE##_##member,  \
	 NULL}
#define AT_RECORD(RULE, TABLE, record) \
	{RULE, MEMBER, CHAN_TABLE_##TABLE, (record), 0, CHAN_SIZE_##TABLE, NULL}
#define IN_TEXT(RULE, text, from, length) \
	{RULE, WITHIN_TEXT, CHAN_TABLE_TEXT, 0, (from), (length), text}
#define AT_BYTES(RULE, offset, length) \
	{RULE, ABSOLUTE, CHAN_TABLE_HEADER, 0, (offset), (length), NULL}
#define AT_END(RULE, back, length) {RULE, PAST_END, CHAN_TABLE_HEADER, 0, (back), (length), NULL}
#define NOT_IN_FILE(RULE) {RULE, NOWHERE, CHAN_TABLE_HEADER, 0, 0, 0, NULL}

typedef struct row {
	const char *name;
	unsigned builds;
	void (*make)(draft *d);
	void (*change)(sl_buffer *bytes);
	want wanted[PINNED_MAX_EXPECTED]; /* in the order of reports */
	const char *path;
} row;

#define ALL (SL_MODEL_HONEST | SL_MODEL_COMPLETE)

static const row rows[] = {
#include "support_pinned.def"
};
const size_t pinned_case_count = sizeof rows / sizeof *rows;

/* The offset of a string with that text, found in the written file itself. */
static uint64_t find_text(const sl_buffer *b, const char *text)
{
	size_t begin = support_offset(b->bytes, CHAN_TABLE_TEXT, 0), length = strlen(text);
	uint32_t count = (uint32_t)support_get(b->bytes, CHAN_OFFSET_HEADER_string_count, 4);
	uint64_t from = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t end =
			support_get(b->bytes, support_offset(b->bytes, CHAN_TABLE_STRING, i), 4);
		if (end - from == length && memcmp(b->bytes + begin + from, text, length) == 0)
			return begin + from;
		from = end;
	}
	return UINT64_MAX;
}

static pinned_expected resolve(const want *wanted, const sl_buffer *b)
{
	pinned_expected expected = {wanted->rule, wanted->kind != NOWHERE, wanted->offset,
	                            wanted->length};

	switch (wanted->kind) {
	case MEMBER:
		expected.offset += support_offset(b->bytes, wanted->table, wanted->record);
		break;
	case WITHIN_TEXT:
		expected.offset += find_text(b, wanted->text);
		break;
	case PAST_END:
		expected.offset = b->length - wanted->offset;
		break;
	case ABSOLUTE:
	case NOWHERE:
	case END:
		break;
	}
	return expected;
}

static bool write_bytes(const row *from, pinned_case *out)
{
	draft d;
	bool written;

	draft_begin(&d);
	from->make(&d);
	written = draft_write(&d, &out->bytes);
	if (from->path == NULL)
		out->path = sl_channel_file_name(&out->arena, d.content.channel,
		                                 d.content.content_version);
	draft_end(&d);
	if (!written)
		fprintf(stderr, "case %s: not written\n", from->name);
	return written;
}

bool pinned_case_make(size_t index, pinned_case *out)
{
	const row *from = &rows[index];

	memset(out, 0, sizeof *out);
	sl_arena_start(&out->arena);
	out->name = from->name;
	out->path = from->path;
	out->is_renamed = from->path != NULL;
	out->builds = from->builds;
	if (!write_bytes(from, out))
		return false;
	if (from->change != NULL)
		from->change(&out->bytes);
	while (out->expected_count < PINNED_MAX_EXPECTED &&
	       from->wanted[out->expected_count].kind != END) {
		out->expected[out->expected_count] =
			resolve(&from->wanted[out->expected_count], &out->bytes);
		out->expected_count++;
	}
	return true;
}

void pinned_case_free(pinned_case *made)
{
	sl_buffer_free(&made->bytes);
	sl_arena_free(&made->arena);
}
