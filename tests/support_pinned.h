/*
 * The cases of the rules: small channel files, bad and good, each with the builds that it is
 * judged against and exactly the findings that it must have. What is expected comes from the
 * layout and from the case, never from the checks. They are pinned in
 * validator/rules/selftest_cases.inc and lie as files in corpus/; test_selftest.c holds both
 * against them, and writes both anew if UPDATE_CASES is set.
 */
#ifndef SUPPORT_PINNED_H
#define SUPPORT_PINNED_H

#include "base/buffer.h"
#include "base/memory.h"
#include "rules/selftest_model.h"

#define PINNED_MAX_EXPECTED 4

typedef struct pinned_expected {
	uint16_t rule;
	bool has_bytes;
	uint64_t offset, length;
} pinned_expected;

typedef struct pinned_case {
	sl_arena arena; /* of the path */
	const char *name; /* "CH3001-incident-291" */
	const char *path; /* what the file is judged as: its base name is part of the content */
	bool is_renamed; /* the path is not what its header says */
	unsigned builds;
	sl_buffer bytes;
	pinned_expected expected[PINNED_MAX_EXPECTED]; /* in the order of reports */
	size_t expected_count;
} pinned_case;

extern const size_t pinned_case_count;

/*
 * Makes a case; false: its content could not be written, and a message is on stderr. Free it in
 * either case.
 */
bool pinned_case_make(size_t index, pinned_case *out);
void pinned_case_free(pinned_case *made);

#endif
