/* Binaries: each number of their headers and tables at its bounds, and past them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support_binary.h"

/* Where a number of a form lies, and what is said if it is another. */
typedef struct patch_case {
	enum binary_form form;
	size_t offset;
	uint64_t number;
	unsigned width;
	const char *said; /* the words at the start; "": still read */
} patch_case;

#define NO_CODE "holds no sluice records: its code wires no inputs (see: sluice sensor header)"
#define NO_BYTES                                                                      \
	"holds no sluice records: their section has no bytes in this file; give the " \
	"binary itself, not its debug information"
#define ELF "b: an ELF file that "
#define PE "b: a PE file that "
#define COFF "b: a COFF object that "
#define MACHO "b: a Mach-O file that "
#define FAT "b: a fat Mach-O file that "

enum { ELF64_RECORDS = 64 + 19 };

static const patch_case patch_cases[] = {
	{BINARY_ELF_64_LITTLE, 4, 0, 1,
         ELF "is damaged at byte 4: its class is 0, not 1 or 2 (32 or 64 bits)"},
	{BINARY_ELF_64_LITTLE, 4, 3, 1, ELF "is damaged at byte 4: its class is 3"},
	{BINARY_ELF_64_LITTLE, 5, 0, 1, ELF "is damaged at byte 5: its order of bytes is 0"},
	{BINARY_ELF_64_LITTLE, 5, 3, 1, ELF "is damaged at byte 5: its order of bytes is 3"},
	{BINARY_ELF_64_LITTLE, 40, 0, 8,
         ELF "holds no sluice records: it has no table of sections; more was taken out"},
	{BINARY_ELF_64_LITTLE, 40, UINT64_MAX, 8,
         ELF "is damaged at byte 40: its table of sections is at byte 18446744073709551615"},
	{BINARY_ELF_32_BIG, 32, UINT32_MAX, 4,
         ELF "is damaged at byte 32: its table of sections is at byte 4294967295, past the end"},
	{BINARY_ELF_64_LITTLE, 58, 63, 2,
         ELF "is damaged at byte 58: an entry of its table of sections has 63 bytes, not 64"},
	{BINARY_ELF_32_LITTLE, 46, 64, 2,
         ELF "is damaged at byte 46: an entry of its table of sections has 64 bytes, not 40"},
	{BINARY_ELF_64_LITTLE, 60, 4, 2, ELF "is damaged at byte"},
	{BINARY_ELF_64_LITTLE, 60, 0xFFFF, 2, ELF "is damaged at byte"},
	{BINARY_ELF_64_LITTLE, 60, 0, 2,
         ELF "is damaged at byte 62: the names of its sections are in section 2 of 0"},
	{BINARY_ELF_64_LITTLE, 62, 0, 2,
         ELF "holds no sluice records: its sections have no names; give it as it was linked"},
	{BINARY_ELF_64_LITTLE, 62, 1, 2, ELF "is damaged at byte"},
	{BINARY_ELF_64_LITTLE, 62, 3, 2,
         ELF "is damaged at byte 62: the names of its sections are in section 3 of 3"},
	{BINARY_ELF_64_LITTLE, 62, 0xFFFF, 2, ELF "holds no sluice records: its sections have no"},
	{BINARY_PE_64, 0x3C, UINT32_MAX, 4,
         PE "is damaged at byte 60: its header is at byte 4294967295, past the end of the file"},
	{BINARY_PE_64, 0x40, 'N', 1,
         "b: no binary of a sensor: a program for DOS, or another that begins as one"},
	{BINARY_PE_64, 0x46, 0, 2, PE NO_CODE},
	{BINARY_PE_64, 0x46, 0xFFFF, 2, PE "is damaged at byte"},
	{BINARY_PE_64, 0x54, 0xFFFF, 2, PE "is damaged at byte"},
	{BINARY_PE_64, 0x58, 0x20C, 2,
         PE "is damaged at byte 88: its optional header begins with 0x20c, not 0x10b or 0x20b"},
	{BINARY_PE_64, 0x70, 'S', 2, PE NO_CODE},
	{BINARY_PE_64, 0x78, 0, 4, PE NO_BYTES}, /* of no size in memory */
	{BINARY_PE_64, 0x78, UINT32_MAX, 4, ""}, /* larger in memory than in the file: zeros */
	{BINARY_PE_64, 0x80, UINT32_MAX, 4,
         PE "is damaged at byte 112: a section of 4294967295 bytes at byte 152 is past the end"},
	{BINARY_PE_64, 0x84, UINT32_MAX, 4, PE "is damaged at byte 112: a section of "},
	{BINARY_PE_64, 0x84, 0, 4, PE NO_BYTES},
	{BINARY_PE_64, 0x94, 0x80, 4, PE NO_BYTES},
	{BINARY_COFF, 0, 0x8665, 2,
         "b: no binary of a sensor: sluice reads ELF, PE, COFF and Mach-O"},
	{BINARY_COFF, 16, 1, 2, "b: no binary of a sensor: sluice reads ELF, PE, COFF and Mach-O"},
	{BINARY_COFF, 0, 0xAA64, 2, ""},
	{BINARY_COFF, 2, 0xFFFF, 2, COFF "is damaged at byte"},
	{BINARY_COFF, 20 + 8, 1, 4, ""}, /* an object says nothing of memory */
	{BINARY_COFF_BIG, 12, 0, 1, "b: no binary of a sensor: sluice reads ELF"},
	{BINARY_COFF_BIG, 44, UINT32_MAX, 4, COFF "is damaged at byte"},
	{BINARY_MACHO_64_LITTLE, 16, 0, 4, MACHO NO_CODE},
	{BINARY_MACHO_64_LITTLE, 16, UINT32_MAX, 4,
         MACHO "is damaged at byte 192: its 160 bytes of load commands end before command 3 of "},
	{BINARY_MACHO_64_LITTLE, 20, UINT32_MAX, 4, MACHO "is damaged at byte"},
	{BINARY_MACHO_64_LITTLE, 36, 7, 4,
         MACHO "is damaged at byte 32: a load command of 7 bytes, which are too few or too many"},
	{BINARY_MACHO_64_LITTLE, 36, 0, 4,
         MACHO "is damaged at byte 32: a load command of 0 bytes"},
	{BINARY_MACHO_64_LITTLE, 44, 153, 4,
         MACHO "is damaged at byte 40: a load command of 153 bytes, which are too few or too many"},
	{BINARY_MACHO_64_LITTLE, 44, 151, 4,
         MACHO "is damaged at byte 40: a segment's command of 151 bytes has no room for its 1 "},
	{BINARY_MACHO_64_LITTLE, 44, 71, 4,
         MACHO "is damaged at byte 40: a segment's command has 71 bytes, not 72 or more"},
	{BINARY_MACHO_64_LITTLE, 40, 1, 4, MACHO NO_CODE}, /* a segment of 32 bits */
	{BINARY_MACHO_64_LITTLE, 40 + 48, 0, 8, MACHO NO_BYTES},
	{BINARY_MACHO_64_LITTLE, 40 + 64, UINT32_MAX, 4,
         MACHO "is damaged at byte 40: a segment's"},
	{BINARY_MACHO_64_LITTLE, 40 + 72, '-', 1, MACHO NO_CODE},
	{BINARY_MACHO_64_LITTLE, 40 + 72 + 16, '-', 1, MACHO NO_CODE},
	{BINARY_MACHO_64_LITTLE, 40 + 72 + 40, UINT64_MAX, 8,
         MACHO "is damaged at byte 112: a section of 18446744073709551615 bytes at byte 192 is "},
	{BINARY_MACHO_64_LITTLE, 40 + 72 + 48, UINT32_MAX, 4, MACHO "is damaged at byte 112: a "},
	{BINARY_MACHO_64_LITTLE, 40 + 72 + 64, 1, 4, MACHO NO_BYTES},
	{BINARY_MACHO_64_LITTLE, 40 + 72 + 64, 12, 4, MACHO NO_BYTES},
	{BINARY_MACHO_64_LITTLE, 40 + 72 + 64, 18, 4, MACHO NO_BYTES},
	{BINARY_MACHO_64_LITTLE, 40 + 72 + 64, 2, 4, ""},
	{BINARY_FAT_32, 4, 0, 4, FAT "is damaged at byte 4: it has 0 slices, not 1 to 42"},
	{BINARY_FAT_32, 4, 1, 4, ""},
	{BINARY_FAT_32, 4, 42, 4, FAT "is damaged at byte"},
	{BINARY_FAT_32, 4, 43, 4,
         "b: no binary of a sensor: a class of Java, or a fat file with too many slices"},
	{BINARY_FAT_64, 4, 43, 4, FAT "is damaged at byte 4: it has 43 slices, not 1 to 42"},
	{BINARY_FAT_32, 16, UINT32_MAX, 4, FAT "is damaged at byte 8: a slice of "},
	{BINARY_FAT_64, 24, UINT64_MAX, 8,
         FAT "is damaged at byte 8: a slice of 18446744073709551615 bytes at byte 72 is past"},
	{BINARY_FAT_32, 16, 0, 4,
         "b: no binary of a sensor: the slice at byte 0 of a fat file is no Mach-O file; an "},
};

static bool is_big(enum binary_form form)
{
	return form == BINARY_ELF_32_BIG || form >= BINARY_FAT_32;
}

static void patch(sl_buffer *file, enum binary_form form, size_t offset, uint64_t number,
                  unsigned width)
{
	assert_true(offset + width <= file->length);
	for (unsigned i = 0; i < width; i++) {
		const unsigned place = is_big(form) ? width - 1 - i : i;

		file->bytes[offset + i] = (uint8_t)(number >> (8 * place));
	}
}

static void test_each_number_is_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof patch_cases / sizeof *patch_cases; i++) {
		const patch_case *one = &patch_cases[i];
		sl_buffer file = {0};
		const char *said;

		binary_build(one->form, binary_records, binary_records_length, &file);
		patch(&file, one->form, one->offset, one->number, one->width);
		said = binary_say(file.bytes, file.length);
		if (one->said[0] == '\0' ? said[0] != '\0'
		                         : strncmp(said, one->said, strlen(one->said)) != 0) {
			fail_msg("case %zu (%s): said '%s', not '%s'", i,
			         binary_form_name(one->form), said, one->said);
		}
		sl_buffer_free(&file);
	}
}

/* The entries of the three sections lie at the end: none, the records, the names. */
static size_t elf64_entry(const sl_buffer *file, size_t index)
{
	return file->length - (3 - index) * 64;
}

typedef struct section_case {
	size_t offset; /* in the entry of the records */
	uint64_t number;
	unsigned width;
	const char *said;
} section_case;

static void test_the_section_of_an_elf_is_checked(void **state)
{
	static const section_case cases[] = {
		{0, 2, 4, ELF NO_CODE}, /* "sluice" without its dot */
		{0, UINT32_MAX, 4, ELF NO_CODE},
		{4, 8, 4, ELF NO_BYTES}, /* NOBITS */
		{4, 0, 4, ELF NO_BYTES}, /* NULL */
		{8, 0x802, 8, ELF "is damaged at byte"},
		{24, UINT64_MAX, 8, ELF "is damaged at byte"},
		{32, UINT64_MAX, 8, ELF "is damaged at byte"},
		{32, 0, 8, ELF NO_BYTES},
		{32, 1, 8, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sl_buffer file = {0};
		const char *said;

		binary_build(BINARY_ELF_64_LITTLE, binary_records, binary_records_length, &file);
		patch(&file, BINARY_ELF_64_LITTLE, elf64_entry(&file, 1) + cases[i].offset,
		      cases[i].number, cases[i].width);
		said = binary_say(file.bytes, file.length);
		if (cases[i].said[0] == '\0'
		            ? said[0] != '\0'
		            : strncmp(said, cases[i].said, strlen(cases[i].said)) != 0) {
			fail_msg("case %zu: said '%s', not '%s'", i, said, cases[i].said);
		}
		sl_buffer_free(&file);
	}
}

static void test_more_sections_than_16_bits_hold(void **state)
{
	sl_buffer file = {0};

	(void)state;
	binary_build(BINARY_ELF_64_LITTLE, binary_records, binary_records_length, &file);
	patch(&file, BINARY_ELF_64_LITTLE, 60, 0, 2);
	patch(&file, BINARY_ELF_64_LITTLE, 62, 0xFFFF, 2);
	patch(&file, BINARY_ELF_64_LITTLE, elf64_entry(&file, 0) + 32, 3, 8);
	patch(&file, BINARY_ELF_64_LITTLE, elf64_entry(&file, 0) + 40, 2, 4);
	assert_string_equal(binary_say(file.bytes, file.length), "");
	/* One more than there are, and as many as there can be. */
	patch(&file, BINARY_ELF_64_LITTLE, elf64_entry(&file, 0) + 32, 4, 8);
	assert_non_null(strstr(binary_say(file.bytes, file.length),
	                       "it ends within its table of 4 sections; copy"));
	patch(&file, BINARY_ELF_64_LITTLE, elf64_entry(&file, 0) + 32, UINT64_MAX, 8);
	assert_non_null(
		strstr(binary_say(file.bytes, file.length), "it ends within its table of 1844674"));
	sl_buffer_free(&file);
}

/* Two entries of sections over the same bytes, side by side, and with one byte in common. */
static void test_no_byte_is_in_two_sections(void **state)
{
	sl_buffer file = {0};
	size_t second;

	(void)state;
	binary_build(BINARY_ELF_64_LITTLE, binary_records, binary_records_length, &file);
	second = elf64_entry(&file, 2);
	sl_buffer_append(&file, file.bytes + second, 64);
	memcpy(file.bytes + second, file.bytes + second - 64, 64);
	patch(&file, BINARY_ELF_64_LITTLE, 60, 4, 2);
	patch(&file, BINARY_ELF_64_LITTLE, 62, 3, 2);
	assert_non_null(strstr(binary_say(file.bytes, file.length),
	                       "two sections of records lie over each other"));
	patch(&file, BINARY_ELF_64_LITTLE, second - 64 + 32, 30, 8);
	patch(&file, BINARY_ELF_64_LITTLE, second + 24, ELF64_RECORDS + 30, 8);
	patch(&file, BINARY_ELF_64_LITTLE, second + 32, binary_records_length - 30, 8);
	assert_string_equal(binary_say(file.bytes, file.length), "");
	patch(&file, BINARY_ELF_64_LITTLE, second - 64 + 32, 31, 8);
	assert_non_null(strstr(binary_say(file.bytes, file.length),
	                       "two sections of records lie over each other"));
	sl_buffer_free(&file);
}

/* A name of the string table, as MinGW's binutils write those of more than 8 bytes. */
static void test_long_names_of_coff(void **state)
{
	static const char names[] = "\x10\0\0\0long\0\0\0.sluice";
	sl_buffer file = {0};
	size_t end;

	(void)state;
	binary_build(BINARY_COFF, binary_records, binary_records_length, &file);
	end = file.length;
	sl_buffer_append(&file, names, sizeof names);
	file.bytes[end] = sizeof names;
	patch(&file, BINARY_COFF, 8, end, 4);
	memcpy(file.bytes + 20, "/11\0\0\0\0\0", 8);
	assert_string_equal(binary_say(file.bytes, file.length), "");
	memcpy(file.bytes + 20, "/0000011", 8);
	assert_string_equal(binary_say(file.bytes, file.length), "");
	memcpy(file.bytes + 20, "/12\0\0\0\0\0", 8);
	assert_string_equal(binary_say(file.bytes, file.length), COFF NO_CODE);
	memcpy(file.bytes + 20, "/9999999", 8);
	assert_string_equal(binary_say(file.bytes, file.length), COFF NO_CODE);
	memcpy(file.bytes + 20, "/\0\0\0\0\0\0\0", 8);
	assert_string_equal(binary_say(file.bytes, file.length), COFF NO_CODE);
	memcpy(file.bytes + 20, "/1x\0\0\0\0\0", 8);
	assert_string_equal(binary_say(file.bytes, file.length), COFF NO_CODE);
	/* A table that is longer than the file is none. */
	memcpy(file.bytes + 20, "/11\0\0\0\0\0", 8);
	file.bytes[end]++;
	assert_string_equal(binary_say(file.bytes, file.length), COFF NO_CODE);
	file.bytes[end]--;
	patch(&file, BINARY_COFF, 12, UINT32_MAX, 4);
	assert_string_equal(binary_say(file.bytes, file.length), COFF NO_CODE);
	sl_buffer_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_number_is_checked),
		cmocka_unit_test(test_the_section_of_an_elf_is_checked),
		cmocka_unit_test(test_more_sections_than_16_bits_hold),
		cmocka_unit_test(test_no_byte_is_in_two_sections),
		cmocka_unit_test(test_long_names_of_coff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
