/* chan_open(): the header, the two checksums and the places of the tables (FORMAT.md section 3.1). */
#include "check.h"
#include "record.h"

#define MAGIC UINT64_C(0x1a0a0d4e41484389) /* 89 43 48 41 4e 0d 0a 1a, as read */

/* What the header holds beside chan_header, and the bytes that its checksums cover. */
typedef struct header_rest {
	uint64_t magic;
	uint32_t reserved, body_checksum, header_checksum;
	chan_cursor summed, body;
} header_rest;

/* In contracts: members, named one by one as in chan.h. */
#define COUNTS(h)                                                                             \
	(h)->string_count, (h)->text_size, (h)->integer_count, (h)->network_count,            \
		(h)->type_count, (h)->field_count, (h)->template_count, (h)->criterion_count, \
		(h)->value_count, (h)->instruction_count
#define FIRST_TABLES(f) \
	CHAN_CURSOR(&(f)->strings), CHAN_CURSOR(&(f)->text), CHAN_CURSOR(&(f)->integers)
#define MIDDLE_TABLES(f) \
	CHAN_CURSOR(&(f)->networks), CHAN_CURSOR(&(f)->types), CHAN_CURSOR(&(f)->fields)
#define LAST_TABLES(f)                                                                        \
	CHAN_CURSOR(&(f)->templates), CHAN_CURSOR(&(f)->criteria), CHAN_CURSOR(&(f)->values), \
		CHAN_CURSOR(&(f)->instructions)

/*@
  // A window inside the bytes from base to end; and one that is still where it was.
  predicate chan_is_over(chan_cursor *c, uint8_t *base, integer end) = c->priv_base == base && c->priv_end <= end;
  predicate chan_stays_over{A, B}(chan_cursor *c) =
    \at(c->priv_base, A) == \at(c->priv_base, B) && \at(c->priv_end, A) == \at(c->priv_end, B);
*/

/* In contracts: what holds of a table if the answer is true. One clause each: so provers find it. */
/* clang-format off */
#define IS_OVER(f, table, base, end)                      \
	ensures \result ==> chan_has_##table##_table(f); \
	ensures \result ==> chan_is_over(&(f)->table, base, end);
#define ARE_OVER_1(f, base, end)                                             \
	IS_OVER(f, strings, base, end)                                       \
	IS_OVER(f, text, base, end)                                          \
	IS_OVER(f, integers, base, end)
#define ARE_OVER_2(f, base, end)                                             \
	IS_OVER(f, networks, base, end)                                      \
	IS_OVER(f, types, base, end)                                         \
	IS_OVER(f, fields, base, end)
#define ARE_OVER_3(f, base, end)                                             \
	IS_OVER(f, templates, base, end)                                     \
	IS_OVER(f, criteria, base, end)                                      \
	IS_OVER(f, values, base, end)                                        \
	IS_OVER(f, instructions, base, end)
#define ARE_OVER(f, base, end) ARE_OVER_1(f, base, end) ARE_OVER_2(f, base, end) ARE_OVER_3(f, base, end)
#define STAYS(f, table)                                                                      \
	ensures \result ==> chan_has_##table##_table(f);                                     \
	ensures \result ==> chan_stays_over{Pre, Post}(\at(&(f)->table, Pre));
#define STAY(f)                                                       \
	STAYS(f, strings) \
	STAYS(f, text) \
	STAYS(f, integers) \
	STAYS(f, networks) \
	STAYS(f, types) \
	STAYS(f, fields) \
	STAYS(f, templates) \
	STAYS(f, criteria) \
	STAYS(f, values) \
	STAYS(f, instructions)
#define HAS_TABLES(f) \
	ensures chan_has_strings_table(f); \
	ensures chan_has_text_table(f); \
	ensures chan_has_integers_table(f); \
	ensures chan_has_networks_table(f); \
	ensures chan_has_types_table(f); \
	ensures chan_has_fields_table(f); \
	ensures chan_has_templates_table(f); \
	ensures chan_has_criteria_table(f); \
	ensures chan_has_values_table(f); \
	ensures chan_has_instructions_table(f);
/* clang-format on */

/*@
  requires chan_is_window(c) && \valid(c) && \valid(h);
  requires \separated(c, h, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns h->format_version, h->engine_level, h->channel, h->content_version, h->created_at, h->expires_at,
          c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 32;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 32;
*/
static bool read_identity(chan_cursor *c, chan_header *h)
{
	return chan_get_u16(c, &h->format_version) && chan_get_u16(c, &h->engine_level) &&
	       chan_get_u32(c, &h->channel) && chan_get_u64(c, &h->content_version) &&
	       chan_get_u64(c, &h->created_at) && chan_get_u64(c, &h->expires_at);
}

/*@
  requires chan_is_window(c) && \valid(c) && \valid(h) && \valid(rest);
  requires \separated(c, h, rest, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns h->file_size, COUNTS(h), c->priv_pos, rest->reserved, rest->body_checksum, rest->header_checksum;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 56;
*/
static bool read_counts(chan_cursor *c, chan_header *h, header_rest *rest)
{
	return chan_get_pair(c, &h->file_size, &h->string_count) &&
	       chan_get_pair(c, &h->text_size, &h->integer_count) &&
	       chan_get_pair(c, &h->network_count, &h->type_count) &&
	       chan_get_pair(c, &h->field_count, &h->template_count) &&
	       chan_get_pair(c, &h->criterion_count, &h->value_count) &&
	       chan_get_pair(c, &h->instruction_count, &rest->reserved) &&
	       chan_get_pair(c, &rest->body_checksum, &rest->header_checksum);
}

/* A fault of the file as a whole: no member is wrong, but there are too few bytes or too many. */
/*@
  requires \valid(fault) && rule != 0;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures !\result && fault->rule == rule;
*/
static bool reject_size(chan_finding *fault, uint16_t rule, uint64_t offset, uint64_t length,
                        uint64_t got, uint64_t want)
{
	fault->rule = rule;
	fault->table = CHAN_TABLE_HEADER;
	fault->record = 0;
	fault->member = CHAN_WHOLE_RECORD;
	fault->offset = offset;
	fault->length = length;
	fault->got = got;
	fault->want = want;
	return false;
}

bool chan_reject(const chan_file *file, chan_finding *fault, uint16_t rule, chan_place place,
                 uint64_t got, uint64_t want)
{
	fault->rule = rule;
	fault->table = (uint16_t)place.table;
	fault->record = place.record;
	fault->member = place.member;
	fault->offset = chan_table_offset(&file->header, place.table) +
	                (uint64_t)place.record * chan_table_record_size(place.table);
	if (place.member != CHAN_WHOLE_RECORD)
		fault->offset += place.member;
	fault->length = place.width;
	fault->got = got;
	fault->want = want;
	return false;
}

/* What follows the magic, where the cursor stands, and the bytes that the checksums cover. */
/*@
  requires chan_is_window(c) && \valid(c) && \valid(h) && \valid(rest);
  requires chan_is_held(whole) && whole.priv_pos == 0;
  requires \separated(c, h, rest, c->priv_base + (0 .. c->priv_end - 1));
  requires \separated(h, whole.priv_base + (0 .. whole.priv_end - 1)) &&
           \separated(rest, whole.priv_base + (0 .. whole.priv_end - 1));
  terminates \true;
  assigns h->format_version, h->engine_level, h->channel, h->content_version, h->created_at, h->expires_at,
          h->file_size, COUNTS(h), c->priv_pos, rest->reserved, rest->body_checksum, rest->header_checksum,
          CHAN_CURSOR(&rest->body), CHAN_CURSOR(&rest->summed);
  ensures \result ==> rest->body.priv_base == whole.priv_base && rest->body.priv_pos == 96 &&
                      rest->body.priv_end == whole.priv_end && 96 <= whole.priv_end;
  ensures \result ==> rest->summed.priv_base == whole.priv_base && rest->summed.priv_pos == 0 &&
                      rest->summed.priv_end == 92;
*/
static bool read_header(chan_cursor *c, chan_cursor whole, chan_header *h, header_rest *rest)
{
	if (!read_identity(c, h) || !read_counts(c, h, rest))
		return false;
	chan_copy(&rest->body, &whole);
	return chan_skip(&rest->body, CHAN_SIZE_HEADER) &&
	       chan_take(&whole, CHAN_OFFSET_HEADER_header_checksum, &rest->summed);
}

/* Checks 1 to 4. */
/*@
  requires chan_is_held(whole) && whole.priv_pos == 0 && whole.priv_end == size;
  requires \valid(file) && \valid(rest) && \valid(fault);
  requires \separated(file, rest, fault, whole.priv_base + (0 .. whole.priv_end - 1));
  terminates \true;
  assigns file->header, *rest, CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> rest->body.priv_base == whole.priv_base && rest->body.priv_pos == 96 &&
                      rest->body.priv_end == size && 96 <= size;
*/
static bool check_start(enum chan_cpu cpu, chan_cursor whole, size_t size, chan_file *file,
                        header_rest *rest, chan_finding *fault)
{
	chan_header *h = &file->header;
	chan_cursor c;
	uint32_t checksum;

	chan_copy(&c, &whole);
	if (!chan_get_u64(&c, &rest->magic))
		return reject_size(fault, CHAN_RULE_TRUNCATED, size, 0, size, CHAN_SIZE_HEADER);
	if (rest->magic != MAGIC)
		return chan_reject(file, fault, CHAN_RULE_MAGIC, CHAN_AT(HEADER, magic, 0),
		                   rest->magic, MAGIC);
	if (!read_header(&c, whole, h, rest))
		return reject_size(fault, CHAN_RULE_TRUNCATED, size, 0, size, CHAN_SIZE_HEADER);
	if (h->format_version != CHAN_FORMAT_VERSION)
		return chan_reject(file, fault, CHAN_RULE_FORMAT_VERSION,
		                   CHAN_AT(HEADER, format_version, 0), h->format_version,
		                   CHAN_FORMAT_VERSION);
	checksum = chan_crc32c(cpu, 0, rest->summed);
	if (checksum != rest->header_checksum)
		return chan_reject(file, fault, CHAN_RULE_HEADER_CHECKSUM,
		                   CHAN_AT(HEADER, header_checksum, 0), rest->header_checksum,
		                   checksum);
	return true;
}

/* The windows over the tables, in the order of the file. */
/*@
  requires chan_is_window(c) && \valid(c) && c->priv_end <= CHAN_MAX_FILE_SIZE && \valid(file);
  requires \separated(c, file, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns c->priv_pos, FIRST_TABLES(file);
  ensures chan_is_window(c);
  ARE_OVER_1(file, c->priv_base, c->priv_pos)
*/
static bool take_first(chan_cursor *c, chan_file *file)
{
	const chan_header *h = &file->header;

	return chan_take_array(c, h->string_count, CHAN_SIZE_STRING, &file->strings) &&
	       chan_take_array(c, h->text_size, CHAN_SIZE_TEXT, &file->text) &&
	       chan_take_array(c, h->integer_count, CHAN_SIZE_INTEGER, &file->integers);
}

/*@
  requires chan_is_window(c) && \valid(c) && c->priv_end <= CHAN_MAX_FILE_SIZE && \valid(file);
  requires \separated(c, file, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns c->priv_pos, MIDDLE_TABLES(file);
  ensures chan_is_window(c);
  ARE_OVER_2(file, c->priv_base, c->priv_pos)
*/
static bool take_middle(chan_cursor *c, chan_file *file)
{
	const chan_header *h = &file->header;

	return chan_take_array(c, h->network_count, CHAN_SIZE_NETWORK, &file->networks) &&
	       chan_take_array(c, h->type_count, CHAN_SIZE_TYPE, &file->types) &&
	       chan_take_array(c, h->field_count, CHAN_SIZE_FIELD, &file->fields);
}

/*@
  requires chan_is_window(c) && \valid(c) && c->priv_end <= CHAN_MAX_FILE_SIZE && \valid(file);
  requires \separated(c, file, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns c->priv_pos, LAST_TABLES(file);
  ensures chan_is_window(c);
  ARE_OVER_3(file, c->priv_base, c->priv_pos)
  ensures \result ==> file->instructions.priv_end == c->priv_pos;
*/
static bool take_last(chan_cursor *c, chan_file *file)
{
	const chan_header *h = &file->header;

	return chan_take_array(c, h->template_count, CHAN_SIZE_TEMPLATE, &file->templates) &&
	       chan_take_array(c, h->criterion_count, CHAN_SIZE_CRITERION, &file->criteria) &&
	       chan_take_array(c, h->value_count, CHAN_SIZE_VALUE, &file->values) &&
	       chan_take_array(c, h->instruction_count, CHAN_SIZE_INSTRUCTION, &file->instructions);
}

/* False unless the tables fill the body exactly. */
/*@
  requires chan_is_held(c) && c.priv_end <= CHAN_MAX_FILE_SIZE && \valid(file);
  requires \separated(file, c.priv_base + (0 .. c.priv_end - 1));
  terminates \true;
  assigns FIRST_TABLES(file), MIDDLE_TABLES(file), LAST_TABLES(file);
  ARE_OVER(file, c.priv_base, c.priv_end)
  ensures \result ==> file->instructions.priv_end == c.priv_end;
*/
static bool take_tables(chan_cursor c, chan_file *file)
{
	return take_first(&c, file) && take_middle(&c, file) && take_last(&c, file) &&
	       chan_left(&c) == 0;
}

/* Checks 5 to 8: the file is as long as it says, its tables fill it, and its bytes are those that were written. */
/*@
  requires \valid(file) && \valid_read(rest) && \valid(fault) && chan_is_window(&rest->body);
  requires rest->body.priv_end == size;
  requires \separated(file, rest, fault, rest->body.priv_base + (0 .. size - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), FIRST_TABLES(file), MIDDLE_TABLES(file), LAST_TABLES(file);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ARE_OVER(file, rest->body.priv_base, size)
  ensures \result ==> file->instructions.priv_end == size;
*/
static bool check_body(enum chan_cpu cpu, size_t size, chan_file *file, const header_rest *rest,
                       chan_finding *fault)
{
	const chan_header *h = &file->header;
	uint32_t checksum;

	if (h->file_size > CHAN_MAX_FILE_SIZE)
		return chan_reject(file, fault, CHAN_RULE_FILE_LIMIT, CHAN_AT(HEADER, file_size, 0),
		                   h->file_size, CHAN_MAX_FILE_SIZE);
	if (size < h->file_size)
		return reject_size(fault, CHAN_RULE_TRUNCATED, size, 0, size, h->file_size);
	if (size > h->file_size)
		return reject_size(fault, CHAN_RULE_TRAILING, h->file_size, size - h->file_size,
		                   size, h->file_size);
	if (!take_tables(rest->body, file))
		return chan_reject(file, fault, CHAN_RULE_SIZE, CHAN_AT(HEADER, file_size, 0),
		                   h->file_size, chan_table_offset(h, CHAN_TABLE_COUNT));
	checksum = chan_crc32c(cpu, 0, rest->body);
	if (checksum != rest->body_checksum)
		return chan_reject(file, fault, CHAN_RULE_BODY_CHECKSUM,
		                   CHAN_AT(HEADER, body_checksum, 0), rest->body_checksum,
		                   checksum);
	return true;
}

/* Check 9, first half: what the header says of the content. */
/*@
  requires chan_is_file(file) && chan_can_reject(file, fault);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  STAY(file)
*/
static bool check_identity(const chan_file *file, chan_finding *fault)
{
	const chan_header *h = &file->header;

	if (h->engine_level == 0)
		return chan_reject(file, fault, CHAN_RULE_ENGINE_LEVEL,
		                   CHAN_AT(HEADER, engine_level, 0), h->engine_level, 1);
	if (h->channel == 0 || h->channel > CHAN_MAX_CHANNEL)
		return chan_reject(file, fault, CHAN_RULE_CHANNEL, CHAN_AT(HEADER, channel, 0),
		                   h->channel, CHAN_MAX_CHANNEL);
	if (h->content_version == 0)
		return chan_reject(file, fault, CHAN_RULE_CONTENT_VERSION,
		                   CHAN_AT(HEADER, content_version, 0), h->content_version, 1);
	if (h->created_at == 0)
		return chan_reject(file, fault, CHAN_RULE_LIFETIME, CHAN_AT(HEADER, created_at, 0),
		                   h->created_at, 1);
	if (h->expires_at != 0 && h->expires_at <= h->created_at)
		return chan_reject(file, fault, CHAN_RULE_LIFETIME, CHAN_AT(HEADER, expires_at, 0),
		                   h->expires_at, h->created_at);
	return true;
}

/* Check 9, second half. */
/*@
  requires chan_is_file(file) && chan_can_reject(file, fault);
  requires \valid_read(rest) && \separated(fault, rest);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  STAY(file)
*/
static bool check_counts(const chan_file *file, const header_rest *rest, chan_finding *fault)
{
	const chan_header *h = &file->header;

	if (h->type_count > CHAN_MAX_TYPES)
		return chan_reject(file, fault, CHAN_RULE_TYPE_LIMIT,
		                   CHAN_AT(HEADER, type_count, 0), h->type_count, CHAN_MAX_TYPES);
	if (h->template_count > CHAN_MAX_TEMPLATES)
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_LIMIT,
		                   CHAN_AT(HEADER, template_count, 0), h->template_count,
		                   CHAN_MAX_TEMPLATES);
	if (h->template_count == 0)
		return chan_reject(file, fault, CHAN_RULE_EMPTY, CHAN_AT(HEADER, template_count, 0),
		                   h->template_count, 1);
	if (rest->reserved != 0)
		return chan_reject(file, fault, CHAN_RULE_RESERVED, CHAN_AT(HEADER, reserved, 0),
		                   rest->reserved, 0);
	return true;
}

/* The tables in the order of the file. */
/*@
  requires chan_is_file(file) && chan_can_reject(file, fault);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> chan_has_strings(file);
  STAY(file)
*/
static bool check_pools(const chan_file *file, chan_finding *fault)
{
	return chan_check_strings(file, fault) && chan_check_integers(file, fault) &&
	       chan_check_networks(file, fault);
}

/*@
  requires chan_is_file(file) && chan_can_reject(file, fault);
  requires chan_has_strings(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> chan_has_strings(file);
  STAY(file)
*/
static bool check_owners(enum chan_cpu cpu, const chan_file *file, chan_finding *fault)
{
	return chan_check_types(file, fault) && chan_check_fields(file, cpu, fault) &&
	       chan_check_templates(file, fault);
}

/*@
  requires chan_is_file(file) && chan_can_reject(file, fault);
  requires chan_has_strings(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> chan_has_strings(file);
  STAY(file)
*/
static bool check_parts(const chan_file *file, chan_finding *fault)
{
	return chan_check_criteria(file, fault) && chan_check_values(file, fault) &&
	       chan_check_conditions(file, fault);
}

/*@
  requires \valid(fault);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures fault->rule == 0;
*/
static void clear_finding(chan_finding *fault)
{
	fault->rule = fault->table = 0;
	fault->record = fault->member = 0;
	fault->offset = fault->length = fault->got = fault->want = 0;
}

/* Windows without a byte, but over the real address: nothing is ever at a null one. */
/*@
  requires \valid(file) && none.priv_pos == 0 && none.priv_end == 0;
  terminates \true;
  assigns *file;
  HAS_TABLES(file)
  ensures file->text.priv_base == none.priv_base && file->instructions.priv_end == 0;
  ensures chan_has_strings(file);
*/
static void empty(chan_cursor none, chan_file *file)
{
	chan_header *h = &file->header;

	h->format_version = h->engine_level = 0;
	h->content_version = h->created_at = h->expires_at = 0;
	h->channel = h->file_size = h->string_count = h->text_size = h->integer_count = 0;
	h->network_count = h->type_count = h->field_count = h->template_count = 0;
	h->criterion_count = h->value_count = h->instruction_count = 0;
	chan_copy(&file->strings, &none);
	chan_copy(&file->text, &none);
	chan_copy(&file->integers, &none);
	chan_copy(&file->networks, &none);
	chan_copy(&file->types, &none);
	chan_copy(&file->fields, &none);
	chan_copy(&file->templates, &none);
	chan_copy(&file->criteria, &none);
	chan_copy(&file->values, &none);
	chan_copy(&file->instructions, &none);
}

/*@
  requires \valid(to) && \valid_read(from) && \separated(to, from);
  terminates \true;
  assigns CHAN_FINDING(to);
  ensures to->rule == from->rule;
*/
static void copy_finding(chan_finding *to, const chan_finding *from)
{
	to->rule = from->rule;
	to->table = from->table;
	to->record = from->record;
	to->member = from->member;
	to->offset = from->offset;
	to->length = from->length;
	to->got = from->got;
	to->want = from->want;
}

/*@
  requires chan_is_held(whole) && whole.priv_pos == 0 && whole.priv_end == size;
  requires \valid(file) && \valid(rest) && \valid(fault) && fault->rule == 0;
  requires \separated(file, rest, fault, whole.priv_base + (0 .. whole.priv_end - 1));
  terminates \true;
  assigns *file, *rest, CHAN_FINDING(fault);
  ensures \result <==> fault->rule == 0;
  ARE_OVER(file, whole.priv_base, size)
  ensures \result ==> chan_has_strings(file);
  ensures \result ==> file->instructions.priv_end == size;
*/
static bool check_all(enum chan_cpu cpu, chan_cursor whole, size_t size, chan_file *file,
                      header_rest *rest, chan_finding *fault)
{
	return check_start(cpu, whole, size, file, rest, fault) &&
	       check_body(cpu, size, file, rest, fault) && check_identity(file, fault) &&
	       check_counts(file, rest, fault) && check_pools(file, fault) &&
	       check_owners(cpu, file, fault) && check_parts(file, fault);
}

/* All checks; after a refusal the windows are empty. */
/*@
  requires chan_is_held(whole) && whole.priv_pos == 0 && whole.priv_end == size;
  requires none.priv_base == whole.priv_base && none.priv_pos == 0 && none.priv_end == 0;
  requires \valid(file) && \valid(rest) && \valid(found);
  requires \separated(file, rest, found, whole.priv_base + (0 .. whole.priv_end - 1));
  terminates \true;
  assigns *file, *rest, CHAN_FINDING(found);
  ensures \result <==> found->rule == 0;
  HAS_TABLES(file)
  ensures chan_has_strings(file);
  ensures file->text.priv_base == whole.priv_base;
  ensures file->instructions.priv_end == (\result ? size : 0);
*/
static bool open_whole(enum chan_cpu cpu, chan_cursor whole, size_t size, chan_cursor none,
                       chan_file *file, header_rest *rest, chan_finding *found)
{
	clear_finding(found);
	empty(none, file);
	if (!check_all(cpu, whole, size, file, rest, found)) {
		empty(none, file);
		return false;
	}
	return true;
}

/* The finding is its own until the end: provers keep it apart from the file more easily than the caller's. */
bool chan_open_on(enum chan_cpu cpu, const uint8_t *bytes, size_t size, chan_file *file,
                  chan_finding *fault)
{
	const chan_cursor none = chan_cursor_over(bytes, 0);
	header_rest rest = {0, 0, 0, 0, none, none};
	chan_finding found;
	const bool held =
		open_whole(cpu, chan_cursor_over(bytes, size), size, none, file, &rest, &found);

	copy_finding(fault, &found);
	return held;
}

bool chan_open(const uint8_t *bytes, size_t size, chan_file *file, chan_finding *fault)
{
	return chan_open_on(CHAN_CPU_UNKNOWN, bytes, size, file, fault);
}
