/* The road of `sluice gate` and `sluice build`: from a content repository to judged bytes. */
#include "gate/judge.h"

#include <stdlib.h>
#include <string.h>

#include "author/compile.h"
#include "base/digest.h"
#include "base/moment.h"
#include "gate/execution.h"
#include "gate/stages.h"
#include "gate/suppress.h"
#include "gate/switch_off.h"
#include "gate/trace.h"
#include "rules/novelty.h"

/* One channel on its way through the build. */
typedef struct built {
	sl_compile_counts counts;
	sl_source source; /* the channel's document */
	bool done; /* there is a file */
} built;

typedef struct road {
	const char *root;
	const sl_judge_options *options;
	sl_verdict *verdict;
	sl_repository repository;
	sl_manifest_policy manifests;
	built *channels;
	sl_ledger ledger;
	sl_execution execution; /* what the files are run with */
	uint64_t created_at; /* of files whose channel states none */
	bool created_is_given; /* by SOURCE_DATE_EPOCH */
} road;

/* A version that has shipped is built as of then: if its content has not changed, neither do its bytes. */
static uint64_t created_at(const road *r, const sl_channel *channel)
{
	const sl_shipped *shipped = sl_ledger_find(&r->ledger, channel->channel, channel->version);
	return shipped != NULL && !r->created_is_given ? shipped->created_at : r->created_at;
}

/* Compiles one channel and adds its file to the verdict. */
static void build_channel(road *r, const sl_channel *channel, built *into)
{
	sl_verdict *verdict = r->verdict;
	sl_content content = {0};
	sl_buffer bytes = {0};
	sl_source_map *map = sl_arena_alloc(&verdict->arena, 1, sizeof *map);
	into->source = channel->source;
	bool compiled = sl_compile_channel(&r->repository, channel, &verdict->arena, &content,
	                                   &into->counts, &verdict->findings);
	if (!compiled) {
		return;
	}
	if (content.created_at == 0) {
		content.created_at = created_at(r, channel);
	}
	if (!sl_content_write(&content, &verdict->arena, &bytes, map, &verdict->findings)) {
		sl_buffer_free(&bytes);
		return;
	}
	const char *name =
		sl_channel_file_name(&verdict->arena, content.channel, content.content_version);
	const char *folder =
		r->options->output != NULL ? r->options->output : r->repository.output_path;
	sl_judged_file *file =
		sl_verdict_add_file(verdict, sl_path_join(&verdict->arena, folder, name));
	file->map_path = sl_arena_printf(&verdict->arena, "%s.map", file->path);
	file->map = map;
	file->bytes = bytes;
	file->size = bytes.length;
	sl_sha256_hex(bytes.bytes, bytes.length, file->sha256);
	into->done = true;
}

/* What the verdict rests on, beside the tool. What cannot be read is a finding elsewhere. */
static void add_materials(road *r)
{
	sl_verdict *verdict = r->verdict;
	sl_verdict_add_file_material(verdict,
	                             sl_path_join(&verdict->arena, r->root, "sluice.yaml"));
	sl_verdict_add_material(verdict, r->repository.catalog_path, r->repository.catalog.digest);
	sl_verdict_add_material(verdict, r->repository.fleet_path, r->repository.fleet.digest);
	sl_verdict_add_file_material(verdict, r->repository.ledger_path);
}

/* Loads and compiles. False: the configuration cannot be read, there is nothing to judge. */
static bool stage_build(road *r)
{
	sl_verdict *verdict = r->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, r->options->watch, "build");
	verdict->root = sl_arena_copy(&verdict->arena, r->root, strlen(r->root));
	bool loaded = sl_repository_load(r->root, &r->repository, &verdict->findings);
	if (loaded) {
		loaded = sl_ledger_load(r->repository.ledger_path, &r->ledger, &verdict->findings);
	}
	size_t rules = 0, excluded = 0, compiled = 0;
	if (!sl_moment_now(&r->created_at, &r->created_is_given)) {
		sl_findings_source(
			&verdict->findings, SL_RULE_VALUE_INVALID, (sl_source){0},
			"SOURCE_DATE_EPOCH in the environment is not a number of seconds "
			"greater than 0");
		loaded = false;
	}
	add_materials(r);
	sl_suppress_start(verdict, &r->repository.suppressions, r->created_at);
	sl_verdict_name_builds(verdict, &r->repository.fleet);
	r->manifests =
		(sl_manifest_policy){r->repository.hand_written, r->repository.binaries_path};
	r->channels = sl_arena_alloc(&verdict->arena, r->repository.channel_count + 1,
	                             sizeof *r->channels);
	for (size_t i = 0; loaded && i < r->repository.channel_count; i++) {
		build_channel(r, &r->repository.channels[i], &r->channels[i]);
		rules += r->channels[i].counts.authored;
		excluded += r->channels[i].counts.excluded;
		compiled += r->channels[i].counts.compiled;
	}
	sl_stage_end(&timer, compiled, "%zu rules in %zu channels: %zu compiled, %zu excluded",
	             rules, r->repository.channel_count, compiled, excluded);
	return loaded;
}

/* How many templates of the file an index walk from its types reaches: what a sensor can evaluate. */
static size_t reachable(const chan_file *file)
{
	size_t count = 0;
	for (uint32_t i = 0; i < file->header.type_count; i++) {
		chan_type type;
		if (chan_type_at(file, i, &type)) {
			count += type.template_count;
		}
	}
	return count;
}

/* What the ledger and the probes say of a file's content. NULL of exercised: it could not be run. */
static size_t check_release(road *r, const sl_judged_file *file, const sl_checked_file *checked,
                            sl_source source)
{
	const sl_exercised *exercised = NULL;
	for (size_t i = 0; i < r->execution.count; i++) {
		if (r->execution.files[i] == file) {
			exercised = r->execution.exercised[i];
		}
	}
	const sl_release release = {.checked = checked,
	                            .sha256 = file->sha256,
	                            .ledger = &r->ledger,
	                            .growth = &r->repository.growth,
	                            .exercised = exercised,
	                            .now = r->created_at,
	                            .source = source};
	return sl_check_release(&release, &r->verdict->findings);
}

static void stage_release(road *r)
{
	sl_verdict *verdict = r->verdict;
	sl_stage_timer timer = sl_stage_start(verdict, r->options->watch, "release");
	size_t next = 0, capabilities = 0;
	for (size_t i = 0; i < r->repository.channel_count; i++) {
		if (!r->channels[i].done) {
			continue;
		}
		const sl_judged_file *file = &verdict->files[next++];
		const size_t from = verdict->findings.count;
		if (file->accepted) {
			const sl_source source = r->channels[i].source;
			const sl_checked_file checked = sl_judged_checked(file);
			sl_check_name(&checked, &verdict->findings);
			const sl_compile_counts *counts = &r->channels[i].counts;
			const sl_release_counts compared = {
				counts->authored, counts->excluded, counts->compiled,
				file->file.header.template_count, reachable(&file->file)};
			sl_check_counts(file->path, source, &compared, &verdict->findings);
			capabilities += check_release(r, file, &checked, source);
		}
		sl_trace(&verdict->findings, from, file);
	}
	sl_suppress(verdict, timer.findings_before);
	sl_suppress_review(verdict);
	sl_stage_end(&timer, next, "%zu names and counts; %zu capabilities, %zu releases before",
	             next, capabilities, r->ledger.release_count);
}

static sl_stage_files with_model(const road *r)
{
	return (sl_stage_files){r->verdict, r->options->watch, &r->repository.catalog,
	                        &r->repository.fleet, &r->manifests};
}

static void stage_structure(road *r)
{
	const sl_stage_files stage = with_model(r);
	sl_stage_structure(&stage);
	sl_execution_start(r->verdict, &r->execution);
	r->execution.keeps_events = r->options->sensor_count > 0;
	r->execution.complete =
		r->execution.complete && r->execution.count == r->repository.channel_count;
}

static void stage_meaning(road *r)
{
	const sl_stage_files stage = with_model(r);
	sl_stage_meaning(&stage);
}

static void stage_fleet(road *r)
{
	const sl_stage_files stage = with_model(r);
	sl_stage_fleet(&stage);
}

static void stage_evidence(road *r)
{
	const sl_stage_files stage = with_model(r);
	sl_stage_evidence(&stage, &r->execution);
}

static void stage_probes(road *r)
{
	const sl_stage_files stage = with_model(r);
	sl_stage_probes(&stage, &r->execution, r->repository.probes_path, r->root);
}

static void stage_sensors(road *r)
{
	const sl_stage_files stage = with_model(r);
	sl_stage_sensors(&stage, &r->execution, r->options, r->root);
}

static void stage_transitions(road *r)
{
	const sl_stage_files stage = with_model(r);
	sl_stage_transitions(&stage, &r->execution, &r->ledger, r->repository.output_path);
}

/* The stages after the build. Without any file only the model can be judged: the catalog against the fleet (CH3002). */
static const struct {
	const char *name;
	void (*run)(road *);
	bool without_files;
} later_stages[] = {
	{"structure", stage_structure, false},
	{"meaning", stage_meaning, false},
	{"fleet", stage_fleet, true},
	{"execution", stage_evidence, false},
	{"probes", stage_probes, false},
	{"sensors", stage_sensors, false},
	{"transitions", stage_transitions, false},
	{"release", stage_release, false},
};
enum { LATER_STAGES = sizeof later_stages / sizeof *later_stages };

static const char *const first_stages[] = {"self-test", "build"};
enum { FIRST_STAGES = sizeof first_stages / sizeof *first_stages };

const char *sl_gate_check(size_t index)
{
	if (index < FIRST_STAGES) {
		return first_stages[index];
	}
	index -= FIRST_STAGES;
	for (size_t i = 0; i < LATER_STAGES; i++) {
		if (later_stages[i].run != stage_sensors && index-- == 0) {
			return later_stages[i].name;
		}
	}
	return NULL;
}

/* Sensors are the one stage that there need not be. */
static bool is_on_the_road(const sl_judge_options *options, size_t stage)
{
	return !sl_stage_is_off(later_stages[stage].name) &&
	       (later_stages[stage].run != stage_sensors || options->sensor_count > 0);
}

static void judge_built(road *r)
{
	for (size_t i = 0; i < LATER_STAGES; i++) {
		if ((r->verdict->file_count > 0 || later_stages[i].without_files) &&
		    is_on_the_road(r->options, i)) {
			later_stages[i].run(r);
		}
	}
}

static void announce(sl_verdict *verdict, const sl_judge_options *options)
{
	for (size_t i = 0; i < FIRST_STAGES; i++) {
		sl_stage_announce(verdict, first_stages[i]);
	}
	for (size_t i = 0; i < LATER_STAGES; i++) {
		if (is_on_the_road(options, i)) {
			sl_stage_announce(verdict, later_stages[i].name);
		}
	}
}

void sl_judge_repository(const char *root, const sl_judge_options *options, sl_verdict *verdict)
{
	road r = {.root = root, .options = options, .verdict = verdict};
	announce(verdict, options);
	if (!sl_stage_self_test(verdict, options->watch)) {
		return;
	}
	if (stage_build(&r)) {
		judge_built(&r);
		sl_judge_conclude(verdict, options);
	} else {
		sl_judge_give_up(verdict);
	}
	sl_execution_free(&r.execution);
	sl_ledger_free(&r.ledger);
	sl_repository_free(&r.repository);
}

void sl_judge_build(const char *root, const sl_judge_options *options, sl_verdict *verdict)
{
	road r = {.root = root, .options = options, .verdict = verdict};
	verdict->build_only = true;
	sl_stage_announce(verdict, "build");
	sl_stage_announce(verdict, "structure");
	if (stage_build(&r)) {
		const sl_stage_files stage = {verdict, options->watch, &r.repository.catalog,
		                              &r.repository.fleet, NULL};
		sl_stage_structure(&stage);
		sl_judge_conclude(verdict, options);
	} else {
		sl_judge_give_up(verdict);
	}
	sl_ledger_free(&r.ledger);
	sl_repository_free(&r.repository);
}
