/* The road of a triage: look, move aside, put back, sum up. */
#include "triage/triage.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "author/content.h"
#include "triage/parts.h"

void sl_triage_notice(sl_triage *triage, const char *format, ...)
{
	char text[600];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	triage->notices = sl_grow(triage->notices, &triage->notice_capacity,
	                          triage->notice_count + 1, sizeof *triage->notices);
	triage->notices[triage->notice_count++] = sl_arena_copy(&triage->arena, text, strlen(text));
}

static bool is_candidate(const char *name)
{
	static const char suffix[] = ".chan";
	const size_t length = strlen(name), wanted = sizeof suffix - 1;

	return name[0] != '.' && length > wanted && strcasecmp(name + length - wanted, suffix) == 0;
}

static bool list(sl_triage *triage, sl_problem *problem)
{
	sl_names names;

	if (!sl_folder_names(&triage->arena, triage->request.folder, &names, problem)) {
		return false;
	}
	triage->files = sl_arena_alloc(&triage->arena, names.count + 1, sizeof *triage->files);
	triage->others = sl_arena_alloc(&triage->arena, names.count + 1, sizeof *triage->others);
	for (size_t i = 0; i < names.count; i++) {
		if (is_candidate(names.items[i])) {
			sl_triage_file *file = &triage->files[triage->file_count++];

			file->name = names.items[i];
			file->is_named = sl_channel_file_name_read(file->name, &file->channel,
			                                           &file->version);
		} else {
			triage->others[triage->other_count++] = names.items[i];
		}
	}
	return true;
}

/* --- channels without a good file */

static int by_number(const void *a, const void *b)
{
	const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return left < right ? -1 : left > right;
}

static bool has_good_file(const sl_triage *triage, uint32_t channel)
{
	for (size_t i = 0; i < triage->file_count; i++) {
		const sl_triage_file *file = &triage->files[i];

		if (file->is_named && file->channel == channel && file->state == SL_TRIAGE_GOOD) {
			return true;
		}
	}
	return false;
}

/* Of those that the folder has a file of, or from which one was moved aside once. */
static void find_channels(sl_triage *triage, const sl_journal *journal)
{
	uint32_t *numbers = sl_alloc(triage->file_count + journal->count + 1, sizeof *numbers);
	size_t count = 0;

	for (size_t i = 0; i < triage->file_count; i++) {
		if (triage->files[i].is_named) {
			numbers[count++] = triage->files[i].channel;
		}
	}
	for (size_t i = 0; i < journal->count; i++) {
		if (journal->entries[i].deed == SL_DEED_BEGIN) {
			numbers[count++] = journal->entries[i].channel;
		}
	}
	qsort(numbers, count, sizeof *numbers, by_number);
	triage->channels = sl_arena_alloc(&triage->arena, count + 1, sizeof *triage->channels);
	for (size_t i = 0; i < count; i++) {
		if ((i == 0 || numbers[i] != numbers[i - 1]) &&
		    !has_good_file(triage, numbers[i])) {
			triage->channels[triage->channel_count++].channel = numbers[i];
		}
	}
	free(numbers);
}

/* --- the road */

static void judge_and_move(sl_triage *triage, const sl_recalled *recalled,
                           sl_quarantine *quarantine)
{
	for (size_t i = 0; i < triage->file_count; i++) {
		sl_triage_file *file = &triage->files[i];
		struct stat status;

		sl_triage_judge(&triage->arena, triage->request.folder, recalled, file, &status);
		if (file->state != SL_TRIAGE_REJECTED || !quarantine->is_open) {
			continue;
		}
		if (file->is_named) {
			(void)sl_quarantine_move(quarantine, &triage->arena, file, &status,
			                         &triage->broken);
		} else {
			file->why = "its name is none of a channel file";
		}
	}
}

static bool open_quarantine(sl_triage *triage, sl_quarantine *quarantine, sl_problem *problem)
{
	size_t resumed;

	if (!sl_quarantine_open(&triage->request, &triage->arena, quarantine, problem) ||
	    !sl_quarantine_resume(quarantine, &resumed, &triage->arena, problem)) {
		return false;
	}
	if (resumed > 0) {
		sl_triage_notice(triage, "%zu move%s that an earlier run had begun %s cleared up",
		                 resumed, resumed == 1 ? "" : "s", resumed == 1 ? "is" : "are");
	}
	if (quarantine->journal.unread > 0) {
		sl_triage_notice(triage, "%s: %zu lines are none of sluice and were passed over",
		                 quarantine->journal.path, quarantine->journal.unread);
	}
	return true;
}

static enum sl_outcome sum_up(const sl_triage *triage)
{
	if (triage->broken) {
		return SL_BROKEN;
	}
	if (triage->file_count == 0 && triage->channel_count == 0) {
		return SL_UNUSABLE;
	}
	for (size_t i = 0; i < triage->file_count; i++) {
		if (triage->files[i].state != SL_TRIAGE_GOOD && triage->files[i].moved_to == NULL) {
			return SL_REJECTED;
		}
	}
	for (size_t i = 0; i < triage->channel_count; i++) {
		if (triage->channels[i].restored == NULL) {
			return SL_REJECTED;
		}
	}
	return SL_PASSED;
}

bool sl_triage_run(const sl_triage_request *request, sl_triage *out, sl_problem *problem)
{
	sl_quarantine quarantine = {.journal.descriptor = -1};
	sl_recalled recalled = {0};
	bool done;

	*out = (sl_triage){.request = *request};
	sl_arena_start(&out->arena);
	done = request->recalled == NULL || sl_recalled_read(request->recalled, &recalled, problem);
	/* What was begun is finished before the list is made. */
	done = done && (request->quarantine == NULL || open_quarantine(out, &quarantine, problem));
	done = done && list(out, problem);
	if (done) {
		judge_and_move(out, &recalled, &quarantine);
		find_channels(out, &quarantine.journal);
		if (request->good != NULL && out->channel_count > 0) {
			sl_triage_restore(out, &recalled, &quarantine);
		}
		out->outcome = sum_up(out);
	}
	sl_quarantine_close(&quarantine);
	sl_recalled_free(&recalled);
	return done;
}

void sl_triage_free(sl_triage *triage)
{
	free(triage->notices);
	triage->notices = NULL;
	sl_arena_free(&triage->arena);
}
