/*
 * A verdict as a text tells it, a line each: a word, and what it says. For the fuzz target of the reports and their tests.
 *
 *   outcome N            0 to 3, as the exit status
 *   built                nothing was judged
 *   root TEXT            of the repository
 *   build TEXT           a build of the fleet
 *   stage N S E TEXT     the N-th of all stages, status (0 not reached, 1 run, 2 empty), errors, what it looked at
 *   file N TEXT          templates (0: the structure is not accepted), path
 *   dropped N            findings that were counted but not kept
 *   finding N            a finding of the rule with this id, or of the N-th; what follows is about it:
 *   answer N TEXT        somebody answers for it: it is suppressed, by the N-th suppression, for this reason
 *   warns | in TEXT | bytes N N | path TEXT | template N | field TEXT | detail TEXT | on TEXT | source TEXT | line N N
 *
 * Other lines say nothing. A vertical tab stands for a line feed, so that a text can have one. Numbers are decimal.
 */
#ifndef FUZZ_TOLD_VERDICT_H
#define FUZZ_TOLD_VERDICT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/verdict.h"

enum { TOLD_MOST_BUILDS = 12, TOLD_MOST_FINDINGS = 400, TOLD_MOST_FILES = 40, TOLD_ANSWERS = 4 };

typedef struct told {
	sl_verdict verdict;
	sl_finding finding; /* the one that is being told */
	bool telling;
	const char *builds[TOLD_MOST_BUILDS];
	const char *fleet[TOLD_MOST_BUILDS];
	sl_suppression answers[TOLD_ANSWERS]; /* those without a reason have not been told */
	size_t dropped;
} told;

/* The next number of the text, which it passes by with one space behind it; 0 where there is none. */
static inline uint64_t told_number(const char **text)
{
	uint64_t number = 0;

	for (; **text >= '0' && **text <= '9'; (*text)++)
		number = number * 10 + (uint64_t)(**text - '0');
	*text += **text == ' ';
	return number;
}

static inline void told_end_finding(told *t)
{
	sl_findings *list =
		t->finding.suppressed_by != NULL ? &t->verdict.suppressed : &t->verdict.findings;

	if (t->telling && list->count < TOLD_MOST_FINDINGS)
		sl_findings_add(list, &t->finding);
	t->telling = false;
}

static inline void told_finding(told *t, const char *rest)
{
	const uint64_t number = told_number(&rest);
	const sl_rule *rule = number <= UINT16_MAX ? sl_rule_find((unsigned)number) : NULL;

	told_end_finding(t);
	rule = rule != NULL ? rule : &sl_rules[number % sl_rule_count];
	t->finding = (sl_finding){
		.rule = rule->id, .template_index = -1, .criterion_index = -1, .builds = t->builds};
	t->telling = true;
}

static inline void told_stage(told *t, const char *rest)
{
	static const char *const names[] = {"self-test",   "build",     "structure", "meaning",
	                                    "fleet",       "execution", "probes",    "sensors",
	                                    "transitions", "release",   "catalog",   "manifests",
	                                    "binaries"};
	const char *name = names[told_number(&rest) % (sizeof names / sizeof *names)];
	const enum sl_stage_status status = (enum sl_stage_status)(told_number(&rest) % 3);
	const size_t errors = (size_t)(told_number(&rest) % 1000);
	sl_verdict *verdict = &t->verdict;

	if (verdict->stage_count < SL_MAX_STAGES) {
		sl_stage *stage = &verdict->stages[verdict->stage_count++];

		*stage = (sl_stage){.name = name, .status = status, .errors = errors};
		snprintf(stage->counts, sizeof stage->counts, "%s", rest);
	}
}

/* Each path once: the tool judges one file under one name. */
static inline void told_file(told *t, const char *rest)
{
	const uint32_t templates = (uint32_t)(told_number(&rest) % 100000);

	if (t->verdict.file_count < TOLD_MOST_FILES && rest[0] != '\0' &&
	    sl_verdict_file(&t->verdict, rest) == NULL) {
		sl_judged_file *file = sl_verdict_add_file(&t->verdict, rest);

		file->accepted = templates > 0;
		file->file.header.template_count = templates;
		file->size = templates * 100u;
		if (templates % 2 == 1)
			memset(file->sha256, 'a', 64);
	}
}

static inline void told_bytes(told *t, const char *rest)
{
	t->finding.has_bytes = true;
	t->finding.offset = told_number(&rest);
	t->finding.length = told_number(&rest);
}

static inline void told_line(told *t, const char *rest)
{
	t->finding.source.line = (uint32_t)told_number(&rest);
	t->finding.source.column = (uint32_t)told_number(&rest);
}

static inline void told_answer(told *t, const char *rest)
{
	sl_suppression *answer = &t->answers[told_number(&rest) % TOLD_ANSWERS];

	if (answer->reason == NULL) {
		*answer = (sl_suppression){.rule = t->finding.rule,
		                           .reason = rest,
		                           .owner = rest,
		                           .expires_at = (uint64_t)strlen(rest) << 30,
		                           .source = {"sluice.yaml", 1, 1}};
	}
	t->finding.suppressed_by = answer;
}

static inline void told_about_finding(told *t, const char *word, const char *rest)
{
	sl_finding *finding = &t->finding;

	if (strcmp(word, "warns") == 0) {
		finding->only_warns = true;
	} else if (strcmp(word, "in") == 0) {
		finding->file = rest;
	} else if (strcmp(word, "answer") == 0) {
		told_answer(t, rest);
	} else if (strcmp(word, "bytes") == 0) {
		told_bytes(t, rest);
	} else if (strcmp(word, "path") == 0) {
		finding->path = rest;
	} else if (strcmp(word, "template") == 0) {
		finding->has_template = true;
		memset(finding->template_uuid, (int)(told_number(&rest) % 256), 16);
	} else if (strcmp(word, "field") == 0) {
		finding->field = rest;
	} else if (strcmp(word, "detail") == 0) {
		finding->detail = rest;
	} else if (strcmp(word, "source") == 0) {
		finding->source.path = rest;
	} else if (strcmp(word, "line") == 0) {
		told_line(t, rest);
	} else if (strcmp(word, "on") == 0 && finding->build_count < TOLD_MOST_BUILDS) {
		t->builds[finding->build_count++] = rest;
	}
}

static inline void told_word(told *t, const char *word, const char *rest)
{
	sl_verdict *verdict = &t->verdict;

	if (strcmp(word, "outcome") == 0) {
		verdict->outcome = (enum sl_outcome)(told_number(&rest) % 4);
	} else if (strcmp(word, "built") == 0) {
		verdict->build_only = true;
	} else if (strcmp(word, "root") == 0) {
		verdict->root = rest;
	} else if (strcmp(word, "build") == 0 && verdict->build_count < TOLD_MOST_BUILDS) {
		t->fleet[verdict->build_count++] = rest;
	} else if (strcmp(word, "stage") == 0) {
		told_stage(t, rest);
	} else if (strcmp(word, "file") == 0) {
		told_file(t, rest);
	} else if (strcmp(word, "dropped") == 0) {
		t->dropped = (size_t)(told_number(&rest) % 1000000);
	} else if (strcmp(word, "finding") == 0) {
		told_finding(t, rest);
	} else if (t->telling) {
		told_about_finding(t, word, rest);
	}
}

/* One line, NUL-terminated and kept in the verdict's arena. */
static inline void told_take(told *t, char *line)
{
	char *space = strchr(line, ' ');

	for (char *tab = strchr(line, '\v'); tab != NULL; tab = strchr(tab, '\v'))
		*tab = '\n';
	if (space != NULL)
		*space = '\0';
	told_word(t, line, space != NULL ? space + 1 : line + strlen(line));
}

/* What was told must stay where it is; told_free() releases it. */
static inline void told_read(told *t, const uint8_t *bytes, size_t size)
{
	memset(t, 0, sizeof *t);
	sl_verdict_start(&t->verdict);
	t->verdict.outcome = SL_PASSED;
	t->verdict.builds = t->fleet;
	t->verdict.suppressions = (sl_suppressions){t->answers, TOLD_ANSWERS};
	for (size_t start = 0; start < size;) {
		const uint8_t *end = memchr(bytes + start, '\n', size - start);
		const size_t length = end != NULL ? (size_t)(end - bytes) - start : size - start;

		told_take(t, sl_arena_copy(&t->verdict.arena, (const char *)bytes + start, length));
		start += length + 1;
	}
	told_end_finding(t);
	sl_findings_sort(&t->verdict.findings);
	sl_findings_sort(&t->verdict.suppressed);
	t->verdict.findings.dropped += t->dropped;
	t->verdict.findings.errors += t->dropped;
}

static inline void told_free(told *t)
{
	sl_verdict_free(&t->verdict);
}

#endif
