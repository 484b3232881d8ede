/* Reports and stage talk of the commands that judge. */
#include "cli/reporting.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/moment.h"
#include "base/problem.h"
#include "report/attestation.h"

static void stage_ended(void *context, const sl_stage *stage)
{
	const sl_reporting *reporting = context;
	if (reporting->quiet) {
		return;
	}
	const char *mark = stage->errors > 0                 ? "FAIL"
	                   : stage->warnings > 0             ? "warn"
	                   : stage->status == SL_STAGE_EMPTY ? "none"
	                                                     : "ok";
	fprintf(stderr, "%-11s %-4s %8.1f ms  %s", stage->name, mark, stage->milliseconds,
	        stage->counts);
	if (stage->errors > 0) {
		fprintf(stderr, ", %zu errors", stage->errors);
	}
	if (stage->warnings > 0) {
		fprintf(stderr, ", %zu warnings", stage->warnings);
	}
	fputc('\n', stderr);
}

static bool read_color(const sl_command *command, const sl_arguments *arguments, bool *color)
{
	const char *when = sl_argument(arguments, "color"), *none = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	*color = isatty(STDOUT_FILENO) && (none == NULL || none[0] == '\0') && terminal != NULL &&
	         strcmp(terminal, "dumb") != 0;
	if (when == NULL || strcmp(when, "auto") == 0) {
		return true;
	}
	*color = strcmp(when, "always") == 0;
	if (!*color && strcmp(when, "never") != 0) {
		sl_usage_error(command, "--color is auto, always or never, not '%.60s'", when);
		return false;
	}
	return true;
}

static const sl_report_form *read_form(const sl_command *command, const char *option,
                                       const char *name, size_t length)
{
	const sl_report_form *form = sl_report_form_find(name, length);
	if (form == NULL) {
		sl_buffer known = {0};
		for (size_t i = 0; i < sl_report_form_count; i++) {
			sl_buffer_printf(&known, "%s%s", i == 0 ? "" : ", ",
			                 sl_report_forms[i].name);
		}
		sl_usage_error(command, "%s: there is no report '%.*s'; there are: %s", option,
		               (int)(length < 60 ? length : 60), name, (const char *)known.bytes);
		sl_buffer_free(&known);
	}
	return form;
}

/* Every --report is checked before any work is done. */
static bool check_reports(const sl_command *command, const sl_arguments *arguments)
{
	for (size_t i = 0; i < arguments->given_count; i++) {
		const sl_given *given = &arguments->given[i];
		if (strcmp(given->option->name, "report") != 0) {
			continue;
		}
		const char *equals = strchr(given->value, '=');
		if (equals == NULL || equals[1] == '\0') {
			sl_usage_error(command, "--report takes FORMAT=FILE, not '%.60s'",
			               given->value);
			return false;
		}
		if (read_form(command, "--report", given->value, (size_t)(equals - given->value)) ==
		    NULL) {
			return false;
		}
	}
	return true;
}

bool sl_reporting_start(const sl_command *command, const sl_arguments *arguments, sl_reporting *out)
{
	const char *format = sl_argument(arguments, "format"),
		   *fail = sl_argument(arguments, "fail-on");
	memset(out, 0, sizeof *out);
	out->command = command;
	out->arguments = arguments;
	out->quiet = sl_argument_given(arguments, "quiet");
	out->style.verbose = sl_argument_given(arguments, "verbose");
	out->watch = (sl_watch){stage_ended, out};
	out->judge.watch = &out->watch;
	format = format != NULL ? format : "text";
	out->form = read_form(command, "--format", format, strlen(format));
	if (out->form == NULL || !check_reports(command, arguments) ||
	    !read_color(command, arguments, &out->style.color)) {
		return false;
	}
	out->judge.fail_on_warning = fail != NULL && strcmp(fail, "warning") == 0;
	if (fail != NULL && !out->judge.fail_on_warning && strcmp(fail, "error") != 0) {
		sl_usage_error(command, "--fail-on is error or warning, not '%.60s'", fail);
		return false;
	}
	return true;
}

enum { LONGEST_APPENDED = 64 << 20 }; /* bytes of a file that a report is written behind */

/* What the file of a report has already, if it is one that reports append to. */
static bool read_former(const char *path, sl_buffer *out, sl_problem *problem)
{
	return (access(path, F_OK) != 0 && errno == ENOENT) ||
	       sl_file_read(path, LONGEST_APPENDED, out, problem);
}

static bool write_report(const sl_reporting *reporting, const sl_verdict *verdict,
                         const char *value)
{
	const sl_report_style style = {.color = false, .verbose = true};
	const char *path = strchr(value, '=') + 1;
	const sl_report_form *form = sl_report_form_find(value, (size_t)(path - 1 - value));
	sl_buffer out = {0};
	sl_problem problem;
	bool written = !form->appends || read_former(path, &out, &problem);
	if (written) {
		form->write(verdict, &style, &out);
		written = sl_file_write(path, out.bytes, out.length, &problem);
	}
	if (!written) {
		fprintf(stderr, "sluice %s: %s\n", reporting->command->name, problem.text);
	}
	sl_buffer_free(&out);
	return written;
}

/* Where no file was read or made there is nothing to speak of, which is said; the exit status has said why. */
static bool write_attestation(const sl_reporting *reporting, const sl_verdict *verdict,
                              const char *path)
{
	sl_buffer out = {0};
	sl_problem problem = {0};
	uint64_t now;
	bool is_given, written = true;
	if (!sl_moment_now(&now, &is_given) || !sl_attestation_write(verdict, now, &out)) {
		sl_problem_say(&problem, path, "not written: nothing was judged");
	} else {
		written = sl_file_write(path, out.bytes, out.length, &problem);
	}
	if (problem.text[0] != '\0') {
		fprintf(stderr, "sluice %s: %s\n", reporting->command->name, problem.text);
	}
	sl_buffer_free(&out);
	return written;
}

enum sl_outcome sl_reporting_end(const sl_reporting *reporting, const sl_verdict *verdict)
{
	const sl_arguments *arguments = reporting->arguments;
	sl_buffer out = {0};
	bool written = true;
	for (size_t i = 0; i < arguments->given_count; i++) {
		if (strcmp(arguments->given[i].option->name, "report") == 0) {
			written = write_report(reporting, verdict, arguments->given[i].value) &&
			          written;
		}
	}
	const char *attest = sl_argument(arguments, "attest");
	if (attest != NULL) {
		written = write_attestation(reporting, verdict, attest) && written;
	}
	reporting->form->write(verdict, &reporting->style, &out);
	written = sl_output(&out) && written;
	sl_buffer_free(&out);
	return written ? verdict->outcome : SL_BROKEN;
}

void sl_say_findings(const sl_command *command, sl_findings *findings)
{
	sl_arena arena;
	sl_arena_start(&arena);
	sl_findings_sort(findings);
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *one = &findings->items[i];
		fprintf(stderr, "sluice %s: ", command->name);
		if (one->source.path != NULL) {
			fprintf(stderr, "%s:", one->source.path);
		}
		if (one->source.line != 0) {
			fprintf(stderr, "%u:%u:", one->source.line, one->source.column);
		}
		fprintf(stderr, " CH%04u: %s\n", one->rule, sl_finding_message(&arena, one));
	}
	sl_arena_free(&arena);
}
