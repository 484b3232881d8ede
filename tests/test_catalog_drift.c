/*
 * What differs between two catalogs: each kind of difference with its near miss, and what is a finding.
 * A difference is one line: the mark of its order, the version that it is about, and its words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/catalog_drift.h"
#include "support_folder.h"

#define BREW_OF(name, id, version)                                    \
	"template_type: " name "\nid: " id "\nversion: " version "\n" \
	"logsource: {product: example, category: brew}\n"
#define BREW(version) BREW_OF("brew", "31", version)
#define FIELDS "fields:\n"
#define KETTLE "  - {name: Kettle, type: string}\n"
#define DEGREES "  - {name: Degrees, type: integer}\n"
#define TAP "  - {name: Tap, type: ip}\n"
#define LID "  - {name: Lid, type: string}\n"
#define OLD BREW("1") FIELDS KETTLE DEGREES TAP

static char *folder;
static sl_catalog before, after;
static sl_drifts drifts;
static sl_findings findings;

/* The new one may have CH6019, as for the command. */
static void load(const char *name, const char *text, sl_catalog *out)
{
	sl_findings found;

	sl_findings_start(&found);
	if (text == NULL) {
		*out = (sl_catalog){0};
		sl_arena_start(&out->arena);
	} else {
		scratch_text(folder, sl_path_join(&found.arena, name, "a.yaml"), text);
		sl_catalog_load(scratch_path(folder, name), out, &found);
	}
	for (size_t i = 0; i < found.count; i++)
		if (found.items[i].rule != SL_RULE_CATALOG_HISTORY)
			fail_msg("%s: %s", name, found.items[i].detail);
	sl_findings_free(&found);
}

static void find(const char *old_text, const char *new_text)
{
	load("old", old_text, &before);
	load("new", new_text, &after);
	sl_findings_start(&findings);
	sl_drifts_find(&before, &after, &drifts);
}

static void judge(void)
{
	sl_drifts_judge(&drifts, "new", &findings);
	sl_findings_sort(&findings);
}

static int begin(void **state)
{
	(void)state;
	folder = scratch_create();
	memset(&drifts, 0xA5, sizeof drifts);
	return 0;
}

static void drop(void)
{
	sl_drifts_free(&drifts);
	sl_findings_free(&findings);
	sl_catalog_free(&before);
	sl_catalog_free(&after);
}

static int end(void **state)
{
	(void)state;
	scratch_remove(folder);
	return 0;
}

static const char *said(void)
{
	static char text[16384];
	size_t used = 0;
	sl_arena arena;

	text[0] = '\0';
	sl_arena_start(&arena);
	for (size_t i = 0; i < drifts.count; i++) {
		const sl_drift *one = &drifts.items[i];
		const sl_type *type = one->after != NULL ? one->after : one->before;

		used += (size_t)snprintf(text + used, sizeof text - used, "%c %u%s %s\n",
		                         "+-~!"[one->order], (unsigned)type -> version,
		                         one -> in_place ? "" : "*", sl_drift_words(one, &arena));
		assert_true(used < sizeof text);
	}
	sl_arena_free(&arena);
	return text;
}

/* The rules of the findings, in order. */
static const char *rules(void)
{
	static char text[1024];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < findings.count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "CH%04u ",
		                         findings.items[i].rule);
	return text;
}

static void expect(const char *old_text, const char *new_text, const char *words, const char *found)
{
	find(old_text, new_text);
	judge();
	assert_string_equal(said(), words);
	assert_string_equal(rules(), found);
	drop();
}

static void identical(void **state)
{
	(void)state;
	expect(OLD, OLD, "", "");
	expect(OLD "---\n" BREW("2") FIELDS KETTLE DEGREES TAP LID,
	       BREW("2") FIELDS KETTLE DEGREES TAP LID "---\n" OLD, "", "");
	expect(NULL, NULL, "", "");
	expect(BREW("1") "select: {a: [x, y], b: z}\n" FIELDS KETTLE,
	       BREW("1") "select: {b: [z, z], a: [y, x]}\nmatch_all: false\n" FIELDS KETTLE, "",
	       "");
	expect(BREW("1") FIELDS "  - {name: A, type: ip, from: [B, C]}\n",
	       BREW("1") FIELDS "  - {name: A, type: ip, from: [C, B]}\n", "", "");
}

static void types(void **state)
{
	static const char other[] = OLD "---\ntemplate_type: pour\nid: 32\nversion: 4\n"
					"logsource: {service: pour}\n" FIELDS LID;

	(void)state;
	expect(OLD, other, "+ 4* the type is new, with version 4 as its newest\n", "");
	expect(other, OLD, "- 4* the type is gone; its newest version was 4\n", "");
	expect(NULL, OLD, "+ 1* the type is new, with version 1 as its newest\n", "");
	expect(OLD, NULL, "- 1* the type is gone; its newest version was 1\n", "");
	expect(OLD, BREW_OF("boil", "31", "1") FIELDS KETTLE DEGREES TAP,
	       "! 1* type 31 was called brew and is called boil\n", "CH5008 ");
	expect(OLD, BREW_OF("brew", "30", "1") FIELDS KETTLE DEGREES TAP,
	       "! 1* type brew had the id 31 and has 30\n", "CH5008 ");
	/* Another name and another id are another type. */
	expect(OLD, BREW_OF("boil", "30", "1") FIELDS KETTLE DEGREES TAP,
	       "+ 1* the type is new, with version 1 as its newest\n"
	       "- 1* the type is gone; its newest version was 1\n",
	       "");
}

static void swapped_ids(void **state)
{
	static const char pour_fields[] = "logsource: {service: pour}\n" FIELDS LID;
	char old_text[1024], new_text[1024];

	(void)state;
	snprintf(old_text, sizeof old_text, OLD "---\ntemplate_type: pour\nid: 32\nversion: 1\n%s",
	         pour_fields);
	snprintf(new_text, sizeof new_text,
	         BREW_OF("brew", "32", "1") FIELDS KETTLE DEGREES TAP
	         "---\ntemplate_type: pour\nid: 31\nversion: 1\n%s",
	         pour_fields);
	find(old_text, new_text);
	judge();
	assert_non_null(strstr(said(), "! 1* type 31 was called brew and is called pour\n"));
	assert_non_null(strstr(said(), "! 1* type 32 was called pour and is called brew\n"));
	assert_string_equal(rules(), "CH5008 CH5008 CH5008 CH5008 ");
	drop();
}

static void versions(void **state)
{
	static const char two[] = OLD "---\n" BREW("2") FIELDS KETTLE DEGREES TAP LID;

	(void)state;
	find(OLD, two);
	assert_int_equal(drifts.count, 2);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_VERSION_ADDED);
	assert_non_null(strstr(said(), "+ 2* field 4 Lid (string) is appended\n"));
	drop();
	find(two, OLD);
	assert_int_equal(drifts.count, 1);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_VERSION_REMOVED);
	assert_int_equal(drifts.items[0].order, SL_DRIFT_CONTENT_FIRST);
	assert_null(drifts.items[0].after);
	drop();
	/* A version before all others follows none. */
	find(BREW("2") FIELDS KETTLE DEGREES,
	     BREW("1") FIELDS KETTLE "---\n" BREW("2") FIELDS KETTLE DEGREES);
	assert_int_equal(drifts.count, 1);
	assert_null(drifts.items[0].before);
	assert_string_equal(rules(), "");
	drop();
}

/* A new version is held against the one that has shipped, not against what the new catalog makes of that. */
static void follows_what_has_shipped(void **state)
{
	(void)state;
	find(OLD, BREW("1") FIELDS KETTLE DEGREES "---\n" BREW("2") FIELDS KETTLE DEGREES TAP LID);
	judge();
	assert_non_null(strstr(said(), "! 1 field 3 Tap (ip) is gone\n"));
	assert_non_null(strstr(said(), "+ 2* field 4 Lid (string) is appended\n"));
	assert_null(strstr(said(), "field 3 Tap (ip) is appended"));
	assert_string_equal(rules(), "CH5008 ");
	assert_non_null(strstr(findings.items[0].detail, "the change needs version 3"));
	drop();
	/* It appends to the changed one: CH6019 once more, for what has shipped. */
	find(OLD, BREW("1") FIELDS TAP "---\n" BREW("2") FIELDS TAP KETTLE);
	judge();
	assert_string_equal(rules(), "CH5008 CH6019 ");
	drop();
	/* The new catalog has the version as it was: that it does more than append is CH6019 of reading it. */
	find(OLD, OLD "---\n" BREW("2") FIELDS KETTLE TAP);
	judge();
	assert_non_null(strstr(said(), "! 2* field 2 Degrees (integer) is gone\n"));
	assert_string_equal(rules(), "");
	drop();
	expect(BREW("1") FIELDS KETTLE, BREW("2") FIELDS KETTLE,
	       "- 1* version 1 is gone: it had 1 field, layout 21ff0ab3\n"
	       "+ 2* version 2 is new: 1 field, layout 21ff0ab3\n",
	       "");
}

static void fields(void **state)
{
	(void)state;
	expect(OLD, BREW("1") FIELDS KETTLE DEGREES TAP LID,
	       "! 1 field 4 Lid (string) is appended\n", "CH5008 ");
	expect(OLD, BREW("1") FIELDS LID KETTLE DEGREES TAP,
	       "! 1 field 1 Lid (string) is inserted\n", "CH5008 ");
	expect(OLD, BREW("1") FIELDS KETTLE TAP, "! 1 field 2 Degrees (integer) is gone\n",
	       "CH5008 ");
	expect(OLD, BREW("1") FIELDS TAP KETTLE DEGREES, "! 1 Tap was field 3 and is field 1\n",
	       "CH5008 ");
	expect(OLD, BREW("1") FIELDS DEGREES TAP KETTLE, "! 1 Kettle was field 1 and is field 3\n",
	       "CH5008 ");
	expect(OLD, BREW("1") FIELDS LID DEGREES TAP,
	       "! 1 field 1 was called Kettle and is called Lid\n", "CH5008 ");
	expect(OLD, BREW("1") FIELDS KETTLE "  - {name: Degrees, type: string}\n" TAP,
	       "! 1 field 2 Degrees was of type integer and is of type string\n", "CH5008 ");
	/* Another kind at the same place is no new name. */
	expect(OLD, BREW("1") FIELDS KETTLE LID TAP,
	       "! 1 field 2 Lid (string) is inserted\n! 1 field 2 Degrees (integer) is gone\n",
	       "CH5008 ");
	expect(OLD, BREW("1") FIELDS "  - {name: Tap, type: string}\n" KETTLE DEGREES,
	       "! 1 Tap was field 3 and is field 1\n"
	       "! 1 field 1 Tap was of type ip and is of type string\n",
	       "CH5008 ");
}

static void events(void **state)
{
	(void)state;
	expect(OLD, BREW("1") "match_all: true\n" FIELDS KETTLE DEGREES TAP,
	       "~ 1 a template may match every event now\n", "");
	expect(BREW("1") "match_all: true\n" FIELDS KETTLE, BREW("1") FIELDS KETTLE,
	       "~ 1 no template may match every event any more\n", "");
	expect(OLD, BREW("1") "select: {Channel: x}\n" FIELDS KETTLE DEGREES TAP,
	       "~ 1 select chooses other events\n", "");
	expect(BREW("1") "select: {Channel: x}\n" FIELDS KETTLE,
	       BREW("1") "select: {Channel: [x, y]}\n" FIELDS KETTLE,
	       "~ 1 select chooses other events\n", "");
	expect(BREW("1") "select: {Channel: x}\n" FIELDS KETTLE,
	       BREW("1") "select: {Chanel: x}\n" FIELDS KETTLE, "~ 1 select chooses other events\n",
	       "");
	expect(OLD,
	       "template_type: brew\nid: 31\nversion: 1\nlogsource: {service: brew}\n" FIELDS KETTLE
	               DEGREES TAP,
	       "~ 1 the log source was product example, category brew and is service brew\n", "");
	expect("template_type: brew\nid: 31\nversion: 1\nlogsource: {service: a}\n" FIELDS KETTLE,
	       "template_type: brew\nid: 31\nversion: 1\nlogsource: {service: b}\n" FIELDS KETTLE,
	       "~ 1 the log source was service a and is service b\n", "");
	expect(OLD, BREW("1") FIELDS "  - {name: Kettle, type: string, from: [Pot]}\n" DEGREES TAP,
	       "~ 1 field 1 Kettle has other names in events: Pot, was none\n", "");
}

static void details(void **state)
{
	const sl_finding *finding;

	(void)state;
	find(OLD, BREW("1") FIELDS LID TAP KETTLE DEGREES "  - {name: A, type: ip}\n");
	judge();
	assert_int_equal(findings.count, 1);
	finding = &findings.items[0];
	assert_string_equal(finding->detail,
	                    "version 1 of brew had 3 fields (layout dc44d2f0) and has 5 (layout "
	                    "eac1e07a): field 1 Lid (string) is inserted; Tap was field 3 and is "
	                    "field 2; field 5 A (ip) is appended; builds that have the version "
	                    "know it as it was, so the change needs version 2");
	assert_string_equal(finding->field, "Lid");
	assert_int_equal(finding->source.line, 6);
	assert_int_equal(finding->source.column, 5);
	drop();
	find(BREW("4294967295") FIELDS KETTLE, BREW("4294967295") FIELDS LID TAP DEGREES
	     "  - {name: A, type: ip}\n  - {name: B, type: ip}\n");
	judge();
	assert_non_null(strstr(findings.items[0].detail, "; and 2 more; "));
	assert_non_null(strstr(findings.items[0].detail, "there is no version left"));
	drop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(identical, begin, end),
		cmocka_unit_test_setup_teardown(types, begin, end),
		cmocka_unit_test_setup_teardown(swapped_ids, begin, end),
		cmocka_unit_test_setup_teardown(versions, begin, end),
		cmocka_unit_test_setup_teardown(follows_what_has_shipped, begin, end),
		cmocka_unit_test_setup_teardown(fields, begin, end),
		cmocka_unit_test_setup_teardown(events, begin, end),
		cmocka_unit_test_setup_teardown(details, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
