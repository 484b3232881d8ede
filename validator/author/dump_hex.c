/*
 * The hex form: every byte of a file with what it is, in the form of the cases of corpus/. It needs no
 * accepted file, so it believes nothing: it follows the stated counts as far as there are bytes, and what
 * cannot be told apart any more it shows as plain bytes. Memory and time are linear in the size.
 */
#include <inttypes.h>

#include "author/content.h"
#include "author/words.h"
#include "model/catalog.h"
#include "model/fleet.h"

#define LINE_BYTES 16u /* of a line of plain bytes or text */
#define PAD_BYTES 8u /* comments of shorter members stand below each other */
#define TEXT_SHOWN 48u /* bytes of a string in a comment */

typedef struct member {
	enum chan_table table;
	const char *name;
	uint32_t offset, width;
} member;

static const member members[] = {
#define TABLE(NAME, name, size)
#define MEMBER(TABLE_, name, offset, width) {CHAN_TABLE_##TABLE_, #name, (offset), (width)},
#include "layout.def"
#undef TABLE
#undef MEMBER
};

static const char *const table_names[] = {
#define TABLE(NAME, name, size) #name,
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
};

/* Tells the members apart in a switch. */
#define KEY(TABLE_, name) (CHAN_TABLE_##TABLE_ * 256u + CHAN_OFFSET_##TABLE_##_##name)

typedef struct hex {
	const uint8_t *bytes;
	size_t size, at; /* at: the next byte to be shown */
	sl_buffer *out;
	sl_arena arena; /* for comments, emptied after each record */
	size_t begin[CHAN_TABLE_COUNT]; /* where each table was found */
	uint32_t complete[CHAN_TABLE_COUNT]; /* records of it of which all bytes are there */
	/* The owner of the value or instruction at hand. */
	uint32_t owner, owned;
	enum chan_value_kind kind;
} hex;

static uint64_t number_at(const hex *h, size_t offset, uint32_t width)
{
	uint64_t number = 0;
	uint32_t i;

	for (i = 0; i < width; i++)
		number |= (uint64_t)h->bytes[offset + i] << (8 * i);
	return number;
}

/* A member of a record that is complete. */
static uint32_t member_of(const hex *h, enum chan_table table, uint32_t record, uint32_t offset,
                          uint32_t width)
{
	return (uint32_t)number_at(
		h, h->begin[table] + (size_t)record * chan_table_record_size(table) + offset,
		width);
}

#define MEMBER_OF(h, TABLE_, record, name)                                           \
	member_of((h), CHAN_TABLE_##TABLE_, (record), CHAN_OFFSET_##TABLE_##_##name, \
	          CHAN_WIDTH_##TABLE_##_##name)

/* The bytes of the string of that index, as far as the tables can be believed. */
static bool string_of(const hex *h, uint32_t index, sl_text *out)
{
	uint32_t begin = 0, end;

	out->bytes = "";
	out->length = 0;
	if (index == CHAN_STRING_EMPTY)
		return true;
	if (index > h->complete[CHAN_TABLE_STRING])
		return false;
	if (index > 1)
		begin = MEMBER_OF(h, STRING, index - 2, end);
	end = MEMBER_OF(h, STRING, index - 1, end);
	if (begin > end || end > h->complete[CHAN_TABLE_TEXT])
		return false;
	out->bytes = (const char *)h->bytes + h->begin[CHAN_TABLE_TEXT] + begin;
	out->length = end - begin;
	return true;
}

/* Ends a line with what its bytes are: number them, name them, quote them. */
static void comment_string(hex *h, uint32_t index)
{
	sl_text text;

	if (string_of(h, index, &text))
		sl_buffer_printf(h->out, " \"%s\"", sl_text_printable(&h->arena, text, TEXT_SHOWN));
}

static void comment_value(hex *h, uint64_t number)
{
	if (h->kind == CHAN_VALUE_STRING)
		comment_string(h, (uint32_t)number);
	else if (h->kind == CHAN_VALUE_INTEGER && number < h->complete[CHAN_TABLE_INTEGER])
		sl_buffer_printf(h->out, ": %" PRId64,
		                 (int64_t)number_at(h,
		                                    h->begin[CHAN_TABLE_INTEGER] +
		                                            (size_t)number * CHAN_SIZE_INTEGER,
		                                    CHAN_SIZE_INTEGER));
}

static void comment_word(hex *h, uint64_t number)
{
	const char *name = sl_instruction_name((uint16_t)number);

	if (number < CHAN_PUSH_LIMIT)
		sl_buffer_printf(h->out, " push %" PRIu64, number);
	else if (name)
		sl_buffer_printf(h->out, " %s", name);
}

static void comment_meaning(hex *h, const member *m, uint64_t number)
{
	switch (m->table * 256u + m->offset) {
	case KEY(TYPE, name):
	case KEY(FIELD, name):
	case KEY(TEMPLATE, title):
	case KEY(TEMPLATE, author):
	case KEY(TEMPLATE, link):
		comment_string(h, (uint32_t)number);
		break;
	case KEY(FIELD, kind):
		if (number >= CHAN_KIND_STRING && number <= CHAN_KIND_IP)
			sl_buffer_printf(h->out, " %s",
			                 sl_field_kind_name((enum chan_field_kind)number));
		break;
	case KEY(TEMPLATE, action):
		sl_buffer_printf(h->out, " %s", sl_action_name((uint8_t)number));
		break;
	case KEY(TEMPLATE, level):
		sl_buffer_printf(h->out, " %s", sl_level_name((uint8_t)number));
		break;
	case KEY(TEMPLATE, status):
		sl_buffer_printf(h->out, " %s", sl_status_name((uint8_t)number));
		break;
	case KEY(CRITERION, operator):
		sl_buffer_printf(h->out, " %s", sl_operator_name((uint8_t)number));
		break;
	case KEY(VALUE, index):
		comment_value(h, number);
		break;
	case KEY(INSTRUCTION, word):
		comment_word(h, number);
		break;
	default:
		break;
	}
}

static void put_bytes(hex *h, size_t count, size_t pad)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < count; i++) {
		char *text = (char *)sl_buffer_extend(h->out, i ? 3 : 2);

		if (i)
			*text++ = ' ';
		text[0] = digits[h->bytes[h->at + i] >> 4];
		text[1] = digits[h->bytes[h->at + i] & 15];
	}
	for (; i < pad; i++)
		sl_buffer_text(h->out, "   ");
	h->at += count;
}

static bool is_checksum(const member *m)
{
	switch (m->table * 256u + m->offset) {
	case KEY(HEADER, body_checksum):
	case KEY(HEADER, header_checksum):
	case KEY(FIELD, layout_hash):
		return true;
	default:
		return false;
	}
}

/* The member at the current byte; record: its number, where that is not in a line above. */
static void put_member(hex *h, const member *m, const uint32_t *record)
{
	const uint64_t number = m->width <= 8 ? number_at(h, h->at, m->width) : 0;
	const bool signed_number = m->table == CHAN_TABLE_INTEGER;
	const bool plain = m->width > 8 || (m->table == CHAN_TABLE_HEADER && m->offset == 0);

	put_bytes(h, m->width, PAD_BYTES);
	sl_buffer_text(h->out, " # ");
	if (record)
		sl_buffer_printf(h->out, "%" PRIu32 ": ", *record);
	sl_buffer_text(h->out, m->name);
	if (signed_number)
		sl_buffer_printf(h->out, " %" PRId64, (int64_t)number);
	else if (is_checksum(m))
		sl_buffer_printf(h->out, " 0x%08" PRIx64, number);
	else if (!plain)
		sl_buffer_printf(h->out, " %" PRIu64, number);
	comment_meaning(h, m, number);
	sl_buffer_byte(h->out, '\n');
}

static void put_rest(hex *h, size_t end, const char *what)
{
	if (h->at >= end)
		return;
	sl_buffer_printf(h->out, "# %s, %zu bytes @%zu\n", what, end - h->at, h->at);
	while (h->at < end) {
		put_bytes(h, end - h->at < LINE_BYTES ? end - h->at : LINE_BYTES, 0);
		sl_buffer_byte(h->out, '\n');
	}
}

static void put_string(hex *h, uint32_t index, sl_text text)
{
	size_t left = text.length;

	put_bytes(h, left < LINE_BYTES ? left : LINE_BYTES, PAD_BYTES);
	sl_buffer_printf(h->out, " # %" PRIu32 ": \"%s\"\n", index,
	                 sl_text_printable(&h->arena, text, TEXT_SHOWN));
	while (left > LINE_BYTES) {
		left -= LINE_BYTES;
		put_bytes(h, left < LINE_BYTES ? left : LINE_BYTES, 0);
		sl_buffer_byte(h->out, '\n');
	}
	sl_arena_free(&h->arena);
	sl_arena_start(&h->arena);
}

/* Strings as long as their ends follow each other; what is left of the text is plain bytes. */
static void put_text(hex *h)
{
	const size_t end = h->begin[CHAN_TABLE_TEXT] + h->complete[CHAN_TABLE_TEXT];
	uint32_t i;
	sl_text text;

	for (i = 1; i <= h->complete[CHAN_TABLE_STRING]; i++) {
		if (!string_of(h, i, &text) || text.length == 0 ||
		    (const uint8_t *)text.bytes != h->bytes + h->at)
			break;
		put_string(h, i, text);
	}
	put_rest(h, end, "text without a string");
}

/* Says whose run begins here, as the counts of the owners have it. */
static void put_owner(hex *h, enum chan_table table)
{
	const enum chan_table owners =
		table == CHAN_TABLE_VALUE ? CHAN_TABLE_CRITERION : CHAN_TABLE_TEMPLATE;

	while (h->owned == 0 && h->owner < h->complete[owners]) {
		if (table == CHAN_TABLE_VALUE) {
			h->owned = MEMBER_OF(h, CRITERION, h->owner, value_count);
			h->kind = chan_operator_value_kind(
				(uint8_t)MEMBER_OF(h, CRITERION, h->owner, operator));
		} else {
			h->owned = MEMBER_OF(h, TEMPLATE, h->owner, instruction_count);
		}
		if (h->owned)
			sl_buffer_printf(h->out, "# of %s %" PRIu32 "\n", table_names[owners],
			                 h->owner);
		h->owner++;
	}
	if (h->owned)
		h->owned--;
	else
		h->kind = CHAN_VALUE_NONE;
}

static void put_record(hex *h, enum chan_table table, uint32_t record)
{
	const uint32_t size = chan_table_record_size(table);
	const size_t begin = h->at;
	size_t i;

	if (table == CHAN_TABLE_VALUE || table == CHAN_TABLE_INSTRUCTION)
		put_owner(h, table);
	for (i = 0; i < sizeof members / sizeof *members; i++) {
		const member *m = &members[i];

		if (m->table != table)
			continue;
		if (m->width == size) {
			put_member(h, m, &record);
			break;
		}
		if (m->offset == 0 && table != CHAN_TABLE_HEADER)
			sl_buffer_printf(h->out, "# %s %" PRIu32 " @%zu\n", table_names[table],
			                 record, h->at);
		/* A header that is cut: the members that are there. */
		if (begin + m->offset + m->width > h->size)
			break;
		put_member(h, m, NULL);
	}
	sl_arena_free(&h->arena);
	sl_arena_start(&h->arena);
}

static void put_table(hex *h, enum chan_table table, uint32_t stated)
{
	const uint32_t size = chan_table_record_size(table);
	const size_t left = (h->size - h->at) / size;
	const uint32_t count = stated < left ? stated : (uint32_t)left;
	uint32_t record;

	h->begin[table] = h->at;
	h->complete[table] = count;
	h->owner = 0;
	h->owned = 0;
	if (stated)
		sl_buffer_printf(h->out, "# table %s, %" PRIu32 " @%zu\n", table_names[table],
		                 stated, h->at);
	/* Strings are quoted in the tables before their text. */
	if (table == CHAN_TABLE_TEXT) {
		put_text(h);
		return;
	}
	for (record = 0; record < count; record++)
		put_record(h, table, record);
	if (count < stated)
		put_rest(h, h->size, "a record that is cut");
}

void sl_dump_hex(const uint8_t *bytes, size_t size, sl_buffer *out)
{
	hex h = {.bytes = bytes, .size = size, .out = out};
	uint32_t stated[CHAN_TABLE_COUNT];
	unsigned table;

	sl_arena_start(&h.arena);
	sl_buffer_text(out, "# header @0\n");
	put_record(&h, CHAN_TABLE_HEADER, 0);
	if (size >= CHAN_SIZE_HEADER &&
	    number_at(&h, CHAN_OFFSET_HEADER_format_version, 2) == CHAN_FORMAT_VERSION) {
		for (table = CHAN_TABLE_STRING; table < CHAN_TABLE_COUNT; table++)
			stated[table] = (uint32_t)number_at(&h,
			                                    CHAN_OFFSET_HEADER_string_count +
			                                            4 * (table - CHAN_TABLE_STRING),
			                                    4);
		for (table = CHAN_TABLE_STRING; table < CHAN_TABLE_COUNT; table++)
			put_table(&h, (enum chan_table)table, stated[table]);
	}
	put_rest(&h, size, "bytes that no table holds");
	sl_arena_free(&h.arena);
}
