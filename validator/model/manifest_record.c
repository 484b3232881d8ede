/* From the records of a binary to the manifest of its build. */
#include "model/manifest_record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/problem.h"
#include "base/text_set.h"
#include "model/manifest_record_parts.h"

enum { SHOWN = 90 };

/* The different records of one slice. Each text that is there more than once is kept once. */
typedef struct records {
	const sl_record_reader *reader;
	sl_record build, engine; /* text empty: none */
	sl_text_set texts; /* of types */
	sl_record *types; /* by the number of their text */
	size_t capacity;
} records;

static void free_records(records *all)
{
	sl_text_set_free(&all->texts);
	free(all->types);
}

/* From where they begin to differ, so that both are seen though a message is short. */
static bool say_both(const sl_record_reader *reader, const char *what, const sl_record *first,
                     const sl_record *second)
{
	size_t same = 0, word = 0;
	sl_text a = first->text, b = second->text;

	while (same < a.length && same < b.length && a.bytes[same] == b.bytes[same]) {
		same++;
		word = a.bytes[same - 1] == ' ' ? same : word;
	}
	a = (sl_text){a.bytes + word, a.length - word};
	b = (sl_text){b.bytes + word, b.length - word};
	return sl_problem_say(reader->why, reader->path,
	                      "%s: '%s' in the record at byte %" PRIu64
	                      ", '%s' in that at byte %" PRIu64
	                      "; is code of two builds linked together?",
	                      what, sl_text_printable(reader->arena, a, SHOWN), first->start,
	                      sl_text_printable(reader->arena, b, SHOWN), second->start);
}

static bool add_single(const sl_record_reader *reader, const char *what, const sl_record *record,
                       sl_record *out)
{
	if (out->text.length > 0 && !sl_text_equal(out->text, record->text)) {
		return say_both(reader, what, out, record);
	}
	*out = out->text.length > 0 ? *out : *record;
	return true;
}

static bool add_type(records *all, const sl_record *record)
{
	const size_t before = all->texts.count;

	if (sl_text_set_add(&all->texts, record->text) < before) {
		return true;
	}
	if (before == CHAN_MAX_TYPES) {
		return sl_record_fault(all->reader, record, "there are more than %u types",
		                       CHAN_MAX_TYPES);
	}
	all->types = sl_grow(all->types, &all->capacity, before + 1, sizeof *all->types);
	all->types[before] = *record;
	return true;
}

static bool add_record(records *all, const sl_record *record)
{
	for (size_t i = 0; i < record->text.length; i++) {
		if (record->text.bytes[i] < 0x20 || record->text.bytes[i] > 0x7E) {
			return sl_record_fault(all->reader, record,
			                       "byte %zu of it is not printable ASCII: damaged, or "
			                       "no record (a name's other bytes are written %%XX)",
			                       i);
		}
	}
	switch (sl_record_kind_of(all->reader, record)) {
	case SL_RECORD_TYPE:
		return add_type(all, record);
	case SL_RECORD_BUILD:
		return add_single(all->reader, "two builds", record, &all->build);
	case SL_RECORD_ENGINE:
		return add_single(all->reader, "two engines", record, &all->engine);
	case SL_RECORD_OTHER:
		return false;
	}
	return false;
}

static bool gather_section(records *all, const sl_window *section)
{
	uint64_t place = 0;

	while (place < section->size) {
		sl_window text;
		sl_record record;

		if (sl_window_number(section, place, 1) == 0) {
			place++;
			continue;
		}
		if (!sl_window_text(section, place, &text)) {
			return sl_problem_say(all->reader->why, all->reader->path,
			                      "the record at byte %" PRIu64
			                      " has no end: its section is cut off",
			                      section->start + place);
		}
		record = (sl_record){{(const char *)text.bytes, text.size}, text.start};
		if (!add_record(all, &record)) {
			return false;
		}
		place += text.size;
	}
	return true;
}

static bool gather_slice(records *all, const sl_binary_slice *slice)
{
	for (uint32_t i = 0; i < slice->count; i++) {
		if (!gather_section(all, &slice->sections[i])) {
			return false;
		}
	}
	return true;
}

/* A record that one slice has and the other has not; NULL: they have the same. */
static const sl_record *find_missing(const records *here, const records *there)
{
	for (size_t i = 0; i < here->texts.count; i++) {
		if (sl_text_set_find(&there->texts, here->texts.texts[i]) == SL_NOT_IN_SET) {
			return &here->types[i];
		}
	}
	if (here->build.text.length > 0 && !sl_text_equal(here->build.text, there->build.text)) {
		return &here->build;
	}
	return here->engine.text.length > 0 && !sl_text_equal(here->engine.text, there->engine.text)
	               ? &here->engine
	               : NULL;
}

/* Else a type that one slice does not supply would be claimed for it by another. */
static bool check_slice(const sl_record_reader *reader, const sl_binary_slice *slice,
                        const records *first)
{
	records all = {.reader = reader};
	const sl_record *missing;
	bool good = gather_slice(&all, slice);

	if (good) {
		missing = find_missing(first, &all);
		missing = missing != NULL ? missing : find_missing(&all, first);
		if (missing != NULL) {
			good = sl_record_fault(
				reader, missing,
				"the slices of the file do not all say this, so they "
				"are different builds; take them apart (lipo -thin) "
				"and add each");
		}
	}
	free_records(&all);
	return good;
}

static int compare_ids(const void *left, const void *right)
{
	const sl_record_type *a = left, *b = right;

	if (a->id != b->id) {
		return a->id < b->id ? -1 : 1;
	}
	return strcmp(a->input.type, b->input.type);
}

static int compare_type_names(const void *left, const void *right)
{
	const sl_record_type *a = *(const sl_record_type *const *)left;
	const sl_record_type *b = *(const sl_record_type *const *)right;

	return strcmp(a->input.type, b->input.type);
}

/* types: by id. */
static bool check_types(const sl_record_reader *reader, const sl_record_type *types, size_t count)
{
	const sl_record_type **order = sl_arena_alloc(reader->arena, count, sizeof *order);

	for (size_t i = 0; i < count; i++) {
		order[i] = &types[i];
		if (i > 0 && types[i - 1].id == types[i].id) {
			return say_both(reader, "two records of one type id", &types[i - 1].record,
			                &types[i].record);
		}
	}
	if (count > 1) {
		qsort(order, count, sizeof *order, compare_type_names);
	}
	for (size_t i = 1; i < count; i++) {
		if (strcmp(order[i - 1]->input.type, order[i]->input.type) == 0) {
			return say_both(reader, "two records of one type", &order[i - 1]->record,
			                &order[i]->record);
		}
	}
	return true;
}

static bool read_types(const records *all, sl_build *out)
{
	const sl_record_reader *reader = all->reader;
	const size_t count = all->texts.count;
	sl_record_type *types = sl_arena_alloc(reader->arena, count, sizeof *types);

	for (size_t i = 0; i < count; i++) {
		if (!sl_record_read_type(reader, &all->types[i], &types[i])) {
			return false;
		}
	}
	if (count > 1) {
		qsort(types, count, sizeof *types, compare_ids);
	}
	if (!check_types(reader, types, count)) {
		return false;
	}
	out->input_count = (uint32_t)count;
	out->inputs = sl_arena_alloc(reader->arena, count, sizeof *out->inputs);
	for (size_t i = 0; i < count; i++) {
		out->inputs[i] = types[i].input;
	}
	return true;
}

/* What is not there at all: whether this is a sensor, and a whole one. */
static bool check_complete(const records *all)
{
	const sl_record_reader *reader = all->reader;

	if (all->texts.count == 0) {
		return sl_problem_say(reader->why, reader->path,
		                      "%s: no code in it wires inputs (see: sluice "
		                      "sensor header)",
		                      all->build.text.length > 0
		                              ? "says which build it is, but is no whole sensor"
		                              : "has the engine of sluice in it, but is no sensor");
	}
	if (all->build.text.length == 0) {
		return sl_problem_say(
			reader->why, reader->path,
			"does not say which build it is: CHAN_BUILD of sensor.h says so, "
			"where the function that it makes is called");
	}
	if (all->engine.text.length == 0) {
		return sl_problem_say(
			reader->why, reader->path,
			"has no engine record: its code never prepares a file "
			"(chan_prepare), or has an interpreter that does not say what "
			"it can do");
	}
	return true;
}

static bool read_slices(const sl_record_reader *reader, const sl_binary *binary, sl_build *out)
{
	records all = {.reader = reader};
	bool good = gather_slice(&all, &binary->slices[0]);

	for (uint32_t i = 1; i < binary->slice_count && good; i++) {
		good = check_slice(reader, &binary->slices[i], &all);
	}
	good = good && check_complete(&all) && sl_record_read_build(reader, &all.build, out) &&
	       sl_record_read_engine(reader, &all.engine, out) && read_types(&all, out);
	free_records(&all);
	return good;
}

bool sl_manifest_read(const char *path, const sl_binary *binary, sl_arena *arena, sl_build *out,
                      sl_problem *why)
{
	const sl_record_reader reader = {sl_arena_copy(arena, path, strlen(path)), arena, why};

	*out = (sl_build){.source.path = reader.path};
	if (!read_slices(&reader, binary, out)) {
		*out = (sl_build){0};
		return false;
	}
	return true;
}

static bool read_bytes(const char *path, const sl_buffer *bytes, sl_arena *arena, sl_build *out,
                       sl_problem *why)
{
	sl_binary binary;

	return sl_binary_records(path, bytes->bytes, bytes->length, arena, &binary, why) ==
	               SL_BINARY_RECORDS &&
	       sl_manifest_read(path, &binary, arena, out, why);
}

bool sl_manifest_from_file(const char *path, sl_arena *arena, sl_build *out, char digest[65],
                           sl_problem *why)
{
	sl_buffer bytes = {0};
	bool good = false;

	*out = (sl_build){0};
	digest[0] = '\0';
	if (sl_file_read(path, SL_BINARY_MAX_BYTES, &bytes, why)) {
		sl_sha256_hex(bytes.bytes, bytes.length, digest);
		good = read_bytes(path, &bytes, arena, out, why);
	}
	sl_buffer_free(&bytes);
	return good;
}
