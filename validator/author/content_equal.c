/*
 * Whether two contents mean the same file. This judges the writer, so it goes its own way: it compares by
 * meaning, walks both conditions side by side, and knows nothing of string tables.
 */
#include <stdlib.h>
#include <string.h>

#include "author/content.h"
#include "author/value_order.h"

typedef struct comparison {
	sl_arena *arena; /* for the detail */
	const char *detail;
} comparison;

/* A template with the id of its type, which orders first. */
typedef struct placed_template {
	const sl_template *template;
	uint32_t type_id;
} placed_template;

static bool differ(comparison *c, const sl_template *template, const char *what)
{
	char uuid[37];

	c->detail = what;
	if (template) {
		sl_uuid_write(template->uuid, uuid);
		c->detail = sl_arena_printf(c->arena, "template %s: %s", uuid, what);
	}
	return false;
}

static int compare_types(const void *left, const void *right)
{
	const sl_content_type *a = *(const sl_content_type *const *)left;
	const sl_content_type *b = *(const sl_content_type *const *)right;

	return (a->id > b->id) - (a->id < b->id);
}

static int compare_templates(const void *left, const void *right)
{
	const placed_template *a = left, *b = right;
	const int order = (a->type_id > b->type_id) - (a->type_id < b->type_id);

	return order ? order
	             : memcmp(a->template->uuid, b->template->uuid, sizeof a->template->uuid);
}

/* The values in order, each once; free() them. */
static sl_value *value_set(const sl_criterion *criterion, uint32_t *count)
{
	sl_value *set = sl_alloc(criterion->value_count, sizeof *set);
	uint32_t i;

	for (i = 0; i < criterion->value_count; i++)
		set[i] = criterion->values[i];
	*count = (uint32_t)sl_sort_unique(set, criterion->value_count, sizeof *set,
	                                  sl_value_order(criterion->operation));
	return set;
}

static bool same_values(const sl_criterion *a, const sl_criterion *b)
{
	sl_value_comparison *compare = sl_value_order(a->operation);
	uint32_t a_count, b_count, i;
	sl_value *a_set = value_set(a, &a_count);
	sl_value *b_set = value_set(b, &b_count);
	bool same = a_count == b_count;

	for (i = 0; same && i < a_count; i++)
		same = compare(&a_set[i], &b_set[i]) == 0;
	free(a_set);
	free(b_set);
	return same;
}

static bool same_criteria(comparison *c, const sl_template *template, const sl_criterion *a,
                          const sl_criterion *b)
{
	if (a->field != b->field)
		return differ(c, template, "criteria over different fields");
	if (a->operation != b->operation)
		return differ(c, template, "criteria with different operators");
	if (a->flags != b->flags)
		return differ(c, template, "criteria with different flags");
	if (!same_values(a, b))
		return differ(c, template, "criteria with different values");
	return true;
}

/* For each criterion of a template the last one of the other template that equals it, counted from 1. */
typedef struct pairing {
	uint32_t *partners;
	uint32_t count, used;
} pairing;

static void pair(pairing *p, uint16_t criterion, uint16_t partner)
{
	if (!p->partners[criterion])
		p->used++;
	p->partners[criterion] = partner + 1u;
}

/* Criteria already found equal are not compared again: each of the canonical side meets only one partner. */
static bool same_conditions(comparison *c, const sl_template *a, const sl_template *b,
                            pairing *of_a, pairing *of_b)
{
	uint32_t i;

	for (i = 0; i < a->instruction_count; i++) {
		const uint16_t x = a->instructions[i], y = b->instructions[i];

		if (x >= CHAN_PUSH_LIMIT || y >= CHAN_PUSH_LIMIT) {
			if (x != y)
				return differ(c, a, "different conditions");
			continue;
		}
		if (x >= of_a->count || y >= of_b->count)
			return differ(c, a, "a condition that reaches past its criteria");
		if (of_a->partners[x] != y + 1u && of_b->partners[y] != x + 1u &&
		    !same_criteria(c, a, &a->criteria[x], &b->criteria[y]))
			return false;
		pair(of_a, x, y);
		pair(of_b, y, x);
	}
	if (of_a->used < of_a->count || of_b->used < of_b->count)
		return differ(c, a, "a criterion that its condition does not use");
	return true;
}

static bool same_logic(comparison *c, const sl_template *a, const sl_template *b)
{
	pairing of_a = {sl_alloc(a->criterion_count, sizeof(uint32_t)), a->criterion_count, 0};
	pairing of_b = {sl_alloc(b->criterion_count, sizeof(uint32_t)), b->criterion_count, 0};
	const bool same = a->instruction_count == b->instruction_count
	                          ? same_conditions(c, a, b, &of_a, &of_b)
	                          : differ(c, a, "conditions of different length");

	free(of_a.partners);
	free(of_b.partners);
	return same;
}

static bool same_template(comparison *c, const sl_template *a, const sl_template *b)
{
	if (memcmp(a->uuid, b->uuid, sizeof a->uuid) != 0)
		return differ(c, a, "the other content does not have it here");
	if (!sl_text_equal(a->title, b->title))
		return differ(c, a, "different titles");
	if (!sl_text_equal(a->author, b->author))
		return differ(c, a, "different authors");
	if (!sl_text_equal(a->link, b->link))
		return differ(c, a, "different links");
	if (a->action != b->action || a->level != b->level || a->status != b->status)
		return differ(c, a, "different actions, levels or statuses");
	return same_logic(c, a, b);
}

static bool same_type(comparison *c, const sl_content_type *a, const sl_content_type *b)
{
	uint32_t i;

	if (a->id != b->id || a->version != b->version || !sl_text_equal(a->name, b->name))
		return differ(c, NULL, "different types");
	if (a->field_count != b->field_count)
		return differ(c, NULL, "types with different numbers of fields");
	for (i = 0; i < a->field_count; i++)
		if (a->fields[i].kind != b->fields[i].kind ||
		    !sl_text_equal(a->fields[i].name, b->fields[i].name))
			return differ(c, NULL, "types with different fields");
	return true;
}

/* The types that a template has, by id; free() them. */
static const sl_content_type **used_types(const sl_content *content, uint32_t *count)
{
	const sl_content_type **types = sl_alloc(content->type_count, sizeof *types);
	bool *used = sl_alloc(content->type_count, sizeof *used);
	uint32_t i;

	*count = 0;
	for (i = 0; i < content->template_count; i++)
		if (content->templates[i].type < content->type_count)
			used[content->templates[i].type] = true;
	for (i = 0; i < content->type_count; i++)
		if (used[i])
			types[(*count)++] = &content->types[i];
	free(used);
	qsort(types, *count, sizeof *types, compare_types);
	return types;
}

/* The templates by type and id; free() them. */
static placed_template *placed_templates(const sl_content *content)
{
	placed_template *placed = sl_alloc(content->template_count, sizeof *placed);
	uint32_t i;

	for (i = 0; i < content->template_count; i++) {
		const uint32_t type = content->templates[i].type;

		placed[i].template = &content->templates[i];
		placed[i].type_id = type < content->type_count ? content->types[type].id : 0;
	}
	qsort(placed, content->template_count, sizeof *placed, compare_templates);
	return placed;
}

static bool same_types(comparison *c, const sl_content *a, const sl_content *b)
{
	uint32_t a_count, b_count, i;
	const sl_content_type **a_types = used_types(a, &a_count);
	const sl_content_type **b_types = used_types(b, &b_count);
	bool same = a_count == b_count || differ(c, NULL, "different numbers of types");

	for (i = 0; same && i < a_count; i++)
		same = same_type(c, a_types[i], b_types[i]);
	free(a_types);
	free(b_types);
	return same;
}

static bool same_templates(comparison *c, const sl_content *a, const sl_content *b)
{
	placed_template *a_placed, *b_placed;
	bool same = true;
	uint32_t i;

	if (a->template_count != b->template_count)
		return differ(c, NULL, "different numbers of templates");
	a_placed = placed_templates(a);
	b_placed = placed_templates(b);
	for (i = 0; same && i < a->template_count; i++) {
		same = a_placed[i].type_id == b_placed[i].type_id ||
		       differ(c, a_placed[i].template, "another type");
		same = same && same_template(c, a_placed[i].template, b_placed[i].template);
	}
	free(a_placed);
	free(b_placed);
	return same;
}

bool sl_content_equal(const sl_content *a, const sl_content *b, sl_arena *arena,
                      const char **detail)
{
	comparison c = {arena, NULL};
	const bool same_header = a->engine_level == b->engine_level && a->channel == b->channel &&
	                         a->content_version == b->content_version &&
	                         a->created_at == b->created_at && a->expires_at == b->expires_at;
	const bool same = (same_header || differ(&c, NULL, "different headers")) &&
	                  same_types(&c, a, b) && same_templates(&c, a, b);

	*detail = c.detail;
	return same;
}

bool sl_content_verify(const sl_content *meant, const uint8_t *bytes, size_t size,
                       sl_findings *findings)
{
	const sl_source source = {meant->template_count ? meant->templates[0].source.path : NULL, 0,
	                          0};
	const char *detail = NULL;
	chan_finding fault;
	sl_content written;
	chan_file file;
	sl_arena arena;
	bool same;

	sl_arena_start(&arena);
	if (chan_open(bytes, size, &file, &fault)) {
		sl_content_read(&file, bytes, &arena, &written);
		same = sl_content_equal(meant, &written, &arena, &detail);
	} else {
		same = false;
		detail = sl_arena_printf(&arena, "the file breaks CH%u at byte %llu",
		                         (unsigned)fault.rule, (unsigned long long)fault.offset);
	}
	if (!same)
		sl_findings_source(findings, SL_RULE_ROUND_TRIP, source, "%s", detail);
	sl_arena_free(&arena);
	return same;
}
