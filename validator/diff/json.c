/* A comparison as JSON, all of it: schema/diff.schema.json. By hand, for a version may be larger than a tree's numbers. */
#include <inttypes.h>

#include "author/words.h"
#include "base/json_write.h"
#include "base/version.h"
#include "diff/parts.h"
#include "model/fleet.h"
#include "report/report.h"

/* Behind a bracket comes the first member or item, which needs no comma. */
static void comma(sl_buffer *out)
{
	const uint8_t last = out->bytes[out->length - 1];

	if (last != '{' && last != '[')
		sl_buffer_byte(out, ',');
}

static void key(sl_buffer *out, const char *name)
{
	comma(out);
	sl_buffer_printf(out, "\"%s\":", name);
}

static void text(sl_buffer *out, const char *name, const char *value)
{
	key(out, name);
	sl_json_string(out, sl_text_of(value));
}

static void number(sl_buffer *out, const char *name, uint64_t value)
{
	key(out, name);
	sl_buffer_printf(out, "%" PRIu64, value);
}

static void truth(sl_buffer *out, const char *name, bool value)
{
	key(out, name);
	sl_buffer_text(out, value ? "true" : "false");
}

static void open(sl_buffer *out, const char *name, char bracket)
{
	key(out, name);
	sl_buffer_byte(out, (uint8_t)bracket);
}

static void open_item(sl_buffer *out)
{
	comma(out);
	sl_buffer_byte(out, '{');
}

static void close(sl_buffer *out, char bracket)
{
	sl_buffer_byte(out, (uint8_t)bracket);
}

static void texts(sl_buffer *out, const char *name, const char *const *items, size_t count)
{
	open(out, name, '[');
	for (size_t i = 0; i < count; i++) {
		comma(out);
		sl_json_string(out, sl_text_of(items[i]));
	}
	close(out, ']');
}

static void lines(sl_buffer *out, const char *name, const sl_lines *of)
{
	texts(out, name, of->items, of->count);
}

/* --- the parts */

static void side(sl_buffer *out, const sl_diff *diff, const char *name, unsigned i)
{
	open(out, name, '{');
	text(out, "path", diff->path[i]);
	text(out, "sha256", diff->sha256[i]);
	number(out, "channel", diff->channel[i]);
	number(out, "version", diff->version[i]);
	number(out, "templates", diff->templates[i]);
	close(out, '}');
}

/* Without a ledger nobody knows. */
static void shipped(sl_buffer *out, enum sl_diff_shipped as)
{
	if (as != SL_SHIPPED_UNKNOWN)
		truth(out, "shipped", as == SL_SHIPPED_BEFORE);
}

static void inputs(sl_buffer *out, const sl_diff *diff)
{
	open(out, "inputs", '[');
	for (size_t i = 0; i < diff->input_count; i++) {
		const sl_diff_input *input = &diff->inputs[i];

		open_item(out);
		text(out, "type", input->type);
		text(out, "field", input->field);
		number(out, "position", input->position);
		shipped(out, input->shipped);
		texts(out, "not_supplied_by", input->lacking, input->lacking_count);
		close(out, '}');
	}
	close(out, ']');
}

static void uses(sl_buffer *out, const char *name, const sl_diff_uses *of)
{
	open(out, name, '[');
	for (size_t i = 0; i < of->count; i++) {
		const sl_diff_use *use = &of->items[i];

		open_item(out);
		text(out, "type", use->type);
		text(out, "field", use->field);
		text(out, "operator", sl_operator_name(use->operation));
		text(out, "action", sl_action_name(use->action));
		shipped(out, use->shipped);
		close(out, '}');
	}
	close(out, ']');
}

static void faults(sl_buffer *out, const sl_diff *diff)
{
	static const char *const states[] = {
		[SL_FAULT_NEW] = "new", [SL_FAULT_KEPT] = "kept", [SL_FAULT_GONE] = "gone"};

	open(out, "findings", '[');
	for (size_t i = 0; i < diff->fault_count; i++) {
		const sl_diff_fault *fault = &diff->faults[i];

		open_item(out);
		text(out, "state", states[fault->state]);
		key(out, "rule");
		sl_buffer_printf(out, "\"CH%04u\"", fault->rule);
		text(out, "name", sl_rule_find(fault->rule)->name);
		text(out, "severity", sl_severity_name(fault->severity));
		text(out, "message", fault->message);
		number(out, "times", fault->times);
		texts(out, "builds", fault->builds, fault->build_count);
		close(out, '}');
	}
	close(out, ']');
}

static void fleet(sl_buffer *out, const sl_diff *diff)
{
	if (!diff->is_checked)
		return;
	open(out, "fleet", '{');
	number(out, "builds", diff->build_count);
	lines(out, "builds_that_cannot_take_it", &diff->refusing);
	faults(out, diff);
	number(out, "findings_not_compared", diff->uncompared);
	close(out, '}');
}

static void events(sl_buffer *out, const char *name, const sl_diff_event *of, uint64_t count)
{
	open(out, name, '[');
	for (uint64_t i = 0; i < count && i < SL_DIFF_EVENTS_NAMED; i++) {
		open_item(out);
		text(out, "events", of[i].path);
		number(out, "line", of[i].number);
		close(out, '}');
	}
	close(out, ']');
}

static void matches(sl_buffer *out, const sl_diff_matches *of)
{
	open_item(out);
	text(out, "id", of->uuid);
	text(out, "title", of->title);
	text(out, "type", of->type);
	number(out, "before", of->before);
	number(out, "gained", of->gained);
	number(out, "lost", of->lost);
	events(out, "first_gained", of->first_gained, of->gained);
	events(out, "first_lost", of->first_lost, of->lost);
	close(out, '}');
}

static void run(sl_buffer *out, const sl_diff_run *of)
{
	if (of == NULL)
		return;
	open(out, "matches", '{');
	number(out, "events", of->events);
	number(out, "events_without_type", of->typeless);
	number(out, "events_not_read", of->bad);
	number(out, "values_not_read", of->unreadable);
	number(out, "evaluations_failed", of->faults);
	number(out, "before", of->before);
	number(out, "gained", of->gained);
	number(out, "lost", of->lost);
	open(out, "templates", '[');
	for (size_t i = 0; i < of->count; i++)
		matches(out, &of->items[i]);
	close(out, ']');
	close(out, '}');
}

static void templates(sl_buffer *out, const sl_diff *diff)
{
	static const char *const changes[] = {[SL_TEMPLATE_ADDED] = "added",
	                                      [SL_TEMPLATE_REMOVED] = "removed",
	                                      [SL_TEMPLATE_CHANGED] = "changed"};

	open(out, "templates", '[');
	for (size_t i = 0; i < diff->count; i++) {
		const sl_template_difference *one = &diff->items[i];

		open_item(out);
		text(out, "change", changes[one->change]);
		text(out, "id", one->uuid);
		text(out, "title", one->title);
		text(out, "type", one->type);
		text(out, "level", one->level);
		if (one->source.path != NULL) {
			open(out, "source", '{');
			text(out, "path", one->source.path);
			number(out, "line", one->source.line);
			close(out, '}');
		}
		lines(out, "what", &one->what);
		close(out, '}');
	}
	close(out, ']');
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
	truth(out, "differs", diff->differs);
	text(out, "step", steps[diff->step]);
	text(out, "next", diff->next);
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
