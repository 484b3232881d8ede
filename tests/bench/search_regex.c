/*
 * Looks for the slowest pattern that the dialect admits: climbs from a few known ones by changing them, over 64 KiB of
 * text that none of them matches. The bound on weights (FORMAT.md section 7.3) was chosen with it: where each instruction
 * counted once, a minute of it found loops in loops of 50 to 90 ms, and now of 30. Nobody thinks of such patterns:
 * bench_regex.c has those that somebody thought of.
 *
 * All times are of the processor: what else the machine does counts little. As the climb goes by times, a seed says
 * where it begins and not where it ends. Exit 1 if a pattern took more than 50 ms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/text.h"
#include "chan.h"

enum {
	ROUNDS = 5,
	SIZE = 65536,
	SHORT_SIZE =
		SIZE / 16, /* what a try runs over; the slowest run over all of it in the end */
	TEXTS = 6,
	POOL = 24,
	SHOWN = 10,
	SHOWN_BYTES = 150,
	GROUP = 8, /* bytes that a pattern gets around it: a group, a repeat or what no text has */
	WIDEST_CHOICE = 5,
	LARGEST_COUNT = 500
};
#define BOUND_MILLISECONDS 50.0
#define DEFAULT_SECONDS 20
#define MAX_SECONDS 86400

/* Longer ones are cut, and so mostly refused. */
typedef struct pattern {
	char text[CHAN_MAX_PATTERN - GROUP];
	size_t length;
} pattern;

typedef struct candidate {
	pattern pattern;
	uint32_t instructions;
	unsigned slowest_text;
	double milliseconds; /* over 64 KiB of it */
} candidate;

typedef struct climb {
	uint64_t random;
	uint8_t texts[TEXTS][SIZE];
	candidate pool[POOL]; /* the slowest so far, in no order */
	size_t pool_count;
	uint64_t tries;
	chan_regex_instruction instructions[CHAN_MAX_PATTERN_INSTRUCTIONS];
	chan_regex_class classes[CHAN_MAX_PATTERN_CLASSES];
	uint32_t places[CHAN_MAX_PATTERN_INSTRUCTIONS * CHAN_PLACES_AN_INSTRUCTION];
} climb;

static const char *const beginnings[] = {
	"(a|b)*a(a|b){250}",
	"(a.{30}|(.?){450})",
	"((a?b){83}|(b?a){83})*",
	"((a*b*)*(a*|b*)*){28}",
	"(a?(b(a?b?)*)*){46}",
	"(.{0,500})",
	/* Found. */
	"((((((((c{2,6}((((((a.{60}|(.?)))+.{21})*))*)[^b]?a?\\w?))))9}))?)*){2}",
	"(b(((a.{20}\\w{0,13}(c|a*)*|.?)+)86})*){5}",
	"(((((((|(b+c{3,5}((((((a.{36}|(.?)))+.{11})*))*?)*b]?))a?))2}))?)*){2}",
	"(.(([^b]+(b{0,5}((((c{3,6}((((((a.{40}|(.?)))+.{20})*))*)[^b]?a?\\w))|^))6}[b]))?)*){2}",
};

/* What each text is made of, by chance. */
static const char *const alphabets[TEXTS] = {
	"ab", "abc\n ", "aaaaaaab", "ab_- c", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"};

static double milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* From 0, less than the bound. */
static uint32_t chance(climb *c, size_t bound)
{
	c->random ^= c->random << 13;
	c->random ^= c->random >> 7;
	c->random ^= c->random << 17;
	return (uint32_t)((c->random >> 33) % bound);
}

static void put_bytes(pattern *p, const char *bytes, size_t length)
{
	const size_t room = sizeof p->text - p->length;
	const size_t count = length < room ? length : room;
	memcpy(p->text + p->length, bytes, count);
	p->length += count;
}

static void put(pattern *p, const char *text)
{
	put_bytes(p, text, strlen(text));
}

static void put_repeat(climb *c, pattern *p)
{
	static const char *const plain[] = {"*", "+", "?", "?", "", "", ""};
	const size_t plain_count = sizeof plain / sizeof *plain;
	const uint32_t choice = chance(c, plain_count + 2);
	char text[32];
	if (choice < plain_count) {
		put(p, plain[choice]);
		return;
	}
	if (choice == plain_count) {
		const uint32_t most = chance(c, 4) != 0 ? 30 : LARGEST_COUNT;
		snprintf(text, sizeof text, "{%u}", 2 + chance(c, most));
	} else {
		snprintf(text, sizeof text, "{0,%u}", 1 + chance(c, 40));
	}
	put(p, text);
}

static void put_leaf(climb *c, pattern *p)
{
	static const char *const leaves[] = {"a",   "b",   ".",     "[ab]", "[^a]", "[^b]", "c",
	                                     "\\w", "\\b", "\\B",   "a?",   "b?",   "a*",   "b*",
	                                     ".?",  ".*",  "[abc]", "$",    "^",    "|"};
	put(p, leaves[chance(c, sizeof leaves / sizeof *leaves)]);
}

/* A part by chance; depth is at most CHAN_MAX_GROUP_DEPTH, leaves about how many it may have. */
static void put_part(climb *c, pattern *p, unsigned depth, unsigned leaves)
{
	if (depth == 0 || leaves <= 1 || chance(c, 3) == 0) {
		put_leaf(c, p);
	} else {
		const unsigned parts = 1 + chance(c, WIDEST_CHOICE);
		put(p, "(");
		for (unsigned i = 0; i < parts; i++) {
			if (i > 0 && chance(c, 3) == 0) {
				put(p, "|");
			}
			put_part(c, p, depth - 1, leaves / parts);
		}
		put(p, ")");
	}
	put_repeat(c, p);
}

static void make_new(climb *c, pattern *out)
{
	const unsigned parts = 1 + chance(c, 6);
	for (unsigned i = 0; i < parts; i++) {
		put_part(c, out, 1 + chance(c, 8), 64);
	}
}

static void change_digit(climb *c, pattern *p)
{
	const size_t start = chance(c, p->length);
	for (size_t i = 0; i < p->length; i++) {
		char *byte = &p->text[(start + i) % p->length];
		if (*byte >= '0' && *byte <= '9') {
			*byte = (char)('0' + (char)chance(c, 10));
			return;
		}
	}
}

/* One that is known to be slow, with a change. */
static void make_changed(climb *c, pattern *out)
{
	const pattern *old = &c->pool[chance(c, c->pool_count)].pattern;
	const size_t start = chance(c, old->length);
	size_t skipped = 0;
	switch (chance(c, 5)) {
	case 0:
		skipped = chance(c, old->length - start);
		put_bytes(out, old->text, start);
		break;
	case 1:
		put_bytes(out, old->text, start);
		put_part(c, out, chance(c, 5), 8);
		break;
	case 2:
		put(out, "(");
		put_bytes(out, old->text, old->length);
		put(out, ")");
		put_repeat(c, out);
		return;
	case 3:
		put_bytes(out, old->text, old->length);
		put(out, chance(c, 2) == 0 ? "|" : "");
		old = &c->pool[chance(c, c->pool_count)].pattern;
		put_bytes(out, old->text, old->length);
		return;
	default:
		*out = *old;
		change_digit(c, out);
		return;
	}
	put_bytes(out, old->text + start + skipped, old->length - start - skipped);
}

/* With [~#] behind it, which no text has, so that the whole text is run over. False: not of the dialect. */
static bool compile(climb *c, const pattern *p, chan_regex_program *out)
{
	char text[CHAN_MAX_PATTERN];
	const int length = snprintf(text, sizeof text, "(%.*s)[~#]", (int)p->length, p->text);
	const chan_cursor window = chan_cursor_over((const uint8_t *)text, (size_t)length);
	chan_pattern_fault fault;
	*out = (chan_regex_program){.instructions = c->instructions,
	                            .classes = c->classes,
	                            .instruction_capacity = CHAN_MAX_PATTERN_INSTRUCTIONS,
	                            .class_capacity = CHAN_MAX_PATTERN_CLASSES};
	return chan_regex_compile(window, CHAN_FLAG_MULTILINE, out, &fault);
}

static double run(climb *c, const chan_regex_program *program, unsigned text, size_t size)
{
	const double start = milliseconds();
	uint64_t steps = 0;
	bool matched;
	if (!chan_regex_match(program, chan_cursor_over(c->texts[text], size), c->places,
	                      sizeof c->places / sizeof *c->places, &matched, &steps) ||
	    matched) {
		fprintf(stderr, "search_regex: a pattern that ends in [~#] has matched\n");
		exit(2);
	}
	return milliseconds() - start;
}

/* False: not of the dialect. */
static bool judge(climb *c, candidate *one)
{
	chan_regex_program program;
	if (!compile(c, &one->pattern, &program)) {
		return false;
	}
	one->instructions = program.instruction_count;
	one->milliseconds = 0;
	for (unsigned i = 0; i < TEXTS; i++) {
		const double took = run(c, &program, i, SHORT_SIZE) * (SIZE / SHORT_SIZE);
		if (took > one->milliseconds) {
			one->milliseconds = took;
			one->slowest_text = i;
		}
	}
	c->tries++;
	return true;
}

/* In place of the fastest, if there is no more room. */
static void keep(climb *c, const candidate *one)
{
	size_t place = 0;
	if (c->pool_count < POOL) {
		c->pool[c->pool_count++] = *one;
		return;
	}
	for (size_t i = 1; i < POOL; i++) {
		place = c->pool[i].milliseconds < c->pool[place].milliseconds ? i : place;
	}
	if (one->milliseconds > c->pool[place].milliseconds) {
		c->pool[place] = *one;
	}
}

/* A small pattern, as often as the bound of instructions has room for: small ones are never slow. */
static void repeat_small(climb *c, pattern *p)
{
	chan_regex_program program;
	char count[32];
	pattern grown = {.length = 0};
	if (!compile(c, p, &program) ||
	    program.instruction_count >= CHAN_MAX_PATTERN_INSTRUCTIONS / 3 || chance(c, 2) == 0) {
		return;
	}
	snprintf(count, sizeof count, "){%u}",
	         CHAN_MAX_PATTERN_INSTRUCTIONS / program.instruction_count);
	put(&grown, "(");
	put_bytes(&grown, p->text, p->length);
	put(&grown, count);
	*p = grown;
}

static void try_one(climb *c)
{
	candidate one = {.instructions = 0};
	if (chance(c, 4) == 0) {
		make_new(c, &one.pattern);
	} else {
		make_changed(c, &one.pattern);
	}
	if (one.pattern.length == 0) {
		return;
	}
	repeat_small(c, &one.pattern);
	if (judge(c, &one)) {
		keep(c, &one);
	}
}

static void begin(climb *c, uint64_t seed)
{
	c->random = UINT64_C(88172645463325252) + seed * 1234567;
	c->random += c->random == 0; /* zero would stay zero */
	for (size_t i = 0; i < SIZE; i++) {
		for (size_t text = 0; text < TEXTS; text++) {
			const char *alphabet = alphabets[text];
			c->texts[text][i] = (uint8_t)alphabet[chance(c, strlen(alphabet))];
		}
	}
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		candidate one = {.instructions = 0};
		put(&one.pattern, beginnings[i]);
		if (!judge(c, &one)) {
			fprintf(stderr, "search_regex: refused: %s\n", beginnings[i]);
			exit(2);
		}
		keep(c, &one);
	}
}

/* Best of some rounds over the whole text. */
static void measure(climb *c, candidate *one)
{
	chan_regex_program program;
	if (!compile(c, &one->pattern, &program)) {
		exit(2);
	}
	for (int round = 0; round < ROUNDS; round++) {
		const double took = run(c, &program, one->slowest_text, SIZE);
		if (round == 0 || took < one->milliseconds) {
			one->milliseconds = took;
		}
	}
}

static int by_time(const void *left, const void *right)
{
	const candidate *a = left, *b = right;
	return (a->milliseconds < b->milliseconds) - (a->milliseconds > b->milliseconds);
}

static bool report(climb *c)
{
	for (size_t i = 0; i < c->pool_count; i++) {
		measure(c, &c->pool[i]);
	}
	qsort(c->pool, c->pool_count, sizeof *c->pool, by_time);
	printf("  %llu tries; the slowest:\n", (unsigned long long)c->tries);
	for (size_t i = 0; i < c->pool_count && i < SHOWN; i++) {
		const candidate *one = &c->pool[i];
		const bool cut = one->pattern.length > SHOWN_BYTES;
		printf("  %6.2f ms  %4u instructions  %.*s%s\n", one->milliseconds,
		       one->instructions, (int)(cut ? SHOWN_BYTES : one->pattern.length),
		       one->pattern.text, cut ? "..." : "");
	}
	return c->pool[0].milliseconds <= BOUND_MILLISECONDS;
}

static bool read_option(const char *name, const char *value, uint64_t *seconds, uint64_t *seed)
{
	if (strcmp(name, "--seed") == 0) {
		return sl_text_to_u64(sl_text_of(value), seed);
	}
	return strcmp(name, "--seconds") == 0 && sl_text_to_u64(sl_text_of(value), seconds) &&
	       *seconds <= MAX_SECONDS;
}

int main(int count, char **words)
{
	uint64_t seconds = DEFAULT_SECONDS, seed = 1;
	for (int i = 1; i < count; i += 2) {
		if (i + 1 == count || !read_option(words[i], words[i + 1], &seconds, &seed)) {
			fprintf(stderr, "usage: search_regex [--seconds N] [--seed N]\n");
			return 2;
		}
	}
	climb *c = sl_alloc(1, sizeof *c);
	begin(c, seed);
	const double end = milliseconds() + (double)seconds * 1e3;
	while (milliseconds() < end) {
		try_one(c);
	}
	const bool all = report(c);
	printf("  every pattern takes at most 50 ms over 64 KiB: %s\n", all ? "yes" : "NO");
	free(c);
	return all ? 0 : 1;
}
