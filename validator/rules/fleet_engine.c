/*
 * 3003, 3006, 3007: the level of the engine, its operators, and the width that it gives to
 * versions.
 */
#include "rules/fleet.h"

static void check_level(sl_fleet_check *check)
{
	const uint16_t level = check->checked->file.header.engine_level;
	sl_place place = SL_AT(check->checked, HEADER, 0, engine_level);
	uint32_t least = UINT32_MAX;
	size_t b;

	sl_fleet_names_clear(check);
	for (b = 0; b < check->fleet->count; b++) {
		const sl_build *build = &check->fleet->builds[b];
		if (build->engine >= level)
			continue;
		sl_fleet_names_add(check, build);
		least = build->engine < least ? build->engine : least;
	}
	if (check->name_count == 0)
		return;
	place.builds = check->names;
	place.build_count = check->name_count;
	sl_fact(check->checked, check->findings, SL_RULE_ENGINE_TOO_OLD, &place,
	        "it needs level %u; the least of these builds is %u", (unsigned)level,
	        (unsigned)least);
}

static void check_version(sl_fleet_check *check)
{
	const uint64_t version = check->checked->file.header.content_version;
	sl_place place = SL_AT(check->checked, HEADER, 0, content_version);
	uint32_t least = 64;
	size_t b;

	sl_fleet_names_clear(check);
	for (b = 0; b < check->fleet->count; b++) {
		const sl_build *build = &check->fleet->builds[b];
		if (build->limits.version_bits >= 64 || version >> build->limits.version_bits == 0)
			continue;
		sl_fleet_names_add(check, build);
		least = build->limits.version_bits < least ? build->limits.version_bits : least;
	}
	if (check->name_count == 0)
		return;
	place.builds = check->names;
	place.build_count = check->name_count;
	sl_fact(check->checked, check->findings, SL_RULE_VERSION_WIDTH, &place,
	        "version %llu does not fit %u bits, whose greatest number is %llu",
	        (unsigned long long)version, (unsigned)least,
	        (unsigned long long)((UINT64_C(1) << least) - 1));
}

static void report_operator(sl_fleet_check *check, uint32_t template_index,
                            uint32_t criterion_index, const chan_criterion *criterion)
{
	sl_place place = SL_AT(check->checked, CRITERION, criterion_index, operator);
	chan_template template;
	chan_type type;
	size_t b;

	if (sl_fact_dropped(check->findings, SL_RULE_OPERATOR_NOT_SUPPORTED) ||
	    !chan_template_at(&check->checked->file, template_index, &template) ||
	    !chan_type_at(&check->checked->file, template.type, &type))
		return;
	sl_fleet_names_clear(check);
	for (b = 0; b < check->fleet->count; b++)
		if (!(check->fleet->builds[b].operators >> criterion->operation & 1))
			sl_fleet_names_add(check, &check->fleet->builds[b]);
	place.template_index = template_index;
	place.criterion_index = criterion_index;
	place.field = sl_field_name(check->checked, check->findings, &type, criterion->field);
	place.builds = check->names;
	place.build_count = check->name_count;
	sl_fact(check->checked, check->findings, SL_RULE_OPERATOR_NOT_SUPPORTED, &place,
	        "the operator %s is unknown to %zu of %s", sl_operator_name(criterion->operation),
	        check->name_count,
	        sl_counted(&check->findings->arena, check->fleet->count, "build"));
}

/*
 * Each operator once a template. A build reads the whole file, so one that lacks the type is not
 * excused.
 */
static void check_operators(sl_fleet_check *check)
{
	const chan_file *file = &check->checked->file;
	uint32_t common = UINT32_MAX, seen, i, j;
	chan_template template;
	chan_criterion criterion;
	size_t b;

	for (b = 0; b < check->fleet->count; b++)
		common &= check->fleet->builds[b].operators;
	for (i = 0; chan_template_at(file, i, &template); i++) {
		seen = common;
		for (j = 0; j < template.criterion_count; j++) {
			if (!chan_criterion_at(file, template.first_criterion + j, &criterion) ||
			    (seen >> criterion.operation & 1))
				continue;
			seen |= UINT32_C(1) << criterion.operation;
			report_operator(check, i, template.first_criterion + j, &criterion);
		}
	}
}

void sl_fleet_engine(sl_fleet_check *check)
{
	check_level(check);
	check_version(check);
	check_operators(check);
}
