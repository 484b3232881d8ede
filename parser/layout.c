/* Where each table lies: computed from the counts of the header, never stored (FORMAT.md section 2.2). */
#include "chan.h"

uint32_t chan_table_count(const chan_header *header, enum chan_table table)
{
	switch (table) {
	case CHAN_TABLE_HEADER:
		return 1;
	case CHAN_TABLE_STRING:
		return header->string_count;
	case CHAN_TABLE_TEXT:
		return header->text_size;
	case CHAN_TABLE_INTEGER:
		return header->integer_count;
	case CHAN_TABLE_NETWORK:
		return header->network_count;
	case CHAN_TABLE_TYPE:
		return header->type_count;
	case CHAN_TABLE_FIELD:
		return header->field_count;
	case CHAN_TABLE_TEMPLATE:
		return header->template_count;
	case CHAN_TABLE_CRITERION:
		return header->criterion_count;
	case CHAN_TABLE_VALUE:
		return header->value_count;
	case CHAN_TABLE_INSTRUCTION:
		return header->instruction_count;
	case CHAN_TABLE_COUNT:
	default:
		return 0;
	}
}

uint32_t chan_table_record_size(enum chan_table table)
{
	switch (table) {
#define TABLE(NAME, name, size) \
	case CHAN_TABLE_##NAME: \
		return (size);
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
	case CHAN_TABLE_COUNT:
	default:
		return 0;
	}
}

uint64_t chan_table_offset(const chan_header *header, enum chan_table table)
{
	uint64_t offset = 0;
	unsigned before;

	/*@
	  loop invariant 0 <= before <= CHAN_TABLE_COUNT && offset <= before * 96 * UINT32_MAX;
	  loop assigns before, offset;
	  loop variant CHAN_TABLE_COUNT - before;
	*/
	for (before = CHAN_TABLE_HEADER; before < (unsigned)table && before < CHAN_TABLE_COUNT;
	     before++)
		offset += (uint64_t)chan_table_count(header, (enum chan_table)before) *
		          chan_table_record_size((enum chan_table)before);
	return offset;
}
