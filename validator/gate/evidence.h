/*
 * Synthesised evidence: the content is run before anyone else runs it. For each criterion of each template events are
 * made that satisfy it and that do not; and two events show that it decides its template's verdict: in one it holds and
 * the verdict would be another if it did not, in the other it fails and the verdict would be another if it held. Every
 * event is then run with exactly the inputs that each build supplies.
 *
 * Nothing is believed that was not run: an event counts only if the interpreter says of it what it was made for.
 */
#ifndef SL_GATE_EVIDENCE_H
#define SL_GATE_EVIDENCE_H

#include "execute/program.h"
#include "model/catalog.h"
#include "model/fleet.h"

/* CH4004: one event of a type, its strings of so many bytes, may cost so many steps (FORMAT.md section 8). */
#define SL_EVIDENCE_INPUT_BYTES 4096u
/*
 * Some ten times what the public rules about the start of processes could take, which are the costliest type (423
 * million). No event comes near the bound: it takes a text for which every pattern is crowded.
 */
#define SL_EVIDENCE_STEPS UINT64_C(5000000000)

/* Told of the events that the evidence makes: of those that builds run, and of each single input of a criterion. */
typedef struct sl_event_sink {
	/* single: made for one criterion; the other inputs are what is left of those before it. */
	void (*take)(void *context, uint32_t type_id, const chan_inputs *inputs, bool single);
	void *context;
} sl_event_sink;

typedef struct sl_evidence {
	const sl_event_sink *sink; /* NULL: nobody else wants the events */
	size_t templates;
	size_t criteria;
	size_t decided; /* criteria shown to decide the verdict both ways */
	size_t redundant; /* proved that they do not: CH4001, a warning */
	size_t unresolved; /* neither: CH4001, an error */
	size_t values; /* of criteria, each satisfied by an input made for it */
	size_t inputs; /* single inputs made and judged by a criterion */
	size_t events; /* whole events made and judged by a template */
	size_t builds; /* evaluations with exactly the inputs of a build; builds that supply the same count once */
	uint64_t steps; /* CH4004: the most that an event of one type can cost */
} sl_evidence;

/*
 * The evidence for an accepted file: CH4001, CH4004 and CH4005. Adds its counts to *out, whose sink the caller sets. Returns the number of
 * criteria. Single-threaded; linear in the number of templates, and of each within a budget, past which a criterion is
 * unresolved.
 */
size_t sl_gather_evidence(const sl_checked_file *checked, const sl_program *program,
                          const sl_catalog *catalog, const sl_fleet *fleet, sl_evidence *out,
                          sl_findings *findings);

#endif
