/*
 * All that is said of a release, for releases before it, sizes, times and digests around each bound: the answers are in
 * corpus/findings/release.txt, and test_novelty.c has what must be so.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_release_answers	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "rules/novelty.h"
#include "support_answers.h"
#include "support_check.h"
#include "support_ledger.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define NOW 5000

#define SIZED(version, digest, bytes, templates)                                    \
	"{version: " version ", sha256: '" digest "', created: 1000, bytes: " bytes \
	", templates: " templates "}"
#define KNOWN(field, operator, action) \
	"{type: host, field: " field ", operator: " operator", action: " action ", since: 1}"
#define CHANNEL(number, releases, known) \
	"  " number ": {releases: [" releases "], capabilities: [" known "]}\n"

static const char *const ledgers[] = {
	"channels: {}\n",
	"channels:\n" CHANNEL("8", RELEASE("42", DIGEST_A), KNOWN("Name", "exists", "detect")),
	"channels:\n" CHANNEL("291", RELEASE("42", DIGEST_A), KNOWN("Uptime", "exists", "detect")),
	"channels:\n" CHANNEL(
		"291", RELEASE("43", DIGEST_1),
		KNOWN("Name", "exists", "monitor") "," KNOWN("Name", "null", "detect")),
	"channels:\n" CHANNEL("291", RELEASE("42", DIGEST_B) "," RELEASE("44", DIGEST_A),
                              KNOWN("Name", "exists", "detect")) "recalled: [{sha256: '" DIGEST_1
								 "', reason: 'it ate disks'}]\n",
	"channels:\n" CHANNEL(
		"291", SIZED("41", DIGEST_A, "400", "1") "," SIZED("42", DIGEST_B, "600", "2"), ""),
	"channels:\n" CHANNEL("291", SIZED("42", DIGEST_A, "1", "0"), ""),
	"channels:\n" CHANNEL("291", SIZED("42", DIGEST_A, "100000", "4"), ""),
};
static const uint64_t versions[] = {1, 42, 43, 44, UINT64_MAX};
static const char *const digests[] = {DIGEST_1, DIGEST_A};
static const sl_growth growths[] = {
	{0, 0, 0}, {50, 100, 131072}, {100, 1, 0}, {49, 0, 100}, {1000000, 0, 0}};
static const uint64_t expiries[] = {0, NOW - 1, NOW, NOW + 1};

static void add_criteria(draft *d)
{
	const uint32_t type = draft_type(d, "host", 1);

	for (unsigned i = 0; i < 2; i++) {
		draft_template(d, type, i + 1);
		d->content.templates[i].action = (uint8_t)(1 + 2 * i);
		draft_criterion(d, 0, CHAN_OPERATOR_EXISTS, 0);
		draft_criterion(d, 0, CHAN_OPERATOR_NULL, 0);
		draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
	}
}

/* Criteria are exercised: none, each other one, or all. */
static void add_release(ledger_at_hand *l, uint64_t version, unsigned which, sl_buffer *out)
{
	const sl_growth growth = growths[which % COUNT(growths)];
	const char *digest = digests[which % COUNT(digests)];
	sl_exercised *exercised;
	checking c;
	size_t count;

	checking_begin(&c, SL_MODEL_COMPLETE);
	c.draft.content.channel = 291;
	c.draft.content.content_version = version;
	c.draft.content.created_at = 1000;
	c.draft.content.expires_at = expiries[which % COUNT(expiries)];
	add_criteria(&c.draft);
	checking_write(&c);
	exercised = sl_exercised_make(&c.checked.file);
	for (uint32_t i = 0; i < 6; i += which % 8 == 1 ? 2 : 1)
		sl_exercised_set(exercised, i);
	const sl_release release = {.checked = &c.checked,
	                            .sha256 = digest,
	                            .ledger = &l->ledger,
	                            .growth = &growth,
	                            .exercised = which % 8 == 0 ? NULL : exercised,
	                            .now = NOW,
	                            .source = {"channels/291.yaml", 2, 1}};
	count = sl_check_release(&release, &c.findings);
	sl_buffer_printf(out, " %zu: %zu capabilities, %zu errors, %zu warnings\n", (size_t)which,
	                 count, c.findings.errors, c.findings.warnings);
	answers_add_findings(out, &c.findings);
	sl_exercised_free(exercised);
	checking_end(&c);
}

static void all_that_is_said(void **state)
{
	ledger_at_hand *l = *state;
	sl_buffer found = {0};
	unsigned which = 0;

	for (size_t i = 0; i < COUNT(ledgers); i++) {
		ledger_must_load(l, ledgers[i]);
		sl_buffer_printf(&found, "ledger %zu\n", i);
		for (size_t v = 0; v < COUNT(versions); v++)
			for (unsigned k = 0; k < 4; k++)
				add_release(l, versions[v], which++, &found);
	}
	answers_are("corpus/findings/release.txt", &found);
	sl_buffer_free(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_that_is_said, ledger_begin, ledger_end)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
