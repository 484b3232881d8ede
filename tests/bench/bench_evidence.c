/*
 * What the evidence for a channel file costs: events for each criterion, run and taken to every build. With
 * --findings it prints what it found.
 *
 *   bench_evidence [--findings] CATALOG FLEET FILE.chan...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "gate/evidence.h"

enum { ROUNDS = 3 };

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void stop(const char *text)
{
	fprintf(stderr, "bench_evidence: %s\n", text);
	exit(2);
}

static void print_findings(const sl_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *one = &findings->items[i];
		char uuid[37] = "";
		if (one->has_template) {
			sl_uuid_write(one->template_uuid, uuid);
		}
		printf("CH%04u %s %s %s: %s\n", one->rule, one->only_warns ? "warning" : "error",
		       uuid, one->path, one->detail);
	}
}

/* Returns false if the content failed. */
static bool measure(const char *path, const sl_catalog *catalog, const sl_fleet *fleet,
                    bool shows_findings)
{
	sl_buffer bytes = {0};
	sl_problem problem;
	chan_finding fault;
	sl_program program;
	double best = 1e9;
	bool good = true;
	if (!sl_file_read(path, CHAN_MAX_FILE_SIZE, &bytes, &problem)) {
		stop(problem.text);
	}
	sl_checked_file checked = {.path = path, .bytes = bytes.bytes, .size = bytes.length};
	if (!chan_open(bytes.bytes, bytes.length, &checked.file, &fault) ||
	    !sl_program_load(&checked, &program)) {
		stop(path);
	}
	for (int round = 0; round < (shows_findings ? 1 : ROUNDS); round++) {
		sl_evidence counts = {0};
		sl_findings findings;
		sl_findings_start(&findings);
		const double start = seconds();
		sl_gather_evidence(&checked, &program, catalog, fleet, &counts, &findings);
		const double taken = seconds() - start;
		best = taken < best ? taken : best;
		good = findings.errors == 0;
		if (shows_findings) {
			print_findings(&findings);
		}
		if (shows_findings || round == ROUNDS - 1) {
			printf("%zu templates in %.2f s, %.0f a second\n", counts.templates, best,
			       (double)counts.templates / best);
			printf("  %zu criteria: %zu decided both ways, %zu proved redundant, "
			       "%zu unresolved\n",
			       counts.criteria, counts.decided, counts.redundant,
			       counts.unresolved);
			printf("  %zu values, %zu inputs, %zu events, %zu runs on builds; the "
			       "costliest type may take %llu steps\n",
			       counts.values, counts.inputs, counts.events, counts.builds,
			       (unsigned long long)counts.steps);
		}
		sl_findings_free(&findings);
	}
	sl_program_free(&program);
	sl_buffer_free(&bytes);
	return good;
}

int main(int argc, char **argv)
{
	const bool shows_findings = argc > 1 && strcmp(argv[1], "--findings") == 0;
	const int first = shows_findings ? 2 : 1;
	sl_catalog catalog = {0};
	sl_fleet fleet = {0};
	sl_findings findings;
	bool good = true;
	sl_findings_start(&findings);
	if (argc < first + 3 || !sl_catalog_load(argv[first], &catalog, &findings) ||
	    !sl_fleet_load(argv[first + 1], &fleet, &findings)) {
		stop("[--findings] CATALOG FLEET FILE.chan...");
	}
	for (int i = first + 2; i < argc; i++) {
		good = measure(argv[i], &catalog, &fleet, shows_findings) && good;
	}
	sl_fleet_free(&fleet);
	sl_catalog_free(&catalog);
	sl_findings_free(&findings);
	return good ? 0 : 1;
}
