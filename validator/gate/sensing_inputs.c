/* What a sensor says that it supplies, beside the catalog and the manifest of its build. */
#include <string.h>

#include "base/text.h"
#include "gate/sensing.h"

enum { SHOWN = 100 };

/* A list of inputs as the other side has it. */
typedef struct expected {
	const char *whose; /* "the catalog", "the manifest of build 7.11" */
	const sl_type *type; /* the catalog's */
	const sl_input *input; /* or the manifest's */
	uint32_t count;
	sl_source source;
} expected;

static const char *expected_name(const expected *e, uint32_t i)
{
	return e->type != NULL ? e->type->fields[i].name : e->input->supplies[i].name;
}

/* 0: it does not say. */
static uint32_t expected_kind(const expected *e, uint32_t i)
{
	const enum chan_field_kind kind =
		e->type != NULL ? e->type->fields[i].kind : e->input->supplies[i].kind;

	switch (kind) {
	case CHAN_KIND_STRING:
		return CHAN_ABI_STRING;
	case CHAN_KIND_INTEGER:
		return CHAN_ABI_INTEGER;
	case CHAN_KIND_IP:
		return CHAN_ABI_IP;
	default:
		return 0;
	}
}

static const char *printable(sl_findings *findings, const char *text)
{
	return sl_text_printable(&findings->arena, sl_text_of(text), SHOWN);
}

static const char *kind_name(uint32_t kind)
{
	static const char *const names[] = {"of no kind", "of no kind", "a string", "an integer",
	                                    "an address"};

	return kind < sizeof names / sizeof *names ? names[kind] : names[0];
}

static void compare(const char *path, const sl_sensor_type *type, const expected *e,
                    sl_findings *findings)
{
	const char *name = printable(findings, type->name);

	for (uint32_t i = 0; i < type->input_count && i < e->count; i++) {
		const uint32_t kind = expected_kind(e, i);
		const char *field = expected_name(e, i);

		if (strcmp(type->inputs[i].name, field) != 0) {
			sl_findings_source(
				findings, SL_RULE_SENSOR_DISAGREES, e->source,
				"%s: it describes input %u of %s version %u as %s, which "
				"is %s in %s",
				path, (unsigned)i + 1, name, (unsigned)type->version,
				printable(findings, type->inputs[i].name),
				printable(findings, field), e->whose);
			return;
		}
		if (kind != 0 && type->inputs[i].kind != kind) {
			sl_findings_source(findings, SL_RULE_SENSOR_DISAGREES, e->source,
			                   "%s: it describes %s of %s version %u as %s, which is "
			                   "%s in %s",
			                   path, printable(findings, field), name,
			                   (unsigned)type->version, kind_name(type->inputs[i].kind),
			                   kind_name(kind), e->whose);
			return;
		}
	}
	if (type->input_count != e->count) {
		const bool less = type->input_count < e->count;
		const char *field =
			less ? expected_name(e, type->input_count) : type->inputs[e->count].name;

		sl_findings_source(findings, SL_RULE_SENSOR_DISAGREES, e->source,
		                   "%s: it describes %u inputs of %s version %u, and %s has %u: %s "
		                   "is %s",
		                   path, (unsigned)type->input_count, name, (unsigned)type->version,
		                   e->whose, (unsigned)e->count, printable(findings, field),
		                   less ? "not supplied" : "one too many");
	}
}

static void compare_catalog(const sl_sensing *sensing, const char *path, const sl_sensor_type *type,
                            sl_findings *findings)
{
	const sl_type *known = sl_catalog_type(sensing->catalog, type->id, type->version);
	const sl_type *newest = sl_catalog_newest(sensing->catalog, type->id);
	expected e = {.whose = "the catalog", .type = known};

	if (newest == NULL) {
		return; /* a type of other content: no event of it is run */
	}
	if (known == NULL || strcmp(known->name, type->name) != 0) {
		sl_findings_source(findings, SL_RULE_SENSOR_DISAGREES, newest->source,
		                   "%s: it describes type %u as %s version %u, which the catalog "
		                   "does not have; its newest is %s version %u",
		                   path, (unsigned)type->id, printable(findings, type->name),
		                   (unsigned)type->version, printable(findings, newest->name),
		                   (unsigned)newest->version);
		return;
	}
	e.count = known->field_count;
	e.source = known->source;
	compare(path, type, &e, findings);
}

static void compare_manifest(const sl_build *build, const char *path, const sl_sensor_type *type,
                             sl_findings *findings)
{
	const sl_input *input = sl_build_input(build, type->name);
	expected e = {.input = input};

	if (input == NULL || input->version != type->version) {
		sl_findings_source(findings, SL_RULE_SENSOR_DISAGREES,
		                   input != NULL ? input->source : build->source,
		                   "%s: it describes %s version %u, which the manifest of build %s "
		                   "does not have",
		                   path, printable(findings, type->name), (unsigned)type->version,
		                   build->name);
		return;
	}
	e.whose = sl_arena_printf(&findings->arena, "the manifest of build %s", build->name);
	e.count = input->count;
	e.source = input->source;
	compare(path, type, &e, findings);
}

void sl_compare_inputs(const sl_sensing *sensing, const char *path,
                       const sl_sensor_description *says, sl_findings *findings)
{
	const sl_build *build = sl_fleet_build(sensing->fleet, says->build);

	for (uint32_t i = 0; i < says->type_count; i++) {
		compare_catalog(sensing, path, &says->types[i], findings);
		if (build != NULL) {
			compare_manifest(build, path, &says->types[i], findings);
		}
	}
}
