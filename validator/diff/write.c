/* A diff in words: text, Markdown for a pull request, JSON. */
#include <string.h>

#include "diff/diff.h"
#include "report/json_tree.h"

static const char *const changes[] = {"added", "removed", "changed"};
static const char marks[] = {'+', '-', '~'};

/* The lists, in the order in which somebody who has a minute wants them. */
typedef struct section {
	const char *title, *key;
	const sl_lines *lines;
} section;

enum { SECTIONS = 4 };

static void sections_of(const sl_diff *diff, section out[SECTIONS])
{
	out[0] = (section){"Asked of sensors for the first time", "first_uses", &diff->first_uses};
	out[1] = (section){"Builds that cannot take it", "builds", &diff->builds};
	out[2] = (section){"Types", "types", &diff->types};
	out[3] = (section){"Not asked of sensors any more", "last_uses", &diff->last_uses};
}

static const char *summary(const sl_diff *diff, sl_arena *arena)
{
	return sl_arena_printf(arena,
	                       "channel %u, version %llu -> %llu: %zu templates added, %zu "
	                       "removed, %zu changed, of %u",
	                       diff->channel[1], (unsigned long long)diff->version[0],
	                       (unsigned long long)diff->version[1], diff->added, diff->removed,
	                       diff->changed, diff->templates[1]);
}

void sl_diff_text(const sl_diff *diff, sl_buffer *out)
{
	section sections[SECTIONS];
	sl_arena arena;

	sl_arena_start(&arena);
	sections_of(diff, sections);
	sl_buffer_printf(out, "%s\n", summary(diff, &arena));
	if (diff->channel[0] != diff->channel[1])
		sl_buffer_printf(out, "the old file is of channel %u\n", diff->channel[0]);
	sl_buffer_printf(out, "next: %s\n", diff->step);
	for (unsigned i = 0; i < SECTIONS; i++) {
		if (sections[i].lines->count > 0)
			sl_buffer_printf(out, "\n%s:\n", sections[i].title);
		for (size_t k = 0; k < sections[i].lines->count; k++)
			sl_buffer_printf(out, "  %s\n", sections[i].lines->items[k]);
	}
	if (diff->count > 0)
		sl_buffer_text(out, "\nTemplates:\n");
	for (size_t i = 0; i < diff->count; i++) {
		const sl_template_difference *one = &diff->items[i];

		sl_buffer_printf(out, "%c %s (%s, %s)\n", marks[one->change], one->title, one->type,
		                 one->uuid);
		for (size_t k = 0; k < one->what.count; k++)
			sl_buffer_printf(out, "    %s\n", one->what.items[k]);
	}
	sl_arena_free(&arena);
}

/* As entities: every mark of Markdown and of HTML, so that a text stays a text. */
static void plain(sl_buffer *out, const char *text)
{
	for (; *text != '\0'; text++)
		if (strchr("\\`*_{}[]()<>#+-.!|&~@:$\"'", *text) != NULL)
			sl_buffer_printf(out, "&#%d;", *text);
		else
			sl_buffer_byte(out, (uint8_t)*text);
}

static void write_item(sl_buffer *out, const char *text)
{
	sl_buffer_text(out, "- ");
	plain(out, text);
	sl_buffer_byte(out, '\n');
}

void sl_diff_markdown(const sl_diff *diff, sl_buffer *out)
{
	section sections[SECTIONS];
	sl_arena arena;

	sl_arena_start(&arena);
	sections_of(diff, sections);
	sl_buffer_text(out, "## ");
	plain(out, summary(diff, &arena));
	sl_buffer_text(out, "\n\n**Next:** ");
	plain(out, diff->step);
	sl_buffer_text(out, "\n");
	for (unsigned i = 0; i < SECTIONS; i++) {
		if (sections[i].lines->count > 0)
			sl_buffer_printf(out, "\n### %s\n\n", sections[i].title);
		for (size_t k = 0; k < sections[i].lines->count; k++)
			write_item(out, sections[i].lines->items[k]);
	}
	if (diff->count > 0)
		sl_buffer_printf(out, "\n<details><summary>%zu templates</summary>\n\n",
		                 diff->count);
	for (size_t i = 0; i < diff->count; i++) {
		const sl_template_difference *one = &diff->items[i];

		sl_buffer_printf(out, "%s#### %s: ", i > 0 ? "\n" : "", changes[one->change]);
		plain(out, one->title);
		sl_buffer_text(out, "\n\n");
		for (size_t k = 0; k < one->what.count; k++)
			write_item(out, one->what.items[k]);
	}
	if (diff->count > 0)
		sl_buffer_text(out, "\n</details>\n");
	sl_arena_free(&arena);
}

static json_t *list(sl_arena *arena, const sl_lines *lines)
{
	json_t *array = sl_json_array();

	for (size_t i = 0; i < lines->count; i++)
		sl_json_append(array, sl_json_text(arena, lines->items[i]));
	return array;
}

static json_t *side(const sl_diff *diff, unsigned i)
{
	json_t *object = sl_json_object();

	sl_json_set(object, "channel", sl_json_number(diff->channel[i]));
	sl_json_set(object, "version", sl_json_number(diff->version[i]));
	sl_json_set(object, "templates", sl_json_number(diff->templates[i]));
	return object;
}

static json_t *templates(const sl_diff *diff, sl_arena *arena)
{
	json_t *array = sl_json_array();

	for (size_t i = 0; i < diff->count; i++) {
		const sl_template_difference *one = &diff->items[i];
		json_t *object = sl_json_object();

		sl_json_set(object, "change", json_string(changes[one->change]));
		sl_json_set(object, "id", json_string(one->uuid));
		sl_json_set(object, "title", sl_json_text(arena, one->title));
		sl_json_set(object, "type", sl_json_text(arena, one->type));
		sl_json_set(object, "what", list(arena, &one->what));
		sl_json_append(array, object);
	}
	return array;
}

void sl_diff_json(const sl_diff *diff, sl_buffer *out)
{
	section sections[SECTIONS];
	json_t *object = sl_json_object();
	sl_arena arena;

	sl_arena_start(&arena);
	sections_of(diff, sections);
	sl_json_set(object, "old", side(diff, 0));
	sl_json_set(object, "new", side(diff, 1));
	sl_json_set(object, "differs", json_boolean(diff->differs));
	sl_json_set(object, "next", sl_json_text(&arena, diff->step));
	for (unsigned i = 0; i < SECTIONS; i++)
		sl_json_set(object, sections[i].key, list(&arena, sections[i].lines));
	sl_json_set(object, "templates", templates(diff, &arena));
	sl_json_finish(object, out);
	sl_arena_free(&arena);
}
