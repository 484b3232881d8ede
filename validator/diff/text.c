/* A comparison for a terminal: what somebody who has a minute must know comes first. */
#include "diff/parts.h"
#include "rules/facts.h"

/* Of a list, unless all of it is wanted. */
enum { SHOWN = 20, SHOWN_TEMPLATES = 50 };

typedef struct writer {
	const sl_diff *diff;
	bool verbose;
	sl_buffer *out;
	sl_arena arena;
} writer;

static size_t shown_of(const writer *w, size_t count, size_t limit)
{
	return w->verbose || count <= limit ? count : limit;
}

static void write_rest(writer *w, size_t count, size_t shown)
{
	if (shown < count)
		sl_buffer_printf(w->out, "  and %zu more (-v)\n", count - shown);
}

static void write_heading(writer *w, size_t count, const char *heading)
{
	if (count > 0)
		sl_buffer_printf(w->out, "\n%s:\n", heading);
}

static void write_lines(writer *w, const sl_lines *lines, const char *heading)
{
	const size_t shown = shown_of(w, lines->count, SHOWN);

	write_heading(w, lines->count, heading);
	for (size_t i = 0; i < shown; i++)
		sl_buffer_printf(w->out, "  %s\n", lines->items[i]);
	write_rest(w, lines->count, shown);
}

static bool is_urgent(const sl_diff_input *input)
{
	return input->lacking_count > 0 || input->shipped == SL_SHIPPED_NEVER;
}

static void write_inputs(writer *w)
{
	const sl_diff *diff = w->diff;
	const size_t shown = shown_of(w, diff->input_count, SHOWN);

	write_heading(w, diff->input_count, "Inputs that are read for the first time");
	for (size_t i = 0; i < shown; i++)
		sl_buffer_printf(w->out, "%c %s\n", is_urgent(&diff->inputs[i]) ? '!' : ' ',
		                 sl_diff_input_words(&diff->inputs[i], &w->arena));
	write_rest(w, diff->input_count, shown);
}

static void write_uses(writer *w, const sl_diff_uses *uses, const char *heading)
{
	const size_t shown = shown_of(w, uses->count, SHOWN);

	write_heading(w, uses->count, heading);
	for (size_t i = 0; i < shown; i++)
		sl_buffer_printf(w->out, "%c %s\n",
		                 uses->items[i].shipped == SL_SHIPPED_NEVER ? '!' : ' ',
		                 sl_diff_use_words(&uses->items[i], &w->arena));
	write_rest(w, uses->count, shown);
}

static bool is_new_error(const sl_diff_fault *fault)
{
	return fault->state == SL_FAULT_NEW && fault->severity == CHAN_ERROR;
}

static void write_faults(writer *w)
{
	const sl_diff *diff = w->diff;
	const size_t shown = shown_of(w, diff->fault_count, SHOWN);

	if (!diff->is_checked) {
		sl_buffer_text(w->out, "\nBuilds were not looked at: that takes --fleet and "
		                       "--catalog, or -C REPO.\n");
		return;
	}
	sl_buffer_printf(w->out, "\nWhat the check finds, with %s:\n",
	                 sl_counted(&w->arena, diff->build_count, "build"));
	if (diff->fault_count + diff->uncompared == 0)
		sl_buffer_text(w->out, "  nothing new, and no error that stays\n");
	for (size_t i = 0; i < shown; i++)
		sl_buffer_printf(w->out, "%c %s\n", is_new_error(&diff->faults[i]) ? '!' : ' ',
		                 sl_diff_fault_words(&diff->faults[i], &w->arena));
	write_rest(w, diff->fault_count, shown);
	if (diff->uncompared > 0)
		sl_buffer_printf(w->out, "! %s past the limit of a list could not be compared\n",
		                 sl_counted(&w->arena, diff->uncompared, "finding"));
}

static void write_run(writer *w)
{
	const sl_diff_run *run = w->diff->run;
	size_t shown;

	if (run == NULL)
		return;
	shown = shown_of(w, run->count, SHOWN);
	sl_buffer_printf(w->out, "\n%s%s\n", sl_diff_run_words(run, &w->arena),
	                 run->count > 0 ? ":" : ".");
	for (size_t i = 0; i < shown; i++)
		sl_buffer_printf(w->out, "  %s (%s, %s): %s\n", run->items[i].title,
		                 run->items[i].type, run->items[i].uuid,
		                 sl_diff_matches_words(&run->items[i], &w->arena));
	write_rest(w, run->count, shown);
}

static void write_template(writer *w, const sl_template_difference *one)
{
	static const char marks[] = {[SL_TEMPLATE_ADDED] = '+',
	                             [SL_TEMPLATE_REMOVED] = '-',
	                             [SL_TEMPLATE_CHANGED] = '~'};
	const size_t shown = shown_of(w, one->what.count, SHOWN);

	sl_buffer_printf(w->out, "%c %s (%s, level %s, %s)\n", marks[one->change], one->title,
	                 one->type, one->level, one->uuid);
	if (one->source.path != NULL)
		sl_buffer_printf(w->out, "    at %s:%u\n", one->source.path,
		                 (unsigned)one->source.line);
	for (size_t i = 0; i < shown; i++)
		sl_buffer_printf(w->out, "    %s\n", one->what.items[i]);
	if (shown < one->what.count)
		sl_buffer_printf(w->out, "    and %zu more (-v)\n", one->what.count - shown);
}

void sl_diff_text(const sl_diff *diff, bool verbose, sl_buffer *out)
{
	writer w = {.diff = diff, .verbose = verbose, .out = out};
	const size_t shown = shown_of(&w, diff->count, SHOWN_TEMPLATES);

	sl_arena_start(&w.arena);
	sl_buffer_printf(out, "%s\nnext: %s\n", sl_diff_summary(diff, &w.arena), diff->next);
	write_inputs(&w);
	write_uses(&w, &diff->first_uses, "Asked of sensors for the first time");
	write_faults(&w);
	write_run(&w);
	write_lines(&w, &diff->file, "The file");
	write_lines(&w, &diff->types, "Types");
	write_heading(&w, diff->count, "Templates");
	for (size_t i = 0; i < shown; i++)
		write_template(&w, &diff->items[i]);
	write_rest(&w, diff->count, shown);
	write_uses(&w, &diff->last_uses, "Not asked of sensors any more");
	sl_arena_free(&w.arena);
}
