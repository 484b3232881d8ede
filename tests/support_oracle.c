/* PCRE2 and RE2, loaded where they are. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "chan.h"
#include "support_oracle.h"

#define ASCII "aaaabbbccABC1_ .\\-\n\n\t\"],{}\0"
/* With what FORMAT.md section 7.2 lists as a difference to RE2. */
#define FULL ASCII "\x0b\x85\xc3\xa9\xc9\xe9"

static void *symbol(void *library, const char *name)
{
	void *found = dlsym(library, name);

	if (found == NULL)
		fprintf(stderr, "# no symbol %s\n", name);
	return found;
}

/* ISO C has no conversion from an object pointer to a function pointer; POSIX promises this one. */
#define LOAD(library, name, pointer) (*(void **)&(pointer) = symbol(library, name))

/* PCRE2, whose interface is stable: the numbers are those of pcre2.h. */
enum {
	PCRE2_AUTO_CALLOUT = 0x4,
	PCRE2_CASELESS = 0x8,
	PCRE2_DOLLAR_ENDONLY = 0x10,
	PCRE2_DOTALL = 0x20,
	PCRE2_MULTILINE = 0x400,
	PCRE2_ALT_CIRCUMFLEX = 0x200000,
	PCRE2_NEWLINE_LF = 2,
	PCRE2_ERROR_NOMATCH = -1,
	PCRE2_ERROR_CALLOUT = -37,
	PCRE2_ERROR_TOO_LARGE = 120
};

static struct {
	void *(*compile)(const uint8_t *, size_t, uint32_t, int *, size_t *, void *);
	void (*code_free)(void *);
	void *(*compile_context_create)(void *);
	int (*set_newline)(void *, uint32_t);
	void *(*match_context_create)(void *);
	int (*set_callout)(void *, int (*)(void *, void *), void *);
	void *(*match_data_create)(uint32_t, void *);
	int (*match)(const void *, const uint8_t *, size_t, size_t, uint32_t, void *, void *);
	void (*compile_context_free)(void *);
	void (*match_context_free)(void *);
	void (*match_data_free)(void *);
	void *compile_context, *match_context, *match_data;
	uint64_t budget, used; /* items of the pattern that are tried */
} pcre2;

/* Called before each item of the pattern that is tried: the one count of work that PCRE2 cannot get round. */
static int count_item(void *block, void *data)
{
	(void)block;
	(void)data;
	return ++pcre2.used > pcre2.budget ? PCRE2_ERROR_CALLOUT : 0;
}

static void *pcre2_oracle_compile(const char *pattern, size_t length, uint8_t flags, bool *is_limit)
{
	uint32_t options = PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY;
	size_t offset = 0;
	int error = 0;
	void *compiled;

	if (pcre2.budget != 0)
		options |= PCRE2_AUTO_CALLOUT;
	if ((flags & CHAN_FLAG_CASED) == 0)
		options |= PCRE2_CASELESS;
	if (flags & CHAN_FLAG_MULTILINE)
		options |= PCRE2_MULTILINE | PCRE2_ALT_CIRCUMFLEX;
	compiled = pcre2.compile((const uint8_t *)pattern, length, options, &error, &offset,
	                         pcre2.compile_context);
	*is_limit = compiled == NULL && error == PCRE2_ERROR_TOO_LARGE;
	return compiled;
}

static int pcre2_oracle_matches(const void *compiled, const uint8_t *input, size_t size)
{
	int result;

	pcre2.used = 0;
	result = pcre2.match(compiled, input, size, 0, 0, pcre2.match_data, pcre2.match_context);

	if (result < 0 && result != PCRE2_ERROR_NOMATCH)
		return -1;
	return result >= 0;
}

static void pcre2_oracle_free(void *compiled)
{
	pcre2.code_free(compiled);
}

bool support_oracle_pcre2(support_oracle *out, uint64_t budget)
{
	void *library = dlopen("libpcre2-8.so.0", RTLD_NOW);

	if (library == NULL)
		return false;
	LOAD(library, "pcre2_compile_8", pcre2.compile);
	LOAD(library, "pcre2_code_free_8", pcre2.code_free);
	LOAD(library, "pcre2_compile_context_create_8", pcre2.compile_context_create);
	LOAD(library, "pcre2_set_newline_8", pcre2.set_newline);
	LOAD(library, "pcre2_match_context_create_8", pcre2.match_context_create);
	LOAD(library, "pcre2_set_callout_8", pcre2.set_callout);
	LOAD(library, "pcre2_match_data_create_8", pcre2.match_data_create);
	LOAD(library, "pcre2_match_8", pcre2.match);
	LOAD(library, "pcre2_compile_context_free_8", pcre2.compile_context_free);
	LOAD(library, "pcre2_match_context_free_8", pcre2.match_context_free);
	LOAD(library, "pcre2_match_data_free_8", pcre2.match_data_free);
	if (!(pcre2.compile && pcre2.code_free && pcre2.compile_context_create &&
	      pcre2.set_newline && pcre2.match_context_create && pcre2.set_callout &&
	      pcre2.match_data_create && pcre2.match && pcre2.compile_context_free &&
	      pcre2.match_context_free && pcre2.match_data_free))
		return false;
	pcre2.budget = budget;
	pcre2.compile_context = pcre2.compile_context_create(NULL);
	pcre2.match_context = pcre2.match_context_create(NULL);
	pcre2.match_data = pcre2.match_data_create(1, NULL);
	if (!pcre2.compile_context || !pcre2.match_context || !pcre2.match_data ||
	    pcre2.set_newline(pcre2.compile_context, PCRE2_NEWLINE_LF) != 0 ||
	    (budget != 0 && pcre2.set_callout(pcre2.match_context, count_item, NULL) != 0))
		return false;
	out->compile = pcre2_oracle_compile;
	out->matches = pcre2_oracle_matches;
	out->free = pcre2_oracle_free;
	out->alphabet = FULL;
	out->alphabet_size = sizeof(FULL) - 1;
	out->misreads_none = true;
	return true;
}

static struct {
	void *(*compile)(const char *, size_t, int, int);
	int (*matches)(const void *, const char *, size_t);
	void (*free)(void *);
} re2;

static void *re2_oracle_compile(const char *pattern, size_t length, uint8_t flags, bool *is_limit)
{
	*is_limit = false;
	return re2.compile(pattern, length, flags & CHAN_FLAG_CASED, flags & CHAN_FLAG_MULTILINE);
}

static int re2_oracle_matches(const void *compiled, const uint8_t *input, size_t size)
{
	return re2.matches(compiled, (const char *)input, size);
}

static void re2_oracle_free(void *compiled)
{
	re2.free(compiled);
}

bool support_oracle_re2(support_oracle *out)
{
	const char *root = getenv("REPO_ROOT"), *work = getenv("WORK");
	char command[1024], path[512];
	void *library;

	snprintf(path, sizeof(path), "%s/oracle_re2.so", work != NULL ? work : "/tmp");
	snprintf(command, sizeof(command),
	         "g++ -std=c++17 -O1 -shared -fPIC -o '%s' '%s/tests/oracle_re2.cc' -lre2 >&2",
	         path, root != NULL ? root : ".");
	if (system(command) != 0)
		return false;
	library = dlopen(path, RTLD_NOW);
	remove(path);
	if (library == NULL)
		return false;
	LOAD(library, "oracle_re2_compile", re2.compile);
	LOAD(library, "oracle_re2_matches", re2.matches);
	LOAD(library, "oracle_re2_free", re2.free);
	if (!(re2.compile && re2.matches && re2.free))
		return false;
	out->compile = re2_oracle_compile;
	out->matches = re2_oracle_matches;
	out->free = re2_oracle_free;
	out->alphabet = ASCII;
	out->alphabet_size = sizeof(ASCII) - 1;
	out->misreads_none = false;
	return true;
}

void support_oracle_close_pcre2(void)
{
	pcre2.match_data_free(pcre2.match_data);
	pcre2.match_context_free(pcre2.match_context);
	pcre2.compile_context_free(pcre2.compile_context);
}
