/*
 * What matches, against PCRE2 and RE2: patterns of real rules, hostile ones and random ones, about texts made by walking
 * their programs, and near misses of those. An oracle that is not installed is a test skipped.
 *
 * ORACLE_PAIRS in the environment asks each oracle for more pairs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/yaml.h"
#include "chan.h"
#include "support_oracle.h"
#include "support_pattern.h"
#include "support_regex.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { PAIRS = 50000, TEXTS = 10, LONGEST = 600, BUDGET = 50000 };

/* A pattern without the flags that it began with. */
typedef struct subject {
	sl_text pattern;
	uint8_t flags;
} subject;

/* What each oracle has said. */
typedef struct tally {
	unsigned long pairs, matches, given_up, patterns, refused;
} tally;

static const char *const hostile[] = {
	"(a*)*b",
	"(a|a)*b",
	"(.*)*x",
	"(a+)+b",
	"(a|aa)+$",
	"(x+x+)+y",
	"([a-z]+)*[0-9]",
	"(.*)(.*)(.*)(.*)(.*)[^a]",
	"^(([a-z])+.)+[A-Z]([a-z])+$",
	"(a?){30}a{30}",
	"(a{0,30}){30}b",
	"((a{5}){5}){5}",
	"(ab|a|b)*c",
	"(\\w+\\s?)*$",
	"(\\d+\\.?)+x",
	"(|a)*b",
	"(a*|b*|c*)*d",
	"(a|b|ab)*(ba|a)*$",
	"\\b(\\w+\\b ?)*!",
	"(^a*$\n?)*b",
	"(\\B|a|b)*c",
	"(((a?)?)?){20}b",
	"[ab]*a[ab]{12}$",
	"(a|b)*a(a|b){10}",
	".{0,40}a.{0,40}b.{0,40}c",
	"(a.{3}|b.{5}|c)*~",
	"^(a|b)*\\b(b|c)*$",
	"(foo|foobar|bar)*(barfoo)?$",
	"(\\s*\\S+)*\\s$",
	"(.?.?.?){20}~",
};

/* Patterns of the rules in the folder, in an arena. */
static sl_arena arena;
static subject *real;
static size_t real_count, real_capacity;

static void add_real(const sl_yaml *value, uint8_t flags)
{
	chan_cursor cursor;

	if (value->kind == SL_YAML_LIST) {
		for (uint32_t i = 0; i < value->count; i++)
			add_real(value->of.items[i], flags);
		return;
	}
	if (value->kind != SL_YAML_SCALAR || value->text.length == 0)
		return;
	cursor = chan_cursor_over((const uint8_t *)value->text.bytes, value->text.length);
	(void)chan_regex_cut_flags(&cursor, &flags);
	real = sl_grow(real, &real_capacity, real_count + 1, sizeof(*real));
	real[real_count].pattern.length = chan_left(&cursor);
	real[real_count].pattern.bytes =
		value->text.bytes + value->text.length - chan_left(&cursor);
	real[real_count].flags = flags;
	real_count++;
}

/* Keys are "Field|re" and may go on with flags: "Field|re|i|m". */
static void look_for_patterns(const sl_yaml *node)
{
	const sl_yaml *key;
	const char *modifier;
	uint8_t flags;

	for (uint32_t i = 0; i < node->count && node->kind == SL_YAML_LIST; i++)
		look_for_patterns(node->of.items[i]);
	for (uint32_t i = 0; i < node->count && node->kind == SL_YAML_MAP; i++) {
		key = node->of.pairs[i].key;
		modifier = strstr(key->text.bytes, "|re");
		if (modifier == NULL || (modifier[3] != '\0' && modifier[3] != '|')) {
			look_for_patterns(node->of.pairs[i].value);
			continue;
		}
		flags = strstr(modifier, "|i") != NULL ? 0 : CHAN_FLAG_CASED;
		if (strstr(modifier, "|m") != NULL)
			flags |= CHAN_FLAG_MULTILINE;
		add_real(node->of.pairs[i].value, flags);
	}
}

static void read_rules(const char *root)
{
	sl_names names;
	sl_problem problem;
	sl_yaml_documents documents;
	sl_yaml_fault fault;
	sl_buffer bytes = {0};

	if (!sl_folder_glob(&arena, root, "rules*/**/*.yml", &names, &problem))
		return;
	for (size_t i = 0; i < names.count; i++) {
		bytes.length = 0;
		assert_true(sl_file_read(sl_path_join(&arena, root, names.items[i]),
		                         SL_YAML_MAX_BYTES, &bytes, &problem));
		if (!sl_yaml_parse(&arena, bytes.bytes, bytes.length, &documents, &fault))
			continue;
		for (size_t k = 0; k < documents.count; k++)
			look_for_patterns(documents.items[k]);
	}
	sl_buffer_free(&bytes);
}

/* A text that the program matches, if it asserts nothing: one way through it, taken at random. Returns its size. */
static size_t walk(const chan_regex_program *program, uint32_t *seed, uint8_t *text)
{
	const chan_regex_instruction *at;
	size_t size = 0;
	uint32_t place = 0, tried, byte;

	for (tried = 0; tried < 8 * LONGEST && size < LONGEST / 2; tried++) {
		at = &program->instructions[place++];
		if (at->opcode == CHAN_REGEX_MATCH)
			break;
		if (at->opcode == CHAN_REGEX_JUMP ||
		    (at->opcode == CHAN_REGEX_SPLIT && support_random(seed) % 2 == 0))
			place = at->operand;
		if (at->opcode == CHAN_REGEX_BYTE || at->opcode == CHAN_REGEX_LETTER)
			text[size++] =
				(uint8_t)(at->byte ^ (at->opcode == CHAN_REGEX_LETTER &&
			                                              support_random(seed) % 2
			                                      ? 0x20
			                                      : 0));
		if (at->opcode == CHAN_REGEX_ANY)
			text[size++] = (uint8_t)(' ' + support_random(seed) % 95);
		if (at->opcode != CHAN_REGEX_CLASS)
			continue;
		byte = support_random(seed) % 256;
		while (!((program->classes[at->operand].words[byte / 32] >> (byte % 32)) & 1) &&
		       ++tried < 8 * LONGEST)
			byte = (byte + 1) % 256;
		text[size++] = (uint8_t)byte;
	}
	return size;
}

/* Changes, removes or adds a byte, so that a text may just miss. */
static size_t alter(const support_oracle *o, uint32_t *seed, uint8_t *text, size_t size)
{
	const size_t at = size == 0 ? 0 : support_random(seed) % size;
	const uint8_t byte = (uint8_t)o->alphabet[support_random(seed) % o->alphabet_size];

	switch (support_random(seed) % 3) {
	case 0:
		if (size == 0)
			return size;
		text[at] = byte;
		return size;
	case 1:
		if (size == 0)
			return size;
		memmove(text + at, text + at + 1, size - at - 1);
		return size - 1;
	default:
		memmove(text + at + 1, text + at, size - at);
		text[at] = byte;
		return size + 1;
	}
}

static size_t make_text(const support_oracle *o, const chan_regex_program *program, uint32_t *seed,
                        uint8_t text[LONGEST])
{
	size_t size = 0, before = support_random(seed) % 4, after = support_random(seed) % 4;
	unsigned changes = support_random(seed) % 4;

	if (support_random(seed) % 2 == 0)
		before = after = 0;
	while (size < before)
		text[size++] = (uint8_t)o->alphabet[support_random(seed) % o->alphabet_size];
	if (support_random(seed) % 8 != 0)
		size += walk(program, seed, text + size);
	while (after-- > 0)
		text[size++] = (uint8_t)o->alphabet[support_random(seed) % o->alphabet_size];
	while (changes-- > 0)
		size = alter(o, seed, text, size);
	return size;
}

/* Whether all alternatives may begin with the same byte above 7F, which RE2 of 2022-06-01 then never finds. */
static bool has_high_alternatives(sl_text pattern)
{
	bool is_high = false, has_bar = false;

	for (size_t i = 0; i < pattern.length; i++) {
		has_bar = has_bar || pattern.bytes[i] == '|';
		is_high = is_high || (uint8_t)pattern.bytes[i] >= 0x80 ||
		          (i + 2 < pattern.length && memcmp(pattern.bytes + i, "\\x", 2) == 0 &&
		           strchr("89abcdefABCDEF", pattern.bytes[i + 2]) != NULL);
	}
	return is_high && has_bar;
}

/* FORMAT.md section 7.2: what RE2 reads otherwise is left to PCRE2. */
static bool is_common(const support_oracle *o, const subject *about, const uint8_t *text,
                      size_t size)
{
	const bool takes_high =
		(about->flags & CHAN_FLAG_CASED) != 0 && !has_high_alternatives(about->pattern);
	size_t i;

	for (i = 0; i < size && !o->misreads_none; i++) {
		if (text[i] == 0x0b || (text[i] >= 0x80 && !takes_high))
			return false;
	}
	return true;
}

static bool ours(const chan_regex_program *program, const uint8_t *text, size_t size)
{
	static uint32_t places[CHAN_PLACES_AN_INSTRUCTION * CHAN_MAX_PATTERN_INSTRUCTIONS];
	uint64_t steps = 0;
	bool matched = false;

	assert_true(chan_regex_match(program, chan_cursor_over(text, size), places, COUNT(places),
	                             &matched, &steps));
	assert_true(steps <= program->instruction_count * ((uint64_t)size + 1));
	return matched;
}

static void print_disagreement(const subject *about, const uint8_t *text, size_t size, bool matched)
{
	print_error("# %.*s (flags %u): ours %d, on", (int)about->pattern.length,
	            about->pattern.bytes, (unsigned)about->flags, matched);
	for (size_t i = 0; i < size; i++)
		print_error(" %02x", text[i]);
	print_error("\n");
}

static void compare(const support_oracle *o, const void *compiled, const support_regex *regex,
                    const subject *about, uint32_t *seed, tally *sum)
{
	uint8_t text[LONGEST];
	size_t size, i;
	int theirs;
	bool matched;

	for (i = 0; i < TEXTS; i++) {
		size = make_text(o, &regex->program, seed, text);
		if (!is_common(o, about, text, size))
			continue;
		theirs = o->matches(compiled, text, size);
		sum->given_up += theirs < 0;
		if (theirs < 0)
			continue;
		matched = ours(&regex->program, text, size);
		if (matched != (theirs == 1))
			print_disagreement(about, text, size, matched);
		assert_int_equal(matched, theirs == 1);
		sum->pairs++;
		sum->matches += matched;
	}
}

/* PCRE2 10.42 takes (b|^){0}a to be anchored. */
static bool has_repeat_of_none(sl_text pattern)
{
	for (size_t i = 0; i + 2 < pattern.length; i++) {
		if (memcmp(pattern.bytes + i, "{0}", 3) == 0 ||
		    memcmp(pattern.bytes + i, ",0}", 3) == 0)
			return true;
	}
	return false;
}

static void compare_pattern(const support_oracle *o, const subject *about, uint32_t *seed,
                            tally *sum)
{
	support_regex *regex =
		support_regex_compile(about->pattern.bytes, about->pattern.length, about->flags);
	bool is_limit = false;
	void *compiled;

	sum->patterns++;
	sum->refused += regex == NULL;
	if (regex == NULL)
		return;
	if (!o->misreads_none || !has_repeat_of_none(about->pattern)) {
		compiled = o->compile(about->pattern.bytes, about->pattern.length, about->flags,
		                      &is_limit);
		assert_true(compiled != NULL || is_limit);
		if (compiled != NULL) {
			compare(o, compiled, regex, about, seed, sum);
			o->free(compiled);
		}
	}
	support_regex_free(regex);
}

static void report(const char *what, const tally *sum)
{
	print_message(
		"# %s: %lu pairs, %lu of them match, %lu given up; %lu of %lu patterns refused\n",
		what, sum->pairs, sum->matches, sum->given_up, sum->refused, sum->patterns);
	/* Pairs of one verdict alone, or none, would show nothing. */
	assert_true(sum->matches > sum->pairs / 20 && sum->matches < sum->pairs - sum->pairs / 20);
	assert_true(sum->given_up < sum->pairs / 5);
}

static unsigned long pairs_asked(void)
{
	const char *pairs = getenv("ORACLE_PAIRS");
	const unsigned long asked = pairs != NULL ? strtoul(pairs, NULL, 10) : 0;

	return asked > PAIRS ? asked : PAIRS;
}

static void agree_about(const support_oracle *o, const char *what, const subject *list,
                        size_t count, uint32_t *seed)
{
	tally sum = {0};

	while (sum.pairs < pairs_asked() / 3) {
		for (size_t i = 0; i < count; i++)
			compare_pattern(o, &list[i], seed, &sum);
	}
	report(what, &sum);
}

static void agree_about_hostile(const support_oracle *o, uint32_t *seed)
{
	subject list[2 * COUNT(hostile)];

	for (size_t i = 0; i < COUNT(list); i++) {
		list[i].pattern = sl_text_of(hostile[i / 2]);
		list[i].flags = i % 2 == 0 ? CHAN_FLAG_CASED : CHAN_FLAG_MULTILINE;
	}
	agree_about(o, "hostile", list, COUNT(list), seed);
}

static void agree_about_random(const support_oracle *o, uint32_t *seed)
{
	support_writer w = {.seed = 0x90a1};
	tally sum = {0};
	subject about;

	while (sum.pairs < pairs_asked() / 3) {
		support_random_pattern(&w, false);
		about.pattern.bytes = w.text;
		about.pattern.length = w.length;
		about.flags =
			(uint8_t)(support_random(seed) & (CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE));
		compare_pattern(o, &about, seed, &sum);
	}
	report("random", &sum);
}

static void agree_with(const support_oracle *o)
{
	uint32_t seed = 0x6d61;

	if (real_count > 0)
		agree_about(o, "real rules", real, real_count, &seed);
	else
		print_message("# SKIPPED: no real rules are here\n");
	agree_about_hostile(o, &seed);
	agree_about_random(o, &seed);
}

static void pcre2_agrees(void **state)
{
	support_oracle pcre2;

	(void)state;
	if (!support_oracle_pcre2(&pcre2, BUDGET)) {
		print_message("# SKIPPED: libpcre2-8.so.0 is not installed\n");
		skip();
	}
	agree_with(&pcre2);
	support_oracle_close_pcre2();
}

static void re2_agrees(void **state)
{
	support_oracle re2;

	(void)state;
	if (!support_oracle_re2(&re2)) {
		print_message("# SKIPPED: g++ or libre2-dev is not installed\n");
		skip();
	}
	agree_with(&re2);
}

static int open_rules(void **state)
{
	const char *root = getenv("REPO_ROOT");

	(void)state;
	sl_arena_start(&arena);
	read_rules(sl_path_join(&arena, root != NULL ? root : ".", "../shared/sigma"));
	return 0;
}

static int close_rules(void **state)
{
	(void)state;
	free(real);
	sl_arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcre2_agrees),
		cmocka_unit_test(re2_agrees),
	};

	return cmocka_run_group_tests(tests, open_rules, close_rules);
}
