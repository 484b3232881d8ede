/* Family 5xxx: a release against the ledger, novelty, versions, growth, expiry and recalls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/novelty.h"
#include "support_check.h"
#include "support_ledger.h"

/* A file of channel 291 with three criteria of two capabilities, host A exists and host B exists. */
static void make_file(checking *c, uint64_t version, uint64_t expires_at)
{
	uint32_t type;

	checking_begin(c, SL_MODEL_COMPLETE);
	c->draft.content.channel = 291;
	c->draft.content.content_version = version;
	c->draft.content.created_at = 1000;
	c->draft.content.expires_at = expires_at;
	type = draft_type(&c->draft, "host", 1);
	draft_template(&c->draft, type, 1);
	draft_criterion(&c->draft, 0, CHAN_OPERATOR_EXISTS, 0);
	draft_template(&c->draft, type, 2);
	draft_criterion(&c->draft, 0, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(&c->draft, 1, CHAN_OPERATOR_EXISTS, 0);
	checking_write(c);
}

static size_t check(ledger_at_hand *l, checking *c, const sl_exercised *exercised, sl_growth growth,
                    const char *digest)
{
	const sl_release release = {.checked = &c->checked,
	                            .sha256 = digest,
	                            .ledger = &l->ledger,
	                            .growth = &growth,
	                            .exercised = exercised,
	                            .now = 5000,
	                            .source = {"channels/291.yaml", 2, 1}};

	sl_findings_free(&c->findings);
	sl_findings_start(&c->findings);
	return sl_check_release(&release, &c->findings);
}

static void test_novelty(void **state)
{
	ledger_at_hand *l = *state;
	checking c;
	sl_exercised *exercised;

	make_file(&c, 43, 0);
	exercised = sl_exercised_make(&c.checked.file);
	ledger_must_load(l, "channels: {}\n");
	assert_int_equal(check(l, &c, exercised, SL_GROWTH_DEFAULT, DIGEST_1), 2);
	checking_count(&c, 2);
	assert_int_equal(c.findings.warnings, 2);
	assert_int_equal(c.findings.errors, 0);
	ledger_must_load(l, "channels: {8: {releases: [], capabilities: []}}\n");
	check(l, &c, exercised, SL_GROWTH_DEFAULT, DIGEST_1);
	assert_int_equal(c.findings.warnings, 2);
	ledger_must_load(
		l, "channels: {291: {releases: [" RELEASE("7", DIGEST_A) "], capabilities: []}}\n");
	check(l, &c, exercised, SL_GROWTH_DEFAULT, DIGEST_1);
	assert_int_equal(c.findings.errors, 2);
	assert_int_equal(c.findings.items[0].rule, SL_RULE_NOVEL_CAPABILITY);
	assert_string_equal(c.findings.items[0].path, "template[0].criterion[0].operator");
	assert_string_equal(c.findings.items[1].path, "template[1].criterion[1].operator");
	assert_int_equal(c.findings.items[1].criterion_index, 2);
	check(l, &c, NULL, SL_GROWTH_DEFAULT, DIGEST_1);
	checking_count(&c, 2);
	/* The other criterion with the capability of the first is exercised: so is the capability. */
	sl_exercised_set(exercised, 1);
	check(l, &c, exercised, SL_GROWTH_DEFAULT, DIGEST_1);
	assert_int_equal(checking_only(&c, SL_RULE_NOVEL_CAPABILITY)->criterion_index, 2);
	sl_exercised_set(exercised, 2);
	check(l, &c, exercised, SL_GROWTH_DEFAULT, DIGEST_1);
	checking_count(&c, 0);
	/* Recorded, it is known; of another channel too. */
	assert_true(sl_record_release(&l->ledger, &c.checked, DIGEST_1));
	assert_false(sl_record_release(&l->ledger, &c.checked, DIGEST_1));
	check(l, &c, NULL, SL_GROWTH_DEFAULT, DIGEST_1);
	checking_count(&c, 0);
	assert_int_equal(l->ledger.capability_count, 2);
	/* A release that was written down by hand, without what it asks for. */
	ledger_must_load(l, "channels: {291: {releases: [" RELEASE(
				    "43", DIGEST_1) "], capabilities: []}}\n");
	assert_true(sl_record_release(&l->ledger, &c.checked, DIGEST_1));
	assert_int_equal(l->ledger.capability_count, 2);
	assert_false(sl_record_release(&l->ledger, &c.checked, DIGEST_1));
	/* A release that asks for nothing new is recorded as well. */
	ledger_must_load(l, "channels:\n  291:\n    releases: [" RELEASE(
				    "42", DIGEST_A) "]\n"
	                                            "    capabilities: ["
	                                            "{type: host, field: Name, operator: exists, "
	                                            "action: detect, since: 1},"
	                                            "{type: host, field: Uptime, operator: exists, "
	                                            "action: detect, since: 1}]\n");
	assert_true(sl_record_release(&l->ledger, &c.checked, DIGEST_1));
	assert_int_equal(l->ledger.capability_count, 2);
	ledger_must_load(l, "channels: {}\n");
	assert_true(sl_record_release(&l->ledger, &c.checked, DIGEST_1));
	assert_int_equal(sl_ledger_last(&l->ledger, 291)->created_at, 1000);
	assert_int_equal(sl_ledger_last(&l->ledger, 291)->bytes, c.checked.size);
	sl_exercised_free(exercised);
	checking_end(&c);
}

/* The one finding is of the rule, at that member, and at the channel's document. */
static void check_finding(ledger_at_hand *l, checking *c, sl_growth growth, const char *digest,
                          unsigned rule, const char *member)
{
	const sl_finding *found;

	check(l, c, NULL, growth, digest);
	found = checking_only(c, rule);
	assert_string_equal(found->path, member);
	assert_string_equal(found->source.path, "channels/291.yaml");
}

#define WITH_RELEASES(releases)                                                  \
	"channels:\n  291:\n    releases: [" releases "]\n    capabilities: ["   \
	"{type: host, field: Name, operator: exists, action: detect, since: 1}," \
	"{type: host, field: Uptime, operator: exists, action: detect, since: 1}]\n"
#define SIZED(version, digest, bytes, templates)                                    \
	"{version: " version ", sha256: '" digest "', created: 1000, bytes: " bytes \
	", templates: " templates "}"

static void test_versions(void **state)
{
	ledger_at_hand *l = *state;
	static const char member[] = "header.content_version";
	checking c;

	make_file(&c, 43, 0);
	ledger_must_load(l, WITH_RELEASES(RELEASE("42", DIGEST_A)));
	check(l, &c, NULL, SL_GROWTH_DEFAULT, DIGEST_1);
	checking_count(&c, 0);
	ledger_must_load(l, WITH_RELEASES(RELEASE("43", DIGEST_1)));
	check(l, &c, NULL, SL_GROWTH_DEFAULT, DIGEST_1);
	checking_count(&c, 0);
	check_finding(l, &c, SL_GROWTH_DEFAULT, DIGEST_A, SL_RULE_VERSION_NOT_RISING, member);
	ledger_must_load(l, WITH_RELEASES(RELEASE("44", DIGEST_A)));
	check_finding(l, &c, SL_GROWTH_DEFAULT, DIGEST_1, SL_RULE_VERSION_NOT_RISING, member);
	/* The bytes of a release that is not the last are a step back. */
	ledger_must_load(l, WITH_RELEASES(RELEASE("43", DIGEST_1) "," RELEASE("44", DIGEST_A)));
	check_finding(l, &c, SL_GROWTH_DEFAULT, DIGEST_1, SL_RULE_VERSION_NOT_RISING, member);
	/* A recalled version was in the field: another must rise over it all the same. */
	ledger_must_load(l, WITH_RELEASES(RELEASE("44", DIGEST_A)) "recalled: [{sha256: '" DIGEST_A
	                                                           "', reason: x}]\n");
	check_finding(l, &c, SL_GROWTH_DEFAULT, DIGEST_1, SL_RULE_VERSION_NOT_RISING, member);
	ledger_must_load(l, WITH_RELEASES(RELEASE("42", DIGEST_A)) "recalled: [{sha256: '" DIGEST_1
	                                                           "', reason: x}]\n");
	check_finding(l, &c, SL_GROWTH_DEFAULT, DIGEST_1, SL_RULE_RECALLED, member);
	check(l, &c, NULL, SL_GROWTH_DEFAULT, DIGEST_B);
	checking_count(&c, 0);
	checking_end(&c);
	make_file(&c, UINT64_MAX, 0);
	ledger_must_load(l, WITH_RELEASES(SIZED("18446744073709551615", DIGEST_1, "1", "1")));
	check_finding(l, &c, (sl_growth){0, 100, 0}, DIGEST_1, SL_RULE_GROWTH, "header.file_size");
	checking_end(&c);
}

static void test_growth(void **state)
{
	ledger_at_hand *l = *state;
	checking c;

	make_file(&c, 43, 0); /* of two templates */
	ledger_must_load(l, WITH_RELEASES(SIZED("42", DIGEST_A, "1000000", "1")));
	check(l, &c, NULL, (sl_growth){50, 1, 0}, DIGEST_1);
	checking_count(&c, 0);
	check(l, &c, NULL, (sl_growth){100, 0, 0}, DIGEST_1);
	checking_count(&c, 0);
	check_finding(l, &c, (sl_growth){99, 0, 0}, DIGEST_1, SL_RULE_GROWTH,
	              "header.template_count");
	ledger_must_load(l, WITH_RELEASES(SIZED("42", DIGEST_A, "1", "2")));
	check(l, &c, NULL, (sl_growth){0, 0, 1u << 20}, DIGEST_1);
	checking_count(&c, 0);
	check_finding(l, &c, (sl_growth){1000, 0, 16}, DIGEST_1, SL_RULE_GROWTH,
	              "header.file_size");
	/* What has shipped after it is not what it has grown over. */
	ledger_must_load(l, WITH_RELEASES(SIZED("42", DIGEST_A, "1000000",
	                                        "1") "," SIZED("44", DIGEST_B, "1000000", "2")));
	check(l, &c, NULL, (sl_growth){99, 0, 0}, DIGEST_1);
	checking_count(&c, 2);
	assert_int_equal(c.findings.items[0].rule, SL_RULE_VERSION_NOT_RISING);
	assert_int_equal(c.findings.items[1].rule, SL_RULE_GROWTH);
	/* Fewer is no growth; against a release of no template every step but a small one is too large. */
	ledger_must_load(l, WITH_RELEASES(SIZED("42", DIGEST_A, "1000000", "50")));
	check(l, &c, NULL, (sl_growth){0, 0, 0}, DIGEST_1);
	checking_count(&c, 0);
	ledger_must_load(l, WITH_RELEASES(SIZED("42", DIGEST_A, "1000000", "0")));
	check_finding(l, &c, (sl_growth){50, 1, 0}, DIGEST_1, SL_RULE_GROWTH,
	              "header.template_count");
	checking_end(&c);
}

/* At most 300 bytes of a reason are told. */
static void test_reasons_are_cut(void **state)
{
	ledger_at_hand *l = *state;
	char reason[302] = "", told[302] = "";
	checking c;

	make_file(&c, 43, 0);
	for (unsigned length = 299; length <= 301; length++) {
		memset(reason, 'x', length);
		memset(told, 'x', length);
		if (length > 300)
			memcpy(told + 297, "...", sizeof "...");
		ledger_must_load(
			l, sl_arena_printf(&c.draft.arena,
		                           WITH_RELEASES(RELEASE(
						   "42", DIGEST_A)) "recalled: [{sha256: '" DIGEST_1
		                                                    "', reason: %s}]\n",
		                           reason));
		check(l, &c, NULL, SL_GROWTH_DEFAULT, DIGEST_1);
		assert_string_equal(checking_only(&c, SL_RULE_RECALLED)->detail, told);
	}
	checking_end(&c);
}

static bool fits(uint16_t kind, uint8_t operation)
{
	return operation == CHAN_OPERATOR_ANY || chan_operator_fits(operation, kind);
}

static void add_value(draft *d, uint8_t operation)
{
	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_NONE:
		break;
	case CHAN_VALUE_STRING:
		draft_text(d, "abc");
		break;
	case CHAN_VALUE_INTEGER:
		draft_integer(d, 1);
		break;
	case CHAN_VALUE_NETWORK:
		draft_network(d, 0x0a000000u, 8);
		break;
	case CHAN_VALUE_FIELD:
		draft_field(d, 0);
		break;
	}
}

/* The criteria of one template are not those of the next. */
static void test_capabilities_of_each_template(void **state)
{
	sl_capability *capabilities;
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_type(&c.draft, "host", 1);
	for (unsigned i = 0; i < 2; i++) {
		draft_template(&c.draft, 0, i + 1);
		c.draft.content.templates[i].action = (uint8_t)(CHAN_ACTION_DETECT + i);
		draft_criterion(&c.draft, i, CHAN_OPERATOR_EXISTS, 0);
	}
	checking_write(&c);
	assert_int_equal(sl_capabilities_of(&c.checked, &capabilities), 2);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(sl_text_is(capabilities[i].field, i == 0 ? "Name" : "Uptime"));
		assert_int_equal(capabilities[i].action, CHAN_ACTION_DETECT + i);
	}
	free(capabilities);
	checking_end(&c);
}

/* Every operator of a field with every action, each three times, is one capability; the last field is of another type. */
static void test_each_capability_once(void **state)
{
	bool seen[4][CHAN_OPERATOR_LAST + 1][CHAN_ACTION_MONITOR + 1] = {{{false}}};
	sl_capability *capabilities;
	size_t count, wanted = 0;
	checking c;

	(void)state;
	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_type(&c.draft, "host", 1);
	draft_type(&c.draft, "process", 1);
	c.draft.content.types[1].field_count = 1;
	for (unsigned i = 0; i < 4 * 3 * CHAN_ACTION_MONITOR; i++) {
		const unsigned field = i % 4;
		const sl_content_type *type = &c.draft.content.types[field / 3];

		draft_template(&c.draft, field / 3, i + 1);
		c.draft.content.templates[i].action = (uint8_t)(1 + i / 4 % CHAN_ACTION_MONITOR);
		for (uint8_t operation = 1; operation <= CHAN_OPERATOR_LAST; operation++)
			if (fits(type->fields[field % 3].kind, operation)) {
				draft_criterion(&c.draft, field % 3, operation, 0);
				add_value(&c.draft, operation);
				wanted += i < 4 * CHAN_ACTION_MONITOR;
			}
	}
	checking_write(&c);
	count = sl_capabilities_of(&c.checked, &capabilities);
	for (size_t i = 0; i < count; i++) {
		const sl_capability *one = &capabilities[i];
		const unsigned field = sl_text_is(one->type, "process")   ? 3
		                       : sl_text_is(one->field, "Name")   ? 0
		                       : sl_text_is(one->field, "Uptime") ? 1
		                                                          : 2;

		assert_false(seen[field][one->operation][one->action]);
		seen[field][one->operation][one->action] = true;
	}
	assert_int_equal(count, wanted);
	assert_true(seen[0][CHAN_OPERATOR_EXACT][CHAN_ACTION_DETECT]);
	assert_true(seen[3][CHAN_OPERATOR_ANY][CHAN_ACTION_MONITOR]);
	free(capabilities);
	checking_end(&c);
}

static void test_expiry(void **state)
{
	ledger_at_hand *l = *state;
	checking c;

	ledger_must_load(l, WITH_RELEASES(RELEASE("42", DIGEST_A)));
	make_file(&c, 43, 5001);
	check(l, &c, NULL, SL_GROWTH_DEFAULT, DIGEST_1);
	checking_count(&c, 0);
	checking_end(&c);
	make_file(&c, 43, 5000);
	check_finding(l, &c, SL_GROWTH_DEFAULT, DIGEST_1, SL_RULE_EXPIRED, "header.expires_at");
	assert_string_equal(c.findings.items[0].detail,
	                    "it expired at 1970-01-01T01:23:20Z; now it is 1970-01-01T01:23:20Z");
	checking_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_novelty, ledger_begin, ledger_end),
		cmocka_unit_test_setup_teardown(test_versions, ledger_begin, ledger_end),
		cmocka_unit_test_setup_teardown(test_growth, ledger_begin, ledger_end),
		cmocka_unit_test_setup_teardown(test_reasons_are_cut, ledger_begin, ledger_end),
		cmocka_unit_test(test_capabilities_of_each_template),
		cmocka_unit_test(test_each_capability_once),
		cmocka_unit_test_setup_teardown(test_expiry, ledger_begin, ledger_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
