#include "author/sigma.h"

/* The text as the format has it, whatever operator can say it. */
static void finish_text(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node,
                        sl_sigma_text *text)
{
	sl_buffer *value = &rule->compiler->value;
	const bool cased = (key->modifiers & SL_MOD_CASED) != 0;
	uint8_t operation;
	size_t i;

	if (key->modifiers & (SL_MOD_CONTAINS | SL_MOD_ENDSWITH))
		sl_sigma_text_open_start(text);
	if (key->modifiers & (SL_MOD_CONTAINS | SL_MOD_STARTSWITH))
		sl_sigma_text_open_end(text);
	operation = sl_sigma_text_operator(text, value);
	if (operation == CHAN_OPERATOR_NULL) {
		sl_sigma_atom_add(rule, node, operation, 0, true, NULL);
		return;
	}
	for (i = 0; i < value->length && !cased; i++)
		if (value->bytes[i] >= 'A' && value->bytes[i] <= 'Z')
			value->bytes[i] = (uint8_t)(value->bytes[i] - 'A' + 'a');
	sl_sigma_atom_text(rule, node, operation, cased ? CHAN_FLAG_CASED : 0);
}

static void encode_text(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node,
                        sl_sigma_text *text)
{
	sl_compiler *c = rule->compiler;
	unsigned offset;

	if (key->modifiers & SL_MOD_WIDTHS) {
		sl_sigma_text_utf16(&c->wide, text, (key->modifiers & SL_MOD_UTF16BE) != 0,
		                    (key->modifiers & SL_MOD_UTF16) != 0);
		text = &c->wide;
	}
	if (key->modifiers & SL_MOD_BASE64) {
		sl_sigma_text_base64(&c->encoded, text);
		finish_text(rule, key, node, &c->encoded);
	} else if (key->modifiers & SL_MOD_BASE64OFFSET) {
		for (offset = 0; offset < 3; offset++) {
			sl_sigma_text_base64_at(&c->encoded, text, offset);
			if (c->encoded.count == 0) {
				sl_sigma_say(rule, SL_RULE_EMPTY_VALUE, node,
				             "one byte is too short for base64offset: nothing of "
				             "it is certain");
				return;
			}
			finish_text(rule, key, node, &c->encoded);
		}
	} else {
		finish_text(rule, key, node, text);
	}
}

/* The variants of windash, or the text itself. */
static void expand_text(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	sl_compiler *c = rule->compiler;
	size_t variants = 1, variant, places;

	if (!(key->modifiers & SL_MOD_WINDASH)) {
		encode_text(rule, key, node, &c->text);
		return;
	}
	for (places = sl_sigma_text_dashes(&c->text); places > 0; places--) {
		variants *= SL_SIGMA_DASHES;
		if (variants > CHAN_MAX_VALUES) {
			sl_sigma_say(rule, SL_RULE_EXPANSION_LIMIT, node,
			             "windash makes more than %u values of it", CHAN_MAX_VALUES);
			return;
		}
	}
	for (variant = 0; variant < variants && !rule->over; variant++) {
		sl_sigma_text_windash(&c->dashed, &c->text, variant);
		encode_text(rule, key, node, &c->dashed);
	}
}

void sl_sigma_value_text(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node, sl_text text)
{
	sl_sigma_text *read = &rule->compiler->text;

	sl_sigma_text_read(read, text);
	if (sl_sigma_placeholder(rule, key, node))
		return;
	if (key->modifiers & SL_MOD_ENCODINGS && sl_sigma_text_wild(read))
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node,
		             "a text with wildcards cannot be encoded");
	else if (key->modifiers & (SL_MOD_POSITIONS | SL_MOD_ENCODINGS) && read->count == 0)
		sl_sigma_say_field(rule, SL_RULE_EMPTY_VALUE, node, key->name,
		                   "the empty text is in every text");
	else
		expand_text(rule, key, node);
}
