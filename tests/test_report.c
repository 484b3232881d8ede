/* The forms of report, on verdicts that a text tells (fuzz/told_verdict.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/place.h"
#include "report/report.h"
#include "told_verdict.h"

/* One finding with all that it can have, in a repository. */
#define WHOLE                                       \
	"outcome 1\n"                               \
	"root content\n"                            \
	"stage 4 1 1 2 builds\n"                    \
	"file 3 content/C-00000291-00000043.chan\n" \
	"finding 3001\n"                            \
	"in content/C-00000291-00000043.chan\n"     \
	"bytes 1140 2\n"                            \
	"path template[1].criterion[1].field\n"     \
	"template 205\n"                            \
	"field CallingModule\n"                     \
	"detail it is the 21st\n"                   \
	"on 7.10\n"                                 \
	"on 7.11\n"                                 \
	"source content/rules/a.yml\n"              \
	"line 16 9\n"
#define MESSAGE "a criterion reads an input that a build does not supply: it is the 21st"
#define UUID "cdcdcdcd-cdcd-cdcd-cdcd-cdcdcdcdcdcd"

static sl_buffer written;

/* The report, until the next one. */
static const char *report(const char *form, const char *text)
{
	const sl_report_style style = {.color = false, .verbose = true};
	const sl_report_form *found = sl_report_form_find(form, strlen(form));
	told t;

	assert_non_null(found);
	told_read(&t, (const uint8_t *)text, strlen(text));
	sl_buffer_clear(&written);
	found->write(&t.verdict, &style, &written);
	told_free(&t);
	return (const char *)written.bytes;
}

static int end(void **state)
{
	(void)state;
	sl_buffer_free(&written);
	return 0;
}

static void assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL) {
		fail_msg("no\n\t%s\nin\n%s", part, text);
	}
}

static void assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part) != NULL) {
		fail_msg("there is\n\t%s\nin\n%s", part, text);
	}
}

static void test_forms_have_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sl_report_form_count; i++) {
		const sl_report_form *form = &sl_report_forms[i];

		assert_ptr_equal(sl_report_form_find(form->name, strlen(form->name)), form);
		assert_int_equal(form->appends, strcmp(form->name, "github-summary") == 0);
	}
	assert_null(sl_report_form_find("sarif2", 6));
	assert_null(sl_report_form_find("sari", 4));
	assert_null(sl_report_form_find("", 0));
}

static void test_github_has_the_line_and_the_facts(void **state)
{
	(void)state;
	assert_string_equal(report("github", WHOLE),
	                    "::error file=content/rules/a.yml,line=16,col=9,title=CH3001 "
	                    "INPUT_NOT_SUPPLIED::" MESSAGE
	                    "%0Ain content/C-00000291-00000043.chan, byte 0x474, 2 long: "
	                    "template[1].criterion[1].field"
	                    "%0Atemplate " UUID "%0Afield CallingModule%0Abuilds 7.10, 7.11\n"
	                    "sluice: reject, 1 errors, 0 warnings\n");
	assert_string_equal(report("github", "outcome 0\n"),
	                    "sluice: pass, 0 errors, 0 warnings\n");
}

static void test_github_shows_the_worst_and_counts_the_rest(void **state)
{
	char text[1000] = "outcome 1\n", *end_of_text = text + strlen(text);
	const char *line;

	(void)state;
	for (unsigned i = 0; i < 9; i++) {
		end_of_text += sprintf(end_of_text, "finding 3008\nfinding 2015\n");
	}
	sprintf(end_of_text, "finding 3001\nfinding 3001\n");
	line = report("github", text);
	assert_int_equal(strncmp(line, "::error ", 8), 0);
	line = strchr(line, '\n') + 1;
	assert_int_equal(strncmp(line, "::error ", 8), 0);
	for (unsigned i = 0; i < 8; i++) {
		line = strchr(line, '\n') + 1;
		assert_int_equal(strncmp(line, "::warning ", 10), 0);
	}
	line = strchr(line, '\n') + 1;
	assert_string_equal(line,
	                    "::notice title=sluice::10 findings more: 1 of CH2015, 9 of CH3008\n"
	                    "sluice: reject, 2 errors, 9 warnings\n");
	assert_has(report("github", "dropped 5\nfinding 3001\n"),
	           "::notice title=sluice::5 findings more; 5 of them were counted but not kept\n");
}

static void test_github_takes_no_command_from_content(void **state)
{
	const char *line;

	(void)state;
	line = report("github", "finding 6001\nsource a:b,c=1::error::x\ndetail 50%\v::error::x\n"
	                        "field \v::set-output name=a::b\n");
	assert_int_equal(
		strncmp(line,
	                "::error file=a%3Ab%2Cc=1%3A%3Aerror%3A%3Ax,line=1,title=CH6001 YAML::",
	                69),
		0);
	assert_has(line, "50%25\\x0a::error::x%0Afield \\x0a::set-output name=a::b\n");
	assert_has_not(line, "\n::");
}

static void test_summary_is_text_where_content_is(void **state)
{
	const char *text;

	(void)state;
	text = report("github-summary",
	              "outcome 1\nstage 4 1 1 2|3\nfile 2 a`b`.chan\nfinding 6001\n"
	              "source <img>.yml\nline 7 1\ndetail a|b [x](http://y) @all\v# z\n");
	assert_has(text, "## sluice: reject\n\n1 files against 0 builds, 1 errors, 0 warnings.\n");
	assert_has(text, "| error | CH6001 YAML | &#60;img&#62;&#46;yml&#58;7 | ");
	assert_has(text, "a&#124;b &#91;x&#93;&#40;http&#58;//y&#41; &#64;all&#92;x0a&#35; z |\n");
	assert_has(text, "| fleet | failed | 2&#124;3 | 1 | 0 |\n");
	assert_has(text, "- a&#96;b&#96;&#46;chan, 200 bytes, SHA-256 not read\n");
	assert_has(report("github-summary", "outcome 2\nstage 2 0 0 -\nstage 6 2 0 no probes\n"),
	           "| structure | not reached | &#45; | 0 | 0 |\n"
	           "| probes | nothing to check | no probes | 0 | 0 |\n");
}

static void test_summary_counts_what_it_leaves_out(void **state)
{
	char text[2000] = "outcome 1\n", *end_of_text = text + strlen(text);

	(void)state;
	for (unsigned i = 0; i < 53; i++) {
		end_of_text += sprintf(end_of_text, "finding 3001\n");
	}
	sprintf(end_of_text, "dropped 4\n");
	assert_has(report("github-summary", text), "\n\nAnd 7 findings more.\n");
}

static void test_gitlab(void **state)
{
	char fingerprint[65], want[1000];
	const char *text = report("gitlab", WHOLE);
	const char *start = strstr(text, "\"fingerprint\":\"");

	(void)state;
	assert_non_null(start);
	snprintf(fingerprint, sizeof fingerprint, "%s", start + 15);
	snprintf(want, sizeof want,
	         "[{\"description\":\"CH3001: " MESSAGE "\",\"check_name\":\"CH3001\","
	         "\"fingerprint\":\"%s\",\"severity\":\"blocker\",\"location\":{\"path\":"
	         "\"content/rules/a.yml\",\"lines\":{\"begin\":16}}}]\n",
	         fingerprint);
	assert_string_equal(text, want);
	assert_string_equal(report("gitlab", "outcome 0\n"), "[]\n");
	assert_has(report("gitlab", "finding 2015\n"), "\"severity\":\"minor\"");
	assert_has(report("gitlab", "finding 3001\nwarns\n"), "\"severity\":\"minor\"");
	assert_has(report("gitlab", "finding 3008\n"), "\"severity\":\"info\"");
}

static void test_sarif_points_at_the_line_and_the_bytes(void **state)
{
	const char *text = report("sarif", WHOLE);

	(void)state;
	assert_has(text, "\"results\":[{\"ruleId\":\"CH3001\",\"ruleIndex\":");
	assert_has(text,
	           "\"level\":\"error\",\"message\":{\"text\":\"" MESSAGE "\"},\"locations\":["
	           "{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"content/rules/a.yml\"},"
	           "\"region\":{\"startLine\":16,\"startColumn\":9}}}],\"relatedLocations\":["
	           "{\"physicalLocation\":{\"artifactLocation\":"
	           "{\"uri\":\"content/C-00000291-00000043.chan\"},"
	           "\"region\":{\"byteOffset\":1140,\"byteLength\":2}},\"id\":1,\"message\":"
	           "{\"text\":\"template[1].criterion[1].field\"}}],\"partialFingerprints\":");
	assert_has(text,
	           "\"properties\":{\"file\":\"content/C-00000291-00000043.chan\",\"template\":"
	           "\"" UUID "\",\"field\":\"CallingModule\",\"builds\":[\"7.10\",\"7.11\"]}}]");
	assert_has(text, "\"executionSuccessful\":true,\"exitCode\":1,"
	                 "\"exitCodeDescription\":\"reject\"");
	assert_has(text,
	           "\"length\":300,\"roles\":[\"analysisTarget\"],\"hashes\":{\"sha-256\":\"aaa");
}

static void test_sarif_without_a_line_has_one_nevertheless(void **state)
{
	(void)state;
	assert_has(report("sarif", "finding 1002\nin x.chan\nbytes 0 8\n"),
	           "\"artifactLocation\":{\"uri\":\"x.chan\"},\"region\":"
	           "{\"startLine\":1,\"byteOffset\":0,\"byteLength\":8}");
	assert_has(report("sarif", "finding 3000\n"),
	           "{\"uri\":\"sluice.yaml\"},\"region\":{\"startLine\":1}}");
	assert_has(report("sarif", "root a/b/\nfinding 3000\n"), "{\"uri\":\"a/b/sluice.yaml\"}");
	assert_has(report("sarif", "file 2 x.chan\nfinding 3000\n"),
	           "{\"uri\":\"x.chan\"},\"region\"");
}

static void test_sarif_declares_all_rules_in_a_clean_run(void **state)
{
	const char *text = report("sarif", "outcome 0\nstage 2 1 0 2\n");
	char id[32];

	(void)state;
	assert_has(text, "\"results\":[]}]}\n");
	assert_has(text, "\"toolExecutionNotifications\":[]");
	for (size_t i = 0; i < sl_rule_count; i++) {
		snprintf(id, sizeof id, "{\"id\":\"CH%04u\",", sl_rules[i].id);
		assert_has(text, id);
	}
}

static void test_sarif_says_what_did_not_run(void **state)
{
	const char *text = report("sarif", "outcome 2\nstage 2 1 0 1\nstage 4 0 0 -\ndropped 3\n");

	(void)state;
	assert_has(text, "\"executionSuccessful\":false,\"exitCode\":2");
	assert_has(text, "the check fleet was not reached");
	assert_has_not(text, "the check structure was not reached");
	assert_has(text, "3 findings more were counted but not kept");
}

static void test_sarif_uris(void **state)
{
	static const struct {
		const char *path, *uri;
	} cases[] = {
		{"rules/a b.yml", "rules/a%20b.yml"},
		{"./a.yml", "a.yml"},
		{".//./a.yml", "a.yml"},
		{"../a.yml", "../a.yml"},
		{"/x/a.yml", "file:///x/a.yml"},
		{"//host/a.yml", "file:///host/a.yml"},
		{"c:a#b?c%d", "c%3Aa%23b%3Fc%25d"},
		{"\xc3\xa4\xff", "%C3%A4%FF"},
		{"a\vb", "a%0Ab"},
		{"", "."},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[200], want[200];

		snprintf(text, sizeof text, "finding 6001\nsource %s\n", cases[i].path);
		snprintf(want, sizeof want, "{\"uri\":\"%s\"},\"region\"", cases[i].uri);
		assert_has(report("sarif", text), want);
	}
}

static void test_sarif_makes_no_link_of_a_title(void **state)
{
	(void)state;
	assert_has(report("sarif", "finding 6001\ndetail [here](1)\n"), "[here\\\\](1)\"");
	assert_has(report("sarif", "finding 6001\ndetail a{0} {{b}\n"), ": a{{0}} {{{{b}}\"");
}

static void test_junit_has_passed_failed_and_skipped_checks(void **state)
{
	(void)state;
	assert_string_equal(
		report("junit",
	               "outcome 1\nroot r\nstage 2 1 0 1\nstage 4 1 1 2\nstage 6 2 0 no probes\n"
	               "stage 9 0 0 -\nfile 3 a.chan\nfinding 3001\nin a.chan\ndetail <x> & y\n"
	               "finding 3008\nin a.chan\nfinding 6018\n"),
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"sluice\" tests=\"10\" failures=\"3\" errors=\"0\" "
		"skipped=\"4\" time=\"0\">\n"
		"  <testsuite name=\"a.chan\" tests=\"4\" failures=\"1\" errors=\"0\" "
		"skipped=\"2\" time=\"0\">\n"
		"    <testcase classname=\"a.chan\" name=\"structure\" time=\"0\"></testcase>\n"
		"    <testcase classname=\"a.chan\" name=\"fleet\" time=\"0\"><failure "
		"type=\"CH3001\" "
		"message=\"a criterion reads an input that a build does not supply: &#60;x&#62; "
		"&#38; y\">"
		"error CH3001 INPUT_NOT_SUPPLIED: a criterion reads an input that a build does not "
		"supply: "
		"&#60;x&#62; &#38; y\nat a.chan\nin a.chan\n\n</failure>"
		"<system-out>note CH3008 TYPE_NOT_SUPPORTED: a build does not supply this type at "
		"all, so "
		"its templates never run there\nat a.chan\nin a.chan\n\n</system-out></testcase>\n"
		"    <testcase classname=\"a.chan\" name=\"probes\" time=\"0\">"
		"<skipped message=\"no probes\"/></testcase>\n"
		"    <testcase classname=\"a.chan\" name=\"release\" time=\"0\">"
		"<skipped message=\"not reached\"/></testcase>\n"
		"  </testsuite>\n"
		"  <testsuite name=\"r\" tests=\"6\" failures=\"2\" errors=\"0\" skipped=\"2\" "
		"time=\"0\">\n"
		"    <testcase classname=\"r\" name=\"structure\" time=\"0\"></testcase>\n"
		"    <testcase classname=\"r\" name=\"fleet\" time=\"0\"></testcase>\n"
		"    <testcase classname=\"r\" name=\"probes\" time=\"0\">"
		"<skipped message=\"no probes\"/></testcase>\n"
		"    <testcase classname=\"r\" name=\"release\" time=\"0\">"
		"<skipped message=\"not reached\"/></testcase>\n"
		"    <testcase classname=\"r\" name=\"configuration\" time=\"0\"><failure "
		"type=\"CH6018\" "
		"message=\"a file of the repository cannot be read\">error CH6018 FILE_UNREADABLE: "
		"a file of "
		"the repository cannot be read\nat r/sluice.yaml\n\n</failure></testcase>\n"
		"    <testcase classname=\"r\" name=\"verdict\" time=\"0\">"
		"<failure type=\"verdict\" message=\"2 errors, 0 warnings\"/></testcase>\n"
		"  </testsuite>\n"
		"</testsuites>\n");
}

static void test_junit_is_no_pass_where_the_verdict_is_none(void **state)
{
	(void)state;
	assert_has(report("junit", "outcome 3\n"), "<error type=\"verdict\" message=\"broken\"/>");
	assert_has(report("junit", "outcome 2\n"), "errors=\"1\"");
	assert_has_not(report("junit", "outcome 0\n"), "<error");
	/* A file that is not accepted has not passed what comes later. */
	assert_has(
		report("junit", "outcome 1\nstage 3 1 0 2\nfile 0 a.chan\n"),
		"name=\"meaning\" time=\"0\"><skipped message=\"the structure of the file was not "
		"accepted\"/>");
	/* Nor has a check whose errors are of another's rules. */
	assert_has(report("junit", "outcome 1\nstage 5 1 1 2\nstage 7 1 0 2\nfinding 4005\n"),
	           "name=\"execution\" time=\"0\"><skipped message=\"failed: ");
}

static void test_junit_fails_for_warnings_that_reject(void **state)
{
	(void)state;
	assert_has(report("junit", "outcome 1\nstage 3 1 0 2\nfinding 2015\n"),
	           "<failure type=\"CH2015\"");
	assert_has_not(report("junit", "outcome 0\nstage 3 1 0 2\nfinding 2015\n"), "<failure");
	assert_has_not(report("junit", "outcome 1\nstage 3 1 0 2\nfinding 2015\nfinding 3001\n"),
	               "<failure type=\"CH2015\"");
}

static void test_junit_is_xml_whatever_a_name_holds(void **state)
{
	const char *text =
		report("junit", "finding 6001\ndetail ]]>\xef\xbf\xbf\xef\xbf\xbe\xff\x01\n");

	(void)state;
	assert_has(text, "]]&#62;\\xef\\xbf\\xbf\\xef\\xbf\\xbe\\xff\\x01");
}

static void test_json_leaves_no_finding_out(void **state)
{
	(void)state;
	assert_has(report("json", "file 1 a.chan\nfinding 5007\nin former.chan\n"),
	           "\"findings\":[]}],\"findings\":[{\"rule\":\"CH5007\"");
}

/* The first finding's fingerprint. */
static void fingerprint(const char *text, char out[65])
{
	sl_arena arena;
	told t;

	told_read(&t, (const uint8_t *)text, strlen(text));
	assert_true(t.verdict.findings.count > 0);
	sl_arena_start(&arena);
	memcpy(out, sl_fingerprints(&t.verdict, &arena)[0], 65);
	sl_arena_free(&arena);
	told_free(&t);
}

#define TEMPLATE                                             \
	"finding 3001\nin d/C-00000291-00000043.chan\npath " \
	"template[1].criterion[1].field\ntemplate 205\nfield A\n"

static void test_fingerprints_stay_when_what_moves_is_not_the_fault(void **state)
{
	static const char *const same[] = {
		TEMPLATE "detail 20 inputs\nbytes 3 4\non 7.10\n",
		"finding 3001\nin e/C-00000291-00000044.chan\npath template[7].criterion[2].field\n"
		"template 205\nfield A\n",
	};
	static const char *const other[] = {
		TEMPLATE "field B\n",
		TEMPLATE "template 206\n",
		TEMPLATE "path template[1].criterion[1].operator\n",
		TEMPLATE "in d/C-00000292-00000043.chan\n",
		TEMPLATE "finding 3006\nin d/C-00000291-00000043.chan\ntemplate 205\nfield A\n",
		TEMPLATE "source r/a.yml\n",
	};
	char first[65], one[65];

	(void)state;
	fingerprint(TEMPLATE, first);
	assert_int_equal(strlen(first), 64);
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		fingerprint(same[i], one);
		assert_string_equal(one, first);
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		/* The fifth has two findings, of which the first is the same. */
		fingerprint(other[i], one);
		assert_int_equal(strcmp(one, first) == 0, i == 4);
	}
	fingerprint("root r\nfinding 6003\nsource r/a.yml\nline 3 4\n", first);
	fingerprint("root x/y\nfinding 6003\nsource x/y/a.yml\nline 9 1\n", one);
	assert_string_equal(one, first);
	fingerprint("root x\nfinding 6003\nsource x/y/a.yml\n", one);
	assert_string_not_equal(one, first);
}

static void test_fingerprints_are_all_different(void **state)
{
	static const char text[] =
		"finding 6003\nfinding 6003\nfinding 6003\nfinding 6004\nfinding 6004\n";
	sl_arena arena;
	told t;

	(void)state;
	told_read(&t, (const uint8_t *)text, strlen(text));
	sl_arena_start(&arena);
	const char *const *prints = sl_fingerprints(&t.verdict, &arena);
	assert_int_equal(t.verdict.findings.count, 5);
	for (size_t i = 0; i < 5; i++) {
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(prints[i], prints[k]);
		}
	}
	sl_arena_free(&arena);
	told_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_have_names),
		cmocka_unit_test(test_github_has_the_line_and_the_facts),
		cmocka_unit_test(test_github_shows_the_worst_and_counts_the_rest),
		cmocka_unit_test(test_github_takes_no_command_from_content),
		cmocka_unit_test(test_summary_is_text_where_content_is),
		cmocka_unit_test(test_summary_counts_what_it_leaves_out),
		cmocka_unit_test(test_gitlab),
		cmocka_unit_test(test_sarif_points_at_the_line_and_the_bytes),
		cmocka_unit_test(test_sarif_without_a_line_has_one_nevertheless),
		cmocka_unit_test(test_sarif_declares_all_rules_in_a_clean_run),
		cmocka_unit_test(test_sarif_says_what_did_not_run),
		cmocka_unit_test(test_sarif_uris),
		cmocka_unit_test(test_sarif_makes_no_link_of_a_title),
		cmocka_unit_test(test_junit_has_passed_failed_and_skipped_checks),
		cmocka_unit_test(test_junit_is_no_pass_where_the_verdict_is_none),
		cmocka_unit_test(test_junit_fails_for_warnings_that_reject),
		cmocka_unit_test(test_junit_is_xml_whatever_a_name_holds),
		cmocka_unit_test(test_json_leaves_no_finding_out),
		cmocka_unit_test(test_fingerprints_stay_when_what_moves_is_not_the_fault),
		cmocka_unit_test(test_fingerprints_are_all_different),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, end);
}
