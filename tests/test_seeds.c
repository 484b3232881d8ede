/*
 * The seeds of the targets that read channel files: fuzz/seeds/channel/ holds those that support_seeds() makes, byte by
 * byte, and they use all that the format has: a new table, operator, kind, flag or number without a seed fails here. Of every
 * size up to a little past the header there is a file, sealed where it has room for a seal.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_seeds	writes them anew
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "chan.h"
#include "support_file.h"
#include "support_folder.h"
#include "support_seeds.h"

#define FOLDER "fuzz/seeds/channel"
#define LARGEST_SHORT (CHAN_SIZE_HEADER + 12)
#define KINDS (CHAN_KIND_IP + 1)
#define FLAGS 4

/* What the accepted seeds have between them. */
typedef struct seen {
	size_t seeds, tables[CHAN_TABLE_COUNT];
	bool criteria[UINT8_MAX + 1][KINDS][FLAGS]; /* by operator, kind of field, flags */
	bool kinds[KINDS], actions[UINT8_MAX + 1], levels[UINT8_MAX + 1], statuses[UINT8_MAX + 1];
	bool words[UINT16_MAX + 1];
} seen;

static void see_template(seen *s, const chan_file *file, const chan_template *template)
{
	chan_criterion criterion;
	chan_field field;
	chan_type type;
	uint16_t word;
	uint32_t i;

	s->actions[template->action] = s->levels[template->level] = true;
	s->statuses[template->status] = true;
	assert_true(chan_type_at(file, template->type, &type));
	for (i = 0; i < template->criterion_count; i++) {
		assert_true(chan_criterion_at(file, template->first_criterion + i, &criterion));
		assert_true(chan_field_at(file, type.first_field + criterion.field, &field));
		assert_true(criterion.flags < FLAGS && field.kind < KINDS);
		s->kinds[field.kind] = true;
		s->criteria[criterion.operation][field.kind][criterion.flags] = true;
	}
	for (i = 0; i < template->instruction_count; i++) {
		assert_true(chan_instruction_at(file, template->first_instruction + i, &word));
		s->words[word] = true;
	}
}

static void see(const char *name, const uint8_t *bytes, size_t size, void *context)
{
	seen *s = context;
	chan_template template;
	chan_finding fault;
	chan_file file;
	uint32_t i;

	if (!chan_open(bytes, size, &file, &fault))
		fail_msg("%s: CH%u at %llu", name, fault.rule, (unsigned long long)fault.offset);
	s->seeds++;
	for (i = 0; i < CHAN_TABLE_COUNT; i++)
		s->tables[i] += chan_table_count(&file.header, (enum chan_table)i);
	for (i = 0; chan_template_at(&file, i, &template); i++)
		see_template(s, &file, &template);
}

static void use_all_there_is(void **state)
{
	static seen s;
	unsigned operation, kind, flags, i;

	(void)state;
	support_seeds(see, &s);
	assert_true(s.seeds > CHAN_OPERATOR_LAST);
	for (i = 0; i < CHAN_TABLE_COUNT; i++)
		assert_true(s.tables[i] > 0);
	for (operation = 0; operation <= UINT8_MAX; operation++)
		for (kind = CHAN_KIND_STRING; kind < KINDS; kind++)
			for (flags = 0; flags < FLAGS; flags++) {
				const bool wanted =
					chan_operator_known((uint8_t)operation) &&
					chan_operator_fits((uint8_t)operation, (uint16_t)kind) &&
					(flags &
				         ~(unsigned)chan_operator_flags((uint8_t)operation)) == 0;

				if (s.criteria[operation][kind][flags] != wanted)
					fail_msg("operator %u on kind %u with flags %u: %s",
					         operation, kind, flags,
					         wanted ? "no seed" : "a seed that is not right");
			}
	for (i = CHAN_ACTION_DETECT; i <= CHAN_ACTION_MONITOR; i++)
		assert_true(s.actions[i]);
	for (i = CHAN_LEVEL_NONE; i <= CHAN_LEVEL_CRITICAL; i++)
		assert_true(s.levels[i]);
	for (i = CHAN_STATUS_NONE; i <= CHAN_STATUS_UNSUPPORTED; i++)
		assert_true(s.statuses[i]);
	assert_true(s.words[CHAN_WORD_AND] && s.words[CHAN_WORD_OR] && s.words[CHAN_WORD_NOT]);
}

/* --- the files */

static void write_hex(const char *name, const uint8_t *bytes, size_t size, sl_buffer *out)
{
	size_t i;

	sl_buffer_printf(out, "# %s, made by tests/test_seeds.c\n", name);
	for (i = 0; i < size; i++)
		sl_buffer_printf(out, "%02x%s", bytes[i],
		                 i % 32 == 31 || i + 1 == size ? "\n" : "");
}

typedef struct listing {
	sl_buffer names; /* "a.hex b.hex" */
	char previous[64];
} listing;

static void compare_file(const char *name, const uint8_t *bytes, size_t size, void *context)
{
	listing *list = context;
	sl_buffer wanted = {0}, there = {0};
	sl_problem problem;
	char path[256];

	snprintf(path, sizeof path, "%s/%s.hex", FOLDER, name);
	write_hex(name, bytes, size, &wanted);
	if (getenv("UPDATE_CASES") != NULL &&
	    !sl_file_write(path, wanted.bytes, wanted.length, &problem))
		fail_msg("%s", problem.text);
	if (!sl_file_read(path, 1 << 20, &there, &problem))
		fail_msg("%s", problem.text);
	if (there.length != wanted.length || memcmp(there.bytes, wanted.bytes, wanted.length) != 0)
		fail_msg("%s is another; run this test with UPDATE_CASES=1", path);
	assert_true(strcmp(list->previous, name) < 0);
	snprintf(list->previous, sizeof list->previous, "%s", name);
	sl_buffer_printf(&list->names, "%s%s.hex", list->names.length ? " " : "", name);
	sl_buffer_free(&wanted);
	sl_buffer_free(&there);
}

static void lie_in_their_folder(void **state)
{
	listing list = {0};

	(void)state;
	support_seeds(compare_file, &list);
	sl_buffer_byte(&list.names, '\0');
	/* And no others, which nothing would keep right. */
	assert_string_equal(scratch_names(FOLDER), (const char *)list.names.bytes);
	sl_buffer_free(&list.names);
}

static size_t bytes_in_hex(const sl_buffer *text)
{
	size_t i, digits = 0;

	for (i = 0; i < text->length; i++) {
		if (text->bytes[i] == '#')
			while (i < text->length && text->bytes[i] != '\n')
				i++;
		else
			digits += text->bytes[i] > ' ';
	}
	return digits / 2;
}

static void every_short_size(void **state)
{
	size_t size;

	(void)state;
	for (size = 0; size <= LARGEST_SHORT; size++) {
		sl_buffer text = {0};
		sl_problem problem;
		char path[256];

		snprintf(path, sizeof path, "corpus/regress/short-%03zu.hex", size);
		if (!sl_file_read(path, 1 << 20, &text, &problem))
			fail_msg("%s", problem.text);
		assert_int_equal(bytes_in_hex(&text), size);
		sl_buffer_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(use_all_there_is),
		cmocka_unit_test(lie_in_their_folder),
		cmocka_unit_test(every_short_size),
	};

	return cmocka_run_group_tests_name("seeds", tests, NULL, NULL);
}
