/* The names of what the format numbers, as rules, dumps and messages write them. Operators: model/fleet.h. */
#ifndef SL_AUTHOR_WORDS_H
#define SL_AUTHOR_WORDS_H

#include "base/text.h"
#include "chan.h"

/* Lower case; "?" for a number that the format does not define. */
const char *sl_action_name(uint8_t action);
const char *sl_level_name(uint8_t level); /* CHAN_LEVEL_NONE: "none" */
const char *sl_status_name(uint8_t status); /* CHAN_STATUS_NONE: "none" */

/* The reverse, by the exact name; false leaves *out alone. */
bool sl_action_read(sl_text name, uint8_t *out);
bool sl_level_read(sl_text name, uint8_t *out);
bool sl_status_read(sl_text name, uint8_t *out);

/* The flags of a criterion, one bit each: NULL past the last. */
const char *sl_flag_name(unsigned bit);
bool sl_flag_read(sl_text name, uint8_t *out);

/* "and", "or", "not"; NULL for a push or an unknown word. */
const char *sl_instruction_name(uint16_t word);
bool sl_instruction_read(sl_text name, uint16_t *out);

#endif
