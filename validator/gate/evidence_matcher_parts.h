/* What the files of the matcher of networks share. Internal to gate/. */
#ifndef SL_GATE_EVIDENCE_MATCHER_PARTS_H
#define SL_GATE_EVIDENCE_MATCHER_PARTS_H

#include "gate/evidence_matcher.h"

/* The classes of digits that all networks share: from 0 or 1 up to these; then come those of single networks. */
enum { SL_ANY_DIGIT, SL_FROM_ONE, SL_UP_TO_FOUR, SL_UP_TO_FIVE, SL_HEX_DIGIT, SL_DIGIT_CLASSES };

void sl_put_step(sl_matcher *out, uint8_t opcode, uint8_t byte, uint32_t operand);
/* The decimal numbers of one byte that begin with the given bits. */
void sl_put_octet(sl_matcher *out, uint8_t octet, unsigned bits);

/* evidence_matcher_six.c: the most steps that it puts, and the texts of the addresses of a network of family 6. */
enum { SL_STEPS_OF_SIX = 2048 };
/* Adds at most one class. */
void sl_put_network_six(sl_matcher *out, const chan_network *network);

#endif
