/* Content in memory for the tests of the writer, the dumps and the assembler. */
#ifndef SUPPORT_CONTENT_H
#define SUPPORT_CONTENT_H

#include "author/content.h"

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

/* Writes content that must be right; for sl_buffer_free(). */
void support_write(const sl_content *content, sl_buffer *out);

#endif
