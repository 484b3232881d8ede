/* Events through both files at once: which templates match other events than before. */
#include <stdlib.h>
#include <string.h>

#include "diff/parts.h"
#include "execute/evaluator.h"
#include "execute/event_source.h"
#include "model/event_read.h"
#include "rules/facts.h"

enum { SHOWN_COMPLAINTS = 10 };

/* Bits: which file matched an event. */
enum { OLD_MATCHED = 1, NEW_MATCHED = 2 };

/* The first events of a template that were gained and lost. */
typedef struct examples {
	sl_diff_event gained[SL_DIFF_EVENTS_NAMED], lost[SL_DIFF_EVENTS_NAMED];
} examples;

/* What both files call by one id. */
typedef struct subject {
	uint32_t side, index; /* where the newer one of them is */
	unsigned matched; /* the event at hand */
	uint64_t before, gained, lost;
	examples *first; /* in the diff's arena; NULL: nothing was gained or lost */
} subject;

typedef struct running {
	sl_diff *diff;
	const sl_diff_events *events;
	sl_diff_run *run;
	subject *subjects; /* by id */
	uint32_t *of_template[2]; /* for each template of a file its subject */
	uint32_t *touched; /* subjects that matched the event at hand */
	size_t subject_count, touched_count;
	sl_event_router *router;
	sl_evaluator *evaluator;
	sl_evaluation *evaluation;
	sl_event_inputs *inputs;
	sl_event_reader *reader;
} running;

/* --- templates by their ids */

typedef struct placed {
	uint8_t uuid[16];
	uint32_t side, index;
} placed;

static int compare_placed(const void *left, const void *right)
{
	const placed *a = left, *b = right;
	const int order = memcmp(a->uuid, b->uuid, sizeof a->uuid);

	if (order != 0)
		return order;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static const sl_checked_file *file_of(const running *r, uint32_t side)
{
	return r->events->programs[side].checked;
}

static size_t place_templates(const running *r, placed *out)
{
	chan_template template;
	size_t count = 0;

	for (uint32_t side = 0; side < 2; side++)
		for (uint32_t i = 0; chan_template_at(&file_of(r, side)->file, i, &template); i++) {
			memcpy(out[count].uuid, template.uuid, sizeof out[count].uuid);
			out[count].side = side;
			out[count++].index = i;
		}
	return count;
}

static void find_subjects(running *r)
{
	const size_t most = (size_t)r->diff->templates[0] + r->diff->templates[1];
	placed *items = sl_alloc(most + 1, sizeof *items);
	const size_t count = place_templates(r, items);

	r->subjects = sl_alloc(most + 1, sizeof *r->subjects);
	r->touched = sl_alloc(most + 1, sizeof *r->touched);
	for (unsigned side = 0; side < 2; side++)
		r->of_template[side] = sl_alloc((size_t)r->diff->templates[side] + 1,
		                                sizeof *r->of_template[side]);
	if (count > 1)
		qsort(items, count, sizeof *items, compare_placed);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || memcmp(items[i - 1].uuid, items[i].uuid, sizeof items[i].uuid) != 0)
			r->subject_count++;
		r->subjects[r->subject_count - 1].side = items[i].side;
		r->subjects[r->subject_count - 1].index = items[i].index;
		r->of_template[items[i].side][items[i].index] = (uint32_t)(r->subject_count - 1);
	}
	free(items);
}

/* --- events */

static void note(running *r, subject *of, bool gained, const sl_diff_event *event)
{
	const uint64_t number = gained ? of->gained++ : of->lost++;

	if (of->first == NULL)
		of->first = sl_arena_alloc(&r->diff->arena, 1, sizeof *of->first);
	if (number < SL_DIFF_EVENTS_NAMED)
		(gained ? of->first->gained : of->first->lost)[number] = *event;
}

static void find_matches(running *r, uint32_t type)
{
	const chan_inputs inputs = sl_event_inputs_of(r->inputs, type);
	size_t count;
	const sl_match *matches =
		sl_evaluate(r->evaluation, sl_event_type(r->inputs, type)->id, &inputs, &count);

	for (size_t i = 0; i < count; i++) {
		const uint32_t index = r->of_template[matches[i].program][matches[i].template];
		subject *of = &r->subjects[index];

		if (of->matched == 0)
			r->touched[r->touched_count++] = index;
		of->matched |= matches[i].program == 0 ? OLD_MATCHED : NEW_MATCHED;
	}
}

static void run_event(running *r, const sl_event *event, const sl_diff_event *place)
{
	const uint32_t types = sl_event_route(r->inputs, event);

	r->run->events++;
	r->run->typeless += types == 0;
	r->touched_count = 0;
	for (uint32_t i = 0; i < types; i++)
		find_matches(r, i);
	for (size_t i = 0; i < r->touched_count; i++) {
		subject *of = &r->subjects[r->touched[i]];

		of->before += (of->matched & OLD_MATCHED) != 0;
		if (of->matched == OLD_MATCHED || of->matched == NEW_MATCHED)
			note(r, of, of->matched == NEW_MATCHED, place);
		of->matched = 0;
	}
}

/* What the JSON library quotes of an event may be anything. */
static void complain(running *r, const sl_diff_event *place, const char *text)
{
	if (r->run->bad++ < SHOWN_COMPLAINTS)
		sl_lines_add(&r->run->complaints,
		             sl_arena_printf(&r->diff->arena, "%s:%llu: %s", place->path,
		                             (unsigned long long)place->number,
		                             sl_diff_shown(r->diff, sl_text_of(text))));
}

static void run_block(running *r, const char *path, const sl_event_block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		const sl_diff_event place = {path, block->numbers[i]};
		sl_problem problem;
		sl_event event;

		if (sl_event_read(r->reader, block->events[i], &event, &problem))
			run_event(r, &event, &place);
		else
			complain(r, &place, problem.text);
	}
	if (block->fault != NULL) {
		const sl_diff_event place = {path, block->fault_number};

		complain(r, &place, block->fault);
	}
}

static bool run_file(running *r, const char *path, sl_problem *problem)
{
	const char *shown =
		strcmp(path, "-") == 0 ? "stdin" : sl_diff_shown(r->diff, sl_text_of(path));
	sl_event_source *source = sl_event_source_open(path, problem);
	sl_event_block block = {0};

	if (source == NULL)
		return false;
	while (sl_event_source_next(source, &block, problem))
		run_block(r, shown, &block);
	sl_event_block_free(&block);
	sl_event_source_close(source);
	return problem->text[0] == '\0';
}

/* --- results */

static void add_matches(running *r, const subject *of)
{
	const sl_checked_file *checked = file_of(r, of->side);
	sl_diff_matches *out = &r->run->items[r->run->count++];
	chan_template template;
	chan_type type;

	*out = (sl_diff_matches){.title = "",
	                         .type = "",
	                         .before = of->before,
	                         .gained = of->gained,
	                         .lost = of->lost};
	memcpy(out->first_gained, of->first->gained, sizeof out->first_gained);
	memcpy(out->first_lost, of->first->lost, sizeof out->first_lost);
	if (!chan_template_at(&checked->file, of->index, &template) ||
	    !chan_type_at(&checked->file, template.type, &type))
		return;
	sl_uuid_write(template.uuid, out->uuid);
	out->title = sl_diff_shown(r->diff, sl_string_text(checked, template.title));
	out->type = sl_diff_shown(r->diff, sl_string_text(checked, type.name));
}

static int by_weight(const void *left, const void *right)
{
	const sl_diff_matches *a = left, *b = right;
	const uint64_t of_a = a->gained + a->lost, of_b = b->gained + b->lost;

	return of_a != of_b ? (of_a < of_b ? 1 : -1) : strcmp(a->uuid, b->uuid);
}

static void conclude(running *r)
{
	sl_diff_run *run = r->run;
	size_t changed = 0;

	for (size_t i = 0; i < r->subject_count; i++) {
		run->before += r->subjects[i].before;
		run->gained += r->subjects[i].gained;
		run->lost += r->subjects[i].lost;
		changed += r->subjects[i].first != NULL;
	}
	run->items = sl_arena_alloc(&r->diff->arena, changed + 1, sizeof *run->items);
	for (size_t i = 0; i < r->subject_count; i++)
		if (r->subjects[i].first != NULL)
			add_matches(r, &r->subjects[i]);
	if (run->count > 1)
		qsort(run->items, run->count, sizeof *run->items, by_weight);
	run->unreadable = sl_event_unreadable(r->inputs);
	run->faults = sl_evaluation_faults_of(r->evaluation)->count;
}

static void start(running *r)
{
	find_subjects(r);
	r->router = sl_event_router_make(r->events->catalog);
	r->evaluator = sl_evaluator_make(r->events->programs, 2, true);
	r->evaluation = sl_evaluation_make(r->evaluator);
	r->inputs = sl_event_inputs_make(r->router);
	r->reader = sl_event_reader_make();
}

static void end(running *r)
{
	sl_event_reader_free(r->reader);
	sl_event_inputs_free(r->inputs);
	sl_evaluation_free(r->evaluation);
	sl_evaluator_free(r->evaluator);
	sl_event_router_free(r->router);
	free(r->of_template[0]);
	free(r->of_template[1]);
	free(r->touched);
	free(r->subjects);
}

bool sl_diff_run_events(sl_diff *diff, const sl_diff_events *events, sl_problem *problem)
{
	running r = {.diff = diff, .events = events};
	bool good = true;

	problem->text[0] = '\0';
	diff->run = sl_arena_alloc(&diff->arena, 1, sizeof *diff->run);
	r.run = diff->run;
	start(&r);
	for (size_t i = 0; good && i < events->path_count; i++)
		good = run_file(&r, events->paths[i], problem);
	conclude(&r);
	end(&r);
	return good;
}
