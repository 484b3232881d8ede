/*
 * The stages of the Sigma compiler among themselves; others use compile.h.
 *
 * A rule becomes criteria, each different one once, and a postfix program of instruction words over them. A
 * stage that finds something wrong says so and goes on: what it leaves behind may then be incomplete, and
 * the rule is dropped at its end because findings were raised.
 */
#ifndef SL_AUTHOR_SIGMA_H
#define SL_AUTHOR_SIGMA_H

#include "author/compile.h"
#include "author/sigma_modifier.h"
#include "author/sigma_text.h"
#include "base/yaml.h"

/* Bounds on top of the format's; past any of them is CH6006. */
#define SL_SIGMA_MAX_SELECTIONS 4096u /* of a rule: as many as it may have criteria */
#define SL_SIGMA_MAX_NESTING 64u /* of the parentheses of a condition */
#define SL_SIGMA_MAX_RULE_ROOM (16u << 20) /* bytes of a rule's values, multiplied by modifiers */
#define SL_SIGMA_MAX_ROOM (256u << 20) /* the same, of all that is compiled together */
#define SL_SIGMA_MAX_GUESSES \
	100u /* unknown names of a compilation for which a near one is looked for */

/* One rule file at work. */
typedef struct sl_sigma_file {
	const char *path; /* for messages, in the arena of the content */
	const uint8_t *bytes;
	size_t size;
	size_t *lines; /* where each line starts; made when first needed */
	size_t line_count;
	sl_arena arena; /* of the YAML tree and of messages: gone with the file */
} sl_sigma_file;

/* Growing arrays, emptied at each rule and kept. */
typedef struct sl_sigma_words {
	uint16_t *items;
	size_t count, capacity;
} sl_sigma_words;

/* One value of a detection item as the format says it. negated: the criterion must not hold. */
typedef struct sl_sigma_atom {
	uint8_t operation, flags;
	bool negated, taken;
	sl_value value;
	const sl_yaml *node;
} sl_sigma_atom;

typedef struct sl_sigma_selection {
	sl_text name;
	const sl_yaml *key;
	size_t first, count; /* of its words */
	bool used;
} sl_sigma_selection;

/* What lasts as long as a compilation. Zero-initialise, set the first five, sl_compiler_free() at the end. */
typedef struct sl_compiler {
	const sl_catalog *catalog;
	enum chan_action action;
	sl_arena *arena; /* of the content */
	sl_content *content;
	sl_findings *findings;

	size_t template_capacity, type_capacity;
	uint32_t *uuids; /* open addressing: index of a template + 1 by its uuid */
	size_t uuid_slots, uuid_count;
	size_t room; /* used of SL_SIGMA_MAX_ROOM */
	unsigned guesses;

	/* Room for the rule at hand. */
	sl_criterion *criteria;
	uint64_t *hashes;
	size_t criterion_count, criterion_capacity, hash_capacity;
	sl_sigma_words words, program;
	sl_sigma_selection *selections;
	size_t selection_count, selection_capacity;
	sl_sigma_atom *atoms;
	size_t atom_count, atom_capacity;
	sl_value *values;
	size_t value_capacity;
	sl_sigma_text text, dashed, wide, encoded;
	sl_buffer value;
} sl_compiler;

void sl_compiler_free(sl_compiler *compiler);

/* One rule at work. */
typedef struct sl_sigma {
	sl_compiler *compiler;
	sl_sigma_file *file;
	const sl_yaml *document;
	const sl_type *type; /* NULL: the log source has none; what needs it is then left unsaid */
	bool has_uuid;
	uint8_t uuid[16];
	size_t room; /* used of SL_SIGMA_MAX_RULE_ROOM */
	uint32_t operands; /* of the conditions, so far */
	bool over; /* a limit was passed and said */
} sl_sigma;

/* sigma_say.c: findings with their place. node NULL: the rule as a whole. field may be NULL. */
void sl_sigma_say(sl_sigma *rule, uint16_t id, const sl_yaml *node, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void sl_sigma_say_field(sl_sigma *rule, uint16_t id, const sl_yaml *node, const char *field,
                        const char *format, ...) __attribute__((format(printf, 5, 6)));
/* At the byte of this offset of the scalar's text, as far as the file has the text as it is; else at the scalar. */
void sl_sigma_say_at(sl_sigma *rule, uint16_t id, const sl_yaml *node, size_t offset,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));
/* CH6006, once a rule: after it nothing more is made of the rule. */
void sl_sigma_over(sl_sigma *rule, const sl_yaml *node, const char *what);
/* The text cut and made printable, in the file's arena. */
const char *sl_sigma_show(sl_sigma *rule, sl_text text);
sl_source sl_sigma_source(const sl_sigma *rule, const sl_yaml *node);

/* sigma_rule.c: one document. Appends to the content if nothing is wrong with it. */
void sl_sigma_compile(sl_compiler *compiler, sl_sigma_file *file, const sl_yaml *document);

/* sigma_logsource.c: CH6007, CH6008, CH6002 of the log source; false if it has no part that can be used. */
bool sl_sigma_logsource(sl_sigma *rule, sl_logsource *out);

/* sigma_detection.c: the selections, into compiler->selections and words. */
void sl_sigma_detection(sl_sigma *rule, const sl_yaml *detection);

/* sigma_item.c: one key and its values; appends one operand to words. False: it appended nothing. */
bool sl_sigma_item(sl_sigma *rule, const sl_yaml *key, sl_yaml *value);
/* Called after each operand of AND or OR, in which it may have failed to append: joins it to those before. */
void sl_sigma_join(sl_sigma_words *words, bool appended, size_t *operands, uint16_t word);
void sl_sigma_push(sl_sigma_words *words, uint16_t word);

/* sigma_key.c: a key as field and modifiers; false if something is wrong, which is said. */
typedef struct sl_sigma_key {
	const sl_yaml *node;
	sl_text field;
	unsigned modifiers; /* set */
	int32_t index; /* of the field in the type; -1: not known */
	enum chan_field_kind kind; /* 0: not known */
	const char *name; /* of the field, for messages */
} sl_sigma_key;
bool sl_sigma_key_read(sl_sigma *rule, const sl_yaml *node, sl_sigma_key *out);
/* Sets index, kind and name of the field with this name; false: the type has none, which is said at node. */
bool sl_sigma_field(sl_sigma *rule, const sl_yaml *node, sl_text name, sl_sigma_key *out);

/* sigma_value.c: one value of an item, as atoms at the end of compiler->atoms. */
void sl_sigma_value(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node);
bool sl_sigma_integer(const sl_yaml *node, int64_t *out);
/* One atom more. value NULL: the operator takes none. */
void sl_sigma_atom_add(sl_sigma *rule, const sl_yaml *node, uint8_t operation, uint8_t flags,
                       bool negated, const sl_value *value);
/* The same with the bytes of compiler->value, copied. */
void sl_sigma_atom_text(sl_sigma *rule, const sl_yaml *node, uint8_t operation, uint8_t flags);
/* CH6010 if compiler->text has a placeholder and the key says `expand`. */
bool sl_sigma_placeholder(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node);

/* sigma_value_text.c: a text for a string field, with all modifiers of text. */
void sl_sigma_value_text(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node,
                         sl_text text);

/* sigma_value_pattern.c: a regular expression. */
void sl_sigma_value_pattern(sl_sigma *rule, const sl_sigma_key *key, const sl_yaml *node);

/* sigma_criterion.c: the criterion of these values (sorted in place), new or found again. */
uint16_t sl_sigma_criterion(sl_sigma *rule, uint16_t field, uint8_t operation, uint8_t flags,
                            sl_value *values, size_t count, const sl_yaml *node);

/* sigma_condition.c: the condition, into compiler->program. */
void sl_sigma_condition(sl_sigma *rule, const sl_yaml *condition);

/* sigma_template.c: what was made of the rule, into the content. */
typedef struct sl_sigma_header {
	sl_text title, author, link;
	uint8_t level, status;
} sl_sigma_header;
void sl_sigma_template(sl_sigma *rule, const sl_sigma_header *header);
/* The template with this id, or NULL. */
const sl_template *sl_compiler_find(sl_compiler *compiler, const uint8_t uuid[16]);

#endif
