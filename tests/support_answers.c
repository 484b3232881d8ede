#include "support_answers.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"

#define LONGEST (16u << 20) /* bytes */

static const char *line_of(const sl_buffer *text, size_t *place, size_t *length)
{
	const char *line = (const char *)text->bytes + *place;
	const char *end = *place < text->length ? memchr(line, '\n', text->length - *place) : NULL;

	*length = end != NULL ? (size_t)(end - line) : text->length - *place;
	*place += *length + (end != NULL);
	return line;
}

static void show_difference(const char *path, const sl_buffer *found, const sl_buffer *wanted)
{
	size_t at[2] = {0, 0}, length[2];
	unsigned number = 0;

	do {
		const char *here = line_of(found, &at[0], &length[0]);
		const char *there = line_of(wanted, &at[1], &length[1]);

		number++;
		if (length[0] != length[1] || memcmp(here, there, length[0]) != 0) {
			print_error("%s:%u\n  file:  %.*s\n  found: %.*s\n", path, number,
			            (int)length[1], there, (int)length[0], here);
			return;
		}
	} while (at[0] < found->length || at[1] < wanted->length);
}

static void add_finding(sl_buffer *out, const sl_finding *finding)
{
	size_t i;

	sl_buffer_printf(out, "  CH%04u", (unsigned)finding->rule);
	if (finding->only_warns)
		sl_buffer_text(out, " only warns");
	if (finding->has_bytes)
		sl_buffer_printf(out, " @%" PRIu64 "+%" PRIu64, finding->offset, finding->length);
	if (finding->template_index != -1 || finding->criterion_index != -1)
		sl_buffer_printf(out, " [%" PRId64 ", %" PRId64 "]", finding->template_index,
		                 finding->criterion_index);
	sl_buffer_printf(out, " %s", finding->path ? finding->path : "-");
	if (finding->file)
		sl_buffer_printf(out, " in %s", finding->file);
	if (finding->has_template) {
		sl_buffer_text(out, " of ");
		for (i = 0; i < sizeof finding->template_uuid; i++)
			sl_buffer_printf(out, "%02x", finding->template_uuid[i]);
	}
	if (finding->field)
		sl_buffer_printf(out, " field %s", finding->field);
	if (finding->source.path)
		sl_buffer_printf(out, " from %s:%u:%u", finding->source.path,
		                 (unsigned)finding->source.line, (unsigned)finding->source.column);
	for (i = 0; i < finding->build_count; i++)
		sl_buffer_printf(out, "%s%s", i ? ", " : " builds ", finding->builds[i]);
	sl_buffer_printf(out, "\n    %s\n", finding->detail ? finding->detail : "-");
}

void answers_add_findings(sl_buffer *out, const sl_findings *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		add_finding(out, &findings->items[i]);
}

/* What printf() writes where it was to write a text and was given none. */
static bool lacks_words(const sl_buffer *text)
{
	static const char nothing[] = "(null)";
	const size_t length = sizeof nothing - 1;

	for (size_t i = 0; i + length <= text->length; i++)
		if (memcmp(text->bytes + i, nothing, length) == 0)
			return true;
	return false;
}

void answers_are(const char *path, const sl_buffer *found)
{
	const char *root = getenv("REPO_ROOT");
	sl_buffer wanted = {0};
	sl_problem problem;
	char whole[4096];

	if (lacks_words(found))
		fail_msg("%s: a text is missing in what was found", path);
	snprintf(whole, sizeof whole, "%s/%s", root != NULL ? root : ".", path);
	if (getenv("UPDATE_CASES") != NULL &&
	    !sl_file_write(whole, found->bytes, found->length, &problem))
		fail_msg("%s", problem.text);
	if (!sl_file_read(whole, LONGEST, &wanted, &problem))
		fail_msg("%s", problem.text);
	if (wanted.length != found->length ||
	    memcmp(wanted.bytes, found->bytes, wanted.length) != 0) {
		show_difference(path, found, &wanted);
		fail_msg("%s is another; run this suite with UPDATE_CASES=1, and read the "
		         "difference",
		         path);
	}
	sl_buffer_free(&wanted);
}
