/* A ledger in a scratch folder, and what a test writes in one. Where anything goes wrong the test fails. */
#ifndef SUPPORT_LEDGER_H
#define SUPPORT_LEDGER_H

#include "model/ledger.h"

#define DIGEST_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define DIGEST_1 "1111111111111111111111111111111111111111111111111111111111111111"

#define RELEASE(version, digest)                          \
	"{version: " version ", sha256: '" digest         \
	"', created: 2026-07-01T00:00:00Z, bytes: 1000, " \
	"templates: 10}"

typedef struct ledger_at_hand {
	char *folder;
	sl_ledger ledger;
	sl_findings findings;
} ledger_at_hand;

/* Around a test, for cmocka_unit_test_setup_teardown(): *state is a ledger_at_hand, empty. */
int ledger_begin(void **state);
int ledger_end(void **state);

/* Reads the text as a ledger in place of the one before; the findings are those of reading it. */
bool ledger_load(ledger_at_hand *l, const char *text);
/* The same of a text that has no finding. */
void ledger_must_load(ledger_at_hand *l, const char *text);

#endif
