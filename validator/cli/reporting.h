/* What the commands that report findings share: the options of reports, the talk about stages, the end. */
#ifndef SL_CLI_REPORTING_H
#define SL_CLI_REPORTING_H

#include "cli/command.h"
#include "gate/judge.h"
#include "report/report.h"

typedef struct sl_reporting {
	const sl_command *command;
	const sl_arguments *arguments;
	const sl_report_form *form; /* on stdout */
	sl_report_style style;
	bool quiet;
	sl_watch watch;
	sl_judge_options judge;
} sl_reporting;

/* False: an option is wrong, and stderr says which. The struct must stay where it is: the watch points into it. */
bool sl_reporting_start(const sl_command *command, const sl_arguments *arguments,
                        sl_reporting *out);

/* Writes all reports; the exit code is the verdict's, or SL_BROKEN if a report could not be written. */
enum sl_outcome sl_reporting_end(const sl_reporting *reporting, const sl_verdict *verdict);

/* What is wrong with the documents of a repository: one line on stderr each, in the order of reports. Sorts them. */
void sl_say_findings(const sl_command *command, sl_findings *findings);

#endif
