/*
 * libchan: the bounds-checked reader of channel files. This is the one header that a sensor includes.
 *
 * Freestanding C11: no allocation, no global state, no symbol from outside but mem*, no recursion.
 * FORMAT.md is the meaning of everything here. A chan_file refers to the caller's bytes, which must
 * stay unchanged while it is in use; nothing here needs to be released.
 */
#ifndef CHAN_H
#define CHAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cursor.h"
#include "limits.h"
#include "pattern.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CHAN_FORMAT_VERSION 1u
#define CHAN_ENGINE_LEVEL 1u /* the level of this interpreter */
#define CHAN_STRING_EMPTY 0u /* the index of the empty string, which is not stored */

/* Rules of the family 1xxx by name: CHAN_RULE_MAGIC is 1002. */
enum {
#define RULE(id, name, severity, section, classes, text) CHAN_RULE_##name = (id),
#define GONE(id, why)
#include "faults.def"
#undef RULE
#undef GONE
};

enum chan_severity { CHAN_NOTE, CHAN_WARNING, CHAN_ERROR };

/* The tables in file order, the header included. */
enum chan_table {
#define TABLE(NAME, name, size) CHAN_TABLE_##NAME,
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
	CHAN_TABLE_COUNT
};

/* Sizes of records in bytes, and offsets of members in their record: CHAN_SIZE_TYPE, CHAN_OFFSET_TYPE_name. */
enum {
#define TABLE(NAME, name, size) CHAN_SIZE_##NAME = (size),
#define MEMBER(TABLE_, name, offset, width) \
	CHAN_OFFSET_##TABLE_##_##name = (offset), CHAN_WIDTH_##TABLE_##_##name = (width),
#include "layout.def"
#undef TABLE
#undef MEMBER
};

enum chan_field_kind { CHAN_KIND_STRING = 1, CHAN_KIND_INTEGER = 2, CHAN_KIND_IP = 3 };

enum chan_operator {
	CHAN_OPERATOR_EXACT = 1,
	CHAN_OPERATOR_PREFIX = 2,
	CHAN_OPERATOR_SUFFIX = 3,
	CHAN_OPERATOR_CONTAINS = 4,
	CHAN_OPERATOR_GLOB = 5,
	CHAN_OPERATOR_REGEX = 6,
	CHAN_OPERATOR_CIDR = 7,
	CHAN_OPERATOR_EQ = 8,
	CHAN_OPERATOR_LT = 9,
	CHAN_OPERATOR_LE = 10,
	CHAN_OPERATOR_GT = 11,
	CHAN_OPERATOR_GE = 12,
	CHAN_OPERATOR_EXISTS = 13,
	CHAN_OPERATOR_NULL = 14,
	CHAN_OPERATOR_FIELDREF = 15,
	CHAN_OPERATOR_ANY = 16,
	CHAN_OPERATOR_LAST = CHAN_OPERATOR_ANY
};

enum chan_action { CHAN_ACTION_DETECT = 1, CHAN_ACTION_PREVENT = 2, CHAN_ACTION_MONITOR = 3 };

enum chan_level {
	CHAN_LEVEL_NONE,
	CHAN_LEVEL_INFORMATIONAL,
	CHAN_LEVEL_LOW,
	CHAN_LEVEL_MEDIUM,
	CHAN_LEVEL_HIGH,
	CHAN_LEVEL_CRITICAL
};

enum chan_status {
	CHAN_STATUS_NONE,
	CHAN_STATUS_STABLE,
	CHAN_STATUS_TEST,
	CHAN_STATUS_EXPERIMENTAL,
	CHAN_STATUS_DEPRECATED,
	CHAN_STATUS_UNSUPPORTED
};

/* Words of the condition machine; a word below CHAN_PUSH_LIMIT pushes the criterion of that number. */
enum {
	CHAN_PUSH_LIMIT = 0x1000,
	CHAN_WORD_AND = 0x8000,
	CHAN_WORD_OR = 0x8001,
	CHAN_WORD_NOT = 0x8002
};

/* What the values of an operator are. */
enum chan_value_kind {
	CHAN_VALUE_NONE,
	CHAN_VALUE_STRING,
	CHAN_VALUE_INTEGER,
	CHAN_VALUE_NETWORK,
	CHAN_VALUE_FIELD
};

/*
 * One structural fault, as facts. The words are made elsewhere, from the rule table.
 * record is the index of the record in its table; member the offset of the member in its record, or
 * CHAN_WHOLE_RECORD. A fault of the file's size has the whole header as its record; a fault in text the
 * byte of the text where it begins. got is what the file says and want the number or the bound that it
 * breaks, as far as the rule compares numbers, else zero.
 */
#define CHAN_WHOLE_RECORD UINT32_MAX
typedef struct chan_finding {
	uint16_t rule; /* zero: no finding */
	uint16_t table; /* enum chan_table */
	uint32_t record;
	uint32_t member;
	uint64_t offset; /* bytes from the start of the file */
	uint64_t length; /* bytes; zero at the end of a file that is too short */
	uint64_t got, want;
} chan_finding;

typedef struct chan_header {
	uint16_t format_version, engine_level;
	uint32_t channel;
	uint64_t content_version;
	uint64_t created_at, expires_at; /* seconds since 1970 UTC; expires_at zero: never */
	uint32_t file_size;
	uint32_t string_count, text_size, integer_count, network_count, type_count, field_count;
	uint32_t template_count, criterion_count, value_count, instruction_count;
} chan_header;

/* In contracts: all members of a finding. A prover keeps the rest of the memory apart from what is named so. */
#define CHAN_FINDING(fault)                                                               \
	(fault)->rule, (fault)->table, (fault)->record, (fault)->member, (fault)->offset, \
		(fault)->length, (fault)->got, (fault)->want

/* An accepted file: the header's numbers and a window over each table. */
typedef struct chan_file {
	chan_header header;
	chan_cursor strings, text, integers, networks, types, fields, templates, criteria, values,
		instructions;
} chan_file;

/*@
  // A window over count records of size bytes each.
  predicate chan_is_table(chan_cursor *c, integer count, integer size) =
    chan_is_window(c) && c->priv_end <= CHAN_MAX_FILE_SIZE && c->priv_end - c->priv_pos == count * size;
  predicate chan_has_strings_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->strings, f->header.string_count, 4);
  predicate chan_has_text_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->text, f->header.text_size, 1);
  predicate chan_has_integers_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->integers, f->header.integer_count, 8);
  predicate chan_has_networks_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->networks, f->header.network_count, 20);
  predicate chan_has_types_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->types, f->header.type_count, 28);
  predicate chan_has_fields_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->fields, f->header.field_count, 12);
  predicate chan_has_templates_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->templates, f->header.template_count, 52);
  predicate chan_has_criteria_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->criteria, f->header.criterion_count, 12);
  predicate chan_has_values_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->values, f->header.value_count, 4);
  predicate chan_has_instructions_table(chan_file *f) =
    \valid_read(f) && chan_is_table(&f->instructions, f->header.instruction_count, 2);
  // Windows that fit their header: those of an accepted file, or of none.
  predicate chan_is_file(chan_file *f) =
    chan_has_strings_table(f) &&
    chan_has_text_table(f) &&
    chan_has_integers_table(f) &&
    chan_has_networks_table(f) &&
    chan_has_types_table(f) &&
    chan_has_fields_table(f) &&
    chan_has_templates_table(f) &&
    chan_has_criteria_table(f) &&
    chan_has_values_table(f) &&
    chan_has_instructions_table(f);
  // The ends of strings rise, to at most the size of the text.
  axiomatic chan_ends {
    predicate chan_ends_hold{L}(uint8_t *base, integer from, integer to, integer text_size)
      reads base[from .. to - 1];
    axiom chan_ends_hold_is{L}: \forall uint8_t *base, integer from, to, text_size;
      chan_ends_hold(base, from, to, text_size) <==>
        (\forall integer q; from <= q <= to - 4 && (q - from) % 4 == 0 ==> chan_u32_at(base, q) <= text_size) &&
        (\forall integer q; from + 4 <= q <= to - 4 && (q - from) % 4 == 0 ==>
           chan_u32_at(base, q - 4) <= chan_u32_at(base, q));
  }
  predicate chan_has_strings{L}(chan_file *f) =
    chan_ends_hold(f->strings.priv_base, f->strings.priv_pos, f->strings.priv_end, f->header.text_size);
  // That a window is what it was: what a prover needs between one call and the next.
  predicate chan_stays{A, B}(chan_cursor *c) =
    \at(c->priv_base, A) == \at(c->priv_base, B) && \at(c->priv_pos, A) == \at(c->priv_pos, B) &&
    \at(c->priv_end, A) == \at(c->priv_end, B);
  predicate chan_strings_stay{A, B}(chan_file *f) =
    chan_stays{A, B}(\at(&f->strings, A)) && chan_stays{A, B}(\at(&f->text, A)) &&
    \at(f->header.string_count, A) == \at(f->header.string_count, B) &&
    \at(f->header.text_size, A) == \at(f->header.text_size, B);
  // Where a finding may be written to.
  predicate chan_can_reject(chan_file *f, chan_finding *fault) =
    \valid_read(&f->header) && \valid(fault) && \separated(fault, f);
*/

/* Where the bytes of a string are: an offset from the start of the file, and a length. */
typedef struct chan_text {
	uint32_t offset, length;
} chan_text;

typedef struct chan_network {
	uint8_t family; /* 4 or 6 */
	uint8_t prefix; /* bits */
	uint8_t address[16]; /* network byte order; family 4 uses the first four */
} chan_network;

typedef struct chan_type {
	uint32_t name; /* string */
	uint32_t type_id, version;
	uint32_t first_field, field_count;
	uint32_t first_template, template_count;
} chan_type;

typedef struct chan_field {
	uint32_t name; /* string */
	uint16_t kind; /* enum chan_field_kind */
	uint32_t layout_hash;
} chan_field;

typedef struct chan_template {
	uint8_t uuid[16];
	uint32_t type;
	uint32_t title, author, link; /* strings */
	uint8_t action, level, status;
	uint32_t first_criterion, criterion_count;
	uint32_t first_instruction, instruction_count;
} chan_template;

typedef struct chan_criterion {
	uint16_t field; /* index in the fields of the type */
	uint8_t operation; /* enum chan_operator */
	uint8_t flags;
	uint32_t first_value, value_count;
} chan_criterion;

/*
 * What the CPU offers. To ask it costs microseconds in a virtual machine, and libchan has no place to remember the
 * answer: who opens many files asks once. CHAN_CPU_UNKNOWN is always right: each call then asks if its window is
 * large enough to repay it. Any other value must come from chan_cpu_ask() on this machine.
 */
enum chan_cpu { CHAN_CPU_UNKNOWN, CHAN_CPU_PLAIN, CHAN_CPU_CRC32C };
/*@
  terminates \true;
  assigns \nothing;
*/
enum chan_cpu chan_cpu_ask(void);

/*
 * Checks the whole structure of the size bytes at bytes (FORMAT.md sections 2 to 6, rules 1xxx), in
 * time linear in size. bytes must be a real address even if size is zero.
 *   true  - accepted: *file is set, fault->rule is zero;
 *   false - rejected: *fault is the first fault in the order of FORMAT.md; *file holds nothing.
 */
/*@
  requires size <= SIZE_MAX / 2 && \valid_read(bytes + (0 .. size - 1));
  requires \valid(file) && \valid(fault) && \separated(file, fault, bytes + (0 .. size - 1));
  terminates \true;
  assigns *file, CHAN_FINDING(fault);
  ensures \result <==> fault->rule == 0;
  ensures \result ==> file->text.priv_base == bytes && file->instructions.priv_end == size;
  ensures chan_is_file(file);
  ensures chan_has_strings(file);
  ensures !\result ==> file->instructions.priv_end == 0;
*/
CHAN_MUST_USE bool chan_open(const uint8_t *bytes, size_t size, chan_file *file,
                             chan_finding *fault);

/* The same for a caller who has asked the CPU. */
/*@
  requires size <= SIZE_MAX / 2 && \valid_read(bytes + (0 .. size - 1));
  requires \valid(file) && \valid(fault) && \separated(file, fault, bytes + (0 .. size - 1));
  terminates \true;
  assigns *file, CHAN_FINDING(fault);
  ensures \result <==> fault->rule == 0;
  ensures \result ==> file->text.priv_base == bytes && file->instructions.priv_end == size;
  ensures chan_is_file(file);
  ensures chan_has_strings(file);
  ensures !\result ==> file->instructions.priv_end == 0;
*/
CHAN_MUST_USE bool chan_open_on(enum chan_cpu cpu, const uint8_t *bytes, size_t size,
                                chan_file *file, chan_finding *fault);

/*
 * The views. Each reads one record of an accepted file by its index in its table.
 *   true  - *out is set;
 *   false - index is past the end of the table; *out is zero.
 */
/*@
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->text.priv_base + (0 .. file->text.priv_end - 1)) &&
           \separated(out, file->strings.priv_base + (0 .. file->strings.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> string <= file->header.string_count;
  ensures \result ==> file->text.priv_pos <= out->offset &&
                      out->offset + out->length <= file->text.priv_end;
*/
CHAN_MUST_USE bool chan_string_at(const chan_file *file, uint32_t string, chan_text *out);
/*@
  requires chan_has_integers_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->integers.priv_base + (0 .. file->integers.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.integer_count;
*/
CHAN_MUST_USE bool chan_integer_at(const chan_file *file, uint32_t index, int64_t *out);
/*@
  requires chan_has_networks_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->networks.priv_base + (0 .. file->networks.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.network_count;
*/
CHAN_MUST_USE bool chan_network_at(const chan_file *file, uint32_t index, chan_network *out);
/*@
  requires chan_has_types_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->types.priv_base + (0 .. file->types.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.type_count;
*/
CHAN_MUST_USE bool chan_type_at(const chan_file *file, uint32_t index, chan_type *out);
/*@
  requires chan_has_fields_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->fields.priv_base + (0 .. file->fields.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.field_count;
*/
CHAN_MUST_USE bool chan_field_at(const chan_file *file, uint32_t index, chan_field *out);
/*@
  requires chan_has_templates_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->templates.priv_base + (0 .. file->templates.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.template_count;
*/
CHAN_MUST_USE bool chan_template_at(const chan_file *file, uint32_t index, chan_template *out);
/*@
  requires chan_has_criteria_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->criteria.priv_base + (0 .. file->criteria.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.criterion_count;
*/
CHAN_MUST_USE bool chan_criterion_at(const chan_file *file, uint32_t index, chan_criterion *out);
/*@
  requires chan_has_values_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->values.priv_base + (0 .. file->values.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.value_count;
*/
CHAN_MUST_USE bool chan_value_at(const chan_file *file, uint32_t index, uint32_t *out);
/*@
  requires chan_has_instructions_table(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->instructions.priv_base + (0 .. file->instructions.priv_end - 1));
  terminates \true;
  assigns *out;
  ensures \result <==> index < file->header.instruction_count;
*/
CHAN_MUST_USE bool chan_instruction_at(const chan_file *file, uint32_t index, uint16_t *out);

/* A window over the bytes of a string of the file; false: no such string, and the window is empty. */
/*@
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires \valid(out);
  requires \separated(out, file) && \separated(out, file->text.priv_base + (0 .. file->text.priv_end - 1)) &&
           \separated(out, file->strings.priv_base + (0 .. file->strings.priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(out);
  ensures chan_is_window(out) && out->priv_base == file->text.priv_base;
  ensures file->text.priv_pos <= out->priv_pos && out->priv_end <= file->text.priv_end;
  ensures \result <==> string <= file->header.string_count;
*/
CHAN_MUST_USE bool chan_string_cursor(const chan_file *file, uint32_t string, chan_cursor *out);

/* Number of records in a table, from an accepted header; the header itself counts one. */
/*@
  requires \valid_read(header);
  terminates \true;
  assigns \nothing;
*/
uint32_t chan_table_count(const chan_header *header, enum chan_table table);
/* Bytes of a record of the table. */
/*@
  terminates \true;
  assigns \nothing;
  ensures \result <= 96;
*/
uint32_t chan_table_record_size(enum chan_table table);
/* Offset of the first record of a table, from an accepted header. */
/*@
  requires \valid_read(header);
  terminates \true;
  assigns \nothing;
  ensures \result <= 11 * 96 * UINT32_MAX;
*/
uint64_t chan_table_offset(const chan_header *header, enum chan_table table);

/* What FORMAT.md section 5 says of an operator; an unknown one has no values, flags or kinds. */
/*@
  terminates \true;
  assigns \nothing;
*/
bool chan_operator_known(uint8_t operation);
/*@
  terminates \true;
  assigns \nothing;
*/
enum chan_value_kind chan_operator_value_kind(uint8_t operation);
/*@
  terminates \true;
  assigns \nothing;
*/
uint8_t chan_operator_flags(uint8_t operation); /* the flags that it may have */
/*@
  terminates \true;
  assigns \nothing;
*/
bool chan_operator_fits(uint8_t operation,
                        uint16_t field_kind); /* CH2010; fieldref fits every kind */

/* CRC-32C of the bytes in the window, continued from crc (0 at the start). */
/*@
  requires chan_is_held(window);
  terminates \true;
  assigns \nothing;
*/
uint32_t chan_crc32c(enum chan_cpu cpu, uint32_t crc, chan_cursor window);
/* The same from a table, on any CPU: the reference for the one above. */
/*@
  requires chan_is_held(window);
  terminates \true;
  assigns \nothing;
*/
uint32_t chan_crc32c_portable(uint32_t crc, chan_cursor window);

/* The layout hash (FORMAT.md section 3.7) of the fields before, continued by one field. */
/*@
  requires chan_is_window(name) && kind <= UINT8_MAX;
  terminates \true;
  assigns \nothing;
*/
uint32_t chan_layout_hash(enum chan_cpu cpu, uint32_t hash, const chan_cursor *name, uint16_t kind);

#ifdef __cplusplus
}
#endif

#include "evaluate.h" /* the interpreter */

#endif
