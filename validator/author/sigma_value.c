#include <string.h>

#include "author/network.h"
#include "author/sigma.h"

void sl_sigma_atom_add(sl_sigma *rule, const sl_yaml *node, uint8_t operation, uint8_t flags,
                       bool negated, const sl_value *value)
{
	sl_compiler *c = rule->compiler;

	rule->room += sizeof *value;
	c->room += sizeof *value;
	if (rule->room > SL_SIGMA_MAX_RULE_ROOM || c->room > SL_SIGMA_MAX_ROOM) {
		sl_sigma_over(rule, node, "the values of the rule take too much room");
		return;
	}
	c->atoms = sl_grow(c->atoms, &c->atom_capacity, c->atom_count + 1, sizeof *c->atoms);
	c->atoms[c->atom_count] = (sl_sigma_atom){
		.operation = operation, .flags = flags, .negated = negated, .node = node};
	if (value)
		c->atoms[c->atom_count].value = *value;
	c->atom_count++;
}

/* An atom whose value is the bytes of compiler->value. */
void sl_sigma_atom_text(sl_sigma *rule, const sl_yaml *node, uint8_t operation, uint8_t flags)
{
	sl_compiler *c = rule->compiler;
	const sl_text text = {(const char *)c->value.bytes, c->value.length};
	sl_value value;

	if (c->value.length > CHAN_MAX_STRING) {
		sl_sigma_say(rule, SL_RULE_EXPANSION_LIMIT, node,
		             "the value is %zu bytes long, of at most %u", c->value.length,
		             CHAN_MAX_STRING);
		return;
	}
	rule->room += c->value.length;
	c->room += c->value.length;
	value.text = sl_text_copy(c->arena, text);
	sl_sigma_atom_add(rule, node, operation, flags, false, &value);
}

/* CH6010; a value under `expand` that has none is as written. */
bool sl_sigma_placeholder(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	if (!(key->modifiers & SL_MOD_EXPAND) || !sl_sigma_text_placeholder(&rule->compiler->text))
		return false;
	sl_sigma_say_field(rule, SL_RULE_PLACEHOLDER, node, key->name,
	                   "the placeholder in %s stands for values that are not in the rule",
	                   sl_sigma_show(rule, node->text));
	return true;
}

bool sl_sigma_integer(const sl_yaml *node, int64_t *out)
{
	bool boolean;

	if (sl_yaml_resolve(node, &boolean, out) == SL_YAML_INTEGER)
		return true;
	return sl_text_to_i64(node->text, out) || sl_text_hexadecimal_to_i64(node->text, out);
}

static void integer_value(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	uint8_t operation = CHAN_OPERATOR_EQ;
	sl_value value;

	if (key->modifiers & SL_MOD_GT)
		operation = CHAN_OPERATOR_GT;
	else if (key->modifiers & SL_MOD_GTE)
		operation = CHAN_OPERATOR_GE;
	else if (key->modifiers & SL_MOD_LT)
		operation = CHAN_OPERATOR_LT;
	else if (key->modifiers & SL_MOD_LTE)
		operation = CHAN_OPERATOR_LE;
	if (sl_sigma_integer(node, &value.integer))
		sl_sigma_atom_add(rule, node, operation, 0, false, &value);
	else
		sl_sigma_say_field(rule, SL_RULE_OPERATOR_KIND, node, key->name,
		                   "%s is compared as an integer of 64 bits, and %s is none",
		                   key->name, sl_sigma_show(rule, node->text));
}

static void network_value(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	const bool asked = (key->modifiers & SL_MOD_CIDR) != 0;
	sl_value value;
	char clean[SL_NETWORK_TEXT];

	switch (sl_network_read(node->text, &value.network)) {
	case SL_NETWORK_OK:
		sl_sigma_atom_add(rule, node, CHAN_OPERATOR_CIDR, 0, false, &value);
		return;
	case SL_NETWORK_HOST_BITS:
		sl_network_write(&value.network, clean);
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node,
		             "bits behind the prefix are set: the network is %s", clean);
		return;
	case SL_NETWORK_PREFIX:
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node,
		             "the prefix of %s is none of its family",
		             sl_sigma_show(rule, node->text));
		return;
	case SL_NETWORK_NO_ADDRESS:
		break;
	}
	if (asked)
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node, "%s is no network",
		             sl_sigma_show(rule, node->text));
	else
		sl_sigma_say_field(rule, SL_RULE_OPERATOR_KIND, node, key->name,
		                   "%s is an address, and %s is none", key->name,
		                   sl_sigma_show(rule, node->text));
}

static void exists_value(sl_sigma *rule, const sl_yaml *node)
{
	bool wanted;
	int64_t integer;

	if (sl_yaml_resolve(node, &wanted, &integer) == SL_YAML_BOOL)
		sl_sigma_atom_add(rule, node, CHAN_OPERATOR_EXISTS, 0, !wanted, NULL);
	else
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node, "exists takes true or false");
}

static void field_value(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	/* Of the kinds only strings take it. */
	const bool cased = (key->modifiers & SL_MOD_CASED) != 0;
	sl_sigma_key other;
	sl_value value;

	if (!rule->type || !sl_sigma_field(rule, node, node->text, &other))
		return;
	if (key->kind && other.kind != key->kind) {
		sl_sigma_say_field(rule, SL_RULE_OPERATOR_KIND, node, key->name,
		                   "%s and %s are of different kinds, %s and %s", key->name,
		                   other.name, sl_field_kind_name(key->kind),
		                   sl_field_kind_name(other.kind));
		return;
	}
	value = (sl_value){.field = (uint32_t)other.index};
	sl_sigma_atom_add(rule, node, CHAN_OPERATOR_FIELDREF, cased ? CHAN_FLAG_CASED : 0, false,
	                  &value);
}

/* A value that no modifier gives a meaning of its own. */
static void plain_value(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	bool boolean;
	int64_t integer;
	const enum sl_yaml_scalar scalar = sl_yaml_resolve(node, &boolean, &integer);

	if (scalar == SL_YAML_NULL)
		sl_sigma_atom_add(rule, node, CHAN_OPERATOR_NULL, 0, false, NULL);
	else if (sl_text_is(node->text, "*") && !(key->modifiers & SL_MOD_TEXT))
		sl_sigma_atom_add(rule, node, CHAN_OPERATOR_NULL, 0, true, NULL);
	else if (key->kind == CHAN_KIND_INTEGER)
		integer_value(rule, key, node);
	else if (key->kind == CHAN_KIND_IP)
		network_value(rule, key, node);
	else if (scalar == SL_YAML_BOOL)
		sl_sigma_value_text(rule, key, node, sl_text_of(boolean ? "true" : "false"));
	else
		sl_sigma_value_text(rule, key, node, node->text);
}

static bool is_null(const sl_yaml *node)
{
	bool boolean;
	int64_t integer;

	return sl_yaml_resolve(node, &boolean, &integer) == SL_YAML_NULL;
}

void sl_sigma_value(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node)
{
	if (node->kind != SL_YAML_SCALAR) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node, "a %s cannot be a value",
		             node->kind == SL_YAML_MAP ? "map" : "list in a list");
		return;
	}
	if (key->modifiers & ~(unsigned)(SL_MOD_ALL | SL_MOD_NEQ | SL_MOD_EXISTS) &&
	    is_null(node)) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node,
		             "the modifiers of %s do not take null", key->name);
		return;
	}
	if (key->modifiers & SL_MOD_EXPAND) {
		sl_sigma_text_read(&rule->compiler->text, node->text);
		if (sl_sigma_placeholder(rule, key, node))
			return;
	}
	if (key->modifiers & SL_MOD_EXISTS)
		exists_value(rule, node);
	else if (key->modifiers & SL_MOD_FIELDREF)
		field_value(rule, key, node);
	else if (key->modifiers & SL_MOD_RE)
		sl_sigma_value_pattern(rule, key, node);
	else if (key->modifiers & SL_MOD_CIDR)
		network_value(rule, key, node);
	else if (key->modifiers & SL_MOD_COMPARISONS)
		integer_value(rule, key, node);
	else
		plain_value(rule, key, node);
}
