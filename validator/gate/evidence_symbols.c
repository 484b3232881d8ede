/* The bytes that matchers tell apart: all others of the same set lead to the same. */
#include "gate/evidence_symbols.h"

#include <string.h>

/* Splits every class of bytes into those that are in the set and those that are not. */
static void split_classes(uint8_t classes[256], uint32_t *count, const uint32_t set[8])
{
	uint16_t total[256] = {0}, inside[256] = {0};
	uint8_t moved[256] = {0};

	for (unsigned i = 0; i < 256; i++) {
		total[classes[i]]++;
		inside[classes[i]] =
			(uint16_t)(inside[classes[i]] + ((set[i / 32] >> (i % 32)) & 1));
	}
	for (unsigned i = 0; i < 256; i++) {
		const uint8_t old = classes[i];

		if (!((set[i / 32] >> (i % 32)) & 1) || inside[old] == total[old]) {
			continue;
		}
		if (moved[old] == 0) {
			moved[old] = (uint8_t)(*count)++;
		}
		classes[i] = moved[old];
	}
}

static void add_byte(uint32_t set[8], unsigned byte)
{
	set[byte / 32] |= UINT32_C(1) << (byte % 32);
}

static void split_by_context(uint8_t classes[256], uint32_t *count)
{
	uint32_t words[8] = {0}, line[8] = {0}, continuations[8] = {0};

	for (unsigned i = 0; i < 256; i++) {
		if (sl_before_of((uint8_t)i) == SL_BEFORE_WORD) {
			add_byte(words, i);
		}
	}
	add_byte(line, '\n');
	continuations[4] = continuations[5] = UINT32_MAX;
	split_classes(classes, count, words);
	split_classes(classes, count, line);
	split_classes(classes, count, continuations);
}

/* Letters and digits make texts that people can read; control bytes only where nothing else will do. */
static unsigned pleasantness(unsigned byte)
{
	if (byte >= 'a' && byte <= 'z') {
		return 4;
	}
	if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z')) {
		return 3;
	}
	if (byte > ' ' && byte < 0x7f) {
		return byte == '~' ? 3 : 2;
	}
	return byte == ' ';
}

static void choose_symbols(const uint8_t classes[256], uint32_t count, sl_symbols *out)
{
	uint16_t best[256];

	memset(best, 0xff, sizeof best);
	for (unsigned i = 0; i < 256; i++) {
		uint16_t *one = &best[classes[i]];

		if (*one == 0xffff || pleasantness(i) > pleasantness(*one)) {
			*one = (uint16_t)i;
		}
	}
	out->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		out->bytes[out->count++] = (uint8_t)best[i];
	}
}

void sl_find_symbols(const sl_goal *goals, uint32_t goal_count, sl_symbols *out)
{
	uint8_t classes[256] = {0};
	uint32_t count = 1, singles[8] = {0}, letters[8] = {0};
	bool context = false;

	for (uint32_t i = 0; i < goal_count; i++) {
		const sl_matcher *matcher = goals[i].matcher;

		context = context || matcher->looks_ahead || matcher->looks_back;
		for (uint32_t k = 0; k < matcher->class_count; k++) {
			split_classes(classes, &count, matcher->classes[k].words);
		}
		for (uint32_t k = 0; k < matcher->count; k++) {
			if (matcher->steps[k].opcode == CHAN_REGEX_BYTE) {
				add_byte(singles, matcher->steps[k].byte);
			} else if (matcher->steps[k].opcode == CHAN_REGEX_LETTER) {
				add_byte(letters, matcher->steps[k].byte);
			}
		}
	}
	for (unsigned i = 0; i < 256; i++) {
		uint32_t set[8] = {0};

		if ((letters[i / 32] >> (i % 32)) & 1) {
			add_byte(set, i);
			add_byte(set, i & ~0x20u);
			split_classes(classes, &count, set);
		}
		if ((singles[i / 32] >> (i % 32)) & 1) {
			memset(set, 0, sizeof set);
			add_byte(set, i);
			split_classes(classes, &count, set);
		}
	}
	if (context) {
		split_by_context(classes, &count);
	}
	choose_symbols(classes, count, out);
}
