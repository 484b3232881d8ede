/*
 * Runs a fuzz target over files, without an engine: the corpus as an ordinary test.
 *
 *	TARGET [-m MINIMUM] PATH...	every file, and every file below a folder, through the target
 *	TARGET -t [-m MINIMUM] PATH...	the same, each as a named cmocka test, in programs that link cmocka
 *	TARGET -o DIR PATH...		write the same inputs into DIR instead, as seeds for an engine
 *
 * A file named *.hex is annotated hex ("# ..." is a comment) and stands for the bytes that it
 * spells. Each input is handed over in a block of exactly its size. A replay of fewer inputs than
 * MINIMUM (1) is a failure: nothing passes by having run nothing.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replay.h"

#define DEPTH_MAX 16
#define PATH_LENGTH 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));
void __sanitizer_print_stack_trace(void) __attribute__((weak));

static char current[PATH_LENGTH] = "(none)";
static const char *export_folder;
static unsigned long inputs;
static char **paths;
static size_t path_count;

/* Targets with their own mutator name this; without an engine nothing calls it. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity)
{
	(void)data;
	(void)capacity;
	return size;
}

static void say_current(void)
{
	static const char prefix[] = "\nreplay: the input was ";
	ssize_t ignored = write(STDERR_FILENO, prefix, sizeof(prefix) - 1);

	ignored += write(STDERR_FILENO, current, strlen(current));
	ignored += write(STDERR_FILENO, "\n", 1);
	(void)ignored;
}

/* A property that does not hold, or the end of a time limit: the sanitizer has reported nothing, so the stack is missing. */
static void on_signal(int number)
{
	if (__sanitizer_print_stack_trace)
		__sanitizer_print_stack_trace();
	say_current();
	if (number == SIGABRT && replay_aborted)
		replay_aborted();
	signal(number, SIG_DFL);
	raise(number);
}

static void die(const char *what, const char *path)
{
	fprintf(stderr, "replay: %s: %s%s%s\n", path, what, errno ? ": " : "",
	        errno ? strerror(errno) : "");
	exit(2);
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Annotated hex to bytes, in place; anything but digit pairs, space and comments is an error. */
static size_t decode_hex(uint8_t *text, size_t size, const char *path)
{
	size_t out = 0;

	for (size_t in = 0; in < size; in++) {
		if (text[in] == '#') {
			while (in < size && text[in] != '\n')
				in++;
			continue;
		}
		if (isspace(text[in]))
			continue;
		int high = hex_digit(text[in]);
		int low = in + 1 < size ? hex_digit(text[in + 1]) : -1;
		if (high < 0 || low < 0) {
			errno = 0;
			die("not annotated hex", path);
		}
		text[out++] = (uint8_t)(high * 16 + low);
		in++;
	}
	return out;
}

static uint8_t *read_file(const char *path, size_t *size_out)
{
	FILE *file = fopen(path, "rb");
	struct stat status;

	if (!file || fstat(fileno(file), &status) != 0)
		die("cannot read", path);
	size_t size = (size_t)status.st_size;
	uint8_t *data = malloc(size ? size : 1);
	if (!data)
		die("out of memory", path);
	if (fread(data, 1, size, file) != size)
		die("cannot read all of it", path);
	fclose(file);
	*size_out = size;
	return data;
}

static bool is_hex(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && strcmp(dot, ".hex") == 0;
}

/* What was annotated hex is bytes now, and must not be called hex any more: engines keep the names. */
static void export_input(const uint8_t *data, size_t size, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t base_length = strlen(base) - (is_hex(path) ? strlen(".hex") : 0);
	char name[PATH_LENGTH];

	int length = snprintf(name, sizeof(name), "%s/%05lu-%.*s", export_folder, inputs,
	                      (int)base_length, base);
	if (length < 0 || (size_t)length >= sizeof(name)) {
		errno = ENAMETOOLONG;
		die("cannot export", path);
	}
	FILE *file = fopen(name, "wb");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
		die("cannot write", name);
}

static void run_file(const char *path)
{
	size_t size;
	uint8_t *data = read_file(path, &size);

	if (is_hex(path))
		size = decode_hex(data, size, path);
	/* A block of exactly this size: one byte past it belongs to the sanitizer. */
	uint8_t *input = malloc(size);
	if (!input && size)
		die("out of memory", path);
	if (size)
		memcpy(input, data, size);
	free(data);
	snprintf(current, sizeof(current), "%s", path);
	if (export_folder)
		export_input(input, size, path);
	else if (LLVMFuzzerTestOneInput(input, size) != 0)
		die("the target returned something else than 0", path);
	free(input);
	inputs++;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_file(const char *path)
{
	char **more = realloc(paths, (path_count + 1) * sizeof(*paths));
	char *copy = malloc(strlen(path) + 1);

	if (!more || !copy)
		die("out of memory", path);
	strcpy(copy, path);
	paths = more;
	paths[path_count++] = copy;
}

static void add_path(const char *path, unsigned depth)
{
	struct stat status;
	struct dirent **entries;

	errno = 0;
	if (stat(path, &status) != 0)
		die("cannot read", path);
	if (S_ISREG(status.st_mode)) {
		add_file(path);
		return;
	}
	if (!S_ISDIR(status.st_mode) || depth == DEPTH_MAX)
		die("neither a file nor a folder of them", path);
	/* In order of name: the same files always run in the same order. */
	int count = scandir(path, &entries, visible, alphasort);
	if (count < 0)
		die("cannot list", path);
	for (int i = 0; i < count; i++) {
		char below[PATH_LENGTH];
		int length = snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name);
		if (length < 0 || (size_t)length >= sizeof(below)) {
			errno = ENAMETOOLONG;
			die("cannot read", path);
		}
		add_path(below, depth + 1);
		free(entries[i]);
	}
	free(entries);
}

static int usage(const char *program)
{
	fprintf(stderr, "usage: %s [-t] [-m MINIMUM] PATH...\n       %s -o DIR PATH...\n", program,
	        program);
	return 2;
}

static void watch_for_the_end(void)
{
	if (__sanitizer_set_death_callback) {
		__sanitizer_set_death_callback(say_current);
	} else {
		signal(SIGSEGV, on_signal);
		signal(SIGBUS, on_signal);
		signal(SIGFPE, on_signal);
	}
	signal(SIGABRT, on_signal);
}

static int run_all(const char *program, bool as_tests)
{
	const char *slash = strrchr(program, '/');

	if (as_tests)
		return replay_as_tests(slash ? slash + 1 : program, paths, path_count, run_file);
	for (size_t i = 0; i < path_count; i++)
		run_file(paths[i]);
	printf("%lu inputs %s\n", inputs, export_folder ? "written" : "replayed");
	return 0;
}

static void forget_paths(void)
{
	for (size_t i = 0; i < path_count; i++)
		free(paths[i]);
	free(paths);
}

int main(int argc, char **argv)
{
	unsigned long minimum = 1;
	bool as_tests = false;
	int option;

	while ((option = getopt(argc, argv, "tm:o:")) != -1) {
		if (option == 'm')
			minimum = strtoul(optarg, NULL, 10);
		else if (option == 'o')
			export_folder = optarg;
		else if (option == 't' && replay_as_tests)
			as_tests = true;
		else
			return usage(argv[0]);
	}
	if (as_tests && export_folder)
		return usage(argv[0]);
	watch_for_the_end();
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = optind; i < argc; i++)
		add_path(argv[i], 0);

	int failed = run_all(argv[0], as_tests);
	forget_paths();
	if (inputs < minimum || inputs == 0) {
		fprintf(stderr, "replay: at least %lu inputs were expected\n",
		        minimum ? minimum : 1);
		return 1;
	}
	return failed ? 1 : 0;
}
