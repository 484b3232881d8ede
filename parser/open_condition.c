/* Conditions (FORMAT.md section 6): one linear pass proves that a program can neither underflow nor overflow. */
#include "check.h"
#include "record.h"

/* The state of the machine as far as the pass needs it: how many, not which. */
typedef struct machine {
	uint32_t depth; /* values on the stack */
	uint32_t seen; /* different criteria pushed */
} machine;

/*@
  requires chan_can_reject(file, fault);
  requires \valid(m) && \separated(m, fault, &file->header);
  requires m->depth <= CHAN_MAX_DEPTH && m->seen <= CHAN_PUSH_LIMIT && word < CHAN_PUSH_LIMIT;
  terminates \true;
  assigns *m, CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> 1 <= m->depth <= CHAN_MAX_DEPTH && m->seen <= CHAN_PUSH_LIMIT;
*/
static inline bool check_push(const chan_file *file, uint16_t word, uint32_t record,
                              uint32_t criterion_count, machine *m, chan_finding *fault)
{
	if (word >= criterion_count)
		return chan_reject(file, fault, CHAN_RULE_CRITERION_INDEX,
		                   CHAN_AT(INSTRUCTION, word, record), word, criterion_count);
	if (word > m->seen)
		return chan_reject(file, fault, CHAN_RULE_CRITERION_FIRST_USE,
		                   CHAN_AT(INSTRUCTION, word, record), word, m->seen);
	if (word == m->seen)
		m->seen++;
	m->depth++;
	if (m->depth > CHAN_MAX_DEPTH)
		return chan_reject(file, fault, CHAN_RULE_STACK_DEPTH,
		                   CHAN_AT(INSTRUCTION, word, record), m->depth, CHAN_MAX_DEPTH);
	return true;
}

/*@
  requires chan_can_reject(file, fault);
  requires \valid(m) && \separated(m, fault, &file->header);
  requires m->depth <= CHAN_MAX_DEPTH && m->seen <= CHAN_PUSH_LIMIT;
  terminates \true;
  assigns *m, CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> 1 <= m->depth <= CHAN_MAX_DEPTH && m->seen <= CHAN_PUSH_LIMIT;
*/
static inline bool check_instruction(const chan_file *file, uint16_t word, uint32_t record,
                                     uint32_t criterion_count, machine *m, chan_finding *fault)
{
	const uint32_t taken = word == CHAN_WORD_NOT ? 1 : 2;

	if (word < CHAN_PUSH_LIMIT)
		return check_push(file, word, record, criterion_count, m, fault);
	if (word != CHAN_WORD_AND && word != CHAN_WORD_OR && word != CHAN_WORD_NOT)
		return chan_reject(file, fault, CHAN_RULE_OPCODE,
		                   CHAN_AT(INSTRUCTION, word, record), word, 0);
	if (m->depth < taken)
		return chan_reject(file, fault, CHAN_RULE_STACK_UNDERFLOW,
		                   CHAN_AT(INSTRUCTION, word, record), m->depth, taken);
	m->depth -= taken - 1;
	return true;
}

/* The condition of one template, which is record-th of all; its first instruction is first-th of all. */
/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(t) && \separated(t, fault);
  requires chan_is_held(run) && 2 * first + (run.priv_end - run.priv_pos) <= UINT32_MAX;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_condition(const chan_file *file, const chan_runs *t, uint32_t record,
                            chan_cursor run, uint32_t first, chan_finding *fault)
{
	machine m = {0, 0};
	uint16_t word;
	uint32_t i;

	/*@
	  loop invariant m.depth <= CHAN_MAX_DEPTH && m.seen <= CHAN_PUSH_LIMIT;
	  loop invariant chan_is_window(&run);
	  loop invariant run.priv_pos == \at(run.priv_pos, Pre) + 2 * i;
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns i, word, m, run.priv_pos, CHAN_FINDING(fault);
	  loop variant run.priv_end - run.priv_pos;
	*/
	for (i = 0; chan_get_u16(&run, &word); i++) {
		if (!check_instruction(file, word, first + i, t->criterion_count, &m, fault))
			return false;
	}
	if (m.depth != 1)
		return chan_reject(file, fault, CHAN_RULE_STACK_RESULT,
		                   CHAN_AT(INSTRUCTION, word, first + i - (i > 0)), m.depth, 1);
	if (m.seen != t->criterion_count)
		return chan_reject(file, fault, CHAN_RULE_CRITERION_UNUSED,
		                   CHAN_AT(TEMPLATE, criterion_count, record), t->criterion_count,
		                   m.seen);
	return true;
}

bool chan_check_conditions(const chan_file *file, chan_finding *fault)
{
	chan_cursor templates, instructions, run;
	chan_runs t;
	uint32_t record, first = 0, end = 0;

	chan_copy(&templates, &file->templates);
	chan_copy(&instructions, &file->instructions);
	/*@
	  loop invariant chan_is_window(&templates);
	  loop invariant chan_is_window(&instructions);
	  loop invariant templates.priv_end <= CHAN_MAX_FILE_SIZE;
	  loop invariant templates.priv_pos == file->templates.priv_pos + record * 52;
	  loop invariant 2 * end + chan_rest(&instructions) <= CHAN_MAX_FILE_SIZE;
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns record, first, end, t, CHAN_CURSOR(&run), templates.priv_pos, instructions.priv_pos,
	               CHAN_FINDING(fault);
	  loop variant templates.priv_end - templates.priv_pos;
	*/
	for (record = 0;
	     chan_read_runs(&templates, &t) &&
	     chan_take_array(&instructions, t.instruction_count, CHAN_SIZE_INSTRUCTION, &run);
	     record++) {
		first = end;
		end += t.instruction_count;
		if (!check_condition(file, &t, record, run, first, fault))
			return false;
	}
	return true;
}
