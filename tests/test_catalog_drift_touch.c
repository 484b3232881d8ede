/*
 * Whom a difference of two catalogs touches: the builds of the model and templates made for the purpose, by the model's
 * catalog and a copy of it that is changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rules/catalog_drift.h"
#include "support_draft.h"

static sl_catalog before, after;
static sl_drifts drifts;
static sl_findings findings;

typedef struct touched {
	draft d;
	sl_fleet fleet;
	sl_type *types; /* of after: may be changed before touch() */
	sl_buffer bytes;
	sl_checked_file checked;
} touched;

enum { IPC_2, IPC_3, HOST, PROCESS };

static void touched_begin(touched *t)
{
	draft_begin(&t->d);
	sl_model_fleet(&t->d.arena, SL_MODEL_HONEST | SL_MODEL_COMPLETE | SL_MODEL_LYING,
	               &t->fleet);
	sl_model_catalog(&t->d.arena, &before);
	sl_model_catalog(&t->d.arena, &after);
	t->types = after.types;
	t->bytes = (sl_buffer){0};
	sl_findings_start(&findings);
}

static void touch(touched *t)
{
	chan_finding fault;

	sl_drifts_find(&before, &after, &drifts);
	sl_drifts_touch_builds(&drifts, &t->fleet);
	if (t->d.content.template_count == 0)
		return;
	assert_true(draft_write(&t->d, &t->bytes));
	t->checked = (sl_checked_file){
		.path = "a.chan", .bytes = t->bytes.bytes, .size = t->bytes.length};
	assert_true(chan_open(t->bytes.bytes, t->bytes.length, &t->checked.file, &fault));
	sl_drifts_touch_templates(&drifts, &t->checked, 1);
}

static void touched_end(touched *t)
{
	sl_drifts_free(&drifts);
	assert_true(drifts.count == 0 && drifts.capacity == 0 && drifts.items == NULL);
	assert_true(drifts.before == NULL && drifts.after == NULL);
	assert_null(drifts.arena.first);
	sl_findings_free(&findings);
	before = after = (sl_catalog){0};
	sl_buffer_free(&t->bytes);
	draft_end(&t->d);
}

/* "7.10.17605 7.12.19004; 1 3": the builds, and the last digit of the templates' ids. */
static void expect_touched(size_t index, const char *expected)
{
	const sl_drift *one = &drifts.items[index];
	char text[512] = "";
	size_t used = 0;

	assert_true(index < drifts.count);
	for (size_t i = 0; i < one->build_count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s ", one->builds[i]);
	used += (size_t)snprintf(text + used, sizeof text - used, ";");
	for (size_t i = 0; i < one->template_count; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, " %u",
		                         one->templates[i].uuid[15] & 15u);
	assert_string_equal(text, expected);
}

static void add_template(touched *t, uint32_t type, uint32_t number, unsigned field)
{
	draft_template(&t->d, type, number);
	draft_criterion(&t->d, field, CHAN_OPERATOR_EXISTS, 0);
}

/* Templates 1 to 4 of ipc read fields 1, 15, 21, and by a reference 2 and 3; 5 of host reads none. */
static void add_templates(touched *t)
{
	const uint32_t ipc = draft_type(&t->d, "ipc", 3), host = draft_type(&t->d, "host", 1);

	add_template(t, ipc, 1, 0);
	add_template(t, ipc, 2, 14);
	add_template(t, ipc, 3, 20);
	draft_template(&t->d, ipc, 4);
	draft_criterion(&t->d, 1, CHAN_OPERATOR_FIELDREF, 0);
	draft_field(&t->d, 2);
	draft_template(&t->d, host, 5);
	draft_criterion(&t->d, 0, CHAN_OPERATOR_ANY, 0);
	add_template(t, host, 6, 0);
}

static void swap_fields(sl_type *type, uint32_t a, uint32_t b)
{
	const sl_field was = type->fields[a];

	type->fields[a] = type->fields[b];
	type->fields[b] = was;
}

static void fields_touch(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	t.types[IPC_3].fields[2].kind = CHAN_KIND_INTEGER;
	t.types[IPC_3].fields[14].name = "Mask";
	swap_fields(&t.types[IPC_3], 19, 20);
	touch(&t);
	assert_int_equal(drifts.count, 3);
	expect_touched(0, "7.11.18110 7.12.19004 ; 4");
	expect_touched(1, "7.11.18110 7.12.19004 ; 2");
	expect_touched(2, "7.11.18110 7.12.19004 ; 3");
	assert_string_equal(drifts.items[0].templates[0].title,
	                    t.d.content.templates[3].title.bytes);
	assert_string_equal(drifts.items[0].templates[0].file, "a.chan");
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.items[0].build_count, 2);
	touched_end(&t);
}

static void places_touch(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	/* Field 15 goes: those behind it come to another place. */
	memmove(&t.types[IPC_3].fields[14], &t.types[IPC_3].fields[15],
	        6 * sizeof *t.types[IPC_3].fields);
	t.types[IPC_3].field_count = 20;
	touch(&t);
	assert_int_equal(drifts.count, 1);
	expect_touched(0, "7.11.18110 7.12.19004 ; 2 3");
	touched_end(&t);
	/* A version that is older than that of the file: its fields are the first of the file's. */
	touched_begin(&t);
	add_templates(&t);
	t.types[IPC_2].fields[0].name = "Pipe";
	touch(&t);
	assert_int_equal(drifts.count, 1);
	expect_touched(0, "7.10.17605 ; 1");
	touched_end(&t);
	/* A newer one: the file has none of it. */
	touched_begin(&t);
	draft_template(&t.d, draft_type(&t.d, "ipc", 2), 1);
	draft_criterion(&t.d, 0, CHAN_OPERATOR_EXISTS, 0);
	t.types[IPC_3].fields[0].name = "Pipe";
	touch(&t);
	expect_touched(0, "7.11.18110 7.12.19004 ;");
	touched_end(&t);
}

static void insertions_touch(void **state)
{
	touched t;
	sl_field *wider;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	wider = sl_arena_alloc(&t.d.arena, 22, sizeof *wider);
	memcpy(wider, t.types[IPC_3].fields, 14 * sizeof *wider);
	memcpy(wider + 15, t.types[IPC_3].fields + 14, 7 * sizeof *wider);
	wider[14] = (sl_field){.name = "New", .kind = CHAN_KIND_IP};
	t.types[IPC_3].fields = wider;
	t.types[IPC_3].field_count = 22;
	touch(&t);
	assert_int_equal(drifts.count, 1);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_FIELD_INSERTED);
	expect_touched(0, "7.11.18110 7.12.19004 ; 2 3");
	touched_end(&t);
}

/* Lists are shared among neighbours only where they are the same: here they are of one build each. */
static void neighbours(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	t.types[IPC_2].fields[0].name = "Pipe";
	t.types[IPC_2].fields[2].name = "Program";
	t.types[HOST].name = "machine";
	touch(&t);
	assert_int_equal(drifts.count, 3);
	expect_touched(0, "7.10.17605 ; 1");
	expect_touched(1, "7.10.17605 ; 4");
	expect_touched(2, "7.12.19004 ; 5 6");
	assert_ptr_equal(drifts.items[0].builds, drifts.items[1].builds);
	touched_end(&t);
}

/* Events are evaluated for the newest version alone. */
static void events_touch(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	t.types[IPC_2].logsource.service = "pipes";
	t.types[IPC_3].logsource.service = "pipes";
	touch(&t);
	assert_int_equal(drifts.count, 2);
	expect_touched(0, "7.10.17605 7.11.18110 7.12.19004 ;");
	expect_touched(1, "7.10.17605 7.11.18110 7.12.19004 ; 1 2 3 4");
	touched_end(&t);
}

static void types_touch(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	t.types[HOST].match_all = false;
	after.count = 3; /* process is gone */
	touch(&t);
	assert_int_equal(drifts.count, 2);
	expect_touched(0, "; 5");
	expect_touched(1, "7.10.17605 7.11.18110 7.12.19004 ;");
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.items[0].rule, SL_RULE_CATALOG_DISAGREES);
	assert_string_equal(findings.items[0].source.path, "new");
	assert_string_equal(findings.items[0].detail,
	                    "type process is gone from the catalog, and 3 builds have it");
	touched_end(&t);
	touched_begin(&t);
	add_templates(&t);
	t.types[HOST].name = "machine";
	touch(&t);
	expect_touched(0, "7.12.19004 ; 5 6");
	touched_end(&t);
}

static void versions_touch(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	before.types++; /* version 2 is new */
	before.count--;
	touch(&t);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_VERSION_ADDED);
	expect_touched(0, ";"); /* all that have the type have 2 or 3 */
	assert_true(drifts.items[0].without_it);
	touched_end(&t);
	touched_begin(&t);
	add_templates(&t);
	after.types++;
	after.count--;
	touch(&t);
	assert_int_equal(drifts.count, 1);
	expect_touched(0, "7.10.17605 ;"); /* the files are of version 3 */
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.items[0].rule, SL_RULE_CATALOG_DISAGREES);
	touched_end(&t);
	/* Version 3 and its field are new. */
	touched_begin(&t);
	add_templates(&t);
	before.types[1] = before.types[0];
	before.types++;
	before.count--;
	touch(&t);
	assert_int_equal(drifts.count, 2);
	expect_touched(0, "7.10.17605 ;");
	expect_touched(1, "7.10.17605 7.11.18110 ; 3");
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(findings.count, 0);
	touched_end(&t);
}

/* A last field that comes to the front moves, and all that it passes are touched. */
static void a_move_forward(void **state)
{
	touched t;
	sl_field last;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	last = t.types[IPC_3].fields[20];
	memmove(&t.types[IPC_3].fields[11], &t.types[IPC_3].fields[10], 10 * sizeof last);
	t.types[IPC_3].fields[10] = last;
	touch(&t);
	assert_int_equal(drifts.count, 1);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_FIELD_MOVED);
	expect_touched(0, "7.11.18110 7.12.19004 ; 2 3");
	touched_end(&t);
}

/* Which events a type is for, and what they call its fields, touches content alone. */
static void content_alone(void **state)
{
	static const char *const values[] = {"yes"};
	static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
	sl_select select = {"Kept", values, 1};
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	t.types[IPC_3].select = &select;
	t.types[IPC_3].select_count = 1;
	t.types[IPC_3].fields[14].from = names;
	t.types[IPC_3].fields[14].from_count = 6;
	t.types[HOST].fields[0].from = names;
	t.types[HOST].fields[0].from_count = 2;
	t.types[PROCESS].logsource = (sl_logsource){"", "", ""};
	touch(&t);
	assert_int_equal(drifts.count, 4);
	expect_touched(0, "7.10.17605 7.11.18110 7.12.19004 ; 1 2 3 4");
	expect_touched(1, "; 2");
	expect_touched(2, "; 6");
	expect_touched(3, "7.10.17605 7.11.18110 7.12.19004 ;");
	for (size_t i = 0; i < drifts.count; i++)
		assert_int_equal(drifts.items[i].order, SL_DRIFT_CONTENT_ALONE);
	assert_non_null(strstr(sl_drift_words(&drifts.items[1], &drifts.arena),
	                       "a, b, c, d and 2 more, was none"));
	assert_non_null(strstr(sl_drift_words(&drifts.items[2], &drifts.arena), "a, b, was none"));
	assert_non_null(strstr(sl_drift_words(&drifts.items[3], &drifts.arena), " and is none"));
	touched_end(&t);
}

static void a_new_id_touches(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	draft_template(&t.d, draft_type(&t.d, "process", 1), 7);
	draft_criterion(&t.d, 0, CHAN_OPERATOR_EXISTS, 0);
	t.types[PROCESS].id += 100;
	touch(&t);
	assert_int_equal(drifts.count, 1);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_TYPE_RENUMBERED);
	expect_touched(0, "7.10.17605 7.11.18110 7.12.19004 ; 7");
	touched_end(&t);
}

/* What is new is lacked by builds that do not have the type, or have another input in its place. */
static void lacking_builds(void **state)
{
	touched t;

	(void)state;
	touched_begin(&t);
	add_templates(&t);
	before.types[1] = before.types[0]; /* version 3 of ipc and its field are new */
	before.types++;
	before.count--;
	t.fleet.builds[0].inputs[0].type = "pipe";
	t.fleet.builds[2].inputs[0].supplies[20].name = "Caller";
	touch(&t);
	assert_int_equal(drifts.count, 2);
	expect_touched(0, "7.10.17605 ;");
	expect_touched(1, "7.10.17605 7.11.18110 7.12.19004 ; 3");
	touched_end(&t);
	/* A version that goes, and builds without the type. */
	touched_begin(&t);
	add_templates(&t);
	after.types++;
	after.count--;
	t.fleet.builds[0].inputs[0].type = "pipe";
	touch(&t);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_VERSION_REMOVED);
	expect_touched(0, ";");
	touched_end(&t);
	/* A field behind all others of a version that has shipped. */
	touched_begin(&t);
	add_templates(&t);
	before.types[IPC_3].field_count = 20;
	t.fleet.builds[0].inputs[0].type = "pipe";
	touch(&t);
	assert_int_equal(drifts.items[0].kind, SL_DRIFT_FIELD_ADDED);
	assert_true(drifts.items[0].in_place);
	expect_touched(0, "7.11.18110 7.12.19004 ; 3");
	touched_end(&t);
}

/* As many as a type can have: the last of each word of bits, and the first of the next. */
static void many_fields(void **state)
{
	static const unsigned read[] = {63, 64, 127, 128, 255};
	sl_content_type *type;
	touched t;

	(void)state;
	for (unsigned changed = 0; changed < 5; changed++) {
		char expected[16];

		touched_begin(&t);
		type = &t.d.content.types[draft_type(&t.d, "host", 1)];
		type->field_count = CHAN_MAX_FIELDS;
		type->fields = sl_arena_alloc(&t.d.arena, CHAN_MAX_FIELDS, sizeof *type->fields);
		for (unsigned c = 0; c < 2; c++) {
			sl_type *host = c == 0 ? &before.types[HOST] : &t.types[HOST];

			host->field_count = CHAN_MAX_FIELDS;
			host->fields =
				sl_arena_alloc(&t.d.arena, CHAN_MAX_FIELDS, sizeof *host->fields);
			for (unsigned i = 0; i < CHAN_MAX_FIELDS; i++) {
				host->fields[i].name = sl_arena_printf(&t.d.arena, "F%03u", i);
				host->fields[i].kind = CHAN_KIND_STRING;
				type->fields[i].name = sl_text_of(host->fields[i].name);
				type->fields[i].kind = CHAN_KIND_STRING;
			}
		}
		for (unsigned i = 0; i < 5; i++)
			add_template(&t, 0, i + 1, read[i]);
		t.types[HOST].fields[read[changed]].name = "Renamed";
		touch(&t);
		assert_int_equal(drifts.count, 1);
		snprintf(expected, sizeof expected, "7.12.19004 ; %u", changed + 1);
		expect_touched(0, expected);
		touched_end(&t);
	}
}

/* Values whose numbers are those of fields: strings, integers and networks are numbered from 0 as well. */
static void add_values(draft *d, uint8_t operation)
{
	for (unsigned i = 0; i < 16; i++)
		switch (chan_operator_value_kind(operation)) {
		case CHAN_VALUE_STRING:
			draft_text(d, sl_arena_printf(&d->arena, "!%02u", i));
			break;
		case CHAN_VALUE_INTEGER:
			draft_integer(d, i);
			break;
		case CHAN_VALUE_NETWORK:
			draft_network(d, 0x0a000000u + (i << 8), 24);
			break;
		case CHAN_VALUE_NONE:
		case CHAN_VALUE_FIELD:
			break;
		}
}

/* Only references are fields, and each criterion has its own: template N has operator N, of field 16, 17 or 14. */
static void values_are_no_fields(void **state)
{
	static const char *const names[] = {"other"};
	touched t;
	uint32_t ipc;

	(void)state;
	touched_begin(&t);
	ipc = draft_type(&t.d, "ipc", 3);
	for (uint8_t operation = 1; operation < CHAN_OPERATOR_FIELDREF; operation++) {
		const unsigned field = operation == CHAN_OPERATOR_CIDR                   ? 13
		                       : chan_operator_fits(operation, CHAN_KIND_STRING) ? 16
		                                                                         : 15;

		draft_template(&t.d, ipc, operation);
		draft_criterion(&t.d, field, operation, 0);
		add_values(&t.d, operation);
	}
	for (unsigned i = 0; i < 6; i++) {
		draft_template(&t.d, ipc, CHAN_OPERATOR_FIELDREF);
		t.d.content.templates[t.d.content.template_count - 1].uuid[0] = (uint8_t)(i + 1);
		draft_criterion(&t.d, 17, CHAN_OPERATOR_FIELDREF, 0);
		draft_field(&t.d, (const uint32_t[]){0, 1, 2, 5, 6, 7}[i]);
	}
	for (unsigned i = 0; i < 21; i++) {
		t.types[IPC_3].fields[i].from = names;
		t.types[IPC_3].fields[i].from_count = 1;
	}
	touch(&t);
	assert_int_equal(drifts.count, 21);
	for (unsigned i = 0; i < 21; i++)
		expect_touched(i, i == 13                     ? "; 7"
		                  : i == 15                   ? "; 8 9 10 11 12"
		                  : i == 16                   ? "; 1 2 3 4 5 6 13 14"
		                  : i == 17                   ? "; 15 15 15 15 15 15"
		                  : i < 8 && i != 3 && i != 4 ? "; 15"
		                                              : ";");
	touched_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_touch),         cmocka_unit_test(places_touch),
		cmocka_unit_test(insertions_touch),     cmocka_unit_test(neighbours),
		cmocka_unit_test(events_touch),         cmocka_unit_test(types_touch),
		cmocka_unit_test(versions_touch),       cmocka_unit_test(a_move_forward),
		cmocka_unit_test(content_alone),        cmocka_unit_test(a_new_id_touches),
		cmocka_unit_test(lacking_builds),       cmocka_unit_test(many_fields),
		cmocka_unit_test(values_are_no_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
