/*
 * The comparison of two channel files finds every difference and no other, over the corpus and over contents that differ in
 * little.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "support_case.h"
#include "support_diff.h"

/* What the comparison goes by, found in another way. */
static bool is_equal(const file_at_hand *old, const file_at_hand *new)
{
	sl_content contents[2];
	const char *detail;
	sl_arena arena;
	bool equal;

	sl_arena_start(&arena);
	sl_content_read(&old->checked.file, old->bytes, &arena, &contents[0]);
	sl_content_read(&new->checked.file, new->bytes, &arena, &contents[1]);
	contents[1].content_version = contents[0].content_version;
	contents[1].created_at = contents[0].created_at;
	equal = sl_content_equal(&contents[0], &contents[1], &arena, &detail);
	sl_arena_free(&arena);
	return equal;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Nothing was left to the judge's own words. */
static void check_said(const sl_diff *diff)
{
	for (size_t i = 0; i < diff->file.count; i++) {
		const char *line = diff->file.items[i];

		if (!begins(line, "channel: ") && !begins(line, "engine level: ") &&
		    !begins(line, "expires: "))
			fail_msg("the words left out: %s", line);
	}
}

/* One pair, both ways round. Returns whether they differ. */
static bool check_pair(const file_at_hand *a, const file_at_hand *b)
{
	sl_diff forth, back;
	bool differs;

	diff_make(a, b, &forth);
	diff_make(b, a, &back);
	differs = forth.differs;
	assert_true(differs == !is_equal(a, b));
	assert_true(back.differs == differs);
	assert_true(differs == (forth.file.count + forth.types.count + forth.count > 0));
	check_said(&forth);
	assert_int_equal(forth.added, back.removed);
	assert_int_equal(forth.removed, back.added);
	assert_int_equal(forth.changed, back.changed);
	assert_int_equal(forth.added + forth.removed + forth.changed, forth.count);
	assert_int_equal(forth.templates[0] + forth.added, forth.templates[1] + forth.removed);
	assert_int_equal(forth.first_uses.count, back.last_uses.count);
	assert_int_equal(forth.last_uses.count, back.first_uses.count);
	assert_true((forth.step == SL_STEP_NONE) == !differs);
	diff_check_forms(&forth);
	sl_diff_free(&forth);
	sl_diff_free(&back);
	return differs;
}

static void check_itself(const file_at_hand *of)
{
	sl_diff diff;

	diff_make(of, of, &diff);
	assert_false(diff.differs);
	assert_int_equal(diff.count + diff.file.count + diff.types.count + diff.input_count +
	                         diff.first_uses.count + diff.last_uses.count,
	                 0);
	sl_diff_free(&diff);
}

/* --- the corpus */

enum { MOST_FILES = 512 };

static size_t open_folder(const char *folder, file_at_hand *files, size_t count)
{
	const char *root = getenv("REPO_ROOT");
	sl_problem problem;
	sl_arena arena;
	sl_names names;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, sl_path_join(&arena, root ? root : ".", folder), ".hex", &names,
	                    &problem))
		fail_msg("%s", problem.text);
	for (size_t i = 0; i < names.count && count < MOST_FILES; i++) {
		case_file one;

		if (!case_read(names.items[i], &one, &problem))
			fail_msg("%s", problem.text);
		count += diff_open_exact(&one.bytes, &files[count]);
		case_free(&one);
	}
	sl_arena_free(&arena);
	return count;
}

/* Also of files that break a rule of meaning, which are open to be read all the same. */
static void every_pair_of_the_corpus(void **state)
{
	static file_at_hand files[MOST_FILES];
	size_t count, differing = 0;

	(void)state;
	count = open_folder("corpus/accept", files, 0);
	assert_true(count >= 20);
	count = open_folder("corpus/reject", files, count);
	assert_true(count >= 50);
	for (size_t i = 0; i < count; i++) {
		check_itself(&files[i]);
		for (size_t k = i + 1; k < count; k++)
			differing += check_pair(&files[i], &files[k]);
	}
	assert_true(differing > 1000);
	for (size_t i = 0; i < count; i++)
		free(files[i].bytes);
}

/* --- contents that differ in little */

typedef struct dice {
	uint64_t state;
} dice;

static unsigned throw(dice * d, unsigned sides)
{
	d->state = d->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(d->state >> 33) % sides;
}

static void throw_criterion(dice *r, draft *d)
{
	static const char *const words[] = {"a", "b", "it's", "x\x01y", "x\\x01y", "<b>|"};
	const unsigned kind = throw(r, 8);
	const uint8_t flags = throw(r, 4) == 0 ? CHAN_FLAG_CASED : 0;

	if (kind < 4) {
		const uint8_t texts[] = {CHAN_OPERATOR_EXACT, CHAN_OPERATOR_PREFIX,
		                         CHAN_OPERATOR_CONTAINS, CHAN_OPERATOR_SUFFIX};

		draft_criterion(d, throw(r, 2), texts[kind], flags);
		for (unsigned i = throw(r, 3); i < 3; i++)
			draft_text(d, words[throw(r, 6)]);
	} else if (kind == 4) {
		draft_criterion(d, 2, CHAN_OPERATOR_LT, 0);
		draft_integer(d, (int64_t) throw(r, 3));
	} else if (kind == 5) {
		draft_criterion(d, 0, CHAN_OPERATOR_FIELDREF, 0);
		draft_field(d, throw(r, 2) ? 1 : 3);
	} else {
		draft_criterion(d, throw(r, 4),
		                kind == 6 ? CHAN_OPERATOR_EXISTS : CHAN_OPERATOR_NULL, 0);
	}
}

static void throw_condition(dice *r, draft *d, unsigned criteria)
{
	for (unsigned i = 0; i < criteria; i++) {
		draft_word(d, i);
		if (throw(r, 3) == 0)
			draft_word(d, CHAN_WORD_NOT);
		if (i > 0)
			draft_word(d, throw(r, 2) ? CHAN_WORD_AND : CHAN_WORD_OR);
	}
}

static void throw_template(dice *r, draft *d, uint32_t type, unsigned number)
{
	const unsigned criteria = 1 + throw(r, 3);
	sl_template *template;

	draft_template(d, type, number);
	template = &d->content.templates[d->content.template_count - 1];
	template->title = sl_text_of(throw(r, 4) ? "t" : "other\n");
	template->level = throw(r, 4) ? CHAN_LEVEL_HIGH : CHAN_LEVEL_LOW;
	template->action = throw(r, 4) ? CHAN_ACTION_DETECT : CHAN_ACTION_PREVENT;
	for (unsigned i = 0; i < criteria; i++)
		throw_criterion(r, d);
	throw_condition(r, d, criteria);
}

/* Few ids, few words: so that two of them have much in common. */
static bool throw_file(dice *r, file_at_hand *out)
{
	const unsigned templates = 1 + throw(r, 3);
	sl_buffer bytes = {0};
	bool opened;
	draft d;

	draft_begin(&d);
	d.content.expires_at = throw(r, 8) ? 0 : UINT64_MAX;
	draft_type(&d, "process", 1);
	if (throw(r, 2))
		d.content.types[0].fields[3].name = sl_text_of("Parent");
	for (unsigned i = 0; i < templates; i++)
		throw_template(r, &d, 0, 2 * i + throw(r, 2));
	opened = draft_write(&d, &bytes) && diff_open_exact(&bytes, out);
	sl_buffer_free(&bytes);
	draft_end(&d);
	return opened;
}

static void contents_that_differ_in_little(void **state)
{
	enum { FILES = 160, NEIGHBOURS = 40 };
	static file_at_hand files[FILES];
	dice r = {7};
	size_t differing = 0, same = 0;

	(void)state;
	for (size_t i = 0; i < FILES; i++) {
		/* Each fourth has its twin, by the same throws. */
		const dice before = r;

		assert_true(throw_file(&r, &files[i]));
		if (i % 4 == 3)
			r = before;
	}
	for (size_t i = 0; i < FILES; i++) {
		check_itself(&files[i]);
		for (size_t k = i + 1; k < FILES && k <= i + NEIGHBOURS; k++)
			if (check_pair(&files[i], &files[k]))
				differing++;
			else
				same++;
	}
	assert_true(differing > 1000);
	assert_true(same >= 30);
	for (size_t i = 0; i < FILES; i++)
		free(files[i].bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_of_the_corpus),
		cmocka_unit_test(contents_that_differ_in_little),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
