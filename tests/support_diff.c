#include "support_diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

const char diff_no_digest[] = "0000000000000000000000000000000000000000000000000000000000000000";

bool diff_open_exact(const sl_buffer *from, file_at_hand *out)
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

void diff_make(const file_at_hand *old, const file_at_hand *new, sl_diff *out)
{
	const sl_diff_request request = {
		.sides = {{.checked = old->checked, .sha256 = diff_no_digest},
	                  {.checked = new->checked, .sha256 = diff_no_digest}}};

	sl_diff_make(&request, out);
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
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

void diff_check_forms(const sl_diff *diff)
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

void diff_compare_drafts(void (*of_old)(draft *d), void (*of_new)(draft *d), pair_at_hand *out)
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
		assert_true(diff_open_exact(&bytes, files[i]));
		sl_buffer_free(&bytes);
		draft_end(&d);
	}
	diff_make(&out->old, &out->new, &out->diff);
}

void diff_end_pair(pair_at_hand *pair)
{
	sl_diff_free(&pair->diff);
	free(pair->old.bytes);
	free(pair->new.bytes);
}

void diff_b_then_a(draft *d)
{
	draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(d, 0, CHAN_OPERATOR_EXISTS, 0);
}

void diff_a_then_b(draft *d)
{
	draft_criterion(d, 0, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(d, 1, CHAN_OPERATOR_EXISTS, 0);
}
