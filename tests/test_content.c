/* The canonical writer: one content has one encoding, what the format cannot hold is refused at its source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_content.h"

typedef struct fixture {
	sl_arena arena;
	sl_findings findings;
	sl_content content;
	sl_buffer file;
	sl_source_map map;
} fixture;

static int begin(void **state)
{
	fixture *f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	sl_arena_start(&f->arena);
	sl_findings_start(&f->findings);
	*state = f;
	return 0;
}

static int end(void **state)
{
	fixture *f = *state;

	sl_buffer_free(&f->file);
	sl_findings_free(&f->findings);
	sl_arena_free(&f->arena);
	free(f);
	return 0;
}

static bool write_it(fixture *f)
{
	memset(&f->map, 0xa5, sizeof f->map);
	return sl_content_write(&f->content, &f->arena, &f->file, &f->map, &f->findings);
}

static void must_write(fixture *f)
{
	assert_true(write_it(f));
	assert_int_equal(f->findings.count, 0);
}

/* Exactly this finding, at the line of the source. */
static void must_refuse(fixture *f, uint16_t rule, uint32_t line)
{
	assert_false(write_it(f));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, rule);
	assert_int_equal(f->findings.items[0].source.line, line);
	assert_int_equal(f->file.length, 0);
}

static void open_file(const sl_buffer *bytes, chan_file *file)
{
	chan_finding fault;

	memset(file, 0xa5, sizeof *file);
	memset(&fault, 0xa5, sizeof fault);
	assert_true(chan_open(bytes->bytes, bytes->length, file, &fault));
	assert_int_equal(fault.rule, 0);
}

static void must_equal(fixture *f, const sl_content *a, const sl_content *b)
{
	const char *detail = NULL;

	if (!sl_content_equal(a, b, &f->arena, &detail))
		fail_msg("%s", detail);
	assert_null(detail);
	assert_true(sl_content_equal(b, a, &f->arena, &detail));
}

static void round_trip(void **state)
{
	fixture *f = *state;
	sl_buffer again = {0};
	sl_content read;
	chan_file file;

	support_content_sample(&f->arena, &f->content);
	must_write(f);
	open_file(&f->file, &file);
	assert_int_equal(file.header.template_count, 3);
	assert_int_equal(file.header.type_count, 2);
	assert_int_equal(file.header.file_size, f->file.length);
	sl_content_read(&file, f->file.bytes, &f->arena, &read);
	must_equal(f, &f->content, &read);
	support_write(&read, &again);
	assert_int_equal(again.length, f->file.length);
	assert_memory_equal(again.bytes, f->file.bytes, again.length);
	sl_buffer_free(&again);
}

/* What was read points into the bytes of the file, in canonical order. */
static void reads_in_order(void **state)
{
	fixture *f = *state;
	sl_content read;
	chan_file file;

	support_content_sample(&f->arena, &f->content);
	must_write(f);
	open_file(&f->file, &file);
	sl_content_read(&file, f->file.bytes, &f->arena, &read);
	assert_int_equal(read.types[0].id, 7);
	assert_int_equal(read.types[1].id, 9);
	assert_int_equal(read.types[0].version, 4000000000);
	assert_true(sl_text_is(read.types[0].fields[2].name, "null"));
	assert_int_equal(read.types[0].fields[2].kind, CHAN_KIND_IP);
	assert_true(sl_text_is(read.templates[0].title, "Tangled"));
	assert_true(sl_text_is(read.templates[2].title, "Every operator"));
	assert_int_equal(read.templates[2].criterion_count, 16);
	assert_int_equal(read.templates[2].criteria[0].value_count, 4);
	assert_true(sl_text_is(read.templates[2].criteria[0].values[0].text, "alpha"));
	assert_true(read.templates[2].criteria[7].values[0].integer == INT64_MIN);
	assert_true(read.templates[2].criteria[7].values[4].integer == INT64_MAX);
	assert_int_equal(read.templates[2].criteria[7].value_count, 5);
	assert_int_equal(read.templates[2].criteria[6].values[0].network.family, 4);
	assert_int_equal(read.templates[2].criteria[6].values[2].network.address[3], 0xb8);
	assert_int_equal(read.templates[2].criteria[14].values[0].field, 0);
	assert_int_equal(read.templates[2].criteria[14].values[1].field, 3);
	assert_true(read.templates[2].title.bytes > (const char *)f->file.bytes);
	assert_true(read.templates[2].title.bytes < (const char *)f->file.bytes + f->file.length);
}

static void merges_and_numbers(void **state)
{
	/* 3 1 or 0 not and 2 or 3 and 4 and, of which 2 equals 0 and 4 equals 1 */
	static const uint16_t words[] = {0,
	                                 1,
	                                 CHAN_WORD_OR,
	                                 2,
	                                 CHAN_WORD_NOT,
	                                 CHAN_WORD_AND,
	                                 2,
	                                 CHAN_WORD_OR,
	                                 0,
	                                 CHAN_WORD_AND,
	                                 1,
	                                 CHAN_WORD_AND};
	fixture *f = *state;
	const sl_template *tangled;
	sl_content read;
	chan_file file;

	support_content_sample(&f->arena, &f->content);
	must_write(f);
	open_file(&f->file, &file);
	sl_content_read(&file, f->file.bytes, &f->arena, &read);
	tangled = &read.templates[0];
	assert_int_equal(tangled->criterion_count, 3);
	assert_int_equal(tangled->criteria[0].operation, CHAN_OPERATOR_REGEX);
	assert_int_equal(tangled->criteria[1].flags, CHAN_FLAG_CASED);
	assert_int_equal(tangled->criteria[2].flags, 0);
	assert_int_equal(tangled->instruction_count, sizeof words / sizeof *words);
	assert_memory_equal(tangled->instructions, words, sizeof words);
}

/* Any order of types, templates, criteria and values gives the same bytes. */
static void order_is_nothing(void **state)
{
	fixture *f = *state;
	sl_buffer first = {0};
	sl_content *c = &f->content;
	uint32_t i, k, n;

	support_content_sample(&f->arena, c);
	support_write(c, &first);
	for (i = 0; i < 2; i++) {
		const sl_content_type type = c->types[i];
		const sl_template template = c->templates[i];

		c->types[i] = c->types[2];
		c->types[2] = type;
		c->templates[i] = c->templates[2];
		c->templates[2] = template;
		for (k = 0; k < c->template_count; k++)
			c->templates[k].type = c->templates[k].type == i   ? 2
			                       : c->templates[k].type == 2 ? i
			                                                   : c->templates[k].type;
		must_write(f);
		assert_int_equal(f->file.length, first.length);
		assert_memory_equal(f->file.bytes, first.bytes, first.length);
	}
	for (i = 0; i < c->template_count; i++) {
		sl_template *template = &c->templates[i];
		const uint32_t last = template->criterion_count - 1;

		for (k = 0; k < template->criterion_count; k++)
			for (n = 0; n + 1 < template->criteria[k].value_count; n++) {
				sl_value *values = template->criteria[k].values;
				const sl_value swapped = values[n];

				values[n] = values[n + 1];
				values[n + 1] = swapped;
			}
		for (k = 0; k < last / 2 + 1; k++) {
			const sl_criterion swapped = template->criteria[k];

			template->criteria[k] = template->criteria[last - k];
			template->criteria[last - k] = swapped;
			if (k == last - k)
				template->criteria[k] = swapped;
		}
		for (k = 0; k < template->instruction_count; k++)
			if (template->instructions[k] < CHAN_PUSH_LIMIT)
				template->instructions[k] =
					(uint16_t)(last - template->instructions[k]);
	}
	must_write(f);
	assert_int_equal(f->file.length, first.length);
	assert_memory_equal(f->file.bytes, first.bytes, first.length);
	sl_buffer_free(&first);
}

static void maps_sources(void **state)
{
	static const uint32_t lines[] = {0x24, 0x22, 0x21}; /* of the criteria of the first */
	fixture *f = *state;
	uint32_t i;

	support_content_sample(&f->arena, &f->content);
	/* A criterion that knows no place of its own has that of its template. */
	f->content.templates[2].criteria[0].source = (sl_source){NULL, 0, 0};
	must_write(f);
	assert_int_equal(f->map.template_count, 3);
	assert_int_equal(f->map.templates[0].line, 0x20);
	assert_int_equal(f->map.templates[1].line, 0x10);
	assert_string_equal(f->map.templates[2].path, "rules/48.yml");
	assert_int_equal(f->map.criterion_count, 3 + 1 + 16);
	for (i = 0; i < 3; i++)
		assert_int_equal(f->map.criteria[i].line, lines[i]);
	assert_int_equal(f->map.criteria[3].line, 0x10);
	assert_int_equal(f->map.criteria[4].line, 0x31);
	assert_int_equal(f->map.criteria[19].line, 0x40);
}

/* --- what the format cannot hold: each a change of the small content */

typedef void change(fixture *f);

static void no_engine(fixture *f)
{
	f->content.engine_level = 0;
}
static void no_channel(fixture *f)
{
	f->content.channel = 0;
}
static void long_channel(fixture *f)
{
	f->content.channel = CHAN_MAX_CHANNEL + 1;
}
static void no_version(fixture *f)
{
	f->content.content_version = 0;
}
static void not_created(fixture *f)
{
	f->content.created_at = 0;
}
static void expired_at_birth(fixture *f)
{
	f->content.expires_at = f->content.created_at;
}
static void type_unnamed(fixture *f)
{
	f->content.types[0].name.length = 0;
}
static void type_long_name(fixture *f)
{
	f->content.types[0].name.bytes = memset(sl_arena_alloc(&f->arena, 256, 1), 'n', 256);
	f->content.types[0].name.length = 256;
}
static void type_id_zero(fixture *f)
{
	f->content.types[0].id = 0;
}
static void type_version_zero(fixture *f)
{
	f->content.types[0].version = 0;
}
static void field_unnamed(fixture *f)
{
	f->content.types[0].fields[2].name.length = 0;
}
static void field_kind_zero(fixture *f)
{
	f->content.types[0].fields[1].kind = 0;
}
static void field_kind_past(fixture *f)
{
	f->content.types[0].fields[1].kind = 4;
}
static void uuid_nil(fixture *f)
{
	memset(f->content.templates[0].uuid, 0, 16);
}
static void type_past(fixture *f)
{
	f->content.templates[0].type = 1;
}
static void untitled(fixture *f)
{
	f->content.templates[0].title.length = 0;
}
static void author_nul(fixture *f)
{
	f->content.templates[0].author = (sl_text){"a\0b", 3};
}
static void link_cut(fixture *f)
{
	f->content.templates[0].link = (sl_text){"\xe2\x82", 2};
}
static void action_zero(fixture *f)
{
	f->content.templates[0].action = 0;
}
static void action_past(fixture *f)
{
	f->content.templates[0].action = 4;
}
static void level_past(fixture *f)
{
	f->content.templates[0].level = 6;
}
static void status_past(fixture *f)
{
	f->content.templates[0].status = 6;
}
static void value_nul(fixture *f)
{
	f->content.templates[0].criteria[0].values[0].text = (sl_text){"\0", 1};
}
static void value_surrogate(fixture *f)
{
	f->content.templates[0].criteria[0].values[0].text = (sl_text){"\xed\xa0\x80", 3};
}
static void value_overlong(fixture *f)
{
	f->content.templates[0].criteria[0].values[0].text = (sl_text){"\xc0\x80", 2};
}
static void field_past(fixture *f)
{
	f->content.templates[0].criteria[0].field = 3;
}
static void operator_zero(fixture *f)
{
	f->content.templates[0].criteria[0].operation = 0;
}
static void operator_past(fixture *f)
{
	f->content.templates[0].criteria[0].operation = 17;
}
static void flag_foreign(fixture *f)
{
	f->content.templates[0].criteria[0].flags = CHAN_FLAG_MULTILINE;
}
static void flag_unknown(fixture *f)
{
	f->content.templates[0].criteria[0].flags = 0x80;
}
static void values_missing(fixture *f)
{
	f->content.templates[0].criteria[0].value_count = 0;
}
static void values_too_many(fixture *f)
{
	f->content.templates[0].criteria[0].operation = CHAN_OPERATOR_ANY;
}
static void reference_past(fixture *f)
{
	f->content.templates[0].criteria[0].operation = CHAN_OPERATOR_FIELDREF;
	f->content.templates[0].criteria[0].values[0].field = 3;
}
static void set_network(fixture *f, chan_network network)
{
	f->content.templates[0].criteria[0].operation = CHAN_OPERATOR_CIDR;
	f->content.templates[0].criteria[0].values[0].network = network;
}
static void family_odd(fixture *f)
{
	set_network(f, (chan_network){5, 8, {10}});
}
static void prefix_past(fixture *f)
{
	set_network(f, (chan_network){4, 33, {10}});
}
static void prefix_past_six(fixture *f)
{
	set_network(f, (chan_network){6, 129, {10}});
}
static void host_bit(fixture *f)
{
	set_network(f, (chan_network){4, 31, {10, 0, 0, 1}});
}
static void bytes_of_six(fixture *f)
{
	set_network(f, (chan_network){4, 32, {10, 0, 0, 1, 1}});
}
static void no_criterion(fixture *f)
{
	/* The condition, which must name one, is then wrong too; it is taken away to see one finding. */
	f->content.templates[0].criterion_count = 0;
	f->content.templates[0].instruction_count = 0;
}
static void word_unknown(fixture *f)
{
	f->content.templates[0].instructions[0] = 0x8003;
}
static void word_between(fixture *f)
{
	f->content.templates[0].instructions[0] = 0x1000;
}
static void criterion_past(fixture *f)
{
	f->content.templates[0].instructions[0] = 1;
}
static void underflow(fixture *f)
{
	f->content.templates[0].instructions[0] = CHAN_WORD_NOT;
}
static void underflow_two(fixture *f)
{
	support_add_word(&f->arena, f->content.templates, CHAN_WORD_OR);
}
static void two_results(fixture *f)
{
	support_add_word(&f->arena, f->content.templates, 0);
}
static void no_result(fixture *f)
{
	support_add_criterion(&f->arena, f->content.templates, support_bare(0, CHAN_OPERATOR_NULL));
	f->content.templates[0].instructions[0] = 0;
}
static void two_types(fixture *f, uint32_t id)
{
	sl_content *c = &f->content;
	sl_content_type *types = sl_arena_alloc(&f->arena, 2, sizeof *types);
	sl_template *templates = sl_arena_alloc(&f->arena, 2, sizeof *templates);

	types[0] = types[1] = c->types[0];
	types[1].id = id;
	templates[0] = templates[1] = c->templates[0];
	templates[1].type = 1;
	templates[1].source.line = 9;
	memset(templates[1].uuid, 2, 16);
	c->types = types;
	c->templates = templates;
	c->type_count = c->template_count = 2;
}
static void type_twice(fixture *f)
{
	two_types(f, 1);
}
static void uuid_twice(fixture *f)
{
	two_types(f, 2);
	f->content.templates[1].type = 0;
	memset(f->content.templates[1].uuid, 1, 16);
}

static const struct {
	const char *name;
	change *change;
	uint16_t rule;
	uint32_t line; /* 0: the content as a whole; 1: the template; 2: the criterion */
} refusals[] = {
	{"no engine level", no_engine, CHAN_RULE_ENGINE_LEVEL, 0},
	{"no channel", no_channel, CHAN_RULE_CHANNEL, 0},
	{"a channel of nine digits", long_channel, CHAN_RULE_CHANNEL, 0},
	{"no version", no_version, CHAN_RULE_CONTENT_VERSION, 0},
	{"no creation time", not_created, CHAN_RULE_LIFETIME, 0},
	{"expired when created", expired_at_birth, CHAN_RULE_LIFETIME, 0},
	{"a type without a name", type_unnamed, CHAN_RULE_NAME, 1},
	{"a type with a long name", type_long_name, CHAN_RULE_NAME, 1},
	{"a type id of zero", type_id_zero, CHAN_RULE_TYPE_ORDER, 1},
	{"a type version of zero", type_version_zero, CHAN_RULE_TYPE_VERSION, 1},
	{"a field without a name", field_unnamed, CHAN_RULE_NAME, 1},
	{"a field of kind zero", field_kind_zero, CHAN_RULE_FIELD_KIND, 1},
	{"a field of kind four", field_kind_past, CHAN_RULE_FIELD_KIND, 1},
	{"a nil id", uuid_nil, CHAN_RULE_TEMPLATE_UUID, 1},
	{"a type that is not there", type_past, CHAN_RULE_TEMPLATE_TYPE, 1},
	{"no title", untitled, CHAN_RULE_TEMPLATE_TITLE, 1},
	{"a NUL in the author", author_nul, CHAN_RULE_STRING_NUL, 1},
	{"a link cut in a character", link_cut, CHAN_RULE_STRING_UTF8, 1},
	{"action zero", action_zero, CHAN_RULE_TEMPLATE_ACTION, 1},
	{"action four", action_past, CHAN_RULE_TEMPLATE_ACTION, 1},
	{"level six", level_past, CHAN_RULE_TEMPLATE_LEVEL, 1},
	{"status six", status_past, CHAN_RULE_TEMPLATE_STATUS, 1},
	{"a NUL in a value", value_nul, CHAN_RULE_STRING_NUL, 2},
	{"a surrogate in a value", value_surrogate, CHAN_RULE_STRING_UTF8, 2},
	{"an overlong form in a value", value_overlong, CHAN_RULE_STRING_UTF8, 2},
	{"a field past the type", field_past, CHAN_RULE_FIELD_INDEX, 2},
	{"operator zero", operator_zero, CHAN_RULE_OPERATOR, 2},
	{"operator seventeen", operator_past, CHAN_RULE_OPERATOR, 2},
	{"a flag of another operator", flag_foreign, CHAN_RULE_CRITERION_FLAGS, 2},
	{"an unknown flag", flag_unknown, CHAN_RULE_CRITERION_FLAGS, 2},
	{"exact without values", values_missing, CHAN_RULE_VALUE_COUNT, 2},
	{"any with values", values_too_many, CHAN_RULE_VALUE_COUNT, 2},
	{"a reference past the type", reference_past, CHAN_RULE_VALUE_INDEX, 2},
	{"a network of family five", family_odd, CHAN_RULE_NETWORK_FAMILY, 2},
	{"a prefix of 33", prefix_past, CHAN_RULE_NETWORK_PREFIX, 2},
	{"a prefix of 129", prefix_past_six, CHAN_RULE_NETWORK_PREFIX, 2},
	{"a host bit", host_bit, CHAN_RULE_NETWORK_ADDRESS, 2},
	{"family four with a fifth byte", bytes_of_six, CHAN_RULE_NETWORK_ADDRESS, 2},
	{"an unknown word", word_unknown, CHAN_RULE_OPCODE, 1},
	{"a word between", word_between, CHAN_RULE_OPCODE, 1},
	{"a criterion past the last", criterion_past, CHAN_RULE_CRITERION_INDEX, 1},
	{"not of nothing", underflow, CHAN_RULE_STACK_UNDERFLOW, 1},
	{"or of one", underflow_two, CHAN_RULE_STACK_UNDERFLOW, 1},
	{"two results", two_results, CHAN_RULE_STACK_RESULT, 1},
	{"a criterion that is not used", no_result, CHAN_RULE_CRITERION_UNUSED, 3},
	{"two types with one id", type_twice, CHAN_RULE_TYPE_ORDER, 9},
	{"two templates with one id", uuid_twice, SL_RULE_DUPLICATE_UUID, 9},
};

static void refuses(void **state)
{
	fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		support_content_small(&f->arena, &f->content);
		refusals[i].change(f);
		if (write_it(f) || f->findings.count != 1 ||
		    f->findings.items[0].rule != refusals[i].rule ||
		    f->findings.items[0].source.line != refusals[i].line || f->file.length)
			fail_msg("%s: %zu findings, the first CH%u at line %u", refusals[i].name,
			         f->findings.count,
			         f->findings.count ? f->findings.items[0].rule : 0,
			         f->findings.count ? f->findings.items[0].source.line : 0);
		sl_findings_free(&f->findings);
		sl_findings_start(&f->findings);
	}
}

/* Two things wrong are two findings. */
static void refuses_all(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	no_criterion(f);
	untitled(f);
	assert_false(write_it(f));
	assert_int_equal(f->findings.count, 3);
	assert_int_equal(f->findings.items[0].rule, CHAN_RULE_TEMPLATE_TITLE);
	assert_int_equal(f->findings.items[1].rule, CHAN_RULE_CRITERION_PARTITION);
	assert_int_equal(f->findings.items[2].rule, CHAN_RULE_STACK_RESULT);
}

static void refuses_nothing(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	f->content.template_count = 0;
	must_refuse(f, CHAN_RULE_EMPTY, 0);
}

/* --- limits, at and one past */

static void limit_string(void **state)
{
	fixture *f = *state;
	char *bytes = sl_arena_alloc(&f->arena, CHAN_MAX_STRING + 1, 1);

	memset(bytes, 'x', CHAN_MAX_STRING + 1);
	support_content_small(&f->arena, &f->content);
	f->content.templates[0].title = (sl_text){bytes, CHAN_MAX_STRING};
	must_write(f);
	f->content.templates[0].title.length++;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

static void limit_name(void **state)
{
	fixture *f = *state;
	char *bytes = sl_arena_alloc(&f->arena, CHAN_MAX_NAME, 1);

	memset(bytes, 'x', CHAN_MAX_NAME);
	support_content_small(&f->arena, &f->content);
	f->content.types[0].fields[2].name = (sl_text){bytes, CHAN_MAX_NAME};
	must_write(f);
}

/* Counted after repetitions are dropped: the limit is the file's. */
static void limit_values(void **state)
{
	fixture *f = *state;
	const uint32_t count = CHAN_MAX_VALUES + 1;
	sl_criterion *criterion;
	uint32_t i;

	support_content_small(&f->arena, &f->content);
	criterion = f->content.templates[0].criteria;
	criterion->field = 1;
	criterion->operation = CHAN_OPERATOR_EQ;
	criterion->values = sl_arena_alloc(&f->arena, count, sizeof *criterion->values);
	criterion->value_count = count;
	for (i = 0; i < count; i++)
		criterion->values[i].integer = i;
	criterion->values[0].integer = 1;
	must_write(f);
	criterion->values[0].integer = -1;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 2);
}

static void limit_fields(void **state)
{
	fixture *f = *state;
	sl_content_field *fields = sl_arena_alloc(&f->arena, CHAN_MAX_FIELDS + 1, sizeof *fields);
	uint32_t i;

	for (i = 0; i <= CHAN_MAX_FIELDS; i++) {
		fields[i].name = sl_text_of(sl_arena_printf(&f->arena, "Field%u", i));
		fields[i].kind = CHAN_KIND_STRING;
	}
	support_content_small(&f->arena, &f->content);
	f->content.types[0].fields = fields;
	f->content.types[0].field_count = CHAN_MAX_FIELDS;
	f->content.templates[0].criteria[0].field = CHAN_MAX_FIELDS - 1;
	must_write(f);
	f->content.types[0].field_count++;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

/* A template with that many different criteria, each used once. */
static void many_criteria(fixture *f, uint32_t count)
{
	sl_template *template = f->content.templates;
	uint32_t i, n = 0;

	template->criteria = sl_arena_alloc(&f->arena, count, sizeof *template->criteria);
	template->criterion_count = count;
	template->instructions =
		sl_arena_alloc(&f->arena, (size_t)count * 2, sizeof *template->instructions);
	for (i = 0; i < count; i++) {
		const int64_t number = i;

		template->criteria[i] =
			support_integers(&f->arena, 1, CHAN_OPERATOR_EQ, 1, &number);
		template->instructions[n++] = (uint16_t)(i < CHAN_MAX_CRITERIA ? i : 0);
		if (i)
			template->instructions[n++] = CHAN_WORD_OR;
	}
	template->instruction_count = n;
}

static void limit_criteria(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	many_criteria(f, CHAN_MAX_CRITERIA);
	must_write(f);
	many_criteria(f, CHAN_MAX_CRITERIA + 1);
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

static void limit_instructions(void **state)
{
	fixture *f = *state;
	sl_template *template;
	uint32_t i;

	support_content_small(&f->arena, &f->content);
	template = f->content.templates;
	template->instructions = sl_arena_alloc(&f->arena, CHAN_MAX_INSTRUCTIONS + 1,
	                                        sizeof *template->instructions);
	template->instructions[0] = 0;
	for (i = 1; i <= CHAN_MAX_INSTRUCTIONS; i++)
		template->instructions[i] = CHAN_WORD_NOT;
	template->instruction_count = CHAN_MAX_INSTRUCTIONS;
	must_write(f);
	template->instruction_count++;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

static void limit_depth(void **state)
{
	fixture *f = *state;
	uint32_t i;

	support_content_small(&f->arena, &f->content);
	for (i = 1; i < CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, 0);
	for (i = 1; i < CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, CHAN_WORD_AND);
	must_write(f);
	support_content_small(&f->arena, &f->content);
	for (i = 1; i <= CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, 0);
	for (i = 1; i <= CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, CHAN_WORD_AND);
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

/* The same template, of count types or ids. */
static void many_templates(fixture *f, uint32_t count, bool types)
{
	sl_content *c = &f->content;
	uint32_t i;

	support_content_small(&f->arena, c);
	if (types) {
		const sl_content_type type = c->types[0];

		c->types = sl_arena_alloc(&f->arena, count, sizeof *c->types);
		c->type_count = count;
		for (i = 0; i < count; i++) {
			c->types[i] = type;
			c->types[i].id = i + 1;
		}
	}
	c->templates = memcpy(sl_arena_alloc(&f->arena, count, sizeof *c->templates), c->templates,
	                      sizeof *c->templates);
	c->template_count = count;
	for (i = 1; i < count; i++) {
		c->templates[i] = c->templates[0];
		c->templates[i].type = types ? i : 0;
		c->templates[i].source.line = 9;
		c->templates[i].uuid[15] = (uint8_t)i;
		c->templates[i].uuid[14] = (uint8_t)(i >> 8);
		c->templates[i].uuid[13] = (uint8_t)(i >> 16);
	}
}

static void limit_types(void **state)
{
	fixture *f = *state;

	many_templates(f, CHAN_MAX_TYPES, true);
	must_write(f);
	many_templates(f, CHAN_MAX_TYPES + 1, true);
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 9);
}

/* Only checked: to write a million templates takes too long under valgrind. */
static void limit_templates(void **state)
{
	fixture *f = *state;

	many_templates(f, CHAN_MAX_TEMPLATES + 1, false);
	f->content.template_count--;
	assert_true(sl_content_check(&f->content, &f->findings));
	f->content.template_count++;
	assert_false(sl_content_check(&f->content, &f->findings));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, SL_RULE_EXPANSION_LIMIT);
}

/* --- the comparison, which is the witness for the writer */

static void other_text(fixture *f)
{
	f->content.templates[0].criteria[0].values[0].text = sl_text_of("b");
}
static void more_values(fixture *f)
{
	static const char *const two[] = {"a", "b"};

	f->content.templates[0].criteria[0] =
		support_texts(&f->arena, 0, CHAN_OPERATOR_EXACT, 0, 2, two);
}
static void other_operator(fixture *f)
{
	f->content.templates[0].criteria[0].operation = CHAN_OPERATOR_PREFIX;
}
static void other_flags(fixture *f)
{
	f->content.templates[0].criteria[0].flags = CHAN_FLAG_CASED;
}
static void other_field(fixture *f)
{
	f->content.templates[0].criteria[0].field = 1;
}
static void other_condition(fixture *f)
{
	support_add_word(&f->arena, f->content.templates, CHAN_WORD_NOT);
}
static void other_word(fixture *f)
{
	f->content.templates[0].instructions[0] = CHAN_WORD_NOT;
}
static void other_title(fixture *f)
{
	f->content.templates[0].title = sl_text_of("title");
}
static void other_author(fixture *f)
{
	f->content.templates[0].author = sl_text_of("Nobody");
}
static void other_link(fixture *f)
{
	f->content.templates[0].link = sl_text_of("-");
}
static void other_action(fixture *f)
{
	f->content.templates[0].action = CHAN_ACTION_PREVENT;
}
static void other_level(fixture *f)
{
	f->content.templates[0].level = CHAN_LEVEL_LOW;
}
static void other_status(fixture *f)
{
	f->content.templates[0].status = CHAN_STATUS_STABLE;
}
static void other_uuid(fixture *f)
{
	f->content.templates[0].uuid[15] = 2;
}
static void other_type_name(fixture *f)
{
	f->content.types[0].name = sl_text_of("Type");
}
static void other_type_id(fixture *f)
{
	f->content.types[0].id = 2;
}
static void other_type_version(fixture *f)
{
	f->content.types[0].version = 2;
}
static void fewer_fields(fixture *f)
{
	f->content.types[0].field_count = 2;
}
static void other_field_name(fixture *f)
{
	f->content.types[0].fields[2].name = sl_text_of("address");
}
static void other_field_kind(fixture *f)
{
	f->content.types[0].fields[2].kind = CHAN_KIND_STRING;
}
static void another_type(fixture *f)
{
	two_types(f, 2);
}
static void another_template(fixture *f)
{
	two_types(f, 2);
	f->content.templates[1].type = 0;
}
static void other_engine(fixture *f)
{
	f->content.engine_level = 2;
}
static void other_channel(fixture *f)
{
	f->content.channel = 2;
}
static void other_version(fixture *f)
{
	f->content.content_version = 2;
}
static void other_creation(fixture *f)
{
	f->content.created_at = 2;
}
static void other_expiry(fixture *f)
{
	f->content.expires_at = 2;
}

static change *const differences[] = {
	other_text,      more_values,        other_operator, other_flags,      other_field,
	other_condition, other_word,         other_title,    other_author,     other_link,
	other_action,    other_level,        other_status,   other_uuid,       other_type_name,
	other_type_id,   other_type_version, fewer_fields,   other_field_name, other_field_kind,
	another_type,    another_template,   other_engine,   other_channel,    other_version,
	other_creation,  other_expiry};

/* Every difference is seen from both sides, and a file with it is not what was meant. */
static void sees_differences(void **state)
{
	fixture *f = *state;
	sl_content plain;
	const char *detail;
	size_t i;

	support_content_small(&f->arena, &plain);
	support_write(&plain, &f->file);
	for (i = 0; i < sizeof differences / sizeof *differences; i++) {
		support_content_small(&f->arena, &f->content);
		must_equal(f, &plain, &f->content);
		differences[i](f);
		detail = NULL;
		if (sl_content_equal(&plain, &f->content, &f->arena, &detail) || !detail)
			fail_msg("difference %zu is not seen", i);
		detail = NULL;
		if (sl_content_equal(&f->content, &plain, &f->arena, &detail) || !detail)
			fail_msg("difference %zu is not seen from the other side", i);
		assert_false(sl_content_verify(&f->content, f->file.bytes, f->file.length,
		                               &f->findings));
		assert_int_equal(f->findings.count, i + 1);
		assert_int_equal(f->findings.items[i].rule, SL_RULE_ROUND_TRIP);
	}
}

/* A file that does not open is not what was meant either. */
static void verifies_bytes(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	must_write(f);
	f->file.bytes[f->file.length - 1] ^= 1;
	assert_false(sl_content_verify(&f->content, f->file.bytes, f->file.length, &f->findings));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, SL_RULE_ROUND_TRIP);
	assert_non_null(strstr(f->findings.items[0].detail, "CH1007"));
	sl_seal(f->file.bytes, f->file.length);
	assert_false(sl_content_verify(&f->content, f->file.bytes, f->file.length, &f->findings));
	assert_null(strstr(f->findings.items[1].detail, "CH1007"));
}

/* --- names */

static void names(void **state)
{
	static const char *const wrong[] = {"",
	                                    "C-00000291-00000042",
	                                    "C-00000291-00000042.chan.map",
	                                    "c-00000291-00000042.chan",
	                                    "C-0000291-00000042.chan",
	                                    "C-000000291-00000042.chan",
	                                    "C-00000291-0000042.chan",
	                                    "C-00000291-000000042.chan",
	                                    "C-+0000291-00000042.chan",
	                                    "C--00000291-00000042.chan",
	                                    "C-00000291--0000042.chan",
	                                    "C-00000291-00000042.CHAN",
	                                    " C-00000291-00000042.chan",
	                                    "C-4294967296-00000042.chan",
	                                    "C-00000291-18446744073709551616.chan",
	                                    "C-00000291-99999999999999999999999.chan",
	                                    "C-0000029a-00000042.chan"};
	static const struct {
		uint32_t channel;
		uint64_t version;
		const char *name;
	} right[] = {{291, 42, "C-00000291-00000042.chan"},
	             {1, 1, "C-00000001-00000001.chan"},
	             {99999999, 99999999, "C-99999999-99999999.chan"},
	             {4294967295, 100000000, "C-4294967295-100000000.chan"},
	             {291, UINT64_MAX, "C-00000291-18446744073709551615.chan"}};
	fixture *f = *state;
	uint32_t channel;
	uint64_t version;
	size_t i;

	for (i = 0; i < sizeof right / sizeof *right; i++) {
		assert_string_equal(
			sl_channel_file_name(&f->arena, right[i].channel, right[i].version),
			right[i].name);
		assert_true(sl_channel_file_name_read(right[i].name, &channel, &version));
		assert_int_equal(channel, right[i].channel);
		assert_true(version == right[i].version);
	}
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		channel = 7;
		version = 7;
		if (sl_channel_file_name_read(wrong[i], &channel, &version))
			fail_msg("\"%s\" is taken for a name", wrong[i]);
		assert_int_equal(channel, 0);
		assert_true(version == 0);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(round_trip),         TEST(reads_in_order),
		TEST(merges_and_numbers), TEST(order_is_nothing),
		TEST(maps_sources),       TEST(refuses),
		TEST(refuses_all),        TEST(refuses_nothing),
		TEST(limit_string),       TEST(limit_name),
		TEST(limit_values),       TEST(limit_fields),
		TEST(limit_criteria),     TEST(limit_instructions),
		TEST(limit_depth),        TEST(limit_types),
		TEST(limit_templates),    TEST(sees_differences),
		TEST(verifies_bytes),     TEST(names),
	};

	return cmocka_run_group_tests_name("content", tests, NULL, NULL);
}
