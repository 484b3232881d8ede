/*
 * A deliberately naive evaluator of Sigma rules, for tests and fuzzing alone: it reads the YAML and looks at
 * the event, with nothing in between, and shares no line with the product. What it says of a rule and an event,
 * the whole chain of compiler, writer, parser and interpreter must say.
 *
 * It takes for granted that the rule is one that compiles: it does not judge rules.
 */
#ifndef FUZZ_NAIVE_H
#define FUZZ_NAIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a field may hold: the catalog's type decides how a value compares. */
enum naive_kind { NAIVE_STRING, NAIVE_INTEGER, NAIVE_ADDRESS };
enum naive_state { NAIVE_ABSENT, NAIVE_NULL, NAIVE_VALUE };

/* One field of an event. */
typedef struct naive_field {
	const char *name;
	enum naive_kind kind;
	enum naive_state state;
	const uint8_t *text; /* of a string; of an address its 4 or 16 bytes in network order */
	size_t size;
	int64_t integer;
} naive_field;

/* Names are unique. Fields that are not listed are absent. */
typedef struct naive_event {
	const naive_field *fields;
	size_t count;
} naive_event;

enum naive_verdict {
	NAIVE_NO,
	NAIVE_YES,
	NAIVE_UNKNOWN /* the rule has what this evaluator does not know, or PCRE2 gave up or is not there */
};

/* A rule that was read. It refers to nothing of the caller's. */
typedef struct naive_rule naive_rule;

/* Reads the document of that number, from 0, of a YAML file. NULL: there is no such document. */
naive_rule *naive_rule_read(const void *yaml, size_t size, size_t document);
void naive_rule_free(naive_rule *rule);

/* The rule's id as it is written, "" without one; why its verdicts are unknown, NULL if they are not. */
const char *naive_rule_id(const naive_rule *rule);
const char *naive_rule_unknown(const naive_rule *rule);

enum naive_verdict naive_matches(const naive_rule *rule, const naive_event *event);

/* Choices: bytes as long as there are some, then numbers that follow from the seed and from all bytes. */
typedef struct naive_dice {
	const uint8_t *data;
	size_t size;
	uint32_t seed; /* not 0 */
} naive_dice;

uint32_t naive_roll(naive_dice *dice, uint32_t below); /* below: 1 to 65536 */

/*
 * Makes up an event that has much of what the rule looks for, or nearly: sets state and value of the fields, whose
 * names and kinds are given. Texts are written to the room, each of its own; fields that do not fit are null.
 */
void naive_example(const naive_rule *rule, naive_dice *dice, naive_field *fields, size_t count,
                   uint8_t *room, size_t size);

#endif
