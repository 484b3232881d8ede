/* The operator cidr (FORMAT.md section 5): networks of every prefix, and addresses that differ from them in every bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"
#include "support_file.h"
#include "support_open.h"

enum { FOUR = 33, SIX = 129, NETWORKS = FOUR + SIX };

/* The first bits of an address are ones, the rest zeros. */
static uint64_t ones(unsigned bits)
{
	return bits == 0 ? 0 : UINT64_MAX << (64 - bits);
}

/* Networks 0 to 32 of family 4 and 0 to 128 of family 6, each with a criterion of its own. */
static void write_file(support_file *f)
{
	support_file_begin(f);
	support_text(f, "field");
	support_text(f, "title");
	support_text(f, "type");
	for (unsigned prefix = 0; prefix < FOUR; prefix++)
		support_network(f, 4, prefix, ones(prefix), 0);
	for (unsigned prefix = 0; prefix < SIX; prefix++)
		support_network(f, 6, prefix, ones(prefix < 64 ? prefix : 64),
		                ones(prefix < 64 ? 0 : prefix - 64));
	support_type(f, 3, 1, 1, 1);
	support_field(f, 1, CHAN_KIND_IP);
	support_template(f, 0, 1, 2, NETWORKS, 2 * NETWORKS - 1);
	for (uint32_t i = 0; i < NETWORKS; i++) {
		support_criterion(f, 0, CHAN_OPERATOR_CIDR, 0, 1);
		support_value(f, i);
		support_instruction(f, i);
		if (i > 0)
			support_instruction(f, CHAN_WORD_OR);
	}
}

static bool is_inside(const chan_content *content, uint32_t network, const chan_input *input)
{
	uint32_t place;
	const chan_scratch scratch = {&(uint8_t){0}, &place, 1, 0};
	const chan_inputs inputs = {input, 1};
	chan_outcome outcome;

	assert_true(chan_evaluate_criterion(content, &scratch, &inputs, 0, network, &outcome));
	assert_int_equal(outcome.steps, 2);
	return outcome.matched;
}

/* The address of ones but for one bit: the network holds it if the bit is behind its prefix, or is none. */
static void ask_each_bit(const chan_content *content, uint32_t network, unsigned family,
                         unsigned prefix)
{
	const unsigned bits = family == 4 ? 32 : 128;

	for (unsigned bit = 0; bit <= bits; bit++) {
		chan_input input = {.kind = CHAN_INPUT_ADDRESS, .family = (uint8_t)family};

		memset(input.address, 0xff, bits / 8);
		if (bit < bits)
			input.address[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
		if (is_inside(content, network, &input) != (bit == bits || bit >= prefix))
			fail_msg("family %u, prefix %u, bit %u", family, prefix, bit);
		input.family = family == 4 ? 6 : 4;
		assert_false(is_inside(content, network, &input));
	}
}

/* The template holds for what any network holds: with one of no prefix in each family, for every address. */
static void ask_all_networks(const chan_content *content)
{
	uint8_t truths[NETWORKS];
	uint32_t place;
	const chan_scratch scratch = {truths, &place, NETWORKS, 0};
	chan_outcome outcome;

	for (uint8_t family = 0; family <= 6; family += 2) {
		const chan_input input = {.kind = family == 0   ? CHAN_INPUT_ABSENT
		                                  : family == 2 ? CHAN_INPUT_NULL
		                                                : CHAN_INPUT_ADDRESS,
		                          .family = family};
		const chan_inputs inputs = {&input, 1};

		assert_true(chan_evaluate(content, &scratch, &inputs, 0, &outcome));
		assert_int_equal(outcome.matched, family >= 4);
		for (unsigned i = 0; i < NETWORKS; i++)
			assert_int_equal(truths[i],
			                 (family == 4 && i == 0) || (family == 6 && i == FOUR));
	}
}

static void every_bit_of_every_prefix(void **state)
{
	const chan_memory none = {NULL, NULL, NULL, 0, 0, 0};
	chan_content content;
	support_file f;
	chan_file file;
	uint8_t *bytes;
	size_t size;

	(void)state;
	write_file(&f);
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	support_must_open(bytes, size, &file);
	assert_true(chan_prepare(&file, &none, &content));
	for (unsigned prefix = 0; prefix < FOUR; prefix++)
		ask_each_bit(&content, prefix, 4, prefix);
	for (unsigned prefix = 0; prefix < SIX; prefix++)
		ask_each_bit(&content, FOUR + prefix, 6, prefix);
	ask_all_networks(&content);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bit_of_every_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
