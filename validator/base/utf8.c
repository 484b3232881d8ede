#include "base/utf8.h"

#include <string.h>

static bool is_continuation(uint8_t byte)
{
	return (byte & 0xC0) == 0x80;
}

/* The least and the greatest second byte after a lead byte of each kind; the others may be any continuation. */
static bool second_fits(uint8_t lead, uint8_t second)
{
	switch (lead) {
	case 0xE0:
		return second >= 0xA0 && second <= 0xBF;
	case 0xED:
		return second >= 0x80 && second <= 0x9F;
	case 0xF0:
		return second >= 0x90 && second <= 0xBF;
	case 0xF4:
		return second >= 0x80 && second <= 0x8F;
	default:
		return is_continuation(second);
	}
}

static size_t length_of(uint8_t lead)
{
	if (lead < 0x80) {
		return 1;
	}
	if (lead >= 0xC2 && lead <= 0xDF) {
		return 2;
	}
	if (lead >= 0xE0 && lead <= 0xEF) {
		return 3;
	}
	return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

size_t sl_utf8_next(const char *bytes, size_t left, uint32_t *character)
{
	uint8_t lead = (uint8_t)bytes[0];
	size_t length = length_of(lead);
	uint32_t code = length > 1 ? lead & (0x7Fu >> length) : lead;

	*character = lead;
	if (length == 0 || length > left || (length > 1 && !second_fits(lead, (uint8_t)bytes[1]))) {
		return 0;
	}
	for (size_t i = 1; i < length; i++) {
		if (!is_continuation((uint8_t)bytes[i])) {
			return 0;
		}
		code = code << 6 | ((uint32_t)(uint8_t)bytes[i] & 0x3F);
	}
	*character = code;
	return length;
}

/* Eight bytes, all of them ASCII and none of them NUL. */
static bool is_plain_word(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	return ((word | (word - UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080)) == 0;
}

size_t sl_utf8_prefix(sl_text text)
{
	size_t place = 0;

	while (place < text.length) {
		uint32_t character;
		size_t length;

		if (text.length - place >= 8 && is_plain_word(text.bytes + place)) {
			place += 8;
			continue;
		}
		length = sl_utf8_next(text.bytes + place, text.length - place, &character);
		if (length == 0 || character == 0) {
			break;
		}
		place += length;
	}
	return place;
}

bool sl_text_utf8(sl_text text)
{
	return sl_utf8_prefix(text) == text.length;
}
