/*
 * Files of events against channel files. The thread that runs cuts the files into blocks, and writes what they gave, in
 * order; the workers read and evaluate them. So many blocks are on their way at most, whatever the files' size.
 */
#include "execute/run.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "base/utf8.h"
#include "execute/event_source.h"
#include "model/event_read.h"

enum { BLOCKS_A_THREAD = 4, LONGEST_SHOWN = 400 };

enum job_state { JOB_FREE, JOB_READY, JOB_TAKEN, JOB_DONE };

/* A block of events, and what it gave. */
typedef struct job {
	enum job_state state;
	const char *path;
	sl_text shown_path; /* in matches: empty where the path is no UTF-8, which JSON cannot hold */
	sl_event_block block;
	sl_buffer lines, complaints;
	sl_run_counts counts;
} job;

/* A match with the id that it is sorted by. */
typedef struct found_match {
	chan_template template;
	const sl_type *type;
	sl_match at;
} found_match;

/* What one thread needs to work. */
typedef struct worker {
	const sl_run *run;
	sl_event_reader *reader;
	sl_event_inputs *inputs;
	sl_evaluation *evaluation;
	found_match *found;
	size_t found_count, found_capacity;
} worker;

/* The blocks on their way, in a ring: the oldest is written next, the newest was read last. */
typedef struct crew {
	const sl_run *run;
	job *jobs;
	size_t job_count, oldest, used;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool over; /* no job will follow */
} crew;

static void start_worker(worker *w, const sl_run *run)
{
	*w = (worker){.run = run};
	w->reader = sl_event_reader_make();
	w->inputs = sl_event_inputs_make(run->router);
	w->evaluation = sl_evaluation_make(run->evaluator);
}

static void end_worker(worker *w)
{
	sl_event_reader_free(w->reader);
	sl_event_inputs_free(w->inputs);
	sl_evaluation_free(w->evaluation);
	free(w->found);
}

/* The name of a file and what the JSON library quotes of an event are anything; this goes to a terminal. */
static void complain(job *j, uint64_t number, const char *text)
{
	sl_arena arena;
	sl_arena_start(&arena);
	sl_buffer_printf(&j->complaints, "%s:%llu: %s\n",
	                 sl_text_printable(&arena, sl_text_of(j->path), LONGEST_SHOWN),
	                 (unsigned long long)number,
	                 sl_text_printable(&arena, sl_text_of(text), LONGEST_SHOWN));
	sl_arena_free(&arena);
}

static void write_string(sl_buffer *out, const char *key, sl_text text)
{
	sl_buffer_printf(out, ",\"%s\":", key);
	sl_json_string(out, text);
}

/* Of an accepted file: its texts are UTF-8. */
static void write_file_string(sl_buffer *out, const char *key, const sl_checked_file *checked,
                              uint32_t string)
{
	chan_text text;
	if (!chan_string_at(&checked->file, string, &text)) {
		text = (chan_text){0};
	}
	write_string(out, key, (sl_text){(const char *)checked->bytes + text.offset, text.length});
}

static void write_match(const worker *w, job *j, uint64_t number, const found_match *match)
{
	const sl_checked_file *checked = w->run->programs[match->at.program].checked;
	const chan_template *template = &match->template;
	sl_buffer *out = &j->lines;
	char uuid[37];
	sl_uuid_write(template->uuid, uuid);
	sl_buffer_text(out, "{\"events\":");
	sl_json_string(out, j->shown_path);
	sl_buffer_printf(out, ",\"line\":%llu", (unsigned long long)number);
	write_string(out, "rule", sl_text_of(uuid));
	write_file_string(out, "title", checked, template->title);
	if (template->author != CHAN_STRING_EMPTY) {
		write_file_string(out, "author", checked, template->author);
	}
	write_string(out, "type", sl_text_of(match->type->name));
	sl_buffer_text(out, "}\n");
	j->counts.matches++;
}

static int by_rule(const void *left, const void *right)
{
	const found_match *a = left, *b = right;
	const int order = memcmp(a->template.uuid, b->template.uuid, sizeof a->template.uuid);
	if (order != 0) {
		return order;
	}
	if (a->type->id != b->type->id) {
		return a->type->id < b->type->id ? -1 : 1;
	}
	return a->at.program < b->at.program ? -1 : a->at.program > b->at.program;
}

static void find_matches(worker *w, uint32_t index)
{
	const sl_type *type = sl_event_type(w->inputs, index);
	const chan_inputs inputs = sl_event_inputs_of(w->inputs, index);
	size_t count;
	const sl_match *matches = sl_evaluate(w->evaluation, type->id, &inputs, &count);
	w->found = sl_grow(w->found, &w->found_capacity, w->found_count + count, sizeof *w->found);
	for (size_t i = 0; i < count; i++) {
		found_match *match = &w->found[w->found_count];
		const sl_program *program = &w->run->programs[matches[i].program];
		*match = (found_match){.type = type, .at = matches[i]};
		if (chan_template_at(&program->checked->file, matches[i].template,
		                     &match->template)) {
			w->found_count++;
		}
	}
}

/* An error of the interpreter is never a match; which content asks for what is not there, the first one tells. */
static void tell_faults(const worker *w, job *j, uint64_t number, uint64_t before)
{
	const sl_evaluation_faults *faults = sl_evaluation_faults_of(w->evaluation);
	if (faults->count > before) {
		complain(j, number,
		         "content could not be evaluated: it reads an input that this event's type "
		         "does not have (CH4005)");
		j->counts.faults += faults->count - before;
	}
}

static void evaluate_event(worker *w, job *j, const sl_event *event, uint64_t number)
{
	const uint64_t faults = sl_evaluation_faults_of(w->evaluation)->count;
	const uint32_t types = sl_event_route(w->inputs, event);
	j->counts.events++;
	j->counts.typeless += types == 0;
	w->found_count = 0;
	for (uint32_t i = 0; i < types; i++) {
		find_matches(w, i);
	}
	tell_faults(w, j, number, faults);
	if (w->found_count > 1) {
		qsort(w->found, w->found_count, sizeof *w->found, by_rule);
	}
	for (size_t i = 0; i < w->found_count; i++) {
		write_match(w, j, number, &w->found[i]);
	}
}

/* Strict: what follows an event that cannot be read is left alone. */
static void do_job(worker *w, job *j)
{
	const uint64_t unreadable = sl_event_unreadable(w->inputs);
	for (size_t i = 0; i < j->block.count; i++) {
		sl_problem problem;
		sl_event event;
		if (sl_event_read(w->reader, j->block.events[i], &event, &problem)) {
			evaluate_event(w, j, &event, j->block.numbers[i]);
			continue;
		}
		complain(j, j->block.numbers[i], problem.text);
		j->counts.bad++;
		if (w->run->strict) {
			break;
		}
	}
	if (j->block.fault != NULL && !(w->run->strict && j->counts.bad > 0)) {
		complain(j, j->block.fault_number, j->block.fault);
		j->counts.bad++;
	}
	j->counts.unreadable += sl_event_unreadable(w->inputs) - unreadable;
}

static job *take_job(crew *c)
{
	for (;;) {
		for (size_t i = 0; i < c->used; i++) {
			job *j = &c->jobs[(c->oldest + i) % c->job_count];
			if (j->state == JOB_READY) {
				j->state = JOB_TAKEN;
				return j;
			}
		}
		if (c->over) {
			return NULL;
		}
		pthread_cond_wait(&c->changed, &c->lock);
	}
}

static void *work(void *context)
{
	crew *c = context;
	worker w;
	job *j;
	start_worker(&w, c->run);
	pthread_mutex_lock(&c->lock);
	while ((j = take_job(c)) != NULL) {
		pthread_mutex_unlock(&c->lock);
		do_job(&w, j);
		pthread_mutex_lock(&c->lock);
		j->state = JOB_DONE;
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
	end_worker(&w);
	return NULL;
}

static void add_counts(sl_run_counts *sum, const sl_run_counts *counts)
{
	sum->events += counts->events;
	sum->typeless += counts->typeless;
	sum->bad += counts->bad;
	sum->matches += counts->matches;
	sum->unreadable += counts->unreadable;
	sum->faults += counts->faults;
}

/* Hands on what a job gave. False: somebody said stop. */
static bool hand_on(const sl_run *run, job *j, sl_run_counts *counts)
{
	add_counts(counts, &j->counts);
	bool more = j->lines.length == 0 || run->write(run->context, &j->lines);
	if (j->complaints.length > 0) {
		run->complain(run->context, &j->complaints);
	}
	return more && !(run->strict && j->counts.bad > 0);
}

static void renew(job *j, const char *path)
{
	const sl_text text = sl_text_of(strcmp(path, "-") == 0 ? "stdin" : path);
	j->path = text.bytes;
	j->shown_path = sl_utf8_prefix(text) == text.length ? text : sl_text_of("");
	j->counts = (sl_run_counts){0};
	sl_buffer_clear(&j->lines);
	sl_buffer_clear(&j->complaints);
}

/* The ring's oldest job, once it is done. */
static bool finish_oldest(crew *c, sl_run_counts *counts)
{
	job *j = &c->jobs[c->oldest];
	pthread_mutex_lock(&c->lock);
	while (j->state != JOB_DONE) {
		pthread_cond_wait(&c->changed, &c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	const bool more = hand_on(c->run, j, counts);
	pthread_mutex_lock(&c->lock);
	j->state = JOB_FREE;
	c->oldest = (c->oldest + 1) % c->job_count;
	c->used--;
	pthread_mutex_unlock(&c->lock);
	return more;
}

/* All that is on its way. False: somebody said stop. */
static bool finish_all(crew *c, sl_run_counts *counts)
{
	bool more = true;
	while (c->used > 0 && more) {
		more = finish_oldest(c, counts);
	}
	return more;
}

static void tell_progress(const sl_run *run, const char *path, const sl_event_source *source)
{
	uint64_t done, size;
	if (run->progress != NULL) {
		sl_event_source_progress(source, &done, &size);
		run->progress(run->context, path, done, size);
	}
}

/* One file through the crew. False: stop, or the problem has a text. */
static bool run_file(crew *c, const char *path, sl_run_counts *counts, sl_problem *problem)
{
	sl_event_source *source = sl_event_source_open(path, problem);
	bool more = source != NULL;
	while (more) {
		if (c->used == c->job_count && !(more = finish_oldest(c, counts))) {
			break;
		}
		job *j = &c->jobs[(c->oldest + c->used) % c->job_count];
		renew(j, path);
		if (!sl_event_source_next(source, &j->block, problem)) {
			more = problem->text[0] == '\0';
			break;
		}
		tell_progress(c->run, path, source);
		pthread_mutex_lock(&c->lock);
		j->state = JOB_READY;
		c->used++;
		pthread_cond_broadcast(&c->changed);
		pthread_mutex_unlock(&c->lock);
		more = !sl_event_source_idle(source) || finish_all(c, counts);
	}
	sl_event_source_close(source);
	return more;
}

/* Starts as many threads as there can be; with none there is nothing to work with. */
static size_t hire(crew *c, pthread_t *threads, unsigned wanted)
{
	size_t count = 0;
	while (count < wanted && pthread_create(&threads[count], NULL, work, c) == 0) {
		count++;
	}
	if (count == 0) {
		sl_out_of_memory();
	}
	return count;
}

static void dismiss(crew *c, pthread_t *threads, size_t count)
{
	pthread_mutex_lock(&c->lock);
	c->over = true;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
	}
	for (size_t i = 0; i < c->job_count; i++) {
		sl_event_block_free(&c->jobs[i].block);
		sl_buffer_free(&c->jobs[i].lines);
		sl_buffer_free(&c->jobs[i].complaints);
	}
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	free(c->jobs);
}

bool sl_run_events(const sl_run *run, sl_run_counts *counts, sl_problem *problem)
{
	crew c = {.run = run, .job_count = (size_t)run->threads * BLOCKS_A_THREAD};
	pthread_t *threads = sl_alloc(run->threads, sizeof *threads);
	bool more = true;
	*counts = (sl_run_counts){0};
	problem->text[0] = '\0';
	c.jobs = sl_alloc(c.job_count, sizeof *c.jobs);
	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.changed, NULL);
	const size_t hired = hire(&c, threads, run->threads);
	for (size_t i = 0; more && i < run->path_count; i++) {
		more = run_file(&c, run->paths[i], counts, problem);
	}
	/* What was read before a file that cannot be read counts all the same. */
	const bool finished = (more || problem->text[0] != '\0') && finish_all(&c, counts);
	dismiss(&c, threads, hired);
	free(threads);
	return more && finished;
}
