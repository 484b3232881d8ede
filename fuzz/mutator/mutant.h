/*
 * A channel file taken apart: the raw records of each table, in blocks that grow. What works on it may leave
 * strings, numbers and values in any order and of any worth; tidy.h makes a right file of it again.
 *
 * Records and members are read and written with a check of the bounds: past a table there are zeros, and
 * nothing is written. Sizes are in bytes, records are counted from 0, strings from 1 as in the format.
 * A failed allocation sets `exhausted`, and what is put together then is nothing.
 */
#ifndef MUTATOR_MUTANT_H
#define MUTATOR_MUTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chan.h"

typedef struct mutant_block {
	uint8_t *bytes;
	size_t size, capacity;
} mutant_block;

typedef struct mutant {
	mutant_block tables[CHAN_TABLE_COUNT];
	mutant_block spare, other_spare, entries, map; /* of the one who is at work */
	uint64_t random;
	bool exhausted;
	bool past_limits; /* what is over a limit stays so when the rest is made right */
} mutant;

void mutant_end(mutant *m);

/* --- chance: the same after the same seed, everywhere */

void mutant_seed(mutant *m, uint64_t seed);
uint64_t mutant_draw(mutant *m);
size_t mutant_below(mutant *m, size_t bound); /* 0 of 0 */
bool mutant_one_in(mutant *m, size_t n);
/*
 * Two draws in one expression have no order, which compilers then choose: these have one.
 * A number of any size; one bit, or one byte, of so many bytes made another.
 */
uint64_t mutant_number(mutant *m);
void mutant_turn_bit(mutant *m, uint8_t *bytes, size_t size);
void mutant_put_byte(mutant *m, uint8_t *bytes, size_t size);

/* --- the whole */

/* False: the counts of the header and the size do not go together. Bytes past the last table are left out. */
bool mutant_take_apart(mutant *m, const uint8_t *bytes, size_t size);
/* With the counts in the header, but no more: file_size and the checksums are those of the seal. */
bool mutant_put_together(mutant *m, uint8_t *bytes, size_t capacity, size_t *size);
size_t mutant_size(const mutant *m);
/* A small right file, but for its seal, made of nothing. */
void mutant_invent(mutant *m);

/* Where the header states the count of a table. */
size_t mutant_count_at(unsigned table);

/* --- numbers in bytes */

uint64_t mutant_load(const uint8_t *bytes, uint32_t width);
void mutant_store(uint8_t *bytes, uint32_t width, uint64_t number);
/* Makes room for size bytes; false, and exhausted: there is none. */
bool mutant_reserve(mutant *m, mutant_block *block, size_t size);

/* --- records */

uint32_t mutant_count(const mutant *m, unsigned table);
/* NULL past the table. It stays there until a record is put in. */
uint8_t *mutant_record(const mutant *m, unsigned table, size_t record);
uint64_t mutant_get(const mutant *m, unsigned table, size_t record, uint32_t offset,
                    uint32_t width);
void mutant_put(mutant *m, unsigned table, size_t record, uint32_t offset, uint32_t width,
                uint64_t number);
/* Puts in a record of zeros, and returns it; NULL: there is no room. */
uint8_t *mutant_put_in(mutant *m, unsigned table, size_t record);
void mutant_take_out(mutant *m, unsigned table, size_t record);

#define GET(m, TABLE_, record, member)                                                  \
	mutant_get((m), CHAN_TABLE_##TABLE_, (record), CHAN_OFFSET_##TABLE_##_##member, \
	           CHAN_WIDTH_##TABLE_##_##member)
#define PUT(m, TABLE_, record, member, number)                                          \
	mutant_put((m), CHAN_TABLE_##TABLE_, (record), CHAN_OFFSET_##TABLE_##_##member, \
	           CHAN_WIDTH_##TABLE_##_##member, (number))

/* --- runs: which table owns the records of which, and the members that say so */

enum mutant_run {
	RUN_FIELDS,
	RUN_TEMPLATES,
	RUN_CRITERIA,
	RUN_INSTRUCTIONS,
	RUN_VALUES,
	MUTANT_RUNS
};

typedef struct mutant_run_place {
	uint8_t owned, owner;
	uint32_t first, count; /* offsets in the owner's record */
	bool may_be_empty; /* before the tidying */
} mutant_run_place;

extern const mutant_run_place mutant_runs[MUTANT_RUNS];

uint32_t mutant_run_count(const mutant *m, enum mutant_run run, size_t owner);
/* Counted, not taken from first_*. */
uint32_t mutant_run_begin(const mutant *m, enum mutant_run run, size_t owner);
/* The owner of a record; the count of owners: it has none. */
uint32_t mutant_run_owner(const mutant *m, enum mutant_run run, size_t record);
/* At a place in the run of an owner, whose count follows. */
uint8_t *mutant_run_put_in(mutant *m, enum mutant_run run, size_t owner, uint32_t place);
void mutant_run_take_out(mutant *m, enum mutant_run run, size_t owner, uint32_t place);

#endif
