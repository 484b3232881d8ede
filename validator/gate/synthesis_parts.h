/* What the files of the evidence share: one template at hand, and what is known of it. Internal to gate/. */
#ifndef SL_GATE_SYNTHESIS_PARTS_H
#define SL_GATE_SYNTHESIS_PARTS_H

#include "base/buffer.h"
#include "execute/condition_kleene.h"
#include "gate/synthesis.h"
#include "rules/logic_parts.h"

/* A node of the condition as a tree; the last one is the root. */
typedef struct sl_synthesis_node {
	uint16_t word;
	uint32_t left, right; /* of and, or; left alone of not */
} sl_synthesis_node;

/* An event that was made: its inputs, one for each field, and what became of it. */
typedef struct sl_synthesis_event {
	chan_input *inputs;
	uint8_t *truths; /* by criterion */
	bool verdict;
	struct sl_synthesis_event *next;
} sl_synthesis_event;

enum { SL_SHOWN_FALSE = 1, SL_SHOWN_TRUE = 2 };

typedef struct sl_synthesis_subject {
	const sl_program *program;
	sl_logic_input logic; /* the file, for relations of criteria */
	sl_logic_budget budget; /* of relations */
	uint32_t index; /* of the template */
	chan_template template;
	chan_type type;
	uint16_t *kinds; /* by field of the type */
	chan_criterion *criteria;
	uint32_t count; /* of criteria */
	uint32_t *next_on_field; /* by criterion: the next one on its field, or count */
	uint32_t *first_on_field; /* by field */
	uint16_t *words;
	uint32_t word_count;
	sl_synthesis_node *nodes; /* one a word */
	uint8_t *pushes; /* by criterion: how often the condition pushes it; 255 is that or more */
	chan_scratch scratch;
	sl_arena arena; /* of all that is made for this template */
	uint32_t random; /* the state of the generator: the same file gives the same events */

	uint8_t *wanted; /* by criterion: enum sl_kleene, of the event that is being made */
	chan_input *inputs; /* by field, of the same */
	uint8_t *shown; /* by criterion: SL_SHOWN_* in which it decided the verdict */
	uint8_t *value, *decides; /* by node: of the last event */
	sl_synthesis_event *events;
	size_t event_count;
} sl_synthesis_subject;

enum sl_solved { SL_SOLVED, SL_IMPOSSIBLE, SL_UNSOLVED };

uint32_t sl_synthesis_random(sl_synthesis_subject *s, uint32_t below);

/*
 * An input of the field with which its criteria have the truths that are wanted (not of fieldref). SOLVED: it is in
 * s->inputs. IMPOSSIBLE: it is proved that there is none. UNSOLVED: none was found.
 */
enum sl_solved sl_synthesis_solve_field(sl_synthesis_subject *s, uint32_t field);

/* Whether the criteria of the field, but for fieldref, have the wanted truths with the inputs as they are. */
bool sl_synthesis_field_holds(sl_synthesis_subject *s, uint32_t field);

/* A text, as an input; its bytes are in the arena. */
chan_input sl_synthesis_text(sl_synthesis_subject *s, const void *bytes, size_t length);

/*
 * Candidates for a field of text (synthesis_text.c): calls try until it is true. False: none was.
 */
bool sl_synthesis_try_texts(sl_synthesis_subject *s, uint32_t field);

/*
 * Whether a relation between two criteria on one field, or between the values of one and the other, proves that the
 * wanted truths cannot be had together.
 */
bool sl_synthesis_is_refuted(sl_synthesis_subject *s, uint32_t field);
/* The same for one value of a criterion alone, against all others that are wanted. */
bool sl_synthesis_value_is_refuted(sl_synthesis_subject *s, uint32_t criterion, uint32_t value);

/* A text of a pattern. variation 0 is a shortest one. False: none was found. */
typedef struct sl_synthesis_piece {
	sl_buffer text;
	bool at_start, at_end; /* where in the whole text it must stand */
	bool has_gap; /* other texts may stand at gap */
	size_t gap;
} sl_synthesis_piece;
bool sl_synthesis_regex_piece(sl_synthesis_subject *s, const chan_regex_program *program,
                             unsigned variation, sl_synthesis_piece *out);

/* Runs the event in s->inputs. Keeps it if it shows something new, or if keep. False: the interpreter met an error. */
bool sl_synthesis_run(sl_synthesis_subject *s, bool keep);

/* Makes an event in which the criterion has that truth and decides. IMPOSSIBLE: there is none, proved. */
enum sl_solved sl_synthesis_search(sl_synthesis_subject *s, uint32_t criterion, bool truth);

#endif
