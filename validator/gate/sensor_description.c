/* What a sensor says of itself, as its child has written it (sensor_child.h). */
#include <string.h>

#include "base/text.h"
#include "gate/sensor_host_parts.h"

enum { SHOWN = 120 };

typedef struct reader {
	sl_arena *arena;
	const uint8_t *bytes;
	size_t size, used;
	bool good;
} reader;

static uint32_t number(reader *r)
{
	uint32_t out = 0;

	r->good = r->good && r->size - r->used >= sizeof out;
	if (r->good) {
		memcpy(&out, r->bytes + r->used, sizeof out);
		r->used += sizeof out;
	}
	return out;
}

static const char *name(reader *r)
{
	const uint8_t *start = r->bytes + r->used;
	const uint8_t *end = r->good ? memchr(start, '\0', r->size - r->used) : NULL;

	r->good = end != NULL;
	if (end == NULL) {
		return "";
	}
	r->used += (size_t)(end - start) + 1;
	return sl_arena_copy(r->arena, (const char *)start, (size_t)(end - start));
}

/* How many, each of at least so many bytes: no number makes us allocate what the bytes cannot hold. */
static uint32_t count(reader *r, size_t least)
{
	const uint32_t out = number(r);

	r->good = r->good && out <= (r->size - r->used) / least;
	return r->good ? out : 0;
}

static void read_type(reader *r, sl_sensor_type *type)
{
	type->name = name(r);
	type->id = number(r);
	type->version = number(r);
	type->input_count = count(r, 5);
	type->inputs =
		sl_arena_alloc(r->arena, (size_t)type->input_count + 1, sizeof *type->inputs);
	for (uint32_t i = 0; i < type->input_count; i++) {
		type->inputs[i].name = name(r);
		type->inputs[i].kind = number(r);
	}
}

bool sl_sensor_read_description(sl_sensor *sensor, const uint8_t *bytes, size_t size)
{
	sl_sensor_description *out = &sensor->description;
	reader r = {.arena = &sensor->arena, .bytes = bytes, .size = size, .good = true};

	*out = (sl_sensor_description){0};
	out->name = sl_text_printable(&sensor->arena, sl_text_of(name(&r)), SHOWN);
	out->build = name(&r);
	out->type_count = count(&r, 13);
	out->types =
		sl_arena_alloc(&sensor->arena, (size_t)out->type_count + 1, sizeof *out->types);
	for (uint32_t i = 0; i < out->type_count; i++) {
		read_type(&r, &out->types[i]);
		if (out->types[i].input_count > out->most_inputs) {
			out->most_inputs = out->types[i].input_count;
		}
	}
	return r.good && r.used == size;
}
