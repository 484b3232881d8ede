/* PE images and COFF objects, also those of /bigobj (Microsoft's "PE Format"): their table of sections. */
#include <inttypes.h>

#include "model/binary_parts.h"

enum {
	HEADER_SIZE = 20, /* of COFF; what an image has more is in front and behind */
	BIG_HEADER_SIZE = 56,
	SECTION_SIZE = 40,
	NAME_SIZE = 8,
	SYMBOL_SIZE = 18,
	BIG_SYMBOL_SIZE = 20,
	FLAG_NO_BYTES = 0x80 /* IMAGE_SCN_CNT_UNINITIALIZED_DATA */
};

/* What of the headers is needed; offsets are in the program. */
typedef struct pe_file {
	sl_binary_reader *reader;
	sl_window program;
	uint64_t table; /* offset of the table of sections */
	uint32_t count; /* of its entries */
	bool is_image;
	sl_window
		names; /* names of more than 8 bytes; empty without symbols, as in a stripped image */
} pe_file;

/* ANON_OBJECT_HEADER_BIGOBJ */
static const uint8_t big_class[16] = {0xC7, 0xA1, 0xBA, 0xD1, 0xEE, 0xBA, 0xA9, 0x4B,
                                      0xAF, 0x20, 0xFA, 0xF6, 0x6A, 0xA4, 0xDC, 0xB8};

static bool is_big(const sl_window *program)
{
	return sl_window_has(program, 0, "\0\0\xFF\xFF", 4) &&
	       sl_window_has(program, 12, big_class, sizeof big_class);
}

/* An object has no magic number: it begins with its machine. */
bool sl_binary_is_coff(const sl_window *program)
{
	static const uint16_t machines[] = {
		0x014C, /* x86 */
		0x8664, /* x86-64 */
		0x01C0, 0x01C2, 0x01C4, /* ARM, Thumb */
		0xAA64, 0xA641, 0xA64E, /* ARM64 and its mixtures with x86-64 */
	};
	const uint16_t machine = sl_window_u16(program, 0);

	if (is_big(program)) {
		return true;
	}
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
		/* The optional header that an object never has tells it from much else that begins so. */
		if (machine == machines[i] && program->size >= HEADER_SIZE &&
		    sl_window_u16(program, 16) == 0) {
			return true;
		}
	}
	return false;
}

/* The names behind the symbols: a length, which counts itself, and that many bytes. */
static void find_names(pe_file *pe, uint64_t symbols, uint64_t count, uint32_t symbol_size)
{
	const uint64_t offset = symbols + count * symbol_size;
	sl_window length;

	if (symbols != 0 && sl_window_take(&pe->program, offset, 4, &length) &&
	    !sl_window_take(&pe->program, offset, sl_window_u32(&length, 0), &pe->names)) {
		pe->names = (sl_window){0};
	}
}

/* "/4": at byte 4 of the long names. */
static bool long_name_is_ours(const pe_file *pe, const sl_window *entry)
{
	uint64_t offset = 0;
	unsigned i = 1;

	if (!sl_window_has(entry, 0, "/", 1)) {
		return false;
	}
	for (; i < NAME_SIZE && sl_window_number(entry, i, 1) != 0; i++) {
		const uint64_t digit = sl_window_number(entry, i, 1) - '0';

		if (digit > 9) {
			return false;
		}
		offset = offset * 10 + digit;
	}
	return i > 1 &&
	       sl_window_has(&pe->names, offset, SL_BINARY_SECTION, sizeof SL_BINARY_SECTION);
}

static enum sl_binary_kind look_at(const pe_file *pe, uint32_t index)
{
	sl_window entry, bytes = {0};
	uint32_t virtual_size, size, offset;

	if (!sl_window_record(&pe->program, pe->table, index, SECTION_SIZE, &entry)) {
		return sl_binary_damaged(pe->reader, pe->program.size,
		                         "it ends within its table of %" PRIu32 " sections",
		                         pe->count);
	}
	virtual_size = sl_window_u32(&entry, 8);
	size = sl_window_u32(&entry, 16);
	offset = sl_window_u32(&entry, 20);
	if ((sl_window_u32(&entry, 36) & FLAG_NO_BYTES) == 0 && offset != 0 &&
	    !sl_window_take(&pe->program, offset, size, &bytes)) {
		return sl_binary_damaged(pe->reader, entry.start,
		                         "a section of %" PRIu32 " bytes at byte %" PRIu32
		                         " is past the end of the file",
		                         size, offset);
	}
	if (!sl_window_has(&entry, 0, SL_BINARY_SECTION, NAME_SIZE) &&
	    !long_name_is_ours(pe, &entry)) {
		return SL_BINARY_RECORDS;
	}
	/* An image fills its sections up in the file: what is past the size in memory is not loaded. */
	if (pe->is_image && virtual_size < bytes.size) {
		bytes.size = virtual_size;
	}
	sl_binary_add_section(pe->reader, &bytes);
	return SL_BINARY_RECORDS;
}

static enum sl_binary_kind look_at_all(const pe_file *pe)
{
	enum sl_binary_kind kind = SL_BINARY_RECORDS;

	for (uint32_t i = 0; i < pe->count && kind == SL_BINARY_RECORDS; i++) {
		kind = look_at(pe, i);
	}
	return kind;
}

/* What an image has behind the header of COFF, and an object has not. */
static enum sl_binary_kind check_optional_header(const pe_file *pe, uint64_t offset)
{
	enum { MAGIC_32 = 0x10B, MAGIC_64 = 0x20B };
	const uint16_t magic = sl_window_u16(&pe->program, offset);

	if (magic != MAGIC_32 && magic != MAGIC_64) {
		return sl_binary_damaged(pe->reader, offset,
		                         "its optional header begins with %#x, not 0x10b or 0x20b",
		                         (unsigned)magic);
	}
	return SL_BINARY_RECORDS;
}

/* The header of COFF at an offset, and what is behind it. */
static enum sl_binary_kind read_from(pe_file *pe, uint64_t offset)
{
	enum sl_binary_kind kind = SL_BINARY_RECORDS;
	sl_window header;

	if (!sl_window_take(&pe->program, offset, HEADER_SIZE, &header)) {
		return sl_binary_damaged(pe->reader, pe->program.size, "it ends within its header");
	}
	if (pe->is_image) {
		kind = check_optional_header(pe, offset + HEADER_SIZE);
	}
	pe->count = sl_window_u16(&header, 2);
	pe->table = offset + HEADER_SIZE + sl_window_u16(&header, 16);
	find_names(pe, sl_window_u32(&header, 8), sl_window_u32(&header, 12), SYMBOL_SIZE);
	return kind == SL_BINARY_RECORDS ? look_at_all(pe) : kind;
}

static enum sl_binary_kind read_big(pe_file *pe)
{
	sl_window header;

	if (!sl_window_take(&pe->program, 0, BIG_HEADER_SIZE, &header)) {
		return sl_binary_damaged(pe->reader, pe->program.size, "it ends within its header");
	}
	pe->count = sl_window_u32(&header, 44);
	pe->table = BIG_HEADER_SIZE;
	find_names(pe, sl_window_u32(&header, 48), sl_window_u32(&header, 52), BIG_SYMBOL_SIZE);
	return look_at_all(pe);
}

enum sl_binary_kind sl_binary_read_coff(sl_binary_reader *reader, const sl_window *program)
{
	pe_file pe = {.reader = reader, .program = *program};

	reader->format = "a COFF object";
	return is_big(program) ? read_big(&pe) : read_from(&pe, 0);
}

enum sl_binary_kind sl_binary_read_pe(sl_binary_reader *reader, const sl_window *program)
{
	enum { PLACE = 0x3C, MAGIC_SIZE = 4 };
	pe_file pe = {.reader = reader, .program = *program, .is_image = true};
	const uint32_t offset = sl_window_u32(program, PLACE);
	sl_window magic;

	reader->format = "a PE file";
	if (program->size < PLACE + 4) {
		return sl_binary_damaged(reader, program->size, "it ends within its header");
	}
	if (!sl_window_take(program, offset, MAGIC_SIZE, &magic)) {
		return sl_binary_damaged(
			reader, PLACE,
			"its header is at byte %" PRIu32 ", past the end of the file", offset);
	}
	if (!sl_window_has(&magic, 0, "PE\0", MAGIC_SIZE)) {
		return sl_binary_unknown(reader,
		                         "a program for DOS, or another that begins as one");
	}
	return read_from(&pe, (uint64_t)offset + MAGIC_SIZE);
}
