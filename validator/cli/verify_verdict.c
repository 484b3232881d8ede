/* sluice verify-verdict: whether a verdict is about this file, and whether it is what a release asks for. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/moment.h"
#include "base/text.h"
#include "cli/command.h"
#include "gate/judge.h"
#include "model/fleet.h"
#include "report/attestation.h"

enum { LARGEST_STATEMENT = 16 << 20 }; /* bytes */

static enum sl_outcome complain(const char *text)
{
	fprintf(stderr, "sluice verify-verdict: %s\n", text);
	return SL_UNUSABLE;
}

/* "90s", "30m", "12h", "7d". */
static bool read_age(const char *text, uint64_t *seconds)
{
	static const struct {
		char letter;
		uint64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	const size_t length = strlen(text);

	for (size_t i = 0; length > 1 && length < 9 && i < sizeof units / sizeof *units; i++) {
		if (text[length - 1] == units[i].letter) {
			bool read = sl_text_to_u64((sl_text){text, length - 1}, seconds);

			*seconds *= units[i].seconds;
			return read && *seconds > 0;
		}
	}
	return false;
}

static bool read_fleet(const char *folder, sl_arena *arena, const char **digest)
{
	sl_findings findings;
	sl_fleet fleet;
	bool read;

	sl_findings_start(&findings);
	read = sl_fleet_load(folder, &fleet, &findings);
	if (read) {
		*digest = sl_arena_copy(arena, fleet.digest, strlen(fleet.digest));
	} else {
		fprintf(stderr,
		        "sluice verify-verdict: %s cannot be read as a fleet; `sluice catalog "
		        "check` says why\n",
		        folder);
	}
	sl_fleet_free(&fleet);
	sl_findings_free(&findings);
	return read;
}

static bool read_policy(const sl_arguments *arguments, sl_arena *arena, sl_attestation_policy *out)
{
	const char **checks =
		sl_arena_alloc(arena, arguments->given_count + SL_MAX_STAGES, sizeof *checks);
	const char **builds = sl_arena_alloc(arena, arguments->given_count + 1, sizeof *builds);
	const char *age = sl_argument(arguments, "max-age"),
		   *fleet = sl_argument(arguments, "fleet");
	const char *fail = sl_argument(arguments, "fail-on");
	bool is_given;

	*out = (sl_attestation_policy){.checks = checks, .builds = builds};
	out->check_count = sl_argument_values(arguments, "check", checks);
	out->build_count = sl_argument_values(arguments, "build", builds);
	if (out->check_count == 0) {
		while (sl_gate_check(out->check_count) != NULL) {
			checks[out->check_count] = sl_gate_check(out->check_count);
			out->check_count++;
		}
	}
	out->refuses_suppressed = sl_argument_given(arguments, "no-suppressed");
	out->refuses_warnings = fail != NULL && strcmp(fail, "warning") == 0;
	if (fail != NULL && !out->refuses_warnings && strcmp(fail, "error") != 0) {
		sl_usage_error(&sl_command_verify_verdict,
		               "--fail-on is error or warning, not '%.60s'", fail);
		return false;
	}
	if (age != NULL && !read_age(age, &out->most_age)) {
		sl_usage_error(&sl_command_verify_verdict,
		               "--max-age is a time like 90s, 30m, 12h or 7d, not '%.20s'", age);
		return false;
	}
	if (!sl_moment_now(&out->now, &is_given)) {
		complain("SOURCE_DATE_EPOCH in the environment is not a number of seconds greater "
		         "than 0");
		return false;
	}
	return fleet == NULL || read_fleet(fleet, arena, &out->fleet_digest);
}

static bool read(const char *path, size_t limit, sl_buffer *out)
{
	sl_problem problem;
	const bool done = sl_file_read(path, limit, out, &problem);

	if (!done) {
		complain(problem.text);
	}
	return done;
}

static enum sl_outcome verify(const char *file_path, const char *statement_path,
                              const sl_attestation_policy *policy)
{
	sl_buffer file = {0}, statement = {0};
	sl_attestation_answer answer;
	enum sl_outcome outcome = SL_UNUSABLE;
	char digest[65];

	if (read(file_path, CHAN_MAX_FILE_SIZE, &file) &&
	    read(statement_path, LARGEST_STATEMENT, &statement)) {
		sl_sha256_hex(file.bytes, file.length, digest);
		sl_attestation_check(&statement, digest, policy, &answer);
		outcome = !answer.is_statement ? SL_UNUSABLE
		          : answer.holds       ? SL_PASSED
		                               : SL_REJECTED;
		outcome = sl_output(&answer.words) ? outcome : SL_BROKEN;
		sl_buffer_free(&answer.words);
	}
	sl_buffer_free(&file);
	sl_buffer_free(&statement);
	return outcome;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	enum sl_outcome outcome = SL_UNUSABLE;
	sl_attestation_policy policy;
	sl_arena arena;

	if (arguments->file_count != 2) {
		return sl_usage_error(&sl_command_verify_verdict,
		                      "takes a channel file and a statement about it");
	}
	sl_arena_start(&arena);
	if (read_policy(arguments, &arena, &policy)) {
		outcome = verify(arguments->files[0], arguments->files[1], &policy);
	}
	sl_arena_free(&arena);
	return outcome;
}

static const sl_option options[] = {
	{0, true, "check", "NAME",
         "a check that must have passed; may be repeated. Default: all of\n"
         "                            `sluice gate` but sensors"},
	{0, true, "build", "NAME", "a build that must have been judged against; may be repeated"},
	{0, false, "fleet", "DIR", "the manifests that it must rest on: those of today"},
	{0, false, "max-age", "TIME", "how long ago it may have been judged: 90s, 30m, 12h, 7d"},
	{0, false, "fail-on", "error|warning",
         "refuse what failed (error, default) or warned (warning)"},
	{0, false, "no-suppressed", NULL, "refuse a verdict from which findings were suppressed"},
	{0, false, NULL, NULL, NULL},
};

static const char *const exit_statuses[SL_EXIT_STATUS_COUNT] = {
	"all of it holds",
	"something does not",
	"wrong usage, or it is no statement",
	"the tool itself failed",
};

const sl_command sl_command_verify_verdict = {
	.name = "verify-verdict",
	.synopsis = "[OPTION]... FILE STATEMENT",
	.summary = "whether a verdict is about this file, and good enough to ship it",
	.description =
		"STATEMENT is what `sluice gate --attest` wrote: an in-toto statement, alone or in "
		"a DSSE envelope.\n"
		"It must speak of exactly the bytes of FILE, and what it says must be what the "
		"options ask for; each\n"
		"point is a line, ok or NO. A signature is not looked at: verify it first, with "
		"the "
		"tool that made it\n"
		"(minisign, openssl, cosign), over the bytes of STATEMENT.\n",
	.examples = "  $ sluice gate -C content --attest verdict.json\n"
		    "  $ minisign -S -m verdict.json\n"
		    "  $ minisign -V -m verdict.json -p release.pub &&\n"
		    "      sluice verify-verdict --max-age 7d --fleet content/fleet "
		    "content/dist/C-00000291-00000042.chan verdict.json\n",
	.options = options,
	.exit_statuses = exit_statuses,
	.run = run,
};
