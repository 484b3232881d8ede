/* Reading escapes and classes (FORMAT.md section 7.1). */
#include "regex_build.h"

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

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
static bool fail_non_ascii(chan_regex_parser *parser, uint32_t offset)
{
	uint32_t length = 1;
	uint8_t byte;

	while (chan_regex_peek(parser, length - 1, &byte) && byte >= 0x80 && byte <= 0xbf)
		length++;
	return chan_regex_fail(parser, CHAN_PATTERN_CLASS_NON_ASCII, offset, length);
}

/* Whether "." or "=" comes next: after a "[" in a class, that begins something else, as ":" does (begins_posix()). */
static bool special_follows(const chan_regex_parser *parser)
{
	uint8_t byte;

	return chan_regex_peek(parser, 0, &byte) && (byte == '.' || byte == '=');
}

/* One char or set; byte is its first, which has been read. */
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
static bool range_follows(const chan_regex_parser *parser)
{
	uint8_t byte, next;

	(void)chan_regex_peek(parser, 1, &next);
	return chan_regex_peek(parser, 0, &byte) && byte == '-' && next != ']';
}

/* Whether the byte, which has been read, is the "[" of a [:name:]. */
static bool begins_posix(const chan_regex_parser *parser, uint8_t byte)
{
	uint8_t next;

	return byte == '[' && chan_regex_peek(parser, 0, &next) && next == ':';
}

/* [:name:] or [:^name:], of which the "[" has been read. */
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
static bool add_char(chan_regex_parser *parser, const chan_regex_char *first,
                     chan_regex_class *members)
{
	if (range_follows(parser))
		return read_range(parser, first, members);
	chan_regex_class_add(members, first->byte, first->byte);
	return true;
}

/* One member of a class; byte is its first, which has been read. */
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
static bool read_members(chan_regex_parser *parser, uint32_t offset, chan_regex_class *members)
{
	bool has_any = false;
	uint8_t byte;

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
static bool looks_posix(chan_cursor text, uint32_t length)
{
	uint8_t first = 0, byte, last = 0, before_last = 0;
	uint32_t i;

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
	const chan_cursor text = parser->rest;
	chan_regex_class members;
	uint32_t length;
	uint8_t byte;
	bool negated;

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
