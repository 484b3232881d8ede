/*
 * Any bytes as a file of events: what `sluice run` does before anything is evaluated.
 *
 * Reaches: sl_event_source_next(), sl_event_read(), sl_event_read_quickly(), sl_event_route(), sl_event_inputs_of(). Holds:
 *   - a file and a pipe with the same bytes are cut into the same events, with the same numbers, which rise;
 *   - no byte belongs to two events, and no event is empty;
 *   - what the quick reader takes, the JSON library reads the same;
 *   - an event that is read has keys that differ, and one that is refused has a complaint;
 *   - every input has the kind of its field, or no value, and a second time the same ones come out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text_set.h"
#include "execute/event_source.h"
#include "holds.h"
#include "model/event_read.h"
#include "quick_agrees.h"
#include "sigma_catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIPE_BYTES = 4096 }; /* which a pipe takes at once, however little it is given */

typedef struct machine {
	sl_catalog catalog;
	sl_event_router *router;
	sl_event_inputs *inputs;
	sl_event_reader *reader;
} machine;

static void *exact_copy(const void *bytes, size_t size)
{
	void *copy = malloc(size > 0 ? size : 1);
	HOLDS(copy != NULL);
	if (size > 0) {
		memcpy(copy, bytes, size);
	}
	return copy;
}

static void hold_quick(sl_text json)
{
	sl_event_value values[SL_QUICK_KEYS];
	size_t count;
	char *room = exact_copy(json.bytes, json.length);
	HOLDS(!sl_event_read_quickly(json, room, values, &count) ||
	      quick_agrees(values, count, json));
	free(room);
}

static void hold_keys(const sl_event *event)
{
	sl_text_set keys = {0};
	for (uint32_t i = 0; i < event->count; i++) {
		HOLDS(sl_text_set_add(&keys, event->values[i].key) == i);
	}
	sl_text_set_free(&keys);
}

static void hold_inputs(const machine *m, const sl_event *event)
{
	const uint32_t count = sl_event_route(m->inputs, event);
	for (uint32_t i = 0; i < count; i++) {
		const sl_type *type = sl_event_type(m->inputs, i);
		const chan_inputs inputs = sl_event_inputs_of(m->inputs, i);
		HOLDS(type->newest && inputs.count == type->field_count);
		for (uint32_t k = 0; k < inputs.count; k++) {
			HOLDS(chan_input_fits(&inputs.array[k], (uint16_t)type->fields[k].kind));
		}
	}
	HOLDS(sl_event_route(m->inputs, event) == count);
}

static void hold_event(const machine *m, sl_text text)
{
	const sl_text json = {exact_copy(text.bytes, text.length), text.length};
	sl_problem problem = {0};
	sl_event event;
	hold_quick(json);
	const bool read = sl_event_read(m->reader, json, &event, &problem);
	free((void *)(uintptr_t)json.bytes);
	HOLDS(read || (problem.text[0] != '\0' && event.count == 0));
	hold_keys(&event);
	hold_inputs(m, &event);
}

/* All events of a source as text, in the form "NUMBER:LENGTH:BYTES"; each is held if there is a machine. */
static void cut(const char *path, const machine *m, size_t size, sl_buffer *out)
{
	sl_event_block block = {0};
	sl_problem problem = {0};
	uint64_t last = 0, bytes = 0;
	sl_event_source *source = sl_event_source_open(path, &problem);
	HOLDS(source != NULL);
	while (sl_event_source_next(source, &block, &problem)) {
		for (size_t i = 0; i < block.count; i++) {
			const sl_text event = block.events[i];
			HOLDS(block.numbers[i] > last && event.length > 0);
			last = block.numbers[i];
			bytes += event.length;
			sl_buffer_printf(out, "%llu:%zu:", (unsigned long long)last, event.length);
			sl_buffer_append(out, event.bytes, event.length);
			if (m != NULL) {
				hold_event(m, event);
			}
		}
		HOLDS(block.fault == NULL || block.fault_number > last);
		sl_buffer_text(out, block.fault != NULL ? block.fault : "");
	}
	HOLDS(problem.text[0] == '\0' && bytes <= size);
	sl_event_source_close(source);
	sl_event_block_free(&block);
}

static void cut_file(const uint8_t *data, size_t size, const machine *m, sl_buffer *out)
{
	char path[32];
	FILE *file = tmpfile();
	HOLDS(file != NULL);
	HOLDS(fwrite(data, 1, size, file) == size && fflush(file) == 0);
	snprintf(path, sizeof path, "/dev/fd/%d", fileno(file));
	cut(path, m, size, out);
	fclose(file);
}

static void cut_pipe(const uint8_t *data, size_t size, sl_buffer *out)
{
	char path[32];
	int ends[2];
	HOLDS(pipe(ends) == 0);
	HOLDS(write(ends[1], data, size) == (ssize_t)size);
	close(ends[1]);
	snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
	cut(path, NULL, size, out);
	close(ends[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	machine m = {.catalog = sigma_catalog()};
	sl_buffer from_file = {0}, from_pipe = {0};
	m.router = sl_event_router_make(&m.catalog);
	m.inputs = sl_event_inputs_make(m.router);
	m.reader = sl_event_reader_make();
	cut_file(data, size, &m, &from_file);
	if (size <= PIPE_BYTES) {
		cut_pipe(data, size, &from_pipe);
		HOLDS(from_pipe.length == from_file.length &&
		      (from_file.length == 0 ||
		       memcmp(from_pipe.bytes, from_file.bytes, from_file.length) == 0));
	}
	sl_event_reader_free(m.reader);
	sl_event_inputs_free(m.inputs);
	sl_event_router_free(m.router);
	sl_buffer_free(&from_file);
	sl_buffer_free(&from_pipe);
	return 0;
}
