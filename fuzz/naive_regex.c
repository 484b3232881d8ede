/*
 * Regular expressions for the naive evaluator: PCRE2, loaded at run time, so that only those need it who have a
 * rule with one. The options are those of FORMAT.md 7.2.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

#include "naive_parts.h"

/* The numbers are those of pcre2.h. */
enum {
	CASELESS = 0x8,
	DOLLAR_ENDONLY = 0x10,
	DOTALL = 0x20,
	MULTILINE = 0x400,
	ALT_CIRCUMFLEX = 0x200000,
	NEWLINE_LF = 2,
	ERROR_NOMATCH = -1,
	BACKTRACKING_MAX = 200000
};

static struct {
	void *library;
	bool is_tried;
	void *(*compile)(const uint8_t *, size_t, uint32_t, int *, size_t *, void *);
	void (*code_free)(void *);
	void *(*compile_context_create)(void *);
	int (*set_newline)(void *, uint32_t);
	void *(*match_context_create)(void *);
	int (*set_match_limit)(void *, uint32_t);
	void *(*match_data_create)(uint32_t, void *);
	int (*match)(const void *, const uint8_t *, size_t, size_t, uint32_t, void *, void *);
	void (*compile_context_free)(void *);
	void (*match_context_free)(void *);
	void (*match_data_free)(void *);
	void *compile_context, *match_context, *match_data;
} pcre2;

static void unload(void)
{
	pcre2.match_data_free(pcre2.match_data);
	pcre2.match_context_free(pcre2.match_context);
	pcre2.compile_context_free(pcre2.compile_context);
	dlclose(pcre2.library);
}

static bool find(const char *name, void **out)
{
	*out = dlsym(pcre2.library, name);
	return *out != NULL;
}

/* ISO C has no conversion from an object pointer to a function pointer; POSIX promises this one. */
#define FIND(name, member) find("pcre2_" name "_8", (void **)&pcre2.member)

static bool find_all(void)
{
	return FIND("compile", compile) && FIND("code_free", code_free) &&
	       FIND("compile_context_create", compile_context_create) &&
	       FIND("set_newline", set_newline) &&
	       FIND("match_context_create", match_context_create) &&
	       FIND("set_match_limit", set_match_limit) &&
	       FIND("match_data_create", match_data_create) && FIND("match", match) &&
	       FIND("compile_context_free", compile_context_free) &&
	       FIND("match_context_free", match_context_free) &&
	       FIND("match_data_free", match_data_free);
}

static bool load(void)
{
	if (pcre2.is_tried)
		return pcre2.match_data != NULL;
	pcre2.is_tried = true;
	pcre2.library = dlopen("libpcre2-8.so.0", RTLD_NOW | RTLD_LOCAL);
	if (pcre2.library == NULL || !find_all())
		return false;
	pcre2.compile_context = pcre2.compile_context_create(NULL);
	pcre2.match_context = pcre2.match_context_create(NULL);
	pcre2.match_data = pcre2.match_data_create(1, NULL);
	if (!pcre2.compile_context || !pcre2.match_context || !pcre2.match_data)
		abort();
	(void)pcre2.set_newline(pcre2.compile_context, NEWLINE_LF);
	(void)pcre2.set_match_limit(pcre2.match_context, BACKTRACKING_MAX);
	return atexit(unload) == 0;
}

void *naive_regex_make(const char *pattern, size_t size, bool ignore_case, bool multiline)
{
	uint32_t options = DOTALL | DOLLAR_ENDONLY | ALT_CIRCUMFLEX;
	size_t offset = 0;
	int error = 0;

	if (!load())
		return NULL;
	if (ignore_case)
		options |= CASELESS;
	if (multiline)
		options |= MULTILINE;
	/* Flags at the start of the pattern mean the same to PCRE2. */
	return pcre2.compile((const uint8_t *)pattern, size, options, &error, &offset,
	                     pcre2.compile_context);
}

void naive_regex_free(void *regex)
{
	if (regex)
		pcre2.code_free(regex);
}

int naive_regex_matches(const void *regex, const uint8_t *text, size_t size)
{
	/* PCRE2 10.42 takes no NULL, even of no bytes. */
	const uint8_t nothing = 0;
	const int status = pcre2.match(regex, text ? text : &nothing, size, 0, 0, pcre2.match_data,
	                               pcre2.match_context);

	if (status >= 0)
		return 1;
	return status == ERROR_NOMATCH ? 0 : -1;
}
