/*
 * The dialect against RE2 and PCRE2: what the checker accepts, both accept, and they match what the
 * compiled program matches; what it refuses though both accept is of a few kinds, each refused on purpose
 * (FORMAT.md section 7). An oracle that is not installed is a test skipped.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_pattern.h"
#include "support_regex.h"

/* Pairs with each oracle: PATTERNS times INPUTS, and ORACLE_PAIRS in the environment asks for more. */
enum { PATTERNS = 6000, INPUTS = 12 };

/* Either oracle. compile() is NULL: refused, or, with *is_limit set, over a limit of its own. */
typedef struct oracle {
	void *(*compile)(const char *pattern, size_t length, uint8_t flags, bool *is_limit);
	/* 1 matches, 0 does not, -1 gave up. */
	int (*matches)(const void *compiled, const uint8_t *input, size_t size);
	void (*free)(void *compiled);
	const char *alphabet; /* of inputs; NUL and all */
	size_t alphabet_size;
	bool misreads_none; /* PCRE2 10.42 takes (b|^){0}a to be anchored */
} oracle;

#define ASCII "aaaabbbccABC1_ .\\-\n\n\t\"],{}\0"
/* With what FORMAT.md section 7.2 lists as a difference to RE2. */
#define FULL ASCII "\x0b\x85\xc3\xa9\xc9\xe9"

static void *symbol(void *library, const char *name)
{
	void *found = dlsym(library, name);

	if (found == NULL)
		print_error("# no symbol %s\n", name);
	return found;
}

/* ISO C has no conversion from an object pointer to a function pointer; POSIX promises this one. */
#define LOAD(library, name, pointer) (*(void **)&(pointer) = symbol(library, name))

/* PCRE2, whose interface is stable: the numbers are those of pcre2.h. */
enum {
	PCRE2_CASELESS = 0x8,
	PCRE2_DOLLAR_ENDONLY = 0x10,
	PCRE2_DOTALL = 0x20,
	PCRE2_MULTILINE = 0x400,
	PCRE2_ALT_CIRCUMFLEX = 0x200000,
	PCRE2_NEWLINE_LF = 2,
	PCRE2_ERROR_NOMATCH = -1,
	PCRE2_ERROR_TOO_LARGE = 120
};

static struct {
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

static void *pcre2_oracle_compile(const char *pattern, size_t length, uint8_t flags, bool *is_limit)
{
	uint32_t options = PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY;
	size_t offset = 0;
	int error = 0;
	void *compiled;

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
	const int result =
		pcre2.match(compiled, input, size, 0, 0, pcre2.match_data, pcre2.match_context);

	if (result < 0 && result != PCRE2_ERROR_NOMATCH)
		return -1;
	return result >= 0;
}

static void pcre2_oracle_free(void *compiled)
{
	pcre2.code_free(compiled);
}

static bool open_pcre2(oracle *out)
{
	void *library = dlopen("libpcre2-8.so.0", RTLD_NOW);

	if (library == NULL)
		return false;
	LOAD(library, "pcre2_compile_8", pcre2.compile);
	LOAD(library, "pcre2_code_free_8", pcre2.code_free);
	LOAD(library, "pcre2_compile_context_create_8", pcre2.compile_context_create);
	LOAD(library, "pcre2_set_newline_8", pcre2.set_newline);
	LOAD(library, "pcre2_match_context_create_8", pcre2.match_context_create);
	LOAD(library, "pcre2_set_match_limit_8", pcre2.set_match_limit);
	LOAD(library, "pcre2_match_data_create_8", pcre2.match_data_create);
	LOAD(library, "pcre2_match_8", pcre2.match);
	LOAD(library, "pcre2_compile_context_free_8", pcre2.compile_context_free);
	LOAD(library, "pcre2_match_context_free_8", pcre2.match_context_free);
	LOAD(library, "pcre2_match_data_free_8", pcre2.match_data_free);
	assert_true(pcre2.compile && pcre2.code_free && pcre2.compile_context_create &&
	            pcre2.set_newline && pcre2.match_context_create && pcre2.set_match_limit &&
	            pcre2.match_data_create && pcre2.match && pcre2.compile_context_free &&
	            pcre2.match_context_free && pcre2.match_data_free);
	pcre2.compile_context = pcre2.compile_context_create(NULL);
	pcre2.match_context = pcre2.match_context_create(NULL);
	pcre2.match_data = pcre2.match_data_create(1, NULL);
	assert_true(pcre2.compile_context && pcre2.match_context && pcre2.match_data);
	assert_int_equal(pcre2.set_newline(pcre2.compile_context, PCRE2_NEWLINE_LF), 0);
	assert_int_equal(pcre2.set_match_limit(pcre2.match_context, 20000), 0);
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

static bool open_re2(oracle *out)
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
	assert_true(re2.compile && re2.matches && re2.free);
	out->compile = re2_oracle_compile;
	out->matches = re2_oracle_matches;
	out->free = re2_oracle_free;
	out->alphabet = ASCII;
	out->alphabet_size = sizeof(ASCII) - 1;
	out->misreads_none = false;
	return true;
}

static size_t random_input(const oracle *o, support_writer *w, uint8_t *input)
{
	const size_t size = support_random(&w->seed) % 14;
	size_t i;

	for (i = 0; i < size; i++)
		input[i] = (uint8_t)o->alphabet[support_random(&w->seed) % o->alphabet_size];
	return size;
}

/* The kinds of what both oracles accept and the dialect does not (to both, \11 is octal). */
static bool is_refused_on_purpose(uint8_t error)
{
	return error == CHAN_PATTERN_BACK_REFERENCE || error == CHAN_PATTERN_ESCAPE ||
	       error == CHAN_PATTERN_HEX || error == CHAN_PATTERN_OCTAL ||
	       error == CHAN_PATTERN_PROPERTY || error == CHAN_PATTERN_NUL ||
	       error == CHAN_PATTERN_NAMED_GROUP || error == CHAN_PATTERN_INLINE_FLAGS ||
	       error == CHAN_PATTERN_GROUP_KIND || error == CHAN_PATTERN_CLASS_POSIX ||
	       error == CHAN_PATTERN_CLASS_NON_ASCII || error == CHAN_PATTERN_REPEAT_FORM ||
	       error == CHAN_PATTERN_REPEAT_NON_ASCII || error == CHAN_PATTERN_GROUP_DEPTH ||
	       error == CHAN_PATTERN_INSTRUCTIONS;
}

static bool has_repeat_of_none(const support_writer *w)
{
	size_t i;

	for (i = 0; i + 2 < w->length; i++) {
		if (memcmp(w->text + i, "{0}", 3) == 0 || memcmp(w->text + i, ",0}", 3) == 0)
			return true;
	}
	return false;
}

static void compare_matches(const oracle *o, const void *compiled, const support_regex *regex,
                            support_writer *w)
{
	uint8_t input[16];
	size_t size;
	int i, theirs;
	bool ours;

	for (i = 0; i < INPUTS; i++) {
		size = random_input(o, w, input);
		theirs = o->matches(compiled, input, size);
		if (theirs < 0)
			continue;
		ours = support_regex_matches(&regex->program, input, size);
		if (ours != (theirs == 1))
			print_error("# %.*s on %.*s: ours %d\n", (int)w->length, w->text, (int)size,
			            (const char *)input, ours);
		assert_int_equal(ours, theirs == 1);
	}
}

/* Returns whether the dialect accepts the pattern; *error tells why not. */
static bool compare(const oracle *o, support_writer *w, uint8_t flags, bool *oracle_accepts,
                    uint8_t *error)
{
	support_regex *regex = support_regex_compile(w->text, w->length, flags);
	chan_regex_cost cost;
	chan_pattern_fault fault;
	void *compiled;
	bool is_limit;

	compiled = o->compile(w->text, w->length, flags, &is_limit);
	*oracle_accepts = compiled != NULL;
	*error = CHAN_PATTERN_OK;
	if (regex == NULL) {
		assert_false(chan_regex_check(chan_cursor_over((const uint8_t *)w->text, w->length),
		                              flags, &cost, &fault));
		*error = fault.error;
	} else if (compiled != NULL) {
		if (!o->misreads_none || !has_repeat_of_none(w))
			compare_matches(o, compiled, regex, w);
	} else if (!is_limit) {
		print_error("# accepted, and the oracle refuses: %.*s\n", (int)w->length, w->text);
		fail();
	}
	if (compiled != NULL)
		o->free(compiled);
	support_regex_free(regex);
	return *error == CHAN_PATTERN_OK;
}

static uint8_t random_flags(support_writer *w)
{
	return (uint8_t)((support_random(&w->seed) % 2 ? CHAN_FLAG_CASED : 0) |
	                 (support_random(&w->seed) % 4 ? 0 : CHAN_FLAG_MULTILINE));
}

static void agree_with(const oracle *o)
{
	support_writer w = {.seed = 0x7e6e};
	const char *pairs = getenv("ORACLE_PAIRS");
	const unsigned long asked = pairs != NULL ? strtoul(pairs, NULL, 10) / INPUTS : 0;
	const unsigned long patterns = asked > PATTERNS ? asked : PATTERNS;
	unsigned long i, accepted = 0;
	bool theirs;
	uint8_t error;

	for (i = 0; i < patterns; i++) {
		support_random_pattern(&w, i % 3 == 2);
		if (compare(o, &w, random_flags(&w), &theirs, &error))
			accepted++;
	}
	print_message("# %lu of %lu patterns accepted, %lu pairs\n", accepted, patterns,
	              accepted * INPUTS);
	/* A generator whose patterns are all refused would show nothing. */
	assert_true(accepted > patterns / 2);
}

static oracle pcre2_oracle, re2_oracle;
static bool has_pcre2, has_re2;

static int open_oracles(void **state)
{
	(void)state;
	has_pcre2 = open_pcre2(&pcre2_oracle);
	has_re2 = open_re2(&re2_oracle);
	if (!has_pcre2)
		print_message("# SKIPPED: libpcre2-8.so.0 is not installed\n");
	if (!has_re2)
		print_message("# SKIPPED: g++ or libre2-dev is not installed\n");
	return 0;
}

static int close_oracles(void **state)
{
	(void)state;
	if (has_pcre2) {
		pcre2.match_data_free(pcre2.match_data);
		pcre2.match_context_free(pcre2.match_context);
		pcre2.compile_context_free(pcre2.compile_context);
	}
	return 0;
}

static void pcre2_agrees(void **state)
{
	(void)state;
	if (!has_pcre2)
		skip();
	agree_with(&pcre2_oracle);
}

static void re2_agrees(void **state)
{
	(void)state;
	if (!has_re2)
		skip();
	agree_with(&re2_oracle);
}

static void only_some_things_are_refused_alone(void **state)
{
	static const char *const names[] = {
		"OK",
#define PATTERN_ERROR(name, costly, text) #name,
#include "pattern_errors.def"
#undef PATTERN_ERROR
	};
	unsigned refused[CHAN_PATTERN_ERROR_COUNT] = {0}, i;
	support_writer w = {.seed = 0x51};
	bool pcre2_accepts, re2_accepts;
	uint8_t error, flags;

	(void)state;
	if (!has_pcre2 || !has_re2)
		skip();
	for (i = 0; i < PATTERNS; i++) {
		support_random_pattern(&w, true);
		flags = random_flags(&w);
		if (compare(&pcre2_oracle, &w, flags, &pcre2_accepts, &error) ||
		    compare(&re2_oracle, &w, flags, &re2_accepts, &error))
			continue;
		if (!pcre2_accepts || !re2_accepts)
			continue;
		refused[error]++;
		if (!is_refused_on_purpose(error))
			print_error("# refused alone, %s: %.*s\n", names[error], (int)w.length,
			            w.text);
		assert_true(is_refused_on_purpose(error));
	}
	for (i = 0; i < CHAN_PATTERN_ERROR_COUNT; i++) {
		if (refused[i] != 0)
			print_message("# refused though both accept, %s: %u\n", names[i],
			              refused[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcre2_agrees),
		cmocka_unit_test(re2_agrees),
		cmocka_unit_test(only_some_things_are_refused_alone),
	};

	return cmocka_run_group_tests(tests, open_oracles, close_oracles);
}
