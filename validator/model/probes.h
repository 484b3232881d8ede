/*
 * Probes: events with the templates that must match them, which authors write beside their rules (YAML, in the
 * folder that sluice.yaml names; CONTENT.md, "Probes"). Every other template of the event's types must not match.
 */
#ifndef SL_MODEL_PROBES_H
#define SL_MODEL_PROBES_H

#include "model/catalog.h"
#include "model/event.h"

/* An id that must match. */
typedef struct sl_expectation {
	uint8_t uuid[16];
	sl_source source;
} sl_expectation;

/* One event. Those of one events file share their expectations. */
typedef struct sl_probe {
	sl_source
		source; /* of the event: in the probes' document, or the line in its events file */
	sl_source entry; /* of the entry in the probes' document */
	sl_event event;
	const sl_type *const
		*types; /* that it belongs to, each the newest version of its type; 1 or more */
	uint32_t type_count;
	const sl_expectation *expected;
	uint32_t expected_count;
} sl_probe;

typedef struct sl_probes {
	sl_arena arena;
	sl_event_router *router; /* makes inputs of the events; NULL: there was no folder */
	sl_probe *items; /* by file, then place */
	size_t count, capacity;
	size_t expectations; /* of all entries */
} sl_probes;

/* Bytes of all events files of a repository's probes together: they are held in memory. */
#define SL_PROBES_MAX_EVENT_BYTES (UINT64_C(64) << 20)

/*
 * Reads every *.yaml and *.yml right in folder, and the events files that they name, which must lie in the
 * repository at root. No such folder: no probes. Problems become findings (6001, 6002, 6007, 6008, 6018, 6020) at
 * their line; true if no error was among them. The catalog must outlive the probes. Free them in either case.
 */
bool sl_probes_load(const char *folder, const char *root, const sl_catalog *catalog, sl_probes *out,
                    sl_findings *findings);
void sl_probes_free(sl_probes *probes);

#endif
