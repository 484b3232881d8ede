#include "support_case.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/content.h"
#include "base/problem.h"
#include "rules/check.h"
#include "rules/selftest_model.h"

#define CASE_MAX_TEXT (4u << 20) /* bytes of a case file */

/* --- reading */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static sl_text trimmed(sl_text text)
{
	while (text.length && is_space(text.bytes[0])) {
		text.bytes++;
		text.length--;
	}
	while (text.length && is_space(text.bytes[text.length - 1]))
		text.length--;
	return text;
}

/* Takes the part before the separator off the text; false: nothing is left. */
static bool take_part(sl_text *rest, char separator, sl_text *out)
{
	const char *found;

	if (rest->length == 0)
		return false;
	found = memchr(rest->bytes, separator, rest->length);
	out->bytes = rest->bytes;
	out->length = found ? (size_t)(found - rest->bytes) : rest->length;
	rest->bytes += out->length + (found ? 1 : 0);
	rest->length -= out->length + (found ? 1 : 0);
	return true;
}

static bool read_rule(sl_text text, uint16_t *out)
{
	const sl_text digits = {text.bytes + 2, text.length - 2};
	uint64_t id;

	if (text.length != 6 || memcmp(text.bytes, "CH", 2) != 0 || !sl_text_to_u64(digits, &id) ||
	    !sl_rule_find((unsigned)id))
		return false;
	*out = (uint16_t)id;
	return true;
}

/* "CH1002" or "CH1002 @0+8" */
static bool read_finding(sl_text text, case_finding *out)
{
	sl_text rest = text, part;

	memset(out, 0, sizeof *out);
	if (!take_part(&rest, ' ', &part) || !read_rule(part, &out->rule))
		return false;
	rest = trimmed(rest);
	if (rest.length == 0)
		return true;
	out->has_bytes = true;
	if (rest.bytes[0] != '@')
		return false;
	rest.bytes++;
	rest.length--;
	return take_part(&rest, '+', &part) && sl_text_to_u64(part, &out->offset) &&
	       sl_text_to_u64(rest, &out->length);
}

static bool read_expect(case_file *out, sl_text text)
{
	sl_text part;

	if (sl_text_is(text, "accept"))
		return true;
	while (take_part(&text, ',', &part)) {
		if (out->expected_count == CASE_FINDINGS ||
		    !read_finding(trimmed(part), &out->expected[out->expected_count]))
			return false;
		out->expected_count++;
	}
	return out->expected_count > 0;
}

static bool read_near(case_file *out, sl_text text)
{
	sl_text part;

	while (take_part(&text, ',', &part)) {
		if (out->near_count == CASE_NEAR ||
		    !read_rule(trimmed(part), &out->near[out->near_count]))
			return false;
		out->near_count++;
	}
	return out->near_count > 0;
}

/* The builds of the model by name, as a set. */
static bool read_builds(case_file *out, sl_text text)
{
	sl_text part;
	sl_arena arena;
	sl_fleet fleet;
	size_t i, known = 0, named = 0;

	out->builds = 0;
	if (sl_text_is(text, "none"))
		return true;
	sl_arena_start(&arena);
	sl_model_fleet(&arena, (1u << SL_MODEL_BUILDS) - 1, &fleet);
	for (; take_part(&text, ',', &part); named++)
		for (i = 0; i < fleet.count; i++)
			if (sl_text_is(trimmed(part), fleet.builds[i].name)) {
				out->builds |= 1u << i;
				known++;
			}
	sl_arena_free(&arena);
	return named > 0 && known == named;
}

static bool read_name(case_file *out, sl_text text)
{
	if (text.length == 0 || text.length >= sizeof out->name)
		return false;
	memcpy(out->name, text.bytes, text.length);
	out->name[text.length] = 0;
	return true;
}

typedef bool line_reader(case_file *out, sl_text text);

static const struct {
	const char *start;
	line_reader *read;
} headings[] = {{"# expect: ", read_expect},
                {"# near: ", read_near},
                {"# builds: ", read_builds},
                {"# name: ", read_name}};

static bool starts_with(sl_text line, const char *start)
{
	const size_t length = strlen(start);

	return line.length >= length && memcmp(line.bytes, start, length) == 0;
}

/* False: the line is one of the headings, and wrong. */
static bool read_heading(case_file *out, sl_text line, bool *is_heading)
{
	size_t i;

	*is_heading = false;
	for (i = 0; i < sizeof headings / sizeof *headings; i++) {
		const size_t length = strlen(headings[i].start);

		if (!starts_with(line, headings[i].start))
			continue;
		*is_heading = true;
		line.bytes += length;
		line.length -= length;
		return headings[i].read(out, trimmed(line));
	}
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of a line up to its comment. */
static bool read_bytes(case_file *out, sl_text line)
{
	sl_text part;

	if (!take_part(&line, '#', &part))
		return true;
	for (part = trimmed(part); part.length; part = trimmed(part)) {
		const int high = hex_digit(part.bytes[0]);
		const int low = part.length > 1 ? hex_digit(part.bytes[1]) : -1;

		if (high < 0 || low < 0 || (part.length > 2 && !is_space(part.bytes[2])))
			return false;
		sl_buffer_byte(&out->bytes, (uint8_t)(high * 16 + low));
		part.bytes += 2;
		part.length -= 2;
	}
	return true;
}

static bool read_lines(const char *path, sl_text text, case_file *out, sl_problem *problem)
{
	bool in_headings = true;
	unsigned number = 1;
	sl_text line;

	for (; take_part(&text, '\n', &line); number++) {
		if (in_headings && !read_heading(out, line, &in_headings))
			return sl_problem_say(problem, path, "line %u is no line of a case",
			                      number);
		if (number == 1 && !starts_with(line, headings[0].start))
			return sl_problem_say(problem, path, "it does not begin with # expect:");
		if (!read_bytes(out, line))
			return sl_problem_say(problem, path, "line %u is not hexadecimal", number);
	}
	if (number == 1)
		return sl_problem_say(problem, path, "the case is empty");
	if (out->near_count && out->expected_count)
		return sl_problem_say(problem, path, "a near miss is accepted");
	return true;
}

bool case_read(const char *path, case_file *out, sl_problem *problem)
{
	const char *base = sl_path_base(path);
	sl_buffer text = {0};
	bool right;

	memset(out, 0, sizeof *out);
	out->builds = CASE_BUILDS_USUAL;
	snprintf(out->title, sizeof out->title, "%.*s", (int)strcspn(base, "."), base);
	right = sl_file_read(path, CASE_MAX_TEXT, &text, problem) &&
	        read_lines(path, (sl_text){(const char *)text.bytes, text.length}, out, problem);
	sl_buffer_free(&text);
	return right;
}

void case_free(case_file *one)
{
	sl_buffer_free(&one->bytes);
}

/* --- writing */

static void write_findings(sl_buffer *out, const case_finding *findings, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		sl_buffer_printf(out, "%sCH%04u", i ? ", " : "", (unsigned)findings[i].rule);
		if (findings[i].has_bytes)
			sl_buffer_printf(out, " @%" PRIu64 "+%" PRIu64, findings[i].offset,
			                 findings[i].length);
	}
}

static void write_builds(sl_buffer *out, unsigned builds)
{
	sl_arena arena;
	sl_fleet fleet;
	size_t i;

	sl_arena_start(&arena);
	sl_model_fleet(&arena, builds, &fleet);
	sl_buffer_text(out, fleet.count ? "# builds: " : "# builds: none");
	for (i = 0; i < fleet.count; i++)
		sl_buffer_printf(out, "%s%s", i ? ", " : "", fleet.builds[i].name);
	sl_buffer_byte(out, '\n');
	sl_arena_free(&arena);
}

void case_write(const case_file *one, const char *remark, sl_buffer *out)
{
	size_t i;

	sl_buffer_text(out, "# expect: ");
	if (one->expected_count)
		write_findings(out, one->expected, one->expected_count);
	else
		sl_buffer_text(out, "accept");
	sl_buffer_byte(out, '\n');
	for (i = 0; i < one->near_count; i++)
		sl_buffer_printf(out, "%sCH%04u", i ? ", " : "# near: ", (unsigned)one->near[i]);
	if (one->near_count)
		sl_buffer_byte(out, '\n');
	if (one->builds != CASE_BUILDS_USUAL)
		write_builds(out, one->builds);
	if (one->name[0])
		sl_buffer_printf(out, "# name: %s\n", one->name);
	if (remark)
		sl_buffer_printf(out, "# %s\n", remark);
	sl_dump_hex(one->bytes.bytes, one->bytes.length, out);
}

/* --- judging */

static const char *judged_name(const case_file *one, const sl_checked_file *checked,
                               sl_arena *arena)
{
	if (one->name[0])
		return one->name;
	return sl_channel_file_name(arena, checked->file.header.channel,
	                            checked->file.header.content_version);
}

void case_judge(const case_file *one, sl_findings *findings)
{
	sl_checked_file checked = {.path = one->title, .size = one->bytes.length};
	chan_finding fault;
	sl_catalog catalog;
	sl_fleet fleet;
	sl_arena arena;
	/* A block of exactly the size of the file, so that a read past it is one past the block. */
	uint8_t *bytes = sl_alloc(checked.size, 1);

	if (checked.size)
		memcpy(bytes, one->bytes.bytes, checked.size);
	checked.bytes = bytes;
	sl_arena_start(&arena);
	sl_model_catalog(&arena, &catalog);
	sl_model_fleet(&arena, one->builds, &fleet);
	memset(&fault, 0xa5, sizeof fault);
	memset(&checked.file, 0xa5, sizeof checked.file);
	if (chan_open(bytes, checked.size, &checked.file, &fault)) {
		checked.path = judged_name(one, &checked, &arena);
		sl_check_meaning(&checked, &catalog, findings);
		sl_check_fleet_catalog(&catalog, &fleet, findings);
		sl_check_fleet(&checked, &catalog, &fleet, findings);
		sl_check_name(&checked, findings);
	} else {
		sl_findings_structure(findings, checked.path, &fault);
	}
	sl_findings_sort(findings);
	sl_arena_free(&arena);
	free(bytes);
}

bool case_holds(const case_file *one, const sl_findings *findings, sl_arena *arena,
                const char **detail)
{
	bool same = findings->count == one->expected_count;
	sl_buffer text = {0};
	size_t i;

	for (i = 0; same && i < findings->count; i++) {
		const sl_finding *found = &findings->items[i];
		const case_finding *wanted = &one->expected[i];

		same = found->rule == wanted->rule && found->has_bytes == wanted->has_bytes &&
		       (!found->has_bytes ||
		        (found->offset == wanted->offset && found->length == wanted->length));
	}
	*detail = NULL;
	if (same)
		return true;
	sl_buffer_text(&text, findings->count ? "found: " : "found: nothing");
	for (i = 0; i < findings->count; i++) {
		const sl_finding *found = &findings->items[i];
		const case_finding shown = {found->rule, found->has_bytes, found->offset,
		                            found->length};

		sl_buffer_text(&text, i ? ", " : "");
		write_findings(&text, &shown, 1);
	}
	*detail = sl_arena_copy(arena, (const char *)text.bytes, text.length);
	sl_buffer_free(&text);
	return false;
}
