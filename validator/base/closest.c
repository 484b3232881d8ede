#include "base/closest.h"

#include <string.h>

enum { LONGEST = 40 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance; both at most LONGEST long. */
static size_t distance(sl_text a, sl_text b)
{
	size_t row[LONGEST + 1];

	for (size_t j = 0; j <= b.length; j++) {
		row[j] = j;
	}
	for (size_t i = 1; i <= a.length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.length; j++) {
			size_t change = diagonal + (a.bytes[i - 1] != b.bytes[j - 1]);

			diagonal = row[j];
			row[j] = least(change, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b.length];
}

const char *sl_text_closest(sl_text text, const char *const *names, size_t count)
{
	const char *closest = NULL;
	size_t best = 3;

	if (text.length > LONGEST) {
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		sl_text name = sl_text_of(names[i]);
		/* Of a short name, two edits are most of it. */
		size_t limit = least(best, least(text.length, name.length) < 4 ? 2 : 3), edits;

		if (name.length > LONGEST) {
			continue;
		}
		edits = distance(text, name);
		if (edits < limit) {
			best = edits;
			closest = names[i];
		}
	}
	return closest;
}
