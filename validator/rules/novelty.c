/* CH5001: what no release has asked of a sensor before. And what a release adds to the ledger. */
#include "rules/novelty.h"

#include <stdlib.h>
#include <string.h>

#include "author/words.h"
#include "rules/facts.h"
#include "rules/history.h"

/* The capabilities of a file, each once, at the first criterion that has it. */
typedef struct found {
	sl_capability what;
	uint32_t template_index, criterion_index;
	bool exercised; /* at this criterion or at another that has it */
} found;

typedef struct walk {
	const sl_checked_file *checked;
	const sl_exercised *exercised;
	/* For each field of the file its capabilities, by operator and action: their number in items, plus 1. */
	uint32_t *numbers;
	found *items;
	size_t count, capacity;
} walk;

enum { ACTIONS = CHAN_ACTION_MONITOR, OF_A_FIELD = CHAN_OPERATOR_LAST * ACTIONS };

static void take_criterion(walk *w, const chan_type *type, const chan_template *template,
                           uint32_t template_index, uint32_t index)
{
	chan_criterion criterion;
	chan_field field;
	uint32_t *number;

	if (!chan_criterion_at(&w->checked->file, index, &criterion) ||
	    !chan_field_at(&w->checked->file, type->first_field + criterion.field, &field))
		return;
	number = &w->numbers[(size_t)(type->first_field + criterion.field) * OF_A_FIELD +
	                     (size_t)(criterion.operation - 1) * ACTIONS +
	                     (size_t)(template->action - 1)];
	if (*number == 0) {
		w->items = sl_grow(w->items, &w->capacity, w->count + 1, sizeof *w->items);
		w->items[w->count] = (found){{sl_string_text(w->checked, type->name),
		                              sl_string_text(w->checked, field.name),
		                              criterion.operation, template->action},
		                             template_index,
		                             index,
		                             false};
		*number = (uint32_t)++w->count;
	}
	if (w->exercised != NULL && sl_exercised_get(w->exercised, index))
		w->items[*number - 1].exercised = true;
}

/* Linear in the criteria and fields of the file. Free w->items. */
static void find_capabilities(walk *w)
{
	const chan_header *header = &w->checked->file.header;

	w->numbers = sl_alloc((size_t)header->field_count * OF_A_FIELD, sizeof *w->numbers);
	for (uint32_t i = 0; i < header->template_count; i++) {
		chan_template template;
		chan_type type;

		if (!chan_template_at(&w->checked->file, i, &template) ||
		    !chan_type_at(&w->checked->file, template.type, &type))
			continue;
		for (uint32_t k = 0; k < template.criterion_count; k++)
			take_criterion(w, &type, &template, i, template.first_criterion + k);
	}
	free(w->numbers);
}

static void refuse(const sl_release *release, const found *one, bool first, sl_findings *findings)
{
	sl_place place = SL_AT(release->checked, CRITERION, one->criterion_index, operator);

	place.template_index = one->template_index;
	place.criterion_index = one->criterion_index;
	place.only_warns = first;
	place.field = sl_text_printable(&findings->arena, one->what.field, CHAN_MAX_NAME);
	sl_fact(release->checked, findings, SL_RULE_NOVEL_CAPABILITY, &place,
	        "type %s, field %s, operator %s, action %s%s",
	        sl_text_printable(&findings->arena, one->what.type, CHAN_MAX_NAME), place.field,
	        sl_operator_name(one->what.operation), sl_action_name(one->what.action),
	        first ? "; the channel ships for the first time, so this is a warning" : "");
}

size_t sl_check_release(const sl_release *release, sl_findings *findings)
{
	const uint32_t channel = release->checked->file.header.channel;
	bool first = sl_ledger_last(release->ledger, channel) == NULL;
	walk w = {.checked = release->checked, .exercised = release->exercised};

	sl_check_history(release, findings);
	find_capabilities(&w);
	for (size_t i = 0; i < w.count; i++)
		if (!w.items[i].exercised && !sl_ledger_knows(release->ledger, &w.items[i].what))
			refuse(release, &w.items[i], first, findings);
	free(w.items);
	return w.count;
}

size_t sl_capabilities_of(const sl_checked_file *checked, sl_capability **out)
{
	walk w = {.checked = checked};

	find_capabilities(&w);
	*out = sl_alloc(w.count, sizeof **out);
	for (size_t i = 0; i < w.count; i++)
		(*out)[i] = w.items[i].what;
	free(w.items);
	return w.count;
}

bool sl_record_release(sl_ledger *ledger, const sl_checked_file *checked, const char *sha256)
{
	const chan_header *header = &checked->file.header;
	const sl_shipped shipped = {.channel = header->channel,
	                            .templates = header->template_count,
	                            .version = header->content_version,
	                            .created_at = header->created_at,
	                            .bytes = checked->size,
	                            .sha256 = sha256};
	sl_capability *capabilities;
	const size_t count = sl_capabilities_of(checked, &capabilities);
	bool release_added, capabilities_added;

	release_added = sl_ledger_add_release(ledger, &shipped);
	capabilities_added = sl_ledger_add_capabilities(ledger, header->channel, capabilities,
	                                                count, header->content_version);
	free(capabilities);
	return release_added || capabilities_added;
}
