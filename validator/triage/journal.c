/*
 * The journal of a quarantine. A line says what will be done before it is done, and a second one that it is: whatever ends
 * the tool between them, the next run knows what to look at.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "author/content.h"
#include "base/json_write.h"
#include "base/moment.h"
#include "base/problem.h"
#include "triage/parts.h"

enum { LARGEST_JOURNAL = 64 << 20 /* bytes */ };

static const char *const words[] = {[SL_DEED_BEGIN] = "begin",
                                    [SL_DEED_END] = "end",
                                    [SL_DEED_UNDO] = "undo",
                                    [SL_DEED_RESTORE] = "restore"};
enum { WORDS = sizeof words / sizeof *words };

/* --- reading: of a line no more than what the writer puts first, and nothing that it would not have written */

static bool take(const char **at, const char *end, const char *wanted)
{
	const size_t length = strlen(wanted);

	if ((size_t)(end - *at) < length || memcmp(*at, wanted, length) != 0) {
		return false;
	}
	*at += length;
	return true;
}

/* What stands before the next quote. */
static const char *take_word(const char **at, const char *end, sl_arena *arena)
{
	const char *start = *at, *quote = memchr(start, '"', (size_t)(end - start));

	if (quote == NULL) {
		return NULL;
	}
	*at = quote + 1;
	return sl_arena_copy(arena, start, (size_t)(quote - start));
}

static bool take_number(const char **at, const char *end, uint64_t *out)
{
	const char *start = *at;

	while (*at < end && **at >= '0' && **at <= '9') {
		(*at)++;
	}
	return sl_text_to_u64((sl_text){start, (size_t)(*at - start)}, out);
}

/* The name in a folder of ours: that of the channel file, a point, and a number. */
static bool is_name_in_quarantine(const char *as, const char *file)
{
	const size_t length = strlen(file);
	uint64_t number;

	return strncmp(as, file, length) == 0 && as[length] == '.' &&
	       sl_text_to_u64(sl_text_of(as + length + 1), &number);
}

static bool read_entry(const char *at, const char *end, sl_arena *arena, sl_journal_entry *out)
{
	uint64_t version;

	*out = (sl_journal_entry){0};
	if (!take(&at, end, "{\"did\":\"")) {
		return false;
	}
	for (out->deed = SL_DEED_BEGIN; !take(&at, end, words[out->deed]); out->deed++) {
		if (out->deed + 1 == WORDS) {
			return false;
		}
	}
	if (!take(&at, end, "\",\"file\":\"") || (out->file = take_word(&at, end, arena)) == NULL ||
	    !sl_channel_file_name_read(out->file, &out->channel, &version)) {
		return false;
	}
	if (out->deed == SL_DEED_RESTORE) {
		return true;
	}
	return take(&at, end, ",\"as\":\"") && (out->as = take_word(&at, end, arena)) != NULL &&
	       is_name_in_quarantine(out->as, out->file) &&
	       (out->deed != SL_DEED_BEGIN ||
	        (take(&at, end, ",\"size\":") && take_number(&at, end, &out->size)));
}

static void read_entries(const sl_buffer *text, sl_arena *arena, sl_journal *journal)
{
	const char *at = (const char *)text->bytes, *all = at + text->length;

	while (at < all) {
		const char *end = memchr(at, '\n', (size_t)(all - at));
		sl_journal_entry entry;

		if (end == NULL) {
			journal->is_torn = true;
			return;
		}
		if (read_entry(at, end, arena, &entry)) {
			journal->entries = sl_grow(journal->entries, &journal->capacity,
			                           journal->count + 1, sizeof entry);
			journal->entries[journal->count++] = entry;
		} else {
			journal->unread++;
		}
		at = end + 1;
	}
}

bool sl_journal_open(const char *quarantine, uint64_t now, sl_arena *arena, sl_journal *out,
                     sl_problem *problem)
{
	struct stat status;
	sl_buffer text = {0};
	bool read;

	*out = (sl_journal){.path = sl_path_join(arena, quarantine, "journal.ndjson"), .now = now};
	out->descriptor = open(
		out->path,
		O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644);
	if (out->descriptor < 0 || fstat(out->descriptor, &status) != 0) {
		return sl_problem_errno(problem, out->path, "cannot open the journal");
	}
	if (!S_ISREG(status.st_mode)) {
		return sl_problem_say(problem, out->path, "cannot be the journal: it is %s",
		                      sl_file_kind_name(status.st_mode));
	}
	if (flock(out->descriptor, LOCK_EX | LOCK_NB) != 0) {
		return errno == EWOULDBLOCK
		               ? sl_problem_say(problem, quarantine,
		                                "another triage is at work in this quarantine")
		               : sl_problem_errno(problem, out->path, "cannot lock the journal");
	}
	read = sl_file_read(out->path, LARGEST_JOURNAL, &text, problem);
	if (read) {
		read_entries(&text, arena, out);
	}
	sl_buffer_free(&text);
	return read;
}

void sl_journal_close(sl_journal *journal)
{
	if (journal->descriptor >= 0) {
		close(journal->descriptor);
	}
	journal->descriptor = -1;
	free(journal->entries);
	journal->entries = NULL;
	journal->count = 0;
}

/* --- writing */

static void write_entry(const sl_journal *journal, enum sl_deed deed, const char *name,
                        const char *as, const sl_triage_file *file, sl_buffer *out)
{
	char moment[24];

	sl_buffer_byte(out, '{');
	sl_member_text(out, "did", words[deed]);
	sl_member_text(out, "file", name);
	if (as != NULL) {
		sl_member_text(out, "as", as);
	}
	if (file != NULL) {
		sl_member_number(out, "size", file->size);
		if (file->sha256[0] != '\0') {
			sl_member_text(out, "sha256", file->sha256);
		}
		if (file->state == SL_TRIAGE_REJECTED) {
			sl_member_key(out, "rule");
			sl_buffer_printf(out, "\"CH%04u\"", (unsigned)file->finding.rule);
		}
	}
	sl_moment_write(journal->now, moment);
	sl_member_text(out, "at", moment);
	sl_buffer_text(out, "}\n");
}

bool sl_journal_write(sl_journal *journal, enum sl_deed deed, const char *name, const char *as,
                      const sl_triage_file *file, sl_problem *problem)
{
	sl_buffer line = {0};
	bool written;

	if (journal->is_torn) {
		sl_buffer_byte(&line, '\n');
	}
	write_entry(journal, deed, name, as, file, &line);
	written = sl_descriptor_write(journal->descriptor, line.bytes, line.length) ||
	          sl_problem_errno(problem, journal->path, "cannot write the journal");
	/* What was written of it stands there all the same. */
	journal->is_torn = !written;
	sl_buffer_free(&line);
	return written;
}
