/* Findings of the check in a comparison: which are new, and to whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_diff.h"

static void add_finding(sl_findings *to, uint16_t rule, int64_t template_index, const char *field,
                        size_t count, const char *const *builds)
{
	const sl_finding finding = {.rule = rule,
	                            .file = "x.chan",
	                            .template_index = template_index,
	                            .criterion_index = -1,
	                            .field = field,
	                            .builds = builds,
	                            .build_count = count,
	                            .detail = "d"};

	sl_findings_add(to, &finding);
}

static void faults_by_build(void **state)
{
	static const char *const a[] = {"A"}, *const b[] = {"B"}, *const c[] = {"C"};
	static const char *const all[] = {"A", "B", "C"};
	sl_diff_request request = {.build_count = 3};
	sl_findings findings[2];
	pair_at_hand pair;
	sl_diff diff;

	(void)state;
	diff_compare_drafts(diff_b_then_a, diff_a_then_b, &pair);
	sl_findings_start(&findings[0]);
	sl_findings_start(&findings[1]);
	add_finding(&findings[0], SL_RULE_INPUT_NOT_SUPPLIED, 0, "Image", 1, b);
	add_finding(&findings[0], SL_RULE_ENGINE_TOO_OLD, -1, NULL, 1, c);
	add_finding(&findings[0], SL_RULE_LITTLE_HEADROOM, -1, NULL, 1, c);
	add_finding(&findings[0], SL_RULE_NAME_DIFFERS, -1, NULL, 0, NULL);
	add_finding(&findings[1], SL_RULE_INPUT_NOT_SUPPLIED, 0, "Image", 3, all);
	add_finding(&findings[1], SL_RULE_INPUT_NOT_SUPPLIED, 0, "Image", 3, all);
	add_finding(&findings[1], SL_RULE_INPUT_NOT_SUPPLIED, 0, "CommandLine", 1, a);
	add_finding(&findings[1], SL_RULE_LITTLE_HEADROOM, -1, NULL, 1, a);
	for (unsigned i = 0; i < 2; i++)
		request.sides[i] =
			(sl_diff_side){.checked = i == 0 ? pair.old.checked : pair.new.checked,
		                       .sha256 = diff_no_digest,
		                       .findings = &findings[i]};
	sl_diff_make(&request, &diff);
	assert_int_equal(diff.fault_count, 5);
	/* Image is new to A and C, and was not supplied by B; twice, for it was found twice. */
	assert_int_equal(diff.faults[0].state, SL_FAULT_NEW);
	assert_int_equal(diff.faults[0].build_count, 2);
	assert_string_equal(diff.faults[0].builds[0], "A");
	assert_string_equal(diff.faults[0].builds[1], "C");
	assert_int_equal(diff.faults[0].times, 2);
	assert_int_equal(diff.faults[1].state, SL_FAULT_NEW);
	assert_string_equal(diff.faults[1].builds[0], "A");
	assert_int_equal(diff.faults[2].state, SL_FAULT_KEPT);
	assert_string_equal(diff.faults[2].builds[0], "B");
	assert_int_equal(diff.faults[3].severity, CHAN_WARNING);
	assert_string_equal(diff.faults[3].builds[0], "A");
	assert_int_equal(diff.faults[4].state, SL_FAULT_GONE);
	assert_int_equal(diff.faults[4].rule, SL_RULE_ENGINE_TOO_OLD);
	assert_int_equal(diff.refusing.count, 2);
	assert_int_equal(diff.step, SL_STEP_REFUSED);
	diff_check_forms(&diff);
	sl_diff_free(&diff);
	sl_findings_free(&findings[0]);
	sl_findings_free(&findings[1]);
	diff_end_pair(&pair);
}

/* Where the list of findings was full, nobody knows that there is no new one. */
static void more_findings_than_a_list_holds(void **state)
{
	sl_diff_request request = {.build_count = 1};
	sl_findings findings[2];
	pair_at_hand pair;
	sl_diff diff;

	(void)state;
	diff_compare_drafts(diff_b_then_a, diff_a_then_b, &pair);
	for (unsigned i = 0; i < 2; i++) {
		sl_findings_start(&findings[i]);
		request.sides[i] =
			(sl_diff_side){.checked = i == 0 ? pair.old.checked : pair.new.checked,
		                       .sha256 = diff_no_digest,
		                       .findings = &findings[i]};
	}
	findings[1].dropped = 3;
	sl_diff_make(&request, &diff);
	assert_int_equal(diff.uncompared, 3);
	assert_int_equal(diff.step, SL_STEP_REFUSED);
	diff_check_forms(&diff);
	sl_diff_free(&diff);
	sl_findings_free(&findings[0]);
	sl_findings_free(&findings[1]);
	diff_end_pair(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_by_build),
		cmocka_unit_test(more_findings_than_a_list_holds),
	};

	return cmocka_run_group_tests_name("diff_faults", tests, NULL, NULL);
}
