/*
 * A criterion about texts as one program: what regex programs are, for lists of every text operator. It reads the
 * operators by itself, so what it finds is a second opinion on what the interpreter says. Internal to gate/.
 */
#ifndef SL_GATE_EVIDENCE_MATCHER_H
#define SL_GATE_EVIDENCE_MATCHER_H

#include "base/text.h"
#include "execute/program.h"

/* The opcodes are those of chan_regex_opcode, and one more. */
enum {
	/* Takes nothing; goes on unless the next byte continues a character (0x80 to 0xBF). */
	SL_STEP_CHARACTER_END = CHAN_REGEX_NO_WORD_EDGE + 1
};

typedef struct sl_step {
	uint8_t opcode, byte;
	uint32_t operand; /* an instruction or a class of the matcher */
} sl_step;

/* Larger criteria have no matcher. */
#define SL_MATCHER_STEPS 262144u

typedef struct sl_matcher {
	sl_step *steps;
	chan_regex_class *classes;
	uint32_t count, class_count;
	bool anchored; /* a match begins at the start of the text alone */
	bool looks_ahead; /* what is reached depends on the byte that comes next */
	bool looks_back; /* and on the byte before */
} sl_matcher;

/*
 * False: the operator reads no text, or the criterion is too large. In the arena. Networks are those of a field of
 * texts.
 */
bool sl_matcher_make(const sl_program *program, const chan_criterion *criterion, sl_arena *arena,
                     sl_matcher *out);

/* evidence_matcher_network.c: the same for cidr alone. */
bool sl_matcher_make_networks(const chan_file *file, const chan_criterion *criterion,
                              sl_arena *arena, sl_matcher *out);

/* What stands before a place in a text. */
enum sl_before { SL_BEFORE_START, SL_BEFORE_LINE, SL_BEFORE_WORD, SL_BEFORE_OTHER };
enum sl_before sl_before_of(uint8_t byte);

/* What comes next: a byte, or one of these. */
enum { SL_NEXT_END = -1, SL_NEXT_ANY = -2 };

/* The steps that are reached at one place of a text. Zero-initialise; free() its arrays. */
typedef struct sl_reach {
	uint32_t *marks; /* by step: the number of the last turn in which it was reached */
	uint32_t *list;
	size_t mark_capacity, list_capacity;
	uint32_t turn, count;
	uint64_t work; /* steps followed, ever */
} sl_reach;

void sl_reach_free(sl_reach *reach);
/* Begins a place with nothing reached, for programs of at most that many steps. */
void sl_reach_begin(sl_reach *reach, uint32_t steps);
void sl_reach_add(sl_reach *reach, uint32_t step);
/*
 * Follows all that takes no byte; then the list holds all that is reached. True: a match is. SL_NEXT_ANY: some byte,
 * where the matcher does not look ahead.
 */
bool sl_reach_follow(sl_reach *reach, const sl_matcher *matcher, enum sl_before before, int next);

bool sl_step_takes(const sl_matcher *matcher, const sl_step *step, uint8_t byte);

/* Whether the criterion holds for the text. */
bool sl_matcher_holds(const sl_matcher *matcher, sl_text text, sl_reach *reach);

#endif
