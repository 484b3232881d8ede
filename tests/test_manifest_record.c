/* Records to manifests: what they say, and the bounds of it. test_manifest_faults.c has each way to be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/digest.h"
#include "model/manifest_record.h"
#include "support_binary.h"
#include "support_folder.h"
#include "support_records.h"

static void start(reading *to, const char *text)
{
	sl_buffer bytes = {0};

	records_fill(text, &bytes);
	records_start(to, bytes.bytes, bytes.length);
	sl_buffer_free(&bytes);
}

static void test_a_manifest_is_read(void **state)
{
	reading one;
	const sl_build *build = &one.build;

	(void)state;
	start(&one, "||" RECORD_IPC "|||||" RECORD_BUILD "|" RECORD_DNS "|" RECORD_ENGINE
	            "|" RECORD_IPC "|" RECORD_BUILD "|" RECORD_ENGINE "||||");
	assert_string_equal(one.why.text, "");
	assert_string_equal(build->name, "7.11");
	assert_string_equal(build->platform, "linux-x64");
	assert_string_equal(build->source.path, "b");
	assert_int_equal(build->engine, 1);
	assert_int_equal(build->operators, 1u << CHAN_OPERATOR_EXACT | 1u << CHAN_OPERATOR_NULL);
	assert_true(build->limits.file_bytes == 4194304 && build->limits.templates == 10000);
	assert_true(build->limits.criteria == 256 && build->limits.values == 65535);
	assert_int_equal(build->limits.version_bits, 32);
	/* By id. */
	assert_int_equal(build->input_count, 2);
	assert_string_equal(build->inputs[0].type, "dns");
	assert_int_equal(build->inputs[0].version, 1);
	assert_int_equal(build->inputs[0].count, 1);
	assert_string_equal(build->inputs[0].supplies[0].name, "Query");
	assert_int_equal(build->inputs[0].supplies[0].kind, CHAN_KIND_INTEGER);
	assert_string_equal(build->inputs[1].type, "ipc");
	assert_int_equal(build->inputs[1].version, 3);
	assert_int_equal(build->inputs[1].count, 2);
	assert_string_equal(build->inputs[1].supplies[0].name, "PipeName");
	assert_int_equal(build->inputs[1].supplies[0].kind, CHAN_KIND_STRING);
	assert_string_equal(build->inputs[1].supplies[1].name, "RemoteIp");
	assert_int_equal(build->inputs[1].supplies[1].kind, CHAN_KIND_IP);
	assert_string_equal(build->inputs[1].supplies[1].source.path, "b");
	sl_arena_free(&one.arena);
}

static void test_names_are_decoded(void **state)
{
	reading one;

	(void)state;
	start(&one,
	      RECORD_IPC "|" RECORD_ENGINE
	                 "|sluice-build 1 7%20%28beta%29%C3%A9%25 platform=%2F " RECORD_LIMITS);
	assert_string_equal(one.why.text, "");
	assert_string_equal(one.build.name, "7 (beta)\xC3\xA9%");
	assert_string_equal(one.build.platform, "/");
	sl_arena_free(&one.arena);
}

/* A name of the build of that many bytes, written as they are or all escaped. */
static bool reads_name_of(size_t length, bool escaped)
{
	sl_buffer text = {0};
	reading one;

	records_fill(RECORD_IPC "|" RECORD_ENGINE "|sluice-build 1 ", &text);
	text.length--;
	for (size_t i = 0; i < length; i++) {
		sl_buffer_text(&text, escaped ? "%25" : "n");
	}
	sl_buffer_text(&text, " platform=p " RECORD_LIMITS);
	sl_buffer_byte(&text, 0);
	records_start(&one, text.bytes, text.length);
	if (one.good) {
		assert_int_equal(strlen(one.build.name), length);
	} else {
		assert_non_null(
			strstr(one.why.text, "the name of the build must have 1 to 255 bytes"));
	}
	sl_arena_free(&one.arena);
	sl_buffer_free(&text);
	return one.good;
}

static void test_names_have_at_most_255_bytes(void **state)
{
	(void)state;
	assert_true(reads_name_of(255, false));
	assert_false(reads_name_of(256, false));
	assert_true(reads_name_of(255, true));
	assert_false(reads_name_of(256, true));
	assert_false(reads_name_of(100000, true));
}

/* A type of that many inputs, with the count that it says. */
static void test_types_have_at_most_256_inputs(void **state)
{
	(void)state;
	for (unsigned count = 255; count <= 257; count++) {
		sl_buffer text = {0};
		const char *said;

		sl_buffer_printf(&text, "sluice-type 1 ipc id=7 version=3 layout=@ inputs=%u",
		                 count);
		for (unsigned i = 0; i < count; i++) {
			sl_buffer_printf(&text, " integer:N%u", i);
		}
		sl_buffer_text(&text, RECORD_REST);
		said = records_say((const char *)text.bytes);
		if (count <= 256) {
			assert_string_equal(said, "");
		} else {
			assert_non_null(
				strstr(said, "inputs must be a number from 1 to 256, not 257"));
		}
		sl_buffer_free(&text);
	}
}

static void test_at_most_4096_types(void **state)
{
	sl_buffer text = {0};

	(void)state;
	sl_buffer_text(&text, RECORD_ENGINE "|" RECORD_BUILD);
	for (unsigned i = 4096; i >= 1; i--) {
		sl_buffer_printf(&text, "|sluice-type 1 t%u id=%u version=1 layout=@ inputs=1 ip:A",
		                 i, i);
	}
	assert_string_equal(records_say((const char *)text.bytes), "");
	sl_buffer_text(&text, "|sluice-type 1 t0 id=4097 version=1 layout=@ inputs=1 ip:A");
	assert_non_null(
		strstr(records_say((const char *)text.bytes), "there are more than 4096 types"));
	sl_buffer_free(&text);
}

static void test_a_record_must_end(void **state)
{
	sl_buffer text = {0};
	reading one;

	(void)state;
	records_fill(RECORD_IPC RECORD_REST, &text);
	records_start(&one, text.bytes, text.length - 1);
	assert_non_null(strstr(one.why.text, "has no end: its section is cut off"));
	sl_arena_free(&one.arena);
	sl_buffer_free(&text);
}

/* The message goes to a terminal, and has a bound, whatever is in the record. */
static void test_long_records_are_shown_short(void **state)
{
	sl_buffer text = {0};
	const char *said;

	(void)state;
	sl_buffer_text(&text, "sluice-type 1 ");
	for (unsigned i = 0; i < 100000; i++) {
		sl_buffer_text(&text, "x");
	}
	sl_buffer_text(&text, " id=1 version=1" RECORD_REST);
	said = records_say((const char *)text.bytes);
	assert_non_null(strstr(said, "...): the name of the type must have 1 to 255 bytes"));
	assert_true(strlen(said) < 200);
	sl_buffer_free(&text);
}

/* Sections of one slice are one; slices must say the same, in whatever order. */
static bool reads_slices(const char *first, const char *second, bool one_slice, sl_problem *why)
{
	sl_buffer bytes[2] = {{0}, {0}};
	sl_window sections[2];
	sl_binary_slice slices[2];
	sl_binary binary = {"records", slices, one_slice ? 1 : 2};
	sl_arena arena;
	sl_build build;
	bool good;

	records_fill(first, &bytes[0]);
	records_fill(second, &bytes[1]);
	for (size_t i = 0; i < 2; i++) {
		sections[i] = (sl_window){bytes[i].bytes, bytes[i].length, 1000 * (i + 1), false};
		slices[i] = (sl_binary_slice){&sections[i], one_slice ? 2 : 1, 0};
	}
	sl_arena_start(&arena);
	why->text[0] = '\0';
	good = sl_manifest_read("b", &binary, &arena, &build, why);
	sl_arena_free(&arena);
	sl_buffer_free(&bytes[0]);
	sl_buffer_free(&bytes[1]);
	return good;
}

static void test_sections_and_slices(void **state)
{
	static const char differ[] = "the slices of the file do not all say this, so they are "
				     "different builds; take them "
				     "apart (lipo -thin) and add each";
	static const struct {
		const char *first, *second;
	} others[] = {
		{RECORD_IPC "|" RECORD_DNS RECORD_REST, RECORD_IPC RECORD_REST},
		{RECORD_IPC RECORD_REST, RECORD_IPC "|" RECORD_DNS RECORD_REST},
		{RECORD_IPC RECORD_REST, RECORD_DNS RECORD_REST},
		{RECORD_IPC RECORD_REST, RECORD_IPC "|" RECORD_ENGINE},
		{RECORD_IPC "|" RECORD_BUILD, RECORD_IPC RECORD_REST},
		{RECORD_IPC RECORD_REST, RECORD_IPC
	         "|" RECORD_ENGINE "|sluice-build 1 7.12 platform=linux-x64 " RECORD_LIMITS},
	};
	sl_problem why;

	(void)state;
	assert_true(reads_slices(RECORD_IPC, RECORD_DNS RECORD_REST, true, &why));
	assert_true(reads_slices(RECORD_IPC "|" RECORD_DNS RECORD_REST,
	                         RECORD_BUILD "|" RECORD_ENGINE "|" RECORD_DNS "|" RECORD_IPC,
	                         false, &why));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		assert_false(reads_slices(others[i].first, others[i].second, false, &why));
		assert_non_null(strstr(why.text, differ));
		assert_null(strstr(why.text, "at byte 0"));
	}
	assert_false(reads_slices(RECORD_IPC RECORD_REST, "nonsense", false, &why));
	assert_non_null(strstr(why.text, "the record at byte 2000 (nonsense)"));
}

static void test_a_file_is_read(void **state)
{
	char *folder = scratch_create(), digest[65], wanted[65];
	sl_buffer file = {0};
	sl_problem why;
	sl_arena arena;
	sl_build build;

	(void)state;
	binary_build(BINARY_ELF_64_LITTLE, binary_records, binary_records_length, &file);
	sl_sha256_hex(file.bytes, file.length, wanted);
	scratch_write(folder, "lib.so", file.bytes, file.length);
	sl_arena_start(&arena);
	if (!sl_manifest_from_file(scratch_path(folder, "lib.so"), &arena, &build, digest, &why)) {
		fail_msg("%s", why.text);
	}
	assert_string_equal(digest, wanted);
	assert_string_equal(build.name, "7.11.18110");
	assert_string_equal(build.source.path, scratch_path(folder, "lib.so"));
	assert_int_equal(build.input_count, 2);
	assert_string_equal(build.inputs[1].supplies[1].name, "Remote Ip");
	assert_true(build.limits.values == UINT64_MAX);
	/* Also one that is refused has a digest; one that cannot be read has none. */
	scratch_text(folder, "script", "#!/bin/sh\n");
	assert_false(sl_manifest_from_file(scratch_path(folder, "script"), &arena, &build, digest,
	                                   &why));
	assert_non_null(strstr(why.text, "script: no binary of a sensor: a script"));
	assert_int_equal(strlen(digest), 64);
	assert_null(build.name);
	assert_false(sl_manifest_from_file(folder, &arena, &build, digest, &why));
	assert_non_null(strstr(why.text, "cannot read: it is a folder"));
	assert_string_equal(digest, "");
	assert_int_equal(mkfifo(scratch_path(folder, "fifo"), 0600), 0);
	assert_false(
		sl_manifest_from_file(scratch_path(folder, "fifo"), &arena, &build, digest, &why));
	assert_non_null(strstr(why.text, "cannot read: it is a FIFO"));
	assert_false(
		sl_manifest_from_file(scratch_path(folder, "none"), &arena, &build, digest, &why));
	assert_non_null(strstr(why.text, "cannot read: No such file or directory"));
	sl_arena_free(&arena);
	sl_buffer_free(&file);
	scratch_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_manifest_is_read),
		cmocka_unit_test(test_names_are_decoded),
		cmocka_unit_test(test_names_have_at_most_255_bytes),
		cmocka_unit_test(test_types_have_at_most_256_inputs),
		cmocka_unit_test(test_at_most_4096_types),
		cmocka_unit_test(test_a_record_must_end),
		cmocka_unit_test(test_long_records_are_shown_short),
		cmocka_unit_test(test_sections_and_slices),
		cmocka_unit_test(test_a_file_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
