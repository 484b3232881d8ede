#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_check.h"
#include "support_file.h"
#include "support_open.h"

void checking_begin(checking *c, unsigned builds)
{
	memset(c, 0, sizeof *c);
	draft_begin(&c->draft);
	sl_model_fleet(&c->draft.arena, builds, &c->fleet);
	sl_findings_start(&c->findings);
}

void checking_end(checking *c)
{
	sl_findings_free(&c->findings);
	sl_buffer_free(&c->bytes);
	draft_end(&c->draft);
}

static void open_bytes(checking *c)
{

	c->checked.path = "C-00000291-00000043.chan";
	c->checked.bytes = c->bytes.bytes;
	c->checked.size = c->bytes.length;
	memset(&c->checked.file, 0xa5, sizeof c->checked.file);
	support_must_open(c->bytes.bytes, c->bytes.length, &c->checked.file);
}

void checking_write(checking *c)
{
	assert_true(draft_write(&c->draft, &c->bytes));
	open_bytes(c);
}

void checking_reopen(checking *c)
{
	support_seal(c->bytes.bytes, c->bytes.length);
	open_bytes(c);
}

static void start_again(checking *c)
{
	sl_findings_free(&c->findings);
	sl_findings_start(&c->findings);
}

void checking_meaning(checking *c)
{
	start_again(c);
	assert_int_equal(sl_check_meaning(&c->checked, &c->draft.catalog, &c->findings),
	                 c->checked.file.header.template_count);
	sl_findings_sort(&c->findings);
}

void checking_fleet(checking *c)
{
	start_again(c);
	assert_int_equal(sl_check_fleet(&c->checked, &c->draft.catalog, &c->fleet, &c->findings),
	                 c->checked.file.header.template_count * c->fleet.count);
	sl_findings_sort(&c->findings);
}

void checking_catalog(checking *c)
{
	start_again(c);
	sl_check_fleet_catalog(&c->draft.catalog, &c->fleet, &c->findings);
	sl_findings_sort(&c->findings);
}

void checking_count(const checking *c, size_t count)
{
	for (size_t i = 0; i < c->findings.count && c->findings.count != count; i++)
		print_message("CH%u %s: %s\n", (unsigned)c->findings.items[i].rule,
		              c->findings.items[i].path != NULL ? c->findings.items[i].path : "",
		              c->findings.items[i].detail != NULL ? c->findings.items[i].detail
		                                                  : "");
	assert_int_equal(c->findings.count, count);
}

const sl_finding *checking_only(const checking *c, unsigned rule)
{
	checking_count(c, 1);
	assert_int_equal(c->findings.items[0].rule, rule);
	return &c->findings.items[0];
}
