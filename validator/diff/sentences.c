/* What text and Markdown both say. */
#include "author/words.h"
#include "diff/parts.h"
#include "model/fleet.h"
#include "report/report.h"
#include "rules/facts.h"

const char *sl_diff_summary(const sl_diff *diff, sl_arena *arena)
{
	return sl_arena_printf(arena,
	                       "channel %u, version %llu -> %llu: %s added, %zu removed, %zu "
	                       "changed; %u before, %u now",
	                       (unsigned)diff->channel[1], (unsigned long long)diff->version[0],
	                       (unsigned long long)diff->version[1],
	                       sl_counted(arena, diff->added, "template"), diff->removed,
	                       diff->changed, (unsigned)diff->templates[0],
	                       (unsigned)diff->templates[1]);
}

const char *sl_diff_input_words(const sl_diff_input *input, sl_arena *arena)
{
	const char *lacking = input->lacking_count == 0
	                              ? ""
	                              : sl_arena_printf(arena, "; not supplied by %s (CH3001)",
	                                                sl_diff_named(arena, input->lacking,
	                                                              input->lacking_count));

	return sl_arena_printf(arena, "%s, the %s input of %s%s%s", input->field,
	                       sl_ordinal(arena, input->position), input->type,
	                       input->shipped == SL_SHIPPED_NEVER ? "; no release has read it" : "",
	                       lacking);
}

const char *sl_diff_use_words(const sl_diff_use *use, sl_arena *arena)
{
	static const char *const shipped[] = {[SL_SHIPPED_UNKNOWN] = "",
	                                      [SL_SHIPPED_NEVER] = "; it has never shipped",
	                                      [SL_SHIPPED_BEFORE] = "; it has shipped"};

	return sl_arena_printf(arena, "type %s, field %s, operator %s, action %s%s", use->type,
	                       use->field, sl_operator_name(use->operation),
	                       sl_action_name(use->action), shipped[use->shipped]);
}

const char *sl_diff_fault_words(const sl_diff_fault *fault, sl_arena *arena)
{
	static const char *const states[] = {
		[SL_FAULT_NEW] = "new", [SL_FAULT_KEPT] = "as before", [SL_FAULT_GONE] = "no more"};
	const char *times =
		fault->times < 2 ? "" : sl_arena_printf(arena, " (%zu times)", fault->times);

	return sl_arena_printf(arena, "%s: %s CH%04u%s%s: %s%s", states[fault->state],
	                       sl_severity_name(fault->severity), fault->rule,
	                       fault->build_count > 0 ? " on " : "",
	                       sl_diff_named(arena, fault->builds, fault->build_count),
	                       fault->message, times);
}

const char *sl_diff_run_words(const sl_diff_run *run, sl_arena *arena)
{
	const char *words =
		sl_arena_printf(arena, "%s; %s before, %llu gained, %llu lost",
	                        sl_counted(arena, run->events, "event"),
	                        run->before == 1 ? "1 match"
	                                         : sl_arena_printf(arena, "%llu matches",
	                                                           (unsigned long long)run->before),
	                        (unsigned long long)run->gained, (unsigned long long)run->lost);

	if (run->typeless > 0)
		words = sl_arena_printf(arena, "%s; %s of no type of the catalog", words,
		                        sl_counted(arena, run->typeless, "event"));
	if (run->unreadable > 0)
		words = sl_arena_printf(arena, "%s; %s not of their field's kind, taken as null",
		                        words, sl_counted(arena, run->unreadable, "value"));
	if (run->bad > 0)
		words = sl_arena_printf(arena, "%s; %s that cannot be read", words,
		                        sl_counted(arena, run->bad, "event"));
	if (run->faults > 0)
		words = sl_arena_printf(arena, "%s; %s failed", words,
		                        sl_counted(arena, run->faults, "evaluation"));
	return words;
}

const char *sl_diff_event_words(const sl_diff_event *events, uint64_t count, sl_arena *arena)
{
	const char *words = "";

	for (uint64_t i = 0; i < count && i < SL_DIFF_EVENTS_NAMED; i++)
		words = sl_arena_printf(arena, "%s%s%s:%llu", words, i > 0 ? ", " : "",
		                        events[i].path, (unsigned long long)events[i].number);
	return count <= SL_DIFF_EVENTS_NAMED
	               ? words
	               : sl_arena_printf(arena, "%s and %llu more", words,
	                                 (unsigned long long)(count - SL_DIFF_EVENTS_NAMED));
}

const char *sl_diff_matches_words(const sl_diff_matches *matches, sl_arena *arena)
{
	const char *words = "";

	if (matches->gained > 0)
		words = sl_arena_printf(
			arena, ", %llu gained (%s)", (unsigned long long)matches->gained,
			sl_diff_event_words(matches->first_gained, matches->gained, arena));
	if (matches->lost > 0)
		words = sl_arena_printf(
			arena, "%s, %llu lost (%s)", words, (unsigned long long)matches->lost,
			sl_diff_event_words(matches->first_lost, matches->lost, arena));
	return sl_arena_printf(arena, "%llu before%s", (unsigned long long)matches->before, words);
}
