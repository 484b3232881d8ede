/* The commands of the static build: those that need no repository and no library. */
#include "cli/command.h"

const sl_command *const sl_commands[] = {&sl_command_triage};
const size_t sl_command_count = sizeof sl_commands / sizeof *sl_commands;

const char sl_first_steps[] =
	"This is the static build, for rescue systems; the other commands are not in it.\n"
	"  $ sluice triage /mnt/sensor/content\n";

void sl_commands_start(void)
{
}

/* Shells complete the tool that is installed. */
bool sl_help_completion(const char *shell, sl_buffer *out)
{
	(void)shell;
	(void)out;
	return false;
}
