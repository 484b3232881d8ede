/* Which criteria of a channel file some authored probe exercises: what novelty (CH5001) asks for. */
#ifndef SL_GATE_EXERCISED_H
#define SL_GATE_EXERCISED_H

#include "chan.h"

typedef struct sl_exercised sl_exercised;

/* None yet. An index is one of the file's criteria; one past them is never set. Free it. */
sl_exercised *sl_exercised_make(const chan_file *file);
void sl_exercised_set(sl_exercised *exercised, uint32_t criterion);
bool sl_exercised_get(const sl_exercised *exercised, uint32_t criterion);
void sl_exercised_free(sl_exercised *exercised);

#endif
