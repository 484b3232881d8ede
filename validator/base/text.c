#include "base/text.h"

#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"

sl_text sl_text_of(const char *terminated)
{
	return (sl_text){terminated, strlen(terminated)};
}

bool sl_text_equal(sl_text a, sl_text b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

bool sl_text_is(sl_text text, const char *terminated)
{
	return sl_text_equal(text, sl_text_of(terminated));
}

int sl_text_compare(sl_text a, sl_text b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order = common > 0 ? memcmp(a.bytes, b.bytes, common) : 0;

	if (order != 0) {
		return order;
	}
	return (a.length > b.length) - (a.length < b.length);
}

sl_text sl_text_copy(sl_arena *arena, sl_text text)
{
	return (sl_text){sl_arena_copy(arena, text.bytes, text.length), text.length};
}

static bool is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

uint8_t sl_small_letter(uint8_t byte)
{
	return is_upper((char)byte) ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

sl_text sl_text_lower(sl_arena *arena, sl_text text)
{
	char *lower = sl_arena_copy(arena, text.bytes, text.length);

	for (size_t i = 0; i < text.length; i++) {
		lower[i] = (char)sl_small_letter((uint8_t)lower[i]);
	}
	return (sl_text){lower, text.length};
}

bool sl_text_has_upper(sl_text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (is_upper(text.bytes[i])) {
			return true;
		}
	}
	return false;
}

bool sl_text_to_u64(sl_text text, uint64_t *out)
{
	uint64_t number = 0;

	*out = 0;
	if (text.length == 0) {
		return false;
	}
	for (size_t i = 0; i < text.length; i++) {
		uint64_t digit = (uint64_t)(unsigned char)text.bytes[i] - '0';

		if (digit > 9 || number > (UINT64_MAX - digit) / 10) {
			return false;
		}
		number = number * 10 + digit;
	}
	*out = number;
	return true;
}

bool sl_text_to_i64(sl_text text, int64_t *out)
{
	bool negative = text.length > 0 && text.bytes[0] == '-';
	sl_text digits = {text.bytes + (negative ? 1 : 0), text.length - (negative ? 1 : 0)};
	uint64_t number;

	*out = 0;
	if (text.length == 0 || !sl_text_to_u64(digits, &number)) {
		return false;
	}
	if (digits.bytes[0] == '0' && (negative || digits.length > 1)) {
		return false;
	}
	if (number > (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
		return false;
	}
	/* -2^63 has no positive counterpart. */
	*out = negative ? -(int64_t)(number - 1) - 1 : (int64_t)number;
	return true;
}

static int hexadecimal(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return digit - '0';
	}
	if (digit >= 'a' && digit <= 'f') {
		return digit - 'a' + 10;
	}
	if (digit >= 'A' && digit <= 'F') {
		return digit - 'A' + 10;
	}
	return -1;
}

static bool is_dash_place(size_t place)
{
	return place == 8 || place == 13 || place == 18 || place == 23;
}

bool sl_text_hexadecimal_to_i64(sl_text text, int64_t *out)
{
	int64_t number = 0;

	if (text.length < 3 || text.bytes[0] != '0' || (text.bytes[1] | 0x20) != 'x') {
		return false;
	}
	for (size_t i = 2; i < text.length; i++) {
		const int digit = hexadecimal(text.bytes[i]);

		if (digit < 0 || number > INT64_MAX >> 4) {
			return false;
		}
		number = number * 16 + digit;
	}
	*out = number;
	return true;
}

bool sl_uuid_read(sl_text text, uint8_t uuid[16])
{
	size_t digits = 0;

	memset(uuid, 0, 16);
	if (text.length != 36) {
		return false;
	}
	for (size_t i = 0; i < text.length; i++) {
		int digit = hexadecimal(text.bytes[i]);

		if (is_dash_place(i) ? text.bytes[i] != '-' : digit < 0) {
			memset(uuid, 0, 16);
			return false;
		}
		if (!is_dash_place(i)) {
			uuid[digits / 2] = (uint8_t)(uuid[digits / 2] << 4 | digit);
			digits++;
		}
	}
	return true;
}

void sl_uuid_write(const uint8_t uuid[16], char out[37])
{
	static const char digits[] = "0123456789abcdef";
	size_t place = 0;

	for (size_t i = 0; i < 16; i++) {
		if (is_dash_place(place)) {
			out[place++] = '-';
		}
		out[place++] = digits[uuid[i] >> 4];
		out[place++] = digits[uuid[i] & 15];
	}
	out[place] = '\0';
}

bool sl_character_is_shown(uint32_t character)
{
	return character >= 0x20 && !(character >= 0x7F && character <= 0x9F) &&
	       !(character >= 0x200E && character <= 0x200F) &&
	       !(character >= 0x2028 && character <= 0x202E) &&
	       !(character >= 0x2066 && character <= 0x2069) && character != 0xFEFF;
}

const char *sl_text_printable(sl_arena *arena, sl_text text, size_t limit)
{
	static const char dots[] = "...";
	size_t room = limit > sizeof dots - 1 ? limit - (sizeof dots - 1) : 0, place = 0, fits = 0;
	sl_buffer out = {0};
	const char *copy;

	sl_buffer_text(&out, "");
	while (place < text.length && out.length <= limit) {
		uint32_t character;
		size_t length = sl_utf8_next(text.bytes + place, text.length - place, &character);

		fits = out.length <= room ? out.length : fits;
		if (length > 0 && sl_character_is_shown(character)) {
			sl_buffer_append(&out, text.bytes + place, length);
			place += length;
			continue;
		}
		for (size_t end = place + (length > 0 ? length : 1); place < end; place++) {
			sl_buffer_printf(&out, "\\x%02x",
			                 (unsigned)(unsigned char)text.bytes[place]);
		}
	}
	if (out.length > limit) {
		out.length = fits;
		sl_buffer_append(&out, dots, limit < sizeof dots - 1 ? limit : sizeof dots - 1);
	}
	copy = sl_arena_copy(arena, (const char *)out.bytes, out.length);
	sl_buffer_free(&out);
	return copy;
}
