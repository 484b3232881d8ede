/*
 * What libchan says of each record of a stream on standard input: a 32-bit little-endian length and as many bytes.
 * One line a record, so that another implementation can be held against it.
 *
 *	verdicts             a channel file: "ok", or "CH1006 92 4": rule, offset, length
 *	verdicts --patterns  a pattern: "ok 6 10", its count of instructions and its weight, or "CH2013 0 1 NUL"
 *	verdicts --globs     a glob: "ok", or "CH2013 0 2 GLOB_STARS"
 *
 * Links libchan alone. Exit: 0 all were read, 1 the stream is cut short or nothing can be written, 2 wrong usage.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chan.h"

typedef void judge(const uint8_t *bytes, size_t size);

static void judge_file(const uint8_t *bytes, size_t size)
{
	chan_finding fault;
	chan_file file;

	memset(&fault, 0xA5, sizeof fault);
	if (chan_open(bytes, size, &file, &fault))
		puts("ok");
	else
		printf("CH%u %" PRIu64 " %" PRIu64 "\n", fault.rule, fault.offset, fault.length);
}

static void print_pattern_fault(const chan_pattern_fault *fault)
{
	static const struct {
		bool costly;
		const char *name;
	} errors[] = {
		{false, "OK"},
#define PATTERN_ERROR(name, costly, text) {costly, #name},
#include "pattern_errors.def"
#undef PATTERN_ERROR
	};

	printf("CH%u %" PRIu32 " %" PRIu32 " %s\n", errors[fault->error].costly ? 2014u : 2013u,
	       fault->offset, fault->length, errors[fault->error].name);
}

static void judge_pattern(const uint8_t *bytes, size_t size)
{
	chan_pattern_fault fault;
	chan_regex_cost cost;

	if (chan_regex_check(chan_cursor_over(bytes, size), CHAN_FLAG_CASED, &cost, &fault))
		printf("ok %" PRIu32 " %" PRIu32 "\n", cost.instructions, cost.weight);
	else
		print_pattern_fault(&fault);
}

static void judge_glob(const uint8_t *bytes, size_t size)
{
	chan_pattern_fault fault;
	bool simple;

	if (chan_glob_check(chan_cursor_over(bytes, size), &simple, &fault))
		puts("ok");
	else
		print_pattern_fault(&fault);
}

/* The next record in a block of exactly its size, so that a sanitizer sees a read past it. */
static uint8_t *read_record(uint32_t *size, bool *at_end)
{
	uint8_t head[4];
	const size_t got = fread(head, 1, sizeof head, stdin);
	uint8_t *bytes;

	*at_end = got == 0 && feof(stdin);
	*size = 0;
	if (got != sizeof head)
		return NULL;
	*size = (uint32_t)head[0] | (uint32_t)head[1] << 8 | (uint32_t)head[2] << 16 |
	        (uint32_t)head[3] << 24;
	bytes = malloc(*size > 0 ? *size : 1);
	if (bytes && fread(bytes, 1, *size, stdin) != *size) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

static judge *chosen(int argc, char **argv)
{
	if (argc == 1)
		return judge_file;
	if (argc == 2 && strcmp(argv[1], "--patterns") == 0)
		return judge_pattern;
	if (argc == 2 && strcmp(argv[1], "--globs") == 0)
		return judge_glob;
	return NULL;
}

int main(int argc, char **argv)
{
	judge *const judge_record = chosen(argc, argv);
	bool at_end = false;
	uint8_t *bytes;
	uint32_t size;

	if (!judge_record) {
		fputs("usage: verdicts [--patterns | --globs] <RECORDS\n", stderr);
		return 2;
	}
	while ((bytes = read_record(&size, &at_end)) != NULL) {
		judge_record(bytes, size);
		free(bytes);
	}
	if (!at_end)
		fputs("verdicts: the stream ends in a record, or memory is short\n", stderr);
	return at_end && fflush(stdout) == 0 ? 0 : 1;
}
