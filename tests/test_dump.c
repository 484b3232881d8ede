/* dump and assemble: yaml goes back to the same bytes, json says the same, hex annotates whatever it is given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "support_content.h"
#include "support_random.h"

static void write_and_open(fixture *f)
{
	chan_finding fault;

	support_write(&f->content, &f->bytes);
	assert_true(chan_open(f->bytes.bytes, f->bytes.length, &f->file, &fault));
}

static void dump_yaml(fixture *f)
{
	write_and_open(f);
	sl_buffer_clear(&f->text);
	sl_dump_yaml(&f->file, f->bytes.bytes, &f->text);
}

/* The content is dumped, assembled and written; the bytes must be the same, and the dump of them too. */
static void yaml_goes_back(fixture *f)
{
	sl_buffer again = {0}, text = {0};
	sl_content read;
	chan_file file;
	chan_finding fault;

	dump_yaml(f);
	if (!sl_assemble("dump.yaml", f->text.bytes, f->text.length, &f->arena, &read,
	                 &f->findings))
		fail_msg("line %u: CH%u: %s", f->findings.items[0].source.line,
		         f->findings.items[0].rule, f->findings.items[0].detail);
	assert_int_equal(f->findings.count, 0);
	support_write(&read, &again);
	assert_int_equal(again.length, f->bytes.length);
	assert_memory_equal(again.bytes, f->bytes.bytes, again.length);
	assert_true(chan_open(again.bytes, again.length, &file, &fault));
	sl_dump_yaml(&file, again.bytes, &text);
	assert_int_equal(text.length, f->text.length);
	assert_memory_equal(text.bytes, f->text.bytes, text.length);
	sl_buffer_free(&text);
	sl_buffer_free(&again);
}

static void yaml_of_everything(void **state)
{
	fixture *f = *state;

	support_content_sample(&f->arena, &f->content);
	yaml_goes_back(f);
	/* A date far away has no comment, and goes back too. */
	f->content.created_at = UINT64_MAX - 1;
	f->content.expires_at = UINT64_MAX;
	f->content.content_version = UINT64_MAX;
	f->content.engine_level = UINT16_MAX;
	yaml_goes_back(f);
}

static void yaml_as_text(void **state)
{
	static const char *const values[] = {"a", "no"};
	static const char wanted[] =
		"# A channel file as text: `sluice assemble` makes the same bytes of it.\n"
		"engine_level: 1\n"
		"channel: 1\n"
		"content_version: 1\n"
		"created_at: 1721361600 # 2024-07-19T04:00:00Z\n"
		"expires_at: 0\n"
		"types:\n"
		"- name: type\n"
		"  id: 1\n"
		"  version: 1\n"
		"  fields:\n"
		"  - {name: Text, kind: string}\n"
		"  - {name: 'true', kind: integer}\n"
		"  - {name: Text, kind: string}\n"
		"  templates:\n"
		"  - id: '01010101-0101-0101-0101-010101010101'\n"
		"    title: Title\n"
		"    author: Somebody\n"
		"    link: ''\n"
		"    action: detect\n"
		"    level: high\n"
		"    status: test\n"
		"    criteria:\n"
		"    - field: 0 # criterion 0\n"
		"      operator: exact\n"
		"      flags: [cased]\n"
		"      values:\n"
		"      - a\n"
		"      - 'no'\n"
		"    - field: 'true' # criterion 1\n"
		"      operator: 'null'\n"
		"    condition: [0, 1, or]\n";
	fixture *f = *state;
	sl_template *template;

	support_content_small(&f->arena, &f->content);
	f->content.created_at = 1721361600;
	f->content.types[0].fields[1].name = sl_text_of("true");
	f->content.types[0].fields[2] = f->content.types[0].fields[0];
	template = f->content.templates;
	template->criteria[0] =
		support_texts(&f->arena, 0, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, 2, values);
	support_add_criterion(&f->arena, template, support_bare(1, CHAN_OPERATOR_NULL));
	support_add_word(&f->arena, template, 1);
	support_add_word(&f->arena, template, CHAN_WORD_OR);
	dump_yaml(f);
	sl_buffer_byte(&f->text, 0);
	assert_string_equal((char *)f->text.bytes, wanted);
	yaml_goes_back(f);
}

static size_t put_character(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static uint32_t random_character(uint32_t *state)
{
	static const uint32_t odd[] = {0x7f,    0x80,     0x85,   0x9f,   0xa0,   0x2028,
	                               0x2029,  0xfeff,   0xfffd, 0xfffe, 0xffff, 0x10000,
	                               0x1ffff, 0x10ffff, 0xd7ff, 0xe000};
	uint32_t c;

	switch (support_random(state) % 4) {
	case 0:
		return odd[support_random(state) % (sizeof odd / sizeof *odd)];
	case 1:
		return 1 + support_random(state) % 0x1f;
	case 2:
		return 0x20 + support_random(state) % 0x5f;
	default:
		c = 1 + support_random(state) % 0x10ffff;
		return c >= 0xd800 && c <= 0xdfff ? 0x20 : c;
	}
}

static void yaml_of_random_strings(void **state)
{
	fixture *f = *state;
	uint32_t seed = 291, round, i, k;

	for (round = 0; round < 20; round++) {
		const uint32_t count = 100;
		sl_criterion *criterion;

		support_content_small(&f->arena, &f->content);
		criterion = f->content.templates[0].criteria;
		criterion->values = sl_arena_alloc(&f->arena, count, sizeof *criterion->values);
		criterion->value_count = count;
		for (i = 0; i < count; i++) {
			const uint32_t characters = support_random(&seed) % 30;
			char *bytes = sl_arena_alloc(&f->arena, 121, 1);
			size_t length = 0;

			for (k = 0; k < characters; k++)
				length += put_character(bytes + length, random_character(&seed));
			criterion->values[i].text = (sl_text){bytes, length};
		}
		f->content.templates[0].title =
			sl_text_of(sl_arena_printf(&f->arena, "t%u", round));
		f->content.templates[0].author = criterion->values[1].text;
		f->content.templates[0].link = criterion->values[2].text;
		yaml_goes_back(f);
	}
}

static void yaml_of_long_strings(void **state)
{
	static const char *const pieces[] = {
		"x",  "'", "\"", "\\", "\n", "\x01", " ", "\xc2\x85", "\xf0\x9f\x98\x80",
		": ", "# "};
	fixture *f = *state;
	size_t i, k;

	for (i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		const size_t length = strlen(pieces[i]);
		char *bytes = sl_arena_alloc(&f->arena, CHAN_MAX_STRING, 1);

		for (k = 0; k + length <= CHAN_MAX_STRING; k += length)
			memcpy(bytes + k, pieces[i], length);
		support_content_small(&f->arena, &f->content);
		f->content.templates[0].criteria[0].values[0].text = (sl_text){bytes, k};
		yaml_goes_back(f);
	}
}

/* A long condition is wrapped; each line stays readable. */
static void yaml_of_a_long_condition(void **state)
{
	fixture *f = *state;
	const uint32_t count = CHAN_MAX_CRITERIA;
	sl_template *template;
	const char *line, *after;
	uint32_t i, n = 0;

	support_content_small(&f->arena, &f->content);
	template = f->content.templates;
	template->criteria = sl_arena_alloc(&f->arena, count, sizeof *template->criteria);
	template->criterion_count = count;
	template->instructions =
		sl_arena_alloc(&f->arena, count * 2, sizeof *template->instructions);
	for (i = 0; i < count; i++) {
		const int64_t number = i;

		template->criteria[i] =
			support_integers(&f->arena, 1, CHAN_OPERATOR_GT, 1, &number);
		template->instructions[n++] = (uint16_t)i;
		if (i)
			template->instructions[n++] = i % 2 ? CHAN_WORD_AND : CHAN_WORD_OR;
	}
	template->instruction_count = n;
	yaml_goes_back(f);
	sl_buffer_byte(&f->text, 0);
	for (line = strstr((char *)f->text.bytes, "condition:"); *line; line = after + 1) {
		after = strchr(line, '\n');
		assert_non_null(after);
		assert_in_range(after - line, 0, 110);
	}
}

/* --- json */

static void json_says_the_same(void **state)
{
	fixture *f = *state;
	json_t *root, *type, *template, *criterion, *values;
	json_error_t error;
	sl_content read;
	size_t i;

	support_content_sample(&f->arena, &f->content);
	write_and_open(f);
	sl_content_read(&f->file, f->bytes.bytes, &f->arena, &read);
	sl_dump_json(&f->file, f->bytes.bytes, &f->text);
	root = json_loadb((char *)f->text.bytes, f->text.length, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("%d:%d: %s", error.line, error.column, error.text);
	assert_int_equal(json_integer_value(json_object_get(root, "channel")), 291);
	assert_int_equal(json_integer_value(json_object_get(root, "expires_at")), 1721448000);
	assert_int_equal(json_array_size(json_object_get(root, "types")), 2);
	type = json_array_get(json_object_get(root, "types"), 1);
	assert_int_equal(json_array_size(json_object_get(type, "fields")), 4);
	assert_int_equal(json_array_size(json_object_get(type, "templates")), 2);
	template = json_array_get(json_object_get(type, "templates"), 0);
	assert_string_equal(json_string_value(json_object_get(template, "title")),
	                    "Title: 'odd' \"strings\"\nof two lines # no comment");
	criterion = json_array_get(json_object_get(template, "criteria"), 0);
	assert_string_equal(json_string_value(json_object_get(criterion, "field_name")), "Text");
	values = json_object_get(criterion, "values");
	assert_int_equal(json_array_size(values), read.templates[1].criteria[0].value_count);
	for (i = 0; i < json_array_size(values); i++) {
		const json_t *item = json_array_get(values, i);
		const sl_text text = read.templates[1].criteria[0].values[i].text;

		assert_int_equal(json_string_length(item), text.length);
		assert_memory_equal(json_string_value(item), text.bytes, text.length);
	}
	template = json_array_get(json_object_get(type, "templates"), 1);
	values =
		json_object_get(json_array_get(json_object_get(template, "criteria"), 7), "values");
	assert_true(json_integer_value(json_array_get(values, 0)) == INT64_MIN);
	values =
		json_object_get(json_array_get(json_object_get(template, "criteria"), 6), "values");
	assert_string_equal(json_string_value(json_array_get(values, 2)), "2001:db8::/32");
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(template, "condition"), 2)),
		"and");
	json_decref(root);
}

/* --- hex */

/* The bytes that the text spells; fails on anything but pairs of digits, spaces and comments. */
static void read_hex(const sl_buffer *text, sl_buffer *out)
{
	size_t i = 0;
	unsigned byte;
	char pair[3] = {0};

	while (i < text->length) {
		const char c = (char)text->bytes[i];

		if (c == '#')
			while (i < text->length && text->bytes[i] != '\n')
				i++;
		if (c == '#' || c == ' ' || c == '\n') {
			i += c != '#';
			continue;
		}
		assert_true(i + 1 < text->length);
		memcpy(pair, text->bytes + i, 2);
		assert_int_equal(strspn(pair, "0123456789abcdef"), 2);
		assert_int_equal(sscanf(pair, "%2x", &byte), 1);
		sl_buffer_byte(out, (uint8_t)byte);
		i += 2;
	}
}

/* The hex form spells the bytes, whatever they are; an exactly sized copy shows any reading past them. */
static void hex_goes_back(fixture *f, const uint8_t *bytes, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	sl_buffer again = {0};

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	sl_buffer_clear(&f->text);
	sl_dump_hex(copy, size, &f->text);
	free(copy);
	read_hex(&f->text, &again);
	assert_int_equal(again.length, size);
	if (size)
		assert_memory_equal(again.bytes, bytes, size);
	sl_buffer_free(&again);
}

static void hex_annotates(void **state)
{
	static const char *const lines[] = {
		"# body_checksum 0x",
		"# header @0\n89 43 48 41 4e 0d 0a 1a # magic\n",
		"\n01 00                   # format_version 1\n",
		"\n23 01 00 00             # channel 291\n",
		"# table string, ",
		"\n61                      # ",
		"# table integer, 5 @",
		"\nff ff ff ff ff ff ff ff # 1: number -1\n",
		"# network 2 @",
		"# type 0 @",
		"# type_id 7\n",
		" \"same\"\n",
		"# kind 3 ip\n",
		"\n10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 # uuid\n",
		"# level 4 high\n",
		"# operator 15 fieldref\n",
		"# of criterion 0\n",
		" \"a\"\n",
		"# of template 0\n",
		": word 32768 and\n",
		": word 1 push 1\n",
	};
	fixture *f = *state;
	size_t i;

	support_content_sample(&f->arena, &f->content);
	write_and_open(f);
	hex_goes_back(f, f->bytes.bytes, f->bytes.length);
	sl_buffer_byte(&f->text, 0);
	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		if (!strstr((char *)f->text.bytes, lines[i]))
			fail_msg("there is no \"%s\" in\n%s", lines[i], (char *)f->text.bytes);
	/* No control byte of a string gets through to a terminal. */
	for (i = 0; i + 1 < f->text.length; i++)
		assert_true(f->text.bytes[i] == '\n' ||
		            (f->text.bytes[i] >= 0x20 && f->text.bytes[i] != 0x7f));
}

static void hex_of_prefixes(void **state)
{
	fixture *f = *state;
	size_t length;

	support_content_sample(&f->arena, &f->content);
	write_and_open(f);
	for (length = 0; length < f->bytes.length; length += length < 300 ? 1 : 7)
		hex_goes_back(f, f->bytes.bytes, length);
}

/* Counts, ends and indexes that lie in every way. */
static void hex_of_lies(void **state)
{
	static const uint8_t lies[] = {0x00, 0x01, 0xff};
	fixture *f = *state;
	size_t offset, i;

	support_content_sample(&f->arena, &f->content);
	write_and_open(f);
	for (offset = 0; offset < f->bytes.length; offset += offset < 200 ? 1 : 11)
		for (i = 0; i < sizeof lies; i++) {
			const uint8_t right = f->bytes.bytes[offset];

			f->bytes.bytes[offset] = lies[i];
			hex_goes_back(f, f->bytes.bytes, f->bytes.length);
			f->bytes.bytes[offset] = right;
		}
}

static void hex_of_noise(void **state)
{
	fixture *f = *state;
	uint8_t noise[600];
	uint32_t seed = 42, round;
	size_t i;

	for (round = 0; round < 300; round++) {
		for (i = 0; i < sizeof noise; i++)
			noise[i] = (uint8_t)(support_random(&seed) % (round % 2 ? 256 : 3));
		noise[8] = 1;
		noise[9] = 0;
		hex_goes_back(f, noise, sizeof noise);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, support_begin, support_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(yaml_of_everything),
		TEST(yaml_as_text),
		TEST(yaml_of_random_strings),
		TEST(yaml_of_long_strings),
		TEST(yaml_of_a_long_condition),
		TEST(json_says_the_same),
		TEST(hex_annotates),
		TEST(hex_of_prefixes),
		TEST(hex_of_lies),
		TEST(hex_of_noise),
	};

	return cmocka_run_group_tests_name("dump", tests, NULL, NULL);
}
