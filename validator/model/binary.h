/*
 * Binaries of sensors: where the records lie in an executable, a library or an object (parser/SENSOR.md). ELF, PE and
 * COFF, Mach-O and its fat files; any machine, either order of bytes. Readers of our own, of the few structures that lead to
 * a section by its name: what else is in the file is not looked at. The file is a stranger's, and anything may be in it.
 */
#ifndef SL_MODEL_BINARY_H
#define SL_MODEL_BINARY_H

#include "base/file.h"
#include "base/memory.h"
#include "model/binary_window.h"

/* Of a fat file. Java's classes begin with the same four bytes, and have 43 or more as the next number. */
#define SL_BINARY_MAX_SLICES 42u

/* The sections of records of one program; a fat file has several. */
typedef struct sl_binary_slice {
	sl_window *sections; /* in the order of the file's table, none empty, none over another */
	uint32_t count;
	uint64_t start; /* of the program in the file */
} sl_binary_slice;

/* Refers to the bytes that it was read from. */
typedef struct sl_binary {
	const char *format; /* "an ELF file" */
	sl_binary_slice *slices;
	uint32_t slice_count; /* 1 unless the file is fat */
} sl_binary;

enum sl_binary_kind {
	SL_BINARY_RECORDS, /* every slice has some */
	SL_BINARY_NONE, /* a binary, in which no slice, or not every slice, has records */
	SL_BINARY_UNKNOWN, /* no binary, or none of these formats */
	SL_BINARY_DAMAGED /* it contradicts itself, or is cut off */
};

/*
 * Finds the sections of records, in time linear in size but for the sorting of their places. path is for messages. *out
 * is in the arena, and all zero unless the answer is SL_BINARY_RECORDS; for each other answer *why says what there is
 * instead, where, and what to do.
 */
enum sl_binary_kind sl_binary_records(const char *path, const uint8_t *bytes, size_t size,
                                      sl_arena *arena, sl_binary *out, sl_problem *why);

#endif
