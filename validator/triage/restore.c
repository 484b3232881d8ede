/* Putting a good file back, for channels that have none. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "author/content.h"
#include "base/problem.h"
#include "gate/channel_file.h"
#include "triage/parts.h"

static bool write_through(const char *through, const sl_buffer *bytes, sl_problem *problem)
{
	/* What a run that was killed has left of it is written over. */
	const int descriptor =
		open(through, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	bool done = descriptor >= 0 && sl_descriptor_write(descriptor, bytes->bytes, bytes->length);

	done = done || sl_problem_errno(problem, through, "cannot write");
	if (descriptor >= 0 && close(descriptor) != 0 && done) {
		done = sl_problem_errno(problem, through, "cannot write");
	}
	return done;
}

/*
 * The file as it was judged, into the folder by one rename: it is written in the quarantine, so that what a power cut leaves of
 * it is no file in a folder that a sensor reads.
 */
static bool copy_file(const char *from, const char *through, const char *to,
                      const sl_triage_file *judged, sl_problem *problem)
{
	sl_judged_file read = {.path = from};
	bool done = sl_channel_file_read(&read, problem);

	if (done && strcmp(read.sha256, judged->sha256) != 0) {
		done = sl_problem_say(problem, from, "has changed since it was judged");
	}
	done = done && write_through(through, &read.bytes, problem);
	if (done && rename(through, to) != 0) {
		done = sl_problem_errno(problem, to, "cannot be put back");
		unlink(through);
	}
	sl_buffer_free(&read.bytes);
	return done;
}

static void restore_one(sl_triage *triage, sl_triage_channel *channel, const sl_triage_file *file,
                        sl_quarantine *quarantine)
{
	const char *folder = triage->request.folder;
	const char *to = sl_path_join(&triage->arena, folder, file->name);
	const char *from = sl_path_join(&triage->arena, triage->request.good, file->name);
	const char *through = sl_path_join(&triage->arena, quarantine->path, "restoring");
	struct stat there;
	sl_problem problem;

	if (lstat(to, &there) == 0 || errno != ENOENT) {
		channel->why = sl_arena_printf(
			&triage->arena, "%s is in its place and could not be moved", file->name);
		return;
	}
	if (!copy_file(from, through, to, file, &problem) || !sl_folder_sync(folder, &problem)) {
		channel->why = sl_arena_copy(&triage->arena, problem.text, strlen(problem.text));
		return;
	}
	channel->restored = file->name;
	if (!sl_journal_write(&quarantine->journal, SL_DEED_RESTORE, file->name, NULL, file,
	                      &problem)) {
		triage->broken = true;
		sl_triage_notice(triage, "%s", problem.text);
	}
}

void sl_triage_restore(sl_triage *triage, const sl_recalled *recalled, sl_quarantine *quarantine)
{
	sl_channel_path *paths;
	size_t count;
	sl_problem problem;

	if (!sl_channel_folder_list(&triage->arena, triage->request.good, &paths, &count,
	                            &problem)) {
		triage->broken = true;
		sl_triage_notice(triage, "%s", problem.text);
		return;
	}
	for (size_t c = 0; c < triage->channel_count; c++) {
		sl_triage_channel *channel = &triage->channels[c];

		channel->why = sl_arena_printf(&triage->arena, "no good file of it is in %s",
		                               triage->request.good);
		/* By rising version. */
		for (size_t i = count; i > 0 && channel->restored == NULL; i--) {
			sl_triage_file file = {.name = sl_path_base(paths[i - 1].path),
			                       .is_named = paths[i - 1].is_named,
			                       .channel = paths[i - 1].channel,
			                       .version = paths[i - 1].version};
			struct stat status;

			if (!file.is_named || file.channel != channel->channel) {
				continue;
			}
			sl_triage_judge(&triage->arena, triage->request.good, recalled, &file,
			                &status);
			if (file.state == SL_TRIAGE_GOOD) {
				channel->why = NULL;
				restore_one(triage, channel, &file, quarantine);
				break;
			}
		}
	}
}
