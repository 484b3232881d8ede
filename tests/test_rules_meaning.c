/* Family 2xxx: the facts of findings, and what the pinned cases are too small for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/meaning.h"
#include "support_check.h"
#include "support_file.h"

enum { PIPE_NAME = 0, IMAGE = 2, PROCESS_ID = 3, COMMAND_LINE = 5 };

static void one_text(checking *c, uint8_t operation, uint8_t flags, const char *text)
{
	draft_template(&c->draft, draft_type(&c->draft, "ipc", 3), 1);
	draft_criterion(&c->draft, PIPE_NAME, operation, flags);
	draft_text(&c->draft, text);
	checking_write(c);
	checking_meaning(c);
}

static void a_finding_has_all_its_facts(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	one_text(&c, CHAN_OPERATOR_REGEX, 0, "x(a|b)\\1");
	const sl_finding *finding = checking_only(&c, SL_RULE_PATTERN_DIALECT);
	assert_string_equal(finding->file, "C-00000291-00000043.chan");
	assert_string_equal(finding->path, "template[0].criterion[0].value[0]");
	assert_string_equal(finding->field, "PipeName");
	assert_string_equal(finding->detail,
	                    "back-references are not in the dialect: they cannot be "
	                    "matched in linear time (byte 6 of \"x(a|b)\\1\")");
	assert_int_equal(finding->template_index, 0);
	assert_int_equal(finding->criterion_index, 0);
	assert_int_equal(finding->template_uuid[15], 1);
	assert_int_equal(finding->length, 2);
	assert_memory_equal(c.checked.bytes + finding->offset, "\\1", 2);
	assert_null(finding->source.path);
	checking_end(&c);
}

/* Each member that names a string uses it: none of them is one too many. */
static void every_string_that_is_named_is_used(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
	sl_template *template = &c.draft.content.templates[0];
	template->title = sl_text_of("named by the title alone");
	template->author = sl_text_of("named by the author alone");
	template->link = sl_text_of("named by the link alone");
	draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXACT, 0);
	draft_text(&c.draft, "named by a value alone");
	checking_write(&c);
	checking_meaning(&c);
	checking_count(&c, 0);
	checking_end(&c);
}

/* What is wrong with a later value is said of that one. */
static void a_later_value_is_the_place(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
	draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_REGEX, 0);
	draft_text(&c.draft, "a");
	draft_text(&c.draft, "b");
	draft_text(&c.draft, "c\\1");
	checking_write(&c);
	checking_meaning(&c);
	assert_string_equal(checking_only(&c, SL_RULE_PATTERN_DIALECT)->path,
	                    "template[0].criterion[0].value[2]");
	checking_end(&c);
}

/*
 * Every ASCII letter, at every place of a string of every length to 40: the search goes eight
 * bytes at a time.
 */
static void capitals_are_found_anywhere(void **state)
{
	char text[41];

	(void)state;
	for (size_t length = 1; length <= 40; length += 3)
		for (size_t at = 0; at < length; at++) {
			const char letters[] = {'@', 'A', 'M', 'Z', '[', '`', 'a', 'z', '{'};
			checking c;

			checking_begin(&c, SL_MODEL_COMPLETE);
			memset(text, 'x', length);
			text[length] = '\0';
			text[at] = letters[(length + at) % sizeof letters];
			const bool capital = text[at] >= 'A' && text[at] <= 'Z';
			one_text(&c, CHAN_OPERATOR_EXACT, 0, text);
			checking_count(&c, capital);
			checking_end(&c);
		}
}

static void high_bytes_are_no_capitals(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	/* C1 and DA with the high bit off would be A and Z. */
	one_text(&c, CHAN_OPERATOR_EXACT, 0, "\xc3\x81\xc3\x9a\xc4\x81\xc5\x9a\xc3\x81\xc3\x9a");
	checking_count(&c, 0);
	checking_end(&c);
}

/* Used with and without regard to case: the finding is at the use that is wrong. */
static void a_shared_string_is_wrong_where_it_is_folded(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
	draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED);
	draft_text(&c.draft, "Kettle");
	draft_criterion(&c.draft, IMAGE, CHAN_OPERATOR_SUFFIX, 0);
	draft_text(&c.draft, "Kettle");
	checking_write(&c);
	checking_meaning(&c);
	const sl_finding *finding = checking_only(&c, SL_RULE_NOT_FOLDED);
	assert_string_equal(finding->path, "template[0].criterion[1].value[0]");
	assert_string_equal(finding->field, "Image");
	checking_end(&c);
}

/* Next to the one criterion that is wrong, those to which case means nothing, or all. */
static void only_what_is_folded_is_wrong(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
	draft_criterion(&c.draft, PROCESS_ID, CHAN_OPERATOR_EQ, 0);
	draft_integer(&c.draft, 4);
	draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_REGEX, 0);
	draft_text(&c.draft, "Kettle");
	draft_criterion(&c.draft, COMMAND_LINE, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED);
	draft_text(&c.draft, "Kettle");
	draft_criterion(&c.draft, IMAGE, CHAN_OPERATOR_SUFFIX, 0);
	draft_text(&c.draft, "Kettle");
	draft_text(&c.draft, "lid");
	draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXACT, 0);
	draft_text(&c.draft, "");
	checking_write(&c);
	checking_meaning(&c);
	assert_string_equal(checking_only(&c, SL_RULE_NOT_FOLDED)->path,
	                    "template[0].criterion[3].value[0]");
	checking_end(&c);
}

/* A type that differs in a name, or in a kind, and in the number of fields: the first difference is said, and no other. */
static void the_first_difference_of_a_type(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < 2; kind++) {
		checking c;

		checking_begin(&c, SL_MODEL_COMPLETE);
		draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
		draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXISTS, 0);
		sl_content_type *type = &c.draft.content.types[0];
		if (kind)
			type->fields[1].kind = type->fields[1].kind == CHAN_KIND_STRING
			                               ? CHAN_KIND_INTEGER
			                               : CHAN_KIND_STRING;
		else
			type->fields[1].name = sl_text_of("Renamed");
		type->field_count--;
		checking_write(&c);
		checking_meaning(&c);
		assert_string_equal(checking_only(&c, SL_RULE_LAYOUT_DIFFERS)->path,
		                    kind ? "type[0].field[1].kind" : "type[0].field[1].name");
		checking_end(&c);
	}
}

/* Lists of values that begin alike are not the same, whichever is the longer. */
static void criteria_that_begin_alike(void **state)
{
	static const char *const lists[][3] = {{"a", "b"}, {"a", "c"}, {"a"}, {"a", "b", "c"}};
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXACT, 0);
		for (size_t k = 0; k < 3 && lists[i][k] != NULL; k++)
			draft_text(&c.draft, lists[i][k]);
	}
	checking_write(&c);
	checking_meaning(&c);
	for (size_t i = 0; i < c.findings.count; i++)
		assert_int_not_equal(c.findings.items[i].rule, SL_RULE_CRITERION_REPEATED);
	checking_end(&c);
}

/* Each has its own fault, whether it is the first time that the text is judged or the second; no text stands behind them. */
static void many_faulty_patterns(void **state)
{
	enum { MANY = 40 };

	(void)state;
	for (unsigned globs = 0; globs < 2; globs++) {
		char path[64];
		checking c;

		checking_begin(&c, SL_MODEL_COMPLETE);
		draft_type(&c.draft, "ipc", 3);
		for (unsigned i = 0; i < 2; i++) {
			draft_template(&c.draft, 0, i + 1);
			draft_criterion(&c.draft, i == 0 ? PIPE_NAME : IMAGE,
			                globs ? CHAN_OPERATOR_GLOB : CHAN_OPERATOR_REGEX, 0);
			for (unsigned k = 0; k < MANY; k++)
				draft_text(&c.draft, sl_arena_printf(&c.draft.arena, "z%02u%s", k,
				                                     globs ? "\\" : "("));
		}
		checking_write(&c);
		checking_meaning(&c);
		checking_count(&c, 2 * MANY);
		for (unsigned i = 0; i < 2 * MANY; i++) {
			const sl_finding *finding = &c.findings.items[i];
			chan_text text;

			/* They are in the order of the bytes. */
			snprintf(path, sizeof path, "template[%u].criterion[0].value[%u]", i % 2,
			         i / 2);
			assert_int_equal(finding->rule, SL_RULE_PATTERN_DIALECT);
			assert_string_equal(finding->path, path);
			assert_true(chan_string_at(
				&c.checked.file,
				c.checked.file.header.string_count - MANY + 1 + i / 2, &text));
			assert_in_range(finding->offset, text.offset, text.offset + text.length);
		}
		checking_end(&c);
	}
}

/* --- a costly pattern is judged once, however often it is used */

#define USES 50000u

static void write_many_uses(support_file *f, const char *pattern)
{
	uint32_t i;

	support_file_begin(f);
	support_text(f, pattern);
	support_text(f, "field");
	support_text(f, "title");
	support_text(f, "type");
	support_type(f, 4, 7, 1, USES);
	support_field(f, 2, CHAN_KIND_STRING);
	for (i = 0; i < USES; i++) {
		support_template(f, 0, i + 1, 3, 1, 1);
		support_criterion(f, 0, CHAN_OPERATOR_REGEX, 0, 1);
		support_value(f, 1);
		support_instruction(f, 0);
	}
}

static void patterns_are_judged_once(void **state)
{
	/* As long as the dialect allows, and wrong however far it is read. */
	char pattern[CHAN_MAX_PATTERN + 1];
	sl_arena arena;
	sl_catalog catalog;
	sl_findings findings;
	chan_finding fault;
	support_file f;
	sl_checked_file checked = {.path = "f.chan"};
	size_t faults = 0;

	(void)state;
	for (size_t i = 0; i < CHAN_MAX_PATTERN; i++)
		pattern[i] = "aab|"[i % 4];
	memcpy(pattern + CHAN_MAX_PATTERN - 4, "a(?=", 4);
	pattern[CHAN_MAX_PATTERN] = '\0';
	write_many_uses(&f, pattern);
	uint8_t *bytes = support_file_bytes(&f, &checked.size);
	support_file_end(&f);
	checked.bytes = bytes;
	assert_true(chan_open(bytes, checked.size, &checked.file, &fault));
	sl_arena_start(&arena);
	sl_model_catalog(&arena, &catalog);
	sl_findings_start(&findings);
	sl_check_meaning(&checked, &catalog, &findings);
	/* Judged for each value, it would take many times as long: make bench would tell. */
	for (size_t i = 0; i < findings.count; i++)
		faults += findings.items[i].rule == SL_RULE_PATTERN_COST ||
		          findings.items[i].rule == SL_RULE_PATTERN_DIALECT;
	assert_true(faults > SL_MAX_FINDINGS / 2);
	assert_true(findings.errors >= USES);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
	free(bytes);
}

/* --- ids and logic among many */

static void write_processes(checking *c, uint32_t count)
{
	uint32_t process = draft_type(&c->draft, "process", 1);

	for (uint32_t i = 0; i < count; i++) {
		draft_template(&c->draft, process, 1000 + i);
		draft_criterion(&c->draft, 0, CHAN_OPERATOR_EXACT, 0);
		draft_text(&c->draft, sl_arena_printf(&c->draft.arena, "p%u", (unsigned)i));
	}
}

/* Ids that differ in their last bytes only, which is where the first sort does not look. */
static void ids_are_compared_whole(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	write_processes(&c, 60);
	uint32_t ipc = draft_type(&c.draft, "ipc", 3);
	for (uint32_t i = 0; i < 3; i++) {
		/* 999 is nobody's, 1000 and 1059 are the first and the last of process */
		draft_template(&c.draft, ipc, i == 0 ? 999 : i == 1 ? 1000 : 1059);
		draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_EXACT, 0);
		draft_text(&c.draft, sl_arena_printf(&c.draft.arena, "i%u", (unsigned)i));
	}
	checking_write(&c);
	checking_meaning(&c);
	checking_count(&c, 2);
	/* ipc has the lower type id and stands first: 999, 1000 and 1059 are templates 0 to 2. */
	assert_int_equal(c.findings.items[0].rule, SL_RULE_DUPLICATE_UUID);
	assert_string_equal(c.findings.items[0].path, "template[3].uuid");
	assert_string_equal(c.findings.items[0].detail, "template 1 has it too");
	assert_string_equal(c.findings.items[1].path, "template[62].uuid");
	assert_string_equal(c.findings.items[1].detail, "template 2 has it too");
	checking_end(&c);
}

static void equal_logic_is_found_among_many(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	write_processes(&c, 162);
	for (uint32_t i = 0; i < 2; i++) {
		draft_template(&c.draft, 0, 2000 + i);
		draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXACT, 0);
		draft_text(&c.draft, i == 0 ? "p7" : "p161");
	}
	checking_write(&c);
	checking_meaning(&c);
	checking_count(&c, 2);
	assert_int_equal(c.findings.items[0].rule, SL_RULE_DUPLICATE_LOGIC);
	assert_string_equal(c.findings.items[0].path, "template[162].uuid");
	assert_string_equal(c.findings.items[0].detail, "it says the same as template 7, "
	                                                "00000000-0000-4000-8000-0000000003ef");
	assert_string_equal(c.findings.items[1].path, "template[163].uuid");
	checking_end(&c);
}

/*
 * Templates that look alike, whose number of criteria, first and last are the same: two that are the same stand first or
 * behind more other logics than are kept apart, and the greatest signature may be theirs.
 */
static void equal_logic_is_found_among_alike(void **state)
{
	enum { ALIKE = 70 };
	checking c;

	(void)state;
	for (uint32_t first = 0; first < ALIKE - 1; first++) {
		checking_begin(&c, SL_MODEL_COMPLETE);
		draft_type(&c.draft, "process", 1);
		for (uint32_t i = 0; i < ALIKE; i++) {
			const unsigned text = i == first + 1 ? first : i;

			draft_template(&c.draft, 0, 1000 + i);
			draft_criterion(&c.draft, 0, CHAN_OPERATOR_PREFIX, 0);
			draft_text(&c.draft, "head");
			draft_criterion(&c.draft, 0, CHAN_OPERATOR_CONTAINS, 0);
			draft_text(&c.draft, sl_arena_printf(&c.draft.arena, "p%u", text));
			draft_criterion(&c.draft, 0, CHAN_OPERATOR_SUFFIX, 0);
			draft_text(&c.draft, "tail");
		}
		checking_write(&c);
		checking_meaning(&c);
		checking_count(&c, 1);
		assert_int_equal(c.findings.items[0].rule, SL_RULE_DUPLICATE_LOGIC);
		assert_int_equal(c.findings.items[0].template_index, first + 1);
		checking_end(&c);
	}
}

/* The same criteria for another type are another logic. */
static void types_keep_logic_apart(void **state)
{
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	for (uint32_t i = 0; i < 2; i++) {
		draft_template(&c.draft, draft_type(&c.draft, i ? "process" : "ipc", i ? 1 : 3),
		               i + 1);
		draft_criterion(&c.draft, 0, CHAN_OPERATOR_EXACT, 0);
		draft_text(&c.draft, "kettle");
	}
	checking_write(&c);
	checking_meaning(&c);
	checking_count(&c, 0);
	checking_end(&c);
}

/* --- the sort and the filter before it */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void sort_is_stable_and_right(void **state)
{
	static const uint32_t counts[] = {0, 1, 2, 63, 64, 65, 66, 1000, 40000};
	/* Keys of few values, of all 64 bits, of high bits alone, and all equal. */
	static const uint64_t masks[] = {7, UINT64_MAX, UINT64_C(0xfff) << 52, 0};
	uint64_t random = 0x291;

	(void)state;
	for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
		for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
			sl_keyed *items = sl_alloc(counts[c], sizeof *items);
			uint64_t sum = 0, sorted = 0;

			for (uint32_t i = 0; i < counts[c]; i++) {
				items[i] = (sl_keyed){next_random(&random) & masks[m], i};
				sum += items[i].key * (i + 1);
			}
			sl_keyed_sort(items, counts[c]);
			for (uint32_t i = 0; i < counts[c]; i++) {
				sorted += items[i].key * (items[i].index + UINT64_C(1));
				if (i == 0)
					continue;
				assert_true(items[i - 1].key <= items[i].key);
				assert_true(items[i - 1].key < items[i].key ||
				            items[i - 1].index < items[i].index);
			}
			assert_int_equal(sum, sorted);
			free(items);
		}
}

static void filter_keeps_all_that_repeats(void **state)
{
	enum { COUNT = 20000 };
	sl_keyed *items = sl_alloc(COUNT, sizeof *items);
	uint64_t random = 0x292;
	uint32_t kept, repeated = 0;

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++)
		items[i] = (sl_keyed){i % 100 == 99 ? items[i - 50].key : next_random(&random), i};
	kept = sl_keyed_repeated(items, COUNT);
	/* Both of each pair, in order; and of the others only a few. */
	for (uint32_t i = 0; i < kept; i++) {
		assert_true(i == 0 || items[i].index > items[i - 1].index);
		repeated += items[i].index % 100 == 99 || items[i].index % 100 == 49;
	}
	assert_int_equal(repeated, COUNT / 50);
	assert_true(kept < COUNT / 4);
	free(items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_has_all_its_facts),
		cmocka_unit_test(every_string_that_is_named_is_used),
		cmocka_unit_test(a_later_value_is_the_place),
		cmocka_unit_test(capitals_are_found_anywhere),
		cmocka_unit_test(high_bytes_are_no_capitals),
		cmocka_unit_test(a_shared_string_is_wrong_where_it_is_folded),
		cmocka_unit_test(only_what_is_folded_is_wrong),
		cmocka_unit_test(the_first_difference_of_a_type),
		cmocka_unit_test(criteria_that_begin_alike),
		cmocka_unit_test(many_faulty_patterns),
		cmocka_unit_test(patterns_are_judged_once),
		cmocka_unit_test(ids_are_compared_whole),
		cmocka_unit_test(equal_logic_is_found_among_many),
		cmocka_unit_test(equal_logic_is_found_among_alike),
		cmocka_unit_test(types_keep_logic_apart),
		cmocka_unit_test(sort_is_stable_and_right),
		cmocka_unit_test(filter_keeps_all_that_repeats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
