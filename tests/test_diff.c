/*
 * The comparison of two channel files: that it finds every difference and no other, over the corpus and over contents that
 * differ in little; and what it says of some.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/file.h"
#include "diff/diff.h"
#include "support_case.h"
#include "support_draft.h"

static const char no_digest[] = "0000000000000000000000000000000000000000000000000000000000000000";

/* A file in a block of exactly its size. */
typedef struct file_at_hand {
	uint8_t *bytes;
	sl_checked_file checked;
} file_at_hand;

static bool open_exact(const sl_buffer *from, file_at_hand *out)
{
	chan_finding fault;

	out->bytes = malloc(from->length + !from->length);
	assert_non_null(out->bytes);
	if (from->length > 0)
		memcpy(out->bytes, from->bytes, from->length);
	out->checked =
		(sl_checked_file){.path = "x.chan", .bytes = out->bytes, .size = from->length};
	if (chan_open(out->bytes, from->length, &out->checked.file, &fault))
		return true;
	free(out->bytes);
	return false;
}

static void make(const file_at_hand *old, const file_at_hand *new, sl_diff *out)
{
	const sl_diff_request request = {.sides = {{.checked = old->checked, .sha256 = no_digest},
	                                           {.checked = new->checked, .sha256 = no_digest}}};

	sl_diff_make(&request, out);
}

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

static void check_characters(const sl_buffer *text)
{
	for (size_t i = 0; i < text->length; i++)
		assert_true(text->bytes[i] == '\n' ||
		            (text->bytes[i] >= 0x20 && text->bytes[i] != 0x7f));
	assert_true(sl_text_utf8((sl_text){(const char *)text->bytes, text->length}));
}

/* Nothing of the content is a tag. */
static void check_tags(const sl_buffer *markdown)
{
	static const char *const tags[] = {"<br>", "<details>", "</details>", "<summary>",
	                                   "</summary>"};
	const char *at = (const char *)markdown->bytes;

	while ((at = strchr(at, '<')) != NULL) {
		bool known = false;

		for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
			known = known || begins(at, tags[i]);
		assert_true(known);
		at++;
	}
}

static void check_forms(const sl_diff *diff)
{
	sl_buffer out = {0};
	json_error_t error;
	json_t *tree;

	sl_diff_text(diff, true, &out);
	check_characters(&out);
	sl_buffer_clear(&out);
	sl_diff_markdown(diff, &out);
	check_characters(&out);
	check_tags(&out);
	sl_buffer_clear(&out);
	sl_diff_json(diff, &out);
	check_characters(&out);
	tree = json_loadb((const char *)out.bytes, out.length, JSON_REJECT_DUPLICATES, &error);
	assert_non_null(tree);
	assert_true(json_is_true(json_object_get(tree, "differs")) == diff->differs);
	assert_int_equal(json_array_size(json_object_get(tree, "templates")), diff->count);
	json_decref(tree);
	sl_buffer_free(&out);
}

/* One pair, both ways round. Returns whether they differ. */
static bool check_pair(const file_at_hand *a, const file_at_hand *b)
{
	sl_diff forth, back;
	bool differs;

	make(a, b, &forth);
	make(b, a, &back);
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
	check_forms(&forth);
	sl_diff_free(&forth);
	sl_diff_free(&back);
	return differs;
}

static void check_itself(const file_at_hand *of)
{
	sl_diff diff;

	make(of, of, &diff);
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
		count += open_exact(&one.bytes, &files[count]);
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
	opened = draft_write(&d, &bytes) && open_exact(&bytes, out);
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

/* --- single facts */

typedef struct pair_at_hand {
	file_at_hand old, new;
	sl_diff diff;
} pair_at_hand;

/* Two drafts, each made by its function. */
static void compare_drafts(void (*of_old)(draft *d), void (*of_new)(draft *d), pair_at_hand *out)
{
	void (*const makers[])(draft *d) = {of_old, of_new};
	file_at_hand *const files[] = {&out->old, &out->new};

	for (unsigned i = 0; i < 2; i++) {
		sl_buffer bytes = {0};
		draft d;

		draft_begin(&d);
		draft_type(&d, "process", 1);
		draft_template(&d, 0, 1);
		makers[i](&d);
		assert_true(draft_write(&d, &bytes));
		assert_true(open_exact(&bytes, files[i]));
		sl_buffer_free(&bytes);
		draft_end(&d);
	}
	make(&out->old, &out->new, &out->diff);
}

static void end_pair(pair_at_hand *pair)
{
	sl_diff_free(&pair->diff);
	free(pair->old.bytes);
	free(pair->new.bytes);
}

/* The lines of the one template that differs. */
static void expect_lines(const pair_at_hand *pair, size_t count, const char *const *lines)
{
	const sl_lines *what = &pair->diff.items[0].what;

	assert_int_equal(pair->diff.count, 1);
	for (size_t i = 0; i < what->count && i < count; i++)
		assert_string_equal(what->items[i], lines[i]);
	assert_int_equal(what->count, count);
}

static void image_exact(draft *d, const char *first, const char *second)
{
	draft_criterion(d, 0, CHAN_OPERATOR_EXACT, 0);
	draft_text(d, first);
	if (second != NULL)
		draft_text(d, second);
}

static void two_lists(draft *d)
{
	image_exact(d, "a", "b");
	image_exact(d, "m", "n");
	draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_AND);
	draft_word(d, 2);
	draft_word(d, CHAN_WORD_OR);
}

static void two_lists_otherwise(draft *d)
{
	image_exact(d, "a", "c");
	image_exact(d, "m", "n");
	draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_OR);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, 2);
	draft_word(d, CHAN_WORD_AND);
}

static void criteria_and_conditions(void **state)
{
	static const char *const lines[] = {
		"~ Image exact: - 'b' + 'c'; 1 value as before",
		"condition: (Image exact (the 1st) and not Image exact (the 2nd)) or CommandLine "
		"exists -> not (Image exact (the 1st) or Image exact (the 2nd)) and CommandLine "
		"exists",
	};
	pair_at_hand pair;

	(void)state;
	compare_drafts(two_lists, two_lists_otherwise, &pair);
	expect_lines(&pair, 2, lines);
	assert_int_equal(pair.diff.step, SL_STEP_RAISE);
	end_pair(&pair);
}

static void b_then_a(draft *d)
{
	draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(d, 0, CHAN_OPERATOR_EXISTS, 0);
}

static void a_then_b(draft *d)
{
	draft_criterion(d, 0, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
}

/* Numbers of criteria are no meaning, but what the condition begins with is looked at as it stands. */
static void order_of_criteria(void **state)
{
	static const char *const lines[] = {"condition: CommandLine exists and Image exists -> "
	                                    "Image exists and CommandLine exists"};
	pair_at_hand pair;

	(void)state;
	compare_drafts(b_then_a, a_then_b, &pair);
	expect_lines(&pair, 1, lines);
	assert_int_equal(pair.diff.first_uses.count + pair.diff.input_count, 0);
	end_pair(&pair);
}

static void any_image(draft *d)
{
	draft_criterion(d, 2, CHAN_OPERATOR_EQ, 0);
	draft_integer(d, 1);
	draft_criterion(d, 0, CHAN_OPERATOR_ANY, 0);
}

static void image_is_parent(draft *d)
{
	draft_criterion(d, 2, CHAN_OPERATOR_EQ, 0);
	draft_integer(d, 1);
	draft_criterion(d, 0, CHAN_OPERATOR_FIELDREF, 0);
	draft_field(d, 3);
}

/* As in July 2024: a wildcard had been there before, and had never read the field. */
static void inputs_that_are_read(void **state)
{
	pair_at_hand pair;

	(void)state;
	compare_drafts(any_image, image_is_parent, &pair);
	assert_int_equal(pair.diff.input_count, 2);
	assert_string_equal(pair.diff.inputs[0].field, "Image");
	assert_int_equal(pair.diff.inputs[0].position, 1);
	assert_string_equal(pair.diff.inputs[1].field, "ParentImage");
	assert_int_equal(pair.diff.inputs[1].position, 4);
	assert_int_equal(pair.diff.first_uses.count, 1);
	assert_int_equal(pair.diff.first_uses.items[0].operation, CHAN_OPERATOR_FIELDREF);
	assert_int_equal(pair.diff.last_uses.count, 1);
	end_pair(&pair);
	compare_drafts(image_is_parent, any_image, &pair);
	assert_int_equal(pair.diff.input_count, 0);
	assert_int_equal(pair.diff.first_uses.count, 1);
	end_pair(&pair);
}

static void two_of_a_kind(draft *d)
{
	image_exact(d, "b", NULL);
	image_exact(d, "m", NULL);
}

static void three_of_a_kind(draft *d)
{
	image_exact(d, "m", NULL);
	image_exact(d, "a", NULL);
	image_exact(d, "b", NULL);
}

/* Those that stay are found before those that have changed. */
static void criteria_of_a_kind(void **state)
{
	pair_at_hand pair;

	(void)state;
	compare_drafts(two_of_a_kind, three_of_a_kind, &pair);
	assert_string_equal(pair.diff.items[0].what.items[0], "+ Image exact 'a'");
	assert_int_equal(pair.diff.items[0].what.count, 2);
	end_pair(&pair);
}

static sl_template *only_template(draft *d)
{
	a_then_b(d);
	return &d->content.templates[0];
}

static void other_action(draft *d)
{
	only_template(d)->action = CHAN_ACTION_MONITOR;
}

static void other_level(draft *d)
{
	only_template(d)->level = CHAN_LEVEL_LOW;
}

static void other_status(draft *d)
{
	only_template(d)->status = CHAN_STATUS_STABLE;
}

static void other_title(draft *d)
{
	only_template(d)->title = sl_text_of("it's");
}

static void other_author(draft *d)
{
	only_template(d)->author = sl_text_of("x\x01");
}

static void other_link(draft *d)
{
	only_template(d)->link = sl_text_of("l");
}

static void other_type(draft *d)
{
	only_template(d)->type = draft_type(d, "host", 1);
	d->content.types[1].fields[0].name = sl_text_of("Image");
	d->content.types[1].fields[1].name = sl_text_of("CommandLine");
}

static void single_members(void **state)
{
	static const struct member {
		void (*change)(draft *d);
		const char *line;
	} members[] = {
		{other_action, "action: detect -> monitor"},
		{other_level, "level: high -> low"},
		{other_status, "status: test -> stable"},
		{other_title, "title: 't' -> 'it''s'"},
		{other_author, "author: '' -> 'x\\x01' (2 bytes, SHA-256 f5e2794887fb...)"},
		{other_link, "link: '' -> 'l'"},
		{other_type, "type: process -> host"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		pair_at_hand pair;

		compare_drafts(a_then_b, members[i].change, &pair);
		expect_lines(&pair, 1, &members[i].line);
		assert_int_equal(pair.diff.changed, 1);
		check_forms(&pair.diff);
		end_pair(&pair);
	}
}

static void long_condition(draft *d)
{
	for (unsigned i = 0; i < 24; i++) {
		draft_criterion(d, 2, CHAN_OPERATOR_EQ, 0);
		draft_integer(d, (int64_t)i);
	}
	for (unsigned i = 0; i < 24; i++) {
		draft_word(d, i);
		draft_word(d, CHAN_WORD_NOT);
		if (i > 0)
			draft_word(d, CHAN_WORD_AND);
	}
}

static void other_long_condition(draft *d)
{
	long_condition(d);
	d->content.templates[0].instructions[70] = CHAN_WORD_OR;
}

static void long_conditions(void **state)
{
	static const char *const lines[] = {"condition: another, also a condition of 71 steps"};
	pair_at_hand pair;

	(void)state;
	compare_drafts(long_condition, other_long_condition, &pair);
	expect_lines(&pair, 1, lines);
	end_pair(&pair);
}

/* --- findings of the check: which are new, and to whom */

static void add_finding(sl_findings *to, uint16_t rule, int64_t template_index, const char *field,
                        size_t count, const char *const *builds)
{
	const sl_finding finding = {.rule = rule,
	                            .file = "x.chan",
	                            .template_index = template_index,
	                            .criterion_index = -1,
	                            .field = field,
	                            .builds = builds,
	                            .build_count = count,
	                            .detail = "d"};

	sl_findings_add(to, &finding);
}

static void faults_by_build(void **state)
{
	static const char *const a[] = {"A"}, *const b[] = {"B"}, *const c[] = {"C"};
	static const char *const all[] = {"A", "B", "C"};
	sl_diff_request request = {.build_count = 3};
	sl_findings findings[2];
	pair_at_hand pair;
	sl_diff diff;

	(void)state;
	compare_drafts(b_then_a, a_then_b, &pair);
	sl_findings_start(&findings[0]);
	sl_findings_start(&findings[1]);
	add_finding(&findings[0], SL_RULE_INPUT_NOT_SUPPLIED, 0, "Image", 1, b);
	add_finding(&findings[0], SL_RULE_ENGINE_TOO_OLD, -1, NULL, 1, c);
	add_finding(&findings[0], SL_RULE_LITTLE_HEADROOM, -1, NULL, 1, c);
	add_finding(&findings[0], SL_RULE_NAME_DIFFERS, -1, NULL, 0, NULL);
	add_finding(&findings[1], SL_RULE_INPUT_NOT_SUPPLIED, 0, "Image", 3, all);
	add_finding(&findings[1], SL_RULE_INPUT_NOT_SUPPLIED, 0, "Image", 3, all);
	add_finding(&findings[1], SL_RULE_INPUT_NOT_SUPPLIED, 0, "CommandLine", 1, a);
	add_finding(&findings[1], SL_RULE_LITTLE_HEADROOM, -1, NULL, 1, a);
	for (unsigned i = 0; i < 2; i++)
		request.sides[i] =
			(sl_diff_side){.checked = i == 0 ? pair.old.checked : pair.new.checked,
		                       .sha256 = no_digest,
		                       .findings = &findings[i]};
	sl_diff_make(&request, &diff);
	assert_int_equal(diff.fault_count, 5);
	/* Image is new to A and C, and was not supplied by B; twice, for it was found twice. */
	assert_int_equal(diff.faults[0].state, SL_FAULT_NEW);
	assert_int_equal(diff.faults[0].build_count, 2);
	assert_string_equal(diff.faults[0].builds[0], "A");
	assert_string_equal(diff.faults[0].builds[1], "C");
	assert_int_equal(diff.faults[0].times, 2);
	assert_int_equal(diff.faults[1].state, SL_FAULT_NEW);
	assert_string_equal(diff.faults[1].builds[0], "A");
	assert_int_equal(diff.faults[2].state, SL_FAULT_KEPT);
	assert_string_equal(diff.faults[2].builds[0], "B");
	assert_int_equal(diff.faults[3].severity, CHAN_WARNING);
	assert_string_equal(diff.faults[3].builds[0], "A");
	assert_int_equal(diff.faults[4].state, SL_FAULT_GONE);
	assert_int_equal(diff.faults[4].rule, SL_RULE_ENGINE_TOO_OLD);
	assert_int_equal(diff.refusing.count, 2);
	assert_int_equal(diff.step, SL_STEP_REFUSED);
	check_forms(&diff);
	sl_diff_free(&diff);
	sl_findings_free(&findings[0]);
	sl_findings_free(&findings[1]);
	end_pair(&pair);
}

/* Where the list of findings was full, nobody knows that there is no new one. */
static void more_findings_than_a_list_holds(void **state)
{
	sl_diff_request request = {.build_count = 1};
	sl_findings findings[2];
	pair_at_hand pair;
	sl_diff diff;

	(void)state;
	compare_drafts(b_then_a, a_then_b, &pair);
	for (unsigned i = 0; i < 2; i++) {
		sl_findings_start(&findings[i]);
		request.sides[i] =
			(sl_diff_side){.checked = i == 0 ? pair.old.checked : pair.new.checked,
		                       .sha256 = no_digest,
		                       .findings = &findings[i]};
	}
	findings[1].dropped = 3;
	sl_diff_make(&request, &diff);
	assert_int_equal(diff.uncompared, 3);
	assert_int_equal(diff.step, SL_STEP_REFUSED);
	check_forms(&diff);
	sl_diff_free(&diff);
	sl_findings_free(&findings[0]);
	sl_findings_free(&findings[1]);
	end_pair(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_of_the_corpus),
		cmocka_unit_test(contents_that_differ_in_little),
		cmocka_unit_test(criteria_and_conditions),
		cmocka_unit_test(order_of_criteria),
		cmocka_unit_test(inputs_that_are_read),
		cmocka_unit_test(criteria_of_a_kind),
		cmocka_unit_test(single_members),
		cmocka_unit_test(long_conditions),
		cmocka_unit_test(faults_by_build),
		cmocka_unit_test(more_findings_than_a_list_holds),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
