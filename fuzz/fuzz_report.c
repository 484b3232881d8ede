/*
 * Any verdict, as fuzz/told_verdict.h tells it, to every form of report: paths, names and details with any bytes.
 *
 * Reaches: sl_report_forms, the place, the facts and the fingerprint of a finding, the checks of a file. Holds, for any
 * verdict:
 *   - a report has the same bytes when it is written again, and no byte that a terminal would obey;
 *   - what is JSON parses, without a key twice; each finding is in it once, with its rule, its severity and a place;
 *   - SARIF: a result's index is that of its rule, every URI has only characters of RFC 3986, no two fingerprints are equal, and
 *     GitLab's are the same;
 *   - JUnit: it is well-formed, its counts are those of its elements, and it fails where the verdict is no pass;
 *   - GitHub: a line is one workflow command, of ten annotations at most, and none but the last begins otherwise;
 *   - the page has no tag that is not ours, and closes those that it opens;
 *   - what is suppressed is in each form, and counts nowhere;
 *   - the summary has no mark of HTML or Markdown that is not ours: each row of a table has its cells.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/utf8.h"
#include "holds.h"
#include "report/checks.h"
#include "report/report.h"
#include "told_verdict.h"
#include "xml_holds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *string_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	DEMAND(text != NULL, key);
	return text;
}

static json_int_t number_in(const json_t *object, const char *key)
{
	const json_t *number = json_object_get(object, key);

	DEMAND(json_is_integer(number), key);
	return json_integer_value(number);
}

static json_t *member(const json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	DEMAND(value != NULL, key);
	return value;
}

static json_t *parse(const sl_buffer *text)
{
	json_error_t error;
	json_t *tree =
		json_loadb((const char *)text->bytes, text->length, JSON_REJECT_DUPLICATES, &error);

	DEMAND(tree != NULL, error.text);
	return tree;
}

/* What a terminal or a log shows: characters, and ends of lines. */
static void check_shown(const sl_buffer *text)
{
	const char *at = (const char *)text->bytes, *end = at + text->length;

	HOLDS(text->length > 0 && end[-1] == '\n');
	while (at < end) {
		uint32_t character;

		if (*at >= ' ' && *at <= '~') {
			at++;
			continue;
		}
		const size_t length = sl_utf8_next(at, (size_t)(end - at), &character);

		HOLDS(length > 0);
		HOLDS(character == '\n' || sl_character_is_shown(character));
		at += length;
	}
}

/* RFC 3986, and no scheme but ours. */
static void check_uri(const char *uri)
{
	const char *path = strncmp(uri, "file://", 7) == 0 ? uri + 7 : uri;

	HOLDS(path[0] != '\0' && strncmp(path, "//", 2) != 0);
	for (; *path != '\0'; path++) {
		if (*path == '%') {
			HOLDS(strspn(path + 1, "0123456789ABCDEF") >= 2);
		} else {
			HOLDS(strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			             "0123456789-._~/",
			             *path) != NULL);
		}
	}
}

static const char *uri_of(const json_t *location)
{
	const json_t *physical = member(location, "physicalLocation");

	return string_in(member(physical, "artifactLocation"), "uri");
}

static void check_locations(const json_t *result, const sl_finding *finding)
{
	const json_t *locations = member(result, "locations");
	const json_t *related = json_object_get(result, "relatedLocations");
	const json_t *first = json_array_get(locations, 0), *region;

	HOLDS(json_array_size(locations) == 1);
	check_uri(uri_of(first));
	region = member(member(first, "physicalLocation"), "region");
	HOLDS(number_in(region, "startLine") > 0);
	if (finding->source.path != NULL && finding->source.line > 0) {
		HOLDS(number_in(region, "startLine") == finding->source.line);
	}
	HOLDS((related != NULL) ==
	      (finding->source.path != NULL && finding->file != NULL && finding->has_bytes));
	if (related != NULL) {
		check_uri(uri_of(json_array_get(related, 0)));
		region = member(member(json_array_get(related, 0), "physicalLocation"), "region");
		HOLDS(number_in(region, "byteOffset") >= 0);
	}
}

static void check_result(const json_t *result, const json_t *rules, const sl_finding *finding)
{
	const json_t *rule = json_array_get(rules, (size_t)number_in(result, "ruleIndex"));
	char id[16];

	snprintf(id, sizeof id, "CH%04u", finding->rule);
	HOLDS(strcmp(string_in(result, "ruleId"), id) == 0);
	HOLDS(strcmp(string_in(rule, "id"), id) == 0);
	HOLDS(strcmp(string_in(result, "level"), sl_severity_name(sl_finding_severity(finding))) ==
	      0);
	HOLDS(string_in(member(result, "message"), "text")[0] != '\0');
	check_locations(result, finding);
}

/* The rules are the same in each report, and most of it: they are parsed in the first one, and compared from then on. */
static json_t *parse_sarif(const sl_buffer *text, json_t **rules)
{
	static sl_buffer tool; /* how each begins, until the process ends */
	static json_t *tool_rules;
	const char *start = (const char *)text->bytes, *rest = strstr(start, "\"invocations\"");
	sl_buffer cut = {0};

	HOLDS(rest != NULL);
	if (tool_rules == NULL) {
		json_t *log = parse(text), *run = json_array_get(member(log, "runs"), 0);

		HOLDS(strcmp(string_in(log, "version"), "2.1.0") == 0);
		tool_rules = json_incref(member(member(member(run, "tool"), "driver"), "rules"));
		HOLDS(json_array_size(tool_rules) == sl_rule_count);
		sl_buffer_append(&tool, start, (size_t)(rest - start));
		json_decref(log);
	}
	HOLDS(tool.length == (size_t)(rest - start) && memcmp(tool.bytes, start, tool.length) == 0);
	sl_buffer_printf(&cut, "{\"runs\":[{%s", rest);
	json_t *log = parse(&cut);
	sl_buffer_free(&cut);
	*rules = tool_rules;
	return log;
}

static void check_sarif(const sl_verdict *verdict, const sl_buffer *text, json_t *prints)
{
	json_t *rules, *log = parse_sarif(text, &rules);
	const json_t *run = json_array_get(member(log, "runs"), 0);
	const json_t *results = member(run, "results");

	const size_t open = verdict->findings.count, all = open + verdict->suppressed.count;

	HOLDS(json_array_size(results) == all);
	HOLDS(number_in(json_array_get(member(run, "invocations"), 0), "exitCode") ==
	      (json_int_t)verdict->outcome);
	for (size_t i = 0; i < all; i++) {
		const json_t *result = json_array_get(results, i);
		const char *print =
			string_in(member(result, "partialFingerprints"), "sluiceFinding/v1");

		check_result(result, rules,
		             i < open ? &verdict->findings.items[i]
		                      : &verdict->suppressed.items[i - open]);
		HOLDS((json_object_get(result, "suppressions") != NULL) == (i >= open));
		HOLDS(strlen(print) == 64 && json_object_get(prints, print) == NULL);
		HOLDS(json_object_set_new(prints, print, json_integer((json_int_t)i)) == 0);
	}
	json_decref(log);
}

static void check_gitlab(const sl_verdict *verdict, const sl_buffer *text, const json_t *prints)
{
	json_t *issues = parse(text);

	const size_t all = verdict->findings.count + verdict->suppressed.count;

	HOLDS(json_is_array(issues) && json_array_size(issues) == all);
	for (size_t i = 0; i < all; i++) {
		const json_t *issue = json_array_get(issues, i);
		const json_t *location = member(issue, "location");

		HOLDS(number_in(prints, string_in(issue, "fingerprint")) == (json_int_t)i);
		HOLDS(string_in(issue, "description")[0] != '\0');
		HOLDS(string_in(location, "path")[0] != '\0');
		HOLDS(number_in(member(location, "lines"), "begin") > 0);
		string_in(issue, "severity");
		string_in(issue, "check_name");
	}
	json_decref(issues);
}

static void check_json(const sl_verdict *verdict, const sl_buffer *text)
{
	json_t *report = parse(text);
	const json_t *files = member(report, "files");
	size_t findings = json_array_size(member(report, "findings"));

	HOLDS(json_array_size(files) == verdict->file_count);
	for (size_t i = 0; i < verdict->file_count; i++) {
		findings += json_array_size(member(json_array_get(files, i), "findings"));
	}
	HOLDS(findings == verdict->findings.count);
	HOLDS(json_array_size(member(report, "suppressed")) == verdict->suppressed.count);
	json_decref(report);
}

/* What the elements of a JUnit report come to, and what its attributes say. */
typedef struct counted {
	size_t suites, cases, failures, errors, skipped, said[4], said_by_suites[4];
} counted;

static void count_element(void *context, const xml_element *element)
{
	static const char *const names[] = {"tests", "failures", "errors", "skipped"};
	counted *c = context;

	for (size_t i = 0; element->depth < 2 && i < 4; i++) {
		*(element->depth == 0 ? &c->said[i] : &c->said_by_suites[i]) +=
			xml_number(element, names[i]);
	}
	c->suites += strcmp(element->name, "testsuite") == 0;
	c->cases += strcmp(element->name, "testcase") == 0;
	c->failures += strcmp(element->name, "failure") == 0;
	c->errors += strcmp(element->name, "error") == 0;
	c->skipped += strcmp(element->name, "skipped") == 0;
}

static void check_junit(const sl_verdict *verdict, const sl_buffer *text)
{
	counted c = {0};

	xml_holds((const char *)text->bytes, count_element, &c);
	HOLDS(c.suites == verdict->file_count + 1);
	HOLDS(c.cases == c.said[0] && c.failures == c.said[1]);
	HOLDS(c.errors == c.said[2] && c.skipped == c.said[3]);
	HOLDS(memcmp(c.said, c.said_by_suites, sizeof c.said) == 0);
	HOLDS(verdict->outcome == SL_PASSED || c.failures + c.errors > 0);
	HOLDS(verdict->outcome != SL_PASSED || verdict->findings.errors > 0 ||
	      c.failures + c.errors == 0);
}

/* Each finding belongs to one check of one file, or of the run. */
static void check_parts(const sl_verdict *verdict)
{
	sl_checked_part parts[SL_MAX_CHECKS];
	size_t findings = 0;
	sl_arena arena;

	sl_arena_start(&arena);
	for (size_t i = 0; i <= verdict->file_count; i++) {
		const sl_judged_file *file = i < verdict->file_count ? &verdict->files[i] : NULL;
		const size_t count = sl_checks_of(verdict, file, parts, &arena);

		HOLDS(count == verdict->stage_count || count == verdict->stage_count + 1);
		for (size_t k = 0; k < count; k++) {
			findings += parts[k].count;
		}
	}
	HOLDS(findings == verdict->findings.count);
	sl_arena_free(&arena);
}

/* "::error file=...,line=1,title=...::": a property has no mark of its own, so that it ends where it should. */
static void check_command(const char *line, size_t length)
{
	const char *end = line + length, *at = memchr(line, ' ', length);

	HOLDS(strncmp(line, "::error ", 8) == 0 || strncmp(line, "::warning ", 10) == 0 ||
	      strncmp(line, "::notice ", 9) == 0);
	do {
		at += 1 + strspn(at + 1, "abcdefghijklmnopqrstuvwxyz");
		HOLDS(*at == '=');
		while (at < end && *at != ',' && *at != ':') {
			at++;
		}
	} while (*at == ',');
	HOLDS(at + 1 < end && at[0] == ':' && at[1] == ':');
}

static void check_github(const sl_verdict *verdict, const sl_buffer *text)
{
	const size_t most = verdict->findings.count < 10 ? verdict->findings.count : 10;
	const bool more = verdict->findings.count > 10 || verdict->findings.dropped > 0;
	const char *line = (const char *)text->bytes, *end = strchr(line, '\n');
	size_t commands = 0;

	for (; end[1] != '\0'; line = end + 1, end = strchr(line, '\n')) {
		check_command(line, (size_t)(end - line));
		commands++;
	}
	HOLDS(commands == most + more + (verdict->suppressed.count > 0));
	HOLDS(strncmp(line, "sluice: ", 8) == 0 && strstr(line, "##[") == NULL);
}

/* Ours are the marks of a heading, of a list, of a table's bars; a cell's text has none. */
static void check_summary(const sl_buffer *text)
{
	const char *line = (const char *)text->bytes, *end;
	size_t columns =
		0; /* bars of each row of the table that the line is in; 0: it is in none */

	HOLDS(text->length < 1024u * 1024 && strncmp(line, "## sluice: ", 11) == 0);
	for (; *line != '\0'; line = end + 1) {
		size_t bars = 0;

		end = strchr(line, '\n');
		for (const char *at = line; at < end; at++) {
			bars += *at == '|';
			HOLDS(strchr("<>`*_[]()\\~$", *at) == NULL);
		}
		HOLDS(*line == '|' ? columns == 0 || bars == columns : bars == 0);
		columns = bars;
	}
}

/* Elements that are closed, and those whose end the parser of HTML knows by itself. */
static const char *const closed_tags[] = {"html",    "head", "title", "style", "body", "div",
                                          "h1",      "h2",   "p",     "table", "code", "details",
                                          "summary", "b",    "i",     "pre",   "span", NULL};
static const char *const open_tags[] = {"meta", "br", "th", "td", "tr", "!DOCTYPE", NULL};

static bool is_among(const char *const *names, const char *name, size_t length)
{
	for (; *names != NULL; names++) {
		if (strlen(*names) == length && memcmp(*names, name, length) == 0) {
			return true;
		}
	}
	return false;
}

static void check_page(const sl_buffer *text)
{
	const char *at = (const char *)text->bytes, *end = at + text->length;
	int depth = 0;

	while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		const bool closes = at[1] == '/';
		const char *name = at + 1 + closes;
		const size_t length = strcspn(name, " >");

		if (is_among(closed_tags, name, length)) {
			depth += closes ? -1 : 1;
		} else {
			HOLDS(is_among(open_tags, name, length));
		}
		HOLDS(depth >= 0);
		at = name + length;
	}
	HOLDS(depth == 0);
}

/* The text report and the page show the line of a source, where there is such a file: what a path of the input names stays unread. */
static bool names_a_file(const sl_verdict *verdict)
{
	const sl_findings *lists[] = {&verdict->findings, &verdict->suppressed};

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < lists[k]->count; i++) {
			const char *path = lists[k]->items[i].source.path;

			if (path != NULL && access(path, F_OK) == 0) {
				return true;
			}
		}
	}
	return false;
}

static bool reads_sources(const sl_report_form *form)
{
	return strcmp(form->name, "text") == 0 || strcmp(form->name, "html") == 0;
}

static void check_again(const sl_verdict *verdict, const sl_report_form *form, const sl_buffer *out)
{
	const sl_report_style style = {.color = false, .verbose = true};
	sl_buffer again = {0};

	form->write(verdict, &style, &again);
	HOLDS(out->length == again.length && memcmp(out->bytes, again.bytes, out->length) == 0);
	sl_buffer_free(&again);
}

static void check_form(const sl_verdict *verdict, const sl_report_form *form, json_t *prints)
{
	const sl_report_style style = {.color = false, .verbose = true};
	sl_buffer out = {0};

	form->write(verdict, &style, &out);
	/* All of SARIF's rules once more would be most of the time. */
	if (strcmp(form->name, "sarif") != 0 || verdict->findings.count % 8 == 1) {
		check_again(verdict, form, &out);
	}
	check_shown(&out);
	if (strcmp(form->name, "json") == 0) {
		check_json(verdict, &out);
	} else if (strcmp(form->name, "sarif") == 0) {
		check_sarif(verdict, &out, prints);
	} else if (strcmp(form->name, "gitlab") == 0) {
		check_gitlab(verdict, &out, prints);
	} else if (strcmp(form->name, "junit") == 0) {
		check_junit(verdict, &out);
	} else if (strcmp(form->name, "github") == 0) {
		check_github(verdict, &out);
	} else if (strcmp(form->name, "github-summary") == 0) {
		check_summary(&out);
	} else if (strcmp(form->name, "html") == 0) {
		check_page(&out);
	} else {
		DEMAND(strcmp(form->name, "text") == 0, "a form of report has its properties here");
	}
	sl_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *prints = json_object(); /* by fingerprint: the index of its finding */
	told t;

	HOLDS(prints != NULL);
	told_read(&t, data, size);
	check_parts(&t.verdict);
	for (size_t i = 0; i < sl_report_form_count; i++) {
		if (!reads_sources(&sl_report_forms[i]) || !names_a_file(&t.verdict)) {
			check_form(&t.verdict, &sl_report_forms[i], prints);
		}
	}
	json_decref(prints);
	told_free(&t);
	return 0;
}
