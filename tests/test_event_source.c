/* Files of events, cut into events: lines and documents, whole and torn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "execute/event_source.h"
#include "model/event_read.h"
#include "support_folder.h"

/* "NUMBER<EVENT>NUMBER<EVENT>NUMBER!FAULT", or the problem; in a static buffer. */
static const char *cut_path(const char *path)
{
	static sl_buffer out;
	sl_event_block block = {0};
	sl_problem problem = {0};
	sl_event_source *source = sl_event_source_open(path, &problem);
	sl_buffer_clear(&out);
	while (source != NULL && sl_event_source_next(source, &block, &problem)) {
		for (size_t i = 0; i < block.count; i++) {
			sl_buffer_printf(&out, "%llu<", (unsigned long long)block.numbers[i]);
			sl_buffer_append(&out, block.events[i].bytes, block.events[i].length);
			sl_buffer_byte(&out, '>');
		}
		if (block.fault != NULL) {
			sl_buffer_printf(&out, "%llu!%s", (unsigned long long)block.fault_number,
			                 block.fault);
		}
	}
	sl_event_source_close(source);
	sl_event_block_free(&block);
	sl_buffer_text(&out, problem.text);
	return (const char *)out.bytes;
}

static const char *cut(const char *folder, const char *text)
{
	scratch_text(folder, "events", text);
	return cut_path(scratch_path(folder, "events"));
}

static void lines_have_their_numbers(void **state)
{
	assert_string_equal(cut(*state, "{\"a\":1}\n{}\n"), "1<{\"a\":1}>2<{}>");
	assert_string_equal(cut(*state, "{\"a\":1}\n\n \t\n{}"), "1<{\"a\":1}>4<{}>");
	assert_string_equal(cut(*state, "\n\n{}\n"), "3<{}>");
	assert_string_equal(cut(*state, "{}\r\n\r\n{}\r\n"), "1<{}\r>3<{}\r>");
	assert_string_equal(cut(*state, "{}"), "1<{}>");
	assert_string_equal(cut(*state, "what\n{\n"), "1<what>2<{>");
	assert_string_equal(cut(*state, "{} {}\n"), "1<{} {}>");
	assert_string_equal(cut(*state, "{\"a\":\"}\"}\n{}"), "1<{\"a\":\"}\"}>2<{}>");
}

static void nothing_is_nothing(void **state)
{
	assert_string_equal(cut(*state, ""), "");
	assert_string_equal(cut(*state, "\n"), "");
	assert_string_equal(cut(*state, " \t\r\n \n"), "");
	assert_string_equal(cut(*state, "\xef\xbb\xbf"), "");
	assert_string_equal(cut(*state, "[]"), "");
	assert_string_equal(cut(*state, "[\n] [ ]\n"), "");
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	assert_string_equal(cut(*state, "\xef\xbb\xbf{}\n{}"), "1<{}>2<{}>");
	assert_string_equal(cut(*state, "\xef\xbb\xbf[{},{}]"), "1<{}>2<{}>");
	assert_string_equal(cut(*state, "{}\n\xef\xbb\xbf{}"), "1<{}>2<\xef\xbb\xbf{}>");
	assert_string_equal(cut(*state, "\xef\xbb"), "1<\xef\xbb>");
}

static void a_first_line_that_was_cut_is_one_line(void **state)
{
	assert_string_equal(cut(*state, "{\"a\":\n{}\n{}\n"), "1<{\"a\":>2<{}>3<{}>");
	assert_string_equal(cut(*state, "{\"a\":\"\n"), "1<{\"a\":\">");
	assert_string_equal(cut(*state, "{\"a\":"), "1<{\"a\":>");
	assert_string_equal(cut(*state, "{"), "1<{>");
}

static void documents_are_cut_by_their_brackets(void **state)
{
	assert_string_equal(cut(*state, "{\n \"a\": 1\n}\n"), "1<{\n \"a\": 1\n}>");
	assert_string_equal(cut(*state, "{\n}\n{\n}{}"), "1<{\n}>2<{\n}>3<{}>");
	assert_string_equal(cut(*state, "[{},{\"a\":[1,{}]} , {\n}]"),
	                    "1<{}>2<{\"a\":[1,{}]}>3<{\n}>");
	assert_string_equal(cut(*state, "\n [\n{}\n]\n[{}]"), "1<{}>2<{}>");
	assert_string_equal(cut(*state, "[{\"a\":\"]},{[\\\"\"},{}]"),
	                    "1<{\"a\":\"]},{[\\\"\"}>2<{}>");
	assert_string_equal(cut(*state, "[{\"a\":\"\\\\\"},{}]"), "1<{\"a\":\"\\\\\"}>2<{}>");
}

/* The reader refuses what is no event; what stands between them is told here. */
static void documents_are_strict(void **state)
{
	assert_string_equal(cut(*state, "["), "1!the array of events does not end");
	assert_string_equal(cut(*state, "[{}"), "1<{}>2!the array of events does not end");
	assert_string_equal(cut(*state, "[{},"), "1<{}>2!the array of events does not end");
	assert_string_equal(cut(*state, "[{} {}]"), "1<{}>2!there is no comma between two events");
	assert_string_equal(cut(*state, "[{}[{}]]"), "1<{}>2!there is no comma between two events");
	assert_string_equal(cut(*state, "[{},]"), "1<{}>2<]>3!the array of events does not end");
	assert_string_equal(cut(*state, "[,{}]"), "1<,>2!there is no comma between two events");
	assert_string_equal(cut(*state, "[{},,{}]"),
	                    "1<{}>2<,>3!there is no comma between two events");
	assert_string_equal(cut(*state, "[1,null,[{}]]"), "1<1>2<null>3<[{}]>");
	assert_string_equal(cut(*state, "[{},{\"a\":"), "1<{}>2<{\"a\":>");
	assert_string_equal(cut(*state, "[{}]]"), "1<{}>2<]>");
	assert_string_equal(cut(*state, "[{}],{}"), "1<{}>2<,>3<{}>");
	assert_string_equal(cut(*state, "{\n}x y\n}"), "1<{\n}>2<x>3<y>4<}>");
	assert_string_equal(cut(*state, "{\n\"a"), "1<{\n\"a>");
	assert_string_equal(cut(*state, "{\n\"\\"), "1<{\n\"\\>");
}

static void bytes_may_be_any(void **state)
{
	sl_event_block block = {0};
	sl_problem problem;
	scratch_write(*state, "events", "{\"\0\"}\n\0\n\xff", 9);
	sl_event_source *source = sl_event_source_open(scratch_path(*state, "events"), &problem);
	assert_non_null(source);
	assert_true(sl_event_source_next(source, &block, &problem));
	assert_int_equal(block.count, 3);
	assert_int_equal(block.events[0].length, 5);
	assert_memory_equal(block.events[1].bytes, "\0", 1);
	assert_memory_equal(block.events[2].bytes, "\xff", 1);
	assert_false(sl_event_source_next(source, &block, &problem));
	assert_string_equal(problem.text, "");
	sl_event_source_close(source);
	sl_event_block_free(&block);
}

/* Counts the events of a file and adds their lengths up. */
static size_t measure(const char *path, uint64_t *last, uint64_t *bytes)
{
	sl_event_block block = {0};
	sl_problem problem;
	size_t count = 0;
	sl_event_source *source = sl_event_source_open(path, &problem);
	assert_non_null(source);
	*last = *bytes = 0;
	while (sl_event_source_next(source, &block, &problem)) {
		assert_true(block.count > 0 || block.fault != NULL);
		for (size_t i = 0; i < block.count; i++) {
			assert_true(block.numbers[i] > *last);
			*last = block.numbers[i];
			*bytes += block.events[i].length;
		}
		count += block.count;
	}
	assert_string_equal(problem.text, "");
	uint64_t read, size;
	sl_event_source_progress(source, &read, &size);
	assert_int_equal(read, size);
	sl_event_source_close(source);
	sl_event_block_free(&block);
	return count;
}

enum { MANY = 100000 };

/* Over the borders of the blocks nothing is lost, whatever the lengths. */
static void many_events_are_all_there(void **state)
{
	sl_buffer lines = {0}, array = {0};
	uint64_t written = 0, last, bytes;
	sl_buffer_byte(&array, '[');
	for (unsigned i = 1; i <= MANY; i++) {
		char event[64];
		const int length = snprintf(event, sizeof event, "{\"%.*s\":%u}", (int)(i % 17),
		                            "abcdefghijklmnopq", i);
		written += (uint64_t)length;
		sl_buffer_printf(&lines, "%s\n", event);
		sl_buffer_printf(&array, "%s%s", event, i < MANY ? ",\n" : "]");
	}
	scratch_write(*state, "lines", lines.bytes, lines.length);
	scratch_write(*state, "array", array.bytes, array.length);
	assert_int_equal(measure(scratch_path(*state, "lines"), &last, &bytes), MANY);
	assert_int_equal(last, MANY);
	assert_int_equal(bytes, written);
	assert_int_equal(measure(scratch_path(*state, "array"), &last, &bytes), MANY);
	assert_int_equal(last, MANY);
	assert_int_equal(bytes, written);
	sl_buffer_free(&lines);
	sl_buffer_free(&array);
}

static void add_long_line(sl_buffer *out, size_t length)
{
	uint8_t *line = sl_buffer_extend(out, length + 1);
	memset(line, 'x', length);
	line[0] = '{';
	line[length] = '\n';
}

/* The reader says so; what follows has its right number. */
static void a_line_may_be_too_long(void **state)
{
	sl_buffer text = {0};
	uint64_t last, bytes;
	add_long_line(&text, SL_MAX_EVENT_BYTES * 2 + 12345);
	sl_buffer_text(&text, "{}\n");
	add_long_line(&text, SL_MAX_EVENT_BYTES);
	add_long_line(&text, SL_MAX_EVENT_BYTES * 2);
	sl_buffer_text(&text, "{}");
	scratch_write(*state, "long", text.bytes, text.length);
	assert_int_equal(measure(scratch_path(*state, "long"), &last, &bytes), 5);
	assert_int_equal(last, 5);
	/* What is past the limit is not kept, but for what was read at once. */
	assert_true(bytes > 3u * SL_MAX_EVENT_BYTES && bytes < 4u * SL_MAX_EVENT_BYTES);
	scratch_write(*state, "long", text.bytes, SL_MAX_EVENT_BYTES * 2);
	assert_int_equal(measure(scratch_path(*state, "long"), &last, &bytes), 1);
	sl_buffer_free(&text);
}

static void what_is_no_file_is_refused(void **state)
{
	char words[512];
	assert_int_equal(mkfifo(scratch_path(*state, "fifo"), 0600), 0);
	const char *fifo = scratch_path(*state, "fifo");
	snprintf(words, sizeof words, "%s: is a FIFO, no file; `--events -` reads standard input",
	         fifo);
	assert_string_equal(cut_path(fifo), words);
	snprintf(words, sizeof words, "%s: is a folder; name its files", (const char *)*state);
	assert_string_equal(cut_path(*state), words);
	snprintf(words, sizeof words, "%s: No such file or directory",
	         scratch_path(*state, "nowhere"));
	assert_string_equal(cut_path(scratch_path(*state, "nowhere")), words);
	assert_non_null(strstr(cut_path("/dev/zero"), "no file"));
}

/* What a pipe has is given at once, and its end is not waited for. */
static void a_pipe_is_live(void **state)
{
	sl_event_block block = {0};
	sl_problem problem;
	int pipes[2];
	char name[32];
	(void)state;
	assert_int_equal(pipe(pipes), 0);
	snprintf(name, sizeof name, "/dev/fd/%d", pipes[0]);
	assert_int_equal(write(pipes[1], "{}\n{\"a\":", 8), 8);
	sl_event_source *source = sl_event_source_open(name, &problem);
	assert_non_null(source);
	assert_true(sl_event_source_next(source, &block, &problem));
	assert_true(sl_event_source_idle(source));
	assert_int_equal(block.count, 1);
	assert_int_equal(write(pipes[1], "1}\n", 3), 3);
	assert_true(sl_event_source_next(source, &block, &problem));
	assert_int_equal(block.count, 1);
	assert_int_equal(block.numbers[0], 2);
	assert_memory_equal(block.events[0].bytes, "{\"a\":1}", 7);
	assert_int_equal(write(pipes[1], "{}", 2), 2);
	assert_int_equal(close(pipes[1]), 0);
	assert_true(sl_event_source_next(source, &block, &problem));
	assert_int_equal(block.numbers[0], 3);
	assert_false(sl_event_source_next(source, &block, &problem));
	assert_string_equal(problem.text, "");
	sl_event_source_close(source);
	sl_event_block_free(&block);
	close(pipes[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_have_their_numbers, scratch_begin,
	                                        scratch_end),
		cmocka_unit_test_setup_teardown(nothing_is_nothing, scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(a_byte_order_mark_is_passed_over, scratch_begin,
	                                        scratch_end),
		cmocka_unit_test_setup_teardown(a_first_line_that_was_cut_is_one_line,
	                                        scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(documents_are_cut_by_their_brackets, scratch_begin,
	                                        scratch_end),
		cmocka_unit_test_setup_teardown(documents_are_strict, scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(bytes_may_be_any, scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(many_events_are_all_there, scratch_begin,
	                                        scratch_end),
		cmocka_unit_test_setup_teardown(a_line_may_be_too_long, scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, scratch_begin,
	                                        scratch_end),
		cmocka_unit_test(a_pipe_is_live),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
