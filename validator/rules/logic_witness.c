/*
 * From the condition follows which criteria should hold and which should fail for a verdict: a
 * plan. An event that follows the plan is built field by field, and the criteria that should fail
 * are tried on it.
 */
#include "rules/logic_witness.h"

enum {
	MAX_CRITERIA = 64, /* bits of a plan; larger templates are left to logic.h */
	MAX_TOUCHED = 16, /* fields that the event has */
	MAX_TEXT = 512 /* bytes of an input */
};

/*
 * Criteria as bits: those to be true and those to be false. What is in neither set may be either.
 */
typedef struct plan {
	uint64_t hold, fail;
	uint32_t effort; /* criteria to be true, counted once for each use */
} plan;

/* How a value of the condition becomes true and how it becomes false. */
typedef struct outlook {
	plan truth, falsity;
} outlook;

/*
 * ABSENT: also where no criterion said anything of it. NETWORK: some address, of which nothing
 * else is known.
 */
enum state { ABSENT, NULL_INPUT, TEXT, INTEGER, NETWORK };

typedef struct input {
	uint16_t field;
	uint8_t state;
	bool is_exact, has_prefix; /* of a text: nothing may be added; nothing in front */
	bool has_pattern; /* a glob or regex holds for the text, whatever it is */
	uint32_t length, tail; /* of a text; its last bytes, which are its suffix */
	uint64_t letters; /* of the text, a bit each, folded and modulo 64 */
	int64_t integer;
	uint8_t text[MAX_TEXT];
} input;

typedef struct event {
	const sl_raw *raw;
	input inputs[MAX_TOUCHED];
	uint32_t count;
} event;

/* The template at hand. */
typedef struct subject {
	const sl_raw *raw;
	chan_criterion criteria[MAX_CRITERIA];
	uint64_t nulls; /* criteria with the operator null, a bit each */
} subject;

static plan both(plan a, plan b)
{
	return (plan){a.hold | b.hold, a.fail | b.fail, a.effort + b.effort};
}

/* What asks for fewer inputs is the easier one. */
static plan easier(plan a, plan b)
{
	return b.effort < a.effort ? b : a;
}

static void make_plans(const sl_raw *raw, const chan_template *template, outlook *out)
{
	outlook stack[CHAN_MAX_DEPTH];
	uint32_t depth = 0, i;

	for (i = 0; i < template->instruction_count; i++) {
		const uint16_t word = sl_raw_instruction(raw, template->first_instruction + i);
		outlook *top = stack + depth - 1;

		if (word < CHAN_PUSH_LIMIT) {
			const uint64_t bit = UINT64_C(1) << word;
			stack[depth++] = (outlook){{bit, 0, 1}, {0, bit, 0}};
		} else if (word == CHAN_WORD_NOT) {
			*top = (outlook){top->falsity, top->truth};
		} else {
			outlook *under = top - 1;
			const bool and = word == CHAN_WORD_AND;
			const plan truth = and ? both(under->truth, top->truth)
			                       : easier(under->truth, top->truth);
			const plan falsity = and ? easier(under->falsity, top->falsity)
			                         : both(under->falsity, top->falsity);
			*under = (outlook){truth, falsity};
			depth--;
		}
	}
	*out = stack[0];
}

static input *find_input(event *e, uint16_t field)
{
	uint32_t i;

	for (i = 0; i < e->count; i++)
		if (e->inputs[i].field == field)
			return &e->inputs[i];
	return NULL;
}

/*
 * The input for a criterion that wants this state. *is_new: nothing but presence was asked of it
 * before, and everything but its value is set. NULL: there are too many fields.
 */
static input *touch_input(event *e, uint16_t field, enum state state, bool *is_new)
{
	input *in = find_input(e, field);

	*is_new = in == NULL || in->state == NULL_INPUT;
	if (in == NULL && e->count == MAX_TOUCHED)
		return NULL;
	if (in == NULL)
		in = &e->inputs[e->count++];
	if (*is_new) {
		in->field = field;
		in->state = (uint8_t)state;
		in->is_exact = false;
		in->has_prefix = false;
		in->has_pattern = false;
		in->length = 0;
		in->tail = 0;
		in->letters = 0;
	}
	return in;
}

static uint8_t folded(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
}

static enum state state_for(uint8_t operation)
{
	switch (operation) {
	case CHAN_OPERATOR_EXACT:
	case CHAN_OPERATOR_PREFIX:
	case CHAN_OPERATOR_SUFFIX:
	case CHAN_OPERATOR_CONTAINS:
		return TEXT;
	case CHAN_OPERATOR_EQ:
	case CHAN_OPERATOR_LT:
	case CHAN_OPERATOR_LE:
	case CHAN_OPERATOR_GT:
	case CHAN_OPERATOR_GE:
		return INTEGER;
	case CHAN_OPERATOR_EXISTS:
		return NULL_INPUT; /* null counts as present */
	case CHAN_OPERATOR_NULL:
		return ABSENT;
	case CHAN_OPERATOR_GLOB:
	case CHAN_OPERATOR_REGEX:
		return TEXT;
	default:
		return NETWORK;
	}
}

static bool is_pattern(uint8_t operation)
{
	return operation == CHAN_OPERATOR_GLOB || operation == CHAN_OPERATOR_REGEX;
}

static bool equal_bytes(const uint8_t *a, const uint8_t *b, uint32_t length, bool cased)
{
	uint32_t i;

	if (cased)
		return memcmp(a, b, length) == 0;
	for (i = 0; i < length; i++)
		if (folded(a[i]) != folded(b[i]))
			return false;
	return true;
}

static bool occurs(const input *in, const uint8_t *text, uint32_t length, bool cased)
{
	uint32_t from;

	for (from = 0; from + length <= in->length; from++)
		if (equal_bytes(in->text + from, text, length, cased))
			return true;
	return false;
}

/* Whether one value of a text operator holds for the input. */
static bool holds_for(const input *in, uint8_t operation, const uint8_t *text, uint32_t length,
                      bool cased)
{
	if (length > in->length)
		return false;
	if (length == 0)
		return operation != CHAN_OPERATOR_EXACT || in->length == 0;
	/* Most values hold a letter that the input does not have. */
	if (!(in->letters >> (folded(text[0]) & 63) & 1) ||
	    !(in->letters >> (folded(text[length - 1]) & 63) & 1))
		return false;
	switch (operation) {
	case CHAN_OPERATOR_EXACT:
		return length == in->length && equal_bytes(in->text, text, length, cased);
	case CHAN_OPERATOR_PREFIX:
		return equal_bytes(in->text, text, length, cased);
	case CHAN_OPERATOR_SUFFIX:
		return equal_bytes(in->text + in->length - length, text, length, cased);
	default:
		return occurs(in, text, length, cased);
	}
}

static bool fails_on_text(const event *e, const input *in, const chan_criterion *criterion)
{
	const bool cased = (criterion->flags & CHAN_FLAG_CASED) != 0;
	uint32_t i, length;

	if (state_for(criterion->operation) != TEXT)
		return false;
	/* Patterns are free, but two of them may be one. */
	if (is_pattern(criterion->operation))
		return !in->has_pattern;
	for (i = 0; i < criterion->value_count; i++) {
		const uint32_t string = sl_raw_value(e->raw, criterion->first_value + i);
		const uint8_t *text = sl_raw_string(e->raw, string, &length);

		if (holds_for(in, criterion->operation, text, length, cased))
			return false;
	}
	return true;
}

static void insert_text(input *in, uint32_t at, const uint8_t *text, uint32_t length)
{
	uint32_t i;

	memmove(in->text + at + length, in->text + at, in->length - at);
	memcpy(in->text + at, text, length);
	in->length += length;
	for (i = 0; i < length; i++)
		in->letters |= UINT64_C(1) << (folded(text[i]) & 63);
}

/* Whether the place in a text where the criterion wants its value is taken. */
static bool is_taken(const input *in, uint8_t operation, bool is_new)
{
	return in->is_exact || (operation == CHAN_OPERATOR_EXACT && !is_new) ||
	       (operation == CHAN_OPERATOR_PREFIX && in->has_prefix) ||
	       (operation == CHAN_OPERATOR_SUFFIX && in->tail > 0);
}

/* One prefix, one suffix and any number of parts between them make a text that has them all. */
static bool add_text(event *e, input *in, const chan_criterion *criterion, bool is_new)
{
	uint32_t length;
	const uint8_t *text =
		sl_raw_string(e->raw, sl_raw_value(e->raw, criterion->first_value), &length);

	if (is_pattern(criterion->operation)) {
		in->has_pattern = true;
		return true;
	}
	if (is_taken(in, criterion->operation, is_new))
		return !fails_on_text(e, in, criterion);
	if (length > MAX_TEXT - in->length)
		return false;
	switch (criterion->operation) {
	case CHAN_OPERATOR_EXACT:
		in->is_exact = true;
		insert_text(in, 0, text, length);
		break;
	case CHAN_OPERATOR_PREFIX:
		in->has_prefix = true;
		insert_text(in, 0, text, length);
		break;
	case CHAN_OPERATOR_SUFFIX:
		in->tail = length;
		insert_text(in, in->length, text, length);
		break;
	default:
		insert_text(in, in->length - in->tail, text, length);
		break;
	}
	return true;
}

static int64_t integer_at(const event *e, uint32_t value)
{
	const uint64_t number = sl_raw_u64(e->raw->integers +
	                                   (size_t)sl_raw_value(e->raw, value) * CHAN_SIZE_INTEGER);

	return number <= INT64_MAX ? (int64_t)number : -(int64_t)(UINT64_MAX - number) - 1;
}

/* The number that satisfies the first value; the ends of the range are left to logic.h. */
static bool set_integer(const event *e, input *in, const chan_criterion *criterion)
{
	const int64_t number = integer_at(e, criterion->first_value);

	if (number == INT64_MIN || number == INT64_MAX)
		return false;
	in->integer = number;
	if (criterion->operation == CHAN_OPERATOR_LT)
		in->integer--;
	else if (criterion->operation == CHAN_OPERATOR_GT)
		in->integer++;
	return true;
}

/* Makes the criterion true in the event; false: not together with what is in it already. */
static bool satisfy(event *e, const chan_criterion *criterion)
{
	const enum state state = state_for(criterion->operation);
	bool is_new;
	input *in;

	if (criterion->operation == CHAN_OPERATOR_ANY)
		return true;
	/* A reference binds two fields. */
	if (criterion->operation == CHAN_OPERATOR_FIELDREF)
		return false;
	if (criterion->operation == CHAN_OPERATOR_NULL && find_input(e, criterion->field) != NULL)
		return false;
	in = touch_input(e, criterion->field, state, &is_new);
	if (in == NULL)
		return false;
	if (state == NULL_INPUT)
		return in->state != ABSENT;
	if (is_new && state == INTEGER)
		return set_integer(e, in, criterion);
	if (state == TEXT && in->state == TEXT)
		return add_text(e, in, criterion, is_new);
	return is_new;
}

static bool compare_holds(uint8_t operation, int64_t number, int64_t value)
{
	switch (operation) {
	case CHAN_OPERATOR_EQ:
		return number == value;
	case CHAN_OPERATOR_LT:
		return number < value;
	case CHAN_OPERATOR_LE:
		return number <= value;
	case CHAN_OPERATOR_GT:
		return number > value;
	default:
		return number >= value;
	}
}

static bool fails_on_integer(const event *e, const input *in, const chan_criterion *criterion)
{
	uint32_t i;

	if (state_for(criterion->operation) != INTEGER)
		return false;
	for (i = 0; i < criterion->value_count; i++)
		if (compare_holds(criterion->operation, in->integer,
		                  integer_at(e, criterion->first_value + i)))
			return false;
	return true;
}

/* Whether all fields that a reference compares with are absent; its own is not. */
static bool refers_to_nothing(event *e, const chan_criterion *criterion)
{
	uint32_t i;

	for (i = 0; i < criterion->value_count; i++)
		if (find_input(e, (uint16_t)sl_raw_value(e->raw, criterion->first_value + i)) !=
		    NULL)
			return false;
	return true;
}

/* Whether the criterion is false in the event, without doubt. */
static bool fails(event *e, const chan_criterion *criterion)
{
	const uint8_t operation = criterion->operation;
	const input *in = find_input(e, criterion->field);
	const enum state state = in == NULL ? ABSENT : (enum state)in->state;

	if (operation == CHAN_OPERATOR_ANY)
		return false;
	if (state == ABSENT)
		return operation != CHAN_OPERATOR_NULL;
	if (operation == CHAN_OPERATOR_EXISTS)
		return false;
	/* Where null should fail, make_present() has given the field a value. */
	if (state == NULL_INPUT || operation == CHAN_OPERATOR_NULL)
		return true;
	if (operation == CHAN_OPERATOR_FIELDREF)
		return refers_to_nothing(e, criterion);
	if (state == NETWORK)
		return false;
	return state == TEXT ? fails_on_text(e, in, criterion) : fails_on_integer(e, in, criterion);
}

static unsigned take_first(uint64_t *set)
{
	const unsigned first = (unsigned)__builtin_ctzll(*set);

	*set &= *set - 1;
	return first;
}

/*
 * A field that must not be null has some value. No content is likely to look for this one; if it
 * does, nothing is known.
 */
static bool make_present(event *e, uint16_t field)
{
	static const uint8_t unlikely = 0x01;
	bool is_new;
	input *in = touch_input(e, field, TEXT, &is_new);

	if (in != NULL && is_new)
		insert_text(in, 0, &unlikely, 1);
	return in != NULL;
}

static bool make_hold(event *e, const subject *of, uint64_t hold)
{
	while (hold != 0)
		if (!satisfy(e, &of->criteria[take_first(&hold)]))
			return false;
	return true;
}

static bool make_fail(event *e, const subject *of, uint64_t fail)
{
	uint64_t nulls = fail & of->nulls;

	while (nulls != 0)
		if (!make_present(e, of->criteria[take_first(&nulls)].field))
			return false;
	while (fail != 0)
		if (!fails(e, &of->criteria[take_first(&fail)]))
			return false;
	return true;
}

/* What held for a part of a text need not hold for the whole. */
static bool still_hold(event *e, const subject *of, uint64_t hold)
{
	while (hold != 0)
		if (fails(e, &of->criteria[take_first(&hold)]))
			return false;
	return true;
}

/* Whether there is an event that follows the plan. */
static bool can_follow(const subject *of, const plan *wanted)
{
	event e;

	e.raw = of->raw;
	e.count = 0;
	return make_hold(&e, of, wanted->hold) && make_fail(&e, of, wanted->fail) &&
	       still_hold(&e, of, wanted->hold);
}

bool sl_logic_is_open(const sl_raw *raw, const chan_template *template)
{
	subject of;
	outlook all;
	uint32_t i;

	if (template->criterion_count > MAX_CRITERIA)
		return false;
	of.raw = raw;
	of.nulls = 0;
	for (i = 0; i < template->criterion_count; i++) {
		of.criteria[i] = sl_raw_criterion(raw, template->first_criterion + i);
		if (of.criteria[i].operation == CHAN_OPERATOR_NULL)
			of.nulls |= UINT64_C(1) << i;
	}
	make_plans(raw, template, &all);
	return can_follow(&of, &all.falsity) && can_follow(&of, &all.truth);
}
