#include "mutator/mutate.h"

#include <stdlib.h>
#include <string.h>

#include "mutator/bytes.h"
#include "mutator/conditions.h"
#include "mutator/edits.h"
#include "mutator/growth.h"
#include "mutator/lies.h"
#include "mutator/seal.h"
#include "mutator/tidy.h"

/* In a thousand: how many results lie, how many are left with a broken seal. */
static const struct {
	size_t lies, broken;
} rates[] = {
	[CHANNEL_VALIDATOR] = {250, 30},
	[CHANNEL_SENSOR] = {30, 5},
};

static const struct {
	void (*make)(mutant *m);
	unsigned weight;
} edits[] = {
	{mutant_edit_header, 2},    {mutant_edit_integer, 3},   {mutant_edit_network, 4},
	{mutant_edit_field, 3},     {mutant_edit_type, 3},      {mutant_edit_string, 14},
	{mutant_edit_template, 3},  {mutant_copy_template, 3},  {mutant_drop_template, 3},
	{mutant_edit_criterion, 8}, {mutant_copy_criterion, 5}, {mutant_drop_criterion, 4},
	{mutant_edit_value, 8},     {mutant_edit_condition, 8},
};
#define EDITS (sizeof edits / sizeof *edits)

static void edit(mutant *m)
{
	size_t i, sum = 0, chosen;

	for (i = 0; i < EDITS; i++)
		sum += edits[i].weight;
	chosen = mutant_below(m, sum);
	for (i = 0; chosen >= edits[i].weight; i++)
		chosen -= edits[i].weight;
	edits[i].make(m);
}

/* Takes the input apart, or now and then nothing; false: it is no such file. */
static bool begin(mutant *m, const uint8_t *data, size_t size)
{
	if (mutant_take_apart(m, data, size))
		return !mutant_one_in(m, 24) && mutant_tidy_runs(m);
	if (!mutant_one_in(m, 3))
		return false;
	mutant_invent(m);
	return !m->exhausted;
}

/* What changes of meaning there are; true: something grew past a limit, which is lie enough. */
static bool change(mutator *u, size_t capacity, const uint8_t *second, size_t second_size,
                   bool lying, channel_account *account)
{
	mutant *m = &u->file;
	/* A lie shows best in a file that is otherwise as it was. */
	size_t count = lying ? mutant_below(m, 3) : 1 + mutant_below(m, 3);
	bool past = false;

	if (second_size && mutant_take_apart(&u->other, second, second_size) &&
	    mutant_tidy_runs(&u->other)) {
		mutant_splice(m, &u->other);
		count = mutant_below(m, 2);
	}
	for (; count; count--)
		edit(m);
	if (mutant_one_in(m, 32)) {
		/* So that nothing but the limit is in the way of what grows. */
		mutant_tidy(m, true);
		past = lying && mutant_one_in(m, 2);
		account->grown = mutant_grow(m, capacity, past) < MUTANT_GROWTHS;
		account->past_limit = past = past && account->grown;
	}
	return past;
}

/* Fewer templates until the file fits; false: it cannot. */
static bool put_within(mutant *m, uint8_t *data, size_t capacity, size_t *size)
{
	size_t tries;

	for (tries = 0; tries < 8; tries++) {
		if (mutant_put_together(m, data, capacity, size))
			return true;
		if (m->exhausted)
			return false;
		mutant_drop_template(m);
		mutant_drop_criterion(m);
		mutant_tidy(m, false);
	}
	return false;
}

static void tell(mutant *m, uint8_t *data, size_t *size, size_t capacity, size_t *stated,
                 channel_account *account)
{
	mutant_liar liar;
	size_t tries;

	if (!mutant_liar_start(&liar, m, data, *size, capacity))
		return;
	for (tries = 0; tries < 16 && account->lie < 0; tries++) {
		const size_t lie = mutant_below(m, MUTANT_LIES);

		if (mutant_lie(&liar, (enum mutant_lie)lie))
			account->lie = (int)lie;
	}
	*size = liar.size;
	*stated = liar.stated;
	/* A lie about a name or a kind is one lie, not two. */
	if (account->lie >= 0 && account->lie != LIE_LAYOUT_HASH)
		mutant_repair_hashes(m, data, *size);
}

/* What cannot be taken apart, and now and then what can: bytes, or a lie more in a file that may lie already. */
static size_t change_as_bytes(mutant *m, uint8_t *data, size_t size, size_t capacity,
                              const uint8_t *second, size_t second_size, channel_account *account)
{
	size_t stated;

	if (second_size)
		size = mutant_cross_bytes(m, data, size, capacity, second, second_size);
	else if (mutant_one_in(m, 2))
		size = mutant_change_bytes(m, data, size, capacity);
	stated = size;
	if (mutant_one_in(m, 2))
		tell(m, data, &size, capacity, &stated, account);
	if (mutant_one_in(m, 2))
		mutant_repair_hashes(m, data, size);
	mutant_seal(data, size, stated);
	return size;
}

static bool shrink(mutant *m, uint8_t *data, size_t *size)
{
	size_t before;

	if (!mutant_take_apart(m, data, *size) || !mutant_runs_fit(m))
		return false;
	before = mutant_size(m);
	switch (mutant_below(m, 3)) {
	case 0:
		mutant_drop_template(m);
		break;
	case 1:
		mutant_drop_criterion(m);
		mutant_tidy_conditions(m); /* its operations have lost a value */
		break;
	default:
		mutant_drop_value(m);
		break;
	}
	mutant_settle_runs(m);
	if (mutant_size(m) >= before || !mutant_put_together(m, data, *size, size))
		return false;
	mutant_seal(data, *size, *size);
	return true;
}

bool mutator_shrink(mutator *u, uint8_t *data, size_t *size, uint64_t seed)
{
	mutant_seed(&u->file, seed);
	return shrink(&u->file, data, size);
}

static size_t run_on_file(mutator *u, uint8_t *data, size_t size, size_t capacity,
                          const uint8_t *second, size_t second_size, channel_account *account)
{
	mutant *m = &u->file;
	const bool lying = mutant_below(m, 1000) < rates[u->profile].lies;
	size_t stated;

	if (mutant_one_in(m, 32) && shrink(m, data, &size))
		return size;
	if (begin(m, data, size)) {
		const bool past = change(u, capacity, second, second_size, lying, account);

		mutant_tidy(m, mutant_one_in(m, 16));
		account->structured = put_within(m, data, capacity, &stated);
		if (account->structured) {
			size = stated;
			if (lying && !past)
				tell(m, data, &size, capacity, &stated, account);
			mutant_seal(data, size, stated);
		}
	}
	if (!account->structured)
		size = change_as_bytes(m, data, size, capacity, second, second_size, account);
	account->broken = mutant_below(m, 1000) < rates[u->profile].broken;
	if (account->broken)
		mutant_break_seal(m, data, size);
	return size;
}

/* Where the file ends that a sensor is run on. */
static size_t file_part(const mutator *u, const uint8_t *data, size_t size)
{
	uint64_t stated;

	if (u->profile != CHANNEL_SENSOR || size < CHAN_SIZE_HEADER)
		return size;
	stated = mutant_load(data + CHAN_OFFSET_HEADER_file_size, 4);
	return stated >= CHAN_SIZE_HEADER && stated < size ? (size_t)stated : size;
}

size_t mutator_run(mutator *u, uint8_t *data, size_t size, size_t capacity, const uint8_t *second,
                   size_t second_size, uint64_t seed, channel_account *account)
{
	const size_t part = file_part(u, data, size), rest = size - part;
	size_t changed;

	*account = (channel_account){.lie = -1};
	mutant_seed(&u->file, seed);
	second_size = file_part(u, second, second_size);
	if (rest == 0)
		return run_on_file(u, data, size, capacity, second, second_size, account);
	if (mutant_one_in(&u->file, 4) || !mutant_reserve(&u->file, &u->tail, rest))
		return part + mutant_change_bytes(&u->file, data + part, rest, capacity - part);
	memcpy(u->tail.bytes, data + part, rest);
	changed = run_on_file(u, data, part, capacity - rest, second, second_size, account);
	memcpy(data + changed, u->tail.bytes, rest);
	return changed + rest;
}

void mutator_end(mutator *u)
{
	mutant_end(&u->file);
	mutant_end(&u->other);
	free(u->tail.bytes);
	memset(u, 0, sizeof *u);
}
