/*
 * The model: each document as a template type, as a build and as a channel. Reaches the YAML reader, what
 * the three demand of their keys and values, the order of the catalog, and the two writers.
 *
 * Holds: bytes that are no YAML are refused at a place and with words; every finding has a place too;
 * types and builds that were read can be written, read back, and are the same when written again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "model/catalog_parts.h"
#include "model/channel_read.h"
#include "model/fleet_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct model {
	sl_arena arena;
	sl_findings findings;
	sl_yaml_documents documents;
	sl_type_list types;
	sl_build_list builds;
	sl_channel_list channels;
} model;

/* In a block of exactly its size, which is gone when the tree is used. False: no YAML. */
static bool parse(model *m, const uint8_t *data, size_t size)
{
	uint8_t *copy = calloc(size > 0 ? size : 1, 1);
	sl_yaml_fault fault;
	bool read;

	DEMAND(copy != NULL, "memory for the input");
	if (size > 0) {
		memcpy(copy, data, size);
	}
	read = sl_yaml_parse(&m->arena, copy, size, &m->documents, &fault);
	DEMAND(size == 0 || memcmp(copy, data, size) == 0, "the input is unchanged");
	free(copy);
	DEMAND(read || (fault.line > 0 && fault.column > 0 && fault.text[0] != '\0'),
	       "what is no YAML is refused at a place and with words");
	return read;
}

static void start(model *m)
{
	memset(m, 0, sizeof *m);
	sl_arena_start(&m->arena);
	sl_findings_start(&m->findings);
}

static void end(model *m)
{
	free(m->types.items);
	free(m->builds.items);
	free(m->channels.items);
	sl_findings_free(&m->findings);
	sl_arena_free(&m->arena);
}

static void read_all(model *m)
{
	const sl_document document = {&m->arena, "fuzz.yaml", &m->findings};

	for (size_t i = 0; i < m->documents.count; i++) {
		sl_type_read(&document, m->documents.items[i], &m->types);
		sl_build_read(&document, m->documents.items[i], &m->builds);
		sl_channel_read(&document, m->documents.items[i], &m->channels);
	}
	sl_types_settle(m->types.items, m->types.count, &m->arena, &m->findings);
	sl_findings_sort(&m->findings);
	for (size_t i = 0; i < m->findings.count; i++) {
		const sl_finding *finding = &m->findings.items[i];

		DEMAND(finding->source.line > 0 && finding->source.column > 0 &&
		               finding->detail[0] != '\0',
		       "a finding has a place and words");
	}
}

static void write_all(const model *m, sl_buffer *out)
{
	sl_catalog_write(m->types.items, m->types.count, out);
	for (size_t i = 0; i < m->builds.count; i++) {
		sl_buffer_text(out, "---\n");
		sl_build_write(&m->builds.items[i], out);
	}
}

/* No document is both a type and a build: what was written is the one list, and then the other. */
static void check_round_trip(const model *m)
{
	sl_buffer once = {0}, twice = {0};
	model again;

	write_all(m, &once);
	start(&again);
	DEMAND(parse(&again, once.bytes, once.length), "what is written is YAML");
	read_all(&again);
	DEMAND(again.types.count == m->types.count && again.builds.count == m->builds.count,
	       "what is written is read");
	write_all(&again, &twice);
	DEMAND(once.length == twice.length && memcmp(once.bytes, twice.bytes, once.length) == 0,
	       "what is read back is the same");
	end(&again);
	sl_buffer_free(&once);
	sl_buffer_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	model m;

	start(&m);
	if (parse(&m, data, size)) {
		read_all(&m);
		if (m.types.count + m.builds.count > 0) {
			check_round_trip(&m);
		}
	}
	end(&m);
	return 0;
}
