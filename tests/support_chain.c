#include "support_chain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/infer.h"
#include "base/yaml.h"
#include "naive_inputs.h"
#include "support_folder.h"

enum { DISAGREEMENTS_SHOWN = 20, ROOM = 65536 };

/* One rule file in memory, for the two readers. */
typedef struct rule_file {
	const char *path;
	sl_buffer bytes;
} rule_file;

static rule_file *read_rules(chain *c, const char *folder, const char *pattern, size_t *count)
{
	sl_problem problem = {{0}};
	sl_names names;
	rule_file *files;

	if (!sl_folder_glob(&c->arena, folder, pattern, &names, &problem))
		fail_msg("%s", problem.text);
	assert_true(names.count > 0);
	files = calloc(names.count, sizeof *files);
	assert_non_null(files);
	for (size_t i = 0; i < names.count; i++) {
		files[i].path = sl_path_join(&c->arena, folder, names.items[i]);
		if (!sl_file_read(files[i].path, SL_YAML_MAX_BYTES, &files[i].bytes, &problem))
			fail_msg("%s", problem.text);
	}
	*count = names.count;
	return files;
}

static void free_rules(rule_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sl_buffer_free(&files[i].bytes);
	free(files);
}

/* Written and read again, as `sluice init` does it. */
static void infer_catalog(chain *c, const rule_file *files, size_t count)
{
	sl_inference inference;
	sl_buffer text = {0};
	const sl_type *types;
	size_t type_count;

	sl_inference_start(&inference, &c->arena);
	for (size_t i = 0; i < count; i++)
		(void)sl_inference_add(&inference, files[i].path, files[i].bytes.bytes,
		                       files[i].bytes.length);
	types = sl_inference_end(&inference, &type_count);
	sl_catalog_write(types, type_count, &text);
	c->folder = scratch_create();
	scratch_write(c->folder, "types.yaml", text.bytes, text.length);
	sl_buffer_free(&text);
}

static void compile(chain *c, const rule_file *files, size_t count)
{
	chan_finding fault;

	c->content = (sl_content){.engine_level = CHAN_ENGINE_LEVEL,
	                          .channel = 1,
	                          .content_version = 1,
	                          .created_at = 1};
	for (size_t i = 0; i < count; i++)
		c->rules += sl_compile_rules(&c->catalog, CHAN_ACTION_DETECT, files[i].path,
		                             files[i].bytes.bytes, files[i].bytes.length, &c->arena,
		                             &c->content, &c->findings);
	assert_true(sl_content_write(&c->content, &c->arena, &c->bytes, NULL, &c->findings));
	c->checked = (sl_checked_file){
		.path = "chain.chan", .bytes = c->bytes.bytes, .size = c->bytes.length};
	assert_true(chan_open(c->bytes.bytes, c->bytes.length, &c->checked.file, &fault));
	assert_true(sl_program_load(&c->checked, &c->program));
	c->scratch = sl_program_scratch(&c->program);
	c->count = c->checked.file.header.template_count;
}

uint32_t chain_template(const chain *c, const uint8_t uuid[16])
{
	chan_template template;

	for (uint32_t t = 0; t < c->count; t++)
		if (chan_template_at(&c->checked.file, t, &template) &&
		    memcmp(template.uuid, uuid, 16) == 0)
			return t;
	return UINT32_MAX;
}

/* Rules that did not compile are dropped; every template must have its rule in the end. */
static void read_naive(chain *c, const rule_file *files, size_t count)
{
	c->naive = calloc(c->count, sizeof(naive_rule *));
	assert_non_null(c->naive);
	for (size_t i = 0; i < count; i++) {
		naive_rule *rule;

		for (size_t d = 0;
		     (rule = naive_rule_read(files[i].bytes.bytes, files[i].bytes.length, d));
		     d++) {
			const char *id = naive_rule_id(rule);
			uint8_t uuid[16];
			uint32_t t = UINT32_MAX;

			if (sl_uuid_read(sl_text_of(id), uuid))
				t = chain_template(c, uuid);
			if (t == UINT32_MAX || c->naive[t])
				naive_rule_free(rule);
			else
				c->naive[t] = rule;
			if (t != UINT32_MAX && naive_rule_unknown(c->naive[t]))
				print_message("%s: %s\n", files[i].path,
				              naive_rule_unknown(c->naive[t]));
		}
	}
	for (uint32_t t = 0; t < c->count; t++)
		assert_non_null(c->naive[t]);
}

void chain_load(chain *c, const char *folder, const char *pattern, const char *catalog)
{
	rule_file *files;
	size_t count;

	*c = (chain){0};
	sl_arena_start(&c->arena);
	sl_findings_start(&c->findings);
	files = read_rules(c, folder, pattern, &count);
	if (catalog == NULL) {
		infer_catalog(c, files, count);
		catalog = c->folder;
	}
	assert_true(sl_catalog_load(catalog, &c->catalog, &c->findings));
	compile(c, files, count);
	read_naive(c, files, count);
	free_rules(files, count);
}

void chain_free(chain *c)
{
	for (uint32_t t = 0; t < c->count; t++)
		naive_rule_free(c->naive[t]);
	free(c->naive);
	sl_scratch_free(&c->scratch);
	sl_program_free(&c->program);
	sl_buffer_free(&c->bytes);
	sl_catalog_free(&c->catalog);
	if (c->folder)
		scratch_remove(c->folder);
	sl_findings_free(&c->findings);
	sl_arena_free(&c->arena);
}

static size_t copy_text(chan_cursor text, uint8_t *out)
{
	size_t size = 0;

	while (chan_get_u8(&text, &out[size]))
		size++;
	return size;
}

static void set_value(naive_field *field, const chan_input *input, uint8_t *text)
{
	switch (input->kind) {
	case CHAN_INPUT_ABSENT:
		field->state = NAIVE_ABSENT;
		return;
	case CHAN_INPUT_NULL:
		field->state = NAIVE_NULL;
		return;
	case CHAN_INPUT_STRING:
		field->size = copy_text(input->text, text);
		break;
	case CHAN_INPUT_INTEGER:
		field->integer = input->integer;
		break;
	case CHAN_INPUT_ADDRESS:
		field->size = input->family == 4 ? 4 : 16;
		memcpy(text, input->address, field->size);
		break;
	default:
		fail_msg("input kind %d", input->kind);
	}
	field->text = text;
	field->state = NAIVE_VALUE;
}

/* The fields of a type, all of them absent. */
static naive_field *name_fields(const sl_type *type)
{
	naive_field *fields = calloc(type->field_count, sizeof *fields);

	assert_non_null(fields);
	for (uint32_t i = 0; i < type->field_count; i++) {
		const enum chan_field_kind kind = type->fields[i].kind;

		fields[i].name = type->fields[i].name;
		fields[i].kind = kind == CHAN_KIND_STRING    ? NAIVE_STRING
		                 : kind == CHAN_KIND_INTEGER ? NAIVE_INTEGER
		                                             : NAIVE_ADDRESS;
	}
	return fields;
}

/* The event as the naive evaluator takes it; free both by free(). */
static naive_field *copy_inputs(const sl_type *type, const chan_inputs *inputs, uint8_t **texts)
{
	naive_field *fields = name_fields(type);
	size_t total = 0, used = 0;
	uint32_t i;

	assert_true(inputs->count <= type->field_count);
	for (i = 0; i < inputs->count; i++)
		total += chan_left(&inputs->array[i].text) + 16;
	*texts = malloc(total + 1);
	assert_non_null(*texts);
	for (i = 0; i < inputs->count; i++) {
		set_value(&fields[i], &inputs->array[i], *texts + used);
		used += fields[i].size;
	}
	return fields;
}

static void disagree(const chain *c, uint32_t t, const char *where, enum naive_verdict naive,
                     const chan_outcome *outcome, chain_tally *tally)
{
	if (tally->disagreements++ < DISAGREEMENTS_SHOWN)
		print_error("%s: rule %s: naive %d, chain %d, error %d\n", where,
		            naive_rule_id(c->naive[t]), (int)naive, outcome->matched,
		            outcome->error);
}

/* Whether the chain says that the template matches. */
static bool compare_one(chain *c, uint32_t t, const naive_event *event, const chan_inputs *inputs,
                        const char *where, chain_tally *tally)
{
	const enum naive_verdict naive = naive_matches(c->naive[t], event);
	chan_outcome outcome;

	memset(&outcome, 0xa5, sizeof outcome);
	tally->pairs++;
	if (!chan_evaluate(&c->program.content, &c->scratch, inputs, t, &outcome))
		disagree(c, t, where, naive, &outcome, tally);
	else if (naive == NAIVE_UNKNOWN)
		tally->unknown++;
	else if (outcome.matched != (naive == NAIVE_YES))
		disagree(c, t, where, naive, &outcome, tally);
	tally->matches += outcome.matched;
	return outcome.matched;
}

/* The type of the file with that id; false: no template is for it. */
static bool find_type(const chain *c, uint32_t id, chan_type *out)
{
	for (uint32_t i = 0; chan_type_at(&c->checked.file, i, out); i++)
		if (out->type_id == id)
			return true;
	return false;
}

void chain_compare(chain *c, const sl_type *type, const chan_inputs *inputs, const char *where,
                   bool *matched, chain_tally *tally)
{
	naive_event event = {.count = type->field_count};
	naive_field *fields;
	chan_type own;
	uint8_t *texts;

	tally->events++;
	if (!find_type(c, type->id, &own))
		return;
	event.fields = fields = copy_inputs(type, inputs, &texts);
	for (uint32_t t = own.first_template; t < own.first_template + own.template_count; t++) {
		if (compare_one(c, t, &event, inputs, where, tally) && matched)
			matched[t] = true;
	}
	free(fields);
	free(texts);
}

void chain_examples(chain *c, uint32_t events, chain_tally *tally)
{
	static uint8_t room[ROOM];
	naive_dice dice = {.seed = 1};
	chan_template template;
	chan_type own;

	for (uint32_t t = 0; chan_template_at(&c->checked.file, t, &template); t++) {
		const sl_type *type;
		naive_field *fields;
		chan_input *array;

		assert_true(chan_type_at(&c->checked.file, template.type, &own));
		type = sl_catalog_newest(&c->catalog, own.type_id);
		assert_non_null(type);
		fields = name_fields(type);
		array = calloc(type->field_count, sizeof *array);
		assert_non_null(array);
		for (uint32_t i = 0; i < events; i++) {
			const naive_event event = {.fields = fields, .count = type->field_count};
			const chan_inputs inputs = {.array = array, .count = type->field_count};

			naive_example(c->naive[t], &dice, fields, event.count, room, sizeof room);
			naive_inputs(fields, event.count, array);
			tally->events++;
			(void)compare_one(c, t, &event, &inputs, "made up", tally);
		}
		free(fields);
		free(array);
	}
}
