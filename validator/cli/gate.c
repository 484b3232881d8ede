/* sluice gate, and sluice build: a content repository to a verdict, and to channel files. */
#include <stdio.h>

#include "cli/reporting.h"

static const char *root_of(const sl_arguments *arguments)
{
	const char *root = sl_argument(arguments, "repository");
	return root != NULL ? root : ".";
}

/* Writes the judged files; a failure is the tool's, and nothing half-written stays. */
static bool publish(const sl_reporting *reporting, const sl_verdict *verdict)
{
	sl_problem problem;
	if (!sl_publish(verdict, &problem)) {
		fprintf(stderr, "sluice %s: %s\n", reporting->command->name, problem.text);
		return false;
	}
	return true;
}

static enum sl_outcome run_road(const sl_command *command, const sl_arguments *arguments,
                                void (*judge)(const char *, const sl_judge_options *, sl_verdict *))
{
	sl_reporting reporting;
	sl_verdict verdict;
	if (arguments->file_count > 0) {
		return sl_usage_error(command, "takes no file: '%.60s'; the repository is -C",
		                      arguments->files[0]);
	}
	if (!sl_reporting_start(command, arguments, &reporting)) {
		return SL_UNUSABLE;
	}
	reporting.judge.output = sl_argument(arguments, "output");
	sl_verdict_start(&verdict);
	judge(root_of(arguments), &reporting.judge, &verdict);
	if (verdict.outcome == SL_PASSED && !publish(&reporting, &verdict)) {
		verdict.outcome = SL_BROKEN;
	}
	enum sl_outcome outcome = sl_reporting_end(&reporting, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

static enum sl_outcome run_gate(const sl_arguments *arguments)
{
	return run_road(&sl_command_gate, arguments, sl_judge_repository);
}

static enum sl_outcome run_build(const sl_arguments *arguments)
{
	return run_road(&sl_command_build, arguments, sl_judge_build);
}

static const sl_option gate_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_gate = {
	.name = "gate",
	.synopsis = "[-C REPO] [OPTION]...",
	.summary = "the whole gate for a content repository",
	.description =
		"Compiles the Sigma rules of every channel of the repository and judges the "
		"bytes:\n"
		"\n"
		"  self-test  the pinned bad cases give exactly their findings, the good ones "
		"none\n"
		"  build      Sigma rules and catalog to a channel file a channel\n"
		"  structure  every byte, as a sensor's parser would read it\n"
		"  meaning    against the catalog of template types\n"
		"  fleet      against every sensor build in the field: inputs, operators, limits\n"
		"  execution  events made from the content: each criterion holds and fails, and "
		"decides, on every build\n"
		"  probes     the authors' events and what must match them\n"
		"  transitions  update, rollback and removal\n"
		"  release    names, counts, versions, and what the ledger has not seen\n"
		"\n"
		"A file that passes is written, with its source map, to the output folder of the "
		"repository.\n"
		"If anything is rejected nothing is written; `sluice build` writes unjudged "
		"files.\n"
		"SOURCE_DATE_EPOCH, if set, is the creation time in the files.\n",
	.examples = "  $ sluice gate -C content\n"
		    "  $ sluice gate -C content --report json=verdict.json --fail-on warning\n",
	.options = gate_options,
	.reports = true,
	.run = run_gate,
};

static const sl_option build_options[] = {
	{'C', false, "repository", "REPO", "the content repository; default: this folder"},
	{'o', false, "output", "DIR", "where the files go; default: the repository's output"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_build = {
	.name = "build",
	.synopsis = "[-C REPO] [-o DIR] [OPTION]...",
	.summary = "compile only: channel files without a verdict on them",
	.description = "Compiles the Sigma rules of every channel of the repository and writes the "
		       "channel files and\n"
		       "their source maps. The files have not been judged: `sluice gate` and "
		       "`sluice check` do that.\n"
		       "SOURCE_DATE_EPOCH, if set, is the creation time in the files.\n",
	.examples = "  $ sluice build -C content -o /tmp/out\n",
	.options = build_options,
	.reports = true,
	.run = run_build,
};
