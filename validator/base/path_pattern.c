#include "base/path_pattern.h"

#include <string.h>

#include "base/problem.h"

static bool is_deep(const char *part)
{
	return strcmp(part, "**") == 0;
}

static bool has_wildcard(const char *part)
{
	return strpbrk(part, "*?") != NULL;
}

/* One part of the pattern: it goes to the fixed path until there has been one with a wildcard. */
static bool add_part(sl_arena *arena, const char *part, sl_path_pattern *out, const char *text,
                     sl_problem *problem)
{
	if (out->count == 0 && !has_wildcard(part)) {
		out->fixed = sl_path_join(arena, out->fixed, part);
		return true;
	}
	if (strcmp(part, ".") == 0 || strcmp(part, "..") == 0) {
		return sl_problem_say(problem, text,
		                      "a pattern may not have '%s' behind a wildcard", part);
	}
	if (out->count >= SL_PATH_PATTERN_PARTS) {
		return sl_problem_say(problem, text, "a pattern may have at most %d parts",
		                      SL_PATH_PATTERN_PARTS);
	}
	/* Two in a row say what one says. */
	if (out->count == 0 || !is_deep(part) || !is_deep(out->parts[out->count - 1])) {
		out->parts[out->count++] = part;
	}
	return true;
}

bool sl_path_pattern_read(sl_arena *arena, const char *text, sl_path_pattern *out,
                          sl_problem *problem)
{
	const char *at = text;

	*out = (sl_path_pattern){.fixed = text[0] == '/' ? "/" : ""};
	if (text[0] == '\0') {
		return sl_problem_say(problem, text, "a pattern may not be empty");
	}
	while (*at != '\0') {
		size_t length = strcspn(at, "/");

		if (length > 0 &&
		    !add_part(arena, sl_arena_copy(arena, at, length), out, text, problem)) {
			return false;
		}
		at += length + (at[length] == '/');
	}
	if (out->count > 0 && is_deep(out->parts[out->count - 1])) {
		return sl_problem_say(problem, text,
		                      "a pattern may not end with '**'; '**/*' is every file");
	}
	return true;
}

/* '**' may be no folder at all: then the part behind it is active too. */
static uint64_t activate(const sl_path_pattern *pattern, size_t part)
{
	uint64_t states = UINT64_C(1) << part;

	return is_deep(pattern->parts[part]) ? states | UINT64_C(1) << (part + 1) : states;
}

uint64_t sl_path_pattern_start(const sl_path_pattern *pattern)
{
	return activate(pattern, 0);
}

/* A '?' stands for one character: its continuation bytes go with it. */
static const char *skip_character(const char *at)
{
	at++;
	while (((unsigned char)*at & 0xC0) == 0x80) {
		at++;
	}
	return at;
}

static bool name_matches(const char *part, const char *name)
{
	const char *star = NULL, *retry = NULL;

	if (name[0] == '.' && part[0] != '.') {
		return false;
	}
	while (*name != '\0') {
		if (*part == '*') {
			star = part++;
			retry = name;
		} else if (*part == '?') {
			part++;
			name = skip_character(name);
		} else if (*part == *name) {
			part++;
			name++;
		} else if (star != NULL) {
			part = star + 1;
			name = ++retry;
		} else {
			return false;
		}
	}
	while (*part == '*') {
		part++;
	}
	return *part == '\0';
}

uint64_t sl_path_pattern_step(const sl_path_pattern *pattern, uint64_t states, const char *name,
                              bool *is_result)
{
	uint64_t next = 0;

	*is_result = false;
	for (size_t i = 0; i < pattern->count; i++) {
		if ((states >> i & 1) == 0) {
			continue;
		}
		if (is_deep(pattern->parts[i])) {
			next |= name[0] != '.' ? activate(pattern, i) : 0;
		} else if (name_matches(pattern->parts[i], name)) {
			*is_result = *is_result || i + 1 == pattern->count;
			next |= i + 1 < pattern->count ? activate(pattern, i + 1) : 0;
		}
	}
	return next;
}
