/* Each way in which records can be wrong, and what is only just not. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support_records.h"

typedef struct fault_case {
	const char *text, *said; /* said: a part of what is said; "": nothing is */
} fault_case;

static const fault_case fault_cases[] = {
	{RECORD_IPC RECORD_REST, ""},
	/* What is not there. */
	{"|||", "b: has the engine of sluice in it, but is no sensor: no code in it wires inputs"},
	{RECORD_ENGINE,
         "b: has the engine of sluice in it, but is no sensor: no code in it wires inputs"},
	{RECORD_ENGINE "|" RECORD_BUILD,
         "b: says which build it is, but is no whole sensor: no code in it wires"},
	{RECORD_IPC "|" RECORD_ENGINE,
         "b: does not say which build it is: CHAN_BUILD of sensor.h says so"},
	{RECORD_IPC "|" RECORD_BUILD,
         "b: has no engine record: its code never prepares a file (chan_prepare)"},
	/* Kinds. */
	{"hello" RECORD_REST,
         "b: the record at byte 1000 (hello): there is no kind of record 'hello'; those"},
	{"sluice-typ 1 a|" RECORD_IPC RECORD_REST, "there is no kind of record 'sluice-typ'"},
	{"sluice-types 1 a|" RECORD_IPC RECORD_REST, "there is no kind of record 'sluice-types'"},
	{"sluice-type|" RECORD_IPC RECORD_REST,
         "it ends where the version of the record should be"},
	{"sluice-type 2 ipc|" RECORD_IPC RECORD_REST,
         "version 2 of sluice-type is not known, only 1: is there a"},
	{"sluice-type 01 ipc|" RECORD_IPC RECORD_REST, "version 01 of sluice-type is not known"},
	{"sluice-build 11|" RECORD_IPC RECORD_REST, "version 11 of sluice-build is not known"},
	{" sluice-type 1|" RECORD_IPC RECORD_REST,
         "its kind is missing, or there is a space too many"},
	{"sluice-type  1 ipc|" RECORD_IPC RECORD_REST,
         "the version of the record is missing, or there is a space"},
	{"a\x01z|" RECORD_IPC RECORD_REST,
         "byte 1 of it is not printable ASCII: damaged, or no record"},
	{"a\x7Fz|" RECORD_IPC RECORD_REST, "byte 1 of it is not printable ASCII"},
	{"\xC3\xA9|" RECORD_IPC RECORD_REST, "byte 0 of it is not printable ASCII"},
	{"a\tz|" RECORD_IPC RECORD_REST, "byte 1 of it is not printable ASCII"},
	/* Types. */
	{"sluice-type 1" RECORD_REST, "it ends where the name of the type should be"},
	{"sluice-type 1 " RECORD_REST,
         "the name of the type is missing, or there is a space too many"},
	{"sluice-type 1 ipc" RECORD_REST, "it ends where id should be"},
	{"sluice-type 1 my type id=1" RECORD_REST,
         "here should be id=, not 'type' (a space in a name is"},
	{"sluice-type 1 ipc version=3 id=7" RECORD_REST, "here should be id=, not 'version=3'"},
	{"sluice-type 1 ipc id=" RECORD_REST, "id must be a number from 1 to 4294967295, not "},
	{"sluice-type 1 ipc id=0" RECORD_REST, "id must be a number from 1 to 4294967295, not 0"},
	{"sluice-type 1 ipc id=4294967296" RECORD_REST,
         "id must be a number from 1 to 4294967295, not 4"},
	{"sluice-type 1 ipc id=07" RECORD_REST, "id must be a number from 1 to 4294967295, not 07"},
	{"sluice-type 1 ipc id=7u" RECORD_REST, "id must be a number from 1 to 4294967295, not 7u"},
	{"sluice-type 1 ipc id=4294967295 version=4294967295 layout=@ inputs=1 "
         "string:A" RECORD_REST,
         ""},
	{"sluice-type 1 ipc id=7 version=4294967296" RECORD_REST,
         "version must be a number from 1 to "},
	{"sluice-type 1 ipc id=7 version=3 layout=1A2b3c4d inputs=1" RECORD_REST,
         "layout must be 8 hexad"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4 inputs=1" RECORD_REST,
         "layout must be 8 hexad"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d5 inputs=1" RECORD_REST,
         "layout must be 8 hex"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=0" RECORD_REST,
         "inputs must be a number from 1 to 256, not 0"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=257" RECORD_REST,
         "inputs must be a number from 1 to 256, not 257"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=1" RECORD_REST,
         "it ends where an input should be"},
	{"sluice-type 1 ipc id=7 version=3 layout=@ inputs=2 string:A" RECORD_REST,
         "it ends where an input should be"},
	{"sluice-type 1 ipc id=7 version=3 layout=@ inputs=1 string:A ip:B" RECORD_REST,
         "behind its last word there is 'ip:B'"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=1 string:A " RECORD_REST,
         "behind its last word there is ''"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=1 string" RECORD_REST,
         "an input must be string:, integer: or ip: and its name, not 'string'"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=1 String:A" RECORD_REST,
         "an input must be string:, integer: or ip: and its name, not 'String:A'"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=1 string:" RECORD_REST,
         "the name of an input must have 1 to 255 bytes"},
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=1 string:a:b" RECORD_REST,
         "the name of an input: ':b' is not written so in a record"},
	{"sluice-type 1 ipc id=7 version=3 layout=@ inputs=3 string:A ip:B integer:A" RECORD_REST,
         "the input A is in it twice"},
	{"sluice-type 1 ipc id=7 version=3 layout=@ inputs=2 string:A ip:a" RECORD_REST, ""},
	/* "A" as an integer would be another. */
	{"sluice-type 1 ipc id=7 version=3 layout=1a2b3c4d inputs=1 string:A" RECORD_REST,
         "it contradicts itself: its layout is 1a2b3c4d, and that of its inputs is "},
	/* Names. */
	{"sluice-type 1 a%20b id=7 version=3 layout=@ inputs=1 string:A" RECORD_REST, ""},
	{"sluice-type 1 %C3%A9 id=7 version=3 layout=@ inputs=1 string:A" RECORD_REST, ""},
	{"sluice-type 1 %C3 id=7 version=3 layout=@ inputs=1 string:A" RECORD_REST,
         "the name of the type is not UTF-8, or has a control character: %C3"},
	{"sluice-type 1 a%00 id=7 version=3 layout=@ inputs=1 string:A" RECORD_REST,
         "is not UTF-8, or has"},
	{"sluice-type 1 a%0A id=7 version=3 layout=@ inputs=1 string:A" RECORD_REST,
         "is not UTF-8, or has"},
	{"sluice-type 1 a%7F id=7 version=3 layout=@ inputs=1 string:A" RECORD_REST,
         "is not UTF-8, or has"},
	{"sluice-type 1 a%c3%a9 id=7 version=3" RECORD_REST,
         "'%c3%a9' is not written so in a record"},
	{"sluice-type 1 a%41 id=7 version=3" RECORD_REST, "'%41' is not written so in a record"},
	{"sluice-type 1 a%2 id=7 version=3" RECORD_REST, "'%2' is not written so in a record"},
	{"sluice-type 1 a% id=7 version=3" RECORD_REST, "'%' is not written so in a record"},
	{"sluice-type 1 a+b id=7 version=3" RECORD_REST, "'+b' is not written so in a record"},
	/* Two of one. */
	{RECORD_IPC "|" RECORD_DNS RECORD_REST, ""},
	{RECORD_IPC
         "|sluice-type 1 ipc id=7 version=4 layout=@ inputs=1 string:PipeName" RECORD_REST,
         "b: two records of one type id: 'version=3 layout="},
	{RECORD_IPC
         "|sluice-type 1 pipe id=7 version=3 layout=@ inputs=1 string:PipeName" RECORD_REST,
         "b: two records of one type id: 'ipc id=7 version=3 layout="},
	{RECORD_IPC "|sluice-type 1 ipc id=8 version=3 layout=@ inputs=2 string:PipeName "
                    "ip:RemoteIp" RECORD_REST,
         "b: two records of one type: 'id=7 version=3 layout="},
	{RECORD_IPC "|" RECORD_BUILD RECORD_REST, ""},
	{RECORD_IPC "|sluice-build 1 7.12 platform=linux-x64 " RECORD_LIMITS RECORD_REST,
         "b: two builds: '7.12 platform=linux-x64 "},
	{RECORD_IPC "|sluice-engine 1 level=2 operators=exact,null" RECORD_REST,
         "b: two engines: 'level=2 operators=exact,null' in the record at byte 1086, 'level=1 "
         "operators=exact,null' in that at byte "},
	/* Engines. */
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1", "it ends where level should be"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=0 operators=any",
         "level must be a number from 1 to 6"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=65535 operators=any", ""},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=65536 operators=any",
         "level must be a number from 1"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=1 operators=",
         "there is no operator ''"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=1 operators=exact,",
         "there is no operator ''"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=1 operators=,exact",
         "there is no operator ''"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=1 operators=exact,soundex",
         "there is no operator 'soundex': is there a newer sluice?"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=1 operators=any,exact,any",
         "the operator any is in it twice"},
	{RECORD_IPC "|" RECORD_BUILD "|sluice-engine 1 level=1 operators=any x",
         "behind its last word there is 'x'"},
	/* Builds. */
	{RECORD_IPC "|" RECORD_ENGINE "|sluice-build 1",
         "it ends where the name of the build should be"},
	{RECORD_IPC "|" RECORD_ENGINE "|sluice-build 1 7 11 platform=p",
         "here should be platform=, not '11' (a space in a name is written %20)"},
	{RECORD_IPC "|" RECORD_ENGINE "|sluice-build 1 7 platform=",
         "platform must have 1 to 255 bytes"},
	{RECORD_IPC "|" RECORD_ENGINE "|sluice-build 1 7 platform=a/b",
         "platform: '/b' is not written so in a rec"},
	{RECORD_IPC "|" RECORD_ENGINE "|sluice-build 1 7 platform=p templates=1",
         "here should be file_bytes=, not"},
	{RECORD_IPC "|" RECORD_ENGINE "|" RECORD_BUILD " more=1",
         "behind its last word there is 'more=1'"},
};

static void test_each_fault_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof fault_cases / sizeof *fault_cases; i++) {
		const fault_case *one = &fault_cases[i];
		const char *said = records_say(one->text);

		if (one->said[0] == '\0' ? said[0] != '\0' : strstr(said, one->said) == NULL) {
			fail_msg("%s: said '%s', not '%s'", one->text, said, one->said);
		}
	}
}

typedef struct limit_case {
	const char *text;
	uint64_t number; /* 0: refused */
} limit_case;

/* As CHAN_BUILD writes what it is given. */
static void test_limits_are_literals(void **state)
{
	static const limit_case cases[] = {
		{"1", 1},
		{"0", 0},
		{"4194304u", 4194304},
		{"4194304ULL", 4194304},
		{"4194304lu", 4194304},
		{"(4194304)", 4194304},
		{"(4194304UL)", 4194304},
		{"0x400000", 4194304},
		{"0X40000fUL", 0x40000F},
		{"9223372036854775807", INT64_MAX},
		{"9223372036854775808", 0},
		{"18446744073709551614", 0},
		{"18446744073709551615", UINT64_MAX},
		{"(18446744073709551615UL)", UINT64_MAX},
		{"0xffffffffffffffffULL", UINT64_MAX},
		{"0x1ffffffffffffffffULL", 0},
		{"18446744073709551616", 0},
		{"0x", 0},
		{"0xg", 0},
		{"010", 0},
		{"1uuuu", 0},
		{"u", 0},
		{"UL", 0},
		{"()", 0},
		{"((1))", 0},
		{"(1", 0},
		{"-1", 0},
		{"1-1", 0},
		{"1024*1024", 0},
		{"MAX_FILE", 0},
		{"", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[512];
		sl_buffer bytes = {0};
		reading one;

		snprintf(text, sizeof text,
		         RECORD_IPC "|" RECORD_ENGINE
		                    "|sluice-build 1 7 platform=p file_bytes=1 templates=1 "
		                    "criteria=1 values=%s version_bits=64",
		         cases[i].text);
		records_fill(text, &bytes);
		records_start(&one, bytes.bytes, bytes.length);
		sl_buffer_free(&bytes);
		if (one.good != (cases[i].number != 0) ||
		    one.build.limits.values != cases[i].number) {
			fail_msg("%s: %" PRIu64 ", %s", cases[i].text, one.build.limits.values,
			         one.why.text);
		}
		if (!one.good) {
			assert_non_null(strstr(one.why.text,
			                       "values must be a literal number from 1 to "
			                       "9223372036854775807 or UINT64_MAX, not '"));
		}
		sl_arena_free(&one.arena);
	}
	assert_string_equal(records_say(RECORD_IPC
	                                "|" RECORD_ENGINE
	                                "|sluice-build 1 7 platform=p file_bytes=1 templates=1 "
	                                "criteria=1 values=1 version_bits=64"),
	                    "");
	assert_non_null(
		strstr(records_say(RECORD_IPC "|" RECORD_ENGINE
	                                      "|sluice-build 1 7 platform=p file_bytes=1 "
	                                      "templates=1 criteria=1 values=1 version_bits=65"),
	               "version_bits must be a literal number from 1 to 64, not '65'"));
	assert_non_null(
		strstr(records_say(RECORD_IPC "|" RECORD_ENGINE
	                                      "|sluice-build 1 7 platform=p file_bytes=1 "
	                                      "templates=1 criteria=1 values=1 version_bits="
	                                      "18446744073709551615"),
	               "version_bits must be a literal number from 1 to 64"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_fault_is_said),
		cmocka_unit_test(test_limits_are_literals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
