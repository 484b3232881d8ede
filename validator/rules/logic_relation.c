/* Which truths two criteria on one field can have together, as far as their values show it cheaply. */
#include "rules/logic_parts.h"

/* One value of the first criterion against one of the second. */
typedef struct relation {
	bool implies, implied, excludes;
} relation;

static const relation unrelated = {false, false, false};

/* Two criteria whose values are compared one by one. */
typedef struct comparison {
	const sl_logic_input *input;
	const chan_criterion *first, *second;
	sl_logic_budget *budget;
	bool folds; /* bytes are compared without case */
} comparison;

/* A string of the file. */
typedef struct text {
	const uint8_t *bytes;
	uint32_t length;
} text;

static bool spend(sl_logic_budget *budget, uint64_t steps)
{
	if (budget->left < steps) {
		budget->left = 0;
		budget->exceeded = true;
		return false;
	}
	budget->left -= steps;
	return true;
}

static uint8_t fold(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte - 'A' + 'a') : byte;
}

/*
 * Whether the text has the other at offset at, which leaves room for it. Once the budget is spent this is false, and what was
 * concluded from it must be thrown away (budget->exceeded).
 */
static bool has_at(const comparison *c, text whole, text part, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < part.length && spend(c->budget, 1); i++) {
		if (c->folds ? fold(whole.bytes[at + i]) != fold(part.bytes[i])
		             : whole.bytes[at + i] != part.bytes[i])
			return false;
	}
	return i == part.length;
}

static bool has_suffix(const comparison *c, text whole, text part)
{
	return part.length <= whole.length && has_at(c, whole, part, whole.length - part.length);
}

static bool has_anywhere(const comparison *c, text whole, text part)
{
	uint32_t at;

	if (part.length > whole.length)
		return false;
	for (at = 0; at <= whole.length - part.length && spend(c->budget, 1); at++) {
		if (has_at(c, whole, part, at))
			return true;
	}
	return false;
}

/* Whether a text of which the operator a knows whole passes the operator b with part. */
static bool passes(const comparison *c, uint8_t a, text whole, uint8_t b, text part)
{
	if (b == CHAN_OPERATOR_CONTAINS)
		return has_anywhere(c, whole, part);
	if (a == CHAN_OPERATOR_EXACT && b == CHAN_OPERATOR_EXACT)
		return whole.length == part.length && has_at(c, whole, part, 0);
	if (b == CHAN_OPERATOR_PREFIX)
		return (a == CHAN_OPERATOR_EXACT || a == CHAN_OPERATOR_PREFIX) &&
		       part.length <= whole.length && has_at(c, whole, part, 0);
	return b == CHAN_OPERATOR_SUFFIX &&
	       (a == CHAN_OPERATOR_EXACT || a == CHAN_OPERATOR_SUFFIX) &&
	       has_suffix(c, whole, part);
}

static bool read_text(const comparison *c, uint32_t string, text *out)
{
	chan_text place;

	if (!chan_string_at(c->input->file, string, &place))
		return false;
	out->bytes = c->input->bytes + place.offset;
	out->length = place.length;
	return true;
}

static relation relate_texts(const comparison *c, uint32_t first, uint32_t second)
{
	const uint8_t a = c->first->operation, b = c->second->operation;
	const bool first_cased = (c->first->flags & CHAN_FLAG_CASED) != 0;
	const bool second_cased = (c->second->flags & CHAN_FLAG_CASED) != 0;
	relation out = unrelated;
	bool forward, backward;
	text whole, part;

	if (!read_text(c, first, &whole) || !read_text(c, second, &part))
		return unrelated;
	forward = passes(c, a, whole, b, part);
	backward = passes(c, b, part, a, whole);
	/* What is known without case says nothing of what is asked with it. */
	out.implies = forward && (first_cased || !second_cased);
	out.implied = backward && (second_cased || !first_cased);
	/* One of them known as a whole, or both from the same end: either one passes, or none can. */
	if (a == CHAN_OPERATOR_EXACT || b == CHAN_OPERATOR_EXACT ||
	    (a == b && (a == CHAN_OPERATOR_PREFIX || a == CHAN_OPERATOR_SUFFIX)))
		out.excludes = !forward && !backward;
	return out;
}

/* Whether the first network is in the second. */
static bool is_inside(const chan_network *inner, const chan_network *outer)
{
	const unsigned whole = outer->prefix / 8u, rest = outer->prefix % 8u;
	unsigned i;

	if (inner->family != outer->family || inner->prefix < outer->prefix)
		return false;
	for (i = 0; i < whole; i++) {
		if (inner->address[i] != outer->address[i])
			return false;
	}
	return rest == 0 ||
	       inner->address[whole] >> (8 - rest) == outer->address[whole] >> (8 - rest);
}

static relation relate_networks(const comparison *c, uint32_t first, uint32_t second)
{
	chan_network a, b;
	relation out = unrelated;

	if (!chan_network_at(c->input->file, first, &a) ||
	    !chan_network_at(c->input->file, second, &b))
		return unrelated;
	out.implies = is_inside(&a, &b);
	out.implied = is_inside(&b, &a);
	out.excludes = !out.implies && !out.implied;
	return out;
}

static relation relate_values(const comparison *c, uint32_t i, uint32_t j)
{
	uint32_t first, second;

	if (!chan_value_at(c->input->file, c->first->first_value + i, &first) ||
	    !chan_value_at(c->input->file, c->second->first_value + j, &second))
		return unrelated;
	if (c->first->operation == CHAN_OPERATOR_CIDR)
		return relate_networks(c, first, second);
	return relate_texts(c, first, second);
}

static unsigned truths(bool excludes, bool implies, bool implied)
{
	unsigned out = SL_LOGIC_UNRELATED;

	if (excludes)
		out &= ~(unsigned)SL_LOGIC_BOTH;
	if (implies)
		out &= ~(unsigned)SL_LOGIC_FIRST_ONLY;
	if (implied)
		out &= ~(unsigned)SL_LOGIC_SECOND_ONLY;
	return out;
}

/*
 * Each value against each. A criterion holds if any of its values does: it implies another if each of
 * its values implies one of the other's.
 */
static unsigned relate_lists(const comparison *c)
{
	bool excludes = true, implies = true, implied = true, found;
	relation one;
	uint32_t i, j;

	if (!spend(c->budget, 2 * (uint64_t)c->first->value_count * c->second->value_count))
		return SL_LOGIC_UNRELATED;
	for (i = 0; i < c->first->value_count && (excludes || implies); i++) {
		found = false;
		for (j = 0; j < c->second->value_count && !found; j++) {
			one = relate_values(c, i, j);
			excludes = excludes && one.excludes;
			found = one.implies;
		}
		implies = implies && found;
	}
	for (j = 0; j < c->second->value_count && implied; j++) {
		found = false;
		for (i = 0; i < c->first->value_count && !found; i++)
			found = relate_values(c, i, j).implied;
		implied = found;
	}
	return c->budget->exceeded ? SL_LOGIC_UNRELATED : truths(excludes, implies, implied);
}

/* Two lists in which equal indexes are all that can be equal: one walk along both. */
static unsigned merge_lists(const comparison *c)
{
	const uint32_t first_count = c->first->value_count, second_count = c->second->value_count;
	uint32_t i = 0, j = 0, common = 0, first, second;

	if (!spend(c->budget, (uint64_t)first_count + second_count))
		return SL_LOGIC_UNRELATED;
	while (i < first_count && j < second_count) {
		if (!chan_value_at(c->input->file, c->first->first_value + i, &first) ||
		    !chan_value_at(c->input->file, c->second->first_value + j, &second))
			return SL_LOGIC_UNRELATED;
		if (first == second)
			common++;
		i += first <= second;
		j += second <= first;
	}
	return truths(common == 0, common == first_count, common == second_count);
}

/* The integers from low to high; none if low is greater. */
typedef struct range {
	int64_t low, high;
} range;

/* The smallest range that has all integers for which the criterion holds: for all but `eq`, exactly those. */
static bool read_range(const sl_logic_input *input, const chan_criterion *criterion, range *out)
{
	static const range none = {INT64_MAX, INT64_MIN};
	uint32_t first_index, last_index;
	int64_t first, last;

	if (criterion->value_count == 0 ||
	    !chan_value_at(input->file, criterion->first_value, &first_index) ||
	    !chan_value_at(input->file, criterion->first_value + criterion->value_count - 1,
	                   &last_index) ||
	    !chan_integer_at(input->file, first_index, &first) ||
	    !chan_integer_at(input->file, last_index, &last))
		return false;
	out->low = INT64_MIN;
	out->high = INT64_MAX;
	/* Values rise, and the criterion holds if any of them does: the widest counts. */
	switch (criterion->operation) {
	case CHAN_OPERATOR_EQ:
		out->low = first;
		out->high = last;
		return true;
	case CHAN_OPERATOR_LE:
		out->high = last;
		return true;
	case CHAN_OPERATOR_GE:
		out->low = first;
		return true;
	case CHAN_OPERATOR_LT:
		if (last == INT64_MIN)
			*out = none;
		else
			out->high = last - 1;
		return true;
	case CHAN_OPERATOR_GT:
		if (first == INT64_MAX)
			*out = none;
		else
			out->low = first + 1;
		return true;
	default:
		return false;
	}
}

static bool is_within(range inner, range outer)
{
	return inner.low >= outer.low && inner.high <= outer.high;
}

static unsigned relate_integers(const comparison *c)
{
	range a, b;

	if (c->first->operation == CHAN_OPERATOR_EQ && c->second->operation == CHAN_OPERATOR_EQ)
		return merge_lists(c);
	if (!read_range(c->input, c->first, &a) || !read_range(c->input, c->second, &b))
		return SL_LOGIC_UNRELATED;
	/* The range of an `eq` has more than its values: that others are within it says nothing. */
	return truths(a.low > b.high || b.low > a.high || a.low > a.high || b.low > b.high,
	              is_within(a, b) && c->second->operation != CHAN_OPERATOR_EQ,
	              is_within(b, a) && c->first->operation != CHAN_OPERATOR_EQ);
}

static bool is_integer_operator(uint8_t operation)
{
	return chan_operator_value_kind(operation) == CHAN_VALUE_INTEGER;
}

static bool is_plain_text_operator(uint8_t operation)
{
	return operation == CHAN_OPERATOR_EXACT || operation == CHAN_OPERATOR_PREFIX ||
	       operation == CHAN_OPERATOR_SUFFIX || operation == CHAN_OPERATOR_CONTAINS;
}

static unsigned relate_values_of(const comparison *c)
{
	const uint8_t a = c->first->operation, b = c->second->operation;

	if (is_integer_operator(a) && is_integer_operator(b))
		return relate_integers(c);
	if (a == CHAN_OPERATOR_CIDR && b == CHAN_OPERATOR_CIDR)
		return relate_lists(c);
	if (!is_plain_text_operator(a) || !is_plain_text_operator(b))
		return SL_LOGIC_UNRELATED;
	/* Without case, strings with different indexes may be equal; so only lists with it are walked. */
	if (a == CHAN_OPERATOR_EXACT && b == CHAN_OPERATOR_EXACT && !c->folds)
		return merge_lists(c);
	return relate_lists(c);
}

unsigned sl_logic_relation(const sl_logic_input *input, const chan_criterion *first,
                           const chan_criterion *second, sl_logic_budget *budget)
{
	const uint8_t a = first->operation, b = second->operation;
	const bool first_reads = chan_operator_value_kind(a) != CHAN_VALUE_NONE;
	const bool second_reads = chan_operator_value_kind(b) != CHAN_VALUE_NONE;
	comparison c;

	if ((a == CHAN_OPERATOR_EXISTS && b == CHAN_OPERATOR_NULL) ||
	    (a == CHAN_OPERATOR_NULL && b == CHAN_OPERATOR_EXISTS))
		return SL_LOGIC_UNRELATED & ~(unsigned)SL_LOGIC_NEITHER;
	if ((a == CHAN_OPERATOR_NULL && second_reads) || (b == CHAN_OPERATOR_NULL && first_reads))
		return truths(true, false, false);
	if (a == CHAN_OPERATOR_EXISTS && second_reads)
		return truths(false, false, true);
	if (b == CHAN_OPERATOR_EXISTS && first_reads)
		return truths(false, true, false);
	c.input = input;
	c.first = first;
	c.second = second;
	c.budget = budget;
	c.folds = ((first->flags & second->flags) & CHAN_FLAG_CASED) == 0;
	return relate_values_of(&c);
}
