/* The identifiers of the header for sensors: from names that may be any text to words of C and C++ that are free. */
#include <stdlib.h>
#include <string.h>

#include "author/sensor_header_parts.h"
#include "base/problem.h"
#include "base/text_set.h"

/* Words of C11 and C++20, and macros without arguments that usual headers define under small or common names. */
static const char *const taken_words[] = {
	"EOF",
	"FALSE",
	"I",
	"INFINITY",
	"NAN",
	"NULL",
	"TRUE",
	"_Alignas",
	"_Alignof",
	"_Atomic",
	"_Bool",
	"_Complex",
	"_Generic",
	"_Imaginary",
	"_Noreturn",
	"_Pragma",
	"_Static_assert",
	"_Thread_local",
	"alignas",
	"alignof",
	"and",
	"and_eq",
	"asm",
	"auto",
	"bitand",
	"bitor",
	"bool",
	"break",
	"case",
	"catch",
	"char",
	"char16_t",
	"char32_t",
	"char8_t",
	"class",
	"co_await",
	"co_return",
	"co_yield",
	"compl",
	"complex",
	"concept",
	"const",
	"const_cast",
	"consteval",
	"constexpr",
	"constinit",
	"continue",
	"decltype",
	"default",
	"delete",
	"do",
	"double",
	"dynamic_cast",
	"else",
	"enum",
	"errno",
	"explicit",
	"export",
	"extern",
	"false",
	"far",
	"float",
	"for",
	"friend",
	"goto",
	"if",
	"imaginary",
	"inline",
	"int",
	"interface",
	"linux",
	"long",
	"mutable",
	"namespace",
	"near",
	"new",
	"noexcept",
	"noreturn",
	"not",
	"not_eq",
	"nullptr",
	"operator",
	"or",
	"or_eq",
	"private",
	"protected",
	"public",
	"register",
	"reinterpret_cast",
	"requires",
	"restrict",
	"return",
	"short",
	"signed",
	"sizeof",
	"static",
	"static_assert",
	"static_cast",
	"stderr",
	"stdin",
	"stdout",
	"struct",
	"switch",
	"template",
	"this",
	"thread_local",
	"throw",
	"true",
	"try",
	"typedef",
	"typeid",
	"typename",
	"typeof",
	"typeof_unqual",
	"union",
	"unix",
	"unsigned",
	"using",
	"virtual",
	"void",
	"volatile",
	"wchar_t",
	"while",
	"xor",
	"xor_eq",
};

/* What a type defines beside the names of its fields, behind its prefix; end and named are in its functions. */
static const char *const own_words[] = {
	"SUPPLY", "SUPPLY_", "WIRING", "end",  "input_count", "inputs",  "layout_hash",
	"map",    "named",   "record", "room", "supply",      "type_id", "version",
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool is_among(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0) {
			return true;
		}
	}
	return false;
}

/* ASCII only, whatever the locale: the same catalog must give the same bytes. */
static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_word_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || is_digit(byte) ||
	       byte == '_';
}

static char *word_of(const char *name, sl_arena *arena)
{
	char *word = sl_arena_copy(arena, name, strlen(name));

	for (char *at = word; *at != '\0'; at++) {
		*at = is_word_byte(*at) ? *at : '_';
	}
	return word;
}

static bool begins_with(const char *word, const char *start)
{
	return strncmp(word, start, strlen(start)) == 0;
}

/* libchan's own names begin with chan; all of them are kept free, those to come too. */
static bool is_of_libchan(const char *word)
{
	static const char own[] = "chan";

	for (size_t i = 0; own[i] != '\0'; i++) {
		if (sl_small_letter((uint8_t)word[i]) != (uint8_t)own[i]) {
			return false;
		}
	}
	return word[4] == '\0' || word[4] == '_';
}

static const char *upper_of(const char *word, sl_arena *arena)
{
	char *upper = sl_arena_copy(arena, word, strlen(word));

	for (char *at = upper; *at != '\0'; at++) {
		*at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
	}
	return upper;
}

/* A parameter must not hide what the function that has it uses, and no macro may stand for a member. */
static bool is_taken(const char *word, const char *prefix, size_t prefix_length)
{
	return is_among(word, taken_words, COUNT(taken_words)) ||
	       is_among(word, own_words, COUNT(own_words)) || begins_with(word, "__") ||
	       is_of_libchan(word) || (begins_with(word, prefix) && word[prefix_length] == '_');
}

static const char *field_word(const char *name, const char *prefix, sl_arena *arena)
{
	const char *word = word_of(name, arena);

	if (is_digit(word[0])) {
		word = sl_arena_printf(arena, "_%s", word);
	}
	return is_taken(word, prefix, strlen(prefix)) ? sl_arena_printf(arena, "%s_", word) : word;
}

/* The field's value has a type of its own, NAME_value: it must be free as well. False: one of the two is not. */
static bool take(sl_text_set *used, const char *word, sl_arena *arena)
{
	const sl_text type = sl_text_of(sl_arena_printf(arena, "%s_value", word));

	if (sl_text_set_find(used, sl_text_of(word)) != SL_NOT_IN_SET ||
	    sl_text_set_find(used, type) != SL_NOT_IN_SET) {
		return false;
	}
	sl_text_set_add(used, sl_text_of(word));
	sl_text_set_add(used, type);
	return true;
}

void sl_type_name(const sl_type *type, sl_arena *arena, sl_named_type *out)
{
	const char *prefix = word_of(type->name, arena);
	sl_text_set used = {0};

	if (is_digit(prefix[0]) || is_of_libchan(prefix)) {
		prefix = sl_arena_printf(arena, "type_%s", prefix);
	}
	out->type = type;
	out->prefix = prefix;
	out->macro = upper_of(prefix, arena);
	out->fields = sl_arena_alloc(arena, type->field_count, sizeof *out->fields);
	for (uint32_t i = 0; i < type->field_count; i++) {
		const char *plain = field_word(type->fields[i].name, prefix, arena), *word = plain;

		for (unsigned number = 2; !take(&used, word, arena); number++) {
			word = sl_arena_printf(arena, "%s_%u", plain, number);
		}
		out->fields[i] = word;
	}
	sl_text_set_free(&used);
}

/* All identifiers so far; by their numbers in the set, the type that each is of. */
typedef struct identifiers {
	sl_arena arena;
	sl_text_set set;
	size_t *owners;
	size_t capacity;
} identifiers;

static bool define(identifiers *all, const sl_named_type *types, size_t owner, const char *word,
                   sl_problem *why)
{
	const size_t before = all->set.count;
	const uint32_t number = sl_text_set_add(&all->set, sl_text_of(word));

	if (all->set.count > before) {
		all->owners =
			sl_grow(all->owners, &all->capacity, all->set.count, sizeof *all->owners);
		all->owners[number] = owner;
		return true;
	}
	const sl_type *one = types[all->owners[number]].type, *other = types[owner].type;
	return sl_problem_say(why, sl_text_printable(&all->arena, sl_text_of(other->name), 60),
	                      "both this type and %s would define %.60s: write a header for each",
	                      sl_text_printable(&all->arena, sl_text_of(one->name), 60), word);
}

static bool define_type(identifiers *all, const sl_named_type *types, size_t owner, sl_problem *why)
{
	const sl_named_type *named = &types[owner];

	for (size_t i = 0; i < COUNT(own_words); i++) {
		const bool macro = own_words[i][0] >= 'A' && own_words[i][0] <= 'Z';
		const char *word = sl_arena_printf(
			&all->arena, "%s_%s", macro ? named->macro : named->prefix, own_words[i]);

		if (!define(all, types, owner, word, why)) {
			return false;
		}
	}
	for (uint32_t i = 0; i < named->type->field_count; i++) {
		const char *word =
			sl_arena_printf(&all->arena, "%s_%s", named->prefix, named->fields[i]);

		if (!define(all, types, owner, word, why) ||
		    !define(all, types, owner, sl_arena_printf(&all->arena, "%s_value", word),
		            why)) {
			return false;
		}
	}
	return true;
}

bool sl_types_differ(const sl_named_type *types, size_t count, sl_problem *why)
{
	identifiers all = {0};
	bool differ = true;

	sl_arena_start(&all.arena);
	for (size_t i = 0; differ && i < count; i++) {
		differ = define_type(&all, types, i, why);
	}
	sl_text_set_free(&all.set);
	free(all.owners);
	sl_arena_free(&all.arena);
	return differ;
}
