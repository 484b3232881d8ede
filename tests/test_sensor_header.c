/* The header for sensors: which types, under which identifiers, and the records against what they speak of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/sensor_header_parts.h"
#include "model/fleet.h"
#include "support_folder.h"

typedef struct headed {
	char *folder;
	sl_arena arena;
	sl_findings findings;
	sl_catalog catalog;
	sl_chosen_types types;
	sl_buffer text;
	sl_problem why;
} headed;

/* A type of version 1 with string fields of these names. */
static const char *document(sl_arena *arena, const char *name, unsigned id, size_t count,
                            const char *const *fields)
{
	const char *text = sl_arena_printf(arena,
	                                   "---\ntemplate_type: '%s'\nid: %u\nversion: 1\n"
	                                   "logsource: {product: p%u}\nfields:\n",
	                                   name, id, id);

	for (size_t i = 0; i < count; i++)
		text = sl_arena_printf(arena, "%s  - {name: '%s', type: string}\n", text,
		                       fields[i]);
	return text;
}

static void begin(headed *h)
{
	*h = (headed){0};
	h->folder = scratch_create();
	sl_arena_start(&h->arena);
	sl_findings_start(&h->findings);
}

static void load(headed *h, const char *text)
{
	scratch_text(h->folder, "types.yaml", text);
	assert_true(sl_catalog_load(h->folder, &h->catalog, &h->findings));
}

static bool choose(headed *h, size_t count, const char *const *words)
{
	memset(&h->why, 0xa5, sizeof h->why);
	return sl_types_choose(&h->catalog, words, count, &h->arena, &h->types, &h->why);
}

static bool write_header(headed *h)
{
	sl_buffer_clear(&h->text);
	memset(&h->why, 0xa5, sizeof h->why);
	return sl_sensor_header_write(&h->catalog, &h->types, &h->text, &h->why);
}

static void end(headed *h)
{
	sl_buffer_free(&h->text);
	sl_catalog_free(&h->catalog);
	sl_findings_free(&h->findings);
	sl_arena_free(&h->arena);
	scratch_remove(h->folder);
}

static bool says(const headed *h, const char *words)
{
	return strstr((const char *)h->text.bytes, words) != NULL;
}

#define EXPECT(h, words) expect_words(h, words, true)
#define EXPECT_NO(h, words) expect_words(h, words, false)
static void expect_words(const headed *h, const char *words, bool wanted)
{
	if (says(h, words) != wanted)
		fail_msg("%s: %s\n%s", wanted ? "missing" : "there", words,
		         (const char *)h->text.bytes);
}

/* What the fields of a type are called. */
typedef struct renaming {
	const char *name, *word;
} renaming;

static void expect_names(const char *type, size_t count, const renaming *names)
{
	const char *fields[64];
	sl_named_type named;
	headed h;

	assert_true(count <= 64);
	for (size_t i = 0; i < count; i++)
		fields[i] = names[i].name;
	begin(&h);
	load(&h, document(&h.arena, type, 7, count, fields));
	sl_type_name(&h.catalog.types[0], &h.arena, &named);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(named.fields[i], names[i].word);
	assert_true(choose(&h, 0, NULL));
	assert_true(write_header(&h));
	end(&h);
}
#define NAMES(type, ...)                                                               \
	expect_names(type, sizeof((const renaming[]){__VA_ARGS__}) / sizeof(renaming), \
	             (const renaming[]){__VA_ARGS__})

static void names_that_are_no_words(void **state)
{
	(void)state;
	NAMES("ipc", {"PipeName", "PipeName"}, {"c-uri", "c_uri"},
	      {"destination.port", "destination_port"}, {"a b", "a_b"}, {"9p", "_9p"},
	      {"\xc3\xbc", "__"
	                   "_"},
	      {"*/", "__"
	             "__2"});
}

static void words_that_are_taken(void **state)
{
	(void)state;
	NAMES("ipc", {"class", "class_"}, {"int", "int_"}, {"and", "and_"}, {"_Bool", "_Bool_"},
	      {"xor_eq", "xor_eq_"}, {"Class", "Class"}, {"errno", "errno_"}, {"NULL", "NULL_"},
	      {"__LINE__", "__LINE___"}, {"chan_string", "chan_string_"}, {"chan", "chan_"},
	      {"channel", "channel"}, {"Chan_x", "Chan_x_"});
}

/* What the header itself defines for the type, or has as a parameter. */
static void words_of_the_header(void **state)
{
	(void)state;
	NAMES("ipc", {"type_id", "type_id_"}, {"version", "version_"},
	      {"input_count", "input_count_"}, {"layout_hash", "layout_hash_"},
	      {"inputs", "inputs_"}, {"record", "record_"}, {"room", "room_"}, {"map", "map_"},
	      {"supply", "supply_"}, {"SUPPLY", "SUPPLY_"}, {"WIRING", "WIRING_"}, {"end", "end_"},
	      {"named", "named_"}, {"ipc_x", "ipc_x_"}, {"ipcx", "ipcx"}, {"value", "value"});
}

/* In the order of the fields, so that an appended field never changes the name of one before it. */
static void names_that_clash(void **state)
{
	(void)state;
	NAMES("ipc", {"c-uri", "c_uri"}, {"c_uri", "c_uri_2"}, {"c uri", "c_uri_3"},
	      {"c_uri_2", "c_uri_2_2"});
	NAMES("ipc", {"X", "X"}, {"X_value", "X_value_2"});
	NAMES("ipc", {"X_value", "X_value"}, {"X", "X_2"});
	NAMES("ipc", {"int", "int_"}, {"int_", "int__2"});
}

static void names_of_types(void **state)
{
	static const struct {
		const char *name, *prefix, *macro;
	} types[] = {
		{"ipc", "ipc", "IPC"},
		{"Ipc.2", "Ipc_2", "IPC_2"},
		{"7zip", "type_7zip", "TYPE_7ZIP"},
		{"chan", "type_chan", "TYPE_CHAN"},
		{"CHAN_x", "type_CHAN_x", "TYPE_CHAN_X"},
		{"channel", "channel", "CHANNEL"},
	};
	static const char *const field[] = {"a"};

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		sl_named_type named;
		headed h;

		begin(&h);
		load(&h, document(&h.arena, types[i].name, 7, 1, field));
		sl_type_name(&h.catalog.types[0], &h.arena, &named);
		assert_string_equal(named.prefix, types[i].prefix);
		assert_string_equal(named.macro, types[i].macro);
		end(&h);
	}
}

/* Whether two types with one field each can stand in one header. */
static bool stand_together(const char *one, const char *field, const char *other,
                           const char *other_field)
{
	headed h;

	begin(&h);
	load(&h, sl_arena_printf(&h.arena, "%s%s", document(&h.arena, one, 7, 1, &field),
	                         document(&h.arena, other, 8, 1, &other_field)));
	assert_true(choose(&h, 0, NULL));
	const bool written = write_header(&h);
	if (!written) {
		assert_int_equal(h.text.length, 0);
		assert_non_null(strstr(h.why.text, one));
		assert_non_null(strstr(h.why.text, other));
	}
	end(&h);
	return written;
}

static void types_that_clash(void **state)
{
	(void)state;
	assert_true(stand_together("ipc", "a", "net", "a"));
	assert_false(stand_together("a-b", "x", "a b", "y"));
	assert_false(stand_together("ipc", "x", "IPC", "y")); /* the macros */
	assert_false(stand_together("a", "b_c", "a_b", "c"));
	assert_true(stand_together("a", "b_c", "a_b", "d"));
	assert_false(stand_together("a", "b_version", "a_b", "c"));
	assert_false(stand_together("a", "b", "a_b", "value")); /* a_b_value */
}

static void records_and_comments(void **state)
{
	static const char *const fields[] = {"c-uri", "a b", "*/", "\xc3\xa4%", "A_z.0-"};
	headed h;

	(void)state;
	begin(&h);
	load(&h, document(&h.arena, "i p/c", 7, 5, fields));
	assert_true(choose(&h, 0, NULL));
	assert_true(write_header(&h));
	EXPECT(&h, "\"sluice-type 1 i%20p%2Fc id=7 version=1 layout=");
	EXPECT(&h, " inputs=5 string:c-uri string:a%20b ");
	EXPECT(&h, "string:%2A%2F ");
	EXPECT(&h, "string:%C3%A4%25 ");
	EXPECT(&h, "string:A_z.0-");
	EXPECT(&h, " * i%20p%2Fc version 1, defined in types.yaml line 2.\n");
	EXPECT(&h, " *   a_b: a%20b\n");
	EXPECT_NO(&h, h.folder);
	EXPECT_NO(&h, "a b");
	end(&h);
}

/* An enumerator is an int: what is larger is a macro. */
static void large_numbers(void **state)
{
	headed h;

	(void)state;
	begin(&h);
	load(&h, "template_type: a\nid: 2147483648\nversion: 2147483647\nlogsource: {product: p}\n"
	         "fields: [{name: x, type: ip}, {name: y, type: integer}]\n");
	assert_true(choose(&h, 0, NULL));
	assert_true(write_header(&h));
	EXPECT(&h, "enum { a_version = 2147483647, a_input_count = 2 };\n"
	           "#define a_type_id UINT32_C(2147483648)\n");
	EXPECT(&h, "static inline a_x_value a_x(chan_ip_value x)\n");
	EXPECT(&h, "\troom->inputs[0] = chan_ip_input(from->x);\n"
	           "\troom->inputs[1] = chan_integer_input(from->y);\n");
	end(&h);
}

/* Of a type with so many fields: whether its record is longer than the 4,095 bytes that C11 promises, and its ends. */
static void expect_long_record(size_t count, bool is_long, const char *ends)
{
	const char *fields[256];
	headed h;

	begin(&h);
	for (size_t i = 0; i < count; i++)
		fields[i] = sl_arena_printf(&h.arena, "AFieldWithALongName%03zu", i);
	load(&h, document(&h.arena, "a", 7, count, fields));
	assert_true(choose(&h, 0, NULL));
	assert_true(write_header(&h));
	expect_words(&h, "-Woverlength-strings", is_long);
	EXPECT(&h, ends);
	end(&h);
}

static void long_records(void **state)
{
	(void)state;
	expect_long_record(14, false, "__VA_ARGS__, CHAN_END_16)");
	expect_long_record(15, false, "__VA_ARGS__, CHAN_END_64)");
	expect_long_record(100, false, "__VA_ARGS__, CHAN_END_256)");
	expect_long_record(254, true, "__VA_ARGS__, CHAN_END_256)");
	expect_long_record(255, true, "__VA_ARGS__, CHAN_END_256, CHAN_END_4)");
	expect_long_record(256, true, "__VA_ARGS__, CHAN_END_256, CHAN_END_4)");
}

static const char versions[] =
	"template_type: ipc\nid: 7\nversion: 1\nlogsource: {product: a}\n"
	"fields: [{name: x, type: ip}]\n---\n"
	"template_type: ipc\nid: 7\nversion: 2\nlogsource: {product: a}\n"
	"fields: [{name: x, type: ip}, {name: y, type: ip}]\n---\n"
	"template_type: net\nid: 3\nversion: 1\nlogsource: {product: b}\n"
	"fields: [{name: x, type: ip}]\n---\n"
	"template_type: 'ipc:1'\nid: 9\nversion: 5\nlogsource: {product: c}\n"
	"fields: [{name: x, type: ip}]\n";

static void expect_choice(headed *h, size_t count, const char *const *words, const char *want)
{
	sl_buffer got = {0};

	assert_true(choose(h, count, words));
	for (size_t i = 0; i < h->types.count; i++)
		sl_buffer_printf(&got, "%s=%u ", h->types.items[i]->name,
		                 (unsigned)h->types.items[i]->version);
	assert_string_equal((const char *)got.bytes, want);
	sl_buffer_free(&got);
}
#define CHOICE(h, want, ...)                                                          \
	expect_choice(h, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), \
	              (const char *const[]){__VA_ARGS__}, want)

static void expect_no_choice(headed *h, const char *one, const char *other, const char *why)
{
	const char *const words[] = {one, other};

	assert_false(choose(h, other != NULL ? 2 : 1, words));
	if (strstr(h->why.text, why) == NULL)
		fail_msg("%s: %s", why, h->why.text);
}

static void choices(void **state)
{
	headed h;

	(void)state;
	begin(&h);
	load(&h, versions);
	expect_choice(&h, 0, NULL, "net=1 ipc=2 ipc:1=5 ");
	CHOICE(&h, "ipc=2 ", "ipc");
	CHOICE(&h, "ipc:1=5 ", "ipc:1"); /* the whole word comes first */
	CHOICE(&h, "ipc=2 ", "ipc:2");
	CHOICE(&h, "net=1 ipc=2 ", "ipc", "net"); /* in the order of the catalog */
	expect_no_choice(&h, "ipx", NULL, "did you mean 'ipc'");
	expect_no_choice(&h, "nothing_like_it", NULL,
	                 "nothing_like_it: the catalog has no such type");
	expect_no_choice(&h, "", NULL, "no such type");
	expect_no_choice(&h, "ipc:3", NULL, "its newest is 2");
	expect_no_choice(&h, "ipc:", NULL, "its newest is 2");
	expect_no_choice(&h, "ipc:4294967298", NULL, "its newest is 2");
	expect_no_choice(&h, "ipx:2", NULL, "no such type");
	expect_no_choice(&h, "ipc\n", NULL, "ipc\\x0a");
	expect_no_choice(&h, "ipc", "ipc:2", "named twice");
	expect_no_choice(&h, "net", "net", "named twice");
	end(&h);
}

/* The guard is the digest of what it guards: two headers of different types can be used together. */
static void guards(void **state)
{
	static const char *const one[] = {"ipc"}, *const other[] = {"net"};
	sl_buffer before = {0};
	headed h;

	(void)state;
	begin(&h);
	load(&h, versions);
	assert_true(choose(&h, 1, one) && write_header(&h));
	sl_buffer_append(&before, h.text.bytes, h.text.length);
	assert_true(write_header(&h));
	assert_int_equal(before.length, h.text.length);
	assert_memory_equal(before.bytes, h.text.bytes, before.length);
	const char *guard = strstr((const char *)before.bytes, "#ifndef SLUICE_INPUTS_");
	assert_non_null(guard);
	const char *line = sl_arena_copy(&h.arena, guard, strcspn(guard, "\n"));
	assert_true(choose(&h, 1, other) && write_header(&h));
	EXPECT(&h, "#ifndef SLUICE_INPUTS_");
	EXPECT_NO(&h, line);
	sl_buffer_free(&before);
	end(&h);
}

/* The record of libchan, in this program, names each operator that it knows, in the order of their numbers. */
static void the_record_of_the_engine(void **state)
{
	bool (*volatile prepare)(const chan_file *, const chan_memory *, chan_content *) =
		chan_prepare; /* it is what keeps the record */
	sl_buffer program = {0}, want = {0};
	sl_problem problem;
	size_t found = 0;

	(void)state;
	assert_non_null(prepare);
	sl_buffer_printf(&want, "sluice-engine 1 level=%u operators=", CHAN_ENGINE_LEVEL);
	for (uint8_t operation = 1; operation <= CHAN_OPERATOR_LAST; operation++) {
		assert_true(chan_operator_known(operation));
		sl_buffer_printf(&want, "%s%s", operation > 1 ? "," : "",
		                 sl_operator_name(operation));
	}
	sl_buffer_byte(&want, 0);
	assert_false(chan_operator_known(CHAN_OPERATOR_LAST + 1));
	if (!sl_file_read("/proc/self/exe", UINT32_MAX, &program, &problem)) {
		print_message("the program cannot be read: %s\n", problem.text);
		skip();
	}
	for (size_t i = 0; i + want.length <= program.length; i++)
		found += memcmp(program.bytes + i, want.bytes, want.length) == 0;
	assert_true(found > 0);
	sl_buffer_free(&program);
	sl_buffer_free(&want);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_are_no_words),
		cmocka_unit_test(words_that_are_taken),
		cmocka_unit_test(words_of_the_header),
		cmocka_unit_test(names_that_clash),
		cmocka_unit_test(names_of_types),
		cmocka_unit_test(types_that_clash),
		cmocka_unit_test(records_and_comments),
		cmocka_unit_test(large_numbers),
		cmocka_unit_test(long_records),
		cmocka_unit_test(choices),
		cmocka_unit_test(guards),
		cmocka_unit_test(the_record_of_the_engine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
