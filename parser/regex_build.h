/* The parts of the regex compiler and what they share. Internal to libchan. */
#ifndef CHAN_REGEX_BUILD_H
#define CHAN_REGEX_BUILD_H

#include "regex_program.h"

/* No second number in a repeat. */
#define CHAN_REGEX_NO_LIMIT UINT32_MAX

/* The sets that a backslash and a letter name; the odd ones are the complements of those before them. */
enum chan_regex_set {
	CHAN_REGEX_SET_DIGIT,
	CHAN_REGEX_SET_NOT_DIGIT,
	CHAN_REGEX_SET_WORD,
	CHAN_REGEX_SET_NOT_WORD,
	CHAN_REGEX_SET_SPACE,
	CHAN_REGEX_SET_NOT_SPACE,
	CHAN_REGEX_SET_COUNT
};

/*
 * The program being built, or, where program is NULL, only its counts. What is stored past the capacity
 * of the program is dropped: x{0} takes back what x stored, so only the final counts have to fit.
 */
typedef struct chan_regex_builder {
	chan_regex_program *program;
	uint32_t instructions, classes;
	uint32_t weight; /* FORMAT.md section 7.3, of the instructions so far */
	uint32_t set_class[CHAN_REGEX_SET_COUNT]; /* one more than its class; 0: not used yet */
} chan_regex_builder;

/* A group that is open, or, as the first of all, the pattern. */
typedef struct chan_regex_frame {
	uint32_t offset; /* of its "(" */
	uint32_t start; /* its first instruction */
	uint32_t start_weight; /* of what comes before it */
	uint32_t alternative; /* the first instruction of the alternative that is being read */
	uint32_t last_jump; /* one more than the jump before that alternative; 0: none */
	uint32_t product; /* FORMAT.md section 7.3, of the atoms so far */
} chan_regex_frame;

/* What a quantifier would find before it. */
enum chan_regex_item {
	CHAN_ITEM_NONE, /* the start of a sequence, or an assertion */
	CHAN_ITEM_ATOM,
	CHAN_ITEM_HIGH, /* a byte above 7F */
	CHAN_ITEM_GREEDY, /* an atom and its quantifier */
	CHAN_ITEM_LAZY
};

typedef struct chan_regex_parser {
	chan_cursor rest;
	size_t origin; /* offset of the pattern in its file */
	bool cased, multiline;
	chan_regex_builder builder;
	enum chan_regex_item item;
	uint32_t item_start; /* its first instruction */
	uint32_t item_start_weight; /* of what comes before it */
	uint32_t item_product;
	uint32_t depth; /* groups that are open */
	chan_regex_frame frames[CHAN_MAX_GROUP_DEPTH + 1];
	chan_pattern_fault fault;
} chan_regex_parser;

/* One character of a literal or of a class, or a set. */
typedef struct chan_regex_char {
	bool is_set;
	enum chan_regex_set set;
	uint8_t byte;
	uint32_t offset; /* of its first byte in the pattern */
} chan_regex_char;

/* regex_build.c: false: the weight would be over its bound; nothing is changed then. */
CHAN_MUST_USE bool chan_regex_emit(chan_regex_builder *builder, enum chan_regex_opcode opcode,
                                   uint8_t byte, uint32_t operand);
/* Closes an alternative that begins at instruction start, for another to follow. */
CHAN_MUST_USE bool chan_regex_alternate(chan_regex_builder *builder, uint32_t start,
                                        uint32_t *last_jump);
/* Makes an item of the instructions from start on min to max of it; before it there is start_weight. */
CHAN_MUST_USE bool chan_regex_repeat(chan_regex_builder *builder, uint32_t start,
                                     uint32_t start_weight, uint32_t min, uint32_t max);
/* Lets the alternatives of a group go on where the group ends. */
void chan_regex_join(chan_regex_builder *builder, uint32_t last_jump);
/* Adds the final match, and turns distances into instruction numbers. */
void chan_regex_finish(chan_regex_builder *builder);
/* Adds a class; its number. */
uint32_t chan_regex_add_class(chan_regex_builder *builder, const chan_regex_class *set);
/* The class of a set, added where it is new. */
uint32_t chan_regex_set_class(chan_regex_builder *builder, enum chan_regex_set set);
/* Group number depth of those that are open; 0 is the pattern. */
chan_regex_frame *chan_regex_frame_at(chan_regex_parser *parser, uint32_t depth);

/* regex_set.c: sets of bytes. Ranges include both ends; first is at most last. */
void chan_regex_class_clear(chan_regex_class *set);
void chan_regex_class_add(chan_regex_class *set, uint8_t first, uint8_t last);
void chan_regex_class_unite(chan_regex_class *set, const chan_regex_class *other);
void chan_regex_class_negate(chan_regex_class *set);
void chan_regex_class_fold(chan_regex_class *set);
void chan_regex_class_of_set(chan_regex_class *out, enum chan_regex_set set);
/* The POSIX class of that name, its bytes read as one big-endian number; false: there is none. */
CHAN_MUST_USE bool chan_regex_class_of_posix(chan_regex_class *out, uint64_t name, bool cased);

/* regex_class.c: each begins after the byte that told what it is. false: parser->fault is set. */
CHAN_MUST_USE bool chan_regex_read_escape(chan_regex_parser *parser, bool in_class,
                                          chan_regex_char *out);
CHAN_MUST_USE bool chan_regex_read_class(chan_regex_parser *parser);

/* regex_parse.c */
/* Sets the fault; returns false for the caller to return. */
bool chan_regex_fail(chan_regex_parser *parser, enum chan_pattern_error error, uint32_t offset,
                     uint32_t length);
/* Offset of the next byte in the pattern. */
uint32_t chan_regex_position(const chan_regex_parser *parser);
/* The byte after the next ahead ones; false, and 0: the pattern ends before it. */
bool chan_regex_peek(const chan_regex_parser *parser, uint32_t ahead, uint8_t *byte);
/* Passes over bytes that a peek has seen. */
void chan_regex_pass(chan_regex_parser *parser, uint32_t count);
/* Emits one instruction that takes a byte, and makes it the item. offset: where its text begins. */
CHAN_MUST_USE bool chan_regex_emit_atom(chan_regex_parser *parser, enum chan_regex_opcode opcode,
                                        uint8_t byte, uint32_t operand, uint32_t offset);

#endif
