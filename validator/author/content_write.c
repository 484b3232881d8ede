/*
 * The canonical writer (FORMAT.md section 2.5). Templates are put in their places, what they say is
 * collected and put in order, the tables are filled in file order, and the header is made and sealed.
 */
#include <stdlib.h>
#include <string.h>

#include "author/content.h"
#include "author/value_order.h"
#include "author/value_pool.h"

/* A template in its place: types by id, templates by their own id within the type. */
typedef struct placed_template {
	const sl_template *template;
	uint32_t type_id;
} placed_template;

/* A criterion that the template at hand has already: an equal one is not written again. */
typedef struct written_criterion {
	uint32_t hash;
	uint32_t head; /* field, operator and flags */
	size_t first_value, value_count;
} written_criterion;

typedef struct writer {
	const sl_content *content;
	sl_findings *findings;
	placed_template *templates;
	sl_value_pool pool;
	sl_source *criteria; /* where those of the file came from */
	size_t criterion_count, criterion_capacity;
	/* Of the template at hand. */
	written_criterion *written;
	size_t written_count, written_capacity;
	uint32_t *slots; /* hash table of indexes in written, plus one; zero: free */
	size_t slot_count, slot_capacity;
	uint32_t *numbers; /* for each criterion of the content the written one, plus one */
	size_t number_capacity;
	uint32_t *values; /* of the criterion at hand, as the file has them */
	size_t value_capacity;
	/* The file. */
	sl_buffer tables[CHAN_TABLE_COUNT];
} writer;

static bool refuse(writer *w, uint16_t rule, sl_source source, const sl_template *template,
                   const char *detail)
{
	sl_finding finding = {.rule = rule,
	                      .template_index = -1,
	                      .criterion_index = -1,
	                      .detail = detail,
	                      .source = source};

	finding.has_template = true;
	memcpy(finding.template_uuid, template->uuid, sizeof finding.template_uuid);
	sl_findings_add(w->findings, &finding);
	return false;
}

static int compare_templates(const void *left, const void *right)
{
	const placed_template *a = left, *b = right;
	const int order = (a->type_id > b->type_id) - (a->type_id < b->type_id);

	return order ? order
	             : memcmp(a->template->uuid, b->template->uuid, sizeof a->template->uuid);
}

/* Whether the template in that place is the first of its type. */
static bool starts_type(const writer *w, uint32_t place)
{
	return place == 0 || w->templates[place - 1].type_id < w->templates[place].type_id;
}

static bool place_templates(writer *w)
{
	const sl_content *content = w->content;
	uint32_t i, type_count = 0;
	bool held = true;

	w->templates = sl_alloc(content->template_count, sizeof *w->templates);
	for (i = 0; i < content->template_count; i++) {
		w->templates[i].template = &content->templates[i];
		w->templates[i].type_id = content->types[content->templates[i].type].id;
	}
	qsort(w->templates, content->template_count, sizeof *w->templates, compare_templates);
	for (i = 0; i < content->template_count; i++) {
		const placed_template *here = &w->templates[i];
		const sl_template *template = here->template;

		if (!starts_type(w, i)) {
			if (here[-1].template->type != template->type)
				held = refuse(w, CHAN_RULE_TYPE_ORDER, template->source, template,
				              "two types have the same id");
			else if (compare_templates(here - 1, here) == 0)
				held = refuse(w, SL_RULE_DUPLICATE_UUID, template->source, template,
				              "the type has two templates with this id");
		} else if (++type_count == CHAN_MAX_TYPES + 1) {
			held = refuse(w, SL_RULE_EXPANSION_LIMIT, template->source, template,
			              "more than 4,096 types");
		}
	}
	return held;
}

static void collect(writer *w)
{
	const sl_content *content = w->content;
	uint32_t i, k;

	for (i = 0; i < content->template_count; i++) {
		const sl_template *template = w->templates[i].template;
		const sl_content_type *type = &content->types[template->type];

		if (starts_type(w, i)) {
			sl_string_pool_add(&w->pool.strings, type->name);
			for (k = 0; k < type->field_count; k++)
				sl_string_pool_add(&w->pool.strings, type->fields[k].name);
		}
		sl_string_pool_add(&w->pool.strings, template->title);
		sl_string_pool_add(&w->pool.strings, template->author);
		sl_string_pool_add(&w->pool.strings, template->link);
		for (k = 0; k < template->criterion_count; k++)
			sl_value_pool_add(&w->pool, &template->criteria[k]);
	}
	sl_value_pool_sort(&w->pool);
	sl_value_pool_write(&w->pool, w->tables);
}

static uint32_t string_index(const writer *w, sl_text text)
{
	return sl_string_pool_index(&w->pool.strings, text);
}

static uint32_t record_count(const writer *w, enum chan_table table)
{
	return (uint32_t)(w->tables[table].length / chan_table_record_size(table));
}

static void write_type(writer *w, const sl_content_type *type, uint32_t template_count)
{
	sl_buffer *types = &w->tables[CHAN_TABLE_TYPE];
	sl_buffer *fields = &w->tables[CHAN_TABLE_FIELD];
	uint32_t i, hash = 0;

	sl_buffer_u32(types, string_index(w, type->name));
	sl_buffer_u32(types, type->id);
	sl_buffer_u32(types, type->version);
	sl_buffer_u32(types, record_count(w, CHAN_TABLE_FIELD));
	sl_buffer_u32(types, type->field_count);
	sl_buffer_u32(types, record_count(w, CHAN_TABLE_TEMPLATE));
	sl_buffer_u32(types, template_count);
	for (i = 0; i < type->field_count; i++) {
		const sl_text name = type->fields[i].name;
		const uint16_t kind = type->fields[i].kind;
		const chan_cursor cursor =
			chan_cursor_over((const uint8_t *)name.bytes, name.length);

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor, kind);
		sl_buffer_u32(fields, string_index(w, name));
		sl_buffer_u16(fields, kind);
		sl_buffer_u16(fields, 0);
		sl_buffer_u32(fields, hash);
	}
}

static int compare_indexes(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

/* Appends the criterion's values to their table, in order and each once; returns how many. */
static size_t write_values(writer *w, const sl_criterion *criterion)
{
	const enum chan_value_kind kind = chan_operator_value_kind(criterion->operation);
	size_t i, count = criterion->value_count;

	w->values = sl_grow(w->values, &w->value_capacity, count, sizeof *w->values);
	for (i = 0; i < count; i++)
		w->values[i] = sl_value_pool_index(&w->pool, kind, &criterion->values[i]);
	count = sl_sort_unique(w->values, count, sizeof *w->values, compare_indexes);
	for (i = 0; i < count; i++)
		sl_buffer_u32(&w->tables[CHAN_TABLE_VALUE], w->values[i]);
	return count;
}

static sl_text value_bytes(const writer *w, const written_criterion *criterion)
{
	sl_text bytes = {"", criterion->value_count * CHAN_SIZE_VALUE};

	if (criterion->value_count)
		bytes.bytes = (const char *)w->tables[CHAN_TABLE_VALUE].bytes +
		              criterion->first_value * CHAN_SIZE_VALUE;
	return bytes;
}

/* The slot of the criterion of this template that equals the one whose values were just written, or a free one. */
static uint32_t *slot_of(writer *w, const written_criterion *criterion)
{
	const sl_text values = value_bytes(w, criterion);
	size_t slot = criterion->hash & (w->slot_count - 1);

	for (; w->slots[slot]; slot = (slot + 1) & (w->slot_count - 1)) {
		const written_criterion *other = &w->written[w->slots[slot] - 1];

		if (other->hash == criterion->hash && other->head == criterion->head &&
		    sl_text_equal(value_bytes(w, other), values))
			break;
	}
	return &w->slots[slot];
}

/* Writes the criterion unless the template has an equal one; *number is that of the one or the other, plus one. */
static bool write_criterion(writer *w, const sl_template *template, const sl_criterion *criterion,
                            uint32_t *number)
{
	sl_buffer *values = &w->tables[CHAN_TABLE_VALUE];
	sl_buffer *criteria = &w->tables[CHAN_TABLE_CRITERION];
	const sl_source source = criterion->source.path ? criterion->source : template->source;
	written_criterion here = {.first_value = record_count(w, CHAN_TABLE_VALUE)};
	uint32_t *slot;

	here.head = (uint32_t)criterion->field | (uint32_t)criterion->operation << 16 |
	            (uint32_t)criterion->flags << 24;
	here.value_count = write_values(w, criterion);
	if (here.value_count > CHAN_MAX_VALUES)
		return refuse(w, SL_RULE_EXPANSION_LIMIT, source, template,
		              "more than 65,535 values in a criterion");
	here.hash = (uint32_t)sl_text_hash(value_bytes(w, &here), here.head);
	slot = slot_of(w, &here);
	*number = *slot;
	if (*slot) {
		values->length = here.first_value * CHAN_SIZE_VALUE;
		return true;
	}
	w->written =
		sl_grow(w->written, &w->written_capacity, w->written_count + 1, sizeof *w->written);
	w->written[w->written_count++] = here;
	*number = *slot = (uint32_t)w->written_count;
	sl_buffer_u16(criteria, criterion->field);
	sl_buffer_byte(criteria, criterion->operation);
	sl_buffer_byte(criteria, criterion->flags);
	sl_buffer_u32(criteria, (uint32_t)here.first_value);
	sl_buffer_u32(criteria, (uint32_t)here.value_count);
	w->criteria = sl_grow(w->criteria, &w->criterion_capacity, w->criterion_count + 1,
	                      sizeof *w->criteria);
	w->criteria[w->criterion_count++] = source;
	return true;
}

static void start_template(writer *w, const sl_template *template)
{
	size_t needed = 16;

	while (needed < (size_t)template->criterion_count * 2)
		needed *= 2;
	w->slots = sl_grow(w->slots, &w->slot_capacity, needed, sizeof *w->slots);
	w->slot_count = needed;
	memset(w->slots, 0, needed * sizeof *w->slots);
	w->numbers = sl_grow(w->numbers, &w->number_capacity, template->criterion_count,
	                     sizeof *w->numbers);
	memset(w->numbers, 0, template->criterion_count * sizeof *w->numbers);
	w->written_count = 0;
}

/* The condition, and with it the criteria: each where it is first used. */
static bool write_logic(writer *w, const sl_template *template)
{
	sl_buffer *words = &w->tables[CHAN_TABLE_INSTRUCTION];
	uint32_t i;

	start_template(w, template);
	for (i = 0; i < template->instruction_count; i++) {
		const uint16_t word = template->instructions[i];

		if (word >= CHAN_PUSH_LIMIT) {
			sl_buffer_u16(words, word);
			continue;
		}
		if (!w->numbers[word] &&
		    !write_criterion(w, template, &template->criteria[word], &w->numbers[word]))
			return false;
		sl_buffer_u16(words, (uint16_t)(w->numbers[word] - 1));
	}
	return true;
}

static uint64_t file_size(const writer *w)
{
	uint64_t size = CHAN_SIZE_HEADER;
	unsigned table;

	for (table = CHAN_TABLE_HEADER + 1; table < CHAN_TABLE_COUNT; table++)
		size += w->tables[table].length;
	return size;
}

static bool write_template(writer *w, const sl_template *template)
{
	sl_buffer *table = &w->tables[CHAN_TABLE_TEMPLATE];
	const uint32_t first_criterion = record_count(w, CHAN_TABLE_CRITERION);
	const uint32_t first_instruction = record_count(w, CHAN_TABLE_INSTRUCTION);

	if (!write_logic(w, template))
		return false;
	sl_buffer_append(table, template->uuid, sizeof template->uuid);
	sl_buffer_u32(table, record_count(w, CHAN_TABLE_TYPE) - 1);
	sl_buffer_u32(table, string_index(w, template->title));
	sl_buffer_u32(table, string_index(w, template->author));
	sl_buffer_u32(table, string_index(w, template->link));
	sl_buffer_byte(table, template->action);
	sl_buffer_byte(table, template->level);
	sl_buffer_byte(table, template->status);
	sl_buffer_byte(table, 0);
	sl_buffer_u32(table, first_criterion);
	sl_buffer_u32(table, record_count(w, CHAN_TABLE_CRITERION) - first_criterion);
	sl_buffer_u32(table, first_instruction);
	sl_buffer_u32(table, record_count(w, CHAN_TABLE_INSTRUCTION) - first_instruction);
	/* After each template, so that no count of records outgrows its 32 bits. */
	if (file_size(w) > CHAN_MAX_FILE_SIZE)
		return refuse(w, SL_RULE_EXPANSION_LIMIT, template->source, template,
		              "a file of more than 1 GiB, at this template");
	return true;
}

static bool write_tables(writer *w)
{
	const uint32_t count = w->content->template_count;
	uint32_t first = 0, next, i;

	for (; first < count; first = next) {
		for (next = first + 1; next < count && !starts_type(w, next); next++)
			continue;
		write_type(w, &w->content->types[w->templates[first].template->type], next - first);
		for (i = first; i < next; i++)
			if (!write_template(w, w->templates[i].template))
				return false;
	}
	return true;
}

static void put_u32(uint8_t *bytes, uint32_t number)
{
	bytes[0] = (uint8_t)number;
	bytes[1] = (uint8_t)(number >> 8);
	bytes[2] = (uint8_t)(number >> 16);
	bytes[3] = (uint8_t)(number >> 24);
}

void sl_seal(uint8_t *bytes, size_t size)
{
	put_u32(bytes + CHAN_OFFSET_HEADER_body_checksum,
	        chan_crc32c(CHAN_CPU_UNKNOWN, 0,
	                    chan_cursor_over(bytes + CHAN_SIZE_HEADER, size - CHAN_SIZE_HEADER)));
	put_u32(bytes + CHAN_OFFSET_HEADER_header_checksum,
	        chan_crc32c(CHAN_CPU_UNKNOWN, 0,
	                    chan_cursor_over(bytes, CHAN_OFFSET_HEADER_header_checksum)));
}

static void write_file(const writer *w, sl_buffer *out)
{
	static const uint8_t magic[8] = {0x89, 'C', 'H', 'A', 'N', '\r', '\n', 0x1a};
	const sl_content *content = w->content;
	unsigned table;

	sl_buffer_append(out, magic, sizeof magic);
	sl_buffer_u16(out, CHAN_FORMAT_VERSION);
	sl_buffer_u16(out, content->engine_level);
	sl_buffer_u32(out, content->channel);
	sl_buffer_u64(out, content->content_version);
	sl_buffer_u64(out, content->created_at);
	sl_buffer_u64(out, content->expires_at);
	sl_buffer_u32(out, (uint32_t)file_size(w));
	for (table = CHAN_TABLE_HEADER + 1; table < CHAN_TABLE_COUNT; table++)
		sl_buffer_u32(out, record_count(w, (enum chan_table)table));
	sl_buffer_u32(out, 0); /* reserved */
	sl_buffer_u64(out, 0); /* the checksums, made at the end */
	for (table = CHAN_TABLE_HEADER + 1; table < CHAN_TABLE_COUNT; table++)
		sl_buffer_append(out, w->tables[table].bytes, w->tables[table].length);
	sl_seal(out->bytes, out->length);
}

static void write_map(const writer *w, sl_arena *arena, sl_source_map *map)
{
	uint32_t i;

	map->template_count = w->content->template_count;
	map->templates = sl_arena_alloc(arena, map->template_count, sizeof *map->templates);
	for (i = 0; i < map->template_count; i++)
		map->templates[i] = w->templates[i].template->source;
	map->criterion_count = (uint32_t)w->criterion_count;
	map->criteria = sl_arena_alloc(arena, map->criterion_count, sizeof *map->criteria);
	memcpy(map->criteria, w->criteria, w->criterion_count * sizeof *map->criteria);
}

static void writer_free(writer *w)
{
	unsigned table;

	for (table = 0; table < CHAN_TABLE_COUNT; table++)
		sl_buffer_free(&w->tables[table]);
	sl_value_pool_free(&w->pool);
	free(w->templates);
	free(w->criteria);
	free(w->written);
	free(w->slots);
	free(w->numbers);
	free(w->values);
}

bool sl_content_write(const sl_content *content, sl_arena *arena, sl_buffer *out,
                      sl_source_map *map, sl_findings *findings)
{
	writer w = {.content = content, .findings = findings};
	bool written = false;

	sl_buffer_clear(out);
	if (map)
		memset(map, 0, sizeof *map);
	if (!sl_content_check(content, findings))
		return false;
	if (place_templates(&w)) {
		collect(&w);
		written = write_tables(&w);
	}
	if (written) {
		write_file(&w, out);
		if (map)
			write_map(&w, arena, map);
	}
	writer_free(&w);
	if (written && !sl_content_verify(content, out->bytes, out->length, findings)) {
		sl_buffer_clear(out);
		return false;
	}
	return written;
}
