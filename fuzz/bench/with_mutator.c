/* Linked to the target of the benchmark, or not: the structure-aware mutator, for libFuzzer. */
#include "channel_mutator.h"

CHANNEL_MUTATOR(VALIDATOR);
