/* The commands of the tool, in the order in which help names them. */
#include <jansson.h>
#include <stdlib.h>

#include "cli/command.h"

const sl_command *const sl_commands[] = {
	&sl_command_gate,           &sl_command_check,
	&sl_command_init,           &sl_command_run,
	&sl_command_build,          &sl_command_dump,
	&sl_command_assemble,       &sl_command_explain,
	&sl_command_catalog_check,  &sl_command_catalog_diff,
	&sl_command_catalog_infer,  &sl_command_fleet_add,
	&sl_command_fleet_check,    &sl_command_ledger_show,
	&sl_command_ledger_extend,  &sl_command_ledger_recall,
	&sl_command_sensor_header,  &sl_command_sensor_replay,
	&sl_command_verify_verdict, &sl_command_diff,
	&sl_command_triage,
};
const size_t sl_command_count = sizeof sl_commands / sizeof *sl_commands;

const char sl_first_steps[] = "From Sigma rules to a verdict, in two commands:\n"
			      "  $ sluice init content --sigma path/to/rules\n"
			      "  $ sluice gate -C content\n";

static void *allocate(size_t size)
{
	return sl_alloc(1, size);
}

void sl_commands_start(void)
{
	/* A text that the library has no memory for must not be taken for one that is no JSON. */
	json_set_alloc_funcs(allocate, free);
}
