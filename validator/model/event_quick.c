/* Ordinary events, read without the JSON library. */
#include "model/event_quick.h"

#include <string.h>

enum { MOST_DIGITS = 18 }; /* of an integer that fits 64 bits whatever its digits are */

/* The text that is left, and where the next text is written. */
typedef struct quick {
	const uint8_t *at, *end;
	char *to;
	bool beyond_ascii; /* some byte was, so UTF-8 is still to be checked */
} quick;

static void skip_blanks(quick *q)
{
	while (q->at < q->end &&
	       (*q->at == ' ' || *q->at == '\t' || *q->at == '\n' || *q->at == '\r')) {
		q->at++;
	}
}

static bool take(quick *q, uint8_t wanted)
{
	skip_blanks(q);
	if (q->at == q->end || *q->at != wanted) {
		return false;
	}
	q->at++;
	return true;
}

/* A backslash and the character behind it. Others than these, \u and what is none, are the library's. */
static bool take_escape(quick *q)
{
	static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	if (q->end - q->at < 2 || q->at[1] == '\0') {
		return false;
	}
	const char *name = strchr(names, q->at[1]);
	if (name == NULL) {
		return false;
	}
	*q->to++ = meanings[name - names];
	q->at += 2;
	return true;
}

static bool take_text(quick *q, sl_text *out)
{
	const char *start = q->to;
	if (!take(q, '"')) {
		return false;
	}
	while (q->at < q->end && *q->at != '"') {
		const uint8_t byte = *q->at;
		if (byte == '\\') {
			if (!take_escape(q)) {
				return false;
			}
			continue;
		}
		if (byte < ' ') {
			return false;
		}
		q->beyond_ascii |= byte >= 0x80;
		*q->to++ = (char)byte;
		q->at++;
	}
	*out = (sl_text){start, (size_t)(q->to - start)};
	return take(q, '"');
}

static bool take_word(quick *q, const char *word)
{
	const size_t length = strlen(word);
	if ((size_t)(q->end - q->at) < length || memcmp(q->at, word, length) != 0) {
		return false;
	}
	q->at += length;
	return true;
}

/* What follows the digits, a point or another digit, is found to be out of place by the caller. */
static bool take_integer(quick *q, int64_t *out)
{
	const bool negative = take_word(q, "-");
	const uint8_t *start = q->at;
	int64_t number = 0;
	while (q->at < q->end && q->at - start < MOST_DIGITS && *q->at >= '0' && *q->at <= '9') {
		number = number * 10 + (*q->at++ - '0');
	}
	const bool leads_with_zero = q->at > start && *start == '0';
	*out = negative ? -number : number;
	return q->at > start && (!leads_with_zero || (q->at - start == 1 && !negative));
}

static bool take_value(quick *q, sl_event_value *value)
{
	skip_blanks(q);
	if (q->at == q->end) {
		return false;
	}
	switch (*q->at) {
	case '"':
		value->kind = SL_VALUE_TEXT;
		return take_text(q, &value->text);
	case 't':
		value->kind = SL_VALUE_BOOLEAN;
		value->integer = 1;
		return take_word(q, "true");
	case 'f':
		value->kind = SL_VALUE_BOOLEAN;
		return take_word(q, "false");
	case 'n':
		value->kind = SL_VALUE_NULL;
		return take_word(q, "null");
	default:
		value->kind = SL_VALUE_INTEGER;
		return take_integer(q, &value->integer);
	}
}

static bool is_new(const sl_event_value *values, size_t count, sl_text key)
{
	for (size_t i = 0; i < count; i++) {
		if (sl_text_equal(values[i].key, key)) {
			return false;
		}
	}
	return true;
}

static bool take_members(quick *q, sl_event_value *values, size_t *count)
{
	do {
		sl_event_value value = {0};
		if (*count == SL_QUICK_KEYS || !take_text(q, &value.key) || !take(q, ':') ||
		    !take_value(q, &value) || !is_new(values, *count, value.key)) {
			return false;
		}
		values[(*count)++] = value;
	} while (take(q, ','));
	return take(q, '}');
}

bool sl_event_read_quickly(sl_text json, char *room, sl_event_value *values, size_t *count)
{
	const uint8_t *bytes = (const uint8_t *)json.bytes;
	quick q = {.at = bytes, .end = bytes + json.length, .to = room};
	*count = 0;
	if (!take(&q, '{') || (!take(&q, '}') && !take_members(&q, values, count))) {
		return false;
	}
	skip_blanks(&q);
	return q.at == q.end && (!q.beyond_ascii || sl_text_utf8(json));
}
