/* Mach-O (mach-o/loader.h and fat.h): the sections of its segments, of 32 and 64 bits, in either order of bytes. */
#include <inttypes.h>

#include "model/binary_parts.h"

enum {
	COMMAND_SIZE = 8, /* its kind and its size, which all begin with */
	NAME_SIZE = 16,
	SECTION_KIND = 0xFF /* of a section's flags */
};

/* Where the members are, by class. */
typedef struct macho_class {
	unsigned word; /* bytes of an address */
	uint32_t header_size;
	uint32_t segment_command; /* LC_SEGMENT or LC_SEGMENT_64 */
	uint32_t segment_size, section_size;
	unsigned file_size, section_count; /* in a segment */
	unsigned size, offset, flags; /* in a section */
} macho_class;

static const macho_class class_32 = {4, 28, 0x01, 56, 68, 36, 48, 36, 40, 56};
static const macho_class class_64 = {8, 32, 0x19, 72, 80, 48, 64, 40, 48, 64};

typedef struct macho_file {
	sl_binary_reader *reader;
	const macho_class *members;
	sl_window program;
} macho_file;

/* The magic number tells both; NULL: it is none. */
static const macho_class *class_of(const sl_window *program, bool *big_endian)
{
	static const struct {
		const char *magic;
		const macho_class *members;
		bool big_endian;
	} classes[] = {
		{"\xCE\xFA\xED\xFE", &class_32, false},
		{"\xCF\xFA\xED\xFE", &class_64, false},
		{"\xFE\xED\xFA\xCE", &class_32, true},
		{"\xFE\xED\xFA\xCF", &class_64, true},
	};

	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (sl_window_has(program, 0, classes[i].magic, 4)) {
			*big_endian = classes[i].big_endian;
			return classes[i].members;
		}
	}
	return NULL;
}

bool sl_binary_is_macho(const sl_window *program)
{
	bool big_endian;

	return class_of(program, &big_endian) != NULL;
}

/* S_ZEROFILL, S_GB_ZEROFILL, S_THREAD_LOCAL_ZEROFILL */
static bool is_zero_fill(uint32_t flags)
{
	return (flags & SECTION_KIND) == 0x1 || (flags & SECTION_KIND) == 0xC ||
	       (flags & SECTION_KIND) == 0x12;
}

static enum sl_binary_kind look_at(const macho_file *macho, const sl_window *section,
                                   bool has_bytes)
{
	static const char names[2 * NAME_SIZE] = "__sluice\0\0\0\0\0\0\0\0__TEXT";
	const macho_class *members = macho->members;
	const uint64_t size = sl_window_number(section, members->size, members->word);
	const uint32_t offset = sl_window_u32(section, members->offset);
	sl_window bytes = {0};

	if (has_bytes && offset != 0 && !is_zero_fill(sl_window_u32(section, members->flags)) &&
	    !sl_window_take(&macho->program, offset, size, &bytes)) {
		return sl_binary_damaged(macho->reader, section->start,
		                         "a section of %" PRIu64 " bytes at byte %" PRIu32
		                         " is past the end of its program",
		                         size, offset);
	}
	if (sl_window_has(section, 0, names, sizeof names)) {
		sl_binary_add_section(macho->reader, &bytes);
	}
	return SL_BINARY_RECORDS;
}

static enum sl_binary_kind read_segment(const macho_file *macho, const sl_window *command)
{
	const macho_class *members = macho->members;
	const uint32_t count = sl_window_u32(command, members->section_count);
	/* A segment of debug information has sections whose bytes are elsewhere. */
	const bool has_bytes = sl_window_number(command, members->file_size, members->word) != 0;
	enum sl_binary_kind kind = SL_BINARY_RECORDS;

	if (command->size < members->segment_size) {
		return sl_binary_damaged(macho->reader, command->start,
		                         "a segment's command has %zu bytes, not %" PRIu32
		                         " or more",
		                         command->size, members->segment_size);
	}
	for (uint32_t i = 0; i < count && kind == SL_BINARY_RECORDS; i++) {
		sl_window section;

		if (!sl_window_record(command, members->segment_size, i, members->section_size,
		                      &section)) {
			return sl_binary_damaged(macho->reader, command->start,
			                         "a segment's command of %zu bytes has no room for "
			                         "its %" PRIu32 " sections",
			                         command->size, count);
		}
		kind = look_at(macho, &section, has_bytes);
	}
	return kind;
}

static enum sl_binary_kind read_commands(const macho_file *macho, const sl_window *commands,
                                         uint32_t count)
{
	enum sl_binary_kind kind = SL_BINARY_RECORDS;
	uint64_t offset = 0;

	for (uint32_t i = 0; i < count && kind == SL_BINARY_RECORDS; i++) {
		sl_window start, command;
		uint32_t size;

		if (!sl_window_take(commands, offset, COMMAND_SIZE, &start)) {
			return sl_binary_damaged(macho->reader, commands->start + offset,
			                         "its %zu bytes of load commands end before "
			                         "command %" PRIu32 " of %" PRIu32,
			                         commands->size, i + 1, count);
		}
		size = sl_window_u32(&start, 4);
		if (size < COMMAND_SIZE || !sl_window_take(commands, offset, size, &command)) {
			return sl_binary_damaged(macho->reader, start.start,
			                         "a load command of %" PRIu32
			                         " bytes, which are too few or too many",
			                         size);
		}
		if (sl_window_u32(&command, 0) == macho->members->segment_command) {
			kind = read_segment(macho, &command);
		}
		offset += size;
	}
	return kind;
}

static enum sl_binary_kind read_program(sl_binary_reader *reader, const sl_window *program)
{
	macho_file macho = {.reader = reader, .program = *program};
	sl_window header, commands;

	macho.members = class_of(program, &macho.program.big_endian);
	if (!sl_window_take(&macho.program, 0, macho.members->header_size, &header) ||
	    !sl_window_take(&macho.program, macho.members->header_size, sl_window_u32(&header, 20),
	                    &commands)) {
		return sl_binary_damaged(reader, program->start + program->size,
		                         "it ends within its header and load commands");
	}
	return read_commands(&macho, &commands, sl_window_u32(&header, 16));
}

enum sl_binary_kind sl_binary_read_macho(sl_binary_reader *reader, const sl_window *program)
{
	reader->format = "a Mach-O file";
	return read_program(reader, program);
}

/* A fat file is big-endian whatever its slices are. */
bool sl_binary_is_fat(const sl_window *file)
{
	sl_window big = *file;

	big.big_endian = true;
	return (sl_window_has(file, 0, "\xCA\xFE\xBA\xBE", 4) &&
	        sl_window_u32(&big, 4) <= SL_BINARY_MAX_SLICES) ||
	       sl_window_has(file, 0, "\xCA\xFE\xBA\xBF", 4);
}

static enum sl_binary_kind read_slice(sl_binary_reader *reader, const sl_window *file,
                                      const sl_window *entry, unsigned word)
{
	const uint64_t offset = sl_window_number(entry, 8, word),
		       size = sl_window_number(entry, 8 + word, word);
	sl_window slice;

	if (!sl_window_take(file, offset, size, &slice)) {
		return sl_binary_damaged(reader, entry->start,
		                         "a slice of %" PRIu64 " bytes at byte %" PRIu64
		                         " is past the end of the file",
		                         size, offset);
	}
	if (!sl_binary_is_macho(&slice)) {
		return sl_binary_unknown(reader,
		                         "the slice at byte %" PRIu64
		                         " of a fat file is no Mach-O file; an archive of objects "
		                         "must be linked first",
		                         offset);
	}
	sl_binary_begin_slice(reader, offset);
	return read_program(reader, &slice);
}

enum sl_binary_kind sl_binary_read_fat(sl_binary_reader *reader, const sl_window *file)
{
	enum { HEADER_SIZE = 8, ENTRY_SIZE_32 = 20, ENTRY_SIZE_64 = 32 };
	const bool is_64 = sl_window_has(file, 0, "\xCA\xFE\xBA\xBF", 4);
	enum sl_binary_kind kind = SL_BINARY_RECORDS;
	sl_window big = *file, entry;
	uint32_t count;

	big.big_endian = true;
	reader->format = "a fat Mach-O file";
	count = sl_window_u32(&big, 4);
	if (count == 0 || count > SL_BINARY_MAX_SLICES) {
		return sl_binary_damaged(reader, 4, "it has %" PRIu32 " slices, not 1 to %u", count,
		                         SL_BINARY_MAX_SLICES);
	}
	for (uint32_t i = 0; i < count && kind == SL_BINARY_RECORDS; i++) {
		if (!sl_window_record(&big, HEADER_SIZE, i, is_64 ? ENTRY_SIZE_64 : ENTRY_SIZE_32,
		                      &entry)) {
			return sl_binary_damaged(reader, file->size,
			                         "it ends within its table of %" PRIu32 " slices",
			                         count);
		}
		kind = read_slice(reader, file, &entry, is_64 ? 8 : 4);
	}
	return kind;
}
