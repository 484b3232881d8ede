/*
 * 2017 and 2019: what is stored and referred to by nothing, and what is compared without regard to case and holds a capital,
 * in random files by a model that looks at one byte and one value at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "rules/check.h"
#include "support_file.h"
#include "support_open.h"
#include "support_random.h"

enum { FILES = 160, STRINGS = 160, LONGEST = 20, NUMBERS = 72, CRITERIA = 12, VALUES = STRINGS };
enum { MOST_AT_RANDOM = 8 };
enum { FIRST_TEXT, SECOND_TEXT, INTEGER, ADDRESS, FIELDS };

static const char *const names[] = {"f0", "f1", "f2", "f3", "title", "type"};

typedef struct criterion {
	unsigned field, operation, flags;
	uint32_t values[VALUES]; /* they rise */
	uint32_t count;
} criterion;

typedef struct content {
	char strings[STRINGS][2 * LONGEST + 1]; /* number 1 first */
	uint32_t string_count, integer_count, network_count;
	uint32_t author, link;
	criterion criteria[CRITERIA]; /* a template each */
	uint32_t count;
} content;

static uint32_t seed;

static unsigned below(unsigned limit)
{
	return support_below(&seed, limit);
}

/* --- random content */

static void add_string(content *all, const char *text)
{
	uint32_t at = all->string_count;

	while (at > 0 && strcmp(all->strings[at - 1], text) > 0)
		at--;
	if (at > 0 && strcmp(all->strings[at - 1], text) == 0)
		return;
	memmove(all->strings[at + 1], all->strings[at],
	        (all->string_count - at) * sizeof all->strings[0]);
	snprintf(all->strings[at], sizeof all->strings[at], "%s", text);
	all->string_count++;
}

/* Capitals, what stands beside them, and what would be one without its high bit. */
static void add_random_string(content *all)
{
	static const char *const letters[] = {"a", "b", "z", "x", "0", "@",        "[",
	                                      "`", "{", "A", "M", "Z", "\xc3\x81", "\xc5\x9a"};
	const unsigned capitals = below(2) ? 14 : 9, length = 1 + below(LONGEST);
	char text[2 * LONGEST + 1] = "";

	for (unsigned i = 0; i < length; i++)
		strcat(text, letters[below(8) == 0 ? below(14) : below(capitals) % 9]);
	add_string(all, text);
}

static criterion random_criterion(const content *all)
{
	static const uint8_t of_text[] = {CHAN_OPERATOR_EXACT,    CHAN_OPERATOR_PREFIX,
	                                  CHAN_OPERATOR_CONTAINS, CHAN_OPERATOR_GLOB,
	                                  CHAN_OPERATOR_REGEX,    CHAN_OPERATOR_FIELDREF,
	                                  CHAN_OPERATOR_EXISTS};
	criterion c = {.field = below(FIELDS)};
	uint32_t from = 0, limit, step;

	c.operation = c.field == INTEGER   ? CHAN_OPERATOR_EQ
	              : c.field == ADDRESS ? CHAN_OPERATOR_CIDR
	                                   : of_text[below(sizeof of_text)];
	if (c.operation == CHAN_OPERATOR_EXISTS)
		return c;
	limit = c.operation == CHAN_OPERATOR_EQ         ? all->integer_count
	        : c.operation == CHAN_OPERATOR_CIDR     ? all->network_count
	        : c.operation == CHAN_OPERATOR_FIELDREF ? FIELDS
	                                                : all->string_count + 1;
	if (chan_operator_value_kind((uint8_t)c.operation) == CHAN_VALUE_STRING) {
		from = c.operation == CHAN_OPERATOR_EXACT ? 0 : 1;
		if (c.operation != CHAN_OPERATOR_REGEX && below(3) == 0)
			c.flags = CHAN_FLAG_CASED;
	}
	/* The last one often: nothing is stored behind it. */
	step = 1 + below(limit / 2 + 1);
	for (from += below(step + 1); from < limit && c.count < MOST_AT_RANDOM - 1; from += step)
		c.values[c.count++] = from;
	if (c.count == 0 || (c.values[c.count - 1] < limit - 1 && below(2)))
		c.values[c.count++] = limit - 1;
	return c;
}

static void make_content(content *all)
{
	const uint32_t strings = below(4) == 0 ? 50 + below(90) : 1 + below(12);

	memset(all, 0, sizeof *all);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		add_string(all, names[i]);
	for (uint32_t i = 0; i < strings; i++)
		add_random_string(all);
	all->integer_count = 1 + below(NUMBERS);
	all->network_count = 1 + below(below(3) == 0 ? NUMBERS : 5);
	all->author = below(all->string_count + 1);
	all->link = below(all->string_count + 1);
	all->count = 1 + below(CRITERIA);
	for (uint32_t i = 0; i < all->count; i++)
		all->criteria[i] = random_criterion(all);
}

static uint32_t string_number(const content *all, const char *text)
{
	uint32_t i = 0;

	while (strcmp(all->strings[i], text) != 0)
		i++;
	return i + 1;
}

static void append_criteria(support_file *f, const content *all)
{
	for (uint32_t i = 0; i < all->count; i++) {
		const criterion *c = &all->criteria[i];

		support_template(f, 0, i + 1, string_number(all, "title"), 1, 1);
		support_criterion(f, c->field, c->operation, c->flags, c->count);
		for (uint32_t k = 0; k < c->count; k++)
			support_value(f, c->values[k]);
		support_instruction(f, 0);
	}
}

/* The first template alone has an author and a link. */
static uint8_t *write_file(const content *all, sl_checked_file *checked)
{
	static const unsigned kinds[] = {CHAN_KIND_STRING, CHAN_KIND_STRING, CHAN_KIND_INTEGER,
	                                 CHAN_KIND_IP};
	support_file f;
	uint8_t *bytes;
	size_t template;

	support_file_begin(&f);
	for (uint32_t i = 0; i < all->string_count; i++)
		support_text(&f, all->strings[i]);
	for (uint32_t i = 0; i < all->integer_count; i++)
		support_integer(&f, (int64_t)i * 3 - 50);
	for (uint32_t i = 0; i < all->network_count; i++)
		support_network(&f, 4, 32, (uint64_t)(0x0a000000 + i) << 32, 0);
	support_type(&f, string_number(all, "type"), 1, FIELDS, all->count);
	for (unsigned i = 0; i < FIELDS; i++)
		support_field(&f, string_number(all, names[i]), kinds[i]);
	append_criteria(&f, all);
	bytes = support_file_bytes(&f, &checked->size);
	support_file_end(&f);
	template = support_offset(bytes, CHAN_TABLE_TEMPLATE, 0);
	support_put(bytes, template + CHAN_OFFSET_TEMPLATE_author, 4, all->author);
	support_put(bytes, template + CHAN_OFFSET_TEMPLATE_link, 4, all->link);
	support_seal(bytes, checked->size);
	checked->bytes = bytes;
	support_must_open(bytes, checked->size, &checked->file);
	return bytes;
}

/* --- the model */

typedef struct expected {
	const content *all;
	const sl_checked_file *checked;
	const sl_findings *findings;
	sl_arena arena;
	size_t next; /* the finding that is looked at */
} expected;

static bool is_referred_to(const content *all, uint8_t operation_kind, uint32_t index)
{
	for (uint32_t i = 0; i < all->count; i++) {
		const criterion *c = &all->criteria[i];

		if (chan_operator_value_kind((uint8_t)c->operation) != operation_kind)
			continue;
		for (uint32_t k = 0; k < c->count; k++)
			if (c->values[k] == index)
				return true;
	}
	return false;
}

static bool is_named(const content *all, uint32_t string)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(all->strings[string - 1], names[i]) == 0)
			return true;
	return string == all->author || string == all->link;
}

static bool holds_capital(const char *text)
{
	for (; *text != '\0'; text++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", *text) != NULL)
			return true;
	return false;
}

/* The next finding of the two rules is this one. */
static void expect(expected *e, uint16_t rule, const char *path, uint64_t offset, uint64_t length,
                   const char *detail)
{
	const sl_finding *f;

	do {
		assert_true(e->next < e->findings->count);
		f = &e->findings->items[e->next++];
	} while (f->rule != SL_RULE_UNREFERENCED && f->rule != SL_RULE_NOT_FOLDED);
	assert_int_equal(f->rule, rule);
	assert_string_equal(f->path, path);
	assert_int_equal(f->offset, offset);
	assert_int_equal(f->length, length);
	assert_string_equal(f->detail, detail);
}

static const char *shown(expected *e, uint32_t string)
{
	return sl_text_printable(&e->arena, sl_text_of(e->all->strings[string - 1]), 80);
}

static void expect_strings(expected *e)
{
	uint64_t offset = support_offset(e->checked->bytes, CHAN_TABLE_TEXT, 0);

	for (uint32_t i = 1; i <= e->all->string_count; i++) {
		const size_t length = strlen(e->all->strings[i - 1]);

		if (!is_named(e->all, i) && !is_referred_to(e->all, CHAN_VALUE_STRING, i))
			expect(e, SL_RULE_UNREFERENCED,
			       sl_arena_printf(&e->arena, "string[%u]", (unsigned)i - 1), offset,
			       length,
			       sl_arena_printf(&e->arena, "the string \"%s\"", shown(e, i)));
		offset += length;
	}
}

static void expect_folded(expected *e)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < e->all->count; i++) {
		const criterion *c = &e->all->criteria[i];
		const bool folds =
			chan_operator_value_kind((uint8_t)c->operation) == CHAN_VALUE_STRING &&
			c->operation != CHAN_OPERATOR_REGEX && c->flags == 0;

		for (uint32_t k = 0; k < c->count; k++, value++) {
			const uint32_t string = c->values[k];

			if (!folds || string == 0 || !holds_capital(e->all->strings[string - 1]))
				continue;
			expect(e, SL_RULE_NOT_FOLDED,
			       sl_arena_printf(&e->arena, "template[%u].criterion[0].value[%u]",
			                       (unsigned)i, (unsigned)k),
			       support_offset(e->checked->bytes, CHAN_TABLE_VALUE, value), 4,
			       sl_arena_printf(&e->arena,
			                       "\"%s\" is compared without regard to case",
			                       shown(e, string)));
			assert_string_equal(e->findings->items[e->next - 1].field, names[c->field]);
		}
	}
}

static void expect_numbers(expected *e)
{
	const content *all = e->all;

	for (uint32_t i = 0; i < all->integer_count; i++)
		if (!is_referred_to(all, CHAN_VALUE_INTEGER, i))
			expect(e, SL_RULE_UNREFERENCED,
			       sl_arena_printf(&e->arena, "integer[%u]", (unsigned)i),
			       support_offset(e->checked->bytes, CHAN_TABLE_INTEGER, i),
			       CHAN_SIZE_INTEGER,
			       sl_arena_printf(&e->arena, "the integer %d", (int)i * 3 - 50));
	for (uint32_t i = 0; i < all->network_count; i++)
		if (!is_referred_to(all, CHAN_VALUE_NETWORK, i))
			expect(e, SL_RULE_UNREFERENCED,
			       sl_arena_printf(&e->arena, "network[%u]", (unsigned)i),
			       support_offset(e->checked->bytes, CHAN_TABLE_NETWORK, i),
			       CHAN_SIZE_NETWORK,
			       sl_arena_printf(&e->arena, "the network %u of %u", (unsigned)i,
			                       (unsigned)all->network_count));
}

static void check_file(const content *all)
{
	sl_checked_file checked = {.path = "f.chan"};
	uint8_t *bytes = write_file(all, &checked);
	const sl_catalog none = {0};
	sl_findings findings;
	expected e = {.all = all, .checked = &checked, .findings = &findings};

	sl_findings_start(&findings);
	sl_arena_start(&e.arena);
	sl_check_meaning(&checked, &none, &findings);
	expect_strings(&e);
	expect_folded(&e);
	expect_numbers(&e);
	for (; e.next < findings.count; e.next++) {
		assert_int_not_equal(findings.items[e.next].rule, SL_RULE_UNREFERENCED);
		assert_int_not_equal(findings.items[e.next].rule, SL_RULE_NOT_FOLDED);
	}
	sl_arena_free(&e.arena);
	sl_findings_free(&findings);
	free(bytes);
}

static void random_files(void **state)
{
	static content all;

	(void)state;
	seed = 0x2017;
	for (unsigned i = 0; i < FILES; i++) {
		make_content(&all);
		check_file(&all);
	}
}

/* One string that is folded, before each that begins with a capital: eight bytes are looked at together. */
static void capitals_of_the_next_string(void **state)
{
	(void)state;
	for (unsigned length = 1; length <= LONGEST; length++)
		for (unsigned capital = 0; capital <= length; capital++) {
			static content all;
			char text[LONGEST + 1];

			memset(&all, 0, sizeof all);
			for (size_t i = 0; i < sizeof names / sizeof *names; i++)
				add_string(&all, names[i]);
			memset(text, '0', length);
			text[length] = '\0';
			if (capital < length)
				text[capital] = "AZ"[length % 2];
			add_string(&all, text);
			add_string(&all, "ABCDEFGH");
			all.integer_count = 1;
			all.network_count = 1;
			all.author = string_number(&all, "ABCDEFGH");
			all.criteria[all.count++] = (criterion){
				.field = FIRST_TEXT,
				.operation = CHAN_OPERATOR_CONTAINS,
				.values = {string_number(&all, text), string_number(&all, "f0")},
				.count = 2};
			check_file(&all);
		}
}

/* Of all strings one holds a capital: the bits of the others are taken away, at both ends of their words too. */
static void one_of_all_strings(void **state)
{
	(void)state;
	for (unsigned count = 60; count < 134; count += count == 68 ? 57 : 1) {
		static content all;
		criterion *c = &all.criteria[0];
		char text[8];

		memset(&all, 0, sizeof all);
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			add_string(&all, names[i]);
		add_string(&all, "Capital");
		while (all.string_count < count) {
			snprintf(text, sizeof text, "x%03u", (unsigned)all.string_count);
			add_string(&all, text);
		}
		all.integer_count = 1;
		all.network_count = 1;
		all.count = 1;
		c->operation = CHAN_OPERATOR_SUFFIX;
		for (c->count = 0; c->count < count; c->count++)
			c->values[c->count] = c->count + 1;
		check_file(&all);
	}
}

/* A type with as many fields as it may have, before another one: each keeps its own. */
static void all_fields_of_a_type(void **state)
{
	sl_checked_file checked = {.path = "f.chan"};
	const sl_catalog none = {0};
	sl_findings findings;
	chan_finding fault;
	support_file f;
	uint8_t *bytes;
	char text[8];

	(void)state;
	support_file_begin(&f);
	for (unsigned i = 0; i <= CHAN_MAX_FIELDS; i++) {
		snprintf(text, sizeof text, "f%03u", i);
		support_text(&f, text);
	}
	support_text(&f, "title");
	support_text(&f, "type");
	support_text(&f, "typf");
	support_text(&f, "value");
	support_type(&f, CHAN_MAX_FIELDS + 3, 1, CHAN_MAX_FIELDS, 1);
	for (uint32_t i = 0; i < CHAN_MAX_FIELDS; i++)
		support_field(&f, i + 1, CHAN_KIND_STRING);
	support_type(&f, CHAN_MAX_FIELDS + 4, 2, 1, 1);
	support_field(&f, CHAN_MAX_FIELDS + 1, CHAN_KIND_STRING);
	for (uint32_t i = 0; i < 2; i++) {
		support_template(&f, i, i + 1, CHAN_MAX_FIELDS + 2, 1, 1);
		support_criterion(&f, 0, i ? CHAN_OPERATOR_EXISTS : CHAN_OPERATOR_EXACT, 0,
		                  i ? 0 : 1);
		if (i == 0)
			support_value(&f, CHAN_MAX_FIELDS + 5);
		support_instruction(&f, 0);
	}
	bytes = support_file_bytes(&f, &checked.size);
	support_file_end(&f);
	checked.bytes = bytes;
	assert_true(chan_open(bytes, checked.size, &checked.file, &fault));
	sl_findings_start(&findings);
	sl_check_meaning(&checked, &none, &findings);
	assert_int_equal(findings.count, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(findings.items[i].rule, SL_RULE_UNKNOWN_TYPE);
	sl_findings_free(&findings);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_files),
		cmocka_unit_test(capitals_of_the_next_string),
		cmocka_unit_test(one_of_all_strings),
		cmocka_unit_test(all_fields_of_a_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
