/* A comparison as a whole: the file's own members, and what should follow. */
#include "diff/diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "diff/parts.h"

enum { LONGEST_TEXT = 300, NAMED = 8 };

const char *sl_diff_shown(sl_diff *diff, sl_text text)
{
	return sl_text_printable(&diff->arena, text, LONGEST_TEXT);
}

void sl_lines_add(sl_lines *lines, const char *line)
{
	lines->items =
		sl_grow(lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items);
	lines->items[lines->count++] = line;
}

const char *sl_diff_named(sl_arena *arena, const char *const *names, size_t count)
{
	const char *out = count > 0 ? names[0] : "";

	for (size_t i = 1; i < count && i < NAMED; i++)
		out = sl_arena_printf(arena, "%s, %s", out, names[i]);
	return count > NAMED ? sl_arena_printf(arena, "%s and %zu more", out, count - NAMED) : out;
}

/* --- the file as a whole */

static const char *expiry(sl_diff *diff, uint64_t seconds)
{
	char moment[24];

	if (seconds == 0)
		return "never";
	sl_moment_write(seconds, moment);
	return sl_arena_copy(&diff->arena, moment, strlen(moment));
}

static void compare_headers(sl_diff *diff, const sl_content *old, const sl_content *new)
{
	if (old->channel != new->channel)
		sl_lines_add(&diff->file,
		             sl_arena_printf(&diff->arena, "channel: %" PRIu32 " -> %" PRIu32,
		                             old->channel, new->channel));
	diff->asks_more = new->engine_level > old->engine_level;
	if (old->engine_level != new->engine_level)
		sl_lines_add(&diff->file, sl_arena_printf(&diff->arena, "engine level: %u -> %u",
		                                          (unsigned)old->engine_level,
		                                          (unsigned)new->engine_level));
	if (old->expires_at != new->expires_at)
		sl_lines_add(&diff->file, sl_arena_printf(&diff->arena, "expires: %s -> %s",
		                                          expiry(diff, old->expires_at),
		                                          expiry(diff, new->expires_at)));
}

/*
 * Whether they mean the same, by the judge of the writer and not by the words above: if those left something out, it is
 * said here all the same.
 */
static void decide(sl_diff *diff, const sl_content *old, const sl_content *new)
{
	const size_t said = diff->file.count + diff->types.count + diff->count;
	sl_content aligned = *new;
	const char *detail;

	aligned.content_version = old->content_version;
	aligned.created_at = old->created_at;
	diff->differs = !sl_content_equal(old, &aligned, &diff->arena, &detail);
	if (diff->differs && said == 0)
		sl_lines_add(&diff->file, sl_diff_shown(diff, sl_text_of(detail)));
}

/* --- what should follow */

static enum sl_diff_step step_of(const sl_diff *diff)
{
	if (!diff->differs)
		return SL_STEP_NONE;
	if (diff->is_refused)
		return SL_STEP_REFUSED;
	if (diff->channel[0] == diff->channel[1] && diff->version[1] <= diff->version[0])
		return SL_STEP_RAISE;
	if (diff->asks_more)
		return SL_STEP_STAGED;
	return SL_STEP_CONTENT;
}

static const char *next_words(sl_diff *diff)
{
	static const char *const words[] = {
#define STEP(name, word, words) [SL_STEP_##name] = (words),
#include "diff/steps.def"
#undef STEP
	};
	const char *out = words[diff->step];

	if (diff->step != SL_STEP_REFUSED)
		return out;
	if (diff->refusing.count == 0)
		return sl_arena_printf(&diff->arena,
		                       "%s: the check finds errors that the old file does not have",
		                       out);
	return sl_arena_printf(
		&diff->arena, "%s: %s cannot take what the old file did not ask", out,
		sl_diff_named(&diff->arena, diff->refusing.items, diff->refusing.count));
}

void sl_diff_make(const sl_diff_request *request, sl_diff *out)
{
	sl_content contents[2];

	*out = (sl_diff){0};
	sl_arena_start(&out->arena);
	for (unsigned i = 0; i < 2; i++) {
		const sl_checked_file *checked = &request->sides[i].checked;
		const chan_header *header = &checked->file.header;

		sl_content_read(&checked->file, checked->bytes, &out->arena, &contents[i]);
		out->path[i] = sl_diff_shown(out, sl_text_of(checked->path));
		out->sha256[i] = request->sides[i].sha256;
		out->channel[i] = header->channel;
		out->version[i] = header->content_version;
		out->templates[i] = header->template_count;
	}
	compare_headers(out, &contents[0], &contents[1]);
	sl_diff_types(out, &contents[0], &contents[1]);
	sl_diff_templates(out, request, &contents[0], &contents[1]);
	sl_diff_uses_of(out, request, &contents[0], &contents[1]);
	sl_diff_faults(out, request);
	decide(out, &contents[0], &contents[1]);
	out->asks_more = out->asks_more || out->input_count + out->first_uses.count > 0;
	out->step = step_of(out);
	out->next = next_words(out);
}

void sl_diff_free(sl_diff *diff)
{
	for (size_t i = 0; i < diff->count; i++)
		free(diff->items[i].what.items);
	free(diff->items);
	free(diff->file.items);
	free(diff->types.items);
	free(diff->refusing.items);
	if (diff->run != NULL)
		free(diff->run->complaints.items);
	sl_arena_free(&diff->arena);
	*diff = (sl_diff){0};
}
