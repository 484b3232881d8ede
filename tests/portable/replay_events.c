#include "replay_events.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of one field: values of the template's own criteria, and near misses of them. More are left out. */
enum { CANDIDATES = 48, VALUES_OF_A_CRITERION = 4, TEXT_ROOM = 65536, REPEATED_BYTES = 700 };

typedef struct candidates {
	chan_input inputs[CANDIDATES];
	uint32_t count;
	uint8_t text[TEXT_ROOM];
	size_t used;
} candidates;

typedef struct replaying {
	const chan_content *content;
	const chan_scratch *scratch;
	uint32_t index; /* of the template */
	chan_template judged;
	chan_type type;
	chan_input event[CHAN_MAX_FIELDS];
	chan_input matching
		[CHAN_MAX_FIELDS]; /* the first value of the first criterion of each field */
	candidates *of_field; /* one array, which each field fills anew */
} replaying;

static void add_input(candidates *to, chan_input input)
{
	if (to->count < CANDIDATES)
		to->inputs[to->count++] = input;
}

static void add_empty_kinds(candidates *to)
{
	chan_input input;

	memset(&input, 0, sizeof input);
	add_input(to, input);
	input.kind = CHAN_INPUT_NULL;
	add_input(to, input);
}

static void add_text(candidates *to, const uint8_t *bytes, size_t size)
{
	chan_input input;

	if (size > TEXT_ROOM - to->used)
		return;
	memset(&input, 0, sizeof input);
	input.kind = CHAN_INPUT_STRING;
	if (size != 0)
		memcpy(to->text + to->used, bytes, size);
	input.text = chan_cursor_over(to->text + to->used, size);
	to->used += size;
	add_input(to, input);
}

static void add_integer(candidates *to, int64_t number)
{
	chan_input input;

	memset(&input, 0, sizeof input);
	input.kind = CHAN_INPUT_INTEGER;
	input.integer = number;
	add_input(to, input);
}

static void add_address(candidates *to, uint8_t family, const uint8_t address[16])
{
	chan_input input;

	memset(&input, 0, sizeof input);
	input.kind = CHAN_INPUT_ADDRESS;
	input.family = family;
	memcpy(input.address, address, sizeof input.address);
	add_input(to, input);
}

/* The text, as it is and a little otherwise. */
static void add_texts(candidates *to, const uint8_t *bytes, size_t size)
{
	static uint8_t other[CHAN_MAX_STRING + REPEATED_BYTES];
	size_t plain = 0, i;

	add_text(to, bytes, size);
	memcpy(other, bytes, size);
	if (size != 0) {
		other[size / 2] ^= 0x20; /* the other case of a letter */
		add_text(to, other, size);
		other[size / 2] ^= 0x01;
		add_text(to, other, size);
		add_text(to, bytes, size - 1);
	}
	other[0] = 'x';
	memcpy(other + 1, bytes, size);
	other[size + 1] = 0xff;
	add_text(to, other, size + 2);
	/* What is left of a pattern without its special characters may well match it. */
	for (i = 0; i < size; i++) {
		if (strchr("*?\\^$()[]{}+|.", bytes[i]) == NULL || bytes[i] == 0)
			other[plain++] = bytes[i];
	}
	add_text(to, other, plain);
	for (i = 0; size != 0 && i < REPEATED_BYTES; i++)
		other[i] = bytes[i % size];
	add_text(to, other, i);
}

static void add_number(candidates *to, uint16_t field_kind, int64_t number)
{
	char text[32];

	if (field_kind == CHAN_KIND_INTEGER) {
		add_integer(to, number);
		if (number > INT64_MIN)
			add_integer(to, number - 1);
		if (number < INT64_MAX)
			add_integer(to, number + 1);
	} else {
		const int length = snprintf(text, sizeof text, "%" PRId64, number);

		add_texts(to, (const uint8_t *)text, (size_t)length);
	}
}

static size_t write_address(const chan_network *network, char text[48])
{
	size_t used = 0;

	for (size_t i = 0; i < (network->family == 4 ? 4u : 16u);
	     i += network->family == 4 ? 1 : 2) {
		const int length = network->family == 4
		                           ? snprintf(text + used, 48 - used, "%s%u", i ? "." : "",
		                                      (unsigned)network->address[i])
		                           : snprintf(text + used, 48 - used, "%s%x", i ? ":" : "",
		                                      (unsigned)network->address[i] << 8 |
		                                              network->address[i + 1]);
		used += (size_t)length;
	}
	return used;
}

static void add_network(candidates *to, uint16_t field_kind, const chan_network *network)
{
	chan_network other = *network;
	char text[48];

	if (field_kind != CHAN_KIND_IP) {
		add_texts(to, (const uint8_t *)text, write_address(network, text));
		return;
	}
	add_address(to, network->family, network->address);
	other.address[network->family == 4 ? 3 : 15] ^= 1u;
	add_address(to, other.family, other.address);
	other.address[0] ^= 0x80u;
	add_address(to, other.family, other.address);
	add_address(to, network->family == 4 ? 6 : 4, network->address);
}

/* One value of a criterion, for a field of that kind. */
static void add_value(candidates *to, const chan_file *file, const chan_criterion *criterion,
                      uint16_t field_kind, uint32_t value)
{
	static uint8_t bytes[CHAN_MAX_STRING];
	chan_network network;
	chan_cursor text;
	int64_t number;
	size_t size = 0;

	switch (chan_operator_value_kind(criterion->operation)) {
	case CHAN_VALUE_STRING:
		if (!chan_string_cursor(file, value, &text))
			return;
		while (size < sizeof bytes && chan_get_u8(&text, &bytes[size]))
			size++;
		if (field_kind == CHAN_KIND_STRING)
			add_texts(to, bytes, size);
		break;
	case CHAN_VALUE_INTEGER:
		if (chan_integer_at(file, value, &number))
			add_number(to, field_kind, number);
		break;
	case CHAN_VALUE_NETWORK:
		if (chan_network_at(file, value, &network))
			add_network(to, field_kind, &network);
		break;
	case CHAN_VALUE_NONE:
	case CHAN_VALUE_FIELD:
	default:
		break;
	}
}

/* What any field of the kind may have, whatever the file says. */
static void add_common(candidates *to, uint16_t field_kind)
{
	static const uint8_t loopback[16] = {127, 0, 0, 1};

	add_empty_kinds(to);
	if (field_kind == CHAN_KIND_STRING) {
		add_text(to, loopback, 0);
		add_text(to, (const uint8_t *)"Ab", 2);
	} else if (field_kind == CHAN_KIND_INTEGER) {
		add_integer(to, 0);
		add_integer(to, INT64_MIN);
		add_integer(to, INT64_MAX);
	} else {
		add_address(to, 4, loopback);
		add_address(to, 6, loopback);
	}
}

/* All candidates of a field, the template's own values first. */
static void fill(replaying *r, uint32_t field, uint16_t field_kind)
{
	const chan_file *file = r->content->file;
	chan_criterion criterion;
	uint32_t i, k, value;

	r->of_field->count = 0;
	r->of_field->used = 0;
	for (i = 0; i < r->judged.criterion_count; i++) {
		if (!chan_criterion_at(file, r->judged.first_criterion + i, &criterion) ||
		    criterion.field != field)
			continue;
		for (k = 0; k < criterion.value_count && k < VALUES_OF_A_CRITERION; k++) {
			if (chan_value_at(file, criterion.first_value + k, &value))
				add_value(r->of_field, file, &criterion, field_kind, value);
		}
	}
	add_common(r->of_field, field_kind);
}

static uint16_t kind_of(const replaying *r, uint32_t field)
{
	chan_field found;

	return chan_field_at(r->content->file, r->type.first_field + field, &found) ? found.kind
	                                                                            : 0;
}

/* The first value of each field, in a place of its own. */
static void fill_matching(replaying *r)
{
	static uint8_t text[4 * TEXT_ROOM];
	size_t used = 0;

	for (uint32_t field = 0; field < r->type.field_count; field++) {
		chan_input *first = &r->matching[field];
		uint8_t byte;
		size_t start = used;

		fill(r, field, kind_of(r, field));
		*first = r->of_field->inputs[0];
		if (first->kind != CHAN_INPUT_STRING)
			continue;
		while (used < sizeof text && chan_get_u8(&first->text, &byte))
			text[used++] = byte;
		first->text = chan_cursor_over(text + start, used - start);
	}
}

static void evaluate(replaying *r, const char *what, uint32_t field, uint32_t number,
                     uint32_t input_count)
{
	const chan_inputs inputs = {r->event, input_count};
	chan_outcome outcome;
	bool judged;

	memset(&outcome, 0xA5, sizeof outcome);
	judged = chan_evaluate(r->content, r->scratch, &inputs, r->index, &outcome);
	printf("  %s %" PRIu32 ".%" PRIu32 ": %d matched %d error %u field %u criterion %" PRIu32
	       " steps %" PRIu64 "\n",
	       what, field, number, judged, outcome.matched, (unsigned)outcome.error,
	       (unsigned)outcome.field, outcome.criterion, outcome.steps);
}

/* Every candidate of the field, in an event that has nothing else, and in one that has all else as it should be. */
static void replay_field(replaying *r, uint32_t field)
{
	const uint16_t kind = kind_of(r, field);
	const uint32_t count = r->type.field_count;
	uint32_t i;

	fill(r, field, kind);
	memset(r->event, 0, sizeof r->event);
	for (i = 0; i < r->of_field->count; i++) {
		r->event[field] = r->of_field->inputs[i];
		evaluate(r, "alone", field, i, count);
	}
	memcpy(r->event, r->matching, sizeof r->event);
	for (i = 0; i < r->of_field->count; i++) {
		r->event[field] = r->of_field->inputs[i];
		evaluate(r, "among", field, i, count);
	}
	/* What integration code can do wrong: another kind, no kind, an input too few. */
	memset(&r->event[field], 0, sizeof r->event[field]);
	r->event[field].kind = kind == CHAN_KIND_INTEGER ? CHAN_INPUT_ADDRESS : CHAN_INPUT_INTEGER;
	r->event[field].family = 4;
	evaluate(r, "kind", field, 0, count);
	r->event[field].kind = 200;
	evaluate(r, "kind", field, 1, count);
	r->event[field] = r->matching[field];
	evaluate(r, "short", field, 0, field);
}

/* Whether a criterion of the template reads it. */
static bool is_read(const replaying *r, uint32_t field)
{
	chan_criterion criterion;
	uint32_t i, k, other;

	for (i = 0; i < r->judged.criterion_count; i++) {
		if (!chan_criterion_at(r->content->file, r->judged.first_criterion + i, &criterion))
			continue;
		if (criterion.field == field)
			return true;
		for (k = 0;
		     criterion.operation == CHAN_OPERATOR_FIELDREF && k < criterion.value_count;
		     k++) {
			if (chan_value_at(r->content->file, criterion.first_value + k, &other) &&
			    other == field)
				return true;
		}
	}
	return false;
}

void replay_template(const chan_content *content, const chan_scratch *scratch, uint32_t index)
{
	static candidates room;
	static replaying r;

	memset(&r, 0, sizeof r);
	r.content = content;
	r.scratch = scratch;
	r.index = index;
	r.of_field = &room;
	if (!chan_template_at(content->file, index, &r.judged) ||
	    !chan_type_at(content->file, r.judged.type, &r.type)) {
		printf("  template %" PRIu32 " is not there\n", index);
		return;
	}
	fill_matching(&r);
	evaluate(&r, "absent", 0, 0, r.type.field_count);
	memcpy(r.event, r.matching, sizeof r.event);
	evaluate(&r, "matching", 0, 0, r.type.field_count);
	for (uint32_t field = 0; field < r.type.field_count; field++) {
		if (is_read(&r, field))
			replay_field(&r, field);
	}
}
