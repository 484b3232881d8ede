/*
 * Any text to the assembler, and as the source map of a fixed channel file.
 *
 * Reaches: the YAML reader, sl_assemble(), sl_content_check/write/verify, the yaml dump, the map reader.
 * Holds, for any text:
 *   - what is refused is refused with findings that name the file, and nothing else is;
 *   - what is assembled is written as a file that opens, or refused by the writer with findings;
 *   - such a file's own dump is assembled to the same bytes;
 *   - a map that is read has a source for each record, whose path is printable.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "author/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_findings(const sl_findings *findings)
{
	size_t i;

	HOLDS(findings->errors > 0);
	for (i = 0; i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];

		HOLDS(finding->rule != SL_RULE_ROUND_TRIP);
		HOLDS(finding->source.path && strcmp(finding->source.path, "text") == 0);
	}
}

static void check_written(const sl_buffer *bytes, sl_arena *arena)
{
	sl_buffer text = {0}, again = {0};
	sl_findings findings;
	sl_content content;
	chan_finding fault;
	chan_file file;

	HOLDS(chan_open(bytes->bytes, bytes->length, &file, &fault));
	sl_dump_yaml(&file, bytes->bytes, &text);
	sl_findings_start(&findings);
	HOLDS(sl_assemble("dump", text.bytes, text.length, arena, &content, &findings));
	HOLDS(sl_content_write(&content, arena, &again, NULL, &findings));
	HOLDS(findings.count == 0);
	HOLDS(again.length == bytes->length &&
	      memcmp(again.bytes, bytes->bytes, bytes->length) == 0);
	sl_findings_free(&findings);
	sl_buffer_free(&text);
	sl_buffer_free(&again);
}

static void assemble(const uint8_t *text, size_t size)
{
	sl_buffer bytes = {0};
	sl_findings findings;
	sl_content content;
	sl_arena arena;

	sl_arena_start(&arena);
	sl_findings_start(&findings);
	memset(&content, 0xa5, sizeof content);
	if (!sl_assemble("text", text, size, &arena, &content, &findings)) {
		check_findings(&findings);
	} else {
		HOLDS(findings.count == 0);
		if (sl_content_write(&content, &arena, &bytes, NULL, &findings))
			check_written(&bytes, &arena);
		else
			check_findings(&findings);
	}
	sl_buffer_free(&bytes);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
}

/* A file of two templates and three criteria, made by the assembler. */
static const char fixed_text[] =
	"engine_level: 1\nchannel: 1\ncontent_version: 1\ncreated_at: 1\nexpires_at: 0\n"
	"types:\n- name: type\n  id: 1\n  version: 1\n  fields: [{name: Text, kind: string}]\n"
	"  templates:\n"
	"  - {id: 01010101-0101-0101-0101-010101010101, title: one, author: '', link: '',\n"
	"     action: detect, level: low, status: test, condition: [0, 1, and],\n"
	"     criteria: [{field: Text, operator: exact, values: [a]},\n"
	"       {field: Text, operator: exists}]}\n"
	"  - {id: 02020202-0202-0202-0202-020202020202, title: two, author: '', link: '',\n"
	"     action: detect, level: low, status: test, condition: [0],\n"
	"     criteria: [{field: Text, operator: suffix, values: [b]}]}\n";

static void make_fixed(sl_buffer *bytes, chan_file *file)
{
	sl_findings findings;
	sl_content content;
	chan_finding fault;
	sl_arena arena;

	sl_arena_start(&arena);
	sl_findings_start(&findings);
	HOLDS(sl_assemble("fixed", (const uint8_t *)fixed_text, sizeof fixed_text - 1, &arena,
	                  &content, &findings));
	HOLDS(sl_content_write(&content, &arena, bytes, NULL, &findings));
	HOLDS(chan_open(bytes->bytes, bytes->length, file, &fault));
	sl_findings_free(&findings);
	sl_arena_free(&arena);
}

static void check_sources(const sl_source *sources, uint32_t count)
{
	uint32_t i;
	size_t k;

	for (i = 0; i < count; i++)
		for (k = 0; sources[i].path && sources[i].path[k]; k++)
			HOLDS((uint8_t)sources[i].path[k] >= 0x20 && sources[i].path[k] != 0x7f);
}

/* What the seeds say in the place of a digest, so that a change of the format does not make them stale. */
static const char seed_digest[] =
	"0000000000000000000000000000000000000000000000000000000000000000";

static void read_map(const uint8_t *text, size_t size)
{
	static sl_buffer bytes;
	static chan_file file;
	sl_source_map map;
	sl_arena arena;

	if (!bytes.length)
		make_fixed(&bytes, &file);
	sl_arena_start(&arena);
	memset(&map, 0xa5, sizeof map);
	if (sl_source_map_parse(text, size, seed_digest, &file, &arena, &map)) {
		HOLDS(map.template_count == 2 && map.criterion_count == 3);
		check_sources(map.templates, 2);
		check_sources(map.criteria, 3);
	} else {
		HOLDS(!map.templates && !map.criteria && !map.template_count);
	}
	sl_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A block of exactly the size. */
	uint8_t *text = sl_alloc(size, 1);

	if (size)
		memcpy(text, data, size);
	assemble(text, size);
	read_map(text, size);
	HOLDS(size == 0 || memcmp(text, data, size) == 0);
	free(text);
	return 0;
}
