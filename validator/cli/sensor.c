/* sluice sensor header. */
#include <stdio.h>
#include <string.h>

#include "author/sensor_header.h"
#include "cli/reporting.h"

static enum sl_outcome say(const sl_problem *problem)
{
	fprintf(stderr, "sluice sensor header: %s\n", problem->text);
	return SL_UNUSABLE;
}

static bool is_file(const char *output)
{
	return output != NULL && strcmp(output, "-") != 0;
}

static enum sl_outcome write_out(const char *output, const sl_buffer *text)
{
	sl_problem problem;

	if (!is_file(output)) {
		return sl_output(text) ? SL_PASSED : SL_BROKEN;
	}
	if (!sl_file_write(output, text->bytes, text->length, &problem)) {
		(void)say(&problem);
		return SL_BROKEN;
	}
	return SL_PASSED;
}

static void talk(const sl_arguments *arguments, const char *output, const sl_chosen_types *types)
{
	if (is_file(output) && !sl_argument_given(arguments, "quiet")) {
		fprintf(stderr, "%s: %zu template %s\n", output, types->count,
		        types->count == 1 ? "type" : "types");
	}
}

static enum sl_outcome write_header(const sl_arguments *arguments, const sl_catalog *catalog,
                                    sl_arena *arena)
{
	const char *output = sl_argument(arguments, "output");
	const char **words = sl_arena_alloc(arena, arguments->given_count, sizeof *words);
	enum sl_outcome outcome = SL_UNUSABLE;
	sl_buffer text = {0};
	sl_chosen_types types;
	sl_problem problem;
	const size_t count = sl_argument_values(arguments, "type", words);

	if (!sl_types_choose(catalog, words, count, arena, &types, &problem) ||
	    !sl_sensor_header_write(catalog, &types, &text, &problem)) {
		(void)say(&problem);
	} else {
		outcome = write_out(output, &text);
	}
	if (outcome == SL_PASSED) {
		talk(arguments, output, &types);
	}
	sl_buffer_free(&text);
	return outcome;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	const char *folder = sl_argument(arguments, "catalog");
	enum sl_outcome outcome = SL_UNUSABLE;
	sl_findings findings;
	sl_catalog catalog;
	sl_arena arena;

	if (arguments->file_count != 0) {
		return sl_usage_error(&sl_command_sensor_header, "takes no file: '%.60s'",
		                      arguments->files[0]);
	}
	if (folder == NULL) {
		return sl_usage_error(&sl_command_sensor_header,
		                      "needs --catalog DIR, where the template types are");
	}
	sl_arena_start(&arena);
	sl_findings_start(&findings);
	if (sl_catalog_load(folder, &catalog, &findings)) {
		outcome = write_header(arguments, &catalog, &arena);
	} else {
		sl_say_findings(&sl_command_sensor_header, &findings);
	}
	sl_catalog_free(&catalog);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
	return outcome;
}

static const sl_option options[] = {
	{0, false, "catalog", "DIR", "where the template types are"},
	{0, true, "type", "TYPE", "NAME (its newest version) or NAME:VERSION; may be repeated"},
	{'o', false, "output", "FILE", "where the header goes; without it, or as -, to stdout"},
	{0, false, NULL, NULL, NULL},
};

static void writes(const sl_arguments *arguments, sl_writes *out)
{
	sl_writes_add_output(arguments, out);
}

const sl_command sl_command_sensor_header = {
	.name = "sensor header",
	.synopsis = "--catalog DIR [--type NAME|NAME:VERSION]... [-o FILE.h]",
	.summary = "a C header with which a sensor supplies every input, or does not compile",
	.description = "For each template type (without --type: the newest version of every one) "
		       "a struct with a\n"
		       "member a field, a macro that takes every field, the layout hash, the "
		       "record that the binary\n"
		       "keeps, and the way from the struct to the inputs of the interpreter. An "
		       "input that is left\n"
		       "out, or that changes places with another, does not compile, and the "
		       "compiler names it.\n"
		       "C11 and C++17; it includes only sensor.h of libchan.\n",
	.examples = "  $ sluice sensor header --catalog catalog -o ipc_inputs.h --type ipc\n"
		    "  $ sluice sensor header --catalog catalog --type ipc:2\n",
	.options = options,
	.writes = writes,
	.run = run,
};
