/* The patterns of a file: what they need, where their programs lie, and what evaluating can cost (FORMAT.md section 8). */
#include "evaluate_parts.h"
#include "operator_sets.h"
#include "record.h"

/* One pattern of the file: the index of its value, its bytes, and the flags of its criterion. */
typedef struct found_pattern {
	uint32_t value;
	uint8_t flags;
	chan_cursor text;
} found_pattern;

/* All patterns in the order of their values. */
typedef struct pattern_walk {
	const chan_file *file;
	chan_cursor criteria, values;
	chan_criterion criterion;
	uint32_t left; /* values of the criterion that are not read yet */
	uint32_t value; /* the next one */
} pattern_walk;

static pattern_walk start_walk(const chan_file *file)
{
	static const chan_criterion none;
	pattern_walk walk;

	walk.file = file;
	walk.criteria = file->criteria;
	walk.values = file->values;
	walk.criterion = none;
	walk.left = walk.value = 0;
	return walk;
}

/* False: there is no other. */
static bool next_pattern(pattern_walk *walk, found_pattern *out)
{
	uint32_t string;

	for (;;) {
		while (walk->left == 0) {
			if (!chan_read_criterion(&walk->criteria, &walk->criterion))
				return false;
			walk->left = walk->criterion.value_count;
		}
		if (!chan_get_u32(&walk->values, &string))
			return false;
		walk->left--;
		out->value = walk->value++;
		out->flags = walk->criterion.flags;
		if (walk->criterion.operation == CHAN_OPERATOR_REGEX)
			return chan_string_cursor(walk->file, string, &out->text);
	}
}

/* The most criteria that a template of the file has. */
static uint32_t most_criteria(const chan_file *file)
{
	chan_cursor templates;
	chan_template template;
	uint8_t reserved;
	uint32_t most = 0;

	chan_copy(&templates, &file->templates);
	while (chan_read_template(&templates, &template, &reserved)) {
		if (template.criterion_count > most)
			most = template.criterion_count;
	}
	return most;
}

bool chan_measure(const chan_file *file, chan_needs *needs, uint32_t *value,
                  chan_pattern_fault *fault)
{
	static const chan_needs none;
	static const chan_pattern_fault sound;
	pattern_walk walk = start_walk(file);
	found_pattern pattern;
	chan_regex_cost cost;
	uint64_t instructions = 0, classes = 0;
	uint32_t longest = 0;

	*needs = none;
	*value = 0;
	*fault = sound;
	for (; next_pattern(&walk, &pattern); needs->patterns++) {
		*value = pattern.value;
		if (chan_regex_check(pattern.text, pattern.flags, &cost, fault)) {
			instructions += cost.instructions;
			classes += cost.classes;
			longest = cost.instructions > longest ? cost.instructions : longest;
		}
		if (instructions > UINT32_MAX || classes > UINT32_MAX)
			fault->error = CHAN_PATTERN_INSTRUCTIONS;
		if (fault->error != CHAN_PATTERN_OK) {
			*needs = none;
			return false;
		}
	}
	*value = 0;
	needs->instructions = (uint32_t)instructions;
	needs->classes = (uint32_t)classes;
	needs->truths = most_criteria(file);
	needs->places = CHAN_PLACES_AN_INSTRUCTION * longest;
	return true;
}

/* The only accesses to the caller's arrays, each with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/*@
  requires \valid_read(memory) && \valid_read(place);
  requires \valid(memory->patterns + (0 .. memory->pattern_capacity - 1));
  terminates \true;
  assigns memory->patterns[index];
  ensures \result <==> index < \old(memory->pattern_capacity);
*/
static bool store_pattern(const chan_memory *memory, uint32_t index,
                          const chan_pattern_place *place)
{
	if (index >= memory->pattern_capacity)
		return false;
	memory->patterns[index] = *place;
	return true;
}

/*@
  requires \valid_read(content);
  requires \valid_read(content->memory.patterns + (0 .. content->memory.pattern_capacity - 1));
  terminates \true;
  assigns \nothing;
*/
static chan_pattern_place load_pattern(const chan_content *content, uint32_t index)
{
	static const chan_pattern_place none;

	if (index >= content->pattern_count || index >= content->memory.pattern_capacity)
		return none;
	return content->memory.patterns[index];
}

/* The part of the memory from an instruction and a class on; false: it ends before. */
/*@
  requires \valid_read(memory) && \valid(out) && \separated(out, memory);
  requires \valid(memory->instructions + (0 .. memory->instruction_capacity - 1));
  requires \valid(memory->classes + (0 .. memory->class_capacity - 1));
  terminates \true;
  assigns *out;
  ensures \result ==> \valid(out->instructions + (0 .. out->instruction_capacity - 1));
  ensures \result ==> \valid(out->classes + (0 .. out->class_capacity - 1));
*/
static bool memory_from(const chan_memory *memory, uint32_t instruction, uint32_t class,
                        chan_regex_program *out)
{
	static const chan_regex_program none;

	*out = none;
	if (instruction > memory->instruction_capacity || class > memory->class_capacity)
		return false;
	out->instructions = memory->instructions + instruction;
	out->classes = memory->classes + class;
	out->instruction_capacity = memory->instruction_capacity - instruction;
	out->class_capacity = memory->class_capacity - class;
	return true;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

bool chan_prepare(const chan_file *file, const chan_memory *memory, chan_content *out)
{
	pattern_walk walk = start_walk(file);
	chan_pattern_place place = {0, 0, 0, 0, 0};
	chan_pattern_fault fault;
	chan_regex_program program;
	found_pattern pattern;

	chan_keep_engine_record();
	out->file = file;
	out->memory = *memory;
	for (out->pattern_count = 0; next_pattern(&walk, &pattern); out->pattern_count++) {
		place.value = pattern.value;
		if (!memory_from(memory, place.first_instruction, place.first_class, &program) ||
		    !chan_regex_compile(pattern.text, pattern.flags, &program, &fault))
			return false;
		place.instruction_count = program.instruction_count;
		place.class_count = program.class_count;
		if (!store_pattern(memory, out->pattern_count, &place))
			return false;
		place.first_instruction += program.instruction_count;
		place.first_class += program.class_count;
	}
	return true;
}

bool chan_pattern_of(const chan_content *content, uint32_t value, chan_regex_program *out)
{
	uint32_t low = 0, high = content->pattern_count, middle;
	chan_pattern_place place;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (load_pattern(content, middle).value < value)
			low = middle + 1;
		else
			high = middle;
	}
	place = load_pattern(content, low);
	if (place.value != value || place.instruction_count == 0 ||
	    !memory_from(&content->memory, place.first_instruction, place.first_class, out) ||
	    place.instruction_count > out->instruction_capacity ||
	    place.class_count > out->class_capacity)
		return false;
	out->instruction_count = place.instruction_count;
	out->class_count = place.class_count;
	return true;
}

static uint64_t value_bound(const chan_content *content, const chan_criterion *criterion,
                            uint32_t index, uint64_t input_bytes)
{
	const uint32_t value = criterion->first_value + index;
	chan_regex_program program;
	chan_cursor text;
	uint32_t string;

	if (criterion->operation == CHAN_OPERATOR_FIELDREF)
		return input_bytes;
	if (criterion->operation == CHAN_OPERATOR_REGEX)
		return chan_pattern_of(content, value, &program)
		               ? chan_product(program.instruction_count, chan_sum(input_bytes, 1))
		               : 0;
	if (!chan_set_has(CHAN_SET_TEXT, criterion->operation) ||
	    !chan_value_at(content->file, value, &string) ||
	    !chan_string_cursor(content->file, string, &text))
		return 0;
	return chan_text_bound(criterion->operation, chan_left(&text), input_bytes);
}

uint64_t chan_steps_bound(const chan_content *content, uint32_t index, uint64_t input_bytes)
{
	chan_template template;
	chan_criterion criterion;
	uint64_t bound;
	uint32_t i, k;

	if (!chan_template_at(content->file, index, &template))
		return 0;
	bound = template.instruction_count;
	for (i = 0; i < template.criterion_count; i++) {
		if (!chan_criterion_at(content->file, template.first_criterion + i, &criterion))
			return bound;
		bound = chan_sum(bound, 1 + (uint64_t)criterion.value_count);
		for (k = 0; k < criterion.value_count; k++)
			bound = chan_sum(bound, value_bound(content, &criterion, k, input_bytes));
	}
	return bound;
}
