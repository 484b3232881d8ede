/*
 * Each member of a content, changed in four ways, one at a time. Where the content can still be written, the comparison
 * must say of the two contents what the bytes of the two files say; what is said, or why the writer refuses it, is in
 * corpus/findings/content-touched.txt, word by word.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_content_touch	writes the answers anew: read the difference
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_answers.h"
#include "support_content.h"

#define ANSWERS "corpus/findings/content-touched.txt"
#define LEAST_MEMBERS 250u
#define ALL_ITEMS 8u /* of a longer list the first and the last are changed */

enum way { MORE, LESS, NOTHING, MOST, WAY_COUNT };

/* Goes over the members, and changes the one whose turn it is. */
typedef struct toucher {
	sl_arena *arena;
	sl_buffer *out;
	size_t turn, seen;
	enum way way;
	char place[80]; /* "template 1 criterion 2 " */
} toucher;

static bool is_turn(toucher *t, const char *member)
{
	static const char *const names[WAY_COUNT] = {"more", "less", "nothing", "most"};

	if (t->seen++ != t->turn)
		return false;
	sl_buffer_printf(t->out, "%s%s, %s:", t->place, member, names[t->way]);
	return true;
}

static uint64_t touch_number(toucher *t, const char *member, uint64_t number)
{
	if (!is_turn(t, member))
		return number;
	return t->way == MORE   ? number + 1
	       : t->way == LESS ? number - 1
	       : t->way == MOST ? UINT64_MAX
	                        : 0;
}

static sl_text touch_text(toucher *t, const char *member, sl_text text)
{
	char *bytes;

	if (!is_turn(t, member))
		return text;
	bytes = sl_arena_alloc(t->arena, text.length + 1, 1);
	if (text.length)
		memcpy(bytes, text.bytes, text.length);
	bytes[text.length] = t->way == MORE ? 'x' : (char)0xff;
	if (t->way == NOTHING)
		return (sl_text){NULL, 0};
	return (sl_text){bytes, t->way == LESS && text.length ? text.length - 1
	                                                      : text.length + (t->way != LESS)};
}

/* Two items change places, the last is left out, all are, or the last is the first once more. */
static uint32_t touch_list(toucher *t, const char *member, void *items, size_t size, uint32_t count)
{
	uint8_t *bytes = items, held[256];
	uint8_t *last;

	if (!is_turn(t, member) || count == 0)
		return count;
	assert_true(size <= sizeof held);
	last = bytes + (count - 1) * size;
	if (t->way == LESS)
		return count - 1;
	if (t->way == NOTHING)
		return 0;
	memcpy(held, last, size);
	memcpy(last, bytes, size);
	if (t->way == MORE)
		memcpy(bytes, held, size);
	return count;
}

static void touch_value(toucher *t, enum chan_value_kind kind, sl_value *value)
{
	chan_network *network = &value->network;

	switch (kind) {
	case CHAN_VALUE_STRING:
		value->text = touch_text(t, "text", value->text);
		break;
	case CHAN_VALUE_INTEGER:
		value->integer = (int64_t)touch_number(t, "integer", (uint64_t)value->integer);
		break;
	case CHAN_VALUE_NETWORK:
		network->family = (uint8_t)touch_number(t, "family", network->family);
		network->prefix = (uint8_t)touch_number(t, "prefix", network->prefix);
		network->address[0] = (uint8_t)touch_number(t, "first byte", network->address[0]);
		network->address[3] = (uint8_t)touch_number(t, "fourth byte", network->address[3]);
		network->address[4] = (uint8_t)touch_number(t, "fifth byte", network->address[4]);
		network->address[15] = (uint8_t)touch_number(t, "last byte", network->address[15]);
		break;
	case CHAN_VALUE_FIELD:
		value->field = (uint32_t)touch_number(t, "field", value->field);
		break;
	case CHAN_VALUE_NONE:
		break;
	}
}

static void touch_criterion(toucher *t, sl_criterion *criterion)
{
	const enum chan_value_kind kind = chan_operator_value_kind(criterion->operation);
	const uint32_t count = criterion->value_count;
	const size_t length = strlen(t->place);
	uint32_t i;

	criterion->field = (uint16_t)touch_number(t, "field", criterion->field);
	criterion->operation = (uint8_t)touch_number(t, "operator", criterion->operation);
	criterion->flags = (uint8_t)touch_number(t, "flags", criterion->flags);
	criterion->value_count =
		touch_list(t, "values", criterion->values, sizeof *criterion->values, count);
	for (i = 0; i < count; i++) {
		if (count > ALL_ITEMS && i > 0 && i + 1 < count)
			continue;
		snprintf(t->place + length, sizeof t->place - length, "value %" PRIu32 " ", i);
		touch_value(t, kind, &criterion->values[i]);
	}
	t->place[length] = '\0';
}

static void touch_template(toucher *t, sl_template *one)
{
	const uint32_t criterion_count = one->criterion_count, count = one->instruction_count;
	const size_t length = strlen(t->place);
	uint32_t i;

	one->uuid[0] = (uint8_t)touch_number(t, "first byte of the id", one->uuid[0]);
	one->uuid[15] = (uint8_t)touch_number(t, "last byte of the id", one->uuid[15]);
	one->type = (uint32_t)touch_number(t, "type", one->type);
	one->title = touch_text(t, "title", one->title);
	one->author = touch_text(t, "author", one->author);
	one->link = touch_text(t, "link", one->link);
	one->action = (uint8_t)touch_number(t, "action", one->action);
	one->level = (uint8_t)touch_number(t, "level", one->level);
	one->status = (uint8_t)touch_number(t, "status", one->status);
	one->criterion_count =
		touch_list(t, "criteria", one->criteria, sizeof *one->criteria, criterion_count);
	one->instruction_count =
		touch_list(t, "instructions", one->instructions, sizeof *one->instructions, count);
	for (i = 0; i < count; i++) {
		snprintf(t->place + length, sizeof t->place - length, "instruction %" PRIu32 " ",
		         i);
		one->instructions[i] = (uint16_t)touch_number(t, "", one->instructions[i]);
	}
	for (i = 0; i < criterion_count; i++) {
		snprintf(t->place + length, sizeof t->place - length, "criterion %" PRIu32 " ", i);
		touch_criterion(t, &one->criteria[i]);
	}
	t->place[length] = '\0';
}

static void touch_type(toucher *t, sl_content_type *type)
{
	const uint32_t count = type->field_count;
	const size_t length = strlen(t->place);
	uint32_t i;

	type->name = touch_text(t, "name", type->name);
	type->id = (uint32_t)touch_number(t, "id", type->id);
	type->version = (uint32_t)touch_number(t, "version", type->version);
	type->field_count = touch_list(t, "fields", type->fields, sizeof *type->fields, count);
	for (i = 0; i < count; i++) {
		snprintf(t->place + length, sizeof t->place - length, "field %" PRIu32 " ", i);
		type->fields[i].name = touch_text(t, "name", type->fields[i].name);
		type->fields[i].kind = (uint16_t)touch_number(t, "kind", type->fields[i].kind);
	}
	t->place[length] = '\0';
}

static void touch_content(toucher *t, sl_content *c)
{
	const uint32_t type_count = c->type_count, template_count = c->template_count;
	uint32_t i;

	t->place[0] = '\0';
	c->engine_level = (uint16_t)touch_number(t, "engine level", c->engine_level);
	c->channel = (uint32_t)touch_number(t, "channel", c->channel);
	c->content_version = touch_number(t, "content version", c->content_version);
	c->created_at = touch_number(t, "created at", c->created_at);
	c->expires_at = touch_number(t, "expires at", c->expires_at);
	c->template_count =
		touch_list(t, "templates", c->templates, sizeof *c->templates, template_count);
	for (i = 0; i < type_count; i++) {
		snprintf(t->place, sizeof t->place, "type %" PRIu32 " ", i);
		touch_type(t, &c->types[i]);
	}
	for (i = 0; i < template_count; i++) {
		snprintf(t->place, sizeof t->place, "template %" PRIu32 " ", i);
		touch_template(t, &c->templates[i]);
	}
}

/* --- what is said of it */

/* The same answer from both sides; the reason may be another. */
static bool compare(sl_buffer *out, fixture *f, const sl_content *plain)
{
	const char *there = NULL, *back = NULL;
	const bool same = sl_content_equal(plain, &f->content, &f->arena, &there);

	assert_int_equal(same, sl_content_equal(&f->content, plain, &f->arena, &back));
	assert_true(same == !there && same == !back);
	if (same)
		sl_buffer_text(out, " the same\n");
	else
		sl_buffer_printf(out, " %s%s%s\n", there,
		                 strcmp(there, back) == 0 ? "" : "; from there: ",
		                 strcmp(there, back) == 0 ? "" : back);
	return same;
}

/* Returns whether there was such a member. */
static bool touch_one(sl_buffer *out, size_t turn, enum way way)
{
	fixture *f;
	void *state = NULL;
	toucher t = {.out = out, .turn = turn, .way = way};
	sl_buffer plain_bytes = {0};
	sl_content plain;
	bool same;

	assert_int_equal(support_begin(&state), 0);
	f = state;
	t.arena = &f->arena;
	support_content_sample(&f->arena, &f->content);
	touch_content(&t, &f->content);
	if (t.seen > turn) {
		support_content_sample(&f->arena, &plain);
		support_write(&plain, &plain_bytes);
		same = compare(out, f, &plain);
		if (sl_content_write(&f->content, &f->arena, &f->bytes, NULL, &f->findings)) {
			assert_int_equal(f->findings.count, 0);
			assert_int_equal(same, f->bytes.length == plain_bytes.length &&
			                               memcmp(f->bytes.bytes, plain_bytes.bytes,
			                                      plain_bytes.length) == 0);
		} else {
			assert_int_equal(f->bytes.length, 0);
			assert_true(f->findings.errors > 0);
			answers_add_findings(out, &f->findings);
		}
		sl_buffer_free(&plain_bytes);
	}
	support_end(&state);
	return t.seen > turn;
}

static void each_member(void **state)
{
	sl_buffer out = {0};
	enum way way;
	size_t turn;

	(void)state;
	for (way = MORE; way < WAY_COUNT; way++) {
		for (turn = 0; touch_one(&out, turn, way); turn++)
			continue;
		assert_true(turn >= LEAST_MEMBERS);
	}
	answers_are(ANSWERS, &out);
	sl_buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_member)};

	return cmocka_run_group_tests_name("content_touch", tests, NULL, NULL);
}
