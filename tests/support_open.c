#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check.h"
#include "support_open.h"

static void assert_nothing(const chan_file *file)
{
	const chan_cursor *const windows[] = {
		&file->strings, &file->text,         &file->integers,  &file->networks,
		&file->types,   &file->fields,       &file->templates, &file->criteria,
		&file->values,  &file->instructions,
	};
	const chan_header *const h = &file->header;

	for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++)
		assert_int_equal(chan_left(windows[i]), 0);
	for (unsigned table = CHAN_TABLE_STRING; table < CHAN_TABLE_COUNT; table++)
		assert_int_equal(chan_table_count(h, (enum chan_table)table), 0);
	assert_int_equal(h->format_version, 0);
	assert_int_equal(h->engine_level, 0);
	assert_int_equal(h->channel, 0);
	assert_int_equal(h->content_version, 0);
	assert_int_equal(h->created_at, 0);
	assert_int_equal(h->expires_at, 0);
	assert_int_equal(h->file_size, 0);
}

/* Says what differs before an assertion fails on it: the assertions do not know the case. */
static void explain(const chan_finding *fault, support_want want)
{
	if (fault->rule == want.rule && fault->table == want.table &&
	    fault->record == want.record && fault->member == want.member)
		return;
	print_error("wanted CH%u in table %d record %u member %u, found CH%u in table %u record %u "
	            "member %u\n",
	            want.rule, (int)want.table, want.record, want.member, fault->rule, fault->table,
	            fault->record, fault->member);
}

void support_must_open(const uint8_t *bytes, size_t size, chan_file *file)
{
	chan_finding fault;

	if (!chan_open(bytes, size, file, &fault))
		fail_msg("CH%u at %u", (unsigned)fault.rule, (unsigned)fault.offset);
}

void support_open(const uint8_t *bytes, size_t size, support_want want, chan_finding *fault)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);
	chan_file file;
	bool accepted;

	assert_non_null(copy);
	if (size > 0)
		memcpy(copy, bytes, size);
	memset(&file, 0xa5, sizeof file);
	memset(fault, 0xa5, sizeof *fault);
	accepted = chan_open(copy, size, &file, fault);
	explain(fault, want);
	assert_int_equal(fault->rule, want.rule);
	assert_int_equal(accepted, want.rule == 0);
	assert_int_equal(fault->table, want.table);
	assert_int_equal(fault->record, want.record);
	assert_int_equal(fault->member, want.member);
	assert_int_equal(fault->offset, want.offset);
	assert_int_equal(fault->length, want.length);
	if (!accepted)
		assert_nothing(&file);
	else /* the quick check may leave no right file to the exact one, which would hide what is wrong with it */
		assert_true(chan_strings_hold(&file));
	if (size > 0)
		assert_memory_equal(copy, bytes, size);
	free(copy);
}

void support_open_accepted(support_file *f)
{
	const support_want nothing = {0, CHAN_TABLE_HEADER, 0, 0, 0, 0};
	chan_finding fault;
	size_t size;
	uint8_t *bytes = support_file_bytes(f, &size);

	support_open(bytes, size, nothing, &fault);
	free(bytes);
	support_file_end(f);
}

chan_finding support_open_rejected(support_file *f, unsigned rule, enum chan_table table,
                                   uint32_t record, uint32_t member, uint32_t width)
{
	support_want want = {rule, table, record, member, member, width};
	chan_finding fault;
	size_t size;
	uint8_t *bytes = support_file_bytes(f, &size);

	if (member == CHAN_WHOLE_RECORD)
		want.offset = 0;
	want.offset += support_offset(bytes, table, record);
	support_open(bytes, size, want, &fault);
	free(bytes);
	support_file_end(f);
	return fault;
}
