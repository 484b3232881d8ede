/* sluice explain: why a rule exists, a bad and a good example, and the fix. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "rules/explain.h"

static const sl_option options[] = {
	{0, false, "markdown", NULL, "all rules as one page: validator/RULES.md"},
	{0, false, NULL, NULL, NULL},
};

/* "CH3001", "ch3001", "3001" or the rule's name. */
static const sl_rule *find(const char *text)
{
	const char *digits =
		strncmp(text, "CH", 2) == 0 || strncmp(text, "ch", 2) == 0 ? text + 2 : text;
	if (strlen(digits) == 4 && strspn(digits, "0123456789") == 4) {
		return sl_rule_find((unsigned)strtoul(digits, NULL, 10));
	}
	for (size_t i = 0; i < sl_rule_count; i++) {
		if (strcmp(sl_rules[i].name, text) == 0) {
			return &sl_rules[i];
		}
	}
	return NULL;
}

static enum sl_outcome explain(const sl_arguments *arguments, sl_buffer *out)
{
	if (sl_argument_given(arguments, "markdown")) {
		if (arguments->file_count > 0) {
			return sl_usage_error(&sl_command_explain,
			                      "--markdown is about all rules; name none");
		}
		sl_explain_markdown(out);
		return SL_PASSED;
	}
	if (arguments->file_count == 0) {
		sl_explain_list(out);
	}
	for (size_t i = 0; i < arguments->file_count; i++) {
		const sl_rule *rule = find(arguments->files[i]);
		if (rule == NULL) {
			return sl_usage_error(
				&sl_command_explain,
				"there is no rule '%.60s'; `sluice explain` lists them all",
				arguments->files[i]);
		}
		sl_buffer_text(out, i > 0 ? "\n" : "");
		sl_explain_text(rule, out);
	}
	return SL_PASSED;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	sl_buffer out = {0};
	enum sl_outcome outcome = explain(arguments, &out);
	if (outcome == SL_PASSED && !sl_output(&out)) {
		outcome = SL_BROKEN;
	}
	sl_buffer_free(&out);
	return outcome;
}

const sl_command sl_command_explain = {
	.name = "explain",
	.synopsis = "[ID]...",
	.summary = "why a rule exists, a bad and a good example, and the fix",
	.description =
		"Without an ID, lists all rules. An ID is CH3001, 3001 or the rule's name.\n",
	.examples = "  $ sluice explain CH3001\n",
	.options = options,
	.run = run,
};
