/*
 * The evidence: what it shows of content made for the purpose; and of random content, that no proof of redundancy is
 * refuted by any event of a small world.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gate/evidence.h"
#include "support_contents.h"

#define OP(name) CHAN_OPERATOR_##name
#define CASED CHAN_FLAG_CASED
#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { AND = CHAN_WORD_AND, OR = CHAN_WORD_OR, NOT = CHAN_WORD_NOT };

/* A draft, and what the evidence says of it. */
typedef struct gathered {
	draft d;
	uint32_t type;
	sl_buffer bytes;
	sl_checked_file checked;
	sl_program program;
	sl_fleet fleet;
	sl_evidence counts;
	sl_findings findings;
} gathered;

static void begin(gathered *g, const char *type, uint32_t version)
{
	memset(g, 0, sizeof *g);
	draft_begin(&g->d);
	g->type = draft_type(&g->d, type, version);
	sl_findings_start(&g->findings);
}

static void text(gathered *g, unsigned field, uint8_t operation, uint8_t flags, const char *value)
{
	draft_criterion(&g->d, field, operation, flags);
	draft_text(&g->d, value);
}

static void number(gathered *g, uint8_t operation, int64_t value)
{
	draft_criterion(&g->d, PROCESS_ID, operation, 0);
	draft_integer(&g->d, value);
}

static void words(gathered *g, const uint16_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		draft_word(&g->d, list[i]);
	}
}
#define WORDS(g, ...) \
	words(g, (const uint16_t[]){__VA_ARGS__}, COUNT(((const uint16_t[]){__VA_ARGS__})))

static void gather(gathered *g)
{
	chan_finding fault;

	assert_true(draft_write(&g->d, &g->bytes));
	g->checked = (sl_checked_file){
		.path = "x.chan", .bytes = g->bytes.bytes, .size = g->bytes.length};
	assert_true(chan_open(g->bytes.bytes, g->bytes.length, &g->checked.file, &fault));
	assert_true(sl_program_load(&g->checked, &g->program));
	assert_int_equal(sl_gather_evidence(&g->checked, &g->program, &g->d.catalog, &g->fleet,
	                                    &g->counts, &g->findings),
	                 g->checked.file.header.criterion_count);
	assert_int_equal(g->counts.criteria,
	                 g->counts.decided + g->counts.redundant + g->counts.unresolved);
}

static void end(gathered *g)
{
	sl_program_free(&g->program);
	sl_findings_free(&g->findings);
	sl_buffer_free(&g->bytes);
	draft_end(&g->d);
}

static void show(const gathered *g)
{
	for (size_t i = 0; i < g->findings.count; i++) {
		print_message("CH%u%s %s: %s\n", g->findings.items[i].rule,
		              g->findings.items[i].only_warns ? " (warning)" : "",
		              g->findings.items[i].path, g->findings.items[i].detail);
	}
}

static void expect_all_decided(gathered *g)
{
	gather(g);
	if (g->counts.decided != g->counts.criteria || g->findings.count != 0) {
		show(g);
	}
	assert_int_equal(g->counts.decided, g->counts.criteria);
	assert_int_equal(g->findings.count, 0);
	end(g);
}

/* One finding, about that criterion (-1: the template), a warning, with these words in it. */
static void expect_redundant(gathered *g, size_t redundant, int64_t criterion, const char *detail)
{
	bool found = false;

	gather(g);
	for (size_t i = 0; i < g->findings.count; i++) {
		const sl_finding *one = &g->findings.items[i];

		assert_int_equal(one->rule, SL_RULE_NOT_DECISIVE);
		assert_true(one->only_warns);
		found = found ||
		        (one->criterion_index == criterion && strstr(one->detail, detail) != NULL);
	}
	if (!found || g->counts.redundant != redundant || g->counts.unresolved != 0) {
		show(g);
	}
	assert_true(found);
	assert_int_equal(g->counts.redundant, redundant);
	assert_int_equal(g->counts.unresolved, 0);
	assert_int_equal(g->findings.errors, 0);
	end(g);
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
			begin(&g, "process", 1);
			draft_template(&g.d, g.type, 1);
			text(&g, IMAGE, texts[i], cased ? CASED : 0, "a?b*c");
			draft_text(&g.d, "d*?e");
			expect_all_decided(&g);
		}
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		number(&g, numbers[i], 7);
		draft_integer(&g.d, -7);
		expect_all_decided(&g);
	}
	for (size_t i = 0; i < COUNT(bare); i++) {
		begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		draft_criterion(&g.d, IMAGE, bare[i], 0);
		expect_all_decided(&g);
	}
	begin(&g, "process", 1);
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
			begin(&g, as_text ? "process" : "ipc", as_text ? 1 : 3);
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
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, COMMAND_LINE, OP(PREFIX), 0, "c:\\tools\\");
	text(&g, COMMAND_LINE, OP(SUFFIX), 0, ".log");
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, " -out ");
	text(&g, COMMAND_LINE, OP(CONTAINS), CASED, "QUIET");
	text(&g, COMMAND_LINE, OP(GLOB), 0, "*kettle?exe*");
	text(&g, COMMAND_LINE, OP(REGEX), 0, "\\b[0-9]{3,5}-(red|blue)\\b");
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, "~");
	WORDS(&g, 0, 1, AND, 2, AND, 3, AND, 4, AND, 5, AND, 6, NOT, AND);
	expect_all_decided(&g);
}

/* A network of texts is a pattern like others. */
static void test_network_and_text(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network(&g.d, 0x0a400000, 11);
	draft_network(&g.d, 0xc0a80180, 25);
	text(&g, IMAGE, OP(SUFFIX), 0, ".77");
	text(&g, IMAGE, OP(CONTAINS), 0, "99");
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network(&g.d, 0x0a500000, 12);
	WORDS(&g, 0, 1, AND, 2, AND, 3, NOT, AND);
	expect_all_decided(&g);

	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(CIDR), 0);
	draft_network(&g.d, 0xc0a80180, 25);
	text(&g, IMAGE, OP(PREFIX), 0, "192.168.");
	expect_redundant(&g, 1, 1, "where Image cidr holds, it always holds");
}

/* No joint between the parts will do: only a search finds the text. */
static void test_overlap(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(REGEX), CASED, "^[ab]{6}$");
	text(&g, IMAGE, OP(CONTAINS), CASED, "abb");
	text(&g, IMAGE, OP(CONTAINS), CASED, "baa");
	text(&g, IMAGE, OP(SUFFIX), CASED, "ab");
	expect_all_decided(&g);
}

static void test_nested_condition(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(SUFFIX), 0, "/kettle");
	text(&g, IMAGE, OP(SUFFIX), 0, "/pot");
	number(&g, OP(GT), 4);
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-x");
	draft_criterion(&g.d, PARENT_IMAGE, OP(NULL), 0);
	/* (kettle or (pot and > 4)) and not ((-q and -x) or (null and not -q)) */
	WORDS(&g, 0, 1, 2, AND, OR, 3, 4, AND, 5, 3, NOT, AND, OR, NOT, AND);
	expect_all_decided(&g);
}

static void test_references(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	text(&g, IMAGE, OP(PREFIX), 0, "/tmp/");
	text(&g, PARENT_IMAGE, OP(SUFFIX), 0, ".sh");
	WORDS(&g, 0, 1, AND, 2, AND);
	draft_template(&g.d, g.type, 2);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	text(&g, IMAGE, OP(CONTAINS), 0, "kettle");
	text(&g, PARENT_IMAGE, OP(CONTAINS), 0, "kettle");
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
		begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		for (unsigned i = 0; i < DRAFT_CRITERIA; i++) {
			snprintf(names[i], sizeof names[i], "word-%u.", i);
			text(&g, i % 2 ? IMAGE : COMMAND_LINE, OP(CONTAINS), 0, names[i]);
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
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(SUFFIX), 0, "\\kettle.exe");
	text(&g, IMAGE, OP(CONTAINS), 0, "kettle");
	WORDS(&g, 0, 1, AND);
	expect_redundant(&g, 1, 1, "where Image suffix '\\kettle.exe' holds, it always holds");

	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(SUFFIX), 0, ".exe");
	text(&g, IMAGE, OP(SUFFIX), 0, ".dll");
	WORDS(&g, 0, 1, NOT, AND);
	expect_redundant(&g, 1, 1, "where Image suffix '.exe' holds, it always fails");

	/* a or (a and b): the condition alone */
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(SUFFIX), 0, ".exe");
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	WORDS(&g, 0, 0, 1, AND, OR);
	expect_redundant(&g, 1, 1, "whatever the other criteria say");
}

/* What relations of pairs cannot tell: patterns, globs, and more than two criteria together. */
static void test_redundant_by_search(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(REGEX), 0, "https?://0[0-9]{1,11}");
	text(&g, IMAGE, OP(REGEX), 0, "https?://0[0-9]{3,11}");
	WORDS(&g, 0, 1, OR);
	expect_redundant(&g, 1, 1, "does not hold, it always fails");

	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(GLOB), 0, "*a?c*e");
	text(&g, IMAGE, OP(REGEX), 0, "^[^c]*$");
	WORDS(&g, 0, 1, NOT, AND);
	expect_redundant(&g, 1, 1, "it always fails");

	/* one of three bytes, and three that exclude one each */
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(REGEX), CASED, "^[abc]$");
	text(&g, IMAGE, OP(CONTAINS), CASED, "a");
	text(&g, IMAGE, OP(CONTAINS), CASED, "b");
	text(&g, IMAGE, OP(CONTAINS), CASED, "c");
	WORDS(&g, 0, 1, 2, OR, 3, OR, AND);
	expect_redundant(&g, 3, 1, "no text is as the criteria");

	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(REGEX), CASED, "^[abc]$");
	text(&g, IMAGE, OP(CONTAINS), CASED, "a");
	text(&g, IMAGE, OP(CONTAINS), CASED, "b");
	text(&g, IMAGE, OP(CONTAINS), CASED, "c");
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	/* abc and not a and not b and (c or -q): the rest is always c */
	WORDS(&g, 0, 1, NOT, AND, 2, NOT, AND, 3, 4, OR, AND);
	gather(&g);
	assert_int_equal(g.counts.unresolved, 0);
	assert_int_equal(g.counts.redundant, 2);
	assert_non_null(strstr(g.findings.items[0].detail, "no text is as the criteria"));
	end(&g);
}

/* A criterion that is used twice, each use undoing the other: (a and b) or (not a and b). */
static void test_redundant_though_used_twice(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(SUFFIX), 0, "/kettle");
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
	WORDS(&g, 0, 1, AND, 0, NOT, 1, AND, OR);
	expect_redundant(&g, 1, 0, "whatever the other criteria say");

	/* exactly one of two: both decide, whichever way they stand */
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(SUFFIX), 0, "/kettle");
	text(&g, COMMAND_LINE, OP(CONTAINS), 0, "-q");
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
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	text(&g, IMAGE, OP(EXACT), CASED, "Kettle");
	text(&g, PARENT_IMAGE, OP(EXACT), CASED, "kettle");
	gather(&g);
	assert_int_equal(g.counts.decided, 2);
	assert_int_equal(g.counts.unresolved, 1);
	assert_int_equal(g.findings.count, 1);
	assert_int_equal(g.findings.errors, 1);
	assert_int_equal(g.findings.items[0].rule, SL_RULE_NOT_DECISIVE);
	assert_int_equal(g.findings.items[0].criterion_index, 0);
	assert_non_null(strstr(g.findings.items[0].detail, "no proof that there is none"));
	end(&g);

	/* Equal bytes cannot be; texts that differ in case would do, which is not looked for. */
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	draft_criterion(&g.d, IMAGE, OP(FIELDREF), 0);
	draft_field(&g.d, PARENT_IMAGE);
	text(&g, IMAGE, OP(REGEX), CASED, "^K[a-z]$");
	text(&g, PARENT_IMAGE, OP(REGEX), CASED, "^[a-z]E$");
	gather(&g);
	assert_int_equal(g.counts.redundant, 0);
	assert_int_equal(g.counts.unresolved, 3);
	assert_int_equal(g.findings.errors, 1);
	assert_int_equal(g.findings.items[0].criterion_index, -1);
	assert_non_null(
		strstr(g.findings.items[0].detail, "no event was found that makes it match"));
	end(&g);
}

static void test_never_matches(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(EXACT), 0, "kettle");
	text(&g, IMAGE, OP(REGEX), 0, "[0-9]");
	expect_redundant(&g, 2, -1, "no event makes the template match");

	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(REGEX), 0, "a");
	text(&g, IMAGE, OP(REGEX), 0, "^[^a]*$");
	draft_criterion(&g.d, IMAGE, OP(NULL), 0);
	WORDS(&g, 0, 1, OR, 2, OR);
	expect_redundant(&g, 3, -1, "no event makes the template stay silent");

	/* What the rules of meaning have said (CH2016) is not said again. */
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(EXACT), 0, "kettle");
	text(&g, IMAGE, OP(EXACT), 0, "pot");
	gather(&g);
	assert_int_equal(g.counts.redundant, 2);
	assert_int_equal(g.findings.count, 0);
	end(&g);
}

static void test_value_that_no_text_matches(void **state)
{
	gathered g;

	(void)state;
	begin(&g, "process", 1);
	draft_template(&g.d, g.type, 1);
	text(&g, IMAGE, OP(REGEX), 0, "a\\bb");
	draft_text(&g.d, "kettle");
	gather(&g);
	assert_int_equal(g.counts.decided, 1);
	assert_int_equal(g.findings.count, 1);
	assert_true(g.findings.items[0].only_warns);
	assert_non_null(strstr(g.findings.items[0].detail, "no text matches the pattern 'a\\bb'"));
	end(&g);
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

	begin(g, "ipc", 3);
	const sl_type *type = sl_catalog_type(&g->d.catalog, 7, 3);
	build_of(&builds[0], "7.10", &inputs[0], supplied[0], type, 2, 20);
	build_of(&builds[1], "7.11", &inputs[1], supplied[1], type, 3, 20);
	build_of(&builds[2], "7.12", &inputs[2], supplied[2], type, 3, 21);
	g->fleet = (sl_fleet){.builds = builds, .count = COUNT(builds)};
	draft_template(&g->d, g->type, 1);
	text(g, 0, OP(SUFFIX), 0, "\\pipe\\kettle");
	text(g, field, OP(CONTAINS), 0, "spout");
	gather(g);
	assert_int_equal(g->counts.decided, 2);
	assert_true(g->counts.builds > 0);
}

static void test_builds(void **state)
{
	gathered g;

	(void)state;
	run_on_builds(&g, IPC_CALLING_MODULE - 2);
	assert_int_equal(g.findings.count, 0);
	end(&g);

	run_on_builds(&g, IPC_CALLING_MODULE);
	assert_int_equal(g.findings.count, 1);
	assert_int_equal(g.findings.items[0].rule, SL_RULE_SENSOR_FAILED);
	assert_false(g.findings.items[0].only_warns);
	assert_string_equal(g.findings.items[0].field, "CallingModule");
	assert_int_equal(g.findings.items[0].build_count, 2);
	assert_string_equal(g.findings.items[0].builds[0], "7.10");
	assert_string_equal(g.findings.items[0].builds[1], "7.11");
	assert_non_null(strstr(g.findings.items[0].detail, "CallingModule, the 21st input"));
	end(&g);
}

/* No event decides anything; one is run all the same, and a build that lacks the input is found. */
static void test_builds_of_what_never_matches(void **state)
{
	static sl_build build;
	static sl_input input;
	static sl_supplied supplied[CHAN_MAX_FIELDS];
	gathered g;

	(void)state;
	begin(&g, "ipc", 3);
	build_of(&build, "7.11", &input, supplied, sl_catalog_type(&g.d.catalog, 7, 3), 3, 20);
	g.fleet = (sl_fleet){.builds = &build, .count = 1};
	for (unsigned i = 1; i <= 2; i++) {
		draft_template(&g.d, g.type, i);
		text(&g, IPC_CALLING_MODULE, OP(EXACT), 0, "kettle");
		text(&g, IPC_CALLING_MODULE, OP(EXACT), 0, "pot");
	}
	gather(&g);
	assert_int_equal(g.counts.redundant, 4);
	assert_int_equal(g.findings.count, 2);
	assert_int_equal(g.findings.items[0].rule, SL_RULE_SENSOR_FAILED);
	assert_int_equal(g.findings.items[0].template_index, 0);
	assert_int_equal(g.findings.items[1].template_index, 1);
	end(&g);
}

/* --- cost */

static void test_cost(void **state)
{
	/* 1 + 1 + 1000 + 900 + 1 instructions each, for 4,097 places, 64 values in a criterion, 32 criteria */
	static char patterns[DRAFT_CRITERIA * DRAFT_VALUES][64];
	gathered g;

	(void)state;
	for (unsigned enough = 0; enough < 2; enough++) {
		const unsigned criteria = enough ? 8 : 11;

		begin(&g, "process", 1);
		draft_template(&g.d, g.type, 1);
		for (unsigned i = 0; i < criteria * DRAFT_VALUES; i++) {
			snprintf(patterns[i], sizeof patterns[i], "^k%04u[a-z]{900}[0-9]{900}", i);
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
		gather(&g);
		assert_int_equal(g.findings.count, enough ? 0 : 1);
		if (!enough) {
			assert_int_equal(g.findings.items[0].rule, SL_RULE_WORK_OVER_BUDGET);
			assert_non_null(
				strstr(g.findings.items[0].detail, "1 template of process"));
			assert_true(g.counts.steps > SL_EVIDENCE_STEPS);
		}
		assert_int_equal(g.counts.decided, criteria);
		end(&g);
	}
}

/* --- random content against a small world */

enum { WORLD_TEXTS = 342, WORLD_INPUTS = WORLD_TEXTS + 2, MOST_MASKS = 4096 };

static char world_texts[WORLD_TEXTS][8];
static unsigned world_text_count;

static void make_world(void)
{
	static const char alphabet[] = "abA~";
	unsigned first = 0;

	world_text_count = 1; /* the empty one */
	for (unsigned length = 1; length <= 4; length++) {
		const unsigned end_of_shorter = world_text_count;

		for (; first < end_of_shorter; first++) {
			for (unsigned k = 0; alphabet[k] != '\0'; k++) {
				char *text = world_texts[world_text_count++];

				memcpy(text, world_texts[first], length - 1);
				text[length - 1] = alphabet[k];
				text[length] = '\0';
			}
		}
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void random_criterion(gathered *g, uint32_t *seed)
{
	static const char *const texts[] = {"a", "b", "ab", "ba", "aa", "bab", "abb", "bb"};
	static const char *const globs[] = {"a*b", "?a*", "*b?a*", "a?", "*a*b*", "?", "b*b"};
	static const char *const regexes[] = {"^a+b$", "a.b",  "(ab|ba)$", "^[^a]*$", "\\ba",
	                                      "a{2}",  "^b?a", "b\\B",     "^.{2,3}$"};
	static const uint8_t strings[] = {OP(EXACT), OP(PREFIX), OP(SUFFIX), OP(CONTAINS),
	                                  OP(GLOB),  OP(REGEX),  OP(EXISTS), OP(NULL)};
	static const uint8_t numbers[] = {OP(EQ), OP(LT), OP(LE), OP(GT), OP(GE), OP(NULL)};
	static const unsigned fields[] = {IMAGE, IMAGE, IMAGE, COMMAND_LINE, PROCESS_ID};
	const unsigned field = fields[next_random(seed) % COUNT(fields)];
	uint8_t operation = strings[next_random(seed) % COUNT(strings)];
	unsigned values = 1 + next_random(seed) % 2;

	if (field == PROCESS_ID) {
		operation = numbers[next_random(seed) % COUNT(numbers)];
	}
	draft_criterion(&g->d, field, operation,
	                chan_operator_flags(operation) & CASED && next_random(seed) % 2 ? CASED
	                                                                                : 0);
	for (; values > 0 && chan_operator_value_kind(operation) != CHAN_VALUE_NONE; values--) {
		if (field == PROCESS_ID) {
			draft_integer(&g->d, 1 + next_random(seed) % 4);
		} else if (operation == OP(GLOB)) {
			draft_text(&g->d, globs[next_random(seed) % COUNT(globs)]);
		} else if (operation == OP(REGEX)) {
			draft_text(&g->d, regexes[next_random(seed) % COUNT(regexes)]);
		} else {
			draft_text(&g->d, texts[next_random(seed) % COUNT(texts)]);
		}
	}
}

static void random_template(gathered *g, uint32_t *seed)
{
	const unsigned pushes = 2 + next_random(seed) % 5;
	unsigned depth = 0, pushed = 0, criteria = 0;

	draft_template(&g->d, g->type, 1);
	while (pushed < pushes || depth > 1) {
		const unsigned choice = next_random(seed) % 8;

		if (pushed < pushes && (depth < 2 || choice < 3)) {
			if (criteria > 0 && next_random(seed) % 5 == 0) {
				draft_word(&g->d, next_random(seed) % criteria);
			} else {
				random_criterion(g, seed);
				draft_word(&g->d, criteria++);
			}
			pushed++;
			depth++;
		} else if (choice == 7) {
			draft_word(&g->d, NOT);
		} else if (depth > 1) {
			draft_word(&g->d, choice % 2 ? AND : OR);
			depth--;
		}
	}
}

/* The truths that the criteria of one field can have together in the world, as masks. */
typedef struct masks {
	uint32_t items[MOST_MASKS];
	unsigned count;
} masks;

static void add_mask(masks *m, uint32_t mask)
{
	for (unsigned i = 0; i < m->count; i++) {
		if (m->items[i] == mask) {
			return;
		}
	}
	assert_true(m->count < MOST_MASKS);
	m->items[m->count++] = mask;
}

static chan_input world_input(unsigned field, unsigned index)
{
	static const int64_t numbers[] = {INT64_MIN, 0, 1, 2, 3, 4, 5, INT64_MAX};
	chan_input input = {.kind = index == 0 ? CHAN_INPUT_ABSENT : CHAN_INPUT_NULL};

	if (index >= 2 && field == PROCESS_ID) {
		input.kind = CHAN_INPUT_INTEGER;
		input.integer = numbers[(index - 2) % COUNT(numbers)];
	} else if (index >= 2) {
		const char *value = world_texts[index - 2];

		input.kind = CHAN_INPUT_STRING;
		input.text = chan_cursor_over((const uint8_t *)value, strlen(value));
	}
	return input;
}

static void masks_of_field(const gathered *g, chan_scratch *scratch, unsigned field, masks *out)
{
	out->count = 0;
	for (unsigned i = 0; i < world_text_count + 2; i++) {
		chan_input inputs[4] = {0};
		const chan_inputs event = {inputs, 4};
		uint32_t mask = 0;

		inputs[field] = world_input(field, i);
		for (uint32_t k = 0; k < g->checked.file.header.criterion_count; k++) {
			chan_criterion criterion;
			chan_outcome outcome;

			assert_true(chan_criterion_at(&g->checked.file, k, &criterion));
			if (criterion.field != field) {
				continue;
			}
			assert_true(chan_evaluate_criterion(&g->program.content, scratch, &event, 0,
			                                    k, &outcome));
			mask |= (uint32_t)outcome.matched << k;
		}
		add_mask(out, mask);
	}
}

/* What some event of the world shows: of criteria, that they decide while they hold or fail; and verdicts. */
typedef struct seen {
	uint32_t holding, failing;
	bool verdicts[2];
} seen;

static bool verdict_of(const gathered *g, const chan_template *template, uint32_t mask)
{
	uint8_t truths[32];
	bool verdict;

	for (uint32_t i = 0; i < template->criterion_count; i++) {
		truths[i] = (mask >> i) & 1;
	}
	assert_true(chan_conclude(&g->checked.file, template, truths, template->criterion_count,
	                          &verdict));
	return verdict;
}

static void look(const gathered *g, const chan_template *template, uint32_t mask, seen *out)
{
	const bool verdict = verdict_of(g, template, mask);

	out->verdicts[verdict] = true;
	for (uint32_t i = 0; i < template->criterion_count; i++) {
		const uint32_t bit = UINT32_C(1) << i;

		if (verdict_of(g, template, mask ^ bit) != verdict) {
			*(mask & bit ? &out->holding : &out->failing) |= bit;
		}
	}
}

static void look_at_world(const gathered *g, seen *out)
{
	static masks image, command, process;
	chan_scratch scratch = sl_program_scratch(&g->program);
	chan_template template;

	assert_true(chan_template_at(&g->checked.file, 0, &template));
	masks_of_field(g, &scratch, IMAGE, &image);
	masks_of_field(g, &scratch, COMMAND_LINE, &command);
	masks_of_field(g, &scratch, PROCESS_ID, &process);
	for (unsigned i = 0; i < image.count; i++) {
		for (unsigned k = 0; k < command.count; k++) {
			for (unsigned l = 0; l < process.count; l++) {
				look(g, &template,
				     image.items[i] | command.items[k] | process.items[l], out);
			}
		}
	}
	sl_scratch_free(&scratch);
}

static void test_random(void **state)
{
	uint32_t seed = 2463534242u;
	size_t decided = 0, redundant = 0, constant = 0;

	(void)state;
	make_world();
	for (unsigned round = 0; round < 3000; round++) {
		const uint32_t this_seed = seed;
		seen world = {0};
		gathered g;
		bool refuted = false;

		begin(&g, "process", 1);
		random_template(&g, &seed);
		gather(&g);
		look_at_world(&g, &world);
		decided += g.counts.decided;
		redundant += g.counts.redundant;
		if (g.counts.redundant == g.counts.criteria) {
			constant++;
			refuted = world.verdicts[0] && world.verdicts[1] &&
			          g.findings.count < g.counts.criteria;
		}
		for (size_t i = 0; i < g.findings.count; i++) {
			const int64_t about = g.findings.items[i].criterion_index;

			refuted = refuted ||
			          (about >= 0 && ((world.holding & world.failing) >> about) & 1);
		}
		if (refuted || g.counts.unresolved > 0) {
			print_error("round %u, seed %u\n", round, this_seed);
			show(&g);
		}
		assert_false(refuted);
		assert_int_equal(g.counts.unresolved, 0);
		assert_int_equal(g.findings.errors, 0);
		end(&g);
	}
	print_message("%zu criteria decided, %zu redundant; %zu templates with one verdict\n",
	              decided, redundant, constant);
	assert_true(decided > 3000 && redundant > 300 && constant > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_operator),
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_one_text_for_all),
		cmocka_unit_test(test_network_and_text),
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
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
