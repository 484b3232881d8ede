/* Which format a file has, and what was found in it. */
#include "model/binary.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/problem.h"
#include "model/binary_parts.h"

enum { LONGEST_WORDS = 240 };

enum sl_binary_kind sl_binary_damaged(sl_binary_reader *reader, uint64_t offset, const char *format,
                                      ...)
{
	char words[LONGEST_WORDS];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof words, format, arguments);
	va_end(arguments);
	sl_problem_say(reader->why, reader->path,
	               "%s that is damaged at byte %" PRIu64 ": %s; copy it or build it anew",
	               reader->format, offset, words);
	return SL_BINARY_DAMAGED;
}

enum sl_binary_kind sl_binary_none(sl_binary_reader *reader, const char *format, ...)
{
	char words[LONGEST_WORDS];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof words, format, arguments);
	va_end(arguments);
	sl_problem_say(reader->why, reader->path, "%s that holds no sluice records: %s",
	               reader->format, words);
	return SL_BINARY_NONE;
}

enum sl_binary_kind sl_binary_unknown(sl_binary_reader *reader, const char *format, ...)
{
	char words[LONGEST_WORDS];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof words, format, arguments);
	va_end(arguments);
	sl_problem_say(reader->why, reader->path, "no binary of a sensor: %s", words);
	return SL_BINARY_UNKNOWN;
}

void sl_binary_begin_slice(sl_binary_reader *reader, uint64_t start)
{
	reader->slices[reader->slice_count].start = start;
	reader->slices[reader->slice_count].first = reader->section_count;
	reader->slice_count++;
}

void sl_binary_add_section(sl_binary_reader *reader, const sl_window *bytes)
{
	if (bytes->size == 0) {
		reader->found_empty = true;
		return;
	}
	reader->sections = sl_grow(reader->sections, &reader->section_capacity,
	                           reader->section_count + 1, sizeof *reader->sections);
	reader->sections[reader->section_count++] = *bytes;
}

/* What people may hold for a binary, by its first bytes. */
static enum sl_binary_kind read_stranger(sl_binary_reader *reader, const sl_window *file)
{
	static const struct {
		const char *start;
		size_t length;
		const char *words;
	} strangers[] = {
		{"!<arch>\n", 8, "an archive of objects; give what they are linked to"},
		{"!<thin>\n", 8, "a thin archive of objects; give what they are linked to"},
		{"#!", 2, "a script"},
		{"BC\xC0\xDE", 4, "LLVM bitcode, as -flto makes; give what the linker makes of it"},
		{"\xDE\xC0\x17\x0B", 4,
	         "LLVM bitcode, as -flto makes; give what the linker makes of it"},
		{"\xCA\xFE\xBA\xBE", 4, "a class of Java, or a fat file with too many slices"},
		{"\0asm", 4, "a module of WebAssembly; sluice reads ELF, PE, COFF and Mach-O"},
		{"PK\x03\x04", 4, "an archive of compressed files; unpack it"},
		{"\x1F\x8B", 2, "a compressed file; unpack it"},
		{"\xFD"
	         "7zXZ",
	         5, "a compressed file; unpack it"},
		{"\x28\xB5\x2F\xFD", 4, "a compressed file; unpack it"},
	};

	if (file->size == 0) {
		return sl_binary_unknown(reader, "the file is empty");
	}
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
		if (sl_window_has(file, 0, strangers[i].start, strangers[i].length)) {
			return sl_binary_unknown(reader, "%s", strangers[i].words);
		}
	}
	return sl_binary_unknown(reader, "sluice reads ELF, PE, COFF and Mach-O");
}

static enum sl_binary_kind read_file(sl_binary_reader *reader, const sl_window *file)
{
	if (sl_binary_is_fat(file)) {
		return sl_binary_read_fat(reader, file);
	}
	sl_binary_begin_slice(reader, 0);
	if (sl_window_has(file, 0,
	                  "\x7F"
	                  "ELF",
	                  4)) {
		return sl_binary_read_elf(reader, file);
	}
	if (sl_window_has(file, 0, "MZ", 2)) {
		return sl_binary_read_pe(reader, file);
	}
	if (sl_binary_is_macho(file)) {
		return sl_binary_read_macho(reader, file);
	}
	if (sl_binary_is_coff(file)) {
		return sl_binary_read_coff(reader, file);
	}
	return read_stranger(reader, file);
}

static int compare_starts(const void *left, const void *right)
{
	const sl_window *a = left, *b = right;

	return (a->start > b->start) - (a->start < b->start);
}

/* Bytes that are in two sections would be read twice, and those of a hostile table as often as it likes. */
static enum sl_binary_kind check_disjoint(sl_binary_reader *reader)
{
	const size_t count = reader->section_count;
	sl_window *order = sl_alloc(count, sizeof *order);
	enum sl_binary_kind kind = SL_BINARY_RECORDS;

	for (size_t i = 0; i < count; i++) {
		order[i] = reader->sections[i];
	}
	if (count > 1) {
		qsort(order, count, sizeof *order, compare_starts);
	}
	for (size_t i = 1; i < count && kind == SL_BINARY_RECORDS; i++) {
		if (order[i].start - order[i - 1].start < order[i - 1].size) {
			kind = sl_binary_damaged(reader, order[i].start,
			                         "two sections of records lie over each other");
		}
	}
	free(order);
	return kind;
}

static size_t slice_end(const sl_binary_reader *reader, uint32_t index)
{
	return index + 1 < reader->slice_count ? reader->slices[index + 1].first
	                                       : reader->section_count;
}

static enum sl_binary_kind check_found(sl_binary_reader *reader)
{
	if (reader->section_count == 0) {
		return reader->found_empty
		               ? sl_binary_none(reader,
		                                "their section has no bytes in this file; give the "
		                                "binary itself, not its debug information")
		               : sl_binary_none(reader, "its code wires no inputs (see: sluice "
		                                        "sensor header)");
	}
	for (uint32_t i = 0; i < reader->slice_count; i++) {
		if (reader->slices[i].first == slice_end(reader, i)) {
			return sl_binary_none(reader,
			                      "not in its slice at byte %" PRIu64
			                      ", though in others; each slice is a sensor, so "
			                      "take them apart (lipo -thin)",
			                      reader->slices[i].start);
		}
	}
	return check_disjoint(reader);
}

static void keep(const sl_binary_reader *reader, sl_arena *arena, sl_binary *out)
{
	sl_window *sections = sl_arena_alloc(arena, reader->section_count, sizeof *sections);

	for (size_t i = 0; i < reader->section_count; i++) {
		sections[i] = reader->sections[i];
	}
	out->format = reader->format;
	out->slice_count = reader->slice_count;
	out->slices = sl_arena_alloc(arena, reader->slice_count, sizeof *out->slices);
	for (uint32_t i = 0; i < reader->slice_count; i++) {
		const size_t first = reader->slices[i].first;

		out->slices[i].sections = sections + first;
		out->slices[i].count = (uint32_t)(slice_end(reader, i) - first);
		out->slices[i].start = reader->slices[i].start;
	}
}

enum sl_binary_kind sl_binary_records(const char *path, const uint8_t *bytes, size_t size,
                                      sl_arena *arena, sl_binary *out, sl_problem *why)
{
	const sl_window file = {bytes, size, 0, false};
	sl_binary_reader reader = {.path = path, .why = why, .format = "a file"};
	enum sl_binary_kind kind = read_file(&reader, &file);

	*out = (sl_binary){0};
	if (kind == SL_BINARY_RECORDS) {
		kind = check_found(&reader);
	}
	if (kind == SL_BINARY_RECORDS) {
		keep(&reader, arena, out);
	}
	free(reader.sections);
	return kind;
}
