/*
 * The quick half of CH2011 and CH2016: most templates match some events and not others, and two
 * events show it. Only where none is found at once is the decision of logic.h needed, which costs
 * ten times as much.
 */
#ifndef SL_RULES_LOGIC_WITNESS_H
#define SL_RULES_LOGIC_WITNESS_H

#include "rules/raw.h"

/*
 * True: an event was found that the template matches and one that it does not, with globs,
 * regexes and field references taken for criteria that an event may set at will, as logic.h takes
 * them. False: nothing is known.
 */
bool sl_logic_is_open(const sl_raw *raw, const chan_template *template);

#endif
