/*
 * Channel files for the comparison with the second implementation, by the mutator of fuzz/: right ones, spliced ones, ones
 * that lie in one place, ones with bytes changed; sealed, mostly. The same seed writes the same bytes.
 *
 *	mutants SEED COUNT   writes COUNT records: a 32-bit little-endian length and as many bytes
 *
 * What was made stands on standard error, a line each: "lie VALUE_INDEX 203". Exit: 0 written, 1 not, 2 wrong usage.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_mutator.h"
#include "support_seeds.h"

enum { LARGE = 1 << 20, LARGE_ONE_IN = 512, STOCK = 256, MOST_BYTES = 4 };

/*
 * Right files to begin with, and behind them what was made of them and is right too, so that changes add up. Every other
 * draw is of the former, for the latter grow.
 */
typedef struct stock {
	sl_buffer files[STOCK];
	size_t first, count;
} stock;

typedef struct tally {
	uint64_t right, spliced, broken, past_limits, changed, large;
	uint64_t lies[MUTANT_LIES];
} tally;

typedef struct maker {
	stock stock;
	tally tally;
	mutant chance; /* for its numbers alone */
	uint8_t *bytes;
} maker;

static void add_file(const char *name, const uint8_t *bytes, size_t size, void *context)
{
	stock *s = context;

	(void)name;
	assert_true(s->count < STOCK);
	sl_buffer_append(&s->files[s->count], bytes, size);
	s->count++;
}

static void fill(stock *s)
{
	sl_buffer sample = {0};
	size_t i;

	for (i = 0; i < CONTENTS; i++) {
		mutator_sample(i, &sample);
		add_file(NULL, sample.bytes, sample.length, s);
		sl_buffer_clear(&sample);
	}
	sl_buffer_free(&sample);
	support_seeds(add_file, s);
	s->first = s->count;
	for (i = 0; i < s->first; i++)
		add_file(NULL, s->files[i].bytes, s->files[i].length, s);
}

static const sl_buffer *draw_file(maker *m)
{
	return &m->stock.files[mutant_below(&m->chance, m->stock.count)];
}

static void keep(maker *m, size_t size)
{
	const size_t first = m->stock.first;
	sl_buffer *place =
		&m->stock.files[first + mutant_below(&m->chance, m->stock.count - first)];

	sl_buffer_clear(place);
	sl_buffer_append(place, m->bytes, size);
}

static void count(maker *m, size_t size, const channel_account *account)
{
	tally *t = &m->tally;
	const bool is_right =
		account->structured && account->lie < 0 && !account->broken && !account->past_limit;

	t->right += is_right;
	t->broken += account->broken;
	t->past_limits += account->past_limit;
	if (account->lie >= 0)
		t->lies[account->lie]++;
	if (is_right && size <= CAPACITY / 2)
		keep(m, size);
}

/* A few bytes anywhere, and the seal, mostly, that goes with them. */
static size_t change_bytes(maker *m, const sl_buffer *file)
{
	size_t changes = 1 + mutant_below(&m->chance, MOST_BYTES);

	memcpy(m->bytes, file->bytes, file->length);
	for (; changes > 0; changes--)
		mutant_put_byte(&m->chance, m->bytes, file->length);
	channel_repair(m->bytes, file->length, mutant_draw(&m->chance));
	m->tally.changed++;
	return file->length;
}

static size_t make(maker *m)
{
	const bool is_large = mutant_one_in(&m->chance, LARGE_ONE_IN);
	const size_t capacity = is_large ? LARGE : CAPACITY;
	const sl_buffer *file = draw_file(m), *other;
	channel_account account;
	size_t size;

	m->tally.large += is_large;
	switch (mutant_below(&m->chance, 4)) {
	case 0:
		return change_bytes(m, file);
	case 1:
		other = draw_file(m);
		size = channel_cross(CHANNEL_VALIDATOR, file->bytes, file->length, other->bytes,
		                     other->length, m->bytes, capacity, mutant_draw(&m->chance),
		                     &account);
		m->tally.spliced++;
		break;
	default:
		memcpy(m->bytes, file->bytes, file->length);
		size = channel_mutate(CHANNEL_VALIDATOR, m->bytes, file->length, capacity,
		                      mutant_draw(&m->chance), &account);
		break;
	}
	count(m, size, &account);
	return size;
}

static bool write_record(const uint8_t *bytes, size_t size)
{
	uint8_t head[4];

	mutant_store(head, 4, size);
	return fwrite(head, 1, 4, stdout) == 4 && fwrite(bytes, 1, size, stdout) == size;
}

static void print_tally(const tally *t)
{
	unsigned i;

	fprintf(stderr, "right %" PRIu64 "\nspliced %" PRIu64 "\nchanged %" PRIu64 "\n", t->right,
	        t->spliced, t->changed);
	fprintf(stderr, "broken-seal %" PRIu64 "\npast-limits %" PRIu64 "\nlarge %" PRIu64 "\n",
	        t->broken, t->past_limits, t->large);
	for (i = 0; i < MUTANT_LIES; i++)
		fprintf(stderr, "lie %s %" PRIu64 "\n", mutant_lie_name(i), t->lies[i]);
}

static bool read_number(const char *text, uint64_t *out)
{
	char *end;

	*out = strtoull(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0';
}

int main(int argc, char **argv)
{
	static maker m;
	uint64_t seed, i, records;
	bool is_written = true;
	size_t size;

	if (argc != 3 || !read_number(argv[1], &seed) || !read_number(argv[2], &records)) {
		fputs("usage: mutants SEED COUNT >RECORDS\n", stderr);
		return 2;
	}
	m.bytes = malloc(LARGE);
	assert_non_null(m.bytes);
	fill(&m.stock);
	mutant_seed(&m.chance, seed);
	for (i = 0; i < records && is_written; i++) {
		size = make(&m);
		is_written = write_record(m.bytes, size);
	}
	for (i = 0; i < m.stock.count; i++)
		sl_buffer_free(&m.stock.files[i]);
	free(m.bytes);
	if (!is_written || fflush(stdout) != 0) {
		perror("mutants: writing");
		return 1;
	}
	print_tally(&m.tally);
	return 0;
}
