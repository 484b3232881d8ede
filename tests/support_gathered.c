/* Content made for the purpose, and what the evidence says of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_gathered.h"

void gathered_begin(gathered *g, const char *type, uint32_t version)
{
	memset(g, 0, sizeof *g);
	draft_begin(&g->d);
	g->type = draft_type(&g->d, type, version);
	sl_findings_start(&g->findings);
}

void gathered_text(gathered *g, unsigned field, uint8_t operation, uint8_t flags, const char *value)
{
	draft_criterion(&g->d, field, operation, flags);
	draft_text(&g->d, value);
}

void gathered_number(gathered *g, uint8_t operation, int64_t value)
{
	draft_criterion(&g->d, PROCESS_ID, operation, 0);
	draft_integer(&g->d, value);
}

void gathered_words(gathered *g, const uint16_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		draft_word(&g->d, list[i]);
	}
}

void gathered_gather(gathered *g)
{
	chan_finding fault;

	assert_true(draft_write(&g->d, &g->bytes));
	g->checked = (sl_checked_file){
		.path = "x.chan", .bytes = g->bytes.bytes, .size = g->bytes.length};
	assert_true(chan_open(g->bytes.bytes, g->bytes.length, &g->checked.file, &fault));
	assert_true(sl_program_load(&g->checked, &g->program));
	assert_int_equal(sl_gather_evidence(&g->checked, &g->program, &g->d.catalog, &g->fleet,
	                                    &g->counts, &g->findings),
	                 g->checked.file.header.criterion_count);
	assert_int_equal(g->counts.criteria,
	                 g->counts.decided + g->counts.redundant + g->counts.unresolved);
}

void gathered_end(gathered *g)
{
	sl_program_free(&g->program);
	sl_findings_free(&g->findings);
	sl_buffer_free(&g->bytes);
	draft_end(&g->d);
}

void gathered_show(const gathered *g)
{
	for (size_t i = 0; i < g->findings.count; i++) {
		print_message("CH%u%s %s: %s\n", g->findings.items[i].rule,
		              g->findings.items[i].only_warns ? " (warning)" : "",
		              g->findings.items[i].path, g->findings.items[i].detail);
	}
}
