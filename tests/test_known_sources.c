/* The table of known log sources: what is permanent is unique, and all of it fits the format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "limits.h"

enum record_kind { RECORD_SOURCE, RECORD_SELECT, RECORD_FIELD, RECORD_END };

enum known_kind { SL_FIELD_STRING = 1, SL_FIELD_INTEGER, SL_FIELD_IP };
enum known_shape { SL_FIELDS_OPEN = 1, SL_FIELDS_CLOSED };

/* One line of the table. texts: product, category, service, type; or key, value; or both names. */
typedef struct record {
	enum record_kind kind;
	const char *texts[4];
	uint32_t number; /* type id, event id or kind of field */
	uint32_t shape;
} record;

static const record table[] = {
#define SOURCE(product, category, service, type, id, shape) \
	{RECORD_SOURCE, {product, category, service, type}, id, shape},
#define SELECT_CHANNEL(channel) {RECORD_SELECT, {"Channel", channel, "", ""}, 0, 0},
#define SELECT_EVENT_ID(id) {RECORD_SELECT, {"EventID", "", "", ""}, id, 0},
#define SELECT_VALUE(key, value) {RECORD_SELECT, {key, value, "", ""}, 0, 0},
#define FIELD(name, type) {RECORD_FIELD, {name, "", "", ""}, type, 0},
#define FIELD_FROM(name, type, other) {RECORD_FIELD, {name, other, "", ""}, type, 0},
#define END_SOURCE() {RECORD_END, {"", "", "", ""}, 0, 0},
#include "model/known_sources.def"
};
static const size_t table_size = sizeof(table) / sizeof(table[0]);

static size_t source_end(size_t source)
{
	size_t i = source + 1;

	while (i < table_size && table[i].kind != RECORD_END) {
		assert_int_not_equal(table[i].kind, RECORD_SOURCE);
		i++;
	}
	assert_true(i < table_size);
	return i;
}

static void test_table_is_sources_end_to_end(void **state)
{
	size_t i = 0, sources = 0;

	(void)state;
	while (i < table_size) {
		assert_int_equal(table[i].kind, RECORD_SOURCE);
		assert_true(table[i].shape == SL_FIELDS_OPEN || table[i].shape == SL_FIELDS_CLOSED);
		i = source_end(i) + 1;
		sources++;
	}
	assert_true(sources >= 80);
}

static void test_ids_names_and_sources_are_unique(void **state)
{
	(void)state;
	for (size_t i = 0; i < table_size; i++) {
		for (size_t j = i + 1; table[i].kind == RECORD_SOURCE && j < table_size; j++) {
			if (table[j].kind != RECORD_SOURCE)
				continue;
			assert_int_not_equal(table[i].number, table[j].number);
			assert_string_not_equal(table[i].texts[3], table[j].texts[3]);
			assert_false(strcmp(table[i].texts[0], table[j].texts[0]) == 0 &&
			             strcmp(table[i].texts[1], table[j].texts[1]) == 0 &&
			             strcmp(table[i].texts[2], table[j].texts[2]) == 0);
		}
	}
}

/* A name may stand for one input only: as the field itself, or as the other name of one. */
static void assert_field_is_unique(size_t field, size_t end)
{
	const char *name = table[field].texts[0], *other = table[field].texts[1];

	assert_string_not_equal(name, other);
	for (size_t j = field + 1; j < end; j++) {
		if (table[j].kind != RECORD_FIELD)
			continue;
		assert_string_not_equal(name, table[j].texts[0]);
		assert_string_not_equal(name, table[j].texts[1]);
		assert_string_not_equal(other, table[j].texts[0]);
		if (other[0] != '\0')
			assert_string_not_equal(other, table[j].texts[1]);
	}
}

static void test_fields_fit_the_format(void **state)
{
	(void)state;
	for (size_t i = 0; i < table_size; i = source_end(i) + 1) {
		size_t end = source_end(i), fields = 0;

		for (size_t j = i + 1; j < end; j++) {
			if (table[j].kind != RECORD_FIELD)
				continue;
			fields++;
			assert_in_range(strlen(table[j].texts[0]), 1, CHAN_MAX_NAME);
			assert_in_range(table[j].number, SL_FIELD_STRING, SL_FIELD_IP);
			assert_field_is_unique(j, end);
		}
		/* Half of the limit is left to fields that rules use beyond an open list. */
		assert_in_range(fields, 5, CHAN_MAX_FIELDS - 100);
		assert_in_range(strlen(table[i].texts[3]), 1, CHAN_MAX_NAME);
	}
}

/* Released orders: a change of one of these breaks every sensor that was built against it. */
static void test_released_orders_stay(void **state)
{
	static const char *const first[] = {
		"EventID",         "Channel",  "Provider_Name", "Computer",
		"Security_UserID", "RuleName", "UtcTime",       "ProcessGuid",
		"ProcessId",       "Image",    "User"};
	size_t checked = 0;

	(void)state;
	for (size_t i = 0; i < table_size; i = source_end(i) + 1) {
		size_t field = i + 1, matched = 0;

		if (table[i].number != 1001 && table[i].number != 1003 && table[i].number != 1012)
			continue;
		while (table[field].kind != RECORD_FIELD)
			field++;
		while (matched < sizeof(first) / sizeof(first[0])) {
			assert_string_equal(table[field].texts[0], first[matched]);
			field++;
			matched++;
		}
		checked++;
	}
	assert_int_equal(checked, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_is_sources_end_to_end),
		cmocka_unit_test(test_ids_names_and_sources_are_unique),
		cmocka_unit_test(test_fields_fit_the_format),
		cmocka_unit_test(test_released_orders_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
