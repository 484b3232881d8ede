/* A bitmap over the criteria of a file. */
#include "gate/exercised.h"

#include <stdlib.h>

#include "base/memory.h"

struct sl_exercised {
	uint32_t count;
	uint8_t *criteria;
};

sl_exercised *sl_exercised_make(const chan_file *file)
{
	sl_exercised *out = sl_alloc(1, sizeof *out);

	out->count = file->header.criterion_count;
	out->criteria = sl_alloc((size_t)out->count + 1, 1);
	return out;
}

void sl_exercised_set(sl_exercised *exercised, uint32_t criterion)
{
	if (criterion < exercised->count) {
		exercised->criteria[criterion] = 1;
	}
}

bool sl_exercised_get(const sl_exercised *exercised, uint32_t criterion)
{
	return criterion < exercised->count && exercised->criteria[criterion] != 0;
}

void sl_exercised_free(sl_exercised *exercised)
{
	if (exercised != NULL) {
		free(exercised->criteria);
		free(exercised);
	}
}
