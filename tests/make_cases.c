/*
 * Makes the cases of the structure (family 1xxx) in corpus/reject and corpus/accept, on demand: `make cases`.
 *
 *	make_cases CORPUS
 *
 * Each bad case is a good file with one change, sealed again: what it breaks is then the one thing that is
 * wrong with it. Where the finding must be is said here, by the layout; it is not taken from the parser,
 * which the cases are there to judge.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/content.h"
#include "support_case.h"
#include "support_contents.h"
#include "support_draft.h"
#include "support_file.h"

/* --- bad files: a good one, a change, and where the finding must be */

typedef struct place {
	enum chan_table table;
	uint32_t record, offset, width;
} place;

#define AT(TABLE_, record, member)                                       \
	{CHAN_TABLE_##TABLE_, (record), CHAN_OFFSET_##TABLE_##_##member, \
	 CHAN_WIDTH_##TABLE_##_##member}
#define AT_BYTES(TABLE_, record, offset, width) {CHAN_TABLE_##TABLE_, (record), (offset), (width)}
#define SAME {CHAN_TABLE_COUNT, 0, 0, 0} /* where the change is */

typedef struct bad_case {
	const char *name;
	uint16_t rule;
	place change;
	uint64_t value;
	place wanted;
	const char *remark;
} bad_case;

static const bad_case bad_cases[] = {
#include "make_cases.def"
};

typedef struct good_case {
	const char *name;
	void (*make)(draft *d);
	unsigned builds;
	const char *remark;
	uint16_t near[CASE_NEAR];
} good_case;

static const good_case good_cases[] = {
	{"near-edges",
         contents_edges,
         SL_MODEL_COMPLETE,
         "the greatest channel, the least times, an id of 1, the last action, level and status",
         {CHAN_RULE_TRUNCATED, CHAN_RULE_TRAILING, CHAN_RULE_SIZE, CHAN_RULE_CHANNEL,
          CHAN_RULE_ENGINE_LEVEL, CHAN_RULE_CONTENT_VERSION, CHAN_RULE_LIFETIME, CHAN_RULE_EMPTY,
          CHAN_RULE_TYPE_VERSION, CHAN_RULE_TEMPLATE_UUID, CHAN_RULE_TEMPLATE_TITLE,
          CHAN_RULE_TEMPLATE_ACTION, CHAN_RULE_TEMPLATE_LEVEL, CHAN_RULE_TEMPLATE_STATUS,
          CHAN_RULE_FORMAT_VERSION, SL_RULE_NO_BUILD, SL_RULE_ENGINE_TOO_OLD}},
	{"near-values",
         contents_values,
         SL_MODEL_COMPLETE,
         "the first and last characters of each length, the ends of the integers, networks side by "
         "side",
         {CHAN_RULE_STRING_END, CHAN_RULE_STRING_UTF8, CHAN_RULE_STRING_NUL, CHAN_RULE_STRING_ORDER,
          CHAN_RULE_INTEGER_ORDER, CHAN_RULE_NETWORK_FAMILY, CHAN_RULE_NETWORK_PREFIX,
          CHAN_RULE_NETWORK_ADDRESS, CHAN_RULE_NETWORK_ORDER, CHAN_RULE_VALUE_ORDER,
          CHAN_RULE_VALUE_INDEX, CHAN_RULE_FIELD_INDEX, CHAN_RULE_CRITERION_FLAGS,
          CHAN_RULE_STRING_INDEX, SL_RULE_PATTERN_DIALECT, SL_RULE_NOT_FOLDED}},
	{"near-runs",
         contents_usual,
         SL_MODEL_COMPLETE,
         "two types, three templates, seven criteria, one of them without a value",
         {CHAN_RULE_MAGIC, CHAN_RULE_HEADER_CHECKSUM, CHAN_RULE_BODY_CHECKSUM, CHAN_RULE_RESERVED,
          CHAN_RULE_TYPE_ORDER, CHAN_RULE_FIELD_PARTITION, CHAN_RULE_TEMPLATE_PARTITION,
          CHAN_RULE_FIELD_KIND, CHAN_RULE_LAYOUT_HASH, CHAN_RULE_TEMPLATE_TYPE,
          CHAN_RULE_CRITERION_PARTITION, CHAN_RULE_INSTRUCTION_PARTITION, CHAN_RULE_VALUE_PARTITION,
          CHAN_RULE_VALUE_COUNT, CHAN_RULE_OPERATOR, SL_RULE_UNKNOWN_TYPE, SL_RULE_LAYOUT_DIFFERS,
          SL_RULE_TYPE_NOWHERE}},
	{"near-CH2021-almost-equal",
         contents_nearly_equal,
         CASE_BUILDS_USUAL,
         "criteria that differ in the field, in a flag or in a value",
         {SL_RULE_CRITERION_REPEATED}},
	{"near-depth",
         contents_deep,
         CASE_BUILDS_USUAL,
         "a stack of 64 values, both criteria used and numbered by their use",
         {CHAN_RULE_STACK_DEPTH, CHAN_RULE_STACK_UNDERFLOW, CHAN_RULE_STACK_RESULT,
          CHAN_RULE_OPCODE, CHAN_RULE_CRITERION_INDEX, CHAN_RULE_CRITERION_FIRST_USE,
          CHAN_RULE_CRITERION_UNUSED, SL_RULE_CATALOG_DISAGREES}},
};

static const char *corpus;

static _Noreturn void die(const char *name, const char *why)
{
	fprintf(stderr, "make_cases: %s: %s\n", name, why);
	exit(2);
}

static void save(case_file *one, const char *folder, const char *remark)
{
	sl_buffer text = {0};
	sl_problem problem;
	sl_arena arena;

	sl_arena_start(&arena);
	case_write(one, remark, &text);
	if (!sl_file_write(sl_arena_printf(&arena, "%s/%s/%s.hex", corpus, folder, one->title),
	                   text.bytes, text.length, &problem))
		die(one->title, problem.text);
	sl_buffer_free(&text);
	sl_arena_free(&arena);
	case_free(one);
}

static void start(case_file *one, const char *name, void (*make)(draft *d))
{
	draft d;

	memset(one, 0, sizeof *one);
	snprintf(one->title, sizeof one->title, "%s", name);
	one->builds = CASE_BUILDS_USUAL;
	draft_begin(&d);
	make(&d);
	if (!draft_write(&d, &one->bytes))
		die(name, "its content cannot be written");
	draft_end(&d);
}

static void expect(case_file *one, uint16_t rule, uint64_t offset, uint64_t length)
{
	one->expected[one->expected_count++] = (case_finding){rule, true, offset, length};
}

static size_t offset_of(const case_file *one, const place *at)
{
	return support_offset(one->bytes.bytes, at->table, at->record) + at->offset;
}

static void make_bad(const bad_case *from)
{
	const place *wanted =
		from->wanted.table == CHAN_TABLE_COUNT ? &from->change : &from->wanted;
	uint64_t offset;
	case_file one;

	start(&one, from->name, contents_usual);
	/* Before the change, which may be one of the counts that tell where the tables are. */
	offset = offset_of(&one, wanted);
	support_put(one.bytes.bytes, offset_of(&one, &from->change), from->change.width,
	            from->value);
	support_seal(one.bytes.bytes, one.bytes.length);
	expect(&one, from->rule, offset, wanted->width);
	save(&one, "reject", from->remark);
}

static void make_good(const good_case *from)
{
	case_file one;

	start(&one, from->name, from->make);
	one.builds = from->builds;
	while (from->near[one.near_count]) {
		one.near[one.near_count] = from->near[one.near_count];
		one.near_count++;
	}
	save(&one, "accept", from->remark);
}

/* --- what is more than a change of one member */

static void add_to_header(case_file *one, uint32_t member, uint32_t number)
{
	support_put(one->bytes.bytes, member, 4, support_get(one->bytes.bytes, member, 4) + number);
}

/* A 65th value on the stack, and one "and" more for it at the end. */
static void make_too_deep(void)
{
	case_file one;
	size_t at;

	start(&one, "CH1061-65-values", contents_deep);
	at = support_offset(one.bytes.bytes, CHAN_TABLE_INSTRUCTION, CHAN_MAX_DEPTH);
	sl_buffer_u32(&one.bytes, 0);
	memmove(one.bytes.bytes + at + 2, one.bytes.bytes + at, one.bytes.length - 4 - at);
	support_put(one.bytes.bytes, at, 2, 0);
	support_put(one.bytes.bytes, one.bytes.length - 2, 2, CHAN_WORD_AND);
	add_to_header(&one, CHAN_OFFSET_HEADER_file_size, 4);
	add_to_header(&one, CHAN_OFFSET_HEADER_instruction_count, 2);
	at = support_offset(one.bytes.bytes, CHAN_TABLE_TEMPLATE, 0) +
	     CHAN_OFFSET_TEMPLATE_instruction_count;
	support_put(one.bytes.bytes, at, 4, support_get(one.bytes.bytes, at, 4) + 2);
	support_seal(one.bytes.bytes, one.bytes.length);
	expect(&one, CHAN_RULE_STACK_DEPTH,
	       support_offset(one.bytes.bytes, CHAN_TABLE_INSTRUCTION, CHAN_MAX_DEPTH), 2);
	save(&one, "reject", "the push of the 65th value");
}

/* A header alone, in which everything is right but that there is nothing. */
static void make_nothing(void)
{
	case_file one;
	uint32_t member;

	start(&one, "CH1016-header-alone", contents_usual);
	one.bytes.length = CHAN_SIZE_HEADER;
	for (member = CHAN_OFFSET_HEADER_string_count;
	     member <= CHAN_OFFSET_HEADER_instruction_count; member += 4)
		support_put(one.bytes.bytes, member, 4, 0);
	support_put(one.bytes.bytes, CHAN_OFFSET_HEADER_file_size, 4, CHAN_SIZE_HEADER);
	support_seal(one.bytes.bytes, one.bytes.length);
	expect(&one, CHAN_RULE_EMPTY, CHAN_OFFSET_HEADER_template_count, 4);
	save(&one, "reject", "no template");
}

/* Of few criteria and of many: the second becomes the first. */
static void make_repeated(const char *name, void (*make)(draft *d), uint32_t criterion,
                          uint32_t member, uint32_t width, uint64_t value)
{
	case_file one;
	size_t at;

	start(&one, name, make);
	at = support_offset(one.bytes.bytes, CHAN_TABLE_CRITERION, criterion);
	support_put(one.bytes.bytes, at + member, width, value);
	support_seal(one.bytes.bytes, one.bytes.length);
	expect(&one, SL_RULE_CRITERION_REPEATED, at, CHAN_SIZE_CRITERION);
	save(&one, "reject", "a criterion that another one equals");
}

/* The last string ends a byte early: one byte of the text is in no string. */
static void make_text_left(void)
{
	case_file one;
	uint32_t last;
	size_t at;

	start(&one, "CH1020-text-left", contents_usual);
	last = (uint32_t)support_get(one.bytes.bytes, CHAN_OFFSET_HEADER_string_count, 4) - 1;
	at = support_offset(one.bytes.bytes, CHAN_TABLE_STRING, last);
	support_put(one.bytes.bytes, at, 4, support_get(one.bytes.bytes, at, 4) - 1);
	support_seal(one.bytes.bytes, one.bytes.length);
	expect(&one, CHAN_RULE_STRING_END, at, 4);
	save(&one, "reject", "the last string ends before the text does");
}

/* --- what no seal repairs */

typedef struct torn_case {
	const char *name;
	void (*change)(sl_buffer *bytes);
	uint16_t rule;
	uint64_t offset, length; /* offset FROM_END: of the good file's end */
	const char *remark;
} torn_case;

#define FROM_END UINT64_MAX

static void cut_all(sl_buffer *bytes)
{
	bytes->length = 0;
}

static void cut_in_magic(sl_buffer *bytes)
{
	bytes->length = 7;
}

static void cut_in_header(sl_buffer *bytes)
{
	bytes->length = CHAN_SIZE_HEADER - 1;
}

static void cut_last(sl_buffer *bytes)
{
	bytes->length--;
}

static void zero_all(sl_buffer *bytes)
{
	memset(bytes->bytes, 0, bytes->length);
}

/* What a transfer as text does to the magic: CR LF becomes LF. */
static void lose_return(sl_buffer *bytes)
{
	memmove(bytes->bytes + 5, bytes->bytes + 6, bytes->length - 6);
	bytes->length--;
}

static void append_line_feed(sl_buffer *bytes)
{
	sl_buffer_byte(bytes, '\n');
}

static void flip_header(sl_buffer *bytes)
{
	bytes->bytes[CHAN_OFFSET_HEADER_channel] ^= 1;
}

static void flip_checksum(sl_buffer *bytes)
{
	bytes->bytes[CHAN_OFFSET_HEADER_header_checksum + 3] ^= 0x80;
}

static void flip_body(sl_buffer *bytes)
{
	bytes->bytes[bytes->length - 1] ^= 1;
}

/* The header is right, all after it is zero: a file of which only the first block reached the disk. */
static void zero_body(sl_buffer *bytes)
{
	memset(bytes->bytes + CHAN_SIZE_HEADER, 0, bytes->length - CHAN_SIZE_HEADER);
}

static const torn_case torn_cases[] = {
	{"CH1001-empty", cut_all, CHAN_RULE_TRUNCATED, 0, 0, "no byte at all"},
	{"CH1001-in-magic", cut_in_magic, CHAN_RULE_TRUNCATED, 7, 0, "seven bytes of the magic"},
	{"CH1001-in-header", cut_in_header, CHAN_RULE_TRUNCATED, 95, 0,
         "a byte of the header is missing"},
	{"CH1001-last-byte", cut_last, CHAN_RULE_TRUNCATED, FROM_END, 0,
         "the last byte is missing"},
	{"CH1002-zeroed", zero_all, CHAN_RULE_MAGIC, 0, 8, "all bytes are zero"},
	{"CH1002-as-text", lose_return, CHAN_RULE_MAGIC, 0, 8,
         "transferred as text: CR LF became LF"},
	{"CH1005-line-feed", append_line_feed, CHAN_RULE_TRAILING, FROM_END, 1, "one byte more"},
	{"CH1006-bit", flip_header, CHAN_RULE_HEADER_CHECKSUM, CHAN_OFFSET_HEADER_header_checksum,
         4, "a flipped bit of the channel"},
	{"CH1006-its-own-bit", flip_checksum, CHAN_RULE_HEADER_CHECKSUM,
         CHAN_OFFSET_HEADER_header_checksum, 4, "a flipped bit of the checksum"},
	{"CH1007-last-bit", flip_body, CHAN_RULE_BODY_CHECKSUM, CHAN_OFFSET_HEADER_body_checksum, 4,
         "a flipped bit of the last byte"},
	{"CH1007-zeroed", zero_body, CHAN_RULE_BODY_CHECKSUM, CHAN_OFFSET_HEADER_body_checksum, 4,
         "only the header was written"},
};

static void make_torn(const torn_case *from)
{
	case_file one;
	uint64_t end;

	start(&one, from->name, contents_usual);
	end = one.bytes.length;
	from->change(&one.bytes);
	/* A file that is cut is wrong at its own end, one that is too long at the end of the good one. */
	if (from->offset != FROM_END)
		end = from->offset;
	else if (one.bytes.length < end)
		end = one.bytes.length;
	expect(&one, from->rule, end, from->length);
	save(&one, "reject", from->remark);
}

/* The file twice, as a download that was resumed from the wrong place. */
static void make_twice(void)
{
	case_file one;
	size_t length;

	start(&one, "CH1005-twice", contents_deep);
	length = one.bytes.length;
	sl_buffer_extend(&one.bytes, length);
	memcpy(one.bytes.bytes + length, one.bytes.bytes, length);
	expect(&one, CHAN_RULE_TRAILING, length, length);
	save(&one, "reject", "the whole file a second time");
}

/*
 * Files of every size from none to a little past the header, sealed where there is room for a seal, as seeds for
 * fuzzing and for the replay: what a structure-aware mutator does not make by itself.
 */
static void make_short(size_t size)
{
	static const char remark[] = "a sealed file that is cut or filled up with zeros";
	case_file one;

	start(&one, "short", contents_edges);
	snprintf(one.title, sizeof one.title, "short-%03zu", size);
	one.bytes.length = size;
	if (size > CHAN_SIZE_HEADER)
		memset(one.bytes.bytes + CHAN_SIZE_HEADER, 0, size - CHAN_SIZE_HEADER);
	if (size >= CHAN_SIZE_HEADER) {
		support_put(one.bytes.bytes, CHAN_OFFSET_HEADER_file_size, 4, size);
		support_seal(one.bytes.bytes, size);
	}
	if (size < CHAN_SIZE_HEADER)
		expect(&one, CHAN_RULE_TRUNCATED, size, 0);
	else
		expect(&one, CHAN_RULE_SIZE, CHAN_OFFSET_HEADER_file_size, 4);
	save(&one, "regress", remark);
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 2) {
		fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
		return 2;
	}
	corpus = argv[1];
	for (i = 0; i < sizeof bad_cases / sizeof *bad_cases; i++)
		make_bad(&bad_cases[i]);
	for (i = 0; i < sizeof good_cases / sizeof *good_cases; i++)
		make_good(&good_cases[i]);
	for (i = 0; i < sizeof torn_cases / sizeof *torn_cases; i++)
		make_torn(&torn_cases[i]);
	make_repeated("CH2021-null", contents_two_nulls, 1, CHAN_OFFSET_CRITERION_field,
	              CHAN_WIDTH_CRITERION_field, IMAGE);
	make_repeated("CH2021-exact-of-many", contents_nearly_equal, 3, CHAN_OFFSET_CRITERION_flags,
	              CHAN_WIDTH_CRITERION_flags, 0);
	for (i = 0; i <= CHAN_SIZE_HEADER + 12; i++)
		make_short(i);
	make_twice();
	make_too_deep();
	make_nothing();
	make_text_left();
	return 0;
}
