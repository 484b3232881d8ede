/* Runs an event that was made, and sees which criteria decide its verdict. */
#include <string.h>

#include "gate/synthesis_parts.h"

/* The values of all nodes under the truths of the event; the last is the verdict. */
static void value_nodes(sl_synthesis_subject *s)
{
	for (uint32_t i = 0; i < s->word_count; i++) {
		const sl_synthesis_node *node = &s->nodes[i];
		switch (node->word) {
		case CHAN_WORD_AND:
			s->value[i] = s->value[node->left] & s->value[node->right];
			break;
		case CHAN_WORD_OR:
			s->value[i] = s->value[node->left] | s->value[node->right];
			break;
		case CHAN_WORD_NOT:
			s->value[i] = s->value[node->left] ^ 1;
			break;
		default:
			s->value[i] = s->scratch.truths[node->word];
			break;
		}
	}
}

/* Which nodes the verdict turns with, from the root down. */
static void find_deciding_nodes(sl_synthesis_subject *s)
{
	memset(s->decides, 0, s->word_count);
	s->decides[s->word_count - 1] = 1;
	for (uint32_t i = s->word_count; i-- > 0;) {
		const sl_synthesis_node *node = &s->nodes[i];
		const uint8_t *value = s->value;
		switch (node->word) {
		case CHAN_WORD_AND:
			s->decides[node->left] = s->decides[i] & value[node->right];
			s->decides[node->right] = s->decides[i] & value[node->left];
			break;
		case CHAN_WORD_OR:
			s->decides[node->left] = s->decides[i] & (value[node->right] ^ 1);
			s->decides[node->right] = s->decides[i] & (value[node->left] ^ 1);
			break;
		case CHAN_WORD_NOT:
			s->decides[node->left] = s->decides[i];
			break;
		default:
			break;
		}
	}
}

/* A criterion that the condition pushes more than once decides if the other truth gives the other verdict. */
static bool decides_as_a_whole(sl_synthesis_subject *s, uint32_t criterion, bool verdict)
{
	bool other = verdict;
	s->scratch.truths[criterion] ^= 1;
	const bool concluded =
		chan_conclude(s->logic.file, &s->template, s->scratch.truths, s->count, &other);
	s->scratch.truths[criterion] ^= 1;
	return concluded && other != verdict;
}

/* True: some criterion was seen to decide with a truth for the first time. */
static bool note_shown(sl_synthesis_subject *s, uint32_t criterion)
{
	const uint8_t bit = s->scratch.truths[criterion] ? SL_SHOWN_TRUE : SL_SHOWN_FALSE;
	const bool is_new = (s->shown[criterion] & bit) == 0;
	s->shown[criterion] |= bit;
	return is_new;
}

static bool note_deciding(sl_synthesis_subject *s, bool verdict)
{
	bool is_new = false;
	value_nodes(s);
	find_deciding_nodes(s);
	for (uint32_t i = 0; i < s->word_count; i++) {
		const uint16_t word = s->nodes[i].word;
		if (word < s->count && s->pushes[word] == 1 && s->decides[i]) {
			is_new = note_shown(s, word) || is_new;
		}
	}
	for (uint32_t i = 0; i < s->count; i++) {
		if (s->pushes[i] > 1 && decides_as_a_whole(s, i, verdict)) {
			is_new = note_shown(s, i) || is_new;
		}
	}
	return is_new;
}

static void keep_event(sl_synthesis_subject *s, bool verdict)
{
	const size_t fields = s->type.field_count;
	sl_synthesis_event *event = sl_arena_alloc(&s->arena, 1, sizeof *event);
	event->inputs = sl_arena_alloc(&s->arena, fields, sizeof *event->inputs);
	event->truths = sl_arena_alloc(&s->arena, s->count, 1);
	memcpy(event->inputs, s->inputs, fields * sizeof *event->inputs);
	memcpy(event->truths, s->scratch.truths, s->count);
	event->verdict = verdict;
	event->next = s->events;
	s->events = event;
	s->event_count++;
}

bool sl_synthesis_run(sl_synthesis_subject *s, bool keep)
{
	const chan_inputs inputs = {s->inputs, s->type.field_count};
	chan_outcome outcome;
	if (!chan_evaluate(&s->program->content, &s->scratch, &inputs, s->index, &outcome)) {
		return false;
	}
	if (note_deciding(s, outcome.matched) || keep) {
		keep_event(s, outcome.matched);
	}
	return true;
}
