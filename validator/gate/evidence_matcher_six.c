/*
 * A network of family 6 as a program over texts (RFC 4291 section 2.2): eight groups of up to four hexadecimal digits,
 * leading zeros or none, once `::` for some groups that are zero, and the last two groups maybe as four decimal numbers.
 *
 * There are two rows of groups, that before any `::` and that behind it; `::` leads from a place in the first to each
 * place in the second that it may stand for.
 */
#include <string.h>

#include "gate/evidence_matcher_parts.h"

enum { GROUPS = 8, NIBBLES = 4, FIRST_DECIMAL = 6 };

typedef struct six {
	sl_matcher *out;
	const chan_network *network;
	uint32_t partial; /* the class of the digit of which the prefix fixes some bits */
	uint32_t end, decimals; /* places in the program */
	uint32_t behind[GROUPS + 1]; /* the second row; its last is the end */
} six;

/* How many bits of the field of that many bits, from that bit on, the prefix fixes. */
static unsigned fixed_bits(const six *s, unsigned from, unsigned bits)
{
	const unsigned prefix = s->network->prefix;
	const unsigned left = prefix > from ? prefix - from : 0;

	return left < bits ? left : bits;
}

/* The digit of the network's first address: nibbles count through all groups. */
static unsigned nibble_of(const six *s, unsigned nibble)
{
	const uint8_t byte = s->network->address[nibble / 2];

	return nibble % 2 == 0 ? byte >> 4 : byte & 0x0fu;
}

static uint8_t hex_digit(unsigned number)
{
	return (uint8_t)"0123456789abcdef"[number & 0x0fu];
}

/* Bits behind the prefix are zero, so an address of the network has a zero wherever its first one has. */
static bool may_be_zero(const six *s, unsigned group)
{
	return s->network->address[2 * group] == 0 && s->network->address[2 * group + 1] == 0;
}

static void put_nibble(const six *s, unsigned nibble)
{
	const unsigned bits = fixed_bits(s, 4 * nibble, 4);
	const uint8_t digit = hex_digit(nibble_of(s, nibble));

	if (bits == 0) {
		sl_put_step(s->out, CHAN_REGEX_CLASS, 0, SL_HEX_DIGIT);
	} else if (bits < 4) {
		sl_put_step(s->out, CHAN_REGEX_CLASS, 0, s->partial);
	} else {
		sl_put_step(s->out, digit >= 'a' ? CHAN_REGEX_LETTER : CHAN_REGEX_BYTE, digit, 0);
	}
}

/* Four digits, of which those in front that may be zero may be left out, but for the last. */
static void put_group(const six *s, unsigned group)
{
	const unsigned first = NIBBLES * group;
	unsigned skipped = 0;
	uint32_t splits[NIBBLES - 1];

	while (skipped < NIBBLES - 1 && nibble_of(s, first + skipped) == 0) {
		splits[skipped++] = s->out->count;
		sl_put_step(s->out, CHAN_REGEX_SPLIT, 0, 0);
	}
	for (unsigned i = 0; i < NIBBLES; i++) {
		if (i > 0 && i <= skipped) {
			s->out->steps[splits[i - 1]].operand = s->out->count;
		}
		put_nibble(s, first + i);
	}
}

/* The last two groups as decimal numbers, and the end. */
static void put_decimals(six *s)
{
	s->decimals = s->out->count;
	for (unsigned i = 12; i < 16; i++) {
		if (i > 12) {
			sl_put_step(s->out, CHAN_REGEX_BYTE, '.', 0);
		}
		sl_put_octet(s->out, s->network->address[i], fixed_bits(s, 8 * i, 8));
	}
	s->end = s->out->count;
	sl_put_step(s->out, CHAN_REGEX_TEXT_END, 0, 0);
	sl_put_step(s->out, CHAN_REGEX_MATCH, 0, 0);
}

/* A group of either row, with its other form. */
static void put_place(const six *s, unsigned group)
{
	if (group == FIRST_DECIMAL) {
		sl_put_step(s->out, CHAN_REGEX_SPLIT, 0, s->decimals);
	}
	put_group(s, group);
}

static void put_second_row(six *s)
{
	for (unsigned i = 1; i < GROUPS; i++) {
		s->behind[i] = s->out->count;
		put_place(s, i);
		if (i + 1 < GROUPS) {
			sl_put_step(s->out, CHAN_REGEX_BYTE, ':', 0);
		}
	}
	sl_put_step(s->out, CHAN_REGEX_JUMP, 0, s->end);
	s->behind[GROUPS] = s->end;
}

/* So many colons, which stand for one group or more from this one on; or else what is put next. */
static void put_gap(const six *s, unsigned group, unsigned colons)
{
	const uint32_t split = s->out->count;
	unsigned last = group;

	if (!may_be_zero(s, group)) {
		return;
	}
	sl_put_step(s->out, CHAN_REGEX_SPLIT, 0, 0);
	for (unsigned i = 0; i < colons; i++) {
		sl_put_step(s->out, CHAN_REGEX_BYTE, ':', 0);
	}
	while (last + 1 < GROUPS && may_be_zero(s, last + 1)) {
		last++;
		sl_put_step(s->out, CHAN_REGEX_SPLIT, 0, s->behind[last]);
	}
	sl_put_step(s->out, CHAN_REGEX_JUMP, 0, s->behind[last + 1]);
	s->out->steps[split].operand = s->out->count;
}

static void put_first_row(const six *s)
{
	put_gap(s, 0, 2);
	for (unsigned i = 0; i < GROUPS; i++) {
		put_place(s, i);
		if (i + 1 < GROUPS) {
			sl_put_step(s->out, CHAN_REGEX_BYTE, ':', 0);
			put_gap(s, i + 1, 1);
		}
	}
	sl_put_step(s->out, CHAN_REGEX_JUMP, 0, s->end);
}

/* The class of the digit in which the prefix ends. */
static void make_partial(six *s)
{
	const unsigned nibble = s->network->prefix / 4u, bits = s->network->prefix % 4u;
	chan_regex_class *class;

	if (bits == 0) {
		return;
	}
	s->partial = s->out->class_count++;
	class = &s->out->classes[s->partial];
	for (unsigned i = 0; i <= 0x0fu >> bits; i++) {
		const uint8_t digit = hex_digit(nibble_of(s, nibble) + i);

		class->words[digit / 32] |= UINT32_C(1) << (digit % 32);
		if (digit >= 'a') {
			class->words[(digit - 32) / 32] |= UINT32_C(1) << (digit % 32);
		}
	}
}

void sl_put_network_six(sl_matcher *out, const chan_network *network)
{
	six s = {.out = out, .network = network};
	uint32_t start;

	make_partial(&s);
	sl_put_step(out, CHAN_REGEX_TEXT_START, 0, 0);
	start = out->count;
	sl_put_step(out, CHAN_REGEX_JUMP, 0, 0);
	put_decimals(&s);
	put_second_row(&s);
	out->steps[start].operand = out->count;
	put_first_row(&s);
}
