/*
 * A comparison for a pull request: a table first, the rest folded. What comes from the content is written so that it is
 * text and nothing else there.
 */
#include "base/markup.h"
#include "diff/parts.h"
#include "rules/facts.h"

/* A comment on GitHub or GitLab has 65,536 characters or more: behind this many bytes only counts follow. */
enum { SHOWN_IN_TABLE = 5, SHOWN = 50, MOST_BYTES = 56000 };

typedef struct writer {
	const sl_diff *diff;
	sl_buffer *out;
	size_t start; /* of the Markdown, in out */
	sl_arena arena;
} writer;

/* A bar stays in its cell, and a link is none. */
static void plain(sl_buffer *out, const char *text)
{
	sl_markup_text(out, text, SL_MARKS_MARKDOWN);
}

static bool is_full(const writer *w)
{
	return w->out->length - w->start > MOST_BYTES;
}

/* --- the table */

static void write_row(writer *w, const char *what, const char *text)
{
	sl_buffer_printf(w->out, "| %s | ", what);
	plain(w->out, text);
	sl_buffer_text(w->out, " |\n");
}

/* In a cell with others. */
static void write_part(writer *w, size_t i, const char *text)
{
	sl_buffer_text(w->out, i > 0 ? "<br>" : "");
	plain(w->out, text);
}

static void end_cell(writer *w, size_t count)
{
	if (count > SHOWN_IN_TABLE)
		sl_buffer_printf(w->out, "<br>and %zu more", count - SHOWN_IN_TABLE);
	sl_buffer_text(w->out, " |\n");
}

static void write_inputs(writer *w)
{
	const sl_diff *diff = w->diff;

	if (diff->input_count == 0)
		return;
	sl_buffer_text(w->out, "| **inputs read for the first time** | ");
	for (size_t i = 0; i < diff->input_count && i < SHOWN_IN_TABLE; i++)
		write_part(w, i, sl_diff_input_words(&diff->inputs[i], &w->arena));
	end_cell(w, diff->input_count);
}

static void write_first_uses(writer *w)
{
	const sl_diff_uses *uses = &w->diff->first_uses;

	if (uses->count == 0)
		return;
	sl_buffer_text(w->out, "| **asked of sensors for the first time** | ");
	for (size_t i = 0; i < uses->count && i < SHOWN_IN_TABLE; i++)
		write_part(w, i, sl_diff_use_words(&uses->items[i], &w->arena));
	end_cell(w, uses->count);
}

static void write_builds(writer *w)
{
	const sl_diff *diff = w->diff;

	if (!diff->is_checked)
		write_row(w, "builds", "not looked at: no fleet was named");
	else if (diff->refusing.count > 0)
		write_row(w, "**builds that cannot take it**",
		          sl_arena_printf(&w->arena, "%s; %zu of %s",
		                          sl_diff_named(&w->arena, diff->refusing.items,
		                                        diff->refusing.count),
		                          diff->refusing.count,
		                          sl_counted(&w->arena, diff->build_count, "build")));
	else
		write_row(w, "builds",
		          diff->is_refused ? "errors that are not of one build alone"
		                           : "none refuses what the old file did not ask");
}

static void write_table(writer *w)
{
	const sl_diff *diff = w->diff;

	sl_buffer_printf(w->out, "## channel %u, version %llu → %llu\n\n| | |\n| --- | --- |\n",
	                 (unsigned)diff->channel[1], (unsigned long long)diff->version[0],
	                 (unsigned long long)diff->version[1]);
	write_row(w, "**next**", diff->next);
	write_inputs(w);
	write_first_uses(w);
	write_builds(w);
	if (diff->run != NULL)
		write_row(w, "events", sl_diff_run_words(diff->run, &w->arena));
	write_row(w, "templates",
	          sl_arena_printf(&w->arena,
	                          "%zu added, %zu removed, %zu changed; %u before, %u now",
	                          diff->added, diff->removed, diff->changed,
	                          (unsigned)diff->templates[0], (unsigned)diff->templates[1]));
}

/* --- what is folded */

static void start_fold(writer *w, const char *what)
{
	sl_buffer_printf(w->out, "\n<details><summary>%s</summary>\n\n", what);
}

static void end_fold(writer *w)
{
	sl_buffer_text(w->out, "\n</details>\n");
}

static void write_item(writer *w, const char *text)
{
	sl_buffer_text(w->out, "- ");
	plain(w->out, text);
	sl_buffer_byte(w->out, '\n');
}

/* Whether to go on with item i of so many; if not, how many are left out is said. */
static bool goes_on(writer *w, size_t i, size_t count)
{
	if (i < count && i < SHOWN && !is_full(w))
		return true;
	if (i < count)
		sl_buffer_printf(w->out, "- and %zu more\n", count - i);
	return false;
}

static void fold_lines(writer *w, const sl_lines *lines, const char *what)
{
	if (lines->count == 0)
		return;
	start_fold(w, what);
	for (size_t i = 0; goes_on(w, i, lines->count); i++)
		write_item(w, lines->items[i]);
	end_fold(w);
}

static void fold_uses(writer *w, const sl_diff_uses *uses, const char *what)
{
	if (uses->count == 0)
		return;
	start_fold(w, what);
	for (size_t i = 0; goes_on(w, i, uses->count); i++)
		write_item(w, sl_diff_use_words(&uses->items[i], &w->arena));
	end_fold(w);
}

static void fold_inputs(writer *w)
{
	if (w->diff->input_count <= SHOWN_IN_TABLE)
		return;
	start_fold(w, "All inputs that are read for the first time");
	for (size_t i = 0; goes_on(w, i, w->diff->input_count); i++)
		write_item(w, sl_diff_input_words(&w->diff->inputs[i], &w->arena));
	end_fold(w);
}

static void fold_faults(writer *w)
{
	const sl_diff *diff = w->diff;

	if (diff->fault_count + diff->uncompared == 0)
		return;
	start_fold(w, "What the check finds");
	for (size_t i = 0; goes_on(w, i, diff->fault_count); i++)
		write_item(w, sl_diff_fault_words(&diff->faults[i], &w->arena));
	if (diff->uncompared > 0)
		sl_buffer_printf(w->out,
		                 "- %zu findings past the limit of a list could not be compared\n",
		                 diff->uncompared);
	end_fold(w);
}

static void fold_matches(writer *w)
{
	const sl_diff_run *run = w->diff->run;

	if (run == NULL || run->count == 0)
		return;
	start_fold(w, "Templates that match other events");
	for (size_t i = 0; goes_on(w, i, run->count); i++)
		write_item(w, sl_arena_printf(&w->arena, "%s (%s, %s): %s", run->items[i].title,
		                              run->items[i].type, run->items[i].uuid,
		                              sl_diff_matches_words(&run->items[i], &w->arena)));
	end_fold(w);
}

static void write_template(writer *w, const sl_template_difference *one)
{
	static const char *const changes[] = {[SL_TEMPLATE_ADDED] = "added",
	                                      [SL_TEMPLATE_REMOVED] = "removed",
	                                      [SL_TEMPLATE_CHANGED] = "changed"};

	sl_buffer_printf(w->out, "- **%s** ", changes[one->change]);
	plain(w->out, one->title);
	plain(w->out,
	      sl_arena_printf(&w->arena, " (%s, level %s, %s)", one->type, one->level, one->uuid));
	if (one->source.path != NULL)
		plain(w->out, sl_arena_printf(&w->arena, ", %s:%u", one->source.path,
		                              (unsigned)one->source.line));
	sl_buffer_byte(w->out, '\n');
	for (size_t i = 0; i < one->what.count && i < SHOWN && !is_full(w); i++) {
		sl_buffer_text(w->out, "  ");
		write_item(w, one->what.items[i]);
	}
	if (one->what.count > SHOWN)
		sl_buffer_printf(w->out, "  - and %zu more\n", one->what.count - SHOWN);
}

static void fold_templates(writer *w)
{
	const sl_diff *diff = w->diff;

	if (diff->count == 0)
		return;
	start_fold(w, "Templates");
	for (size_t i = 0; goes_on(w, i, diff->count); i++)
		write_template(w, &diff->items[i]);
	end_fold(w);
}

void sl_diff_markdown(const sl_diff *diff, sl_buffer *out)
{
	writer w = {.diff = diff, .out = out, .start = out->length};

	sl_arena_start(&w.arena);
	write_table(&w);
	fold_inputs(&w);
	if (diff->first_uses.count > SHOWN_IN_TABLE)
		fold_uses(&w, &diff->first_uses, "All that is asked of sensors for the first time");
	fold_faults(&w);
	fold_matches(&w);
	fold_lines(&w, &diff->file, "The file");
	fold_lines(&w, &diff->types, "Types");
	fold_templates(&w);
	fold_uses(&w, &diff->last_uses, "Not asked of sensors any more");
	sl_arena_free(&w.arena);
}
