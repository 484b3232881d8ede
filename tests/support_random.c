#include "support_random.h"

uint32_t support_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

unsigned support_below(uint32_t *seed, unsigned limit)
{
	return (support_random(seed) >> 4) % limit;
}
