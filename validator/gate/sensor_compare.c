/* What a sensor says of one event, beside what the interpreter says. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gate/sensor_trial_parts.h"
#include "rules/facts.h"

enum { SHOWN = 80 };

static int compare_ids(const void *left, const void *right)
{
	return memcmp(left, right, 16);
}

void sl_comparison_start(sl_comparison *comparison, const sl_sensor_reply *reply)
{
	comparison->reported_count = reply->match_count;
	comparison->reported = sl_alloc((size_t)reply->match_count + 1, 16);
	comparison->is_error = reply->answer == CHAN_ABI_ERROR;
	comparison->next_match = comparison->next_reported = 0;
	if (reply->match_count > 0) {
		memcpy(comparison->reported, reply->matches, (size_t)reply->match_count * 16);
		qsort(comparison->reported, reply->match_count, 16, compare_ids);
	}
}

static const char *title_of(const sl_comparison *c, uint32_t index)
{
	const sl_checked_file *checked = c->program->checked;
	char uuid[37];
	chan_template template;

	if (!chan_template_at(&checked->file, index, &template)) {
		return "";
	}
	sl_uuid_write(template.uuid, uuid);
	return sl_arena_printf(
		c->arena, "%s ('%s')", uuid,
		sl_text_printable(c->arena, sl_string_text(checked, template.title), SHOWN));
}

/* The template of the file with that id; -1: there is none. */
static int64_t find(const sl_comparison *c, const uint8_t uuid[16])
{
	const chan_file *file = &c->program->checked->file;
	chan_template template;

	for (uint32_t i = 0; chan_template_at(file, i, &template); i++) {
		if (memcmp(template.uuid, uuid, 16) == 0) {
			return i;
		}
	}
	return -1;
}

static void missed(const sl_comparison *c, uint32_t index, sl_difference *out)
{
	*out = (sl_difference){.word = "missed", .template_index = index};
	out->text = sl_arena_printf(c->arena, "does not match %s, which the interpreter matches",
	                            title_of(c, index));
}

static void unwanted(const sl_comparison *c, const uint8_t uuid[16], bool twice, sl_difference *out)
{
	char text[37];

	*out = (sl_difference){.word = "unwanted", .template_index = find(c, uuid)};
	sl_uuid_write(uuid, text);
	if (out->template_index < 0) {
		out->word = "unknown";
		out->text = sl_arena_printf(
			c->arena, "reports a match of %s, which the file does not have", text);
	} else {
		out->text = sl_arena_printf(c->arena,
		                            twice ? "reports the match of %s twice"
		                                  : "matches %s, which the interpreter does not",
		                            title_of(c, (uint32_t)out->template_index));
	}
}

static bool id_of(const sl_comparison *c, uint8_t uuid[16])
{
	chan_template template;

	if (c->next_match >= c->match_count ||
	    !chan_template_at(&c->program->checked->file, c->matches[c->next_match].template,
	                      &template)) {
		return false;
	}
	memcpy(uuid, template.uuid, 16);
	return true;
}

static bool differs(sl_comparison *c, sl_difference *out)
{
	const uint8_t *reported = c->reported[c->next_reported];
	const bool more = c->next_reported < c->reported_count;
	uint8_t expected[16];
	const bool expects = id_of(c, expected);
	const int order = !expects ? 1 : !more ? -1 : memcmp(expected, reported, 16);

	if (order < 0) {
		missed(c, c->matches[c->next_match++].template, out);
		return true;
	}
	c->next_reported++;
	if (order == 0) {
		c->next_match++;
		return false;
	}
	unwanted(c, reported,
	         c->next_reported > 1 &&
	                 memcmp(c->reported[c->next_reported - 2], reported, 16) == 0,
	         out);
	return true;
}

bool sl_comparison_next(sl_comparison *c, sl_difference *out)
{
	if (c->is_error) {
		c->is_error = false;
		c->next_match = c->match_count;
		c->next_reported = c->reported_count;
		if (!c->faulty) {
			*out = (sl_difference){
				"error", "has no verdict of an event that the interpreter judges",
				-1};
			return true;
		}
	}
	while (c->next_match < c->match_count || c->next_reported < c->reported_count) {
		if (differs(c, out)) {
			return true;
		}
	}
	return false;
}
