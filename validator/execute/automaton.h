/* Aho-Corasick over literals: finds all of them in a text in one pass, whatever their number. */
#ifndef SL_EXECUTE_AUTOMATON_H
#define SL_EXECUTE_AUTOMATON_H

#include "base/text.h"
#include "chan.h"

typedef struct sl_automaton sl_automaton;

/* Literals are different from each other, not empty, and without ASCII capitals; texts are found whatever their case. */
sl_automaton *sl_automaton_make(const sl_text *literals, size_t count);
void sl_automaton_free(sl_automaton *automaton);

/*
 * Told of each literal that ends behind so many bytes of the text, the longest first. False: it need not be told of the
 * shorter ones that end there too, which are those that it was told of when it met this one first.
 */
typedef bool sl_automaton_hit(void *context, uint32_t literal, size_t end);
/* Reads every byte of the text once. */
void sl_automaton_scan(const sl_automaton *automaton, chan_cursor text, sl_automaton_hit *hit,
                       void *context);

#endif
