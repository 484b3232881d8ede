/* Comparisons of two channel files, for the tests of diff/: from bytes or from drafts, and what holds of every one. */
#ifndef SUPPORT_DIFF_H
#define SUPPORT_DIFF_H

#include "diff/diff.h"
#include "support_draft.h"

extern const char diff_no_digest[];

/* A file in a block of exactly its size. */
typedef struct file_at_hand {
	uint8_t *bytes;
	sl_checked_file checked;
} file_at_hand;

/* False: the reader rejects it, and there is nothing to free. */
bool diff_open_exact(const sl_buffer *from, file_at_hand *out);

/* Without builds, ledger or maps. */
void diff_make(const file_at_hand *old, const file_at_hand *new, sl_diff *out);

/* Of text, Markdown and JSON: no byte that a terminal would obey, no tag that is not ours, JSON that parses. */
void diff_check_forms(const sl_diff *diff);

typedef struct pair_at_hand {
	file_at_hand old, new;
	sl_diff diff;
} pair_at_hand;

/* Two drafts, each made by its function. */
void diff_compare_drafts(void (*of_old)(draft *d), void (*of_new)(draft *d), pair_at_hand *out);
void diff_end_pair(pair_at_hand *pair);

/* The same two criteria, in one order and in the other. */
void diff_a_then_b(draft *d);
void diff_b_then_a(draft *d);

#endif
