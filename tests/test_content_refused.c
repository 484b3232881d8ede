/* What the format cannot hold is refused, at the line of the template or criterion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_answers.h"
#include "support_content.h"

/* Exactly this finding, at the line of the source. */
static void must_refuse(fixture *f, uint16_t rule, uint32_t line)
{
	assert_false(support_try_write(f));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, rule);
	assert_int_equal(f->findings.items[0].source.line, line);
	assert_int_equal(f->bytes.length, 0);
	assert_null(f->map.templates);
	assert_null(f->map.criteria);
	assert_int_equal(f->map.template_count, 0);
	assert_int_equal(f->map.criterion_count, 0);
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
static void flag_without_place(fixture *f)
{
	flag_unknown(f);
	f->content.templates[0].criteria[0].source = (sl_source){NULL, 0, 0};
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
static void no_result_without_place(fixture *f)
{
	no_result(f);
	f->content.templates[0].criteria[1].source = (sl_source){NULL, 0, 0};
}
static void type_twice(fixture *f)
{
	support_two_types(&f->arena, &f->content, 1);
}
/* The template of the later type comes first. */
static void type_twice_backward(fixture *f)
{
	support_two_types(&f->arena, &f->content, 1);
	f->content.templates[0].type = 1;
	f->content.templates[1].type = 0;
}
static void uuid_twice(fixture *f)
{
	support_two_types(&f->arena, &f->content, 2);
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
	{"a flag of a criterion without a place", flag_without_place, CHAN_RULE_CRITERION_FLAGS, 1},
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
	{"such a criterion without a place", no_result_without_place, CHAN_RULE_CRITERION_UNUSED,
         1},
	{"two types with one id", type_twice, CHAN_RULE_TYPE_ORDER, 9},
	{"two types with one id, the later first", type_twice_backward, CHAN_RULE_TYPE_ORDER, 9},
	{"two templates with one id", uuid_twice, SL_RULE_DUPLICATE_UUID, 9},
};

static void refuses(void **state)
{
	fixture *f = *state;
	sl_buffer said = {0};
	size_t i;

	for (i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		support_content_small(&f->arena, &f->content);
		refusals[i].change(f);
		if (support_try_write(f) || f->findings.count != 1 ||
		    f->findings.items[0].rule != refusals[i].rule ||
		    f->findings.items[0].source.line != refusals[i].line || f->bytes.length)
			fail_msg("%s: %zu findings, the first CH%u at line %u", refusals[i].name,
			         f->findings.count,
			         f->findings.count ? f->findings.items[0].rule : 0,
			         f->findings.count ? f->findings.items[0].source.line : 0);
		sl_buffer_printf(&said, "%s\n", refusals[i].name);
		answers_add_findings(&said, &f->findings);
		sl_findings_free(&f->findings);
		sl_findings_start(&f->findings);
	}
	answers_are("corpus/findings/content-refused.txt", &said);
	sl_buffer_free(&said);
}

/* Two things wrong are two findings. */
static void refuses_all(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	no_criterion(f);
	untitled(f);
	assert_false(support_try_write(f));
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

#define TEST(function) cmocka_unit_test_setup_teardown(function, support_begin, support_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses),
		TEST(refuses_all),
		TEST(refuses_nothing),
	};

	return cmocka_run_group_tests_name("content refused", tests, NULL, NULL);
}
