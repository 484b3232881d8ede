/*
 * Small binaries with a section of records, made by hand: for the tests of what reads them, and as seeds of its fuzz
 * target. A header, the names where the format has them apart, the records, and the tables; nothing that runs.
 */
#ifndef SUPPORT_BINARY_H
#define SUPPORT_BINARY_H

#include "base/buffer.h"
#include "model/binary.h"

/* The formats that are read, in each of their forms. */
enum binary_form {
	BINARY_ELF_32_LITTLE,
	BINARY_ELF_32_BIG,
	BINARY_ELF_64_LITTLE,
	BINARY_ELF_64_BIG,
	BINARY_PE_32,
	BINARY_PE_64,
	BINARY_COFF,
	BINARY_COFF_BIG,
	BINARY_MACHO_32_LITTLE,
	BINARY_MACHO_32_BIG,
	BINARY_MACHO_64_LITTLE,
	BINARY_MACHO_64_BIG,
	BINARY_FAT_32,
	BINARY_FAT_64,
	BINARY_FORMS
};

const char *binary_form_name(enum binary_form form); /* "elf-32-little" */

/* The records of a sensor of two types, each with its NUL; and their length, all NULs counted. */
extern const char binary_records[];
extern const size_t binary_records_length;

/* Appends a binary with one section of records of these bytes; in a fat one, two slices have it. */
void binary_build(enum binary_form form, const void *records, size_t length, sl_buffer *out);

/* What sl_binary_records() says of bytes in a block of exactly their size: a step outside belongs to the sanitizer. */
typedef struct binary_answer {
	enum sl_binary_kind kind;
	sl_binary binary;
	sl_problem why;
	sl_arena arena;
	uint8_t *block;
} binary_answer;

void binary_ask(binary_answer *to, const uint8_t *bytes, size_t size);
void binary_finish(binary_answer *to);

/* The words of the problem, "" if the bytes have records; in a static buffer. */
const char *binary_say(const void *bytes, size_t size);

#endif
