/* The evidence: what it shows of content made for the purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_gathered.h"

#define OP(name) CHAN_OPERATOR_##name
#define CASED CHAN_FLAG_CASED
#define COUNT(table) (sizeof(table) / sizeof *(table))

#define WORDS(g, ...) \
	gathered_words(g, (const uint16_t[]){__VA_ARGS__}, COUNT(((const uint16_t[]){__VA_ARGS__})))

enum { AND = CHAN_WORD_AND, OR = CHAN_WORD_OR, NOT = CHAN_WORD_NOT };

static void expect_all_decided(gathered *g)
{
	gathered_gather(g);
	if (g->counts.decided != g->counts.criteria || g->findings.count != 0) {
		gathered_show(g);
	}
	assert_int_equal(g->counts.decided, g->counts.criteria);
	assert_int_equal(g->findings.count, 0);
	gathered_end(g);
}

/* One finding, about that criterion (-1: the template), a warning, with these words in it. */
static void expect_redundant(gathered *g, size_t redundant, int64_t criterion, const char *detail)
{
	bool found = false;

	gathered_gather(g);
	for (size_t i = 0; i < g->findings.count; i++) {
		const sl_finding *one = &g->findings.items[i];

		assert_int_equal(one->rule, SL_RULE_NOT_DECISIVE);
		assert_true(one->only_warns);
		found = found ||
		        (one->criterion_index == criterion && strstr(one->detail, detail) != NULL);
	}
	if (!found || g->counts.redundant != redundant || g->counts.unresolved != 0) {
		gathered_show(g);
	}
	assert_true(found);
	assert_int_equal(g->counts.redundant, redundant);
	assert_int_equal(g->counts.unresolved, 0);
	assert_int_equal(g->findings.errors, 0);
	gathered_end(g);
}

/* --- what it shows */

static void test_each_operator(void **state)
{
	static const uint8_t texts[] = {OP(EXACT), OP(PREFIX),   OP(SUFFIX),
	                                OP(GLOB),  OP(CONTAINS), OP(REGEX)};
	static const uint8_t numbers[] = {OP(EQ), OP(LT), OP(LE), OP(GT), OP(GE)};
	static const uint8_t bare[] = {OP(EXISTS), OP(NULL)};
	gathered g;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		for (unsigned cased = 0; cased < 2; cased++) {
			gathered_begin(&g, "process", 1);
			draft_template(&g.d, g.type, 1);
			gathered_text(&g, IMAGE, texts[i], cased ? CASED : 0, "a?b*c");
			draft_text(&g.d, "d*?e");
			expect_all_decided(&g);
		}
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		gathered_begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		gathered_number(&g, numbers[i], 7);
		draft_integer(&g.d, -7);
		expect_all_decided(&g);
	}
	for (size_t i = 0; i < COUNT(bare); i++) {
		gathered_begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		draft_criterion(&g.d, IMAGE, bare[i], 0);
		expect_all_decided(&g);
	}
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	expect_all_decided(&g);
}

static void test_networks(void **state)
{
	static const uint8_t prefixes[] = {0, 1, 8, 23, 32};
	gathered g;

	(void)state;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		for (unsigned as_text = 0; as_text < 2; as_text++) {
			gathered_begin(&g, as_text ? "process" : "ipc", as_text ? 1 : 3);
			draft_template(&g.d, g.type, 1);
			draft_criterion(&g.d, as_text ? IMAGE : IPC_REMOTE_IP, OP(CIDR), 0);
			draft_network(&g.d, prefixes[i] == 0 ? 0 : 0x80000000, prefixes[i]);
			expect_all_decided(&g);
		}
	}
}

static void test_one_text_for_all(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, COMMAND_LINE, OP(PREFIX), 0, "c:\\tools\\");
	gathered_text(&g, COMMAND_LINE, OP(SUFFIX), 0, ".log");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, " -out ");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), CASED, "QUIET");
	gathered_text(&g, COMMAND_LINE, OP(GLOB), 0, "*kettle?exe*");
	gathered_text(&g, COMMAND_LINE, OP(REGEX), 0, "\\b[0-9]{3,5}-(red|blue)\\b");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, "~");
	WORDS(&g, 0, 1, AND, 2, AND, 3, AND, 4, AND, 5, AND, 6, NOT, AND);
	expect_all_decided(&g);
}

/* A network of texts is a pattern like others. */
static void test_network_and_text(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network(&g.d, 0x0a400000, 11);
	draft_network(&g.d, 0xc0a80180, 25);
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, ".77");
	gathered_text(&g, IMAGE, OP(CONTAINS), 0, "99");
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network(&g.d, 0x0a500000, 12);
	WORDS(&g, 0, 1, AND, 2, AND, 3, NOT, AND);
	expect_all_decided(&g);

	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network(&g.d, 0xc0a80180, 25);
	gathered_text(&g, IMAGE, OP(PREFIX), 0, "192.168.");
	expect_redundant(&g, 1, 1, "where Image cidr holds, it always holds");
}

static void test_network_six_and_text(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network(&g.d, 0x0a400000, 11);
	draft_network_text(&g.d, "fd00:abc8::/29");
	gathered_text(&g, IMAGE, OP(CONTAINS), 0, ":dead:");
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, "::7");
	gathered_text(&g, IMAGE, OP(CONTAINS), 0, "0beef");
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network_text(&g.d, "fd00:abcd:0000:dead::/64");
	WORDS(&g, 0, 1, AND, 2, AND, 4, NOT, AND, 3, OR);
	expect_all_decided(&g);

	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network_text(&g.d, "fe80::/10");
	gathered_text(&g, IMAGE, OP(REGEX), 0, "^[fF][eE][89aAbB]");
	expect_redundant(&g, 1, 1, "where Image cidr holds, it always holds");
}

/* No joint between the parts will do: only a search finds the text. */
static void test_overlap(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(REGEX), CASED, "^[ab]{6}$");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "abb");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "baa");
	gathered_text(&g, IMAGE, OP(SUFFIX), CASED, "ab");
	expect_all_decided(&g);
}

static void test_nested_condition(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, "/kettle");
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, "/pot");
	gathered_number(&g, OP(GT), 4);
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-x");
	draft_criterion(&g.d, PARENT_IMAGE, OP(NULL), 0);
	/* (kettle or (pot and > 4)) and not ((-q and -x) or (null and not -q)) */
	WORDS(&g, 0, 1, 2, AND, OR, 3, 4, AND, 5, 3, NOT, AND, OR, NOT, AND);
	expect_all_decided(&g);
}

static void test_references(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	gathered_text(&g, IMAGE, OP(PREFIX), 0, "/tmp/");
	gathered_text(&g, PARENT_IMAGE, OP(SUFFIX), 0, ".sh");
	WORDS(&g, 0, 1, AND, 2, AND);
	draft_template(&g.d, g.type, 2);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	gathered_text(&g, IMAGE, OP(CONTAINS), 0, "kettle");
	gathered_text(&g, PARENT_IMAGE, OP(CONTAINS), 0, "kettle");
	WORDS(&g, 0, NOT, 1, AND, 2, AND);
	expect_all_decided(&g);
}

/* As many criteria as a template may have, and as few steps for each as there can be. */
static void test_many_criteria(void **state)
{
	static char names[DRAFT_CRITERIA][16];
	gathered g;

	(void)state;
	for (unsigned is_or = 0; is_or < 2; is_or++) {
		gathered_begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		for (unsigned i = 0; i < DRAFT_CRITERIA; i++) {
			snprintf(names[i], sizeof names[i], "word-%u.", i);
			gathered_text(&g, i % 2 ? IMAGE : COMMAND_LINE, OP(CONTAINS), 0, names[i]);
			draft_word(&g.d, i);
			if (i > 0) {
				draft_word(&g.d, is_or ? OR : AND);
			}
		}
		expect_all_decided(&g);
	}
}

/* --- what it proves */

static void test_redundant(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, "\\kettle.exe");
	gathered_text(&g, IMAGE, OP(CONTAINS), 0, "kettle");
	WORDS(&g, 0, 1, AND);
	expect_redundant(&g, 1, 1, "where Image suffix '\\kettle.exe' holds, it always holds");

	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, ".exe");
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, ".dll");
	WORDS(&g, 0, 1, NOT, AND);
	expect_redundant(&g, 1, 1, "where Image suffix '.exe' holds, it always fails");

	/* a or (a and b): the condition alone */
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, ".exe");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	WORDS(&g, 0, 0, 1, AND, OR);
	expect_redundant(&g, 1, 1, "whatever the other criteria say");
}

/* What relations of pairs cannot tell: patterns, globs, and more than two criteria together. */
static void test_redundant_by_search(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(REGEX), 0, "https?://0[0-9]{1,11}");
	gathered_text(&g, IMAGE, OP(REGEX), 0, "https?://0[0-9]{3,11}");
	WORDS(&g, 0, 1, OR);
	expect_redundant(&g, 1, 1, "does not hold, it always fails");

	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(GLOB), 0, "*a?c*e");
	gathered_text(&g, IMAGE, OP(REGEX), 0, "^[^c]*$");
	WORDS(&g, 0, 1, NOT, AND);
	expect_redundant(&g, 1, 1, "it always fails");

	/* one of three bytes, and three that exclude one each */
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(REGEX), CASED, "^[abc]$");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "a");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "b");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "c");
	WORDS(&g, 0, 1, 2, OR, 3, OR, AND);
	expect_redundant(&g, 3, 1, "no text is as the criteria");

	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(REGEX), CASED, "^[abc]$");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "a");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "b");
	gathered_text(&g, IMAGE, OP(CONTAINS), CASED, "c");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	/* abc and not a and not b and (c or -q): the rest is always c */
	WORDS(&g, 0, 1, NOT, AND, 2, NOT, AND, 3, 4, OR, AND);
	gathered_gather(&g);
	assert_int_equal(g.counts.unresolved, 0);
	assert_int_equal(g.counts.redundant, 2);
	assert_non_null(strstr(g.findings.items[0].detail, "no text is as the criteria"));
	gathered_end(&g);
}

/* A criterion that is used twice, each use undoing the other: (a and b) or (not a and b). */
static void test_redundant_though_used_twice(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, "/kettle");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	WORDS(&g, 0, 1, AND, 0, NOT, 1, AND, OR);
	expect_redundant(&g, 1, 0, "whatever the other criteria say");

	/* exactly one of two: both decide, whichever way they stand */
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(SUFFIX), 0, "/kettle");
	gathered_text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	WORDS(&g, 0, 1, NOT, AND, 0, NOT, 1, AND, OR);
	expect_all_decided(&g);
}

/*
 * The two cannot differ, but the evidence solves each field by itself and does not see it. What it cannot show is an
 * error, never a proof.
 */
static void test_what_it_cannot(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	gathered_text(&g, IMAGE, OP(EXACT), CASED, "Kettle");
	gathered_text(&g, PARENT_IMAGE, OP(EXACT), CASED, "kettle");
	gathered_gather(&g);
	assert_int_equal(g.counts.decided, 2);
	assert_int_equal(g.counts.unresolved, 1);
	assert_int_equal(g.findings.count, 1);
	assert_int_equal(g.findings.errors, 1);
	assert_int_equal(g.findings.items[0].rule, SL_RULE_NOT_DECISIVE);
	assert_int_equal(g.findings.items[0].criterion_index, 0);
	assert_non_null(strstr(g.findings.items[0].detail, "no proof that there is none"));
	gathered_end(&g);

	/* Equal bytes cannot be; texts that differ in case would do, which is not looked for. */
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	gathered_text(&g, IMAGE, OP(REGEX), CASED, "^K[a-z]$");
	gathered_text(&g, PARENT_IMAGE, OP(REGEX), CASED, "^[a-z]E$");
	gathered_gather(&g);
	assert_int_equal(g.counts.redundant, 0);
	assert_int_equal(g.counts.unresolved, 3);
	assert_int_equal(g.findings.errors, 1);
	assert_int_equal(g.findings.items[0].criterion_index, -1);
	assert_non_null(
		strstr(g.findings.items[0].detail, "no event was found that makes it match"));
	gathered_end(&g);
}

static void test_never_matches(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(EXACT), 0, "kettle");
	gathered_text(&g, IMAGE, OP(REGEX), 0, "[0-9]");
	expect_redundant(&g, 2, -1, "no event makes the template match");

	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(REGEX), 0, "a");
	gathered_text(&g, IMAGE, OP(REGEX), 0, "^[^a]*$");
	draft_criterion(&g.d, IMAGE, OP(NULL), 0);
	WORDS(&g, 0, 1, OR, 2, OR);
	expect_redundant(&g, 3, -1, "no event makes the template stay silent");

	/* What the rules of meaning have said (CH2016) is not said again. */
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(EXACT), 0, "kettle");
	gathered_text(&g, IMAGE, OP(EXACT), 0, "pot");
	gathered_gather(&g);
	assert_int_equal(g.counts.redundant, 2);
	assert_int_equal(g.findings.count, 0);
	gathered_end(&g);
}

static void test_value_that_no_text_matches(void **state)
{
	gathered g;

	(void)state;
	gathered_begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	gathered_text(&g, IMAGE, OP(REGEX), 0, "a\\bb");
	draft_text(&g.d, "kettle");
	gathered_gather(&g);
	assert_int_equal(g.counts.decided, 1);
	assert_int_equal(g.findings.count, 1);
	assert_true(g.findings.items[0].only_warns);
	assert_non_null(strstr(g.findings.items[0].detail, "no text matches the pattern 'a\\bb'"));
	gathered_end(&g);
}

/* --- builds */

static void build_of(sl_build *out, const char *name, sl_input *input, sl_supplied *supplied,
                     const sl_type *type, uint32_t version, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		supplied[i] = (sl_supplied){.name = type->fields[i].name};
	}
	*input = (sl_input){
		.type = type->name, .version = version, .supplies = supplied, .count = count};
	*out = (sl_build){.name = name, .inputs = input, .input_count = 1};
}

static void run_on_builds(gathered *g, unsigned field)
{
	static sl_build builds[3];
	static sl_input inputs[3];
	static sl_supplied supplied[3][CHAN_MAX_FIELDS];

	gathered_begin(g, "ipc", 3);
	const sl_type *type = sl_catalog_type(&g->d.catalog, 7, 3);
	build_of(&builds[0], "7.10", &inputs[0], supplied[0], type, 2, 20);
	build_of(&builds[1], "7.11", &inputs[1], supplied[1], type, 3, 20);
	build_of(&builds[2], "7.12", &inputs[2], supplied[2], type, 3, 21);
	g->fleet = (sl_fleet){.builds = builds, .count = COUNT(builds)};
	draft_template(&g->d, g->type, 1);
	gathered_text(g, 0, OP(SUFFIX), 0, "\\pipe\\kettle");
	gathered_text(g, field, OP(CONTAINS), 0, "spout");
	gathered_gather(g);
	assert_int_equal(g->counts.decided, 2);
	assert_true(g->counts.builds > 0);
}

static void test_builds(void **state)
{
	gathered g;

	(void)state;
	run_on_builds(&g, IPC_CALLING_MODULE - 2);
	assert_int_equal(g.findings.count, 0);
	gathered_end(&g);

	run_on_builds(&g, IPC_CALLING_MODULE);
	assert_int_equal(g.findings.count, 1);
	assert_int_equal(g.findings.items[0].rule, SL_RULE_SENSOR_FAILED);
	assert_false(g.findings.items[0].only_warns);
	assert_string_equal(g.findings.items[0].field, "CallingModule");
	assert_int_equal(g.findings.items[0].build_count, 2);
	assert_string_equal(g.findings.items[0].builds[0], "7.10");
	assert_string_equal(g.findings.items[0].builds[1], "7.11");
	assert_non_null(strstr(g.findings.items[0].detail, "CallingModule, the 21st input"));
	gathered_end(&g);
}

/* No event decides anything; one is run all the same, and a build that lacks the input is found. */
static void test_builds_of_what_never_matches(void **state)
{
	static sl_build build;
	static sl_input input;
	static sl_supplied supplied[CHAN_MAX_FIELDS];
	gathered g;

	(void)state;
	gathered_begin(&g, "ipc", 3);
	build_of(&build, "7.11", &input, supplied, sl_catalog_type(&g.d.catalog, 7, 3), 3, 20);
	g.fleet = (sl_fleet){.builds = &build, .count = 1};
	for (unsigned i = 1; i <= 2; i++) {
		draft_template(&g.d, g.type, i);
		gathered_text(&g, IPC_CALLING_MODULE, OP(EXACT), 0, "kettle");
		gathered_text(&g, IPC_CALLING_MODULE, OP(EXACT), 0, "pot");
	}
	gathered_gather(&g);
	assert_int_equal(g.counts.redundant, 4);
	assert_int_equal(g.findings.count, 2);
	assert_int_equal(g.findings.items[0].rule, SL_RULE_SENSOR_FAILED);
	assert_int_equal(g.findings.items[0].template_index, 0);
	assert_int_equal(g.findings.items[1].template_index, 1);
	gathered_end(&g);
}

/* --- cost */

static void test_cost(void **state)
{
	/* 6 + 500 + 500 + 1 instructions each, for 4,097 places, 64 values in a criterion, 32 criteria */
	static char patterns[DRAFT_CRITERIA * DRAFT_VALUES][64];
	gathered g;

	(void)state;
	for (unsigned enough = 0; enough < 2; enough++) {
		const unsigned criteria = enough ? 18 : 20;

		gathered_begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		for (unsigned i = 0; i < criteria * DRAFT_VALUES; i++) {
			snprintf(patterns[i], sizeof patterns[i], "^k%04u[a-z]{500}[0-9]{500}", i);
			if (i % DRAFT_VALUES == 0) {
				draft_criterion(&g.d, IMAGE, OP(REGEX), 0);
			}
			draft_text(&g.d, patterns[i]);
		}
		for (unsigned i = 0; i < criteria; i++) {
			draft_word(&g.d, i);
			if (i > 0) {
				draft_word(&g.d, OR);
			}
		}
		gathered_gather(&g);
		assert_int_equal(g.findings.count, enough ? 0 : 1);
		if (!enough) {
			assert_int_equal(g.findings.items[0].rule, SL_RULE_WORK_OVER_BUDGET);
			assert_non_null(
				strstr(g.findings.items[0].detail, "1 template of process"));
			assert_true(g.counts.steps > SL_EVIDENCE_STEPS);
		}
		assert_int_equal(g.counts.decided, criteria);
		gathered_end(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_operator),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_one_text_for_all),
		cmocka_unit_test(test_network_and_text),
		cmocka_unit_test(test_network_six_and_text),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_nested_condition),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_many_criteria),
		cmocka_unit_test(test_redundant),
		cmocka_unit_test(test_redundant_by_search),
		cmocka_unit_test(test_redundant_though_used_twice),
		cmocka_unit_test(test_what_it_cannot),
		cmocka_unit_test(test_never_matches),
		cmocka_unit_test(test_value_that_no_text_matches),
		cmocka_unit_test(test_builds),
		cmocka_unit_test(test_builds_of_what_never_matches),
		cmocka_unit_test(test_cost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
