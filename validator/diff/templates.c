/* Templates of two files by their ids, and what has changed of each. */
#include <stdlib.h>
#include <string.h>

#include "author/words.h"
#include "diff/parts.h"

/* A template by what it is known by. No rule of the structure keeps an id from being there for two types. */
typedef struct placed {
	const uint8_t *uuid;
	uint32_t type_id, index;
} placed;

static int compare_placed(const void *left, const void *right)
{
	const placed *a = left, *b = right;
	const int order = memcmp(a->uuid, b->uuid, 16);

	return order != 0 ? order : (a->type_id > b->type_id) - (a->type_id < b->type_id);
}

/* By rising id, then type; free() it. */
static placed *sorted(const sl_content *content)
{
	placed *items = sl_alloc((size_t)content->template_count + 1, sizeof *items);

	for (uint32_t i = 0; i < content->template_count; i++) {
		const sl_template *template = &content->templates[i];

		items[i] = (placed){template->uuid, content->types[template->type].id, i};
	}
	if (content->template_count > 1)
		qsort(items, content->template_count, sizeof *items, compare_placed);
	return items;
}

/* Which template became which: SL_NO_PARTNER where none did. */
typedef struct partners {
	uint32_t *of_old, *of_new;
} partners;

static int compare_ids(const void *left, const void *right)
{
	return memcmp(((const placed *)left)->uuid, ((const placed *)right)->uuid, 16);
}

/* Of those that have no partner yet, the ones that compare as equal, in their order. */
static void pair_by(int (*compare)(const void *, const void *), const placed *old,
                    uint32_t old_count, const placed *new, uint32_t new_count, partners *out)
{
	uint32_t i = 0, k = 0;

	while (i < old_count && k < new_count) {
		const bool old_has = out->of_old[old[i].index] != SL_NO_PARTNER;
		const bool new_has = out->of_new[new[k].index] != SL_NO_PARTNER;
		const int order = old_has || new_has ? 0 : compare(&old[i], &new[k]);

		if (!old_has && !new_has && order == 0) {
			out->of_old[old[i].index] = new[k].index;
			out->of_new[new[k].index] = old[i].index;
		}
		i += old_has || (!new_has && order <= 0);
		k += new_has || (!old_has && order >= 0);
	}
}

static partners find_partners(sl_diff *diff, const sl_content *old, const sl_content *new)
{
	partners out = {
		sl_arena_alloc(&diff->arena, (size_t)old->template_count + 1, sizeof(uint32_t)),
		sl_arena_alloc(&diff->arena, (size_t)new->template_count + 1, sizeof(uint32_t))};
	placed *of_old = sorted(old), *of_new = sorted(new);

	for (uint32_t i = 0; i < old->template_count; i++)
		out.of_old[i] = SL_NO_PARTNER;
	for (uint32_t i = 0; i < new->template_count; i++)
		out.of_new[i] = SL_NO_PARTNER;
	pair_by(compare_placed, of_old, old->template_count, of_new, new->template_count, &out);
	pair_by(compare_ids, of_old, old->template_count, of_new, new->template_count, &out);
	free(of_old);
	free(of_new);
	return out;
}

/* --- one template */

static sl_template_difference *add(sl_diff *diff, enum sl_template_change change,
                                   const sl_content *content, uint32_t index,
                                   const sl_source_map *map)
{
	const sl_template *template = &content->templates[index];
	sl_template_difference *out;

	diff->items = sl_grow(diff->items, &diff->capacity, diff->count + 1, sizeof *diff->items);
	out = &diff->items[diff->count++];
	*out = (sl_template_difference){
		.change = change,
		.title = sl_diff_shown(diff, template->title),
		.type = sl_diff_shown(diff, content->types[template->type].name),
		.level = sl_level_name(template->level)};
	sl_uuid_write(template->uuid, out->uuid);
	if (map != NULL && index < map->template_count && map->templates[index].path != NULL) {
		out->source = map->templates[index];
		out->source.path = sl_diff_shown(diff, sl_text_of(out->source.path));
	}
	return out;
}

static void compare_words(sl_diff *diff, const char *what, const char *old, const char *new,
                          sl_lines *out)
{
	if (strcmp(old, new) != 0)
		sl_lines_add(out, sl_arena_printf(&diff->arena, "%s: %s -> %s", what, old, new));
}

static void compare_texts(sl_diff *diff, const char *what, sl_text old, sl_text new, sl_lines *out)
{
	if (sl_text_compare(old, new) != 0)
		sl_lines_add(out,
		             sl_arena_printf(&diff->arena, "%s: %s -> %s", what,
		                             sl_diff_quoted(diff, old), sl_diff_quoted(diff, new)));
}

static void compare(sl_diff *diff, const sl_typed_template *old, const sl_typed_template *new,
                    sl_lines *out)
{
	const sl_template *a = old->template, *b = new->template;

	if (old->type->id != new->type->id)
		sl_lines_add(out, sl_arena_printf(&diff->arena, "type: %s -> %s",
		                                  sl_diff_shown(diff, old->type->name),
		                                  sl_diff_shown(diff, new->type->name)));
	compare_words(diff, "action", sl_action_name(a->action), sl_action_name(b->action), out);
	sl_diff_criteria(diff, old, new, out);
	compare_words(diff, "level", sl_level_name(a->level), sl_level_name(b->level), out);
	compare_words(diff, "status", sl_status_name(a->status), sl_status_name(b->status), out);
	compare_texts(diff, "title", a->title, b->title, out);
	compare_texts(diff, "author", a->author, b->author, out);
	compare_texts(diff, "link", a->link, b->link, out);
}

static sl_typed_template typed(const sl_content *content, uint32_t index)
{
	const sl_template *template = &content->templates[index];

	return (sl_typed_template){&content->types[template->type], template};
}

static void add_criteria(sl_diff *diff, const sl_typed_template *of, sl_lines *out)
{
	for (uint32_t i = 0; i < of->template->criterion_count; i++)
		sl_lines_add(out, sl_arena_printf(&diff->arena, "+ %s",
		                                  sl_diff_criterion(diff, of->type,
		                                                    &of->template->criteria[i])));
	if (of->template->instruction_count > 1)
		sl_lines_add(out, sl_arena_printf(&diff->arena, "condition: %s",
		                                  sl_diff_condition(diff, of)));
}

static void take_new(sl_diff *diff, const sl_diff_request *request, const sl_content *old,
                     const sl_content *new, uint32_t index, uint32_t partner)
{
	const sl_source_map *map = request->sides[1].map;
	const sl_typed_template now = typed(new, index);
	sl_lines what = {0};

	if (partner == SL_NO_PARTNER) {
		add_criteria(diff, &now, &what);
		add(diff, SL_TEMPLATE_ADDED, new, index, map)->what = what;
		diff->added++;
		return;
	}
	const sl_typed_template before = typed(old, partner);

	compare(diff, &before, &now, &what);
	if (what.count > 0) {
		add(diff, SL_TEMPLATE_CHANGED, new, index, map)->what = what;
		diff->changed++;
	}
}

void sl_diff_templates(sl_diff *diff, const sl_diff_request *request, const sl_content *old,
                       const sl_content *new)
{
	const partners found = find_partners(diff, old, new);

	for (uint32_t i = 0; i < new->template_count; i++)
		take_new(diff, request, old, new, i, found.of_new[i]);
	for (uint32_t i = 0; i < old->template_count; i++)
		if (found.of_old[i] == SL_NO_PARTNER) {
			add(diff, SL_TEMPLATE_REMOVED, old, i, request->sides[0].map);
			diff->removed++;
		}
}
