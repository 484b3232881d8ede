/* The values of the naive evaluator: wildcards and their escapes, windash, base64, UTF-16. */
#include <stdlib.h>
#include <string.h>

#include "naive_parts.h"

enum { DASHES = 5, EXPANSIONS_MAX = 100000 };

/* A list of globs that grows. */
typedef struct globs {
	naive_pool *pool;
	naive_glob *items;
	size_t count, capacity;
} globs;

static void add(globs *list, const int *pieces, size_t count)
{
	int *copy = naive_take(list->pool, (count + 1) * sizeof *copy);

	if (count)
		memcpy(copy, pieces, count * sizeof *copy);
	if (list->count == list->capacity) {
		const size_t capacity = list->capacity ? 2 * list->capacity : 8;
		naive_glob *items = naive_take(list->pool, capacity * sizeof *items);

		if (list->count)
			memcpy(items, list->items, list->count * sizeof *items);
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = (naive_glob){.pieces = copy, .count = count};
}

/* A backslash before a wildcard or a backslash makes it plain; before anything else it is itself. */
static naive_glob read_wildcards(naive_pool *pool, const char *text, size_t size)
{
	int *pieces = naive_take(pool, (size + 1) * sizeof *pieces);
	size_t count = 0, i;

	for (i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)text[i];
		const char next = i + 1 < size ? text[i + 1] : 'x';

		if (byte == '\\' && (next == '*' || next == '?' || next == '\\'))
			pieces[count++] = (unsigned char)text[++i];
		else if (byte == '*')
			pieces[count++] = NAIVE_STAR;
		else if (byte == '?')
			pieces[count++] = NAIVE_QUESTION;
		else
			pieces[count++] = byte;
	}
	return (naive_glob){.pieces = pieces, .count = count};
}

static const char *const dashes[DASHES] = {"-", "/", "\xe2\x80\x93", "\xe2\x80\x94",
                                           "\xe2\x80\x95"};

/* How many pieces the dash that begins there takes; 0: there is none. */
static size_t dash_at(const naive_glob *glob, size_t at)
{
	size_t d, i;

	for (d = 0; d < DASHES; d++) {
		const size_t length = strlen(dashes[d]);

		for (i = 0; i < length && at + i < glob->count &&
		            glob->pieces[at + i] == (unsigned char)dashes[d][i];
		     i++)
			;
		if (i == length)
			return length;
	}
	return 0;
}

/* The general punctuation of Unicode (e2 80 80 to e2 81 af), where the long dashes are. */
static bool is_punctuation(const int *character)
{
	return character[0] == 0xe2 && (character[1] == 0x80 || character[1] == 0x81);
}

/* Letters, digits, the underscore, and letters outside ASCII, by the byte that is before or after. */
static bool is_word(int piece)
{
	return (piece >= '0' && piece <= '9') || (piece >= 'A' && piece <= 'Z') ||
	       (piece >= 'a' && piece <= 'z') || piece == '_' || piece >= 0x80;
}

static bool is_word_before(const naive_glob *glob, size_t at)
{
	if (at >= 3 && is_punctuation(glob->pieces + at - 3))
		return false;
	return at > 0 && is_word(glob->pieces[at - 1]);
}

static bool is_word_after(const naive_glob *glob, size_t at)
{
	if (at + 3 <= glob->count && is_punctuation(glob->pieces + at))
		return false;
	return at < glob->count && is_word(glob->pieces[at]);
}

/* Every way to write the dashes, from a place on; work[0 .. length) is what is before it. */
static bool spread_dashes(globs *out, const naive_glob *from, size_t at, int *work, size_t length)
{
	size_t d, i, taken;

	if (out->count > EXPANSIONS_MAX)
		return false;
	if (at == from->count) {
		add(out, work, length);
		return true;
	}
	taken = dash_at(from, at);
	if (taken == 0 || is_word_before(from, at) || !is_word_after(from, at + taken)) {
		work[length] = from->pieces[at];
		return spread_dashes(out, from, at + 1, work, length + 1);
	}
	for (d = 0; d < DASHES; d++) {
		for (i = 0; dashes[d][i]; i++)
			work[length + i] = (unsigned char)dashes[d][i];
		if (!spread_dashes(out, from, at + taken, work, length + i))
			return false;
	}
	return true;
}

/* The next character of UTF-8 that is well-formed; the caller has made sure of that (the YAML reader has). */
static uint32_t next_character(const int *pieces, size_t *at)
{
	const int first = pieces[(*at)++];
	const int more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
	uint32_t character = (uint32_t)(more == 0 ? first : first & (0x3f >> more));
	int i;

	for (i = 0; i < more; i++)
		character = character << 6 | (uint32_t)(pieces[(*at)++] & 0x3f);
	return character;
}

static size_t put_unit(int *out, size_t count, uint32_t unit, bool big_endian)
{
	out[count] = (int)(big_endian ? unit >> 8 : unit & 0xff);
	out[count + 1] = (int)(big_endian ? unit & 0xff : unit >> 8);
	return count + 2;
}

static naive_glob to_utf16(naive_pool *pool, const naive_modifiers *m, const naive_glob *from)
{
	int *out = naive_take(pool, (2 * from->count + 4) * sizeof *out);
	size_t count = 0, at = 0;

	if (m->byte_order_mark)
		count = put_unit(out, count, 0xfeff, m->utf16be);
	while (at < from->count) {
		const uint32_t c = next_character(from->pieces, &at);

		if (c < 0x10000) {
			count = put_unit(out, count, c, m->utf16be);
		} else {
			count = put_unit(out, count, 0xd800 + ((c - 0x10000) >> 10), m->utf16be);
			count = put_unit(out, count, 0xdc00 + ((c - 0x10000) & 0x3ff), m->utf16be);
		}
	}
	return (naive_glob){.pieces = out, .count = count};
}

/* Base64 of that many bytes that nobody knows, and then these. */
static naive_glob to_base64(naive_pool *pool, const naive_glob *from, size_t before)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const size_t size = before + from->count;
	int *out = naive_take(pool, (size / 3 + 1) * 4 * sizeof *out);
	size_t count = 0, i, k;

	for (i = 0; i < size; i += 3) {
		uint32_t three = 0;

		for (k = i; k < i + 3; k++)
			three = three << 8 |
			        (uint32_t)(k >= before && k < size ? from->pieces[k - before] : 0);
		for (k = 0; k < 4; k++)
			out[count++] = i + k > size ? '=' : alphabet[three >> (18 - 6 * k) & 0x3f];
	}
	return (naive_glob){.pieces = out, .count = count};
}

/* The three ways in which a text can lie in a longer one, without the characters that others decide too. */
static void add_base64_offsets(globs *out, const naive_glob *from)
{
	static const size_t skipped_first[3] = {0, 2, 3}, skipped_last[3] = {0, 3, 2};
	size_t before;

	for (before = 0; before < 3; before++) {
		const naive_glob whole = to_base64(out->pool, from, before);
		const size_t first = skipped_first[before];
		const size_t last = whole.count - skipped_last[(from->count + before) % 3];

		if (last > first)
			add(out, whole.pieces + first, last - first);
	}
}

static bool has_wildcards(const naive_glob *glob)
{
	size_t i;

	for (i = 0; i < glob->count; i++)
		if (glob->pieces[i] < 0)
			return true;
	return false;
}

/* The encodings of one text, before any wildcards are put around it. */
static bool encode(globs *out, const naive_modifiers *m, const naive_glob *glob)
{
	naive_glob bytes = *glob;

	if (!m->base64 && !m->base64offset) {
		add(out, glob->pieces, glob->count);
		return true;
	}
	if (has_wildcards(glob))
		return false;
	if (m->utf16le || m->utf16be)
		bytes = to_utf16(out->pool, m, glob);
	if (m->base64) {
		bytes = to_base64(out->pool, &bytes, 0);
		add(out, bytes.pieces, bytes.count);
	} else {
		add_base64_offsets(out, &bytes);
	}
	return true;
}

static void surround(naive_pool *pool, const naive_modifiers *m, naive_glob *glob)
{
	int *pieces = naive_take(pool, (glob->count + 2) * sizeof *pieces);
	size_t count = 0;

	if (m->contains || m->endswith)
		pieces[count++] = NAIVE_STAR;
	memcpy(pieces + count, glob->pieces, glob->count * sizeof *pieces);
	count += glob->count;
	if (m->contains || m->startswith)
		pieces[count++] = NAIVE_STAR;
	*glob = (naive_glob){.pieces = pieces, .count = count};
}

bool naive_make_globs(naive_pool *pool, const naive_modifiers *m, naive_value *value)
{
	const naive_glob plain = read_wildcards(pool, value->text, value->size);
	globs dashed = {.pool = pool}, encoded = {.pool = pool};
	size_t i;

	if (m->windash) {
		int *work = naive_take(pool, (3 * plain.count + 1) * sizeof *work);

		if (!spread_dashes(&dashed, &plain, 0, work, 0))
			return false;
	} else {
		add(&dashed, plain.pieces, plain.count);
	}
	for (i = 0; i < dashed.count; i++)
		if (!encode(&encoded, m, &dashed.items[i]))
			return false;
	for (i = 0; i < encoded.count; i++)
		surround(pool, m, &encoded.items[i]);
	value->globs = encoded.items;
	value->glob_count = encoded.count;
	return true;
}

bool naive_only_stars(const naive_glob *glob)
{
	size_t i;

	for (i = 0; i < glob->count; i++)
		if (glob->pieces[i] != NAIVE_STAR)
			return false;
	return glob->count > 0;
}

static int fold(int byte, bool cased)
{
	return !cased && byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

/* The bytes of one character, where the text is UTF-8: one, and up to three that go on with it. */
static size_t character_length(const uint8_t *text, size_t size)
{
	size_t length = 1;

	while (length < size && length < 4 && (text[length] & 0xc0) == 0x80)
		length++;
	return length;
}

/* Only a star calls itself again: once for each way to go on behind it. */
bool naive_glob_matches(const naive_glob *glob, const uint8_t *text, size_t size, bool cased)
{
	size_t at = 0, i, skipped;

	for (i = 0; i < glob->count; i++) {
		const naive_glob rest = {.pieces = glob->pieces + i + 1,
		                         .count = glob->count - i - 1};

		if (glob->pieces[i] == NAIVE_STAR) {
			for (skipped = at; skipped <= size && rest.count; skipped++)
				if (naive_glob_matches(&rest, text + skipped, size - skipped,
				                       cased))
					return true;
			return rest.count == 0;
		}
		if (at == size)
			return false;
		if (glob->pieces[i] == NAIVE_QUESTION)
			at += character_length(text + at, size - at);
		else if (fold(glob->pieces[i], cased) == fold(text[at], cased))
			at++;
		else
			return false;
	}
	return at == size;
}
