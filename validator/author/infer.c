/* A catalog from use. */
#include "author/infer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void sl_inference_start(sl_inference *inference, sl_arena *arena)
{
	memset(inference, 0, sizeof *inference);
	inference->arena = arena;
	sl_known_sources_read(arena, &inference->known);
}

static int compare_logsources(const sl_logsource *a, const sl_logsource *b)
{
	int order = strcmp(a->product, b->product);
	order = order != 0 ? order : strcmp(a->category, b->category);
	return order != 0 ? order : strcmp(a->service, b->service);
}

static sl_inferred_source *source_of(sl_inference *inference, const sl_logsource *logsource)
{
	for (size_t i = 0; i < inference->count; i++) {
		if (compare_logsources(&inference->sources[i].logsource, logsource) == 0) {
			return &inference->sources[i];
		}
	}
	if (inference->count == inference->capacity) {
		size_t capacity = inference->capacity > 0 ? inference->capacity * 2 : 64;
		sl_inferred_source *larger =
			sl_arena_alloc(inference->arena, capacity, sizeof *larger);
		if (inference->count > 0) {
			memcpy(larger, inference->sources, inference->count * sizeof *larger);
		}
		inference->sources = larger;
		inference->capacity = capacity;
	}
	sl_inferred_source *source = &inference->sources[inference->count++];
	*source = (sl_inferred_source){.logsource = *logsource,
	                               .known = sl_known_source_find(&inference->known, logsource)};
	source->fields = sl_arena_alloc(inference->arena, CHAN_MAX_FIELDS, sizeof *source->fields);
	return source;
}

static void add_field(sl_inferred_source *source, const sl_rule_field *used)
{
	for (uint32_t i = 0; i < source->field_count; i++) {
		sl_rule_field *field = &source->fields[i];
		if (sl_text_equal(field->name, used->name)) {
			field->numeric_only = field->numeric_only && used->numeric_only;
			field->text_used = field->text_used || used->text_used;
			return;
		}
	}
	if (source->field_count < CHAN_MAX_FIELDS && used->name.length > 0 &&
	    used->name.length <= CHAN_MAX_NAME) {
		source->fields[source->field_count++] = *used;
	}
}

size_t sl_inference_add(sl_inference *inference, const char *path, const uint8_t *bytes,
                        size_t size)
{
	sl_rule_use *uses;
	size_t count = sl_rule_uses(path, bytes, size, inference->arena, &uses);
	for (size_t i = 0; i < count; i++) {
		sl_inferred_source *source = source_of(inference, &uses[i].logsource);
		for (uint32_t k = 0; k < uses[i].field_count; k++) {
			add_field(source, &uses[i].fields[k]);
		}
	}
	return count;
}

static int by_name(const void *a, const void *b)
{
	const sl_rule_field *left = a, *right = b;
	return sl_text_compare(left->name, right->name);
}

static int by_logsource(const void *a, const void *b)
{
	const sl_inferred_source *left = a, *right = b;
	return compare_logsources(&left->logsource, &right->logsource);
}

static int by_id(const void *a, const void *b)
{
	const sl_type *left = a, *right = b;
	return (left->id > right->id) - (left->id < right->id);
}

/* Appends the fields that use adds to those the type has. */
static void append_used(sl_inference *inference, const sl_inferred_source *source, sl_type *type)
{
	size_t most = (size_t)type->field_count + source->field_count;
	sl_field *fields = sl_arena_alloc(inference->arena, most + 1, sizeof *fields);
	if (type->field_count > 0) {
		memcpy(fields, type->fields, type->field_count * sizeof *fields);
	}
	type->fields = fields;
	for (uint32_t i = 0; i < source->field_count && type->field_count < CHAN_MAX_FIELDS; i++) {
		const sl_rule_field *used = &source->fields[i];
		if (sl_type_field(type, used->name) < 0) {
			bool number = used->numeric_only && !used->text_used;
			sl_text name = sl_text_copy(inference->arena, used->name);
			fields[type->field_count++] =
				(sl_field){.name = name.bytes,
			                   .kind = number ? CHAN_KIND_INTEGER : CHAN_KIND_STRING};
		}
	}
}

/* "linux_process_creation": the parts of the log source that there are, as one word. */
static const char *type_name(sl_arena *arena, const sl_logsource *logsource, uint32_t id)
{
	const char *parts[] = {logsource->product, logsource->category, logsource->service};
	sl_buffer name = {0};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (parts[i][0] != '\0') {
			sl_buffer_text(&name, name.length > 0 ? "_" : "");
			sl_buffer_text(&name, parts[i]);
		}
	}
	for (size_t i = 0; i < name.length; i++) {
		if (!isalnum(name.bytes[i])) {
			name.bytes[i] = '_';
		}
	}
	const char *made = name.length == 0 || name.length > CHAN_MAX_NAME - 16
	                           ? sl_arena_printf(arena, "type_%u", id)
	                           : sl_arena_copy(arena, (const char *)name.bytes, name.length);
	sl_buffer_free(&name);
	return made;
}

/* Two log sources can make one word: then the id tells them apart. */
static void make_names_unique(sl_arena *arena, sl_type *types, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (strcmp(types[i].name, types[k].name) == 0) {
				types[i].name =
					sl_arena_printf(arena, "%s_%u", types[i].name, types[i].id);
				break;
			}
		}
	}
}

sl_type *sl_inference_end(sl_inference *inference, size_t *count)
{
	sl_arena *arena = inference->arena;
	sl_type *types = sl_arena_alloc(arena, inference->count + 1, sizeof *types);
	uint32_t next_id = SL_INFERRED_TYPE_ID;
	if (inference->count > 0) {
		qsort(inference->sources, inference->count, sizeof *inference->sources,
		      by_logsource);
	}
	*count = 0;
	for (size_t i = 0; i < inference->count; i++) {
		sl_inferred_source *source = &inference->sources[i];
		sl_type *type = &types[*count];
		if (source->known != NULL) {
			*type = source->known->type;
		} else {
			*type = (sl_type){.id = next_id,
			                  .version = 1,
			                  .logsource = source->logsource,
			                  .newest = true};
			type->name = type_name(arena, &source->logsource, next_id++);
		}
		if (source->known == NULL || source->known->open) {
			qsort(source->fields, source->field_count, sizeof *source->fields, by_name);
			append_used(inference, source, type);
		}
		*count += type->field_count > 0; /* a type without a field can hold no rule */
	}
	qsort(types, *count, sizeof *types, by_id);
	make_names_unique(arena, types, *count);
	memset(inference, 0, sizeof *inference);
	return types;
}
