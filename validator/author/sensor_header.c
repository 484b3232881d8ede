/* The words of the header for sensors. */
#include "author/sensor_header.h"

#include <inttypes.h>
#include <string.h>

#include "author/sensor_header_parts.h"
#include "base/digest.h"

/* The longest text that C11 promises a string literal for; longer ones are a warning of pedantic compilers. */
enum { LONGEST_LITERAL = 4095, LINE = 100, TAB = 8 };

static const char *value_type(const sl_field *field)
{
	switch (field->kind) {
	case CHAN_KIND_INTEGER:
		return "chan_integer_value";
	case CHAN_KIND_IP:
		return "chan_ip_value";
	case CHAN_KIND_STRING:
	default:
		return "chan_string_value";
	}
}

static const char *to_input(const sl_field *field)
{
	switch (field->kind) {
	case CHAN_KIND_INTEGER:
		return "chan_integer_input";
	case CHAN_KIND_IP:
		return "chan_ip_input";
	case CHAN_KIND_STRING:
	default:
		return "chan_string_input";
	}
}

static uint32_t layout_hash(const sl_type *type)
{
	return type->fields[type->field_count - 1].layout_hash;
}

/* A list of words, in lines. */
typedef struct list {
	sl_buffer *out;
	const char *between; /* two words of a line */
	const char *line_break; /* instead, where the next word would not fit */
	size_t column; /* 0: nothing is written yet */
} list;

static void list_add(list *to, const char *word, size_t length)
{
	const size_t gap = strlen(to->between);

	if (to->column == 0) {
		to->column = TAB;
	} else if (to->column + gap + length + gap > LINE) {
		sl_buffer_text(to->out, to->line_break);
		to->column = TAB;
	} else {
		sl_buffer_text(to->out, to->between);
		to->column += gap;
	}
	sl_buffer_append(to->out, word, length);
	to->column += length;
}

void sl_record_name(const char *name, sl_buffer *out)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789_.-";

	for (; *name != '\0'; name++) {
		if (strchr(plain, *name) != NULL) {
			sl_buffer_byte(out, (uint8_t)*name);
		} else {
			sl_buffer_printf(out, "%%%02X", (unsigned)(uint8_t)*name);
		}
	}
}

/* The head of a type: where it is defined, and which names are written in another way. Names as records have them. */
static void write_comment(const sl_named_type *named, sl_buffer *out)
{
	const sl_type *type = named->type;

	sl_buffer_text(out, "\n/*\n * ");
	sl_record_name(type->name, out);
	sl_buffer_printf(out, " version %" PRIu32 ", defined in ", type->version);
	sl_record_name(sl_path_base(type->source.path), out);
	sl_buffer_printf(out, " line %" PRIu32 ".\n", type->source.line);
	for (uint32_t i = 0; i < type->field_count; i++) {
		if (strcmp(named->fields[i], type->fields[i].name) != 0) {
			sl_buffer_printf(out, " *   %s: ", named->fields[i]);
			sl_record_name(type->fields[i].name, out);
			sl_buffer_byte(out, '\n');
		}
	}
	sl_buffer_text(out, " */\n");
}

/* Pedantic compilers hold an enumerator to the range of an int. */
static void write_large(const sl_named_type *named, const char *what, uint32_t number,
                        sl_buffer *out)
{
	if (number > INT32_MAX) {
		sl_buffer_printf(out, "#define %s_%s UINT32_C(%" PRIu32 ")\n", named->prefix, what,
		                 number);
	}
}

static void write_small(const sl_named_type *named, const char *what, uint32_t number,
                        sl_buffer *out)
{
	if (number <= INT32_MAX) {
		sl_buffer_printf(out, "%s_%s = %" PRIu32 ", ", named->prefix, what, number);
	}
}

static void write_numbers(const sl_named_type *named, sl_buffer *out)
{
	const sl_type *type = named->type;
	const char *prefix = named->prefix;

	sl_buffer_text(out, "enum { ");
	write_small(named, "type_id", type->id, out);
	write_small(named, "version", type->version, out);
	sl_buffer_printf(out, "%s_input_count = %" PRIu32 " };\n", prefix, type->field_count);
	write_large(named, "type_id", type->id, out);
	write_large(named, "version", type->version, out);
	sl_buffer_printf(out, "#define %s_layout_hash UINT32_C(0x%08" PRIx32 ")\n", prefix,
	                 layout_hash(type));
	sl_buffer_printf(out,
	                 "#define %s_WIRING {%s_type_id, %s_version, %s_input_count, "
	                 "%s_layout_hash}\n",
	                 named->macro, prefix, prefix, prefix, prefix);
}

/* A type and its maker for each field: two strings that change places are two types that do. */
static void write_values(const sl_named_type *named, sl_buffer *out)
{
	const char *prefix = named->prefix;

	for (uint32_t i = 0; i < named->type->field_count; i++) {
		const char *field = named->fields[i];
		const char *value = value_type(&named->type->fields[i]);

		sl_buffer_printf(out, "\ntypedef struct %s_%s_value { %s value; } %s_%s_value;\n",
		                 prefix, field, value, prefix, field);
		sl_buffer_printf(out,
		                 "static inline %s_%s_value %s_%s(%s %s)\n{\n"
		                 "\tconst %s_%s_value named = {%s};\n\n"
		                 "\treturn named;\n}\n",
		                 prefix, field, prefix, field, value, field, prefix, field, field);
	}
}

static void write_structs(const sl_named_type *named, sl_buffer *out)
{
	const char *prefix = named->prefix;

	sl_buffer_printf(out, "\n/* One event, in the order of the catalog. */\n");
	sl_buffer_printf(out, "typedef struct %s_inputs {\n", prefix);
	for (uint32_t i = 0; i < named->type->field_count; i++) {
		sl_buffer_printf(out, "\t%s %s;\n", value_type(&named->type->fields[i]),
		                 named->fields[i]);
	}
	sl_buffer_printf(out, "} %s_inputs;\n\n", prefix);
	sl_buffer_printf(out,
	                 "/* Room for what the interpreter reads. */\n"
	                 "typedef struct %s_room {\n\tchan_input inputs[%s_input_count];\n} "
	                 "%s_room;\n",
	                 prefix, prefix, prefix);
	sl_buffer_printf(out,
	                 "CHAN_ASSERT(%s_input_count <= CHAN_MAX_FIELDS, \"%s: more inputs than "
	                 "this libchan takes\");\n",
	                 prefix, prefix);
	sl_buffer_printf(out,
	                 "CHAN_ASSERT(sizeof(%s_room) == %s_input_count * sizeof(chan_input),\n"
	                 "\t    \"%s: the room is not the array that the interpreter reads\");\n",
	                 prefix, prefix, prefix);
}

/* The record's text: words that are parted by one space. */
static void record_text(const sl_type *type, sl_buffer *out)
{
	sl_buffer_text(out, "sluice-type 1 ");
	sl_record_name(type->name, out);
	sl_buffer_printf(out,
	                 " id=%" PRIu32 " version=%" PRIu32 " layout=%08" PRIx32 " inputs=%" PRIu32,
	                 type->id, type->version, layout_hash(type), type->field_count);
	for (uint32_t i = 0; i < type->field_count; i++) {
		sl_buffer_printf(out, " %s:", sl_field_kind_name(type->fields[i].kind));
		sl_record_name(type->fields[i].name, out);
	}
}

/* The record stands in the function that supplies the inputs: without the code there is none. */
static void write_record(const sl_type *type, sl_buffer *out)
{
	sl_buffer text = {0};
	list literal = {out, " ", " \"\n\t\t\"", 0};

	record_text(type, &text);
	sl_buffer_text(out, "\tCHAN_RECORD record[] =\n\t\t\"");
	const char *word = (const char *)text.bytes, *space;
	for (; (space = strchr(word, ' ')) != NULL; word = space + 1) {
		list_add(&literal, word, (size_t)(space - word));
	}
	list_add(&literal, word, strlen(word));
	sl_buffer_text(out, "\";\n\n");
	sl_buffer_free(&text);
}

static bool has_long_record(const sl_type *type)
{
	sl_buffer text = {0};

	record_text(type, &text);
	const bool is_long = text.length > LONGEST_LITERAL;
	sl_buffer_free(&text);
	return is_long;
}

static void write_supply(const sl_named_type *named, sl_buffer *out)
{
	const char *prefix = named->prefix;

	sl_buffer_printf(out,
	                 "\n/* Call it as %s_SUPPLY(). The record is kept in the binary by this "
	                 "code, and only by it. */\n",
	                 named->macro);
	sl_buffer_printf(out, "static inline void %s_supply(%s_inputs *inputs", prefix, prefix);
	for (uint32_t i = 0; i < named->type->field_count; i++) {
		sl_buffer_printf(out, ",\n\t%s_%s_value %s", prefix, named->fields[i],
		                 named->fields[i]);
	}
	sl_buffer_text(out, ",\n\tchan_all_supplied end)\n{\n");
	write_record(named->type, out);
	for (uint32_t i = 0; i < named->type->field_count; i++) {
		sl_buffer_printf(out, "\tinputs->%s = %s.value;\n", named->fields[i],
		                 named->fields[i]);
	}
	sl_buffer_text(out, "\t(void)end;\n\tchan_keep_record(record);\n}\n");
}

/* Pedantic compilers warn of a literal that is longer than every compiler must take. */
static void write_supply_quietly(const sl_named_type *named, sl_buffer *out)
{
	if (!has_long_record(named->type)) {
		write_supply(named, out);
		return;
	}
	sl_buffer_text(out, "\n#if defined(__GNUC__)\n#pragma GCC diagnostic push\n#pragma GCC "
	                    "diagnostic ignored \"-Woverlength-strings\"\n#endif\n");
	write_supply(named, out);
	sl_buffer_text(out, "#if defined(__GNUC__)\n#pragma GCC diagnostic pop\n#endif\n");
}

/* More ends than there are fields, and one for what the macro cuts: so few as the tables of sensor.h have. */
static const char *enough_ends(uint32_t field_count)
{
	const uint32_t ends = field_count + 2;

	return ends <= 16    ? "CHAN_END_16"
	       : ends <= 64  ? "CHAN_END_64"
	       : ends <= 256 ? "CHAN_END_256"
	                     : "CHAN_END_256, CHAN_END_4";
}

static void write_names(const sl_named_type *named, sl_buffer *out)
{
	list names = {out, ", ", ", \\\n\t", 0};

	list_add(&names, "inputs", strlen("inputs"));
	for (uint32_t i = 0; i < named->type->field_count; i++) {
		list_add(&names, named->fields[i], strlen(named->fields[i]));
	}
	list_add(&names, "end", strlen("end"));
}

static void write_macro(const sl_named_type *named, sl_buffer *out)
{
	sl_buffer_printf(out,
	                 "\n/*\n * %s_SUPPLY(&inputs, then each input in this order): an input "
	                 "that is left out, or of another\n * kind or place, does not compile, and "
	                 "the compiler names it.\n */\n",
	                 named->macro);
	sl_buffer_printf(out,
	                 "#define %s_SUPPLY(inputs, ...) \\\n"
	                 "\tCHAN_CALL(%s_SUPPLY_, (inputs, __VA_ARGS__, %s))\n",
	                 named->macro, named->macro, enough_ends(named->type->field_count));
	sl_buffer_printf(out, "#define %s_SUPPLY_( \\\n\t", named->macro);
	write_names(named, out);
	sl_buffer_printf(out, ", ...) \\\n\t%s_supply( \\\n\t", named->prefix);
	write_names(named, out);
	sl_buffer_text(out, ")\n");
}

static void write_map(const sl_named_type *named, sl_buffer *out)
{
	const char *prefix = named->prefix;

	sl_buffer_printf(out,
	                 "\n/* The event as the interpreter reads it. It refers to the room and to "
	                 "the bytes of the strings. */\n"
	                 "static inline chan_inputs %s_map(const %s_inputs *from, %s_room *room)\n"
	                 "{\n\tchan_inputs mapped;\n\n",
	                 prefix, prefix, prefix);
	for (uint32_t i = 0; i < named->type->field_count; i++) {
		sl_buffer_printf(out, "\troom->inputs[%" PRIu32 "] = %s(from->%s);\n", i,
		                 to_input(&named->type->fields[i]), named->fields[i]);
	}
	sl_buffer_printf(out,
	                 "\tmapped.array = room->inputs;\n\tmapped.count = %s_input_count;\n"
	                 "\treturn mapped;\n}\n",
	                 prefix);
}

static void write_type(const sl_named_type *named, sl_buffer *out)
{
	write_comment(named, out);
	write_numbers(named, out);
	write_values(named, out);
	write_structs(named, out);
	write_supply_quietly(named, out);
	write_macro(named, out);
	write_map(named, out);
}

static void write_head(const sl_catalog *catalog, const sl_chosen_types *types, sl_buffer *out)
{
	sl_buffer_printf(out,
	                 "/*\n * Written by `sluice sensor header`: do not edit it, write it "
	                 "anew. parser/SENSOR.md tells how to use it.\n"
	                 " * %zu of the %zu versions of types in the catalog with the digest\n"
	                 " * %s.\n */\n",
	                 types->count, catalog->count, catalog->digest);
}

/* Two headers may come together in one source: the guard is the digest of what it guards. */
static void write_guarded(const sl_buffer *body, sl_buffer *out)
{
	char digest[65];

	sl_sha256_hex(body->bytes, body->length, digest);
	sl_buffer_printf(out, "#ifndef SLUICE_INPUTS_%.16s\n#define SLUICE_INPUTS_%.16s\n\n",
	                 digest, digest);
	sl_buffer_append(out, body->bytes, body->length);
	sl_buffer_text(out, "\n#endif\n");
}

bool sl_sensor_header_write(const sl_catalog *catalog, const sl_chosen_types *types, sl_buffer *out,
                            sl_problem *why)
{
	sl_buffer body = {0};
	sl_arena arena;

	sl_arena_start(&arena);
	sl_named_type *named = sl_arena_alloc(&arena, types->count, sizeof *named);
	for (size_t i = 0; i < types->count; i++) {
		sl_type_name(types->items[i], &arena, &named[i]);
	}
	const bool differ = sl_types_differ(named, types->count, why);
	if (differ) {
		sl_buffer_printf(
			&body,
			"#include \"sensor.h\"\n\n"
			"CHAN_ASSERT(CHAN_ENGINE_LEVEL >= %u, \"this libchan is older than "
			"the catalog's engine level\");\n",
			CHAN_ENGINE_LEVEL);
		for (size_t i = 0; i < types->count; i++) {
			write_type(&named[i], &body);
		}
		write_head(catalog, types, out);
		write_guarded(&body, out);
	}
	sl_buffer_free(&body);
	sl_arena_free(&arena);
	return differ;
}
