/* Whether a detection of the naive evaluator holds for an event. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive_parts.h"

enum { ADDRESS_TEXT_MAX = 64 };

static const naive_field *find(const naive_event *event, const char *name)
{
	static const naive_field nothing = {.name = "", .state = NAIVE_ABSENT};
	size_t i;

	for (i = 0; i < event->count; i++)
		if (strcmp(event->fields[i].name, name) == 0)
			return &event->fields[i];
	return &nothing;
}

/* An address in 4 or 16 bytes; 0: the text is none. */
static size_t read_address(const uint8_t *text, size_t size, uint8_t address[16])
{
	char copy[ADDRESS_TEXT_MAX];

	if (size >= sizeof copy || (size && memchr(text, 0, size)))
		return 0;
	if (size)
		memcpy(copy, text, size);
	copy[size] = 0;
	if (inet_pton(AF_INET, copy, address) == 1)
		return 4;
	return inet_pton(AF_INET6, copy, address) == 1 ? 16 : 0;
}

/* "192.0.2.0/24", or an address alone, which is a network of one. */
static bool in_network(const naive_value *value, const uint8_t *address, size_t size)
{
	const char *slash = memchr(value->text, '/', value->size);
	const size_t length = slash ? (size_t)(slash - value->text) : value->size;
	uint8_t network[16];
	size_t bits, i;

	if (read_address((const uint8_t *)value->text, length, network) != size || size == 0)
		return false;
	bits = slash ? (size_t)strtoul(slash + 1, NULL, 10) : 8 * size;
	for (i = 0; i < bits; i++)
		if ((network[i / 8] ^ address[i / 8]) & (0x80 >> i % 8))
			return false;
	return true;
}

static bool address_holds(const naive_field *field, const naive_value *value)
{
	uint8_t address[16];
	size_t size;

	if (field->kind == NAIVE_ADDRESS)
		return in_network(value, field->text, field->size);
	size = read_address(field->text, field->size, address);
	return in_network(value, address, size);
}

/* Decimal or hexadecimal, with a sign or not. */
static bool read_integer(const naive_value *value, int64_t *out)
{
	const bool is_negative = value->size && value->text[0] == '-';
	const char *digits = value->text + is_negative;
	const bool is_hexadecimal = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
	char *end;

	if (is_hexadecimal)
		digits += 2;
	if (strspn(digits, is_hexadecimal ? "0123456789abcdefABCDEF" : "0123456789") !=
	            strlen(digits) ||
	    digits[0] == 0)
		return false;
	errno = 0;
	*out = strtoll(value->text, &end, is_hexadecimal ? 16 : 10);
	return errno == 0 && *end == 0;
}

static bool integer_holds(naive_look *look, const naive_modifiers *m, const naive_field *field,
                          const naive_value *value)
{
	int64_t wanted;

	if (!read_integer(value, &wanted)) {
		look->unknown = true;
		return false;
	}
	if (m->gt)
		return field->integer > wanted;
	if (m->gte)
		return field->integer >= wanted;
	if (m->lt)
		return field->integer < wanted;
	if (m->lte)
		return field->integer <= wanted;
	return field->integer == wanted;
}

static bool regex_holds(naive_look *look, const naive_field *field, const naive_value *value)
{
	const int status = naive_regex_matches(value->regex, field->text, field->size);

	if (status < 0)
		look->unknown = true;
	return status == 1;
}

static bool text_holds(const naive_modifiers *m, const naive_field *field, const naive_value *value)
{
	size_t i;

	for (i = 0; i < value->glob_count; i++)
		if (naive_glob_matches(&value->globs[i], field->text, field->size, m->cased))
			return true;
	return false;
}

static bool same_text(const naive_field *one, const naive_field *other, bool cased)
{
	size_t i;

	if (one->size != other->size)
		return false;
	for (i = 0; i < one->size; i++) {
		const uint8_t a = one->text[i], b = other->text[i];
		const bool same_letter = (a ^ b) == 0x20 && (a | 0x20) >= 'a' && (a | 0x20) <= 'z';

		if (a != b && (cased || !same_letter))
			return false;
	}
	return true;
}

static bool same_field(naive_look *look, const naive_modifiers *m, const naive_field *field,
                       const naive_value *value)
{
	const naive_field *other = find(look->event, value->text);

	if (other->state != NAIVE_VALUE)
		return false;
	if (field->kind == NAIVE_INTEGER)
		return field->integer == other->integer;
	return same_text(field, other, field->kind == NAIVE_ADDRESS || m->cased);
}

static bool value_holds(naive_look *look, const naive_modifiers *m, const naive_field *field,
                        const naive_value *value)
{
	if (value->is_null)
		return field->state != NAIVE_VALUE;
	if (field->state != NAIVE_VALUE)
		return false;
	if (m->fieldref)
		return same_field(look, m, field, value);
	if (value->regex)
		return regex_holds(look, field, value);
	if (value->glob_count == 1 && naive_only_stars(value->globs))
		return true;
	if (m->cidr || field->kind == NAIVE_ADDRESS)
		return address_holds(field, value);
	if (field->kind == NAIVE_INTEGER)
		return integer_holds(look, m, field, value);
	return text_holds(m, field, value);
}

bool naive_item_holds(naive_look *look, const naive_item *item)
{
	const naive_modifiers *m = &item->modifiers;
	const naive_field *field = find(look->event, item->field);
	size_t holding = 0, i;
	bool holds;

	if (m->exists)
		return (field->state != NAIVE_ABSENT) ==
		       (item->values[0].text[0] == 't' || item->values[0].text[0] == 'T');
	for (i = 0; i < item->count; i++)
		holding += value_holds(look, m, field, &item->values[i]);
	holds = m->all ? holding == item->count : holding > 0;
	return m->neq ? !holds : holds;
}

bool naive_detection_holds(naive_look *look, const naive_detection *detection)
{
	size_t i;

	if (detection->is_list) {
		for (i = 0; i < detection->child_count; i++)
			if (naive_detection_holds(look, &detection->children[i]))
				return true;
		return false;
	}
	for (i = 0; i < detection->item_count; i++)
		if (!naive_item_holds(look, &detection->items[i]))
			return false;
	return true;
}
