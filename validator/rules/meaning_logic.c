/* 2011, 2015, 2016: what each template says as a whole. */
#include "rules/logic.h"
#include "rules/logic_witness.h"
#include "rules/meaning.h"

/* Templates of one signature and different logic that each further one is compared with. */
#define MAX_CLASSES 8

enum truth { FALSE, TRUE, UNKNOWN };

static enum truth negation(enum truth a)
{
	return a == UNKNOWN ? UNKNOWN : a == TRUE ? FALSE : TRUE;
}

static enum truth conjunction(enum truth a, enum truth b)
{
	if (a == FALSE || b == FALSE)
		return FALSE;
	return a == TRUE && b == TRUE ? TRUE : UNKNOWN;
}

static enum truth push(const chan_file *file, const chan_template *template, uint16_t word)
{
	chan_criterion criterion;

	if (!chan_criterion_at(file, template->first_criterion + word, &criterion))
		return UNKNOWN;
	return criterion.operation == CHAN_OPERATOR_ANY ? TRUE : UNKNOWN;
}

/* Whether the verdict follows from the criteria with `any`, whatever the others say. */
static bool true_by_any(const chan_file *file, const chan_template *template)
{
	enum truth stack[CHAN_MAX_DEPTH] = {FALSE};
	uint32_t i, depth = 0;
	uint16_t word;

	for (i = 0; i < template->instruction_count; i++) {
		if (!chan_instruction_at(file, template->first_instruction + i, &word))
			return false;
		/*
		 * chan_open() has proved that the stack neither underflows nor grows past its
		 * limit.
		 */
		if (word < CHAN_PUSH_LIMIT) {
			stack[depth++] = push(file, template, word);
		} else if (word == CHAN_WORD_NOT) {
			stack[depth - 1] = negation(stack[depth - 1]);
		} else {
			const enum truth a = stack[depth - 2], b = stack[depth - 1];
			depth--;
			stack[depth - 1] =
				word == CHAN_WORD_AND
					? conjunction(a, b)
					: negation(conjunction(negation(a), negation(b)));
		}
	}
	return stack[0] == TRUE;
}

static void report_always(const sl_meaning *meaning, uint32_t index, bool by_any)
{
	sl_place place = SL_AT(meaning->checked, TEMPLATE, index, first_instruction);

	sl_fact(meaning->checked, meaning->findings, SL_RULE_MATCHES_EVERYTHING, &place,
	        by_any ? "the operator any alone decides, and the catalog does not allow that for "
	                 "this type"
	               : "its condition is true whatever the inputs are");
}

static void check_verdict(const sl_meaning *meaning, sl_logic *logic, const sl_raw *raw,
                          uint32_t index, const chan_template *template)
{
	const sl_checked_file *checked = meaning->checked;
	const sl_type *type = meaning->types[template->type];
	sl_logic_result result = {0};

	if (!sl_logic_is_open(raw, template))
		sl_logic_decide(logic, &checked->file, checked->bytes, index, &result);
	if (result.always) {
		const bool by_any = true_by_any(&checked->file, template);
		if (!by_any || type == NULL || !type->match_all)
			report_always(meaning, index, by_any);
	}
	if (result.never) {
		sl_place place = SL_AT(checked, TEMPLATE, index, first_instruction);
		sl_fact(checked, meaning->findings, SL_RULE_NEVER_MATCHES, &place,
		        "its condition is false whatever the inputs are");
	}
}

static void report_duplicate(const sl_meaning *meaning, uint32_t index, uint32_t other)
{
	sl_place place = SL_AT(meaning->checked, TEMPLATE, index, uuid);
	chan_template template;
	char uuid[37];

	if (!chan_template_at(&meaning->checked->file, other, &template))
		return;
	sl_uuid_write(template.uuid, uuid);
	sl_fact(meaning->checked, meaning->findings, SL_RULE_DUPLICATE_LOGIC, &place,
	        "it says the same as template %u, %s", (unsigned)other, uuid);
}

/*
 * One run of templates with the same signature: each against the first of each logic seen before
 * it.
 */
static void check_run(const sl_meaning *meaning, const sl_keyed *items, uint32_t count)
{
	uint32_t classes[MAX_CLASSES] = {0};
	uint32_t class_count = 0, i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < class_count; j++)
			if (sl_logic_same(&meaning->checked->file, classes[j], items[i].index))
				break;
		if (j < class_count)
			report_duplicate(meaning, items[i].index, classes[j]);
		else if (class_count < MAX_CLASSES)
			classes[class_count++] = items[i].index;
	}
}

/*
 * What two templates of one logic have in common, at the cost of a few reads: two criteria and
 * how much there is of everything. Only where it occurs twice is the whole signature worth its
 * time.
 */
static uint64_t rough_key(const sl_raw *raw, const chan_template *template)
{
	const uint32_t last = template->first_criterion + template->criterion_count - 1;
	uint64_t key = (uint64_t)template->criterion_count << 32 | template->instruction_count;
	uint32_t i;

	for (i = template->first_criterion;; i = last) {
		const chan_criterion c = sl_raw_criterion(raw, i);

		key = (key ^ ((uint64_t)c.field << 48 | (uint64_t)c.operation << 40 |
		              (uint64_t)c.flags << 32 | c.value_count)) *
		      UINT64_C(0x9e3779b97f4a7c15);
		if (c.value_count > 0)
			key = (key ^ sl_raw_value(raw, c.first_value + c.value_count - 1)) *
			      UINT64_C(0xff51afd7ed558ccd);
		key ^= key >> 32;
		if (i == last)
			return key;
	}
}

static void check_duplicates(const sl_meaning *meaning, sl_keyed *items, uint32_t count)
{
	uint32_t i, first = 0;

	count = sl_keyed_repeated(items, count);
	for (i = 0; i < count; i++)
		items[i].key = sl_logic_signature(&meaning->checked->file, items[i].index);
	count = sl_keyed_repeated(items, count);
	sl_keyed_sort(items, count);
	for (i = 1; i <= count; i++) {
		if (i < count && items[i].key == items[first].key)
			continue;
		if (i - first > 1)
			check_run(meaning, items + first, i - first);
		first = i;
	}
}

void sl_meaning_logic(const sl_meaning *meaning)
{
	const chan_file *file = &meaning->checked->file;
	const sl_raw raw = sl_raw_of(file, meaning->checked->bytes);
	sl_keyed *items = meaning->keyed;
	sl_logic *logic = sl_logic_make();
	chan_type type;
	uint32_t i, j;

	for (i = 0; chan_type_at(file, i, &type); i++) {
		for (j = 0; j < type.template_count; j++) {
			const uint32_t index = type.first_template + j;
			const chan_template template = sl_raw_template(&raw, index);

			check_verdict(meaning, logic, &raw, index, &template);
			items[j] = (sl_keyed){rough_key(&raw, &template), index};
		}
		check_duplicates(meaning, items, type.template_count);
	}
	sl_logic_free(logic);
}
