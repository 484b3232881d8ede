/* ELF (System V ABI, chapter 4): its table of sections, of 32 and 64 bits, in either order of bytes. */
#include <inttypes.h>

#include "model/binary_parts.h"

enum {
	INDEX_EXTENDED = 0xFFFF, /* SHN_XINDEX: the first section has the real one */
	TYPE_STRINGS = 3, /* SHT_STRTAB */
	TYPE_NO_BYTES = 8, /* SHT_NOBITS */
	FLAG_COMPRESSED = 0x800 /* SHF_COMPRESSED */
};

/* Where the members are, by class. */
typedef struct elf_class {
	unsigned word; /* bytes of an address */
	uint32_t header_size, section_size;
	unsigned table, entry_size, entry_count, names; /* in the header */
	unsigned flags, offset, size, link; /* in a section's entry; name is at 0 and type at 4 */
} elf_class;

static const elf_class class_32 = {4, 52, 40, 32, 46, 48, 50, 8, 16, 20, 24};
static const elf_class class_64 = {8, 64, 64, 40, 58, 60, 62, 8, 24, 32, 40};

typedef struct elf_section {
	uint32_t name, type, link;
	uint64_t flags, offset, size;
	uint64_t at; /* of its entry in the file */
} elf_section;

typedef struct elf_file {
	sl_binary_reader *reader;
	const elf_class *members;
	sl_window program;
	uint64_t table; /* offset of the table of sections */
	uint64_t count; /* of its entries */
	uint64_t names; /* index of the section that holds their names */
} elf_file;

/* True: there is an entry of that index in the file. */
static bool read_section(const elf_file *elf, uint64_t index, elf_section *out)
{
	const elf_class *members = elf->members;
	sl_window entry;

	if (!sl_window_record(&elf->program, elf->table, index, members->section_size, &entry)) {
		return false;
	}
	out->name = sl_window_u32(&entry, 0);
	out->type = sl_window_u32(&entry, 4);
	out->flags = sl_window_number(&entry, members->flags, members->word);
	out->offset = sl_window_number(&entry, members->offset, members->word);
	out->size = sl_window_number(&entry, members->size, members->word);
	out->link = sl_window_u32(&entry, members->link);
	out->at = entry.start;
	return true;
}

static enum sl_binary_kind read_identification(elf_file *elf)
{
	const uint64_t class = sl_window_number(&elf->program, 4, 1),
		       order = sl_window_number(&elf->program, 5, 1);

	if (elf->program.size < 16) {
		return sl_binary_damaged(elf->reader, elf->program.size,
		                         "it ends within its header");
	}
	if (class < 1 || class > 2) {
		return sl_binary_damaged(elf->reader, 4,
		                         "its class is %" PRIu64 ", not 1 or 2 (32 or 64 bits)",
		                         class);
	}
	if (order < 1 || order > 2) {
		return sl_binary_damaged(elf->reader, 5,
		                         "its order of bytes is %" PRIu64 ", not 1 or 2", order);
	}
	elf->members = class == 1 ? &class_32 : &class_64;
	elf->program.big_endian = order == 2;
	if (elf->program.size < elf->members->header_size) {
		return sl_binary_damaged(elf->reader, elf->program.size,
		                         "it ends within its header");
	}
	return SL_BINARY_RECORDS;
}

/* Sets table, count and names; more of them than 16 bits hold are in the first entry. */
static enum sl_binary_kind read_header(elf_file *elf)
{
	const elf_class *members = elf->members;
	const sl_window *header = &elf->program;
	const uint16_t entry_size = sl_window_u16(header, members->entry_size);
	elf_section first;

	elf->table = sl_window_number(header, members->table, members->word);
	elf->count = sl_window_u16(header, members->entry_count);
	elf->names = sl_window_u16(header, members->names);
	if (elf->table == 0) {
		return sl_binary_none(elf->reader,
		                      "it has no table of sections; more was taken out of it than "
		                      "strip takes, or it is packed, so give it as it was linked");
	}
	if (entry_size != members->section_size) {
		return sl_binary_damaged(elf->reader, members->entry_size,
		                         "an entry of its table of sections has %u bytes, not %u",
		                         (unsigned)entry_size, (unsigned)members->section_size);
	}
	if (!read_section(elf, 0, &first)) {
		return sl_binary_damaged(elf->reader, members->table,
		                         "its table of sections is at byte %" PRIu64
		                         ", past the end of the file",
		                         elf->table);
	}
	elf->count = elf->count != 0 ? elf->count : first.size;
	elf->names = elf->names != INDEX_EXTENDED ? elf->names : first.link;
	return SL_BINARY_RECORDS;
}

static bool has_bytes(const elf_section *section)
{
	return section->type != 0 && section->type != TYPE_NO_BYTES;
}

static enum sl_binary_kind take_bytes(const elf_file *elf, const elf_section *section,
                                      sl_window *out)
{
	if (!sl_window_take(&elf->program, section->offset, section->size, out)) {
		return sl_binary_damaged(elf->reader, section->at,
		                         "a section of %" PRIu64 " bytes at byte %" PRIu64
		                         " is past the end of the file",
		                         section->size, section->offset);
	}
	return SL_BINARY_RECORDS;
}

static enum sl_binary_kind read_names(const elf_file *elf, sl_window *names)
{
	elf_section section;

	if (elf->names >= elf->count || !read_section(elf, elf->names, &section)) {
		return sl_binary_damaged(elf->reader, elf->members->names,
		                         "the names of its sections are in section %" PRIu64
		                         " of %" PRIu64,
		                         elf->names, elf->count);
	}
	if (section.type != TYPE_STRINGS || (section.flags & FLAG_COMPRESSED) != 0) {
		return sl_binary_damaged(elf->reader, section.at,
		                         "the section with the names of sections holds no names");
	}
	return take_bytes(elf, &section, names);
}

static enum sl_binary_kind look_at(const elf_file *elf, uint64_t index, const sl_window *names)
{
	sl_window bytes = {0};
	elf_section section;

	if (!read_section(elf, index, &section)) {
		return sl_binary_damaged(elf->reader, elf->program.size,
		                         "it ends within its table of %" PRIu64 " sections",
		                         elf->count);
	}
	if (has_bytes(&section)) {
		const enum sl_binary_kind kind = take_bytes(elf, &section, &bytes);

		if (kind != SL_BINARY_RECORDS) {
			return kind;
		}
	}
	if (!sl_window_has(names, section.name, SL_BINARY_SECTION, sizeof SL_BINARY_SECTION)) {
		return SL_BINARY_RECORDS;
	}
	if ((section.flags & FLAG_COMPRESSED) != 0) {
		return sl_binary_damaged(elf->reader, section.at,
		                         "the section of records is compressed");
	}
	sl_binary_add_section(elf->reader, &bytes);
	return SL_BINARY_RECORDS;
}

enum sl_binary_kind sl_binary_read_elf(sl_binary_reader *reader, const sl_window *program)
{
	elf_file elf = {.reader = reader, .program = *program};
	sl_window names;
	enum sl_binary_kind kind;

	reader->format = "an ELF file";
	kind = read_identification(&elf);
	if (kind == SL_BINARY_RECORDS) {
		kind = read_header(&elf);
	}
	if (kind == SL_BINARY_RECORDS && elf.names == 0) {
		return sl_binary_none(reader,
		                      "its sections have no names; give it as it was linked");
	}
	if (kind == SL_BINARY_RECORDS) {
		kind = read_names(&elf, &names);
	}
	/* The first entry is none; a table that promises more than the file has ends the loop. */
	for (uint64_t i = 1; i < elf.count && kind == SL_BINARY_RECORDS; i++) {
		kind = look_at(&elf, i, &names);
	}
	return kind;
}
