/* Changes of strings: of the bytes of one, which then belongs to one reference or to all of them. */
#include "mutator/edits.h"

#include <string.h>

#include "mutator/pools.h"

enum { LONGEST = 2 * CHAN_MAX_STRING };

/* What means something to some operator, or stands at the edge of a class of characters. */
static const char *const tokens[] = {"*",
                                     "?",
                                     "\\",
                                     "\\*",
                                     "**",
                                     "*?",
                                     ".",
                                     ".*",
                                     "+",
                                     "(?i)",
                                     "(?:",
                                     "(",
                                     ")",
                                     "[",
                                     "]",
                                     "[^a]",
                                     "[a-z]",
                                     "{2}",
                                     "{0,3}",
                                     "{1000}",
                                     "|",
                                     "^",
                                     "$",
                                     "\\b",
                                     "\\B",
                                     "\\d",
                                     "\\w",
                                     "\\s",
                                     "\\x00",
                                     "/",
                                     "/8",
                                     "0x",
                                     "10.0.0.1",
                                     "::1",
                                     "::ffff:10.0.0.1",
                                     "-1",
                                     "9223372036854775808",
                                     "\x01",
                                     "\x7f",
                                     "\xc2\x80",
                                     "\xdf\xbf",
                                     "\xe0\xa0\x80",
                                     "\xed\x9f\xbf",
                                     "\xee\x80\x80",
                                     "\xef\xbf\xbf",
                                     "\xf0\x90\x80\x80",
                                     "\xf4\x8f\xbf\xbf",
                                     "A",
                                     "Z",
                                     "[",
                                     "a",
                                     "z",
                                     "{",
                                     "@",
                                     "`",
                                     " "};

/* The string that is being made. */
typedef struct new_text {
	mutant *m;
	mutant_block *text;
} new_text;

static void put_bytes(new_text *d, size_t at, const void *bytes, size_t length)
{
	if (d->text->size + length > LONGEST ||
	    !mutant_reserve(d->m, d->text, d->text->size + length))
		return;
	memmove(d->text->bytes + at + length, d->text->bytes + at, d->text->size - at);
	memcpy(d->text->bytes + at, bytes, length);
	d->text->size += length;
}

static void cut_bytes(new_text *d, size_t at, size_t length)
{
	if (length > d->text->size - at)
		length = d->text->size - at;
	memmove(d->text->bytes + at, d->text->bytes + at + length, d->text->size - at - length);
	d->text->size -= length;
}

/* Part of another string, so that they begin or end alike. */
static void put_other(new_text *d, size_t at)
{
	size_t length;
	const uint8_t *bytes = mutant_string(
		d->m, 1 + mutant_below(d->m, mutant_count(d->m, CHAN_TABLE_STRING)), &length);

	if (bytes)
		put_bytes(d, at, bytes, 1 + mutant_below(d->m, length));
}

static void change_text(new_text *d)
{
	mutant *m = d->m;
	const size_t length = d->text->size, at = mutant_below(m, length + 1);
	const size_t last = length ? mutant_below(m, length) : 0;
	const char *token = tokens[mutant_below(m, sizeof tokens / sizeof *tokens)];
	uint8_t byte = (uint8_t)(0x20 + mutant_below(m, 0x5f));

	switch (mutant_below(m, 10)) {
	case 0:
		put_bytes(d, at, &byte, 1);
		break;
	case 1:
	case 2:
		put_bytes(d, at, token, strlen(token));
		break;
	case 3:
		cut_bytes(d, last, 1 + mutant_below(m, 4));
		break;
	case 4:
		if (length)
			d->text->bytes[last] = byte;
		break;
	case 5: /* next to what it was, where the order of strings is decided */
		if (length)
			d->text->bytes[length - 1] ^= (uint8_t)(1u << mutant_below(m, 6));
		break;
	case 6:
		if (length)
			d->text->bytes[last] ^= 0x20; /* the other case, of a letter */
		break;
	case 7:
		put_other(d, mutant_one_in(m, 2) ? 0 : at);
		break;
	case 8: /* twice the string */
		if (mutant_reserve(m, &m->other_spare, length) && length) {
			memcpy(m->other_spare.bytes, d->text->bytes, length);
			put_bytes(d, length, m->other_spare.bytes, length);
		}
		break;
	default: /* longer than the words in which strings are compared */
		for (size_t i = mutant_below(m, 40); i > 0; i--)
			put_bytes(d, at, &byte, 1);
		break;
	}
}

static uint32_t changed(mutant *m, uint64_t string)
{
	size_t length;
	const uint8_t *bytes = mutant_string(m, string, &length);
	new_text d = {m, &m->spare};
	size_t changes = 1 + mutant_below(m, 2);

	if (!mutant_reserve(m, d.text, length + 1))
		return (uint32_t)string;
	if (length)
		memcpy(d.text->bytes, bytes, length);
	d.text->size = length;
	for (; changes; changes--)
		change_text(&d);
	return mutant_add_string(m, d.text->bytes, d.text->size);
}

/* A criterion whose values are strings; the count of criteria: there is none. */
static uint32_t textual_criterion(mutant *m)
{
	const uint32_t count = mutant_count(m, CHAN_TABLE_CRITERION);
	const uint32_t start = (uint32_t)mutant_below(m, count);
	uint32_t i;

	for (i = 0; i < count; i++) {
		const uint32_t criterion = (start + i) % count;

		if (mutant_value_kind(GET(m, CRITERION, criterion, operator)) == CHAN_VALUE_STRING)
			return criterion;
	}
	return count;
}

/* Beside a value that is long enough one that differs from it only near its end, so that the order hangs on that. */
static void add_sibling(mutant *m, uint32_t criterion, size_t value, uint32_t place)
{
	new_text d = {m, &m->spare};
	size_t length, at;
	const uint8_t *bytes = mutant_string(m, GET(m, VALUE, value, index), &length);
	uint8_t *record;

	if (!mutant_reserve(m, d.text, length + 64))
		return;
	if (length)
		memcpy(d.text->bytes, bytes, length);
	d.text->size = length;
	at = 30 + mutant_below(m, 16);
	while (d.text->size <= at)
		d.text->bytes[d.text->size++] = (uint8_t)('a' + at % 26);
	PUT(m, VALUE, value, index, mutant_add_string(m, d.text->bytes, d.text->size));
	d.text->size -= mutant_below(m, 4);
	d.text->bytes[d.text->size - 1] ^= (uint8_t)(1u << mutant_below(m, 4));
	record = mutant_run_put_in(m, RUN_VALUES, criterion, place);
	if (record)
		mutant_store(record, CHAN_SIZE_VALUE,
		             mutant_add_string(m, d.text->bytes, d.text->size));
}

static void edit_value_string(mutant *m)
{
	const uint32_t criterion = textual_criterion(m);
	const uint32_t place =
		(uint32_t)mutant_below(m, mutant_run_count(m, RUN_VALUES, criterion));
	const size_t value = (size_t)mutant_run_begin(m, RUN_VALUES, criterion) + place;

	if (criterion >= mutant_count(m, CHAN_TABLE_CRITERION))
		return;
	if (mutant_one_in(m, 8))
		add_sibling(m, criterion, value, place);
	else
		PUT(m, VALUE, value, index, changed(m, GET(m, VALUE, value, index)));
}

void mutant_edit_string(mutant *m)
{
	const size_t template = mutant_below(m, mutant_count(m, CHAN_TABLE_TEMPLATE));
	const size_t field = mutant_below(m, mutant_count(m, CHAN_TABLE_FIELD));
	const size_t type = mutant_below(m, mutant_count(m, CHAN_TABLE_TYPE));

	switch (mutant_below(m, 12)) {
	case 0:
		PUT(m, TEMPLATE, template, title, changed(m, GET(m, TEMPLATE, template, title)));
		break;
	case 1:
		PUT(m, TEMPLATE, template, author, changed(m, GET(m, TEMPLATE, template, author)));
		break;
	case 2:
		PUT(m, TEMPLATE, template, link, changed(m, GET(m, TEMPLATE, template, link)));
		break;
	case 3:
		PUT(m, FIELD, field, name, changed(m, GET(m, FIELD, field, name)));
		break;
	case 4:
		PUT(m, TYPE, type, name, changed(m, GET(m, TYPE, type, name)));
		break;
	default:
		edit_value_string(m);
		break;
	}
}
