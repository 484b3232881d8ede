#include <string.h>

#include "author/sigma.h"

/* One condition text being read. `or` binds least, then `and`, `not`, `1 of`; keywords in either case. */
typedef struct reader {
	sl_sigma *rule;
	const sl_yaml *node;
	sl_text token; /* at hand; empty: the end */
	size_t at, next; /* offsets of the token and of what follows it */
	unsigned depth; /* open parentheses */
	bool stopped; /* something was wrong: nothing more is read */
} reader;

static bool append_or(reader *r);

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_mark(char c)
{
	return c == '(' || c == ')' || c == '|';
}

static void advance(reader *r)
{
	const sl_text text = r->node->text;
	size_t end;

	while (r->next < text.length && is_space(text.bytes[r->next]))
		r->next++;
	end = r->next;
	if (end < text.length && is_mark(text.bytes[end]))
		end++;
	else
		while (end < text.length && !is_space(text.bytes[end]) && !is_mark(text.bytes[end]))
			end++;
	r->at = r->next;
	r->token = (sl_text){text.bytes + r->at, end - r->at};
	r->next = end;
}

/* Whether the token is this word, in lower case or any other. */
static bool is_word(const reader *r, const char *word)
{
	size_t i;

	for (i = 0; i < r->token.length && word[i] != '\0'; i++) {
		char c = r->token.bytes[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != word[i])
			return false;
	}
	return i == r->token.length && word[i] == '\0';
}

static bool accept(reader *r, const char *word)
{
	if (r->stopped || !is_word(r, word))
		return false;
	advance(r);
	return true;
}

static bool stop(reader *r, uint16_t id, size_t offset, const char *what)
{
	sl_sigma_say_at(r->rule, id, r->node, offset, "%s", what);
	r->stopped = true;
	return false;
}

static bool stop_unexpected(reader *r, const char *wanted)
{
	const char *found = r->token.length ? sl_sigma_show(r->rule, r->token) : "the end";

	if (is_word(r, "|"))
		return stop(r, SL_RULE_CORRELATION, r->at,
		            "an aggregation looks at several events; a rule sees one");
	sl_sigma_say_at(r->rule, SL_RULE_CONDITION, r->node, r->at, "%s is missing before %s",
	                wanted, found);
	r->stopped = true;
	return false;
}

/* The words of a selection once more; false if it has none, being wrong. */
static bool append_selection(reader *r, sl_sigma_selection *selection)
{
	sl_compiler *c = r->rule->compiler;
	size_t i;

	selection->used = true;
	if (c->program.count + selection->count > CHAN_MAX_INSTRUCTIONS) {
		sl_sigma_over(r->rule, r->node, "more than 16,384 instructions in a condition");
		r->stopped = true;
		return false;
	}
	for (i = 0; i < selection->count; i++)
		sl_sigma_push(&c->program, c->words.items[selection->first + i]);
	return selection->count > 0;
}

/* '*' in the pattern is any text. */
static bool matches(sl_text pattern, sl_text name)
{
	size_t p = 0, n = 0, star = SIZE_MAX, mark = 0;

	while (n < name.length) {
		if (p < pattern.length && pattern.bytes[p] == '*') {
			star = p++;
			mark = n;
		} else if (p < pattern.length && pattern.bytes[p] == name.bytes[n]) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++mark;
		} else {
			return false;
		}
	}
	while (p < pattern.length && pattern.bytes[p] == '*')
		p++;
	return p == pattern.length;
}

/* What follows "1 of", "any of" or "all of". Names that begin with an underscore are never meant. */
static bool append_several(reader *r, uint16_t word)
{
	sl_compiler *c = r->rule->compiler;
	const bool them = is_word(r, "them");
	const sl_text pattern = r->token;
	const size_t at = r->at;
	size_t operands = 0, i;
	bool found = false;

	if (pattern.length == 0 || is_mark(pattern.bytes[0]))
		return stop_unexpected(r, "them, or a pattern of names,");
	for (i = 0; i < c->selection_count; i++) {
		const sl_text name = c->selections[i].name;

		if ((name.length && name.bytes[0] == '_') || !(them || matches(pattern, name)))
			continue;
		found = true;
		sl_sigma_join(&c->program, append_selection(r, &c->selections[i]), &operands, word);
	}
	if (!found)
		sl_sigma_say_at(
			r->rule, SL_RULE_SELECTION_UNKNOWN, r->node, at,
			"no selection has a name like %s, those with an underscore first left out",
			sl_sigma_show(r->rule, pattern));
	advance(r);
	return operands > 0;
}

static bool append_named(reader *r, sl_text name, size_t at)
{
	sl_compiler *c = r->rule->compiler;
	sl_nearest nearest = sl_nearest_to(name);
	size_t i;

	for (i = 0; i < c->selection_count; i++)
		if (sl_text_equal(name, c->selections[i].name))
			return append_selection(r, &c->selections[i]);
	for (i = 0; i < c->selection_count && c->guesses < SL_SIGMA_MAX_GUESSES; i++)
		sl_nearest_offer(&nearest, sl_sigma_show(r->rule, c->selections[i].name));
	c->guesses++;
	sl_sigma_say_at(r->rule, SL_RULE_SELECTION_UNKNOWN, r->node, at,
	                "there is no selection %s%s%s", sl_sigma_show(r->rule, name),
	                nearest.best ? "; perhaps " : "", nearest.best ? nearest.best : "");
	return false;
}

/* Whether a text that is not empty is a number. */
static bool is_number(sl_text text)
{
	size_t i;

	for (i = 0; i < text.length; i++)
		if (text.bytes[i] < '0' || text.bytes[i] > '9')
			return false;
	return true;
}

/* Each operand becomes an instruction at least, if nothing is wrong with it; this bounds the work if something is. */
static bool count_operand(reader *r)
{
	if (r->rule->operands++ < CHAN_MAX_INSTRUCTIONS)
		return true;
	sl_sigma_over(r->rule, r->node, "more than 16,384 operands in a condition");
	r->stopped = true;
	return false;
}

static bool append_primary(reader *r)
{
	const sl_text name = r->token;
	const size_t at = r->at;
	const bool one = is_word(r, "1") || is_word(r, "any"), all = is_word(r, "all");
	bool appended;

	if (accept(r, "(")) {
		if (++r->depth > SL_SIGMA_MAX_NESTING) {
			sl_sigma_over(r->rule, r->node, "parentheses are nested more than 64 deep");
			r->stopped = true;
			return false;
		}
		appended = append_or(r);
		if (!accept(r, ")"))
			return r->stopped ? false : stop_unexpected(r, "a closing parenthesis");
		r->depth--;
		return appended;
	}
	if (name.length == 0 || is_mark(name.bytes[0]) || is_word(r, "and") || is_word(r, "or"))
		return stop_unexpected(r, "the name of a selection");
	advance(r);
	if (!count_operand(r))
		return false;
	if (!accept(r, "of"))
		return append_named(r, name, at);
	if (!one && !all)
		return stop(r, SL_RULE_CONDITION, at,
		            is_number(name)
		                    ? "of several, only 1 of, any of and all of can be asked for"
		                    : "before of stands 1, any or all");
	return append_several(r, all ? CHAN_WORD_AND : CHAN_WORD_OR);
}

static bool append_not(reader *r)
{
	bool negate = false, appended;

	while (accept(r, "not"))
		negate = !negate;
	appended = append_primary(r);
	if (appended && negate)
		sl_sigma_push(&r->rule->compiler->program, CHAN_WORD_NOT);
	return appended;
}

static bool append_and(reader *r)
{
	size_t operands = 0;

	do {
		sl_sigma_join(&r->rule->compiler->program, append_not(r), &operands, CHAN_WORD_AND);
	} while (accept(r, "and"));
	return operands > 0;
}

static bool append_or(reader *r)
{
	size_t operands = 0;

	do {
		sl_sigma_join(&r->rule->compiler->program, append_and(r), &operands, CHAN_WORD_OR);
	} while (accept(r, "or"));
	return operands > 0;
}

/* One text; several are alternatives. */
static bool append_text(sl_sigma *rule, const sl_yaml *node)
{
	reader r = {.rule = rule, .node = node};
	bool appended;

	if (node->kind != SL_YAML_SCALAR) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node,
		             "a condition is a text, or a list of texts");
		return false;
	}
	advance(&r);
	appended = append_or(&r);
	if (!r.stopped && r.token.length)
		(void)(is_word(&r, ")") ? stop(&r, SL_RULE_CONDITION, r.at,
		                               "a parenthesis is closed that was not opened")
		                        : stop_unexpected(&r, "and, or or a parenthesis"));
	return appended;
}

static void say_unused(sl_sigma *rule)
{
	const sl_compiler *c = rule->compiler;
	size_t i;

	for (i = 0; i < c->selection_count; i++)
		if (!c->selections[i].used)
			sl_sigma_say(rule, SL_RULE_SELECTION_UNUSED, c->selections[i].key,
			             "the condition does not use the selection %s",
			             sl_sigma_show(rule, c->selections[i].name));
}

void sl_sigma_condition(sl_sigma *rule, const sl_yaml *condition)
{
	const bool list = condition->kind == SL_YAML_LIST;
	const size_t errors = rule->compiler->findings->errors;
	size_t operands = 0;
	bool appended;
	uint32_t i;

	if (list && condition->count == 0)
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, condition,
		             "the list of conditions is empty");
	for (i = 0; i < (list ? condition->count : 1) && !rule->over; i++) {
		appended = append_text(rule, list ? condition->of.items[i] : condition);
		sl_sigma_join(&rule->compiler->program, appended, &operands, CHAN_WORD_OR);
	}
	/* What a condition with a mistake leaves unused is no news. */
	if (rule->compiler->findings->errors == errors)
		say_unused(rule);
}
