/*
 * Lets every allocation, or every system call, of one run of the tool fail: each in turn, and each with all that follow.
 *
 *   sweep memory|calls once|for-good [--stacks] [--at-most N] [--show N] STATUS FOLDER LIBRARY SCRATCH TOOL ARGUMENT...
 *
 * The tool runs in FOLDER, which is put back after each run, and must end with STATUS where nothing fails. --stacks takes
 * of the allocations with the same callers the first and the last; --at-most N that many, evenly spread; --show N that one alone, with
 * what the tool says. Each run must end in one of two ways:
 *
 *   as if nothing had happened   the same status, the same output, the same files;
 *   with an error                status 3, or 2 where a file could not be read or written, and a word about it; or 1, if the
 *                                tool names the unreadable file or the error, and nothing was written;
 *
 * and every file in FOLDER is as it was or as a run without failures leaves it. No sanitizer reports, no signal, no
 * run without an end. A verdict is never another one. Files named report.* may tell of the failure, whole.
 * Exit status: 0 so it is, 1 it is not, 2 usage, 77 this machine cannot do it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "area.h"
#include "launch.h"
#include "tree.h"

enum { REFUSED = 3, UNUSABLE = 2, REJECTED = 1, MOST_SHOWN = 12, CANNOT = 77 };

typedef struct sweep {
	bool memory, stacks;
	uint64_t at_most, show;
	int status; /* of a run without failures */
	launch launch;
	failing_area *area;
	tree before, after;
	char *output; /* of a run without failures */
	size_t output_length;
	uint64_t total; /* what there is to fail */
	uint64_t done, absorbed, missed, wrong;
} sweep;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: sweep memory|calls once|for-good [--stacks] [--at-most N] [--show "
	                "N] STATUS "
	                "FOLDER LIBRARY SCRATCH TOOL ARGUMENT...\n");
	exit(2);
}

static uint64_t number_of(const char *text)
{
	char *end;
	unsigned long long number = text != NULL ? strtoull(text, &end, 10) : 0;

	if (text == NULL || *text == '\0' || *end != '\0') {
		usage();
	}
	return number;
}

static void read_arguments(sweep *s, int count, char **words)
{
	int at = 3;

	if (count < 8) {
		usage();
	}
	s->memory = strcmp(words[1], "memory") == 0;
	s->launch.supervised = !s->memory;
	s->launch.for_good = strcmp(words[2], "for-good") == 0;
	if ((!s->memory && strcmp(words[1], "calls") != 0) ||
	    (!s->launch.for_good && strcmp(words[2], "once") != 0)) {
		usage();
	}
	s->at_most = UINT64_MAX;
	for (; at + 5 < count && strncmp(words[at], "--", 2) == 0; at++) {
		if (strcmp(words[at], "--stacks") == 0 && s->memory) {
			s->stacks = true;
		} else if (strcmp(words[at], "--at-most") == 0) {
			s->at_most = number_of(words[++at]);
		} else if (strcmp(words[at], "--show") == 0) {
			s->show = number_of(words[++at]);
		} else {
			usage();
		}
	}
	if (at + 5 > count || s->at_most == 0) {
		usage();
	}
	s->status = (int)number_of(words[at]);
	s->launch.folder = words[at + 1];
	s->launch.library = words[at + 2];
	s->launch.area_path = join_path(words[at + 3], "area");
	s->launch.out_path = join_path(words[at + 3], "stdout");
	s->launch.err_path = join_path(words[at + 3], "stderr");
	s->launch.words = words + at + 4;
}

static void map_area(sweep *s)
{
	int descriptor = open(s->launch.area_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	void *map = MAP_FAILED;

	if (descriptor >= 0 && ftruncate(descriptor, sizeof *s->area) == 0) {
		map = mmap(NULL, sizeof *s->area, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor,
		           0);
		close(descriptor);
	}
	if (map == MAP_FAILED) {
		give_up("cannot map", s->launch.area_path);
	}
	s->area = map;
}

/* One run, in which failure number fails; 0: none. */
static void run_once(sweep *s, uint64_t number, ended *out)
{
	s->area->fail_at = s->memory ? number : 0;
	s->area->for_good = s->launch.for_good;
	s->area->show = s->show != 0;
	s->area->allocations = 0;
	s->area->failed = 0;
	s->launch.fail_call = s->memory ? 0 : number;
	if (!launch_tool(&s->launch, s->area, out)) {
		fprintf(stderr, "sweep: this machine does not let system calls be supervised\n");
		exit(CANNOT);
	}
	if (!out->began) {
		fprintf(stderr, "sweep: %s did not start, or without the library\n",
		        s->launch.words[0]);
		exit(2);
	}
}

static bool ended_with(const ended *run, int status)
{
	return !run->hung && WIFEXITED(run->status) && WEXITSTATUS(run->status) == status;
}

/* Two runs without a failure, which must do the same; what they leave is what all others are held against. */
static void run_without_failures(sweep *s)
{
	for (int i = 0; i < 2; i++) {
		char *output;
		size_t length;
		tree after;
		ended run;

		run_once(s, 0, &run);
		output = file_bytes(s->launch.out_path, &length);
		tree_read(&after, s->launch.folder);
		if (!ended_with(&run, s->status)) {
			char *said = file_bytes(s->launch.err_path, &length);

			fprintf(stderr, "sweep: the tool ends with %#x where nothing fails:\n%s\n",
			        (unsigned)run.status, said);
			exit(2);
		}
		if (i > 0 && (!tree_equal(&after, &s->after) || length != s->output_length ||
		              memcmp(output, s->output, length) != 0)) {
			fprintf(stderr, "sweep: two runs without failures differ\n");
			exit(2);
		}
		s->output = output;
		s->output_length = length;
		s->after = after;
		s->total = s->memory ? s->area->allocations : run.calls;
		tree_restore(&s->before, s->launch.folder);
	}
}

static bool sanitizer_reports(const char *said)
{
	return strstr(said, "Sanitizer") != NULL || strstr(said, "runtime error:") != NULL;
}

/* A report of another verdict is another one, but it is whole: it ends as it should. */
static bool is_whole_report(const tree_file *file, const tree_file *wanted)
{
	return strncmp(file->path, "report.", 7) == 0 && wanted != NULL && file->length > 2 &&
	       wanted->length > 2 &&
	       memcmp(file->bytes + file->length - 2, wanted->bytes + wanted->length - 2, 2) == 0;
}

/*
 * Each file is as it was or as it should become, and nothing else is there. What a file is read by comes
 * before it: with each channel file stands its map.
 */
static const char *judge_files(const sweep *s, const tree *now, bool other_verdict)
{
	static char why[400];

	for (size_t i = 0; i < now->count; i++) {
		const tree_file *file = &now->files[i], *was = tree_find(&s->before, file->path),
				*wanted = tree_find(&s->after, file->path);

		if (!tree_same_file(file, was) && !tree_same_file(file, wanted) &&
		    !(other_verdict && is_whole_report(file, wanted))) {
			snprintf(why, sizeof why, "%s is neither as it was nor as it should be",
			         file->path);
			return why;
		}
	}
	for (size_t i = 0; i < s->before.count; i++) {
		const char *path = s->before.files[i].path;

		if (tree_find(now, path) == NULL && tree_find(&s->after, path) != NULL) {
			snprintf(why, sizeof why, "%s has gone", path);
			return why;
		}
	}
	for (size_t i = 0; i < now->count; i++) {
		const tree_file *file = &now->files[i];
		char *map = malloc(strlen(file->path) + 5);

		if (map == NULL) {
			give_up("cannot name", file->path);
		}
		sprintf(map, "%s.map", file->path);
		if (tree_find(&s->after, map) != NULL &&
		    !tree_same_file(file, tree_find(&s->before, file->path)) &&
		    !tree_same_file(tree_find(now, map), tree_find(&s->after, map))) {
			snprintf(why, sizeof why, "%s is there without its map", file->path);
			free(map);
			return why;
		}
		free(map);
	}
	return NULL;
}

/* All is as it was, but for reports. */
static bool nothing_published(const sweep *s, const tree *now)
{
	for (size_t i = 0; i < now->count; i++) {
		const tree_file *file = &now->files[i];

		if (strncmp(file->path, "report.", 7) != 0 &&
		    !tree_same_file(file, tree_find(&s->before, file->path))) {
			return false;
		}
	}
	return true;
}

/* A verdict on what could not be read: it says so, and nothing was written. */
static bool rejects_unreadable(const sweep *s, const ended *run, const tree *now,
                               const char *output, const char *said)
{
	return !s->memory && ended_with(run, REJECTED) && nothing_published(s, now) &&
	       (strstr(output, "FILE_UNREADABLE") != NULL ||
	        strstr(output, strerror(run->reason)) != NULL ||
	        strstr(said, strerror(run->reason)) != NULL);
}

/* What is wrong with the run, or NULL. */
static const char *judge(sweep *s, const ended *run, const char *said)
{
	bool refused = ended_with(run, REFUSED) || (!s->memory && ended_with(run, UNUSABLE));
	const char *why;
	char *output;
	size_t length;
	tree now;

	if (run->hung) {
		return "it did not end";
	}
	if (sanitizer_reports(said)) {
		return "the sanitizer reports";
	}
	if (!WIFEXITED(run->status)) {
		return "it was killed by a signal";
	}
	tree_read(&now, s->launch.folder);
	why = judge_files(s, &now, !ended_with(run, s->status));
	output = file_bytes(s->launch.out_path, &length);
	if (why == NULL && ended_with(run, s->status)) {
		s->absorbed++;
		if (!tree_equal(&now, &s->after)) {
			why = "the status says that nothing failed, the files say otherwise";
		} else if (length != s->output_length || memcmp(output, s->output, length) != 0) {
			why = "the status says that nothing failed, the output says otherwise";
		}
	} else if (why == NULL && !refused && !rejects_unreadable(s, run, &now, output, said)) {
		why = "the status is another";
	} else if (why == NULL && said[0] == '\0' && length == 0 && !run->failed_to_tell) {
		why = "it failed without a word";
	}
	free(output);
	tree_free(&now);
	return why;
}

static void fail_one(sweep *s, uint64_t number)
{
	size_t length;
	char *said;
	const char *why;
	ended run;

	run_once(s, number, &run);
	s->done++;
	s->missed += run.failed == 0;
	said = file_bytes(s->launch.err_path, &length);
	why = judge(s, &run, said);
	if (s->show != 0) {
		printf("%s", said);
	}
	if (why != NULL && ++s->wrong <= MOST_SHOWN) {
		printf("failure %llu of %llu %s%s: %s (ends with %#x): %.300s\n",
		       (unsigned long long)number, (unsigned long long)s->total,
		       s->memory ? "allocations" : "calls, ", run.what, why, (unsigned)run.status,
		       said);
	}
	free(said);
	tree_restore(&s->before, s->launch.folder);
}

/* An allocation, and whose it is. */
typedef struct place {
	uint64_t stack, number;
} place;

static int by_stack(const void *left, const void *right)
{
	const place *a = left, *b = right;

	if (a->stack != b->stack) {
		return a->stack < b->stack ? -1 : 1;
	}
	return a->number < b->number ? -1 : a->number > b->number;
}

static int by_number(const void *left, const void *right)
{
	const place *a = left, *b = right;

	return a->number < b->number ? -1 : a->number > b->number;
}

/* Leaves of the places with one stack the first and the last; returns how many are left. */
static size_t keep_ends(place *places, size_t count)
{
	size_t kept = 0;

	qsort(places, count, sizeof *places, by_stack);
	for (size_t i = 0; i < count; i++) {
		bool first = i == 0 || places[i].stack != places[i - 1].stack;
		bool last = i + 1 == count || places[i].stack != places[i + 1].stack;

		/* What was kept never reaches i, so places[i - 1] is still itself. */
		if (first || last) {
			places[kept++] = places[i];
		}
	}
	qsort(places, kept, sizeof *places, by_number);
	return kept;
}

/* The numbers of the failures to try. */
static place *plan(sweep *s, size_t *count)
{
	place *places = calloc(s->total + 1, sizeof *places);
	ended run;

	if (places == NULL) {
		give_up("cannot plan", "the failures");
	}
	*count = s->total;
	for (size_t i = 0; i < *count; i++) {
		places[i] = (place){.number = i + 1};
	}
	if (s->stacks) {
		s->area->record = 1;
		run_once(s, 0, &run);
		s->area->record = 0;
		tree_restore(&s->before, s->launch.folder);
		for (size_t i = 0; i < *count; i++) {
			places[i].stack = i < MOST_STACKS ? s->area->stacks[i] : i;
		}
		*count = keep_ends(places, *count);
	}
	return places;
}

static void fail_all(sweep *s)
{
	size_t count, step;
	place *places = plan(s, &count);

	step = s->at_most < count ? (size_t)((count + s->at_most - 1) / s->at_most) : 1;
	for (size_t i = 0; i < count; i += step) {
		fail_one(s, places[i].number);
	}
	free(places);
}

int main(int count, char **words)
{
	sweep s = {0};

	/* The same addresses each time, for the same hashes of stacks. */
	if (personality(ADDR_NO_RANDOMIZE) == -1) {
		give_up("cannot fix", "addresses");
	}
	read_arguments(&s, count, words);
	map_area(&s);
	tree_read(&s.before, s.launch.folder);
	run_without_failures(&s);
	if (s.show != 0) {
		fail_one(&s, s.show);
	} else {
		fail_all(&s);
	}
	printf("%llu of %llu failed, %llu of them without effect, %llu not reached; %llu wrong\n",
	       (unsigned long long)s.done, (unsigned long long)s.total,
	       (unsigned long long)s.absorbed, (unsigned long long)s.missed,
	       (unsigned long long)s.wrong);
	return s.wrong > 0 || s.done == 0 || s.missed > s.done / 2 ? 1 : 0;
}
