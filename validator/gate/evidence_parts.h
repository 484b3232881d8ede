/* What the files of the evidence share. Internal to gate/. */
#ifndef SL_GATE_EVIDENCE_PARTS_H
#define SL_GATE_EVIDENCE_PARTS_H

#include "gate/evidence.h"
#include "gate/evidence_search.h"
#include "gate/supply.h"

#define SL_NO_CRITERION UINT32_MAX

/* What is wanted of a criterion. */
enum { SL_FREE = -1, SL_FAILS = 0, SL_HOLDS = 1 };

/* Fields that no event can set without each other, because references bind them; mostly one. */
typedef struct sl_group {
	const uint16_t *fields;
	uint32_t field_count;
	const uint32_t *criteria; /* numbers in the template */
	uint32_t criterion_count;
} sl_group;

/* Why some truths cannot be had together. */
typedef struct sl_conflict {
	uint32_t first,
		second; /* criteria; the same one twice: it alone; SL_NO_CRITERION: not known */
	bool first_holds, second_holds;
} sl_conflict;

/* A text that the regex of one value matches, once it has been looked for. */
typedef struct sl_sample {
	enum sl_answer answer;
	bool known;
	sl_text text;
} sl_sample;

/* What a search has answered: for the same question it is not searched again. */
typedef struct sl_memo {
	uint64_t hash;
	const uint32_t *
		question; /* for each criterion, rising: twice its number, and 1 if it is to hold */
	uint32_t count;
	enum sl_answer answer;
	sl_text text;
} sl_memo;

/* A part of the condition; its number is that of the instruction that makes it. */
typedef struct sl_node {
	uint16_t word;
	uint32_t left, right; /* operands; of a `not` the left one */
	uint32_t leaves;
} sl_node;

/* The template at hand. */
typedef struct sl_subject {
	const sl_checked_file *checked;
	const sl_program *program;
	chan_scratch scratch;
	sl_search *search;
	sl_reach reach;
	sl_findings *findings;
	sl_evidence *counts;

	uint32_t type_index;
	chan_type type;
	uint16_t kinds[CHAN_MAX_FIELDS];
	chan_input *inputs; /* the event at hand: one for each field */

	sl_arena arena; /* of this template */
	uint32_t template_index;
	chan_template template;
	chan_criterion *criteria;
	uint32_t first_value;
	sl_matcher **matchers; /* of criteria, once asked for */
	bool *has_no_matcher;
	sl_sample *samples; /* of values, counted from first_value */
	sl_node *nodes;
	uint32_t *uses; /* of criteria, in the condition */
	sl_group *groups;
	uint32_t group_count;
	uint32_t *group_of; /* of criteria; SL_NO_CRITERION: `any`, which reads nothing */
	int8_t *wanted; /* of criteria */
	sl_memo *memos; /* by hash; one without a question is free */
	size_t memo_count, memo_slots;
	uint64_t work; /* steps that this template may still take */
	sl_conflict conflict; /* the last one met */
	sl_buffer text;
} sl_subject;

/* Reads the template; its arena is new. False: it is not there, or larger than any that was accepted. */
bool sl_subject_start(sl_subject *subject, uint32_t template_index);
void sl_subject_end(sl_subject *subject);
/* The matcher of a criterion, or NULL. */
const sl_matcher *sl_subject_matcher(sl_subject *subject, uint32_t criterion);

/* The event at hand, to whoever else wants it. */
void sl_subject_offer(const sl_subject *subject, bool single);

/* What the interpreter says of one criterion and the event at hand. */
bool sl_subject_holds(sl_subject *subject, uint32_t criterion);
/* The event at hand through the whole template: the truths are in the scratch. False: an error. */
bool sl_subject_run(sl_subject *subject, bool *verdict);

/* The bytes of a string value; of a regex, its pattern. */
sl_text sl_subject_text(const sl_subject *subject, uint32_t value);

/* evidence_compose.c: texts from parts. */

/* A text that one value holds for is head, anything, middle, anything, tail; whole: the middle and nothing else. */
typedef struct sl_piece {
	sl_text head, middle, tail;
	bool whole;
} sl_piece;

/* False: no text is known for which the value holds. */
bool sl_piece_of(sl_subject *subject, uint32_t criterion, uint32_t value, sl_piece *out);
void sl_compose(const sl_piece *pieces, uint32_t count, sl_text separator, sl_buffer *out);
/* A text that the pattern of one value matches, found or proved impossible; remembered. */
const sl_sample *sl_sample_of(sl_subject *subject, uint32_t criterion, uint32_t value);

/* evidence_network.c: addresses next to the ends of networks. */
enum { SL_NETWORK_EDGES = 4 };
/* first, last, and those before and after, as far as there are any: returns how many. Inside come first. */
unsigned sl_network_edges(const chan_network *network, chan_input out[SL_NETWORK_EDGES]);
bool sl_network_has(const chan_network *network, const chan_input *address);
/* The address as text, and that text as an input; in the arena. */
const char *sl_address_text(const chan_input *address, sl_arena *arena);
chan_input sl_address_input(const chan_input *address, sl_arena *arena);

/* evidence_solve.c */
/*
 * Sets the inputs of a group so that its criteria are as wanted. focus: a criterion that is to fail, of which a near
 * miss is liked better than absence; or SL_NO_CRITERION. SL_IMPOSSIBLE is a proof. Unless found, nothing is changed.
 */
enum sl_answer sl_solve_group(sl_subject *subject, uint32_t group, uint32_t focus);

/* evidence_field.c: the same for fields that have one input together, and the criteria about them. */
typedef struct sl_question {
	sl_subject *subject;
	const uint16_t *fields;
	uint32_t field_count;
	const uint32_t
		*criteria; /* those that are not free, without references, by rising number */
	uint32_t count;
	uint32_t focus;
	bool needs_value; /* neither absent nor null will do */
	/* References that must not hold, with the inputs that other fields have. */
	const uint32_t *references;
	uint32_t reference_count;
} sl_question;

enum sl_answer sl_solve_field(sl_question *question);
/* Whether the input does; then it is set. */
bool sl_question_try(sl_question *question, const chan_input *input);
/* Whether two of the criteria exclude each other as they are wanted; then the conflict is set. */
bool sl_question_conflicts(const sl_question *question);

/* evidence_text.c: for texts alone. */
enum sl_answer sl_solve_text(sl_question *question);

/* evidence_plan.c */
typedef struct sl_plan {
	uint32_t
		target; /* a criterion that must decide; SL_NO_CRITERION: only the verdict counts */
	bool truth; /* of the target; else the verdict */
} sl_plan;

/* Why no event follows a plan. */
typedef struct sl_proof {
	bool has_conflict; /* else the condition alone proves it */
	bool has_others; /* it takes more than this one */
	sl_conflict conflict; /* one that has the target if there is one */
} sl_proof;

/* Makes the event at hand one that follows the plan, or proves that there is none. */
enum sl_answer sl_follow_plan(sl_subject *subject, const sl_plan *plan, sl_proof *proof);
/* For given truths of the criteria: which of them decide, so that the verdict would be another without them. */
void sl_find_deciders(const sl_subject *subject, const uint8_t *truths, uint8_t *decides);

/* evidence_exercise.c: each criterion by itself. False: its finding is made. */
bool sl_exercise_criterion(sl_subject *subject, uint32_t criterion);

/* evidence_builds.c: the event at hand with exactly the inputs of each build. */
typedef struct sl_build_check sl_build_check;
sl_build_check *sl_build_check_make(const sl_checked_file *checked, const sl_catalog *catalog,
                                    const sl_fleet *fleet);
void sl_build_check_free(sl_build_check *check);
void sl_check_builds(sl_build_check *check, sl_subject *subject, bool verdict);

/* evidence_say.c */
void sl_say_unresolved(sl_subject *subject, uint32_t criterion, const char *why);
void sl_say_redundant(sl_subject *subject, uint32_t criterion, bool missing, const sl_proof *proof);
void sl_say_value_impossible(sl_subject *subject, uint32_t criterion, uint32_t value);
void sl_say_generator(sl_subject *subject, uint32_t criterion, const chan_input *input,
                      bool expected);
void sl_say_verdict(sl_subject *subject, enum sl_answer answer, bool verdict,
                    const sl_proof *proof);
void sl_say_build(sl_subject *subject, const chan_outcome *outcome, bool verdict,
                  const char *const *builds, size_t build_count);

#endif
