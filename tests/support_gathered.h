/* Content made for the purpose, and what the evidence says of it. */
#ifndef SUPPORT_GATHERED_H
#define SUPPORT_GATHERED_H

#include "gate/evidence.h"
#include "support_contents.h"

/* A draft, and what the evidence says of it. */
typedef struct gathered {
	draft d;
	uint32_t type;
	sl_buffer bytes;
	sl_checked_file checked;
	sl_program program;
	sl_fleet fleet;
	sl_evidence counts;
	sl_findings findings;
} gathered;

void gathered_begin(gathered *g, const char *type, uint32_t version);
void gathered_text(gathered *g, unsigned field, uint8_t operation, uint8_t flags,
                   const char *value);
void gathered_number(gathered *g, uint8_t operation, int64_t value);
void gathered_words(gathered *g, const uint16_t *list, size_t count);
void gathered_gather(gathered *g);
void gathered_end(gathered *g);
void gathered_show(const gathered *g);

#endif
