/* The parts of a file that follow from all others, so that a change reaches what is behind them. */
#ifndef MUTATOR_SEAL_H
#define MUTATOR_SEAL_H

#include "mutator/mutant.h"

/* Writes file_size and both checksums over, where the file has a header; stated is what file_size says. */
void mutant_seal(uint8_t *bytes, size_t size, size_t stated);
/* Breaks the seal in one of several ways. */
void mutant_break_seal(mutant *m, uint8_t *bytes, size_t size);
/* The layout hashes anew, where the tables can be found. */
void mutant_repair_hashes(mutant *m, uint8_t *bytes, size_t size);

#endif
