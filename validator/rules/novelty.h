/* A release against the ledger: what has shipped before (5001, 5002, 5005, 5006, 5007). */
#ifndef SL_RULES_NOVELTY_H
#define SL_RULES_NOVELTY_H

#include "gate/exercised.h"
#include "model/ledger.h"
#include "model/repository.h"
#include "rules/check.h"

typedef struct sl_release {
	const sl_checked_file *checked; /* accepted */
	const char *sha256; /* of its bytes, 64 hexadecimal digits */
	const sl_ledger *ledger;
	const sl_growth *growth; /* how much larger it may be than the one before */
	const sl_exercised *exercised; /* by authored probes; NULL: there are none */
	uint64_t now; /* seconds since 1970 UTC */
	sl_source source; /* of the channel's document; no path: unknown */
} sl_release;

/*
 * 5001: a capability of the file that no channel has shipped, and that no probe exercises, at the first criterion that
 * has it; a warning if the channel ships for the first time. 5002: its version against those of the channel; the very
 * bytes of the last release pass. 5005 against the last release that is not recalled; 5006, 5007.
 * Returns the number of capabilities of the file, each counted once.
 */
size_t sl_check_release(const sl_release *release, sl_findings *findings);

/* What the file asks of sensors, each once, in no order: *out is the caller's to free. Texts point into the file. */
size_t sl_capabilities_of(const sl_checked_file *checked, sl_capability **out);

/* Adds the file, which has passed, and its capabilities to the ledger. False: the ledger had all of it. */
bool sl_record_release(sl_ledger *ledger, const sl_checked_file *checked, const char *sha256);

#endif
