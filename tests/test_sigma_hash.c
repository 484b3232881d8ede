/*
 * What the compiler looks up by its hash, where every text has the same hash: criteria and ids that are not the same
 * stay apart all the same, and those that are the same are found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_sigma.h"

/* In place of the library's: the last slot of every table, so that looking on from it begins at the first. */
uint64_t sl_text_hash(sl_text text, uint64_t seed)
{
	(void)text;
	(void)seed;
	return UINT64_MAX;
}

/* --- criteria */

static const struct pair {
	const char *first, *second;
	bool same;
} pairs[] = {
	{"User: a", "User: a", true},
	{"User: [b, a]", "User: [a, b, A]", true},
	{"User: a", "User: b", false},
	{"User: a", "Image: a", false},
	{"User: a", "User|cased: a", false},
	{"User: a", "User|contains: a", false},
	{"User|startswith: a", "User|endswith: a", false},
	{"User: a", "User: [a, b]", false},
	{"User: b", "User: [a, b]", false},
	{"User: [a, b, c]", "User: [a, b, d]", false},
	{"User: [a, c, d]", "User: [b, c, d]", false},
	{"User|re: a", "User|re|m: a", false},
	{"User|re: a", "User|re|i: a", false},
	{"ProcessId: 1", "ProcessId: 1", true},
	{"ProcessId: 1", "ParentProcessId: 1", false},
	{"ProcessId: 1", "ProcessId: 2", false},
	{"ProcessId: [1, 2]", "ProcessId: [1, 3]", false},
	{"ProcessId|lt: 1", "ProcessId|lte: 1", false},
	{"ProcessId|gt: 1", "ProcessId|gte: 1", false},
	{"SourceIp: 10.0.0.0/8", "SourceIp|cidr: 10.0.0.0/8", true},
	{"SourceIp: 10.0.0.0/8", "SourceIp: 10.0.0.0/9", false},
	{"SourceIp: 10.0.0.0/8", "DestinationIp: 10.0.0.0/8", false},
	{"User|fieldref: Image", "User|fieldref: Image", true},
	{"User|fieldref: Image", "User|fieldref: Hashes", false},
	{"User|fieldref: Image", "User|cased|fieldref: Image", false},
	{"User: null", "User: null", true},
	{"User: null", "Image: null", false},
	{"User: null", "User|exists: true", false},
};

static void expect_criteria(const char *first, const char *second, uint32_t count)
{
	sl_buffer text = {0};
	support_sigma s;

	sl_buffer_printf(&text,
	                 "title: t\nid: 00000000-0000-4000-8000-000000000001\n"
	                 "logsource: {product: windows, category: process_creation}\n"
	                 "detection:\n  r: {Hashes: r}\n  s: {%s}\n  t: {%s}\n"
	                 "  condition: r and s and t\n",
	                 first, second);
	support_sigma_compile(&s, "hash.yml", text.bytes, text.length);
	assert_int_equal(s.findings.count, 0);
	assert_int_equal(s.content.template_count, 1);
	if (s.content.templates[0].criterion_count != count)
		fail_msg("%s and %s are %u criteria", first, second,
		         (unsigned)s.content.templates[0].criterion_count);
	support_sigma_end(&s);
	sl_buffer_free(&text);
}

static void test_criteria(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		expect_criteria(pairs[i].first, pairs[i].second, pairs[i].same ? 2 : 3);
		expect_criteria(pairs[i].second, pairs[i].first, pairs[i].same ? 2 : 3);
	}
}

/* --- ids */

static void add_rule(sl_buffer *text, const char *id)
{
	sl_buffer_printf(text,
	                 "---\ntitle: t\nid: %s\nlogsource: {service: log}\n"
	                 "detection: {s: {User: a}, condition: s}\n",
	                 id);
}

/* Ids that differ in one half byte at most, and then each of them again: the second is a finding that names the first. */
static void test_ids(void **state)
{
	static const char zeros[] = "00000000-0000-4000-8000-000000000000";
	static const char others[] = "1248f";
	sl_buffer text = {0};
	char id[sizeof zeros], place[32];
	unsigned round, count = 0, i, k;
	support_sigma s;

	(void)state;
	for (round = 0; round < 2; round++)
		for (i = 0; i < sizeof zeros - 1; i++) {
			if (zeros[i] != '0')
				continue;
			memcpy(id, zeros, sizeof id);
			for (k = 0; k < sizeof others - 1; k++, count++) {
				id[i] = others[k];
				add_rule(&text, id);
			}
		}
	support_sigma_compile(&s, "hash.yml", text.bytes, text.length);
	assert_int_equal(s.rules, count);
	assert_int_equal(s.content.template_count, count / 2);
	assert_int_equal(s.findings.count, count / 2);
	for (i = 0; i < count / 2; i++) {
		assert_int_equal(s.findings.items[i].rule, SL_RULE_DUPLICATE_UUID);
		snprintf(place, sizeof place, "hash.yml:%u ", 5 * i + 5);
		assert_non_null(strstr(s.findings.items[i].detail, place));
	}
	support_sigma_end(&s);
	sl_buffer_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_criteria),
		cmocka_unit_test(test_ids),
	};

	return cmocka_run_group_tests_name("sigma_hash", tests, NULL, NULL);
}
