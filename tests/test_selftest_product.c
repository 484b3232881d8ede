/* The gate's test of itself as the product has it, without the switch for broken rules: nothing is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/selftest.h"

static void all_hold(void **state)
{
	sl_findings findings;

	(void)state;
	memset(&findings, 0xa5, sizeof findings);
	sl_findings_start(&findings);
	assert_true(sl_selftest_run(&findings) >= 80);
	for (size_t i = 0; i < findings.count; i++)
		print_message("%s\n", findings.items[i].detail);
	assert_int_equal(findings.count, 0);
	sl_findings_free(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_hold)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
