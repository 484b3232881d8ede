/* The names of tables and members, as paths in findings. */
#include <inttypes.h>

#include "rules/finding.h"

static const char *table_name(uint16_t table)
{
	static const char *const names[] = {
#define TABLE(NAME, name, size) #name,
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
	};

	return table < CHAN_TABLE_COUNT ? names[table] : "?";
}

typedef struct member_name {
	uint8_t table;
	uint32_t offset;
	const char *name;
} member_name;

/* NULL: the whole record, or no member begins there. */
static const char *name_of_member(uint16_t table, uint32_t offset)
{
	static const member_name members[] = {
#define TABLE(NAME, name, size)
#define MEMBER(TABLE_, name, offset, width) {CHAN_TABLE_##TABLE_, (offset), #name},
#include "layout.def"
#undef TABLE
#undef MEMBER
	};

	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		if (members[i].table == table && members[i].offset == offset) {
			return members[i].name;
		}
	}
	return NULL;
}

const char *sl_record_path(sl_arena *arena, uint16_t table, uint32_t record, uint32_t member)
{
	const char *name = name_of_member(table, member), *dot = name != NULL ? "." : "";

	name = name != NULL ? name : "";
	if (table == CHAN_TABLE_HEADER) {
		return sl_arena_printf(arena, "header%s%s", dot, name);
	}
	return sl_arena_printf(arena, "%s[%" PRIu32 "]%s%s", table_name(table), record, dot, name);
}
