/*
 * Any bytes to the dumps, and what the parser accepts there and back: to the writer, and through yaml to the assembler.
 *
 * Reaches: sl_content_read/check/write/equal, the three dumps, sl_assemble(), the rules of meaning. Holds, for any
 * bytes:
 *   - the input stays as it is, and nothing past it is read;
 *   - the hex dump spells the bytes;
 * and for accepted ones:
 *   - decoding and encoding gives a file that means the same and encodes to itself; the same bytes, unless
 *     the rules of meaning say why not (CH2017, CH2021);
 *   - the yaml form is assembled to that file, and the json form is JSON.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "author/content.h"
#include "channel_mutator.h"
#include "check.h"
#include "rules/check.h"
#include "rules/selftest_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

CHANNEL_MUTATOR(VALIDATOR);

typedef struct run {
	uint8_t *bytes; /* an exactly sized block */
	size_t size;
	chan_file file;
	sl_arena arena;
	sl_findings findings;
} run;

static bool same_bytes(const sl_buffer *a, const uint8_t *bytes, size_t size)
{
	return a->length == size && memcmp(a->bytes, bytes, size) == 0;
}

static void write_content(run *r, const sl_content *content, sl_buffer *out)
{
	sl_source_map map;

	HOLDS(sl_content_write(content, &r->arena, out, &map, &r->findings));
	HOLDS(map.template_count == content->template_count);
}

/* Whether the rules of meaning say that the file is not in the one encoding of its content. */
static bool is_uncanonical(run *r)
{
	static sl_catalog catalog;
	static sl_arena arena;
	sl_checked_file checked = {
		.path = "input", .bytes = r->bytes, .size = r->size, .file = r->file};
	sl_findings findings;
	bool found = false;
	size_t i;

	if (!catalog.count) {
		sl_arena_start(&arena);
		sl_model_catalog(&arena, &catalog);
	}
	sl_findings_start(&findings);
	HOLDS(sl_check_meaning(&checked, &catalog, &findings) == r->file.header.template_count);
	for (i = 0; i < findings.count; i++)
		found = found || findings.items[i].rule == SL_RULE_UNREFERENCED ||
		        findings.items[i].rule == SL_RULE_CRITERION_REPEATED;
	sl_findings_free(&findings);
	return found;
}

static void check_encoding(run *r, sl_buffer *encoded)
{
	sl_buffer again = {0};
	sl_content content, second;
	chan_file file;
	chan_finding fault;
	const char *detail;

	sl_content_read(&r->file, r->bytes, &r->arena, &content);
	write_content(r, &content, encoded);
	HOLDS(same_bytes(encoded, r->bytes, r->size) != is_uncanonical(r));
	HOLDS(chan_open(encoded->bytes, encoded->length, &file, &fault));
	sl_content_read(&file, encoded->bytes, &r->arena, &second);
	HOLDS(sl_content_equal(&content, &second, &r->arena, &detail));
	write_content(r, &second, &again);
	HOLDS(same_bytes(&again, encoded->bytes, encoded->length));
	sl_buffer_free(&again);
}

static void check_yaml(run *r, const sl_buffer *encoded)
{
	sl_buffer text = {0}, again = {0};
	sl_content content;

	sl_dump_yaml(&r->file, r->bytes, &text);
	HOLDS(sl_assemble("dump", text.bytes, text.length, &r->arena, &content, &r->findings));
	write_content(r, &content, &again);
	HOLDS(same_bytes(&again, encoded->bytes, encoded->length));
	sl_buffer_free(&text);
	sl_buffer_free(&again);
}

static void check_json(const run *r)
{
	sl_buffer text = {0};
	json_error_t error;
	json_t *root;

	sl_dump_json(&r->file, r->bytes, &text);
	/* Numbers of 64 bits without a sign are JSON, but not all are integers of jansson's. */
	root = json_loadb((const char *)text.bytes, text.length,
	                  JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	HOLDS(root);
	json_decref(root);
	sl_buffer_free(&text);
}

/* Reads pairs of digits up to each comment; they must be the bytes. */
static void check_hex(const run *r)
{
	static const char digits[] = "0123456789abcdef";
	sl_buffer text = {0};
	size_t i = 0, count = 0;

	sl_dump_hex(r->bytes, r->size, &text);
	HOLDS(text.length > 0 && text.bytes[text.length - 1] == '\n');
	while (i < text.length) {
		if (text.bytes[i] == '#')
			while (text.bytes[i] != '\n')
				i++;
		if (text.bytes[i] == '\n' || text.bytes[i] == ' ') {
			i++;
			continue;
		}
		HOLDS(count < r->size && text.bytes[i] == (uint8_t)digits[r->bytes[count] >> 4] &&
		      text.bytes[i + 1] == (uint8_t)digits[r->bytes[count] & 15]);
		count++;
		i += 2;
	}
	HOLDS(count == r->size);
	sl_buffer_free(&text);
}

static void check_accepted(run *r)
{
	sl_buffer encoded = {0};

	sl_arena_start(&r->arena);
	sl_findings_start(&r->findings);
	check_encoding(r, &encoded);
	check_yaml(r, &encoded);
	check_json(r);
	HOLDS(r->findings.count == 0);
	sl_findings_free(&r->findings);
	sl_arena_free(&r->arena);
	sl_buffer_free(&encoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run r = {.bytes = sl_alloc(size, 1), .size = size};
	chan_finding fault;

	if (size)
		memcpy(r.bytes, data, size);
	if (chan_open(r.bytes, size, &r.file, &fault))
		check_accepted(&r);
	check_hex(&r);
	HOLDS(size == 0 || memcmp(r.bytes, data, size) == 0);
	free(r.bytes);
	return 0;
}
