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

/*@
  // What may be written to: nothing, where only counts are asked for.
  logic integer chan_room(chan_regex_builder *b) = b->program == \null ? 0 : b->program->instruction_capacity;
  logic integer chan_class_room(chan_regex_builder *b) = b->program == \null ? 0 : b->program->class_capacity;
  predicate chan_has_program(chan_regex_builder *b) =
    \valid(b) && (b->program == \null ||
      (\valid(b->program) &&
       \valid(b->program->instructions + (0 .. b->program->instruction_capacity - 1)) &&
       \valid(b->program->classes + (0 .. b->program->class_capacity - 1)) &&
       \separated(b, b->program, b->program->instructions + (0 .. b->program->instruction_capacity - 1),
                  b->program->classes + (0 .. b->program->class_capacity - 1))));
*/
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

/*@
  predicate chan_is_reading(chan_regex_parser *p) =
    \valid(p) && chan_is_window(&p->rest) && p->origin <= p->rest.priv_pos &&
    p->rest.priv_end - p->origin <= CHAN_MAX_PATTERN &&
    \separated(p, p->rest.priv_base + (0 .. p->rest.priv_end - 1));
*/
/* One character of a literal or of a class, or a set. */
typedef struct chan_regex_char {
	bool is_set;
	enum chan_regex_set set;
	uint8_t byte;
	uint32_t offset; /* of its first byte in the pattern */
} chan_regex_char;

/* regex_build.c: false: the weight would be over its bound; nothing is changed then. */
/*@
  requires chan_has_program(builder);
  requires builder->instructions <= builder->weight < CHAN_MAX_PATTERN_INSTRUCTIONS;
  requires opcode <= CHAN_REGEX_NO_WORD_EDGE && operand <= UINT16_MAX;
  terminates \true;
  assigns builder->instructions, builder->weight, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
  ensures builder->instructions == \old(builder->instructions) + (\result ? 1 : 0);
  ensures builder->weight == \old(builder->weight) + (\result ? 1 : 0);
  ensures builder->weight < CHAN_MAX_PATTERN_INSTRUCTIONS;
*/
CHAN_MUST_USE bool chan_regex_emit(chan_regex_builder *builder, enum chan_regex_opcode opcode,
                                   uint8_t byte, uint32_t operand);
/* Closes an alternative that begins at instruction start, for another to follow. */
/*@
  requires chan_has_program(builder);
  requires builder->instructions <= builder->weight < CHAN_MAX_PATTERN_INSTRUCTIONS;
  requires start <= builder->instructions && \valid(last_jump) && *last_jump <= builder->instructions;
  requires \separated(last_jump, builder, builder->program);
  requires \separated(last_jump, builder->program->instructions + (0 .. chan_room(builder) - 1));
  terminates \true;
  assigns builder->instructions, builder->weight, *last_jump, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
  ensures builder->instructions == \old(builder->instructions) + (\result ? 2 : 0);
  ensures builder->weight == \old(builder->weight) + (\result ? 2 : 0);
  ensures builder->weight < CHAN_MAX_PATTERN_INSTRUCTIONS;
  ensures *last_jump == (\result ? builder->instructions : \old(*last_jump));
*/
CHAN_MUST_USE bool chan_regex_alternate(chan_regex_builder *builder, uint32_t start,
                                        uint32_t *last_jump);
/* Makes an item of the instructions from start on min to max of it; before it there is start_weight. */
/*@
  requires chan_has_program(builder);
  requires builder->instructions <= builder->weight < CHAN_MAX_PATTERN_INSTRUCTIONS;
  requires start <= builder->instructions && start <= start_weight;
  requires builder->instructions - start <= builder->weight - start_weight;
  requires min <= CHAN_MAX_REPEAT && min <= max;
  requires max <= CHAN_MAX_REPEAT || max == CHAN_REGEX_NO_LIMIT;
  terminates \true;
  assigns builder->instructions, builder->weight, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
  ensures \result ==> builder->instructions <= builder->weight < CHAN_MAX_PATTERN_INSTRUCTIONS;
  ensures \result ==> builder->instructions >= start && builder->weight >= start_weight;
  ensures \result ==> builder->instructions - start <= builder->weight - start_weight;
*/
CHAN_MUST_USE bool chan_regex_repeat(chan_regex_builder *builder, uint32_t start,
                                     uint32_t start_weight, uint32_t min, uint32_t max);
/* Lets the alternatives of a group go on where the group ends. */
/*@
  requires chan_has_program(builder);
  requires last_jump <= builder->instructions < CHAN_MAX_PATTERN_INSTRUCTIONS;
  terminates \true;
  assigns builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
*/
void chan_regex_join(chan_regex_builder *builder, uint32_t last_jump);
/* Adds the final match, and turns distances into instruction numbers. */
/*@
  requires chan_has_program(builder);
  requires builder->instructions < CHAN_MAX_PATTERN_INSTRUCTIONS;
  terminates \true;
  assigns builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder) && builder->instructions == \old(builder->instructions) + 1;
*/
void chan_regex_finish(chan_regex_builder *builder);
/* Adds a class; its number. */
/*@
  requires chan_has_program(builder);
  requires \valid_read(set) && builder->classes < UINT32_MAX;
  terminates \true;
  assigns builder->classes, builder->program->classes[0 .. chan_class_room(builder) - 1];
  ensures chan_has_program(builder);
  ensures \result == \old(builder->classes) && builder->classes == \old(builder->classes) + 1;
*/
uint32_t chan_regex_add_class(chan_regex_builder *builder, const chan_regex_class *set);
/* The class of a set, added where it is new. */
/*@
  requires chan_has_program(builder);
  requires builder->classes < UINT32_MAX;
  terminates \true;
  assigns builder->classes, builder->set_class[0 .. CHAN_REGEX_SET_COUNT - 1], builder->program->classes[0 .. chan_class_room(builder) - 1];
  ensures chan_has_program(builder);
  ensures \old(builder->classes) <= builder->classes <= \old(builder->classes) + 1;
*/
uint32_t chan_regex_set_class(chan_regex_builder *builder, enum chan_regex_set set);
/* Group number depth of those that are open; 0 is the pattern. */
/*@
  requires \valid(parser);
  terminates \true;
  assigns \nothing;
  ensures \result == &parser->frames[\min(depth, CHAN_MAX_GROUP_DEPTH)];
*/
chan_regex_frame *chan_regex_frame_at(chan_regex_parser *parser, uint32_t depth);

/* regex_set.c: sets of bytes. Ranges include both ends; first is at most last. */
/*@
  requires \valid(set);
  terminates \true;
  assigns *set;
*/
void chan_regex_class_clear(chan_regex_class *set);
/*@
  requires \valid(set) && first <= last;
  terminates \true;
  assigns *set;
*/
void chan_regex_class_add(chan_regex_class *set, uint8_t first, uint8_t last);
/*@
  requires \valid(set) && \valid_read(other);
  terminates \true;
  assigns *set;
*/
void chan_regex_class_unite(chan_regex_class *set, const chan_regex_class *other);
/*@
  requires \valid(set);
  terminates \true;
  assigns *set;
*/
void chan_regex_class_negate(chan_regex_class *set);
/*@
  requires \valid(set);
  terminates \true;
  assigns *set;
*/
void chan_regex_class_fold(chan_regex_class *set);
/*@
  requires \valid(out);
  terminates \true;
  assigns *out;
*/
void chan_regex_class_of_set(chan_regex_class *out, enum chan_regex_set set);
/* The POSIX class of that name, its bytes read as one big-endian number; false: there is none. */
/*@
  requires \valid(out);
  terminates \true;
  assigns *out;
*/
CHAN_MUST_USE bool chan_regex_class_of_posix(chan_regex_class *out, uint64_t name, bool cased);

/* regex_class.c: each begins after the byte that told what it is. false: parser->fault is set. */
/*@
  requires chan_is_reading(parser);
  requires parser->rest.priv_pos > parser->origin;
  requires \valid(out) && \separated(out, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, *out;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
  ensures out->set < CHAN_REGEX_SET_COUNT;
  ensures out->offset < parser->rest.priv_pos - parser->origin;
*/
CHAN_MUST_USE bool chan_regex_read_escape(chan_regex_parser *parser, bool in_class,
                                          chan_regex_char *out);
CHAN_MUST_USE bool chan_regex_read_class(chan_regex_parser *parser);

/* regex_parse.c */
/* Sets the fault; returns false for the caller to return. */
/*@
  requires \valid(parser) && error < CHAN_PATTERN_ERROR_COUNT;
  terminates \true;
  assigns parser->fault;
  ensures !\result;
*/
bool chan_regex_fail(chan_regex_parser *parser, enum chan_pattern_error error, uint32_t offset,
                     uint32_t length);
/* Offset of the next byte in the pattern. */
/*@
  requires chan_is_reading(parser);
  terminates \true;
  assigns \nothing;
  ensures \result == parser->rest.priv_pos - parser->origin;
*/
uint32_t chan_regex_position(const chan_regex_parser *parser);
/* The byte after the next ahead ones; false, and 0: the pattern ends before it. */
/*@
  requires chan_is_reading(parser);
  requires \valid(byte) && \separated(byte, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns *byte;
  ensures \result <==> ahead < chan_rest(&parser->rest);
  ensures !\result ==> *byte == 0;
*/
bool chan_regex_peek(const chan_regex_parser *parser, uint32_t ahead, uint8_t *byte);
/* Passes over bytes that a peek has seen. */
/*@
  requires chan_is_reading(parser);
  requires count <= chan_rest(&parser->rest);
  terminates \true;
  assigns parser->rest.priv_pos;
  ensures chan_is_reading(parser);
  ensures parser->rest.priv_pos == \old(parser->rest.priv_pos) + count;
*/
void chan_regex_pass(chan_regex_parser *parser, uint32_t count);
/* Emits one instruction that takes a byte, and makes it the item. offset: where its text begins. */
CHAN_MUST_USE bool chan_regex_emit_atom(chan_regex_parser *parser, enum chan_regex_opcode opcode,
                                        uint8_t byte, uint32_t operand, uint32_t offset);

#endif
