/* One record at a time: between manifest_record.c, which gathers them, manifest_record_read.c and manifest_record_words.c. */
#ifndef SL_MODEL_MANIFEST_RECORD_PARTS_H
#define SL_MODEL_MANIFEST_RECORD_PARTS_H

#include "base/file.h"
#include "base/text.h"
#include "model/fleet.h"

/* A record as it stands in the binary. */
typedef struct sl_record {
	sl_text text; /* in the binary's bytes; printable ASCII */
	uint64_t start; /* of it in the file */
} sl_record;

/* Where the records come from, and where what is read from them and what is wrong with them go. */
typedef struct sl_record_reader {
	const char *path; /* in the arena */
	sl_arena *arena;
	sl_problem *why;
} sl_record_reader;

/* What a record of a type says. */
typedef struct sl_record_type {
	sl_record record;
	uint32_t id;
	sl_input input;
} sl_record_type;

enum sl_record_kind { SL_RECORD_OTHER, SL_RECORD_TYPE, SL_RECORD_BUILD, SL_RECORD_ENGINE };

/* By its first two words: its kind and version 1 of that. SL_RECORD_OTHER: *why says what it is. */
enum sl_record_kind sl_record_kind_of(const sl_record_reader *reader, const sl_record *record);

/* Each is strict: nothing is in a record but what SENSOR.md says. False: *why says what is wrong, and where. */
bool sl_record_read_type(const sl_record_reader *reader, const sl_record *record,
                         sl_record_type *out);
bool sl_record_read_build(const sl_record_reader *reader, const sl_record *record, sl_build *out);
bool sl_record_read_engine(const sl_record_reader *reader, const sl_record *record, sl_build *out);

/* "PATH: the record at byte N (\"sluice-type 1 ipc ...\"): " and the words. Returns false. */
bool sl_record_fault(const sl_record_reader *reader, const sl_record *record, const char *format,
                     ...) __attribute__((format(printf, 3, 4)));

/* The words of a record, one after the other. */
typedef struct sl_record_words {
	const sl_record_reader *reader;
	const sl_record *record;
	size_t place; /* of the next word */
} sl_record_words;

/*
 * Each takes the next word, and returns false if it is not what is asked for: *why says so. what and key are for that too.
 */
bool sl_record_next_word(sl_record_words *from, const char *what, sl_text *out); /* not empty */
bool sl_record_next_value(sl_record_words *from, const char *key,
                          sl_text *out); /* of "KEY=VALUE" */
/* Decimal without a zero in front, from 1 to most. */
bool sl_record_next_number(sl_record_words *from, const char *key, uint64_t most, uint64_t *out);
/* A literal of C, from 1 to most; where most is INT64_MAX, UINT64_MAX is one as well. */
bool sl_record_next_limit(sl_record_words *from, const char *key, uint64_t most, uint64_t *out);

/* The name that the text stands for, in the arena: 1 to CHAN_MAX_NAME bytes of UTF-8 without control characters. */
bool sl_record_read_name(const sl_record_words *from, sl_text text, const char *what,
                         const char **out);
bool sl_record_at_end(const sl_record_words *from);
const char *sl_record_shown(const sl_record_words *from, sl_text text); /* for messages, short */

#endif
