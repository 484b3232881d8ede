/* Probes as they are read: strictly, with a place for each mistake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/probes.h"
#include "support_folder.h"
#include "support_model.h"

#define A "3f0c1d52-6d52-4f0e-9d7b-0d1d6a3a0001"
#define B "3F0C1D52-6D52-4F0E-9D7B-0D1D6A3A0002"

static const char catalog_text[] = "template_type: ipc\nid: 7\nversion: 1\n"
				   "logsource: {product: example, category: ipc}\nfields:\n"
				   "  - {name: PipeName, type: string}\n---\n"
				   "template_type: ipc\nid: 7\nversion: 2\n"
				   "logsource: {product: example, category: ipc}\nfields:\n"
				   "  - {name: PipeName, type: string}\n"
				   "  - {name: RemoteIp, type: ip}\n"
				   "  - {name: AccessMask, type: integer, from: [Mask]}\n---\n"
				   "template_type: start\nid: 8\nversion: 1\n"
				   "logsource: {product: example, category: start}\n"
				   "select: {Channel: [Sys], EventID: [1]}\nfields:\n"
				   "  - {name: Image, type: string}\n---\n"
				   "template_type: every\nid: 9\nversion: 1\n"
				   "logsource: {product: example, service: every}\n"
				   "select: {Channel: [Sys]}\nfields:\n"
				   "  - {name: EventID, type: integer}\n";

typedef struct reading {
	char *folder;
	sl_catalog catalog;
	sl_probes probes;
	sl_findings findings;
	bool good;
} reading;

static void begin(reading *r)
{
	memset(r, 0, sizeof *r);
	r->folder = scratch_create();
	scratch_text(r->folder, "catalog/a.yaml", catalog_text);
	sl_findings_start(&r->findings);
	assert_true(sl_catalog_load(scratch_path(r->folder, "catalog"), &r->catalog, &r->findings));
}

static void load(reading *r)
{
	char probes[4096];

	snprintf(probes, sizeof probes, "%s/probes", r->folder);
	r->good = sl_probes_load(probes, r->folder, &r->catalog, &r->probes, &r->findings);
	assert_true(r->good == (r->findings.errors == 0));
}

static void end(reading *r)
{
	sl_probes_free(&r->probes);
	sl_catalog_free(&r->catalog);
	sl_findings_free(&r->findings);
	scratch_remove(r->folder);
}

/* The findings of a probes file of this text, and no probe if there are any. */
static void expect(const char *text, const char *findings)
{
	reading r;
	const char *found;

	begin(&r);
	scratch_text(r.folder, "probes/a.yaml", text);
	load(&r);
	found = model_findings(&r.findings, r.folder);
	if (strcmp(found, findings) != 0)
		fail_msg("\"%s\" gives\n%s", text, found);
	sl_findings_start(&r.findings);
	end(&r);
}

static void test_inline_events(void **state)
{
	reading r;
	const sl_probe *probe;

	(void)state;
	begin(&r);
	scratch_text(
		r.folder, "probes/a.yaml",
		"- event: {type: ipc, PipeName: '\\a', RemoteIp: 10.0.0.1, Mask: 0x10}\n"
		"  match: [" B ", " A "]\n"
		"- {event: {type: start, Image: null}, match: []}\n"
		"- {event: {type: ipc, PipeName: 7, RemoteIp: '-', AccessMask: ''}, match: []}\n");
	load(&r);
	assert_true(r.good);
	assert_int_equal(r.probes.count, 3);
	assert_int_equal(r.probes.expectations, 2);
	probe = &r.probes.items[0];
	assert_int_equal(probe->source.line, 1);
	assert_int_equal(probe->type_count, 1);
	assert_int_equal(probe->types[0]->id, 7);
	assert_int_equal(probe->types[0]->version, 2);
	assert_int_equal(probe->event.count, 3);
	assert_true(sl_text_is(probe->event.values[0].text, "\\a"));
	assert_int_equal(probe->event.values[2].kind, SL_VALUE_INTEGER);
	assert_int_equal(probe->event.values[2].integer, 16);
	assert_int_equal(probe->expected_count, 2);
	assert_int_equal(probe->expected[0].uuid[15], 1); /* by id, not as written */
	assert_int_equal(probe->expected[0].source.line, 2);
	probe = &r.probes.items[1];
	assert_int_equal(probe->source.line, 3);
	assert_int_equal(probe->event.values[0].kind, SL_VALUE_NULL);
	assert_int_equal(probe->expected_count, 0);
	assert_int_equal(r.probes.items[2].event.values[0].kind, SL_VALUE_INTEGER);
	end(&r);
}

static void test_no_folder_and_no_probe(void **state)
{
	reading r;

	(void)state;
	begin(&r);
	load(&r);
	assert_true(r.good);
	assert_int_equal(r.probes.count, 0);
	sl_probes_free(&r.probes);
	scratch_text(r.folder, "probes/note.txt", "- event: nothing\n");
	scratch_text(r.folder, "probes/a.yaml", "# none yet\n");
	load(&r);
	assert_true(r.good);
	assert_int_equal(r.probes.count, 0);
	end(&r);
}

static void test_wrong_entries(void **state)
{
	(void)state;
	expect("- event: {type: ipc\n",
	       "CH6001 probes/a.yaml:2:1 did not find expected ',' or '}' while parsing a flow "
	       "mapping that began in line 1\n");
	expect("event: {type: ipc}\nmatch: []\n",
	       "CH6008 probes/a.yaml:1:1 a file of probes must be a list of probes {event, match}, "
	       "not a map\n");
	expect("- probe\n", "CH6008 probes/a.yaml:1:3 a probe must be a map of keys and values\n");
	expect("- {}\n", "CH6007 probes/a.yaml:1:3 a probe needs the key 'event', or 'events' with "
	                 "the path of a file\n"
	                 "CH6007 probes/a.yaml:1:3 a probe needs the key 'match'\n");
	expect("- {event: {type: ipc}}\n",
	       "CH6007 probes/a.yaml:1:3 a probe needs the key 'match'\n");
	expect("- {event: {type: ipc}, matches: [], match: []}\n",
	       "CH6002 probes/a.yaml:1:24 a probe has no key 'matches'; did you mean 'match'?\n");
	expect("- {event: {type: ipc}, events: a.ndjson, match: []}\n",
	       "CH6008 probes/a.yaml:1:32 a probe has one of 'event' and 'events', not both\n");
	expect("- {event: {type: ipc}, type: ipc, match: []}\n",
	       "CH6002 probes/a.yaml:1:30 the type of one event is a key of the event\n");
}

static void test_wrong_matches(void **state)
{
	(void)state;
	expect("- {event: {type: ipc}, match: }\n",
	       "CH6008 probes/a.yaml:1:31 match must be a list of the ids of rules, and may be "
	       "empty: [], not ''\n");
	expect("- {event: {type: ipc}, match: " A "}\n",
	       "CH6008 probes/a.yaml:1:31 match must be a list of the ids of rules, and may be "
	       "empty: [], not '" A "'\n");
	expect("- {event: {type: ipc}, match: [kettle]}\n",
	       "CH6008 probes/a.yaml:1:32 match must hold the ids of rules, UUIDs, as their rules "
	       "have them\n");
	expect("- event: {type: ipc}\n  match:\n    - " A "\n    - " B "\n    - " A "\n",
	       "CH6020 probes/a.yaml:5:7 the id is there twice, also in line 3\n");
}

static void test_wrong_events(void **state)
{
	(void)state;
	expect("- {event: [], match: []}\n",
	       "CH6008 probes/a.yaml:1:11 event must be a map of fields and values\n");
	expect("- {event: {PipeName: a}, match: []}\n",
	       "CH6007 probes/a.yaml:1:11 an event needs the key 'type', a type of the catalog\n");
	expect("- {event: {type: pipe}, match: []}\n",
	       "CH6008 probes/a.yaml:1:18 the catalog has no type 'pipe'\n");
	expect("- {event: {type: [ipc]}, match: []}\n",
	       "CH6008 probes/a.yaml:1:18 type must be a text, not a list\n");
	expect("- {event: {type: ipc, PipeNames: a}, match: []}\n",
	       "CH6004 probes/a.yaml:1:23 ipc has no field 'PipeNames'; did you mean "
	       "'PipeName'?\n");
	expect("- {event: {type: ipc, PipeName: [a, b]}, match: []}\n",
	       "CH6008 probes/a.yaml:1:33 PipeName must be one value, not a list or a map\n");
	expect("- {event: {type: ipc, AccessMask: 1, Mask: 1}, match: []}\n",
	       "CH6020 probes/a.yaml:1:38 the field AccessMask is there twice, also in line 1\n");
	expect("- {event: {type: ipc, AccessMask: many}, match: []}\n",
	       "CH6008 probes/a.yaml:1:35 AccessMask is of the kind integer, and 'many' is none\n");
	expect("- {event: {type: ipc, AccessMask: 1.5}, match: []}\n",
	       "CH6008 probes/a.yaml:1:35 AccessMask is of the kind integer, and '1.5' is none\n");
	expect("- {event: {type: ipc, AccessMask: 9223372036854775808}, match: []}\n",
	       "CH6008 probes/a.yaml:1:35 AccessMask is of the kind integer, and "
	       "'9223372036854775808' is none\n");
	expect("- {event: {type: ipc, RemoteIp: 10.0.0.256}, match: []}\n",
	       "CH6008 probes/a.yaml:1:33 RemoteIp is of the kind ip, and '10.0.0.256' is none\n");
	expect("- {event: {type: ipc, PipeName: a, PipeName: b}, match: []}\n",
	       "CH6001 probes/a.yaml:1:36 the key PipeName is there twice\n");
}

/* Hundreds of unknown fields: some are named, the rest are counted. */
static void test_many_unknown_fields(void **state)
{
	sl_buffer text = {0};
	reading r;

	(void)state;
	sl_buffer_text(&text, "- match: []\n  event:\n    type: ipc\n");
	for (int i = 0; i < 5000; i++)
		sl_buffer_printf(&text, "    f%d: 1\n", i);
	begin(&r);
	scratch_write(r.folder, "probes/a.yaml", text.bytes, text.length);
	load(&r);
	assert_int_equal(r.findings.errors, 21);
	assert_string_equal(r.findings.items[20].detail,
	                    "4980 more keys that are no fields of ipc");
	end(&r);
	sl_buffer_free(&text);
}

static void write_events(reading *r, const char *entry, const char *events)
{
	scratch_text(r->folder, "probes/a.yaml", entry);
	scratch_text(r->folder, "events/a.ndjson", events);
}

static void test_events_files(void **state)
{
	reading r;

	(void)state;
	begin(&r);
	write_events(&r,
	             "- {events: ../events/a.ndjson, type: ipc, match: []}\n"
	             "- {events: ../events/a.ndjson, match: [" A "], type: start}\n",
	             "{\"PipeName\": \"\\\\a\", \"AccessMask\": 3, \"Else\": {\"a\": [1]}}\n"
	             "{\"type\": \"start\", \"Image\": null}\n");
	load(&r);
	assert_true(r.good);
	assert_int_equal(r.probes.count, 4);
	assert_int_equal(r.probes.expectations, 1);
	assert_int_equal(r.probes.items[0].types[0]->id, 7);
	assert_int_equal(r.probes.items[0].source.line, 1);
	assert_non_null(strstr(r.probes.items[0].source.path, "events/a.ndjson"));
	assert_null(strstr(r.probes.items[0].source.path, ".."));
	assert_int_equal(r.probes.items[0].entry.line, 1);
	assert_non_null(strstr(r.probes.items[0].entry.path, "probes/a.yaml"));
	assert_int_equal(r.probes.items[1].types[0]->id, 8); /* it names its own */
	assert_int_equal(r.probes.items[1].source.line, 2);
	assert_int_equal(r.probes.items[3].entry.line, 2);
	assert_int_equal(r.probes.items[3].expected_count, 1);
	end(&r);
}

/* The texts outlive the reader: each event keeps its own. */
static void test_events_keep_their_values(void **state)
{
	sl_buffer events = {0};
	reading r;

	(void)state;
	for (int i = 0; i < 3000; i++)
		sl_buffer_printf(&events, "{\"PipeName\": \"\\\\pipe-%d\"}\n", i);
	begin(&r);
	scratch_write(r.folder, "events/a.ndjson", events.bytes, events.length);
	scratch_text(r.folder, "probes/a.yaml",
	             "- {events: ../events/a.ndjson, type: ipc, match: []}\n");
	load(&r);
	assert_true(r.good);
	assert_int_equal(r.probes.count, 3000);
	for (size_t i = 0; i < 3000; i++) {
		char wanted[32];

		snprintf(wanted, sizeof wanted, "\\pipe-%zu", i);
		assert_int_equal(r.probes.items[i].event.count, 1);
		assert_true(sl_text_is(r.probes.items[i].event.values[0].text, wanted));
	}
	end(&r);
	sl_buffer_free(&events);
}

/* Without a type in the entry, the catalog's select says what an event is: perhaps two things. */
static void test_events_of_several_types(void **state)
{
	reading r;

	(void)state;
	begin(&r);
	write_events(&r, "- {events: ../events/a.ndjson, match: []}\n",
	             "{\"Channel\": \"Sys\", \"EventID\": 1, \"Image\": \"a\"}\n"
	             "{\"Channel\": \"Sys\", \"EventID\": 2}\n"
	             "{\"type\": \"ipc\", \"PipeName\": \"a\"}\n");
	load(&r);
	assert_true(r.good);
	assert_int_equal(r.probes.count, 3);
	assert_int_equal(r.probes.items[0].type_count, 2);
	assert_int_equal(r.probes.items[0].types[0]->id, 8);
	assert_int_equal(r.probes.items[0].types[1]->id, 9);
	assert_int_equal(r.probes.items[1].type_count, 1);
	assert_int_equal(r.probes.items[1].types[0]->id, 9);
	assert_int_equal(r.probes.items[2].types[0]->id, 7);
	end(&r);
}

static void expect_rule(const char *entry, const char *events, uint16_t rule, const char *path,
                        uint32_t line)
{
	reading r;

	begin(&r);
	write_events(&r, entry, events);
	load(&r);
	if (r.findings.count != 1 || r.findings.items[0].rule != rule ||
	    r.findings.items[0].source.line != line ||
	    strstr(r.findings.items[0].source.path, path) == NULL)
		fail_msg("%s gives %zu findings:\n%s", entry, r.findings.count,
		         model_findings(&r.findings, r.folder));
	assert_int_equal(r.probes.count, 0);
	end(&r);
}

static void test_wrong_events_files(void **state)
{
	static const char entry[] = "\n- {events: ../events/a.ndjson, match: []}\n";
	static const char fine[] = "{\"type\": \"ipc\"}\n";

	(void)state;
	expect_rule("- {events: ../events/b.ndjson, match: []}\n", fine, SL_RULE_FILE_UNREADABLE,
	            "probes/a.yaml", 1);
	expect_rule("- {events: ../events, match: []}\n", fine, SL_RULE_FILE_UNREADABLE,
	            "probes/a.yaml", 1);
	expect_rule("- {events: [a.ndjson], match: []}\n", fine, SL_RULE_VALUE_INVALID,
	            "probes/a.yaml", 1);
	expect_rule("- {events: /etc/hostname, match: []}\n", fine, SL_RULE_VALUE_INVALID,
	            "probes/a.yaml", 1);
	expect_rule("- {events: ../../../../../../../../etc/passwd, match: []}\n", fine,
	            SL_RULE_VALUE_INVALID, "probes/a.yaml", 1);
	expect_rule("- {events: ../events/a.ndjson, type: pipe, match: []}\n", fine,
	            SL_RULE_VALUE_INVALID, "probes/a.yaml", 1);
	expect_rule(entry, "", SL_RULE_VALUE_INVALID, "probes/a.yaml", 2);
	expect_rule(entry, "\n", SL_RULE_VALUE_INVALID, "probes/a.yaml", 2);
	expect_rule(entry, "{\"a\": 1}\n", SL_RULE_VALUE_INVALID, "events/a.ndjson", 1);
	expect_rule(entry, "{\"type\": \"ipc\"}\n{\"type\": \n", SL_RULE_FILE_UNREADABLE,
	            "events/a.ndjson", 2);
	expect_rule(entry, "{\"type\": \"ipc\", \"type\": \"ipc\"}\n", SL_RULE_FILE_UNREADABLE,
	            "events/a.ndjson", 1);
}

/* A link leads out of the repository, whatever its path says. */
static void test_events_behind_a_link(void **state)
{
	char link_path[4096];
	reading r;

	(void)state;
	begin(&r);
	scratch_text(r.folder, "events/x", "");
	snprintf(link_path, sizeof link_path, "%s/events/a.ndjson", r.folder);
	assert_int_equal(symlink("/etc/passwd", link_path), 0);
	scratch_text(r.folder, "probes/a.yaml", "- {events: ../events/a.ndjson, match: []}\n");
	load(&r);
	assert_int_equal(r.findings.count, 1);
	assert_int_equal(r.findings.items[0].rule, SL_RULE_VALUE_INVALID);
	end(&r);
}

static void test_events_from_a_fifo(void **state)
{
	char path[4096];
	reading r;

	(void)state;
	begin(&r);
	scratch_text(r.folder, "events/x", "");
	snprintf(path, sizeof path, "%s/events/a.ndjson", r.folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	scratch_text(r.folder, "probes/a.yaml", "- {events: ../events/a.ndjson, match: []}\n");
	load(&r);
	assert_int_equal(r.findings.count, 1);
	assert_int_equal(r.findings.items[0].rule, SL_RULE_FILE_UNREADABLE);
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inline_events),
		cmocka_unit_test(test_no_folder_and_no_probe),
		cmocka_unit_test(test_wrong_entries),
		cmocka_unit_test(test_wrong_matches),
		cmocka_unit_test(test_wrong_events),
		cmocka_unit_test(test_many_unknown_fields),
		cmocka_unit_test(test_events_files),
		cmocka_unit_test(test_events_keep_their_values),
		cmocka_unit_test(test_events_of_several_types),
		cmocka_unit_test(test_wrong_events_files),
		cmocka_unit_test(test_events_behind_a_link),
		cmocka_unit_test(test_events_from_a_fifo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
