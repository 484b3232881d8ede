/* Lies about strings, numbers, values and conditions. */
#include "mutator/liar.h"

#include <string.h>

static bool swap_records(const mutant_liar *l, unsigned table, uint32_t width)
{
	const size_t count = liar_count(l, table);
	uint8_t kept[CHAN_SIZE_NETWORK], *one;

	if (count < 2)
		return false;
	one = liar_record(l, table, mutant_below(l->m, count - 1));
	memcpy(kept, one, width);
	memcpy(one, one + liar_record_size(table), width);
	memcpy(one + liar_record_size(table), kept, width);
	return true;
}

static size_t liar_string_end(const mutant_liar *l, size_t string)
{
	const size_t size = liar_count(l, CHAN_TABLE_TEXT);
	size_t end;

	if (string == 0)
		return 0;
	end = (size_t)mutant_load(liar_record(l, CHAN_TABLE_STRING, string - 1), 4);
	return end < size ? end : size;
}

/* How many bytes two strings side by side begin with alike. */
static size_t alike(const mutant_liar *l, size_t string)
{
	const size_t first = liar_string_end(l, string - 1), second = liar_string_end(l, string);
	const size_t end = liar_string_end(l, string + 1);
	const uint8_t *text = l->bytes + l->begin[CHAN_TABLE_TEXT];
	size_t i;

	for (i = 0; first + i < second && second + i < end; i++)
		if (text[first + i] != text[second + i])
			break;
	return i;
}

/* The first of two strings side by side; now and then of those that are most alike, whose order is hard to tell. */
static size_t string_pair(const mutant_liar *l, size_t count)
{
	size_t chosen = 1 + mutant_below(l->m, count - 1), i;

	if (mutant_one_in(l->m, 2))
		return chosen;
	for (i = 1; i < count; i++)
		if (alike(l, i) > alike(l, chosen))
			chosen = i;
	return chosen;
}

bool lie_string_swap(mutant_liar *l)
{
	const size_t count = liar_count(l, CHAN_TABLE_STRING);
	uint8_t *text = l->bytes + l->begin[CHAN_TABLE_TEXT], byte;
	size_t string, begin, middle, end, i;

	if (count < 2)
		return false;
	string = string_pair(l, count);
	begin = liar_string_end(l, string - 1);
	middle = liar_string_end(l, string);
	end = liar_string_end(l, string + 1);
	if (begin >= middle || middle >= end)
		return false;
	/* One turn of both by the length of the first. */
	for (i = begin; i < middle; i++) {
		byte = text[begin];
		memmove(text + begin, text + begin + 1, end - begin - 1);
		text[end - 1] = byte;
	}
	mutant_store(liar_record(l, CHAN_TABLE_STRING, string - 1), 4, begin + end - middle);
	return true;
}

bool lie_string_tail(mutant_liar *l)
{
	const size_t count = liar_count(l, CHAN_TABLE_STRING);
	const size_t string = 1 + mutant_below(l->m, count);
	uint8_t *text = l->bytes + l->begin[CHAN_TABLE_TEXT];

	if (count == 0 || liar_string_end(l, string) == 0)
		return false;
	text[liar_string_end(l, string) - 1] = ' ';
	return true;
}

bool lie_text_nul(mutant_liar *l)
{
	uint8_t *byte = liar_any(l, CHAN_TABLE_TEXT);

	if (byte)
		*byte = 0;
	return byte != NULL;
}

bool lie_text_utf8(mutant_liar *l)
{
	/* Overlong, surrogates, too large, bytes that there are not, and cut ones. */
	static const char *const ill[] = {"\xc0\x80",
	                                  "\xc1\xbf",
	                                  "\xe0\x80\x80",
	                                  "\xe0\x9f\xbf",
	                                  "\xf0\x80\x80\x80",
	                                  "\xf0\x8f\xbf\xbf",
	                                  "\xed\xa0\x80",
	                                  "\xed\xbf\xbf",
	                                  "\xf4\x90\x80\x80",
	                                  "\xf5\x80\x80\x80",
	                                  "\xfe",
	                                  "\xff",
	                                  "\x80",
	                                  "\xbf",
	                                  "\xc3",
	                                  "\xe2\x82",
	                                  "\xf0\x9f\x94"};
	const char *bytes = ill[mutant_below(l->m, sizeof ill / sizeof *ill)];
	const size_t size = liar_count(l, CHAN_TABLE_TEXT), length = strlen(bytes);
	const size_t string = 1 + mutant_below(l->m, liar_count(l, CHAN_TABLE_STRING));
	size_t at;

	if (size < length)
		return false;
	/* At the end it changes the order of the strings least. */
	at = mutant_below(l->m, size - length + 1);
	if (string <= liar_count(l, CHAN_TABLE_STRING) && !mutant_one_in(l->m, 4) &&
	    liar_string_end(l, string) > liar_string_end(l, string - 1) + length)
		at = liar_string_end(l, string) - length;
	memcpy(liar_record(l, CHAN_TABLE_TEXT, at), bytes, length);
	return true;
}

bool lie_integer_swap(mutant_liar *l)
{
	return swap_records(l, CHAN_TABLE_INTEGER, CHAN_SIZE_INTEGER);
}

bool lie_network_swap(mutant_liar *l)
{
	return swap_records(l, CHAN_TABLE_NETWORK, CHAN_SIZE_NETWORK);
}

bool lie_network_host(mutant_liar *l)
{
	uint8_t *network = liar_any(l, CHAN_TABLE_NETWORK);
	unsigned bit;

	if (!network || network[CHAN_OFFSET_NETWORK_prefix] > 127)
		return false;
	bit = network[CHAN_OFFSET_NETWORK_prefix];
	bit += (unsigned)mutant_below(l->m, 128 - bit);
	network[CHAN_OFFSET_NETWORK_address + bit / 8] |= (uint8_t)(0x80u >> bit % 8);
	return true;
}

bool lie_network_short(mutant_liar *l)
{
	uint8_t *network = liar_any(l, CHAN_TABLE_NETWORK);
	unsigned bit = 8 * CHAN_WIDTH_NETWORK_address;

	if (!network)
		return false;
	while (bit > 0 &&
	       !(network[CHAN_OFFSET_NETWORK_address + (bit - 1) / 8] & 0x80u >> (bit - 1) % 8))
		bit--;
	if (bit == 0)
		return false;
	network[CHAN_OFFSET_NETWORK_prefix] = (uint8_t)(bit - 1);
	return true;
}

/* --- templates */

bool lie_uuid_swap(mutant_liar *l)
{
	return swap_records(l, CHAN_TABLE_TEMPLATE, CHAN_WIDTH_TEMPLATE_uuid);
}

bool lie_value_swap(mutant_liar *l)
{
	return swap_records(l, CHAN_TABLE_VALUE, CHAN_SIZE_VALUE);
}

bool lie_word_swap(mutant_liar *l)
{
	return swap_records(l, CHAN_TABLE_INSTRUCTION, CHAN_SIZE_INSTRUCTION);
}

/* How many fields the type has that owns a template. */
static uint64_t fields_of(const mutant_liar *l, uint64_t template)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < liar_count(l, CHAN_TABLE_TYPE); i++) {
		const uint8_t *type = liar_record(l, CHAN_TABLE_TYPE, i);

		sum += mutant_load(type + CHAN_OFFSET_TYPE_template_count, 4);
		if (template <sum)
			return mutant_load(type + CHAN_OFFSET_TYPE_field_count, 4);
	}
	return 0;
}

/* The record of an owner's table in whose run the record is; NULL: none. */
static const uint8_t *owner_of(const mutant_liar *l, enum mutant_run run, uint64_t record,
                               uint64_t *owner)
{
	uint64_t sum = 0;

	for (*owner = 0; *owner < liar_count(l, mutant_runs[run].owner); (*owner)++) {
		const uint8_t *bytes = liar_record(l, mutant_runs[run].owner, (size_t)*owner);

		sum += mutant_load(bytes + mutant_runs[run].count, 4);
		if (record < sum)
			return bytes;
	}
	return NULL;
}

bool lie_field_index(mutant_liar *l)
{
	const size_t criterion = mutant_below(l->m, liar_count(l, CHAN_TABLE_CRITERION));
	uint64_t template;

	if (!owner_of(l, RUN_CRITERIA, criterion, &template))
		return false;
	mutant_store(liar_record(l, CHAN_TABLE_CRITERION, criterion) + CHAN_OFFSET_CRITERION_field,
	             CHAN_WIDTH_CRITERION_field, fields_of(l, template) + mutant_below(l->m, 2));
	return true;
}

/* The last value of a run, so that the order stays. */
bool lie_value_index(mutant_liar *l)
{
	const size_t value = mutant_below(l->m, liar_count(l, CHAN_TABLE_VALUE));
	uint64_t criterion, template, bound, i, last = 0;
	const uint8_t *owner = owner_of(l, RUN_VALUES, value, &criterion);

	if (!owner)
		return false;
	for (i = 0; i <= criterion; i++)
		last += mutant_load(liar_record(l, CHAN_TABLE_CRITERION, (size_t)i) +
		                            CHAN_OFFSET_CRITERION_value_count,
		                    4);
	switch (chan_operator_value_kind(owner[CHAN_OFFSET_CRITERION_operator])) {
	case CHAN_VALUE_INTEGER:
		bound = liar_count(l, CHAN_TABLE_INTEGER);
		break;
	case CHAN_VALUE_NETWORK:
		bound = liar_count(l, CHAN_TABLE_NETWORK);
		break;
	case CHAN_VALUE_FIELD:
		owner_of(l, RUN_CRITERIA, criterion, &template);
		bound = fields_of(l, template);
		break;
	case CHAN_VALUE_STRING:
	case CHAN_VALUE_NONE:
	default:
		bound = liar_count(l, CHAN_TABLE_STRING) + 1;
		break;
	}
	if (last == 0 || last > liar_count(l, CHAN_TABLE_VALUE))
		return false;
	mutant_store(liar_record(l, CHAN_TABLE_VALUE, (size_t)last - 1), 4, bound);
	return true;
}

bool lie_operator_kind(mutant_liar *l)
{
	static const uint8_t bare[] = {CHAN_OPERATOR_EXISTS, CHAN_OPERATOR_NULL, CHAN_OPERATOR_ANY};
	uint8_t *criterion = liar_any(l, CHAN_TABLE_CRITERION), *operation;

	if (!criterion)
		return false;
	operation = criterion + CHAN_OFFSET_CRITERION_operator;
	if (chan_operator_value_kind(*operation) == CHAN_VALUE_NONE)
		*operation = (uint8_t)(CHAN_OPERATOR_EXACT + mutant_below(l->m, CHAN_OPERATOR_GE));
	else
		*operation = bare[mutant_below(l->m, sizeof bare)];
	return true;
}

bool lie_word_lost(mutant_liar *l)
{
	uint8_t *word = liar_any(l, CHAN_TABLE_INSTRUCTION);
	const bool push = word && mutant_load(word, 2) < CHAN_PUSH_LIMIT;

	if (!word)
		return false;
	mutant_store(word, 2, push ? CHAN_WORD_AND + mutant_below(l->m, 3) : 0);
	return true;
}

bool lie_criterion_unused(mutant_liar *l)
{
	const size_t word = mutant_below(l->m, liar_count(l, CHAN_TABLE_INSTRUCTION));
	uint64_t template, begin, count, last, i;
	const uint8_t *owner = owner_of(l, RUN_INSTRUCTIONS, word, &template);

	if (!owner)
		return false;
	begin = mutant_load(owner + CHAN_OFFSET_TEMPLATE_first_instruction, 4);
	count = mutant_load(owner + CHAN_OFFSET_TEMPLATE_instruction_count, 4);
	last = mutant_load(owner + CHAN_OFFSET_TEMPLATE_criterion_count, 4) - 1;
	if (last == 0 || begin + count > liar_count(l, CHAN_TABLE_INSTRUCTION))
		return false;
	for (i = begin; i < begin + count; i++) {
		uint8_t *bytes = liar_record(l, CHAN_TABLE_INSTRUCTION, (size_t)i);

		if (mutant_load(bytes, 2) == last)
			mutant_store(bytes, 2, mutant_below(l->m, (size_t)last));
	}
	return true;
}

bool lie_criterion_index(mutant_liar *l)
{
	const size_t word = mutant_below(l->m, liar_count(l, CHAN_TABLE_INSTRUCTION));
	uint64_t template;
	const uint8_t *owner = owner_of(l, RUN_INSTRUCTIONS, word, &template);

	if (!owner)
		return false;
	mutant_store(liar_record(l, CHAN_TABLE_INSTRUCTION, word), 2,
	             mutant_load(owner + CHAN_OFFSET_TEMPLATE_criterion_count, 4) +
	                     mutant_below(l->m, 2));
	return true;
}
