#include "sensor_fuzz/seeds.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/content.h"
#include "base/file.h"

/* Inputs that one seed reads, a template each; which they are turns with the operator, so that all inputs have their turn. */
enum { MOST_FIELDS = 8, MOST_VALUES = 2 };

typedef struct seed_maker {
	const char *folder;
	const sl_type *type;
	uint32_t supplied; /* of its fields, by the sensor */
	sl_arena arena;
	sl_content content;
	size_t written;
} seed_maker;

static void add_values(const seed_maker *m, sl_criterion *criterion)
{
	static const char *const texts[MOST_VALUES] = {"\\pipe\\a", "b"};
	static const char *const globs[MOST_VALUES] = {"*a?c*", "b*d*f"};
	static const char *const patterns[MOST_VALUES] = {"a[bc]+d?", "^x.*y$"};
	const bool is_glob = criterion->operation == CHAN_OPERATOR_GLOB;
	const char *const *from = criterion->operation == CHAN_OPERATOR_REGEX ? patterns
	                          : is_glob                                   ? globs
	                                                                      : texts;

	for (uint32_t i = 0; i < criterion->value_count; i++) {
		sl_value *value = &criterion->values[i];

		switch (chan_operator_value_kind(criterion->operation)) {
		case CHAN_VALUE_STRING:
			value->text = sl_text_of(from[i]);
			break;
		case CHAN_VALUE_INTEGER:
			value->integer = i == 0 ? 4 : 4096;
			break;
		case CHAN_VALUE_NETWORK:
			value->network = (chan_network){.family = 4, .prefix = 8, .address = {10}};
			break;
		case CHAN_VALUE_FIELD: /* the next one of its kind */
			value->field = criterion->field;
			do
				value->field = (value->field + 1) % m->supplied;
			while (m->type->fields[value->field].kind !=
			       m->type->fields[criterion->field].kind);
			break;
		case CHAN_VALUE_NONE:
		default:
			break;
		}
	}
}

static void set_criterion(seed_maker *m, sl_criterion *criterion, uint32_t field, uint8_t operation)
{
	criterion->field = (uint16_t)field;
	criterion->operation = operation;
	criterion->values = sl_arena_alloc(&m->arena, MOST_VALUES, sizeof *criterion->values);
	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_STRING:
		criterion->value_count = MOST_VALUES;
		break;
	case CHAN_VALUE_INTEGER:
	case CHAN_VALUE_NETWORK:
	case CHAN_VALUE_FIELD:
		criterion->value_count = 1;
		break;
	case CHAN_VALUE_NONE:
	default:
		break;
	}
	add_values(m, criterion);
}

/* `any` alone may not match: there is a second criterion, that the input is there. */
static void add_template(seed_maker *m, uint32_t field, uint8_t operation)
{
	sl_template *template = &m->content.templates[m->content.template_count++];
	const bool is_any = operation == CHAN_OPERATOR_ANY;

	template->uuid[6] = 0x40;
	template->uuid[8] = 0x80;
	template->uuid[14] = (uint8_t)(m->content.template_count >> 8);
	template->uuid[15] = (uint8_t)m->content.template_count;
	template->title = sl_text_of("seed");
	template->action = CHAN_ACTION_DETECT;
	template->level = CHAN_LEVEL_HIGH;
	template->status = CHAN_STATUS_TEST;
	template->criteria = sl_arena_alloc(&m->arena, 2, sizeof *template->criteria);
	template->instructions = sl_arena_alloc(&m->arena, 4, sizeof *template->instructions);
	set_criterion(m, &template->criteria[template->criterion_count++], field, operation);
	template->instructions[template->instruction_count++] = 0;
	if (is_any) {
		set_criterion(m, &template->criteria[template->criterion_count++], field,
		              CHAN_OPERATOR_EXISTS);
		template->instructions[template->instruction_count++] = 1;
		template->instructions[template->instruction_count++] = CHAN_WORD_AND;
	}
}

static void add_type(seed_maker *m)
{
	sl_content_type *type = sl_arena_alloc(&m->arena, 1, sizeof *type);

	type->name = sl_text_of(m->type->name);
	type->id = m->type->id;
	type->version = m->type->version;
	type->field_count = m->type->field_count;
	type->fields = sl_arena_alloc(&m->arena, type->field_count, sizeof *type->fields);
	for (uint32_t i = 0; i < type->field_count; i++) {
		type->fields[i].name = sl_text_of(m->type->fields[i].name);
		type->fields[i].kind = (uint16_t)m->type->fields[i].kind;
	}
	m->content.types = type;
	m->content.type_count = 1;
}

static _Noreturn void refuse_seed(const char *path, const char *why)
{
	fprintf(stderr, "fuzz_sensor: cannot write the seed %s: %s\n", path, why);
	exit(2);
}

static void write_seed(seed_maker *m, const char *path)
{
	sl_buffer written = {0};
	sl_findings findings;
	sl_problem problem;

	sl_findings_start(&findings);
	if (!sl_content_write(&m->content, &m->arena, &written, NULL, &findings))
		refuse_seed(path, findings.count > 0 && findings.items[0].detail != NULL
		                          ? findings.items[0].detail
		                          : "the format cannot hold it");
	if (!sl_file_write(path, written.bytes, written.length, &problem))
		refuse_seed(path, problem.text);
	sl_findings_free(&findings);
	sl_buffer_free(&written);
	m->written++;
}

/* An empty one, with room for so many templates. */
static void begin_seed(seed_maker *m, size_t templates)
{
	sl_arena_start(&m->arena);
	memset(&m->content, 0, sizeof m->content);
	m->content.engine_level = CHAN_ENGINE_LEVEL;
	m->content.channel = 291;
	m->content.content_version = 1;
	m->content.created_at = 1721362140;
	add_type(m);
	m->content.templates = sl_arena_alloc(&m->arena, templates, sizeof *m->content.templates);
}

static void end_seed(seed_maker *m, const char *name)
{
	if (m->content.template_count > 0)
		write_seed(m, sl_arena_printf(&m->arena, "%s/type-%u-%s", m->folder,
		                              (unsigned)m->type->id, name));
	sl_arena_free(&m->arena);
}

/* One operator, if an input fits it. */
static void make_operator(seed_maker *m, uint8_t operation)
{
	const uint32_t first = (uint32_t)operation * MOST_FIELDS % m->supplied;

	begin_seed(m, MOST_FIELDS);
	for (uint32_t i = 0; i < m->supplied && m->content.template_count < MOST_FIELDS; i++) {
		const uint32_t field = (first + i) % m->supplied;

		if (chan_operator_fits(operation, (uint16_t)m->type->fields[field].kind))
			add_template(m, field, operation);
	}
	end_seed(m, sl_operator_name(operation));
}

/* Every input, and more of them than arrays of a fixed size have room for. */
static void make_every_input(seed_maker *m)
{
	begin_seed(m, 2 * (size_t)m->supplied);
	for (uint32_t i = 0; i < m->supplied; i++) {
		add_template(m, i, CHAN_OPERATOR_EXISTS);
		add_template(m, i, CHAN_OPERATOR_NULL);
	}
	end_seed(m, "every-input");
}

/* A content version at the edge of what some sensor keeps it in. */
static void make_version(seed_maker *m, uint64_t version)
{
	begin_seed(m, 1);
	m->content.content_version = version;
	add_template(m, 0, CHAN_OPERATOR_EXISTS);
	end_seed(m, sl_arena_printf(&m->arena, "version-%" PRIu64, version));
}

/* What a matcher that tries every way does not come back from. */
static void make_stars(seed_maker *m)
{
	uint32_t field = 0;

	while (field < m->supplied && m->type->fields[field].kind != CHAN_KIND_STRING)
		field++;
	begin_seed(m, 1);
	if (field < m->supplied) {
		add_template(m, field, CHAN_OPERATOR_GLOB);
		m->content.templates[0].criteria[0].value_count = 1;
		m->content.templates[0].criteria[0].values[0].text =
			sl_text_of("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b");
	}
	end_seed(m, "stars");
}

static void make_edges(seed_maker *m)
{
	static const uint64_t versions[] = {UINT16_MAX,
	                                    INT32_MAX,
	                                    (uint64_t)INT32_MAX + 1,
	                                    UINT32_MAX,
	                                    (uint64_t)UINT32_MAX + 1,
	                                    INT64_MAX,
	                                    (uint64_t)INT64_MAX + 1,
	                                    UINT64_MAX};

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		make_version(m, versions[i]);
	make_every_input(m);
	make_stars(m);
}

size_t sensor_seeds_write(const chan_sensor_abi *abi, const sensor_model *model, const char *folder)
{
	seed_maker m = {.folder = folder};

	for (uint32_t i = 0; i < abi->type_count; i++) {
		m.type = sl_catalog_type(&model->catalog, abi->types[i].id, abi->types[i].version);
		if (m.type == NULL)
			continue;
		m.supplied = abi->types[i].input_count < m.type->field_count
		                     ? abi->types[i].input_count
		                     : m.type->field_count;
		for (unsigned operation = 1; operation <= CHAN_OPERATOR_LAST; operation++)
			make_operator(&m, (uint8_t)operation);
		make_edges(&m);
	}
	return m.written;
}
