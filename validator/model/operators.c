/* The operators by name. */
#include "model/fleet.h"

static const char *const names[] = {
	[CHAN_OPERATOR_EXACT] = "exact",
	[CHAN_OPERATOR_PREFIX] = "prefix",
	[CHAN_OPERATOR_SUFFIX] = "suffix",
	[CHAN_OPERATOR_CONTAINS] = "contains",
	[CHAN_OPERATOR_GLOB] = "glob",
	[CHAN_OPERATOR_REGEX] = "regex",
	[CHAN_OPERATOR_CIDR] = "cidr",
	[CHAN_OPERATOR_EQ] = "eq",
	[CHAN_OPERATOR_LT] = "lt",
	[CHAN_OPERATOR_LE] = "le",
	[CHAN_OPERATOR_GT] = "gt",
	[CHAN_OPERATOR_GE] = "ge",
	[CHAN_OPERATOR_EXISTS] = "exists",
	[CHAN_OPERATOR_NULL] = "null",
	[CHAN_OPERATOR_FIELDREF] = "fieldref",
	[CHAN_OPERATOR_ANY] = "any",
};
_Static_assert(sizeof names / sizeof *names == CHAN_OPERATOR_LAST + 1, "an operator has no name");

uint8_t sl_operator_read(sl_text name)
{
	for (uint8_t i = 1; i <= CHAN_OPERATOR_LAST; i++) {
		if (sl_text_is(name, names[i])) {
			return i;
		}
	}
	return 0;
}

const char *sl_operator_name(uint8_t operation)
{
	return operation >= 1 && operation <= CHAN_OPERATOR_LAST ? names[operation] : "?";
}
