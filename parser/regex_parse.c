/*
 * Reading a pattern from left to right (FORMAT.md section 7). One pass both checks and compiles; open
 * groups are kept in a fixed stack, and no step looks further ahead than a few bytes.
 */
#include "regex_build.h"

bool chan_regex_fail(chan_regex_parser *parser, enum chan_pattern_error error, uint32_t offset,
                     uint32_t length)
{
	parser->fault.error = (uint8_t)error;
	parser->fault.offset = offset;
	parser->fault.length = length;
	return false;
}

uint32_t chan_regex_position(const chan_regex_parser *parser)
{
	return (uint32_t)(chan_offset(&parser->rest) - parser->origin);
}

bool chan_regex_peek(const chan_regex_parser *parser, uint32_t ahead, uint8_t *byte)
{
	chan_cursor rest;

	chan_copy(&rest, &parser->rest);
	*byte = 0;
	return chan_skip(&rest, ahead) && chan_get_u8(&rest, byte);
}

void chan_regex_pass(chan_regex_parser *parser, uint32_t count)
{
	const bool passed = chan_skip(&parser->rest, count);

	(void)passed; /* by contract */
}

static chan_regex_frame *top(chan_regex_parser *parser)
{
	return chan_regex_frame_at(parser, parser->depth);
}

static void open_frame(chan_regex_parser *parser, uint32_t offset)
{
	chan_regex_frame *frame = top(parser);

	frame->offset = offset;
	frame->start = parser->builder.instructions;
	frame->start_weight = parser->builder.weight;
	frame->alternative = parser->builder.instructions;
	frame->last_jump = 0;
	frame->product = 1;
	parser->item = CHAN_ITEM_NONE;
}

static bool fail_instructions(chan_regex_parser *parser, uint32_t offset)
{
	return chan_regex_fail(parser, CHAN_PATTERN_INSTRUCTIONS, offset,
	                       chan_regex_position(parser) - offset);
}

bool chan_regex_emit_atom(chan_regex_parser *parser, enum chan_regex_opcode opcode, uint8_t byte,
                          uint32_t operand, uint32_t offset)
{
	parser->item = CHAN_ITEM_ATOM;
	parser->item_start = parser->builder.instructions;
	parser->item_start_weight = parser->builder.weight;
	parser->item_product = 1;
	if (!chan_regex_emit(&parser->builder, opcode, byte, operand))
		return fail_instructions(parser, offset);
	return true;
}

static bool emit_assertion(chan_regex_parser *parser, enum chan_regex_opcode opcode,
                           uint32_t offset)
{
	parser->item = CHAN_ITEM_NONE;
	if (!chan_regex_emit(&parser->builder, opcode, 0, 0))
		return fail_instructions(parser, offset);
	return true;
}

static bool emit_literal(chan_regex_parser *parser, uint8_t byte, uint32_t offset)
{
	const uint8_t small = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte - 'A' + 'a') : byte;

	if (parser->cased || small < 'a' || small > 'z')
		return chan_regex_emit_atom(parser, CHAN_REGEX_BYTE, byte, 0, offset);
	return chan_regex_emit_atom(parser, CHAN_REGEX_LETTER, small, 0, offset);
}

static bool read_plain(chan_regex_parser *parser, uint8_t byte)
{
	const uint32_t offset = chan_regex_position(parser) - 1;

	if (byte == 0)
		return chan_regex_fail(parser, CHAN_PATTERN_NUL, offset, 1);
	if (!emit_literal(parser, byte, offset))
		return false;
	if (byte >= 0x80)
		parser->item = CHAN_ITEM_HIGH;
	return true;
}

static bool read_backslash(chan_regex_parser *parser)
{
	const uint32_t offset = chan_regex_position(parser) - 1;
	chan_regex_char character;
	uint8_t byte;

	if (chan_regex_peek(parser, 0, &byte) && (byte == 'b' || byte == 'B')) {
		chan_regex_pass(parser, 1);
		return emit_assertion(parser,
		                      byte == 'b' ? CHAN_REGEX_WORD_EDGE : CHAN_REGEX_NO_WORD_EDGE,
		                      offset);
	}
	if (!chan_regex_read_escape(parser, false, &character))
		return false;
	if (character.is_set)
		return chan_regex_emit_atom(parser, CHAN_REGEX_CLASS, 0,
		                            chan_regex_set_class(&parser->builder, character.set),
		                            offset);
	return emit_literal(parser, character.byte, offset);
}

/*@
  requires chan_is_reading(parser);
  requires \valid(length) && \separated(length, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns *length;
  ensures \result < CHAN_PATTERN_ERROR_COUNT && 2 <= *length <= 4;
*/
static enum chan_pattern_error group_fault(const chan_regex_parser *parser, uint32_t *length)
{
	uint8_t byte, next;

	*length = 3;
	if (!chan_regex_peek(parser, 1, &byte)) {
		*length = 2;
		return CHAN_PATTERN_GROUP_KIND;
	}
	(void)chan_regex_peek(parser, 2, &next);
	if (byte == '=' || byte == '!')
		return CHAN_PATTERN_LOOK_AROUND;
	if (byte == '<' && (next == '=' || next == '!')) {
		*length = 4;
		return CHAN_PATTERN_LOOK_AROUND;
	}
	if (byte == '>')
		return CHAN_PATTERN_ATOMIC;
	if (byte == 'P' && next == '<')
		*length = 4;
	if (byte == '<' || byte == '\'' || (byte == 'P' && next == '<'))
		return CHAN_PATTERN_NAMED_GROUP;
	if ((byte >= 'a' && byte <= 'z') || byte == 'U' || byte == 'J' || byte == '-' ||
	    byte == '^')
		return CHAN_PATTERN_INLINE_FLAGS;
	return CHAN_PATTERN_GROUP_KIND;
}

static bool open_group(chan_regex_parser *parser)
{
	const uint32_t offset = chan_regex_position(parser) - 1;
	enum chan_pattern_error error;
	uint32_t length;
	uint8_t byte;

	if (chan_regex_peek(parser, 0, &byte) && byte == '?') {
		if (!chan_regex_peek(parser, 1, &byte) || byte != ':') {
			error = group_fault(parser, &length);
			return chan_regex_fail(parser, error, offset, length);
		}
		chan_regex_pass(parser, 2);
	}
	if (parser->depth == CHAN_MAX_GROUP_DEPTH)
		return chan_regex_fail(parser, CHAN_PATTERN_GROUP_DEPTH, offset, 1);
	parser->depth++;
	open_frame(parser, offset);
	return true;
}

/* The group that closes is an atom of the one around it. */
static bool close_group(chan_regex_parser *parser)
{
	const chan_regex_frame *frame = top(parser);

	if (parser->depth == 0)
		return chan_regex_fail(parser, CHAN_PATTERN_GROUP_CLOSE,
		                       chan_regex_position(parser) - 1, 1);
	chan_regex_join(&parser->builder, frame->last_jump);
	parser->item = CHAN_ITEM_ATOM;
	parser->item_start = frame->start;
	parser->item_start_weight = frame->start_weight;
	parser->item_product = frame->product;
	parser->depth--;
	if (top(parser)->product < parser->item_product)
		top(parser)->product = parser->item_product;
	return true;
}

static bool read_bar(chan_regex_parser *parser)
{
	chan_regex_frame *frame = top(parser);

	if (!chan_regex_alternate(&parser->builder, frame->alternative, &frame->last_jump))
		return fail_instructions(parser, chan_regex_position(parser) - 1);
	frame->alternative = parser->builder.instructions;
	parser->item = CHAN_ITEM_NONE;
	return true;
}

/*
 * A number that begins ahead bytes further on; what is over the bound stays over it. One with a leading
 * zero is none: RE2 reads x{01} as literals.
 */
/*@
  requires chan_is_reading(parser);
  requires \valid(ahead) && \valid(number) && \separated(ahead, number, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  requires *ahead <= CHAN_MAX_PATTERN;
  terminates \true;
  assigns *ahead, *number;
  ensures \old(*ahead) <= *ahead && *number <= 10 * CHAN_MAX_REPEAT + 9;
  ensures *ahead == \old(*ahead) || *ahead <= chan_rest(&parser->rest);
  ensures \result ==> *ahead > \old(*ahead);
*/
static bool peek_number(const chan_regex_parser *parser, uint32_t *ahead, uint32_t *number)
{
	uint32_t length = 0;
	chan_cursor rest;
	uint8_t byte;

	chan_copy(&rest, &parser->rest);
	*number = 0;
	if (!chan_skip(&rest, *ahead))
		return false;
	/*@
	  loop invariant chan_is_window(&rest) && rest.priv_end == parser->rest.priv_end;
	  loop invariant rest.priv_pos == parser->rest.priv_pos + *ahead + length;
	  loop invariant *number <= 10 * CHAN_MAX_REPEAT + 9;
	  loop assigns byte, length, rest.priv_pos, *number;
	  loop variant rest.priv_end - rest.priv_pos;
	*/
	while (chan_get_u8(&rest, &byte) && byte >= '0' && byte <= '9') {
		if (length > 0 && *number == 0)
			return false;
		if (*number <= CHAN_MAX_REPEAT)
			*number = *number * 10 + byte - '0';
		length++;
	}
	*ahead += length;
	return length > 0;
}

/* A repeat, of which the "{" has been read; reads it whole, or nothing. */
/*@
  requires chan_is_reading(parser);
  requires \valid(min) && \valid(max) && \separated(min, max, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns parser->rest.priv_pos, *min, *max;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
*/
static bool read_repeat(chan_regex_parser *parser, uint32_t *min, uint32_t *max)
{
	uint32_t ahead = 0;
	uint8_t byte;

	*max = 0;
	if (!peek_number(parser, &ahead, min))
		return false;
	*max = *min;
	if (chan_regex_peek(parser, ahead, &byte) && byte == ',') {
		ahead++;
		if (!peek_number(parser, &ahead, max))
			*max = CHAN_REGEX_NO_LIMIT;
	}
	if (!chan_regex_peek(parser, ahead, &byte) || byte != '}')
		return false;
	chan_regex_pass(parser, ahead + 1);
	return true;
}

/*@
  requires \valid_read(parser);
  terminates \true;
  assigns \nothing;
  ensures \result < CHAN_PATTERN_ERROR_COUNT;
  ensures parser->item == CHAN_ITEM_ATOM ==> \result == CHAN_PATTERN_OK;
*/
static enum chan_pattern_error item_fault(const chan_regex_parser *parser, uint8_t quantifier)
{
	switch (parser->item) {
	case CHAN_ITEM_NONE:
		return CHAN_PATTERN_REPEAT_NOTHING;
	case CHAN_ITEM_HIGH:
		return CHAN_PATTERN_REPEAT_NON_ASCII;
	case CHAN_ITEM_GREEDY:
		return quantifier == '+' ? CHAN_PATTERN_POSSESSIVE : CHAN_PATTERN_REPEAT_TWICE;
	case CHAN_ITEM_LAZY:
		return CHAN_PATTERN_REPEAT_TWICE;
	case CHAN_ITEM_ATOM:
		break;
	}
	return CHAN_PATTERN_OK;
}

/* FORMAT.md section 7.3, "Product", and the numbers themselves. */
/*@
  requires \valid(parser) && parser->item_product <= CHAN_MAX_REPEAT;
  terminates \true;
  assigns parser->item_product;
  ensures \result < CHAN_PATTERN_ERROR_COUNT;
  ensures \result == CHAN_PATTERN_OK ==> parser->item_product <= CHAN_MAX_REPEAT;
  ensures \result == CHAN_PATTERN_OK ==> min <= max && min <= CHAN_MAX_REPEAT;
  ensures \result == CHAN_PATTERN_OK ==> max <= CHAN_MAX_REPEAT || max == CHAN_REGEX_NO_LIMIT;
*/
static enum chan_pattern_error bounds_fault(chan_regex_parser *parser, uint32_t min, uint32_t max)
{
	const uint32_t factor = max == CHAN_REGEX_NO_LIMIT ? min : max;

	if (min > CHAN_MAX_REPEAT || factor > CHAN_MAX_REPEAT)
		return CHAN_PATTERN_REPEAT_COUNT;
	if (min > max)
		return CHAN_PATTERN_REPEAT_ORDER;
	/* At most CHAN_MAX_REPEAT squared. Zero breaks no bound, and the frame has the product of the atom already. */
	parser->item_product *= factor;
	if (parser->item_product > CHAN_MAX_REPEAT)
		return CHAN_PATTERN_REPEAT_PRODUCT;
	return CHAN_PATTERN_OK;
}

/* offset: where the quantifier begins; it has been read, but for a "?" that makes it lazy. */
static bool quantify(chan_regex_parser *parser, uint8_t quantifier, uint32_t offset, uint32_t min,
                     uint32_t max)
{
	const uint32_t length = chan_regex_position(parser) - offset;
	enum chan_pattern_error error = item_fault(parser, quantifier);
	bool is_lazy;
	uint8_t byte;

	if (error == CHAN_PATTERN_OK)
		error = bounds_fault(parser, min, max);
	if (error != CHAN_PATTERN_OK)
		return chan_regex_fail(parser, error, offset, length);
	is_lazy = chan_regex_peek(parser, 0, &byte) && byte == '?';
	if (is_lazy)
		chan_regex_pass(parser, 1);
	if (!chan_regex_repeat(&parser->builder, parser->item_start, parser->item_start_weight, min,
	                       max))
		return fail_instructions(parser, offset);
	if (top(parser)->product < parser->item_product)
		top(parser)->product = parser->item_product;
	parser->item = is_lazy ? CHAN_ITEM_LAZY : CHAN_ITEM_GREEDY;
	return true;
}

static bool read_brace(chan_regex_parser *parser)
{
	const uint32_t offset = chan_regex_position(parser) - 1;
	uint32_t min, max;
	uint8_t byte;

	if (read_repeat(parser, &min, &max))
		return quantify(parser, '{', offset, min, max);
	if (chan_regex_peek(parser, 0, &byte) &&
	    ((byte >= '0' && byte <= '9') || byte == ',' || byte == ' ' || byte == '\t'))
		return chan_regex_fail(parser, CHAN_PATTERN_REPEAT_FORM, offset, 1);
	return read_plain(parser, '{');
}

static bool read_construct(chan_regex_parser *parser, uint8_t byte)
{
	const uint32_t offset = chan_regex_position(parser) - 1;

	switch (byte) {
	case '(':
		return open_group(parser);
	case ')':
		return close_group(parser);
	case '|':
		return read_bar(parser);
	case '[':
		return chan_regex_read_class(parser);
	case '\\':
		return read_backslash(parser);
	case '.':
		return chan_regex_emit_atom(parser, CHAN_REGEX_ANY, 0, 0, offset);
	case '^':
		return emit_assertion(
			parser, parser->multiline ? CHAN_REGEX_LINE_START : CHAN_REGEX_TEXT_START,
			offset);
	case '$':
		return emit_assertion(parser,
		                      parser->multiline ? CHAN_REGEX_LINE_END : CHAN_REGEX_TEXT_END,
		                      offset);
	case '*':
		return quantify(parser, byte, offset, 0, CHAN_REGEX_NO_LIMIT);
	case '+':
		return quantify(parser, byte, offset, 1, CHAN_REGEX_NO_LIMIT);
	case '?':
		return quantify(parser, byte, offset, 0, 1);
	case '{':
		return read_brace(parser);
	default:
		return read_plain(parser, byte);
	}
}

/* program NULL: only the counts, in parser->builder. */
static bool read_pattern(chan_regex_parser *parser, chan_cursor pattern, uint8_t flags,
                         chan_regex_program *program)
{
	static const chan_regex_parser initial;
	uint8_t byte;

	*parser = initial;
	parser->rest = pattern;
	parser->origin = chan_offset(&pattern);
	parser->cased = (flags & CHAN_FLAG_CASED) != 0;
	parser->multiline = (flags & CHAN_FLAG_MULTILINE) != 0;
	parser->builder.program = program;
	if (chan_left(&pattern) > CHAN_MAX_PATTERN)
		return chan_regex_fail(parser, CHAN_PATTERN_TOO_LONG, CHAN_MAX_PATTERN,
		                       (uint32_t)(chan_left(&pattern) - CHAN_MAX_PATTERN));
	open_frame(parser, 0);
	while (chan_get_u8(&parser->rest, &byte)) {
		if (!read_construct(parser, byte))
			return false;
	}
	if (parser->depth != 0)
		return chan_regex_fail(parser, CHAN_PATTERN_GROUP_OPEN, top(parser)->offset, 1);
	chan_regex_join(&parser->builder, top(parser)->last_jump);
	chan_regex_finish(&parser->builder);
	return true;
}

bool chan_regex_check(chan_cursor pattern, uint8_t flags, chan_regex_cost *cost,
                      chan_pattern_fault *fault)
{
	chan_regex_parser parser;
	const bool accepted = read_pattern(&parser, pattern, flags, NULL);

	cost->instructions = accepted ? parser.builder.instructions : 0;
	cost->weight = accepted ? parser.builder.weight + 1 : 0; /* the final match */
	cost->classes = accepted ? parser.builder.classes : 0;
	*fault = parser.fault;
	return accepted;
}

bool chan_regex_compile(chan_cursor pattern, uint8_t flags, chan_regex_program *program,
                        chan_pattern_fault *fault)
{
	chan_regex_parser parser;
	const bool accepted = read_pattern(&parser, pattern, flags, program);

	program->instruction_count = program->class_count = 0;
	*fault = parser.fault;
	if (!accepted || parser.builder.instructions > program->instruction_capacity ||
	    parser.builder.classes > program->class_capacity)
		return false;
	program->instruction_count = parser.builder.instructions;
	program->class_count = parser.builder.classes;
	return true;
}

/* One group of flags, if that is what the window begins with; cuts it off. */
/*@
  requires chan_is_window(pattern) && \valid(flags);
  requires \separated(pattern, flags, pattern->priv_base + (0 .. pattern->priv_end - 1));
  terminates \true;
  assigns *flags, CHAN_CURSOR(pattern);
  ensures chan_is_window(pattern) && pattern->priv_base == \old(pattern->priv_base);
  ensures pattern->priv_end == \old(pattern->priv_end);
  ensures \result ? pattern->priv_pos > \old(pattern->priv_pos) : pattern->priv_pos == \old(pattern->priv_pos);
*/
static bool cut_group(chan_cursor *pattern, uint8_t *flags)
{
	chan_cursor rest;
	uint8_t new_flags = *flags, byte, question;
	bool has_flag = false;

	chan_copy(&rest, pattern);
	if (!chan_get_u8(&rest, &byte) || byte != '(' || !chan_get_u8(&rest, &question) ||
	    question != '?')
		return false;
	/*@
	  loop invariant chan_is_window(&rest) && rest.priv_base == pattern->priv_base;
	  loop invariant rest.priv_end == pattern->priv_end && rest.priv_pos > pattern->priv_pos;
	  loop assigns byte, has_flag, new_flags, rest.priv_pos;
	  loop variant rest.priv_end - rest.priv_pos;
	*/
	while (chan_get_u8(&rest, &byte)) {
		if (byte == ')' && has_flag) {
			*flags = new_flags;
			chan_copy(pattern, &rest);
			return true;
		}
		has_flag = true;
		if (byte == 'i')
			new_flags &= (uint8_t)~CHAN_FLAG_CASED;
		else if (byte == 'm')
			new_flags |= CHAN_FLAG_MULTILINE;
		else if (byte != 's')
			return false;
	}
	return false;
}

bool chan_regex_cut_flags(chan_cursor *pattern, uint8_t *flags)
{
	bool has_cut = false;

	/*@
	  loop invariant chan_is_window(pattern) && pattern->priv_base == \at(pattern->priv_base, Pre);
	  loop invariant pattern->priv_end == \at(pattern->priv_end, Pre);
	  loop assigns has_cut, *flags, CHAN_CURSOR(pattern);
	  loop variant pattern->priv_end - pattern->priv_pos;
	*/
	while (cut_group(pattern, flags))
		has_cut = true;
	return has_cut;
}
