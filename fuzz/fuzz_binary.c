/*
 * Any file as the binary of a sensor, and any text as its records.
 *
 * Reaches: the readers of ELF, PE, COFF and Mach-O, and that of records. What is no binary but begins with "sluice-" is
 * taken for the bytes of a section of records; there, layouts that are wrong are made right, or hardly a change would get
 * past them.
 * Holds, for any bytes:
 *   - they are not changed, and no byte outside of them is read;
 *   - sections of records lie in the file, have bytes, and are disjoint;
 *   - what is refused is refused with words, and the same words each time;
 *   - a manifest that was read is one that the fleet can have: written as YAML it reads back without a finding, and is the
 *     same when it is written again.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "model/fleet_read.h"
#include "model/manifest_record.h"
#include "model/manifest_record_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was said of the bytes: a manifest, or a problem. */
typedef struct answer {
	sl_arena arena;
	sl_build build;
	sl_problem why;
	bool good;
} answer;

static void check_sections(const sl_binary *binary, const uint8_t *bytes, size_t size)
{
	uint64_t total = 0;

	HOLDS(binary->slice_count >= 1 && binary->slice_count <= SL_BINARY_MAX_SLICES);
	for (uint32_t i = 0; i < binary->slice_count; i++) {
		HOLDS(binary->slices[i].count > 0);
		for (uint32_t k = 0; k < binary->slices[i].count; k++) {
			const sl_window *section = &binary->slices[i].sections[k];

			HOLDS(section->size > 0 && section->start <= size &&
			      section->size <= size - section->start);
			HOLDS(section->bytes == bytes + section->start);
			total += section->size;
		}
	}
	DEMAND(total <= size, "no byte is in two sections");
}

static void answer_binary(answer *to, const uint8_t *bytes, size_t size)
{
	enum sl_binary_kind kind;
	sl_binary binary;

	kind = sl_binary_records("fuzz", bytes, size, &to->arena, &binary, &to->why);
	HOLDS((kind == SL_BINARY_RECORDS) == (binary.slice_count > 0));
	if (kind == SL_BINARY_RECORDS) {
		check_sections(&binary, bytes, size);
		to->good = sl_manifest_read("fuzz", &binary, &to->arena, &to->build, &to->why);
	}
}

static void answer_records(answer *to, const uint8_t *bytes, size_t size)
{
	sl_window section = {bytes, size, 0, false};
	sl_binary_slice slice = {&section, 1, 0};
	const sl_binary binary = {"records", &slice, 1};

	to->good = sl_manifest_read("fuzz", &binary, &to->arena, &to->build, &to->why);
}

static bool is_records(const uint8_t *bytes, size_t size)
{
	return size > 7 && memcmp(bytes, "sluice-", 7) == 0;
}

static void start(answer *to, const uint8_t *bytes, size_t size)
{
	memset(to, 0, sizeof *to);
	sl_arena_start(&to->arena);
	if (is_records(bytes, size)) {
		answer_records(to, bytes, size);
	} else {
		answer_binary(to, bytes, size);
	}
	DEMAND(to->good == (to->why.text[0] == '\0'), "a refusal has words, and nothing else");
}

/* The layout of the inputs that could be read, written over what the record says of it. */
static void repair_record(const sl_record_reader *reader, uint8_t *bytes, size_t size)
{
	static const char key[] = " layout=";
	const sl_record record = {{(const char *)bytes, size}, 0};
	sl_record_type type;
	uint32_t hash = 0;
	char digits[9];

	if (sl_record_kind_of(reader, &record) != SL_RECORD_TYPE ||
	    sl_record_read_type(reader, &record, &type)) {
		return;
	}
	for (uint32_t i = 0; i < type.input.count; i++) {
		const sl_supplied *supplied = &type.input.supplies[i];
		const void *name = supplied->name;
		const chan_cursor cursor = chan_cursor_over(name, strlen(supplied->name));

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor, (uint16_t)supplied->kind);
	}
	snprintf(digits, sizeof digits, "%08" PRIx32, hash);
	for (size_t i = 0; i + sizeof key - 1 + 8 <= size; i++) {
		if (memcmp(bytes + i, key, sizeof key - 1) == 0) {
			memcpy(bytes + i + sizeof key - 1, digits, 8);
			return;
		}
	}
}

static void repair(uint8_t *bytes, size_t size)
{
	sl_problem ignored;
	sl_arena arena;
	const sl_record_reader reader = {"fuzz", &arena, &ignored};

	sl_arena_start(&arena);
	for (size_t at = 0; at < size;) {
		const uint8_t *end = memchr(bytes + at, 0, size - at);
		const size_t length = end != NULL ? (size_t)(end - bytes) - at : size - at;

		repair_record(&reader, bytes + at, length);
		at += length + 1;
	}
	sl_arena_free(&arena);
}

/* The manifest through YAML and back; *twice is what the second writing made. */
static void read_back(const sl_buffer *once, sl_buffer *twice)
{
	sl_findings findings;
	sl_arena arena;
	sl_yaml_documents documents;
	sl_yaml_fault fault;
	sl_build_list builds = {0};
	const sl_document document = {&arena, "fuzz.yaml", &findings};

	sl_arena_start(&arena);
	sl_findings_start(&findings);
	DEMAND(sl_yaml_parse(&arena, once->bytes, once->length, &documents, &fault),
	       "a manifest that is written is YAML");
	HOLDS(documents.count == 1);
	sl_build_read(&document, documents.items[0], &builds);
	DEMAND(findings.count == 0 && builds.count == 1, "a manifest that is written is one");
	sl_build_write(&builds.items[0], twice);
	free(builds.items);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
}

static void check_round_trip(const sl_build *build)
{
	sl_buffer once = {0}, twice = {0};

	HOLDS(build->input_count > 0 && build->engine > 0 && build->operators != 0);
	sl_build_write(build, &once);
	read_back(&once, &twice);
	DEMAND(once.length == twice.length && memcmp(once.bytes, twice.bytes, once.length) == 0,
	       "a manifest that is read back is the same");
	sl_buffer_free(&once);
	sl_buffer_free(&twice);
}

static void check_again(const answer *first, const uint8_t *bytes, size_t size)
{
	sl_buffer once = {0}, twice = {0};
	answer second;

	start(&second, bytes, size);
	HOLDS(first->good == second.good);
	DEMAND(strcmp(first->why.text, second.why.text) == 0, "the words are the same each time");
	if (first->good) {
		sl_build_write(&first->build, &once);
		sl_build_write(&second.build, &twice);
		DEMAND(once.length == twice.length &&
		               memcmp(once.bytes, twice.bytes, once.length) == 0,
		       "the manifest is the same each time");
	}
	sl_buffer_free(&once);
	sl_buffer_free(&twice);
	sl_arena_free(&second.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes = calloc(size > 0 ? size : 1, 1), *before = calloc(size > 0 ? size : 1, 1);
	answer first;

	DEMAND(bytes != NULL && before != NULL, "memory for the input");
	if (size > 0) {
		memcpy(bytes, data, size);
	}
	if (is_records(bytes, size)) {
		repair(bytes, size);
	}
	if (size > 0) {
		memcpy(before, bytes, size);
	}
	start(&first, bytes, size);
	check_again(&first, bytes, size);
	if (first.good) {
		check_round_trip(&first.build);
	}
	DEMAND(memcmp(before, bytes, size > 0 ? size : 1) == 0, "the input is unchanged");
	sl_arena_free(&first.arena);
	free(before);
	free(bytes);
	return 0;
}
