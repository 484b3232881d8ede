/* Conditions (FORMAT.md section 6): one linear pass proves that a program can neither underflow nor overflow. */
#include "check.h"
#include "record.h"

/* The state of the machine as far as the pass needs it: how many, not which. */
typedef struct machine {
	uint32_t depth; /* values on the stack */
	uint32_t seen; /* different criteria pushed */
} machine;

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

/* The condition of one template, which is record-th of all; the cursor is at its first instruction. */
static bool check_condition(const chan_file *file, const chan_runs *t, uint32_t record,
                            chan_cursor *instructions, chan_finding *fault)
{
	machine m = {0, 0};
	uint16_t word;
	uint32_t i;

	for (i = 0; i < t->instruction_count && chan_get_u16(instructions, &word); i++) {
		if (!check_instruction(file, word, t->first_instruction + i, t->criterion_count, &m,
		                       fault))
			return false;
	}
	if (m.depth != 1)
		return chan_reject(
			file, fault, CHAN_RULE_STACK_RESULT,
			CHAN_AT(INSTRUCTION, word, t->first_instruction + t->instruction_count - 1),
			m.depth, 1);
	if (m.seen != t->criterion_count)
		return chan_reject(file, fault, CHAN_RULE_CRITERION_UNUSED,
		                   CHAN_AT(TEMPLATE, criterion_count, record), t->criterion_count,
		                   m.seen);
	return true;
}

bool chan_check_conditions(const chan_file *file, chan_finding *fault)
{
	chan_cursor templates = file->templates, instructions = file->instructions;
	chan_runs t;
	uint32_t record;

	for (record = 0; chan_read_runs(&templates, &t); record++) {
		if (!check_condition(file, &t, record, &instructions, fault))
			return false;
	}
	return true;
}
