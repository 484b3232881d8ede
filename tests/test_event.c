/* Events: what the reader makes of JSON, which types an event belongs to, and what their fields are given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/event_read.h"
#include "support_folder.h"
#include "support_model.h"

static const char catalog_text[] =
	"template_type: ipc\nid: 7\nversion: 1\n"
	"logsource: {product: example, category: ipc}\nfields:\n"
	"  - {name: PipeName, type: string}\n---\n"
	"template_type: ipc\nid: 7\nversion: 2\n"
	"logsource: {product: example, category: ipc}\nfields:\n"
	"  - {name: PipeName, type: string}\n"
	"  - {name: RemoteIp, type: ip}\n"
	"  - {name: AccessMask, type: integer, from: [Mask, Rights]}\n---\n"
	"template_type: start\nid: 8\nversion: 1\n"
	"logsource: {product: example, category: start}\n"
	"select: {Channel: [Sys, Other], EventID: [1]}\nfields:\n"
	"  - {name: Image, type: string, from: [NewProcessName]}\n"
	"  - {name: Provider_Name, type: string}\n---\n"
	"template_type: every\nid: 9\nversion: 1\n"
	"logsource: {product: example, service: every}\n"
	"select: {Channel: [Sys]}\nfields:\n"
	"  - {name: EventID, type: integer}\n"
	"  - {name: Image, type: string}\n---\n"
	"template_type: silent\nid: 10\nversion: 1\n"
	"logsource: {product: example, service: silent}\nfields:\n"
	"  - {name: Image, type: string}\n";

typedef struct tools {
	char *folder;
	sl_catalog catalog;
	sl_event_router *router;
	sl_event_inputs *inputs;
	sl_event_reader *reader;
	sl_event event;
	sl_problem problem;
	sl_buffer text;
} tools;

static int begin(void **state)
{
	tools *t = sl_alloc(1, sizeof *t);
	sl_findings findings;
	sl_findings_start(&findings);
	t->folder = scratch_create();
	scratch_text(t->folder, "catalog/a.yaml", catalog_text);
	assert_true(sl_catalog_load(scratch_path(t->folder, "catalog"), &t->catalog, &findings));
	sl_findings_free(&findings);
	t->router = sl_event_router_make(&t->catalog);
	t->inputs = sl_event_inputs_make(t->router);
	t->reader = sl_event_reader_make();
	*state = t;
	return 0;
}

static int end(void **state)
{
	tools *t = *state;
	sl_event_reader_free(t->reader);
	sl_event_inputs_free(t->inputs);
	sl_event_router_free(t->router);
	sl_catalog_free(&t->catalog);
	scratch_remove(t->folder);
	sl_buffer_free(&t->text);
	free(t);
	return 0;
}

/* The text in a block of exactly its size, so that a byte too many is an error of the sanitizer. */
static bool read_bytes(tools *t, const char *json, size_t length)
{
	char *exact = malloc(length > 0 ? length : 1);
	assert_non_null(exact);
	memcpy(exact, json, length);
	memset(&t->event, 0xA5, sizeof t->event);
	const bool read =
		sl_event_read(t->reader, (sl_text){exact, length}, &t->event, &t->problem);
	free(exact);
	return read;
}

static void write_input(sl_buffer *out, chan_input input)
{
	uint8_t byte;
	switch ((enum chan_input_kind)input.kind) {
	case CHAN_INPUT_ABSENT:
		sl_buffer_text(out, " -");
		break;
	case CHAN_INPUT_NULL:
		sl_buffer_text(out, " null");
		break;
	case CHAN_INPUT_INTEGER:
		sl_buffer_printf(out, " %lld", (long long)input.integer);
		break;
	case CHAN_INPUT_STRING:
		sl_buffer_text(out, " '");
		while (chan_get_u8(&input.text, &byte)) {
			sl_buffer_byte(out, byte);
		}
		sl_buffer_byte(out, '\'');
		break;
	case CHAN_INPUT_ADDRESS:
		sl_buffer_printf(out, " ip%d:", input.family);
		for (int i = 0; i < (input.family == 4 ? 4 : 16); i++) {
			sl_buffer_printf(out, "%02x", input.address[i]);
		}
		break;
	}
}

static void write_inputs(sl_buffer *out, const char *type, chan_inputs inputs)
{
	sl_buffer_printf(out, "%s%s:", out->length > 0 ? "; " : "", type);
	for (uint32_t i = 0; i < inputs.count; i++) {
		write_input(out, inputs.array[i]);
	}
}

/* "TYPE: INPUT INPUT; TYPE: ...", or what the reader complains of. */
static const char *routed(tools *t, const char *json)
{
	sl_buffer_clear(&t->text);
	if (!read_bytes(t, json, strlen(json))) {
		sl_buffer_text(&t->text, t->problem.text);
		return (const char *)t->text.bytes;
	}
	const uint32_t count = sl_event_route(t->inputs, &t->event);
	for (uint32_t i = 0; i < count; i++) {
		write_inputs(&t->text, sl_event_type(t->inputs, i)->name,
		             sl_event_inputs_of(t->inputs, i));
	}
	sl_buffer_text(&t->text, count == 0 ? "none" : "");
	return (const char *)t->text.bytes;
}

/* "KEY=VALUE KEY=VALUE" of what was read; texts in quotes. */
static const char *keys_of(tools *t, const char *json)
{
	static const char *const quotes[] = {
		[SL_VALUE_TEXT] = "'", [SL_VALUE_NUMBER] = "~", [SL_VALUE_NESTED] = "`"};
	sl_buffer_clear(&t->text);
	if (!read_bytes(t, json, strlen(json))) {
		sl_buffer_text(&t->text, t->problem.text);
	}
	for (uint32_t i = 0; i < t->event.count; i++) {
		const sl_event_value *value = &t->event.values[i];
		sl_buffer_text(&t->text, i > 0 ? " " : "");
		sl_buffer_append(&t->text, value->key.bytes, value->key.length);
		if (value->kind == SL_VALUE_NULL) {
			sl_buffer_text(&t->text, "=null");
		} else if (value->kind == SL_VALUE_BOOLEAN) {
			sl_buffer_text(&t->text, value->integer != 0 ? "=true" : "=false");
		} else if (value->kind == SL_VALUE_INTEGER) {
			sl_buffer_printf(&t->text, "=%lld", (long long)value->integer);
		} else {
			sl_buffer_printf(&t->text, "=%s", quotes[value->kind]);
			sl_buffer_append(&t->text, value->text.bytes, value->text.length);
			sl_buffer_text(&t->text, quotes[value->kind]);
		}
	}
	sl_buffer_byte(&t->text, 0);
	return (const char *)t->text.bytes;
}

static void select_decides(void **state)
{
	tools *t = *state;
	assert_string_equal(routed(t, "{\"Channel\":\"Sys\",\"EventID\":1,\"Image\":\"a\"}"),
	                    "start: 'a' -; every: 1 'a'");
	assert_string_equal(routed(t, "{\"Channel\":\"Other\",\"EventID\":1}"), "start: - -");
	assert_string_equal(routed(t, "{\"Channel\":\"Sys\",\"EventID\":2}"), "every: 2 -");
	assert_string_equal(routed(t, "{\"Channel\":\"Sys\"}"), "every: - -");
	assert_string_equal(routed(t, "{\"EventID\":\"1\",\"Channel\":\"Other\"}"), "start: - -");
	assert_string_equal(routed(t, "{\"Channel\":\"sys\",\"EventID\":1}"), "none");
	assert_string_equal(routed(t, "{\"Channel\":null,\"EventID\":1}"), "none");
	assert_string_equal(routed(t, "{\"Channel\":[\"Sys\"],\"EventID\":1}"), "none");
	assert_string_equal(routed(t, "{\"EventID\":1}"), "none");
	assert_string_equal(routed(t, "{}"), "none");
}

static void a_type_may_be_named(void **state)
{
	tools *t = *state;
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"PipeName\":\"p\"}"), "ipc: 'p' - -");
	assert_string_equal(routed(t, "{\"type\":\"silent\"}"), "silent: -");
	assert_string_equal(routed(t, "{\"Image\":\"a\"}"), "none");
	/* It belongs to that type only, whatever `select` says. */
	assert_string_equal(routed(t, "{\"type\":\"start\",\"Channel\":\"Sys\",\"EventID\":2}"),
	                    "start: - -");
	assert_string_equal(routed(t, "{\"type\":\"unheard\",\"Channel\":\"Sys\"}"), "every: - -");
	assert_string_equal(routed(t, "{\"type\":1,\"Channel\":\"Sys\"}"), "every: - -");
	assert_string_equal(routed(t, "{\"type\":\"Sys\"}"), "none");
}

static void fields_have_other_names(void **state)
{
	tools *t = *state;
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"Rights\":1,\"Mask\":2}"), "ipc: - - 2");
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"Rights\":1}"), "ipc: - - 1");
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"Mask\":2,\"AccessMask\":null}"),
	                    "ipc: - - null");
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"accessmask\":2}"), "ipc: - - -");
	assert_string_equal(routed(t, "{\"type\":\"start\",\"NewProcessName\":\"\"}"),
	                    "start: '' -");
	/* Nothing is left of the event before. */
	assert_string_equal(routed(t, "{\"type\":\"start\"}"), "start: - -");
}

static const char *text_of(tools *t, const char *value)
{
	char json[512];
	snprintf(json, sizeof json, "{\"type\":\"silent\",\"Image\":%s}", value);
	return routed(t, json);
}

static void strings_take_anything(void **state)
{
	tools *t = *state;
	assert_string_equal(text_of(t, "\"a\\\\b\\u00e9\\\"\""), "silent: 'a\\b\xc3\xa9\"'");
	assert_string_equal(text_of(t, "\"\""), "silent: ''");
	assert_string_equal(text_of(t, "4624"), "silent: '4624'");
	assert_string_equal(text_of(t, "-9223372036854775808"), "silent: '-9223372036854775808'");
	assert_string_equal(text_of(t, "true"), "silent: 'true'");
	assert_string_equal(text_of(t, "false"), "silent: 'false'");
	assert_string_equal(text_of(t, "null"), "silent: null");
	assert_string_equal(text_of(t, "0.1"), "silent: '0.1'");
	assert_string_equal(text_of(t, "1.5"), "silent: '1.5'");
	assert_string_equal(text_of(t, "0.30000000000000004"), "silent: '0.30000000000000004'");
	assert_string_equal(text_of(t, "[1, \"a\", {\"b\": 0.1}]"),
	                    "silent: '[1,\"a\",{\"b\":0.1}]'");
	assert_int_equal(sl_event_unreadable(t->inputs), 0);
}

static const char *mask_of(tools *t, const char *value)
{
	char json[512];
	snprintf(json, sizeof json, "{\"type\":\"ipc\",\"AccessMask\":%s}", value);
	return routed(t, json) + strlen("ipc: - - ");
}

static void integers_are_exact(void **state)
{
	static const char *const refused[] = {
		"\"\"",      "\" 1\"",   "\"1 \"",
		"\"0x\"",    "\"0x1g\"", "\"0xffffffffffffffff\"",
		"\"1.0\"",   "1.5",      "true",
		"[1]",       "{}",       "\"9223372036854775808\"",
		"\"0x-1\"",  "\"+1\"",   "\"0x 1\"",
		"\"x1\"",    "\"0x/\"",  "\"0x8000000000000000\"",
		"\"-0x10\"", "\"a\"",    "\"\\u00e9\"",
	};
	tools *t = *state;
	assert_string_equal(mask_of(t, "0"), "0");
	assert_string_equal(mask_of(t, "-1"), "-1");
	assert_string_equal(mask_of(t, "\"42\""), "42");
	assert_string_equal(mask_of(t, "\"-42\""), "-42");
	assert_string_equal(mask_of(t, "\"0x1F\""), "31");
	assert_string_equal(mask_of(t, "\"0X1f\""), "31");
	assert_string_equal(mask_of(t, "\"0x7fffffffffffffff\""), "9223372036854775807");
	assert_string_equal(mask_of(t, "9223372036854775807"), "9223372036854775807");
	assert_string_equal(mask_of(t, "null"), "null");
	assert_int_equal(sl_event_unreadable(t->inputs), 0);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		assert_string_equal(mask_of(t, refused[i]), "null");
		assert_int_equal(sl_event_unreadable(t->inputs), i + 1);
	}
}

static void addresses_are_exact(void **state)
{
	tools *t = *state;
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"RemoteIp\":\"10.0.0.1\"}"),
	                    "ipc: - ip4:0a000001 -");
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"RemoteIp\":\"::ffff:10.0.0.1\"}"),
	                    "ipc: - ip6:00000000000000000000ffff0a000001 -");
	assert_int_equal(sl_event_unreadable(t->inputs), 0);
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"RemoteIp\":\"10.0.0\"}"),
	                    "ipc: - null -");
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"RemoteIp\":\"\"}"), "ipc: - null -");
	assert_string_equal(routed(t, "{\"type\":\"ipc\",\"RemoteIp\":167772161}"),
	                    "ipc: - null -");
	assert_int_equal(sl_event_unreadable(t->inputs), 3);
}

static void the_caller_may_choose_the_type(void **state)
{
	tools *t = *state;
	const char *json = "{\"Channel\":\"Sys\",\"EventID\":1,\"PipeName\":\"p\"}";
	assert_true(read_bytes(t, json, strlen(json)));
	/* An older version has the newest version's inputs: more than its fields, never fewer. */
	write_inputs(&t->text, "1",
	             sl_event_inputs_for(t->inputs, &t->event, sl_catalog_type(&t->catalog, 7, 1)));
	write_inputs(&t->text, "2",
	             sl_event_inputs_for(t->inputs, &t->event, sl_catalog_type(&t->catalog, 7, 2)));
	sl_buffer_byte(&t->text, 0);
	assert_string_equal(t->text.bytes, "1: 'p' - -; 2: 'p' - -");
	const sl_type foreign = {.name = "foreign", .id = 99, .version = 1};
	assert_int_equal(sl_event_inputs_for(t->inputs, &t->event, &foreign).count, 0);
}

static void windows_events_are_flattened(void **state)
{
	tools *t = *state;
	const char *json =
		"{\"Event\":{\"#attributes\":{\"xmlns\":\"x\"},\"System\":{"
		"\"Provider\":{\"#attributes\":{\"Name\":\"P\",\"Guid\":\"G\"}},"
		"\"EventID\":{\"#attributes\":{\"Qualifiers\":5},\"#text\":1},"
		"\"Version\":2,\"Security\":null,"
		"\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"T\"}},\"Channel\":\"Sys\"},"
		"\"EventData\":{\"#attributes\":{\"Name\":\"n\"},\"Image\":\"a\",\"Version\":3}}}";
	assert_string_equal(keys_of(t, json),
	                    "Provider_Name='P' Provider_Guid='G' EventID_Qualifiers=5 EventID=1 "
	                    "Version=2 Security=null TimeCreated_SystemTime='T' Channel='Sys' "
	                    "Image='a'");
	assert_string_equal(routed(t, json), "start: 'a' 'P'; every: 1 'a'");
}

static const char *data_of(tools *t, const char *sections)
{
	char json[1024];
	snprintf(json, sizeof json, "{\"Event\":{\"System\":{},%s}}", sections);
	return keys_of(t, json);
}

static void windows_data_has_many_shapes(void **state)
{
	tools *t = *state;
	assert_string_equal(data_of(t, "\"EventData\":null"), "");
	assert_string_equal(data_of(t, "\"UserData\":null"), "");
	assert_string_equal(data_of(t, "\"EventData\":\"text\""), "");
	assert_string_equal(data_of(t, "\"EventData\":{\"Data\":[{\"#attributes\":{\"Name\":\"A\"},"
	                               "\"#text\":\"1\"},{\"#attributes\":{\"Name\":\"B\"}}]}"),
	                    "A='1' B=null");
	assert_string_equal(data_of(t, "\"EventData\":{\"Data\":[\"x\",\"y\"],\"Binary\":null}"),
	                    "Data=`[\"x\",\"y\"]` Binary=null");
	assert_string_equal(data_of(t, "\"EventData\":{\"Data\":{\"#text\":[\"x\",\"y\"]}}"),
	                    "Data=`[\"x\",\"y\"]`");
	assert_string_equal(data_of(t, "\"EventData\":{\"Data\":[]}"), "Data=`[]`");
	assert_string_equal(data_of(t, "\"EventData\":{\"Data\":[{\"#attributes\":{\"Name\":1}}]}"),
	                    "Data=`[{\"#attributes\":{\"Name\":1}}]`");
	assert_string_equal(data_of(t,
	                            "\"UserData\":{\"Wrapper\":{\"#attributes\":{\"xmlns\":\"x\"}"
	                            ",\"Key\":{\"a\":1},\"Other\":2},\"Bare\":3}"),
	                    "Key=`{\"a\":1}` Other=2 Bare=3");
	/* What only looks like one is flat. */
	assert_string_equal(keys_of(t, "{\"Event\":{\"EventData\":{}},\"a\":1}"),
	                    "Event=`{\"EventData\":{}}` a=1");
	assert_string_equal(keys_of(t, "{\"Event\":{\"System\":1}}"), "Event=`{\"System\":1}`");
	assert_string_equal(keys_of(t, "{\"Event\":\"x\",\"System\":{}}"), "Event='x' System=`{}`");
}

static void what_is_no_event_is_refused(void **state)
{
	static const struct refusal {
		const char *json, *words; /* and the words that the complaint has */
	} refused[] = {
		{"", "expected near end of file (column 0)"},
		{" ", "expected near end of file (column 1)"},
		{"nonsense", "expected near 'nonsense' (column 8)"},
		{"\xef\xbb\xbf{}", "column"},
		{"[]", "the event is no JSON object"},
		{"[{}]", "the event is no JSON object"},
		{"{\"a\":1", "'}' expected near end of file (column 6)"},
		{"{\"a\":1}{", "end of file expected near '{' (column 8)"},
		{"{\"a\":1} 2", "end of file expected near '2' (column 9)"},
		{"{\"a\":1,}", "expected near '}' (column 8)"},
		{"{'a':1}", "expected near ''' (column 2)"},
		{"{\"a\":01}", "invalid token"},
		{"{\"a\":NaN}", "invalid token near 'NaN' (column 8)"},
		{"{\"a\":1e999}", "real number overflow"},
		{"{\"a\":9223372036854775808}", "too big integer"},
		{"{\"a\":\"\\u0000\"}", "\\u0000 is not allowed"},
		{"{\"a\\u0000\":1}", "column"},
		{"{\"a\":1,\n\"a\":2}", "duplicate object key near '\"a\"' (line 2, column 3)"},
		{"{\"a\":{\"b\":1,\"b\":1}}", "duplicate object key"},
		{"{\"a\":\"\xff\"}", "unable to decode byte 0xff"},
		{"{\"a\":\"\xc0\xaf\"}", "unable to decode byte 0xc0"},
		{"{\"a\":\"\xed\xa0\x80\"}", "unable to decode byte 0xed"},
		{"{\"a\":\"\\ud800\"}", "invalid Unicode"},
		{"{\"a\":\"\n\"}", "unexpected newline"},
		{"{\"a\":\"\t\"}", "control character"},
	};
	tools *t = *state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *said = routed(t, refused[i].json);
		if (strstr(said, refused[i].words) == NULL) {
			fail_msg("%s: %s", refused[i].json, said);
		}
		assert_int_equal(t->event.count, 0);
	}
	assert_false(read_bytes(t, "{\"a\":1}\0", 8));
	assert_false(read_bytes(t, "{\"a\0\":1}", 8));
	/* And it goes on. */
	assert_string_equal(routed(t, "{\"type\":\"silent\"}"), "silent: -");
}

/* Every proper prefix of an event is none. */
static void a_torn_event_is_none(void **state)
{
	tools *t = *state;
	const char *json = "{\"Event\":{\"System\":{\"EventID\":{\"#text\":1.5},\"C\":\"\\u00e9\"},"
			   "\"EventData\":{\"D\":[null,true,\"\xe2\x82\xac\"]}}}";
	for (size_t length = 0; length < strlen(json); length++) {
		assert_false(read_bytes(t, json, length));
		assert_int_equal(t->event.count, 0);
	}
	assert_true(read_bytes(t, json, strlen(json)));
	assert_int_equal(t->event.count, 3);
}

static void write_keys(sl_buffer *out, unsigned count)
{
	sl_buffer_clear(out);
	sl_buffer_text(out, "{\"Event\":{\"System\":{},\"EventData\":{\"type\":\"silent\"");
	for (unsigned i = 1; i < count; i++) {
		sl_buffer_printf(out, ",\"key %u\":{\"#text\":%u}", i, i);
	}
	sl_buffer_text(out, "}}}");
}

static void events_have_limits(void **state)
{
	tools *t = *state;
	sl_buffer json = {0};
	write_keys(&json, SL_MAX_EVENT_KEYS);
	assert_string_equal(routed(t, (char *)json.bytes), "silent: -");
	write_keys(&json, SL_MAX_EVENT_KEYS + 1);
	assert_string_equal(routed(t, (char *)json.bytes), "the event has more than 4,096 keys");

	sl_buffer_clear(&json);
	sl_buffer_text(&json, "{\"type\":\"silent\"}");
	const size_t room = SL_MAX_EVENT_BYTES - json.length;
	memset(sl_buffer_extend(&json, room), ' ', room);
	assert_true(read_bytes(t, (char *)json.bytes, json.length));
	sl_buffer_byte(&json, ' ');
	assert_false(read_bytes(t, (char *)json.bytes, json.length));
	assert_string_equal(t->problem.text, "the event has more than 16 MiB");
	sl_buffer_free(&json);
}

static void deep_nesting_is_refused(void **state)
{
	tools *t = *state;
	const size_t depth = 1u << 20;
	char *json = malloc(depth + 5);
	assert_non_null(json);
	memcpy(json, "{\"a\":", 5);
	memset(json + 5, '[', depth);
	assert_false(read_bytes(t, json, depth + 5));
	assert_non_null(strstr(t->problem.text, "depth"));
	free(json);
}

static void freeing_nothing_is_fine(void **state)
{
	(void)state;
	sl_event_reader_free(NULL);
	sl_event_inputs_free(NULL);
	sl_event_router_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(select_decides, begin, end),
		cmocka_unit_test_setup_teardown(a_type_may_be_named, begin, end),
		cmocka_unit_test_setup_teardown(fields_have_other_names, begin, end),
		cmocka_unit_test_setup_teardown(strings_take_anything, begin, end),
		cmocka_unit_test_setup_teardown(integers_are_exact, begin, end),
		cmocka_unit_test_setup_teardown(addresses_are_exact, begin, end),
		cmocka_unit_test_setup_teardown(the_caller_may_choose_the_type, begin, end),
		cmocka_unit_test_setup_teardown(windows_events_are_flattened, begin, end),
		cmocka_unit_test_setup_teardown(windows_data_has_many_shapes, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_event_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(a_torn_event_is_none, begin, end),
		cmocka_unit_test_setup_teardown(events_have_limits, begin, end),
		cmocka_unit_test_setup_teardown(deep_nesting_is_refused, begin, end),
		cmocka_unit_test(freeing_nothing_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
