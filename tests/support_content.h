/* Content in memory for the tests of the writer, the dumps and the assembler. */
#ifndef SUPPORT_CONTENT_H
#define SUPPORT_CONTENT_H

#include "author/content.h"

/* What most tests of content need, made and released around each. */
typedef struct fixture {
	sl_arena arena;
	sl_findings findings;
	sl_content content;
	sl_buffer bytes, text;
	chan_file file;
	sl_source_map map;
} fixture;

int support_begin(void **state);
int support_end(void **state);

/* Criteria; everything they point to is in the arena or is the caller's. */
sl_criterion support_bare(uint16_t field, uint8_t operation);
sl_criterion support_texts(sl_arena *arena, uint16_t field, uint8_t operation, uint8_t flags,
                           size_t count, const char *const *texts);
sl_criterion support_integers(sl_arena *arena, uint16_t field, uint8_t operation, size_t count,
                              const int64_t *integers);

/* A template with an id of these 16 equal bytes; its source is the line of that number in rules/N.yml. */
sl_template support_template_of(sl_arena *arena, uint8_t number, uint32_t type, const char *title);
/* Appends; the criterion's source is the next line after the template's. Returns its number. */
uint16_t support_add_criterion(sl_arena *arena, sl_template *template, sl_criterion criterion);
void support_add_word(sl_arena *arena, sl_template *template, uint16_t word);

/*
 * Content that uses everything once and is canonical in nothing: three types of which one is unused, three
 * templates, every operator, odd strings, repetitions, equal criteria; everything out of order.
 */
void support_content_sample(sl_arena *arena, sl_content *out);
/* One type with the fields Text, Number and Address and one template: Text exact "a". */
void support_content_small(sl_arena *arena, sl_content *out);

/* A second type with that id, and a second template, at line 9, for it. */
void support_two_types(sl_arena *arena, sl_content *content, uint32_t id);

/* Writes the content of the fixture over a map of junk, as sl_content_write() does; with must, it goes without a finding. */
bool support_try_write(fixture *f);
void support_must_write(fixture *f);
/* Fails unless the two are equal, from both sides. */
void support_must_equal(fixture *f, const sl_content *a, const sl_content *b);

/* Writes content that must be right; for sl_buffer_free(). */
void support_write(const sl_content *content, sl_buffer *out);

#endif
