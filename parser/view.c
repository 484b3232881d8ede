/* The views: one record of an accepted file by its index. */
#include "record.h"

/* A cursor at the record of that index; false if the table ends before it. */
static bool seek(chan_cursor table, uint32_t index, uint32_t size, chan_cursor *out)
{
	*out = table;
	return chan_skip(out, (uint64_t)index * size);
}

/* Where a string begins and ends in the text. */
static bool find_string(const chan_file *file, uint32_t string, uint32_t *begin, uint32_t *end)
{
	chan_cursor ends = file->strings;

	*begin = *end = 0;
	/* A string begins where the one before it ends: the reading starts one record early. */
	if (string > 1 && (!seek(file->strings, string - 2, CHAN_SIZE_STRING, &ends) ||
	                   !chan_get_u32(&ends, begin)))
		return false;
	return string == CHAN_STRING_EMPTY || chan_get_u32(&ends, end);
}

bool chan_string_at(const chan_file *file, uint32_t string, chan_text *out)
{
	uint32_t begin, end;

	out->offset = 0;
	out->length = 0;
	if (!find_string(file, string, &begin, &end))
		return false;
	out->offset = (uint32_t)chan_offset(&file->text) + begin;
	out->length = end - begin;
	return true;
}

bool chan_string_cursor(const chan_file *file, uint32_t string, chan_cursor *out)
{
	chan_cursor rest = file->text;
	uint32_t begin, end;

	if (!chan_take(&rest, 0, out) || !find_string(file, string, &begin, &end) ||
	    !chan_skip(&rest, begin))
		return false;
	return chan_take(&rest, end - begin, out);
}

bool chan_integer_at(const chan_file *file, uint32_t index, int64_t *out)
{
	chan_cursor c;
	uint64_t number;

	*out = 0;
	if (!seek(file->integers, index, CHAN_SIZE_INTEGER, &c) || !chan_get_u64(&c, &number))
		return false;
	/* Two's complement, without a conversion that C leaves to the compiler. */
	*out = number <= INT64_MAX ? (int64_t)number : -(int64_t)(UINT64_MAX - number) - 1;
	return true;
}

bool chan_network_at(const chan_file *file, uint32_t index, chan_network *out)
{
	static const chan_network zero;
	chan_cursor c;
	uint16_t reserved;

	*out = zero;
	return seek(file->networks, index, CHAN_SIZE_NETWORK, &c) &&
	       chan_read_network(&c, out, &reserved);
}

bool chan_type_at(const chan_file *file, uint32_t index, chan_type *out)
{
	static const chan_type zero;
	chan_cursor c;

	*out = zero;
	return seek(file->types, index, CHAN_SIZE_TYPE, &c) && chan_read_type(&c, out);
}

bool chan_field_at(const chan_file *file, uint32_t index, chan_field *out)
{
	static const chan_field zero;
	chan_cursor c;
	uint16_t reserved;

	*out = zero;
	return seek(file->fields, index, CHAN_SIZE_FIELD, &c) &&
	       chan_read_field(&c, out, &reserved);
}

bool chan_template_at(const chan_file *file, uint32_t index, chan_template *out)
{
	static const chan_template zero;
	chan_cursor c;
	uint8_t reserved;

	*out = zero;
	return seek(file->templates, index, CHAN_SIZE_TEMPLATE, &c) &&
	       chan_read_template(&c, out, &reserved);
}

bool chan_criterion_at(const chan_file *file, uint32_t index, chan_criterion *out)
{
	static const chan_criterion zero;
	chan_cursor c;

	*out = zero;
	return seek(file->criteria, index, CHAN_SIZE_CRITERION, &c) && chan_read_criterion(&c, out);
}

bool chan_value_at(const chan_file *file, uint32_t index, uint32_t *out)
{
	chan_cursor c;

	*out = 0;
	return seek(file->values, index, CHAN_SIZE_VALUE, &c) && chan_get_u32(&c, out);
}

bool chan_instruction_at(const chan_file *file, uint32_t index, uint16_t *out)
{
	chan_cursor c;

	*out = 0;
	return seek(file->instructions, index, CHAN_SIZE_INSTRUCTION, &c) && chan_get_u16(&c, out);
}
