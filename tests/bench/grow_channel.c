/*
 * Makes a large channel file from a small one: its templates again and again, under new ids and with new texts, until
 * the size is reached. So a benchmark's 50 MB have the shape of real content, and no pattern is a copy of another.
 *
 *   grow_channel FROM.chan BYTES TO.chan
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/content.h"

/* A text that no other round has: its number goes behind the text, so order and lengths stay real. */
static sl_text vary(sl_arena *arena, sl_text text, uint32_t round)
{
	char *varied = sl_arena_printf(arena, "%.*s %u", (int)text.length, text.bytes, round);
	return (sl_text){varied, strlen(varied)};
}

static bool can_vary(uint8_t operation)
{
	return operation == CHAN_OPERATOR_EXACT || operation == CHAN_OPERATOR_PREFIX ||
	       operation == CHAN_OPERATOR_SUFFIX || operation == CHAN_OPERATOR_CONTAINS;
}

static sl_template grow_template(sl_arena *arena, const sl_template *from, uint32_t round)
{
	sl_template grown = *from;
	grown.title = vary(arena, from->title, round);
	for (int i = 0; i < 4; i++) {
		grown.uuid[i] = (uint8_t)(from->uuid[i] + (round >> (8 * (3 - i))));
	}
	grown.criteria = sl_arena_alloc(arena, from->criterion_count, sizeof *grown.criteria);
	for (uint32_t i = 0; i < from->criterion_count; i++) {
		sl_criterion *criterion = &grown.criteria[i];
		*criterion = from->criteria[i];
		if (!can_vary(criterion->operation)) {
			continue;
		}
		criterion->values =
			sl_arena_alloc(arena, criterion->value_count, sizeof *criterion->values);
		for (uint32_t k = 0; k < criterion->value_count; k++) {
			criterion->values[k].text =
				vary(arena, from->criteria[i].values[k].text, round);
		}
	}
	return grown;
}

static bool grow(const sl_content *from, uint32_t rounds, sl_arena *arena, sl_buffer *out)
{
	sl_content content = *from;
	sl_findings findings;
	sl_findings_start(&findings);
	content.template_count = from->template_count * rounds;
	content.templates =
		sl_arena_alloc(arena, content.template_count, sizeof *content.templates);
	for (uint32_t round = 0; round < rounds; round++) {
		for (uint32_t i = 0; i < from->template_count; i++) {
			content.templates[round * from->template_count + i] =
				round == 0 ? from->templates[i]
					   : grow_template(arena, &from->templates[i], round);
		}
	}
	bool written = sl_content_write(&content, arena, out, NULL, &findings);
	if (!written) {
		fprintf(stderr, "grow_channel: CH%04u %s\n", findings.items[0].rule,
		        findings.items[0].detail != NULL ? findings.items[0].detail : "");
	}
	sl_findings_free(&findings);
	return written;
}

int main(int count, char **words)
{
	sl_buffer bytes = {0}, grown = {0};
	sl_problem problem;
	sl_arena arena;
	chan_file file;
	chan_finding fault;
	sl_content content;
	if (count != 4) {
		fprintf(stderr, "usage: grow_channel FROM.chan BYTES TO.chan\n");
		return 2;
	}
	if (!sl_file_read(words[1], CHAN_MAX_FILE_SIZE, &bytes, &problem)) {
		fprintf(stderr, "grow_channel: %s\n", problem.text);
		return 2;
	}
	if (!chan_open(bytes.bytes, bytes.length, &file, &fault)) {
		fprintf(stderr, "grow_channel: %s: CH%u\n", words[1], fault.rule);
		return 1;
	}
	unsigned long wanted = strtoul(words[2], NULL, 10);
	sl_arena_start(&arena);
	sl_content_read(&file, bytes.bytes, &arena, &content);
	bool done = grow(&content, (uint32_t)(wanted / bytes.length + 1), &arena, &grown) &&
	            sl_file_write(words[3], grown.bytes, grown.length, &problem);
	sl_arena_free(&arena);
	sl_buffer_free(&grown);
	sl_buffer_free(&bytes);
	return done ? 0 : 1;
}
