/* What logic.c, logic_relation.c and logic_same.c share. */
#ifndef SL_RULES_LOGIC_PARTS_H
#define SL_RULES_LOGIC_PARTS_H

#include "rules/logic.h"

/* Steps that may still be spent on comparing values; each byte or pair of values is one. */
typedef struct sl_logic_budget {
	uint64_t left;
	bool exceeded; /* something was given up */
} sl_logic_budget;

/* The truths that two criteria can have in one event, as a set. */
enum {
	SL_LOGIC_NEITHER = 1,
	SL_LOGIC_SECOND_ONLY = 2,
	SL_LOGIC_FIRST_ONLY = 4,
	SL_LOGIC_BOTH = 8,
	SL_LOGIC_UNRELATED = 15
};

/* The file, and its bytes, for the content of strings. */
typedef struct sl_logic_input {
	const chan_file *file;
	const uint8_t *bytes;
} sl_logic_input;

/* What truths two different criteria on the same field can have together; unrelated if in doubt. */
unsigned sl_logic_relation(const sl_logic_input *input, const chan_criterion *first,
                           const chan_criterion *second, sl_logic_budget *budget);

uint64_t sl_logic_mix(uint64_t hash, uint64_t number);
uint64_t sl_logic_hash_criterion(const chan_file *file, const chan_criterion *criterion);
bool sl_logic_same_criterion(const chan_file *file, const chan_criterion *a,
                             const chan_criterion *b);

#endif
