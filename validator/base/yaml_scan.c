#include "base/yaml_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#define LARGEST_INPUT ((size_t)1 << 30)
#define MARK "\xEF\xBB\xBF"

static bool fail(sl_yaml_fault *fault, uint32_t line, const char *text)
{
	fault->line = line;
	fault->column = 1;
	snprintf(fault->text, sizeof fault->text, "%s", text);
	return false;
}

static bool begins(sl_text text, const char *bytes, size_t length)
{
	return text.length >= length && memcmp(text.bytes, bytes, length) == 0;
}

/*
 * libyaml compares each %TAG directive with all before it, so that many of them take time with the square of their number.
 * Tags are refused anyway. (A line of text that continues a scalar at the margin may not begin so either.)
 */
static bool refuse_tag_directives(sl_text input, sl_yaml_fault *fault)
{
	const char *at = input.bytes, *end = input.bytes + input.length;

	while ((at = memchr(at, '%', (size_t)(end - at))) != NULL) {
		bool starts_line = at == input.bytes || at[-1] == '\n' || at[-1] == '\r';

		if (starts_line && begins((sl_text){at, (size_t)(end - at)}, "%TAG", 4)) {
			uint32_t line, column;

			sl_yaml_locate(input, (size_t)(at - input.bytes), &line, &column);
			return fail(fault, line, "tag directives (%TAG) are not allowed");
		}
		at++;
	}
	return true;
}

bool sl_yaml_scan(sl_text *input, sl_yaml_fault *fault)
{
	if (input->length > LARGEST_INPUT) {
		return fail(fault, 1, "it is larger than 1 GiB");
	}
	if (begins(*input, "\xFF\xFE", 2) || begins(*input, "\xFE\xFF", 2)) {
		return fail(fault, 1, "it is UTF-16; only UTF-8 is read");
	}
	if (begins(*input, MARK, 3)) {
		input->bytes += 3;
		input->length -= 3;
	}
	/* libyaml would pass over a second one. */
	if (begins(*input, MARK, 3)) {
		return fail(fault, 1, "it begins with two byte order marks");
	}
	return refuse_tag_directives(*input, fault);
}

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

void sl_yaml_locate(sl_text input, size_t offset, uint32_t *line, uint32_t *column)
{
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < offset && i < input.length; i++) {
		char byte = input.bytes[i];
		bool half = byte == '\r' && i + 1 < input.length && input.bytes[i + 1] == '\n';

		if ((byte == '\n' || byte == '\r') && !half) {
			(*line)++;
			*column = 1;
		} else if (!is_continuation(byte)) {
			(*column)++;
		}
	}
}

char sl_yaml_byte_at(sl_text input, sl_yaml_place *place, size_t index)
{
	while (place->index < index && place->offset < input.length) {
		place->offset++;
		while (place->offset < input.length &&
		       is_continuation(input.bytes[place->offset])) {
			place->offset++;
		}
		place->index++;
	}
	return place->offset < input.length ? input.bytes[place->offset] : '\0';
}

/* Few keys are faster compared with each other. */
enum { FEW_KEYS = 12 };

static const sl_yaml *repeated_of_few(const sl_yaml *map)
{
	for (uint32_t i = 1; i < map->count; i++) {
		for (uint32_t j = 0; j < i; j++) {
			if (sl_text_equal(map->of.pairs[i].key->text, map->of.pairs[j].key->text)) {
				return map->of.pairs[i].key;
			}
		}
	}
	return NULL;
}

/* Empty slots, at least twice as many as keys, a power of two. */
static size_t prepare(sl_yaml_keys *keys, size_t count)
{
	size_t size = 32;

	while (size < 2 * count) {
		size *= 2;
	}
	if (size > keys->capacity) {
		free(keys->slots);
		keys->slots = sl_alloc(size, sizeof *keys->slots);
		keys->capacity = size;
	} else {
		memset(keys->slots, 0, size * sizeof *keys->slots);
	}
	if (keys->seed == 0 && sodium_init() >= 0) {
		randombytes_buf(&keys->seed, sizeof keys->seed);
	}
	return size;
}

const sl_yaml *sl_yaml_repeated_key(sl_yaml_keys *keys, const sl_yaml *map)
{
	size_t size;

	if (map->count <= FEW_KEYS) {
		return repeated_of_few(map);
	}
	size = prepare(keys, map->count);
	for (uint32_t i = 0; i < map->count; i++) {
		const sl_yaml *key = map->of.pairs[i].key;
		size_t slot = (size_t)sl_text_hash(key->text, keys->seed) & (size - 1);

		while (keys->slots[slot] != NULL) {
			if (sl_text_equal(keys->slots[slot]->text, key->text)) {
				return key;
			}
			slot = (slot + 1) & (size - 1);
		}
		keys->slots[slot] = key;
	}
	return NULL;
}

void sl_yaml_keys_free(sl_yaml_keys *keys)
{
	free(keys->slots);
	*keys = (sl_yaml_keys){0};
}
