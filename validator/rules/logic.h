/*
 * What can be proved of the condition of a template (CH2011, CH2015, CH2016).
 *
 * Each criterion is a truth value that events may set at will, but for these facts, which hold for every
 * event:
 *   - `any` is true; equal criteria (field, operator, flags, values) are one;
 *   - on one field: `null` excludes every operator that reads a value; without `exists` there is `null`
 *     and no value; of `exists` and `null` at least one is true;
 *   - on one field, between two operators that read a value, both of text (`exact`, `prefix`, `suffix`,
 *     `contains`), both of integers, or both `cidr`: one excludes the other, or implies it, as the
 *     values show.
 * Not looked into: globs, regexes, field references, three criteria that exclude each other only
 * together, and comparisons that cost more than a budget in proportion to the size of the template.
 */
#ifndef SL_RULES_LOGIC_H
#define SL_RULES_LOGIC_H

#include "chan.h"

/* At most so many criteria are tried in all combinations: those that occur twice or that facts bind. */
#define SL_LOGIC_VARIABLES 12u

typedef struct sl_logic_result {
	bool always; /* proved: matches every event of its type (CH2011) */
	bool never; /* proved: matches no event (CH2016) */
	bool exact; /* with the facts above, nothing more can be proved */
} sl_logic_result;

/* What deciding works in, for any number of templates, one at a time; at most some 260 KiB. */
typedef struct sl_logic sl_logic;
sl_logic *sl_logic_make(void);
void sl_logic_free(sl_logic *logic);

/*
 * Decides the template of an accepted file, of which bytes are the bytes; in time linear in the size of
 * the template. What was decided before in the same memory changes nothing. False: there is no such
 * template, and *out says that nothing is proved.
 */
bool sl_logic_decide(sl_logic *logic, const chan_file *file, const uint8_t *bytes,
                     uint32_t template_index, sl_logic_result *out);

/*
 * Templates of which sl_logic_same() is true have the same signature; others seldom do. The signature
 * is no secret: whoever makes a file can make signatures collide.
 */
uint64_t sl_logic_signature(const chan_file *file, uint32_t template_index);

/* Whether both have the same type, criteria (field, operator, flags, values) and instructions. */
bool sl_logic_same(const chan_file *file, uint32_t a, uint32_t b);

#endif
