/* Binaries: where their records lie, in every format; and that no damage leads outside of a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/manifest_record.h"
#include "support_binary.h"

#define ELF "b: an ELF file that "
#define PE "b: a PE file that "
#define MACHO "b: a Mach-O file that "
#define FAT "b: a fat Mach-O file that "

/* The manifest that the bytes are, or what is wrong with them; in *out. */
static bool manifest_of(const uint8_t *bytes, size_t size, sl_buffer *out)
{
	binary_answer to;
	sl_build build;
	bool good = false;

	binary_ask(&to, bytes, size);
	if (to.kind == SL_BINARY_RECORDS) {
		good = sl_manifest_read("b", &to.binary, &to.arena, &build, &to.why);
	}
	if (good) {
		sl_build_write(&build, out);
	} else {
		assert_true(to.why.text[0] != '\0');
		sl_buffer_text(out, to.why.text);
	}
	binary_finish(&to);
	return good;
}

static void test_each_form_is_read(void **state)
{
	(void)state;
	for (unsigned i = 0; i < BINARY_FORMS; i++) {
		sl_buffer file = {0};
		binary_answer to;

		binary_build((enum binary_form)i, binary_records, binary_records_length, &file);
		binary_ask(&to, file.bytes, file.length);
		if (to.kind != SL_BINARY_RECORDS) {
			fail_msg("%s: %s", binary_form_name((enum binary_form)i), to.why.text);
		}
		assert_int_equal(to.binary.slice_count, i >= BINARY_FAT_32 ? 2 : 1);
		for (uint32_t slice = 0; slice < to.binary.slice_count; slice++) {
			const sl_window *found = &to.binary.slices[slice].sections[0];

			assert_int_equal(to.binary.slices[slice].count, 1);
			assert_int_equal(found->size, binary_records_length);
			assert_memory_equal(found->bytes, binary_records, found->size);
			assert_ptr_equal(found->bytes, to.block + found->start);
		}
		binary_finish(&to);
		sl_buffer_free(&file);
	}
}

static void test_no_prefix_is_a_manifest(void **state)
{
	(void)state;
	for (unsigned i = 0; i < BINARY_FORMS; i++) {
		sl_buffer file = {0}, whole = {0}, said = {0};

		binary_build((enum binary_form)i, binary_records, binary_records_length, &file);
		assert_true(manifest_of(file.bytes, file.length, &whole));
		for (size_t size = 0; size < file.length; size++) {
			sl_buffer_clear(&said);
			if (manifest_of(file.bytes, size, &said)) {
				fail_msg("%s: its first %zu bytes of %zu are accepted",
				         binary_form_name((enum binary_form)i), size, file.length);
			}
		}
		sl_buffer_free(&file);
		sl_buffer_free(&whole);
		sl_buffer_free(&said);
	}
}

/* The magic numbers of an image, and nothing behind them. */
static void test_an_image_without_a_header(void **state)
{
	sl_buffer file = {0};

	(void)state;
	binary_build(BINARY_PE_64, binary_records, binary_records_length, &file);
	assert_string_equal(
		binary_say(file.bytes, 68),
		PE "is damaged at byte 68: it ends within its header; copy it or build it anew");
	assert_string_equal(binary_say(file.bytes, 67), PE
	                    "is damaged at byte 60: its header is at byte 64, past the end of the "
	                    "file; copy it or build it anew");
	sl_buffer_free(&file);
}

/* Every byte, as several others: what is still accepted is what was there, or its records were changed to others. */
static void test_no_changed_byte_leads_outside(void **state)
{
	static const uint8_t changes[] = {0xFF, 0x80, 0x01, 0x7F};
	size_t refused = 0;

	(void)state;
	for (unsigned i = 0; i < BINARY_FORMS; i++) {
		sl_buffer file = {0}, said = {0};

		binary_build((enum binary_form)i, binary_records, binary_records_length, &file);
		for (size_t place = 0; place < file.length; place++) {
			for (size_t k = 0; k < sizeof changes; k++) {
				file.bytes[place] ^= changes[k];
				sl_buffer_clear(&said);
				refused += !manifest_of(file.bytes, file.length, &said);
				file.bytes[place] ^= changes[k];
			}
		}
		sl_buffer_free(&file);
		sl_buffer_free(&said);
	}
	assert_true(refused > 1000);
}

typedef struct stranger_case {
	const char *bytes;
	size_t size;
	const char *said;
} stranger_case;

#define STRANGER(bytes, words) {bytes, sizeof(bytes) - 1, "b: no binary of a sensor: " words}

static const stranger_case stranger_cases[] = {
	STRANGER("", "the file is empty"),
	STRANGER("\x7F", "sluice reads ELF, PE, COFF and Mach-O"),
	STRANGER("\x7F"
                 "EL",
                 "sluice reads ELF, PE, COFF and Mach-O"),
	STRANGER("#!/bin/sh\n", "a script"),
	STRANGER("!<arch>\nx", "an archive of objects; give what they are linked to"),
	STRANGER("!<thin>\n", "a thin archive of objects; give what they are linked to"),
	STRANGER("BC\xC0\xDE", "LLVM bitcode, as -flto makes; give what the linker makes of it"),
	STRANGER("\xDE\xC0\x17\x0B",
                 "LLVM bitcode, as -flto makes; give what the linker makes of it"),
	STRANGER("\xCA\xFE\xBA\xBE\0\0\0\x34",
                 "a class of Java, or a fat file with too many slices"),
	STRANGER("\0asm\1", "a module of WebAssembly; sluice reads ELF, PE, COFF and Mach-O"),
	STRANGER("PK\x03\x04", "an archive of compressed files; unpack it"),
	STRANGER("\x1F\x8B", "a compressed file; unpack it"),
	STRANGER("\xFD"
                 "7zXZ",
                 "a compressed file; unpack it"),
	STRANGER("\x28\xB5\x2F\xFD", "a compressed file; unpack it"),
	STRANGER("sluice-type 1", "sluice reads ELF, PE, COFF and Mach-O"),
	{"\x7F"
         "ELF",
         4, ELF "is damaged at byte 4: it ends within its header; copy it or build it anew"},
	{"MZ", 2, PE "is damaged at byte 2: it ends within its header; copy it or build it anew"},
	{"\xCF\xFA\xED\xFE", 4,
         MACHO "is damaged at byte 4: it ends within its header and load commands; copy it or "
               "build it anew"},
	{"\xCA\xFE\xBA\xBE", 4,
         FAT "is damaged at byte 4: it has 0 slices, not 1 to 42; copy it or build it anew"},
};

static void test_strangers_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof stranger_cases / sizeof *stranger_cases; i++) {
		assert_string_equal(binary_say(stranger_cases[i].bytes, stranger_cases[i].size),
		                    stranger_cases[i].said);
	}
}

static void test_each_slice_must_have_records(void **state)
{
	sl_buffer file = {0};
	const char *said;

	(void)state;
	binary_build(BINARY_FAT_32, binary_records, binary_records_length, &file);
	/* The name of the section in the slice of 64 bits, the first. */
	file.bytes[48 + 40 + 72] = '-';
	said = binary_say(file.bytes, file.length);
	assert_non_null(strstr(said, "a fat Mach-O file that holds no sluice records: not in its "
	                             "slice at byte 48, though in others"));
	sl_buffer_free(&file);
}

/* The seeds of the fuzz target are these files: UPDATE_CASES=1 writes them. */
static void test_the_seeds_are_these_files(void **state)
{
	const char *root = getenv("REPO_ROOT");

	(void)state;
	for (unsigned i = 0; i < BINARY_FORMS; i++) {
		sl_buffer file = {0}, wanted = {0}, found = {0};
		sl_problem problem;
		char path[4096];

		binary_build((enum binary_form)i, binary_records, binary_records_length, &file);
		sl_buffer_text(&wanted, "# A seed: written by tests/test_binary.c.");
		for (size_t place = 0; place < file.length; place++) {
			sl_buffer_printf(&wanted, "%s%02x", place % 16 == 0 ? "\n" : " ",
			                 file.bytes[place]);
		}
		sl_buffer_text(&wanted, "\n");
		snprintf(path, sizeof path, "%s/fuzz/seeds/fuzz_binary/%s.hex",
		         root != NULL ? root : ".", binary_form_name((enum binary_form)i));
		if (getenv("UPDATE_CASES") != NULL &&
		    !sl_file_write(path, wanted.bytes, wanted.length, &problem)) {
			fail_msg("%s", problem.text);
		}
		if (!sl_file_read(path, 1 << 20, &found, &problem)) {
			fail_msg("%s", problem.text);
		}
		if (found.length != wanted.length ||
		    memcmp(found.bytes, wanted.bytes, wanted.length) != 0) {
			fail_msg("%s is another; run this test with UPDATE_CASES=1", path);
		}
		sl_buffer_free(&file);
		sl_buffer_free(&wanted);
		sl_buffer_free(&found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_form_is_read),
		cmocka_unit_test(test_no_prefix_is_a_manifest),
		cmocka_unit_test(test_an_image_without_a_header),
		cmocka_unit_test(test_no_changed_byte_leads_outside),
		cmocka_unit_test(test_strangers_are_named),
		cmocka_unit_test(test_each_slice_must_have_records),
		cmocka_unit_test(test_the_seeds_are_these_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
