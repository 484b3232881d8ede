/*
 * The interpreter (FORMAT.md sections 5 to 8): what a template says of an event. Part of chan.h.
 *
 * Three steps: measure what the patterns of a file need, prepare them once in memory of the caller, evaluate
 * any number of events, each thread in a scratch of its own. Nothing is allocated, and nothing here waits,
 * repeats or reads without a bound that the file and the lengths of the inputs set.
 */
#ifndef CHAN_EVALUATE_H
#define CHAN_EVALUATE_H

#include "chan.h" /* which includes this file at its end */
#include "regex_program.h"

#ifdef __cplusplus
extern "C" {
#endif

/*@
  // A product that has a name: provers do not take it apart, and need only the lemmas below.
  axiomatic chan_products {
    logic integer chan_times(integer a, integer b);
    axiom chan_times_is: \forall integer a, b; chan_times(a, b) == a * b;
  }
  lemma chan_times_count: \forall integer a, b; 0 <= a && 0 <= b ==> 0 <= chan_times(a, b);
  lemma chan_times_least: \forall integer a, b; 0 <= a && 1 <= b ==> a <= chan_times(a, b);
  lemma chan_times_rise: \forall integer a, b, c; a <= b && 0 <= c ==> chan_times(a, c) <= chan_times(b, c);
  lemma chan_times_within: \forall integer a, b, c; 0 <= a && b <= c ==> chan_times(a, b) <= chan_times(a, c);
  lemma chan_times_add: \forall integer a, b, c, d; a + b == c ==> chan_times(a, d) + chan_times(b, d) == chan_times(c, d);
  lemma chan_times_more: \forall integer a, b, c; c == a + 1 ==> chan_times(c, b) == chan_times(a, b) + b;
*/

enum chan_input_kind {
	CHAN_INPUT_ABSENT, /* the event does not have it */
	CHAN_INPUT_NULL,
	CHAN_INPUT_STRING,
	CHAN_INPUT_INTEGER,
	CHAN_INPUT_ADDRESS
};

/* One input of an event; all zero is absent. */
typedef struct chan_input {
	uint8_t kind; /* enum chan_input_kind */
	uint8_t family; /* of an address: 4 or 6 */
	uint8_t address[16]; /* network byte order; family 4 uses the first four */
	int64_t integer;
	chan_cursor text; /* of a string: a window over the caller's bytes, which may be any */
} chan_input;

/* What a build supplies of one event to one type, in the order of the type's fields. */
typedef struct chan_inputs {
	const chan_input *array; /* a real address even if count is zero */
	uint32_t count;
} chan_inputs;

/* What a file asks of the memory of its caller: numbers of elements. */
typedef struct chan_needs {
	uint32_t patterns, instructions, classes; /* of chan_memory */
	uint32_t truths, places; /* of chan_scratch */
} chan_needs;

/* A compiled pattern: where its program lies in the memory. */
typedef struct chan_pattern_place {
	uint32_t value; /* index in the file's values, rising */
	uint32_t first_instruction, instruction_count;
	uint32_t first_class, class_count;
} chan_pattern_place;

/* The caller's arrays and how many elements each has: at least what chan_measure() told. */
typedef struct chan_memory {
	chan_pattern_place *patterns;
	chan_regex_instruction *instructions;
	chan_regex_class *classes;
	uint32_t pattern_capacity, instruction_capacity, class_capacity;
} chan_memory;

typedef struct chan_scratch {
	uint8_t *truths; /* one a criterion */
	uint32_t *places; /* of the machine that runs patterns */
	uint32_t truth_capacity, place_capacity;
} chan_scratch;

/* An accepted file that can be evaluated. It refers to the file, its bytes and the memory. */
typedef struct chan_content {
	const chan_file *file;
	chan_memory memory;
	uint32_t pattern_count;
} chan_content;

enum chan_evaluation_error {
	CHAN_EVALUATION_OK,
	CHAN_EVALUATION_INPUT_COUNT, /* a criterion asks for an input past the end of what is supplied */
	CHAN_EVALUATION_INPUT_KIND, /* an input is of another kind than its field, or of none */
	CHAN_EVALUATION_SCRATCH, /* the scratch is smaller than the file needs */
	CHAN_EVALUATION_CONTENT /* a record that is not there: the file was not accepted, or has changed */
};

typedef struct chan_outcome {
	bool matched; /* of a criterion: that it holds; false if there was an error */
	uint8_t error; /* enum chan_evaluation_error: the first in the order of the template's criteria */
	uint16_t field; /* index in the fields of the type, where an input is at fault */
	uint32_t criterion; /* index in the file's criteria, where there is an error */
	uint64_t steps; /* FORMAT.md section 8 */
} chan_outcome;

/*
 * What the content needs, in time linear in the size of the file's patterns.
 *   true  - *needs is set;
 *   false - a pattern is outside the dialect or over a bound: *value is the index of its value and
 *           *fault what is wrong; *needs is zero.
 */
CHAN_MUST_USE bool chan_measure(const chan_file *file, chan_needs *needs, uint32_t *value,
                                chan_pattern_fault *fault);

/* Compiles the patterns. False: an array is too small, or a pattern is refused; *out must not be used. */
CHAN_MUST_USE bool chan_prepare(const chan_file *file, const chan_memory *memory,
                                chan_content *out);

/*
 * The verdict of one template, by its index in the file, about the inputs of one event of its type.
 * Every criterion is evaluated, in order, so every error is met.
 *   true  - out->matched is the verdict;
 *   false - out->error says why there is none, and nothing has matched.
 */
CHAN_MUST_USE bool chan_evaluate(const chan_content *content, const chan_scratch *scratch,
                                 const chan_inputs *inputs, uint32_t index, chan_outcome *out);

/* One criterion, by its index in the file, of a template of the type with that index. The same answers. */
CHAN_MUST_USE bool chan_evaluate_criterion(const chan_content *content, const chan_scratch *scratch,
                                           const chan_inputs *inputs, uint32_t type,
                                           uint32_t criterion, chan_outcome *out);

/* Whether an input may stand for a field of that kind: it has the kind, or no value. */
/*@
  requires \valid_read(input);
  terminates \true;
  assigns \nothing;
*/
bool chan_input_fits(const chan_input *input, uint16_t field_kind);

/*
 * The condition machine alone: the verdict of a template whose criteria have these truths (0 or 1, in the
 * template's order). False: a truth is missing, or the condition is none; *verdict is false.
 */
/*@
  requires \valid_read(file) && chan_is_window(&file->instructions) && \valid_read(judged) && \valid_read(truths + (0 .. count - 1));
  requires \valid(verdict) && \separated(verdict, file, judged, truths + (0 .. count - 1),
                                         file->instructions.priv_base + (0 .. file->instructions.priv_end - 1));
  terminates \true;
  assigns *verdict;
  ensures !\result ==> !*verdict;
*/
CHAN_MUST_USE bool chan_conclude(const chan_file *file, const chan_template *judged,
                                 const uint8_t *truths, uint32_t count, bool *verdict);

/*
 * The most steps that chan_evaluate() takes for this template with string inputs of at most that many bytes
 * each (FORMAT.md section 8); UINT64_MAX if it is more than that can hold.
 */
uint64_t chan_steps_bound(const chan_content *content, uint32_t index, uint64_t input_bytes);

/* The compiled pattern of the value with that index in the file's values; false: there is none. */
CHAN_MUST_USE bool chan_pattern_of(const chan_content *content, uint32_t value,
                                   chan_regex_program *out);

/*
 * Runs one program over a text. False: there are fewer than CHAN_PLACES_AN_INSTRUCTION places for each instruction, or
 * the program has none; *matched is false. The steps are added to *steps. What the places hold, before and after, means
 * nothing; those past the first four for each instruction are written only where much of the program is reached.
 */
enum { CHAN_PLACES_AN_INSTRUCTION = 81 };
/*@
  requires \valid_read(program) && chan_is_held(text) && \valid(places + (0 .. place_capacity - 1));
  requires \valid_read(program->instructions + (0 .. program->instruction_count - 1));
  requires \valid_read(program->classes + (0 .. program->class_count - 1));
  requires \valid(matched) && \valid(steps);
  requires \separated(matched, steps, program, places + (0 .. place_capacity - 1),
                      text.priv_base + (0 .. text.priv_end - 1),
                      program->instructions + (0 .. program->instruction_count - 1),
                      program->classes + (0 .. program->class_count - 1));
  requires *steps + chan_times(text.priv_end - text.priv_pos + 1, CHAN_MAX_PATTERN_INSTRUCTIONS) <= UINT64_MAX;
  terminates \true;
  assigns *matched, *steps, places[0 .. place_capacity - 1];
  ensures *steps <= \old(*steps) + chan_times(text.priv_end - text.priv_pos + 1, program->instruction_count);
  ensures !\result ==> !*matched;
*/
CHAN_MUST_USE bool chan_regex_match(const chan_regex_program *program, chan_cursor text,
                                    uint32_t *places, uint32_t place_capacity, bool *matched,
                                    uint64_t *steps);

/* Reads an address as FORMAT.md section 5 "Addresses in strings" says; false: it is none. family: 4 or 6. */
/*@
  requires chan_is_held(text) && \valid(family) && \valid(address + (0 .. 15));
  requires \separated(family, address + (0 .. 15), text.priv_base + (0 .. text.priv_end - 1));
  terminates \true;
  assigns *family, address[0 .. 15];
  ensures \result ? *family == 4 || *family == 6 : *family == 0;
*/
CHAN_MUST_USE bool chan_read_address(chan_cursor text, uint8_t *family, uint8_t address[16]);

#ifdef __cplusplus
}
#endif

#endif
