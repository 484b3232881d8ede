#include "support_records.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The layout hash of inputs "string:A ip:B" with plain names. */
static uint32_t layout_of(const char *inputs, size_t length)
{
	uint32_t hash = 0;
	size_t at = 0;

	while (at < length) {
		const uint16_t kind = inputs[at] == 's'       ? CHAN_KIND_STRING
		                      : inputs[at + 1] == 'n' ? CHAN_KIND_INTEGER
		                                              : CHAN_KIND_IP;
		const char *name = (const char *)memchr(inputs + at, ':', length - at) + 1;
		const char *end = memchr(name, ' ', length - (size_t)(name - inputs));
		const size_t size =
			end != NULL ? (size_t)(end - name) : length - (size_t)(name - inputs);
		const void *bytes = name;
		const chan_cursor cursor = chan_cursor_over(bytes, size);

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor, kind);
		at = (size_t)(name - inputs) + size + 1;
	}
	return hash;
}

void records_fill(const char *text, sl_buffer *out)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (strncmp(at, "layout=@", 8) == 0) {
			const char *inputs = strstr(at, "inputs=");
			const char *first = inputs != NULL ? strchr(inputs, ' ') : NULL;
			size_t length;

			assert_non_null(first);
			length = strcspn(first + 1, "|");
			sl_buffer_printf(out, "layout=%08" PRIx32, layout_of(first + 1, length));
			at += 7;
		} else {
			sl_buffer_byte(out, *at == '|' ? 0 : (uint8_t)*at);
		}
	}
	sl_buffer_byte(out, 0);
}

void records_start(reading *to, const uint8_t *bytes, size_t size)
{
	uint8_t *block = malloc(size > 0 ? size : 1);
	sl_window section = {block, size, 1000, false};
	sl_binary_slice slice = {&section, 1, 0};
	const sl_binary binary = {"records", &slice, 1};

	assert_non_null(block);
	memcpy(block, bytes, size);
	memset(to, 0xA5, sizeof *to);
	to->why.text[0] = '\0';
	sl_arena_start(&to->arena);
	to->good = sl_manifest_read("b", &binary, &to->arena, &to->build, &to->why);
	/* Nothing of the manifest may lie in the binary. */
	memset(block, 0xA5, size);
	free(block);
	assert_true(to->good == (to->why.text[0] == '\0'));
	assert_true(to->good == (to->build.name != NULL));
}

const char *records_say(const char *text)
{
	static sl_problem problem;
	sl_buffer bytes = {0};
	reading one;

	records_fill(text, &bytes);
	records_start(&one, bytes.bytes, bytes.length);
	sl_buffer_free(&bytes);
	problem = one.why;
	sl_arena_free(&one.arena);
	return problem.text;
}
