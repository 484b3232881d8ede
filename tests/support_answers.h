/*
 * Answers that are many, as a file: what a suite found is what the file says, or the test fails and shows the first line
 * that is another. With UPDATE_CASES=1 in the environment it is written anew instead; the difference is for people to read.
 */
#ifndef SUPPORT_ANSWERS_H
#define SUPPORT_ANSWERS_H

#include "base/buffer.h"
#include "rules/finding.h"

/* path is from the root of the project. */
void answers_are(const char *path, const sl_buffer *found);

/* Every field of every finding, in the order of the list: two lines each. */
void answers_add_findings(sl_buffer *out, const sl_findings *findings);

#endif
