/* The ledger for readers. */
#ifndef SL_CLI_LEDGER_SHOW_H
#define SL_CLI_LEDGER_SHOW_H

#include "model/ledger.h"

void sl_ledger_show_text(const sl_ledger *ledger, sl_buffer *out);
/* One object: channels [{channel, releases, capabilities}], recalled. */
void sl_ledger_show_json(const sl_ledger *ledger, sl_buffer *out);

#endif
