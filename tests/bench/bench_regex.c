/*
 * How long a pattern takes over 64 KiB, beside PCRE2 (its interpreter, with its own limit on backtracking) and RE2,
 * where they are: ordinary patterns, and the worst that the bounds of the dialect admit, each over the text on which it
 * is slowest. Each figure of ours is the best of its rounds, in CPU time: what else the machine does is not the pattern's. Exit 1 if one took more than 50 ms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "chan.h"
#include "support_oracle.h"

enum { ROUNDS = 5, SIZE = 65536, TEXTS = 4 };
#define BOUND_MILLISECONDS 50.0

typedef struct oracles {
	support_oracle pcre2, re2;
	bool has_pcre2, has_re2;
} oracles;

static const char *const patterns[] = {
	/* Ordinary. None matches: [~#] is in no text, and cannot be looked for before all else. */
	"powershell.*-enc",
	"\\bmimikatz\\b",
	"[A-Za-z0-9+/]{40}=",
	"(cmd|powershell|wscript)\\.exe$",
	"\\\\Users\\\\[^\\\\]+\\\\AppData\\\\.*\\.(exe|dll)[~#]",
	/* Hard for those who go back. */
	"(a*)*b[~#]",
	"(a|a)*b[~#]",
	"(.*)*[~#]",
	"(a+)+b[~#]",
	"([a-z]+)*[0-9][~#]",
	"(.*)(.*)(.*)(.*)[~#]",
	/* At the bound of instructions, much of it reached at every byte. */
	"(a?){500}[~#]",
	"(.?){500}[~#]",
	"(|){500}[~#]",
	"(|a|b){170}[~#]",
	"((a?)?){340}[~#]",
	"(((((((a?)?)?)?)?)?)?){120}[~#]",
	"(.{0,500})[~#]",
	"[ab]*a[ab]{1000}[~#]",
	"(a|b)*a(a|b){250}[~#]",
	"((a{10}){10}){10}[~#]",
	"(a.{30}|(.?){450})[~#]",
	"(a*b*c*){84}[~#]",
	"(\\b|.){250}[~#]",
	"(\\B|.){250}[~#]",
	"(\\ba?){340}[~#]",
	"(\\b\\B|.?){160}[~#]",
	"((a*b*)*(a*|b*)*){28}[~#]",
	"(.?.?b?.?){125}[~#]",
	"((((((((a?b?c?){4})*){2})*){2})*)*)*[~#]",
	"(([ab]?){30}|b){16}[~#]",
	"((a?b){83}|(b?a){83})*[~#]",
	"(ab|ba|aa|bb){73}[~#]",
	"(a(b?a?){20}){12}[~#]",
	"(a?(b(a?b?)*)*){46}[~#]",
	/* Found by search_regex, shortened. */
	"(((((a|b)*[ab]a?\?a(a|b){30}){2})+a?\?)+)[~#]",
	"(((([^b]+((.){40}a|b)*a(a|b){46})b?){1})+[^a])+[~#]",
	"((.{2,29}([^b]+(([^b]+[ab]{2,15}){3})+)+)+)[~#]",
};

static double milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void compile(const char *pattern, chan_regex_program *program)
{
	chan_cursor text = chan_cursor_over((const uint8_t *)pattern, strlen(pattern));
	chan_regex_cost cost;
	chan_pattern_fault fault;
	if (!chan_regex_check(text, CHAN_FLAG_MULTILINE, &cost, &fault)) {
		fprintf(stderr, "bench_regex: refused, fault %d: %s\n", fault.error, pattern);
		exit(2);
	}
	*program = (chan_regex_program){
		.instructions = sl_alloc(cost.instructions, sizeof(chan_regex_instruction)),
		.classes = sl_alloc((size_t)cost.classes + 1, sizeof(chan_regex_class)),
		.instruction_capacity = cost.instructions,
		.class_capacity = cost.classes};
	if (!chan_regex_compile(text, CHAN_FLAG_MULTILINE, program, &fault)) {
		exit(2);
	}
}

static double measure(const chan_regex_program *program, chan_cursor text, uint32_t *places,
                      uint32_t count)
{
	double best = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t steps = 0;
		bool matched;
		double start = milliseconds();
		if (!chan_regex_match(program, text, places, count, &matched, &steps)) {
			exit(2);
		}
		double took = milliseconds() - start;
		best = took < best ? took : best;
	}
	return best;
}

/* In a child, which is stopped after two seconds. */
static void print_oracle(const support_oracle *oracle, bool is_there, const char *pattern,
                         const uint8_t *text)
{
	bool is_limit;
	int status = 0;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		alarm(2);
		void *compiled = is_there ? oracle->compile(pattern, strlen(pattern),
		                                            CHAN_FLAG_MULTILINE, &is_limit)
		                          : NULL;
		if (compiled == NULL) {
			printf("  %12s", "-");
		} else {
			double start = milliseconds();
			int answer = oracle->matches(compiled, text, SIZE);
			printf("  %9.2f %s", milliseconds() - start, answer < 0 ? "gu" : "ms");
		}
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child) {
		printf("  %12s", "?");
	} else if (!WIFEXITED(status)) {
		printf("  %9s ms", "> 2000");
	}
}

static bool run(const char *pattern, uint8_t texts[TEXTS][SIZE], const oracles *others)
{
	chan_regex_program program;
	compile(pattern, &program);
	uint32_t count = CHAN_PLACES_AN_INSTRUCTION * program.instruction_count;
	uint32_t *places = sl_alloc(count, sizeof *places);
	double worst = 0;
	int slowest = 0;
	for (int i = 0; i < TEXTS; i++) {
		double took = measure(&program, chan_cursor_over(texts[i], SIZE), places, count);
		if (took > worst) {
			worst = took;
			slowest = i;
		}
	}
	printf("  %-58s %5u  %8.2f ms %8.2f ns", pattern, program.instruction_count, worst,
	       worst * 1e6 / SIZE);
	print_oracle(&others->pcre2, others->has_pcre2, pattern, texts[slowest]);
	print_oracle(&others->re2, others->has_re2, pattern, texts[slowest]);
	printf("\n");
	free(places);
	free(program.instructions);
	free(program.classes);
	return worst <= BOUND_MILLISECONDS;
}

/* One letter; two at random; what a command line looks like; and letters with spaces and line ends between. */
static void make_texts(uint8_t texts[TEXTS][SIZE])
{
	static const char line[] = "C:\\Windows\\System32\\cmd.exe /c start \"\" powershell -nop ";
	static const char letters[] = "abcabc -\n_A";
	uint32_t random = 0x2545f491;
	for (size_t i = 0; i < SIZE; i++) {
		random ^= random << 13;
		random ^= random >> 17;
		random ^= random << 5;
		texts[0][i] = 'a';
		texts[1][i] = (uint8_t)("ab"[random & 1]);
		texts[2][i] = (uint8_t)line[i % (sizeof line - 1)];
		texts[3][i] = (uint8_t)letters[(random >> 8) % (sizeof letters - 1)];
	}
}

int main(void)
{
	static uint8_t texts[TEXTS][SIZE];
	oracles others = {0};
	bool all = true;
	make_texts(texts);
	others.has_pcre2 = support_oracle_pcre2(&others.pcre2, 0);
	others.has_re2 = support_oracle_re2(&others.re2);
	printf("  %-58s %5s  %11s %11s  %12s  %12s\n", "pattern", "size", "libchan", "a byte",
	       "PCRE2", "RE2");
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		all = run(patterns[i], texts, &others) && all;
	}
	printf("  (gu: gave up at its limit; -: not there, or not compiled by it)\n");
	printf("  every pattern takes at most 50 ms over 64 KiB: %s\n", all ? "yes" : "NO");
	return all ? 0 : 1;
}
