/* Content in a few lines, for tests of the rules: types come from the model of the pinned cases. */
#ifndef SUPPORT_DRAFT_H
#define SUPPORT_DRAFT_H

#include "author/content.h"
#include "rules/selftest_model.h"

#define DRAFT_TEMPLATES 200
#define DRAFT_CRITERIA 32
#define DRAFT_VALUES 64
#define DRAFT_WORDS 128

typedef struct draft {
	sl_arena arena;
	sl_catalog catalog;
	sl_content content; /* its members may be changed before the writing */
} draft;

void draft_begin(draft *d);
void draft_end(draft *d);

/* Appends a type of the catalog, as a copy that may be changed; returns its index. */
uint32_t draft_type(draft *d, const char *name, uint32_t version);
/* Appends a template with id 00000000-0000-4000-8000-0000000NNNNN and a title. */
void draft_template(draft *d, uint32_t type, uint32_t number);
/*
 * Each appends to the last one: a criterion to the template, a value to the criterion, a word to
 * the condition.
 */
void draft_criterion(draft *d, unsigned field, uint8_t operation, uint8_t flags);
void draft_text(draft *d, const char *text);
void draft_bytes(draft *d, const char *bytes, size_t length);
void draft_integer(draft *d, int64_t number);
void draft_network(draft *d, uint32_t address, uint8_t prefix); /* family 4 */
void draft_network_text(draft *d, const char *text); /* "fd00::/8" */
void draft_field(draft *d, uint32_t field);
void draft_word(draft *d, unsigned word);

/*
 * A template without a word gets the conjunction of its criteria. False: it could not be written;
 * out is empty.
 */
bool draft_write(draft *d, sl_buffer *out);

#endif
