/* Conditions: the changes of them, and how a right program is made of any words. */
#ifndef MUTATOR_CONDITIONS_H
#define MUTATOR_CONDITIONS_H

#include "mutator/mutant.h"

/* Each changes the condition of one template, which may be wrong afterwards. */
void mutant_change_condition(mutant *m, uint32_t template);
/* As deep as the format allows, and more words where that does not make it deeper. */
void mutant_deepen_condition(mutant *m, uint32_t template, uint32_t depth);
/* Words for a criterion that was put in, or taken out, at a place of the template's run. */
void mutant_condition_gains(mutant *m, uint32_t template, uint32_t place);
void mutant_condition_loses(mutant *m, uint32_t template, uint32_t place);

/*
 * Keeps what can be kept of each program: pushes are renumbered by their first use, words that the stack does not
 * allow are left out, and what is missing is joined to the end. The criteria keep their places.
 */
void mutant_tidy_conditions(mutant *m);

#endif
