/* Values, criteria and conditions as people read them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "author/network.h"
#include "author/words.h"
#include "base/digest.h"
#include "diff/parts.h"
#include "model/fleet.h"
#include "rules/facts.h"

/* Longer conditions are counted, not written out. */
enum { SHOWN_VALUES = 8, LONGEST_CONDITION = 64 };

static const char *field_name(sl_diff *diff, const sl_content_type *type, uint32_t field)
{
	return sl_diff_shown(diff, type->fields[field].name);
}

/* Of what cannot be shown as it is, or not to its end: so that two that look alike are told apart. */
static const char *digest_of(sl_diff *diff, sl_text text)
{
	char digest[65];

	sl_sha256_hex(text.bytes, text.length, digest);
	return sl_arena_printf(&diff->arena, " (%zu bytes, SHA-256 %.12s...)", text.length, digest);
}

const char *sl_diff_quoted(sl_diff *diff, sl_text text)
{
	const char *shown = sl_diff_shown(diff, text), *out;
	const size_t length = strlen(shown);
	sl_buffer words = {0};

	sl_buffer_byte(&words, '\'');
	for (const char *rest = shown; *rest != '\0'; rest++) {
		if (*rest == '\'')
			sl_buffer_byte(&words, '\'');
		sl_buffer_byte(&words, (uint8_t)*rest);
	}
	sl_buffer_byte(&words, '\'');
	if (length != text.length || memcmp(shown, text.bytes, length) != 0)
		sl_buffer_text(&words, digest_of(diff, text));
	out = sl_arena_copy(&diff->arena, (const char *)words.bytes, words.length);
	sl_buffer_free(&words);
	return out;
}

const char *sl_diff_value(sl_diff *diff, const sl_content_type *type, const sl_criterion *criterion,
                          const sl_value *value)
{
	char network[SL_NETWORK_TEXT];

	switch (chan_operator_value_kind(criterion->operation)) {
	case CHAN_VALUE_STRING:
		return sl_diff_quoted(diff, value->text);
	case CHAN_VALUE_INTEGER:
		return sl_arena_printf(&diff->arena, "%" PRId64, value->integer);
	case CHAN_VALUE_NETWORK:
		sl_network_write(&value->network, network);
		return sl_arena_copy(&diff->arena, network, strlen(network));
	case CHAN_VALUE_FIELD:
		return field_name(diff, type, value->field);
	case CHAN_VALUE_NONE:
		break;
	}
	return "";
}

const char *sl_diff_criterion_head(sl_diff *diff, const sl_content_type *type,
                                   const sl_criterion *criterion)
{
	const char *words =
		sl_arena_printf(&diff->arena, "%s %s", field_name(diff, type, criterion->field),
	                        sl_operator_name(criterion->operation));
	const char *name;

	for (unsigned bit = 0; (name = sl_flag_name(bit)) != NULL; bit++)
		if ((criterion->flags >> bit) & 1)
			words = sl_arena_printf(&diff->arena, "%s %s", words, name);
	return words;
}

const char *sl_diff_criterion(sl_diff *diff, const sl_content_type *type,
                              const sl_criterion *criterion)
{
	const char *words = sl_diff_criterion_head(diff, type, criterion);

	for (uint32_t i = 0; i < criterion->value_count && i < SHOWN_VALUES; i++)
		words = sl_arena_printf(
			&diff->arena, "%s%s%s", words, i == 0 ? " " : " or ",
			sl_diff_value(diff, type, criterion, &criterion->values[i]));
	if (criterion->value_count > SHOWN_VALUES)
		words = sl_arena_printf(
			&diff->arena, "%s or %s more", words,
			sl_counted(&diff->arena, criterion->value_count - SHOWN_VALUES, "value"));
	return words;
}

/* --- conditions: postfix words to the infix that people write */

/* What the words so far say, and what joins it at the top: 0 for a criterion. */
typedef struct term {
	const char *text;
	uint16_t joined_by;
} term;

/* How many criteria before it in the template read the same field by the same operator. */
static uint32_t twins_before(const sl_template *template, uint32_t index, uint32_t *all)
{
	const sl_criterion *own = &template->criteria[index];
	uint32_t before = 0;

	*all = 0;
	for (uint32_t i = 0; i < template->criterion_count; i++) {
		const sl_criterion *other = &template->criteria[i];

		if (other->field == own->field && other->operation == own->operation) {
			before += i < index;
			++*all;
		}
	}
	return before;
}

static const char *criterion_label(sl_diff *diff, const sl_typed_template *of, uint32_t index)
{
	uint32_t all;
	const uint32_t before = twins_before(of->template, index, &all);
	const char *head = sl_diff_criterion_head(diff, of->type, &of->template->criteria[index]);

	return all > 1 ? sl_arena_printf(&diff->arena, "%s (the %s)", head,
	                                 sl_ordinal(&diff->arena, before + 1))
	               : head;
}

static const char *wrapped(sl_diff *diff, const term *of, uint16_t outer)
{
	return of->joined_by == 0 || of->joined_by == CHAN_WORD_NOT || of->joined_by == outer
	               ? of->text
	               : sl_arena_printf(&diff->arena, "(%s)", of->text);
}

static void take_word(sl_diff *diff, const sl_typed_template *of, uint16_t word, term *stack,
                      uint32_t *depth)
{
	term *top = &stack[*depth - 1];

	if (word < CHAN_PUSH_LIMIT) {
		stack[(*depth)++] = (term){criterion_label(diff, of, word), 0};
	} else if (word == CHAN_WORD_NOT) {
		top->text = sl_arena_printf(&diff->arena, "not %s", wrapped(diff, top, word));
		top->joined_by = word;
	} else {
		top[-1].text =
			sl_arena_printf(&diff->arena, "%s %s %s", wrapped(diff, top - 1, word),
		                        sl_instruction_name(word), wrapped(diff, top, word));
		top[-1].joined_by = word;
		--*depth;
	}
}

const char *sl_diff_condition(sl_diff *diff, const sl_typed_template *of)
{
	const sl_template *template = of->template;
	term stack[CHAN_MAX_DEPTH + 1] = {{NULL, 0}};
	uint32_t depth = 1; /* what lies below the first is never touched */

	if (template->instruction_count > LONGEST_CONDITION)
		return sl_arena_printf(&diff->arena, "a condition of %" PRIu32 " steps",
		                       template->instruction_count);
	for (uint32_t i = 0; i < template->instruction_count; i++)
		take_word(diff, of, template->instructions[i], stack, &depth);
	return stack[1].text;
}
