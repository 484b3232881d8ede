/* A set of texts, each with a number from 0 in the order of adding. */
#ifndef SL_BASE_TEXT_SET_H
#define SL_BASE_TEXT_SET_H

#include "base/text.h"

#define SL_NOT_IN_SET UINT32_MAX

/* Zero-initialise it. Texts are not copied: they must outlive it. */
typedef struct sl_text_set {
	sl_text *texts;
	size_t count, capacity;
	uint32_t *table; /* numbers plus 1, by hash; its size is a power of two */
	size_t table_size;
} sl_text_set;

uint32_t sl_text_set_add(sl_text_set *set,
                         sl_text text); /* the number, also of one that is there */
uint32_t sl_text_set_find(const sl_text_set *set, sl_text text); /* or SL_NOT_IN_SET */
void sl_text_set_clear(sl_text_set *set); /* keeps the memory */
void sl_text_set_free(sl_text_set *set);

#endif
