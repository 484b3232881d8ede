/*
 * What evaluating events costs: reading their JSON, finding types and inputs, the plain path and the index. Every event
 * is evaluated by both, and must give the same matches.
 *
 *   bench_run --catalog DIR EVENTS.ndjson FILE.chan...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "execute/evaluator.h"
#include "execute/index.h"
#include "model/event_read.h"

enum { ROUNDS = 9, MOST_FILES = 16, PLAIN_STEP = 16 };

/* What all measurements share. */
typedef struct bench {
	sl_catalog catalog;
	sl_checked_file checked[MOST_FILES];
	sl_program programs[MOST_FILES];
	size_t program_count;
	sl_buffer text;
	sl_text *lines;
	size_t line_count;
	sl_event_router *router;
	sl_event_inputs *inputs;
	sl_event_reader *reader;
} bench;

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void stop(const char *text)
{
	fprintf(stderr, "bench_run: %s\n", text);
	exit(2);
}

static void load_file(bench *b, const char *path)
{
	sl_problem problem;
	sl_buffer *bytes = sl_alloc(1, sizeof *bytes);
	chan_finding fault;
	sl_checked_file *checked = &b->checked[b->program_count];
	if (b->program_count == MOST_FILES ||
	    !sl_file_read(path, CHAN_MAX_FILE_SIZE, bytes, &problem)) {
		stop(path);
	}
	*checked = (sl_checked_file){.path = path, .bytes = bytes->bytes, .size = bytes->length};
	if (!chan_open(bytes->bytes, bytes->length, &checked->file, &fault) ||
	    !sl_program_load(checked, &b->programs[b->program_count++])) {
		stop(path);
	}
}

static void load_events(bench *b, const char *path)
{
	sl_problem problem;
	size_t capacity = 0;
	if (!sl_file_read(path, 1u << 30, &b->text, &problem)) {
		stop(problem.text);
	}
	const char *at = (const char *)b->text.bytes, *end = at + b->text.length, *stop_at;
	for (; at < end; at = stop_at + 1) {
		stop_at = memchr(at, '\n', (size_t)(end - at));
		stop_at = stop_at == NULL ? end : stop_at;
		b->lines = sl_grow(b->lines, &capacity, b->line_count + 1, sizeof *b->lines);
		b->lines[b->line_count++] = (sl_text){at, (size_t)(stop_at - at)};
	}
}

/* What one pass over all events does with each. */
enum depth { READ, ROUTE, EVALUATE };

static uint64_t sink, matches;

static void pass(bench *b, enum depth depth, sl_evaluation *evaluation, size_t step)
{
	sl_problem problem;
	for (size_t i = 0; i < b->line_count; i += step) {
		sl_event event;
		if (!sl_event_read(b->reader, b->lines[i], &event, &problem)) {
			stop(problem.text);
		}
		sink += event.count;
		uint32_t types = depth >= ROUTE ? sl_event_route(b->inputs, &event) : 0;
		for (uint32_t k = 0; k < types; k++) {
			chan_inputs inputs = sl_event_inputs_of(b->inputs, k);
			size_t count = 0;
			if (depth >= EVALUATE) {
				sl_evaluate(evaluation, sl_event_type(b->inputs, k)->id, &inputs,
				            &count);
			}
			sink += inputs.count;
			matches += count;
		}
	}
}

static int by_size(const void *a, const void *b)
{
	const double *left = a, *right = b;
	return (*left > *right) - (*left < *right);
}

/* Microseconds an event; step: each step-th event only. */
static double measure(bench *b, enum depth depth, sl_evaluation *evaluation, size_t step)
{
	double start = seconds();
	matches = 0;
	pass(b, depth, evaluation, step);
	return (seconds() - start) * 1e6 / (double)((b->line_count + step - 1) / step);
}

static double median(double *times)
{
	qsort(times, ROUNDS, sizeof *times, by_size);
	return times[ROUNDS / 2];
}

/* All kinds of passes in turns, and what one has more than another in its round, so that a noisy machine is fair. */
static void measure_all(bench *b, const sl_evaluator *plain, const sl_evaluator *indexed)
{
	sl_evaluation *plainly = sl_evaluation_make(plain), *fast = sl_evaluation_make(indexed);
	double read[ROUNDS], route[ROUNDS], by_index[ROUNDS], by_plain[ROUNDS], all[ROUNDS];
	for (int i = 0; i < ROUNDS; i++) {
		read[i] = measure(b, READ, NULL, 1);
		const double routed = measure(b, ROUTE, NULL, 1);
		all[i] = measure(b, EVALUATE, fast, 1);
		route[i] = routed - read[i];
		by_index[i] = all[i] - routed;
		by_plain[i] = measure(b, EVALUATE, plainly, PLAIN_STEP) - routed;
	}
	const double reading = median(read), whole = median(all), indexed_time = median(by_index);
	const double plain_time = median(by_plain);
	printf("  %-34s %8.2f us\n", "reading the JSON", reading);
	printf("  %-34s %8.2f us\n", "finding types and inputs", median(route));
	printf("  %-34s %8.2f us\n", "evaluating, indexed", indexed_time);
	printf("  %-34s %8.2f us, %.1f times the index\n", "evaluating, plain", plain_time,
	       plain_time / indexed_time);
	printf("  %-34s %8.0f events a second, %.0f without the JSON\n", "all of it, indexed",
	       1e6 / whole, 1e6 / (whole - reading));
	sl_evaluation_free(plainly);
	sl_evaluation_free(fast);
}

static void compare(bench *b, const sl_evaluator *plain, const sl_evaluator *indexed)
{
	sl_evaluation *left = sl_evaluation_make(plain), *right = sl_evaluation_make(indexed);
	size_t cases = 0, differences = 0, found = 0;
	sl_problem problem;
	for (size_t i = 0; i < b->line_count; i++) {
		sl_event event;
		uint32_t types = sl_event_read(b->reader, b->lines[i], &event, &problem)
		                         ? sl_event_route(b->inputs, &event)
		                         : 0;
		for (uint32_t k = 0; k < types; k++) {
			const uint32_t type = sl_event_type(b->inputs, k)->id;
			chan_inputs inputs = sl_event_inputs_of(b->inputs, k);
			size_t left_count, right_count;
			const sl_match *a = sl_evaluate(left, type, &inputs, &left_count);
			const sl_match *c = sl_evaluate(right, type, &inputs, &right_count);
			bool same = left_count == right_count &&
			            (left_count == 0 || memcmp(a, c, left_count * sizeof *a) == 0);
			differences += !same;
			found += left_count;
			cases++;
		}
	}
	printf("  plain and indexed: %zu events of types, %zu matches, %zu differences\n", cases,
	       found, differences);
	sl_evaluation_free(left);
	sl_evaluation_free(right);
	if (differences > 0) {
		exit(1);
	}
}

int main(int argc, char **argv)
{
	bench b = {0};
	sl_findings findings;
	sl_findings_start(&findings);
	if (argc < 5 || strcmp(argv[1], "--catalog") != 0 ||
	    !sl_catalog_load(argv[2], &b.catalog, &findings)) {
		stop("--catalog DIR EVENTS.ndjson FILE.chan...");
	}
	load_events(&b, argv[3]);
	for (int i = 4; i < argc; i++) {
		load_file(&b, argv[i]);
	}
	b.router = sl_event_router_make(&b.catalog);
	b.inputs = sl_event_inputs_make(b.router);
	b.reader = sl_event_reader_make();
	sl_evaluator *plain = sl_evaluator_make(b.programs, b.program_count, false);
	double start = seconds();
	sl_evaluator *indexed = sl_evaluator_make(b.programs, b.program_count, true);
	double built = seconds() - start;
	printf("%zu events, %.0f bytes each, on one core; the index is built in %.0f ms\n",
	       b.line_count, (double)b.text.length / (double)b.line_count, built * 1e3);
	measure_all(&b, plain, indexed);
	compare(&b, plain, indexed);
	return sink == 0;
}
