#include "author/sigma.h"
#include "pattern.h"

static const char *words_of(uint8_t error)
{
	static const char *const words[CHAN_PATTERN_ERROR_COUNT] = {
		"",
#define PATTERN_ERROR(name, costly, text) text,
#include "pattern_errors.def"
#undef PATTERN_ERROR
	};

	return error < CHAN_PATTERN_ERROR_COUNT ? words[error] : "";
}

static bool is_costly(uint8_t error)
{
	static const bool costly[CHAN_PATTERN_ERROR_COUNT] = {
		false,
#define PATTERN_ERROR(name, costly, text) costly,
#include "pattern_errors.def"
#undef PATTERN_ERROR
	};

	return error < CHAN_PATTERN_ERROR_COUNT && costly[error];
}

void sl_sigma_value_pattern(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	sl_buffer *value = &rule->compiler->value;
	/* A cursor wants a real address even if nothing is there. */
	const void *bytes = node->text.length ? node->text.bytes : "";
	chan_cursor pattern = chan_cursor_over(bytes, node->text.length);
	chan_regex_cost cost;
	chan_pattern_fault fault;
	uint8_t flags = 0;
	size_t cut;

	if (!(key->modifiers & SL_MOD_I))
		flags |= CHAN_FLAG_CASED;
	if (key->modifiers & SL_MOD_M)
		flags |= CHAN_FLAG_MULTILINE;
	(void)chan_regex_cut_flags(&pattern, &flags);
	cut = chan_offset(&pattern);
	if (chan_left(&pattern) == 0) {
		sl_sigma_say_field(rule, SL_RULE_EMPTY_VALUE, node, key->name,
		                   "the empty pattern matches every text");
		return;
	}
	if (!chan_regex_check(pattern, flags, &cost, &fault)) {
		sl_sigma_say_at(rule,
		                is_costly(fault.error) ? SL_RULE_PATTERN_COST
		                                       : SL_RULE_PATTERN_DIALECT,
		                node, cut + fault.offset, "%s", words_of(fault.error));
		return;
	}
	sl_buffer_clear(value);
	sl_buffer_append(value, node->text.bytes + cut, node->text.length - cut);
	sl_sigma_atom_text(rule, node, CHAN_OPERATOR_REGEX, flags);
}
