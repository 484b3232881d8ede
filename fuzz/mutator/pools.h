/*
 * The three pools that others refer into by index: strings, integers, networks. A change appends to a pool;
 * tidying sorts it, takes out what is double or unused, and moves all references along.
 */
#ifndef MUTATOR_POOLS_H
#define MUTATOR_POOLS_H

#include "mutator/mutant.h"

/* A string's bytes; NULL and length 0: the empty one, or none. They stay there until a pool is changed. */
const uint8_t *mutant_string(const mutant *m, uint64_t string, size_t *length);

/* Each appends, and returns the index by which a value refers to it; 0 when exhausted. Bytes may lie in m. */
uint32_t mutant_add_string(mutant *m, const uint8_t *bytes, size_t length);
uint32_t mutant_add_integer(mutant *m, uint64_t number);
uint32_t mutant_add_network(mutant *m, uint8_t family, uint8_t prefix, const uint8_t *address);

/* The kind of values of an operator, unknown ones included. */
enum chan_value_kind mutant_value_kind(uint64_t operation);
/* The table of a pool: of CHAN_VALUE_STRING, _INTEGER or _NETWORK. */
unsigned mutant_pool_table(enum chan_value_kind kind);

/* Makes bytes well-formed UTF-8 without NUL, in place. */
void mutant_clean_text(uint8_t *bytes, size_t length);

/* All runs must be right. References that reach past their pool are set to its first. */
void mutant_tidy_pools(mutant *m, bool keep_unused);

#endif
