/* Strings of JSON as they are written by hand, held against jansson. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/json_write.h"

/* The text is written as expected, and reads as what it was. */
static void check(const char *bytes, size_t length, const char *expected)
{
	sl_buffer out = {0};
	json_t *read;

	sl_json_string(&out, (sl_text){bytes, length});
	assert_string_equal((const char *)out.bytes, expected);
	assert_int_equal(out.length, strlen(expected));
	read = json_loadb((const char *)out.bytes, out.length, JSON_DECODE_ANY | JSON_ALLOW_NUL,
	                  NULL);
	assert_non_null(read);
	assert_int_equal(json_string_length(read), length);
	assert_memory_equal(json_string_value(read), bytes, length);
	json_decref(read);
	sl_buffer_free(&out);
}

static void test_short_forms(void **state)
{
	(void)state;
	check("", 0, "\"\"");
	check("a", 1, "\"a\"");
	check("\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"");
	check("a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\"");
	check("\0\x1b\x7f\v", 4, "\"\\u0000\\u001B\\u007F\\u000B\"");
	check("\n\303\251\n\360\237\230\200", 8, "\"\\n\303\251\\n\360\237\230\200\"");
}

/* Each byte of ASCII, between others; DEL alone is not as jansson has it. */
static void test_as_jansson(void **state)
{
	(void)state;
	for (int byte = 0; byte < 0x7f; byte++) {
		const char text[] = {'x', (char)byte, 'y', (char)byte};
		json_t *made = json_stringn(text, sizeof text);
		char *dumped = json_dumps(made, JSON_ENCODE_ANY);

		assert_non_null(dumped);
		check(text, sizeof text, dumped);
		free(dumped);
		json_decref(made);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_forms),
		cmocka_unit_test(test_as_jansson),
	};

	return cmocka_run_group_tests_name("json_write", tests, NULL, NULL);
}
