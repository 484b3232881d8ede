/*
 * What accepting a channel file costs: chan_open(), and chan_open() with the check of its meaning, beside memcpy,
 * CRC-32C and a FlatBuffers verifier with a traversal over the same content. All in one process, in turns, in
 * processor time; each figure is the median of its rounds, so that ratios hold on a noisy machine.
 *
 * The yardstick ("x read") is the traversal that reads all content, every byte of text included, as chan_open() must
 * to judge it; one that visits every member but looks at no text ("x visit") is shown beside it.
 *
 *   bench_accept [--catalog DIR] FILE...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "chan.h"
#include "flat.h"
#include "rules/check.h"

enum { ROUNDS = 15 };
#define ROUND_BYTES (64u << 20) /* about so many bytes are judged in a round */

typedef struct subject {
	const char *path;
	sl_buffer bytes;
	uint8_t *copy;
	chan_file file;
	uint8_t *flat;
	size_t flat_size;
	sl_catalog catalog;
	bool has_catalog;
} subject;

static enum chan_cpu cpu; /* asked once, as a sensor does */
static uint64_t sink; /* what the measured code computes goes here, or it would be left out */

static void run_memcpy(subject *s)
{
	memcpy(s->copy, s->bytes.bytes, s->bytes.length);
	sink += s->copy[s->bytes.length / 2];
}

static void run_crc32c(subject *s)
{
	sink += chan_crc32c(cpu, 0, chan_cursor_over(s->bytes.bytes, s->bytes.length));
}

static void run_open(subject *s)
{
	chan_finding fault;
	sink += chan_open_on(cpu, s->bytes.bytes, s->bytes.length, &s->file, &fault);
}

static void run_check(subject *s)
{
	sl_findings findings;
	run_open(s);
	sl_findings_start(&findings);
	sl_checked_file checked = {s->path, s->bytes.bytes, s->bytes.length, s->file};
	sink += sl_check_meaning(&checked, &s->catalog, &findings);
	sl_findings_free(&findings);
}

static void run_verify(subject *s)
{
	sink += flat_verify(s->flat, s->flat_size);
	sink += flat_traverse(s->flat, false);
}

static void run_verify_text(subject *s)
{
	sink += flat_verify(s->flat, s->flat_size);
	sink += flat_traverse(s->flat, true);
}

typedef struct contender {
	const char *name;
	void (*run)(subject *);
	bool flat, catalog; /* what it needs */
} contender;

static const contender contenders[] = {
	{"memcpy", run_memcpy, false, false},
	{"crc32c", run_crc32c, false, false},
	{"open", run_open, false, false},
	{"open and check", run_check, false, true},
	{"FlatBuffers verify, visit", run_verify, true, false},
	{"FlatBuffers verify, read text", run_verify_text, true, false},
};
enum { CONTENDERS = sizeof contenders / sizeof *contenders };

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
	const double *left = a, *right = b;
	return (*left > *right) - (*left < *right);
}

static bool can_run(const contender *c, const subject *s)
{
	return (!c->flat || s->flat != NULL) && (!c->catalog || s->has_catalog);
}

static void measure(subject *s)
{
	double times[CONTENDERS][ROUNDS];
	size_t repeats = ROUND_BYTES / s->bytes.length + 1;
	for (int round = -1; round < ROUNDS; round++) {
		for (int c = 0; c < CONTENDERS; c++) {
			double start = seconds();
			for (size_t i = 0; i < repeats && can_run(&contenders[c], s); i++) {
				contenders[c].run(s);
			}
			if (round >= 0) { /* the first one warms up */
				times[c][round] = (seconds() - start) / (double)repeats;
			}
		}
	}
	double medians[CONTENDERS], visited = 0, read = 0;
	for (int c = 0; c < CONTENDERS; c++) {
		qsort(times[c], ROUNDS, sizeof *times[c], by_size);
		medians[c] = times[c][ROUNDS / 2];
		visited = contenders[c].run == run_verify ? medians[c] : visited;
		read = contenders[c].run == run_verify_text ? medians[c] : read;
	}
	printf("\n%s: %zu bytes, %u templates", s->path, s->bytes.length,
	       s->file.header.template_count);
	if (s->flat != NULL) {
		printf("; as FlatBuffers %zu bytes", s->flat_size);
	}
	printf("\n  %-30s %8s %14s %9s %9s\n", "", "GB/s", "ns a template", "x read", "x visit");
	for (int c = 0; c < CONTENDERS; c++) {
		if (!can_run(&contenders[c], s)) {
			printf("  %-30s skipped: %s\n", contenders[c].name,
			       contenders[c].flat ? "FlatBuffers is not installed"
			                          : "no --catalog");
			continue;
		}
		printf("  %-30s %8.2f %14.1f", contenders[c].name,
		       (double)s->bytes.length / medians[c] / 1e9,
		       medians[c] * 1e9 / (double)s->file.header.template_count);
		if (s->flat != NULL) {
			printf(" %9.2f %9.2f", medians[c] / read, medians[c] / visited);
		}
		printf("\n");
	}
}

static void bench(const char *path, const char *catalog)
{
	subject s = {.path = path};
	sl_problem problem;
	chan_finding fault;
	sl_findings findings;
	sl_findings_start(&findings);
	if (!sl_file_read(path, CHAN_MAX_FILE_SIZE, &s.bytes, &problem)) {
		fprintf(stderr, "bench_accept: %s\n", problem.text);
		exit(2);
	}
	if (!chan_open(s.bytes.bytes, s.bytes.length, &s.file, &fault)) {
		fprintf(stderr, "bench_accept: %s: CH%u\n", path, fault.rule);
		exit(1);
	}
	s.has_catalog = catalog != NULL && sl_catalog_load(catalog, &s.catalog, &findings);
	s.copy = sl_alloc(s.bytes.length, 1);
	s.flat = flat_build(&s.file, s.bytes.bytes, &s.flat_size);
	if (s.flat != NULL && !flat_verify(s.flat, s.flat_size)) {
		fprintf(stderr,
		        "bench_accept: %s: the FlatBuffers verifier refuses its own buffer\n",
		        path);
		exit(1);
	}
	measure(&s);
	free(s.flat);
	free(s.copy);
	if (s.has_catalog) {
		sl_catalog_free(&s.catalog);
	}
	sl_buffer_free(&s.bytes);
	sl_findings_free(&findings);
}

int main(int count, char **words)
{
	const char *catalog = NULL;
	int next = 1;
	cpu = chan_cpu_ask();
	if (count > 2 && strcmp(words[1], "--catalog") == 0) {
		catalog = words[2];
		next = 3;
	}
	if (next >= count) {
		fprintf(stderr, "usage: bench_accept [--catalog DIR] FILE...\n");
		return 2;
	}
	for (; next < count; next++) {
		bench(words[next], catalog);
	}
	return sink == 1 ? 3 : 0; /* keeps the sink alive */
}
