/* What one record says (parser/SENSOR.md). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/catalog.h"
#include "model/manifest_record_parts.h"

enum { LAYOUT_DIGITS = 8 };

enum sl_record_kind sl_record_kind_of(const sl_record_reader *reader, const sl_record *record)
{
	static const struct {
		const char *name;
		enum sl_record_kind kind;
	} kinds[] = {{"sluice-type", SL_RECORD_TYPE},
	             {"sluice-build", SL_RECORD_BUILD},
	             {"sluice-engine", SL_RECORD_ENGINE}};
	sl_record_words from = {reader, record, 0};
	sl_text name, version;

	if (!sl_record_next_word(&from, "its kind", &name)) {
		return SL_RECORD_OTHER;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!sl_text_is(name, kinds[i].name)) {
			continue;
		}
		if (!sl_record_next_word(&from, "the version of the record", &version)) {
			return SL_RECORD_OTHER;
		}
		if (!sl_text_is(version, "1")) {
			sl_record_fault(reader, record,
			                "version %s of %s is not known, only 1: is there a newer "
			                "sluice?",
			                sl_record_shown(&from, version), kinds[i].name);
			return SL_RECORD_OTHER;
		}
		return kinds[i].kind;
	}
	sl_record_fault(reader, record,
	                "there is no kind of record '%s'; those are sluice-type, sluice-build and "
	                "sluice-engine",
	                sl_record_shown(&from, name));
	return SL_RECORD_OTHER;
}

/* The words behind kind and version, which have been looked at. */
static sl_record_words words_of(const sl_record_reader *reader, const sl_record *record)
{
	sl_record_words from = {reader, record, 0};
	sl_text passed;

	(void)(sl_record_next_word(&from, "", &passed) && sl_record_next_word(&from, "", &passed));
	return from;
}

/* "KIND:NAME". */
static bool next_input(sl_record_words *from, sl_supplied *out)
{
	sl_text word, kind, name;
	size_t colon = 0;

	if (!sl_record_next_word(from, "an input", &word)) {
		return false;
	}
	while (colon < word.length && word.bytes[colon] != ':') {
		colon++;
	}
	kind = (sl_text){word.bytes, colon};
	if (colon == word.length || !sl_field_kind_read(kind, &out->kind)) {
		return sl_record_fault(from->reader, from->record,
		                       "an input must be string:, integer: or ip: and its name, "
		                       "not '%s'",
		                       sl_record_shown(from, word));
	}
	name = (sl_text){word.bytes + colon + 1, word.length - colon - 1};
	out->source = (sl_source){.path = from->reader->path};
	return sl_record_read_name(from, name, "the name of an input", &out->name);
}

static int compare_names(const void *left, const void *right)
{
	const sl_supplied *a = *(const sl_supplied *const *)left;
	const sl_supplied *b = *(const sl_supplied *const *)right;

	return strcmp(a->name, b->name);
}

static bool check_names(const sl_record_words *from, const sl_input *input)
{
	const sl_supplied *order[CHAN_MAX_FIELDS];

	for (uint32_t i = 0; i < input->count; i++) {
		order[i] = &input->supplies[i];
	}
	if (input->count > 1) {
		qsort(order, input->count, sizeof *order, compare_names);
	}
	for (uint32_t i = 1; i < input->count; i++) {
		if (strcmp(order[i - 1]->name, order[i]->name) == 0) {
			return sl_record_fault(from->reader, from->record,
			                       "the input %s is in it twice", order[i]->name);
		}
	}
	return true;
}

static uint32_t layout_of(const sl_input *input)
{
	uint32_t hash = 0;

	for (uint32_t i = 0; i < input->count; i++) {
		const void *name = input->supplies[i].name;
		const chan_cursor cursor = chan_cursor_over(name, strlen(input->supplies[i].name));

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor,
		                        (uint16_t)input->supplies[i].kind);
	}
	return hash;
}

static bool next_layout(sl_record_words *from, sl_text *out)
{
	if (!sl_record_next_value(from, "layout", out)) {
		return false;
	}
	for (size_t i = 0; i < out->length; i++) {
		if (memchr("0123456789abcdef", out->bytes[i], 16) == NULL) {
			out->length = 0;
		}
	}
	return out->length == LAYOUT_DIGITS ||
	       sl_record_fault(from->reader, from->record,
	                       "layout must be 8 hexadecimal digits in small letters");
}

/* The inputs, and that they are what the layout was made of. */
static bool read_inputs(sl_record_words *from, sl_text layout, uint64_t count, sl_input *out)
{
	char computed[LAYOUT_DIGITS + 1];

	out->supplies = sl_arena_alloc(from->reader->arena, (size_t)count, sizeof *out->supplies);
	for (; out->count < count; out->count++) {
		if (!next_input(from, &out->supplies[out->count])) {
			return false;
		}
	}
	if (!sl_record_at_end(from) || !check_names(from, out)) {
		return false;
	}
	out->has_layout = true;
	out->layout = layout_of(out);
	snprintf(computed, sizeof computed, "%08" PRIx32, out->layout);
	return sl_text_is(layout, computed) ||
	       sl_record_fault(from->reader, from->record,
	                       "it contradicts itself: its layout is %.*s, and that of its inputs "
	                       "is %s, so it is damaged or was edited",
	                       LAYOUT_DIGITS, layout.bytes, computed);
}

bool sl_record_read_type(const sl_record_reader *reader, const sl_record *record,
                         sl_record_type *out)
{
	sl_record_words from = words_of(reader, record);
	uint64_t id, version, count;
	sl_text name, layout;

	*out = (sl_record_type){.record = *record, .input.source.path = reader->path};
	if (!sl_record_next_word(&from, "the name of the type", &name) ||
	    !sl_record_read_name(&from, name, "the name of the type", &out->input.type) ||
	    !sl_record_next_number(&from, "id", UINT32_MAX, &id) ||
	    !sl_record_next_number(&from, "version", UINT32_MAX, &version) ||
	    !next_layout(&from, &layout) ||
	    !sl_record_next_number(&from, "inputs", CHAN_MAX_FIELDS, &count)) {
		return false;
	}
	out->id = (uint32_t)id;
	out->input.version = (uint32_t)version;
	return read_inputs(&from, layout, count, &out->input);
}

bool sl_record_read_build(const sl_record_reader *reader, const sl_record *record, sl_build *out)
{
	sl_record_words from = words_of(reader, record);
	sl_text name, platform;
	uint64_t bits;

	if (!sl_record_next_word(&from, "the name of the build", &name) ||
	    !sl_record_read_name(&from, name, "the name of the build", &out->name) ||
	    !sl_record_next_value(&from, "platform", &platform) ||
	    !sl_record_read_name(&from, platform, "platform", &out->platform) ||
	    !sl_record_next_limit(&from, "file_bytes", INT64_MAX, &out->limits.file_bytes) ||
	    !sl_record_next_limit(&from, "templates", INT64_MAX, &out->limits.templates) ||
	    !sl_record_next_limit(&from, "criteria", INT64_MAX, &out->limits.criteria) ||
	    !sl_record_next_limit(&from, "values", INT64_MAX, &out->limits.values) ||
	    !sl_record_next_limit(&from, "version_bits", 64, &bits)) {
		return false;
	}
	out->limits.version_bits = (uint32_t)bits;
	return sl_record_at_end(&from);
}

static bool add_operator(const sl_record_words *from, sl_text name, sl_build *out)
{
	const uint8_t operation = sl_operator_read(name);

	if (operation == 0) {
		return sl_record_fault(from->reader, from->record,
		                       "there is no operator '%s': is there a newer sluice?",
		                       sl_record_shown(from, name));
	}
	if ((out->operators >> operation & 1) != 0) {
		return sl_record_fault(from->reader, from->record, "the operator %s is in it twice",
		                       sl_operator_name(operation));
	}
	out->operators |= UINT32_C(1) << operation;
	return true;
}

bool sl_record_read_engine(const sl_record_reader *reader, const sl_record *record, sl_build *out)
{
	sl_record_words from = words_of(reader, record);
	uint64_t level;
	sl_text list;
	size_t place = 0;

	if (!sl_record_next_number(&from, "level", UINT16_MAX, &level) ||
	    !sl_record_next_value(&from, "operators", &list) || !sl_record_at_end(&from)) {
		return false;
	}
	out->engine = (uint32_t)level;
	/* A comma at the end leaves an empty name behind it, which is no operator. */
	while (place <= list.length) {
		size_t length = 0;

		while (place + length < list.length && list.bytes[place + length] != ',') {
			length++;
		}
		if (!add_operator(&from, (sl_text){list.bytes + place, length}, out)) {
			return false;
		}
		place += length + 1;
	}
	return true;
}
