/*
 * Documents of the model: YAML with a fixed set of keys. What is wrong becomes a finding at its place, and reading goes
 * on, so that all that is wrong in a file is said at once.
 */
#ifndef SL_MODEL_DOCUMENT_H
#define SL_MODEL_DOCUMENT_H

#include "base/buffer.h"
#include "base/file.h"
#include "base/yaml.h"
#include "rules/finding.h"

/* Where a document comes from, and where what is read from it and what is wrong with it go. */
typedef struct sl_document {
	sl_arena *arena;
	const char *path; /* in the arena */
	sl_findings *findings;
} sl_document;

sl_source sl_document_at(const sl_document *document, const sl_yaml *node);

/* A finding at a node. Returns false, so that a function can end with it. */
bool sl_document_fault(const sl_document *document, uint16_t rule, const sl_yaml *node,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The words of the problem as CH6018 at the path. Returns false. */
bool sl_document_problem(sl_findings *findings, const char *path, const sl_problem *problem);

/* Appends the file to *bytes and reads it as YAML. False: a finding says why not. */
bool sl_document_parse(const sl_document *document, sl_buffer *bytes, sl_yaml_documents *out);

/*
 * Calls read for each document of the *.yaml and *.yml files right in the folder, in the order of their names, as far as
 * they are YAML; *digest is the SHA-256 of all of them. Returns the number of files; a folder that cannot be read is a
 * finding and has none.
 */
typedef void sl_document_reader(const sl_document *document, const sl_yaml *root, void *context);
size_t sl_document_folder(sl_arena *arena, const char *folder, sl_findings *findings,
                          sl_document_reader *read, void *context, char digest[65]);

/* The keys of a map. what is a word for it: "a channel". */
typedef struct sl_document_key {
	const char *name;
	bool required;
} sl_document_key;

/* CH6008 if node is no map, CH6002 for other keys, CH6007 for missing ones. False: it is no map. */
bool sl_document_keys(const sl_document *document, const sl_yaml *node, const char *what,
                      const sl_document_key *keys, size_t count);

/*
 * Values. key is their name in messages. Each returns false and leaves *out alone if node is NULL, which is not a fault
 * here, or if it does not fit, which is CH6008.
 */
/* A scalar as it is written, 1 to limit bytes without control characters. */
bool sl_document_text(const sl_document *document, const sl_yaml *node, const char *key,
                      size_t limit, const char **out);
/* The same with at most CHAN_MAX_NAME bytes: a name in the format. */
bool sl_document_name(const sl_document *document, const sl_yaml *node, const char *key,
                      const char **out);
bool sl_document_number(const sl_document *document, const sl_yaml *node, const char *key,
                        uint64_t least, uint64_t most, uint64_t *out);
bool sl_document_boolean(const sl_document *document, const sl_yaml *node, const char *key,
                         bool *out);
/* A date or a time in UTC (sl_moment_read()) after 1970 began, in seconds. */
bool sl_document_moment(const sl_document *document, const sl_yaml *node, const char *key,
                        uint64_t *out);
/* The id of a rule of the table, as `sluice explain` has it: CH6003. */
bool sl_document_rule_id(const sl_document *document, const sl_yaml *node, const char *key,
                         uint16_t *out);
/* node is a list. what is a word for its items: "names of fields". */
bool sl_document_list(const sl_document *document, const sl_yaml *node, const char *key,
                      const char *what);
/* One text, or a list of 1 or more. */
bool sl_document_texts(const sl_document *document, const sl_yaml *node, const char *key,
                       size_t limit, const char *const **out, uint32_t *count);

#endif
