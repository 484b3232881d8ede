/* What the lies have in common: where the records of a sealed file are. Internal to them. */
#ifndef MUTATOR_LIAR_H
#define MUTATOR_LIAR_H

#include "mutator/lies.h"

uint32_t liar_record_size(unsigned table);
size_t liar_count(const mutant_liar *l, unsigned table);
uint8_t *liar_record(const mutant_liar *l, unsigned table,
                     size_t record); /* of a record that is there */
uint8_t *liar_any(const mutant_liar *l, unsigned table); /* NULL: there is none */
void liar_add(uint8_t *bytes, uint32_t width, uint64_t step);
/* One to eight, up or down. */
uint64_t liar_step(mutant *m);

/* Each tells its lie somewhere, or returns false. */
#define LIE(NAME, function, what) bool function(mutant_liar *l);
#define MEMBER_LIE(NAME, TABLE_, member, how, bound, what)
#include "mutator/lies.def"
#undef LIE
#undef MEMBER_LIE

#endif
