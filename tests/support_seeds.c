#include "support_seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chan.h"
#include "support_file.h"

/* Strings that every seed has, in order; their numbers. */
enum { NAME_ADDRESS = 1, NAME_MORE, NAME_NUMBER, NAME_TEXT, TITLE, NAME_TYPE, VALUE_A, VALUE_B };
static const char *const common[] = {"Address", "More",  "Number", "Text",
                                     "Title",   "kinds", "v",      "w*"};
/* Fields: one of each kind, and behind them one more, so that a fieldref has another of its kind. */
enum { FIELDS = 6 };
static const uint8_t kind_of_field[FIELDS] = {CHAN_KIND_STRING, CHAN_KIND_INTEGER, CHAN_KIND_IP,
                                              CHAN_KIND_STRING, CHAN_KIND_INTEGER, CHAN_KIND_IP};
static const uint8_t name_of_field[FIELDS] = {NAME_TEXT, NAME_NUMBER, NAME_ADDRESS,
                                              NAME_MORE, NAME_MORE,   NAME_MORE};

typedef struct maker {
	support_seed_taker *take;
	void *context;
	support_file file;
} maker;

static void begin(maker *m)
{
	support_file_begin(&m->file);
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		support_text(&m->file, common[i]);
}

static void add_type(maker *m, uint32_t templates)
{
	support_type(&m->file, NAME_TYPE, 1, FIELDS, templates);
	for (unsigned i = 0; i < FIELDS; i++)
		support_field(&m->file, name_of_field[i], kind_of_field[i]);
}

/* A condition that joins criteria, with a "not" where there is one alone. */
static void add_condition(maker *m, uint32_t criteria)
{
	for (uint32_t i = 0; i < criteria; i++) {
		support_instruction(&m->file, i);
		if (i > 0)
			support_instruction(&m->file, i % 2 ? CHAN_WORD_AND : CHAN_WORD_OR);
	}
	if (criteria == 1)
		support_instruction(&m->file, CHAN_WORD_NOT);
}

static uint32_t instructions_for(uint32_t criteria)
{
	return criteria == 1 ? 2 : 2 * criteria - 1;
}

static void end(maker *m, const char *name)
{
	size_t size;
	uint8_t *bytes = support_file_bytes(&m->file, &size);

	m->take(name, bytes, size, m->context);
	free(bytes);
	support_file_end(&m->file);
}

/* --- each operator on each kind of field, with each of its flags */

static void add_values(maker *m, uint8_t operation, unsigned field)
{
	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_STRING:
		support_value(&m->file, VALUE_A);
		support_value(&m->file, VALUE_B);
		break;
	case CHAN_VALUE_INTEGER:
	case CHAN_VALUE_NETWORK:
		support_value(&m->file, 0);
		support_value(&m->file, 1);
		break;
	case CHAN_VALUE_FIELD: /* itself, and the other of its kind */
		support_value(&m->file, field);
		support_value(&m->file, field + CHAN_KIND_IP);
		break;
	case CHAN_VALUE_NONE:
	default:
		break;
	}
}

static void make_operator(maker *m, uint8_t operation, uint8_t kind)
{
	const unsigned field = kind - CHAN_KIND_STRING, all = chan_operator_flags(operation);
	const uint32_t values = chan_operator_value_kind(operation) == CHAN_VALUE_NONE ? 0 : 2;
	uint32_t criteria = 0;
	char name[64];

	begin(m);
	support_integer(&m->file, -1);
	support_integer(&m->file, 1);
	support_network(&m->file, 4, 8, UINT64_C(10) << 56, 0);
	support_network(&m->file, 6, 128, 0, 1);
	add_type(m, 1);
	for (unsigned flags = 0; flags <= all; flags++)
		criteria += (flags & ~all) == 0;
	support_template(&m->file, 0, 1, TITLE, criteria, instructions_for(criteria));
	for (unsigned flags = 0; flags <= all; flags++) {
		if ((flags & ~all) != 0)
			continue;
		support_criterion(&m->file, field, operation, flags, values);
		add_values(m, operation, field);
	}
	add_condition(m, criteria);
	snprintf(name, sizeof name, "operator-%02u-kind-%u", operation, kind);
	end(m, name);
}

static void make_operators(maker *m)
{
	for (unsigned operation = 0; operation <= UINT8_MAX; operation++)
		for (unsigned kind = CHAN_KIND_STRING; kind <= CHAN_KIND_IP; kind++)
			if (chan_operator_known((uint8_t)operation) &&
			    chan_operator_fits((uint8_t)operation, (uint16_t)kind))
				make_operator(m, (uint8_t)operation, (uint8_t)kind);
}

/* --- edges of numbers */

/* One criterion over all of a pool. */
static void make_pool(maker *m, const char *name, unsigned field, uint8_t operation, uint32_t first,
                      uint32_t count)
{
	add_type(m, 1);
	support_template(&m->file, 0, 1, TITLE, 1, 2);
	support_criterion(&m->file, field, operation, 0, count);
	for (uint32_t i = 0; i < count; i++)
		support_value(&m->file, first + i);
	add_condition(m, 1);
	end(m, name);
}

static void make_integers(maker *m)
{
	static const int64_t edges[] = {INT64_MIN,
	                                INT64_MIN + 1,
	                                INT32_MIN,
	                                -256,
	                                -1,
	                                0,
	                                1,
	                                255,
	                                256,
	                                INT32_MAX,
	                                UINT32_MAX,
	                                (int64_t)UINT32_MAX + 1,
	                                INT64_MAX - 1,
	                                INT64_MAX};
	const uint32_t count = sizeof edges / sizeof *edges;

	begin(m);
	for (uint32_t i = 0; i < count; i++)
		support_integer(&m->file, edges[i]);
	make_pool(m, "integers", 1, CHAN_OPERATOR_EQ, 0, count);
}

static void make_networks(maker *m)
{
	static const uint8_t four[] = {0, 1, 7, 8, 9, 24, 31, 32};
	static const uint8_t six[] = {0, 1, 63, 64, 65, 96, 127, 128};
	const uint64_t ones = UINT64_MAX;
	uint32_t count = 0;

	begin(m);
	/* All bits of the prefix are set, so that a bit lost is seen. */
	for (size_t i = 0; i < sizeof four; i++, count++)
		support_network(&m->file, 4, four[i], four[i] ? ones << (64 - four[i]) : 0, 0);
	for (size_t i = 0; i < sizeof six; i++, count++) {
		const unsigned high = six[i] < 64 ? six[i] : 64, low = six[i] - high;

		support_network(&m->file, 6, six[i], high ? ones << (64 - high) : 0,
		                low ? ones << (64 - low) : 0);
	}
	make_pool(m, "networks", 2, CHAN_OPERATOR_CIDR, 0, count);
}

/* --- edges of strings: about the words in which they are compared, and of characters */

static void make_strings(maker *m, const char *name, const size_t *lengths, size_t count, char last)
{
	char text[CHAN_MAX_NAME + 2];
	uint32_t strings = 0;

	begin(m);
	memset(text, 'x', sizeof text); /* behind the common ones */
	for (size_t i = 0; i < count; i++, strings++)
		support_string(&m->file, text, lengths[i]);
	/* As long as the last but one, and greater in its last byte than all. */
	text[lengths[count - 1] - 1] = last;
	support_string(&m->file, text, lengths[count - 1]);
	make_pool(m, name, 0, CHAN_OPERATOR_EXACT, VALUE_B + 1, strings + 1);
}

static void make_all_strings(maker *m)
{
	static const size_t words[] = {1, 7, 8, 9, 31, 32, 33, 39, 40, 41};
	static const size_t names[] = {
		63, 64, 65, CHAN_MAX_NAME - 1, CHAN_MAX_NAME, CHAN_MAX_NAME + 1};
	static const char *const edges[] = {"x\x01",
	                                    "x\x7f",
	                                    "x\xc2\x80",
	                                    "x\xdf\xbf",
	                                    "x\xe0\xa0\x80",
	                                    "x\xed\x9f\xbf",
	                                    "x\xee\x80\x80",
	                                    "x\xef\xbf\xbf",
	                                    "x\xf0\x90\x80\x80",
	                                    "x\xf4\x8f\xbf\xbf"};
	const uint32_t count = sizeof edges / sizeof *edges;

	begin(m);
	for (uint32_t i = 0; i < count; i++)
		support_text(&m->file, edges[i]);
	make_pool(m, "strings-characters", 0, CHAN_OPERATOR_CONTAINS, VALUE_B + 1, count);
	make_strings(m, "strings-names", names, sizeof names / sizeof *names, 'y');
	make_strings(m, "strings-words", words, sizeof words / sizeof *words, 'y');
}

/* --- templates: each action, level and status; conditions up to the deepest */

static void make_template_edges(maker *m)
{
	support_bytes *table = &m->file.table[CHAN_TABLE_TEMPLATE];
	const uint32_t count = CHAN_LEVEL_CRITICAL + 1;

	begin(m);
	add_type(m, count);
	for (uint32_t i = 0; i < count; i++) {
		uint8_t *bytes;

		support_template(&m->file, 0, i + 1, TITLE, 1, 2);
		bytes = table->data + table->size - CHAN_SIZE_TEMPLATE;
		bytes[CHAN_OFFSET_TEMPLATE_action] =
			(uint8_t)(CHAN_ACTION_DETECT + i % CHAN_ACTION_MONITOR);
		bytes[CHAN_OFFSET_TEMPLATE_level] = (uint8_t)i;
		bytes[CHAN_OFFSET_TEMPLATE_status] = (uint8_t)(i % (CHAN_STATUS_UNSUPPORTED + 1));
		support_put(bytes, CHAN_OFFSET_TEMPLATE_author, 4, i % 2 ? TITLE : 0);
		support_put(bytes, CHAN_OFFSET_TEMPLATE_link, 4, i % 3 ? VALUE_A : 0);
		support_criterion(&m->file, 0, CHAN_OPERATOR_NULL, 0, 0);
		add_condition(m, 1);
	}
	end(m, "templates");
}

/* All values of the stack, joined from the top. */
static void make_deep(maker *m, uint32_t depth, const char *name)
{
	begin(m);
	add_type(m, 1);
	support_template(&m->file, 0, 1, TITLE, 2, 2 * depth - 1);
	support_criterion(&m->file, 0, CHAN_OPERATOR_NULL, 0, 0);
	support_criterion(&m->file, 1, CHAN_OPERATOR_EXISTS, 0, 0);
	for (uint32_t i = 0; i < depth; i++)
		support_instruction(&m->file, i % 2);
	for (uint32_t i = 1; i < depth; i++)
		support_instruction(&m->file, i % 2 ? CHAN_WORD_AND : CHAN_WORD_OR);
	end(m, name);
}

static void make_two_types(maker *m)
{
	begin(m);
	add_type(m, 1);
	support_template(&m->file, 0, 1, TITLE, 1, 2);
	support_criterion(&m->file, 0, CHAN_OPERATOR_NULL, 0, 0);
	add_condition(m, 1);
	support_type(&m->file, NAME_TYPE, UINT32_MAX, 1, 2);
	support_field(&m->file, NAME_TEXT, CHAN_KIND_STRING);
	for (uint32_t i = 1; i <= 2; i++) {
		support_template(&m->file, 1, i, TITLE, 1, 2);
		support_criterion(&m->file, 0, CHAN_OPERATOR_SUFFIX, 0, 1);
		support_value(&m->file, VALUE_A);
		add_condition(m, 1);
	}
	end(m, "types");
}

void support_seeds(support_seed_taker *take, void *context)
{
	maker m = {.take = take, .context = context};

	make_deep(&m, CHAN_MAX_DEPTH, "condition-deepest");
	make_deep(&m, CHAN_MAX_DEPTH - 1, "condition-not-deepest");
	make_integers(&m);
	make_networks(&m);
	make_operators(&m);
	make_all_strings(&m);
	make_template_edges(&m);
	make_two_types(&m);
}
