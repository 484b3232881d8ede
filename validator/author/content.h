/* The content of a channel file in memory: what the compiler makes, the assembler reads and the writer writes. */
#ifndef SL_AUTHOR_CONTENT_H
#define SL_AUTHOR_CONTENT_H

#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "rules/finding.h"

/* One value; which member is meant follows from the operator (chan_operator_value_kind()). */
typedef union sl_value {
	sl_text text; /* folded to lower case already where the criterion ignores case */
	int64_t integer;
	chan_network network;
	uint32_t field;
} sl_value;

typedef struct sl_criterion {
	uint16_t field;
	uint8_t operation, flags;
	sl_value *values; /* any order, repetitions allowed: the writer sorts and drops them */
	uint32_t value_count;
	sl_source source;
} sl_criterion;

typedef struct sl_template {
	uint8_t uuid[16];
	uint32_t type; /* index in sl_content.types */
	sl_text title, author, link;
	uint8_t action, level, status;
	sl_criterion *
		criteria; /* any order: the writer numbers them by first use, and merges equal ones */
	uint32_t criterion_count;
	uint16_t *instructions; /* pushes name indexes in criteria above */
	uint32_t instruction_count;
	sl_source source; /* the rule */
} sl_template;

typedef struct sl_content_field {
	sl_text name;
	uint16_t kind;
} sl_content_field;

typedef struct sl_content_type {
	sl_text name;
	uint32_t id, version;
	sl_content_field *fields;
	uint32_t field_count;
} sl_content_type;

/* Everything is in the arena of whoever made it. Types without a template are dropped by the writer. */
typedef struct sl_content {
	uint16_t engine_level;
	uint32_t channel;
	uint64_t content_version, created_at, expires_at;
	sl_content_type *types;
	uint32_t type_count;
	sl_template *templates;
	uint32_t template_count;
} sl_content;

/* Where each record of a written file came from: the source map. Indexes are those of the file. */
typedef struct sl_source_map {
	sl_source *templates; /* a template each */
	uint32_t template_count;
	sl_source *criteria; /* a criterion each */
	uint32_t criterion_count;
} sl_source_map;

/*
 * Writes the canonical file (FORMAT.md) of the content to *out, which it empties first, and where its
 * records came from to *map (may be NULL). Whatever the format cannot hold is a finding at the source of
 * the template or criterion (CH6006 for a limit, else the rule of the format that the file would break);
 * nothing is dropped, repaired or folded. The result is opened, read back and compared with the content
 * before this returns true (sl_content_verify()). False: *out is empty.
 * arena: for the map, whose paths are those of the content's sources.
 */
bool sl_content_write(const sl_content *content, sl_arena *arena, sl_buffer *out,
                      sl_source_map *map, sl_findings *findings);

/*
 * Whether the format can hold the content; each breach is a finding as above. What only the merging of
 * values shows (their number, the size of the file) is left to sl_content_write().
 */
bool sl_content_check(const sl_content *content, sl_findings *findings);

/* Opens the bytes, reads them and compares with what was meant; CH9002 and false where they differ. */
bool sl_content_verify(const sl_content *meant, const uint8_t *bytes, size_t size,
                       sl_findings *findings);

/* Writes both checksums into the size bytes of a channel file; size is CHAN_SIZE_HEADER or more. */
void sl_seal(uint8_t *bytes, size_t size);

/* The content of an accepted file; texts point into bytes, all else is in the arena. */
void sl_content_read(const chan_file *file, const uint8_t *bytes, sl_arena *arena, sl_content *out);

/*
 * Whether two contents mean the same file: equal but for the order of types, templates, criteria and
 * values, for repetitions, and for types without a template. It shares no code with the writer, whose
 * work it judges. Linear but for sorting if one of the two came from sl_content_read(). If false,
 * *detail says in the arena where they first differ.
 */
bool sl_content_equal(const sl_content *a, const sl_content *b, sl_arena *arena,
                      const char **detail);

/* "C-00000291-00000042.chan": 25 bytes or more; at least eight digits each. */
const char *sl_channel_file_name(sl_arena *arena, uint32_t channel, uint64_t version);
/* The reverse, of a base name; false if it is not such a name. */
bool sl_channel_file_name_read(const char *name, uint32_t *channel, uint64_t *version);

/* The path of a file, and what its name says; of one that is no name of a channel file, nothing. */
typedef struct sl_channel_path {
	const char *path;
	bool is_named;
	uint32_t channel;
	uint64_t version;
} sl_channel_path;

/*
 * channel_folder.c: what sl_folder_list() finds of a folder's *.chan, by channel, and of one channel the oldest version
 * first, by number: as a name, version 100000000 comes before 99999999. What is not named so comes before all. In the
 * arena. False: *count is 0, *problem says why.
 */
bool sl_channel_folder_list(sl_arena *arena, const char *folder, sl_channel_path **out,
                            size_t *count, sl_problem *problem);

/* The source map beside a channel file: "FILE.map", JSON, bound to the file by its SHA-256. */
bool sl_source_map_write(const sl_source_map *map, const uint8_t *bytes, size_t size,
                         const char *map_path, sl_problem *problem);
/* false without a problem text: there is no map, or it belongs to other bytes. */
bool sl_source_map_read(const char *map_path, const uint8_t *bytes, size_t size,
                        const chan_file *file, sl_arena *arena, sl_source_map *out);

/* The same of a map's text, of any size; digest is the SHA-256 of the channel file in hexadecimal. */
bool sl_source_map_parse(const uint8_t *text, size_t length, const char *digest,
                         const chan_file *file, sl_arena *arena, sl_source_map *out);

/* dump: the three forms. yaml is the assembly language that sl_assemble() reads back to the same bytes. */
void sl_dump_yaml(const chan_file *file, const uint8_t *bytes, sl_buffer *out);
void sl_dump_json(const chan_file *file, const uint8_t *bytes, sl_buffer *out);
/* hex needs no accepted file: it annotates as far as the structure can be followed. The form of corpus/reject. */
void sl_dump_hex(const uint8_t *bytes, size_t size, sl_buffer *out);
/* Reads the yaml form; problems are findings (6001, 6002, 6007, 6008). Checksums, counts and order are made. */
bool sl_assemble(const char *path, const uint8_t *text, size_t size, sl_arena *arena,
                 sl_content *out, sl_findings *findings);

#endif
