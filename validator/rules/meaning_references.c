/* 2017, 2019: what is stored and referred to by nothing, and what should have been folded. */
#include <stdlib.h>
#include <string.h>

#include "rules/meaning.h"

/* ASCII A to Z anywhere in the bytes, eight at a time: this looks at most of the file. */
static bool has_capital(const uint8_t *bytes, size_t length)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t word, ascii, from, past;
	size_t i;

	for (i = 0; i + 8 <= length; i += 8) {
		memcpy(&word, bytes + i, 8);
		ascii = word & ~high;
		from = ascii + ones * (0x80 - 'A'); /* the high bit of each byte: at least A */
		past = ascii + ones * (0x7f - 'Z'); /* more than Z */
		if (from & ~past & ~word & high)
			return true;
	}
	for (; i < length; i++)
		if (bytes[i] >= 'A' && bytes[i] <= 'Z')
			return true;
	return false;
}

static void report_string(const sl_meaning *meaning, uint32_t string)
{
	sl_place place;

	if (sl_fact_dropped(meaning->findings, SL_RULE_UNREFERENCED))
		return;
	place = sl_place_string(meaning->checked, string);
	sl_fact(meaning->checked, meaning->findings, SL_RULE_UNREFERENCED, &place,
	        "the string \"%s\"", sl_string_name(meaning->checked, meaning->findings, string));
}

/* Returns whether a folded string holds a capital; bits of those that hold none are taken away. */
static bool check_strings(const sl_meaning *meaning)
{
	const chan_file *file = &meaning->checked->file;
	const uint8_t *text =
		meaning->checked->bytes + chan_table_offset(&file->header, CHAN_TABLE_TEXT);
	chan_cursor ends = file->strings;
	uint32_t string, begin = 0, end;
	bool found = false;

	/* The empty string has no record. */
	meaning->folded[0] &= ~UINT64_C(1);
	for (string = 1; chan_get_u32(&ends, &end); string++, begin = end) {
		if (!sl_bit(meaning->strings, string))
			report_string(meaning, string);
		if (!sl_bit(meaning->folded, string))
			continue;
		if (has_capital(text + begin, end - begin))
			found = true;
		else
			meaning->folded[string / 64] &= ~(UINT64_C(1) << (string % 64));
	}
	return found;
}

static void report_value(const sl_meaning *meaning, const chan_type *type,
                         const chan_criterion *criterion, const sl_place *from, uint32_t string)
{
	sl_place place = *from;

	if (sl_fact_dropped(meaning->findings, SL_RULE_NOT_FOLDED))
		return;
	place.field = sl_field_name(meaning->checked, meaning->findings, type, criterion->field);
	sl_fact(meaning->checked, meaning->findings, SL_RULE_NOT_FOLDED, &place,
	        "\"%s\" is compared without regard to case",
	        sl_string_name(meaning->checked, meaning->findings, string));
}

static void report_criterion(const sl_meaning *meaning, const chan_template *template,
                             uint32_t template_index, uint32_t criterion_index)
{
	const chan_file *file = &meaning->checked->file;
	chan_criterion criterion;
	chan_type type;
	uint32_t i, string;

	if (!chan_criterion_at(file, criterion_index, &criterion) ||
	    !chan_type_at(file, template->type, &type) ||
	    chan_operator_value_kind(criterion.operation) != CHAN_VALUE_STRING ||
	    criterion.operation == CHAN_OPERATOR_REGEX || (criterion.flags & CHAN_FLAG_CASED))
		return;
	for (i = 0; i < criterion.value_count; i++) {
		sl_place place = SL_AT(meaning->checked, VALUE, criterion.first_value + i, index);

		place.template_index = template_index;
		place.criterion_index = criterion_index;
		if (chan_value_at(file, criterion.first_value + i, &string) &&
		    sl_bit(meaning->folded, string))
			report_value(meaning, &type, &criterion, &place, string);
	}
}

/* Only where there is something to report: which values are wrong takes another walk. */
static void report_not_folded(const sl_meaning *meaning)
{
	const chan_file *file = &meaning->checked->file;
	chan_template template;
	uint32_t i, j;

	for (i = 0; chan_template_at(file, i, &template); i++)
		for (j = 0; j < template.criterion_count; j++)
			report_criterion(meaning, &template, i, template.first_criterion + j);
}

static void check_integers(const sl_meaning *meaning)
{
	const chan_file *file = &meaning->checked->file;
	int64_t number;
	uint32_t i;

	for (i = 0; i < file->header.integer_count; i++) {
		if (sl_bit(meaning->integers, i) || !chan_integer_at(file, i, &number))
			continue;
		sl_place place = SL_AT(meaning->checked, INTEGER, i, number);
		sl_fact(meaning->checked, meaning->findings, SL_RULE_UNREFERENCED, &place,
		        "the integer %lld", (long long)number);
	}
}

static void check_networks(const sl_meaning *meaning)
{
	const uint32_t count = meaning->checked->file.header.network_count;
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (sl_bit(meaning->networks, i))
			continue;
		sl_place place = sl_place_at(meaning->checked, CHAN_TABLE_NETWORK, i, 0,
		                             CHAN_SIZE_NETWORK, NULL);
		sl_fact(meaning->checked, meaning->findings, SL_RULE_UNREFERENCED, &place,
		        "the network %u of %u", (unsigned)i, (unsigned)count);
	}
}

void sl_meaning_references(const sl_meaning *meaning)
{
	if (check_strings(meaning))
		report_not_folded(meaning);
	check_integers(meaning);
	check_networks(meaning);
}
