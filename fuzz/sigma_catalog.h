/*
 * A small catalog in memory, for the fuzz target of the Sigma compiler and for its tests: a type with a
 * field of each kind and several of some, in two versions, and a type with the service alone.
 */
#ifndef FUZZ_SIGMA_CATALOG_H
#define FUZZ_SIGMA_CATALOG_H

#include <string.h>

#include "model/catalog.h"

/* Version 1 has all but the last; the compiler must take version 2. */
#define SIGMA_CATALOG_FIELDS 9u

static sl_catalog sigma_catalog(void)
{
	static const char *const other_names[] = {"NewProcessName"};
	static sl_field fields[SIGMA_CATALOG_FIELDS] = {
		{.name = "CommandLine", .kind = CHAN_KIND_STRING},
		{.name = "Image", .kind = CHAN_KIND_STRING, .from = other_names, .from_count = 1},
		{.name = "ParentImage", .kind = CHAN_KIND_STRING},
		{.name = "User", .kind = CHAN_KIND_STRING},
		{.name = "ProcessId", .kind = CHAN_KIND_INTEGER},
		{.name = "ParentProcessId", .kind = CHAN_KIND_INTEGER},
		{.name = "SourceIp", .kind = CHAN_KIND_IP},
		{.name = "DestinationIp", .kind = CHAN_KIND_IP},
		{.name = "Hashes", .kind = CHAN_KIND_STRING},
	};
	static sl_type types[] = {
		{.name = "process",
	         .id = 3,
	         .version = 1,
	         .logsource = {"windows", "process_creation", ""},
	         .fields = fields,
	         .field_count = SIGMA_CATALOG_FIELDS - 1},
		{.name = "process",
	         .id = 3,
	         .version = 2,
	         .logsource = {"windows", "process_creation", ""},
	         .fields = fields,
	         .field_count = SIGMA_CATALOG_FIELDS,
	         .newest = true},
		{.name = "log",
	         .id = 5,
	         .version = 1,
	         .logsource = {"", "", "log"},
	         .fields = fields,
	         .field_count = 5,
	         .newest = true},
	};

	uint32_t hash = 0;
	size_t i;

	for (i = 0; i < SIGMA_CATALOG_FIELDS; i++) {
		const void *name = fields[i].name;
		const chan_cursor cursor = chan_cursor_over(name, strlen(fields[i].name));

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor, (uint16_t)fields[i].kind);
		fields[i].layout_hash = hash;
	}
	return (sl_catalog){.types = types, .count = sizeof types / sizeof *types};
}

#endif
