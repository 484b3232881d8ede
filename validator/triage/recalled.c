/* The list of recalled files. */
#include <stdlib.h>
#include <string.h>

#include "base/problem.h"
#include "triage/parts.h"

enum { LARGEST_LIST = 16 << 20 /* bytes */, DIGITS = 64 };

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The digest that the line begins with, in lower case. False: it begins with something else. */
static bool take_digest(const char *line, size_t length, char out[DIGITS + 1])
{
	if (length < DIGITS || (length > DIGITS && strchr(" \t", line[DIGITS]) == NULL)) {
		return false;
	}
	for (size_t i = 0; i < DIGITS; i++) {
		const char digit = line[i];

		if ((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f')) {
			out[i] = digit;
		} else if (digit >= 'A' && digit <= 'F') {
			out[i] = (char)(digit - 'A' + 'a');
		} else {
			return false;
		}
	}
	out[DIGITS] = '\0';
	return true;
}

static bool take_line(sl_recalled *out, const char *line, size_t length)
{
	if (length > 0 && line[length - 1] == '\r') {
		length--;
	}
	if (length == 0 || line[0] == '#') {
		return true;
	}
	out->digests = sl_grow(out->digests, &out->capacity, out->count + 1, sizeof *out->digests);
	return take_digest(line, length, out->digests[out->count]) && ++out->count > 0;
}

bool sl_recalled_read(const char *path, sl_recalled *out, sl_problem *problem)
{
	sl_buffer text = {0};
	bool read = sl_file_read(path, LARGEST_LIST, &text, problem);
	size_t at = 0, number = 1;

	*out = (sl_recalled){0};
	for (; read && at < text.length; number++) {
		const char *line = (const char *)text.bytes + at;
		const char *end = memchr(line, '\n', text.length - at);
		const size_t length = end != NULL ? (size_t)(end - line) : text.length - at;

		read = take_line(out, line, length) ||
		       sl_problem_say(
			       problem, path,
			       "line %zu does not begin with a SHA-256 of 64 hexadecimal digits",
			       number);
		at += length + 1;
	}
	sl_buffer_free(&text);
	if (out->count > 1) {
		qsort(out->digests, out->count, sizeof *out->digests, compare);
	}
	return read;
}

void sl_recalled_free(sl_recalled *recalled)
{
	free(recalled->digests);
	*recalled = (sl_recalled){0};
}

bool sl_recalled_has(const sl_recalled *recalled, const char *sha256)
{
	return recalled->count > 0 && sha256[0] != '\0' &&
	       bsearch(sha256, recalled->digests, recalled->count, sizeof *recalled->digests,
	               compare) != NULL;
}
