/* Reading probes: between probes.c, probes_event.c and probes_file.c. */
#ifndef SL_MODEL_PROBES_READ_H
#define SL_MODEL_PROBES_READ_H

#include "model/document.h"
#include "model/probes.h"

typedef struct sl_probe_reader {
	sl_probes *probes;
	const sl_catalog *catalog;
	sl_event_inputs *inputs; /* to see how values read */
	const char *root; /* of the repository */
	uint64_t event_bytes; /* of the events files so far */
} sl_probe_reader;

/* Adds the probes of one document, a list; what is wrong is a finding. context is an sl_probe_reader. */
void sl_probe_document_read(const sl_document *document, const sl_yaml *root, void *context);

/* The newest version of the type of that name. False: *out is as it was; CH6008 unless node is NULL. */
bool sl_probe_type_read(const sl_probe_reader *reader, const sl_document *document,
                        const sl_yaml *node, const sl_type **out);

/* An event as a map, strictly: a type that there is, its fields, and values that they can have. */
bool sl_probe_event_read(const sl_probe_reader *reader, const sl_document *document,
                         const sl_yaml *node, sl_probe *out);

/*
 * Adds a probe for each event of the file at node, whose path is relative to the document; what they share is in
 * *shared. type: of events that do not name theirs; NULL: the catalog's `select` finds it.
 */
void sl_probe_file_read(sl_probe_reader *reader, const sl_document *document, const sl_yaml *node,
                        const sl_type *type, const sl_probe *shared);

void sl_probe_add(sl_probes *probes, const sl_probe *probe);
/* A list of one type, in the arena. */
const sl_type *const *sl_probe_types(sl_probes *probes, const sl_type *type);

#endif
