#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_paths.h"

void paths_add(paths *p, const sl_buffer *bytes)
{
	sl_checked_file *checked = &p->checked[p->count];
	uint8_t *copy = malloc(bytes->length);
	chan_finding fault;

	assert_true(p->count < PATHS_FILES);
	assert_non_null(copy);
	memcpy(copy, bytes->bytes, bytes->length);
	*checked = (sl_checked_file){.path = "test.chan", .bytes = copy, .size = bytes->length};
	assert_true(chan_open(copy, bytes->length, &checked->file, &fault));
	assert_true(sl_program_load(checked, &p->programs[p->count]));
	p->count++;
}

void paths_add_draft(paths *p, draft *d)
{
	sl_buffer bytes = {0};

	assert_true(draft_write(d, &bytes));
	paths_add(p, &bytes);
	sl_buffer_free(&bytes);
	draft_end(d);
}

void paths_ready(paths *p)
{
	p->plain = sl_evaluator_make(p->programs, p->count, false);
	p->indexed = sl_evaluator_make(p->programs, p->count, true);
	p->plainly = sl_evaluation_make(p->plain);
	p->by_index = sl_evaluation_make(p->indexed);
}

void paths_end(paths *p)
{
	sl_evaluation_free(p->by_index);
	sl_evaluation_free(p->plainly);
	sl_evaluator_free(p->indexed);
	sl_evaluator_free(p->plain);
	for (uint32_t i = 0; i < p->count; i++) {
		uint8_t *copy = (uint8_t *)(uintptr_t)p->checked[i].bytes;

		sl_program_free(&p->programs[i]);
		free(copy);
	}
	memset(p, 0, sizeof *p);
}

static void check_order(const paths *p, const sl_match *before, const sl_match *after)
{
	chan_template a, b;

	assert_true(chan_template_at(&p->checked[before->program].file, before->template, &a));
	assert_true(chan_template_at(&p->checked[after->program].file, after->template, &b));
	const int order = memcmp(a.uuid, b.uuid, sizeof a.uuid);
	assert_true(order < 0 || (order == 0 && before->program < after->program));
}

static void check_faults(const sl_evaluation_faults *a, const sl_evaluation_faults *b)
{
	assert_int_equal(a->count, b->count);
	if (a->count == 0)
		return;
	assert_int_equal(a->outcome.error, b->outcome.error);
	assert_int_equal(a->outcome.field, b->outcome.field);
	assert_int_equal(a->outcome.criterion, b->outcome.criterion);
	assert_int_equal(a->at.program, b->at.program);
	assert_int_equal(a->at.template, b->at.template);
}

const sl_match *paths_evaluate(paths *p, uint32_t type_id, const chan_inputs *inputs, size_t *count)
{
	size_t plain_count = SIZE_MAX;
	const sl_match *want, *got;

	*count = SIZE_MAX;
	want = sl_evaluate(p->plainly, type_id, inputs, &plain_count);
	got = sl_evaluate(p->by_index, type_id, inputs, count);
	for (size_t i = 0; i < plain_count && i < *count; i++) {
		assert_int_equal(want[i].program, got[i].program);
		assert_int_equal(want[i].template, got[i].template);
		if (i > 0)
			check_order(p, &got[i - 1], &got[i]);
	}
	assert_int_equal(plain_count, *count);
	check_faults(sl_evaluation_faults_of(p->plainly), sl_evaluation_faults_of(p->by_index));
	p->events++;
	p->matches += *count;
	return got;
}

bool paths_has(const sl_match *matches, size_t count, uint32_t program, uint32_t template)
{
	for (size_t i = 0; i < count; i++)
		if (matches[i].program == program && matches[i].template == template)
			return true;
	return false;
}

void one_text_begin(one_text *event, unsigned field, const char *text)
{
	const size_t length = strlen(text);

	memset(event, 0, sizeof *event);
	event->block = malloc(length > 0 ? length : 1);
	assert_non_null(event->block);
	memcpy(event->block, text, length);
	event->array[field].kind = CHAN_INPUT_STRING;
	event->array[field].text = chan_cursor_over(event->block, length);
	event->inputs = (chan_inputs){event->array, PROCESS_FIELDS};
}

void one_text_end(one_text *event)
{
	free(event->block);
}
