/* The evidence about random content: no proof of redundancy is refuted by any event of a small world. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_gathered.h"
#include "support_random.h"

#define OP(name) CHAN_OPERATOR_##name
#define CASED CHAN_FLAG_CASED
#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { AND = CHAN_WORD_AND, OR = CHAN_WORD_OR, NOT = CHAN_WORD_NOT };

/* --- random content against a small world */

enum { WORLD_TEXTS = 342, WORLD_INPUTS = WORLD_TEXTS + 2, MOST_MASKS = 4096 };

static char world_texts[WORLD_TEXTS][8];
static unsigned world_text_count;

static void make_world(void)
{
	static const char alphabet[] = "abA~";
	unsigned first = 0;

	world_text_count = 1; /* the empty one */
	for (unsigned length = 1; length <= 4; length++) {
		const unsigned end_of_shorter = world_text_count;

		for (; first < end_of_shorter; first++) {
			for (unsigned k = 0; alphabet[k] != '\0'; k++) {
				char *text = world_texts[world_text_count++];

				memcpy(text, world_texts[first], length - 1);
				text[length - 1] = alphabet[k];
				text[length] = '\0';
			}
		}
	}
}

static void random_criterion(gathered *g, uint32_t *seed)
{
	static const char *const texts[] = {"a", "b", "ab", "ba", "aa", "bab", "abb", "bb"};
	static const char *const globs[] = {"a*b", "?a*", "*b?a*", "a?", "*a*b*", "?", "b*b"};
	static const char *const regexes[] = {"^a+b$", "a.b",  "(ab|ba)$", "^[^a]*$", "\\ba",
	                                      "a{2}",  "^b?a", "b\\B",     "^.{2,3}$"};
	static const uint8_t strings[] = {OP(EXACT), OP(PREFIX), OP(SUFFIX), OP(CONTAINS),
	                                  OP(GLOB),  OP(REGEX),  OP(EXISTS), OP(NULL)};
	static const uint8_t numbers[] = {OP(EQ), OP(LT), OP(LE), OP(GT), OP(GE), OP(NULL)};
	static const unsigned fields[] = {IMAGE, IMAGE, IMAGE, COMMAND_LINE, PROCESS_ID};
	const unsigned field = fields[support_random(seed) % COUNT(fields)];
	uint8_t operation = strings[support_random(seed) % COUNT(strings)];
	unsigned values = 1 + support_random(seed) % 2;

	if (field == PROCESS_ID) {
		operation = numbers[support_random(seed) % COUNT(numbers)];
	}
	draft_criterion(&g->d, field, operation,
	                chan_operator_flags(operation) & CASED && support_random(seed) % 2 ? CASED
	                                                                                   : 0);
	for (; values > 0 && chan_operator_value_kind(operation) != CHAN_VALUE_NONE; values--) {
		if (field == PROCESS_ID) {
			draft_integer(&g->d, 1 + support_random(seed) % 4);
		} else if (operation == OP(GLOB)) {
			draft_text(&g->d, globs[support_random(seed) % COUNT(globs)]);
		} else if (operation == OP(REGEX)) {
			draft_text(&g->d, regexes[support_random(seed) % COUNT(regexes)]);
		} else {
			draft_text(&g->d, texts[support_random(seed) % COUNT(texts)]);
		}
	}
}

static void random_template(gathered *g, uint32_t *seed)
{
	const unsigned pushes = 2 + support_random(seed) % 5;
	unsigned depth = 0, pushed = 0, criteria = 0;

	draft_template(&g->d, g->type, 1);
	while (pushed < pushes || depth > 1) {
		const unsigned choice = support_random(seed) % 8;

		if (pushed < pushes && (depth < 2 || choice < 3)) {
			if (criteria > 0 && support_random(seed) % 5 == 0) {
				draft_word(&g->d, support_random(seed) % criteria);
			} else {
				random_criterion(g, seed);
				draft_word(&g->d, criteria++);
			}
			pushed++;
			depth++;
		} else if (choice == 7) {
			draft_word(&g->d, NOT);
		} else if (depth > 1) {
			draft_word(&g->d, choice % 2 ? AND : OR);
			depth--;
		}
	}
}

/* The truths that the criteria of one field can have together in the world, as masks. */
typedef struct masks {
	uint32_t items[MOST_MASKS];
	unsigned count;
} masks;

static void add_mask(masks *m, uint32_t mask)
{
	for (unsigned i = 0; i < m->count; i++) {
		if (m->items[i] == mask) {
			return;
		}
	}
	assert_true(m->count < MOST_MASKS);
	m->items[m->count++] = mask;
}

static chan_input world_input(unsigned field, unsigned index)
{
	static const int64_t numbers[] = {INT64_MIN, 0, 1, 2, 3, 4, 5, INT64_MAX};
	chan_input input = {.kind = index == 0 ? CHAN_INPUT_ABSENT : CHAN_INPUT_NULL};

	if (index >= 2 && field == PROCESS_ID) {
		input.kind = CHAN_INPUT_INTEGER;
		input.integer = numbers[(index - 2) % COUNT(numbers)];
	} else if (index >= 2) {
		const char *value = world_texts[index - 2];

		input.kind = CHAN_INPUT_STRING;
		input.text = chan_cursor_over((const uint8_t *)value, strlen(value));
	}
	return input;
}

static void masks_of_field(const gathered *g, chan_scratch *scratch, unsigned field, masks *out)
{
	out->count = 0;
	for (unsigned i = 0; i < world_text_count + 2; i++) {
		chan_input inputs[4] = {0};
		const chan_inputs event = {inputs, 4};
		uint32_t mask = 0;

		inputs[field] = world_input(field, i);
		for (uint32_t k = 0; k < g->checked.file.header.criterion_count; k++) {
			chan_criterion criterion;
			chan_outcome outcome;

			assert_true(chan_criterion_at(&g->checked.file, k, &criterion));
			if (criterion.field != field) {
				continue;
			}
			assert_true(chan_evaluate_criterion(&g->program.content, scratch, &event, 0,
			                                    k, &outcome));
			mask |= (uint32_t)outcome.matched << k;
		}
		add_mask(out, mask);
	}
}

/* What some event of the world shows: of criteria, that they decide while they hold or fail; and verdicts. */
typedef struct seen {
	uint32_t holding, failing;
	bool verdicts[2];
} seen;

static bool verdict_of(const gathered *g, const chan_template *template, uint32_t mask)
{
	uint8_t truths[32];
	bool verdict;

	for (uint32_t i = 0; i < template->criterion_count; i++) {
		truths[i] = (mask >> i) & 1;
	}
	assert_true(chan_conclude(&g->checked.file, template, truths, template->criterion_count,
	                          &verdict));
	return verdict;
}

static void look(const gathered *g, const chan_template *template, uint32_t mask, seen *out)
{
	const bool verdict = verdict_of(g, template, mask);

	out->verdicts[verdict] = true;
	for (uint32_t i = 0; i < template->criterion_count; i++) {
		const uint32_t bit = UINT32_C(1) << i;

		if (verdict_of(g, template, mask ^ bit) != verdict) {
			*(mask & bit ? &out->holding : &out->failing) |= bit;
		}
	}
}

static void look_at_world(const gathered *g, seen *out)
{
	static masks image, command, process;
	chan_scratch scratch = sl_program_scratch(&g->program);
	chan_template template;

	assert_true(chan_template_at(&g->checked.file, 0, &template));
	masks_of_field(g, &scratch, IMAGE, &image);
	masks_of_field(g, &scratch, COMMAND_LINE, &command);
	masks_of_field(g, &scratch, PROCESS_ID, &process);
	for (unsigned i = 0; i < image.count; i++) {
		for (unsigned k = 0; k < command.count; k++) {
			for (unsigned l = 0; l < process.count; l++) {
				look(g, &template,
				     image.items[i] | command.items[k] | process.items[l], out);
			}
		}
	}
	sl_scratch_free(&scratch);
}

static void test_random(void **state)
{
	uint32_t seed = 2463534242u;
	size_t decided = 0, redundant = 0, constant = 0;

	(void)state;
	make_world();
	for (unsigned round = 0; round < 3000; round++) {
		const uint32_t this_seed = seed;
		seen world = {0};
		gathered g;
		bool refuted = false;

		gathered_begin(&g, "process", 1);
		random_template(&g, &seed);
		gathered_gather(&g);
		look_at_world(&g, &world);
		decided += g.counts.decided;
		redundant += g.counts.redundant;
		if (g.counts.redundant == g.counts.criteria) {
			constant++;
			refuted = world.verdicts[0] && world.verdicts[1] &&
			          g.findings.count < g.counts.criteria;
		}
		for (size_t i = 0; i < g.findings.count; i++) {
			const int64_t about = g.findings.items[i].criterion_index;

			refuted = refuted ||
			          (about >= 0 && ((world.holding & world.failing) >> about) & 1);
		}
		if (refuted || g.counts.unresolved > 0) {
			print_error("round %u, seed %u\n", round, this_seed);
			gathered_show(&g);
		}
		assert_false(refuted);
		assert_int_equal(g.counts.unresolved, 0);
		assert_int_equal(g.findings.errors, 0);
		gathered_end(&g);
	}
	print_message("%zu criteria decided, %zu redundant; %zu templates with one verdict\n",
	              decided, redundant, constant);
	assert_true(decided > 3000 && redundant > 300 && constant > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
