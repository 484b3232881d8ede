/*
 * Each criterion by itself: an input made for each of its values, inputs that miss it by little, absence, null and
 * emptiness. What the interpreter must say of them is known beforehand: from how they were made, or from a second
 * reading of the operator.
 */
#include <string.h>

#include "gate/evidence_parts.h"

enum {
	/* Each value costs a walk along those before it: of lists for which that is too much, an even choice. */
	MOST_WALKS = 1 << 25,
	MOST_MISSES = 4, /* values of which near misses are made */
	MISSES_OF_ONE = 6
};

typedef struct exercise {
	sl_subject *subject;
	uint32_t number; /* in the template */
	const chan_criterion *criterion;
	uint16_t kind;
	bool good;
} exercise;

static chan_input text_input(const void *bytes, size_t length)
{
	static const uint8_t nothing[1];

	return (chan_input){.kind = CHAN_INPUT_STRING,
	                    .text = chan_cursor_over(length > 0 ? bytes : nothing, length)};
}

static void expect(exercise *x, const chan_input *input, bool expected)
{
	sl_subject *subject = x->subject;

	if (!x->good) {
		return;
	}
	subject->inputs[x->criterion->field] = *input;
	sl_subject_offer(subject, true);
	if (sl_subject_holds(subject, x->number) != expected) {
		x->good = false;
		sl_say_generator(subject, x->number, input, expected);
	}
}

static bool read_integer(const exercise *x, uint32_t value, int64_t *out)
{
	uint32_t index;

	return chan_value_at(&x->subject->checked->file, value, &index) &&
	       chan_integer_at(&x->subject->checked->file, index, out);
}

static bool read_network(const exercise *x, uint32_t value, chan_network *out)
{
	uint32_t index;

	return chan_value_at(&x->subject->checked->file, value, &index) &&
	       chan_network_at(&x->subject->checked->file, index, out);
}

static bool integer_holds(const exercise *x, int64_t number)
{
	bool holds = false;

	for (uint32_t i = 0; i < x->criterion->value_count && !holds; i++) {
		int64_t value;

		if (!read_integer(x, x->criterion->first_value + i, &value)) {
			continue;
		}
		switch (x->criterion->operation) {
		case CHAN_OPERATOR_EQ:
			holds = number == value;
			break;
		case CHAN_OPERATOR_LT:
			holds = number < value;
			break;
		case CHAN_OPERATOR_LE:
			holds = number <= value;
			break;
		case CHAN_OPERATOR_GT:
			holds = number > value;
			break;
		default:
			holds = number >= value;
			break;
		}
	}
	return holds;
}

/* The number itself and those beside it. */
static void exercise_integer(exercise *x, uint32_t value)
{
	chan_input input = {.kind = CHAN_INPUT_INTEGER};
	int64_t number;

	if (!read_integer(x, value, &number)) {
		return;
	}
	for (int step = -1; step <= 1; step++) {
		if ((step < 0 && number == INT64_MIN) || (step > 0 && number == INT64_MAX)) {
			continue;
		}
		input.integer = number + step;
		expect(x, &input, integer_holds(x, input.integer));
	}
}

static bool any_network_has(const exercise *x, const chan_input *address)
{
	bool has = false;

	for (uint32_t i = 0; i < x->criterion->value_count && !has; i++) {
		chan_network network;

		has = read_network(x, x->criterion->first_value + i, &network) &&
		      sl_network_has(&network, address);
	}
	return has;
}

/* The first and the last address of the network, and those before and after; as texts where the field has texts. */
static void exercise_network(exercise *x, uint32_t value)
{
	chan_input edges[SL_NETWORK_EDGES];
	chan_network network;
	unsigned count;

	if (!read_network(x, value, &network)) {
		return;
	}
	count = sl_network_edges(&network, edges);
	for (unsigned i = 0; i < count; i++) {
		const bool expected = any_network_has(x, &edges[i]);
		const chan_input input = x->kind == CHAN_KIND_STRING
		                                 ? sl_address_input(&edges[i], &x->subject->arena)
		                                 : edges[i];

		expect(x, &input, expected);
	}
}

/* The text that the value asks for, alone or with something where the operator lets it be. */
static bool satisfying_text(exercise *x, uint32_t value, bool padded, sl_text *out)
{
	static const sl_text padding = {"~", 1};
	sl_piece piece;
	sl_buffer *text = &x->subject->text;

	if (!sl_piece_of(x->subject, x->number, value, &piece)) {
		return false;
	}
	sl_buffer_clear(text);
	if (padded && !piece.whole) {
		sl_buffer_append(text, piece.head.bytes, piece.head.length);
		sl_buffer_append(text, padding.bytes, padding.length);
		sl_buffer_append(text, piece.middle.bytes, piece.middle.length);
		sl_buffer_append(text, padding.bytes, padding.length);
		sl_buffer_append(text, piece.tail.bytes, piece.tail.length);
	} else {
		sl_compose(&piece, 1, (sl_text){"", 0}, text);
	}
	out->length = text->length;
	out->bytes = sl_arena_copy(&x->subject->arena, (char *)text->bytes, text->length);
	return true;
}

/* Texts that are nearly the one: cut and grown at either end, and with one byte changed. */
static void near_misses(exercise *x, sl_text text)
{
	sl_subject *subject = x->subject;
	const sl_matcher *matcher = sl_subject_matcher(subject, x->number);
	char *grown = sl_arena_alloc(&subject->arena, text.length + 2, 1);
	char *changed = sl_arena_copy(&subject->arena, text.bytes, text.length);

	if (matcher == NULL || text.length == 0) {
		return;
	}
	grown[0] = '~';
	memcpy(grown + 1, text.bytes, text.length);
	grown[text.length + 1] = '~';
	changed[text.length / 2] ^= 0x01;
	const sl_text misses[MISSES_OF_ONE] = {
		{text.bytes, text.length - 1}, {text.bytes + 1, text.length - 1},
		{grown, text.length + 1},      {grown + 1, text.length + 1},
		{grown, text.length + 2},      {changed, text.length},
	};
	for (unsigned i = 0; i < MISSES_OF_ONE; i++) {
		const chan_input input = text_input(misses[i].bytes, misses[i].length);
		const uint64_t before = subject->reach.work;
		const bool expected = sl_matcher_holds(matcher, misses[i], &subject->reach);
		const uint64_t spent = subject->reach.work - before;

		subject->work -= spent < subject->work ? spent : subject->work;
		expect(x, &input, expected);
	}
}

/* Of many patterns each is run by itself, by the interpreter's machine: all those before it would be run as well. */
static void expect_match(exercise *x, uint32_t value, sl_text text)
{
	sl_subject *subject = x->subject;
	const chan_input input = text_input(text.bytes, text.length);
	chan_regex_program program;
	uint64_t steps = 0;
	bool matched = false;

	if (!chan_pattern_of(&subject->program->content, value, &program) ||
	    !chan_regex_match(&program, input.text, subject->scratch.places,
	                      subject->scratch.place_capacity, &matched, &steps) ||
	    !matched) {
		x->good = false;
		sl_say_generator(subject, x->number, &input, true);
	}
	subject->counts->inputs++;
	subject->work -= steps < subject->work ? steps : subject->work;
}

static void exercise_pattern(exercise *x, uint32_t value, bool misses)
{
	const sl_sample *sample = sl_sample_of(x->subject, x->number, value);

	if (sample->answer != SL_FOUND) {
		x->good = sample->answer == SL_IMPOSSIBLE;
		sl_say_value_impossible(x->subject, x->number, value);
		return;
	}
	expect_match(x, value, sample->text);
	if (misses) {
		const chan_input input = text_input(sample->text.bytes, sample->text.length);

		expect(x, &input, true);
		near_misses(x, sample->text);
	}
}

static void exercise_text(exercise *x, uint32_t value, bool misses)
{
	sl_text text;

	if (x->criterion->operation == CHAN_OPERATOR_REGEX) {
		exercise_pattern(x, value, misses);
		return;
	}
	for (unsigned padded = 0; padded < 2; padded++) {
		if (satisfying_text(x, value, padded == 1, &text)) {
			const chan_input input = text_input(text.bytes, text.length);

			expect(x, &input, true);
		}
	}
	if (misses && satisfying_text(x, value, false, &text)) {
		near_misses(x, text);
	}
}

/* Equal and unequal, both there and only one: of two fields alone. */
static void exercise_reference(exercise *x, uint32_t value)
{
	sl_subject *subject = x->subject;
	const chan_input absent = {.kind = CHAN_INPUT_ABSENT};
	chan_input one = text_input("a", 1), other = text_input("b", 1);
	uint32_t field;

	if (!chan_value_at(&subject->checked->file, value, &field) ||
	    field >= subject->type.field_count || subject->kinds[field] != x->kind) {
		return;
	}
	if (x->kind == CHAN_KIND_INTEGER) {
		one = (chan_input){.kind = CHAN_INPUT_INTEGER, .integer = 1};
		other = (chan_input){.kind = CHAN_INPUT_INTEGER, .integer = 2};
	} else if (x->kind == CHAN_KIND_IP) {
		one = (chan_input){.kind = CHAN_INPUT_ADDRESS, .family = 4, .address = {1}};
		other = (chan_input){.kind = CHAN_INPUT_ADDRESS, .family = 4, .address = {2}};
	}
	subject->inputs[field] = one;
	expect(x, &one, true);
	if (field != x->criterion->field) {
		subject->inputs[field] = other;
		expect(x, &one, false);
		expect(x, &absent, false);
		subject->inputs[field] = absent;
		expect(x, &one, false);
	}
}

static void exercise_value(exercise *x, uint32_t value, bool misses)
{
	switch (chan_operator_value_kind(x->criterion->operation)) {
	case CHAN_VALUE_STRING:
		exercise_text(x, value, misses);
		break;
	case CHAN_VALUE_INTEGER:
		exercise_integer(x, value);
		break;
	case CHAN_VALUE_NETWORK:
		exercise_network(x, value);
		break;
	case CHAN_VALUE_FIELD:
		exercise_reference(x, value);
		break;
	case CHAN_VALUE_NONE:
	default:
		break;
	}
}

/* Absent, null, and a value of which nothing else is known. */
static void exercise_states(exercise *x)
{
	const uint8_t operation = x->criterion->operation;
	const bool is_bare = chan_operator_value_kind(operation) == CHAN_VALUE_NONE;
	const chan_input absent = {.kind = CHAN_INPUT_ABSENT}, null = {.kind = CHAN_INPUT_NULL};
	const sl_matcher *matcher = sl_subject_matcher(x->subject, x->number);
	chan_input value = text_input("", 0);

	expect(x, &absent, operation == CHAN_OPERATOR_NULL);
	expect(x, &null, operation == CHAN_OPERATOR_NULL || operation == CHAN_OPERATOR_EXISTS);
	if (x->kind == CHAN_KIND_INTEGER) {
		value = (chan_input){.kind = CHAN_INPUT_INTEGER};
	} else if (x->kind == CHAN_KIND_IP) {
		value = (chan_input){.kind = CHAN_INPUT_ADDRESS, .family = 6};
	}
	if (is_bare) {
		expect(x, &value, operation == CHAN_OPERATOR_EXISTS);
	} else if (matcher != NULL && x->kind == CHAN_KIND_STRING) {
		expect(x, &value, sl_matcher_holds(matcher, (sl_text){"", 0}, &x->subject->reach));
	}
}

bool sl_exercise_criterion(sl_subject *subject, uint32_t number)
{
	const chan_criterion *criterion = &subject->criteria[number];
	const uint32_t count = criterion->value_count;
	const uint32_t stride = (uint32_t)((uint64_t)count * count / MOST_WALKS) + 1;
	exercise x = {subject, number, criterion, 0, true};

	/* `any` reads nothing; and what does not fit its field (CH2010) can be satisfied by nothing. */
	if (criterion->operation == CHAN_OPERATOR_ANY) {
		return true;
	}
	x.kind = subject->kinds[criterion->field];
	if (!chan_operator_fits(criterion->operation, x.kind)) {
		return true;
	}
	memset(subject->inputs, 0, CHAN_MAX_FIELDS * sizeof *subject->inputs);
	exercise_states(&x);
	for (uint32_t i = 0; i < count && x.good && subject->work > 0; i += stride) {
		exercise_value(&x, criterion->first_value + i, i < MOST_MISSES * stride);
		subject->counts->values++;
	}
	return x.good;
}
