#include <string.h>

#include "support_pattern.h"

static void put(support_writer *w, const char *text)
{
	const size_t length = strlen(text);

	if (w->length + length > SUPPORT_PATTERN_LONGEST)
		return;
	memcpy(w->text + w->length, text, length);
	w->length += length;
}

static const char *pick(support_writer *w, const char *const *list, size_t count)
{
	return list[support_random(&w->seed) % count];
}

#define PICK(w, list) pick(w, list, sizeof(list) / sizeof((list)[0]))

static void put_class(support_writer *w)
{
	static const char *const members[] = {
		"a",           "b",          "B",     "c",         "-",         "_",
		"a-c",         "A-B",        "0-9",   "\\d",       "\\w",       "\\s",
		"\\D",         "\\S",        "\\W",   "[:alpha:]", "[:upper:]", "[:^lower:]",
		"[:punct:]",   "[:^space:]", "\\-",   "\\]",       "\\n",       "\\x62-\\x64",
		"\\x80-\\xff", "^",          "[",     " -/",       ".",         ":",
		"=",           "$",          "\\^-_", "+--",       "1",         "\\x09-\\x0d",
	};
	static const char *const strays[] = {"\\b",     "\\v", "\xc3\xa9", "c-a", "[.a.]",
	                                     "[=",      "\\0", "\\x{41}",  "-",   "\\d-z",
	                                     "[:foo:]", "\\e", "]"};
	unsigned count = 1 + support_random(&w->seed) % 4;

	put(w, support_random(&w->seed) % 3 ? "[" : "[^");
	if (support_random(&w->seed) % 12 == 0)
		put(w, "]");
	while (count-- > 0)
		put(w, w->strays && support_random(&w->seed) % 6 == 0 ? PICK(w, strays)
		                                                      : PICK(w, members));
	if (support_random(&w->seed) % 8 == 0)
		put(w, "-");
	put(w, "]");
}

static void put_atom(support_writer *w, unsigned depth);

static void put_sequence(support_writer *w, unsigned depth)
{
	unsigned count = support_random(&w->seed) % 4;

	while (count-- > 0)
		put_atom(w, depth);
}

static void put_alternation(support_writer *w, unsigned depth)
{
	put_sequence(w, depth);
	while (support_random(&w->seed) % 3 == 0) {
		put(w, "|");
		put_sequence(w, depth);
	}
}

static void put_atom(support_writer *w, unsigned depth)
{
	static const char *const atoms[] = {
		"a",    "b",     "c",     "B",   "ab",  "1",          "_",    " ",
		".",    "\\d",   "\\w",   "\\s", "\\D", "\\W",        "\\S",  "\\.",
		"\\\\", "\\x41", "\\xe9", "\\n", "\\t", "\\-",        "\\\"", "]",
		"}",    "{a",    "{}",    "\n",  ",",   "(\xc3\xa9)", "\\ ",
	};
	static const char *const assertions[] = {"^", "$", "\\b", "\\B"};
	static const char *const quantifiers[] = {"*",      "+",   "?",     "*?",    "+?",
	                                          "??",     "{2}", "{0}",   "{1,}",  "{0,2}",
	                                          "{2,3}?", "{3}", "{0,1}", "{1,1}", "{0,0}"};
	static const char *const strays[] = {
		"\\1",     "\\v",       "\\e",     "\\A",         "\\z",  "\\Z",     "\\Qa\\E",
		"\\C",     "\\K",       "\\pL",    "\\0",         "\\x4", "\\x{41}", "\\x00",
		"(?=a)",   "(?!a)",     "(?<=a)",  "(?>a)",       "(?i)", "(?i:a)",  "(?P<n>a)",
		"(?<n>a)", "(?#a)",     "(?|a)",   "(?)",         "a**",  "a*+",     "a{2}{3}",
		"a{,2}",   "a{2,1}",    "a{1001}", "(a{40}){40}", "^*",   "\\b+",    "*",
		"(*F)",    "\xc3\xa9*", "(",       ")",           "[",    "\\",      "{2}",
		"a{ 1}",   "a{01}",     "\\h",     "\\R",
	};
	const unsigned choice = support_random(&w->seed) % 16;

	if (w->strays && support_random(&w->seed) % 8 == 0) {
		put(w, PICK(w, strays));
		return;
	}
	if (choice == 0) {
		put(w, PICK(w, assertions));
		return;
	}
	if (choice <= 3 && depth < 4 && w->length < SUPPORT_PATTERN_LONGEST / 2) {
		put(w, choice == 1 ? "(?:" : "(");
		put_alternation(w, depth + 1);
		put(w, ")");
	} else if (choice <= 5) {
		put_class(w);
	} else {
		put(w, PICK(w, atoms));
	}
	if (support_random(&w->seed) % 3 == 0)
		put(w, PICK(w, quantifiers));
}

void support_random_pattern(support_writer *w, bool strays)
{
	w->length = 0;
	w->strays = strays;
	put_alternation(w, 0);
}
