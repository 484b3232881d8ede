/* A reproducer, to and from its file. */
#include "gate/sensor_reproducer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char first_line[] = "sluice sensor reproducer 1";

static void write_hexadecimal(const uint8_t *bytes, size_t size, sl_buffer *out)
{
	static const char digits[] = "0123456789abcdef";
	char *at = (char *)sl_buffer_extend(out, 2 * size);

	for (size_t i = 0; i < size; i++) {
		at[2 * i] = digits[bytes[i] >> 4];
		at[2 * i + 1] = digits[bytes[i] & 15];
	}
}

static void write_value(const sl_sensor_value *value, sl_buffer *out)
{
	const chan_input *input = &value->input;

	sl_buffer_printf(out, "input %" PRIu32 " ", value->field);
	switch ((enum chan_input_kind)input->kind) {
	case CHAN_INPUT_STRING:
		sl_buffer_text(out, value->size > 0 ? "string " : "string");
		write_hexadecimal(value->bytes, value->size, out);
		break;
	case CHAN_INPUT_INTEGER:
		sl_buffer_printf(out, "integer %" PRId64, input->integer);
		break;
	case CHAN_INPUT_ADDRESS:
		sl_buffer_text(out, "ip ");
		write_hexadecimal(input->address, input->family == 4 ? 4 : 16, out);
		break;
	case CHAN_INPUT_NULL:
	case CHAN_INPUT_ABSENT:
	default:
		sl_buffer_text(out, "null");
		break;
	}
	sl_buffer_byte(out, '\n');
}

static void write_comment(const char *comment, sl_buffer *out)
{
	while (*comment != '\0') {
		const size_t length = strcspn(comment, "\n");

		sl_buffer_printf(out, "# %.*s\n", (int)length, comment);
		comment += length + (comment[length] == '\n');
	}
}

void sl_sensor_reproducer_write(const char *comment, const sl_sensor_event *const *events,
                                size_t count, const uint8_t *bytes, size_t size, sl_buffer *out)
{
	sl_buffer_printf(out, "%s\n", first_line);
	write_comment(comment, out);
	for (size_t i = 0; i < count; i++) {
		sl_buffer_printf(out, "event %" PRIu32 "\n", events[i]->type_id);
		for (uint32_t k = 0; k < events[i]->value_count; k++) {
			write_value(&events[i]->values[k], out);
		}
	}
	sl_buffer_printf(out, "channel %zu\n", size);
	sl_buffer_append(out, bytes, size);
}

/* --- and back */

typedef struct reader {
	sl_sensor_reproducer *out;
	size_t used;
	uint32_t line;
	uint32_t type_id;
	bool in_event;
	chan_input inputs[CHAN_MAX_FIELDS]; /* of the event at hand */
	uint32_t input_count;
	sl_arena arena; /* of its texts */
} reader;

/* The next line without its end. False: there is none, or one without an end. */
static bool next_line(reader *r, sl_text *line)
{
	const sl_buffer *text = &r->out->text;
	const char *start = (const char *)text->bytes + r->used;
	const char *end =
		r->used < text->length ? memchr(start, '\n', text->length - r->used) : NULL;

	r->line++;
	if (end == NULL) {
		return false;
	}
	*line = (sl_text){start, (size_t)(end - start)};
	r->used += line->length + 1;
	return true;
}

/* Cuts the word before the next space off the text; the rest may be empty. */
static sl_text take_word(sl_text *text)
{
	const char *space = text->length > 0 ? memchr(text->bytes, ' ', text->length) : NULL;
	const sl_text word = {text->bytes,
	                      space != NULL ? (size_t)(space - text->bytes) : text->length};
	const size_t used = word.length + (space != NULL);

	*text = (sl_text){text->bytes + used, text->length - used};
	return word;
}

static int digit(char letter)
{
	if (letter >= '0' && letter <= '9') {
		return letter - '0';
	}
	return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* False: it is not hexadecimal, or not of that many bytes. */
static bool read_hexadecimal(sl_text text, uint8_t *out, size_t size)
{
	if (text.length != 2 * size) {
		return false;
	}
	for (size_t i = 0; i < size; i++) {
		const int high = digit(text.bytes[2 * i]), low = digit(text.bytes[2 * i + 1]);

		if (high < 0 || low < 0) {
			return false;
		}
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static bool read_value(reader *r, sl_text kind, sl_text value, chan_input *out)
{
	if (sl_text_is(kind, "string")) {
		const size_t size = value.length / 2;
		uint8_t *bytes = sl_arena_alloc(&r->arena, size + 1, 1);

		out->kind = CHAN_INPUT_STRING;
		out->text = chan_cursor_over(bytes, size);
		return read_hexadecimal(value, bytes, size);
	}
	if (sl_text_is(kind, "integer")) {
		out->kind = CHAN_INPUT_INTEGER;
		return sl_text_to_i64(value, &out->integer);
	}
	if (sl_text_is(kind, "ip")) {
		out->kind = CHAN_INPUT_ADDRESS;
		out->family = value.length == 8 ? 4 : 6;
		return read_hexadecimal(value, out->address, out->family == 4 ? 4 : 16);
	}
	out->kind = CHAN_INPUT_NULL;
	return sl_text_is(kind, "null") && value.length == 0;
}

static bool read_input(reader *r, sl_text rest)
{
	const sl_text number = take_word(&rest), kind = take_word(&rest);
	uint64_t field;

	if (!r->in_event || !sl_text_to_u64(number, &field) || field >= CHAN_MAX_FIELDS ||
	    field < r->input_count) {
		return false;
	}
	r->input_count = (uint32_t)field + 1;
	return read_value(r, kind, rest, &r->inputs[field]);
}

static void end_event(reader *r)
{
	const chan_inputs inputs = {r->inputs, r->input_count};

	if (r->in_event) {
		sl_sensor_events_add(&r->out->events, SL_SENSOR_EVERY_FILE, r->type_id, &inputs,
		                     (sl_source){0});
	}
	memset(r->inputs, 0, sizeof r->inputs);
	r->input_count = 0;
	r->in_event = false;
}

static bool read_event(reader *r, sl_text rest)
{
	uint64_t type_id;

	end_event(r);
	if (!sl_text_to_u64(rest, &type_id) || type_id > UINT32_MAX) {
		return false;
	}
	r->type_id = (uint32_t)type_id;
	r->in_event = true;
	return true;
}

/* The last line: behind it are the bytes of the file, so many, and nothing else. */
static bool read_channel(reader *r, sl_text rest)
{
	uint64_t size;

	end_event(r);
	if (!sl_text_to_u64(rest, &size) || size != r->out->text.length - r->used) {
		return false;
	}
	r->out->bytes = r->out->text.bytes + r->used;
	r->out->size = (size_t)size;
	return true;
}

static bool read_lines(reader *r)
{
	sl_text line;

	if (!next_line(r, &line) || !sl_text_is(line, first_line)) {
		return false;
	}
	while (next_line(r, &line)) {
		const bool comment = line.length > 0 && line.bytes[0] == '#';
		const sl_text word = take_word(&line);

		if (comment) {
			continue;
		}
		if (sl_text_is(word, "channel")) {
			return read_channel(r, line);
		}
		if (!(sl_text_is(word, "event")
		              ? read_event(r, line)
		              : sl_text_is(word, "input") && read_input(r, line))) {
			return false;
		}
	}
	return false;
}

bool sl_sensor_reproducer_read(const char *path, sl_sensor_reproducer *out, sl_problem *problem)
{
	reader *r = sl_alloc(1, sizeof *r);
	bool read;

	*out = (sl_sensor_reproducer){0};
	sl_sensor_events_start(&out->events);
	r->out = out;
	sl_arena_start(&r->arena);
	read = sl_file_read(path, SL_SENSOR_REPRODUCER_BYTES, &out->text, problem);
	if (read && !read_lines(r)) {
		snprintf(problem->text, sizeof problem->text,
		         "%.400s: line %" PRIu32 " is not one of a reproducer of sluice", path,
		         r->line);
		read = false;
	}
	sl_arena_free(&r->arena);
	free(r);
	return read;
}

void sl_sensor_reproducer_free(sl_sensor_reproducer *reproducer)
{
	sl_sensor_events_free(&reproducer->events);
	sl_buffer_free(&reproducer->text);
}
