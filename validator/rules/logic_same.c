/* Equality of criteria and of templates. Within one file equal values have equal indexes (FORMAT.md section 2.5). */
#include "rules/logic_parts.h"

uint64_t sl_logic_mix(uint64_t hash, uint64_t number)
{
	hash = (hash ^ number) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ (hash >> 29);
}

uint64_t sl_logic_hash_criterion(const chan_file *file, const chan_criterion *criterion)
{
	uint64_t hash = sl_logic_mix(criterion->value_count, criterion->field * UINT64_C(0x10000) +
	                                                             criterion->operation * 0x100u +
	                                                             criterion->flags);
	uint32_t i, value;

	for (i = 0; i < criterion->value_count; i++)
		if (chan_value_at(file, criterion->first_value + i, &value))
			hash = sl_logic_mix(hash, value);
	return hash;
}

bool sl_logic_same_criterion(const chan_file *file, const chan_criterion *a,
                             const chan_criterion *b)
{
	uint32_t i, value_a, value_b;

	if (a->field != b->field || a->operation != b->operation || a->flags != b->flags ||
	    a->value_count != b->value_count)
		return false;
	for (i = 0; i < a->value_count; i++) {
		if (!chan_value_at(file, a->first_value + i, &value_a) ||
		    !chan_value_at(file, b->first_value + i, &value_b) || value_a != value_b)
			return false;
	}
	return true;
}

uint64_t sl_logic_signature(const chan_file *file, uint32_t template_index)
{
	chan_template t;
	chan_criterion criterion;
	uint64_t hash;
	uint32_t i;
	uint16_t word;

	if (!chan_template_at(file, template_index, &t))
		return 0;
	hash = sl_logic_mix(t.type,
	                    t.criterion_count * UINT64_C(0x100000000) + t.instruction_count);
	for (i = 0; i < t.criterion_count; i++) {
		if (chan_criterion_at(file, t.first_criterion + i, &criterion))
			hash = sl_logic_mix(hash, sl_logic_hash_criterion(file, &criterion));
	}
	for (i = 0; i < t.instruction_count; i++) {
		if (chan_instruction_at(file, t.first_instruction + i, &word))
			hash = sl_logic_mix(hash, word);
	}
	return hash;
}

static bool same_criteria(const chan_file *file, const chan_template *a, const chan_template *b)
{
	chan_criterion criterion_a, criterion_b;
	uint32_t i;

	for (i = 0; i < a->criterion_count; i++) {
		if (!chan_criterion_at(file, a->first_criterion + i, &criterion_a) ||
		    !chan_criterion_at(file, b->first_criterion + i, &criterion_b) ||
		    !sl_logic_same_criterion(file, &criterion_a, &criterion_b))
			return false;
	}
	return true;
}

static bool same_instructions(const chan_file *file, const chan_template *a, const chan_template *b)
{
	uint16_t word_a, word_b;
	uint32_t i;

	for (i = 0; i < a->instruction_count; i++) {
		if (!chan_instruction_at(file, a->first_instruction + i, &word_a) ||
		    !chan_instruction_at(file, b->first_instruction + i, &word_b) ||
		    word_a != word_b)
			return false;
	}
	return true;
}

/* Equal instructions push equally many criteria, and there are no others (CH1063). */
bool sl_logic_same(const chan_file *file, uint32_t a, uint32_t b)
{
	chan_template template_a, template_b;

	return chan_template_at(file, a, &template_a) && chan_template_at(file, b, &template_b) &&
	       template_a.type == template_b.type &&
	       template_a.instruction_count == template_b.instruction_count &&
	       same_instructions(file, &template_a, &template_b) &&
	       same_criteria(file, &template_a, &template_b);
}
