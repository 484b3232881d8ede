/*
 * Seeds for fuzzing, made from the tables of the format: each operator on each kind of field that it fits, the edges of
 * numbers, strings and conditions. Made without the writer of the product.
 */
#ifndef SUPPORT_SEEDS_H
#define SUPPORT_SEEDS_H

#include <stddef.h>
#include <stdint.h>

/* bytes are the seed's own until the call returns. */
typedef void support_seed_taker(const char *name, const uint8_t *bytes, size_t size, void *context);

/* In the order of their names, all different. */
void support_seeds(support_seed_taker *take, void *context);

#endif
