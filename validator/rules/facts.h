/*
 * How the checks of a channel file say what they found: a place in its tables, and a sentence. For rules/, and for
 * what runs the content (execute/, gate/).
 */
#ifndef SL_RULES_FACTS_H
#define SL_RULES_FACTS_H

#include "base/text.h"
#include "rules/check.h"

#define SL_NO_RECORD UINT32_MAX

/* A member of a record; start from SL_AT(). */
typedef struct sl_place {
	enum chan_table table;
	uint32_t record; /* index in its table */
	const char *member; /* its name */
	uint64_t offset, length; /* in the file */
	uint32_t type; /* the type that a field belongs to; else SL_NO_RECORD */
	uint32_t template_index, criterion_index; /* that the place belongs to, or SL_NO_RECORD */
	const char *field; /* name of a field, or NULL */
	const char *const *builds; /* names */
	size_t build_count;
	sl_source source; /* where it was written, if that is known */
	bool only_warns; /* sl_finding */
} sl_place;

/* SL_AT(checked, TYPE, 3, version): that member of type 3 of the file. */
#define SL_AT(checked, TABLE, index, name)                                                \
	sl_place_at((checked), CHAN_TABLE_##TABLE, (index), CHAN_OFFSET_##TABLE##_##name, \
	            CHAN_WIDTH_##TABLE##_##name, #name)

sl_place sl_place_at(const sl_checked_file *checked, enum chan_table table, uint32_t record,
                     uint32_t offset, uint32_t width, const char *member);
/* The bytes of a stored string: not of number 0. */
sl_place sl_place_string(const sl_checked_file *checked, uint32_t string);

/* Whether the list is full; then the finding is counted, and the cost of its words can be saved. */
bool sl_fact_dropped(sl_findings *findings, uint16_t rule);

/* Adds a finding. */
void sl_fact(const sl_checked_file *checked, sl_findings *findings, uint16_t rule,
             const sl_place *place, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The bytes of a string of an accepted file. */
sl_text sl_string_text(const sl_checked_file *checked, uint32_t string);

/*
 * For messages, in the arena of the findings: those bytes as printable text, and a name of the
 * file's field of that type (an index in its fields).
 */
const char *sl_string_name(const sl_checked_file *checked, sl_findings *findings, uint32_t string);
const char *sl_field_name(const sl_checked_file *checked, sl_findings *findings,
                          const chan_type *type, uint32_t field);

/* "1 template", "12 templates" in the arena. */
const char *sl_counted(sl_arena *arena, uint64_t count, const char *what);

/* "1st", "2nd", "21st" in the arena; number counts from 1. */
const char *sl_ordinal(sl_arena *arena, uint32_t number);

/* A set of bits over an index; free() it. */
static inline bool sl_bit(const uint64_t *bits, uint32_t index)
{
	return (bits[index / 64] >> (index % 64)) & 1;
}

static inline void sl_bit_set(uint64_t *bits, uint32_t index)
{
	bits[index / 64] |= UINT64_C(1) << (index % 64);
}

uint64_t *sl_bits(uint32_t last); /* of 0 to last, all zero */

#endif
