/*
 * FORMAT.md section 5 as sets of operators: the bit of the operator's number. Internal to libchan; what
 * others may ask is in chan.h.
 */
#ifndef CHAN_OPERATOR_SETS_H
#define CHAN_OPERATOR_SETS_H

#include "chan.h"

#define CHAN_BIT(operation) (UINT32_C(1) << CHAN_OPERATOR_##operation)

#define CHAN_SET_TEXT                                                                 \
	(CHAN_BIT(EXACT) | CHAN_BIT(PREFIX) | CHAN_BIT(SUFFIX) | CHAN_BIT(CONTAINS) | \
	 CHAN_BIT(GLOB) | CHAN_BIT(REGEX))
#define CHAN_SET_INTEGER (CHAN_BIT(EQ) | CHAN_BIT(LT) | CHAN_BIT(LE) | CHAN_BIT(GT) | CHAN_BIT(GE))
#define CHAN_SET_NETWORK CHAN_BIT(CIDR)
#define CHAN_SET_FIELD CHAN_BIT(FIELDREF)
#define CHAN_SET_BARE (CHAN_BIT(EXISTS) | CHAN_BIT(NULL) | CHAN_BIT(ANY)) /* no values */
#define CHAN_SET_VALUED (CHAN_SET_TEXT | CHAN_SET_INTEGER | CHAN_SET_NETWORK | CHAN_SET_FIELD)
#define CHAN_SET_KNOWN (CHAN_SET_VALUED | CHAN_SET_BARE)
#define CHAN_SET_CASED (CHAN_SET_TEXT | CHAN_SET_FIELD)
#define CHAN_SET_MULTILINE CHAN_BIT(REGEX)

/*@
  terminates \true;
  assigns \nothing;
*/
static inline bool chan_set_has(uint32_t set, uint8_t operation)
{
	return operation < 32 && ((set >> operation) & 1u) != 0;
}

/*@
  terminates \true;
  assigns \nothing;
*/
static inline enum chan_value_kind chan_set_value_kind(uint8_t operation)
{
	if (chan_set_has(CHAN_SET_TEXT, operation))
		return CHAN_VALUE_STRING;
	if (chan_set_has(CHAN_SET_INTEGER, operation))
		return CHAN_VALUE_INTEGER;
	if (chan_set_has(CHAN_SET_NETWORK, operation))
		return CHAN_VALUE_NETWORK;
	if (chan_set_has(CHAN_SET_FIELD, operation))
		return CHAN_VALUE_FIELD;
	return CHAN_VALUE_NONE;
}

/*@
  terminates \true;
  assigns \nothing;
*/
static inline uint8_t chan_set_flags(uint8_t operation)
{
	const unsigned cased = chan_set_has(CHAN_SET_CASED, operation) ? CHAN_FLAG_CASED : 0;
	const unsigned multiline =
		chan_set_has(CHAN_SET_MULTILINE, operation) ? CHAN_FLAG_MULTILINE : 0;

	return (uint8_t)(cased + multiline);
}

#endif
