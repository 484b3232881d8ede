#include "sensor_fuzz/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/sensing.h"

enum chan_field_kind sensor_field_kind(uint32_t abi_kind)
{
	if (abi_kind == CHAN_ABI_INTEGER)
		return CHAN_KIND_INTEGER;
	return abi_kind == CHAN_ABI_IP ? CHAN_KIND_IP : CHAN_KIND_STRING;
}

static void make_type(sl_arena *arena, const chan_abi_type *from, sl_type *to)
{
	uint32_t hash = 0;

	to->name = from->name;
	to->id = from->id;
	to->version = from->version;
	to->logsource = (sl_logsource){"sensor", from->name, ""};
	to->newest = true;
	to->field_count = from->input_count;
	to->fields = sl_arena_alloc(arena, from->input_count, sizeof *to->fields);
	for (uint32_t i = 0; i < from->input_count; i++) {
		sl_field *field = &to->fields[i];
		const size_t length = strlen(from->inputs[i].name);
		chan_cursor name;

		field->name = sl_arena_copy(arena, from->inputs[i].name, length);
		field->kind = sensor_field_kind(from->inputs[i].kind);
		name = chan_cursor_over((const uint8_t *)field->name, length);
		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &name, (uint16_t)field->kind);
		field->layout_hash = hash;
	}
}

static void make_catalog(const chan_sensor_abi *abi, sensor_model *out)
{
	sl_catalog *catalog = &out->catalog;

	catalog->types = sl_arena_alloc(&out->arena, abi->type_count, sizeof *catalog->types);
	catalog->count = abi->type_count;
	for (uint32_t i = 0; i < abi->type_count; i++)
		make_type(&out->arena, &abi->types[i], &catalog->types[i]);
}

static void read_catalog(const char *folder, sensor_model *out)
{
	sl_findings findings;
	bool read;

	sl_findings_start(&findings);
	read = sl_catalog_load(folder, &out->catalog, &findings);
	for (size_t i = 0; i < findings.count; i++)
		fprintf(stderr, "fuzz_sensor: CH%04u %s: %s\n", (unsigned)findings.items[i].rule,
		        findings.items[i].source.path ? findings.items[i].source.path : folder,
		        findings.items[i].detail ? findings.items[i].detail : "");
	if (!read || out->catalog.count == 0) {
		fprintf(stderr, "fuzz_sensor: %s: no catalog that can be read\n", folder);
		exit(2);
	}
	sl_findings_free(&findings);
}

static void make_input(sl_arena *arena, const chan_abi_type *from, sl_input *to)
{
	to->type = from->name;
	to->version = from->version;
	to->count = from->input_count;
	to->supplies = sl_arena_alloc(arena, from->input_count, sizeof *to->supplies);
	for (uint32_t i = 0; i < from->input_count; i++) {
		to->supplies[i].name = from->inputs[i].name;
		to->supplies[i].kind = sensor_field_kind(from->inputs[i].kind);
	}
}

static void make_fleet(const chan_sensor_abi *abi, sensor_model *out)
{
	sl_build *build = sl_arena_alloc(&out->arena, 1, sizeof *build);

	out->fleet.builds = build;
	out->fleet.count = 1;
	build->name = abi->build != NULL ? abi->build : "sensor";
	build->platform = "sensor";
	build->engine = CHAN_ENGINE_LEVEL;
	build->operators = (2u << CHAN_OPERATOR_LAST) - 2u;
	build->limits = (sl_limits){UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 64};
	build->input_count = abi->type_count;
	build->inputs = sl_arena_alloc(&out->arena, abi->type_count, sizeof *build->inputs);
	for (uint32_t i = 0; i < abi->type_count; i++)
		make_input(&out->arena, &abi->types[i], &build->inputs[i]);
}

void sensor_model_make(const chan_sensor_abi *abi, const char *catalog_folder, sensor_model *out)
{
	memset(out, 0, sizeof *out);
	sl_arena_start(&out->arena);
	if (catalog_folder != NULL && catalog_folder[0] != '\0')
		read_catalog(catalog_folder, out);
	else
		make_catalog(abi, out);
	make_fleet(abi, out);
}

bool sensor_model_accepts(const sensor_model *model, const sl_checked_file *checked)
{
	sl_findings findings;
	bool accepted;

	sl_findings_start(&findings);
	sl_check_meaning(checked, &model->catalog, &findings);
	if (findings.errors == 0)
		sl_check_fleet(checked, &model->catalog, &model->fleet, &findings);
	accepted = findings.errors == 0;
	sl_findings_free(&findings);
	return accepted;
}

/* As the host in the gate has it from the sensor's process. */
static void describe(const chan_sensor_abi *abi, sl_arena *arena, sl_sensor_description *out)
{
	*out = (sl_sensor_description){
		.name = "sensor", .build = "", .type_count = abi->type_count};
	out->types = sl_arena_alloc(arena, abi->type_count, sizeof *out->types);
	for (uint32_t i = 0; i < abi->type_count; i++) {
		const chan_abi_type *from = &abi->types[i];
		sl_sensor_type *to = &out->types[i];

		*to = (sl_sensor_type){from->name, from->id, from->version, NULL,
		                       from->input_count};
		to->inputs = sl_arena_alloc(arena, from->input_count, sizeof *to->inputs);
		for (uint32_t k = 0; k < from->input_count; k++)
			to->inputs[k] =
				(sl_sensor_field){from->inputs[k].name, from->inputs[k].kind};
	}
}

size_t sensor_model_differences(const chan_sensor_abi *abi, const sensor_model *model)
{
	const sl_sensing sensing = {.catalog = &model->catalog, .fleet = &model->fleet};
	sl_sensor_description says;
	sl_findings findings;
	size_t count;

	sl_findings_start(&findings);
	describe(abi, &findings.arena, &says);
	sl_compare_inputs(&sensing, "sensor", &says, &findings);
	for (size_t i = 0; i < findings.count; i++)
		fprintf(stderr, "sensor: CH%04u %s\n", (unsigned)findings.items[i].rule,
		        findings.items[i].detail);
	count = findings.count;
	sl_findings_free(&findings);
	return count;
}
