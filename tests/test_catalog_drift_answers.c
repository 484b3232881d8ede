/*
 * All that is said of random differences: of random catalogs that are edited, with random builds and content that know the
 * old or the new one. corpus/findings/catalog-drift.txt has it; what of it must be so is held by test_catalog_drift_random.c.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_catalog_drift_answers	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "rules/catalog_drift.h"
#include "support_answers.h"
#include "support_catalogs.h"
#include "support_draft.h"

enum { ROUNDS = 200, BUILDS = 6, FILES = 2 };

typedef struct world {
	sl_arena arena;
	sl_catalog before, after;
	sl_build builds[BUILDS];
	sl_fleet fleet;
	draft drafts[FILES];
	sl_buffer bytes[FILES];
	sl_checked_file files[FILES];
} world;

static const sl_type *random_type(const world *w)
{
	const sl_catalog *catalog = plain_random(2) ? &w->before : &w->after;

	return &catalog->types[plain_random((unsigned)catalog->count)];
}

/* The fields of a version, or of fewer or other ones. */
static void add_input(world *w, sl_build *build)
{
	const sl_type *type = random_type(w);
	sl_input *input = &build->inputs[build->input_count];
	uint32_t i;

	for (i = 0; i < build->input_count; i++)
		if (strcmp(build->inputs[i].type, type->name) == 0)
			return;
	build->input_count++;
	*input = (sl_input){.type = type->name, .version = type->version};
	input->supplies = sl_arena_alloc(&w->arena, type->field_count, sizeof *input->supplies);
	input->count = plain_random(3) ? type->field_count : plain_random(type->field_count + 1);
	for (i = 0; i < input->count; i++)
		input->supplies[i] = (sl_supplied){.name = plain_random(8) ? type->fields[i].name
		                                                           : type->fields[0].name,
		                                   .kind = type->fields[i].kind};
}

static void make_fleet(world *w)
{
	unsigned inputs;

	w->fleet = (sl_fleet){.builds = w->builds, .count = plain_random(BUILDS + 1)};
	for (size_t b = 0; b < w->fleet.count; b++) {
		w->builds[b] = (sl_build){.name = sl_arena_printf(&w->arena, "B%zu", b)};
		w->builds[b].inputs =
			sl_arena_alloc(&w->arena, MOST_TYPES, sizeof *w->builds[b].inputs);
		for (inputs = plain_random(MOST_TYPES); inputs > 0; inputs--)
			add_input(w, &w->builds[b]);
	}
}

static void add_criteria(draft *d, unsigned fields)
{
	unsigned count = 1 + plain_random(2);

	for (; count > 0; count--)
		switch (plain_random(6)) {
		case 0:
			draft_criterion(d, plain_random(fields), CHAN_OPERATOR_ANY, 0);
			break;
		case 1:
			draft_criterion(d, plain_random(fields), CHAN_OPERATOR_FIELDREF, 0);
			draft_field(d, plain_random(fields));
			draft_field(d, plain_random(fields));
			break;
		case 2:
			draft_criterion(d, plain_random(fields), CHAN_OPERATOR_EXACT, 0);
			draft_text(d, "a");
			draft_text(d, "b");
			break;
		default:
			draft_criterion(d, plain_random(fields), CHAN_OPERATOR_EXISTS, 0);
			break;
		}
}

/* With a type that it does not have yet, and templates of it. */
static void add_type(world *w, draft *d)
{
	const sl_type *from = random_type(w);
	sl_content_type *type = &d->content.types[d->content.type_count];
	unsigned templates = 1 + plain_random(4);

	for (uint32_t i = 0; i < d->content.type_count; i++)
		if (d->content.types[i].id == from->id ||
		    strncmp(d->content.types[i].name.bytes, from->name,
		            d->content.types[i].name.length) == 0)
			return;
	type->name = sl_text_of(from->name);
	type->id = from->id;
	type->version = from->version;
	type->field_count = from->field_count;
	type->fields = sl_arena_alloc(&d->arena, from->field_count, sizeof *type->fields);
	for (uint32_t i = 0; i < from->field_count; i++) {
		type->fields[i].name = sl_text_of(from->fields[i].name);
		type->fields[i].kind = (uint16_t)from->fields[i].kind;
	}
	for (; templates > 0; templates--) {
		draft_template(d, d->content.type_count, d->content.template_count + 1);
		d->content.templates[d->content.template_count - 1].title = sl_text_of(
			sl_arena_printf(&d->arena, "title %u", d->content.template_count));
		add_criteria(d, from->field_count);
	}
	d->content.type_count++;
}

static void make_files(world *w)
{
	for (unsigned f = 0; f < FILES; f++) {
		draft *d = &w->drafts[f];
		chan_finding fault;

		draft_begin(d);
		do
			add_type(w, d);
		while (plain_random(3) > 0);
		w->bytes[f] = (sl_buffer){0};
		assert_true(draft_write(d, &w->bytes[f]));
		w->files[f] = (sl_checked_file){.path = f == 0 ? "a.chan" : "b.chan",
		                                .bytes = w->bytes[f].bytes,
		                                .size = w->bytes[f].length};
		if (!chan_open(w->files[f].bytes, w->files[f].size, &w->files[f].file, &fault))
			fail_msg("CH%u", (unsigned)fault.rule);
	}
}

static void add_number(sl_buffer *out, uint32_t number)
{
	if (number == SL_NO_FIELD)
		sl_buffer_text(out, " -");
	else
		sl_buffer_printf(out, " %u", (unsigned)number);
}

static void add_drift(world *w, const sl_drift *drift, sl_buffer *out)
{
	const sl_source source = sl_drift_source(drift);

	sl_buffer_printf(out, " %d %d", (int)drift->kind, (int)drift->order);
	add_number(out, drift->before != NULL ? drift->before->version : SL_NO_FIELD);
	add_number(out, drift->after != NULL ? drift->after->version : SL_NO_FIELD);
	add_number(out, drift->old_field);
	add_number(out, drift->new_field);
	sl_buffer_printf(out, "%s%s%s %s at %u;", drift->in_place ? " in place" : "",
	                 drift->old_is_gone ? " old is gone" : "",
	                 sl_drift_is_layout(drift) ? " layout" : "", sl_drift_type_name(drift),
	                 (unsigned)source.line);
	for (size_t i = 0; i < drift->build_count; i++)
		sl_buffer_printf(out, " %s%s", i == 0 && drift->without_it ? "without " : "",
		                 drift->builds[i]);
	for (size_t i = 0; i < drift->template_count; i++)
		sl_buffer_printf(out, "%s %u %s of %s", i == 0 ? ";" : ",",
		                 drift->templates[i].uuid[15], drift->templates[i].title,
		                 drift->templates[i].file);
	sl_buffer_printf(out, "\n  %s\n", sl_drift_words(drift, &w->arena));
}

static void add_world(unsigned round, sl_buffer *out)
{
	plain_catalog old = {.count = 0}, new;
	sl_findings findings;
	sl_drifts drifts;
	world w;

	sl_arena_start(&w.arena);
	while (old.count == 0 || plain_random(10) > 0)
		plain_add_version(&old);
	new = old;
	for (unsigned edits = plain_random(9); edits > 0; edits--)
		plain_edit(&new);
	plain_make(&w.arena, &old, &w.before);
	plain_make(&w.arena, &new, &w.after);
	make_fleet(&w);
	make_files(&w);
	sl_drifts_find(&w.before, &w.after, &drifts);
	sl_drifts_touch_builds(&drifts, &w.fleet);
	sl_drifts_touch_templates(&drifts, w.files, FILES);
	sl_findings_start(&findings);
	sl_drifts_judge(&drifts, "new", &findings);
	sl_buffer_printf(out, "round %u\n", round);
	for (size_t i = 0; i < drifts.count; i++)
		add_drift(&w, &drifts.items[i], out);
	answers_add_findings(out, &findings);
	sl_findings_free(&findings);
	sl_drifts_free(&drifts);
	for (unsigned f = 0; f < FILES; f++) {
		sl_buffer_free(&w.bytes[f]);
		draft_end(&w.drafts[f]);
	}
	sl_arena_free(&w.arena);
}

static void all_that_is_said(void **state)
{
	sl_buffer found = {0};

	(void)state;
	plain_start(UINT64_C(0x9e3779b97f4a7c15));
	for (unsigned round = 0; round < ROUNDS; round++)
		add_world(round, &found);
	answers_are("corpus/findings/catalog-drift.txt", &found);
	sl_buffer_free(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_that_is_said)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
