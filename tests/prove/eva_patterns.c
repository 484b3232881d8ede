/*
 * What tests/prove/run gives to Eva of the interpreter: any LAST bytes as a text, as a value and as an address, as a
 * glob and as a pattern, and as the words of a condition. The bytes end where their block does.
 */
#include "__fc_builtin.h"
#include "evaluate_parts.h"
#include "regex_machine.h"

enum { SMALL = CHAN_CROWDED_PROGRAM - 1 };

static uint8_t block[LAST], other[LAST], truths[CHAN_MAX_CRITERIA];

static unsigned ask_texts(void)
{
	const uint8_t operation = (uint8_t)Frama_C_interval(0, 255);
	const bool cased = Frama_C_interval(0, 1);
	const chan_cursor text = chan_cursor_over(block, LAST);
	const chan_cursor value = chan_cursor_over(other, (size_t)Frama_C_interval(0, LAST));
	uint8_t family, address[16];
	uint64_t steps = 0;
	unsigned found = 0;

	found += chan_text_holds(operation, cased, &text, &value, &steps);
	found += chan_texts_equal(cased, &text, &value, &steps);
	found += chan_read_address(text, &family, address);
	found += chan_text_bound(operation, steps, steps) > 0;
	return found + family;
}

static unsigned ask_patterns(void)
{
	const uint8_t flags = (uint8_t)Frama_C_interval(0, 255);
	chan_regex_cost cost;
	chan_pattern_fault fault;
	chan_cursor pattern = chan_cursor_over(block, LAST);
	uint8_t cut = flags;
	bool simple;
	unsigned found = 0;

	found += chan_glob_check(pattern, &simple, &fault);
	found += simple + fault.error;
	found += chan_regex_cut_flags(&pattern, &cut);
	if (chan_regex_check(pattern, cut, &cost, &fault))
		Frama_C_show_each_accepted(cost.instructions);
	else
		Frama_C_show_each_rejected(fault.error);
	return found + cost.classes + fault.error;
}

/* Programs that are too small for regex_pieces.c. */
static unsigned run_pattern(void)
{
	static chan_regex_instruction instructions[SMALL];
	static chan_regex_class classes[SMALL];
	static uint32_t places[SMALL * CHAN_PLACES_AN_INSTRUCTION];
	chan_regex_program program = {instructions, classes, SMALL, SMALL, 0, 0};
	chan_pattern_fault fault;
	uint64_t steps = 0;
	bool matched;

	if (!chan_regex_compile(chan_cursor_over(other, LAST), (uint8_t)Frama_C_interval(0, 255),
	                        &program, &fault))
		return 0;
	if (!chan_regex_match(&program, chan_cursor_over(block, LAST), places,
	                      SMALL * CHAN_PLACES_AN_INSTRUCTION, &matched, &steps))
		return 0;
	Frama_C_show_each_ran(matched);
	return matched;
}

static unsigned conclude(void)
{
	chan_template judged = {.instruction_count = 0};
	chan_file file = {.instructions = chan_cursor_over(block, LAST)};
	bool verdict;
	unsigned found;

	judged.first_instruction = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	judged.instruction_count = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	found = chan_conclude(&file, &judged, truths, CHAN_MAX_CRITERIA, &verdict);
	return found + verdict;
}

int main(void)
{
	size_t i;

	for (i = 0; i < LAST; i++)
		block[i] = other[i] = (uint8_t)Frama_C_interval(0, 255);
	for (i = 0; i < CHAN_MAX_CRITERIA; i++)
		truths[i] = (uint8_t)Frama_C_interval(0, 255);
	return (int)(ask_texts() + ask_patterns() + run_pattern() + conclude());
}
