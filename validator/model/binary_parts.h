/* What the readers of the formats share: between binary.c and binary_*.c. */
#ifndef SL_MODEL_BINARY_PARTS_H
#define SL_MODEL_BINARY_PARTS_H

#include "model/binary.h"

/* One run over a file. What was found lies on the heap until it is known how much it is. */
typedef struct sl_binary_reader {
	const char *path;
	sl_problem *why;
	const char *format; /* "an ELF file": what the messages call it */
	bool found_empty; /* a section of records without bytes in the file */
	sl_window *sections; /* of all slices, one slice after the other */
	size_t section_count, section_capacity;
	struct {
		uint64_t start;
		size_t first; /* of its sections */
	} slices[SL_BINARY_MAX_SLICES];
	uint32_t slice_count;
} sl_binary_reader;

/* The name of the section in ELF, PE and COFF, with its NUL: the 8 bytes of a name in COFF. */
#define SL_BINARY_SECTION ".sluice"

/* The sections that follow belong to a program that begins there. */
void sl_binary_begin_slice(sl_binary_reader *reader, uint64_t start);

/* A section of records. An empty window is only remembered as such. */
void sl_binary_add_section(sl_binary_reader *reader, const sl_window *bytes);

/* What a reader can end with: each says so in reader->why and returns its kind. offset: in the file. */
enum sl_binary_kind sl_binary_damaged(sl_binary_reader *reader, uint64_t offset, const char *format,
                                      ...) __attribute__((format(printf, 3, 4)));
enum sl_binary_kind sl_binary_none(sl_binary_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
enum sl_binary_kind sl_binary_unknown(sl_binary_reader *reader, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The formats. Each adds the sections of the program, whose first bytes have been looked at, and returns
 * SL_BINARY_RECORDS also if it found none: who asked counts them.
 */
enum sl_binary_kind sl_binary_read_elf(sl_binary_reader *reader, const sl_window *program);
enum sl_binary_kind sl_binary_read_pe(sl_binary_reader *reader, const sl_window *program);
enum sl_binary_kind sl_binary_read_coff(sl_binary_reader *reader, const sl_window *program);
enum sl_binary_kind sl_binary_read_macho(sl_binary_reader *reader, const sl_window *program);
enum sl_binary_kind sl_binary_read_fat(sl_binary_reader *reader, const sl_window *file);

/* Whether the bytes begin as that format does. */
bool sl_binary_is_coff(const sl_window *program);
bool sl_binary_is_macho(const sl_window *program);
bool sl_binary_is_fat(const sl_window *file);

#endif
