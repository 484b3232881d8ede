/* sluice run: events against channel files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/reporting.h"
#include "execute/run.h"

enum { MOST_THREADS = 256 };

/* What the command line asks for. */
typedef struct run_request {
	const char *root; /* of a repository; NULL: none was named */
	const char *catalog;
	const char **events;
	size_t event_count;
	const char *const *files; /* channel files */
	size_t file_count;
	unsigned threads;
	bool quiet, strict, plain;
} run_request;

/* Where the talk goes on while events run. */
typedef struct run_talk {
	bool bar; /* stderr is a terminal */
	bool bar_shown;
	bool output_failed;
} run_talk;

static double now(void)
{
	struct timespec time = {0};
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void clear_bar(run_talk *talk)
{
	if (talk->bar_shown) {
		fputs("\r\033[K", stderr);
		talk->bar_shown = false;
	}
}

static bool write_lines(void *context, const sl_buffer *lines)
{
	run_talk *talk = context;
	clear_bar(talk);
	talk->output_failed = !sl_output(lines);
	return !talk->output_failed;
}

static void write_complaints(void *context, const sl_buffer *lines)
{
	clear_bar(context);
	fwrite(lines->bytes, 1, lines->length, stderr);
}

static void show_progress(void *context, const char *path, uint64_t read, uint64_t size)
{
	run_talk *talk = context;
	if (!talk->bar) {
		return;
	}
	if (size > 0) {
		fprintf(stderr, "\r%3u %%  %.60s\033[K", (unsigned)(read * 100 / size), path);
	} else {
		fprintf(stderr, "\r%llu MB  %.60s\033[K", (unsigned long long)(read >> 20), path);
	}
	talk->bar_shown = true;
}

static void write_summary(const sl_run_counts *counts, size_t templates, double seconds)
{
	fprintf(stderr, "%llu events, %llu matches of %zu templates",
	        (unsigned long long)counts->events, (unsigned long long)counts->matches, templates);
	if (counts->typeless > 0) {
		fprintf(stderr, "; %llu events belong to no type of the catalog",
		        (unsigned long long)counts->typeless);
	}
	if (counts->unreadable > 0) {
		fprintf(stderr, "; %llu values are not of their field's kind, and count as null",
		        (unsigned long long)counts->unreadable);
	}
	if (counts->bad > 0) {
		fprintf(stderr, "; %llu events could not be read", (unsigned long long)counts->bad);
	}
	if (counts->faults > 0) {
		fprintf(stderr, "; %llu evaluations failed", (unsigned long long)counts->faults);
	}
	fprintf(stderr, "; %.2f s, %.0f events a second\n", seconds,
	        seconds > 0 ? (double)counts->events / seconds : 0);
}

static bool load_programs(const sl_verdict *verdict, sl_checked_file *checked, sl_program *programs)
{
	for (size_t i = 0; i < verdict->file_count; i++) {
		const sl_judged_file *file = &verdict->files[i];
		checked[i] = (sl_checked_file){file->path, file->bytes.bytes, file->bytes.length,
		                               file->file};
		if (!sl_program_load(&checked[i], &programs[i])) {
			return false; /* which CH2013 and CH2014 have said before */
		}
	}
	return true;
}

static size_t count_templates(const sl_verdict *verdict)
{
	size_t count = 0;
	for (size_t i = 0; i < verdict->file_count; i++) {
		count += verdict->files[i].file.header.template_count;
	}
	return count;
}

/* The content has been judged; runs the events through it. */
static enum sl_outcome run_events(const run_request *request, const sl_catalog *catalog,
                                  const sl_verdict *verdict, const sl_program *programs)
{
	run_talk talk = {.bar = !request->quiet && isatty(STDERR_FILENO) == 1};
	sl_event_router *router = sl_event_router_make(catalog);
	sl_evaluator *evaluator = sl_evaluator_make(programs, verdict->file_count, !request->plain);
	const sl_run run = {
		router,           evaluator,       programs, request->events, request->event_count,
		request->threads, request->strict, &talk,    write_lines,     write_complaints,
		show_progress};
	sl_run_counts counts;
	sl_problem problem;
	const double start = now();
	const bool finished = sl_run_events(&run, &counts, &problem);
	clear_bar(&talk);
	if (problem.text[0] != '\0') {
		fprintf(stderr, "sluice run: %s\n", problem.text);
	}
	if (!request->quiet) {
		write_summary(&counts, count_templates(verdict), now() - start);
	}
	sl_evaluator_free(evaluator);
	sl_event_router_free(router);
	if (talk.output_failed) {
		return SL_BROKEN;
	}
	if (problem.text[0] != '\0') {
		return SL_UNUSABLE;
	}
	return finished && counts.bad == 0 && counts.faults == 0 ? SL_PASSED : SL_REJECTED;
}

static void report_refusal(const sl_verdict *verdict)
{
	const sl_report_style style = {.color = false, .verbose = false};
	sl_buffer out = {0};
	sl_report_text(verdict, &style, &out);
	fwrite(out.bytes, 1, out.length, stderr);
	sl_buffer_free(&out);
}

/* Content that would not pass the static rules does not run: what it says has no meaning. */
static enum sl_outcome judge_and_run(const run_request *request)
{
	const sl_judge_options options = {0};
	sl_catalog catalog = {0};
	sl_verdict verdict;
	sl_verdict_start(&verdict);
	sl_judge_content(request->files, request->file_count, request->catalog, request->root,
	                 &options, &catalog, &verdict);
	sl_checked_file *checked = sl_alloc(verdict.file_count + 1, sizeof *checked);
	sl_program *programs = sl_alloc(verdict.file_count + 1, sizeof *programs);
	enum sl_outcome outcome = verdict.outcome;
	if (outcome != SL_PASSED || !load_programs(&verdict, checked, programs)) {
		report_refusal(&verdict);
	} else {
		outcome = run_events(request, &catalog, &verdict, programs);
	}
	for (size_t i = 0; i < verdict.file_count; i++) {
		sl_program_free(&programs[i]);
	}
	free(programs);
	free(checked);
	sl_catalog_free(&catalog);
	sl_verdict_free(&verdict);
	return outcome;
}

/* Of the channel files in a folder, the highest version of each channel; and what is not named as one. */
static bool newest_files(sl_arena *arena, const char *folder, run_request *request)
{
	sl_channel_path *paths;
	sl_problem problem;
	size_t count, kept = 0;
	if (!sl_channel_folder_list(arena, folder, &paths, &count, &problem)) {
		sl_usage_error(&sl_command_run, "%s", problem.text);
		return false;
	}
	const char **files = sl_arena_alloc(arena, count + 1, sizeof *files);
	for (size_t i = 0; i < count; i++) {
		const bool is_older = paths[i].is_named && i + 1 < count &&
		                      paths[i].channel == paths[i + 1].channel;
		if (!is_older) {
			files[kept++] = paths[i].path;
		}
	}
	if (kept == 0) {
		sl_usage_error(&sl_command_run,
		               "%s has no channel file: build it with `sluice gate -C`", folder);
	}
	request->files = files;
	request->file_count = kept;
	return kept > 0;
}

/* Catalog and channel files of a repository, as far as the command line does not name them. */
static bool read_repository(sl_arena *arena, run_request *request)
{
	sl_repository_paths paths;
	sl_findings findings;
	sl_findings_start(&findings);
	bool read = sl_repository_paths_read(request->root, arena, &paths, &findings);
	sl_say_findings(&sl_command_run, &findings);
	sl_findings_free(&findings);
	if (read && request->catalog == NULL) {
		request->catalog = paths.catalog;
	}
	return read && (request->file_count > 0 || newest_files(arena, paths.output, request));
}

static bool read_threads(const sl_arguments *arguments, unsigned *threads)
{
	const char *given = sl_argument(arguments, "jobs");
	const long cores = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t number = cores > 0 ? (uint64_t)cores : 1;
	if (given != NULL &&
	    (!sl_text_to_u64(sl_text_of(given), &number) || number == 0 || number > MOST_THREADS)) {
		sl_usage_error(&sl_command_run, "--jobs is a number from 1 to %d, not '%.60s'",
		               MOST_THREADS, given);
		return false;
	}
	*threads = (unsigned)(number < MOST_THREADS ? number : MOST_THREADS);
	return true;
}

/* Events are what --events names and what follows it, up to "--"; channel files are what follows that. */
static bool read_request(const sl_arguments *arguments, sl_arena *arena, run_request *out)
{
	const size_t more_events = arguments->separator;
	*out = (run_request){.root = sl_argument(arguments, "repository"),
	                     .catalog = sl_argument(arguments, "catalog"),
	                     .files = arguments->files + more_events,
	                     .file_count = arguments->file_count - more_events,
	                     .quiet = sl_argument_given(arguments, "quiet"),
	                     .strict = sl_argument_given(arguments, "strict"),
	                     .plain = sl_argument_given(arguments, "plain")};
	out->events = sl_arena_alloc(arena, arguments->given_count + more_events + 1,
	                             sizeof *out->events);
	out->event_count = sl_argument_values(arguments, "events", out->events);
	if (out->event_count == 0) {
		sl_usage_error(&sl_command_run, "needs events: --events FILE, or --events - for "
		                                "standard input");
		return false;
	}
	for (size_t i = 0; i < more_events; i++) {
		out->events[out->event_count++] = arguments->files[i];
	}
	if (out->root == NULL && (out->file_count == 0 || out->catalog == NULL)) {
		sl_usage_error(&sl_command_run,
		               "needs content: a built repository with -C REPO, or --catalog DIR "
		               "and channel files behind `--`");
		return false;
	}
	return read_threads(arguments, &out->threads);
}

static enum sl_outcome run_command(const sl_arguments *arguments)
{
	enum sl_outcome outcome = SL_UNUSABLE;
	run_request request;
	sl_arena arena;
	sl_arena_start(&arena);
	if (read_request(arguments, &arena, &request) &&
	    (request.root == NULL || read_repository(&arena, &request))) {
		outcome = judge_and_run(&request);
	}
	sl_arena_free(&arena);
	return outcome;
}

static const sl_option options[] = {
	{'C', false, "repository", "REPO",
         "take the catalog, and the newest channel files of the\n"
         "                            output folder, from this repository"},
	{0, false, "catalog", "DIR", "the template types"},
	{0, true, "events", "FILE", "events to evaluate; - is standard input"},
	{'j', false, "jobs", "N", "threads; default: one a core"},
	{0, false, "strict", NULL, "stop at the first event that cannot be read"},
	{0, false, "plain", NULL, "without the index: each template by itself, slowly"},
	{0, false, NULL, NULL, NULL},
};

const sl_command sl_command_run = {
	.name = "run",
	.synopsis = "[-C REPO] [--catalog DIR] --events FILE... [-- FILE...]",
	.summary = "evaluate events; one JSON line a match",
	.description =
		"Evaluates events against channel files, as a sensor would, and prints one JSON "
		"object a match, in the\n"
		"order of files, events and rule ids, however many threads there are:\n"
		"\n"
		"  {\"events\":\"FILE\",\"line\":7,\"rule\":\"<uuid>\",\"title\":\"...\","
		"\"author\":\"...\",\"type\":\"ipc\"}\n"
		"\n"
		"FILE holds one JSON object a line, or a document: objects or arrays of them over "
		"as many lines as they\n"
		"like; `line` is the line, or in a document the event's number from 1. Events are "
		"flat, or as evtx_dump\n"
		"prints Windows events. The catalog's `select` says which types an event belongs "
		"to; a type without one\n"
		"takes the events that name it: {\"type\": \"ipc\", ...}.\n"
		"\n"
		"An event that cannot be read is told on stderr with its number, and the run goes "
		"on: exit status 1.\n"
		"Whether anything matches does not change the exit status.\n",
	.examples = "  $ sluice run -C content --events events.ndjson\n"
		    "  $ zcat day.ndjson.gz | sluice run --catalog catalog --events - -- *.chan\n",
	.options = options,
	.is_endless = true,
	.run = run_command,
};
