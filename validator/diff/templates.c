/* Templates of two files by their ids, and what has changed of one. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "author/network.h"
#include "author/words.h"
#include "diff/diff.h"
#include "model/fleet.h"

enum { SHOWN_VALUES = 8 };

static int compare_ids(const void *left, const void *right)
{
	const sl_template *const *a = left, *const *b = right;

	return memcmp((*a)->uuid, (*b)->uuid, sizeof(*a)->uuid);
}

/* By rising id. */
static const sl_template **sorted(sl_diff *diff, const sl_content *content)
{
	const sl_template **order =
		sl_arena_alloc(&diff->arena, (size_t)content->template_count + 1, sizeof *order);

	for (uint32_t i = 0; i < content->template_count; i++)
		order[i] = &content->templates[i];
	if (content->template_count > 1)
		qsort(order, content->template_count, sizeof *order, compare_ids);
	return order;
}

static const sl_template *find(const sl_template *const *order, uint32_t count,
                               const sl_template *wanted)
{
	const sl_template *const *found =
		count == 0 ? NULL : bsearch(&wanted, order, count, sizeof *order, compare_ids);

	return found != NULL ? *found : NULL;
}

/* --- words */

static void put_value(sl_diff *diff, const sl_content_type *type, const sl_criterion *criterion,
                      uint32_t index, sl_buffer *out)
{
	const sl_value *value = &criterion->values[index];
	char network[SL_NETWORK_TEXT];

	switch (chan_operator_value_kind(criterion->operation)) {
	case CHAN_VALUE_STRING:
		sl_buffer_printf(out, "'%s'", sl_diff_shown(diff, value->text));
		break;
	case CHAN_VALUE_INTEGER:
		sl_buffer_printf(out, "%" PRId64, value->integer);
		break;
	case CHAN_VALUE_NETWORK:
		sl_network_write(&value->network, network);
		sl_buffer_text(out, network);
		break;
	case CHAN_VALUE_FIELD:
		sl_buffer_text(out, sl_diff_shown(diff, type->fields[value->field].name));
		break;
	case CHAN_VALUE_NONE:
		break;
	}
}

/* "CallingModule prefix nocase 'c:\users\' or 'c:\temp\'"; whole: with every value, to compare. */
static const char *criterion_words(sl_diff *diff, const sl_content *content,
                                   const sl_template *template, const sl_criterion *criterion,
                                   bool whole)
{
	const sl_content_type *type = &content->types[template->type];
	const uint32_t shown = whole || criterion->value_count < SHOWN_VALUES
	                               ? criterion->value_count
	                               : SHOWN_VALUES;
	sl_buffer words = {0};
	const char *name, *out;

	sl_buffer_printf(&words, "%s %s", sl_diff_shown(diff, type->fields[criterion->field].name),
	                 sl_operator_name(criterion->operation));
	for (unsigned bit = 0; (name = sl_flag_name(bit)) != NULL; bit++)
		if ((criterion->flags >> bit) & 1)
			sl_buffer_printf(&words, " %s", name);
	for (uint32_t i = 0; i < shown; i++) {
		sl_buffer_text(&words, i == 0 ? " " : " or ");
		put_value(diff, type, criterion, i, &words);
	}
	if (shown < criterion->value_count)
		sl_buffer_printf(&words, " or %" PRIu32 " values more",
		                 criterion->value_count - shown);
	out = sl_arena_copy(&diff->arena, (const char *)words.bytes, words.length);
	sl_buffer_free(&words);
	return out;
}

static const char *condition_words(sl_diff *diff, const sl_template *template)
{
	sl_buffer words = {0};
	const char *out;

	sl_buffer_text(&words, "");
	for (uint32_t i = 0; i < template->instruction_count; i++) {
		const uint16_t word = template->instructions[i];
		const char *name = sl_instruction_name(word);

		sl_buffer_text(&words, i > 0 ? " " : "");
		if (name != NULL)
			sl_buffer_text(&words, name);
		else
			sl_buffer_printf(&words, "%u", word);
	}
	out = sl_arena_copy(&diff->arena, (const char *)words.bytes, words.length);
	sl_buffer_free(&words);
	return out;
}

/* --- what has changed of one */

typedef struct side {
	const sl_content *content;
	const sl_template *template;
	const char **criteria; /* whole, in the template's order */
} side;

static side side_of(sl_diff *diff, const sl_content *content, const sl_template *template)
{
	side out = {content, template,
	            sl_arena_alloc(&diff->arena, (size_t)template->criterion_count + 1,
	                           sizeof(const char *))};

	for (uint32_t i = 0; i < template->criterion_count; i++)
		out.criteria[i] =
			criterion_words(diff, content, template, &template->criteria[i], true);
	return out;
}

static bool has(const side *of, const char *criterion)
{
	for (uint32_t i = 0; i < of->template->criterion_count; i++)
		if (strcmp(of->criteria[i], criterion) == 0)
			return true;
	return false;
}

/* The criteria of one that the other does not have. */
static size_t add_criteria(sl_diff *diff, const char *mark, const side *of, const side *other,
                           sl_lines *out)
{
	size_t count = 0;

	for (uint32_t i = 0; i < of->template->criterion_count; i++)
		if (other == NULL || !has(other, of->criteria[i])) {
			sl_lines_add(diff, out, "%s %s", mark,
			             criterion_words(diff, of->content, of->template,
			                             &of->template->criteria[i], false));
			count++;
		}
	return count;
}

static void compare_words(sl_diff *diff, const char *what, const char *old, const char *new,
                          sl_lines *out)
{
	if (strcmp(old, new) != 0)
		sl_lines_add(diff, out, "%s: %s -> %s", what, old, new);
}

static void compare_texts(sl_diff *diff, const char *what, sl_text old, sl_text new, sl_lines *out)
{
	if (sl_text_compare(old, new) != 0)
		sl_lines_add(diff, out, "%s: '%s' -> '%s'", what, sl_diff_shown(diff, old),
		             sl_diff_shown(diff, new));
}

static void compare(sl_diff *diff, const side *old, const side *new, sl_lines *out)
{
	const sl_template *a = old->template, *b = new->template;
	size_t criteria;

	compare_texts(diff, "type", old->content->types[a->type].name,
	              new->content->types[b->type].name, out);
	compare_texts(diff, "title", a->title, b->title, out);
	compare_words(diff, "action", sl_action_name(a->action), sl_action_name(b->action), out);
	compare_words(diff, "level", sl_level_name(a->level), sl_level_name(b->level), out);
	compare_words(diff, "status", sl_status_name(a->status), sl_status_name(b->status), out);
	criteria = add_criteria(diff, "-", old, new, out);
	criteria += add_criteria(diff, "+", new, old, out);
	/* The numbers are those of `sluice dump`; with other criteria they say nothing. */
	if (criteria == 0)
		compare_words(diff, "condition", condition_words(diff, a), condition_words(diff, b),
		              out);
	compare_texts(diff, "author", a->author, b->author, out);
	compare_texts(diff, "link", a->link, b->link, out);
}

static sl_template_difference *add(sl_diff *diff, enum sl_template_change change,
                                   const sl_content *content, const sl_template *template)
{
	sl_template_difference *out;

	diff->items = sl_grow(diff->items, &diff->capacity, diff->count + 1, sizeof *diff->items);
	out = &diff->items[diff->count++];
	*out = (sl_template_difference){
		.change = change,
		.title = sl_diff_shown(diff, template->title),
		.type = sl_diff_shown(diff, content->types[template->type].name)};
	sl_uuid_write(template->uuid, out->uuid);
	return out;
}

static void take_new(sl_diff *diff, const sl_content *old, const sl_content *new,
                     const sl_template *before, const sl_template *template)
{
	const side now = side_of(diff, new, template);
	sl_template_difference *one;

	if (before == NULL) {
		one = add(diff, SL_TEMPLATE_ADDED, new, template);
		add_criteria(diff, "+", &now, NULL, &one->what);
		diff->added++;
		return;
	}
	one = add(diff, SL_TEMPLATE_CHANGED, new, template);
	const side then = side_of(diff, old, before);
	compare(diff, &then, &now, &one->what);
	if (one->what.count == 0)
		diff->count--;
	else
		diff->changed++;
}

void sl_diff_templates(sl_diff *diff, const sl_content *old, const sl_content *new)
{
	const sl_template **of_old = sorted(diff, old), **of_new = sorted(diff, new);

	for (uint32_t i = 0; i < new->template_count; i++)
		take_new(diff, old, new, find(of_old, old->template_count, &new->templates[i]),
		         &new->templates[i]);
	for (uint32_t i = 0; i < old->template_count; i++)
		if (find(of_new, new->template_count, &old->templates[i]) == NULL) {
			add(diff, SL_TEMPLATE_REMOVED, old, &old->templates[i]);
			diff->removed++;
		}
}
