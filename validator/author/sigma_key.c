#include <string.h>

#include "author/sigma.h"

/* Cuts the part up to the next '|' off the text, *offset moves along; false: there is none, it is all the last part. */
static bool cut_part(sl_text *rest, size_t *offset, sl_text *part)
{
	const char *bar = memchr(rest->bytes, '|', rest->length);

	*part = *rest;
	if (!bar)
		return false;
	part->length = (size_t)(bar - rest->bytes);
	*rest = (sl_text){bar + 1, rest->length - part->length - 1};
	*offset += part->length + 1;
	return true;
}

static void say_unknown(sl_sigma *rule, const sl_yaml *node, size_t offset, sl_text name)
{
	sl_nearest nearest = sl_nearest_to(name);
	unsigned i;

	if (name.length == 0) {
		sl_sigma_say_at(rule, SL_RULE_MODIFIER, node, offset,
		                "a modifier is missing behind the bar");
		return;
	}
	if (sl_modifier_is_time(name)) {
		sl_sigma_say_at(rule, SL_RULE_SIGMA_NOT_SUPPORTED, node, offset,
		                "the modifier %s takes a date apart, which no operator does",
		                sl_sigma_show(rule, name));
		return;
	}
	for (i = 0; i < SL_MODIFIER_COUNT && rule->compiler->guesses < SL_SIGMA_MAX_GUESSES; i++)
		sl_nearest_offer(&nearest, sl_modifier_name((enum sl_modifier)i));
	rule->compiler->guesses++;
	sl_sigma_say_at(rule, SL_RULE_MODIFIER, node, offset, "there is no modifier %s%s%s",
	                sl_sigma_show(rule, name), nearest.best ? "; perhaps " : "",
	                nearest.best ? nearest.best : "");
}

/* The modifiers of rest, at this offset of the key, into *set, which is empty. more: there are some. */
static bool read_modifiers(sl_sigma *rule, const sl_yaml *node, sl_text rest, size_t offset,
                           bool more, unsigned *set)
{
	size_t last[SL_MODIFIER_COUNT] = {0};
	const char *wrong;
	enum sl_modifier which;
	bool fine = true;
	size_t at;

	while (more) {
		sl_text name;

		at = offset;
		more = cut_part(&rest, &offset, &name);
		which = sl_modifier_find(name);
		if (which == SL_MODIFIER_COUNT) {
			say_unknown(rule, node, at, name);
			fine = false;
			continue;
		}
		wrong = sl_modifier_refuse(&rule->file->arena, which, *set);
		if (wrong)
			sl_sigma_say_at(rule, SL_RULE_MODIFIER, node, at, "%s", wrong);
		fine = fine && !wrong;
		last[which] = at;
		*set |= 1u << which;
	}
	wrong = fine ? sl_modifier_refuse_set(*set, &which) : NULL;
	if (wrong)
		sl_sigma_say_at(rule, SL_RULE_MODIFIER, node, last[which], "%s", wrong);
	return fine && !wrong;
}

/* CH6004 with the nearest name: of the type's fields, and of what events call them. */
static void say_no_field(sl_sigma *rule, const sl_yaml *node, sl_text name)
{
	const sl_type *type = rule->type;
	sl_nearest nearest = sl_nearest_to(name);
	const char *shown = sl_sigma_show(rule, name);
	uint32_t i, j;

	for (i = 0; i < type->field_count; i++) {
		for (j = 0; j < type->fields[i].from_count; j++) {
			if (sl_text_is(name, type->fields[i].from[j])) {
				nearest.best = type->fields[i].name;
				nearest.distance = 0;
			}
		}
		if (rule->compiler->guesses < SL_SIGMA_MAX_GUESSES)
			sl_nearest_offer(&nearest, type->fields[i].name);
	}
	rule->compiler->guesses++;
	sl_sigma_say_field(rule, SL_RULE_FIELD_NOT_IN_TYPE, node, shown,
	                   "the type %s version %u has no field %s%s%s", type->name,
	                   (unsigned)type->version, shown, nearest.best ? "; perhaps " : "",
	                   nearest.best ? nearest.best : "");
}

/* CH2010 where a modifier asks for another kind of field than this one. */
static bool check_kind(sl_sigma *rule, const sl_sigma_key *key)
{
	unsigned foreign, i = 0;

	if (key->kind == CHAN_KIND_STRING)
		foreign = SL_MOD_COMPARISONS;
	else if (key->kind == CHAN_KIND_INTEGER)
		foreign = SL_MOD_TEXT | SL_MOD_RE | SL_MOD_CIDR;
	else
		foreign = SL_MOD_TEXT | SL_MOD_RE | SL_MOD_COMPARISONS;
	foreign &= key->modifiers;
	if (!foreign)
		return true;
	while (!(foreign >> i & 1))
		i++;
	sl_sigma_say_field(rule, SL_RULE_OPERATOR_KIND, key->node, key->name,
	                   "the modifier %s does not fit %s, whose kind is %s",
	                   sl_modifier_name((enum sl_modifier)i), key->name,
	                   sl_field_kind_name(key->kind));
	return false;
}

bool sl_sigma_field(sl_sigma *rule, const sl_yaml *node, sl_text name, sl_sigma_key *out)
{
	out->index = sl_type_field(rule->type, name);
	if (out->index < 0) {
		say_no_field(rule, node, name);
		return false;
	}
	out->name = rule->type->fields[out->index].name;
	out->kind = rule->type->fields[out->index].kind;
	return true;
}

bool sl_sigma_key_read(sl_sigma *rule, const sl_yaml *node, sl_sigma_key *out)
{
	sl_text rest = node->text;
	size_t offset = 0;
	bool more, fine;

	*out = (sl_sigma_key){.node = node, .index = -1};
	more = cut_part(&rest, &offset, &out->field);
	out->name = sl_sigma_show(rule, out->field);
	fine = read_modifiers(rule, node, rest, offset, more, &out->modifiers);
	if (out->field.length == 0) {
		sl_sigma_say(rule, SL_RULE_KEYWORDS, node,
		             "a value without a field is looked for in the whole event, which no "
		             "input holds");
		return false;
	}
	if (!rule->type || !sl_sigma_field(rule, node, out->field, out))
		return fine;
	return fine && check_kind(rule, out);
}
