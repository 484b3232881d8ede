/* The template types of two files. */
#include <inttypes.h>
#include <stdlib.h>

#include "diff/parts.h"
#include "model/catalog.h"
#include "rules/facts.h"

enum { SHOWN_FIELDS = 8 };

static int compare_id(const void *key, const void *item)
{
	const uint32_t id = *(const uint32_t *)key;
	const sl_content_type *type = item;

	return id < type->id ? -1 : id > type->id;
}

/* Types of an accepted file rise by id. */
const sl_content_type *sl_diff_type(const sl_content *content, uint32_t id)
{
	return content->type_count == 0 ? NULL
	                                : bsearch(&id, content->types, content->type_count,
	                                          sizeof *content->types, compare_id);
}

static const char *field_words(sl_diff *diff, const sl_content_type *type, uint32_t field)
{
	return sl_arena_printf(&diff->arena, "%s (%s)",
	                       sl_diff_shown(diff, type->fields[field].name),
	                       sl_field_kind_name((enum chan_field_kind)type->fields[field].kind));
}

static bool same_field(const sl_content_field *a, const sl_content_field *b)
{
	return a->kind == b->kind && sl_text_equal(a->name, b->name);
}

/* "; the 21st, CallingModule (string), is new", for each, and how many more. */
static const char *added_words(sl_diff *diff, const sl_content_type *longer, uint32_t from,
                               const char *what)
{
	const char *words = "";

	for (uint32_t i = from; i < longer->field_count && i - from < SHOWN_FIELDS; i++)
		words = sl_arena_printf(&diff->arena, "%s; the %s, %s, is %s", words,
		                        sl_ordinal(&diff->arena, i + 1),
		                        field_words(diff, longer, i), what);
	if (longer->field_count > from + SHOWN_FIELDS)
		words = sl_arena_printf(&diff->arena, "%s; so are %u more", words,
		                        (unsigned)(longer->field_count - from - SHOWN_FIELDS));
	return words;
}

/* Inputs that both have, and that differ: no version may do that. */
static void compare_fields(sl_diff *diff, const sl_content_type *old, const sl_content_type *new,
                           const char *name)
{
	uint32_t differing = 0;

	for (uint32_t i = 0; i < old->field_count && i < new->field_count; i++)
		if (!same_field(&old->fields[i], &new->fields[i]) && ++differing <= SHOWN_FIELDS)
			sl_lines_add(&diff->types,
			             sl_arena_printf(
					     &diff->arena, "%s: the %s input was %s and is %s",
					     name, sl_ordinal(&diff->arena, i + 1),
					     field_words(diff, old, i), field_words(diff, new, i)));
	if (differing > SHOWN_FIELDS)
		sl_lines_add(&diff->types,
		             sl_arena_printf(&diff->arena, "%s: so have %u more", name,
		                             (unsigned)(differing - SHOWN_FIELDS)));
}

static void compare_type(sl_diff *diff, const sl_content_type *old, const sl_content_type *new)
{
	const char *name = sl_diff_shown(diff, new->name);

	if (!sl_text_equal(old->name, new->name))
		sl_lines_add(&diff->types,
		             sl_arena_printf(&diff->arena, "type %" PRIu32 " was %s and is %s",
		                             new->id, sl_diff_shown(diff, old->name), name));
	if (old->version != new->version || old->field_count != new->field_count) {
		diff->asks_more = true;
		sl_lines_add(&diff->types,
		             sl_arena_printf(
				     &diff->arena,
				     "%s: version %" PRIu32 " -> %" PRIu32 ", %" PRIu32
				     " -> %" PRIu32 " inputs%s",
				     name, old->version, new->version, old->field_count,
				     new->field_count,
				     new->field_count > old->field_count
					     ? added_words(diff, new, old->field_count, "new")
					     : added_words(diff, old, new->field_count, "gone")));
	}
	compare_fields(diff, old, new, name);
}

static void add_new(sl_diff *diff, const sl_content_type *type)
{
	diff->asks_more = true;
	sl_lines_add(&diff->types,
	             sl_arena_printf(&diff->arena,
	                             "%s, version %" PRIu32 " of %s, is used for the first time",
	                             sl_diff_shown(diff, type->name), type->version,
	                             sl_counted(&diff->arena, type->field_count, "input")));
}

void sl_diff_types(sl_diff *diff, const sl_content *old, const sl_content *new)
{
	for (uint32_t i = 0; i < new->type_count; i++) {
		const sl_content_type *type = &new->types[i], *before = sl_diff_type(old, type->id);

		if (before != NULL)
			compare_type(diff, before, type);
		else
			add_new(diff, type);
	}
	for (uint32_t i = 0; i < old->type_count; i++)
		if (sl_diff_type(new, old->types[i].id) == NULL)
			sl_lines_add(&diff->types,
			             sl_arena_printf(&diff->arena, "%s is not used any more",
			                             sl_diff_shown(diff, old->types[i].name)));
}
