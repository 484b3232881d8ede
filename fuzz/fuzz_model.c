/*
 * The model: each document as a template type, as a build, as a channel, as a list of probes and as a ledger. Reaches
 * the YAML reader, what the five demand of their keys and values, the order of the catalog, and the three writers.
 *
 * Holds: bytes that are no YAML are refused at a place and with words; every finding has a place too;
 * types, builds and ledgers that were read can be written, read back, and are the same when written again; an event of a
 * probe that was read has no value that its field cannot have.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "model/catalog_parts.h"
#include "model/channel_read.h"
#include "model/fleet_read.h"
#include "model/ledger_parts.h"
#include "model/probes_read.h"
#include "sigma_catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct model {
	sl_arena arena;
	sl_findings findings;
	sl_yaml_documents documents;
	sl_type_list types;
	sl_build_list builds;
	sl_channel_list channels;
	sl_probes probes;
	sl_ledger ledger;
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
	sl_arena_start(&m->probes.arena);
	sl_arena_start(&m->ledger.arena);
	sl_findings_start(&m->findings);
}

static void end(model *m)
{
	free(m->types.items);
	free(m->builds.items);
	free(m->channels.items);
	sl_probes_free(&m->probes);
	sl_ledger_free(&m->ledger);
	sl_findings_free(&m->findings);
	sl_arena_free(&m->arena);
}

static bool says_something(const sl_event_value *value)
{
	return value->kind != SL_VALUE_NULL &&
	       !(value->kind == SL_VALUE_TEXT &&
	         (value->text.length == 0 || sl_text_is(value->text, "-")));
}

/* The field that the value of a key goes to must have it. */
static void check_probe(const sl_probe *probe, sl_event_inputs *scratch)
{
	const sl_type *type = probe->types[0];
	const chan_inputs inputs = sl_event_inputs_for(scratch, &probe->event, type);
	uint32_t given = 0, found = 0;

	DEMAND(probe->type_count == 1 && inputs.count == type->field_count,
	       "an event has one type, and an input for each of its fields");
	for (uint32_t i = 0; i < probe->event.count; i++) {
		given += says_something(&probe->event.values[i]);
	}
	for (uint32_t i = 0; i < inputs.count; i++) {
		found += inputs.array[i].kind > CHAN_INPUT_NULL;
	}
	DEMAND(found >= given, "every value of an event is one that its field can have");
}

/* No file is read: none lies below a root that is not there. */
static void read_probes(model *m, const sl_document *document)
{
	const sl_catalog catalog = sigma_catalog();
	sl_probe_reader reader = {
		.probes = &m->probes, .catalog = &catalog, .root = "/there/is/no/such/folder"};

	m->probes.router = sl_event_router_make(&catalog);
	reader.inputs = sl_event_inputs_make(m->probes.router);
	for (size_t i = 0; i < m->documents.count; i++) {
		sl_probe_document_read(document, m->documents.items[i], &reader);
	}
	for (size_t i = 0; i < m->probes.count; i++) {
		check_probe(&m->probes.items[i], reader.inputs);
	}
	sl_event_inputs_free(reader.inputs);
	sl_event_router_free(m->probes.router);
	m->probes.router = NULL;
}

static void read_all(model *m)
{
	const sl_document document = {&m->arena, "fuzz.yaml", &m->findings};

	for (size_t i = 0; i < m->documents.count; i++) {
		sl_type_read(&document, m->documents.items[i], &m->types);
		sl_build_read(&document, m->documents.items[i], &m->builds);
		sl_channel_read(&document, m->documents.items[i], &m->channels);
		sl_ledger_document_read(&document, m->documents.items[i], &m->ledger);
	}
	sl_ledger_settle(&m->ledger);
	read_probes(m, &document);
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

/* What the ledger says of its own facts. */
static void check_ledger(const sl_ledger *ledger)
{
	for (size_t i = 0; i < ledger->release_count; i++) {
		const sl_shipped *release = &ledger->releases[i];
		const sl_shipped *last = sl_ledger_last(ledger, release->channel);
		const sl_shipped *former =
			sl_ledger_former(ledger, release->channel, release->version);

		DEMAND(sl_ledger_find(ledger, release->channel, release->version) != NULL,
		       "a release is found");
		DEMAND(last != NULL && last->channel == release->channel &&
		               last->version >= release->version,
		       "no release is above the last");
		DEMAND(former == NULL || (former->channel == release->channel &&
		                          former->version < release->version &&
		                          !sl_ledger_recalled(ledger, former->sha256)),
		       "the former one is lower, and not recalled");
	}
	for (size_t i = 0; i < ledger->capability_count; i++) {
		DEMAND(ledger->recall_count > 0 ||
		               sl_ledger_knows(ledger, &ledger->capabilities[i].what),
		       "what has shipped and was not recalled is known");
	}
}

static void check_ledger_round_trip(const sl_ledger *ledger)
{
	sl_buffer once = {0}, twice = {0};
	model again;

	sl_ledger_write(ledger, &once);
	start(&again);
	DEMAND(parse(&again, once.bytes, once.length), "a ledger that is written is YAML");
	read_all(&again);
	DEMAND(again.ledger.release_count == ledger->release_count &&
	               again.ledger.capability_count == ledger->capability_count &&
	               again.ledger.recall_count == ledger->recall_count,
	       "a ledger that is written is read");
	sl_ledger_write(&again.ledger, &twice);
	DEMAND(once.length == twice.length && memcmp(once.bytes, twice.bytes, once.length) == 0,
	       "a ledger that is read back is the same");
	end(&again);
	sl_buffer_free(&once);
	sl_buffer_free(&twice);
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
		check_ledger(&m.ledger);
		check_ledger_round_trip(&m.ledger);
	}
	end(&m);
	return 0;
}
