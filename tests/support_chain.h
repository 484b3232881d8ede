/*
 * The whole chain over a folder of Sigma rules, catalog to interpreter, each template beside the rule that it was made
 * from as the naive evaluator reads it (fuzz/naive.h). Where anything but a rule fails, the test fails.
 */
#ifndef SUPPORT_CHAIN_H
#define SUPPORT_CHAIN_H

#include "author/content.h"
#include "execute/program.h"
#include "model/event.h"
#include "naive.h"

typedef struct chain {
	sl_arena arena;
	sl_findings findings; /* of the rules that do not compile */
	char *folder; /* where an inferred catalog lies; else NULL */
	sl_catalog catalog;
	sl_content content;
	sl_buffer bytes;
	sl_checked_file checked;
	sl_program program;
	chan_scratch scratch;
	size_t rules; /* authored */
	naive_rule **naive; /* by index of template */
	uint32_t count; /* of templates */
} chain;

/* What was compared. */
typedef struct chain_tally {
	uint64_t events, pairs, matches;
	uint64_t unknown; /* pairs of which the naive evaluator says nothing */
	uint64_t disagreements; /* the first of them are printed */
} chain_tally;

/* Compiles the files of the folder that match the pattern. catalog: a folder, or NULL to infer one as `sluice init` does. */
void chain_load(chain *c, const char *folder, const char *pattern, const char *catalog);
void chain_free(chain *c);

/* The index of the template with that id; UINT32_MAX: there is none. */
uint32_t chain_template(const chain *c, const uint8_t uuid[16]);

/*
 * Both verdicts of every template of the type about the inputs of one event. where: for messages. matched, if not
 * NULL, has a place for each template, which is set if it matched, and left alone if not.
 */
void chain_compare(chain *c, const sl_type *type, const chan_inputs *inputs, const char *where,
                   bool *matched, chain_tally *tally);

/* Both verdicts of every template about so many events made up from what its own rule looks for. */
void chain_examples(chain *c, uint32_t events, chain_tally *tally);

#endif
