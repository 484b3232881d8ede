/* A triage as text: a line a file, then what it comes to. */
#include <inttypes.h>

#include "author/content.h"
#include "triage/parts.h"

enum { LONGEST_SHOWN = 1000 };

typedef struct writer {
	const sl_triage *triage;
	sl_arena arena;
	sl_buffer *out;
} writer;

/* Names are anything, and this goes to a terminal. */
static const char *shown(writer *w, const char *text)
{
	return sl_text_printable(&w->arena, sl_text_of(text), LONGEST_SHOWN);
}

static void write_rejected(writer *w, const sl_triage_file *file)
{
	const sl_finding *finding = &file->finding;
	const char *quarantine = w->triage->request.quarantine;

	sl_buffer_printf(w->out, "REJECTED: CH%04u %s: %s", (unsigned)finding->rule,
	                 sl_rule_find(finding->rule)->name,
	                 shown(w, sl_finding_message(&w->arena, finding)));
	if (finding->has_bytes) {
		sl_buffer_printf(w->out, " (byte 0x%" PRIx64 ", %" PRIu64 " long)", finding->offset,
		                 finding->length);
	}
	if (file->moved_to != NULL) {
		sl_buffer_printf(w->out, "\n  moved to %s",
		                 shown(w, sl_path_join(&w->arena, quarantine, file->moved_to)));
	} else if (quarantine != NULL) {
		sl_buffer_text(w->out, "\n  NOT MOVED");
	}
}

static void write_file(writer *w, const sl_triage_file *file)
{
	sl_buffer_printf(w->out, "%s: ", shown(w, file->name));
	switch (file->state) {
	case SL_TRIAGE_GOOD:
		sl_buffer_text(w->out, "good");
		break;
	case SL_TRIAGE_REJECTED:
		write_rejected(w, file);
		break;
	case SL_TRIAGE_NOT_JUDGED:
		sl_buffer_text(w->out, "NOT JUDGED, left alone");
		break;
	}
	if (file->why != NULL) {
		sl_buffer_printf(w->out, ": %s", shown(w, file->why));
	}
	sl_buffer_byte(w->out, '\n');
}

static void write_channel(writer *w, const sl_triage_channel *channel)
{
	const sl_triage_request *request = &w->triage->request;

	sl_buffer_printf(w->out, "channel %" PRIu32 ": ", channel->channel);
	if (channel->restored != NULL) {
		sl_buffer_printf(w->out, "%s is back, from %s\n", channel->restored,
		                 shown(w, request->good));
		return;
	}
	sl_buffer_text(w->out, "there is no good file");
	if (channel->why != NULL) {
		sl_buffer_printf(w->out, ", and %s", shown(w, channel->why));
	}
	sl_buffer_byte(w->out, '\n');
}

static const char *outcome_word(enum sl_outcome outcome)
{
	switch (outcome) {
	case SL_PASSED:
		return "GOOD";
	case SL_REJECTED:
		return "NOT GOOD";
	case SL_UNUSABLE:
		return "NOTHING TO JUDGE";
	case SL_BROKEN:
		break;
	}
	return "NOT FINISHED";
}

static void write_sum(writer *w)
{
	const sl_triage *triage = w->triage;
	size_t good = 0, rejected = 0, moved = 0, unjudged = 0, restored = 0;

	for (size_t i = 0; i < triage->file_count; i++) {
		good += triage->files[i].state == SL_TRIAGE_GOOD;
		rejected += triage->files[i].state == SL_TRIAGE_REJECTED;
		unjudged += triage->files[i].state == SL_TRIAGE_NOT_JUDGED;
		moved += triage->files[i].moved_to != NULL;
	}
	for (size_t i = 0; i < triage->channel_count; i++) {
		restored += triage->channels[i].restored != NULL;
	}
	sl_buffer_printf(w->out, "%s: %s: %zu good, %zu rejected (%zu moved aside), %zu not judged",
	                 outcome_word(triage->outcome), shown(w, triage->request.folder), good,
	                 rejected, moved, unjudged);
	if (triage->request.good != NULL) {
		sl_buffer_printf(w->out, ", %zu put back", restored);
	}
	sl_buffer_printf(w->out, "; %zu other name%s left alone\n", triage->other_count,
	                 triage->other_count == 1 ? "" : "s");
}

void sl_triage_text(const sl_triage *triage, sl_buffer *out)
{
	writer w = {.triage = triage, .out = out};

	sl_arena_start(&w.arena);
	for (size_t i = 0; i < triage->notice_count; i++) {
		sl_buffer_printf(out, "%s\n", shown(&w, triage->notices[i]));
	}
	for (size_t i = 0; i < triage->file_count; i++) {
		write_file(&w, &triage->files[i]);
	}
	for (size_t i = 0; i < triage->channel_count; i++) {
		write_channel(&w, &triage->channels[i]);
	}
	write_sum(&w);
	sl_arena_free(&w.arena);
}
