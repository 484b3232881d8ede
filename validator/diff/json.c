/* A comparison as JSON, all of it: schema/diff.schema.json. By hand, for a version may be larger than a tree's numbers. */
#include <inttypes.h>

#include "author/words.h"
#include "base/json_write.h"
#include "base/version.h"
#include "diff/parts.h"
#include "model/fleet.h"
#include "report/report.h"

static void lines(sl_buffer *out, const char *name, const sl_lines *of)
{
	sl_member_texts(out, name, of->items, of->count);
}

/* --- the parts */

static void side(sl_buffer *out, const sl_diff *diff, const char *name, unsigned i)
{
	sl_member_open(out, name, '{');
	sl_member_text(out, "path", diff->path[i]);
	sl_member_text(out, "sha256", diff->sha256[i]);
	sl_member_number(out, "channel", diff->channel[i]);
	sl_member_number(out, "version", diff->version[i]);
	sl_member_number(out, "templates", diff->templates[i]);
	sl_member_close(out, '}');
}

/* Without a ledger nobody knows. */
static void shipped(sl_buffer *out, enum sl_diff_shipped as)
{
	if (as != SL_SHIPPED_UNKNOWN)
		sl_member_truth(out, "shipped", as == SL_SHIPPED_BEFORE);
}

static void inputs(sl_buffer *out, const sl_diff *diff)
{
	sl_member_open(out, "inputs", '[');
	for (size_t i = 0; i < diff->input_count; i++) {
		const sl_diff_input *input = &diff->inputs[i];

		sl_member_item(out);
		sl_member_text(out, "type", input->type);
		sl_member_text(out, "field", input->field);
		sl_member_number(out, "position", input->position);
		shipped(out, input->shipped);
		sl_member_texts(out, "not_supplied_by", input->lacking, input->lacking_count);
		sl_member_close(out, '}');
	}
	sl_member_close(out, ']');
}

static void uses(sl_buffer *out, const char *name, const sl_diff_uses *of)
{
	sl_member_open(out, name, '[');
	for (size_t i = 0; i < of->count; i++) {
		const sl_diff_use *use = &of->items[i];

		sl_member_item(out);
		sl_member_text(out, "type", use->type);
		sl_member_text(out, "field", use->field);
		sl_member_text(out, "operator", sl_operator_name(use->operation));
		sl_member_text(out, "action", sl_action_name(use->action));
		shipped(out, use->shipped);
		sl_member_close(out, '}');
	}
	sl_member_close(out, ']');
}

static void faults(sl_buffer *out, const sl_diff *diff)
{
	static const char *const states[] = {
		[SL_FAULT_NEW] = "new", [SL_FAULT_KEPT] = "kept", [SL_FAULT_GONE] = "gone"};

	sl_member_open(out, "findings", '[');
	for (size_t i = 0; i < diff->fault_count; i++) {
		const sl_diff_fault *fault = &diff->faults[i];

		sl_member_item(out);
		sl_member_text(out, "state", states[fault->state]);
		sl_member_key(out, "rule");
		sl_buffer_printf(out, "\"CH%04u\"", fault->rule);
		sl_member_text(out, "name", sl_rule_find(fault->rule)->name);
		sl_member_text(out, "severity", sl_severity_name(fault->severity));
		sl_member_text(out, "message", fault->message);
		sl_member_number(out, "times", fault->times);
		sl_member_texts(out, "builds", fault->builds, fault->build_count);
		sl_member_close(out, '}');
	}
	sl_member_close(out, ']');
}

static void fleet(sl_buffer *out, const sl_diff *diff)
{
	if (!diff->is_checked)
		return;
	sl_member_open(out, "fleet", '{');
	sl_member_number(out, "builds", diff->build_count);
	lines(out, "builds_that_cannot_take_it", &diff->refusing);
	faults(out, diff);
	sl_member_number(out, "findings_not_compared", diff->uncompared);
	sl_member_close(out, '}');
}

static void events(sl_buffer *out, const char *name, const sl_diff_event *of, uint64_t count)
{
	sl_member_open(out, name, '[');
	for (uint64_t i = 0; i < count && i < SL_DIFF_EVENTS_NAMED; i++) {
		sl_member_item(out);
		sl_member_text(out, "events", of[i].path);
		sl_member_number(out, "line", of[i].number);
		sl_member_close(out, '}');
	}
	sl_member_close(out, ']');
}

static void matches(sl_buffer *out, const sl_diff_matches *of)
{
	sl_member_item(out);
	sl_member_text(out, "id", of->uuid);
	sl_member_text(out, "title", of->title);
	sl_member_text(out, "type", of->type);
	sl_member_number(out, "before", of->before);
	sl_member_number(out, "gained", of->gained);
	sl_member_number(out, "lost", of->lost);
	events(out, "first_gained", of->first_gained, of->gained);
	events(out, "first_lost", of->first_lost, of->lost);
	sl_member_close(out, '}');
}

static void run(sl_buffer *out, const sl_diff_run *of)
{
	if (of == NULL)
		return;
	sl_member_open(out, "matches", '{');
	sl_member_number(out, "events", of->events);
	sl_member_number(out, "events_without_type", of->typeless);
	sl_member_number(out, "events_not_read", of->bad);
	sl_member_number(out, "values_not_read", of->unreadable);
	sl_member_number(out, "evaluations_failed", of->faults);
	sl_member_number(out, "before", of->before);
	sl_member_number(out, "gained", of->gained);
	sl_member_number(out, "lost", of->lost);
	sl_member_open(out, "templates", '[');
	for (size_t i = 0; i < of->count; i++)
		matches(out, &of->items[i]);
	sl_member_close(out, ']');
	sl_member_close(out, '}');
}

static void templates(sl_buffer *out, const sl_diff *diff)
{
	static const char *const changes[] = {[SL_TEMPLATE_ADDED] = "added",
	                                      [SL_TEMPLATE_REMOVED] = "removed",
	                                      [SL_TEMPLATE_CHANGED] = "changed"};

	sl_member_open(out, "templates", '[');
	for (size_t i = 0; i < diff->count; i++) {
		const sl_template_difference *one = &diff->items[i];

		sl_member_item(out);
		sl_member_text(out, "change", changes[one->change]);
		sl_member_text(out, "id", one->uuid);
		sl_member_text(out, "title", one->title);
		sl_member_text(out, "type", one->type);
		sl_member_text(out, "level", one->level);
		if (one->source.path != NULL) {
			sl_member_open(out, "source", '{');
			sl_member_text(out, "path", one->source.path);
			sl_member_number(out, "line", one->source.line);
			sl_member_close(out, '}');
		}
		lines(out, "what", &one->what);
		sl_member_close(out, '}');
	}
	sl_member_close(out, ']');
}

void sl_diff_json(const sl_diff *diff, sl_buffer *out)
{
	static const char *const steps[] = {
#define STEP(name, word, words) [SL_STEP_##name] = (word),
#include "diff/steps.def"
#undef STEP
	};

	sl_buffer_text(out, "{\"tool\":{\"name\":\"sluice\",\"version\":\"" SL_VERSION "\"}");
	side(out, diff, "old", 0);
	side(out, diff, "new", 1);
	sl_member_truth(out, "differs", diff->differs);
	sl_member_text(out, "step", steps[diff->step]);
	sl_member_text(out, "next", diff->next);
	inputs(out, diff);
	uses(out, "first_uses", &diff->first_uses);
	uses(out, "last_uses", &diff->last_uses);
	fleet(out, diff);
	run(out, diff->run);
	lines(out, "file", &diff->file);
	lines(out, "types", &diff->types);
	templates(out, diff);
	sl_buffer_text(out, "}\n");
}
