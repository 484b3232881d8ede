/*
 * The tables of an accepted file as bytes, for the loops that look at every record: chan_open()
 * has proved that every index of the file lies within its table, so these readers do not ask
 * again. Internal to rules/.
 */
#ifndef SL_RULES_RAW_H
#define SL_RULES_RAW_H

#include <string.h>

#include "chan.h"

typedef struct sl_raw {
	const uint8_t *strings, *text, *integers, *networks, *templates, *criteria, *values,
		*instructions;
} sl_raw;

static inline sl_raw sl_raw_of(const chan_file *file, const uint8_t *bytes)
{
	const chan_header *h = &file->header;
	sl_raw raw;

	raw.strings = bytes + chan_table_offset(h, CHAN_TABLE_STRING);
	raw.text = bytes + chan_table_offset(h, CHAN_TABLE_TEXT);
	raw.integers = bytes + chan_table_offset(h, CHAN_TABLE_INTEGER);
	raw.networks = bytes + chan_table_offset(h, CHAN_TABLE_NETWORK);
	raw.templates = bytes + chan_table_offset(h, CHAN_TABLE_TEMPLATE);
	raw.criteria = bytes + chan_table_offset(h, CHAN_TABLE_CRITERION);
	raw.values = bytes + chan_table_offset(h, CHAN_TABLE_VALUE);
	raw.instructions = bytes + chan_table_offset(h, CHAN_TABLE_INSTRUCTION);
	return raw;
}

static inline uint16_t sl_raw_u16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t sl_raw_u32(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t sl_raw_u64(const uint8_t *at)
{
	return sl_raw_u32(at) | (uint64_t)sl_raw_u32(at + 4) << 32;
}

/* All of a template but its id, title and what else is for people. */
static inline chan_template sl_raw_template(const sl_raw *raw, uint32_t index)
{
	const uint8_t *at = raw->templates + (size_t)index * CHAN_SIZE_TEMPLATE;
	chan_template template = {.type = sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_type)};

	template.first_criterion = sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_first_criterion);
	template.criterion_count = sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_criterion_count);
	template.first_instruction = sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_first_instruction);
	template.instruction_count = sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_instruction_count);
	return template;
}

static inline chan_criterion sl_raw_criterion(const sl_raw *raw, uint32_t index)
{
	const uint8_t *at = raw->criteria + (size_t)index * CHAN_SIZE_CRITERION;
	chan_criterion criterion;

	criterion.field = sl_raw_u16(at + CHAN_OFFSET_CRITERION_field);
	criterion.operation = at[CHAN_OFFSET_CRITERION_operator];
	criterion.flags = at[CHAN_OFFSET_CRITERION_flags];
	criterion.first_value = sl_raw_u32(at + CHAN_OFFSET_CRITERION_first_value);
	criterion.value_count = sl_raw_u32(at + CHAN_OFFSET_CRITERION_value_count);
	return criterion;
}

static inline uint32_t sl_raw_value(const sl_raw *raw, uint32_t index)
{
	return sl_raw_u32(raw->values + (size_t)index * CHAN_SIZE_VALUE);
}

static inline uint16_t sl_raw_instruction(const sl_raw *raw, uint32_t index)
{
	return sl_raw_u16(raw->instructions + (size_t)index * CHAN_SIZE_INSTRUCTION);
}

/* The bytes of a string and their number. */
static inline const uint8_t *sl_raw_string(const sl_raw *raw, uint32_t string, uint32_t *length)
{
	const uint8_t *end = raw->strings + (size_t)string * CHAN_SIZE_STRING;
	const uint32_t from = string < 2 ? 0 : sl_raw_u32(end - 2 * CHAN_SIZE_STRING);

	*length = string == CHAN_STRING_EMPTY ? 0 : sl_raw_u32(end - CHAN_SIZE_STRING) - from;
	return raw->text + from;
}

#endif
