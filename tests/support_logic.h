/* Small channel files for the tests of logic, and what their templates say of an event, by the book. */
#ifndef TESTS_SUPPORT_LOGIC_H
#define TESTS_SUPPORT_LOGIC_H

#include "rules/logic.h"

/* The fields of the one type: two strings, an integer, an address. */
enum { LOGIC_FIELDS = 4 };

typedef struct logic_criterion {
	unsigned field, operation, flags;
	unsigned values; /* of its pool, a bit each: of texts for string operators, and so on */
} logic_criterion;

typedef struct logic_template {
	logic_criterion criteria[48];
	unsigned criterion_count;
	uint16_t words[256];
	unsigned word_count;
} logic_template;

/* The pools, in order. Texts beyond LOGIC_TEXTS are names. */
enum { LOGIC_TEXTS = 12, LOGIC_INTEGERS = 7, LOGIC_NETWORKS = 5 };
extern const char *const logic_texts[LOGIC_TEXTS];
extern const int64_t logic_integers[LOGIC_INTEGERS];
extern const chan_network logic_networks[LOGIC_NETWORKS];

/* Appends a condition in postfix: numbers of criteria, & | !, with spaces between. */
void logic_condition(logic_template *t, const char *text);

/* An accepted file of those templates; *bytes is for free(). */
void logic_file(const logic_template *templates, unsigned count, uint8_t **bytes, chan_file *file);

/* Decides a template, which must be there, in memory that was never used. */
void logic_decide(const chan_file *file, const uint8_t *bytes, uint32_t index,
                  sl_logic_result *out);

/* One input of an event. */
enum logic_state { LOGIC_ABSENT, LOGIC_NULL, LOGIC_VALUE };
typedef struct logic_input {
	enum logic_state state;
	const char *text;
	int64_t integer;
	uint32_t address; /* family 4 */
} logic_input;

/* What the template says of an event, straight from FORMAT.md sections 5 and 6. */
bool logic_matches(const logic_template *t, const logic_input event[LOGIC_FIELDS]);

#endif
