#include <stdlib.h>
#include <string.h>

#include "author/sigma.h"

/* An exclusion while its channel is compiled. */
typedef struct excuse {
	const sl_exclusion *exclusion;
	bool selected; /* the channel has a rule at its path */
	bool used; /* a rule there has its finding */
	bool other; /* a rule there has only other findings */
} excuse;

typedef struct channel_work {
	const sl_repository *repository;
	const sl_channel *channel;
	sl_compiler compiler;
	sl_findings *findings;
	sl_compile_counts *counts;
	excuse *excuses; /* by path */
	size_t excuse_count;
} channel_work;

/* The exclusions of one path, from *excuses on. */
static size_t excuses_of(const channel_work *work, const char *path, excuse **excuses)
{
	size_t low = 0, high = work->excuse_count, count = 0;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(work->excuses[middle].exclusion->rule, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*excuses = work->excuses + low;
	while (low + count < work->excuse_count &&
	       strcmp(work->excuses[low + count].exclusion->rule, path) == 0)
		count++;
	return count;
}

static bool has_finding(const sl_findings *list, uint16_t id)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->items[i].rule == id)
			return true;
	return false;
}

/* What became of a rule under exclusions: left out in silence, or its findings are shown after all. */
static void settle(channel_work *work, excuse *excuses, size_t count, const sl_findings *found)
{
	bool excused = false;
	size_t i;

	for (i = 0; i < count && found->errors; i++) {
		if (has_finding(found, excuses[i].exclusion->finding))
			excuses[i].used = excused = true;
		else
			excuses[i].other = true;
	}
	if (excused) {
		work->counts->excluded++;
		return;
	}
	for (i = 0; i < found->count; i++)
		sl_findings_add(work->findings, &found->items[i]);
}

/* Held back by somebody's decision: whether the rule would compile does not matter. */
static bool is_held(excuse *excuses, size_t count)
{
	if (!count || excuses[0].exclusion->finding)
		return false;
	return excuses[0].used = true;
}

/* One document, or the fault of a file that has none. */
static void compile_document(channel_work *work, sl_sigma_file *file, const sl_yaml *document,
                             const sl_yaml_fault *fault, excuse *excuses, size_t count)
{
	sl_compiler *c = &work->compiler;
	sl_findings found;

	if (is_held(excuses, count)) {
		work->counts->excluded++;
		return;
	}
	sl_findings_start(&found);
	c->findings = count ? &found : work->findings;
	if (document)
		sl_sigma_compile(c, file, document);
	else
		sl_findings_source(c->findings, SL_RULE_YAML,
		                   (sl_source){file->path, fault->line, fault->column}, "%s",
		                   fault->text);
	if (count)
		settle(work, excuses, count, &found);
	sl_findings_free(&found);
}

/* Returns the number of rules in the file; a file that cannot be read as YAML counts as one. */
static size_t compile_bytes(channel_work *work, const char *path, const uint8_t *bytes, size_t size,
                            excuse *excuses, size_t count)
{
	sl_sigma_file file = {.path = path, .bytes = bytes, .size = size};
	sl_yaml_documents documents = {0};
	static const sl_yaml_fault no_document = {.text = "the file holds no document"};
	sl_yaml_fault fault;
	size_t rules = 1, i;

	sl_arena_start(&file.arena);
	if (!sl_yaml_parse(&file.arena, bytes, size, &documents, &fault))
		compile_document(work, &file, NULL, &fault, excuses, count);
	else if (documents.count == 0)
		compile_document(work, &file, NULL, &no_document, excuses, count);
	else
		rules = documents.count;
	for (i = 0; i < documents.count; i++)
		compile_document(work, &file, documents.items[i], NULL, excuses, count);
	sl_arena_free(&file.arena);
	free(file.lines);
	return rules;
}

size_t sl_compile_rules(const sl_catalog *catalog, enum chan_action action, const char *path,
                        const uint8_t *bytes, size_t size, sl_arena *arena, sl_content *content,
                        sl_findings *findings)
{
	channel_work work = {.compiler = {.catalog = catalog,
	                                  .action = action,
	                                  .arena = arena,
	                                  .content = content},
	                     .findings = findings};
	size_t rules = compile_bytes(&work, sl_arena_copy(arena, path, strlen(path)), bytes, size,
	                             NULL, 0);

	sl_compiler_free(&work.compiler);
	return rules;
}

static void compile_file(channel_work *work, const char *name)
{
	const char *path = sl_path_join(work->compiler.arena, work->repository->root, name);
	sl_buffer bytes = {0};
	sl_problem problem;
	excuse *excuses;
	size_t count = excuses_of(work, name, &excuses), i;

	work->counts->files++;
	for (i = 0; i < count; i++)
		excuses[i].selected = true;
	if (sl_file_read(path, SL_YAML_MAX_BYTES, &bytes, &problem)) {
		work->counts->authored +=
			compile_bytes(work, path, bytes.bytes, bytes.length, excuses, count);
	} else {
		work->counts->authored++;
		sl_findings_source(work->findings, SL_RULE_FILE_UNREADABLE, (sl_source){path, 0, 0},
		                   "%s", problem.text);
	}
	sl_buffer_free(&bytes);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files that the patterns of the channel select, by path, each once. In the arena. */
static void select_files(channel_work *work, sl_arena *arena, sl_names *out)
{
	sl_names found;
	sl_problem problem;
	size_t capacity = 0, kept = 0, i;
	char **all = NULL;

	*out = (sl_names){0};
	for (i = 0; i < work->channel->rule_count; i++) {
		if (!sl_folder_glob(arena, work->repository->root, work->channel->rules[i], &found,
		                    &problem)) {
			sl_findings_source(work->findings, SL_RULE_FILE_UNREADABLE,
			                   work->channel->source, "%s", problem.text);
			continue;
		}
		if (found.count == 0)
			continue;
		all = sl_grow(all, &capacity, out->count + found.count, sizeof *all);
		memcpy(all + out->count, found.items, found.count * sizeof *all);
		out->count += found.count;
	}
	if (out->count)
		qsort(all, out->count, sizeof *all, compare_names);
	for (i = 0; i < out->count; i++)
		if (i == 0 || strcmp(all[kept - 1], all[i]) != 0)
			all[kept++] = all[i];
	out->items = all;
	out->count = kept;
}

static int compare_excuses(const void *a, const void *b)
{
	const excuse *x = a, *y = b;
	const int order = strcmp(x->exclusion->rule, y->exclusion->rule);

	return order ? order : (int)x->exclusion->finding - (int)y->exclusion->finding;
}

static void collect_excuses(channel_work *work)
{
	const sl_channel *channel = work->channel;
	uint32_t i;

	work->excuse_count = channel->exclude_count;
	work->excuses = sl_alloc(work->excuse_count, sizeof *work->excuses);
	for (i = 0; i < channel->exclude_count; i++)
		work->excuses[i].exclusion = &channel->exclude[i];
	qsort(work->excuses, work->excuse_count, sizeof *work->excuses, compare_excuses);
}

static void say_stale(channel_work *work)
{
	size_t i;

	for (i = 0; i < work->excuse_count; i++) {
		const excuse *e = &work->excuses[i];

		if (e->used)
			continue;
		sl_findings_source(work->findings, SL_RULE_EXCLUSION_STALE, e->exclusion->source,
		                   "%s %s", e->exclusion->rule,
		                   !e->selected ? "is not selected by the rules of the channel"
		                   : e->other   ? "has other findings"
		                                : "compiles");
	}
}

static void start_content(const sl_channel *channel, sl_content *out)
{
	*out = (sl_content){.engine_level = CHAN_ENGINE_LEVEL,
	                    .channel = channel->channel,
	                    .content_version = channel->version,
	                    .created_at = channel->created_at,
	                    .expires_at = channel->expires_at};
}

bool sl_compile_channel(const sl_repository *repository, const sl_channel *channel, sl_arena *arena,
                        sl_content *out, sl_compile_counts *counts, sl_findings *findings)
{
	channel_work work = {.repository = repository,
	                     .channel = channel,
	                     .compiler = {.catalog = &repository->catalog,
	                                  .action = channel->action,
	                                  .arena = arena,
	                                  .content = out},
	                     .findings = findings,
	                     .counts = counts};
	const size_t errors = findings->errors;
	sl_arena names_arena;
	sl_names names;
	size_t i;

	*counts = (sl_compile_counts){0};
	start_content(channel, out);
	sl_arena_start(&names_arena);
	collect_excuses(&work);
	select_files(&work, &names_arena, &names);
	for (i = 0; i < names.count; i++)
		compile_file(&work, names.items[i]);
	say_stale(&work);
	counts->compiled = out->template_count;
	if (counts->compiled == 0 && findings->errors == errors)
		sl_findings_source(findings, SL_RULE_NO_RULE, channel->source, "%s",
		                   names.count ? "every rule that it selects is excluded"
		                               : "its patterns select no file");
	free(names.items);
	free(work.excuses);
	sl_arena_free(&names_arena);
	sl_compiler_free(&work.compiler);
	return findings->errors == errors;
}
