/* Moving a file aside: one rename, between two lines of the journal. */
#include "triage/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/problem.h"

enum { MOST_OF_A_NAME = 10000 /* files that were moved under the same one */ };

bool sl_quarantine_open(const sl_triage_request *request, sl_arena *arena, sl_quarantine *out,
                        sl_problem *problem)
{
	struct stat folder, quarantine;

	*out = (sl_quarantine){.folder = request->folder, .path = request->quarantine};
	out->journal.descriptor = -1;
	if (!sl_folder_create(out->path, problem)) {
		return false;
	}
	if (stat(out->folder, &folder) != 0) {
		return sl_problem_errno(problem, out->folder, "cannot read the folder");
	}
	if (stat(out->path, &quarantine) != 0) {
		return sl_problem_errno(problem, out->path, "cannot read the folder");
	}
	if (folder.st_dev == quarantine.st_dev && folder.st_ino == quarantine.st_ino) {
		return sl_problem_say(
			problem, out->path,
			"the quarantine is the folder itself; name one where the sensor does not "
			"look");
	}
	if (folder.st_dev != quarantine.st_dev) {
		return sl_problem_say(
			problem, out->path,
			"the quarantine is on another file system than %s, so that no file could "
			"be moved in one step; name a folder beside it",
			out->folder);
	}
	out->is_open = sl_journal_open(out->path, request->now, arena, &out->journal, problem);
	return out->is_open;
}

void sl_quarantine_close(sl_quarantine *quarantine)
{
	sl_journal_close(&quarantine->journal);
}

/* Both folders are on the disk as they are now. */
static bool sync_folders(const sl_quarantine *quarantine, sl_problem *problem)
{
	return sl_folder_sync(quarantine->path, problem) &&
	       sl_folder_sync(quarantine->folder, problem);
}

/* --- what a run that was killed has begun */

static bool is_finished(const sl_journal *journal, size_t begun)
{
	const sl_journal_entry *of = &journal->entries[begun];

	for (size_t i = begun + 1; i < journal->count; i++) {
		const sl_journal_entry *entry = &journal->entries[i];

		if ((entry->deed == SL_DEED_END || entry->deed == SL_DEED_UNDO) &&
		    strcmp(entry->as, of->as) == 0) {
			return true;
		}
	}
	return false;
}

/* Either the file has been moved, or an empty file keeps its new name free, or not even that. */
static bool resume_one(sl_quarantine *quarantine, const sl_journal_entry *begun, sl_arena *arena,
                       sl_problem *problem)
{
	const char *from = sl_path_join(arena, quarantine->folder, begun->file);
	const char *to = sl_path_join(arena, quarantine->path, begun->as);
	enum sl_deed deed = SL_DEED_END;
	struct stat moved, old;

	if (lstat(to, &moved) != 0) {
		if (errno != ENOENT) {
			return sl_problem_errno(problem, to, "cannot be looked at");
		}
		deed = SL_DEED_UNDO;
	} else if (moved.st_size == 0 && lstat(from, &old) == 0 &&
	           (begun->size > 0 || old.st_size == 0)) {
		deed = SL_DEED_UNDO;
		if (unlink(to) != 0) {
			return sl_problem_errno(problem, to, "cannot be removed");
		}
	}
	return sync_folders(quarantine, problem) &&
	       sl_journal_write(&quarantine->journal, deed, begun->file, begun->as, NULL, problem);
}

bool sl_quarantine_resume(sl_quarantine *quarantine, size_t *out, sl_arena *arena,
                          sl_problem *problem)
{
	const sl_journal *journal = &quarantine->journal;

	*out = 0;
	for (size_t i = 0; i < journal->count; i++) {
		if (journal->entries[i].deed != SL_DEED_BEGIN || is_finished(journal, i)) {
			continue;
		}
		if (!resume_one(quarantine, &journal->entries[i], arena, problem)) {
			return false;
		}
		++*out;
	}
	return true;
}

/* --- moving */

/* The first name that is free. NULL: so many are not. */
static const char *find_name(const sl_quarantine *quarantine, sl_arena *arena, const char *name)
{
	for (unsigned number = 1; number <= MOST_OF_A_NAME; number++) {
		const char *as = sl_arena_printf(arena, "%s.%u", name, number);
		struct stat status;

		if (lstat(sl_path_join(arena, quarantine->path, as), &status) != 0 &&
		    errno == ENOENT) {
			return as;
		}
	}
	return NULL;
}

/* Whether the path leads to the very file that was judged, as it was. */
static bool is_same(const char *path, const struct stat *judged)
{
	struct stat now;

	return lstat(path, &now) == 0 && now.st_dev == judged->st_dev &&
	       now.st_ino == judged->st_ino && now.st_size == judged->st_size &&
	       now.st_mtim.tv_sec == judged->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == judged->st_mtim.tv_nsec;
}

/*
 * An empty file keeps the name free from others, until the rename replaces it: a link that fails where the name is taken,
 * which would do without it, not every file system has.
 */
static bool reserve(const char *to, sl_problem *problem)
{
	const int descriptor = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	return (descriptor >= 0 && close(descriptor) == 0) ||
	       sl_problem_errno(problem, to, "cannot be created");
}

static bool changed(const char *from, sl_problem *problem)
{
	return sl_problem_say(problem, from, "has changed since it was judged: run triage again");
}

/* Another file came under this name between the look and the rename: back with it, if nothing is there by now. */
static bool put_back(const char *from, const char *to, sl_problem *problem)
{
	if (link(to, from) != 0 || unlink(to) != 0) {
		return sl_problem_errno(problem, to,
		                        "was moved for another file of its name, and cannot go "
		                        "back");
	}
	return changed(from, problem);
}

/* With its name reserved. False: the file is where it was, or the problem says where. */
static bool rename_reserved(const char *from, const char *to, const struct stat *judged,
                            sl_problem *problem)
{
	bool done = is_same(from, judged) || changed(from, problem);

	if (done && rename(from, to) != 0) {
		done = sl_problem_errno(problem, from, "cannot be moved to the quarantine");
	}
	if (!done) {
		unlink(to);
		return false;
	}
	return is_same(to, judged) || put_back(from, to, problem);
}

bool sl_quarantine_move(sl_quarantine *quarantine, sl_arena *arena, sl_triage_file *file,
                        const struct stat *status, bool *broken)
{
	const char *from = sl_path_join(arena, quarantine->folder, file->name);
	const char *as = find_name(quarantine, arena, file->name), *to;
	sl_problem problem, unwritten;
	bool moved;

	if (as == NULL) {
		file->why = "the quarantine holds too many files of this name";
		return false;
	}
	to = sl_path_join(arena, quarantine->path, as);
	if (!sl_journal_write(&quarantine->journal, SL_DEED_BEGIN, file->name, as, file,
	                      &problem)) {
		file->why = sl_arena_copy(arena, problem.text, strlen(problem.text));
		return false;
	}
	moved = reserve(to, &problem) && rename_reserved(from, to, status, &problem);
	if (!moved) {
		file->why = sl_arena_copy(arena, problem.text, strlen(problem.text));
	}
	if (!sync_folders(quarantine, &unwritten) ||
	    !sl_journal_write(&quarantine->journal, moved ? SL_DEED_END : SL_DEED_UNDO, file->name,
	                      as, NULL, &unwritten)) {
		/* The next run sees that it was begun. */
		*broken = true;
		file->why = sl_arena_copy(arena, unwritten.text, strlen(unwritten.text));
	}
	file->moved_to = moved ? as : NULL;
	return moved;
}
