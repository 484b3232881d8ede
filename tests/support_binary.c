#include "support_binary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char *binary_form_name(enum binary_form form)
{
	static const char *const names[BINARY_FORMS] = {
		[BINARY_ELF_32_LITTLE] = "elf-32-little",
		[BINARY_ELF_32_BIG] = "elf-32-big",
		[BINARY_ELF_64_LITTLE] = "elf-64-little",
		[BINARY_ELF_64_BIG] = "elf-64-big",
		[BINARY_PE_32] = "pe-32",
		[BINARY_PE_64] = "pe-64",
		[BINARY_COFF] = "coff",
		[BINARY_COFF_BIG] = "coff-big",
		[BINARY_MACHO_32_LITTLE] = "macho-32-little",
		[BINARY_MACHO_32_BIG] = "macho-32-big",
		[BINARY_MACHO_64_LITTLE] = "macho-64-little",
		[BINARY_MACHO_64_BIG] = "macho-64-big",
		[BINARY_FAT_32] = "fat-32",
		[BINARY_FAT_64] = "fat-64",
	};

	return names[form];
}

const char binary_records[] =
	"\0\0sluice-type 1 ipc id=7 version=3 layout=214d3f9b inputs=2 string:PipeName "
	"ip:Remote%20Ip\0\0\0"
	"sluice-engine 1 level=1 operators=exact,prefix,regex,null\0"
	"sluice-build 1 7.11.18110 platform=linux-x64 file_bytes=4194304u templates=10000"
	" criteria=256 values=(18446744073709551615UL) version_bits=32\0"
	"sluice-type 1 dns id=3 version=1 layout=d76d9771 inputs=1 integer:Query\0"
	"sluice-engine 1 level=1 operators=exact,prefix,regex,null\0\0";
const size_t binary_records_length = sizeof binary_records - 1;

/* Numbers in the order of bytes of the format. */
typedef struct writer {
	sl_buffer *out;
	bool big;
} writer;

static void put(writer *to, uint64_t number, unsigned width)
{
	for (unsigned i = 0; i < width; i++) {
		const unsigned place = to->big ? width - 1 - i : i;

		sl_buffer_byte(to->out, (uint8_t)(number >> (8 * place)));
	}
}

static void put_zeros(writer *to, size_t count)
{
	while (count-- > 0) {
		sl_buffer_byte(to->out, 0);
	}
}

/* Text in a room of that many bytes. */
static void put_name(writer *to, const char *name, size_t room)
{
	sl_buffer_append(to->out, name, strlen(name));
	put_zeros(to, room - strlen(name));
}

static void put_elf_section(writer *to, unsigned word, const uint64_t values[6])
{
	put(to, values[0], 4); /* name */
	put(to, values[1], 4); /* type */
	put(to, values[2], word); /* flags */
	put(to, 0, word);
	put(to, values[3], word); /* offset */
	put(to, values[4], word); /* size */
	put(to, 0, 4);
	put(to, 0, 4);
	put(to, 1, word);
	put(to, 0, word);
}

static void build_elf(writer *to, bool is_64, const void *records, size_t length)
{
	static const char names[] = "\0.sluice\0.shstrtab";
	const unsigned word = is_64 ? 8 : 4;
	const size_t header = is_64 ? 64 : 52, entry = is_64 ? 64 : 40;
	const size_t table = header + sizeof names + length;
	const uint64_t none[6] = {0}, ours[6] = {1, 1, 2, header + sizeof names, length, 0},
		       strings[6] = {9, 3, 0, header, sizeof names, 0};

	sl_buffer_append(to->out, "\x7F\x45LF", 4);
	put(to, is_64 ? 2 : 1, 1);
	sl_buffer_byte(to->out, to->big ? 2 : 1);
	sl_buffer_byte(to->out, 1);
	put_zeros(to, 9);
	put(to, 3, 2); /* ET_DYN */
	put(to, is_64 ? 62 : 3, 2);
	put(to, 1, 4);
	put(to, 0, word);
	put(to, 0, word);
	put(to, table, word);
	put(to, 0, 4);
	put(to, header, 2);
	put_zeros(to, 4);
	put(to, entry, 2);
	put(to, 3, 2);
	put(to, 2, 2); /* the section of names */
	sl_buffer_append(to->out, names, sizeof names);
	sl_buffer_append(to->out, records, length);
	put_elf_section(to, word, none);
	put_elf_section(to, word, ours);
	put_elf_section(to, word, strings);
}

static void put_coff_section(writer *to, size_t offset, size_t length, bool is_image)
{
	put_name(to, ".sluice", 8);
	put(to, is_image ? length : 0, 4); /* in memory */
	put(to, is_image ? 0x1000 : 0, 4);
	put(to, length, 4);
	put(to, offset, 4);
	put_zeros(to, 12);
	put(to, 0x40000040, 4); /* initialised, readable */
}

static void put_coff_header(writer *to, unsigned optional)
{
	put(to, 0x8664, 2);
	put(to, 1, 2);
	put_zeros(to, 12);
	put(to, optional, 2);
	put(to, 0, 2);
}

static void build_pe(writer *to, bool is_64, const void *records, size_t length)
{
	enum { DOS = 64, OPTIONAL = 24, HEADERS = DOS + 4 + 20 + OPTIONAL + 40 };

	put_name(to, "MZ", 60);
	put(to, DOS, 4);
	put_name(to, "PE", 4);
	put_coff_header(to, OPTIONAL);
	put(to, is_64 ? 0x20B : 0x10B, 2);
	put_zeros(to, OPTIONAL - 2);
	put_coff_section(to, HEADERS, length, true);
	sl_buffer_append(to->out, records, length);
}

static void build_coff(writer *to, const void *records, size_t length)
{
	put_coff_header(to, 0);
	put_coff_section(to, 60, length, false);
	sl_buffer_append(to->out, records, length);
}

static void build_coff_big(writer *to, const void *records, size_t length)
{
	static const uint8_t class[16] = {0xC7, 0xA1, 0xBA, 0xD1, 0xEE, 0xBA, 0xA9, 0x4B,
	                                  0xAF, 0x20, 0xFA, 0xF6, 0x6A, 0xA4, 0xDC, 0xB8};

	put(to, 0xFFFF0000, 4);
	put(to, 2, 2);
	put(to, 0x8664, 2);
	put(to, 0, 4);
	sl_buffer_append(to->out, class, sizeof class);
	put_zeros(to, 16);
	put(to, 1, 4);
	put_zeros(to, 8);
	put_coff_section(to, 96, length, false);
	sl_buffer_append(to->out, records, length);
}

static void build_macho(writer *to, bool is_64, const void *records, size_t length)
{
	const unsigned word = is_64 ? 8 : 4;
	const size_t header = is_64 ? 32 : 28, command = is_64 ? 72 + 80 : 56 + 68;
	const size_t offset = header + command + 8;

	put(to, is_64 ? 0xFEEDFACF : 0xFEEDFACE, 4);
	put(to, is_64 ? 0x01000007 : 7, 4);
	put(to, 3, 4);
	put(to, 6, 4); /* MH_DYLIB */
	put(to, 2, 4); /* commands */
	put(to, command + 8, 4);
	put_zeros(to, is_64 ? 8 : 4);
	put(to, 0x1B, 4); /* one that is no segment */
	put(to, 8, 4);
	put(to, is_64 ? 0x19 : 1, 4);
	put(to, command, 4);
	put_name(to, "__TEXT", 16);
	put(to, 0, word);
	put(to, 0x1000, word);
	put(to, 0, word);
	put(to, offset + length, word);
	put(to, 5, 4);
	put(to, 5, 4);
	put(to, 1, 4); /* sections */
	put(to, 0, 4);
	put_name(to, "__sluice", 16);
	put_name(to, "__TEXT", 16);
	put(to, offset, word);
	put(to, length, word);
	put(to, offset, 4);
	put_zeros(to, is_64 ? 28 : 24);
	sl_buffer_append(to->out, records, length);
}

/* One slice of 64 bits and one of 32, of which one is big-endian. */
static void build_fat(writer *to, bool is_64, const void *records, size_t length)
{
	const enum binary_form forms[] = {BINARY_MACHO_64_LITTLE, BINARY_MACHO_32_BIG};
	const unsigned word = is_64 ? 8 : 4;
	sl_buffer slices[2] = {{0}, {0}};
	size_t offset = 8 + 2 * (is_64 ? 32 : 20);

	to->big = true;
	put(to, is_64 ? 0xCAFEBABF : 0xCAFEBABE, 4);
	put(to, 2, 4);
	for (size_t i = 0; i < 2; i++) {
		binary_build(forms[i], records, length, &slices[i]);
		put(to, i == 0 ? 0x01000007 : 18, 4);
		put(to, 3, 4);
		put(to, offset, word);
		put(to, slices[i].length, word);
		put(to, 0, 4);
		put_zeros(to, is_64 ? 4 : 0);
		offset += slices[i].length;
	}
	for (size_t i = 0; i < 2; i++) {
		sl_buffer_append(to->out, slices[i].bytes, slices[i].length);
		sl_buffer_free(&slices[i]);
	}
}

void binary_build(enum binary_form form, const void *records, size_t length, sl_buffer *out)
{
	writer to = {.out = out,
	             .big = form == BINARY_ELF_32_BIG || form == BINARY_ELF_64_BIG ||
	                    form == BINARY_MACHO_32_BIG || form == BINARY_MACHO_64_BIG};

	switch (form) {
	case BINARY_ELF_32_LITTLE:
	case BINARY_ELF_32_BIG:
	case BINARY_ELF_64_LITTLE:
	case BINARY_ELF_64_BIG:
		build_elf(&to, form >= BINARY_ELF_64_LITTLE, records, length);
		break;
	case BINARY_PE_32:
	case BINARY_PE_64:
		build_pe(&to, form == BINARY_PE_64, records, length);
		break;
	case BINARY_COFF:
		build_coff(&to, records, length);
		break;
	case BINARY_COFF_BIG:
		build_coff_big(&to, records, length);
		break;
	case BINARY_MACHO_32_LITTLE:
	case BINARY_MACHO_32_BIG:
	case BINARY_MACHO_64_LITTLE:
	case BINARY_MACHO_64_BIG:
		build_macho(&to, form >= BINARY_MACHO_64_LITTLE, records, length);
		break;
	case BINARY_FAT_32:
	case BINARY_FAT_64:
		build_fat(&to, form == BINARY_FAT_64, records, length);
		break;
	case BINARY_FORMS:
		break;
	}
}

void binary_ask(binary_answer *to, const uint8_t *bytes, size_t size)
{
	to->block = malloc(size > 0 ? size : 1);
	assert_non_null(to->block);
	if (size > 0) {
		memcpy(to->block, bytes, size);
	}
	memset(&to->binary, 0xA5, sizeof to->binary);
	memset(&to->why, 0, sizeof to->why);
	sl_arena_start(&to->arena);
	to->kind = sl_binary_records("b", to->block, size, &to->arena, &to->binary, &to->why);
	assert_true((to->kind == SL_BINARY_RECORDS) == (to->why.text[0] == '\0'));
	assert_true((to->kind == SL_BINARY_RECORDS) == (to->binary.slice_count > 0));
}

void binary_finish(binary_answer *to)
{
	sl_arena_free(&to->arena);
	free(to->block);
}

const char *binary_say(const void *bytes, size_t size)
{
	static sl_problem problem;
	binary_answer to;

	binary_ask(&to, bytes, size);
	problem = to.why;
	binary_finish(&to);
	return problem.text;
}
