/* The ledger from its YAML document. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "author/words.h"
#include "base/moment.h"
#include "model/fleet.h"
#include "model/ledger_parts.h"

bool sl_is_sha256(sl_text text)
{
	if (text.length != 64) {
		return false;
	}
	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];

		if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
			return false;
		}
	}
	return true;
}

static void read_digest(const sl_document *document, const sl_yaml *node, const char **out)
{
	if (node == NULL) {
		return;
	}
	if (node->kind != SL_YAML_SCALAR || !sl_is_sha256(node->text)) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "sha256 must be 64 lower-case hexadecimal digits");
		return;
	}
	*out = node->text.bytes;
}

/* As sl_moment_write() has it. */
static void read_moment(const sl_document *document, const sl_yaml *node, uint64_t *out)
{
	if (node != NULL && (node->kind != SL_YAML_SCALAR || (!sl_moment_read(node->text, out) &&
	                                                      !sl_text_to_u64(node->text, out)))) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "created must be a time in UTC: 2026-07-01T00:00:00Z");
	}
}

static void read_release(const sl_document *document, const sl_yaml *node, uint32_t channel,
                         sl_ledger *out)
{
	static const sl_document_key keys[] = {{"version", true},
	                                       {"sha256", true},
	                                       {"created", true},
	                                       {"bytes", true},
	                                       {"templates", true}};
	size_t before = document->findings->errors;
	sl_shipped release = {.channel = channel, .source = sl_document_at(document, node)};
	uint64_t templates = 0;

	if (!sl_document_keys(document, node, "a release", keys, 5)) {
		return;
	}
	sl_document_number(document, sl_yaml_get(node, "version"), "version", 1, UINT64_MAX,
	                   &release.version);
	read_digest(document, sl_yaml_get(node, "sha256"), &release.sha256);
	read_moment(document, sl_yaml_get(node, "created"), &release.created_at);
	sl_document_number(document, sl_yaml_get(node, "bytes"), "bytes", 1, CHAN_MAX_FILE_SIZE,
	                   &release.bytes);
	sl_document_number(document, sl_yaml_get(node, "templates"), "templates", 0,
	                   CHAN_MAX_TEMPLATES, &templates);
	release.templates = (uint32_t)templates;
	if (document->findings->errors == before) {
		out->releases = sl_grow(out->releases, &out->release_capacity,
		                        out->release_count + 1, sizeof *out->releases);
		out->releases[out->release_count++] = release;
	}
}

static void read_action(const sl_document *document, const sl_yaml *node, uint8_t *out)
{
	if (node != NULL && (node->kind != SL_YAML_SCALAR || !sl_action_read(node->text, out))) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "action must be detect, prevent or monitor");
	}
}

static void read_operator(const sl_document *document, const sl_yaml *node, uint8_t *out)
{
	if (node != NULL) {
		*out = node->kind == SL_YAML_SCALAR ? sl_operator_read(node->text) : 0;
		if (*out == 0) {
			sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
			                  "operator must be the name of an operator, as in the "
			                  "manifests of builds: exact");
		}
	}
}

static void read_capability(const sl_document *document, const sl_yaml *node, uint32_t channel,
                            sl_ledger *out)
{
	static const sl_document_key keys[] = {{"type", true},
	                                       {"field", true},
	                                       {"operator", true},
	                                       {"action", true},
	                                       {"since", true}};
	size_t before = document->findings->errors;
	sl_shipped_capability capability = {.channel = channel,
	                                    .source = sl_document_at(document, node)};
	const char *type = "", *field = "";

	if (!sl_document_keys(document, node, "a capability", keys, 5)) {
		return;
	}
	sl_document_name(document, sl_yaml_get(node, "type"), "type", &type);
	sl_document_name(document, sl_yaml_get(node, "field"), "field", &field);
	read_operator(document, sl_yaml_get(node, "operator"), &capability.what.operation);
	read_action(document, sl_yaml_get(node, "action"), &capability.what.action);
	sl_document_number(document, sl_yaml_get(node, "since"), "since", 1, UINT64_MAX,
	                   &capability.since);
	if (document->findings->errors == before) {
		capability.what.type = sl_text_of(type);
		capability.what.field = sl_text_of(field);
		out->capabilities = sl_grow(out->capabilities, &out->capability_capacity,
		                            out->capability_count + 1, sizeof *out->capabilities);
		out->capabilities[out->capability_count++] = capability;
	}
}

static void read_channel(const sl_document *document, const sl_yaml_pair *pair, sl_ledger *out)
{
	static const sl_document_key keys[] = {{"releases", true}, {"capabilities", true}};
	const sl_yaml *releases, *capabilities;
	uint64_t channel = 0;

	if (!sl_document_number(document, pair->key, "the number of a channel", 1, CHAN_MAX_CHANNEL,
	                        &channel) ||
	    !sl_document_keys(document, pair->value, "a channel of the ledger", keys, 2)) {
		return;
	}
	releases = sl_yaml_get(pair->value, "releases");
	capabilities = sl_yaml_get(pair->value, "capabilities");
	if (sl_document_list(document, releases, "releases", "releases")) {
		for (uint32_t i = 0; i < releases->count; i++) {
			read_release(document, releases->of.items[i], (uint32_t)channel, out);
		}
	}
	if (sl_document_list(document, capabilities, "capabilities", "capabilities")) {
		for (uint32_t i = 0; i < capabilities->count; i++) {
			read_capability(document, capabilities->of.items[i], (uint32_t)channel,
			                out);
		}
	}
}

static void read_recall(const sl_document *document, const sl_yaml *node, sl_ledger *out)
{
	static const sl_document_key keys[] = {{"sha256", true}, {"reason", true}};
	size_t before = document->findings->errors;
	sl_recall recall = {.source = sl_document_at(document, node)};

	if (!sl_document_keys(document, node, "a recall", keys, 2)) {
		return;
	}
	read_digest(document, sl_yaml_get(node, "sha256"), &recall.sha256);
	sl_document_text(document, sl_yaml_get(node, "reason"), "reason", SL_MAX_REASON,
	                 &recall.reason);
	if (document->findings->errors == before) {
		out->recalls = sl_grow(out->recalls, &out->recall_capacity, out->recall_count + 1,
		                       sizeof *out->recalls);
		out->recalls[out->recall_count++] = recall;
	}
}

void sl_ledger_document_read(const sl_document *document, const sl_yaml *root, sl_ledger *out)
{
	static const sl_document_key keys[] = {{"channels", true}, {"recalled", false}};
	const sl_yaml *channels, *recalled;

	if (!sl_document_keys(document, root, "the ledger", keys, 2)) {
		return;
	}
	channels = sl_yaml_get(root, "channels");
	recalled = sl_yaml_get(root, "recalled");
	if (channels != NULL && channels->kind != SL_YAML_MAP) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, channels,
		                  "channels must be a map from channels to {releases, "
		                  "capabilities}, and may be empty: {}");
	} else if (channels != NULL) {
		for (uint32_t i = 0; i < channels->count; i++) {
			read_channel(document, &channels->of.pairs[i], out);
		}
	}
	if (sl_document_list(document, recalled, "recalled", "recalls")) {
		for (uint32_t i = 0; i < recalled->count; i++) {
			read_recall(document, recalled->of.items[i], out);
		}
	}
}

static void refuse_repeated(const sl_ledger *ledger, sl_findings *findings)
{
	for (size_t i = 1; i < ledger->release_count; i++) {
		const sl_shipped *a = &ledger->releases[i - 1], *b = &ledger->releases[i];

		if (a->channel == b->channel && a->version == b->version) {
			sl_findings_source(findings, SL_RULE_DUPLICATE_DEFINITION, b->source,
			                   "version %llu of channel %u is also in line %u",
			                   (unsigned long long)b->version, b->channel,
			                   a->source.line);
		}
	}
	for (size_t i = 1; i < ledger->capability_count; i++) {
		const sl_shipped_capability *a = &ledger->capabilities[i - 1],
					    *b = &ledger->capabilities[i];

		if (a->channel == b->channel && sl_capability_compare(&a->what, &b->what) == 0) {
			sl_findings_source(findings, SL_RULE_DUPLICATE_DEFINITION, b->source,
			                   "the capability is there twice, also in line %u",
			                   a->source.line);
		}
	}
	for (size_t i = 1; i < ledger->recall_count; i++) {
		const sl_recall *a = &ledger->recalls[i - 1], *b = &ledger->recalls[i];

		if (strcmp(a->sha256, b->sha256) == 0) {
			sl_findings_source(findings, SL_RULE_DUPLICATE_DEFINITION, b->source,
			                   "the digest is recalled twice, also in line %u",
			                   a->source.line);
		}
	}
}

bool sl_ledger_load(const char *path, sl_ledger *out, sl_findings *findings)
{
	size_t before = findings->errors;
	sl_buffer bytes = {0};
	sl_yaml_documents documents;
	struct stat status;

	*out = (sl_ledger){0};
	sl_arena_start(&out->arena);
	if (stat(path, &status) != 0 && errno == ENOENT) {
		sl_ledger_settle(out);
		return true;
	}
	const sl_document document = {&out->arena, sl_path_join(&out->arena, "", path), findings};
	if (sl_document_parse(&document, &bytes, &documents)) {
		if (documents.count > 1) {
			sl_document_fault(&document, SL_RULE_YAML, documents.items[1],
			                  "the ledger has a second document; it is one");
		} else if (documents.count == 1) {
			sl_ledger_document_read(&document, documents.items[0], out);
		}
	}
	sl_buffer_free(&bytes);
	sl_ledger_settle(out);
	refuse_repeated(out, findings);
	return findings->errors == before;
}
