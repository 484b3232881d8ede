/* The canonical writer: one content has one encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support_answers.h"
#include "support_content.h"

static void open_file(const sl_buffer *bytes, chan_file *file)
{
	chan_finding fault;

	memset(file, 0xa5, sizeof *file);
	memset(&fault, 0xa5, sizeof fault);
	assert_true(chan_open(bytes->bytes, bytes->length, file, &fault));
	assert_int_equal(fault.rule, 0);
}

static void round_trip(void **state)
{
	fixture *f = *state;
	sl_buffer again = {0};
	sl_content read;
	chan_file file;

	support_content_sample(&f->arena, &f->content);
	support_must_write(f);
	open_file(&f->bytes, &file);
	assert_int_equal(file.header.template_count, 3);
	assert_int_equal(file.header.type_count, 2);
	assert_int_equal(file.header.file_size, f->bytes.length);
	sl_content_read(&file, f->bytes.bytes, &f->arena, &read);
	support_must_equal(f, &f->content, &read);
	support_write(&read, &again);
	assert_int_equal(again.length, f->bytes.length);
	assert_memory_equal(again.bytes, f->bytes.bytes, again.length);
	sl_buffer_free(&again);
}

/* What was read points into the bytes of the file, in canonical order. */
static void reads_in_order(void **state)
{
	fixture *f = *state;
	sl_content read;
	chan_file file;

	support_content_sample(&f->arena, &f->content);
	support_must_write(f);
	open_file(&f->bytes, &file);
	sl_content_read(&file, f->bytes.bytes, &f->arena, &read);
	assert_int_equal(read.types[0].id, 7);
	assert_int_equal(read.types[1].id, 9);
	assert_int_equal(read.types[0].version, 4000000000);
	assert_true(sl_text_is(read.types[0].fields[2].name, "null"));
	assert_int_equal(read.types[0].fields[2].kind, CHAN_KIND_IP);
	assert_true(sl_text_is(read.templates[0].title, "Tangled"));
	assert_true(sl_text_is(read.templates[2].title, "Every operator"));
	assert_int_equal(read.templates[2].criterion_count, 16);
	assert_int_equal(read.templates[2].criteria[0].value_count, 4);
	assert_true(sl_text_is(read.templates[2].criteria[0].values[0].text, "alpha"));
	assert_true(read.templates[2].criteria[7].values[0].integer == INT64_MIN);
	assert_true(read.templates[2].criteria[7].values[4].integer == INT64_MAX);
	assert_int_equal(read.templates[2].criteria[7].value_count, 5);
	assert_int_equal(read.templates[2].criteria[6].values[0].network.family, 4);
	assert_int_equal(read.templates[2].criteria[6].values[2].network.address[3], 0xb8);
	assert_int_equal(read.templates[2].criteria[14].values[0].field, 0);
	assert_int_equal(read.templates[2].criteria[14].values[1].field, 3);
	assert_true(read.templates[2].title.bytes > (const char *)f->bytes.bytes);
	assert_true(read.templates[2].title.bytes < (const char *)f->bytes.bytes + f->bytes.length);
}

/* Counts that the file does not hold: a mistake of whoever opened it. */
static void reads_what_was_accepted(void **state)
{
	fixture *f = *state;
	sl_content read;
	int status;
	pid_t child;

	support_content_small(&f->arena, &f->content);
	support_must_write(f);
	open_file(&f->bytes, &f->file);
	f->file.header.type_count++;
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		sl_content_read(&f->file, f->bytes.bytes, &f->arena, &read);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void merges_and_numbers(void **state)
{
	/* 3 1 or 0 not and 2 or 3 and 4 and, of which 2 equals 0 and 4 equals 1 */
	static const uint16_t words[] = {0,
	                                 1,
	                                 CHAN_WORD_OR,
	                                 2,
	                                 CHAN_WORD_NOT,
	                                 CHAN_WORD_AND,
	                                 2,
	                                 CHAN_WORD_OR,
	                                 0,
	                                 CHAN_WORD_AND,
	                                 1,
	                                 CHAN_WORD_AND};
	fixture *f = *state;
	const sl_template *tangled;
	sl_content read;
	chan_file file;

	support_content_sample(&f->arena, &f->content);
	support_must_write(f);
	open_file(&f->bytes, &file);
	sl_content_read(&file, f->bytes.bytes, &f->arena, &read);
	tangled = &read.templates[0];
	assert_int_equal(tangled->criterion_count, 3);
	assert_int_equal(tangled->criteria[0].operation, CHAN_OPERATOR_REGEX);
	assert_int_equal(tangled->criteria[1].flags, CHAN_FLAG_CASED);
	assert_int_equal(tangled->criteria[2].flags, 0);
	assert_int_equal(tangled->instruction_count, sizeof words / sizeof *words);
	assert_memory_equal(tangled->instructions, words, sizeof words);
}

/* Any order of types, templates, criteria and values gives the same bytes. */
static void order_is_nothing(void **state)
{
	fixture *f = *state;
	sl_buffer first = {0};
	sl_content *c = &f->content;
	uint32_t i, k, n;

	support_content_sample(&f->arena, c);
	support_write(c, &first);
	for (i = 0; i < 2; i++) {
		const sl_content_type type = c->types[i];
		const sl_template template = c->templates[i];

		c->types[i] = c->types[2];
		c->types[2] = type;
		c->templates[i] = c->templates[2];
		c->templates[2] = template;
		for (k = 0; k < c->template_count; k++)
			c->templates[k].type = c->templates[k].type == i   ? 2
			                       : c->templates[k].type == 2 ? i
			                                                   : c->templates[k].type;
		support_must_write(f);
		assert_int_equal(f->bytes.length, first.length);
		assert_memory_equal(f->bytes.bytes, first.bytes, first.length);
	}
	for (i = 0; i < c->template_count; i++) {
		sl_template *template = &c->templates[i];
		const uint32_t last = template->criterion_count - 1;

		for (k = 0; k < template->criterion_count; k++)
			for (n = 0; n + 1 < template->criteria[k].value_count; n++) {
				sl_value *values = template->criteria[k].values;
				const sl_value swapped = values[n];

				values[n] = values[n + 1];
				values[n + 1] = swapped;
			}
		for (k = 0; k < last / 2 + 1; k++) {
			const sl_criterion swapped = template->criteria[k];

			template->criteria[k] = template->criteria[last - k];
			template->criteria[last - k] = swapped;
			if (k == last - k)
				template->criteria[k] = swapped;
		}
		for (k = 0; k < template->instruction_count; k++)
			if (template->instructions[k] < CHAN_PUSH_LIMIT)
				template->instructions[k] =
					(uint16_t)(last - template->instructions[k]);
	}
	support_must_write(f);
	assert_int_equal(f->bytes.length, first.length);
	assert_memory_equal(f->bytes.bytes, first.bytes, first.length);
	sl_buffer_free(&first);
}

/* Strings that have long beginnings in common, and each other's beginnings: the parser checks their order. */
static void orders_strings(void **state)
{
	enum { LENGTHS = 100, LONG = 3 };
	fixture *f = *state;
	char *text = sl_arena_alloc(&f->arena, CHAN_MAX_STRING, 1);
	sl_criterion *criterion;
	uint32_t i;

	memset(text, 'x', CHAN_MAX_STRING);
	support_content_small(&f->arena, &f->content);
	criterion = f->content.templates[0].criteria;
	criterion->value_count = 2 * LENGTHS + LONG;
	criterion->values =
		sl_arena_alloc(&f->arena, criterion->value_count, sizeof *criterion->values);
	for (i = 0; i < LENGTHS; i++) {
		char *other = sl_arena_copy(&f->arena, text, LENGTHS);

		other[LENGTHS - 1 - i] = (char)(i % 2 ? 'w' : '\x7f');
		criterion->values[2 * i].text = (sl_text){text, LENGTHS - i};
		criterion->values[2 * i + 1].text = (sl_text){other, LENGTHS};
	}
	for (i = 0; i < LONG; i++)
		criterion->values[2 * LENGTHS + i].text = (sl_text){text, CHAN_MAX_STRING - i};
	support_must_write(f);
	open_file(&f->bytes, &f->file);
	assert_int_equal(f->file.header.value_count, criterion->value_count);
}

static void maps_sources(void **state)
{
	static const uint32_t lines[] = {0x24, 0x22, 0x21}; /* of the criteria of the first */
	fixture *f = *state;
	uint32_t i;

	support_content_sample(&f->arena, &f->content);
	/* A criterion that knows no place of its own has that of its template. */
	f->content.templates[2].criteria[0].source = (sl_source){NULL, 0, 0};
	support_must_write(f);
	assert_int_equal(f->map.template_count, 3);
	assert_int_equal(f->map.templates[0].line, 0x20);
	assert_int_equal(f->map.templates[1].line, 0x10);
	assert_string_equal(f->map.templates[2].path, "rules/48.yml");
	assert_int_equal(f->map.criterion_count, 3 + 1 + 16);
	for (i = 0; i < 3; i++)
		assert_int_equal(f->map.criteria[i].line, lines[i]);
	assert_int_equal(f->map.criteria[3].line, 0x10);
	assert_int_equal(f->map.criteria[4].line, 0x31);
	assert_int_equal(f->map.criteria[19].line, 0x40);
}

/* An address ends where it ends: what the union has behind it is no part of a network. */
static void networks_end(void **state)
{
	fixture *f = *state;
	sl_criterion one = support_bare(2, CHAN_OPERATOR_CIDR);

	support_content_small(&f->arena, &f->content);
	one.values = sl_arena_alloc(&f->arena, 1, sizeof *one.values);
	one.value_count = 1;
	memset(one.values, 0xff, sizeof *one.values);
	one.values->network = (chan_network){.family = 4, .prefix = 8, .address = {10}};
	f->content.templates[0].criterion_count = 0;
	support_add_criterion(&f->arena, f->content.templates, one);
	support_must_write(f);
}

/* --- names */

static void names(void **state)
{
	static const char *const wrong[] = {"",
	                                    "C-00000291-00000042",
	                                    "C-00000291-00000042.chan.map",
	                                    "c-00000291-00000042.chan",
	                                    "C-0000291-00000042.chan",
	                                    "C-000000291-00000042.chan",
	                                    "C-00000291-0000042.chan",
	                                    "C-00000291-000000042.chan",
	                                    "C-+0000291-00000042.chan",
	                                    "C--00000291-00000042.chan",
	                                    "C-00000291--0000042.chan",
	                                    "C-00000291-00000042.CHAN",
	                                    " C-00000291-00000042.chan",
	                                    "C-4294967296-00000042.chan",
	                                    "C-00000291-18446744073709551616.chan",
	                                    "C-00000291-99999999999999999999999.chan",
	                                    "C-0000029a-00000042.chan"};
	static const struct {
		uint32_t channel;
		uint64_t version;
		const char *name;
	} right[] = {{291, 42, "C-00000291-00000042.chan"},
	             {1, 1, "C-00000001-00000001.chan"},
	             {99999999, 99999999, "C-99999999-99999999.chan"},
	             {4294967295, 100000000, "C-4294967295-100000000.chan"},
	             {291, UINT64_MAX, "C-00000291-18446744073709551615.chan"}};
	fixture *f = *state;
	uint32_t channel;
	uint64_t version;
	size_t i;

	for (i = 0; i < sizeof right / sizeof *right; i++) {
		assert_string_equal(
			sl_channel_file_name(&f->arena, right[i].channel, right[i].version),
			right[i].name);
		assert_true(sl_channel_file_name_read(right[i].name, &channel, &version));
		assert_int_equal(channel, right[i].channel);
		assert_true(version == right[i].version);
	}
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		channel = 7;
		version = 7;
		if (sl_channel_file_name_read(wrong[i], &channel, &version))
			fail_msg("\"%s\" is taken for a name", wrong[i]);
		assert_int_equal(channel, 0);
		assert_true(version == 0);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, support_begin, support_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(round_trip),         TEST(reads_in_order),   TEST(reads_what_was_accepted),
		TEST(merges_and_numbers), TEST(order_is_nothing), TEST(orders_strings),
		TEST(maps_sources),       TEST(networks_end),     TEST(names),
	};

	return cmocka_run_group_tests_name("content", tests, NULL, NULL);
}
