#include "mutator/conditions.h"

#include <string.h>

static const uint16_t opcodes[] = {CHAN_WORD_AND, CHAN_WORD_OR, CHAN_WORD_NOT};

static uint32_t words_of(const mutant *m, uint32_t template)
{
	return mutant_run_count(m, RUN_INSTRUCTIONS, template);
}

static void put_word_in(mutant *m, uint32_t template, uint32_t place, uint16_t word)
{
	uint8_t *bytes = mutant_run_put_in(m, RUN_INSTRUCTIONS, template, place);

	if (bytes)
		mutant_store(bytes, CHAN_SIZE_INSTRUCTION, word);
}

static uint16_t any_word(mutant *m, uint32_t template)
{
	if (mutant_one_in(m, 2))
		return opcodes[mutant_below(m, 3)];
	return (uint16_t)mutant_below(m, mutant_run_count(m, RUN_CRITERIA, template));
}

void mutant_change_condition(mutant *m, uint32_t template)
{
	const uint32_t begin = mutant_run_begin(m, RUN_INSTRUCTIONS, template);
	const uint32_t count = words_of(m, template), place = (uint32_t)mutant_below(m, count);
	const uint32_t other = (uint32_t)mutant_below(m, count);
	const uint64_t word = GET(m, INSTRUCTION, begin + place, word);

	switch (mutant_below(m, 6)) {
	case 0: /* and becomes or */
		if (word >= CHAN_PUSH_LIMIT)
			PUT(m, INSTRUCTION, begin + place, word, opcodes[mutant_below(m, 2)]);
		break;
	case 1:
		PUT(m, INSTRUCTION, begin + place, word, any_word(m, template));
		break;
	case 2:
		mutant_run_take_out(m, RUN_INSTRUCTIONS, template, place);
		break;
	case 3:
		put_word_in(m, template, place, any_word(m, template));
		break;
	case 4: /* two words change places */
		PUT(m, INSTRUCTION, begin + place, word, GET(m, INSTRUCTION, begin + other, word));
		PUT(m, INSTRUCTION, begin + other, word, word);
		break;
	default:
		put_word_in(m, template, place + 1, CHAN_WORD_NOT);
		break;
	}
}

void mutant_deepen_condition(mutant *m, uint32_t template, uint32_t depth)
{
	const size_t criteria = mutant_run_count(m, RUN_CRITERIA, template);
	uint32_t i;

	/* Before all that is there: the pushes stay on the stack until the last words join them. */
	for (i = 1; i < depth; i++)
		put_word_in(m, template, 0, (uint16_t)mutant_below(m, criteria));
	for (i = 1; i < depth; i++)
		put_word_in(m, template, words_of(m, template), opcodes[mutant_below(m, 2)]);
}

void mutant_condition_gains(mutant *m, uint32_t template, uint32_t place)
{
	const uint32_t begin = mutant_run_begin(m, RUN_INSTRUCTIONS, template);
	uint32_t i;

	for (i = 0; i < words_of(m, template); i++) {
		const uint64_t word = GET(m, INSTRUCTION, begin + i, word);

		if (word < CHAN_PUSH_LIMIT && word >= place)
			PUT(m, INSTRUCTION, begin + i, word, word + 1);
	}
	put_word_in(m, template, words_of(m, template), (uint16_t)place);
	put_word_in(m, template, words_of(m, template), opcodes[mutant_below(m, 2)]);
}

void mutant_condition_loses(mutant *m, uint32_t template, uint32_t place)
{
	const uint32_t begin = mutant_run_begin(m, RUN_INSTRUCTIONS, template);
	uint32_t i;

	for (i = words_of(m, template); i > 0; i--) {
		const uint64_t word = GET(m, INSTRUCTION, begin + i - 1, word);

		if (word == place)
			mutant_run_take_out(m, RUN_INSTRUCTIONS, template, i - 1);
		else if (word < CHAN_PUSH_LIMIT && word > place)
			PUT(m, INSTRUCTION, begin + i - 1, word, word - 1);
	}
}

/* --- tidying */

/* A program that is being written anew, and the machine that would run it. */
typedef struct program {
	mutant *m;
	mutant_block *words;
	uint32_t criteria; /* of the template */
	uint32_t seen; /* criteria pushed so far */
	uint32_t depth;
	bool deep; /* the limit of the depth does not count */
} program;

static void write_word(program *p, uint16_t word)
{
	if (!mutant_reserve(p->m, p->words, p->words->size + CHAN_SIZE_INSTRUCTION))
		return;
	mutant_store(p->words->bytes + p->words->size, CHAN_SIZE_INSTRUCTION, word);
	p->words->size += CHAN_SIZE_INSTRUCTION;
}

static void write_push(program *p, uint32_t criterion)
{
	/* The words to come need room for one value, or this one is joined with the value before it. */
	const bool full = !p->deep && p->depth == CHAN_MAX_DEPTH;

	if (criterion > p->seen)
		criterion = p->seen;
	if (criterion == p->seen)
		p->seen++;
	if (full)
		write_word(p, CHAN_WORD_AND);
	write_word(p, (uint16_t)criterion);
	if (!full)
		p->depth++;
}

static void write_any(program *p, uint64_t word)
{
	const uint32_t taken = word == CHAN_WORD_NOT ? 1 : 2;

	if (word < CHAN_PUSH_LIMIT) {
		write_push(p, (uint32_t)(word % p->criteria));
	} else if ((word == CHAN_WORD_AND || word == CHAN_WORD_OR || word == CHAN_WORD_NOT) &&
	           p->depth >= taken) {
		write_word(p, (uint16_t)word);
		p->depth -= taken - 1;
	}
}

static void write_end(program *p)
{
	while (p->seen < p->criteria) {
		write_push(p, p->seen);
		if (p->depth > 1) {
			write_word(p, p->seen % 2 ? CHAN_WORD_AND : CHAN_WORD_OR);
			p->depth--;
		}
	}
	for (; p->depth > 1; p->depth--)
		write_word(p, CHAN_WORD_AND);
}

/* Whether the words are a right program as they are: nearly all are. */
static bool is_right(const mutant *m, uint32_t begin, uint32_t count, uint32_t criteria)
{
	uint32_t depth = 0, seen = 0, i;

	for (i = 0; i < count; i++) {
		const uint64_t word = GET(m, INSTRUCTION, begin + i, word);
		const uint32_t taken = word == CHAN_WORD_NOT ? 1 : 2;

		if (word < CHAN_PUSH_LIMIT) {
			if (word >= criteria || word > seen)
				return false;
			seen += word == seen;
			depth++;
		} else if ((word != CHAN_WORD_AND && word != CHAN_WORD_OR &&
		            word != CHAN_WORD_NOT) ||
		           depth < taken) {
			return false;
		} else {
			depth -= taken - 1;
		}
		if (depth > CHAN_MAX_DEPTH && !m->past_limits)
			return false;
	}
	return depth == 1 && seen == criteria;
}

static void copy_words(mutant *m, mutant_block *to, uint32_t begin, uint32_t count)
{
	const size_t length = (size_t)count * CHAN_SIZE_INSTRUCTION;
	const uint8_t *from = mutant_record(m, CHAN_TABLE_INSTRUCTION, begin);

	if (!from || !mutant_reserve(m, to, to->size + length))
		return;
	memcpy(to->bytes + to->size, from, length);
	to->size += length;
}

void mutant_tidy_conditions(mutant *m)
{
	mutant_block *out = &m->other_spare, old;
	uint32_t template, begin = 0, i;

	out->size = 0;
	if (!mutant_reserve(m, out, 1))
		return;
	for (template = 0; template <mutant_count(m, CHAN_TABLE_TEMPLATE); template ++) {
		const uint32_t criteria = mutant_run_count(m, RUN_CRITERIA, template);
		const uint32_t count = words_of(m, template);
		const size_t at = out->size;
		program p = {m, out, criteria ? criteria : 1, 0, 0, m->past_limits};

		if (is_right(m, begin, count, criteria) &&
		    (count <= CHAN_MAX_INSTRUCTIONS || m->past_limits)) {
			copy_words(m, out, begin, count);
		} else {
			for (i = 0; i < count && i < CHAN_MAX_INSTRUCTIONS / 2; i++)
				write_any(&p, GET(m, INSTRUCTION, begin + i, word));
			write_end(&p);
		}
		begin += count;
		PUT(m, TEMPLATE, template, instruction_count,
		    (out->size - at) / CHAN_SIZE_INSTRUCTION);
	}
	old = m->tables[CHAN_TABLE_INSTRUCTION];
	m->tables[CHAN_TABLE_INSTRUCTION] = *out;
	*out = old;
}
