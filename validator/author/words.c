/* The names of what the format numbers. */
#include "author/words.h"

#define COUNT(names) (sizeof(names) / sizeof(names)[0])

static const char *const actions[] = {NULL, "detect", "prevent", "monitor"};
static const char *const levels[] = {"none", "informational", "low", "medium", "high", "critical"};
static const char *const statuses[] = {"none",         "stable",     "test",
                                       "experimental", "deprecated", "unsupported"};
static const char *const flags[] = {"cased", "multiline"};
static const char *const instructions[] = {"and", "or", "not"}; /* from CHAN_WORD_AND on */

static const char *name_of(const char *const *names, size_t count, size_t number)
{
	return number < count && names[number] ? names[number] : "?";
}

static bool find(const char *const *names, size_t count, sl_text name, size_t *out)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (names[i] && sl_text_is(name, names[i])) {
			*out = i;
			return true;
		}
	return false;
}

static bool find_u8(const char *const *names, size_t count, sl_text name, uint8_t *out)
{
	size_t number;

	if (!find(names, count, name, &number))
		return false;
	*out = (uint8_t)number;
	return true;
}

const char *sl_action_name(uint8_t action)
{
	return name_of(actions, COUNT(actions), action);
}

const char *sl_level_name(uint8_t level)
{
	return name_of(levels, COUNT(levels), level);
}

const char *sl_status_name(uint8_t status)
{
	return name_of(statuses, COUNT(statuses), status);
}

bool sl_action_read(sl_text name, uint8_t *out)
{
	return find_u8(actions, COUNT(actions), name, out);
}

bool sl_level_read(sl_text name, uint8_t *out)
{
	return find_u8(levels, COUNT(levels), name, out);
}

bool sl_status_read(sl_text name, uint8_t *out)
{
	return find_u8(statuses, COUNT(statuses), name, out);
}

const char *sl_flag_name(unsigned bit)
{
	return bit < COUNT(flags) ? flags[bit] : NULL;
}

bool sl_flag_read(sl_text name, uint8_t *out)
{
	size_t bit;

	if (!find(flags, COUNT(flags), name, &bit))
		return false;
	*out = (uint8_t)(1u << bit);
	return true;
}

const char *sl_instruction_name(uint16_t word)
{
	const unsigned number = (unsigned)word - CHAN_WORD_AND;

	return word >= CHAN_WORD_AND && number < COUNT(instructions) ? instructions[number] : NULL;
}

bool sl_instruction_read(sl_text name, uint16_t *out)
{
	size_t number;

	if (!find(instructions, COUNT(instructions), name, &number))
		return false;
	*out = (uint16_t)(CHAN_WORD_AND + number);
	return true;
}
