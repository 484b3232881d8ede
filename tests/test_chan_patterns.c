/*
 * What the compiler of patterns answers, whole: faults with their places, counts, and every instruction and class of the
 * programs, as corpus/patterns/answers.txt has it.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_chan_patterns	writes the answers anew, below the patterns of the file
 *
 * A line of the file that begins with = has flags and a pattern. One that begins with * has a pattern with a hole, %?,
 * which is filled with each of the 256 bytes. %HH is a byte, so that the file is text. Behind a tab stand the answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_file.h"
#include "support_regex.h"

enum { LONGEST_LINE = 512, BYTES = 256, SHORT_PROGRAM = 48, ROOM = 1024 };

static const char *const error_names[] = {
	"OK",
#define PATTERN_ERROR(name, costly, text) #name,
#include "pattern_errors.def"
#undef PATTERN_ERROR
};

static const char *const opcode_names[] = {
	"match",      "byte",     "letter",     "any",      "class",     "split",       "jump",
	"text start", "text end", "line start", "line end", "word edge", "no word edge"};

typedef struct pattern_line {
	bool has_hole;
	size_t hole; /* where it is in the bytes */
	uint8_t flags;
	uint8_t bytes[LONGEST_LINE];
	size_t size;
} pattern_line;

static unsigned hex_value(char digit)
{
	return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* FLAGS is i, im, m or -: i for CHAN_FLAG_CASED unset, as an author writes it. */
static pattern_line read_line(const char *line)
{
	const char *at = strchr(line + 2, ' ');
	pattern_line out = {.flags = CHAN_FLAG_CASED};

	assert_non_null(at);
	for (const char *flag = line + 2; flag < at; flag++) {
		if (*flag == 'i')
			out.flags &= (uint8_t)~CHAN_FLAG_CASED;
		if (*flag == 'm')
			out.flags |= CHAN_FLAG_MULTILINE;
	}
	for (at++; *at != '\0' && *at != '\n'; at++) {
		unsigned byte = (unsigned char)*at;

		if (byte == '%' && at[1] == '?') {
			out.has_hole = true;
			out.hole = out.size;
			at++;
		} else if (byte == '%') {
			byte = hex_value(at[1]) * 16 + hex_value(at[2]);
			at += 2;
		}
		out.bytes[out.size++] = (uint8_t)byte;
	}
	return out;
}

static void write_class(FILE *out, const chan_regex_class *class)
{
	unsigned first = 0, end;

	for (; first < BYTES; first = end + 1) {
		for (end = first; end < BYTES && (class->words[end / 32] >> end % 32 & 1u) != 0;)
			end++;
		if (end > first)
			fprintf(out, end - first == 1 ? " %02x" : " %02x-%02x", first, end - 1);
	}
}

static void write_program(FILE *out, const chan_regex_program *program)
{
	for (uint32_t i = 0; i < program->instruction_count; i++) {
		const chan_regex_instruction *at = &program->instructions[i];

		fprintf(out, "\t%3u %s", i, opcode_names[at->opcode]);
		if (at->opcode == CHAN_REGEX_BYTE || at->opcode == CHAN_REGEX_LETTER)
			fprintf(out, " %02x", at->byte);
		else
			assert_int_equal(at->byte, 0);
		if (at->opcode >= CHAN_REGEX_CLASS && at->opcode <= CHAN_REGEX_JUMP)
			fprintf(out, " %u", at->operand);
		else
			assert_int_equal(at->operand, 0);
		fputc('\n', out);
	}
	for (uint32_t i = 0; i < program->class_count; i++) {
		fprintf(out, "\tclass %u:", i);
		write_class(out, &program->classes[i]);
		fputc('\n', out);
	}
}

/* The program, or where it is long the sum of its text. */
static void write_whole(FILE *out, const pattern_line *line)
{
	support_regex *regex =
		support_regex_compile((const char *)line->bytes, line->size, line->flags);
	size_t size;
	char *text;
	FILE *memory = open_memstream(&text, &size);

	assert_non_null(memory);
	assert_non_null(regex);
	write_program(memory, &regex->program);
	assert_int_equal(fclose(memory), 0);
	if (regex->program.instruction_count <= SHORT_PROGRAM)
		fputs(text, out);
	else
		fprintf(out, "\tcrc32c %08x\n",
		        (unsigned)support_crc32c(0, (const uint8_t *)text, size));
	free(text);
	support_regex_free(regex);
}

/* The fault and its place, or what the pattern costs. True: accepted. */
static bool answer(const pattern_line *line, char text[ROOM])
{
	uint8_t *copy = malloc(line->size + (line->size == 0));
	chan_regex_cost cost;
	chan_pattern_fault fault;
	bool accepted;

	assert_non_null(copy);
	memcpy(copy, line->bytes, line->size);
	memset(&cost, 0xa5, sizeof cost);
	memset(&fault, 0xa5, sizeof fault);
	accepted = chan_regex_check(chan_cursor_over(copy, line->size), line->flags, &cost, &fault);
	assert_int_equal(accepted, fault.error == CHAN_PATTERN_OK);
	if (accepted)
		snprintf(text, ROOM, "%u instructions, weight %u, %u classes", cost.instructions,
		         cost.weight, cost.classes);
	else
		snprintf(text, ROOM, "%s @%u+%u", error_names[fault.error], fault.offset,
		         fault.length);
	free(copy);
	return accepted;
}

/* Each answer with the bytes that it is given to, in the order of the first of them. */
static void write_each_byte(FILE *out, pattern_line *line)
{
	static char texts[BYTES][ROOM];
	bool is_written[BYTES] = {false};

	for (unsigned byte = 0; byte < BYTES; byte++) {
		line->bytes[line->hole] = (uint8_t)byte;
		(void)answer(line, texts[byte]);
	}
	for (unsigned byte = 0; byte < BYTES; byte++) {
		chan_regex_class same = {{0}};

		if (is_written[byte])
			continue;
		for (unsigned other = byte; other < BYTES; other++) {
			if (strcmp(texts[other], texts[byte]) == 0) {
				is_written[other] = true;
				same.words[other / 32] |= 1u << other % 32;
			}
		}
		fprintf(out, "\t%s:", texts[byte]);
		write_class(out, &same);
		fputc('\n', out);
	}
}

static void write_answer(FILE *out, const char *text)
{
	pattern_line line = read_line(text);
	char summary[ROOM];

	if (line.has_hole) {
		write_each_byte(out, &line);
	} else if (answer(&line, summary)) {
		fprintf(out, "\t%s\n", summary);
		write_whole(out, &line);
	} else {
		fprintf(out, "\t%s\n", summary);
	}
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = calloc(1, 1 << 20);
	size_t size;

	assert_non_null(file);
	assert_non_null(text);
	size = fread(text, 1, (1 << 20) - 1, file);
	assert_in_range(size, 1, (1 << 20) - 2);
	fclose(file);
	return text;
}

/* The file as it should be: what it says without a tab, and the answers of today. */
static char *write_anew(const char *found, unsigned *patterns)
{
	size_t size;
	char *wanted, line[LONGEST_LINE];
	FILE *out = open_memstream(&wanted, &size);

	assert_non_null(out);
	for (const char *at = found, *end; *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		assert_non_null(end);
		if (*at == '\t')
			continue;
		snprintf(line, sizeof line, "%.*s", (int)(end - at), at);
		fprintf(out, "%s\n", line);
		if (*at == '=' || *at == '*') {
			write_answer(out, line);
			(*patterns)++;
		}
	}
	assert_int_equal(fclose(out), 0);
	return wanted;
}

/* The lines that differ first, and the pattern that they are about. */
static void tell_difference(const char *found, const char *wanted)
{
	const char *pattern = found, *end, *other_end;

	for (;; found = end + 1, wanted = other_end + 1) {
		end = strchr(found, '\n');
		other_end = strchr(wanted, '\n');
		if (end == NULL || other_end == NULL)
			return;
		if (*found != '\t')
			pattern = found;
		if (end - found != other_end - wanted ||
		    memcmp(found, wanted, (size_t)(end - found)) != 0)
			break;
	}
	print_error("%.*s\nfile: %.*s\ntold: %.*s\n", (int)strcspn(pattern, "\n"), pattern,
	            (int)(end - found), found, (int)(other_end - wanted), wanted);
}

static void answers_are_those_of_the_file(void **state)
{
	const char *root = getenv("REPO_ROOT");
	unsigned patterns = 0;
	char path[4096], *found, *wanted;

	(void)state;
	snprintf(path, sizeof path, "%s/corpus/patterns/answers.txt", root != NULL ? root : ".");
	found = read_file(path);
	wanted = write_anew(found, &patterns);
	assert_in_range(patterns, 200, 1000);
	if (getenv("UPDATE_CASES") != NULL) {
		FILE *file = fopen(path, "wb");

		assert_non_null(file);
		assert_int_equal(fputs(wanted, file) < 0, 0);
		assert_int_equal(fclose(file), 0);
	} else if (strcmp(found, wanted) != 0) {
		tell_difference(found, wanted);
		fail_msg("%s is another; run this test with UPDATE_CASES=1", path);
	}
	free(found);
	free(wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_those_of_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
