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
	size_t limit = text.length < 4 ? 2 : 3;
	const char *closest = NULL;

	if (text.length > LONGEST) {
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		sl_text name = sl_text_of(names[i]);

		if (name.length <= LONGEST && distance(text, name) < limit) {
			limit = distance(text, name);
			closest = names[i];
		}
	}
	return closest;
}
