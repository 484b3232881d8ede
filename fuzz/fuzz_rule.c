/*
 * Small Sigma rules and events that nearly match them, both made from the input. Reaches the compiler, the writer, the
 * structural check, and the interpreter with every operator.
 *
 * Holds: what compiles is written and accepted; of every event the whole chain says what the naive evaluator
 * (naive.h) says, which reads the same YAML and shares no code with it; no error arises; what was said once is said
 * again; and no evaluation takes more steps than the file's bound for such inputs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/compile.h"
#include "execute/program.h"
#include "holds.h"
#include "naive.h"
#include "naive_inputs.h"
#include "sigma_catalog.h"

enum { EVENTS = 12, ROOM = 4096, DEPTH_MAX = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A rule in the making. */
typedef struct maker {
	naive_dice *dice;
	sl_buffer text;
} maker;

typedef void add_value(maker *m);

#define ONE_OF(m, words) ((words)[naive_roll((m)->dice, sizeof(words) / sizeof *(words))])

static void add(maker *m, const char *text)
{
	sl_buffer_text(&m->text, text);
}

/* A text in single quotes, of at least so many of the pieces. */
static void add_text(maker *m, const char *const *pieces, uint32_t count, uint32_t least)
{
	uint32_t i, length = least + naive_roll(m->dice, 6);

	add(m, "'");
	for (i = 0; i < length; i++)
		add(m, pieces[naive_roll(m->dice, count)]);
	add(m, "'");
}

static const char *const pieces[] = {"a", "B",  "ab", "\\",   "é", "-", "/",  " ",
                                     "–", "''", "0",  " -",   "_", "%", ":",  "€",
                                     "A", "b",  ".",  "\\\\", "*", "?", "\\*"};
enum { ENCODABLE = 19, PIECES = sizeof pieces / sizeof *pieces }; /* without wildcards */

/* For the modifiers that take any text but the empty one. */
static void add_some_text(maker *m)
{
	add_text(m, pieces, PIECES, 1);
}

/* For the modifiers that take no wildcards, and need some bytes. */
static void add_encodable_text(maker *m)
{
	add_text(m, pieces, ENCODABLE, 3);
}

static void add_any_scalar(maker *m)
{
	static const char *const scalars[] = {"null", "'*'", "10", "0x1F",
	                                      "true", "''",  "~",  "1.5"};

	if (naive_roll(m->dice, 4) == 0)
		add(m, ONE_OF(m, scalars));
	else
		add_text(m, pieces, PIECES, 0);
}

/* Without {0}, which PCRE2 10.42 gets wrong. */
static void add_pattern(maker *m)
{
	static const char *const atoms[] = {
		"a",       "B",    "b",    ".",     "a*",   "b+",     "a?",         "(a|b)",
		"(?:ab)+", "[ab]", "[^a]", "\\d",   "\\w+", "\\s",    "\\b",        "^",
		"$",       "a{2}", "|",    "\\.",   "é",    "[A-C]",  "-",          "\\\\",
		"x",       "\\B",  "\\D",  "\\x41", "b*?",  "b{1,2}", "[[:upper:]]"};
	static const char *const starts[] = {"", "", "", "(?i)", "(?m)", "(?is)"};
	uint32_t i, length = 1 + naive_roll(m->dice, 5);

	add(m, "'");
	add(m, ONE_OF(m, starts));
	for (i = 0; i < length; i++)
		add(m, ONE_OF(m, atoms));
	add(m, "'");
}

static void add_network(maker *m)
{
	static const char *const networks[] = {
		"10.0.0.0/8",  "10.0.0.1",      "'::/0'",         "0.0.0.0/0",
		"'fe80::/10'", "'2001:db8::1'", "192.0.2.128/25", "'::ffff:10.0.0.1'"};

	add(m, ONE_OF(m, networks));
}

static void add_number(maker *m)
{
	static const char *const numbers[] = {
		"0", "1", "-1", "4", "0x10", "'4'", "'0x1F'", "9223372036854775807", "2"};

	add(m, ONE_OF(m, numbers));
}

static void add_null_or(maker *m, add_value *value)
{
	static const char *const others[] = {"null", "'*'"};

	if (naive_roll(m->dice, 6) == 0)
		add(m, ONE_OF(m, others));
	else
		value(m);
}

static void add_network_or_null(maker *m)
{
	add_null_or(m, add_network);
}

static void add_number_or_null(maker *m)
{
	add_null_or(m, add_number);
}

static void add_list(maker *m, add_value *value)
{
	uint32_t i, count = naive_roll(m->dice, 4);

	if (count == 0) {
		value(m);
		return;
	}
	add(m, "[");
	for (i = 0; i < count; i++) {
		add(m, i ? ", " : "");
		value(m);
	}
	add(m, "]");
}

static void add_true(maker *m)
{
	add(m, naive_roll(m->dice, 2) ? "true" : "False");
}

static void add_string_field(maker *m)
{
	static const char *const fields[] = {"CommandLine", "Image", "ParentImage", "User",
	                                     "Hashes"};

	add(m, ONE_OF(m, fields));
}

static void add_integer_field(maker *m)
{
	add(m, naive_roll(m->dice, 2) ? "ProcessId" : "ParentProcessId");
}

static void add_address_field(maker *m)
{
	add(m, naive_roll(m->dice, 2) ? "SourceIp" : "DestinationIp");
}

/* What may follow a key, and what its values are. */
static const struct {
	add_value *field;
	const char *modifiers;
	add_value *value;
	bool is_single;
} items[] = {
	{add_string_field, "", add_any_scalar, false},
	{add_string_field, "", add_any_scalar, false},
	{add_string_field, "|contains", add_some_text, false},
	{add_string_field, "|startswith", add_some_text, false},
	{add_string_field, "|endswith", add_some_text, false},
	{add_string_field, "|contains|all", add_some_text, false},
	{add_string_field, "|all", add_any_scalar, false},
	{add_string_field, "|cased", add_any_scalar, false},
	{add_string_field, "|contains|cased", add_some_text, false},
	{add_string_field, "|endswith|cased", add_some_text, false},
	{add_string_field, "|neq", add_any_scalar, false},
	{add_string_field, "|contains|neq", add_some_text, false},
	{add_string_field, "|startswith|all|neq", add_some_text, false},
	{add_string_field, "|windash", add_any_scalar, false},
	{add_string_field, "|contains|windash", add_some_text, false},
	{add_string_field, "|contains|all|windash", add_some_text, false},
	{add_string_field, "|base64", add_encodable_text, false},
	{add_string_field, "|base64|cased", add_encodable_text, false},
	{add_string_field, "|base64offset|contains", add_encodable_text, false},
	{add_string_field, "|base64offset|contains|cased|all", add_encodable_text, false},
	{add_string_field, "|wide|base64|contains", add_encodable_text, false},
	{add_string_field, "|utf16be|base64offset|contains", add_encodable_text, false},
	{add_string_field, "|utf16|base64|cased", add_encodable_text, false},
	{add_string_field, "|windash|wide|base64offset|contains", add_encodable_text, false},
	{add_string_field, "|re", add_pattern, false},
	{add_string_field, "|re", add_pattern, false},
	{add_string_field, "|re|i", add_pattern, false},
	{add_string_field, "|re|m", add_pattern, false},
	{add_string_field, "|re|i|m|s", add_pattern, false},
	{add_string_field, "|re|all", add_pattern, false},
	{add_string_field, "|re|neq", add_pattern, false},
	{add_string_field, "|cidr", add_network, false},
	{add_string_field, "|exists", add_true, true},
	{add_string_field, "|fieldref", add_string_field, false},
	{add_string_field, "|fieldref|cased", add_string_field, false},
	{add_string_field, "|fieldref|all|neq", add_string_field, false},
	{add_integer_field, "", add_number_or_null, false},
	{add_integer_field, "|neq", add_number_or_null, false},
	{add_integer_field, "|gt", add_number, false},
	{add_integer_field, "|gte", add_number, false},
	{add_integer_field, "|lt", add_number, false},
	{add_integer_field, "|lte", add_number, false},
	{add_integer_field, "|lt|all", add_number, false},
	{add_integer_field, "|exists", add_true, true},
	{add_integer_field, "|fieldref", add_integer_field, false},
	{add_address_field, "", add_network_or_null, false},
	{add_address_field, "|neq", add_network_or_null, false},
	{add_address_field, "|cidr", add_network, false},
	{add_address_field, "|cidr|all", add_network, false},
	{add_address_field, "|fieldref", add_address_field, false},
};

/* The key must be new in its map, which began there: else nothing is added. */
static bool add_item(maker *m, size_t map)
{
	const size_t which = naive_roll(m->dice, sizeof items / sizeof *items);
	const size_t start = m->text.length;
	const char *key, *earlier;

	items[which].field(m);
	add(m, items[which].modifiers);
	add(m, ": ");
	key = (const char *)m->text.bytes + start;
	earlier = strstr((const char *)m->text.bytes + map, key);
	if (earlier != key) {
		m->text.length = start;
		return false;
	}
	if (items[which].is_single)
		items[which].value(m);
	else
		add_list(m, items[which].value);
	return true;
}

static void add_map(maker *m)
{
	const size_t map = m->text.length;
	uint32_t i, count = naive_roll(m->dice, 3);

	add(m, "{");
	(void)add_item(m, map);
	for (i = 0; i < count; i++) {
		add(m, ", ");
		if (!add_item(m, map))
			m->text.length -= 2;
	}
	add(m, "}");
}

static void add_condition(maker *m, unsigned depth)
{
	static const char *const leaves[] = {"s_a",       "s_b",         "_c",
	                                     "s_a",       "1 of s_*",    "all of s*",
	                                     "1 of them", "all of them", "any of *_b"};
	static const char *const joints[] = {" and ", " or ", " and not ", " or not "};

	if (depth == DEPTH_MAX || naive_roll(m->dice, 3) == 0) {
		add(m, naive_roll(m->dice, 6) == 0 ? "not " : "");
		add(m, ONE_OF(m, leaves));
		return;
	}
	add(m, "(");
	add_condition(m, depth + 1);
	add(m, ONE_OF(m, joints));
	add_condition(m, depth + 1);
	add(m, ")");
}

static void make_rule(maker *m)
{
	static const char *const names[] = {"  s_a: ", "  s_b: ", "  _c: "};
	size_t i;

	add(m, "title: fuzz\nid: 00000000-0000-4000-8000-000000000001\n"
	       "logsource: {product: windows, category: process_creation}\ndetection:\n");
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		const bool is_list = naive_roll(m->dice, 4) == 0;

		add(m, names[i]);
		add(m, is_list ? "[" : "");
		add_map(m);
		if (is_list) {
			add(m, ", ");
			add_map(m);
		}
		add(m, is_list ? "]\n" : "\n");
	}
	add(m, "  condition: ");
	add_condition(m, 0);
	add(m, "\n");
}

static void make_fields(naive_field fields[SIGMA_CATALOG_FIELDS])
{
	const sl_catalog catalog = sigma_catalog();
	const sl_type *type = sl_catalog_newest(&catalog, 3);
	size_t i;

	HOLDS(type != NULL && type->field_count == SIGMA_CATALOG_FIELDS);
	for (i = 0; i < SIGMA_CATALOG_FIELDS; i++)
		fields[i] = (naive_field){
			.name = type->fields[i].name,
			.kind = type->fields[i].kind == CHAN_KIND_STRING    ? NAIVE_STRING
		                : type->fields[i].kind == CHAN_KIND_INTEGER ? NAIVE_INTEGER
		                                                            : NAIVE_ADDRESS};
}

static void show(const sl_buffer *rule, const naive_field fields[SIGMA_CATALOG_FIELDS])
{
	size_t i, k;

	fprintf(stderr, "%s", (const char *)rule->bytes);
	for (i = 0; i < SIGMA_CATALOG_FIELDS; i++) {
		if (fields[i].state == NAIVE_ABSENT)
			continue;
		fprintf(stderr, "%s =", fields[i].name);
		if (fields[i].state == NAIVE_NULL)
			fprintf(stderr, " null");
		else if (fields[i].kind == NAIVE_INTEGER)
			fprintf(stderr, " %lld", (long long)fields[i].integer);
		else
			for (k = 0; k < fields[i].size; k++)
				fprintf(stderr, " %02x", fields[i].text[k]);
		fprintf(stderr, "\n");
	}
}

/* The chain's verdict, each time in a new block of exactly the size of the text that it was made from. */
static void compare(const sl_program *program, const chan_scratch *scratch, const naive_rule *rule,
                    const sl_buffer *yaml, naive_dice *dice)
{
	naive_field fields[SIGMA_CATALOG_FIELDS];
	chan_input array[SIGMA_CATALOG_FIELDS];
	const chan_inputs inputs = {.array = array, .count = SIGMA_CATALOG_FIELDS};
	const naive_event event = {.fields = fields, .count = SIGMA_CATALOG_FIELDS};
	uint8_t room[ROOM];
	chan_outcome outcome, again;
	enum naive_verdict naive;
	uint64_t longest = 0;
	size_t i;

	make_fields(fields);
	naive_example(rule, dice, fields, SIGMA_CATALOG_FIELDS, room, sizeof room);
	naive_inputs(fields, SIGMA_CATALOG_FIELDS, array);
	for (i = 0; i < SIGMA_CATALOG_FIELDS; i++)
		longest = fields[i].size > longest ? fields[i].size : longest;
	memset(&outcome, 0xa5, sizeof outcome);
	HOLDS(chan_evaluate(&program->content, scratch, &inputs, 0, &outcome));
	HOLDS(chan_evaluate(&program->content, scratch, &inputs, 0, &again));
	DEMAND(outcome.matched == again.matched && outcome.steps == again.steps,
	       "it is deterministic");
	HOLDS(outcome.steps <= chan_steps_bound(&program->content, 0, longest));
	naive = naive_matches(rule, &event);
	if (naive == NAIVE_UNKNOWN || (naive == NAIVE_YES) == outcome.matched)
		return;
	show(yaml, fields);
	DEMAND(false,
	       outcome.matched ? "the naive evaluator says no" : "the naive evaluator says yes");
}

static void evaluate(const sl_buffer *bytes, const sl_buffer *yaml, naive_dice *dice)
{
	sl_checked_file checked = {
		.path = "fuzz.chan", .bytes = bytes->bytes, .size = bytes->length};
	naive_rule *rule = naive_rule_read(yaml->bytes, yaml->length, 0);
	chan_finding fault;
	sl_program program;
	chan_scratch scratch;
	unsigned i;

	HOLDS(chan_open(bytes->bytes, bytes->length, &checked.file, &fault));
	HOLDS(checked.file.header.template_count == 1);
	HOLDS(sl_program_load(&checked, &program));
	scratch = sl_program_scratch(&program);
	HOLDS(rule != NULL);
	/* PCRE2 alone may be missing. */
	DEMAND(naive_rule_unknown(rule) == NULL || strstr((const char *)yaml->bytes, "|re"),
	       "the naive evaluator knows what compiles");
	for (i = 0; i < EVENTS; i++)
		compare(&program, &scratch, rule, yaml, dice);
	naive_rule_free(rule);
	sl_scratch_free(&scratch);
	sl_program_free(&program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const sl_catalog catalog = sigma_catalog();
	naive_dice dice = {.data = data, .size = size, .seed = 1};
	maker m = {.dice = &dice};
	sl_buffer bytes = {0};
	sl_findings findings;
	sl_content content = {.engine_level = CHAN_ENGINE_LEVEL,
	                      .channel = 1,
	                      .content_version = 1,
	                      .created_at = 1};
	sl_arena arena;

	make_rule(&m);
	sl_arena_start(&arena);
	sl_findings_start(&findings);
	(void)sl_compile_rules(&catalog, CHAN_ACTION_DETECT, "rules/fuzz.yml", m.text.bytes,
	                       m.text.length, &arena, &content, &findings);
	if (content.template_count) {
		HOLDS(sl_content_write(&content, &arena, &bytes, NULL, &findings));
		evaluate(&bytes, &m.text, &dice);
	}
	sl_buffer_free(&bytes);
	sl_buffer_free(&m.text);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
	return 0;
}
