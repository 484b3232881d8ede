/* The quick reader of ordinary events against the JSON library: it says yes only to what the library says, exactly so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "quick_agrees.h"

typedef struct quick_event {
	sl_event_value values[SL_QUICK_KEYS];
	size_t count;
	char *room,
		*json; /* of exactly the length, so that a byte too many is an error of the sanitizer */
} quick_event;

static char *exact_copy(const char *bytes, size_t length)
{
	char *copy = malloc(length > 0 ? length : 1);
	assert_non_null(copy);
	memcpy(copy, bytes, length);
	return copy;
}

static bool read_quickly(quick_event *event, const char *json, size_t length)
{
	event->json = exact_copy(json, length);
	event->room = exact_copy(json, length);
	memset(event->values, 0xA5, sizeof event->values);
	event->count = SIZE_MAX;
	return sl_event_read_quickly((sl_text){event->json, length}, event->room, event->values,
	                             &event->count);
}

static void forget(quick_event *event)
{
	free(event->json);
	free(event->room);
}

/* Whether the quick reader takes it; if it does, the library must agree. */
static bool takes(const char *json, size_t length)
{
	quick_event event;
	const bool taken = read_quickly(&event, json, length);
	if (taken && !quick_agrees(event.values, event.count, (sl_text){json, length})) {
		fail_msg("the library reads it differently: %.*s", (int)length, json);
	}
	forget(&event);
	return taken;
}

static const char *const ordinary[] = {
	"{}",
	" \t\r\n{ \t\r\n} \t\r\n",
	"{\"a\":1}",
	"{\"\":\"\"}",
	"{\"a\":0,\"b\":-1,\"c\":999999999999999999,\"d\":-999999999999999999}",
	"{\"a\":true,\"b\":false,\"c\":null}",
	"{ \"a\" : \"b\" , \"c\" :\t\"d\"\n}",
	"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
	"{\"\\\"\\\\\":\"C:\\\\Windows\\\\a.exe\"}",
	"{\"\xc3\xa9\":\"\xe2\x82\xac \xf0\x9f\x98\x80\"}",
	"{\"a\":\"\x7f\"}",
	"{\"Event\":\"x\",\"System\":1}",
	"{\"Channel\":\"Sys\",\"EventID\":1,\"Image\":\"C:\\\\a\\\\b.exe\",\"User\":null}",
};

static void ordinary_events_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ordinary / sizeof *ordinary; i++) {
		if (!takes(ordinary[i], strlen(ordinary[i]))) {
			fail_msg("left to the library: %s", ordinary[i]);
		}
	}
}

static void the_rest_is_left_to_the_library(void **state)
{
	static const char *const other[] = {
		"",
		" ",
		"{",
		"}",
		"[]",
		"1",
		"\"a\"",
		"null",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1,}",
		"{,\"a\":1}",
		"{\"a\":1 \"b\":2}",
		"{\"a\":1}}",
		"{\"a\":1}x",
		"{\"a\":1}{}",
		"{a:1}",
		"{'a':1}",
		"{1:1}",
		"{\"a\":01}",
		"{\"a\":00}",
		"{\"a\":-0}",
		"{\"a\":-}",
		"{\"a\":- 1}",
		"{\"a\":+1}",
		"{\"a\":--1}",
		"{\"a\":1.5}",
		"{\"a\":1e3}",
		"{\"a\":.5}",
		"{\"a\":1000000000000000000}",
		"{\"a\":9223372036854775808}",
		"{\"a\":tru}",
		"{\"a\":truee}",
		"{\"a\":TRUE}",
		"{\"a\":nul}",
		"{\"a\":NaN}",
		"{\"a\":{}}",
		"{\"a\":[]}",
		"{\"a\":\"\\u0041\"}",
		"{\"a\":\"\\x\"}",
		"{\"a\":\"\\\"}",
		"{\"a\":\"\\",
		"{\"a\":\"",
		"{\"a\":\"\n\"}",
		"{\"a\":\"\x1f\"}",
		"{\"a\":\"\xff\"}",
		"{\"a\":\"\xc0\xaf\"}",
		"{\"a\":\"\xed\xa0\x80\"}",
		"{\"a\":\"\xe2\x82\"}",
		"{\"a\":1,\"a\":1}",
		"{\"a/\":1,\"a\\/\":1}",
		"{\"a\":1}\v",
		"\xef\xbb\xbf{}",
		"// a\n{}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		if (takes(other[i], strlen(other[i]))) {
			fail_msg("taken: %s", other[i]);
		}
	}
	assert_false(takes("{\"a\":\"\0\"}", 9));
	assert_false(takes("{\"a\":\"\\\0\"}", 10));
	assert_false(takes("{\"a\":1}\0", 8));
}

static void there_is_room_for_so_many_keys(void **state)
{
	char json[16 * (SL_QUICK_KEYS + 1)] = "{\"0\":0";
	(void)state;
	for (int i = 1; i < SL_QUICK_KEYS; i++) {
		snprintf(json + strlen(json), sizeof json - strlen(json), ",\"%d\":%d", i, i);
	}
	const size_t length = strlen(json);
	json[length] = '}';
	assert_true(takes(json, length + 1));
	strcpy(json + length, ",\"x\":0}");
	assert_false(takes(json, strlen(json)));
}

static void no_prefix_is_an_event(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ordinary / sizeof *ordinary; i++) {
		const char *end = strrchr(ordinary[i], '}');
		for (size_t length = 0; length <= (size_t)(end - ordinary[i]); length++) {
			assert_false(takes(ordinary[i], length));
		}
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

enum { CHANGED = 200000, LONGEST = 256 };

/* One to three changes of an ordinary event, of which a good part is still one. */
static size_t change(char *json, size_t length, uint32_t *seed)
{
	static const char bytes[] =
		"{}[]:,\"\\ \t\n\r/-+.0123459aeflnrstu\x01\x7f\x80\xc3\xa9\xe2\xff";
	for (uint32_t left = next_random(seed) % 3 + 1; left > 0; left--) {
		const size_t at = next_random(seed) % length;
		const char byte = bytes[next_random(seed) % sizeof bytes]; /* the NUL too */
		switch (next_random(seed) % 3) {
		case 0:
			json[at] = byte;
			break;
		case 1:
			memmove(json + at + 1, json + at, length++ - at);
			json[at] = byte;
			break;
		default:
			memmove(json + at, json + at + 1, --length - at);
			break;
		}
		if (length < 2) {
			break;
		}
	}
	return length;
}

static void changed_events_are_read_the_same(void **state)
{
	char json[LONGEST];
	uint32_t seed = 1;
	size_t taken = 0;
	(void)state;
	for (uint32_t i = 0; i < CHANGED; i++) {
		const char *from =
			ordinary[next_random(&seed) % (sizeof ordinary / sizeof *ordinary)];
		memcpy(json, from, strlen(from));
		taken += takes(json, change(json, strlen(from), &seed));
	}
	/* Neither all nor nothing: both answers were tried. */
	assert_true(taken > CHANGED / 10 && taken < CHANGED - CHANGED / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_events_are_read),
		cmocka_unit_test(the_rest_is_left_to_the_library),
		cmocka_unit_test(there_is_room_for_so_many_keys),
		cmocka_unit_test(no_prefix_is_an_event),
		cmocka_unit_test(changed_events_are_read_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
