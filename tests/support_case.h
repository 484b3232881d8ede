/*
 * Cases are files: the *.hex of corpus/reject, accept and regress, a named test each. They begin with lines of
 *
 *	# expect: CH1002 @0+8, CH3000    all findings, in the order of reports; @OFFSET+LENGTH if it is about bytes
 *	# expect: accept                 no finding at all, notes included
 *	# near: CH1002, CH1003           of an accepted file: the rules that it only just does not break
 *	# builds: 7.10.17605, 7.12.19004 the fleet, from corpus/model/; "none"; without this line those two
 *	# name: C-00000291-00000042.chan what the file is called; without this line, what its header says
 *
 * of which only the first is a must. Then come the bytes in hexadecimal, with "# ..." as comments.
 */
#ifndef SUPPORT_CASE_H
#define SUPPORT_CASE_H

#include "base/buffer.h"
#include "base/file.h"
#include "rules/finding.h"

#define CASE_FINDINGS 8
#define CASE_NEAR 80
#define CASE_BUILDS_USUAL 5u /* SL_MODEL_HONEST | SL_MODEL_COMPLETE */

typedef struct case_finding {
	uint16_t rule;
	bool has_bytes;
	uint64_t offset, length;
} case_finding;

typedef struct case_file {
	char title[128]; /* base name of the file, without .hex */
	case_finding expected[CASE_FINDINGS]; /* none: accept */
	size_t expected_count;
	uint16_t near[CASE_NEAR];
	size_t near_count;
	unsigned builds; /* of rules/selftest_model.h */
	char name[64]; /* empty: as the header says */
	sl_buffer bytes;
} case_file;

/* Reads a case; free it in either case. False: the problem says what is wrong with the file. */
bool case_read(const char *path, case_file *out, sl_problem *problem);
void case_free(case_file *one);

/* Writes a case in the form that case_read() reads: its first lines, the remark as a comment, and the hex dump. */
void case_write(const case_file *one, const char *remark, sl_buffer *out);

/* All that `sluice check` does with the bytes, in the order of reports. findings: started by the caller. */
void case_judge(const case_file *one, sl_findings *findings);

/* Whether the findings are exactly the expected ones; if not, *detail says what was found. */
bool case_holds(const case_file *one, const sl_findings *findings, sl_arena *arena,
                const char **detail);

#endif
