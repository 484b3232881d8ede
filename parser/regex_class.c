/* Reading escapes and classes (FORMAT.md section 7.1). */
#include "regex_build.h"

/*@
  terminates \true;
  assigns \nothing;
  ensures \result <==> '0' <= byte <= '9';
*/
static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/*@
  terminates \true;
  assigns \nothing;
*/
static bool is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/*@
  requires \valid(value);
  terminates \true;
  assigns *value;
  ensures \result ==> *value <= 15;
*/
static bool hex_digit(uint8_t byte, uint8_t *value)
{
	if (is_digit(byte))
		*value = (uint8_t)(byte - '0');
	else if (byte >= 'a' && byte <= 'f')
		*value = (uint8_t)(byte - 'a' + 10);
	else if (byte >= 'A' && byte <= 'F')
		*value = (uint8_t)(byte - 'A' + 10);
	else
		return false;
	return true;
}

/*@
  requires chan_is_reading(parser);
  requires \valid(out) && \separated(out, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, out->byte;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
*/
static bool read_hex(chan_regex_parser *parser, chan_regex_char *out)
{
	uint8_t high = 0, low = 0, high_digit, low_digit;

	if (!chan_regex_peek(parser, 0, &high_digit) || !chan_regex_peek(parser, 1, &low_digit) ||
	    !hex_digit(high_digit, &high) || !hex_digit(low_digit, &low))
		return chan_regex_fail(parser, CHAN_PATTERN_HEX, out->offset, 2);
	chan_regex_pass(parser, 2);
	out->byte = (uint8_t)(high * 16 + low);
	if (out->byte == 0)
		return chan_regex_fail(parser, CHAN_PATTERN_NUL, out->offset, 4);
	return true;
}

/*@
  requires \valid(out) && out->set < CHAN_REGEX_SET_COUNT;
  terminates \true;
  assigns out->is_set, out->set;
  ensures out->set < CHAN_REGEX_SET_COUNT;
*/
static bool read_set(chan_regex_char *out, uint8_t letter)
{
	out->is_set = true;
	switch (letter) {
	case 'd':
		out->set = CHAN_REGEX_SET_DIGIT;
		return true;
	case 'D':
		out->set = CHAN_REGEX_SET_NOT_DIGIT;
		return true;
	case 'w':
		out->set = CHAN_REGEX_SET_WORD;
		return true;
	case 'W':
		out->set = CHAN_REGEX_SET_NOT_WORD;
		return true;
	case 's':
		out->set = CHAN_REGEX_SET_SPACE;
		return true;
	case 'S':
		out->set = CHAN_REGEX_SET_NOT_SPACE;
		return true;
	default:
		out->is_set = false;
		return false;
	}
}

/*@
  requires \valid(out);
  terminates \true;
  assigns out->byte;
*/
static bool read_control(chan_regex_char *out, uint8_t letter)
{
	switch (letter) {
	case 'a':
		out->byte = 0x07;
		return true;
	case 'f':
		out->byte = 0x0c;
		return true;
	case 'n':
		out->byte = 0x0a;
		return true;
	case 'r':
		out->byte = 0x0d;
		return true;
	case 't':
		out->byte = 0x09;
		return true;
	default:
		return false;
	}
}

/*@
  terminates \true;
  assigns \nothing;
  ensures \result < CHAN_PATTERN_ERROR_COUNT;
*/
static enum chan_pattern_error escape_fault(uint8_t byte, bool in_class)
{
	if (byte == '0' || (in_class && is_digit(byte)))
		return CHAN_PATTERN_OCTAL;
	if (is_digit(byte) || (!in_class && (byte == 'g' || byte == 'k')))
		return CHAN_PATTERN_BACK_REFERENCE;
	if (byte == 'p' || byte == 'P')
		return CHAN_PATTERN_PROPERTY;
	return CHAN_PATTERN_ESCAPE;
}

bool chan_regex_read_escape(chan_regex_parser *parser, bool in_class, chan_regex_char *out)
{
	uint8_t byte;

	out->is_set = false;
	out->set = CHAN_REGEX_SET_DIGIT;
	out->byte = 0;
	out->offset = chan_regex_position(parser) - 1;
	if (!chan_get_u8(&parser->rest, &byte))
		return chan_regex_fail(parser, CHAN_PATTERN_TRAILING_BACKSLASH, out->offset, 1);
	out->byte = byte;
	if (byte == 'x')
		return read_hex(parser, out);
	if (byte != 0 && byte < 0x80 && !is_digit(byte) && !is_letter(byte))
		return true;
	if (read_set(out, byte) || read_control(out, byte))
		return true;
	return chan_regex_fail(parser, escape_fault(byte, in_class), out->offset, 2);
}

/* A byte above 7F in a class: the fault names it with the rest of its UTF-8 sequence. */
/*@
  requires chan_is_reading(parser);
  terminates \true;
  assigns parser->fault;
  ensures !\result;
*/
static bool fail_non_ascii(chan_regex_parser *parser, uint32_t offset)
{
	uint32_t length = 1;
	uint8_t byte;

	/*@
	  loop invariant 1 <= length <= chan_rest(&parser->rest) + 1;
	  loop assigns byte, length;
	  loop variant chan_rest(&parser->rest) + 1 - length;
	*/
	while (chan_regex_peek(parser, length - 1, &byte) && byte >= 0x80 && byte <= 0xbf)
		length++;
	return chan_regex_fail(parser, CHAN_PATTERN_CLASS_NON_ASCII, offset, length);
}

/* Whether "." or "=" comes next: after a "[" in a class, that begins something else, as ":" does (begins_posix()). */
/*@
  requires chan_is_reading(parser);
  terminates \true;
  assigns \nothing;
*/
static bool special_follows(const chan_regex_parser *parser)
{
	uint8_t byte;

	return chan_regex_peek(parser, 0, &byte) && (byte == '.' || byte == '=');
}

/* One char or set; byte is its first, which has been read. */
/*@
  requires chan_is_reading(parser);
  requires parser->rest.priv_pos > parser->origin;
  requires \valid(out) && \separated(out, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, *out;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
  ensures out->set < CHAN_REGEX_SET_COUNT;
  ensures out->offset < parser->rest.priv_pos - parser->origin;
*/
static bool read_member(chan_regex_parser *parser, uint8_t byte, chan_regex_char *out)
{
	if (byte == '\\')
		return chan_regex_read_escape(parser, true, out);
	out->is_set = false;
	out->set = CHAN_REGEX_SET_DIGIT;
	out->byte = byte;
	out->offset = chan_regex_position(parser) - 1;
	if (byte == 0)
		return chan_regex_fail(parser, CHAN_PATTERN_NUL, out->offset, 1);
	if (byte >= 0x80)
		return fail_non_ascii(parser, out->offset);
	if (byte == '[' && special_follows(parser))
		return chan_regex_fail(parser, CHAN_PATTERN_CLASS_POSIX, out->offset, 2);
	return true;
}

/* Whether a range goes on here: a "-" that is not the last before the end of the class. */
/*@
  requires chan_is_reading(parser);
  terminates \true;
  assigns \nothing;
  ensures \result ==> chan_rest(&parser->rest) >= 1;
*/
static bool range_follows(const chan_regex_parser *parser)
{
	uint8_t byte, next;

	(void)chan_regex_peek(parser, 1, &next);
	return chan_regex_peek(parser, 0, &byte) && byte == '-' && next != ']';
}

/* Whether the byte, which has been read, is the "[" of a [:name:]. */
/*@
  requires chan_is_reading(parser);
  terminates \true;
  assigns \nothing;
*/
static bool begins_posix(const chan_regex_parser *parser, uint8_t byte)
{
	uint8_t next;

	return byte == '[' && chan_regex_peek(parser, 0, &next) && next == ':';
}

/* [:name:] or [:^name:], of which the "[" has been read. */
/*@
  requires chan_is_reading(parser);
  requires parser->rest.priv_pos > parser->origin;
  requires \valid(out) && \separated(out, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, *out;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
*/
static bool read_posix(chan_regex_parser *parser, chan_regex_class *out)
{
	const uint32_t offset = chan_regex_position(parser) - 1;
	uint64_t name = 0;
	uint32_t ahead = 1, length = 0;
	uint8_t byte, close;
	bool negated;

	negated = chan_regex_peek(parser, 1, &byte) && byte == '^';
	if (negated)
		ahead++;
	/*@
	  loop invariant length <= 6 && 1 <= ahead - length <= 2;
	  loop invariant (length == 0 ==> name == 0) && (length == 1 ==> name < 0x100);
	  loop invariant (length == 2 ==> name < 0x10000) && (length == 3 ==> name < 0x1000000);
	  loop invariant (length == 4 ==> name < 0x100000000) && (length == 5 ==> name < 0x10000000000);
	  loop assigns byte, name, length, ahead;
	  loop variant 6 - length;
	*/
	while (length < 6 && chan_regex_peek(parser, ahead, &byte) && byte >= 'a') {
		name = name * 256 + byte;
		length++;
		ahead++;
	}
	if (!chan_regex_peek(parser, ahead, &byte) || byte != ':' ||
	    !chan_regex_peek(parser, ahead + 1, &close) || close != ']' ||
	    !chan_regex_class_of_posix(out, name, parser->cased))
		return chan_regex_fail(parser, CHAN_PATTERN_CLASS_POSIX, offset, 2);
	chan_regex_pass(parser, ahead + 2);
	if (negated)
		chan_regex_class_negate(out);
	return true;
}

/* What follows the first char of a range: a "-", which comes next, and another char. */
/*@
  requires chan_is_reading(parser);
  requires chan_rest(&parser->rest) >= 1 && \valid_read(first) && \valid(members);
  requires \separated(members, first, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  requires first->offset < parser->rest.priv_pos - parser->origin;
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, *members;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
*/
static bool read_range(chan_regex_parser *parser, const chan_regex_char *first,
                       chan_regex_class *members)
{
	const uint32_t hyphen = chan_regex_position(parser);
	chan_regex_char last = {0};
	chan_regex_class posix;
	uint8_t byte;

	chan_regex_pass(parser, 1);
	if (!chan_get_u8(&parser->rest, &byte))
		return true; /* a class without its end */
	last.is_set = begins_posix(parser, byte);
	if (last.is_set ? !read_posix(parser, &posix) : !read_member(parser, byte, &last))
		return false;
	if (last.is_set)
		return chan_regex_fail(parser, CHAN_PATTERN_CLASS_RANGE, hyphen, 1);
	if (last.byte < first->byte)
		return chan_regex_fail(parser, CHAN_PATTERN_CLASS_ORDER, first->offset,
		                       chan_regex_position(parser) - first->offset);
	chan_regex_class_add(members, first->byte, last.byte);
	return true;
}

/* A char that has been read, with the range that it may begin. */
/*@
  requires chan_is_reading(parser);
  requires \valid_read(first) && \valid(members);
  requires \separated(members, first, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  requires first->offset < parser->rest.priv_pos - parser->origin;
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, *members;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
*/
static bool add_char(chan_regex_parser *parser, const chan_regex_char *first,
                     chan_regex_class *members)
{
	if (range_follows(parser))
		return read_range(parser, first, members);
	chan_regex_class_add(members, first->byte, first->byte);
	return true;
}

/* One member of a class; byte is its first, which has been read. */
/*@
  requires chan_is_reading(parser);
  requires parser->rest.priv_pos > parser->origin;
  requires \valid(members) && \separated(members, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, *members;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
*/
static bool add_member(chan_regex_parser *parser, uint8_t byte, chan_regex_class *members)
{
	chan_regex_char member;
	chan_regex_class class;

	if (begins_posix(parser, byte)) {
		if (!read_posix(parser, &class))
			return false;
	} else if (!read_member(parser, byte, &member)) {
		return false;
	} else if (!member.is_set) {
		return add_char(parser, &member, members);
	} else {
		chan_regex_class_of_set(&class, member.set);
	}
	chan_regex_class_unite(members, &class);
	if (range_follows(parser))
		return chan_regex_fail(parser, CHAN_PATTERN_CLASS_RANGE,
		                       chan_regex_position(parser), 1);
	return true;
}

/* The members of a class, to its "]". */
/*@
  requires chan_is_reading(parser);
  requires \valid(members) && \separated(members, parser, parser->rest.priv_base + (0 .. parser->rest.priv_end - 1));
  requires offset < CHAN_MAX_PATTERN;
  terminates \true;
  assigns parser->rest.priv_pos, parser->fault, *members;
  ensures chan_is_reading(parser) && parser->rest.priv_pos >= \old(parser->rest.priv_pos);
  ensures parser->rest.priv_end == \old(parser->rest.priv_end);
  ensures \result ==> parser->rest.priv_pos > \old(parser->rest.priv_pos);
*/
static bool read_members(chan_regex_parser *parser, uint32_t offset, chan_regex_class *members)
{
	bool has_any = false;
	uint8_t byte;

	/*@
	  loop invariant chan_is_reading(parser) && parser->rest.priv_end == \at(parser->rest.priv_end, Pre);
	  loop invariant parser->rest.priv_pos >= \at(parser->rest.priv_pos, Pre);
	  loop assigns byte, has_any, parser->rest.priv_pos, parser->fault, *members;
	  loop variant parser->rest.priv_end - parser->rest.priv_pos;
	*/
	while (chan_get_u8(&parser->rest, &byte)) {
		if (byte == ']' && has_any)
			return true;
		if (!add_member(parser, byte, members))
			return false;
		has_any = true;
	}
	return chan_regex_fail(parser, CHAN_PATTERN_CLASS_OPEN, offset, 1);
}

/*
 * Where a class looks like [:alpha:], [.x.] or [=x=], others see a POSIX class outside a class.
 * text: from after the "[" on; length: from there to the "]", which is the last.
 */
/*@
  requires chan_is_held(text);
  terminates \true;
  assigns \nothing;
*/
static bool looks_posix(chan_cursor text, uint32_t length)
{
	uint8_t first = 0, byte, last = 0, before_last = 0;
	uint32_t i;

	/*@
	  loop invariant i <= length && chan_is_window(&text);
	  loop assigns i, first, byte, before_last, last, text.priv_pos;
	  loop variant length - i;
	*/
	for (i = 0; i < length && chan_get_u8(&text, &byte); i++) {
		if (i == 0)
			first = byte;
		before_last = last;
		last = byte;
	}
	return length > 2 && before_last == first && (first == ':' || first == '.' || first == '=');
}

bool chan_regex_read_class(chan_regex_parser *parser)
{
	const uint32_t offset = chan_regex_position(parser) - 1;
	chan_cursor text;
	chan_regex_class members;
	uint32_t length;
	uint8_t byte;
	bool negated;

	text = parser->rest;
	chan_regex_class_clear(&members);
	negated = chan_regex_peek(parser, 0, &byte) && byte == '^';
	if (negated)
		chan_regex_pass(parser, 1);
	if (!read_members(parser, offset, &members))
		return false;
	length = chan_regex_position(parser) - offset;
	if (looks_posix(text, length - 1))
		return chan_regex_fail(parser, CHAN_PATTERN_CLASS_POSIX, offset, length);
	if (!parser->cased)
		chan_regex_class_fold(&members);
	if (negated)
		chan_regex_class_negate(&members);
	return chan_regex_emit_atom(parser, CHAN_REGEX_CLASS, 0,
	                            chan_regex_add_class(&parser->builder, &members), offset);
}
