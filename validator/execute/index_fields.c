/* The automata of the fields, and what each literal hits. */
#include <stdlib.h>

#include "execute/index_parts.h"

static int by_field_text_operation_atom(const void *left, const void *right)
{
	const sl_found_literal *a = left, *b = right;
	if (a->field != b->field) {
		return a->field < b->field ? -1 : 1;
	}
	int order = sl_text_compare(a->text, b->text);
	if (order != 0) {
		return order;
	}
	if (a->operation != b->operation) {
		return a->operation < b->operation ? -1 : 1;
	}
	return a->atom < b->atom ? -1 : a->atom > b->atom;
}

/* The literals of one field, in order. */
static void make_field(sl_index *index, const sl_found_literal *items, size_t count)
{
	sl_indexed_field *made = &index->fields[index->field_count++];
	sl_text *texts = sl_alloc(count, sizeof *texts);
	size_t text_count = 0;
	made->field = items[0].field;
	made->users = sl_alloc(count, sizeof *made->users);
	made->first_user = sl_alloc(count + 1, sizeof *made->first_user);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !sl_text_equal(items[i].text, items[i - 1].text)) {
			made->first_user[text_count] = (uint32_t)i;
			texts[text_count++] = items[i].text;
		}
		made->users[i] = (sl_literal_user){items[i].atom, (uint32_t)items[i].text.length,
		                                   items[i].operation};
	}
	made->first_user[text_count] = (uint32_t)count;
	made->first_literal = index->literal_count;
	index->literal_count += (uint32_t)text_count;
	made->automaton = sl_automaton_make(texts, text_count);
	free(texts);
}

void sl_index_make_fields(sl_index *index, sl_found_literals *literals)
{
	size_t end;
	if (literals->count == 0) {
		return;
	}
	qsort(literals->items, literals->count, sizeof *literals->items,
	      by_field_text_operation_atom);
	index->fields = sl_alloc(CHAN_MAX_FIELDS, sizeof *index->fields);
	for (size_t i = 0; i < literals->count; i = end) {
		for (end = i; end < literals->count &&
		              literals->items[end].field == literals->items[i].field;
		     end++) {
		}
		make_field(index, &literals->items[i], end - i);
	}
}
