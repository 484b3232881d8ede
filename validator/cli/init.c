/* sluice init: a content repository from a folder of Sigma rules. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "author/infer.h"
#include "base/draft.h"
#include "base/yaml.h"
#include "base/yaml_write.h"
#include "cli/command.h"
#include "cli/rule_files.h"
#include "gate/judge.h"

/* A repository in the making, in a folder of its own beside the target until it is whole. */
typedef struct draft {
	sl_arena *arena;
	const char *root;
	sl_rule_files files;
	const char **not_rules; /* names of YAML files that hold no rule */
	size_t rule_count, file_count, not_rule_count, excluded_count, type_count;
	bool has_yml, has_yaml;
	sl_problem problem;
} draft;

static bool write_text(draft *d, const char *name, const sl_buffer *text)
{
	return sl_draft_file(sl_path_join(d->arena, d->root, name), text->bytes, text->length,
	                     &d->problem);
}

static bool create_parent(draft *d, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ||
	       sl_draft_folder(sl_arena_copy(d->arena, path, (size_t)(slash - path)), &d->problem);
}

/* Copies the files that hold rules, and learns from each what it uses. */
static bool copy_rules(draft *d, sl_inference *inference)
{
	d->not_rules = sl_arena_alloc(d->arena, d->files.count + 1, sizeof *d->not_rules);
	for (size_t i = 0; i < d->files.count; i++) {
		const sl_rule_file *file = &d->files.items[i];
		const char *name = sl_arena_printf(d->arena, "rules/%s", file->name);
		const char *target = sl_path_join(d->arena, d->root, name);
		size_t length = strlen(name);
		sl_buffer bytes = {0};
		bool done = sl_file_read(file->path, SL_YAML_MAX_BYTES, &bytes, &d->problem);
		size_t rules =
			done ? sl_inference_add(inference, name, bytes.bytes, bytes.length) : 0;
		if (done && rules > 0) {
			done = create_parent(d, target) &&
			       sl_draft_file(target, bytes.bytes, bytes.length, &d->problem);
			d->rule_count += rules;
			d->file_count++;
			d->has_yml = d->has_yml || strcmp(name + length - 4, ".yml") == 0;
			d->has_yaml = d->has_yaml || strcmp(name + length - 4, ".yml") != 0;
		} else if (done) {
			d->not_rules[d->not_rule_count++] = file->name;
		}
		sl_buffer_free(&bytes);
		if (!done) {
			return false;
		}
	}
	if (d->file_count == 0) {
		snprintf(d->problem.text, sizeof d->problem.text, "no Sigma rule in %zu YAML files",
		         d->files.count);
	}
	return d->file_count > 0;
}

static bool write_fleet(draft *d, const sl_type *types, size_t count)
{
	sl_build build = {.name = "1.0.0", .platform = "any", .engine = CHAN_ENGINE_LEVEL};
	sl_buffer text = {0};
	build.inputs = sl_arena_alloc(d->arena, count, sizeof *build.inputs);
	build.input_count = (uint32_t)count;
	for (size_t i = 0; i < count; i++) {
		sl_input *input = &build.inputs[i];
		*input = (sl_input){
			.type = types[i].name, .version = 1, .count = types[i].field_count};
		input->supplies = sl_arena_alloc(d->arena, input->count, sizeof *input->supplies);
		for (uint32_t k = 0; k < input->count; k++) {
			input->supplies[k] = (sl_supplied){.name = types[i].fields[k].name};
		}
	}
	for (unsigned operation = 1; operation <= CHAN_OPERATOR_LAST; operation++) {
		build.operators |= 1u << operation;
	}
	build.limits = (sl_limits){UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 64};
	sl_buffer_text(
		&text,
		"# A build that supplies every input. Replace it with a manifest of each build "
		"in the field:\n# `sluice fleet add BINARY` reads it out of the sensor's "
		"binary.\n");
	sl_build_write(&build, &text);
	bool written = write_text(d, "fleet/1.0.0.yaml", &text);
	sl_buffer_free(&text);
	return written;
}

static bool write_model(draft *d, sl_inference *inference)
{
	sl_buffer text = {0};
	const sl_type *types = sl_inference_end(inference, &d->type_count);
	sl_buffer_text(
		&text,
		"# The template types that the rules of this repository use, by `sluice init`. The "
		"order of\n"
		"# the fields is the contract: a new version of a type only appends to it.\n");
	sl_catalog_write(types, d->type_count, &text);
	bool written =
		write_text(d, "catalog/types.yaml", &text) && write_fleet(d, types, d->type_count);
	sl_buffer_clear(&text);
	sl_buffer_text(
		&text,
		"catalog: catalog/\nfleet: fleet/\nchannels: channels/\nprobes: probes/\n"
		"ledger: ledger.yaml\noutput: dist/\n"
		"# The build in fleet/ is made up. Once it holds real ones, written by `sluice "
		"fleet add`\n# from the binaries of sensors, change this to refuse.\n"
		"hand_written_manifests: allow\n");
	written = written && write_text(d, "sluice.yaml", &text);
	sl_buffer_free(&text);
	return written;
}

static bool excuses(const sl_finding *finding)
{
	return finding->source.path != NULL && sl_finding_severity(finding) == CHAN_ERROR;
}

/*
 * The finding to excuse the rule by, among those about the file of the first one: a log source without a type (CH6005)
 * says least, for an inferred catalog lacks only the types of which no rule names a field. *next is behind them.
 */
static const sl_finding *choose_excuse(const sl_findings *findings, size_t first, size_t *next)
{
	const sl_finding *chosen = &findings->items[first];
	for (*next = first; *next < findings->count; *next += 1) {
		const sl_finding *finding = &findings->items[*next];
		if (!excuses(finding)) {
			continue;
		}
		if (strcmp(finding->source.path, chosen->source.path) != 0) {
			break;
		}
		if (chosen->rule == SL_RULE_NO_TYPE) {
			chosen = finding;
		}
	}
	return chosen;
}

static void append_exclusion(const draft *d, const sl_finding *finding, sl_arena *arena,
                             sl_buffer *text)
{
	size_t root = strlen(d->root);
	const char *path = finding->source.path;
	const char *reason =
		finding->detail != NULL ? finding->detail : sl_rule_find(finding->rule)->text;
	if (strncmp(path, d->root, root) == 0 && path[root] == '/') {
		path += root + 1;
	}
	sl_buffer_text(text, "  - rule: ");
	sl_yaml_quote(text, sl_text_of(path));
	sl_buffer_printf(text, "\n    finding: CH%04u\n    reason: ", finding->rule);
	sl_yaml_quote(text, sl_text_of(sl_text_printable(arena, sl_text_of(reason), 400)));
	sl_buffer_text(text, "\n");
}

/* findings are sorted, so those about one file stand together. Returns the number of exclusions. */
static size_t append_exclusions(const draft *d, const sl_findings *findings, sl_buffer *text)
{
	size_t count = 0, next = 0;
	sl_arena arena;
	sl_arena_start(&arena);
	while (next < findings->count) {
		size_t first = next++;
		if (excuses(&findings->items[first])) {
			sl_buffer_text(text, count++ == 0 ? "exclude:\n" : "");
			append_exclusion(d, choose_excuse(findings, first, &next), &arena, text);
		}
	}
	sl_arena_free(&arena);
	return count;
}

/* The one channel; findings: of a compilation without exclusions, sorted, or NULL. */
static void channel_text(draft *d, const sl_findings *findings, sl_buffer *text)
{
	sl_buffer_text(text, "channel: 1\nversion: 1\naction: detect\nrules:\n");
	sl_buffer_text(text, d->has_yml ? "  - rules/**/*.yml\n" : "");
	sl_buffer_text(text, d->has_yaml ? "  - rules/**/*.yaml\n" : "");
	if (findings != NULL) {
		d->excluded_count = append_exclusions(d, findings, text);
	}
	for (size_t i = 0; i < d->not_rule_count; i++) {
		sl_buffer_printf(text, "%s#   %s\n",
		                 i == 0 ? "# Not copied, because they hold no Sigma rule:\n" : "",
		                 sl_text_printable(d->arena, sl_text_of(d->not_rules[i]), 300));
	}
}

/* A file that could not be read again is no rule that does not compile. */
static bool was_read(draft *d, const sl_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];
		if (finding->rule == SL_RULE_FILE_UNREADABLE) {
			snprintf(d->problem.text, sizeof d->problem.text, "%.200s: %.300s",
			         finding->source.path != NULL ? finding->source.path : d->root,
			         finding->detail != NULL ? finding->detail : "cannot be read");
			return false;
		}
	}
	return true;
}

/* Compiles the draft once to see what does not; then the channel is written with its exclusions. */
static bool write_channel(draft *d)
{
	static const char name[] = "channels/1.yaml";
	const sl_judge_options options = {0};
	const char *path = sl_path_join(d->arena, d->root, name);
	sl_buffer text = {0};
	sl_verdict verdict;
	channel_text(d, NULL, &text);
	bool written = sl_draft_file(path, text.bytes, text.length, &d->problem);
	sl_buffer_clear(&text);
	if (written) {
		sl_verdict_start(&verdict);
		sl_judge_build(d->root, &options, &verdict);
		written = was_read(d, &verdict.findings);
		if (written) {
			channel_text(d, &verdict.findings, &text);
		}
		sl_verdict_free(&verdict);
		written = written && unlink(path) == 0 &&
		          sl_draft_file(path, text.bytes, text.length, &d->problem);
	}
	sl_buffer_free(&text);
	return written;
}

static bool write_draft(draft *d)
{
	static const char *const folders[] = {"catalog", "fleet", "channels", "probes", "rules"};
	sl_inference inference;
	sl_buffer ledger = {0};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		if (!sl_draft_folder(sl_path_join(d->arena, d->root, folders[i]), &d->problem)) {
			return false;
		}
	}
	sl_buffer_text(&ledger, "channels: {}\n");
	sl_inference_start(&inference, d->arena);
	bool written = copy_rules(d, &inference) && write_model(d, &inference) &&
	               write_channel(d) && write_text(d, "ledger.yaml", &ledger);
	sl_buffer_free(&ledger);
	return written;
}

/* Renames the finished draft to the target, which is absent or an empty folder. */
static bool finish(draft *d, const char *target)
{
	mode_t mask = umask(0);
	umask(mask);
	if (chmod(d->root, 0777 & ~mask) == 0 && rename(d->root, target) == 0) {
		return true;
	}
	snprintf(d->problem.text, sizeof d->problem.text, "%.300s: %s%s", target, strerror(errno),
	         errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
	                 ? "; name a folder that is not there yet"
	                 : "");
	return false;
}

static void tell(const draft *d, const char *target)
{
	printf("%s: %zu rules in %zu files, %zu template types, %zu rules excluded\n", target,
	       d->rule_count, d->file_count, d->type_count, d->excluded_count);
	if (d->not_rule_count > 0) {
		printf("%zu YAML files hold no Sigma rule and were not copied\n",
		       d->not_rule_count);
	}
	if (d->excluded_count + d->not_rule_count > 0) {
		printf("%s/channels/1.yaml lists them, with the reasons\n", target);
	}
	printf("Next: sluice gate -C %s\n", target);
}

static enum sl_outcome init(const sl_arguments *arguments, draft *d)
{
	const char **paths = sl_arena_alloc(
		d->arena, arguments->given_count + arguments->file_count, sizeof *paths);
	const char *target = arguments->files[0];
	size_t length = strlen(target), count;
	while (length > 1 && target[length - 1] == '/') {
		length--;
	}
	target = sl_arena_copy(d->arena, target, length);
	count = sl_argument_values(arguments, "sigma", paths);
	for (size_t i = 1; i < arguments->file_count; i++) {
		paths[count++] = arguments->files[i];
	}
	if (!sl_rule_files_find(paths, count, d->arena, &d->files, &d->problem)) {
		return SL_UNUSABLE;
	}
	d->root = sl_draft_start(target, &d->problem);
	if (d->root == NULL) {
		return SL_UNUSABLE;
	}
	if (!write_draft(d) || !finish(d, target)) {
		sl_draft_remove();
		sl_draft_finish();
		return SL_UNUSABLE;
	}
	sl_draft_finish();
	tell(d, target);
	if (fflush(stdout) != 0) {
		snprintf(d->problem.text, sizeof d->problem.text,
		         "cannot write to standard output: %s", strerror(errno));
		return SL_BROKEN;
	}
	return SL_PASSED;
}

static enum sl_outcome run(const sl_arguments *arguments)
{
	sl_arena arena;
	struct stat status;
	draft d = {.arena = &arena};
	if (arguments->file_count == 0 || !sl_argument_given(arguments, "sigma")) {
		return sl_usage_error(&sl_command_init, "needs a folder to make, and --sigma PATH");
	}
	if (lstat(arguments->files[0], &status) == 0 && !S_ISDIR(status.st_mode)) {
		return sl_usage_error(&sl_command_init, "%.300s exists and is no folder",
		                      arguments->files[0]);
	}
	sl_arena_start(&arena);
	enum sl_outcome outcome = init(arguments, &d);
	if (outcome != SL_PASSED) {
		fprintf(stderr, "sluice init: %s\n", d.problem.text);
	}
	sl_arena_free(&arena);
	return outcome;
}

static const sl_option options[] = {
	{0, true, "sigma", "PATH",
         "rules: a file, or a folder with all below it; may be\n"
         "                            repeated"},
	{0, false, NULL, NULL, NULL},
};

/* The folder is made beside its place. */
static void writes(const sl_arguments *arguments, sl_writes *out)
{
	if (arguments->file_count > 0) {
		sl_writes_add(out, sl_arena_printf(out->arena, "%s/..", arguments->files[0]));
	}
}

const sl_command sl_command_init = {
	.name = "init",
	.synopsis = "DIR --sigma PATH...",
	.summary = "a content repository from Sigma rules",
	.description = "Makes the folder DIR: a copy of the rules, a catalog of the template types "
		       "that they use, a fleet\n"
		       "of one build that supplies everything, and one channel with every rule "
		       "that compiles. A rule that\n"
		       "does not is listed in the channel under `exclude:` with its finding. "
		       "`sluice gate -C DIR` then\n"
		       "passes, or says why not. DIR must not exist, or be empty.\n",
	.examples = "  $ sluice init content --sigma ~/sigma/rules\n"
		    "  $ sluice gate -C content\n",
	.options = options,
	.writes = writes,
	.run = run,
};
