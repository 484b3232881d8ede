/* The modifiers of Sigma (specification 2.1, appendix of modifiers): which there are, and which go together. */
#ifndef SL_AUTHOR_SIGMA_MODIFIER_H
#define SL_AUTHOR_SIGMA_MODIFIER_H

#include "base/text.h"

/* MODIFIER(NAME, "name", with, after): with - what may stand beside it; after - what it must not come behind. */
enum sl_modifier {
#define MODIFIER(NAME, name, with, after) SL_MODIFIER_##NAME,
#include "author/sigma_modifiers.def"
#undef MODIFIER
	SL_MODIFIER_COUNT
};

/* Sets of modifiers. */
enum {
#define MODIFIER(NAME, name, with, after) SL_MOD_##NAME = 1 << SL_MODIFIER_##NAME,
#include "author/sigma_modifiers.def"
#undef MODIFIER
	SL_MOD_POSITIONS = SL_MOD_CONTAINS | SL_MOD_STARTSWITH | SL_MOD_ENDSWITH,
	SL_MOD_WIDTHS = SL_MOD_WIDE | SL_MOD_UTF16LE | SL_MOD_UTF16BE | SL_MOD_UTF16,
	SL_MOD_BASES = SL_MOD_BASE64 | SL_MOD_BASE64OFFSET,
	SL_MOD_ENCODINGS = SL_MOD_WIDTHS | SL_MOD_BASES,
	SL_MOD_TEXT = SL_MOD_POSITIONS | SL_MOD_CASED | SL_MOD_WINDASH | SL_MOD_ENCODINGS,
	SL_MOD_FLAGS = SL_MOD_I | SL_MOD_M | SL_MOD_S,
	SL_MOD_COMPARISONS = SL_MOD_GT | SL_MOD_GTE | SL_MOD_LT | SL_MOD_LTE,
	SL_MOD_FIRST = SL_MOD_RE | SL_MOD_CIDR | SL_MOD_EXISTS /* on unmodified values only */
};

/* The modifier of this name, or SL_MODIFIER_COUNT. Names are lower case. */
enum sl_modifier sl_modifier_find(sl_text name);
const char *sl_modifier_name(enum sl_modifier modifier);

/* The parts of the specification that ask for a time of day or a date from a text: known, and not supported. */
bool sl_modifier_is_time(sl_text name);

/* What is wrong with a modifier that follows the set before; NULL: nothing. A sentence in the arena. */
const char *sl_modifier_refuse(sl_arena *arena, enum sl_modifier modifier, unsigned before);

/* What is wrong with a whole set; NULL: nothing. *at is the modifier to point at. */
const char *sl_modifier_refuse_set(unsigned set, enum sl_modifier *at);

/* The name in a list of names that is nearest to this one, or NULL if none is near. Case is no difference. */
typedef struct sl_nearest {
	sl_text wanted;
	const char *best;
	size_t distance;
} sl_nearest;
sl_nearest sl_nearest_to(sl_text wanted);
void sl_nearest_offer(sl_nearest *nearest, const char *name);

#endif
