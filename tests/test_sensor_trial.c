/*
 * The parts of the gate that runs sensors, without a sensor: where blocks lie and to which of them an address belongs,
 * what two lists of matches differ in (CH4006), what a description lacks (CH4006), reproducers, damaged files. The
 * whole of it, with a library, is tests/cli/sensor_gate.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gate/sensing.h"
#include "gate/sensor_damage.h"
#include "gate/sensor_reproducer.h"
#include "gate/sensor_trial_parts.h"
#include "support_folder.h"
#include "support_repository.h"

static const char kettle[] = "{a: {Image|endswith: /kettle}, condition: a}";
static const char guest[] = "{a: {User|startswith: guest}, condition: a}";

static void one_side(enum sl_sensor_side side)
{
	const sl_sensor_room room = {.file = 5000, .text = 100, .inputs = 3, .matches = 4};
	sl_sensor_area area;
	sl_problem problem;
	sl_sensor_fault fault;
	uintptr_t file, inputs, text;

	assert_true(sl_sensor_area_make(&area, &room, &problem));
	file = (uintptr_t)sl_sensor_place(&area.file, 4999, side);
	inputs = (uintptr_t)sl_sensor_place(&area.inputs, 2 * sizeof(chan_abi_input), side);
	text = (uintptr_t)sl_sensor_place(&area.texts[1], 7, side);
	memset((void *)file, 0xA5, 4999);
	if (side == SL_SENSOR_END) {
		assert_int_equal((file + 4999) % area.page, 0);
		fault = sl_sensor_fault_at(&area, file + 4999);
		assert_int_equal(fault.where, SL_SENSOR_AFTER);
		assert_ptr_equal(fault.block, &area.file);
		fault = sl_sensor_fault_at(&area, inputs + 3 * sizeof(chan_abi_input));
		assert_int_equal(fault.where, SL_SENSOR_AFTER);
		assert_int_equal(fault.distance, sizeof(chan_abi_input));
		fault = sl_sensor_fault_at(&area, text + 7);
		assert_int_equal(fault.where, SL_SENSOR_AFTER);
	} else {
		assert_int_equal(file % area.page, 0);
		fault = sl_sensor_fault_at(&area, file - 1);
		assert_int_equal(fault.where, SL_SENSOR_BEFORE);
		assert_ptr_equal(fault.block, &area.file);
		fault = sl_sensor_fault_at(&area, inputs - 1);
		assert_int_equal(fault.where, SL_SENSOR_BEFORE);
		fault = sl_sensor_fault_at(&area, text - 1);
		assert_int_equal(fault.where, SL_SENSOR_BEFORE);
	}
	assert_true(fault.is_text);
	assert_int_equal(fault.text, 1);
	fault = sl_sensor_fault_at(&area, text + 3);
	assert_int_equal(fault.where, SL_SENSOR_INSIDE);
	assert_int_equal(sl_sensor_fault_at(&area, 8).where, SL_SENSOR_NOWHERE);
	assert_int_equal(sl_sensor_fault_at(&area, (uintptr_t)&area).where, SL_SENSOR_NOWHERE);
	sl_sensor_area_free(&area);
}

static void test_blocks(void **state)
{
	(void)state;
	one_side(SL_SENSOR_END);
	one_side(SL_SENSOR_START);
}

/* Two templates; the event matches the first. Returns the differences' words in one text. */
static void differences(const sl_program *program, const chan_inputs *inputs,
                        const uint8_t (*matches)[16], uint32_t count, int32_t answer,
                        char words[128])
{
	sl_evaluator *evaluator = sl_evaluator_make(program, 1, true);
	sl_evaluation *evaluation = sl_evaluation_make(evaluator);
	sl_sensor_reply reply = {.answer = answer, .matches = matches, .match_count = count};
	sl_comparison comparison = {.program = program};
	sl_difference difference;
	sl_arena arena;

	sl_arena_start(&arena);
	comparison.arena = &arena;
	comparison.matches = sl_evaluate(evaluation, 9, inputs, &comparison.match_count);
	comparison.faulty = sl_evaluation_faults_of(evaluation)->count > 0;
	words[0] = '\0';
	sl_comparison_start(&comparison, &reply);
	while (sl_comparison_next(&comparison, &difference)) {
		assert_true(strlen(difference.text) > 20);
		strncat(words, difference.word, 127 - strlen(words));
		strncat(words, " ", 127 - strlen(words));
	}
	free(comparison.reported);
	sl_evaluation_free(evaluation);
	sl_evaluator_free(evaluator);
	sl_arena_free(&arena);
}

static void id_of(const sl_program *program, uint32_t index, uint8_t uuid[16])
{
	chan_template template;

	assert_true(chan_template_at(&program->checked->file, index, &template));
	memcpy(uuid, template.uuid, 16);
}

/* CH4006, and what is none: the same matches in another order, no verdict where there is none. */
static void test_differences(void **state)
{
	static const uint8_t text[] = "/kettle";
	static const uint8_t user[] = "guest";
	chan_input array[3] = {{.kind = CHAN_INPUT_STRING, .text = chan_cursor_over(text, 7)},
	                       {.kind = CHAN_INPUT_STRING, .text = chan_cursor_over(user, 5)}};
	const chan_inputs both = {array, 3}, short_one = {array, 1};
	uint8_t ids[3][16];
	char words[128];
	loaded_repository r;
	chan_type type;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	repository_rule(&r, 2, guest);
	repository_load(&r);
	assert_true(chan_type_at(&r.programs[0].checked->file, 0, &type));
	assert_int_equal(type.type_id, 9);
	id_of(&r.programs[0], 1, ids[0]);
	id_of(&r.programs[0], 0, ids[1]);
	memset(ids[2], 0x77, 16);
	differences(&r.programs[0], &both, (const uint8_t(*)[16])ids, 2, CHAN_ABI_OK, words);
	assert_string_equal(words, "");
	differences(&r.programs[0], &both, (const uint8_t(*)[16])ids, 1, CHAN_ABI_OK, words);
	assert_string_equal(words, "missed ");
	differences(&r.programs[0], &both, (const uint8_t(*)[16])ids, 3, CHAN_ABI_OK, words);
	assert_string_equal(words, "unknown ");
	memcpy(ids[2], ids[0], 16);
	differences(&r.programs[0], &both, (const uint8_t(*)[16])ids, 3, CHAN_ABI_OK, words);
	assert_string_equal(words, "unwanted ");
	differences(&r.programs[0], &both, NULL, 0, CHAN_ABI_ERROR, words);
	assert_string_equal(words, "error ");
	array[1].kind = CHAN_INPUT_ABSENT;
	differences(&r.programs[0], &both, (const uint8_t(*)[16])ids, 2, CHAN_ABI_OK, words);
	assert_string_equal(words, "unwanted ");
	/* Of one input the interpreter has no verdict about the second template either. */
	differences(&r.programs[0], &short_one, NULL, 0, CHAN_ABI_ERROR, words);
	assert_string_equal(words, "");
	differences(&r.programs[0], &short_one, (const uint8_t(*)[16])ids + 1, 1, CHAN_ABI_OK,
	            words);
	assert_string_equal(words, "");
	differences(&r.programs[0], &short_one, (const uint8_t(*)[16])ids, 2, CHAN_ABI_OK, words);
	assert_string_equal(words, "unwanted ");
	repository_end(&r);
}

/* A sensor that says of "start" version 2 what the catalog says, but for so many inputs. */
static size_t compare_described(loaded_repository *r, uint32_t version, uint32_t count,
                                const char *third, const char *build)
{
	sl_sensor_field fields[4] = {{"Image", CHAN_ABI_STRING},
	                             {"User", CHAN_ABI_STRING},
	                             {third, CHAN_ABI_STRING},
	                             {"More", CHAN_ABI_STRING}};
	sl_sensor_type type = {"start", 9, version, fields, count};
	const sl_sensor_description says = {"x", build, &type, 1, count};
	const sl_sensing sensing = {.catalog = &r->repository.catalog,
	                            .fleet = &r->repository.fleet};
	const size_t before = r->findings.count;

	sl_compare_inputs(&sensing, "x.so", &says, &r->findings);
	for (size_t i = before; i < r->findings.count; i++) {
		assert_int_equal(r->findings.items[i].rule, SL_RULE_SENSOR_DISAGREES);
		assert_non_null(r->findings.items[i].source.path);
	}
	return r->findings.count - before;
}

static void test_descriptions(void **state)
{
	loaded_repository r;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	repository_load(&r);
	assert_int_equal(compare_described(&r, 2, 3, "Parent", "none"), 0);
	assert_int_equal(compare_described(&r, 1, 2, "Parent", "none"), 0);
	assert_int_equal(compare_described(&r, 1, 2, "Parent", "1.0.1"), 0);
	assert_int_equal(compare_described(&r, 2, 2, "Parent", "none"), 1);
	assert_non_null(strstr(r.findings.items[0].detail, "Parent is not supplied"));
	assert_int_equal(compare_described(&r, 2, 4, "Parent", "none"), 1);
	assert_int_equal(compare_described(&r, 2, 3, "parent", "none"), 1);
	assert_int_equal(compare_described(&r, 3, 3, "Parent", "none"), 1);
	/* The manifest of its own build has version 1. */
	assert_int_equal(compare_described(&r, 2, 3, "Parent", "1.0.1"), 1);
	repository_end(&r);
}

static void test_reproducers(void **state)
{
	static const uint8_t text[] = {0, '#', 0xFF, '\n'};
	static const uint8_t file[] = "channel 3\nabc";
	chan_input array[8] = {{.kind = CHAN_INPUT_STRING, .text = chan_cursor_over(text, 4)},
	                       {.kind = CHAN_INPUT_INTEGER, .integer = INT64_MIN},
	                       {.kind = CHAN_INPUT_ABSENT},
	                       {.kind = CHAN_INPUT_ADDRESS, .family = 4, .address = {10, 1}},
	                       {.kind = CHAN_INPUT_ADDRESS, .family = 6, .address = {254}},
	                       {.kind = CHAN_INPUT_NULL},
	                       {.kind = CHAN_INPUT_STRING, .text = chan_cursor_over(text, 0)}};
	const chan_inputs inputs = {array, 8}, none = {array, 0};
	const sl_sensor_event *events[2];
	char *folder = scratch_create();
	sl_sensor_events made;
	sl_sensor_reproducer back;
	sl_buffer bytes = {0};
	sl_problem problem;
	sl_arena arena;
	const char *path;

	(void)state;
	sl_arena_start(&arena);
	path = sl_path_join(&arena, folder, "a.repro");
	sl_sensor_events_start(&made);
	sl_sensor_events_add(&made, 0, 7, &inputs, (sl_source){0});
	sl_sensor_events_add(&made, 0, UINT32_MAX, &none, (sl_source){0});
	events[0] = &made.items[0];
	events[1] = &made.items[1];
	sl_sensor_reproducer_write("two\nlines", events, 2, file, sizeof file, &bytes);
	scratch_write(folder, "a.repro", bytes.bytes, bytes.length);
	assert_true(sl_sensor_reproducer_read(path, &back, &problem));
	assert_int_equal(back.size, sizeof file);
	assert_memory_equal(back.bytes, file, sizeof file);
	assert_int_equal(back.events.count, 2);
	assert_int_equal(back.events.items[0].value_count, 6);
	assert_int_equal(back.events.items[1].type_id, UINT32_MAX);
	assert_int_equal(back.events.items[0].values[0].size, 4);
	assert_memory_equal(back.events.items[0].values[0].bytes, text, 4);
	assert_true(back.events.items[0].values[1].input.integer == INT64_MIN);
	assert_int_equal(back.events.items[0].values[2].field, 3);
	assert_int_equal(back.events.items[0].values[3].input.family, 6);
	assert_int_equal(back.events.items[0].values[5].input.kind, CHAN_INPUT_STRING);
	sl_sensor_reproducer_free(&back);
	for (size_t i = 0; i < bytes.length; i++) {
		scratch_write(folder, "a.repro", bytes.bytes, i);
		assert_false(sl_sensor_reproducer_read(path, &back, &problem));
		sl_sensor_reproducer_free(&back);
	}
	sl_buffer_free(&bytes);
	sl_sensor_events_free(&made);
	sl_arena_free(&arena);
	scratch_remove(folder);
}

static void test_damaged_files_are_refused(void **state)
{
	sl_sensor_damage damages[SL_SENSOR_MOST_DAMAGES];
	loaded_repository r;
	size_t count;

	(void)state;
	repository_begin(&r);
	repository_rule(&r, 1, kettle);
	repository_load(&r);
	count = sl_sensor_damages(r.programs[0].checked, damages);
	assert_true(count >= 8 && count <= SL_SENSOR_MOST_DAMAGES);
	for (size_t i = 0; i < count; i++) {
		uint8_t *bytes = sl_sensor_damaged(r.programs[0].checked, &damages[i]);
		chan_finding fault;
		chan_file file;

		assert_false(chan_open(bytes, damages[i].size, &file, &fault));
		free(bytes);
	}
	repository_end(&r);
}

/* A library that is none: the child says so, and the host lives on. */
static void test_no_library(void **state)
{
	const sl_sensor_limits limits = {20, SL_SENSOR_DEFAULT_MEMORY, SL_SENSOR_DEFAULT_OUTPUT};
	const sl_sensor_room room = {0};
	sl_sensor *sensor = sl_sensor_make("/dev/null", &limits);
	sl_sensor_failure failure;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_false(sl_sensor_ready(sensor, &room, &failure));
		assert_int_equal(failure.kind, SL_SENSOR_NOT_LOADED);
		assert_non_null(strstr(failure.text, "cannot be loaded"));
	}
	assert_int_equal(sl_sensor_starts(sensor), 2);
	sl_sensor_free(sensor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_descriptions),
		cmocka_unit_test(test_reproducers),
		cmocka_unit_test(test_damaged_files_are_refused),
		cmocka_unit_test(test_no_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
