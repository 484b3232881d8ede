/* Events that are made from the values of a template, and what the template says of them: the same on every machine. */
#ifndef REPLAY_EVENTS_H
#define REPLAY_EVENTS_H

#include "chan.h"

/* Prints a line for each event: which it is, and all numbers of the outcome. */
void replay_template(const chan_content *content, const chan_scratch *scratch, uint32_t index);

#endif
