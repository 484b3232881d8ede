/*
 * Events made up from what a rule looks for. Random events match next to no rule, and so tell next to nothing; these
 * match about as often as not, and miss by little.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "naive_parts.h"

uint32_t naive_roll(naive_dice *dice, uint32_t below)
{
	uint32_t byte = 0;

	if (dice->size) {
		byte = *dice->data++;
		dice->size--;
	}
	dice->seed = dice->seed * 1664525 + 1013904223 + byte;
	if (dice->size)
		return byte % below;
	return (dice->seed >> 8) % below;
}

/* Where texts are written. */
typedef struct room {
	naive_dice *dice;
	uint8_t *next;
	size_t left;
} room;

static void put(room *r, int byte)
{
	if (r->left == 0)
		return;
	*r->next++ = (uint8_t)byte;
	r->left--;
}

static void put_text(room *r, const char *text)
{
	while (*text)
		put(r, (unsigned char)*text++);
}

static void put_filler(room *r)
{
	static const char *const fillers[] = {
		"", "", "x", " ", "\\", "ab", "*", "-", "\xc3\xa9", "0", "\xbf\x80\xbf\xaf\xbf"};

	put_text(r, fillers[naive_roll(r->dice, sizeof fillers / sizeof *fillers)]);
}

static void put_glob(room *r, const naive_glob *glob)
{
	static const char *const characters[] = {
		"a", "\xc3\xa9", "?", "\xe2\x82\xac", "\xf0\xbf\xbf\xbf", "\xbf\xbf\xbf\xbf\xbf"};
	size_t i;

	for (i = 0; i < glob->count; i++) {
		if (glob->pieces[i] == NAIVE_STAR)
			put_filler(r);
		else if (glob->pieces[i] == NAIVE_QUESTION)
			put_text(r, characters[naive_roll(r->dice,
			                                  sizeof characters / sizeof *characters)]);
		else
			put(r, glob->pieces[i]);
	}
}

/* One member of a class that begins there; returns where the class ends. */
static size_t put_member(room *r, const naive_value *value, size_t at)
{
	size_t first = at + 1;

	if (first < value->size && value->text[first] == '^') {
		put(r, '~');
		first++;
	} else if (first + 1 < value->size) {
		put(r, value->text[first] == '\\' ? value->text[first + 1] : value->text[first]);
	}
	for (at = first + 1; at < value->size && value->text[at] != ']'; at++)
		;
	return at;
}

/* A text that a simple pattern matches: each atom once, the last way of each group. */
static void put_pattern(room *r, const naive_value *value)
{
	size_t i;

	for (i = 0; i < value->size; i++) {
		const char byte = value->text[i];

		if (byte == '(' && i + 1 < value->size && value->text[i + 1] == '?')
			i += strcspn(value->text + i, ":)");
		else if (byte == '[')
			i = put_member(r, value, i);
		else if (byte == '{')
			i += strcspn(value->text + i, "}");
		else if (byte == '\\' && i + 1 < value->size)
			put_text(r, value->text[++i] == 'd' ? "1"
			            : value->text[i] == 's' ? " "
			            : value->text[i] == 'w' ? "a"
			            : value->text[i] == 'b' ? ""
			                                    : (char[]){value->text[i], 0});
		else if (byte == '.')
			put(r, 'a');
		else if (byte == '|' && naive_roll(r->dice, 2))
			return;
		else if (strchr("()^$*+?|", byte) == NULL)
			put(r, byte);
	}
}

/* Sometimes a little too much, too little, or otherwise. */
static void spoil(room *r, uint8_t *text)
{
	const size_t length = (size_t)(r->next - text);

	switch (naive_roll(r->dice, 8)) {
	case 0:
		put_filler(r);
		break;
	case 1:
		if (length) {
			r->next--;
			r->left++;
		}
		break;
	case 2:
		if (length)
			text[naive_roll(r->dice, (uint32_t)(length < 65536 ? length : 65536))] ^=
				0x20;
		break;
	default:
		break;
	}
}

static void make_text(room *r, const naive_modifiers *m, const naive_value *value,
                      naive_field *field)
{
	uint8_t *text = r->next;

	if (naive_roll(r->dice, 6) == 0)
		put_filler(r);
	if (value && value->glob_count)
		put_glob(r, &value->globs[naive_roll(r->dice, (uint32_t)(value->glob_count < 65536
		                                                                 ? value->glob_count
		                                                                 : 65536))]);
	else if (value && m->re)
		put_pattern(r, value);
	else if (value && m->cidr)
		put_text(r, naive_roll(r->dice, 2) ? "10.0.0.1" : "fe80::1");
	else
		put_filler(r);
	spoil(r, text);
	field->text = text;
	field->size = (size_t)(r->next - text);
}

static void make_integer(room *r, const naive_value *value, naive_field *field)
{
	const int64_t near = value ? strtoll(value->text, NULL, 0) : 0;

	field->integer = near;
	if (near > INT64_MIN && near < INT64_MAX)
		field->integer += (int64_t)naive_roll(r->dice, 3) - 1;
}

/* An address of the network, or one a bit beside it. */
static void make_address(room *r, const naive_value *value, naive_field *field)
{
	char text[64] = "10.0.0.1";
	uint8_t address[16] = {0};
	size_t size, bits, i;
	const char *slash = NULL;

	if (value && value->size < sizeof text && value->size) {
		memcpy(text, value->text, value->size + 1);
		slash = strchr(text, '/');
		text[slash ? (size_t)(slash - text) : value->size] = 0;
	}
	size = inet_pton(AF_INET6, text, address) == 1 ? 16 : 4;
	if (size == 4)
		(void)inet_pton(AF_INET, text, address);
	bits = slash ? (size_t)strtoul(slash + 1, NULL, 10) : 8 * size;
	for (i = bits; i < 8 * size; i++)
		if (naive_roll(r->dice, 2))
			address[i / 8] ^= (uint8_t)(0x80 >> i % 8);
	if (bits && bits <= 8 * size && naive_roll(r->dice, 2))
		address[(bits - 1) / 8] ^= (uint8_t)(0x80 >> (bits - 1) % 8);
	field->text = r->next;
	field->size = size;
	for (i = 0; i < size; i++)
		put(r, address[i]);
}

/* Calls itself for what is in lists. Of all values that the rule has for the field, one, each as likely. */
static void choose(const naive_detection *detection, naive_dice *dice, const char *name,
                   uint32_t *seen, const naive_item **item, const naive_value **value)
{
	size_t i, k;

	for (i = 0; i < detection->child_count; i++)
		choose(&detection->children[i], dice, name, seen, item, value);
	for (i = 0; i < detection->item_count; i++) {
		const naive_item *one = &detection->items[i];

		for (k = 0; k < one->count && strcmp(one->field, name) == 0; k++)
			if (*seen < 65535 && naive_roll(dice, ++*seen) == 0) {
				*item = one;
				*value = &one->values[k];
			}
	}
}

static void make_value(room *r, const naive_item *item, const naive_value *value,
                       naive_field *field)
{
	static const naive_modifiers none;
	const naive_modifiers *m = item ? &item->modifiers : &none;

	if (value && (value->is_null || m->exists || m->fieldref))
		value = NULL;
	field->state = NAIVE_VALUE;
	switch (field->kind) {
	case NAIVE_STRING:
		make_text(r, m, value, field);
		break;
	case NAIVE_INTEGER:
		make_integer(r, value, field);
		break;
	case NAIVE_ADDRESS:
		make_address(r, value, field);
		break;
	}
}

/* Fields that the rule compares have the same value often enough. */
static void copy_other(const naive_item *item, const naive_value *value, naive_field *fields,
                       size_t count, naive_field *field)
{
	size_t i;

	if (item == NULL || !item->modifiers.fieldref)
		return;
	for (i = 0; i < count; i++)
		if (strcmp(fields[i].name, value->text) == 0 && fields[i].kind == field->kind) {
			const char *name = field->name;

			*field = fields[i];
			field->name = name;
		}
}

void naive_example(const naive_rule *rule, naive_dice *dice, naive_field *fields, size_t count,
                   uint8_t *space, size_t size)
{
	room r = {.dice = dice, .next = space, .left = size};
	size_t i, s;

	for (i = 0; i < count; i++) {
		const naive_item *item = NULL;
		const naive_value *value = NULL;
		uint32_t seen = 0, way;

		fields[i].state = NAIVE_ABSENT;
		fields[i].text = NULL;
		fields[i].size = 0;
		for (s = 0; s < rule->selection_count; s++)
			choose(&rule->selections[s].detection, dice, fields[i].name, &seen, &item,
			       &value);
		way = naive_roll(dice, 16);
		if (way == 0 || (seen == 0 && way < 12))
			continue;
		if (way == 1 || (value && value->is_null && way < 9) || r.left < 16) {
			fields[i].state = NAIVE_NULL;
			continue;
		}
		make_value(&r, item, value, &fields[i]);
		if (naive_roll(dice, 2))
			copy_other(item, value, fields, count, &fields[i]);
		if (r.left == 0)
			fields[i].state = NAIVE_NULL;
	}
}
