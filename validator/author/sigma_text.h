/*
 * Text values of Sigma: wildcards and their escapes, the transformations of the modifiers, and what
 * operator of the format says the same. Nothing here knows of rules or findings.
 */
#ifndef SL_AUTHOR_SIGMA_TEXT_H
#define SL_AUTHOR_SIGMA_TEXT_H

#include "base/buffer.h"
#include "base/text.h"

/* Units of a text: bytes, and above them the two wildcards. */
enum { SL_SIGMA_ANY_TEXT = 0x100, SL_SIGMA_ANY_CHARACTER = 0x101 };

/* Zero-initialise it; sl_sigma_text_free() releases it. Functions that make one overwrite what it held. */
typedef struct sl_sigma_text {
	uint16_t *units;
	size_t count, capacity;
} sl_sigma_text;

void sl_sigma_text_free(sl_sigma_text *text);

/*
 * Reads a value: '*' and '?' are wildcards; a backslash makes a following '*', '?' or backslash literal
 * and is itself literal before anything else.
 */
void sl_sigma_text_read(sl_sigma_text *out, sl_text value);

bool sl_sigma_text_wild(const sl_sigma_text *text); /* has a wildcard */

/*
 * Placeholders of `expand`: %word%, unless a backslash stands before the first percent sign. True if there
 * is one; if not, each "\%" becomes a percent sign.
 */
bool sl_sigma_text_placeholder(sl_sigma_text *text);

/*
 * windash: a place is a '-', '/', en dash, em dash or horizontal bar with a word character (ASCII letter,
 * digit, '_', or any character past ASCII that is no such dash) after it and none before it. Counts the
 * places; each has SL_SIGMA_DASHES forms. Variant number n has, at the first place, form n modulo
 * SL_SIGMA_DASHES, at the second the next digit, and so on.
 */
#define SL_SIGMA_DASHES 5u
size_t sl_sigma_text_dashes(const sl_sigma_text *text);
void sl_sigma_text_windash(sl_sigma_text *out, const sl_sigma_text *text, size_t variant);

/* The encodings; the text has no wildcard and is well-formed UTF-8 (utf16) or any bytes (base64). */
void sl_sigma_text_utf16(sl_sigma_text *out, const sl_sigma_text *text, bool big_endian, bool mark);
void sl_sigma_text_base64(sl_sigma_text *out, const sl_sigma_text *text);
/*
 * The part of the base64 that does not depend on what stands before and after, if the text begins offset
 * (0 to 2) bytes into a group of three. Empty where the text is too short to have such a part.
 */
void sl_sigma_text_base64_at(sl_sigma_text *out, const sl_sigma_text *text, unsigned offset);

void sl_sigma_text_open_start(sl_sigma_text *text); /* any text may stand before it */
void sl_sigma_text_open_end(sl_sigma_text *text);

/*
 * The simplest operator that matches just what the text does, with its value in *value: exact, prefix,
 * suffix, contains or glob. Any text at all: CHAN_OPERATOR_NULL, which holds for everything else.
 */
uint8_t sl_sigma_text_operator(const sl_sigma_text *text, sl_buffer *value);

#endif
