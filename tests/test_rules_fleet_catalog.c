/* 3000, 3002: what a build says that it supplies, against the catalog. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_check.h"

static void march_2024(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, ((1u << SL_MODEL_BUILDS) - 1) & ~(unsigned)SL_MODEL_SHUFFLED);
	c.fleet.builds[1].inputs[0].source = (sl_source){"fleet/7.11.yaml", 6, 3};
	checking_catalog(&c);
	const sl_finding *finding = checking_only(&c, SL_RULE_CATALOG_DISAGREES);
	assert_string_equal(finding->detail,
	                    "build 7.11.18110 claims ipc version 3 and supplies 20 of "
	                    "its 21 inputs: CallingModule (21st) is missing");
	assert_string_equal(finding->field, "CallingModule");
	assert_string_equal(finding->source.path, "fleet/7.11.yaml");
	assert_int_equal(finding->source.line, 6);
	assert_int_equal(finding->template_index, -1);
	assert_int_equal(finding->criterion_index, -1);
	assert_false(finding->has_bytes);
	assert_int_equal(finding->build_count, 1);
	assert_string_equal(finding->builds[0], "7.11.18110");
	checking_end(&c);
}

static void counts_of_pairs(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_HONEST | SL_MODEL_COMPLETE);
	assert_int_equal(sl_check_fleet_catalog(&c.draft.catalog, &c.fleet, &c.findings), 5);
	checking_count(&c, 0);
	checking_end(&c);
}

static void no_build_is_an_error(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, 0);
	assert_int_equal(sl_check_fleet_catalog(&c.draft.catalog, &c.fleet, &c.findings), 0);
	checking_only(&c, SL_RULE_NO_BUILD);
	checking_end(&c);
}

typedef void change_input(sl_arena *arena, sl_input *input);

static void expect_disagreement(change_input *change, const char *detail)
{
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	sl_input *input = &c.fleet.builds[0].inputs[1];
	/* Room to change and to append: host has three fields. */
	sl_supplied *supplies = sl_arena_alloc(&c.draft.arena, 8, sizeof *supplies);
	memcpy(supplies, input->supplies, 3 * sizeof *supplies);
	for (uint32_t i = 0; i < 8; i++)
		supplies[i].source = (sl_source){"f.yaml", 10 + i, 1};
	input->supplies = supplies;
	change(&c.draft.arena, input);
	checking_catalog(&c);
	if (detail == NULL)
		checking_count(&c, 0);
	else
		assert_string_equal(checking_only(&c, SL_RULE_CATALOG_DISAGREES)->detail, detail);
	checking_end(&c);
}

static void leave(sl_arena *arena, sl_input *input)
{
	(void)arena;
	(void)input;
}

static void drop_all(sl_arena *arena, sl_input *input)
{
	(void)arena;
	input->count = 0;
}

static void drop_first(sl_arena *arena, sl_input *input)
{
	(void)arena;
	input->supplies++;
	input->count = 2;
}

static void append_unknown(sl_arena *arena, sl_input *input)
{
	(void)arena;
	input->supplies[input->count++].name = "Weather";
}

static void repeat_first(sl_arena *arena, sl_input *input)
{
	(void)arena;
	input->supplies[input->count++].name = "Name";
}

static void insert_unknown(sl_arena *arena, sl_input *input)
{
	(void)arena;
	memmove(&input->supplies[2], &input->supplies[1], 2 * sizeof *input->supplies);
	input->supplies[1].name = "Weather";
	input->count++;
}

static void swap_last_two(sl_arena *arena, sl_input *input)
{
	(void)arena;
	input->supplies[1].name = "Address";
	input->supplies[2].name = "Uptime";
}

static void claim_version_9(sl_arena *arena, sl_input *input)
{
	(void)arena;
	input->version = 9;
}

static void claim_another_type(sl_arena *arena, sl_input *input)
{
	input->type = sl_arena_copy(arena, "hosts", 5);
}

static void every_disagreement_has_its_words(void **state)
{
	(void)state;
	expect_disagreement(leave, NULL);
	expect_disagreement(
		drop_all, "build 7.12.19004 claims host version 1 and supplies 0 of its 3 inputs: "
			  "Name (1st), Uptime (2nd), Address (3rd) are missing");
	expect_disagreement(
		drop_first,
		"build 7.12.19004 claims host version 1 and supplies 2 of its 3 inputs: "
		"Name (1st) is missing");
	expect_disagreement(append_unknown,
	                    "build 7.12.19004 claims host version 1 and supplies Weather (4th), "
	                    "which that version does not have");
	expect_disagreement(insert_unknown,
	                    "build 7.12.19004 claims host version 1 and supplies Weather (2nd), "
	                    "which that version does not have");
	expect_disagreement(repeat_first,
	                    "build 7.12.19004 claims host version 1 and supplies Name (4th), "
	                    "which it has supplied already");
	expect_disagreement(
		swap_last_two,
		"build 7.12.19004 claims host version 1 and supplies its inputs in another "
		"order: the 2nd is Address, not Uptime");
	expect_disagreement(claim_version_9,
	                    "build 7.12.19004 claims host version 9, which the catalog does not "
	                    "have; its newest is 1");
	expect_disagreement(claim_another_type,
	                    "build 7.12.19004 supplies inputs for hosts, a type that the "
	                    "catalog does not have");
}

/* Room to change what a build supplies of host, whose three fields stay in the catalog. */
static sl_supplied *own_supplies(checking *c, sl_input *input)
{
	sl_supplied *supplies = sl_arena_alloc(&c->draft.arena, input->count, sizeof *supplies);

	memcpy(supplies, input->supplies, input->count * sizeof *supplies);
	input->supplies = supplies;
	return supplies;
}

/* The first of a list is looked at like all others, by its name and by its kind. */
static void the_first_input_counts(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	sl_supplied *supplies = own_supplies(&c, &c.fleet.builds[0].inputs[1]);
	supplies[0].name = "Weather";
	draft_template(&c.draft, draft_type(&c.draft, "host", 1), 1);
	draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXISTS, 0);
	checking_write(&c);
	checking_fleet(&c);
	assert_string_equal(checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail,
	                    "Name is the 1st input of host; 7.12.19004 supplies Weather there");
	checking_catalog(&c);
	checking_count(&c, 2);
	assert_string_equal(
		c.findings.items[0].detail,
		"build 7.12.19004 claims host version 1 and supplies 2 of its 3 inputs: "
		"Name (1st) is missing");
	assert_string_equal(c.findings.items[1].detail,
	                    "build 7.12.19004 claims host version 1 and supplies Weather (1st), "
	                    "which that version does not have");
	supplies[0].name = "Name";
	supplies[0].kind = CHAN_KIND_IP;
	checking_fleet(&c);
	assert_string_equal(checking_only(&c, SL_RULE_INPUT_NOT_SUPPLIED)->detail,
	                    "Name is the 1st input of host; 7.12.19004 supplies it as ip");
	checking_catalog(&c);
	assert_string_equal(checking_only(&c, SL_RULE_CATALOG_DISAGREES)->detail,
	                    "build 7.12.19004 claims host version 1 and supplies Name (1st) as ip, "
	                    "not string");
	checking_end(&c);
}

/* The same with a catalog of one type, which is its first and its newest. */
static void the_first_type_counts(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	sl_catalog one = c.draft.catalog;
	one.types = sl_arena_alloc(&c.draft.arena, 1, sizeof *one.types);
	one.types[0] = *sl_catalog_named(&c.draft.catalog, "host", 1);
	one.count = 1;
	c.fleet.builds[0].inputs++;
	c.fleet.builds[0].input_count = 1;
	assert_int_equal(sl_check_fleet_catalog(&one, &c.fleet, &c.findings), 1);
	checking_count(&c, 0);
	checking_end(&c);
}

/* What the version does not have has no kind to agree with, whatever kind it is supplied as. */
static void surplus_has_no_kind(void **state)
{
	checking c;

	(void)state;
	for (unsigned kind = 0; kind <= CHAN_KIND_IP; kind++) {
		checking_begin(&c, SL_MODEL_COMPLETE);
		sl_input *input = &c.fleet.builds[0].inputs[1];
		sl_supplied *supplies = sl_arena_alloc(&c.draft.arena, 4, sizeof *supplies);

		memcpy(supplies, input->supplies, 3 * sizeof *supplies);
		supplies[3] = (sl_supplied){.name = "Weather", .kind = (enum chan_field_kind)kind};
		input->supplies = supplies;
		input->count = 4;
		checking_catalog(&c);
		assert_non_null(strstr(checking_only(&c, SL_RULE_CATALOG_DISAGREES)->detail,
		                       "Weather (4th), which that version does not have"));
		checking_end(&c);
	}
}

/*
 * Types of none, one and two fields against every list of up to two of three inputs: one finding for all names that are
 * missing, one for each that is too many, and else one for another order.
 */
static size_t wanted_of(const char *fields, const char *supplied)
{
	size_t wanted = strspn(fields, supplied) < strlen(fields);

	for (size_t i = 0; supplied[i] != '\0'; i++)
		wanted += strchr(fields, supplied[i]) == NULL ||
		          memchr(supplied, supplied[i], i) != NULL;
	return wanted > 0 ? wanted : strcmp(fields, supplied) != 0;
}

static const char *letter(sl_arena *arena, char of)
{
	return sl_arena_copy(arena, &of, 1);
}

/* As many types and builds as they are blocks: so many types that a sanitizer sees what is read behind them. */
static void check_lists(const char *fields, const char *supplied, uint32_t layout)
{
	enum { TYPES = 64 };
	sl_catalog catalog = {.types = sl_alloc(TYPES, sizeof(sl_type)), .count = TYPES};
	sl_fleet fleet = {.builds = sl_alloc(1, sizeof(sl_build)), .count = 1};
	sl_input input = {.type = "t", .version = 1, .has_layout = true, .layout = layout};
	checking c;

	checking_begin(&c, 0);
	for (uint32_t i = 1; i < TYPES; i++)
		catalog.types[i] = (sl_type){.name = "u", .id = 1 + i};
	catalog.types[0] = (sl_type){.name = "t",
	                             .id = 1,
	                             .version = 1,
	                             .newest = true,
	                             .field_count = (uint32_t)strlen(fields)};
	catalog.types[0].fields = sl_alloc(strlen(fields), sizeof(sl_field));
	for (uint32_t i = 0; fields[i] != '\0'; i++)
		catalog.types[0].fields[i] =
			(sl_field){.name = letter(&c.draft.arena, fields[i]), .layout_hash = i + 1};
	input.count = (uint32_t)strlen(supplied);
	input.supplies = sl_alloc(input.count, sizeof(sl_supplied));
	for (uint32_t i = 0; i < input.count; i++)
		input.supplies[i] = (sl_supplied){.name = letter(&c.draft.arena, supplied[i])};
	fleet.builds[0] = (sl_build){.name = "b", .inputs = &input, .input_count = 1};
	assert_int_equal(sl_check_fleet_catalog(&catalog, &fleet, &c.findings), 1);
	/* Where all names agree, the layout is the number of fields. */
	checking_count(&c, strcmp(fields, supplied) == 0 ? layout != strlen(fields)
	                                                 : wanted_of(fields, supplied));
	free(input.supplies);
	free(catalog.types[0].fields);
	free(catalog.types);
	free(fleet.builds);
	checking_end(&c);
}

static void small_lists(void **state)
{
	static const char *const types[] = {"", "B", "AB"};
	static const char *const lists[] = {"",   "A",  "B",  "C",  "AA", "AB", "AC",
	                                    "BA", "BB", "BC", "CA", "CB", "CC"};

	(void)state;
	for (size_t t = 0; t < sizeof types / sizeof *types; t++)
		for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
			for (uint32_t layout = 0; layout < 3; layout++)
				check_lists(types[t], lists[l], layout);
}

static void another_layout_is_another_type(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	sl_input *input = &c.fleet.builds[0].inputs[1];
	const uint32_t right = sl_catalog_named(&c.draft.catalog, "host", 1)->fields[2].layout_hash;
	const uint32_t wrong[] = {right - 1, right + 1};

	input->has_layout = true;
	input->layout = right;
	checking_catalog(&c);
	checking_count(&c, 0);
	for (size_t i = 0; i < 2; i++) {
		input->layout = wrong[i];
		checking_catalog(&c);
		assert_string_equal(
			checking_only(&c, SL_RULE_CATALOG_DISAGREES)->detail,
			sl_arena_printf(&c.draft.arena,
		                        "build 7.12.19004 claims host version 1, and its code was "
		                        "compiled for inputs of layout %08x, not %08x as the "
		                        "catalog has",
		                        (unsigned)wrong[i], (unsigned)right));
	}
	checking_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(march_2024),
		cmocka_unit_test(counts_of_pairs),
		cmocka_unit_test(no_build_is_an_error),
		cmocka_unit_test(every_disagreement_has_its_words),
		cmocka_unit_test(the_first_input_counts),
		cmocka_unit_test(the_first_type_counts),
		cmocka_unit_test(surplus_has_no_kind),
		cmocka_unit_test(small_lists),
		cmocka_unit_test(another_layout_is_another_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
