/*
 * The SARIF 2.1.0 report (OASIS). What somebody wrote is the primary location, as viewers show no other, and the bytes
 * of the channel file the related one. Members in a fixed order, no times: stable bytes.
 */
#include "report/report.h"

#include <string.h>

#include "base/text.h"
#include "base/version.h"
#include "report/json_tree.h"
#include "report/place.h"
#include "rules/explain.h"

typedef struct writer {
	const sl_verdict *verdict;
	sl_arena arena;
} writer;

/*
 * A text of ours is no Markdown, but viewers make a link of "[words](target)", one that a rule's author chose, and put an
 * argument, of which there is none, in place of "{0}": braces are doubled (SARIF 3.11.5).
 */
static json_t *message(writer *w, const char *text)
{
	json_t *object = sl_json_object();
	sl_buffer plain = {0};
	sl_buffer_text(&plain, "");
	for (; *text != '\0'; text++) {
		if (text[0] == ']' && text[1] == '(') {
			sl_buffer_byte(&plain, '\\');
		} else if (text[0] == '{' || text[0] == '}') {
			sl_buffer_byte(&plain, (uint8_t)*text);
		}
		sl_buffer_byte(&plain, (uint8_t)*text);
	}
	sl_json_set(object, "text", sl_json_text(&w->arena, (const char *)plain.bytes));
	sl_buffer_free(&plain);
	return object;
}

static const char *id_of(writer *w, unsigned rule)
{
	return sl_arena_printf(&w->arena, "CH%04u", rule);
}

/* RFC 3986: what is unreserved, and the slash; a colon could make the first name a scheme. */
static bool stays_in_uri(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("-._~/", byte) != NULL);
}

static json_t *uri(writer *w, const char *path)
{
	sl_buffer text = {0};
	/* Two slashes at its start would make the first name a host. */
	sl_buffer_text(&text, path[0] == '/' ? "file://" : "");
	for (; path[0] == '/' && path[1] == '/'; path++) {
	}
	for (; *path != '\0'; path++) {
		const unsigned char byte = (unsigned char)*path;
		if (stays_in_uri(byte)) {
			sl_buffer_byte(&text, byte);
		} else {
			sl_buffer_printf(&text, "%%%02X", byte);
		}
	}
	json_t *made = sl_json_text(&w->arena, (const char *)text.bytes);
	sl_buffer_free(&text);
	return made;
}

static json_t *artifact_location(writer *w, const char *path)
{
	json_t *object = sl_json_object();
	sl_json_set(object, "uri", uri(w, sl_place_path(path)));
	return object;
}

static json_t *location(writer *w, const char *path, json_t *region)
{
	json_t *physical = sl_json_object(), *object = sl_json_object();
	sl_json_set(physical, "artifactLocation", artifact_location(w, path));
	sl_json_set(physical, "region", region);
	sl_json_set(object, "physicalLocation", physical);
	return object;
}

static void set_bytes(json_t *region, const sl_finding *from)
{
	sl_json_set(region, "byteOffset", sl_json_number(from->offset));
	sl_json_set(region, "byteLength", sl_json_number(from->length));
}

/* GitHub wants a line, of a binary file too. */
static json_t *primary_region(const sl_place *place, const sl_finding *from)
{
	json_t *region = sl_json_object();
	sl_json_set(region, "startLine", sl_json_number(place->line));
	if (place->column > 0) {
		sl_json_set(region, "startColumn", sl_json_number(place->column));
	}
	if (!place->is_source && from->file != NULL && from->has_bytes) {
		set_bytes(region, from);
	}
	return region;
}

/* The bytes, where the primary location is a line that somebody wrote. */
static json_t *related_location(writer *w, const sl_finding *from)
{
	json_t *region = sl_json_object();
	set_bytes(region, from);
	json_t *object = location(w, from->file, region);
	sl_json_set(object, "id", sl_json_number(1));
	sl_json_set(object, "message",
	            message(w, from->path != NULL ? from->path : "the bytes in the channel file"));
	return object;
}

static void append_locations(writer *w, json_t *result, const sl_finding *from)
{
	const sl_place place = sl_finding_place(w->verdict, from, &w->arena);
	json_t *locations = sl_json_array();
	sl_json_append(locations, location(w, place.path, primary_region(&place, from)));
	sl_json_set(result, "locations", locations);
	if (place.is_source && from->file != NULL && from->has_bytes) {
		json_t *related = sl_json_array();
		sl_json_append(related, related_location(w, from));
		sl_json_set(result, "relatedLocations", related);
	}
}

static json_t *properties(writer *w, const sl_finding *from)
{
	json_t *object = sl_json_object();
	char uuid[37];
	if (from->file != NULL) {
		sl_json_set(object, "file", sl_json_text(&w->arena, from->file));
	}
	if (from->has_template) {
		sl_uuid_write(from->template_uuid, uuid);
		sl_json_set(object, "template", json_string(uuid));
	}
	if (from->field != NULL) {
		sl_json_set(object, "field", sl_json_text(&w->arena, from->field));
	}
	if (from->build_count > 0) {
		json_t *builds = sl_json_array();
		for (size_t i = 0; i < from->build_count; i++) {
			sl_json_append(builds, sl_json_text(&w->arena, from->builds[i]));
		}
		sl_json_set(object, "builds", builds);
	}
	return object;
}

static json_t *suppressions(writer *w, const sl_suppression *from)
{
	json_t *array = sl_json_array(), *object = sl_json_object(), *region = sl_json_object();
	sl_json_set(object, "kind", json_string("external"));
	sl_json_set(object, "status", json_string("accepted"));
	sl_json_set(object, "justification",
	            sl_json_text(&w->arena, sl_suppression_words(&w->arena, from)));
	sl_json_set(region, "startLine", sl_json_number(from->source.line));
	sl_json_set(object, "location", location(w, from->source.path, region));
	sl_json_append(array, object);
	return array;
}

static json_t *result(writer *w, const sl_finding *from, const char *fingerprint)
{
	json_t *object = sl_json_object(), *prints = sl_json_object();
	sl_json_set(object, "ruleId", json_string(id_of(w, from->rule)));
	sl_json_set(object, "ruleIndex",
	            sl_json_number((uint64_t)(sl_rule_find(from->rule) - sl_rules)));
	sl_json_set(object, "level", json_string(sl_severity_name(sl_finding_severity(from))));
	sl_json_set(object, "message", message(w, sl_finding_message(&w->arena, from)));
	append_locations(w, object, from);
	sl_json_set(prints, "sluiceFinding/v1", json_string(fingerprint));
	sl_json_set(object, "partialFingerprints", prints);
	if (from->suppressed_by != NULL) {
		sl_json_set(object, "suppressions", suppressions(w, from->suppressed_by));
	}
	json_t *facts = properties(w, from);
	if (json_object_size(facts) > 0) {
		sl_json_set(object, "properties", facts);
	} else {
		json_decref(facts);
	}
	return object;
}

static json_t *results(writer *w)
{
	const sl_findings *findings = &w->verdict->findings, *suppressed = &w->verdict->suppressed;
	const char *const *fingerprints = sl_fingerprints(w->verdict, &w->arena);
	json_t *array = sl_json_array();
	for (size_t i = 0; i < findings->count; i++) {
		sl_json_append(array, result(w, &findings->items[i], fingerprints[i]));
	}
	for (size_t i = 0; i < suppressed->count; i++) {
		sl_json_append(array,
		               result(w, &suppressed->items[i], fingerprints[findings->count + i]));
	}
	return array;
}

/* The defect classes of a rule: "D01 D17". */
static json_t *tags(const sl_rule *rule)
{
	json_t *array = sl_json_array();
	const char *rest = rule->classes;
	while (*rest != '\0') {
		const size_t length = strcspn(rest, " ");
		if (length > 0) {
			sl_json_append(array, json_stringn(rest, length));
		}
		rest += length + (rest[length] == ' ');
	}
	return array;
}

/* Words of the tables of this program, which need no care. */
static json_t *own_message(const char *text)
{
	json_t *object = sl_json_object();
	sl_json_set(object, "text", json_string(text));
	return object;
}

static json_t *rule_of(writer *w, const sl_rule *rule)
{
	const sl_explanation *why = sl_explanation_find(rule->id);
	json_t *object = sl_json_object(), *level = sl_json_object(), *facts = sl_json_object();
	sl_json_set(object, "id", json_string(id_of(w, rule->id)));
	sl_json_set(object, "name", json_string(rule->name));
	sl_json_set(object, "shortDescription", own_message(rule->text));
	if (why != NULL) {
		sl_json_set(object, "fullDescription", own_message(why->why));
		sl_json_set(object, "help", own_message(why->fix));
	}
	sl_json_set(level, "level", json_string(sl_severity_name(rule->severity)));
	sl_json_set(object, "defaultConfiguration", level);
	sl_json_set(facts, "tags", tags(rule));
	sl_json_set(object, "properties", facts);
	return object;
}

/* All rules, in a clean run too: it says what was looked for. */
static json_t *tool(writer *w)
{
	json_t *object = sl_json_object(), *driver = sl_json_object(), *rules = sl_json_array();
	for (size_t i = 0; i < sl_rule_count; i++) {
		sl_json_append(rules, rule_of(w, &sl_rules[i]));
	}
	sl_json_set(driver, "name", json_string("sluice"));
	sl_json_set(driver, "version", json_string(SL_VERSION));
	sl_json_set(driver, "semanticVersion", json_string(SL_VERSION));
	sl_json_set(driver, "rules", rules);
	sl_json_set(object, "driver", driver);
	return object;
}

static json_t *notification(writer *w, const char *level, const char *text)
{
	json_t *object = sl_json_object();
	sl_json_set(object, "level", json_string(level));
	sl_json_set(object, "message", message(w, text));
	return object;
}

/* What a list of results alone would hide: checks that did not run, findings that were not kept. */
static json_t *notifications(writer *w)
{
	const sl_verdict *verdict = w->verdict;
	json_t *array = sl_json_array();
	for (size_t i = 0; i < verdict->stage_count; i++) {
		const sl_stage *stage = &verdict->stages[i];
		if (stage->status == SL_STAGE_NOT_REACHED) {
			sl_json_append(array,
			               notification(w, "error",
			                            sl_arena_printf(&w->arena,
			                                            "the check %s was not reached",
			                                            stage->name)));
		}
	}
	if (verdict->findings.dropped > 0) {
		sl_json_append(
			array,
			notification(w, "error",
		                     sl_arena_printf(&w->arena,
		                                     "%zu findings more were counted but not kept",
		                                     verdict->findings.dropped)));
	}
	return array;
}

static json_t *invocations(writer *w)
{
	const sl_verdict *verdict = w->verdict;
	json_t *array = sl_json_array(), *object = sl_json_object();
	sl_json_set(object, "executionSuccessful",
	            json_boolean(verdict->outcome == SL_PASSED || verdict->outcome == SL_REJECTED));
	sl_json_set(object, "exitCode", sl_json_number(verdict->outcome));
	sl_json_set(object, "exitCodeDescription", json_string(sl_verdict_word(verdict)));
	sl_json_set(object, "toolExecutionNotifications", notifications(w));
	sl_json_append(array, object);
	return array;
}

static json_t *artifact(writer *w, const sl_judged_file *file)
{
	json_t *object = sl_json_object(), *roles = sl_json_array();
	sl_json_set(object, "location", artifact_location(w, file->path));
	sl_json_set(object, "length", sl_json_number(file->size));
	sl_json_append(roles, json_string("analysisTarget"));
	sl_json_set(object, "roles", roles);
	if (file->sha256[0] != '\0') {
		json_t *hashes = sl_json_object();
		sl_json_set(hashes, "sha-256", json_string(file->sha256));
		sl_json_set(object, "hashes", hashes);
	}
	return object;
}

/* A file that was named twice is one artifact: SARIF wants each to be unlike all others. */
static json_t *artifacts(writer *w)
{
	json_t *array = sl_json_array(), *seen = sl_json_object();
	for (size_t i = 0; i < w->verdict->file_count; i++) {
		json_t *one = artifact(w, &w->verdict->files[i]);
		const char *place =
			json_string_value(json_object_get(json_object_get(one, "location"), "uri"));
		if (json_object_get(seen, place) == NULL) {
			sl_json_set(seen, place, json_true());
			sl_json_append(array, one);
		} else {
			json_decref(one);
		}
	}
	json_decref(seen);
	return array;
}

void sl_report_sarif(const sl_verdict *verdict, const sl_report_style *style, sl_buffer *out)
{
	writer w = {.verdict = verdict};
	json_t *log = sl_json_object(), *runs = sl_json_array(), *run = sl_json_object();
	(void)style;
	sl_arena_start(&w.arena);
	sl_json_set(run, "tool", tool(&w));
	sl_json_set(run, "invocations", invocations(&w));
	sl_json_set(run, "artifacts", artifacts(&w));
	sl_json_set(run, "columnKind", json_string("unicodeCodePoints"));
	sl_json_set(run, "results", results(&w));
	sl_json_append(runs, run);
	sl_json_set(log, "$schema", json_string("https://json.schemastore.org/sarif-2.1.0.json"));
	sl_json_set(log, "version", json_string("2.1.0"));
	sl_json_set(log, "runs", runs);
	sl_json_finish(log, out);
	sl_arena_free(&w.arena);
}
