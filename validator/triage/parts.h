/* What the parts of the triage have of each other. */
#ifndef SL_TRIAGE_PARTS_H
#define SL_TRIAGE_PARTS_H

#include <sys/stat.h>

#include "triage/triage.h"

/* --- recalled.c: digests of files that must not run, however sound they are */

typedef struct sl_recalled {
	char (*digests)[65]; /* sorted */
	size_t count, capacity;
} sl_recalled;

/*
 * A line each: 64 hexadecimal digits, and behind a blank whatever follows, as sha256sum writes it; empty lines, and lines
 * that begin with '#'. Anything else is a problem: a list that is half read lets through what is on the other half.
 */
bool sl_recalled_read(const char *path, sl_recalled *out, sl_problem *problem);
void sl_recalled_free(sl_recalled *recalled);
bool sl_recalled_has(const sl_recalled *recalled, const char *sha256);

/* --- judge.c */

/* The verdict on one file of the folder, by out->name. *status tells which file it was that was judged. */
void sl_triage_judge(sl_arena *arena, const char *folder, const sl_recalled *recalled,
                     sl_triage_file *out, struct stat *status);

/* --- journal.c: what was done in a quarantine; a line of JSON each (schema/quarantine-journal.schema.json) */

/* BEGIN is followed by END (the file is in the quarantine) or UNDO (it is where it was). */
enum sl_deed { SL_DEED_BEGIN, SL_DEED_END, SL_DEED_UNDO, SL_DEED_RESTORE };

typedef struct sl_journal_entry {
	enum sl_deed deed;
	const char *file; /* in the folder; the name of a channel file */
	const char *as; /* in the quarantine: that name, a point and a number; of RESTORE NULL */
	uint64_t size; /* of BEGIN */
	uint32_t channel; /* of the name */
} sl_journal_entry;

typedef struct sl_journal {
	int descriptor; /* locked; -1: closed */
	const char *path;
	sl_journal_entry *entries; /* on the heap, their texts in the arena */
	size_t count, capacity;
	size_t unread; /* lines that are none of ours; they stay as they are */
	bool is_torn; /* the last line was not written to its end */
	uint64_t now;
} sl_journal;

bool sl_journal_open(const char *quarantine, uint64_t now, sl_arena *arena, sl_journal *out,
                     sl_problem *problem);
void sl_journal_close(sl_journal *journal);
/* Appends a line, which is on the disk when it returns true. file may be NULL where there is nothing more to say of it. */
bool sl_journal_write(sl_journal *journal, enum sl_deed deed, const char *name, const char *as,
                      const sl_triage_file *file, sl_problem *problem);

/* --- quarantine.c */

typedef struct sl_quarantine {
	const char *folder, *path;
	sl_journal journal;
	bool is_open;
} sl_quarantine;

/*
 * Creates the folder if it is not there, and takes it for this process alone. It must be another than the one that is looked
 * at, and on the same file system, so that one rename moves a file and nothing else happens to it.
 */
bool sl_quarantine_open(const sl_triage_request *request, sl_arena *arena, sl_quarantine *out,
                        sl_problem *problem);
void sl_quarantine_close(sl_quarantine *quarantine);

/* Finishes or undoes what a run that was killed had begun; the number of files that it concerned. False: it could not. */
bool sl_quarantine_resume(sl_quarantine *quarantine, size_t *out, sl_arena *arena,
                          sl_problem *problem);

/* Moves the file that status is of. False: it is where it was, and file->why says why. *broken: not written down. */
bool sl_quarantine_move(sl_quarantine *quarantine, sl_arena *arena, sl_triage_file *file,
                        const struct stat *status, bool *broken);

/* --- restore.c */

/*
 * Puts the newest good file of each of the channels that request->good has into the folder. quarantine is where that is written
 * down.
 */
void sl_triage_restore(sl_triage *triage, const sl_recalled *recalled, sl_quarantine *quarantine);

/* --- triage.c */

void sl_triage_notice(sl_triage *triage, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
