/* What the files of the ledger share. Internal to model/. */
#ifndef SL_MODEL_LEDGER_PARTS_H
#define SL_MODEL_LEDGER_PARTS_H

#include "model/document.h"
#include "model/ledger.h"

/* Sorts everything, and finds what counts as known: after each change. */
void sl_ledger_settle(sl_ledger *ledger);

/* Of releases, capabilities and recalls, in the order of the ledger, then by line. */
int sl_shipped_compare(const void *left, const void *right);
int sl_capability_compare(const sl_capability *a, const sl_capability *b);
int sl_shipped_capability_compare(const void *left, const void *right);
int sl_recall_compare(const void *left, const void *right);

/* One document; not settled. */
void sl_ledger_document_read(const sl_document *document, const sl_yaml *root, sl_ledger *out);

#endif
