/* 3004, 3005: each count against the limits that the manifests state. */
#include "rules/fleet.h"

enum { FILE_BYTES, TEMPLATES, CRITERIA, VALUES, LIMITS };

static const char *const what[LIMITS] = {
	"bytes in the file",
	"templates in the file",
	"criteria in the template",
	"values in the criterion",
};

static uint64_t limit_of(const sl_build *build, int limit)
{
	switch (limit) {
	case FILE_BYTES:
		return build->limits.file_bytes;
	case TEMPLATES:
		return build->limits.templates;
	case CRITERIA:
		return build->limits.criteria;
	default:
		return build->limits.values;
	}
}

static bool is_over(uint64_t count, uint64_t limit)
{
	return count > limit;
}

/* What is left is less than a tenth of it: the next release may be the one too many. */
static bool is_close(uint64_t count, uint64_t limit)
{
	return count <= limit && limit - count < limit / 10 + (limit % 10 != 0);
}

/* One finding that names every build for which it holds. */
static void report(sl_fleet_check *check, sl_place place, int limit, uint64_t count, bool over)
{
	const uint16_t rule = over ? SL_RULE_OVER_LIMIT : SL_RULE_LITTLE_HEADROOM;
	uint64_t least = UINT64_MAX;
	size_t b;

	sl_fleet_names_clear(check);
	for (b = 0; b < check->fleet->count; b++) {
		const uint64_t own = limit_of(&check->fleet->builds[b], limit);
		if (over ? !is_over(count, own) : !is_close(count, own))
			continue;
		sl_fleet_names_add(check, &check->fleet->builds[b]);
		least = own < least ? own : least;
	}
	if (check->name_count == 0)
		return;
	place.builds = check->names;
	place.build_count = check->name_count;
	sl_fact(check->checked, check->findings, rule, &place,
	        "%llu %s; the least limit of these builds is %llu", (unsigned long long)count,
	        what[limit], (unsigned long long)least);
}

static void check_count(sl_fleet_check *check, sl_place place, int limit, uint64_t count)
{
	report(check, place, limit, count, true);
	report(check, place, limit, count, false);
}

static uint64_t least_limit(const sl_fleet_check *check, int limit)
{
	uint64_t least = UINT64_MAX;
	size_t b;

	for (b = 0; b < check->fleet->count; b++) {
		const uint64_t own = limit_of(&check->fleet->builds[b], limit);
		least = own < least ? own : least;
	}
	return least;
}

static sl_place at_criteria(const sl_fleet_check *check, uint32_t template_index)
{
	return SL_AT(check->checked, TEMPLATE, template_index, criterion_count);
}

static sl_place at_values(const sl_fleet_check *check, uint32_t template_index,
                          uint32_t criterion_index)
{
	sl_place place = SL_AT(check->checked, CRITERION, criterion_index, value_count);

	place.template_index = template_index;
	place.criterion_index = criterion_index;
	return place;
}

/* The largest criterion of one template; each that is over the limit is reported. */
static void check_values(sl_fleet_check *check, uint32_t template_index, uint64_t limit,
                         uint64_t *largest, sl_place *place)
{
	const chan_file *file = &check->checked->file;
	chan_template template;
	chan_criterion criterion;
	uint32_t i;

	if (!chan_template_at(file, template_index, &template))
		return;
	for (i = template.first_criterion; i < template.first_criterion + template.criterion_count;
	     i++) {
		if (!chan_criterion_at(file, i, &criterion))
			return;
		if (criterion.value_count > limit)
			report(check, at_values(check, template_index, i), VALUES,
			       criterion.value_count, true);
		if (criterion.value_count > *largest) {
			*largest = criterion.value_count;
			*place = at_values(check, template_index, i);
		}
	}
}

/* Every excess is an error of its own; the warning is about the largest alone. */
static void check_templates(sl_fleet_check *check)
{
	const uint64_t criteria = least_limit(check, CRITERIA), values = least_limit(check, VALUES);
	uint64_t most_criteria = 0, most_values = 0;
	sl_place most_criteria_at = at_criteria(check, 0), most_values_at = at_values(check, 0, 0);
	chan_template template;
	uint32_t i;

	for (i = 0; chan_template_at(&check->checked->file, i, &template); i++) {
		if (template.criterion_count > criteria)
			report(check, at_criteria(check, i), CRITERIA, template.criterion_count,
			       true);
		if (template.criterion_count > most_criteria) {
			most_criteria = template.criterion_count;
			most_criteria_at = at_criteria(check, i);
		}
		check_values(check, i, values, &most_values, &most_values_at);
	}
	report(check, most_criteria_at, CRITERIA, most_criteria, false);
	report(check, most_values_at, VALUES, most_values, false);
}

void sl_fleet_limits(sl_fleet_check *check)
{
	const sl_checked_file *checked = check->checked;

	check_count(check, SL_AT(checked, HEADER, 0, file_size), FILE_BYTES,
	            checked->file.header.file_size);
	check_count(check, SL_AT(checked, HEADER, 0, template_count), TEMPLATES,
	            checked->file.header.template_count);
	check_templates(check);
}
