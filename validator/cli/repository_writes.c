/* Where commands write to in a repository. */
#include "cli/command.h"
#include "model/repository.h"

void sl_writes_add_repository(sl_writes *writes, const sl_arguments *arguments)
{
	const char *root = sl_argument_repository(arguments);
	sl_repository_paths paths;
	sl_findings findings;

	sl_findings_start(&findings);
	if (sl_repository_paths_read(root, writes->arena, &paths, &findings)) {
		sl_writes_add(writes, paths.output);
		sl_writes_add(writes, paths.ledger);
		sl_writes_add(writes, paths.fleet);
	} else {
		/* The command will say what is wrong with it, and write nothing. */
		sl_writes_add(writes, root);
	}
	sl_findings_free(&findings);
}
