/* chan_open() with an expectation: for the suites of the structural check. Include after cmocka.h. */
#ifndef SUPPORT_OPEN_H
#define SUPPORT_OPEN_H

#include "support_file.h"

/* Where a finding must point; rule zero: the file must be accepted. */
typedef struct support_want {
	unsigned rule;
	enum chan_table table;
	uint32_t record, member;
	uint64_t offset, length;
} support_want;

/* The place of a member, in a written file. */
#define WANT(bytes, RULE_, TABLE_, record_, member_)                              \
	((support_want){CHAN_RULE_##RULE_, CHAN_TABLE_##TABLE_, (record_),        \
	                CHAN_OFFSET_##TABLE_##_##member_,                         \
	                support_offset((bytes), CHAN_TABLE_##TABLE_, (record_)) + \
	                        CHAN_OFFSET_##TABLE_##_##member_,                 \
	                CHAN_WIDTH_##TABLE_##_##member_})

/* Opens a file that is to be right: fails the test with the rule and the offset if it is not. */
void support_must_open(const uint8_t *bytes, size_t size, chan_file *file);
/* Opens an exactly sized copy, over results filled with 0xA5, and fails the test unless all is as wanted. */
void support_open(const uint8_t *bytes, size_t size, support_want want, chan_finding *fault);
/* The same for a file that is being built; it is released. The finding is for who wants its facts too. */
void support_open_accepted(support_file *f);
chan_finding support_open_rejected(support_file *f, unsigned rule, enum chan_table table,
                                   uint32_t record, uint32_t member, uint32_t width);

#define REJECTED(f, RULE_, TABLE_, record_, member_)                                  \
	support_open_rejected((f), CHAN_RULE_##RULE_, CHAN_TABLE_##TABLE_, (record_), \
	                      CHAN_OFFSET_##TABLE_##_##member_, CHAN_WIDTH_##TABLE_##_##member_)

#endif
