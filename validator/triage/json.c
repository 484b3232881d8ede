/* A triage as JSON: schema/triage.schema.json. */
#include <inttypes.h>

#include "base/json_write.h"
#include "base/version.h"
#include "triage/parts.h"

enum { LONGEST_SHOWN = 4096 };

typedef struct writer {
	sl_arena arena;
	sl_buffer *out;
} writer;

/* Names need not be UTF-8, and JSON is. */
static void text(writer *w, const char *name, const char *value)
{
	sl_member_text(w->out, name,
	               sl_text_printable(&w->arena, sl_text_of(value), LONGEST_SHOWN));
}

static void write_finding(writer *w, const sl_finding *finding)
{
	sl_member_key(w->out, "rule");
	sl_buffer_printf(w->out, "\"CH%04u\"", (unsigned)finding->rule);
	text(w, "rule_name", sl_rule_find(finding->rule)->name);
	text(w, "message", sl_finding_message(&w->arena, finding));
	if (finding->has_bytes) {
		sl_member_number(w->out, "offset", finding->offset);
		sl_member_number(w->out, "length", finding->length);
	}
}

static void write_file(writer *w, const sl_triage_file *file)
{
	static const char *const states[] = {[SL_TRIAGE_GOOD] = "good",
	                                     [SL_TRIAGE_REJECTED] = "rejected",
	                                     [SL_TRIAGE_NOT_JUDGED] = "not judged"};

	sl_member_item(w->out);
	text(w, "name", file->name);
	text(w, "state", states[file->state]);
	if (file->is_named) {
		sl_member_number(w->out, "channel", file->channel);
		sl_member_number(w->out, "version", file->version);
	}
	if (file->state != SL_TRIAGE_NOT_JUDGED) {
		sl_member_number(w->out, "size", file->size);
	}
	if (file->sha256[0] != '\0') {
		text(w, "sha256", file->sha256);
	}
	if (file->state == SL_TRIAGE_REJECTED) {
		write_finding(w, &file->finding);
	}
	if (file->moved_to != NULL) {
		text(w, "moved_to", file->moved_to);
	}
	if (file->why != NULL) {
		text(w, "why", file->why);
	}
	sl_member_close(w->out, '}');
}

static void write_channels(writer *w, const sl_triage *triage)
{
	sl_member_open(w->out, "channels_without_good_file", '[');
	for (size_t i = 0; i < triage->channel_count; i++) {
		const sl_triage_channel *channel = &triage->channels[i];

		sl_member_item(w->out);
		sl_member_number(w->out, "channel", channel->channel);
		if (channel->restored != NULL) {
			text(w, "restored", channel->restored);
		}
		if (channel->why != NULL) {
			text(w, "why", channel->why);
		}
		sl_member_close(w->out, '}');
	}
	sl_member_close(w->out, ']');
}

static void write_texts(writer *w, const char *name, const char *const *items, size_t count)
{
	const char **texts = sl_arena_alloc(&w->arena, count + 1, sizeof *texts);

	for (size_t i = 0; i < count; i++) {
		texts[i] = sl_text_printable(&w->arena, sl_text_of(items[i]), LONGEST_SHOWN);
	}
	sl_member_texts(w->out, name, texts, count);
}

void sl_triage_json(const sl_triage *triage, sl_buffer *out)
{
	static const char *const outcomes[] = {[SL_PASSED] = "good",
	                                       [SL_REJECTED] = "not good",
	                                       [SL_UNUSABLE] = "nothing to judge",
	                                       [SL_BROKEN] = "not finished"};
	writer w = {.out = out};

	sl_arena_start(&w.arena);
	sl_buffer_text(out, "{\"tool\":{\"name\":\"sluice\",\"version\":\"" SL_VERSION "\"}");
	text(&w, "folder", triage->request.folder);
	if (triage->request.quarantine != NULL) {
		text(&w, "quarantine", triage->request.quarantine);
	}
	text(&w, "outcome", outcomes[triage->outcome]);
	sl_member_open(out, "files", '[');
	for (size_t i = 0; i < triage->file_count; i++) {
		write_file(&w, &triage->files[i]);
	}
	sl_member_close(out, ']');
	write_channels(&w, triage);
	write_texts(&w, "others", triage->others, triage->other_count);
	write_texts(&w, "notices", triage->notices, triage->notice_count);
	sl_buffer_text(out, "}\n");
	sl_arena_free(&w.arena);
}
