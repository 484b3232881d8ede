/* sluice catalog check, and catalog infer. */
#include <stdio.h>

#include "author/infer.h"
#include "base/yaml.h"
#include "cli/reporting.h"
#include "cli/rule_files.h"

static enum sl_outcome run_check(const sl_arguments *arguments)
{
	sl_reporting reporting;
	sl_verdict verdict;
	if (arguments->file_count != 1) {
		return sl_usage_error(&sl_command_catalog_check, "needs one folder with a catalog");
	}
	if (!sl_reporting_start(&sl_command_catalog_check, arguments, &reporting)) {
		return SL_UNUSABLE;
	}
	sl_verdict_start(&verdict);
	sl_judge_catalog(arguments->files[0], sl_argument(arguments, "fleet"), &reporting.judge,
	                 &verdict);
	enum sl_outcome outcome = sl_reporting_end(&reporting, &verdict);
	sl_verdict_free(&verdict);
	return outcome;
}

static const sl_option check_options[] = {
	{0, false, "fleet", "DIR", "also hold it against the manifests of these builds"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_catalog_check = {
	.name = "catalog check",
	.synopsis = "[--fleet DIR] DIR",
	.summary = "judge a catalog of template types, alone or against a fleet",
	.description = "Reads every version of every template type and says what is wrong: keys, "
		       "names, ids, versions that\n"
		       "do more than append fields. With a fleet, compares count, order and kind "
		       "of the inputs of each\n"
		       "build with the catalog (CH3002): worth doing on the day that a build "
		       "enters the fleet, before\n"
		       "any content uses what is missing.\n",
	.examples = "  $ sluice catalog check --fleet fleet catalog\n",
	.options = check_options,
	.reports = true,
	.run = run_check,
};

static enum sl_outcome infer(const sl_arguments *arguments, sl_arena *arena, sl_buffer *out)
{
	sl_inference inference;
	sl_rule_files files;
	sl_problem problem;
	size_t count;
	if (!sl_rule_files_find(arguments->files, arguments->file_count, arena, &files, &problem)) {
		fprintf(stderr, "sluice catalog infer: %s\n", problem.text);
		return SL_UNUSABLE;
	}
	sl_inference_start(&inference, arena);
	size_t rules = 0;
	for (size_t i = 0; i < files.count; i++) {
		sl_buffer bytes = {0};
		if (!sl_file_read(files.items[i].path, SL_YAML_MAX_BYTES, &bytes, &problem)) {
			sl_buffer_free(&bytes);
			fprintf(stderr, "sluice catalog infer: %s\n", problem.text);
			return SL_UNUSABLE;
		}
		rules += sl_inference_add(&inference, files.items[i].path, bytes.bytes,
		                          bytes.length);
		sl_buffer_free(&bytes);
	}
	sl_type *types = sl_inference_end(&inference, &count);
	if (rules == 0) {
		fprintf(stderr, "sluice catalog infer: no Sigma rule in %zu files\n", files.count);
		return SL_UNUSABLE;
	}
	sl_catalog_write(types, count, out);
	return SL_PASSED;
}

static enum sl_outcome run_infer(const sl_arguments *arguments)
{
	sl_arena arena;
	sl_buffer out = {0};
	enum sl_outcome outcome;
	sl_arena_start(&arena);
	if (sl_argument_given(arguments, "known")) {
		sl_known_sources known;
		sl_known_sources_read(&arena, &known);
		sl_type *types = sl_arena_alloc(&arena, known.count, sizeof *types);
		for (size_t i = 0; i < known.count; i++) {
			types[i] = known.items[i].type;
		}
		sl_catalog_write(types, known.count, &out);
		outcome = SL_PASSED;
	} else if (arguments->file_count == 0) {
		outcome =
			sl_usage_error(&sl_command_catalog_infer, "needs a folder of Sigma rules");
	} else {
		outcome = infer(arguments, &arena, &out);
	}
	if (outcome == SL_PASSED && !sl_output(&out)) {
		outcome = SL_BROKEN;
	}
	sl_buffer_free(&out);
	sl_arena_free(&arena);
	return outcome;
}

static const sl_option infer_options[] = {
	{0, false, "known", NULL, "all log sources that sluice knows, whether used or not"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_catalog_infer = {
	.name = "catalog infer",
	.synopsis = "PATH... | --known",
	.summary = "a catalog for the Sigma rules below some folders",
	.description = "Prints a catalog with the template types that the rules need. The standard "
		       "Windows log sources\n"
		       "come with the fields that they are known to have; others get the fields "
		       "that rules use: an\n"
		       "integer where a field is only ever compared as a number, else a string.\n",
	.examples = "  $ sluice catalog infer rules > catalog/inferred.yaml\n",
	.options = infer_options,
	.run = run_infer,
};
