/* Changes of templates, criteria and values. */
#include "mutator/edits.h"

#include <string.h>

#include "mutator/conditions.h"
#include "mutator/pools.h"

static uint32_t any_template(mutant *m)
{
	return (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_TEMPLATE));
}

static uint32_t any_criterion(mutant *m)
{
	return (uint32_t)mutant_below(m, mutant_count(m, CHAN_TABLE_CRITERION));
}

void mutant_edit_template(mutant *m)
{
	const uint32_t template = any_template(m);
	const uint64_t strings = mutant_count(m, CHAN_TABLE_STRING);
	uint8_t *uuid;

	switch (mutant_below(m, 6)) {
	case 0:
		PUT(m, TEMPLATE, template, action,
		    CHAN_ACTION_DETECT + mutant_below(m, CHAN_ACTION_MONITOR));
		break;
	case 1:
		PUT(m, TEMPLATE, template, level, mutant_below(m, CHAN_LEVEL_CRITICAL + 1));
		break;
	case 2:
		PUT(m, TEMPLATE, template, status, mutant_below(m, CHAN_STATUS_UNSUPPORTED + 1));
		break;
	case 3:
		PUT(m, TEMPLATE, template, author, mutant_below(m, strings + 1));
		break;
	case 4:
		PUT(m, TEMPLATE, template, link, mutant_below(m, strings + 1));
		break;
	default:
		uuid = mutant_record(m, CHAN_TABLE_TEMPLATE, template);
		if (uuid)
			mutant_put_byte(m, uuid, CHAN_WIDTH_TEMPLATE_uuid);
		break;
	}
}

void mutant_copy_template(mutant *m)
{
	const uint32_t template = any_template(m);

	mutant_copy_template_from(m, m, template, template);
}

/* Its type may be left without one. */
static void take_out_template(mutant *m, uint32_t template)
{
	const uint32_t type = mutant_run_owner(m, RUN_TEMPLATES, template);
	uint32_t first = mutant_run_begin(m, RUN_CRITERIA, template);
	uint32_t left = mutant_run_count(m, RUN_CRITERIA, template);

	for (; left > 0; left--) {
		while (mutant_run_count(m, RUN_VALUES, first) > 0)
			mutant_run_take_out(m, RUN_VALUES, first, 0);
		mutant_run_take_out(m, RUN_CRITERIA, template, 0);
	}
	while (mutant_run_count(m, RUN_INSTRUCTIONS, template) > 0)
		mutant_run_take_out(m, RUN_INSTRUCTIONS, template, 0);
	mutant_run_take_out(m, RUN_TEMPLATES, type,
	                    template - mutant_run_begin(m, RUN_TEMPLATES, type));
}

void mutant_drop_template(mutant *m)
{
	const uint32_t template = any_template(m);
	const uint32_t type = mutant_run_owner(m, RUN_TEMPLATES, template);

	if (mutant_run_count(m, RUN_TEMPLATES, type) > 1)
		take_out_template(m, template);
	else if (mutant_count(m, CHAN_TABLE_TYPE) > 1)
		mutant_drop_type(m, type);
}

void mutant_drop_type(mutant *m, uint32_t type)
{
	const uint32_t first = mutant_run_begin(m, RUN_TEMPLATES, type);
	uint32_t i;

	while (mutant_run_count(m, RUN_TEMPLATES, type) > 0)
		take_out_template(m, first);
	for (i = first; i < mutant_count(m, CHAN_TABLE_TEMPLATE); i++)
		PUT(m, TEMPLATE, i, type, GET(m, TEMPLATE, i, type) - 1);
	while (mutant_run_count(m, RUN_FIELDS, type) > 0)
		mutant_run_take_out(m, RUN_FIELDS, type, 0);
	mutant_take_out(m, CHAN_TABLE_TYPE, type);
}

/* --- criteria */

/* Values mean something else after this, if they mean anything: the tidying sets those right that do not. */
void mutant_edit_criterion(mutant *m)
{
	const uint32_t criterion = any_criterion(m);
	const uint64_t operation = GET(m, CRITERION, criterion, operator);

	switch (mutant_below(m, 4)) {
	case 0:
		PUT(m, CRITERION, criterion, field,
		    mutant_below(m, mutant_count(m, CHAN_TABLE_FIELD)));
		break;
	case 1:
		PUT(m, CRITERION, criterion, operator, 1 + mutant_below(m, CHAN_OPERATOR_LAST));
		break;
	case 2: /* one that means its neighbour's values */
		PUT(m, CRITERION, criterion, operator,
		    operation +(mutant_one_in(m, 2) ? 1 : UINT64_MAX));
		break;
	default:
		PUT(m, CRITERION, criterion, flags, mutant_below(m, 4));
		break;
	}
}

void mutant_copy_criterion(mutant *m)
{
	const uint32_t criterion = any_criterion(m);

	mutant_copy_criterion_from(m, m, criterion, any_template(m));
}

void mutant_drop_criterion(mutant *m)
{
	const uint32_t criterion = any_criterion(m);
	const uint32_t template = mutant_run_owner(m, RUN_CRITERIA, criterion);
	const uint32_t place = criterion - mutant_run_begin(m, RUN_CRITERIA, template);

	if (mutant_run_count(m, RUN_CRITERIA, template) < 2)
		return;
	while (mutant_run_count(m, RUN_VALUES, criterion) > 0)
		mutant_run_take_out(m, RUN_VALUES, criterion, 0);
	mutant_run_take_out(m, RUN_CRITERIA, template, place);
	mutant_condition_loses(m, template, place);
}

/* An index that an operator's values may have, or one past them, which is tidied. */
static uint64_t any_index(mutant *m, enum chan_value_kind kind)
{
	if (kind == CHAN_VALUE_FIELD)
		return mutant_below(m, mutant_count(m, CHAN_TABLE_FIELD));
	return mutant_below(m, (size_t)mutant_count(m, mutant_pool_table(kind)) + 1);
}

void mutant_edit_value(mutant *m)
{
	const uint32_t criterion = any_criterion(m);
	const uint32_t count = mutant_run_count(m, RUN_VALUES, criterion);
	const uint32_t place = (uint32_t)mutant_below(m, count);
	const uint64_t index =
		any_index(m, mutant_value_kind(GET(m, CRITERION, criterion, operator)));
	uint8_t *bytes;

	switch (mutant_below(m, 3)) {
	case 0:
		if (count > 0)
			PUT(m, VALUE, mutant_run_begin(m, RUN_VALUES, criterion) + place, index,
			    index);
		break;
	case 1:
		bytes = mutant_run_put_in(m, RUN_VALUES, criterion, place);
		if (bytes)
			mutant_store(bytes, CHAN_SIZE_VALUE, index);
		break;
	default:
		if (count > 1)
			mutant_run_take_out(m, RUN_VALUES, criterion, place);
		break;
	}
}

void mutant_drop_value(mutant *m)
{
	const uint32_t criterion = any_criterion(m);
	const uint32_t count = mutant_run_count(m, RUN_VALUES, criterion);

	if (count > 1)
		mutant_run_take_out(m, RUN_VALUES, criterion, (uint32_t)mutant_below(m, count));
}

void mutant_edit_condition(mutant *m)
{
	const uint32_t template = any_template(m);

	if (mutant_one_in(m, 12))
		mutant_deepen_condition(
			m, template,
			(uint32_t)(mutant_one_in(m, 4) ? CHAN_MAX_DEPTH : 2 + mutant_below(m, 8)));
	else
		mutant_change_condition(m, template);
}
