#include <stdlib.h>
#include <string.h>

#include "author/sigma_text.h"
#include "chan.h"

void sl_sigma_text_free(sl_sigma_text *text)
{
	free(text->units);
	*text = (sl_sigma_text){0};
}

static void reserve(sl_sigma_text *text, size_t more)
{
	if (text->count + more > text->capacity)
		text->units = sl_grow(text->units, &text->capacity, text->count + more,
		                      sizeof *text->units);
}

static void push(sl_sigma_text *text, unsigned unit)
{
	reserve(text, 1);
	text->units[text->count++] = (uint16_t)unit;
}

/* Several units of another text; a text is copied very often where windash has many places. */
static void push_run(sl_sigma_text *text, const uint16_t *units, size_t count)
{
	reserve(text, count);
	if (count)
		memcpy(text->units + text->count, units, count * sizeof *units);
	text->count += count;
}

static bool has_meaning(unsigned unit)
{
	return unit == '*' || unit == '?' || unit == '\\';
}

void sl_sigma_text_read(sl_sigma_text *out, sl_text value)
{
	size_t i = 0;

	out->count = 0;
	while (i < value.length) {
		unsigned byte = (unsigned char)value.bytes[i++];

		if (byte == '\\' && i < value.length && has_meaning((unsigned char)value.bytes[i]))
			byte = (unsigned char)value.bytes[i++];
		else if (byte == '*')
			byte = SL_SIGMA_ANY_TEXT;
		else if (byte == '?')
			byte = SL_SIGMA_ANY_CHARACTER;
		push(out, byte);
	}
}

bool sl_sigma_text_wild(const sl_sigma_text *text)
{
	size_t i;

	for (i = 0; i < text->count; i++)
		if (text->units[i] >= SL_SIGMA_ANY_TEXT)
			return true;
	return false;
}

static bool is_ascii_word(unsigned unit)
{
	return (unit >= '0' && unit <= '9') || (unit >= 'A' && unit <= 'Z') ||
	       (unit >= 'a' && unit <= 'z') || unit == '_';
}

/* Names have no spaces, so that percent signs in prose are none; a literal one before a word is written \%. */
static bool is_placeholder_name(unsigned unit)
{
	return unit > ' ' && unit != '%' && unit != '\\' && unit < SL_SIGMA_ANY_TEXT;
}

bool sl_sigma_text_placeholder(sl_sigma_text *text)
{
	size_t i, end, kept = 0;

	for (i = 0; i < text->count; i++) {
		if (text->units[i] != '%' || (i > 0 && text->units[i - 1] == '\\'))
			continue;
		end = i + 1;
		while (end < text->count && is_placeholder_name(text->units[end]))
			end++;
		if (end > i + 1 && end < text->count && text->units[end] == '%')
			return true;
		i = end - 1;
	}
	for (i = 0; i < text->count; i++)
		if (text->units[i] != '\\' || i + 1 == text->count || text->units[i + 1] != '%')
			text->units[kept++] = text->units[i];
	text->count = kept;
	return false;
}

/* The length in units of the dash at i, or 0. */
static size_t dash_at(const sl_sigma_text *text, size_t i)
{
	const uint16_t *units = text->units;

	if (i < text->count && (units[i] == '-' || units[i] == '/'))
		return 1;
	if (i + 3 <= text->count && units[i] == 0xe2 && units[i + 1] == 0x80 &&
	    units[i + 2] >= 0x93 && units[i + 2] <= 0x95)
		return 3;
	return 0;
}

/* Whether a word character begins at i, or ends right before i. */
static bool word_from(const sl_sigma_text *text, size_t i)
{
	return i < text->count && text->units[i] < SL_SIGMA_ANY_TEXT && dash_at(text, i) == 0 &&
	       (text->units[i] >= 0x80 || is_ascii_word(text->units[i]));
}

static bool word_before(const sl_sigma_text *text, size_t i)
{
	if (i == 0 || text->units[i - 1] >= SL_SIGMA_ANY_TEXT)
		return false;
	if (i >= 3 && dash_at(text, i - 3) == 3)
		return false;
	return text->units[i - 1] >= 0x80 || is_ascii_word(text->units[i - 1]);
}

/* The length of the dash at i if it is one that windash exchanges, or 0. */
static size_t place_at(const sl_sigma_text *text, size_t i)
{
	const size_t length = dash_at(text, i);

	return !word_before(text, i) && word_from(text, i + length) ? length : 0;
}

size_t sl_sigma_text_dashes(const sl_sigma_text *text)
{
	size_t i, count = 0;

	for (i = 0; i < text->count; i++)
		count += place_at(text, i) > 0;
	return count;
}

void sl_sigma_text_windash(sl_sigma_text *out, const sl_sigma_text *text, size_t variant)
{
	static const char *const forms[SL_SIGMA_DASHES] = {"-", "/", "\xe2\x80\x93", "\xe2\x80\x94",
	                                                   "\xe2\x80\x95"};
	const char *form;
	size_t i, length, run = 0;

	out->count = 0;
	for (i = 0; i < text->count; i++) {
		/* Few units begin a dash; the others must cost next to nothing. */
		if (text->units[i] != '-' && text->units[i] != '/' && text->units[i] != 0xe2)
			continue;
		length = place_at(text, i);
		if (length == 0)
			continue;
		push_run(out, text->units + run, i - run);
		for (form = forms[variant % SL_SIGMA_DASHES]; *form; form++)
			push(out, (unsigned char)*form);
		variant /= SL_SIGMA_DASHES;
		run = i + length;
		i = run - 1;
	}
	if (run < text->count)
		push_run(out, text->units + run, text->count - run);
}

/* The character that begins at *at, which moves behind it. */
static uint32_t next_character(const sl_sigma_text *text, size_t *at)
{
	const unsigned lead = text->units[(*at)++];
	unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
	uint32_t character = more == 0 ? lead : lead & (0x3fu >> more);

	for (; more > 0 && *at < text->count; more--)
		character = character << 6 | (text->units[(*at)++] & 0x3fu);
	return character;
}

static void push_utf16(sl_sigma_text *out, unsigned number, bool big_endian)
{
	push(out, big_endian ? number >> 8 : number & 255);
	push(out, big_endian ? number & 255 : number >> 8);
}

void sl_sigma_text_utf16(sl_sigma_text *out, const sl_sigma_text *text, bool big_endian, bool mark)
{
	uint32_t character;
	size_t i = 0;

	out->count = 0;
	if (mark)
		push_utf16(out, 0xfeff, big_endian);
	while (i < text->count) {
		character = next_character(text, &i);
		if (character >= 0x10000) {
			push_utf16(out, 0xd800 + ((character - 0x10000) >> 10 & 0x3ff), big_endian);
			character = 0xdc00 + (character & 0x3ff);
		}
		push_utf16(out, character & 0xffff, big_endian);
	}
}

/* Base64 of the text behind offset spaces: digits first to last, the padding counted as digits. */
static void encode(sl_sigma_text *out, const sl_sigma_text *text, unsigned offset, size_t first,
                   size_t last)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const size_t length = text->count + offset;
	size_t i, digit = 0;
	unsigned j;

	out->count = 0;
	for (i = 0; i < length; i += 3) {
		uint32_t group = 0;

		for (j = 0; j < 3; j++) {
			group <<= 8;
			if (i + j < length)
				group |= i + j < offset ? ' ' : text->units[i + j - offset];
		}
		for (j = 0; j < 4; j++, digit++)
			if (digit >= first && digit < last)
				push(out,
				     i + j > length
				             ? '='
				             : (unsigned char)digits[group >> (18 - 6 * j) & 63]);
	}
}

void sl_sigma_text_base64(sl_sigma_text *out, const sl_sigma_text *text)
{
	encode(out, text, 0, 0, SIZE_MAX);
}

void sl_sigma_text_base64_at(sl_sigma_text *out, const sl_sigma_text *text, unsigned offset)
{
	/* Digits that hold bits of the bytes before; and, with the padding, of those behind. */
	static const size_t before[3] = {0, 2, 3}, behind[3] = {0, 3, 2};
	const size_t length = text->count + offset;
	const size_t digits = (length + 2) / 3 * 4;

	encode(out, text, offset, before[offset], digits - behind[length % 3]);
}

void sl_sigma_text_open_start(sl_sigma_text *text)
{
	size_t i;

	push(text, 0);
	for (i = text->count - 1; i > 0; i--)
		text->units[i] = text->units[i - 1];
	text->units[0] = SL_SIGMA_ANY_TEXT;
}

void sl_sigma_text_open_end(sl_sigma_text *text)
{
	push(text, SL_SIGMA_ANY_TEXT);
}

/* Units first to last, which has no wildcard, as bytes. */
static void write_bytes(const sl_sigma_text *text, size_t first, size_t last, sl_buffer *out)
{
	uint8_t *bytes = sl_buffer_extend(out, last - first);
	size_t i;

	for (i = first; i < last; i++)
		bytes[i - first] = (uint8_t)text->units[i];
}

static void write_glob(const sl_sigma_text *text, sl_buffer *out)
{
	size_t i;

	for (i = 0; i < text->count; i++) {
		const unsigned unit = text->units[i];

		if (unit == SL_SIGMA_ANY_TEXT) {
			if (i == 0 || text->units[i - 1] != SL_SIGMA_ANY_TEXT)
				sl_buffer_byte(out, '*');
			continue;
		}
		if (has_meaning(unit))
			sl_buffer_byte(out, '\\');
		sl_buffer_byte(out, unit == SL_SIGMA_ANY_CHARACTER ? '?' : (uint8_t)unit);
	}
}

uint8_t sl_sigma_text_operator(const sl_sigma_text *text, sl_buffer *value)
{
	static const uint8_t simple[2][2] = {{CHAN_OPERATOR_EXACT, CHAN_OPERATOR_PREFIX},
	                                     {CHAN_OPERATOR_SUFFIX, CHAN_OPERATOR_CONTAINS}};
	size_t first = 0, last = text->count, i;

	sl_buffer_clear(value);
	while (first < last && text->units[first] == SL_SIGMA_ANY_TEXT)
		first++;
	if (first == last && first > 0)
		return CHAN_OPERATOR_NULL;
	while (last > first && text->units[last - 1] == SL_SIGMA_ANY_TEXT)
		last--;
	for (i = first; i < last; i++) {
		if (text->units[i] >= SL_SIGMA_ANY_TEXT) {
			write_glob(text, value);
			return CHAN_OPERATOR_GLOB;
		}
	}
	write_bytes(text, first, last, value);
	return simple[first > 0][last < text->count];
}
