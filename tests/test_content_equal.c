/* The comparison of two contents, which is the witness for the writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_answers.h"
#include "support_content.h"

typedef void change(fixture *f);

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
static void word_between(fixture *f)
{
	f->content.templates[0].instructions[0] = CHAN_PUSH_LIMIT;
}
static void past_criteria(fixture *f)
{
	f->content.templates[0].instructions[0] = 1;
}
static void unused_criterion(fixture *f)
{
	support_add_criterion(&f->arena, f->content.templates, support_bare(0, CHAN_OPERATOR_NULL));
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
	support_two_types(&f->arena, &f->content, 2);
}
static void another_template(fixture *f)
{
	support_two_types(&f->arena, &f->content, 2);
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
	other_text,      more_values,      other_operator,   other_flags,    other_field,
	other_condition, other_word,       word_between,     past_criteria,  unused_criterion,
	other_title,     other_author,     other_link,       other_action,   other_level,
	other_status,    other_uuid,       other_type_name,  other_type_id,  other_type_version,
	fewer_fields,    other_field_name, other_field_kind, another_type,   another_template,
	other_engine,    other_channel,    other_version,    other_creation, other_expiry};

/* Every difference is seen from both sides, and a file with it is not what was meant. */
static void sees_differences(void **state)
{
	fixture *f = *state;
	sl_content plain;
	const char *detail, *from_there;
	sl_buffer said = {0};
	size_t i;

	support_content_small(&f->arena, &plain);
	support_write(&plain, &f->bytes);
	for (i = 0; i < sizeof differences / sizeof *differences; i++) {
		support_content_small(&f->arena, &f->content);
		support_must_equal(f, &plain, &f->content);
		differences[i](f);
		detail = NULL;
		if (sl_content_equal(&plain, &f->content, &f->arena, &detail) || !detail)
			fail_msg("difference %zu is not seen", i);
		from_there = NULL;
		if (sl_content_equal(&f->content, &plain, &f->arena, &from_there) || !from_there)
			fail_msg("difference %zu is not seen from the other side", i);
		sl_buffer_printf(&said, "%zu: %s; %s\n", i, detail, from_there);
		assert_false(sl_content_verify(&f->content, f->bytes.bytes, f->bytes.length,
		                               &f->findings));
		assert_int_equal(f->findings.count, i + 1);
		assert_int_equal(f->findings.items[i].rule, SL_RULE_ROUND_TRIP);
	}
	answers_add_findings(&said, &f->findings);
	answers_are("corpus/findings/content-differences.txt", &said);
	sl_buffer_free(&said);
}

/* What stands behind the counts is no part of a content, and a type that is not there has no id. */
static void sees_what_is_there(void **state)
{
	fixture *f = *state;
	const char *detail;
	sl_content plain, other;

	support_content_small(&f->arena, &plain);
	support_content_small(&f->arena, &f->content);
	support_two_types(&f->arena, &f->content, 2);
	f->content.template_count = 1;
	support_must_equal(f, &plain, &f->content);
	support_content_small(&f->arena, &other);
	support_two_types(&f->arena, &other, 2);
	f->content.template_count = 2;
	f->content.type_count = other.type_count = 1;
	other.templates[1].type = UINT32_MAX;
	support_must_equal(f, &f->content, &other);
	other.templates[1].type = 0;
	assert_false(sl_content_equal(&f->content, &other, &f->arena, &detail));
	assert_non_null(strstr(detail, "another type"));
	assert_false(sl_content_equal(&other, &f->content, &f->arena, &detail));
}

/*
 * Two templates of three criteria: "0 0 & 1 & 2 &" against "2 0 & 1 & 2 &", where the first of the other is another one. It is
 * compared although both have been found equal to others before.
 */
static void sees_other_partners(void **state)
{
	static const uint16_t same[] = {0, 0, CHAN_WORD_AND, 1, CHAN_WORD_AND, 2, CHAN_WORD_AND};
	static const uint16_t other[] = {2, 0, CHAN_WORD_AND, 1, CHAN_WORD_AND, 2, CHAN_WORD_AND};
	fixture *f = *state;
	const char *detail = NULL;
	sl_content twin;

	for (unsigned i = 0; i < 2; i++) {
		sl_content *content = i ? &twin : &f->content;
		sl_template *template;

		support_content_small(&f->arena, content);
		template = content->templates;
		template->criterion_count = 0;
		support_add_criterion(
			&f->arena, template,
			support_bare(0, i ? CHAN_OPERATOR_NULL : CHAN_OPERATOR_EXISTS));
		support_add_criterion(&f->arena, template, support_bare(1, CHAN_OPERATOR_EXISTS));
		support_add_criterion(&f->arena, template, support_bare(0, CHAN_OPERATOR_EXISTS));
		template->instructions = memcpy(sl_arena_alloc(&f->arena, sizeof same, 1),
		                                i ? other : same, sizeof same);
		template->instruction_count = sizeof same / sizeof *same;
	}
	assert_false(sl_content_equal(&f->content, &twin, &f->arena, &detail));
	assert_false(sl_content_equal(&twin, &f->content, &f->arena, &detail));
}

/* A criterion that the condition uses twice does not stand for one that it does not use. */
static void sees_unused_beside_repeated(void **state)
{
	static const uint16_t words[] = {0, 1, CHAN_WORD_AND, 1, CHAN_WORD_AND};
	fixture *f = *state;
	const char *detail = NULL;
	sl_template *template;

	support_content_small(&f->arena, &f->content);
	template = f->content.templates;
	for (uint16_t field = 1; field < 3; field++)
		support_add_criterion(&f->arena, template,
		                      support_bare(field, CHAN_OPERATOR_EXISTS));
	template->instructions =
		memcpy(sl_arena_alloc(&f->arena, sizeof words, 1), words, sizeof words);
	template->instruction_count = sizeof words / sizeof *words;
	assert_false(sl_content_equal(&f->content, &f->content, &f->arena, &detail));
	assert_non_null(strstr(detail, "does not use"));
}

/* Nothing was meant: that has no place in a rule. */
static void verifies_nothing(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	support_must_write(f);
	f->content.templates = NULL;
	f->content.template_count = 0;
	assert_false(sl_content_verify(&f->content, f->bytes.bytes, f->bytes.length, &f->findings));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, SL_RULE_ROUND_TRIP);
	assert_null(f->findings.items[0].source.path);
}

/* A file that does not open is not what was meant either. */
static void verifies_bytes(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	support_must_write(f);
	f->bytes.bytes[f->bytes.length - 1] ^= 1;
	assert_false(sl_content_verify(&f->content, f->bytes.bytes, f->bytes.length, &f->findings));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, SL_RULE_ROUND_TRIP);
	assert_non_null(strstr(f->findings.items[0].detail, "CH1007"));
	sl_seal(f->bytes.bytes, f->bytes.length);
	assert_false(sl_content_verify(&f->content, f->bytes.bytes, f->bytes.length, &f->findings));
	assert_null(strstr(f->findings.items[1].detail, "CH1007"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, support_begin, support_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sees_differences),    TEST(sees_what_is_there),
		TEST(sees_other_partners), TEST(sees_unused_beside_repeated),
		TEST(verifies_bytes),      TEST(verifies_nothing),
	};

	return cmocka_run_group_tests_name("content-equal", tests, NULL, NULL);
}
