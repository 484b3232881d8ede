/* What the files of the drift share. Internal to rules/. */
#ifndef SL_RULES_CATALOG_DRIFT_PARTS_H
#define SL_RULES_CATALOG_DRIFT_PARTS_H

#include "rules/catalog_drift.h"

/* The two versions at hand. */
typedef struct sl_drift_pair {
	sl_drifts *drifts;
	const sl_type *before, *after;
	bool in_place, old_is_gone;
} sl_drift_pair;

/* Appends a difference of the pair. (catalog_drift.c) */
void sl_drift_add(const sl_drift_pair *pair, enum sl_drift_kind kind, uint32_t old_field,
                  uint32_t new_field);

/* The differences of the fields. (catalog_drift_fields.c) */
void sl_drift_fields(const sl_drift_pair *pair);

/* Whether two lists hold the same texts, in whatever order and however often. (catalog_drift_texts.c) */
bool sl_drift_same_texts(const char *const *a, uint32_t a_count, const char *const *b,
                         uint32_t b_count);
bool sl_drift_same_select(const sl_type *a, const sl_type *b);

#endif
