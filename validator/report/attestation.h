/*
 * Verdicts as attestations: an in-toto Statement (v1) with the predicate test-result (v0.1), for the evidence that goes with a
 * release; and what one says of a file, held against what a release asks for. Signatures are other tools' business.
 */
#ifndef SL_REPORT_ATTESTATION_H
#define SL_REPORT_ATTESTATION_H

#include "gate/verdict.h"

/*
 * Appends the statement about all files of the verdict. now: seconds, when it was judged. False: no file has a digest, so there
 * is nothing to speak of.
 */
bool sl_attestation_write(const sl_verdict *verdict, uint64_t now, sl_buffer *out);

/* What a release asks for. */
typedef struct sl_attestation_policy {
	const char *const *checks; /* that must have been run and not failed */
	size_t check_count;
	const char *const *builds; /* that must have been judged against */
	size_t build_count;
	const char *fleet_digest; /* of the manifests it must rest on, hexadecimal; NULL: any */
	uint64_t now, most_age; /* seconds; most_age 0: any */
	bool refuses_warnings, refuses_suppressed;
} sl_attestation_policy;

typedef struct sl_attestation_answer {
	bool is_statement; /* false: it is none of ours, and words say why */
	bool holds;
	sl_buffer
		words; /* a line for each point: "ok" or "NO", and what it is about. Printable. Free it. */
} sl_attestation_answer;

/*
 * Whether a statement, alone or in a DSSE envelope, speaks of a file with this digest, and whether what it says is what the policy
 * asks for. The text may be anything.
 */
void sl_attestation_check(const sl_buffer *text, const char *sha256,
                          const sl_attestation_policy *policy, sl_attestation_answer *out);

#endif
