/* What FORMAT.md section 5 says of each operator. */
#include "operator_sets.h"

bool chan_operator_known(uint8_t operation)
{
	return chan_set_has(CHAN_SET_KNOWN, operation);
}

enum chan_value_kind chan_operator_value_kind(uint8_t operation)
{
	return chan_set_value_kind(operation);
}

uint8_t chan_operator_flags(uint8_t operation)
{
	return chan_set_flags(operation);
}

bool chan_operator_fits(uint8_t operation, uint16_t field_kind)
{
	switch (field_kind) {
	case CHAN_KIND_STRING:
		return chan_set_has(CHAN_SET_KNOWN & ~CHAN_SET_INTEGER, operation);
	case CHAN_KIND_INTEGER:
		return chan_set_has(CHAN_SET_INTEGER | CHAN_SET_BARE | CHAN_SET_FIELD, operation);
	case CHAN_KIND_IP:
		return chan_set_has(CHAN_SET_NETWORK | CHAN_SET_BARE | CHAN_SET_FIELD, operation);
	default:
		return false;
	}
}
