/*
 * Makes a right file, one that chan_open() accepts once it is sealed, of records of any worth: with the least change,
 * and without any of the code that judges them.
 */
#ifndef MUTATOR_TIDY_H
#define MUTATOR_TIDY_H

#include "mutator/mutant.h"

/*
 * Makes each owner's counts fit the tables: what is too much goes, what is left belongs to the last.
 * False: an owner is left without what it must have, and nothing can be made of this file.
 */
bool mutant_tidy_runs(mutant *m);
/* Whether they fit already: nothing is changed. */
bool mutant_runs_fit(const mutant *m);
/* All the rest; the runs must be right. With keep_unused strings and numbers stay to which nothing refers. */
void mutant_tidy(mutant *m, bool keep_unused);
/* The part of it that follows from all others: first_* of the runs, and the layout hashes. */
void mutant_settle(mutant *m);
void mutant_settle_runs(mutant *m);
/* The layout hashes alone, as far as the counts reach. */
void mutant_settle_hashes(mutant *m);

#endif
