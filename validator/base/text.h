/* Text with a length: may hold any bytes, NUL included. Not owned; a zeroed one is empty. */
#ifndef SL_BASE_TEXT_H
#define SL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

typedef struct sl_text {
	const char *bytes;
	size_t length;
} sl_text;

sl_text sl_text_of(const char *terminated);
bool sl_text_is(sl_text text, const char *terminated);
bool sl_text_equal(sl_text a, sl_text b);
int sl_text_compare(sl_text a, sl_text b); /* unsigned bytes, a proper prefix is the lesser */
sl_text sl_text_copy(sl_arena *arena, sl_text text); /* NUL-terminated in the arena */
sl_text sl_text_lower(sl_arena *arena, sl_text text); /* ASCII */
bool sl_text_has_upper(sl_text text); /* ASCII A to Z */
bool sl_text_utf8(sl_text text); /* well-formed, without NUL */
uint8_t sl_small_letter(uint8_t byte); /* ASCII A to Z become a to z; other bytes stay */
uint64_t sl_text_hash(sl_text text, uint64_t seed);

/* Decimal, whole text, checked; false leaves *out zero. Signed one: optional '-', no '+', no leading zeros. */
bool sl_text_to_u64(sl_text text, uint64_t *out);
bool sl_text_to_i64(sl_text text, int64_t *out);
/* "0x1f", digits and x of either case, at most 63 bits, whole text; false leaves *out as it was. */
bool sl_text_hexadecimal_to_i64(sl_text text, int64_t *out);

/* A UUID in its 8-4-4-4-12 form, hexadecimal of either case. The writer makes lower case; out holds 37 bytes. */
bool sl_uuid_read(sl_text text, uint8_t uuid[16]);
void sl_uuid_write(const uint8_t uuid[16], char out[37]);

/* Whether a terminal shows a character, and does not obey it: no control, no mark that turns the direction of text. */
bool sl_character_is_shown(uint32_t character);

/* For messages: control bytes and ill-formed UTF-8 as \xNN, cut to at most limit bytes with "..." at the end. */
const char *sl_text_printable(sl_arena *arena, sl_text text, size_t limit);

#endif
