/* Trees of JSON for the reports. */
#include "report/json_tree.h"

#include <stdlib.h>

#include "base/text.h"

static json_t *must(json_t *made)
{
	if (made == NULL) {
		sl_out_of_memory();
	}
	return made;
}

json_t *sl_json_object(void)
{
	return must(json_object());
}

json_t *sl_json_array(void)
{
	return must(json_array());
}

json_t *sl_json_text(sl_arena *arena, const char *bytes)
{
	return must(json_string(sl_text_printable(arena, sl_text_of(bytes), SIZE_MAX)));
}

json_t *sl_json_number(uint64_t number)
{
	return must(json_integer(number > INT64_MAX ? INT64_MAX : (json_int_t)number));
}

void sl_json_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must(value)) != 0) {
		sl_out_of_memory();
	}
}

void sl_json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must(value)) != 0) {
		sl_out_of_memory();
	}
}

void sl_json_finish(json_t *tree, sl_buffer *out)
{
	char *written = json_dumps(tree, JSON_COMPACT | JSON_PRESERVE_ORDER);
	if (written == NULL) {
		sl_out_of_memory();
	}
	sl_buffer_text(out, written);
	sl_buffer_byte(out, '\n');
	free(written);
	json_decref(tree);
}
