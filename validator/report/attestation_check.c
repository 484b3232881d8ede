/* What a statement says of a file, against what a release asks for. */
#include <sodium.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "report/attestation.h"
#include "report/json_tree.h"

enum { LONGEST_WORD = 300, CLOCK_SKEW = 300 /* s */ };

typedef struct asked {
	sl_attestation_answer *answer;
	const json_t *predicate, *details;
	sl_arena arena;
} asked;

static const char *shown(asked *a, const char *text)
{
	return sl_text_printable(&a->arena, sl_text_of(text), LONGEST_WORD);
}

/* One point; the text is printable. */
static void say(asked *a, bool holds, const char *text)
{
	sl_buffer_printf(&a->answer->words, "%s  %s\n", holds ? "ok" : "NO", text);
	a->answer->holds = a->answer->holds && holds;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static bool has_text(const json_t *list, const char *text)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *one = json_string_value(json_array_get(list, i));

		if (one != NULL && strcmp(one, text) == 0) {
			return true;
		}
	}
	return false;
}

static bool has_digest(const json_t *resources, const char *sha256)
{
	for (size_t i = 0; i < json_array_size(resources); i++) {
		const json_t *digest = json_object_get(json_array_get(resources, i), "digest");

		if (strcmp(text_of(digest, "sha256"), sha256) == 0) {
			return true;
		}
	}
	return false;
}

static void check_result(asked *a, const sl_attestation_policy *policy)
{
	const char *result = text_of(a->predicate, "result");
	const bool warned = strcmp(result, "WARNED") == 0;
	const size_t failed = json_array_size(json_object_get(a->predicate, "failedTests"));

	say(a,
	    (strcmp(result, "PASSED") == 0 || (warned && !policy->refuses_warnings)) && failed == 0,
	    sl_arena_printf(&a->arena, "the result is %s%s",
	                    result[0] != '\0' ? shown(a, result) : "not said",
	                    warned && policy->refuses_warnings ? ", and warnings are refused"
	                    : failed > 0                       ? ", and checks failed"
	                                                       : ""));
}

static void check_checks(asked *a, const sl_attestation_policy *policy)
{
	const json_t *passed = json_object_get(a->predicate, "passedTests");
	const json_t *warned = json_object_get(a->predicate, "warnedTests");
	const json_t *not_run = json_object_get(a->details, "notRun");

	for (size_t i = 0; i < policy->check_count; i++) {
		const char *name = policy->checks[i];
		const bool good = has_text(passed, name), fair = has_text(warned, name);

		say(a, good || fair,
		    sl_arena_printf(&a->arena, "the check %s %s", shown(a, name),
		                    good                      ? "passed"
		                    : fair                    ? "passed with warnings"
		                    : has_text(not_run, name) ? "was not run"
		                                              : "is not among those that passed"));
	}
}

static void check_builds(asked *a, const sl_attestation_policy *policy)
{
	const json_t *builds = json_object_get(a->details, "builds");

	for (size_t i = 0; i < policy->build_count; i++) {
		const bool there = has_text(builds, policy->builds[i]);

		say(a, there,
		    sl_arena_printf(&a->arena, "build %s %s", shown(a, policy->builds[i]),
		                    there ? "was judged against" : "was not judged against"));
	}
	if (policy->fleet_digest != NULL) {
		const json_t *materials = json_object_get(a->predicate, "configuration");
		const bool same = has_digest(materials, policy->fleet_digest);

		say(a, same, same ? "it rests on this fleet" : "it does not rest on this fleet");
	}
}

static void check_age(asked *a, const sl_attestation_policy *policy)
{
	const char *text = text_of(a->details, "judgedAt");
	uint64_t judged;

	if (!sl_moment_read(sl_text_of(text), &judged)) {
		say(a, false, "it does not say when it was judged");
	} else if (judged > policy->now + CLOCK_SKEW) {
		say(a, false,
		    sl_arena_printf(&a->arena, "it was judged at %s, which is to come", text));
	} else if (policy->most_age > 0) {
		const bool young = judged + policy->most_age >= policy->now;

		say(a, young,
		    sl_arena_printf(&a->arena, "it was judged at %s%s", text,
		                    young ? "" : ", which is too long ago"));
	}
}

static void check_suppressed(asked *a, const sl_attestation_policy *policy)
{
	const json_t *list = json_object_get(a->details, "suppressed");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);

		say(a, !policy->refuses_suppressed,
		    sl_arena_printf(&a->arena, "%s is suppressed: %s",
		                    shown(a, text_of(one, "rule")), shown(a, text_of(one, "why"))));
	}
}

/* The statement of an envelope (DSSE), or the tree itself. NULL: the payload is no JSON, or of another kind. */
static json_t *unwrap(json_t *tree)
{
	const char *payload = json_string_value(json_object_get(tree, "payload"));
	const size_t length = payload != NULL ? strlen(payload) : 0;
	json_t *inner = NULL;
	unsigned char *bytes;
	size_t size;

	if (payload == NULL) {
		return json_incref(tree);
	}
	if (strcmp(text_of(tree, "payloadType"), "application/vnd.in-toto+json") != 0) {
		return NULL;
	}
	bytes = sl_alloc(length + 1, 1);
	if (sodium_base642bin(bytes, length, payload, length, NULL, &size, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) == 0) {
		inner = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
	}
	free(bytes);
	return inner;
}

static bool is_statement(const json_t *statement)
{
	return strcmp(text_of(statement, "_type"), "https://in-toto.io/Statement/v1") == 0 &&
	       strcmp(text_of(statement, "predicateType"),
	              "https://in-toto.io/attestation/test-result/v0.1") == 0 &&
	       json_is_object(json_object_get(statement, "predicate"));
}

void sl_attestation_check(const sl_buffer *text, const char *sha256,
                          const sl_attestation_policy *policy, sl_attestation_answer *out)
{
	asked a = {.answer = out};
	json_error_t error;
	json_t *tree =
		json_loadb((const char *)text->bytes, text->length, JSON_REJECT_DUPLICATES, &error);
	json_t *statement = tree != NULL ? unwrap(tree) : NULL;

	*out = (sl_attestation_answer){.holds = true};
	sl_arena_start(&a.arena);
	out->is_statement = is_statement(statement);
	if (tree == NULL) {
		say(&a, false,
		    sl_arena_printf(&a.arena, "line %d: it is no JSON: %s", error.line,
		                    shown(&a, error.text)));
	} else if (!out->is_statement) {
		say(&a, false,
		    "it is no in-toto statement of test-result v0.1, nor an envelope with one");
	} else {
		const bool bound = has_digest(json_object_get(statement, "subject"), sha256);

		a.predicate = json_object_get(statement, "predicate");
		a.details = json_object_get(a.predicate, "sluice");
		say(&a, bound,
		    sl_arena_printf(&a.arena, "it %s of the file with SHA-256 %s",
		                    bound ? "speaks" : "does not speak", sha256));
		check_result(&a, policy);
		check_checks(&a, policy);
		check_builds(&a, policy);
		check_age(&a, policy);
		check_suppressed(&a, policy);
	}
	json_decref(statement);
	json_decref(tree);
	sl_arena_free(&a.arena);
}
