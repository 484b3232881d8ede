/* 2018: ids that two types share, by a model that compares all pairs: ids that differ in one byte, at the ends of their halves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/check.h"
#include "support_file.h"
#include "support_open.h"
#include "support_random.h"

enum { TYPES = 3, OF_TYPE = 40, MOST = TYPES * OF_TYPE, FILES = 200, ID = 16 };

typedef struct ids {
	uint8_t of[MOST][ID];
	uint32_t in_type[TYPES]; /* templates */
	uint32_t types, count;
} ids;

static uint32_t seed;

static unsigned below(unsigned limit)
{
	return support_below(&seed, limit);
}

/* Ids of a type rise. */
static void add_type(ids *all, uint32_t wanted)
{
	const uint32_t first = all->count;

	for (uint32_t i = 0; i < wanted; i++) {
		uint8_t id[ID] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
		uint32_t at = all->count;
		static const unsigned places[] = {0, 7, 8, 15};

		id[places[below(4)]] = (uint8_t)below(3);
		if (below(2))
			id[places[below(4)]] = (uint8_t)(0xfe + below(2));
		while (at > first && memcmp(all->of[at - 1], id, ID) > 0)
			at--;
		if (at > first && memcmp(all->of[at - 1], id, ID) == 0)
			continue;
		memmove(all->of[at + 1], all->of[at], (all->count - at) * ID);
		memcpy(all->of[at], id, ID);
		all->count++;
	}
	all->in_type[all->types++] = all->count - first;
}

static uint8_t *write_file(const ids *all, sl_checked_file *checked)
{
	support_file f;
	uint8_t *bytes;
	uint32_t type = 0, before = 0;

	support_file_begin(&f);
	support_text(&f, "field");
	support_text(&f, "title");
	for (uint32_t i = 0; i < TYPES; i++)
		support_text(&f, &"type\0typf\0typg"[5 * i]);
	for (uint32_t i = 0; i < all->types; i++) {
		support_type(&f, 3 + i, 1 + i, 1, all->in_type[i]);
		support_field(&f, 1, CHAN_KIND_STRING);
	}
	for (uint32_t i = 0; i < all->count; i++) {
		if (i == before + all->in_type[type])
			before += all->in_type[type++];
		support_template(&f, type, i, 2, 1, 1);
		support_criterion(&f, 0, CHAN_OPERATOR_EXISTS, 0, 0);
		support_instruction(&f, 0);
	}
	bytes = support_file_bytes(&f, &checked->size);
	support_file_end(&f);
	for (uint32_t i = 0; i < all->count; i++)
		memcpy(bytes + support_offset(bytes, CHAN_TABLE_TEMPLATE, i), all->of[i], ID);
	support_seal(bytes, checked->size);
	checked->bytes = bytes;
	support_must_open(bytes, checked->size, &checked->file);
	return bytes;
}

/* --- the model */

/* As two numbers, each with its first byte as the least. */
static int compare_ids(const uint8_t *a, const uint8_t *b)
{
	for (unsigned half = 0; half < ID; half += ID / 2)
		for (unsigned i = half + ID / 2; i-- > half;)
			if (a[i] != b[i])
				return a[i] < b[i] ? -1 : 1;
	return 0;
}

typedef struct repeat {
	uint32_t first, second;
} repeat;

static uint32_t find_repeats(const ids *all, repeat *out)
{
	uint32_t count = 0;

	for (uint32_t second = 0; second < all->count; second++) {
		uint32_t first = 0, at;

		while (memcmp(all->of[first], all->of[second], ID) != 0)
			first++;
		if (first == second)
			continue;
		for (at = count++;
		     at > 0 && compare_ids(all->of[second], all->of[out[at - 1].second]) < 0; at--)
			out[at] = out[at - 1];
		out[at] = (repeat){first, second};
	}
	return count;
}

/* --- what is found */

static void check_finding(const sl_finding *f, const ids *all, const uint8_t *bytes,
                          const repeat *wanted)
{
	char text[64];

	assert_int_equal(f->offset, support_offset(bytes, CHAN_TABLE_TEMPLATE, wanted->second));
	assert_int_equal(f->length, ID);
	assert_memory_equal(f->template_uuid, all->of[wanted->second], ID);
	snprintf(text, sizeof text, "template[%u].uuid", (unsigned)wanted->second);
	assert_string_equal(f->path, text);
	snprintf(text, sizeof text, "template %u has it too", (unsigned)wanted->first);
	assert_string_equal(f->detail, text);
}

/* Returns the number of ids that are there already. */
static uint32_t check_file(const ids *all)
{
	sl_checked_file checked = {.path = "f.chan"};
	uint8_t *bytes = write_file(all, &checked);
	const sl_catalog none = {0};
	sl_findings findings;
	repeat wanted[MOST];
	uint32_t count = find_repeats(all, wanted), found = 0;

	sl_findings_start(&findings);
	sl_check_meaning(&checked, &none, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		if (findings.items[i].rule != SL_RULE_DUPLICATE_UUID)
			continue;
		assert_true(found < count);
		check_finding(&findings.items[i], all, bytes, &wanted[found++]);
	}
	assert_int_equal(found, count);
	sl_findings_free(&findings);
	free(bytes);
	return count;
}

static void ids_of_few_types(void **state)
{
	uint32_t found = 0;

	(void)state;
	seed = 0x2018;
	for (unsigned i = 0; i < FILES; i++) {
		ids all = {0};

		for (unsigned types = 1 + below(TYPES); all.types < types;)
			add_type(&all, 1 + below(OF_TYPE));
		found += check_file(&all);
	}
	assert_true(found > FILES / 2);
}

/* All of them, in two types and in three. */
static void the_same_ids_everywhere(void **state)
{
	(void)state;
	for (uint32_t types = 2; types <= TYPES; types++)
		for (uint32_t size = 1; size <= OF_TYPE; size++) {
			ids all = {0};

			seed = size;
			add_type(&all, size);
			for (uint32_t kept = all.count; all.types < types; all.count += kept) {
				memcpy(all.of[all.count], all.of[0], kept * ID);
				all.in_type[all.types++] = kept;
			}
			assert_int_equal(check_file(&all), all.count - all.in_type[0]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_of_few_types),
		cmocka_unit_test(the_same_ids_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
