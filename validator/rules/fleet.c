/* Family 3xxx: the file against every build in the field; the least capable decides. */
#include "rules/fleet.h"

#include <stdlib.h>

void sl_fleet_names_clear(sl_fleet_check *check)
{
	check->name_count = 0;
}

void sl_fleet_names_add(sl_fleet_check *check, const sl_build *build)
{
	check->names[check->name_count++] = build->name;
}

void sl_fleet_text(sl_buffer *out, size_t position, size_t count, const char *text)
{
	if (position < SL_BUILDS_IN_TEXT)
		sl_buffer_printf(out, "%s%s", position == 0 ? "" : ", ", text);
	else if (position == SL_BUILDS_IN_TEXT)
		sl_buffer_printf(out, " and %zu more", count - position);
}

size_t sl_check_fleet(const sl_checked_file *checked, const sl_catalog *catalog,
                      const sl_fleet *fleet, sl_findings *findings)
{
	sl_fleet_check check = {
		.checked = checked,
		.catalog = catalog,
		.fleet = fleet,
		.findings = findings,
		.names = sl_alloc(fleet->count, sizeof *check.names),
	};

	/* Nothing is found for an empty fleet, which is CH3000: raised where it is compared with the catalog. */
	sl_fleet_inputs(&check);
	sl_fleet_engine(&check);
	sl_fleet_limits(&check);
	free(check.names);
	return fleet->count * checked->file.header.template_count;
}
