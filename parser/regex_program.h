/*
 * The compiled form of a pattern (FORMAT.md section 7): a program for a machine that follows all its
 * ways at once. Internal to libchan: the checker counts with it, the interpreter runs it.
 *
 * A program lies in arrays of the caller, whose sizes chan_regex_check() tells; nothing is allocated.
 */
#ifndef CHAN_REGEX_PROGRAM_H
#define CHAN_REGEX_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "pattern.h"

#ifdef __cplusplus
extern "C" {
#endif

enum chan_regex_opcode {
	CHAN_REGEX_MATCH, /* the pattern has matched */
	CHAN_REGEX_BYTE, /* takes a byte: that of the instruction */
	CHAN_REGEX_LETTER, /* takes an ASCII letter in either case; the instruction has the small one */
	CHAN_REGEX_ANY, /* takes any byte */
	CHAN_REGEX_CLASS, /* takes a byte that is in class number operand */
	CHAN_REGEX_SPLIT, /* goes on at the next instruction and at operand */
	CHAN_REGEX_JUMP, /* goes on at operand */
	/* These take nothing, and go on at the next instruction if they hold where they are. */
	CHAN_REGEX_TEXT_START,
	CHAN_REGEX_TEXT_END,
	CHAN_REGEX_LINE_START,
	CHAN_REGEX_LINE_END,
	CHAN_REGEX_WORD_EDGE,
	CHAN_REGEX_NO_WORD_EDGE
};

typedef struct chan_regex_instruction {
	uint8_t opcode; /* enum chan_regex_opcode */
	uint8_t byte;
	uint16_t operand;
} chan_regex_instruction;

/* A set of bytes: byte b is in it if bit b % 32 of word b / 32 is set. */
typedef struct chan_regex_class {
	uint32_t words[8];
} chan_regex_class;

typedef struct chan_regex_program {
	chan_regex_instruction *instructions; /* the caller's */
	chan_regex_class *classes; /* the caller's */
	uint32_t instruction_capacity, class_capacity;
	uint32_t instruction_count, class_count; /* set by chan_regex_compile() */
} chan_regex_program;

/*
 * Compiles the pattern into the caller's arrays; it starts at instruction 0. Every operand is the number
 * of an instruction or of a class of the program, and the last instruction is the one CHAN_REGEX_MATCH.
 * The capacities that chan_regex_check() tells are enough.
 *   true  - the program is complete, *fault is zero;
 *   false - the counts are zero; *fault is that of chan_regex_check(), or zero if an array is too small.
 */
CHAN_MUST_USE bool chan_regex_compile(chan_cursor pattern, uint8_t flags,
                                      chan_regex_program *program, chan_pattern_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
