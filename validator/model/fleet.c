#include "model/fleet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/yaml_write.h"
#include "model/fleet_read.h"

static int compare_names(const void *left, const void *right)
{
	const sl_build *a = *(const sl_build *const *)left, *b = *(const sl_build *const *)right;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : (a > b) - (a < b);
}

static void check_names(sl_fleet *fleet, sl_findings *findings)
{
	const sl_build **order = sl_arena_alloc(&fleet->arena, fleet->count, sizeof *order);

	for (size_t i = 0; i < fleet->count; i++) {
		order[i] = &fleet->builds[i];
	}
	if (fleet->count > 1) {
		qsort(order, fleet->count, sizeof *order, compare_names);
	}
	for (size_t i = 1; i < fleet->count; i++) {
		const sl_build *first = order[i - 1], *second = order[i];

		if (strcmp(first->name, second->name) == 0) {
			sl_findings_source(findings, SL_RULE_BUILD_REPEATED, second->source,
			                   "build %s is also at %s:%u", second->name,
			                   first->source.path, first->source.line);
		}
	}
}

bool sl_fleet_load(const char *folder, sl_fleet *out, sl_findings *findings)
{
	size_t before = findings->errors;
	sl_build_list list = {0};

	*out = (sl_fleet){0};
	sl_arena_start(&out->arena);
	sl_document_folder(&out->arena, folder, findings, sl_build_read, &list, out->digest);
	out->count = list.count;
	out->builds = sl_arena_alloc(&out->arena, list.count, sizeof *out->builds);
	for (size_t i = 0; i < list.count; i++) {
		out->builds[i] = list.items[i];
	}
	free(list.items);
	check_names(out, findings);
	return findings->errors == before;
}

void sl_fleet_free(sl_fleet *fleet)
{
	sl_arena_free(&fleet->arena);
	*fleet = (sl_fleet){0};
}

const sl_build *sl_fleet_build(const sl_fleet *fleet, const char *name)
{
	for (size_t i = 0; i < fleet->count; i++) {
		if (strcmp(fleet->builds[i].name, name) == 0) {
			return &fleet->builds[i];
		}
	}
	return NULL;
}

const sl_input *sl_build_input(const sl_build *build, const char *type)
{
	for (uint32_t i = 0; i < build->input_count; i++) {
		if (strcmp(build->inputs[i].type, type) == 0) {
			return &build->inputs[i];
		}
	}
	return NULL;
}

const char *sl_build_file_name(const char *name, sl_arena *arena)
{
	enum { LONGEST = 200, DIGITS = 16 };
	const size_t length = strlen(name), kept = length > LONGEST ? LONGEST - DIGITS - 1 : length;
	char *out = sl_arena_copy(arena, name, kept), digest[65];

	for (size_t i = 0; i < kept; i++) {
		const char byte = out[i];
		const bool word = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		                  (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';

		out[i] = word || (byte == '.' && i > 0) ? byte : '_';
	}
	if (kept == length) {
		return out;
	}
	sl_sha256_hex(name, length, digest);
	return sl_arena_printf(arena, "%s-%.*s", out, DIGITS, digest);
}

static bool states_kinds(const sl_input *input)
{
	for (uint32_t i = 0; i < input->count; i++) {
		if (input->supplies[i].kind != 0) {
			return true;
		}
	}
	return false;
}

/* With their types each on a line of its own: a reviewer then sees which input a new build adds, and findings name it. */
static void write_supplies(const sl_input *input, sl_buffer *out)
{
	const bool lines = states_kinds(input);

	sl_buffer_text(out, lines ? "    supplies:\n" : "    supplies: [");
	for (uint32_t i = 0; i < input->count; i++) {
		const sl_supplied *supplied = &input->supplies[i];

		sl_buffer_text(out, lines ? "      - " : i > 0 ? ", " : "");
		sl_buffer_text(out, supplied->kind != 0 ? "{name: " : "");
		sl_yaml_quote(out, sl_text_of(supplied->name));
		if (supplied->kind != 0) {
			sl_buffer_printf(out, ", type: %s}", sl_field_kind_name(supplied->kind));
		}
		sl_buffer_text(out, lines ? "\n" : "");
	}
	sl_buffer_text(out, lines ? "" : "]\n");
}

static void write_input(const sl_input *input, sl_buffer *out)
{
	sl_buffer_text(out, "  ");
	sl_yaml_quote(out, sl_text_of(input->type));
	sl_buffer_printf(out, ":\n    version: %" PRIu32 "\n", input->version);
	if (input->has_layout) {
		sl_buffer_printf(out, "    layout: '%08" PRIx32 "'\n", input->layout);
	}
	write_supplies(input, out);
}

static void write_operators(uint32_t operators, sl_buffer *out)
{
	const char *before = "";

	sl_buffer_text(out, "operators: [");
	for (uint8_t i = 1; i <= CHAN_OPERATOR_LAST; i++) {
		if ((operators >> i & 1) != 0) {
			sl_buffer_printf(out, "%s%s", before, sl_operator_name(i));
			before = ", ";
		}
	}
	sl_buffer_text(out, "]\n");
}

static void write_limits(const sl_limits *limits, sl_buffer *out)
{
	const char *const names[] = {"file_bytes", "templates", "criteria", "values"};
	const uint64_t numbers[] = {limits->file_bytes, limits->templates, limits->criteria,
	                            limits->values};

	sl_buffer_text(out, "limits: {");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (numbers[i] != UINT64_MAX) {
			sl_buffer_printf(out, "%s: %" PRIu64 ", ", names[i], numbers[i]);
		}
	}
	sl_buffer_printf(out, "version_bits: %" PRIu32 "}\n", limits->version_bits);
}

void sl_build_write(const sl_build *build, sl_buffer *out)
{
	sl_buffer_text(out, "build: ");
	sl_yaml_quote(out, sl_text_of(build->name));
	sl_buffer_text(out, "\nplatform: ");
	sl_yaml_quote(out, sl_text_of(build->platform));
	sl_buffer_printf(out, "\nengine: %" PRIu32 "\n", build->engine);
	if (build->binary_file != NULL) {
		sl_buffer_text(out, "binary: {file: ");
		sl_yaml_quote(out, sl_text_of(build->binary_file));
		sl_buffer_printf(out, ", sha256: '%s'}\n", build->binary_sha256);
	}
	sl_buffer_text(out, build->input_count > 0 ? "inputs:\n" : "inputs: {}\n");
	for (uint32_t i = 0; i < build->input_count; i++) {
		write_input(&build->inputs[i], out);
	}
	write_operators(build->operators, out);
	write_limits(&build->limits, out);
}
