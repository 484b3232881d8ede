#include <stdlib.h>
#include <string.h>

#include "author/sigma.h"

void sl_compiler_free(sl_compiler *c)
{
	free(c->uuids);
	free(c->criteria);
	free(c->hashes);
	free(c->words.items);
	free(c->program.items);
	free(c->selections);
	free(c->atoms);
	free(c->values);
	sl_sigma_text_free(&c->text);
	sl_sigma_text_free(&c->dashed);
	sl_sigma_text_free(&c->wide);
	sl_sigma_text_free(&c->encoded);
	sl_buffer_free(&c->value);
}

/* The slot of this id, or the free one where it would be. */
static size_t uuid_slot(const sl_compiler *c, const uint8_t uuid[16])
{
	const sl_text text = {(const char *)uuid, 16};
	size_t slot = (size_t)sl_text_hash(text, 0) & (c->uuid_slots - 1);

	while (c->uuids[slot] &&
	       memcmp(c->content->templates[c->uuids[slot] - 1].uuid, uuid, 16) != 0)
		slot = (slot + 1) & (c->uuid_slots - 1);
	return slot;
}

/* Enters the templates that were made since the last time, in twice the room that they need. */
static void index_templates(sl_compiler *c)
{
	const uint32_t count = c->content->template_count;
	size_t slots = 64;

	while (2 * (size_t)count + 2 > slots)
		slots *= 2;
	if (slots > c->uuid_slots) {
		free(c->uuids);
		c->uuids = sl_alloc(slots, sizeof *c->uuids);
		c->uuid_slots = slots;
		c->uuid_count = 0;
	}
	for (; c->uuid_count < count; c->uuid_count++)
		c->uuids[uuid_slot(c, c->content->templates[c->uuid_count].uuid)] =
			(uint32_t)c->uuid_count + 1;
}

const sl_template *sl_compiler_find(sl_compiler *c, const uint8_t uuid[16])
{
	uint32_t found;

	index_templates(c);
	found = c->uuids[uuid_slot(c, uuid)];
	return found ? &c->content->templates[found - 1] : NULL;
}

/* The items, with room for one more in the arena: what was there stays behind, at most as much again. */
static void *grown(sl_arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
	void *more;

	if (count < *capacity)
		return items;
	*capacity = 2 * count + 16;
	more = sl_arena_alloc(arena, *capacity, size);
	if (count)
		memcpy(more, items, count * size);
	return more;
}

static void copy_type(sl_arena *arena, const sl_type *type, sl_content_type *out)
{
	uint32_t i;

	out->name = sl_text_copy(arena, sl_text_of(type->name));
	out->id = type->id;
	out->version = type->version;
	out->field_count = type->field_count;
	out->fields = sl_arena_alloc(arena, type->field_count, sizeof *out->fields);
	for (i = 0; i < type->field_count; i++) {
		out->fields[i].name = sl_text_copy(arena, sl_text_of(type->fields[i].name));
		out->fields[i].kind = (uint16_t)type->fields[i].kind;
	}
}

/* The index of a type in the content, which gets it if it has it not. */
static uint32_t type_index(sl_compiler *c, const sl_type *type)
{
	sl_content *content = c->content;
	uint32_t i;

	for (i = 0; i < content->type_count; i++)
		if (content->types[i].id == type->id && content->types[i].version == type->version)
			break;
	if (i == content->type_count) {
		content->types = grown(c->arena, content->types, i, &c->type_capacity,
		                       sizeof *content->types);
		copy_type(c->arena, type, &content->types[i]);
		content->type_count++;
	}
	return i;
}

/* The greatest number of values that the program has on its stack at once. */
static uint32_t depth_of(const sl_sigma_words *program)
{
	uint32_t depth = 0, most = 0;
	size_t i;

	for (i = 0; i < program->count; i++) {
		if (program->items[i] < CHAN_PUSH_LIMIT)
			depth++;
		else if (program->items[i] != CHAN_WORD_NOT)
			depth--;
		most = depth > most ? depth : most;
	}
	return most;
}

/* Numbers the criteria by first use; those of selections that the condition does not use are left out. */
static void number_criteria(sl_compiler *c, sl_template *out)
{
	uint16_t numbers[CHAN_MAX_CRITERIA] = {0}; /* + 1 */
	size_t i;

	out->criteria = sl_arena_alloc(c->arena, c->criterion_count, sizeof *out->criteria);
	out->instructions = sl_arena_alloc(c->arena, c->program.count, sizeof *out->instructions);
	out->instruction_count = (uint32_t)c->program.count;
	for (i = 0; i < c->program.count; i++) {
		uint16_t word = c->program.items[i];

		if (word < CHAN_PUSH_LIMIT) {
			if (!numbers[word]) {
				out->criteria[out->criterion_count++] = c->criteria[word];
				numbers[word] = (uint16_t)out->criterion_count;
			}
			word = (uint16_t)(numbers[word] - 1);
		}
		out->instructions[i] = word;
	}
}

static bool within_limits(sl_sigma *rule)
{
	const sl_compiler *c = rule->compiler;

	if (c->program.count > CHAN_MAX_INSTRUCTIONS)
		sl_sigma_over(rule, NULL, "more than 16,384 instructions in a condition");
	else if (depth_of(&c->program) > CHAN_MAX_DEPTH)
		sl_sigma_over(
			rule, NULL,
			"the condition is nested too deep: 64 values can wait for their operator");
	else if (c->content->template_count == CHAN_MAX_TEMPLATES)
		sl_sigma_over(rule, NULL, "more than 1,048,576 rules in a channel");
	return !rule->over;
}

void sl_sigma_template(sl_sigma *rule, const sl_sigma_header *header)
{
	sl_compiler *c = rule->compiler;
	sl_content *content = c->content;
	sl_template *out;

	if (!within_limits(rule))
		return;
	content->templates = grown(c->arena, content->templates, content->template_count,
	                           &c->template_capacity, sizeof *content->templates);
	out = &content->templates[content->template_count];
	memcpy(out->uuid, rule->uuid, sizeof out->uuid);
	out->type = type_index(c, rule->type);
	out->title = sl_text_copy(c->arena, header->title);
	out->author = sl_text_copy(c->arena, header->author);
	out->link = sl_text_copy(c->arena, header->link);
	out->action = (uint8_t)c->action;
	out->level = header->level;
	out->status = header->status;
	/* What is wrong with a template as a whole is in its condition. */
	out->source = sl_sigma_source(
		rule, sl_yaml_get(sl_yaml_get(rule->document, "detection"), "condition"));
	number_criteria(c, out);
	content->template_count++;
}
