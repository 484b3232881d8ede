/*
 * What libchan makes of files, as text that has to be the same, byte for byte, wherever this was compiled: tests/portable/run
 * compares. Links libchan and the C library alone.
 *
 *	replay FILE...
 *
 * For a rejected file all numbers of the finding; for an accepted one the header, what it needs, what chan_fits() says
 * to builds around its types, and every template's outcome on events that are made from the values of the file itself.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "replay_events.h"
#include "sensor.h"

static void die(const char *what, const char *path)
{
	fprintf(stderr, "replay: %s: %s\n", path, what);
	exit(2);
}

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count != 0 ? count : 1, size);

	if (memory == NULL)
		die("out of memory", "calloc");
	return memory;
}

/* In a block of exactly the file's size. */
static uint8_t *read_file(const char *path, size_t *size)
{
	FILE *stream = fopen(path, "rb");
	uint8_t *bytes;
	long length = 0;

	if (stream == NULL || fseek(stream, 0, SEEK_END) != 0 || (length = ftell(stream)) < 0 ||
	    fseek(stream, 0, SEEK_SET) != 0)
		die("cannot be read", path);
	*size = (size_t)length;
	bytes = allocate(*size, 1);
	if (fread(bytes, 1, *size, stream) != *size)
		die("cannot be read", path);
	fclose(stream);
	return bytes;
}

static void print_fault(const chan_finding *fault)
{
	printf("rejected: rule %u table %u record %" PRIu32 " member %" PRIu32 " offset %" PRIu64
	       " length %" PRIu64 " got %" PRIu64 " want %" PRIu64 "\n",
	       (unsigned)fault->rule, (unsigned)fault->table, fault->record, fault->member,
	       fault->offset, fault->length, fault->got, fault->want);
}

static void print_header(const chan_header *h)
{
	printf("accepted: format %u engine %u channel %" PRIu32 " version %" PRIu64
	       " created %" PRIu64 " expires %" PRIu64 "\n",
	       (unsigned)h->format_version, (unsigned)h->engine_level, h->channel,
	       h->content_version, h->created_at, h->expires_at);
	for (int table = 0; table < CHAN_TABLE_COUNT; table++)
		printf(" table %d: %" PRIu32 " at %" PRIu64 "\n", table,
		       chan_table_count(h, (enum chan_table)table),
		       chan_table_offset(h, (enum chan_table)table));
}

/* A build with these wirings and limits. */
static void print_fits(const chan_file *file, const chan_wiring *wirings, uint32_t count,
                       const chan_sensor_limits *limits)
{
	chan_misfit misfit;
	const bool fits = chan_fits(file, limits, wirings, count, &misfit);

	printf(" fits %d: kind %u type %" PRIu32 " criterion %" PRIu32 "\n", fits,
	       (unsigned)misfit.kind, misfit.type, misfit.criterion);
}

/* The wiring that supplies exactly the first count fields of the type. */
static chan_wiring wire(const chan_file *file, const chan_type *type, uint32_t count)
{
	chan_wiring wiring = {type->type_id, type->version, count, 0};
	chan_field last;

	if (count != 0 && chan_field_at(file, type->first_field + count - 1, &last))
		wiring.layout_hash = last.layout_hash;
	return wiring;
}

/* A build that supplies all; then, for each type, one without it, with one input less, one more, another layout. */
static void replay_builds(const chan_file *file)
{
	const chan_sensor_limits endless = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 64};
	const uint32_t count = file->header.type_count;
	chan_wiring *wirings = allocate(count, sizeof *wirings);
	chan_sensor_limits limits = endless;
	chan_type type;
	uint32_t i;

	for (i = 0; chan_type_at(file, i, &type); i++)
		wirings[i] = wire(file, &type, type.field_count);
	print_fits(file, wirings, count, &endless);
	limits.file_bytes = (uint64_t)file->header.file_size - 1;
	print_fits(file, wirings, count, &limits);
	limits = endless;
	limits.version_bits = 1;
	print_fits(file, wirings, count, &limits);
	for (i = 0; chan_type_at(file, i, &type); i++) {
		const chan_wiring whole = wirings[i];

		wirings[i].type_id ^= 0x80000000u;
		print_fits(file, wirings, count, &endless);
		wirings[i] = wire(file, &type, type.field_count - 1);
		print_fits(file, wirings, count, &endless);
		wirings[i] = whole;
		wirings[i].layout_hash ^= 1u;
		print_fits(file, wirings, count, &endless);
		wirings[i] = whole;
		wirings[i].input_count++;
		print_fits(file, wirings, count, &endless);
		wirings[i] = whole;
	}
	free(wirings);
}

static void print_text(const chan_file *file, uint32_t string)
{
	chan_cursor text;
	uint8_t byte;

	if (!chan_string_cursor(file, string, &text))
		die("a string is not there", "accepted file");
	putchar(' ');
	putchar('"');
	while (chan_get_u8(&text, &byte)) {
		if (byte < ' ' || byte > '~')
			printf("\\x%02x", byte);
		else
			putchar(byte);
	}
	putchar('"');
}

static void print_template(const chan_content *content, uint32_t index, const chan_template *t)
{
	printf(" template %" PRIu32 " ", index);
	for (size_t i = 0; i < sizeof t->uuid; i++)
		printf("%02x", t->uuid[i]);
	printf(" action %u level %u status %u", (unsigned)t->action, (unsigned)t->level,
	       (unsigned)t->status);
	print_text(content->file, t->title);
	print_text(content->file, t->author);
	print_text(content->file, t->link);
	printf(" bound %" PRIu64 "\n", chan_steps_bound(content, index, 4096));
}

/* Compiles the patterns and runs every template. */
static void replay_content(const chan_file *file, const chan_needs *needs)
{
	const chan_memory memory = {
		allocate(needs->patterns, sizeof(chan_pattern_place)),
		allocate(needs->instructions, sizeof(chan_regex_instruction)),
		allocate(needs->classes, sizeof(chan_regex_class)),
		needs->patterns,
		needs->instructions,
		needs->classes,
	};
	const chan_scratch scratch = {allocate(needs->truths, 1),
	                              allocate(needs->places, sizeof(uint32_t)), needs->truths,
	                              needs->places};
	chan_content content;
	chan_template template;

	if (!chan_prepare(file, &memory, &content))
		die("is measured and cannot be prepared", "accepted file");
	for (uint32_t i = 0; chan_template_at(file, i, &template); i++) {
		print_template(&content, i, &template);
		replay_template(&content, &scratch, i);
	}
	free(memory.patterns);
	free(memory.instructions);
	free(memory.classes);
	free(scratch.truths);
	free(scratch.places);
}

static void replay_file(const char *path)
{
	chan_pattern_fault pattern_fault;
	chan_finding fault;
	chan_needs needs;
	chan_file file;
	uint32_t value;
	size_t size;
	uint8_t *bytes = read_file(path, &size);

	/* The path may differ from one machine to the other: the name is enough. */
	printf("%s: %zu bytes\n", strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path, size);
	memset(&fault, 0xA5, sizeof fault);
	if (!chan_open(bytes, size, &file, &fault)) {
		print_fault(&fault);
	} else {
		print_header(&file.header);
		replay_builds(&file);
		if (chan_measure(&file, &needs, &value, &pattern_fault)) {
			printf(" needs: %" PRIu32 " patterns %" PRIu32 " instructions %" PRIu32
			       " classes %" PRIu32 " truths %" PRIu32 " places\n",
			       needs.patterns, needs.instructions, needs.classes, needs.truths,
			       needs.places);
			replay_content(&file, &needs);
		} else {
			printf(" value %" PRIu32 " is no pattern: error %u at %" PRIu32 "+%" PRIu32
			       "\n",
			       value, (unsigned)pattern_fault.error, pattern_fault.offset,
			       pattern_fault.length);
		}
	}
	free(bytes);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE...\n", argv[0]);
		return 2;
	}
	for (int i = 1; i < argc; i++)
		replay_file(argv[i]);
	printf("%d files\n", argc - 1);
	return fflush(stdout) == 0 ? 0 : 2;
}
