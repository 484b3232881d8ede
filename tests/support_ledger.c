#include "support_ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support_folder.h"

int ledger_begin(void **state)
{
	ledger_at_hand *l = sl_alloc(1, sizeof *l);

	l->folder = scratch_create();
	sl_findings_start(&l->findings);
	*state = l;
	return 0;
}

int ledger_end(void **state)
{
	ledger_at_hand *l = *state;

	sl_ledger_free(&l->ledger);
	sl_findings_free(&l->findings);
	scratch_remove(l->folder);
	free(l);
	return 0;
}

bool ledger_load(ledger_at_hand *l, const char *text)
{
	scratch_text(l->folder, "ledger.yaml", text);
	sl_ledger_free(&l->ledger);
	sl_findings_free(&l->findings);
	sl_findings_start(&l->findings);
	return sl_ledger_load(scratch_path(l->folder, "ledger.yaml"), &l->ledger, &l->findings);
}

void ledger_must_load(ledger_at_hand *l, const char *text)
{
	if (!ledger_load(l, text))
		fail_msg("CH%04u %s", (unsigned)l->findings.items[0].rule,
		         l->findings.items[0].detail);
	assert_int_equal(l->findings.count, 0);
}
