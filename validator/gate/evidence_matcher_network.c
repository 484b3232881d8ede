/*
 * Networks as programs over texts, as FORMAT.md section 5 says how addresses are written. Those of family 4 are here:
 * four numbers without leading zeros, joined by dots.
 */
#include "gate/evidence_matcher_parts.h"

enum { OCTETS = 4, MOST_RANGE = 128, STEPS_OF_FOUR = 1024 };

void sl_put_step(sl_matcher *out, uint8_t opcode, uint8_t byte, uint32_t operand)
{
	out->steps[out->count++] = (sl_step){opcode, byte, operand};
}

static void put_digit(sl_matcher *out, uint32_t class)
{
	sl_put_step(out, CHAN_REGEX_CLASS, 0, class);
}

static void put_number(sl_matcher *out, unsigned number)
{
	if (number >= 100) {
		sl_put_step(out, CHAN_REGEX_BYTE, (uint8_t)('0' + number / 100), 0);
	}
	if (number >= 10) {
		sl_put_step(out, CHAN_REGEX_BYTE, (uint8_t)('0' + number / 10 % 10), 0);
	}
	sl_put_step(out, CHAN_REGEX_BYTE, (uint8_t)('0' + number % 10), 0);
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
		sl_put_step(a->out, CHAN_REGEX_SPLIT, 0, 0);
	}
}

static void end_alternative(alternatives *a, bool is_last)
{
	if (!is_last) {
		a->jumps[a->jump_count++] = a->out->count;
		sl_put_step(a->out, CHAN_REGEX_JUMP, 0, 0);
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
		{'2', '5', {SL_UP_TO_FIVE}, 1},
		{'2', 0, {SL_UP_TO_FOUR, SL_ANY_DIGIT}, 2},
		{'1', 0, {SL_ANY_DIGIT, SL_ANY_DIGIT}, 2},
		{0, 0, {SL_FROM_ONE, SL_ANY_DIGIT}, 2},
		{0, 0, {SL_ANY_DIGIT}, 1},
	};
	enum { FORMS = sizeof forms / sizeof *forms };
	alternatives a = {.out = out};

	for (unsigned i = 0; i < FORMS; i++) {
		begin_alternative(&a, i + 1 == FORMS);
		if (forms[i].first != 0) {
			sl_put_step(out, CHAN_REGEX_BYTE, forms[i].first, 0);
		}
		if (forms[i].second != 0) {
			sl_put_step(out, CHAN_REGEX_BYTE, forms[i].second, 0);
		}
		for (unsigned k = 0; k < forms[i].class_count; k++) {
			put_digit(out, forms[i].classes[k]);
		}
		end_alternative(&a, i + 1 == FORMS);
	}
}

void sl_put_octet(sl_matcher *out, uint8_t octet, unsigned bits)
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

static void put_network_four(sl_matcher *out, const chan_network *network)
{
	sl_put_step(out, CHAN_REGEX_TEXT_START, 0, 0);
	for (unsigned i = 0; i < OCTETS; i++) {
		const unsigned before = 8 * i;
		const unsigned left = network->prefix > before ? network->prefix - before : 0;

		if (i > 0) {
			sl_put_step(out, CHAN_REGEX_BYTE, '.', 0);
		}
		sl_put_octet(out, network->address[i], left < 8 ? left : 8);
	}
	sl_put_step(out, CHAN_REGEX_TEXT_END, 0, 0);
	sl_put_step(out, CHAN_REGEX_MATCH, 0, 0);
}

static void fill_class(chan_regex_class *class, char first, char last)
{
	for (unsigned byte = (uint8_t)first; byte <= (uint8_t)last; byte++) {
		class->words[byte / 32] |= UINT32_C(1) << (byte % 32);
	}
}

/* Those that all share, with room for one more a network. */
static void make_classes(sl_matcher *out, uint32_t networks, sl_arena *arena)
{
	chan_regex_class *classes =
		sl_arena_alloc(arena, (size_t)networks + SL_DIGIT_CLASSES, sizeof *out->classes);

	fill_class(&classes[SL_ANY_DIGIT], '0', '9');
	fill_class(&classes[SL_FROM_ONE], '1', '9');
	fill_class(&classes[SL_UP_TO_FOUR], '0', '4');
	fill_class(&classes[SL_UP_TO_FIVE], '0', '5');
	fill_class(&classes[SL_HEX_DIGIT], '0', '9');
	fill_class(&classes[SL_HEX_DIGIT], 'A', 'F');
	fill_class(&classes[SL_HEX_DIGIT], 'a', 'f');
	out->classes = classes;
	out->class_count = SL_DIGIT_CLASSES;
}

static bool read_network(const chan_file *file, const chan_criterion *criterion, uint32_t value,
                         chan_network *out)
{
	uint32_t index;

	return chan_value_at(file, criterion->first_value + value, &index) &&
	       chan_network_at(file, index, out);
}

/* At least the steps of all networks. False: one cannot be read, or they are too many. */
static bool size_of(const chan_file *file, const chan_criterion *criterion, uint32_t *out)
{
	chan_network network;

	*out = 0;
	for (uint32_t i = 0; i < criterion->value_count; i++) {
		if (*out >= SL_MATCHER_STEPS || !read_network(file, criterion, i, &network)) {
			return false;
		}
		*out += network.family == 4 ? STEPS_OF_FOUR : SL_STEPS_OF_SIX;
	}
	return *out <= SL_MATCHER_STEPS;
}

bool sl_matcher_make_networks(const chan_file *file, const chan_criterion *criterion,
                              sl_arena *arena, sl_matcher *out)
{
	chan_network network;
	uint32_t size;

	*out = (sl_matcher){.anchored = true};
	if (!size_of(file, criterion, &size)) {
		return false;
	}
	out->steps = sl_arena_alloc(arena, size, sizeof *out->steps);
	make_classes(out, criterion->value_count, arena);
	for (uint32_t i = 0; i < criterion->value_count; i++) {
		const uint32_t split = out->count;
		const bool is_last = i + 1 == criterion->value_count;

		if (!read_network(file, criterion, i, &network)) {
			return false;
		}
		if (!is_last) {
			sl_put_step(out, CHAN_REGEX_SPLIT, 0, 0);
		}
		if (network.family == 4) {
			put_network_four(out, &network);
		} else {
			sl_put_network_six(out, &network);
		}
		if (!is_last) {
			out->steps[split].operand = out->count;
		}
	}
	return true;
}
