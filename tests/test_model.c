/* The catalog: what is read, what is refused and where, and that what is written reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/yaml.h"
#include "model/catalog.h"
#include "support_folder.h"
#include "support_model.h"

#define LOAD(folder, catalog, findings) \
	(sl_findings_start(findings), sl_catalog_load(folder, catalog, findings))

/* What is said about a catalog of this one file. */
static const char *say(const char *folder, const char *text)
{
	sl_findings findings;
	sl_catalog catalog;
	bool good;

	scratch_text(folder, "a.yaml", text);
	good = LOAD(folder, &catalog, &findings);
	assert_int_equal(good, findings.errors == 0);
	sl_catalog_free(&catalog);
	return model_findings(&findings, folder);
}

#define HEAD "template_type: ipc\nid: 7\nversion: 3\nlogsource: {category: ipc}\n"
#define FIELDS "fields:\n  - {name: A, type: string}\n"

static const char three_versions[] =
	"template_type: ipc\nid: 7\nversion: 1\nlogsource: {product: windows, category: ipc}\n"
	"fields:\n  - {name: PipeName, type: string, from: [Pipe, Name]}\n"
	"---\n"
	"template_type: ipc\nid: 7\nversion: 3\nlogsource: {product: windows, category: ipc}\n"
	"select: {Channel: [Security, Other], EventID: 4656}\n"
	"fields:\n  - {name: PipeName, type: string}\n  - {name: RemoteIp, type: ip}\n"
	"  - {name: Mask, type: integer, from: mask}\n"
	"match_all: true\n";

static void test_a_catalog_is_read(void **state)
{
	sl_findings findings;
	sl_catalog catalog;
	const sl_type *newest, *oldest;
	char digest[65];

	scratch_text(*state, "ipc.yaml", three_versions);
	scratch_text(*state, "other.yml",
	             "template_type: dns\nid: 3\nversion: 1\nlogsource: {service: dns}\n"
	             "fields: [{name: Q, type: string}]\n");
	scratch_text(*state, "README.md", "not: [yaml");
	scratch_text(*state, ".hidden.yaml", "not: [yaml");
	assert_true(LOAD(*state, &catalog, &findings));
	assert_string_equal(model_findings(&findings, *state), "");
	assert_int_equal(catalog.count, 3);
	assert_string_equal(catalog.types[0].name, "dns");
	oldest = sl_catalog_type(&catalog, 7, 1);
	newest = sl_catalog_newest(&catalog, 7);
	assert_ptr_equal(oldest, &catalog.types[1]);
	assert_ptr_equal(newest, &catalog.types[2]);
	assert_false(oldest->newest);
	assert_true(newest->newest && newest->match_all && !oldest->match_all);
	assert_int_equal(newest->version, 3);
	assert_string_equal(newest->logsource.product, "windows");
	assert_string_equal(newest->logsource.service, "");
	assert_int_equal(newest->select_count, 2);
	assert_string_equal(newest->select[0].values[1], "Other");
	assert_int_equal(newest->select[1].value_count, 1);
	assert_string_equal(newest->select[1].values[0], "4656");
	assert_int_equal(newest->fields[1].kind, CHAN_KIND_IP);
	assert_string_equal(newest->fields[2].from[0], "mask");
	assert_string_equal(oldest->fields[0].from[1], "Name");
	assert_int_equal(newest->fields[1].source.line, 15);
	assert_int_equal(newest->fields[1].source.column, 5);
	assert_int_equal(newest->source.line, 8);
	/* The digest is that of the two files' bytes in the order of their names. */
	char all[2000];
	int length = snprintf(all, sizeof all,
	                      "%stemplate_type: dns\nid: 3\nversion: 1\n"
	                      "logsource: {service: dns}\nfields: [{name: Q, type: string}]\n",
	                      three_versions);
	sl_sha256_hex(all, (size_t)length, digest);
	assert_string_equal(catalog.digest, digest);
	sl_catalog_free(&catalog);
}

static void test_look_ups(void **state)
{
	const sl_logsource windows = {"windows", "ipc", ""}, dns = {"", "", "dns"};
	const sl_logsource none = {"windows", "", ""}, more = {"windows", "ipc", "x"};
	sl_findings findings;
	sl_catalog catalog;
	const sl_type *type;

	scratch_text(*state, "ipc.yaml", three_versions);
	scratch_text(*state, "dns.yaml",
	             "template_type: dns\nid: 4294967295\nversion: 4294967295\n"
	             "logsource: {service: dns}\nfields: [{name: Q, type: string}]\n");
	assert_true(LOAD(*state, &catalog, &findings));
	sl_findings_free(&findings);
	type = sl_catalog_logsource(&catalog, &windows);
	assert_int_equal(type->version, 3);
	assert_int_equal(sl_catalog_logsource(&catalog, &dns)->id, UINT32_MAX);
	assert_null(sl_catalog_logsource(&catalog, &none));
	assert_null(sl_catalog_logsource(&catalog, &more));
	assert_null(sl_catalog_type(&catalog, 7, 2));
	assert_null(sl_catalog_type(&catalog, 8, 1));
	assert_null(sl_catalog_newest(&catalog, 8));
	assert_null(sl_catalog_newest(&catalog, 6));
	assert_int_equal(sl_catalog_newest(&catalog, UINT32_MAX)->version, UINT32_MAX);
	assert_int_equal(sl_catalog_named(&catalog, "ipc", 1)->field_count, 1);
	assert_null(sl_catalog_named(&catalog, "ipc", 2));
	assert_null(sl_catalog_named(&catalog, "ip", 1));
	assert_int_equal(sl_type_field(type, sl_text_of("RemoteIp")), 1);
	assert_int_equal(sl_type_field(type, sl_text_of("remoteip")), -1);
	assert_int_equal(sl_type_field(type, sl_text_of("Remote")), -1);
	assert_int_equal(sl_type_field(type, (sl_text){"RemoteIp\0", 9}), -1);
	assert_int_equal(sl_type_field(type, (sl_text){0}), -1);
	sl_catalog_free(&catalog);
}

/* CRC-32C of name, NUL and kind, field after field: by hand, from FORMAT.md 3.7. */
static uint32_t crc32c(uint32_t crc, const uint8_t *bytes, size_t size)
{
	crc = ~crc;
	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++) {
			crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
		}
	}
	return ~crc;
}

static void test_layout_hashes_are_those_of_the_format(void **state)
{
	static const uint8_t bytes[] = "PipeName\0\1RemoteIp\0\3Mask\0\2";
	sl_findings findings;
	sl_catalog catalog;
	const sl_type *type;

	assert_int_equal(crc32c(0, (const uint8_t *)"123456789", 9), 0xE3069283u);
	scratch_text(*state, "ipc.yaml", three_versions);
	assert_true(LOAD(*state, &catalog, &findings));
	sl_findings_free(&findings);
	type = sl_catalog_newest(&catalog, 7);
	assert_int_equal(type->fields[0].layout_hash, crc32c(0, bytes, 10));
	assert_int_equal(type->fields[1].layout_hash, crc32c(0, bytes, 20));
	assert_int_equal(type->fields[2].layout_hash, crc32c(0, bytes, 26));
	assert_int_equal(sl_catalog_type(&catalog, 7, 1)->fields[0].layout_hash,
	                 type->fields[0].layout_hash);
	sl_catalog_free(&catalog);
}

typedef struct fault_case {
	const char *text, *said;
} fault_case;

static const fault_case fault_cases[] = {
	{HEAD FIELDS, ""},
	{HEAD FIELDS "match_all: false\nselect: {}\n", ""},
	{HEAD FIELDS "matchall: true\nzzz: 1\n",
         "CH6002 a.yaml:7:1 a template type has no key 'matchall'; did you mean 'match_all'?\n"
         "CH6002 a.yaml:8:1 a template type has no key 'zzz'\n"},
	{"id: 1\n", "CH6007 a.yaml:1:1 a template type needs the key 'fields'\n"
                    "CH6007 a.yaml:1:1 a template type needs the key 'logsource'\n"
                    "CH6007 a.yaml:1:1 a template type needs the key 'template_type'\n"
                    "CH6007 a.yaml:1:1 a template type needs the key 'version'\n"},
	{"- a\n", "CH6008 a.yaml:1:1 a template type must be a map of keys and values\n"},
	{"text\n", "CH6008 a.yaml:1:1 a template type must be a map of keys and values\n"},
	{"template_type: ''\nid: 0\nversion: 4294967296\nlogsource: {}\n" FIELDS,
         "CH6008 a.yaml:1:16 template_type must have 1 to 255 bytes, not 0\n"
         "CH6008 a.yaml:2:5 id must be a whole number from 1 to 4294967295, not '0'\n"
         "CH6008 a.yaml:3:10 version must be a whole number from 1 to 4294967295, not "
         "'4294967296'\n"
         "CH6007 a.yaml:4:12 a log source needs product, category or service\n"},
	{"template_type: ~\nid: '7'\nversion: -1\nlogsource: {produkt: a}\n" FIELDS,
         "CH6008 a.yaml:1:16 template_type must be a text, not null or nothing\n"
         "CH6008 a.yaml:2:5 id must be a whole number from 1 to 4294967295, not '7' in quotes\n"
         "CH6008 a.yaml:3:10 version must be a whole number from 1 to 4294967295, not '-1'\n"
         "CH6002 a.yaml:4:13 a log source has no key 'produkt'; did you mean 'product'?\n"},
	{"template_type: [a]\nid: 1.5\nversion: 010\nlogsource: windows\nfields: A\n",
         "CH6008 a.yaml:1:16 template_type must be a text, not a list\n"
         "CH6008 a.yaml:2:5 id must be a whole number from 1 to 4294967295, not '1.5'\n"
         "CH6008 a.yaml:3:10 version must be a whole number from 1 to 4294967295, not '010'\n"
         "CH6008 a.yaml:4:12 a log source must be a map of keys and values\n"
         "CH6008 a.yaml:5:9 fields must be a list of fields {name, type}, not 'A'\n"},
	{"template_type: \"a\\x1bb\"\nid: 99999999999999999999\nversion: 0x10\n"
         "logsource: {service: [a]}\nfields: []\nmatch_all: yes\nselect: [a]\n",
         "CH6008 a.yaml:1:16 template_type has a control character: 'a\\x1bb'\n"
         "CH6008 a.yaml:2:5 id must be a whole number from 1 to 4294967295, not "
         "'99999999999999999999'\n"
         "CH6008 a.yaml:4:22 service must be a text, not a list\n"
         "CH6008 a.yaml:5:9 a type must have 1 to 256 fields, not 0\n"
         "CH6008 a.yaml:6:12 match_all must be true or false, not 'yes'\n"
         "CH6008 a.yaml:7:9 select must be a map of names and the values that they may have\n"},
	{HEAD "match_all: 'true'\nselect: {A: [], B: {}, C: [x, ~]}\n" FIELDS,
         "CH6008 a.yaml:5:12 match_all must be true or false, not 'true' in quotes\n"
         "CH6008 a.yaml:6:13 a value of select must not be an empty list\n"
         "CH6008 a.yaml:6:20 a value of select must be a text, not a map\n"
         "CH6008 a.yaml:6:31 a value of select must be a text, not null or nothing\n"},
	{HEAD "fields:\n  - A\n  - {name: B}\n  - {type: string}\n  - {name: C, type: text}\n"
              "  - {name: D, type: [ip], form: x}\n  - {name: E, type: ip, from: []}\n",
         "CH6008 a.yaml:6:5 a field must be a map of keys and values\n"
         "CH6007 a.yaml:7:5 a field needs the key 'type'\n"
         "CH6007 a.yaml:8:5 a field needs the key 'name'\n"
         "CH6008 a.yaml:9:21 type must be string, integer or ip\n"
         "CH6008 a.yaml:10:21 type must be string, integer or ip\n"
         "CH6002 a.yaml:10:27 a field has no key 'form'; did you mean 'from'?\n"
         "CH6008 a.yaml:11:31 from must not be an empty list\n"},
	{HEAD "fields:\n  - {name: A, type: string}\n  - {name: a, type: ip}\n"
              "  - {name: A, type: ip}\n  - {name: C, type: ip, from: [x, a]}\n"
              "  - {name: D, type: ip, from: [D]}\n",
         "CH6020 a.yaml:8:5 the name A of field A is there already: field A in line 6\n"
         "CH6020 a.yaml:9:5 the name a of field C is there already: field a in line 7\n"
         "CH6020 a.yaml:10:5 the name D of field D is there already: field D in line 10\n"},
	{"a: [\n",
         "CH6001 a.yaml:2:1 did not find expected node content while parsing a flow node\n"},
	{HEAD FIELDS "---\nid: &x 1\n", "CH6001 a.yaml:8:5 anchors (&) are not allowed\n"},
};

static void test_what_is_wrong_is_said_at_its_place(void **state)
{
	for (size_t i = 0; i < sizeof fault_cases / sizeof *fault_cases; i++) {
		assert_string_equal(say(*state, fault_cases[i].text), fault_cases[i].said);
	}
}

#define VERSION(name, id, version, source, fields)                                       \
	"template_type: " name "\nid: " id "\nversion: " version "\nlogsource: {" source \
	"}\nfields: [" fields "]\n---\n"
#define FIELD_A "{name: A, type: string}"
#define FIELD_B "{name: B, type: ip}"

static const fault_case history_cases[] = {
	{VERSION("t", "1", "9", "service: s", FIELD_A ", " FIELD_B)
                 VERSION("t", "1", "2", "service: s", FIELD_A),
         ""},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("t", "1", "2", "service: s", FIELD_A),
         ""},
	{VERSION("t", "1", "1", "service: s", FIELD_A ", " FIELD_B)
                 VERSION("t", "1", "2", "service: s", FIELD_A),
         "CH6019 a.yaml:7:1 version 2 of t lacks field 2 of version 1, B\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A ", " FIELD_B)
                 VERSION("t", "1", "2", "service: s", FIELD_B ", " FIELD_A),
         "CH6019 a.yaml:11:10 field 1 of t is B (ip) in version 2, and was A (string) in version "
         "1\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("t", "1", "2", "service: s", "{name: A, type: integer}"),
         "CH6019 a.yaml:11:10 field 1 of t is A (integer) in version 2, and was A (string) in "
         "version 1\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("t", "1", "2", "service: z", FIELD_A),
         "CH6019 a.yaml:7:1 version 2 of t has another log source than version 1 at PATH:1\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("t", "1", "1", "service: s", FIELD_A),
         "CH6020 a.yaml:7:1 version 1 of the type with id 1 is also at PATH:1\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("u", "1", "2", "service: s", FIELD_A),
         "CH6020 a.yaml:7:1 id 1 is that of type t at PATH:1; the name of a type stays\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("t", "2", "1", "service: z", FIELD_A),
         "CH6020 a.yaml:7:1 the name of type t, id 2, is also that of type t, id 1, at PATH:1\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("u", "2", "1", "service: s", FIELD_A),
         "CH6020 a.yaml:7:1 the log source of type u, id 2, is also that of type t, id 1, at "
         "PATH:1\n"},
	{VERSION("t", "1", "1", "service: s", FIELD_A)
                 VERSION("u", "2", "1", "category: s", FIELD_A),
         ""},
};

static void test_versions_only_append(void **state)
{
	for (size_t i = 0; i < sizeof history_cases / sizeof *history_cases; i++) {
		const char *said = say(*state, history_cases[i].text);
		const char *wanted = history_cases[i].said, *path = strstr(wanted, "PATH");
		char filled[5000];

		snprintf(filled, sizeof filled, "%s", wanted);
		if (path != NULL) {
			snprintf(filled, sizeof filled, "%.*s%s/a.yaml%s", (int)(path - wanted),
			         wanted, (char *)*state, path + 4);
		}
		assert_string_equal(said, filled);
	}
}

static void append_fields(sl_buffer *text, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		sl_buffer_printf(text, "  - {name: F%u, type: string}\n", i);
	}
}

static void test_limits_of_the_format(void **state)
{
	sl_buffer text = {0};

	for (unsigned count = CHAN_MAX_FIELDS; count <= CHAN_MAX_FIELDS + 1; count++) {
		sl_buffer_clear(&text);
		sl_buffer_text(&text, HEAD "fields:\n");
		append_fields(&text, count);
		assert_string_equal(say(*state, (char *)text.bytes),
		                    count == CHAN_MAX_FIELDS
		                            ? ""
		                            : "CH6008 a.yaml:6:3 a type must have 1 to 256 fields, "
		                              "not 257\n");
	}
	for (int length = CHAN_MAX_NAME; length <= (int)CHAN_MAX_NAME + 1; length++) {
		sl_buffer_clear(&text);
		sl_buffer_printf(&text, HEAD "fields:\n  - {name: %0*d, type: string}\n", length,
		                 1);
		assert_string_equal(
			say(*state, (char *)text.bytes),
			length == CHAN_MAX_NAME
				? ""
				: "CH6008 a.yaml:6:12 name must have 1 to 255 bytes, not "
				  "256\n");
	}
	sl_buffer_free(&text);
}

static void test_many_faults_are_counted_not_all_told(void **state)
{
	sl_buffer text = {0};
	const char *said;

	sl_buffer_text(&text, HEAD FIELDS);
	for (unsigned i = 0; i < 50000; i++) {
		sl_buffer_printf(&text, "unknown%u: x\n", i);
	}
	said = say(*state, (char *)text.bytes);
	assert_non_null(
		strstr(said, "CH6002 a.yaml:26:1 a template type has no key 'unknown19'\n"));
	assert_null(strstr(said, "unknown20"));
	assert_non_null(strstr(
		said, "CH6002 a.yaml:1:1 49980 more keys that a template type does not have\n"));
	sl_buffer_free(&text);
}

static void test_a_folder_without_types(void **state)
{
	sl_findings findings;
	sl_catalog catalog;

	assert_false(LOAD(*state, &catalog, &findings));
	sl_catalog_free(&catalog);
	assert_string_equal(
		model_findings(&findings, *state),
		"CH6018 :0:0 the folder has no *.yaml or *.yml file with a template type\n");
	assert_string_equal(say(*state, "# nothing\n"),
	                    "CH6018 :0:0 the files of the folder hold no template type\n");
	assert_false(LOAD(scratch_path(*state, "none"), &catalog, &findings));
	sl_catalog_free(&catalog);
	assert_string_equal(model_findings(&findings, *state),
	                    "CH6018 none:0:0 cannot read the folder: No such file or directory\n");
	assert_false(LOAD(scratch_path(*state, "a.yaml"), &catalog, &findings));
	sl_catalog_free(&catalog);
	assert_string_equal(model_findings(&findings, *state),
	                    "CH6018 a.yaml:0:0 cannot read the folder: Not a directory\n");
}

static void test_files_that_are_none(void **state)
{
	static const char large[1] = {0};
	sl_findings findings;
	sl_catalog catalog;

	scratch_text(*state, "a.yaml", HEAD FIELDS);
	assert_int_equal(mkfifo(scratch_path(*state, "b.yaml"), 0600), 0);
	assert_int_equal(mkdir(scratch_path(*state, "c.yaml"), 0700), 0);
	scratch_write(*state, "d.yaml", large, 0);
	scratch_text(*state, "e.yml", "\xFF");
	scratch_write(*state, "f.yml", "a\0", 2);
	assert_false(LOAD(*state, &catalog, &findings));
	assert_int_equal(catalog.count, 1);
	sl_catalog_free(&catalog);
	assert_string_equal(model_findings(&findings, *state),
	                    "CH6018 b.yaml:0:0 cannot read: it is a FIFO\n"
	                    "CH6018 c.yaml:0:0 cannot read: it is a folder\n"
	                    "CH6001 e.yml:1:1 invalid leading UTF-8 octet (0xFF)\n"
	                    "CH6001 f.yml:1:2 control characters are not allowed (0x00)\n");
}

static void test_a_file_over_the_limit(void **state)
{
	sl_buffer text = {0};

	sl_buffer_text(&text, HEAD FIELDS "# ");
	while (text.length < SL_YAML_MAX_BYTES) {
		size_t left = SL_YAML_MAX_BYTES - text.length;

		memset(sl_buffer_extend(&text, left), 'x', left);
	}
	assert_string_equal(say(*state, (char *)text.bytes), "");
	sl_buffer_byte(&text, 'x');
	assert_string_equal(
		say(*state, (char *)text.bytes),
		"CH6018 a.yaml:0:0 is larger than 16 MiB, the most for one file: put its "
		"documents into several files of this folder\n");
	sl_buffer_free(&text);
}

static void assert_same_type(const sl_type *a, const sl_type *b)
{
	assert_string_equal(a->name, b->name);
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->version, b->version);
	assert_string_equal(a->logsource.product, b->logsource.product);
	assert_string_equal(a->logsource.category, b->logsource.category);
	assert_string_equal(a->logsource.service, b->logsource.service);
	assert_int_equal(a->match_all, b->match_all);
	assert_int_equal(a->field_count, b->field_count);
	for (uint32_t i = 0; i < a->field_count; i++) {
		assert_string_equal(a->fields[i].name, b->fields[i].name);
		assert_int_equal(a->fields[i].kind, b->fields[i].kind);
		assert_int_equal(a->fields[i].layout_hash, b->fields[i].layout_hash);
		assert_int_equal(a->fields[i].from_count, b->fields[i].from_count);
		for (uint32_t k = 0; k < a->fields[i].from_count; k++) {
			assert_string_equal(a->fields[i].from[k], b->fields[i].from[k]);
		}
	}
	assert_int_equal(a->select_count, b->select_count);
	for (uint32_t i = 0; i < a->select_count; i++) {
		assert_string_equal(a->select[i].key, b->select[i].key);
		assert_int_equal(a->select[i].value_count, b->select[i].value_count);
		for (uint32_t k = 0; k < a->select[i].value_count; k++) {
			assert_string_equal(a->select[i].values[k], b->select[i].values[k]);
		}
	}
}

static void test_what_is_written_reads_back(void **state)
{
	sl_findings findings;
	sl_catalog first, second;
	sl_buffer once = {0}, twice = {0};

	scratch_text(*state, "in/a.yaml", three_versions);
	scratch_text(*state, "in/b.yaml",
	             "template_type: 'yes: #1'\nid: 9\nversion: 1\n"
	             "logsource: {product: 'no', category: '12', service: \"a\\u2028b\"}\n"
	             "select: {'Event: ID': ['007', -5, 1e3, x]}\n"
	             "fields:\n  - {name: 'true', type: string, from: ['null', \"'\", '\"']}\n"
	             "  - {name: '\xC3\xA4 b', type: integer}\n");
	assert_true(LOAD(scratch_path(*state, "in"), &first, &findings));
	sl_findings_free(&findings);
	sl_catalog_write(first.types, first.count, &once);
	scratch_write(*state, "out/a.yaml", once.bytes, once.length);
	assert_true(LOAD(scratch_path(*state, "out"), &second, &findings));
	sl_findings_free(&findings);
	assert_int_equal(second.count, 3);
	for (size_t i = 0; i < first.count; i++) {
		assert_same_type(&first.types[i], &second.types[i]);
	}
	sl_catalog_write(second.types, second.count, &twice);
	assert_string_equal((char *)once.bytes, (char *)twice.bytes);
	sl_buffer_free(&once);
	sl_buffer_free(&twice);
	sl_catalog_free(&first);
	sl_catalog_free(&second);
}

static void test_kinds_by_name(void **state)
{
	enum chan_field_kind kind;

	(void)state;
	for (int i = CHAN_KIND_STRING; i <= CHAN_KIND_IP; i++) {
		assert_true(sl_field_kind_read(
			sl_text_of(sl_field_kind_name((enum chan_field_kind)i)), &kind));
		assert_int_equal(kind, i);
	}
	assert_false(sl_field_kind_read(sl_text_of("String"), &kind));
	assert_false(sl_field_kind_read(sl_text_of(""), &kind));
	assert_false(sl_field_kind_read(sl_text_of("?"), &kind));
	assert_string_equal(sl_field_kind_name((enum chan_field_kind)0), "?");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_catalog_is_read),
		TEST(test_look_ups),
		TEST(test_layout_hashes_are_those_of_the_format),
		TEST(test_what_is_wrong_is_said_at_its_place),
		TEST(test_versions_only_append),
		TEST(test_limits_of_the_format),
		TEST(test_many_faults_are_counted_not_all_told),
		TEST(test_a_folder_without_types),
		TEST(test_files_that_are_none),
		TEST(test_a_file_over_the_limit),
		TEST(test_what_is_written_reads_back),
		TEST(test_kinds_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
