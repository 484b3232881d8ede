/*
 * Both paths over whole content: the sample repository with its events, and, where they are, the public rules with the
 * public events. Events that no file has are invented for each type.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "author/compile.h"
#include "author/infer.h"
#include "cli/rule_files.h"
#include "invented_event.h"
#include "model/event_read.h"
#include "support_paths.h"

enum { FILE_LIMIT = 64 << 20, INVENTED_SAMPLE = 200, INVENTED_PUBLIC = 4, PUBLIC_STEP = 40 };

static sl_arena arena;

static const char *in_root(const char *path)
{
	const char *root = getenv("REPO_ROOT");

	return sl_arena_printf(&arena, "%s/%s", root ? root : ".", path);
}

static bool is_there(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0;
}

static void read_file(const char *path, sl_buffer *out)
{
	sl_problem problem;

	if (!sl_file_read(path, FILE_LIMIT, out, &problem))
		fail_msg("%s", problem.text);
}

static void add_content(paths *p, sl_content *content)
{
	sl_buffer bytes = {0};
	sl_findings findings;

	sl_findings_start(&findings);
	content->created_at = content->created_at == 0 ? 1 : content->created_at;
	assert_true(sl_content_write(content, &arena, &bytes, NULL, &findings));
	paths_add(p, &bytes);
	sl_buffer_free(&bytes);
	sl_findings_free(&findings);
}

/* Each step-th line of the file is an event, which is evaluated for each of its types. */
static void evaluate_lines(paths *p, const sl_catalog *catalog, const sl_buffer *text, size_t step)
{
	sl_event_router *router = sl_event_router_make(catalog);
	sl_event_inputs *inputs = sl_event_inputs_make(router);
	sl_event_reader *reader = sl_event_reader_make();
	const char *at = (const char *)text->bytes, *end = at + text->length, *stop;

	for (size_t line = 0; at < end; line++, at = stop + 1) {
		sl_problem problem;
		sl_event event;
		size_t count;

		stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop == NULL ? end : stop;
		if (line % step != 0)
			continue;
		if (!sl_event_read(reader, (sl_text){at, (size_t)(stop - at)}, &event, &problem))
			fail_msg("line %zu: %s", line + 1, problem.text);
		for (uint32_t i = sl_event_route(inputs, &event); i-- > 0;) {
			const chan_inputs of_type = sl_event_inputs_of(inputs, i);

			paths_evaluate(p, sl_event_type(inputs, i)->id, &of_type, &count);
		}
	}
	sl_event_reader_free(reader);
	sl_event_inputs_free(inputs);
	sl_event_router_free(router);
}

/* So many events for each type of each file. */
static void evaluate_invented(paths *p, uint32_t events)
{
	static const uint8_t nothing[1];
	chan_type type;
	size_t count;

	for (uint32_t f = 0; f < p->count; f++) {
		invention from = {.file = &p->checked[f].file,
		                  .choices = chan_cursor_over(nothing, 0),
		                  .random = 291 + f};

		for (uint32_t t = 0; chan_type_at(from.file, t, &type); t++)
			for (uint32_t i = 0; i < events; i++) {
				invented_event event;

				invent_event(&from, &type, &event);
				paths_evaluate(p, type.type_id, &event.inputs, &count);
				invented_event_free(&event);
			}
	}
}

static void test_the_sample_repository(void **state)
{
	static const char *const files[] = {"ipc-clean.ndjson", "process-clean.ndjson"};
	sl_repository repository;
	sl_findings findings;
	paths p = {0};

	(void)state;
	sl_findings_start(&findings);
	assert_true(sl_repository_load(in_root("corpus/content"), &repository, &findings));
	for (size_t i = 0; i < repository.channel_count; i++) {
		sl_compile_counts counts;
		sl_content content;

		assert_true(sl_compile_channel(&repository, &repository.channels[i], &arena,
		                               &content, &counts, &findings));
		add_content(&p, &content);
	}
	paths_ready(&p);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		sl_buffer text = {0};

		read_file(sl_arena_printf(&arena, "%s/%s", in_root("corpus/content/events"),
		                          files[i]),
		          &text);
		evaluate_lines(&p, &repository.catalog, &text, 1);
		sl_buffer_free(&text);
	}
	assert_true(p.events > 0);
	/* These events are clean: nothing may match them. */
	assert_int_equal(p.matches, 0);
	evaluate_invented(&p, INVENTED_SAMPLE);
	assert_int_equal(sl_evaluation_faults_of(p.plainly)->count, 0);
	assert_true(p.matches > p.events / 10);
	paths_end(&p);
	sl_repository_free(&repository);
	sl_findings_free(&findings);
}

/* All rules that compile, against a catalog inferred from them, as `sluice init` makes it. */
static void add_public_rules(paths *p, const char *folder, sl_catalog *catalog)
{
	sl_content content = {.engine_level = 1, .channel = 1, .content_version = 1};
	sl_rule_files files;
	sl_inference inference;
	sl_findings findings;
	sl_problem problem;

	assert_true(sl_rule_files_find(&folder, 1, &arena, &files, &problem));
	sl_buffer *texts = sl_arena_alloc(&arena, files.count + 1, sizeof *texts);
	size_t rules = 0;
	sl_inference_start(&inference, &arena);
	sl_findings_start(&findings);
	for (size_t i = 0; i < files.count; i++) {
		read_file(files.items[i].path, &texts[i]);
		rules += sl_inference_add(&inference, files.items[i].name, texts[i].bytes,
		                          texts[i].length);
	}
	memset(catalog, 0, sizeof *catalog);
	catalog->types = sl_inference_end(&inference, &catalog->count);
	for (size_t i = 0; i < files.count; i++) {
		sl_compile_rules(catalog, CHAN_ACTION_DETECT, files.items[i].name, texts[i].bytes,
		                 texts[i].length, &arena, &content, &findings);
		sl_buffer_free(&texts[i]);
	}
	assert_true(content.template_count > rules * 9 / 10);
	add_content(p, &content);
	sl_findings_free(&findings);
}

/* What gzip makes of the file. */
static void unpack(const char *path, sl_buffer *out)
{
	FILE *pipe = popen(sl_arena_printf(&arena, "exec gzip -dc '%s'", path), "r");
	uint8_t *room;
	size_t length;

	assert_non_null(pipe);
	do {
		room = sl_buffer_extend(out, 65536);
		length = fread(room, 1, 65536, pipe);
		out->length -= 65536 - length;
	} while (length > 0);
	assert_int_equal(pclose(pipe), 0);
}

static void test_the_public_rules(void **state)
{
	const char *sigma = getenv("SIGMA_RULES"), *events = in_root("../shared/events");
	sl_buffer text = {0};
	sl_catalog catalog;
	paths p = {0};

	(void)state;
	sigma = sigma != NULL ? sigma : in_root("../shared/sigma");
	if (!is_there(sigma) || !is_there(events)) {
		print_message("# skipped: %s or %s is not here\n", sigma, events);
		skip();
	}
	add_public_rules(&p, sigma, &catalog);
	unpack(sl_arena_printf(&arena, "%s/sysmon.ndjson.gz", events), &text);
	paths_ready(&p);
	evaluate_lines(&p, &catalog, &text, PUBLIC_STEP);
	assert_true(p.events > 200 && p.matches > 0);
	evaluate_invented(&p, INVENTED_PUBLIC);
	assert_int_equal(sl_evaluation_faults_of(p.plainly)->count, 0);
	print_message("# %u templates, %llu events, %llu matches by both paths\n",
	              p.checked[0].file.header.template_count, (unsigned long long)p.events,
	              (unsigned long long)p.matches);
	paths_end(&p);
	sl_buffer_free(&text);
}

static int start(void **state)
{
	(void)state;
	sl_arena_start(&arena);
	return 0;
}

static int end(void **state)
{
	(void)state;
	sl_arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_sample_repository),
		cmocka_unit_test(test_the_public_rules),
	};

	return cmocka_run_group_tests(tests, start, end);
}
