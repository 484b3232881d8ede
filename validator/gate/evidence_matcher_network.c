/*
 * Networks as programs over texts: the addresses of family 4 as FORMAT.md section 5 writes them, four numbers without
 * leading zeros, joined by dots. Of the many texts of an address of family 6 there is no program.
 */
#include "gate/evidence_matcher.h"

enum { OCTETS = 4, MOST_RANGE = 128, STEPS_OF_NETWORK = 1024 };

/* The classes of digits: from 0 or 1 up to these. */
enum { ANY_DIGIT, FROM_ONE, UP_TO_FOUR, UP_TO_FIVE, DIGIT_CLASSES };

static void put(sl_matcher *out, uint8_t opcode, uint8_t byte, uint32_t operand)
{
	out->steps[out->count++] = (sl_step){opcode, byte, operand};
}

static void put_digit(sl_matcher *out, uint32_t class)
{
	put(out, CHAN_REGEX_CLASS, 0, class);
}

static void put_number(sl_matcher *out, unsigned number)
{
	if (number >= 100) {
		put(out, CHAN_REGEX_BYTE, (uint8_t)('0' + number / 100), 0);
	}
	if (number >= 10) {
		put(out, CHAN_REGEX_BYTE, (uint8_t)('0' + number / 10 % 10), 0);
	}
	put(out, CHAN_REGEX_BYTE, (uint8_t)('0' + number % 10), 0);
}

/* Alternatives: each but the last begins with a split and ends with a jump, which are set when the next is known. */
typedef struct alternatives {
	sl_matcher *out;
	uint32_t split;
	uint32_t jumps[MOST_RANGE], jump_count;
} alternatives;

static void begin_alternative(alternatives *a, bool is_last)
{
	if (a->jump_count > 0) {
		a->out->steps[a->split].operand = a->out->count;
	}
	a->split = a->out->count;
	if (!is_last) {
		put(a->out, CHAN_REGEX_SPLIT, 0, 0);
	}
}

static void end_alternative(alternatives *a, bool is_last)
{
	if (!is_last) {
		a->jumps[a->jump_count++] = a->out->count;
		put(a->out, CHAN_REGEX_JUMP, 0, 0);
		return;
	}
	for (uint32_t i = 0; i < a->jump_count; i++) {
		a->out->steps[a->jumps[i]].operand = a->out->count;
	}
}

/* 0 to 255: 25 and up to five, 2 up to four and a digit, 1 and two digits, two digits, one. */
static void put_any_octet(sl_matcher *out)
{
	static const struct {
		uint8_t first, second; /* bytes; 0: none */
		uint8_t classes[2], class_count;
	} forms[] = {
		{'2', '5', {UP_TO_FIVE}, 1},
		{'2', 0, {UP_TO_FOUR, ANY_DIGIT}, 2},
		{'1', 0, {ANY_DIGIT, ANY_DIGIT}, 2},
		{0, 0, {FROM_ONE, ANY_DIGIT}, 2},
		{0, 0, {ANY_DIGIT}, 1},
	};
	enum { FORMS = sizeof forms / sizeof *forms };
	alternatives a = {.out = out};

	for (unsigned i = 0; i < FORMS; i++) {
		begin_alternative(&a, i + 1 == FORMS);
		if (forms[i].first != 0) {
			put(out, CHAN_REGEX_BYTE, forms[i].first, 0);
		}
		if (forms[i].second != 0) {
			put(out, CHAN_REGEX_BYTE, forms[i].second, 0);
		}
		for (unsigned k = 0; k < forms[i].class_count; k++) {
			put_digit(out, forms[i].classes[k]);
		}
		end_alternative(&a, i + 1 == FORMS);
	}
}

/* The octets that begin with the given bits. */
static void put_octet(sl_matcher *out, uint8_t octet, unsigned bits)
{
	const unsigned last = octet + (0xffu >> bits);
	alternatives a = {.out = out};

	if (bits == 0) {
		put_any_octet(out);
		return;
	}
	for (unsigned i = octet; i <= last; i++) {
		begin_alternative(&a, i == last);
		put_number(out, i);
		end_alternative(&a, i == last);
	}
}

static void put_network(sl_matcher *out, const chan_network *network)
{
	put(out, CHAN_REGEX_TEXT_START, 0, 0);
	for (unsigned i = 0; i < OCTETS; i++) {
		const unsigned before = 8 * i;
		const unsigned left = network->prefix > before ? network->prefix - before : 0;

		if (i > 0) {
			put(out, CHAN_REGEX_BYTE, '.', 0);
		}
		put_octet(out, network->address[i], left < 8 ? left : 8);
	}
	put(out, CHAN_REGEX_TEXT_END, 0, 0);
	put(out, CHAN_REGEX_MATCH, 0, 0);
}

static void make_classes(sl_matcher *out, sl_arena *arena)
{
	static const char ranges[DIGIT_CLASSES][2] = {
		[ANY_DIGIT] = {'0', '9'},
		[FROM_ONE] = {'1', '9'},
		[UP_TO_FOUR] = {'0', '4'},
		[UP_TO_FIVE] = {'0', '5'},
	};

	out->class_count = DIGIT_CLASSES;
	out->classes = sl_arena_alloc(arena, DIGIT_CLASSES, sizeof *out->classes);
	for (unsigned i = 0; i < DIGIT_CLASSES; i++) {
		for (unsigned byte = (uint8_t)ranges[i][0]; byte <= (uint8_t)ranges[i][1]; byte++) {
			out->classes[i].words[byte / 32] |= UINT32_C(1) << (byte % 32);
		}
	}
}

bool sl_matcher_make_networks(const chan_file *file, const chan_criterion *criterion,
                              sl_arena *arena, sl_matcher *out)
{
	chan_network network;
	uint32_t index;

	*out = (sl_matcher){.anchored = true};
	if (criterion->value_count > SL_MATCHER_STEPS / STEPS_OF_NETWORK) {
		return false;
	}
	out->steps = sl_arena_alloc(arena, (size_t)criterion->value_count * STEPS_OF_NETWORK,
	                            sizeof *out->steps);
	make_classes(out, arena);
	for (uint32_t i = 0; i < criterion->value_count; i++) {
		const uint32_t split = out->count;
		const bool is_last = i + 1 == criterion->value_count;

		if (!chan_value_at(file, criterion->first_value + i, &index) ||
		    !chan_network_at(file, index, &network) || network.family != 4) {
			return false;
		}
		if (!is_last) {
			put(out, CHAN_REGEX_SPLIT, 0, 0);
		}
		put_network(out, &network);
		if (!is_last) {
			out->steps[split].operand = out->count;
		}
	}
	return true;
}
