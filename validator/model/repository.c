#include "model/repository.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "model/channel_read.h"
#include "model/document.h"

/* Bytes of a path in sluice.yaml. */
enum { LONGEST_PATH = 4095 };

/* A file that was torn to nothing must not be a repository with all defaults. */
static bool is_one_document(const sl_document *document, const sl_yaml_documents *documents)
{
	if (documents->count == 0) {
		sl_findings_source(document->findings, SL_RULE_YAML,
		                   (sl_source){document->path, 1, 1},
		                   "sluice.yaml is empty; a repository with all defaults says {}");
		return false;
	}
	return documents->count == 1 ||
	       sl_document_fault(document, SL_RULE_YAML, documents->items[1],
	                         "sluice.yaml has a second document; it is one");
}

static void read_path(const sl_document *document, const sl_yaml *settings, const char *root,
                      const char *key, const char *otherwise, const char **out)
{
	const char *path = otherwise;

	if (settings != NULL) {
		sl_document_text(document, sl_yaml_get(settings, key), key, LONGEST_PATH, &path);
	}
	*out = sl_path_join(document->arena, root, path);
}

static void read_growth(const sl_document *document, const sl_yaml *node, sl_growth *out)
{
	static const sl_document_key keys[] = {
		{"percent", false}, {"templates", false}, {"bytes", false}};

	if (node == NULL || !sl_document_keys(document, node, "growth", keys, 3)) {
		return;
	}
	sl_document_number(document, sl_yaml_get(node, "percent"), "percent", 0, 1000000,
	                   &out->percent);
	sl_document_number(document, sl_yaml_get(node, "templates"), "templates", 0,
	                   CHAN_MAX_TEMPLATES, &out->templates);
	sl_document_number(document, sl_yaml_get(node, "bytes"), "bytes", 0, CHAN_MAX_FILE_SIZE,
	                   &out->bytes);
}

static void read_hand_written(const sl_document *document, const sl_yaml *node,
                              enum sl_hand_written *out)
{
	static const char *const words[] = {"warn", "refuse", "allow"};

	for (unsigned i = 0; node != NULL && i < 3; i++) {
		if (node->kind == SL_YAML_SCALAR && sl_text_is(node->text, words[i])) {
			*out = (enum sl_hand_written)i;
			return;
		}
	}
	if (node != NULL) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "hand_written_manifests must be warn, refuse or allow");
	}
}

static void read_binaries(const sl_document *document, const sl_yaml *settings, const char *root,
                          const char **out)
{
	const char *path = NULL;

	if (sl_document_text(document, sl_yaml_get(settings, "binaries"), "binaries", LONGEST_PATH,
	                     &path)) {
		*out = sl_path_join(document->arena, root, path);
	}
}

bool sl_repository_paths_read(const char *root, sl_arena *arena, sl_repository_paths *out,
                              sl_findings *findings)
{
	static const sl_document_key keys[] = {
		{"catalog", false},  {"fleet", false},
		{"channels", false}, {"probes", false},
		{"ledger", false},   {"output", false},
		{"growth", false},   {"hand_written_manifests", false},
		{"binaries", false}, {"suppressions", false}};
	const sl_document document = {arena, sl_path_join(arena, root, "sluice.yaml"), findings};
	size_t before = findings->errors;
	sl_buffer bytes = {0};
	sl_yaml_documents documents = {0};
	const sl_yaml *settings = NULL;

	*out = (sl_repository_paths){.growth = SL_GROWTH_DEFAULT};
	if (sl_document_parse(&document, &bytes, &documents) &&
	    is_one_document(&document, &documents) &&
	    sl_document_keys(&document, documents.items[0], "sluice.yaml", keys,
	                     sizeof keys / sizeof *keys)) {
		settings = documents.items[0];
		read_growth(&document, sl_yaml_get(settings, "growth"), &out->growth);
		read_hand_written(&document, sl_yaml_get(settings, "hand_written_manifests"),
		                  &out->hand_written);
		read_binaries(&document, settings, root, &out->binaries);
		sl_suppressions_read(&document, sl_yaml_get(settings, "suppressions"),
		                     &out->suppressions);
	}
	sl_buffer_free(&bytes);
	read_path(&document, settings, root, "catalog", "catalog", &out->catalog);
	read_path(&document, settings, root, "fleet", "fleet", &out->fleet);
	read_path(&document, settings, root, "channels", "channels", &out->channels);
	read_path(&document, settings, root, "probes", "probes", &out->probes);
	read_path(&document, settings, root, "ledger", "ledger.yaml", &out->ledger);
	read_path(&document, settings, root, "output", "dist", &out->output);
	return findings->errors == before;
}

static int compare_channels(const void *left, const void *right)
{
	const sl_channel *a = left, *b = right;

	int order = (a->channel > b->channel) - (a->channel < b->channel);

	order = order != 0 ? order : strcmp(a->source.path, b->source.path);
	return order != 0 ? order
	                  : (a->source.line > b->source.line) - (a->source.line < b->source.line);
}

static void settle_channels(sl_repository *repository, sl_findings *findings)
{
	sl_channel *channels = repository->channels;

	if (repository->channel_count > 1) {
		qsort(channels, repository->channel_count, sizeof *channels, compare_channels);
	}
	for (size_t i = 1; i < repository->channel_count; i++) {
		const sl_channel *first = &channels[i - 1], *second = &channels[i];

		if (first->channel == second->channel) {
			sl_findings_source(findings, SL_RULE_DUPLICATE_DEFINITION, second->source,
			                   "channel %u is also at %s:%u", second->channel,
			                   first->source.path, first->source.line);
		}
	}
}

static void load_channels(sl_repository *repository, sl_findings *findings)
{
	const sl_source folder = {.path = repository->channels_path};
	size_t before = findings->errors;
	sl_channel_list list = {0};
	char digest[65];

	sl_document_folder(&repository->arena, repository->channels_path, findings, sl_channel_read,
	                   &list, digest);
	repository->channel_count = list.count;
	repository->channels =
		sl_arena_alloc(&repository->arena, list.count, sizeof *repository->channels);
	for (size_t i = 0; i < list.count; i++) {
		repository->channels[i] = list.items[i];
	}
	free(list.items);
	settle_channels(repository, findings);
	if (repository->channel_count == 0 && findings->errors == before) {
		sl_findings_source(findings, SL_RULE_NO_RULE, folder,
		                   "the folder has no *.yaml or *.yml file with a channel");
	}
}

bool sl_repository_fleet_load(const char *folder, sl_fleet *out, sl_findings *findings)
{
	struct stat status;

	if (stat(folder, &status) != 0 && errno == ENOENT) {
		*out = (sl_fleet){0};
		sl_arena_start(&out->arena);
		sl_sha256_hex(NULL, 0, out->digest);
		return true;
	}
	return sl_fleet_load(folder, out, findings);
}

bool sl_repository_load(const char *root, sl_repository *out, sl_findings *findings)
{
	size_t before = findings->errors;
	sl_repository_paths paths;

	*out = (sl_repository){0};
	sl_arena_start(&out->arena);
	out->root = sl_path_join(&out->arena, "", root);
	if (!sl_repository_paths_read(root, &out->arena, &paths, findings)) {
		return false;
	}
	out->catalog_path = paths.catalog;
	out->fleet_path = paths.fleet;
	out->channels_path = paths.channels;
	out->probes_path = paths.probes;
	out->ledger_path = paths.ledger;
	out->output_path = paths.output;
	out->binaries_path = paths.binaries;
	out->growth = paths.growth;
	out->hand_written = paths.hand_written;
	out->suppressions = paths.suppressions;
	sl_catalog_load(out->catalog_path, &out->catalog, findings);
	sl_repository_fleet_load(out->fleet_path, &out->fleet, findings);
	load_channels(out, findings);
	return findings->errors == before;
}

void sl_repository_free(sl_repository *repository)
{
	sl_catalog_free(&repository->catalog);
	sl_fleet_free(&repository->fleet);
	sl_arena_free(&repository->arena);
	*repository = (sl_repository){0};
}
