#include <string.h>

#include "author/sigma_modifier.h"
#include "base/buffer.h"

typedef struct modifier {
	const char *name;
	unsigned with, after;
} modifier;

static const modifier modifiers[SL_MODIFIER_COUNT] = {
#define MODIFIER(NAME, name, with, after) {name, (unsigned)(with), (unsigned)(after)},
#include "author/sigma_modifiers.def"
#undef MODIFIER
};

static unsigned bit(enum sl_modifier which)
{
	return 1u << which;
}

enum sl_modifier sl_modifier_find(sl_text name)
{
	unsigned i;

	for (i = 0; i < SL_MODIFIER_COUNT; i++)
		if (sl_text_is(name, modifiers[i].name))
			break;
	return (enum sl_modifier)i;
}

const char *sl_modifier_name(enum sl_modifier which)
{
	return which < SL_MODIFIER_COUNT ? modifiers[which].name : "?";
}

bool sl_modifier_is_time(sl_text name)
{
	static const char *const names[] = {"minute", "hour", "day", "week", "month", "year"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (sl_text_is(name, names[i]))
			return true;
	return false;
}

/* "contains, startswith, endswith" */
static const char *list_names(sl_arena *arena, unsigned set)
{
	sl_buffer text = {0};
	const char *copy;
	unsigned i;

	for (i = 0; i < SL_MODIFIER_COUNT; i++)
		if (set >> i & 1)
			sl_buffer_printf(&text, "%s%s", text.length ? ", " : "", modifiers[i].name);
	copy = text.length ? sl_arena_copy(arena, (const char *)text.bytes, text.length)
	                   : "nothing";
	sl_buffer_free(&text);
	return copy;
}

static enum sl_modifier first_of(unsigned set)
{
	unsigned i = 0;

	while (i < SL_MODIFIER_COUNT && !(set >> i & 1))
		i++;
	return (enum sl_modifier)i;
}

const char *sl_modifier_refuse(sl_arena *arena, enum sl_modifier which, unsigned before)
{
	const modifier *m = &modifiers[which];
	const unsigned clash = before & ~m->with;

	if (before & bit(which))
		return sl_arena_printf(arena, "the modifier %s is repeated", m->name);
	if (clash)
		return sl_arena_printf(arena,
		                       "the modifier %s cannot stand with %s; it goes with %s",
		                       m->name, sl_modifier_name(first_of(clash)),
		                       list_names(arena, m->with & ~bit(which)));
	if (before && bit(which) & SL_MOD_FIRST)
		return sl_arena_printf(arena, "the modifier %s must be the first", m->name);
	if (before & m->after)
		return sl_arena_printf(arena, "the modifier %s must come before %s", m->name,
		                       sl_modifier_name(first_of(before & m->after)));
	if (bit(which) & SL_MOD_FLAGS && !(before & SL_MOD_RE))
		return sl_arena_printf(arena, "the modifier %s needs re before it", m->name);
	return NULL;
}

const char *sl_modifier_refuse_set(unsigned set, enum sl_modifier *at)
{
	*at = first_of(set & SL_MOD_WIDTHS);
	if (*at != SL_MODIFIER_COUNT && !(set & SL_MOD_BASES))
		return "a text in UTF-16 holds NULs, which match nothing: base64 or base64offset "
		       "must follow";
	return NULL;
}

/* Nearness: edits of one character, of names not longer than this. ---------------------------- */

#define NEAREST_MAX 64u

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Insertions, deletions and replacements from a to b. */
static size_t edits(sl_text a, sl_text b)
{
	size_t row[NEAREST_MAX + 1], i, j, diagonal, above;

	for (j = 0; j <= b.length; j++)
		row[j] = j;
	for (i = 0; i < a.length; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (j = 0; j < b.length; j++) {
			above = row[j + 1];
			row[j + 1] = diagonal + (fold(a.bytes[i]) != fold(b.bytes[j]));
			if (row[j] + 1 < row[j + 1])
				row[j + 1] = row[j] + 1;
			if (above + 1 < row[j + 1])
				row[j + 1] = above + 1;
			diagonal = above;
		}
	}
	return row[b.length];
}

sl_nearest sl_nearest_to(sl_text wanted)
{
	/* A third of the letters may differ, and never more than three: beyond that a guess misleads. */
	size_t limit = wanted.length / 3 + 1;

	return (sl_nearest){.wanted = wanted, .distance = limit < 4 ? limit : 4};
}

void sl_nearest_offer(sl_nearest *nearest, const char *name)
{
	const sl_text text = sl_text_of(name);
	size_t distance;

	if (text.length > NEAREST_MAX || nearest->wanted.length > NEAREST_MAX)
		return;
	distance = edits(nearest->wanted, text);
	if (distance < nearest->distance) {
		nearest->best = name;
		nearest->distance = distance;
	}
}
