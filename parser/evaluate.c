/* Criteria and templates (FORMAT.md sections 5 and 6). */
#include "evaluate_parts.h"
#include "operator_sets.h"
#include "record.h"

/* One criterion about the inputs of one event. */
typedef struct inquiry {
	const chan_content *content;
	const chan_scratch *scratch;
	const chan_inputs *inputs;
	const chan_type *type;
	chan_criterion criterion;
	bool cased;
} inquiry;

/* The only accesses to the caller's arrays, each with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/*@
  requires \valid_read(inputs) && \valid_read(inputs->array + (0 .. inputs->count - 1)) && \valid(out);
  requires \separated(out, inputs, inputs->array + (0 .. inputs->count - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < \old(inputs->count);
*/
static bool load_input(const chan_inputs *inputs, uint32_t index, chan_input *out)
{
	static const chan_input absent;

	*out = absent;
	if (index >= inputs->count)
		return false;
	*out = inputs->array[index];
	return true;
}

/*@
  requires \valid_read(scratch) && \valid(scratch->truths + (0 .. scratch->truth_capacity - 1));
  terminates \true;
  assigns scratch->truths[index];
  ensures \result <==> index < \old(scratch->truth_capacity);
*/
static bool store_truth(const chan_scratch *scratch, uint32_t index, bool truth)
{
	if (index >= scratch->truth_capacity)
		return false;
	scratch->truths[index] = truth ? 1 : 0;
	return true;
}

/* Whether the first bits of two addresses are equal. */
/*@
  requires \valid_read(address + (0 .. 15)) && \valid_read(network);
  terminates \true;
  assigns \nothing;
*/
static bool is_inside(const uint8_t address[16], const chan_network *network)
{
	uint32_t i, bits = network->prefix;

	/*@
	  loop invariant i <= 16;
	  loop assigns i, bits;
	  loop variant 16 - i;
	*/
	for (i = 0; i < 16 && bits > 0; i++) {
		const uint32_t shift = bits >= 8 ? 0 : 8 - bits;

		if (((uint32_t)address[i] ^ network->address[i]) >> shift != 0)
			return false;
		bits -= bits >= 8 ? 8 : bits;
	}
	return true;
}

/*@
  requires \valid_read(a) && \valid_read(b);
  terminates \true;
  assigns \nothing;
*/
static bool are_addresses_equal(const chan_input *a, const chan_input *b)
{
	const uint32_t used = a->family == 4 ? 4 : 16;
	uint32_t i;

	if (a->family != b->family)
		return false;
	/*@
	  loop invariant i <= used;
	  loop assigns i;
	  loop variant used - i;
	*/
	for (i = 0; i < used; i++) {
		if (a->address[i] != b->address[i])
			return false;
	}
	return true;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

static bool refuse(chan_outcome *out, enum chan_evaluation_error error, uint32_t field)
{
	out->error = (uint8_t)error;
	out->field = (uint16_t)field;
	return false;
}

bool chan_input_fits(const chan_input *input, uint16_t kind)
{
	switch (input->kind) {
	case CHAN_INPUT_ABSENT:
	case CHAN_INPUT_NULL:
		return true;
	case CHAN_INPUT_STRING:
		return kind == CHAN_KIND_STRING;
	case CHAN_INPUT_INTEGER:
		return kind == CHAN_KIND_INTEGER;
	case CHAN_INPUT_ADDRESS:
		return kind == CHAN_KIND_IP && (input->family == 4 || input->family == 6);
	default:
		return false;
	}
}

/* The input of a field of the type. False: out has the error. */
static bool take_input(const inquiry *q, uint32_t index, chan_input *input, chan_outcome *out)
{
	chan_field field;

	if (index >= q->type->field_count ||
	    !chan_field_at(q->content->file, q->type->first_field + index, &field))
		return refuse(out, CHAN_EVALUATION_CONTENT, index);
	if (!load_input(q->inputs, index, input))
		return refuse(out, CHAN_EVALUATION_INPUT_COUNT, index);
	if (!chan_input_fits(input, field.kind))
		return refuse(out, CHAN_EVALUATION_INPUT_KIND, index);
	return true;
}

/*@
  requires \valid_read(input);
  terminates \true;
  assigns \nothing;
*/
static bool has_value(const chan_input *input)
{
	return input->kind != CHAN_INPUT_ABSENT && input->kind != CHAN_INPUT_NULL;
}

static bool ask_regex(const inquiry *q, const chan_input *input, uint32_t value, chan_outcome *out)
{
	chan_regex_program program;

	if (!chan_pattern_of(q->content, value, &program))
		return refuse(out, CHAN_EVALUATION_CONTENT, q->criterion.field);
	if (!chan_regex_match(&program, input->text, q->scratch->places, q->scratch->place_capacity,
	                      &out->matched, &out->steps))
		return refuse(out, CHAN_EVALUATION_SCRATCH, q->criterion.field);
	return true;
}

static bool ask_text(const inquiry *q, const chan_input *input, uint32_t string, chan_outcome *out)
{
	chan_cursor value;

	if (!chan_string_cursor(q->content->file, string, &value))
		return refuse(out, CHAN_EVALUATION_CONTENT, q->criterion.field);
	if (input->kind == CHAN_INPUT_STRING)
		out->matched = chan_text_holds(q->criterion.operation, q->cased, &input->text,
		                               &value, &out->steps);
	return true;
}

static bool ask_integer(const inquiry *q, const chan_input *input, uint32_t index,
                        chan_outcome *out)
{
	int64_t value;

	if (!chan_integer_at(q->content->file, index, &value))
		return refuse(out, CHAN_EVALUATION_CONTENT, q->criterion.field);
	if (input->kind != CHAN_INPUT_INTEGER)
		return true;
	switch (q->criterion.operation) {
	case CHAN_OPERATOR_EQ:
		out->matched = input->integer == value;
		break;
	case CHAN_OPERATOR_LT:
		out->matched = input->integer < value;
		break;
	case CHAN_OPERATOR_LE:
		out->matched = input->integer <= value;
		break;
	case CHAN_OPERATOR_GT:
		out->matched = input->integer > value;
		break;
	default:
		out->matched = input->integer >= value;
		break;
	}
	return true;
}

/* input is an address, if it has been read as one. */
static bool ask_network(const inquiry *q, const chan_input *input, uint32_t index,
                        chan_outcome *out)
{
	chan_network network;

	if (!chan_network_at(q->content->file, index, &network))
		return refuse(out, CHAN_EVALUATION_CONTENT, q->criterion.field);
	out->matched = input->kind == CHAN_INPUT_ADDRESS && input->family == network.family &&
	               is_inside(input->address, &network);
	return true;
}

static bool ask_other_field(const inquiry *q, const chan_input *input, uint32_t field,
                            chan_outcome *out)
{
	chan_input other;

	if (!take_input(q, field, &other, out))
		return false;
	if (input->kind != other.kind)
		return true;
	if (input->kind == CHAN_INPUT_STRING)
		out->matched = chan_texts_equal(q->cased, &input->text, &other.text, &out->steps);
	else if (input->kind == CHAN_INPUT_INTEGER)
		out->matched = input->integer == other.integer;
	else if (input->kind == CHAN_INPUT_ADDRESS)
		out->matched = are_addresses_equal(input, &other);
	return true;
}

/* One value of the criterion; number is its index in the file's values, index what it says. */
static bool ask_value(const inquiry *q, const chan_input *input, uint32_t number, uint32_t index,
                      chan_outcome *out)
{
	const uint8_t operation = q->criterion.operation;

	if (operation == CHAN_OPERATOR_REGEX)
		return input->kind != CHAN_INPUT_STRING || ask_regex(q, input, number, out);
	if (chan_set_has(CHAN_SET_TEXT, operation))
		return ask_text(q, input, index, out);
	if (chan_set_has(CHAN_SET_INTEGER, operation))
		return ask_integer(q, input, index, out);
	if (chan_set_has(CHAN_SET_NETWORK, operation))
		return ask_network(q, input, index, out);
	if (chan_set_has(CHAN_SET_FIELD, operation))
		return ask_other_field(q, input, index, out);
	return refuse(out, CHAN_EVALUATION_CONTENT, q->criterion.field);
}

/*
 * The first value for which the operator holds decides. The values of fieldref are inputs, and each is looked at:
 * an error must not hide behind another value that is equal.
 */
static bool ask_values(const inquiry *q, const chan_input *input, chan_outcome *out)
{
	chan_cursor values;
	bool any = false;
	uint32_t i, index;

	chan_copy(&values, &q->content->file->values);
	if (!chan_skip(&values, (uint64_t)q->criterion.first_value * CHAN_SIZE_VALUE))
		return refuse(out, CHAN_EVALUATION_CONTENT, q->criterion.field);
	for (i = 0; i < q->criterion.value_count; i++) {
		out->steps += 1;
		if (!chan_get_u32(&values, &index))
			return refuse(out, CHAN_EVALUATION_CONTENT, q->criterion.field);
		if (!ask_value(q, input, q->criterion.first_value + i, index, out))
			return false;
		any = any || out->matched;
		if (any && q->criterion.operation != CHAN_OPERATOR_FIELDREF)
			break;
	}
	out->matched = any;
	return true;
}

static bool ask(const inquiry *q, chan_outcome *out)
{
	const uint8_t operation = q->criterion.operation;
	chan_input input, address;

	out->matched = operation == CHAN_OPERATOR_ANY;
	out->steps += 1;
	if (out->matched)
		return true;
	if (!take_input(q, q->criterion.field, &input, out))
		return false;
	if (operation == CHAN_OPERATOR_EXISTS || operation == CHAN_OPERATOR_NULL) {
		out->matched = operation == CHAN_OPERATOR_EXISTS ? input.kind != CHAN_INPUT_ABSENT
		                                                 : !has_value(&input);
		return true;
	}
	if (!has_value(&input) && operation != CHAN_OPERATOR_FIELDREF)
		return true;
	if (operation == CHAN_OPERATOR_CIDR && input.kind == CHAN_INPUT_STRING) {
		address = input;
		if (!chan_read_address(input.text, &address.family, address.address))
			return true;
		address.kind = CHAN_INPUT_ADDRESS;
		return ask_values(q, &address, out);
	}
	return ask_values(q, &input, out);
}

static inquiry inquiry_about(const chan_content *content, const chan_scratch *scratch,
                             const chan_inputs *inputs, const chan_type *type,
                             const chan_criterion *criterion)
{
	inquiry q;

	q.content = content;
	q.scratch = scratch;
	q.inputs = inputs;
	q.type = type;
	q.criterion = *criterion;
	q.cased = (criterion->flags & CHAN_FLAG_CASED) != 0;
	return q;
}

bool chan_evaluate_criterion(const chan_content *content, const chan_scratch *scratch,
                             const chan_inputs *inputs, uint32_t type_index, uint32_t index,
                             chan_outcome *out)
{
	static const chan_outcome nothing;
	chan_criterion criterion;
	chan_type type;
	inquiry q;

	*out = nothing;
	out->criterion = index;
	if (!chan_type_at(content->file, type_index, &type) ||
	    !chan_criterion_at(content->file, index, &criterion))
		return refuse(out, CHAN_EVALUATION_CONTENT, 0);
	q = inquiry_about(content, scratch, inputs, &type, &criterion);
	if (!ask(&q, out)) {
		out->matched = false;
		return false;
	}
	out->criterion = 0;
	return true;
}

/* The truth of each criterion, in order. False: out has the first error. */
static bool ask_all(const chan_content *content, const chan_scratch *scratch,
                    const chan_inputs *inputs, const chan_template *template, const chan_type *type,
                    chan_outcome *out)
{
	chan_cursor criteria;
	chan_criterion criterion;
	inquiry q;
	uint32_t i;

	chan_copy(&criteria, &content->file->criteria);
	if (!chan_skip(&criteria, (uint64_t)template->first_criterion * CHAN_SIZE_CRITERION))
		return refuse(out, CHAN_EVALUATION_CONTENT, 0);
	for (i = 0; i < template->criterion_count; i++) {
		out->criterion = template->first_criterion + i;
		if (!chan_read_criterion(&criteria, &criterion))
			return refuse(out, CHAN_EVALUATION_CONTENT, 0);
		q = inquiry_about(content, scratch, inputs, type, &criterion);
		if (!ask(&q, out))
			return false;
		if (!store_truth(scratch, i, out->matched))
			return refuse(out, CHAN_EVALUATION_SCRATCH, criterion.field);
	}
	return true;
}

bool chan_evaluate(const chan_content *content, const chan_scratch *scratch,
                   const chan_inputs *inputs, uint32_t index, chan_outcome *out)
{
	static const chan_outcome nothing;
	chan_template template;
	chan_type type;
	bool verdict = false;

	*out = nothing;
	if (!chan_template_at(content->file, index, &template) ||
	    !chan_type_at(content->file, template.type, &type))
		return refuse(out, CHAN_EVALUATION_CONTENT, 0);
	if (!ask_all(content, scratch, inputs, &template, &type, out)) {
		out->matched = false;
		return false;
	}
	out->matched = false;
	out->criterion = 0;
	out->steps += template.instruction_count;
	if (!chan_conclude(content->file, &template, scratch->truths, template.criterion_count,
	                   &verdict))
		return refuse(out, CHAN_EVALUATION_CONTENT, 0);
	out->matched = verdict;
	return true;
}
