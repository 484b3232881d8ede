/* Probes run: who must match does, on each build that can; nobody else does; and what that shows of the criteria. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gate/probing.h"
#include "gate/probing_parts.h"
#include "rules/facts.h"
#include "support_folder.h"
#include "support_repository.h"

#define ID(n) REPOSITORY_ID n

static sl_probing_counts run(loaded_repository *r)
{
	const sl_probing probing = {.programs = r->programs,
	                            .exercised = r->exercised,
	                            .program_count = r->count,
	                            .complete = true,
	                            .fleet = &r->repository.fleet,
	                            .probes = &r->probes};
	sl_probing_counts counts;
	size_t cases;

	memset(&counts, 0xA5, sizeof counts);
	cases = sl_run_probes(&probing, &counts, &r->findings);
	assert_int_equal(cases, counts.cases);
	return counts;
}

static void probes(loaded_repository *r, const char *text)
{
	scratch_text(r->folder, "probes/p.yaml", text);
	repository_load(r);
}

static void expect_finding(const loaded_repository *r, size_t index, uint16_t rule, uint32_t line,
                           const char *detail)
{
	const sl_finding *one = &r->findings.items[index];

	assert_true(index < r->findings.count);
	assert_int_equal(one->rule, rule);
	assert_int_equal(one->source.line, line);
	assert_string_equal(one->detail, detail);
}

static const char two_criteria[] =
	"{a: {Image|endswith: /kettle, User|startswith: guest}, condition: a}";
static const char with_not[] =
	"{a: {Image|endswith: /kettle}, b: {User|startswith: pkg}, condition: a and not b}";

static void test_all_as_expected(void **state)
{
	sl_probing_counts counts;
	loaded_repository r;

	(void)state;
	repository_begin(&r);
	repository_build(&r, "1.1.0", 1, "Image, User");
	repository_build(&r, "1.2.0", 2, "Image, User, Parent");
	repository_rule(&r, 1, two_criteria);
	repository_rule(&r, 2, with_not);
	probes(&r,
	       "- event: {type: start, Image: /KETTLE, User: guest}\n"
	       "  match: [" ID("01") ", " ID(
		       "02") "]\n"
	                     "- event: {type: start, Image: /kettle, User: ada}\n  match: [" ID(
				     "02") "]\n"
	                                   "- event: {type: start, Image: /tea}\n  match: []\n");
	counts = run(&r);
	assert_int_equal(r.findings.count, 0);
	assert_int_equal(counts.events, 3);
	assert_int_equal(counts.cases, 9);
	assert_int_equal(counts.evaluations, 3 * 2 * 2); /* two groups of builds, two templates */
	assert_int_equal(counts.expected, 3);
	assert_int_equal(counts.missed + counts.unwanted, 0);
	repository_end(&r);
}

static void test_missed(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;
	const sl_finding *one;

	(void)state;
	repository_begin(&r);
	repository_build(&r, "1.1.0", 1, "Image, User");
	repository_rule(&r, 1, two_criteria);
	probes(&r, "\n- event: {type: start, Image: /kettle, User: ada}\n"
	           "  match: [" ID("01") "]\n");
	counts = run(&r);
	assert_int_equal(counts.missed, 1);
	assert_int_equal(r.findings.count, 1);
	expect_finding(&r, 0, SL_RULE_PROBE_MISSED, 2,
	               "'rule 1': what does not hold is User prefix");
	one = &r.findings.items[0];
	assert_true(one->has_template);
	assert_int_equal(one->template_uuid[15], 1);
	assert_string_equal(one->path, "template[0]");
	assert_int_equal(one->build_count, 2);
	assert_string_equal(one->builds[0], "1.0.1");
	assert_string_equal(one->builds[1], "1.1.0");
	repository_end(&r);
}

/* What stands in the way is a criterion that is true. */
static void test_missed_by_a_not(void **state)
{
	loaded_repository r;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 2, with_not);
	probes(&r, "- event: {type: start, Image: /kettle, User: pkg}\n  match: [" ID("02") "]\n");
	run(&r);
	assert_int_equal(r.findings.count, 1);
	expect_finding(&r, 0, SL_RULE_PROBE_MISSED, 1,
	               "'rule 2': what does not hold is not User prefix");
	repository_end(&r);
}

static void test_unwanted(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, two_criteria);
	repository_rule(&r, 2, with_not);
	probes(&r,
	       "- event: {type: start, Image: /kettle, User: guest}\n  match: [" ID("01") "]\n");
	counts = run(&r);
	assert_int_equal(counts.unwanted, 1);
	assert_int_equal(r.findings.count, 1);
	expect_finding(&r, 0, SL_RULE_PROBE_MATCHED, 1,
	               "'rule 2': what holds is Image suffix, not User prefix");
	assert_int_equal(r.findings.items[0].template_uuid[15], 2);
	repository_end(&r);
}

static void test_unwanted_in_a_file(void **state)
{
	loaded_repository r;
	const sl_finding *one;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, two_criteria);
	scratch_text(r.folder, "events/clean.ndjson",
	             "{\"Image\": \"/tea\"}\n{\"Image\": \"/kettle\", \"User\": \"guest\"}\n");
	probes(&r, "- {events: ../events/clean.ndjson, type: start, match: []}\n");
	run(&r);
	assert_int_equal(r.findings.count, 1);
	one = &r.findings.items[0];
	assert_int_equal(one->rule, SL_RULE_PROBE_MATCHED);
	assert_int_equal(one->source.line, 2);
	assert_non_null(strstr(one->source.path, "events/clean.ndjson"));
	repository_end(&r);
}

static const char reads_parent[] = "{a: {Parent: /kettle}, condition: a}";

/* A build without a field is not expected to match by it, and what asks for it there is at fault. */
static void test_older_build(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;

	(void)state;
	repository_begin(&r);
	repository_build(&r, "1.2.0", 2, "Image, User, Parent");
	repository_rule(&r, 3, reads_parent);
	probes(&r, "- event: {type: start, Parent: /kettle}\n  match: [" ID(
			   "03") "]\n"
	                         "- event: {type: start, Parent: /tea}\n  match: []\n");
	counts = run(&r);
	assert_int_equal(counts.missed, 0);
	assert_int_equal(r.findings.count, 1); /* once, not for each event */
	expect_finding(&r, 0, SL_RULE_SENSOR_FAILED, 1,
	               "'rule 3' reads input 3, Parent, which is past the end of what is supplied");
	assert_int_equal(r.findings.items[0].build_count, 1);
	assert_string_equal(r.findings.items[0].builds[0], "1.0.1");
	repository_end(&r);
}

static void test_no_build_has_the_field(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 3, reads_parent);
	probes(&r, "- event: {type: start, Parent: /kettle}\n  match: [" ID("03") "]\n");
	counts = run(&r);
	assert_int_equal(counts.missed, 1);
	assert_int_equal(r.findings.count, 2);
	expect_finding(&r, 0, SL_RULE_PROBE_MISSED, 1,
	               "'rule 3': no build of the fleet supplies all that it reads");
	repository_end(&r);
}

/* The inputs come in the order of the manifest, whatever the catalog says: the probe sees it. */
static void test_build_with_another_order(void **state)
{
	loaded_repository r;

	(void)state;
	repository_begin(&r);
	repository_build(&r, "1.0.1", 1, "User, Image");
	repository_rule(&r, 1, two_criteria);
	probes(&r,
	       "- event: {type: start, Image: /kettle, User: guest}\n  match: [" ID("01") "]\n");
	run(&r);
	assert_int_equal(r.findings.count, 1);
	expect_finding(&r, 0, SL_RULE_PROBE_MISSED, 1,
	               "'rule 1': what does not hold is Image suffix, User prefix");
	repository_end(&r);
}

static void test_build_with_another_kind(void **state)
{
	loaded_repository r;

	(void)state;
	repository_begin(&r);
	repository_build(&r, "1.0.1", 1, "Image, {name: User, type: integer}");
	repository_rule(&r, 1, two_criteria);
	probes(&r, "- event: {type: start, Image: /kettle, User: guest}\n  match: []\n");
	run(&r);
	assert_int_equal(r.findings.count, 1);
	expect_finding(&r, 0, SL_RULE_SENSOR_FAILED, 1,
	               "'rule 1' reads input 2, User, which is of another kind than its field");
	repository_end(&r);
}

static void test_templates_that_are_not_there(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;

	(void)state;
	repository_begin(&r);
	scratch_text(r.folder, "catalog/stop.yaml",
	             "template_type: stop\nid: 10\nversion: 1\n"
	             "logsource: {product: example, category: stop}\n"
	             "fields: [{name: Image, type: string}]\n");
	repository_build(&r, "1.0.1", 1, "Image, User]}\n  stop: {version: 1, supplies: [Image");
	repository_rule(&r, 1, two_criteria);
	probes(&r,
	       "- event: {type: start, Image: /tea}\n  match:\n    - " ID(
		       "09") "\n"
	                     "- event: {type: stop, Image: /tea}\n  match:\n    - " ID("01") "\n");
	counts = run(&r);
	assert_int_equal(counts.missed, 2);
	assert_int_equal(r.findings.count, 2);
	expect_finding(&r, 0, SL_RULE_PROBE_MISSED, 3, "no channel has a template with this id");
	expect_finding(&r, 1, SL_RULE_PROBE_MISSED, 6,
	               "'rule 1' is of the type start, and the event is of stop");
	repository_end(&r);
}

/* Where a channel did not compile, an id that is not there proves nothing. */
static void test_incomplete(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, two_criteria);
	probes(&r, "- event: {type: start, Image: /tea}\n  match: [" ID("09") "]\n");
	const sl_probing probing = {.programs = r.programs,
	                            .exercised = r.exercised,
	                            .program_count = r.count,
	                            .complete = false,
	                            .fleet = &r.repository.fleet,
	                            .probes = &r.probes};
	assert_int_equal(sl_run_probes(&probing, &counts, &r.findings), 1);
	assert_int_equal(r.findings.count, 0);
	repository_end(&r);
}

static void test_type_that_no_build_supplies(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;

	(void)state;
	repository_begin(&r);
	scratch_text(r.folder, "catalog/stop.yaml",
	             "template_type: stop\nid: 10\nversion: 1\n"
	             "logsource: {product: example, category: stop}\n"
	             "fields: [{name: Image, type: string}]\n");
	repository_rule(&r, 1, two_criteria);
	probes(&r, "- {event: {type: stop, Image: a}, match: []}\n");
	counts = run(&r);
	assert_int_equal(counts.cases, 0);
	assert_int_equal(counts.events, 0);
	assert_int_equal(r.findings.count, 1);
	expect_finding(&r, 0, SL_RULE_VALUE_INVALID, 1,
	               "no build of the fleet supplies stop, so the probe runs nowhere");
	repository_end(&r);
}

static void test_without_probes(void **state)
{
	loaded_repository r;
	sl_probing_counts counts;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, two_criteria);
	repository_load(&r);
	counts = run(&r);
	assert_int_equal(counts.cases + counts.evaluations, 0);
	assert_int_equal(r.findings.count, 0);
	repository_end(&r);
}

/* The criteria of the one file that are exercised, as a number: bit n is criterion n. */
static unsigned exercised(const loaded_repository *r)
{
	unsigned bits = 0;

	for (uint32_t i = 0; i < r->files[0].checked.file.header.criterion_count; i++)
		bits |= sl_exercised_get(r->exercised[0], i) ? 1u << i : 0;
	return bits;
}

static void expect_exercised(const char *detection, const char *text, unsigned wanted)
{
	loaded_repository r;

	repository_begin(&r);
	repository_rule(&r, 1, detection);
	probes(&r, text);
	run(&r);
	assert_int_equal(exercised(&r), wanted);
	repository_end(&r);
}

static void test_exercised(void **state)
{
	static const char one_of[] =
		"{a: {Image|endswith: /kettle}, b: {User|startswith: guest}, condition: 1 of *}";

	(void)state;
	/* Both where the template matches; none where it is to match and does not, or was not named. */
	expect_exercised(
		two_criteria,
		"- {event: {type: start, Image: /kettle, User: guest}, match: [" ID("01") "]}\n",
		3);
	expect_exercised(
		two_criteria,
		"- {event: {type: start, Image: /kettle, User: ada}, match: [" ID("01") "]}\n", 0);
	expect_exercised(two_criteria,
	                 "- {event: {type: start, Image: /kettle, User: guest}, match: []}\n", 0);
	expect_exercised(two_criteria,
	                 "- {event: {type: start, Image: /kettle, User: ada}, match: []}\n", 0);
	/* Of alternatives, the one that is true. */
	expect_exercised(
		one_of,
		"- {event: {type: start, Image: /kettle, User: ada}, match: [" ID("01") "]}\n", 1);
	/* What stands under a not, by an event that it keeps out. */
	expect_exercised(
		with_not,
		"- {event: {type: start, Image: /kettle, User: ada}, match: [" ID("01") "]}\n", 1);
	expect_exercised(with_not,
	                 "- {event: {type: start, Image: /kettle, User: pkg}, match: []}\n", 2);
}

/* Criteria are numbered by first use; a bit for those under an odd number of `not`. */
static void test_negated(void **state)
{
	static const struct {
		const char *condition;
		unsigned wanted;
	} cases[] = {
		{"a and b", 0},
		{"not a and b", 1},
		{"a and not b", 2},
		{"not (a or b)", 3},
		{"not (a or not b)", 1},
		{"not (not (a and b) or c)", 4},
		{"c or not (b and (c or not a))", 3}, /* c, on both sides, and b */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char detection[256];
		uint64_t *bits;
		loaded_repository r;

		repository_begin(&r);
		snprintf(detection, sizeof detection,
		         "{a: {Image: x}, b: {User: y}, c: {Image: z}, condition: '%s'}",
		         cases[i].condition);
		repository_rule(&r, 1, detection);
		repository_load(&r);
		bits = sl_bits(8);
		sl_mark_negated(&r.files[0].checked.file, bits);
		if (bits[0] != cases[i].wanted)
			fail_msg("%s: %llx", cases[i].condition, (unsigned long long)bits[0]);
		free(bits);
		repository_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_as_expected),
		cmocka_unit_test(test_missed),
		cmocka_unit_test(test_missed_by_a_not),
		cmocka_unit_test(test_unwanted),
		cmocka_unit_test(test_unwanted_in_a_file),
		cmocka_unit_test(test_older_build),
		cmocka_unit_test(test_no_build_has_the_field),
		cmocka_unit_test(test_build_with_another_order),
		cmocka_unit_test(test_build_with_another_kind),
		cmocka_unit_test(test_templates_that_are_not_there),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_type_that_no_build_supplies),
		cmocka_unit_test(test_without_probes),
		cmocka_unit_test(test_exercised),
		cmocka_unit_test(test_negated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
