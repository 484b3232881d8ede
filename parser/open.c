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

static bool read_header(chan_cursor *c, chan_header *h, header_rest *rest)
{
	return chan_get_u16(c, &h->format_version) && chan_get_u16(c, &h->engine_level) &&
	       chan_get_u32(c, &h->channel) && chan_get_u64(c, &h->content_version) &&
	       chan_get_u64(c, &h->created_at) && chan_get_u64(c, &h->expires_at) &&
	       chan_get_pair(c, &h->file_size, &h->string_count) &&
	       chan_get_pair(c, &h->text_size, &h->integer_count) &&
	       chan_get_pair(c, &h->network_count, &h->type_count) &&
	       chan_get_pair(c, &h->field_count, &h->template_count) &&
	       chan_get_pair(c, &h->criterion_count, &h->value_count) &&
	       chan_get_pair(c, &h->instruction_count, &rest->reserved) &&
	       chan_get_pair(c, &rest->body_checksum, &rest->header_checksum);
}

/* A fault of the file as a whole: no member is wrong, but there are too few bytes or too many. */
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
	fault->table = (uint8_t)place.table;
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

/* Checks 1 to 4. */
static bool check_start(enum chan_cpu cpu, chan_cursor whole, size_t size, chan_file *file,
                        header_rest *rest, chan_finding *fault)
{
	chan_header *h = &file->header;
	chan_cursor c = whole;
	uint32_t checksum;

	if (!chan_get_u64(&c, &rest->magic))
		return reject_size(fault, CHAN_RULE_TRUNCATED, size, 0, size, CHAN_SIZE_HEADER);
	if (rest->magic != MAGIC)
		return chan_reject(file, fault, CHAN_RULE_MAGIC, CHAN_AT(HEADER, magic, 0),
		                   rest->magic, MAGIC);
	rest->body = whole;
	if (!read_header(&c, h, rest) || !chan_skip(&rest->body, CHAN_SIZE_HEADER) ||
	    !chan_take(&whole, CHAN_OFFSET_HEADER_header_checksum, &rest->summed))
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

/* The windows over the tables; false unless they fill the body exactly. */
static bool take_tables(chan_cursor c, chan_file *file)
{
	const chan_header *h = &file->header;

	return chan_take_array(&c, h->string_count, CHAN_SIZE_STRING, &file->strings) &&
	       chan_take_array(&c, h->text_size, CHAN_SIZE_TEXT, &file->text) &&
	       chan_take_array(&c, h->integer_count, CHAN_SIZE_INTEGER, &file->integers) &&
	       chan_take_array(&c, h->network_count, CHAN_SIZE_NETWORK, &file->networks) &&
	       chan_take_array(&c, h->type_count, CHAN_SIZE_TYPE, &file->types) &&
	       chan_take_array(&c, h->field_count, CHAN_SIZE_FIELD, &file->fields) &&
	       chan_take_array(&c, h->template_count, CHAN_SIZE_TEMPLATE, &file->templates) &&
	       chan_take_array(&c, h->criterion_count, CHAN_SIZE_CRITERION, &file->criteria) &&
	       chan_take_array(&c, h->value_count, CHAN_SIZE_VALUE, &file->values) &&
	       chan_take_array(&c, h->instruction_count, CHAN_SIZE_INSTRUCTION,
	                       &file->instructions) &&
	       chan_left(&c) == 0;
}

/* Checks 5 to 8: the file is as long as it says, its tables fill it, and its bytes are those that were written. */
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

static bool check_tables(enum chan_cpu cpu, const chan_file *file, chan_finding *fault)
{
	return chan_check_strings(file, fault) && chan_check_integers(file, fault) &&
	       chan_check_networks(file, fault) && chan_check_types(file, fault) &&
	       chan_check_fields(file, cpu, fault) && chan_check_templates(file, fault) &&
	       chan_check_criteria(file, fault) && chan_check_values(file, fault) &&
	       chan_check_conditions(file, fault);
}

/* Windows without a byte, but over the real address: nothing is ever at a null one. */
static void empty(chan_cursor none, chan_file *file)
{
	static const chan_header zero;

	file->header = zero;
	file->strings = file->text = file->integers = file->networks = none;
	file->types = file->fields = file->templates = file->criteria = none;
	file->values = file->instructions = none;
}

bool chan_open_on(enum chan_cpu cpu, const uint8_t *bytes, size_t size, chan_file *file,
                  chan_finding *fault)
{
	static const chan_finding no_fault;
	const chan_cursor whole = chan_cursor_over(bytes, size), none = chan_cursor_over(bytes, 0);
	header_rest rest = {0, 0, 0, 0, none, none};

	empty(none, file);
	*fault = no_fault;
	if (check_start(cpu, whole, size, file, &rest, fault) &&
	    check_body(cpu, size, file, &rest, fault) && check_identity(file, fault) &&
	    check_counts(file, &rest, fault) && check_tables(cpu, file, fault))
		return true;
	empty(none, file);
	return false;
}

bool chan_open(const uint8_t *bytes, size_t size, chan_file *file, chan_finding *fault)
{
	return chan_open_on(CHAN_CPU_UNKNOWN, bytes, size, file, fault);
}
