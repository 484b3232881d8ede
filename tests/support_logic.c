#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_file.h"
#include "support_logic.h"

const char *const logic_texts[LOGIC_TEXTS] = {
	"A", "AB", "B", "a", "aa", "ab", "aba", "abc", "b", "ba", "bab", "c",
};
const int64_t logic_integers[LOGIC_INTEGERS] = {INT64_MIN, -1, 0, 1, 2, 5, INT64_MAX};
const chan_network logic_networks[LOGIC_NETWORKS] = {
	{4, 0, {0}}, {4, 8, {10}}, {4, 8, {11}}, {4, 12, {10, 16}}, {4, 16, {10, 1, 0}},
};
static const char *const names[] = {"f0", "f1", "f2", "f3", "title", "type"};
static const unsigned kinds[LOGIC_FIELDS] = {CHAN_KIND_STRING, CHAN_KIND_STRING, CHAN_KIND_INTEGER,
                                             CHAN_KIND_IP};

void logic_condition(logic_template *t, const char *text)
{
	unsigned word;

	for (; *text != '\0'; text++) {
		if (*text == ' ')
			continue;
		if (*text == '&')
			word = CHAN_WORD_AND;
		else if (*text == '|')
			word = CHAN_WORD_OR;
		else if (*text == '!')
			word = CHAN_WORD_NOT;
		else
			for (word = 0; *text >= '0' && *text <= '9'; text++)
				word = word * 10 + (unsigned)(*text - '0');
		assert_true(t->word_count < sizeof(t->words) / sizeof(t->words[0]));
		t->words[t->word_count++] = (uint16_t)word;
		if (*text == '\0')
			return;
	}
}

static unsigned bits(unsigned set)
{
	unsigned count = 0;

	for (; set != 0; set &= set - 1)
		count++;
	return count;
}

static void append_template(support_file *f, const logic_template *t, unsigned number)
{
	const logic_criterion *c;
	unsigned i, bit, first;

	support_template(f, 0, number + 1u, LOGIC_TEXTS + 5, t->criterion_count, t->word_count);
	for (i = 0; i < t->criterion_count; i++) {
		c = &t->criteria[i];
		support_criterion(f, c->field, c->operation, c->flags, bits(c->values));
		/* Strings count from 1, everything else from 0. */
		first = chan_operator_value_kind((uint8_t)c->operation) == CHAN_VALUE_STRING;
		for (bit = 0; bit < 32; bit++) {
			if ((c->values >> bit) & 1)
				support_value(f, first + bit);
		}
	}
	for (i = 0; i < t->word_count; i++)
		support_instruction(f, t->words[i]);
}

void logic_file(const logic_template *templates, unsigned count, uint8_t **bytes, chan_file *file)
{
	support_file f;
	chan_finding fault;
	uint64_t high;
	size_t size;
	unsigned i;

	support_file_begin(&f);
	for (i = 0; i < LOGIC_TEXTS; i++)
		support_text(&f, logic_texts[i]);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		support_text(&f, names[i]);
	for (i = 0; i < LOGIC_INTEGERS; i++)
		support_integer(&f, logic_integers[i]);
	for (i = 0; i < LOGIC_NETWORKS; i++) {
		high = (uint64_t)logic_networks[i].address[0] << 56 |
		       (uint64_t)logic_networks[i].address[1] << 48;
		support_network(&f, logic_networks[i].family, logic_networks[i].prefix, high, 0);
	}
	support_type(&f, LOGIC_TEXTS + 6, 1, LOGIC_FIELDS, count);
	for (i = 0; i < LOGIC_FIELDS; i++)
		support_field(&f, LOGIC_TEXTS + 1 + i, kinds[i]);
	for (i = 0; i < count; i++)
		append_template(&f, &templates[i], i);
	*bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	if (!chan_open(*bytes, size, file, &fault)) {
		print_error("CH%u at %u\n", fault.rule, (unsigned)fault.offset);
		fail();
	}
}

static void fold(char *to, const char *from, bool cased)
{
	size_t i;

	for (i = 0; i < strlen(from); i++)
		to[i] = !cased && from[i] >= 'A' && from[i] <= 'Z' ? (char)(from[i] + 32) : from[i];
	to[i] = '\0';
}

static bool text_holds(const logic_criterion *c, const char *value, const char *text)
{
	const bool cased = (c->flags & CHAN_FLAG_CASED) != 0;
	char folded_value[16], folded_text[16];
	size_t value_length, text_length;

	fold(folded_value, value, cased);
	fold(folded_text, text, cased);
	value_length = strlen(folded_value);
	text_length = strlen(folded_text);
	if (c->operation == CHAN_OPERATOR_CONTAINS)
		return strstr(folded_text, folded_value) != NULL;
	if (value_length > text_length)
		return false;
	if (c->operation == CHAN_OPERATOR_PREFIX)
		return memcmp(folded_text, folded_value, value_length) == 0;
	if (c->operation == CHAN_OPERATOR_SUFFIX)
		return strcmp(folded_text + text_length - value_length, folded_value) == 0;
	assert_int_equal(c->operation, CHAN_OPERATOR_EXACT);
	return strcmp(folded_text, folded_value) == 0;
}

static bool integer_holds(const logic_criterion *c, int64_t value, int64_t input)
{
	if (c->operation == CHAN_OPERATOR_EQ)
		return input == value;
	if (c->operation == CHAN_OPERATOR_LT)
		return input < value;
	if (c->operation == CHAN_OPERATOR_LE)
		return input <= value;
	if (c->operation == CHAN_OPERATOR_GT)
		return input > value;
	assert_int_equal(c->operation, CHAN_OPERATOR_GE);
	return input >= value;
}

static bool network_holds(const chan_network *network, uint32_t address)
{
	const uint32_t start = (uint32_t)network->address[0] << 24 | (uint32_t)network->address[1]
	                                                                     << 16;

	return network->prefix == 0 ||
	       start >> (32 - network->prefix) == address >> (32 - network->prefix);
}

static bool criterion_holds(const logic_criterion *c, const logic_input *input)
{
	unsigned bit;
	bool holds = false;

	if (c->operation == CHAN_OPERATOR_ANY)
		return true;
	if (c->operation == CHAN_OPERATOR_EXISTS)
		return input->state != LOGIC_ABSENT;
	if (c->operation == CHAN_OPERATOR_NULL)
		return input->state != LOGIC_VALUE;
	for (bit = 0; bit < 32 && !holds && input->state == LOGIC_VALUE; bit++) {
		if (!((c->values >> bit) & 1))
			continue;
		if (c->operation == CHAN_OPERATOR_CIDR)
			holds = network_holds(&logic_networks[bit], input->address);
		else if (c->operation >= CHAN_OPERATOR_EQ && c->operation <= CHAN_OPERATOR_GE)
			holds = integer_holds(c, logic_integers[bit], input->integer);
		else
			holds = text_holds(c, logic_texts[bit], input->text);
	}
	return holds;
}

void logic_decide(const chan_file *file, const uint8_t *bytes, uint32_t index, sl_logic_result *out)
{
	sl_logic *logic = sl_logic_make();

	memset(out, 0xa5, sizeof *out);
	assert_true(sl_logic_decide(logic, file, bytes, index, out));
	sl_logic_free(logic);
}

bool logic_matches(const logic_template *t, const logic_input event[LOGIC_FIELDS])
{
	bool stack[CHAN_MAX_DEPTH];
	unsigned i, depth = 0;
	uint16_t word;

	for (i = 0; i < t->word_count; i++) {
		word = t->words[i];
		if (word < CHAN_PUSH_LIMIT) {
			stack[depth++] = criterion_holds(&t->criteria[word],
			                                 &event[t->criteria[word].field]);
		} else if (word == CHAN_WORD_NOT) {
			stack[depth - 1] = !stack[depth - 1];
		} else {
			depth--;
			if (word == CHAN_WORD_AND)
				stack[depth - 1] = stack[depth - 1] && stack[depth];
			else
				stack[depth - 1] = stack[depth - 1] || stack[depth];
		}
	}
	assert_int_equal(depth, 1);
	return stack[0];
}
