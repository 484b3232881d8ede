/* Which types of a catalog the words of a command line mean. */
#include <string.h>

#include "author/sensor_header.h"
#include "base/closest.h"
#include "base/problem.h"

enum { SHOWN = 60 }; /* bytes of a name in a message */

static const sl_type *newest_named(const sl_catalog *catalog, sl_text name)
{
	for (size_t i = 0; i < catalog->count; i++) {
		if (catalog->types[i].newest && sl_text_is(name, catalog->types[i].name)) {
			return &catalog->types[i];
		}
	}
	return NULL;
}

static bool say_unknown(const sl_catalog *catalog, const char *word, sl_text name, sl_arena *arena,
                        sl_problem *why)
{
	const char **names = sl_arena_alloc(arena, catalog->count, sizeof *names);
	size_t count = 0;

	for (size_t i = 0; i < catalog->count; i++) {
		if (catalog->types[i].newest) {
			names[count++] = catalog->types[i].name;
		}
	}
	const char *closest = sl_text_closest(name, names, count);
	const char *shown = sl_text_printable(arena, sl_text_of(word), SHOWN);
	if (closest == NULL) {
		return sl_problem_say(why, shown, "the catalog has no such type");
	}
	return sl_problem_say(why, shown, "the catalog has no such type; did you mean '%s'?",
	                      sl_text_printable(arena, sl_text_of(closest), SHOWN));
}

static bool say_version(const char *word, const sl_type *newest, sl_arena *arena, sl_problem *why)
{
	return sl_problem_say(why, sl_text_printable(arena, sl_text_of(word), SHOWN),
	                      "the catalog has no such version; its newest is %u",
	                      (unsigned)newest->version);
}

/* A colon may also be part of a name: the whole word comes first. */
static bool find_type(const sl_catalog *catalog, const char *word, sl_arena *arena,
                      const sl_type **out, sl_problem *why)
{
	const char *colon = strrchr(word, ':');
	sl_text name = sl_text_of(word);
	uint64_t version;

	*out = newest_named(catalog, name);
	if (*out != NULL) {
		return true;
	}
	if (colon == NULL) {
		return say_unknown(catalog, word, name, arena, why);
	}
	name.length = (size_t)(colon - word);
	const sl_type *newest = newest_named(catalog, name);
	if (newest == NULL) {
		return say_unknown(catalog, word, name, arena, why);
	}
	if (sl_text_to_u64(sl_text_of(colon + 1), &version) && version <= UINT32_MAX) {
		*out = sl_catalog_type(catalog, newest->id, (uint32_t)version);
	}
	return *out != NULL || say_version(word, newest, arena, why);
}

static void choose_newest(const sl_catalog *catalog, sl_chosen_types *out)
{
	for (size_t i = 0; i < catalog->count; i++) {
		if (catalog->types[i].newest) {
			out->items[out->count++] = &catalog->types[i];
		}
	}
}

/* Sorts by the place in the catalog as it goes: the order of the words must not change the header. */
static bool choose(const sl_type *type, const char *word, sl_arena *arena, sl_chosen_types *out,
                   sl_problem *why)
{
	size_t place = out->count;

	for (size_t i = 0; i < out->count; i++) {
		if (out->items[i]->id == type->id) {
			return sl_problem_say(why,
			                      sl_text_printable(arena, sl_text_of(word), SHOWN),
			                      "the type is named twice: a build supplies one "
			                      "version of it");
		}
	}
	for (; place > 0 && out->items[place - 1] > type; place--) {
		out->items[place] = out->items[place - 1];
	}
	out->items[place] = type;
	out->count++;
	return true;
}

bool sl_types_choose(const sl_catalog *catalog, const char *const *words, size_t word_count,
                     sl_arena *arena, sl_chosen_types *out, sl_problem *why)
{
	const sl_type *type;

	out->items = sl_arena_alloc(arena, catalog->count + word_count, sizeof *out->items);
	out->count = 0;
	if (word_count == 0) {
		choose_newest(catalog, out);
	}
	for (size_t i = 0; i < word_count; i++) {
		if (!find_type(catalog, words[i], arena, &type, why) ||
		    !choose(type, words[i], arena, out, why)) {
			return false;
		}
	}
	return true;
}
