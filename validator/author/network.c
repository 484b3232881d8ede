#include <stdio.h>
#include <string.h>

#include "author/network.h"

#define GROUPS 8u /* of an address of family 6, 16 bits each */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* A decimal number without leading zeros, at most limit, as a prefix of the text; returns its length or 0. */
static size_t read_decimal(sl_text text, unsigned limit, unsigned *out)
{
	size_t i = 0;

	*out = 0;
	while (i < text.length && text.bytes[i] >= '0' && text.bytes[i] <= '9') {
		*out = *out * 10 + (unsigned)(text.bytes[i] - '0');
		if (*out > limit || (i > 0 && text.bytes[0] == '0'))
			return 0;
		i++;
	}
	return i;
}

static sl_text behind(sl_text text, size_t length)
{
	return (sl_text){text.bytes + length, text.length - length};
}

static bool read_family4(sl_text text, uint8_t address[4])
{
	unsigned i, number;
	size_t length;

	for (i = 0; i < 4; i++) {
		if (i > 0) {
			if (text.length == 0 || text.bytes[0] != '.')
				return false;
			text = behind(text, 1);
		}
		length = read_decimal(text, 255, &number);
		if (length == 0)
			return false;
		address[i] = (uint8_t)number;
		text = behind(text, length);
	}
	return text.length == 0;
}

/* The state of reading RFC 4291 section 2.2: groups so far, and where "::" stood. */
typedef struct groups {
	uint8_t bytes[2 * GROUPS];
	unsigned count; /* groups read */
	unsigned gap; /* groups before "::" */
	bool has_gap;
} groups;

/* One group at the start of the text, or the address of family 4 that may end it; returns the length or 0. */
static size_t read_group(groups *into, sl_text text)
{
	unsigned number = 0;
	size_t i;

	for (i = 0; i < text.length && i < 4 && hex_digit(text.bytes[i]) >= 0; i++)
		number = number * 16 + (unsigned)hex_digit(text.bytes[i]);
	if (i < text.length && text.bytes[i] == '.') {
		if (into->count + 2 > GROUPS || !read_family4(text, into->bytes + 2 * into->count))
			return 0;
		into->count += 2;
		return text.length;
	}
	if (into->count == GROUPS)
		return 0;
	into->bytes[2 * into->count] = (uint8_t)(number >> 8);
	into->bytes[2 * into->count + 1] = (uint8_t)(number & 255);
	into->count++;
	return i;
}

/* What stands between two groups: ":" or the first "::". Of a second one the first colon has no group behind it. */
static bool read_colons(groups *into, sl_text *text)
{
	if (!into->has_gap && text->length >= 2 && text->bytes[0] == ':' && text->bytes[1] == ':') {
		into->has_gap = true;
		into->gap = into->count;
		*text = behind(*text, 2);
		return true;
	}
	if (text->bytes[0] != ':' || into->count == 0)
		return false;
	*text = behind(*text, 1);
	return text->length > 0;
}

/* Into an address that is zero. */
static bool read_family6(sl_text text, uint8_t address[16])
{
	groups read = {.count = 0};
	bool first = true;
	size_t length;

	while (text.length > 0) {
		if ((!first || text.bytes[0] == ':') && !read_colons(&read, &text))
			return false;
		first = false;
		if (text.length == 0)
			break;
		length = read_group(&read, text);
		if (length == 0)
			return false;
		text = behind(text, length);
	}
	if (read.has_gap ? read.count >= GROUPS : read.count != GROUPS)
		return false;
	length = 2 * (size_t)(read.count - read.gap);
	memcpy(address, read.bytes, 2 * read.gap);
	memcpy(address + 16 - length, read.bytes + 2 * read.gap, length);
	return true;
}

/* Clears the bits past the prefix; true if one of them was set. */
static bool clear_host_bits(chan_network *network)
{
	bool any = false;
	unsigned bit;

	for (bit = network->prefix; bit < 128; bit++) {
		const uint8_t mask = (uint8_t)(0x80u >> bit % 8);

		any = any || (network->address[bit / 8] & mask) != 0;
		network->address[bit / 8] &= (uint8_t)~mask;
	}
	return any;
}

enum sl_network_problem sl_network_read(sl_text text, chan_network *out)
{
	const char *slash = text.length ? memchr(text.bytes, '/', text.length) : NULL;
	sl_text address = text, prefix = text;
	unsigned bits;
	bool is_address;

	memset(out, 0, sizeof *out);
	if (slash) {
		address.length = (size_t)(slash - text.bytes);
		prefix = behind(text, address.length + 1);
	}
	out->family = address.length && memchr(address.bytes, ':', address.length) ? 6 : 4;
	is_address = out->family == 4 ? read_family4(address, out->address)
	                              : read_family6(address, out->address);
	if (!is_address)
		return SL_NETWORK_NO_ADDRESS;
	bits = out->family == 4 ? 32 : 128;
	if (slash && (prefix.length == 0 || read_decimal(prefix, bits, &bits) < prefix.length))
		return SL_NETWORK_PREFIX;
	out->prefix = (uint8_t)bits;
	return clear_host_bits(out) ? SL_NETWORK_HOST_BITS : SL_NETWORK_OK;
}

/* The longest run of two zero groups or more, the first of several. */
static unsigned longest_gap(const uint8_t address[16], unsigned *length)
{
	unsigned first = GROUPS, run = 0, i;

	*length = 1;
	for (i = 0; i < GROUPS; i++) {
		run = address[2 * i] || address[2 * i + 1] ? 0 : run + 1;
		if (run > *length) {
			*length = run;
			first = i + 1 - run;
		}
	}
	return first;
}

static void write_family6(const chan_network *network, char out[SL_NETWORK_TEXT])
{
	const uint8_t *a = network->address;
	unsigned length, gap = longest_gap(a, &length), i;
	size_t at = 0;

	for (i = 0; i < GROUPS; i++) {
		if (i == gap) {
			at += (size_t)snprintf(out + at, SL_NETWORK_TEXT - at, "::");
			i += length - 1;
			continue;
		}
		at += (size_t)snprintf(out + at, SL_NETWORK_TEXT - at, "%s%x",
		                       i > 0 && i != gap + length ? ":" : "",
		                       a[2 * i] * 256u + a[2 * i + 1]);
	}
	snprintf(out + at, SL_NETWORK_TEXT - at, "/%u", network->prefix);
}

void sl_network_write(const chan_network *network, char out[SL_NETWORK_TEXT])
{
	const uint8_t *a = network->address;

	if (network->family == 4)
		snprintf(out, SL_NETWORK_TEXT, "%u.%u.%u.%u/%u", a[0], a[1], a[2], a[3],
		         network->prefix);
	else
		write_family6(network, out);
}
