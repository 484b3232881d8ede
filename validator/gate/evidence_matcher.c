/* Criteria about texts as programs, and how they run (FORMAT.md sections 5 and 7). */
#include "gate/evidence_matcher.h"

#include <stdlib.h>
#include <string.h>

enum { CONTINUATIONS = 3, STEPS_OF_ONE = 1 + 3 * CONTINUATIONS + CONTINUATIONS };

/* A matcher that is being written. */
typedef struct writing {
	const sl_program *program;
	const chan_criterion *criterion;
	sl_matcher *out;
	uint32_t
		continuation; /* the class of bytes that continue a character; UINT32_MAX: not made yet */
} writing;

static void put(writing *w, uint8_t opcode, uint8_t byte, uint32_t operand)
{
	w->out->steps[w->out->count++] = (sl_step){opcode, byte, operand};
	w->out->looks_ahead = w->out->looks_ahead || opcode == CHAN_REGEX_LINE_END ||
	                      opcode == CHAN_REGEX_WORD_EDGE || opcode == CHAN_REGEX_NO_WORD_EDGE ||
	                      opcode == SL_STEP_CHARACTER_END;
	w->out->looks_back = w->out->looks_back || opcode == CHAN_REGEX_LINE_START ||
	                     opcode == CHAN_REGEX_WORD_EDGE || opcode == CHAN_REGEX_NO_WORD_EDGE;
}

static bool is_letter(uint8_t byte)
{
	return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

static void put_byte(writing *w, uint8_t byte)
{
	const bool cased = (w->criterion->flags & CHAN_FLAG_CASED) != 0;

	if (!cased && is_letter(byte)) {
		put(w, CHAN_REGEX_LETTER, (uint8_t)(byte | 0x20), 0);
	} else {
		put(w, CHAN_REGEX_BYTE, byte, 0);
	}
}

/* One character, as `?` takes it: each byte that continues it, if there is one. */
static void put_one(writing *w)
{
	const uint32_t end = w->out->count + STEPS_OF_ONE;

	if (w->continuation == UINT32_MAX) {
		w->continuation = w->out->class_count++;
		w->out->classes[w->continuation].words[4] = UINT32_MAX;
		w->out->classes[w->continuation].words[5] = UINT32_MAX;
	}
	put(w, CHAN_REGEX_ANY, 0, 0);
	for (unsigned i = 0; i < CONTINUATIONS; i++) {
		put(w, CHAN_REGEX_SPLIT, 0, w->out->count + 3);
		put(w, SL_STEP_CHARACTER_END, 0, 0);
		put(w, CHAN_REGEX_JUMP, 0, end);
		put(w, CHAN_REGEX_CLASS, 0, w->continuation);
	}
}

static void put_glob(writing *w, sl_text glob)
{
	for (size_t i = 0; i < glob.length; i++) {
		const uint8_t byte = (uint8_t)glob.bytes[i];

		if (byte == '*') {
			put(w, CHAN_REGEX_SPLIT, 0, w->out->count + 3);
			put(w, CHAN_REGEX_ANY, 0, 0);
			put(w, CHAN_REGEX_JUMP, 0, w->out->count - 2);
		} else if (byte == '?') {
			put_one(w);
		} else {
			i += byte == '\\' && i + 1 < glob.length;
			put_byte(w, (uint8_t)glob.bytes[i]);
		}
	}
}

static void put_regex(writing *w, const chan_regex_program *regex)
{
	const uint32_t base = w->out->count, class_base = w->out->class_count;

	memcpy(w->out->classes + class_base, regex->classes,
	       regex->class_count * sizeof *regex->classes);
	w->out->class_count += regex->class_count;
	for (uint32_t i = 0; i < regex->instruction_count; i++) {
		const chan_regex_instruction *one = &regex->instructions[i];

		put(w, one->opcode, one->byte,
		    one->operand + (one->opcode == CHAN_REGEX_CLASS ? class_base : base));
	}
}

static void put_text(writing *w, sl_text text)
{
	const uint8_t operation = w->criterion->operation;
	const bool from_start =
		operation != CHAN_OPERATOR_SUFFIX && operation != CHAN_OPERATOR_CONTAINS;
	const bool to_end =
		operation != CHAN_OPERATOR_PREFIX && operation != CHAN_OPERATOR_CONTAINS;

	if (from_start) {
		put(w, CHAN_REGEX_TEXT_START, 0, 0);
	}
	if (operation == CHAN_OPERATOR_GLOB) {
		put_glob(w, text);
	} else {
		for (size_t i = 0; i < text.length; i++) {
			put_byte(w, (uint8_t)text.bytes[i]);
		}
	}
	if (to_end) {
		put(w, CHAN_REGEX_TEXT_END, 0, 0);
	}
	put(w, CHAN_REGEX_MATCH, 0, 0);
}

/* The text of a value, or the program of a regex. False: there is none. */
static bool read_value(const writing *w, uint32_t index, sl_text *text, chan_regex_program *regex)
{
	const sl_checked_file *checked = w->program->checked;
	chan_text place;
	uint32_t string;

	if (!chan_value_at(&checked->file, index, &string)) {
		return false;
	}
	if (w->criterion->operation == CHAN_OPERATOR_REGEX) {
		return chan_pattern_of(&w->program->content, index, regex);
	}
	if (!chan_string_at(&checked->file, string, &place)) {
		return false;
	}
	*text = (sl_text){(const char *)checked->bytes + place.offset, place.length};
	return true;
}

static uint64_t size_of_glob(sl_text glob)
{
	uint64_t size = 0;

	for (size_t i = 0; i < glob.length; i++) {
		size += glob.bytes[i] == '?' ? STEPS_OF_ONE : 3;
	}
	return size;
}

/* At least the steps of a value; classes are added to *classes. */
static uint64_t size_of_value(const writing *w, uint32_t index, uint32_t *classes)
{
	chan_regex_program regex = {0};
	sl_text text = {0};

	if (!read_value(w, index, &text, &regex)) {
		return SL_MATCHER_STEPS;
	}
	*classes += regex.class_count;
	if (w->criterion->operation == CHAN_OPERATOR_REGEX) {
		return regex.instruction_count + UINT64_C(1);
	}
	return (w->criterion->operation == CHAN_OPERATOR_GLOB ? size_of_glob(text) : text.length) +
	       4;
}

static bool allocate(writing *w, sl_arena *arena)
{
	uint64_t size = 0;
	uint32_t classes = 1;

	for (uint32_t i = 0; i < w->criterion->value_count && size < SL_MATCHER_STEPS; i++) {
		size += size_of_value(w, w->criterion->first_value + i, &classes);
	}
	if (size >= SL_MATCHER_STEPS || size == 0) {
		return false;
	}
	w->out->steps = sl_arena_alloc(arena, (size_t)size, sizeof *w->out->steps);
	w->out->classes = sl_arena_alloc(arena, classes, sizeof *w->out->classes);
	return true;
}

bool sl_matcher_make(const sl_program *program, const chan_criterion *criterion, sl_arena *arena,
                     sl_matcher *out)
{
	writing w = {program, criterion, out, UINT32_MAX};

	if (criterion->operation == CHAN_OPERATOR_CIDR) {
		return sl_matcher_make_networks(&program->checked->file, criterion, arena, out);
	}
	*out = (sl_matcher){.anchored = true};
	if (chan_operator_value_kind(criterion->operation) != CHAN_VALUE_STRING ||
	    !allocate(&w, arena)) {
		return false;
	}
	for (uint32_t i = 0; i < criterion->value_count; i++) {
		const uint32_t split = out->count;
		chan_regex_program regex = {0};
		sl_text text = {0};

		if (!read_value(&w, criterion->first_value + i, &text, &regex)) {
			return false;
		}
		if (i + 1 < criterion->value_count) {
			put(&w, CHAN_REGEX_SPLIT, 0, 0);
		}
		const uint32_t body = out->count;
		if (criterion->operation == CHAN_OPERATOR_REGEX) {
			put_regex(&w, &regex);
		} else {
			put_text(&w, text);
		}
		out->anchored = out->anchored && out->steps[body].opcode == CHAN_REGEX_TEXT_START;
		if (body != split) {
			out->steps[split].operand = out->count;
		}
	}
	return true;
}

static bool is_word(uint8_t byte)
{
	return is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '_';
}

enum sl_before sl_before_of(uint8_t byte)
{
	if (byte == '\n') {
		return SL_BEFORE_LINE;
	}
	return is_word(byte) ? SL_BEFORE_WORD : SL_BEFORE_OTHER;
}

void sl_reach_free(sl_reach *reach)
{
	free(reach->marks);
	free(reach->list);
	*reach = (sl_reach){0};
}

void sl_reach_begin(sl_reach *reach, uint32_t steps)
{
	const size_t before = reach->mark_capacity;

	if (steps > before) {
		reach->marks =
			sl_grow(reach->marks, &reach->mark_capacity, steps, sizeof *reach->marks);
		memset(reach->marks + before, 0,
		       (reach->mark_capacity - before) * sizeof *reach->marks);
	}
	if (reach->list_capacity < reach->mark_capacity) {
		reach->list = sl_grow(reach->list, &reach->list_capacity, reach->mark_capacity,
		                      sizeof *reach->list);
	}
	reach->count = 0;
	reach->turn++;
	if (reach->turn == 0) {
		memset(reach->marks, 0, reach->mark_capacity * sizeof *reach->marks);
		reach->turn = 1;
	}
}

void sl_reach_add(sl_reach *reach, uint32_t step)
{
	if (reach->marks[step] != reach->turn) {
		reach->marks[step] = reach->turn;
		reach->list[reach->count++] = step;
	}
}

static bool at_word_edge(enum sl_before before, int next)
{
	return (before == SL_BEFORE_WORD) != (next >= 0 && is_word((uint8_t)next));
}

static bool assertion_holds(uint8_t opcode, enum sl_before before, int next)
{
	switch (opcode) {
	case CHAN_REGEX_TEXT_START:
		return before == SL_BEFORE_START;
	case CHAN_REGEX_TEXT_END:
		return next == SL_NEXT_END;
	case CHAN_REGEX_LINE_START:
		return before == SL_BEFORE_START || before == SL_BEFORE_LINE;
	case CHAN_REGEX_LINE_END:
		return next == SL_NEXT_END || next == '\n';
	case CHAN_REGEX_WORD_EDGE:
		return at_word_edge(before, next);
	case CHAN_REGEX_NO_WORD_EDGE:
		return !at_word_edge(before, next);
	default:
		return next < 0x80 || next > 0xbf;
	}
}

bool sl_reach_follow(sl_reach *reach, const sl_matcher *matcher, enum sl_before before, int next)
{
	bool matched = false;

	for (uint32_t i = 0; i < reach->count; i++) {
		const uint32_t at = reach->list[i];
		const sl_step *step = &matcher->steps[at];

		switch (step->opcode) {
		case CHAN_REGEX_MATCH:
			matched = true;
			break;
		case CHAN_REGEX_BYTE:
		case CHAN_REGEX_LETTER:
		case CHAN_REGEX_ANY:
		case CHAN_REGEX_CLASS:
			break;
		case CHAN_REGEX_SPLIT:
			sl_reach_add(reach, at + 1);
			sl_reach_add(reach, step->operand);
			break;
		case CHAN_REGEX_JUMP:
			sl_reach_add(reach, step->operand);
			break;
		default:
			if (assertion_holds(step->opcode, before, next)) {
				sl_reach_add(reach, at + 1);
			}
			break;
		}
	}
	reach->work += reach->count;
	return matched;
}

bool sl_step_takes(const sl_matcher *matcher, const sl_step *step, uint8_t byte)
{
	switch (step->opcode) {
	case CHAN_REGEX_BYTE:
		return byte == step->byte;
	case CHAN_REGEX_LETTER:
		return (byte | 0x20) == step->byte;
	case CHAN_REGEX_ANY:
		return true;
	case CHAN_REGEX_CLASS:
		return (matcher->classes[step->operand].words[byte / 32] >> (byte % 32)) & 1;
	default:
		return false;
	}
}

bool sl_matcher_holds(const sl_matcher *matcher, sl_text text, sl_reach *reach)
{
	uint32_t *held = sl_alloc((size_t)matcher->count + 1, sizeof *held), held_count = 0;
	enum sl_before before = SL_BEFORE_START;
	bool matched = false;

	for (size_t i = 0; i <= text.length && !matched; i++) {
		const uint8_t byte = i < text.length ? (uint8_t)text.bytes[i] : 0;

		sl_reach_begin(reach, matcher->count);
		for (uint32_t k = 0; k < held_count; k++) {
			sl_reach_add(reach, held[k]);
		}
		if (i == 0 || !matcher->anchored) {
			sl_reach_add(reach, 0);
		}
		matched = sl_reach_follow(reach, matcher, before,
		                          i < text.length ? byte : SL_NEXT_END);
		held_count = 0;
		for (uint32_t k = 0; k < reach->count; k++) {
			if (sl_step_takes(matcher, &matcher->steps[reach->list[k]], byte)) {
				held[held_count++] = reach->list[k] + 1;
			}
		}
		before = sl_before_of(byte);
	}
	free(held);
	return matched;
}
