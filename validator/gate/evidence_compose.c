/* Texts from the values of criteria: what each value asks for, and how the parts are put together. */
#include <string.h>

#include "gate/evidence_parts.h"

enum { SAMPLE_WORK = 1 << 22 };

const sl_sample *sl_sample_of(sl_subject *subject, uint32_t criterion, uint32_t value)
{
	sl_sample *sample = &subject->samples[value - subject->first_value];
	chan_criterion one = subject->criteria[criterion];
	uint64_t work = SAMPLE_WORK;
	sl_matcher matcher;

	if (sample->known) {
		return sample;
	}
	one.first_value = value;
	one.value_count = 1;
	sample->known = true;
	sample->answer = SL_UNDECIDED;
	if (sl_matcher_make(subject->program, &one, &subject->arena, &matcher)) {
		const sl_goal goal = {&matcher, true};

		sample->answer =
			sl_search_match(subject->search, &matcher, &work, &subject->text)
				? SL_FOUND
				: sl_search_text(subject->search, &goal, 1, &work, &subject->text);
	}
	if (sample->answer == SL_FOUND) {
		sample->text.length = subject->text.length;
		sample->text.bytes = sl_arena_copy(&subject->arena, (char *)subject->text.bytes,
		                                   subject->text.length);
	}
	return sample;
}

/* The sample of a regex goes where the pattern wants it, as far as its ends tell. */
static bool regex_piece(sl_subject *subject, uint32_t criterion, uint32_t value, sl_piece *out)
{
	const sl_sample *sample = sl_sample_of(subject, criterion, value);
	chan_regex_program regex;
	bool from_start, to_end;

	if (sample->answer != SL_FOUND ||
	    !chan_pattern_of(&subject->program->content, value, &regex)) {
		return false;
	}
	from_start = regex.instructions[0].opcode == CHAN_REGEX_TEXT_START;
	to_end = regex.instruction_count > 1 &&
	         regex.instructions[regex.instruction_count - 2].opcode == CHAN_REGEX_TEXT_END;
	out->whole = from_start && to_end;
	if (from_start == to_end) {
		out->middle = sample->text;
	} else if (from_start) {
		out->head = sample->text;
	} else {
		out->tail = sample->text;
	}
	return true;
}

/* A run of a glob without stars, as the text that it stands for. */
static sl_text glob_run(sl_subject *subject, sl_text glob, size_t from, size_t to)
{
	char *out = sl_arena_alloc(&subject->arena, to - from + 1, 1);
	size_t length = 0;

	for (size_t i = from; i < to; i++) {
		if (glob.bytes[i] == '*') {
			continue;
		}
		if (glob.bytes[i] == '?') {
			out[length++] = 'a';
			continue;
		}
		i += glob.bytes[i] == '\\' && i + 1 < to;
		out[length++] = glob.bytes[i];
	}
	return (sl_text){out, length};
}

static void glob_piece(sl_subject *subject, sl_text glob, sl_piece *out)
{
	size_t first = glob.length, last = 0;

	for (size_t i = 0; i < glob.length; i++) {
		if (glob.bytes[i] == '\\') {
			i++;
		} else if (glob.bytes[i] == '*') {
			first = first == glob.length ? i : first;
			last = i;
		}
	}
	if (first == glob.length) {
		out->whole = true;
		out->middle = glob_run(subject, glob, 0, glob.length);
		return;
	}
	out->head = glob_run(subject, glob, 0, first);
	out->middle = glob_run(subject, glob, first, last);
	out->tail = glob_run(subject, glob, last + 1, glob.length);
}

/* The first address of a network. */
static bool network_piece(sl_subject *subject, uint32_t value, sl_piece *out)
{
	chan_input edges[SL_NETWORK_EDGES];
	chan_network network;
	uint32_t index;

	if (!chan_value_at(&subject->checked->file, value, &index) ||
	    !chan_network_at(&subject->checked->file, index, &network)) {
		return false;
	}
	sl_network_edges(&network, edges);
	out->whole = true;
	out->middle = sl_text_of(sl_address_text(&edges[0], &subject->arena));
	return true;
}

bool sl_piece_of(sl_subject *subject, uint32_t criterion, uint32_t value, sl_piece *out)
{
	const uint8_t operation = subject->criteria[criterion].operation;
	const sl_text text = sl_subject_text(subject, value);

	*out = (sl_piece){0};
	switch (operation) {
	case CHAN_OPERATOR_EXACT:
		out->whole = true;
		out->middle = text;
		return true;
	case CHAN_OPERATOR_PREFIX:
		out->head = text;
		return true;
	case CHAN_OPERATOR_SUFFIX:
		out->tail = text;
		return true;
	case CHAN_OPERATOR_CONTAINS:
		out->middle = text;
		return true;
	case CHAN_OPERATOR_GLOB:
		glob_piece(subject, text, out);
		return true;
	case CHAN_OPERATOR_CIDR:
		return network_piece(subject, value, out);
	default:
		return operation == CHAN_OPERATOR_REGEX &&
		       regex_piece(subject, criterion, value, out);
	}
}

static bool has_text(const sl_buffer *whole, sl_text part)
{
	if (part.length == 0) {
		return true;
	}
	for (size_t i = 0; i + part.length <= whole->length; i++) {
		if (memcmp(whole->bytes + i, part.bytes, part.length) == 0) {
			return true;
		}
	}
	return false;
}

static void append(sl_buffer *out, sl_text separator, sl_text part)
{
	if (part.length > 0) {
		if (out->length > 0) {
			sl_buffer_append(out, separator.bytes, separator.length);
		}
		sl_buffer_append(out, part.bytes, part.length);
	}
}

/* The longest head and tail: shorter ones that agree are in them. What a part has already is not added again. */
void sl_compose(const sl_piece *pieces, uint32_t count, sl_text separator, sl_buffer *out)
{
	sl_text head = {"", 0}, tail = {"", 0};

	sl_buffer_clear(out);
	for (uint32_t i = 0; i < count; i++) {
		if (pieces[i].whole) {
			sl_buffer_append(out, pieces[i].middle.bytes, pieces[i].middle.length);
			return;
		}
		head = pieces[i].head.length > head.length ? pieces[i].head : head;
		tail = pieces[i].tail.length > tail.length ? pieces[i].tail : tail;
	}
	sl_buffer_append(out, head.bytes, head.length);
	for (uint32_t i = 0; i < count; i++) {
		if (!has_text(out, pieces[i].middle)) {
			append(out, separator, pieces[i].middle);
		}
	}
	append(out, separator, tail);
}
