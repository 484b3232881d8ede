/* Channel files in memory, ready to be evaluated. */
#include "execute/program.h"

#include <stdlib.h>

#include "base/memory.h"

bool sl_program_load(const sl_checked_file *checked, sl_program *out)
{
	chan_pattern_fault fault;
	uint32_t value;
	*out = (sl_program){.checked = checked};
	if (!chan_measure(&checked->file, &out->needs, &value, &fault)) {
		return false;
	}
	const chan_needs *needs = &out->needs;
	chan_memory memory = {.pattern_capacity = needs->patterns,
	                      .instruction_capacity = needs->instructions,
	                      .class_capacity = needs->classes};
	memory.patterns = sl_alloc((size_t)needs->patterns + 1, sizeof *memory.patterns);
	memory.instructions =
		sl_alloc((size_t)needs->instructions + 1, sizeof *memory.instructions);
	memory.classes = sl_alloc((size_t)needs->classes + 1, sizeof *memory.classes);
	out->content.memory = memory;
	return chan_prepare(&checked->file, &memory, &out->content);
}

void sl_program_free(sl_program *program)
{
	free(program->content.memory.patterns);
	free(program->content.memory.instructions);
	free(program->content.memory.classes);
	*program = (sl_program){0};
}

chan_scratch sl_program_scratch(const sl_program *program)
{
	const chan_needs *needs = &program->needs;
	return (chan_scratch){.truths = sl_alloc((size_t)needs->truths + 1, 1),
	                      .places = sl_alloc((size_t)needs->places + 1, sizeof(uint32_t)),
	                      .truth_capacity = needs->truths,
	                      .place_capacity = needs->places};
}

void sl_scratch_free(chan_scratch *scratch)
{
	free(scratch->truths);
	free(scratch->places);
	*scratch = (chan_scratch){0};
}
