/* Conditions with criteria whose truth is not known: what can be said all the same. */
#ifndef SL_EXECUTE_CONDITION_KLEENE_H
#define SL_EXECUTE_CONDITION_KLEENE_H

#include <stdint.h>

#include "chan.h"

enum sl_kleene { SL_KLEENE_NONE, SL_KLEENE_FALSE = 1, SL_KLEENE_TRUE = 2, SL_KLEENE_UNKNOWN = 3 };

/*
 * The verdict of a verified condition; by[k] is what is known of criterion k. Never wrong, and UNKNOWN at times where
 * a look at all cases would tell. NONE: the words are no condition.
 */
enum sl_kleene sl_conclude_kleene(const uint16_t *words, uint32_t count, const uint8_t *by,
                                  uint32_t criteria);

#endif
