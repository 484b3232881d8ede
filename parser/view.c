/* The views: one record of an accepted file by its index. */
#include "record.h"

/* A cursor at the record of that index; if there is none, one without a byte, from which a read gives zeros. */
/*@
  requires chan_is_held(table) && \valid(out) && 1 <= size <= 96;
  requires \separated(out, table.priv_base + (0 .. table.priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(out);
  ensures chan_is_window(out) && out->priv_base == table.priv_base && out->priv_end == table.priv_end;
  ensures table.priv_pos + index * size <= table.priv_end
            ? out->priv_pos == table.priv_pos + index * size : out->priv_pos == table.priv_end;
*/
static void seek(chan_cursor table, uint32_t index, uint32_t size, chan_cursor *out)
{
	bool moved;

	chan_copy(out, &table);
	moved = chan_skip(out, (uint64_t)index * size) || chan_skip(out, chan_left(out));
	(void)moved; /* the second skip does not fail */
}

/* Where a string begins and ends in the text. */
/*@
  requires chan_has_strings_table(file);
  requires chan_has_strings(file);
  requires \valid(begin) && \valid(end);
  requires \separated(begin, end, file) && \separated(begin, file->strings.priv_base + (0 .. file->strings.priv_end - 1)) &&
           \separated(end, file->strings.priv_base + (0 .. file->strings.priv_end - 1));
  terminates \true;
  assigns *begin, *end;
  ensures \result <==> string <= file->header.string_count;
  ensures \result ==> *begin <= *end <= file->header.text_size;
*/
static bool find_string(const chan_file *file, uint32_t string, uint32_t *begin, uint32_t *end)
{
	chan_cursor ends;

	chan_copy(&ends, &file->strings);
	*begin = *end = 0;
	/* A string begins where the one before it ends: the reading starts one record early. */
	if (string > 1) {
		seek(file->strings, string - 2, CHAN_SIZE_STRING, &ends);
		if (!chan_get_u32(&ends, begin))
			return false;
	}
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
	chan_cursor rest;
	uint32_t begin, end;

	chan_copy(&rest, &file->text);
	if (!chan_take(&rest, 0, out) || !find_string(file, string, &begin, &end) ||
	    !chan_skip(&rest, begin))
		return false;
	return chan_take(&rest, end - begin, out);
}

bool chan_integer_at(const chan_file *file, uint32_t index, int64_t *out)
{
	chan_cursor c;
	uint64_t number;
	bool found;

	seek(file->integers, index, CHAN_SIZE_INTEGER, &c);
	found = chan_get_u64(&c, &number);
	/* Two's complement, without a conversion that C leaves to the compiler. */
	*out = number <= INT64_MAX ? (int64_t)number : -(int64_t)(UINT64_MAX - number) - 1;
	return found;
}

bool chan_network_at(const chan_file *file, uint32_t index, chan_network *out)
{
	chan_cursor c;
	uint16_t reserved;

	seek(file->networks, index, CHAN_SIZE_NETWORK, &c);
	return chan_read_network(&c, out, &reserved);
}

bool chan_type_at(const chan_file *file, uint32_t index, chan_type *out)
{
	chan_cursor c;

	seek(file->types, index, CHAN_SIZE_TYPE, &c);
	return chan_read_type(&c, out);
}

bool chan_field_at(const chan_file *file, uint32_t index, chan_field *out)
{
	chan_cursor c;
	uint16_t reserved;

	seek(file->fields, index, CHAN_SIZE_FIELD, &c);
	return chan_read_field(&c, out, &reserved);
}

bool chan_template_at(const chan_file *file, uint32_t index, chan_template *out)
{
	chan_cursor c;
	uint8_t reserved;

	seek(file->templates, index, CHAN_SIZE_TEMPLATE, &c);
	return chan_read_template(&c, out, &reserved);
}

bool chan_criterion_at(const chan_file *file, uint32_t index, chan_criterion *out)
{
	chan_cursor c;

	seek(file->criteria, index, CHAN_SIZE_CRITERION, &c);
	return chan_read_criterion(&c, out);
}

bool chan_value_at(const chan_file *file, uint32_t index, uint32_t *out)
{
	chan_cursor c;

	seek(file->values, index, CHAN_SIZE_VALUE, &c);
	return chan_get_u32(&c, out);
}

bool chan_instruction_at(const chan_file *file, uint32_t index, uint16_t *out)
{
	chan_cursor c;

	seek(file->instructions, index, CHAN_SIZE_INSTRUCTION, &c);
	return chan_get_u16(&c, out);
}
