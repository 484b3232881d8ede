/*
 * Candidates for a field of text: a text is composed of a value of each criterion that is to hold, what must stand at the
 * start, what may stand anywhere, what must stand at the end. Whether it does what is wanted, the interpreter says.
 */
#include <stdlib.h>
#include <string.h>

#include "gate/synthesis_parts.h"

enum { MOST_TRIES = 240, MOST_HELD = 64, VALUES_LOOKED_AT = 64 };

/* The criteria on the field that are to hold and have texts, each with the values that may do. */
typedef struct held_criterion {
	uint32_t criterion;
	uint32_t values[VALUES_LOOKED_AT]; /* of the criterion, those that nothing refutes */
	uint32_t value_count;
} held_criterion;

typedef struct composition {
	sl_synthesis_subject *s;
	uint32_t field;
	held_criterion *held;
	uint32_t held_count;
	const char *joint; /* between the parts */
	unsigned attempt;
} composition;

/* Where a text begins, what is in it, and how it ends. */
typedef struct parts {
	sl_buffer start, middle, end, whole;
	bool is_whole; /* nothing may be added */
	bool gapped; /* but in its gap */
	size_t gap;
} parts;

static void free_parts(parts *p)
{
	sl_buffer_free(&p->start);
	sl_buffer_free(&p->middle);
	sl_buffer_free(&p->end);
	sl_buffer_free(&p->whole);
}

static bool is_of_texts(uint8_t operation)
{
	return chan_operator_value_kind(operation) == CHAN_VALUE_STRING ||
	       operation == CHAN_OPERATOR_CIDR;
}

/* A glob with something for its stars, which may also be nothing. */
static void fill_glob(chan_cursor glob, const char *for_star, sl_synthesis_piece *out)
{
	bool first = true, star = false;
	uint8_t byte;
	out->at_start = true;
	while (chan_get_u8(&glob, &byte)) {
		star = byte == '*';
		if (star) {
			out->at_start = out->at_start && !first;
			if (!out->has_gap) {
				out->has_gap = true;
				out->gap = out->text.length;
			}
			sl_buffer_text(&out->text, for_star);
		} else if (byte == '?') {
			sl_buffer_byte(&out->text, 'x');
		} else if (byte != '\\' || chan_get_u8(&glob, &byte)) {
			sl_buffer_byte(&out->text, byte);
		}
		first = false;
	}
	out->at_end = !star;
}

static void write_address(const chan_network *network, sl_buffer *out)
{
	if (network->family == 4) {
		sl_buffer_printf(out, "%u.%u.%u.%u", network->address[0], network->address[1],
		                 network->address[2], network->address[3]);
		return;
	}
	for (unsigned i = 0; i < 8; i++) {
		sl_buffer_printf(out, "%s%x", i > 0 ? ":" : "",
		                 network->address[2 * i] << 8 | network->address[2 * i + 1]);
	}
}

static void append_window(sl_buffer *out, chan_cursor window)
{
	uint8_t byte;
	while (chan_get_u8(&window, &byte)) {
		sl_buffer_byte(out, byte);
	}
}

/* A text that the value of the criterion asks for, and where it must stand. False: there is none. */
static bool make_piece(const composition *c, const chan_criterion *criterion, uint32_t value,
                       sl_synthesis_piece *out)
{
	const sl_program *program = c->s->program;
	const chan_file *file = c->s->logic.file;
	chan_regex_program regex;
	chan_network network;
	chan_cursor text;
	uint32_t index;
	if (!chan_value_at(file, criterion->first_value + value, &index)) {
		return false;
	}
	if (criterion->operation == CHAN_OPERATOR_CIDR) {
		out->at_start = out->at_end = true;
		if (!chan_network_at(file, index, &network)) {
			return false;
		}
		write_address(&network, &out->text);
		return true;
	}
	if (criterion->operation == CHAN_OPERATOR_REGEX) {
		return chan_pattern_of(&program->content, criterion->first_value + value, &regex) &&
		       sl_synthesis_regex_piece(c->s, &regex, c->attempt, out);
	}
	if (!chan_string_cursor(file, index, &text)) {
		return false;
	}
	if (criterion->operation == CHAN_OPERATOR_GLOB) {
		fill_glob(text, c->joint, out);
		return true;
	}
	append_window(&out->text, text);
	out->at_start = criterion->operation == CHAN_OPERATOR_EXACT ||
	                criterion->operation == CHAN_OPERATOR_PREFIX;
	out->at_end = criterion->operation == CHAN_OPERATOR_EXACT ||
	              criterion->operation == CHAN_OPERATOR_SUFFIX;
	return true;
}

static void replace_if_longer(sl_buffer *kept, const sl_buffer *text)
{
	if (text->length >= kept->length) {
		sl_buffer_clear(kept);
		sl_buffer_append(kept, text->bytes, text->length);
	}
}

/* Of several that must start, or end, the text, the longest has the others in it, if any has. */
static void place_piece(const composition *c, const sl_synthesis_piece *piece, parts *p)
{
	if (piece->at_start && piece->at_end) {
		if (!p->is_whole || (piece->has_gap && !p->gapped)) {
			replace_if_longer(&p->whole, &piece->text);
			p->gapped = piece->has_gap;
			p->gap = piece->gap;
		}
		p->is_whole = true;
	} else if (piece->at_start) {
		replace_if_longer(&p->start, &piece->text);
	} else if (piece->at_end) {
		replace_if_longer(&p->end, &piece->text);
	} else {
		if (p->middle.length > 0) {
			sl_buffer_text(&p->middle, c->joint);
		}
		sl_buffer_append(&p->middle, piece->text.bytes, piece->text.length);
	}
}

static void join(sl_buffer *out, const sl_buffer *part, const char *joint)
{
	if (part->length > 0) {
		if (out->length > 0) {
			sl_buffer_text(out, joint);
		}
		sl_buffer_append(out, part->bytes, part->length);
	}
}

/* The parts as one text. What must be the whole text takes the others into its gap, if it has one. */
static void put_together(const composition *c, const parts *p, sl_buffer *out)
{
	if (p->is_whole) {
		const size_t gap = p->gapped ? p->gap : p->whole.length;
		sl_buffer_append(out, p->whole.bytes, gap);
		if (p->gapped) {
			sl_buffer_append(out, p->middle.bytes, p->middle.length);
		}
		sl_buffer_append(out, p->whole.bytes + gap, p->whole.length - gap);
		return;
	}
	join(out, &p->start, c->joint);
	join(out, &p->middle, c->joint);
	join(out, &p->end, c->joint);
	if (p->start.length == 0 && c->attempt % 2 == 1) {
		sl_buffer_text(out, p->end.length == 0 ? c->joint : "");
	}
}

/* Which of a criterion's values this attempt uses: each in turn, and then any. */
static uint32_t choose_value(const composition *c, const held_criterion *held)
{
	if (c->held_count == 1 || c->attempt < held->value_count) {
		return held->values[c->attempt % held->value_count];
	}
	return held->values[sl_synthesis_random(c->s, held->value_count)];
}

static bool try_composition(composition *c)
{
	sl_buffer text = {0};
	parts p = {0};
	bool made = true;
	for (uint32_t i = 0; made && i < c->held_count; i++) {
		sl_synthesis_piece piece = {0};
		made = make_piece(c, &c->s->criteria[c->held[i].criterion],
		                  choose_value(c, &c->held[i]), &piece);
		if (made) {
			place_piece(c, &piece, &p);
		}
		sl_buffer_free(&piece.text);
	}
	if (made) {
		put_together(c, &p, &text);
		c->s->inputs[c->field] = sl_synthesis_text(c->s, text.bytes, text.length);
		made = sl_synthesis_field_holds(c->s, c->field);
	}
	sl_buffer_free(&text);
	free_parts(&p);
	return made;
}

/* A value of a criterion that is to fail, with its last byte changed: a near miss. */
static bool try_near_misses(composition *c)
{
	sl_synthesis_subject *s = c->s;
	for (uint32_t i = s->first_on_field[c->field]; i < s->count; i = s->next_on_field[i]) {
		sl_synthesis_piece piece = {0};
		bool found = false;
		if (s->wanted[i] == SL_KLEENE_FALSE && is_of_texts(s->criteria[i].operation) &&
		    make_piece(c, &s->criteria[i], 0, &piece) && piece.text.length > 0) {
			uint8_t *last = &piece.text.bytes[piece.text.length - 1];
			*last = *last == '~' ? '!' : '~';
			s->inputs[c->field] =
				sl_synthesis_text(s, piece.text.bytes, piece.text.length);
			found = sl_synthesis_field_holds(s, c->field);
		}
		sl_buffer_free(&piece.text);
		if (found) {
			return true;
		}
	}
	return false;
}

static bool try_plain_texts(composition *c)
{
	static const char *const plain[] = {"~", "q", "7", " ", "\\", "", "Qq~ \\/.-_0"};
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		c->s->inputs[c->field] = sl_synthesis_text(c->s, plain[i], strlen(plain[i]));
		if (sl_synthesis_field_holds(c->s, c->field)) {
			return true;
		}
	}
	return false;
}

/* The values that no other criterion on the field refutes; all, if that leaves none. */
static void look_at_values(sl_synthesis_subject *s, held_criterion *held)
{
	const uint32_t count = s->criteria[held->criterion].value_count;
	for (uint32_t i = 0; i < count && held->value_count < VALUES_LOOKED_AT; i++) {
		if (!sl_synthesis_value_is_refuted(s, held->criterion, i)) {
			held->values[held->value_count++] = i;
		}
	}
	for (uint32_t i = 0; held->value_count == 0 && i < count && i < VALUES_LOOKED_AT; i++) {
		held->values[i] = i;
		held->value_count += i + 1 == count || i + 1 == VALUES_LOOKED_AT ? i + 1 : 0;
	}
}

static void find_held(composition *c)
{
	sl_synthesis_subject *s = c->s;
	for (uint32_t i = s->first_on_field[c->field]; i < s->count; i = s->next_on_field[i]) {
		if (s->wanted[i] == SL_KLEENE_TRUE && is_of_texts(s->criteria[i].operation) &&
		    c->held_count < MOST_HELD) {
			c->held[c->held_count] = (held_criterion){.criterion = i};
			look_at_values(s, &c->held[c->held_count]);
			c->held_count++;
		}
	}
}

bool sl_synthesis_try_texts(sl_synthesis_subject *s, uint32_t field)
{
	static const char *const joints[] = {"~", "", " ", "x", "\\", "0 ", "/", ",-q "};
	enum { JOINTS = sizeof joints / sizeof *joints };
	composition c = {.s = s, .field = field, .joint = joints[0]};
	bool found = false;
	c.held = sl_alloc(MOST_HELD, sizeof *c.held);
	find_held(&c);
	if (c.held_count == 0) {
		found = try_near_misses(&c) || try_plain_texts(&c);
	}
	for (unsigned i = 0; c.held_count > 0 && !found && i < MOST_TRIES; i++) {
		c.attempt = i / 2 % MOST_TRIES;
		c.joint = joints[i % JOINTS];
		found = try_composition(&c);
	}
	free(c.held);
	return found;
}
