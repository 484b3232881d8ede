/* Conditions of the naive evaluator: evaluated as they are read, by recursive descent over the text. */
#include <string.h>
#include <strings.h>

#include "naive_parts.h"

enum { WORD_MAX = 256 };

/* Where the reading is: a word, "(" or ")" at a time; the empty word is the end. */
typedef struct reader {
	naive_look *look;
	const char *rest;
	char word[WORD_MAX];
} reader;

static void advance(reader *r)
{
	size_t length;

	r->rest += strspn(r->rest, " \t\r\n");
	length = strcspn(r->rest, " \t\r\n()");
	if (length == 0 && *r->rest)
		length = 1;
	if (length >= WORD_MAX) {
		r->look->unknown = true;
		length = 0;
		r->rest = "";
	}
	memcpy(r->word, r->rest, length);
	r->word[length] = 0;
	r->rest += length;
}

static bool is_word(const reader *r, const char *word)
{
	return strcasecmp(r->word, word) == 0;
}

/* Whether the next word is "of", which makes a count of the one before it. */
static bool before_of(const reader *r)
{
	reader next = *r;

	advance(&next);
	return is_word(&next, "of");
}

static bool fits(const char *pattern, const char *name)
{
	if (*pattern == '*')
		return fits(pattern + 1, name) || (*name && fits(pattern, name + 1));
	return *pattern == *name && (*name == 0 || fits(pattern + 1, name + 1));
}

/* "1 of", "any of" or "all of", and "them" or a pattern; names with an underscore first stay out. */
static bool some_of(reader *r, bool all)
{
	const naive_rule *rule = r->look->rule;
	size_t fitting = 0, holding = 0, i;

	advance(r); /* of */
	advance(r);
	for (i = 0; i < rule->selection_count; i++) {
		const naive_selection *s = &rule->selections[i];

		if (s->name[0] == '_' || (!is_word(r, "them") && !fits(r->word, s->name)))
			continue;
		fitting++;
		holding += naive_detection_holds(r->look, &s->detection);
	}
	if (fitting == 0)
		r->look->unknown = true;
	advance(r);
	return all ? holding == fitting : holding > 0;
}

static bool named(reader *r)
{
	const naive_rule *rule = r->look->rule;
	size_t i;

	for (i = 0; i < rule->selection_count; i++)
		if (strcmp(rule->selections[i].name, r->word) == 0)
			break;
	advance(r);
	if (i == rule->selection_count) {
		r->look->unknown = true;
		return false;
	}
	return naive_detection_holds(r->look, &rule->selections[i].detection);
}

static bool disjunction(reader *r);

static bool operand(reader *r)
{
	bool holds;

	if (is_word(r, "not")) {
		advance(r);
		return !operand(r);
	}
	if (is_word(r, "(")) {
		advance(r);
		holds = disjunction(r);
		if (!is_word(r, ")"))
			r->look->unknown = true;
		advance(r);
		return holds;
	}
	if (before_of(r) && (is_word(r, "1") || is_word(r, "any") || is_word(r, "all")))
		return some_of(r, is_word(r, "all"));
	return named(r);
}

/* Both sides are always read, since reading is what moves on. */
static bool conjunction(reader *r)
{
	bool holds = operand(r);

	while (is_word(r, "and")) {
		advance(r);
		holds &= operand(r);
	}
	return holds;
}

static bool disjunction(reader *r)
{
	bool holds = conjunction(r);

	while (is_word(r, "or")) {
		advance(r);
		holds |= conjunction(r);
	}
	return holds;
}

bool naive_condition_holds(naive_look *look, const char *condition)
{
	reader r = {.look = look, .rest = condition};
	bool holds;

	advance(&r);
	holds = disjunction(&r);
	if (r.word[0])
		look->unknown = true;
	return holds;
}
