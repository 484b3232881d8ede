/*
 * The whole of what becomes of a rule: every file of corpus/sigma gives what
 * corpus/findings/sigma.txt says: each finding word by word, and each member of each template with its source.
 * test_sigma_cases.c has from the files themselves what must become of them; this holds what is said of it.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_sigma_whole	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_answers.h"
#include "support_sigma.h"

#define ANSWERS "corpus/findings/sigma.txt"
#define LEAST_CASES 300

static void add_source(sl_buffer *out, const sl_source *source)
{
	sl_buffer_printf(out, " %s:%u:%u", source->path, (unsigned)source->line,
	                 (unsigned)source->column);
}

static void add_text(sl_buffer *out, const char *name, sl_text text)
{
	sl_buffer_printf(out, " %s '%.*s'", name, (int)text.length, text.bytes);
}

static void add_template(sl_buffer *out, const sl_template *t)
{
	uint32_t i;

	sl_buffer_text(out, "  template ");
	for (i = 0; i < sizeof t->uuid; i++)
		sl_buffer_printf(out, "%02x", t->uuid[i]);
	sl_buffer_printf(out, " type %u action %u level %u status %u", (unsigned)t->type, t->action,
	                 t->level, t->status);
	add_text(out, "title", t->title);
	add_text(out, "author", t->author);
	add_text(out, "link", t->link);
	sl_buffer_text(out, "\n    from");
	add_source(out, &t->source);
	for (i = 0; i < t->criterion_count; i++)
		add_source(out, &t->criteria[i].source);
	sl_buffer_byte(out, '\n');
}

static void add_type(sl_buffer *out, const sl_content_type *type)
{
	uint32_t i;

	sl_buffer_printf(out, "  type %u version %u", (unsigned)type->id, (unsigned)type->version);
	add_text(out, "name", type->name);
	for (i = 0; i < type->field_count; i++)
		sl_buffer_printf(out, " %.*s:%u", (int)type->fields[i].name.length,
		                 type->fields[i].name.bytes, type->fields[i].kind);
	sl_buffer_byte(out, '\n');
}

static void add_case(sl_buffer *out, const char *path)
{
	sl_buffer bytes = {0}, templates = {0};
	sl_problem problem;
	support_sigma s;
	uint32_t i;

	if (!sl_file_read(path, SL_YAML_MAX_BYTES, &bytes, &problem))
		fail_msg("%s", problem.text);
	support_sigma_compile(&s, sl_path_base(path), bytes.bytes, bytes.length);
	sl_buffer_printf(out, "%s: %zu rules\n", sl_path_base(path), s.rules);
	support_sigma_print(&s, &templates); /* which puts the findings in order */
	sl_buffer_printf(out, "  %.*s\n", (int)templates.length, (const char *)templates.bytes);
	answers_add_findings(out, &s.findings);
	for (i = 0; i < s.content.type_count; i++)
		add_type(out, &s.content.types[i]);
	for (i = 0; i < s.content.template_count; i++)
		add_template(out, &s.content.templates[i]);
	support_sigma_end(&s);
	sl_buffer_free(&templates);
	sl_buffer_free(&bytes);
}

static size_t add_folder(sl_buffer *out, const char *folder)
{
	const char *root = getenv("REPO_ROOT");
	sl_problem problem = {{0}};
	sl_names names;
	sl_arena arena;
	size_t i;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, sl_path_join(&arena, root ? root : ".", folder), ".yml", &names,
	                    &problem))
		fail_msg("%s", problem.text);
	for (i = 0; i < names.count; i++)
		add_case(out, names.items[i]);
	sl_arena_free(&arena);
	return names.count;
}

static void every_rule_is_whole(void **state)
{
	sl_buffer found = {0};
	size_t count;

	(void)state;
	count = add_folder(&found, "corpus/sigma");
	assert_true(count >= LEAST_CASES);
	answers_are(ANSWERS, &found);
	sl_buffer_free(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_rule_is_whole)};

	return cmocka_run_group_tests_name("sigma_whole", tests, NULL, NULL);
}
