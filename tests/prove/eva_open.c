/*
 * What tests/prove/run gives to Eva: chan_open() over every length from FIRST to LAST, any bytes, and the
 * views with any index. The file ends where its block does, so that a byte past it is no one's.
 * The hint is a number at which Eva may stop widening a loop; it makes it no less sound.
 */
#include "__fc_builtin.h"
#include "chan.h"

static uint8_t block[LAST];

static unsigned view(const chan_file *file)
{
	const uint32_t index = Frama_C_unsigned_int_interval(0, UINT32_MAX);
	unsigned found = 0;
	chan_text text;
	chan_cursor window;
	int64_t integer;
	chan_network network;
	chan_type type;
	chan_field field;
	chan_template template;
	chan_criterion criterion;
	uint32_t value;
	uint16_t word;
	uint8_t byte;

	found += chan_string_at(file, index, &text);
	found += chan_string_cursor(file, index, &window);
	found += chan_get_u8(&window, &byte);
	found += chan_integer_at(file, index, &integer);
	found += chan_network_at(file, index, &network);
	found += chan_type_at(file, index, &type);
	found += chan_field_at(file, index, &field);
	found += chan_template_at(file, index, &template);
	found += chan_criterion_at(file, index, &criterion);
	found += chan_value_at(file, index, &value);
	found += chan_instruction_at(file, index, &word);
	found += chan_operator_fits(criterion.operation, field.kind);
	return found;
}

int main(void)
{
	chan_file file;
	chan_finding fault;
	size_t i, length;
	unsigned found = 0;

	for (i = 0; i < LAST; i++)
		block[i] = (uint8_t)Frama_C_interval(0, 255);
	/*@ loop unroll LAST - FIRST + 2;
	    loop widen_hints global:"all", LAST; */
	for (length = FIRST; length <= LAST; length++) {
		if (chan_open(block + (LAST - length), length, &file, &fault)) {
			Frama_C_show_each_accepted(length);
			found += view(&file);
		} else {
			Frama_C_show_each_rejected(length);
			found += view(&file);
		}
	}
	return (int)found;
}
